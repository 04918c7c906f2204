//! Which request is meant: from what people write to one address on one server.

use url::Url;

use super::origin::Origin;
use super::server::{Server, host_of, other_host, variables};
use super::{Environment, title};
use crate::cli::failure::Failure;
use crate::forge::address::RequestAddress;
use crate::forge::settings::ForgeKind;
use crate::plan::request::Platform;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RequestName {
    /// `7`
    Number(u64),
    /// `#7`, which on GitLab is an issue.
    Pull(u64),
    /// `!7`, which is GitLab's.
    Merge(u64),
    /// A URL.
    Url(Box<Url>),
}

const FORMS: &str = "Write its number, `#7`, `!7`, or its URL: `https://github.com/OWNER/NAME/pull/7` or \
                     `https://gitlab.com/GROUP/PROJECT/-/merge_requests/7`.";

impl RequestName {
    pub(super) fn parse(text: &str) -> Result<RequestName, Failure> {
        let number = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse::<u64>().ok().filter(|number| plain && *number > 0)
        };
        let name = match text.split_at_checked(1) {
            Some(("#", digits)) => number(digits).map(RequestName::Pull),
            Some(("!", digits)) => number(digits).map(RequestName::Merge),
            _ => number(text).map(RequestName::Number),
        };
        if let Some(name) = name {
            return Ok(name);
        }
        match Url::parse(text) {
            Ok(url) if matches!(url.scheme(), "https" | "http") => Ok(RequestName::Url(Box::new(url))),
            // Not repeated: what looks like a URL may hold a password.
            _ => Err(Failure::with_help("--pull names no request", FORMS)),
        }
    }
}

/// The request and its server.
pub(super) fn find(
    name: &RequestName,
    origin: Option<&str>,
    env: Environment<'_>,
) -> Result<(RequestAddress, Server), Failure> {
    let (server, repository, number) = match name {
        RequestName::Url(url) => of_url(url, env)?,
        RequestName::Number(number) | RequestName::Pull(number) | RequestName::Merge(number) => {
            let (server, repository) = own_repository(origin, env)?;
            (server, repository, *number)
        }
    };
    match (name, server.forge) {
        (RequestName::Pull(number), ForgeKind::Gitlab) => Err(Failure::with_help(
            format!("`#{number}` is an issue on GitLab, and {repository} is there"),
            format!("Write !{number} for the merge request."),
        )),
        (RequestName::Merge(number), ForgeKind::Github) => Err(Failure::with_help(
            format!("`!{number}` is a merge request on GitLab, and {repository} is on GitHub"),
            format!("Write #{number} for the pull request."),
        )),
        _ => {
            let (host, root) = (server.host.clone(), server.root.clone());
            Ok((RequestAddress { forge: server.forge, host, root, repository, number }, server))
        }
    }
}

fn of_url(url: &Url, env: Environment<'_>) -> Result<(Server, String, u64), Failure> {
    let path = url.path().trim_matches('/');
    // The words of the path tell the forges apart, and only then is it asked whose server it is.
    let forge = if path.contains("/-/merge_requests/") { ForgeKind::Gitlab } else { ForgeKind::Github };
    let server = Server::of(forge, env)?;
    let no_request = || Failure::with_help("the URL behind --pull is not the one of a request", FORMS);
    let host = host_of(url).ok_or_else(no_request)?;
    let (repository, number) = split(forge, path).ok_or_else(no_request)?;
    if host != server.host {
        return Err(other_host("the request", &host, &[&server]));
    }
    let repository = below_root(repository, &server).ok_or_else(|| {
        Failure::with_help(
            format!("the request is on {host}, and this run asks {}", server.name()),
            format!("{} says below which path {} lies.", variables(forge)[0], title(forge)),
        )
    })?;
    is_repository(forge, repository).then(|| (server, repository.to_owned(), number)).ok_or_else(no_request)
}

