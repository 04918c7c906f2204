//! The job that this runs in, where it belongs to the repository that is asked about.

use super::Environment;
use super::server::Server;
use crate::cli::failure::Failure;
use crate::forge::address::RequestAddress;
use crate::forge::settings::{ForgeKind, Job};
use crate::plan::request::Platform;

/// The job. `None` outside of one, and in one of another repository: its number means nothing there.
pub(super) fn job(address: &RequestAddress, server: &Server, env: Environment<'_>) -> Result<Option<Job>, Failure> {
    let own = |variable: &str| env(variable).is_some_and(|path| path.eq_ignore_ascii_case(&address.repository));
    match (Platform::of(&env), address.forge) {
        (Some(Platform::Github), ForgeKind::Github) if server.is_named && own("GITHUB_REPOSITORY") => github(env),
        (Some(Platform::Gitlab), ForgeKind::Gitlab) if server.is_named && own("CI_PROJECT_PATH") => {
            let id = number("CI_JOB_ID", env)?;
            let pipeline = number("CI_PIPELINE_ID", env)?;
            Ok(id.map(|id| Job { id, pipeline, ..Job::default() }))
        }
        _ => Ok(None),
    }
}

fn github(env: Environment<'_>) -> Result<Option<Job>, Failure> {
    let Some(id) = number("GITHUB_RUN_ID", env)? else { return Ok(None) };
    let attempt = number("GITHUB_RUN_ATTEMPT", env)?;
    Ok(Some(Job { id, attempt, runner: env("RUNNER_NAME"), ..Job::default() }))
}

fn number(variable: &str, env: Environment<'_>) -> Result<Option<u64>, Failure> {
    let Some(text) = env(variable) else { return Ok(None) };
    match text.parse() {
        Ok(number) => Ok(Some(number)),
        Err(_) => Err(Failure::with_help(
            format!("{variable} is not a number"),
            "The forge sets it for its jobs; leave it as it is.",
        )),
    }
}
