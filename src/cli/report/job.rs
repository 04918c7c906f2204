//! What the job that runs this knows: the platform, the request, the head commit.

#![expect(clippy::disallowed_methods, reason = "reads the event file that a job names to its steps")]

use std::path::Path;

use crate::cli::failure::Failure;
use crate::cli::live::Environment;
use crate::output::report::Dialect;
use crate::plan::report::Datum;
use crate::plan::request::{self, EventError, Platform};

/// A job, or a terminal, where nothing is known.
pub(super) struct Job<'a> {
    platform: Option<Platform>,
    event: Option<Vec<u8>>,
    env: Environment<'a>,
}

const EVENT: &str = "GITHUB_EVENT_PATH names it: unset that outside of a job, or leave out --metadata and pass --head.";

impl<'a> Job<'a> {
    /// The job that the environment describes.
    ///
    /// # Errors
    ///
    /// There is an event file that cannot be read, and it is `needed`.
    pub(super) fn of_the_environment(env: Environment<'a>, needed: bool) -> Result<Job<'a>, Failure> {
        let platform = Platform::of(&env);
        let path = match platform {
            Some(Platform::Github) => env("GITHUB_EVENT_PATH"),
            _ => None,
        };
        let event = match path.map(|path| read(Path::new(&path))) {
            Some(Err(failure)) if needed => return Err(failure),
            Some(Ok(event)) => Some(event),
            Some(Err(_)) | None => None,
        };
        Ok(Job { platform, event, env })
    }

    /// The head commit.
    pub(super) fn head(&self) -> Result<Option<String>, Failure> {
        let Some(platform) = self.platform else { return Ok(None) };
        request::head(platform, self.event.as_deref(), &self.env).map_err(unusable)
    }

    /// What there is to say of the request and the run.
    pub(super) fn metadata(&self) -> Result<Vec<Datum>, Failure> {
        let Some(platform) = self.platform else {
            let help =
                "It reads what GitHub Actions, GitLab CI and Bitbucket Pipelines tell a job; leave it out elsewhere.";
            return Err(Failure::with_help("--metadata found no job to ask", help));
        };
        request::gather(platform, self.event.as_deref(), &self.env).map_err(unusable)
    }

    /// The number of the request that the job is about.
    pub(super) fn request_number(&self) -> Result<Option<String>, Failure> {
        let Some(platform) = self.platform else { return Ok(None) };
        let data = request::gather(platform, self.event.as_deref(), &self.env).map_err(unusable)?;
        Ok(data.into_iter().find(|datum| datum.name == "request_number").map(|datum| datum.value))
    }

    /// The platform's Markdown.
    pub(super) fn dialect(&self) -> Option<Dialect> {
        Some(match self.platform? {
            Platform::Github => Dialect::Github,
            Platform::Gitlab => Dialect::Gitlab,
            Platform::Bitbucket => Dialect::Bitbucket,
        })
    }
}

fn unusable(error: EventError) -> Failure {
    Failure::with_help(error.to_string(), EVENT)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let failure = |error: std::io::Error| {
        Failure::with_help(format!("cannot read the event file {}: {error}", path.display()), EVENT)
    };
    let file = std::fs::File::open(path).map_err(failure)?;
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut std::io::Read::take(file, request::LARGEST_EVENT as u64 + 1), &mut bytes)
        .map_err(failure)?;
    Ok(bytes)
}
