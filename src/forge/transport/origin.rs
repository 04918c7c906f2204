//! The one server that is talked to, and which addresses are on it.
//!
//! Next pages and redirects are addresses that somebody else chose. One on another server would get our token, and its
//! answers would become facts. So an address is on the server that the settings name, or it is not asked. Pure.

use std::net::IpAddr;

use url::{Host, Url};

use crate::forge::trouble::Trouble;

/// The base of an API: scheme, host and port, which hold for everything, and a path for addresses without a host.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    base: Url,
}

/// An address that is not on the origin, or no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Elsewhere;

impl Origin {
    /// The origin of a base URL. `what` names the setting in an error.
    ///
    /// # Errors
    ///
    /// It is no URL, is neither `https` nor on this machine, or holds a user, a query or a fragment.
    pub(super) fn new(base: &str, what: &str) -> Result<Origin, Trouble> {
        let wrong = |why: &str| Trouble::Setting { why: format!("{what} {why}") };
        let base = Url::parse(base).map_err(|_| wrong("is not a URL"))?;
        if !base.username().is_empty() || base.password().is_some() {
            return Err(wrong("holds a user name or a password, which would end up in logs"));
        }
        if base.query().is_some() || base.fragment().is_some() {
            return Err(wrong("has something behind its path"));
        }
        let Some(host) = base.host() else { return Err(wrong("names no host")) };
        match base.scheme() {
            "https" => {}
            "http" if is_loopback(&host) => {}
            "http" => return Err(wrong("is not https: the token would cross the network in clear")),
            _ => return Err(wrong("is not https")),
        }
        Ok(Origin { base })
    }

    /// Holds another URL of the settings to this origin.
    ///
    /// # Errors
    ///
    /// It is on another server, or no URL.
    pub(super) fn expect_on_it(&self, url: &str, what: &str) -> Result<(), Trouble> {
        let on_it = Url::parse(url).is_ok_and(|url| self.holds(&url));
        let why = || format!("{what} is not on the server of the base URL of the API");
        if on_it { Ok(()) } else { Err(Trouble::Setting { why: why() }) }
    }

    /// Whether plain `http` is spoken, which is to this machine only.
    pub(super) fn is_plain(&self) -> bool {
        self.base.scheme() == "http"
    }

    /// Whether a URL has this scheme, host and port, and no user.
    pub(super) fn holds(&self, url: &Url) -> bool {
        let same = url.scheme() == self.base.scheme()
            && url.host() == self.base.host()
            && url.port_or_known_default() == self.base.port_or_known_default();
        same && url.username().is_empty() && url.password().is_none()
    }

    /// The address of a target: a path below the base, or a whole URL on this origin.
    ///
    /// # Errors
    ///
    /// [`Trouble::OtherOrigin`], or a name in the path is `.` or `..`.
    pub(super) fn address(&self, target: &str, asked: &str) -> Result<Url, Trouble> {
        refuse_dots(target)?;
        let text = match target.strip_prefix('/') {
            Some(below) => format!("{}/{below}", self.base.as_str().trim_end_matches('/')),
            None => target.to_owned(),
        };
        let elsewhere = || Trouble::OtherOrigin { asked: asked.to_owned() };
        let mut url = Url::parse(&text).map_err(|_| elsewhere())?;
        url.set_fragment(None);
        if self.holds(&url) { Ok(url) } else { Err(elsewhere()) }
    }

    /// Path and query of an address on this origin, without the path of the base where it is below that.
    pub(super) fn shown(&self, url: &Url) -> String {
        let base = self.base.path().trim_end_matches('/');
        let below = url.path().strip_prefix(base).filter(|below| below.starts_with('/'));
        let path = below.unwrap_or(url.path());
        url.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
    }

    /// Where a `Location` or a next page leads, seen from the page that names it.
    ///
    /// # Errors
    ///
    /// [`Elsewhere`].
    pub(super) fn follow(&self, from: &Url, to: &str) -> Result<Url, Elsewhere> {
        let mut url = from.join(to).map_err(|_| Elsewhere)?;
        url.set_fragment(None);
        if self.holds(&url) { Ok(url) } else { Err(Elsewhere) }
    }
}

/// A name `..` between slashes would make the address another one: the team `..` of an organization is the list of its
/// teams, and that exists.
fn refuse_dots(target: &str) -> Result<(), Trouble> {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    // Something between us and the server may read what is escaped before it looks for slashes.
    let plain = path.to_ascii_lowercase().replace("%2e", ".").replace("%2f", "/").replace("%5c", "/");
    let dots = plain.split(['/', '\\']).any(|name| name == "." || name == "..");
    if dots {
        return Err(Trouble::Setting { why: "a name that is `.` or `..` cannot be asked for".to_owned() });
    }
    Ok(())
}

/// Whether a host is this machine, by what it says and not by what a resolver makes of it.
fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => IpAddr::V4(*address).is_loopback(),
        Host::Ipv6(address) => IpAddr::V6(*address).is_loopback(),
    }
}
