//! Which request is meant: a number and a repository on a server, or its URL.

use super::settings::ForgeKind;

/// A pull or merge request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestAddress {
    /// Whose.
    pub forge: ForgeKind,
    /// The server people look at: `github.com`, `git.example.com:8443`. Lower case.
    pub host: String,
    /// GitLab under a relative URL: the path before the project. Without slashes at its ends; mostly empty.
    pub root: String,
    /// `owner/name`; on GitLab the full path of the project.
    pub repository: String,
    /// The number that people see: GitLab's iid.
    pub number: u64,
}

impl RequestAddress {
    /// `acme/infra#7`, or `acme/infra!7`, as the forge itself writes it.
    pub fn name(&self) -> String {
        let sign = match self.forge {
            ForgeKind::Github => '#',
            ForgeKind::Gitlab => '!',
        };
        format!("{}{sign}{}", self.repository, self.number)
    }
}