/// `OWNER/NAME/pull/7/…` or `GROUP/PROJECT/-/merge_requests/7/…`.
fn split(forge: ForgeKind, path: &str) -> Option<(&str, u64)> {
    let word = match forge {
        ForgeKind::Github => "/pull/",
        ForgeKind::Gitlab => "/-/merge_requests/",
    };
    let (repository, rest) = path.split_once(word)?;
    match RequestName::parse(rest.split('/').next()?) {
        Ok(RequestName::Number(number)) => Some((repository, number)),
        _ => None,
    }
}

fn below_root<'a>(path: &'a str, server: &Server) -> Option<&'a str> {
    if server.root.is_empty() { Some(path) } else { path.strip_prefix(&server.root)?.strip_prefix('/') }
}

/// The names that the forges allow. What is more is no repository, and could become another path of the API.
fn is_repository(forge: ForgeKind, path: &str) -> bool {
    let is_name = |name: &str| {
        !matches!(name, "" | "." | "..") && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    };
    let names = path.split('/').count();
    let fits = match forge {
        ForgeKind::Github => names == 2,
        ForgeKind::Gitlab => names >= 2,
    };
    fits && path.split('/').all(is_name)
}

/// The repository of the job, else of the clone.
fn own_repository(origin: Option<&str>, env: Environment<'_>) -> Result<(Server, String), Failure> {
    match Platform::of(&env) {
        Some(Platform::Github) => of_job(ForgeKind::Github, &["GITHUB_REPOSITORY"], env),
        // The pipeline of a fork runs in the fork, and the request is in the project that it goes to.
        Some(Platform::Gitlab) => of_job(ForgeKind::Gitlab, &["CI_MERGE_REQUEST_PROJECT_PATH", "CI_PROJECT_PATH"], env),
        Some(Platform::Bitbucket) | None => of_origin(origin, env),
    }
}

fn of_job(forge: ForgeKind, variables: &[&str], env: Environment<'_>) -> Result<(Server, String), Failure> {
    let found = variables.iter().find_map(|name| Some((*name, env(name)?)));
    let Some((variable, repository)) = found else {
        let names = variables.join(" nor ");
        return Err(Failure::with_help(
            format!("this is a job of {}, and {names} is not set", title(forge)),
            "Pass --pull the URL of the request.",
        ));
    };
    if !is_repository(forge, &repository) {
        return Err(Failure::with_help(
            format!("{variable} is not the path of a repository"),
            "Pass --pull the URL of the request.",
        ));
    }
    Ok((Server::of(forge, env)?, repository))
}

fn of_origin(origin: Option<&str>, env: Environment<'_>) -> Result<(Server, String), Failure> {
    let Some(origin) = origin.and_then(Origin::parse) else {
        return Err(Failure::with_help(
            "it is not known which repository is meant: the clone has no `origin` on a server",
            "Run it in a clone whose `origin` is the repository on its forge (`git remote -v`); where a request is asked \
             about, --pull takes its URL as well.",
        ));
    };
    let servers = [Server::of(ForgeKind::Github, env)?, Server::of(ForgeKind::Gitlab, env)?];
    let [github, gitlab] = &servers;
    // Remotes over the shell have another port than the web, so ports do not tell servers apart here.
    let name = |host: &str| host.split(':').next().unwrap_or_default().to_owned();
    let mut found = servers.iter().filter(|server| name(&server.host) == name(&origin.host));
    let server = match (found.next(), found.next()) {
        (Some(server), None) => server,
        (Some(_), Some(_)) => {
            return Err(Failure::with_help(
                format!("`origin` is on {}, which is named for GitHub and for GitLab", origin.host),
                "Pass --pull the URL of the request.",
            ));
        }
        (None, _) => return Err(other_host("`origin`", &origin.host, &[github, gitlab])),
    };
    let path = below_root(&origin.path, server).filter(|path| is_repository(server.forge, path));
    let repository = path.ok_or_else(|| {
        Failure::with_help(
            format!("`origin` is on {}, and its path is not the one of a repository there", server.name()),
            "Pass --pull the URL of the request.",
        )
    })?;
    Ok((server.clone(), repository.to_owned()))
}
