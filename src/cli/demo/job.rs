//! The job of the tour: what the runner of a forge would put into the environment of a step.
//!
//! It is all that the step sees. Nothing of the environment that the tour runs in gets there: a token that is set on
//! this machine is for somebody else.

#![expect(clippy::disallowed_methods, reason = "writes the event into the folder that it has just made")]

use std::path::PathBuf;

use tempfile::TempDir;

use super::forge::Forge;
use super::repository::Ends;
use crate::cli::Failure;

/// A comment on the pull request, as a runner hands it to the job that it sets off. `COMMENT` stands for what it says.
const EVENT: &str = include_str!("event.json");

/// What every such job has. The tokens are made up, and the forge of the tour does not look at them.
const VARIABLES: [(&str, &str); 8] = [
    ("CI", "true"),
    ("GITHUB_ACTIONS", "true"),
    ("GITHUB_EVENT_NAME", "issue_comment"),
    ("GITHUB_REPOSITORY", "acme/infra"),
    ("GITHUB_RUN_ID", "500"),
    ("GITHUB_SERVER_URL", "https://github.example"),
    ("GITHUB_TOKEN", "made-up"),
    ("WHOMAY_MEMBERS_TOKEN", "made-up"),
];

/// What a reader of the tour has to know of it: lines of a shell that do nothing.
pub(super) fn setting(comment: &str, width: usize) -> String {
    let text = format!(
        "devin comments on pull request 7: {comment}\nIn the job that this sets off: GITHUB_EVENT_NAME=issue_comment \
         GITHUB_REPOSITORY=acme/infra GITHUB_TOKEN=… GITHUB_API_URL=http://127.0.0.1:…"
    );
    let lines = textwrap::Options::new(width).initial_indent("# ").subsequent_indent("# ");
    textwrap::fill(&text, lines) + "\n"
}

/// The job, with the forge that it belongs to.
pub(super) struct Job {
    forge: Forge,
    _folder: TempDir,
    event: PathBuf,
}

impl Job {
    /// Begins the one that devin sets off by saying `comment` about the change.
    ///
    /// # Errors
    ///
    /// Nothing can listen on this machine, or nothing can be written.
    pub(super) fn begin(change: Ends, comment: &str) -> Result<Job, Failure> {
        let forge = Forge::start(change, comment).map_err(|error| {
            Failure::with_help(
                format!("there is nothing to be reached on 127.0.0.1: {error}"),
                "This step asks a small forge on this machine: bring its loopback interface up. The steps before it need none.",
            )
        })?;
        let folder = tempfile::Builder::new().prefix("whomay-demo-job-").tempdir();
        let write = |folder: TempDir| {
            let event = folder.path().join("event.json");
            std::fs::write(&event, EVENT.replace("COMMENT", comment))?;
            Ok((folder, event))
        };
        let cannot = |error: std::io::Error| Failure::new(format!("cannot write the event of the job: {error}"));
        let (folder, event) = folder.and_then(write).map_err(cannot)?;
        Ok(Job { forge, _folder: folder, event })
    }

    /// The value of a variable.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        match name {
            "GITHUB_API_URL" => Some(self.forge.url()),
            "GITHUB_GRAPHQL_URL" => Some(format!("{}/graphql", self.forge.url())),
            "GITHUB_EVENT_PATH" => Some(self.event.to_string_lossy().into_owned()),
            _ => VARIABLES.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned()),
        }
    }
}
