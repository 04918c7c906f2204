//! What commands that post have in common: who is written to, and how it is said what came of it.

use super::failure::Failure;
use super::terminal::Terminal;
use crate::forge::posting::desk::{Part, Posted};
use crate::forge::posting::marker::Key;
use crate::forge::posting::sticky::Ending;
use crate::forge::settings::{ForgeKind, Settings};
use crate::forge::trouble::Trouble;
use crate::output::report::Dialect;
use crate::output::{escape, json};

/// The most characters that a forge shows of a status.
pub(super) const LONGEST_DESCRIPTION: usize = 140;

/// The request that is written to.
#[derive(Clone, Debug)]
pub(super) struct Addressee {
    /// Where it is.
    pub(super) forge: ForgeKind,
    /// Its name, for people.
    pub(super) request: String,
}

/// The key that `--post-key` names.
///
/// # Errors
///
/// It is none.
pub(super) fn key(text: &str) -> Result<Key, Failure> {
    text.parse().map_err(|not_a_key| Failure::with_help("--post-key is no key", format!("A key is {not_a_key}.")))
}

impl Addressee {
    /// The request of these settings.
    pub(super) fn of(settings: &Settings) -> Addressee {
        Addressee { forge: settings.address.forge, request: settings.address.name() }
    }

    /// The Markdown of its forge.
    pub(super) fn dialect(&self) -> Dialect {
        match self.forge {
            ForgeKind::Github => Dialect::Github,
            ForgeKind::Gitlab => Dialect::Gitlab,
        }
    }

    /// Says what was posted, or would have been. `left_alone` is why a part was left as it is.
    pub(super) fn say(&self, posted: &Posted, is_dry: bool, left_alone: &str, terminal: &Terminal) {
        for shown in &posted.shown {
            terminal.note(&format!("whomay: would send {} {}\n", shown.line, json::harmless(shown.body.clone())));
        }
        for (part, ending) in &posted.parts {
            let said = match ending {
                Ending::Failed(trouble) => {
                    terminal.complain(&self.not_posted(&format!("the {}", part.name()), Some(*part), trouble));
                    continue;
                }
                _ if is_dry => continue,
                Ending::Created => "created",
                Ending::Updated => "up to date now",
                Ending::Unchanged => "up to date already",
                Ending::LeftAlone => left_alone,
            };
            terminal.note(&format!("whomay: {} on {}: {said}\n", part.name(), escape::terminal(&self.request)));
        }
    }

    /// Nobody may write who does not say who they are, and whose comment is ours is a question of that as well.
    pub(super) fn without_a_token(&self) -> Failure {
        let own = match self.forge {
            ForgeKind::Github => {
                "GITHUB_TOKEN (in a job, `GITHUB_TOKEN: ${{ github.token }}` in the `env` of the step)"
            }
            ForgeKind::Gitlab => "GITLAB_TOKEN",
        };
        Failure::with_help(
            format!("nothing was posted to {}, since no token is set", self.request),
            format!("Set WHOMAY_WRITE_TOKEN or {own} to a token that may write to the request."),
        )
    }

    /// Why something was not posted, and what can be done about it.
    pub(super) fn not_posted(&self, what: &str, part: Option<Part>, trouble: &Trouble) -> Failure {
        let message = format!("{what} could not be posted to {}: {trouble}", self.request);
        let help = match (part, trouble) {
            // What is not accepted of a job's token is that it writes.
            (
                Some(part),
                Trouble::Forbidden { .. }
                | Trouble::NotFound { .. }
                | Trouble::BadToken { token: Some("CI_JOB_TOKEN") },
            ) => Some(rights(self.forge, part).to_owned()),
            _ => trouble.next_step(),
        };
        match help {
            Some(help) => Failure::with_help(message, help),
            None => Failure::new(message),
        }
    }
}

/// What a token has to be allowed.
fn rights(forge: ForgeKind, part: Part) -> &'static str {
    match (forge, part) {
        (ForgeKind::Github, Part::Comment | Part::Labels | Part::Reaction | Part::Reply) => {
            "Give the job `permissions: {pull-requests: write}`, or put a token that may write into WHOMAY_WRITE_TOKEN. The \
             token of a job for a request from a fork can only read."
        }
        (ForgeKind::Github, Part::Status) => {
            "Give the job `permissions: {statuses: write}`, or put a token that may write into WHOMAY_WRITE_TOKEN. The \
             token of a job for a request from a fork can only read."
        }
        (ForgeKind::Gitlab, _) => {
            "Put a project or group access token with the scope `api` and the role Developer into WHOMAY_WRITE_TOKEN: the \
             token of a job cannot write."
        }
    }
}
