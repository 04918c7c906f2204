//! The one server of each forge: what its variables name, else the one that everybody knows.

use url::{Host, Url};

use super::{Environment, title};
use crate::cli::failure::Failure;
use crate::forge::settings::ForgeKind;

/// Where people and programs find a forge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Server {
    /// Which forge.
    pub(super) forge: ForgeKind,
    /// The host that people look at, with its port where it is not the usual one.
    pub(super) host: String,
    /// GitLab: the path below which it lies, without slashes at its ends.
    pub(super) root: String,
    /// Base of the REST API, without a slash at its end.
    pub(super) api: String,
    /// GitHub: where GraphQL is answered.
    pub(super) graphql: Option<String>,
    /// Whether a variable names it.
    pub(super) is_named: bool,
}

/// The variables that name the server of a forge.
pub(super) const fn variables(forge: ForgeKind) -> [&'static str; 2] {
    match forge {
        ForgeKind::Github => ["GITHUB_SERVER_URL", "GITHUB_API_URL"],
        ForgeKind::Gitlab => ["CI_SERVER_URL", "CI_API_V4_URL"],
    }
}

impl Server {
    /// The server of a forge.
    pub(super) fn of(forge: ForgeKind, env: Environment<'_>) -> Result<Server, Failure> {
        let [web, api] = variables(forge);
        let (web, api) = (Base::named(web, env)?, Base::named(api, env)?);
        let is_named = web.is_some() || api.is_some();
        match forge {
            ForgeKind::Github => github(web, api, env, is_named),
            ForgeKind::Gitlab => Ok(gitlab(web, api, is_named)),
        }
    }

    /// How to speak of it.
    pub(super) fn name(&self) -> String {
        if self.root.is_empty() { self.host.clone() } else { format!("{}/{}", self.host, self.root) }
    }
}

fn github(web: Option<Base>, api: Option<Base>, env: Environment<'_>, is_named: bool) -> Result<Server, Failure> {
    let host = match (&web, &api) {
        (Some(web), _) => web.host.clone(),
        (None, Some(api)) => {
            api.host.strip_prefix("api.").filter(|host| has_api_host(host)).unwrap_or(&api.host).into()
        }
        (None, None) => "github.com".to_owned(),
    };
    let api = match (api, web) {
        (Some(api), _) => api,
        (None, Some(web)) if !has_api_host(&web.host) => web.below("/api/v3"),
        (None, _) => Base { origin: format!("https://api.{host}"), host: format!("api.{host}"), path: String::new() },
    };
    let graphql = match Base::named("GITHUB_GRAPHQL_URL", env)? {
        Some(graphql) => graphql,
        None => match api.path.strip_suffix("/v3") {
            Some(path) => Base { path: format!("{path}/graphql"), ..api.clone() },
            None => api.below("/graphql"),
        },
    };
    if graphql.origin != api.origin {
        return Err(Failure::with_help(
            format!("GITHUB_GRAPHQL_URL is on {}, and the API is on {}", graphql.host, api.host),
            "One server answers both, and the token is for that one. Leave GITHUB_GRAPHQL_URL unset to have it told \
             from GITHUB_API_URL.",
        ));
    }
    let (api, graphql) = (api.text(), Some(graphql.text()));
    Ok(Server { forge: ForgeKind::Github, host, root: String::new(), api, graphql, is_named })
}

/// Whether the API of a server has a host of its own, as on github.com and its tenants.
fn has_api_host(host: &str) -> bool {
    host == "github.com" || host.ends_with(".ghe.com")
}

fn gitlab(web: Option<Base>, api: Option<Base>, is_named: bool) -> Server {
    let api = match (&web, api) {
        (_, Some(api)) => api,
        (Some(web), None) => web.below("/api/v4"),
        (None, None) => {
            Base { origin: "https://gitlab.com".to_owned(), host: "gitlab.com".to_owned(), path: "/api/v4".to_owned() }
        }
    };
    let web = web.unwrap_or_else(|| Base {
        path: api.path.strip_suffix("/api/v4").unwrap_or_default().to_owned(),
        ..api.clone()
    });
    let root = web.path.trim_matches('/').to_owned();
    Server { forge: ForgeKind::Gitlab, host: web.host, root, api: api.text(), graphql: None, is_named }
}

/// A base URL, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Base {
    /// `https://host:port`.
    origin: String,
    /// `host:port`.
    host: String,
    /// Without a slash at its end.
    path: String,
}

impl Base {
    /// The one that a variable names.
    fn named(variable: &str, env: Environment<'_>) -> Result<Option<Base>, Failure> {
        let Some(text) = env(variable) else { return Ok(None) };
        // The value is not repeated: people put secrets into addresses.
        let base = Url::parse(&text).ok().and_then(|url| Base::of(&url)).ok_or_else(|| {
            Failure::with_help(
                format!("{variable} is no base URL of a server"),
                "Write `https://HOST` or `https://HOST/PATH`, without a user, a password, a query or a fragment.",
            )
        })?;
        Ok(Some(base))
    }

    fn of(url: &Url) -> Option<Base> {
        let plain = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
            && matches!(url.scheme(), "https" | "http");
        let path = url.path().trim_end_matches('/').to_owned();
        let host = host_of(url).filter(|_| plain)?;
        Some(Base { origin: format!("{}://{host}", url.scheme()), host, path })
    }

    fn below(&self, path: &str) -> Base {
        Base { path: format!("{}{path}", self.path), ..self.clone() }
    }

    fn text(&self) -> String {
        format!("{}{}", self.origin, self.path)
    }
}

/// The host of a URL, with its port where that is not the usual one.
pub(super) fn host_of(url: &Url) -> Option<String> {
    let host = match url.host()? {
        // A name may end in the root of all names, which names the same host.
        Host::Domain(name) => name.trim_end_matches('.').to_owned(),
        address => address.to_string(),
    };
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host,
    })
}

/// Something is on a host whose server nothing names.
pub(super) fn other_host(what: &str, host: &str, servers: &[&Server]) -> Failure {
    let known: Vec<String> =
        servers.iter().map(|server| format!("{} for {}", server.name(), title(server.forge))).collect();
    // Of a server that everybody knows it is clear whose it is.
    let could_be = |forge: ForgeKind| match host {
        "github.com" => forge == ForgeKind::Github,
        "gitlab.com" => forge == ForgeKind::Gitlab,
        _ => true,
    };
    let set: Vec<String> = servers
        .iter()
        .filter(|server| could_be(server.forge))
        .map(|server| format!("{}=https://{host} if that is {}", variables(server.forge)[0], title(server.forge)))
        .collect();
    Failure::with_help(
        format!("{what} is on {host}, and this run asks {}", known.join(" and ")),
        format!("Set {}. A token is sent to the server that the variables name, and to no other.", set.join(", or ")),
    )
}
