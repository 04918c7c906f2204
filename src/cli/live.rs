//! From flags and the environment to where a forge is and what it may be asked with.
//!
//! Nothing is asked here. Whose secret goes where is settled here: for each forge there is one server, which a
//! variable names or which is `github.com` or `gitlab.com`, and a request on any other is refused before there is a
//! connection. So neither an address from a comment nor an `origin` that somebody changed can lead a token away.

#![expect(clippy::disallowed_methods, reason = "reads the environment, which is its purpose, and the CA file")]

mod job;
mod origin;
mod request;
mod server;
mod tokens;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::failure::Failure;
use crate::forge::asker::Unheard;
use crate::forge::settings::{ForgeKind, Settings};
use crate::forge::trouble::Trouble;
use crate::git::Repository;
use request::RequestName;

/// The largest CA file: the bundles of operating systems have a quarter of a megabyte.
const LARGEST_CA: u64 = 4 << 20;

/// How to talk to a forge, as typed.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Forge")]
pub(super) struct LiveArgs {
    /// Trust the certificates in this file as well, in PEM [default: the file that SSL_CERT_FILE names]
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// Give up on the forge after so many seconds, with everything that has to be waited for
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: u64,
}

/// The environment: the value of a variable. One that is empty is one that is not set, as in a job whose secret is
/// missing; but that the token of a GitLab job was set to nothing is told.
pub(super) type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The environment of this process.
pub(super) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty() || name == tokens::JOB)
}

/// The host in the address of a remote. `None` for a folder and for what is no address.
pub(super) fn host_of_remote(address: &str) -> Option<String> {
    origin::Origin::parse(address).map(|origin| origin.host)
}

/// Whose the repository is that a remote's address names, in lower case: an organisation, a user, a group.
pub(super) fn owner_of_remote(address: &str) -> Option<String> {
    Some(origin::Origin::parse(address)?.path.split_once('/')?.0.to_lowercase())
}

/// What to ask about a request, and with what. `pull` is a number, `#7`, `!7` or a URL; for a number the repository is
/// the one of the job, else the one that `origin` of the clone is.
///
/// # Errors
///
/// It is not clear which request is meant, it is on a server that nothing names, or a variable cannot be used.
pub(super) fn settings(
    pull: &str,
    args: &LiveArgs,
    repository: &Repository,
    env: Environment<'_>,
) -> Result<Settings, Failure> {
    settings_at(pull, args, repository.origin_address().as_deref(), env)
}

/// The same where there may be no clone: `origin` is the address of its `origin`, if there is one.
///
/// # Errors
///
/// As for [`settings`].
pub(super) fn settings_at(
    pull: &str,
    args: &LiveArgs,
    origin: Option<&str>,
    env: Environment<'_>,
) -> Result<Settings, Failure> {
    with_origin(&RequestName::parse(pull)?, args, origin, env)
}

/// The same for what is asked about a repository alone. The request has the number 0, which no request has.
///
/// # Errors
///
/// As for [`settings`].
pub(super) fn repository_settings(
    args: &LiveArgs,
    repository: &Repository,
    env: Environment<'_>,
) -> Result<Settings, Failure> {
    with_origin(&RequestName::Number(0), args, repository.origin_address().as_deref(), env)
}

fn with_origin(
    name: &RequestName,
    args: &LiveArgs,
    origin: Option<&str>,
    env: Environment<'_>,
) -> Result<Settings, Failure> {
    let (address, server) = request::find(name, origin, env)?;
    Ok(Settings {
        tokens: tokens::tokens(&server, env)?,
        job: job::job(&address, &server, env)?,
        address,
        api: server.api,
        graphql: server.graphql,
        ca: ca(args, env)?,
        budget: Duration::from_secs(args.timeout),
    })
}

/// The certificates to trust besides the well-known ones.
fn ca(args: &LiveArgs, env: Environment<'_>) -> Result<Option<Vec<u8>>, Failure> {
    let (path, named_by) = match (&args.ca_file, env("SSL_CERT_FILE")) {
        (Some(path), _) => (path.clone(), "--ca-file"),
        (None, Some(path)) => (PathBuf::from(path), "SSL_CERT_FILE"),
        (None, None) => return Ok(None),
    };
    let bytes = read_ca(&path).map_err(|error| {
        Failure::with_help(
            format!("cannot read the certificates in {}: {error}", path.display()),
            format!("{named_by} names the file. It holds one or more certificates in PEM."),
        )
    })?;
    Ok(Some(bytes))
}

fn read_ca(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut std::io::Read::take(std::fs::File::open(path)?, LARGEST_CA + 1), &mut bytes)?;
    if bytes.len() as u64 > LARGEST_CA {
        return Err(std::io::Error::other("it is larger than 4 MiB"));
    }
    Ok(bytes)
}

/// What the forge could not be asked, for people.
pub(super) fn failure(trouble: Trouble) -> Failure {
    Failure::Plain { message: trouble.to_string(), help: trouble.next_step() }
}

/// The same of who asks.
pub(super) fn unheard(unheard: Unheard) -> Failure {
    Failure::Plain { message: unheard.to_string(), help: unheard.next_step() }
}

/// The forge's name as people write it.
fn title(forge: ForgeKind) -> &'static str {
    match forge {
        ForgeKind::Github => "GitHub",
        ForgeKind::Gitlab => "GitLab",
    }
}

#[cfg(test)]
mod tests;
