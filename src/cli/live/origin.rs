//! Where a clone came from: the host and the repository in the address of a remote.

use url::Url;

use super::server::host_of;

/// A remote's address without what is nobody's business: no scheme, no user, no password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    /// The host; with a port only where that is one for the web.
    pub(super) host: String,
    /// What comes behind it, without slashes at its ends and without `.git`.
    pub(super) path: String,
}

impl Origin {
    /// Reads `https://host/owner/name.git`, `ssh://git@host:22/owner/name` and `git@host:owner/name.git`. `None` for a
    /// folder and everything else.
    pub(super) fn parse(address: &str) -> Option<Origin> {
        let (host, path) = match Url::parse(address) {
            Ok(url) if matches!(url.scheme(), "https" | "http") => (host_of(&url)?, url.path().to_owned()),
            // The port is one of the shell's, which says nothing of the web.
            Ok(url) if matches!(url.scheme(), "ssh" | "git" | "git+ssh") => {
                (url.host_str()?.to_ascii_lowercase(), url.path().to_owned())
            }
            _ => short(address)?,
        };
        let path = path.trim_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path).to_owned();
        let host = match host.as_str() {
            // Where the shell is reached through the port of the web.
            "ssh.github.com" => "github.com".to_owned(),
            "altssh.gitlab.com" => "gitlab.com".to_owned(),
            _ => host,
        };
        (!path.is_empty() && !host.is_empty()).then_some(Origin { host, path })
    }
}

/// `user@host:path`, as git and ssh write it.
fn short(address: &str) -> Option<(String, String)> {
    let (place, path) = address.split_once(':')?;
    if place.contains('/') || address.contains("://") {
        return None;
    }
    let host = place.rsplit('@').next()?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    // A drive letter is no host.
    (host.len() > 1 && host.chars().all(is_name)).then(|| (host.to_ascii_lowercase(), path.to_owned()))
}
