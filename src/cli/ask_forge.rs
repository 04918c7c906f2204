//! What a forge knows of a request, gathered for a question and written down.
//!
//! The forge is asked in two rounds with the repository in between: the first says which commits the request is about,
//! the repository at those commits says which facts the decision can depend on, and the second gets those and no
//! others.

use super::advice::unreadable;
use super::decision::{Selection, with_case};
use super::facts::{Given, recording, write_down};
use super::failure::Failure;
use super::gather::{Asked, Gathered, gather};
use super::live;
use super::repository_args::RepositoryArgs;
use super::revisions::KnownRequest;
use crate::access::assumption::Assumption;
use crate::access::case::Question;
use crate::access::facts::Facts;
use crate::access::needs::Needs;
use crate::forge::gather::{Opening, Stop};
use crate::forge::session::Session;
use crate::forge::settings::{ForgeKind, Settings};
use crate::source::SourceMap;

/// What is asked of a request.
pub(super) struct LiveQuestion<'a> {
    /// Where the repository is.
    pub(super) repository: &'a RepositoryArgs,
    /// Who asks for what, by the facts so far.
    pub(super) question: &'a dyn Fn(&Facts) -> Result<Question, Failure>,
    /// Which dirspaces are meant.
    pub(super) selection: Selection<'a>,
    /// What is assumed of the request.
    pub(super) assumptions: &'a [Assumption],
}

/// What was gathered: the facts as they are written down, that text, and the repository at the commits that they are
/// about.
pub(super) struct Answered {
    pub(super) text: String,
    pub(super) given: Given,
    pub(super) gathered: Gathered,
}

/// A session for the request that `settings` name.
///
/// # Errors
///
/// There is no token where the forge wants one, or a setting cannot be used.
pub(super) fn session(settings: &Settings) -> Result<Session, Failure> {
    refuse_without_a_token(settings)?;
    Session::new(settings.clone()).map_err(live::failure)
}

/// What the forge and the repository say of the request.
pub(super) fn ask(session: &Session, settings: &Settings, asked: &LiveQuestion<'_>) -> Result<Answered, Failure> {
    let forge = settings.address.forge;
    let at_most = Needs::at_most(&(asked.question)(&Facts { forge, ..Facts::default() })?);
    let mut seen = Seen { asked, last: None };
    let snapshot = match session.gather(&at_most, &mut |opening| seen.look(opening)) {
        Ok(snapshot) => snapshot,
        Err(Stop::Trouble(trouble)) => return Err(unreadable(&settings.address, &settings.tokens, &trouble)),
        Err(Stop::ByCaller) => return Err(seen.last.and_then(Result::err).unwrap_or_else(not_asked)),
    };
    let gathered = seen.last.unwrap_or_else(|| Err(not_asked()))?;
    // What is decided on is what a recording holds.
    let (text, given) = write_down(&snapshot)?;
    Ok(Answered { text, given, gathered })
}

/// GitHub answers what this asks only to somebody that it knows.
fn refuse_without_a_token(settings: &Settings) -> Result<(), Failure> {
    if settings.address.forge == ForgeKind::Gitlab || settings.tokens.read.is_some() {
        return Ok(());
    }
    Err(Failure::with_help(
        format!("{} cannot be read: GITHUB_TOKEN is not set, and GitHub wants a token", settings.address.name()),
        "In a job, set `GITHUB_TOKEN: ${{ github.token }}` in the `env` of the step; elsewhere, GITHUB_TOKEN to a token \
         that may read the repository.",
    ))
}

/// It would be a mistake of ours.
fn not_asked() -> Failure {
    Failure::new("the forge was not asked to the end")
}

/// The repository as it was seen at the commits of the last opening.
struct Seen<'a> {
    asked: &'a LiveQuestion<'a>,
    last: Option<Result<Gathered, Failure>>,
}

impl Seen<'_> {
    /// What the decision will need. `None` when there is no way to tell, and `last` says why.
    fn look(&mut self, opening: &Opening) -> Option<Needs> {
        let (gathered, needs) = match self.needs(opening) {
            Ok((gathered, needs)) => (Ok(gathered), Some(needs)),
            Err(failure) => (Err(failure), None),
        };
        self.last = Some(gathered);
        needs
    }

    fn needs(&self, opening: &Opening) -> Result<(Gathered, Needs), Failure> {
        let known = self.known(opening);
        let gathered = gather(self.asked.repository, &Asked::Difference, &known, SourceMap::new())?;
        let question = (self.asked.question)(&opening.facts)?;
        let needs = with_case(&gathered, &opening.facts, question.profile, self.asked.selection, |case| {
            Needs::of(case, &question)
        });
        Ok((gathered, needs))
    }

    fn known(&self, opening: &Opening) -> KnownRequest {
        Given { facts: opening.facts.clone(), record: Some(recording(&opening.url, &opening.commits)) }
            .known_request(self.asked.assumptions)
    }
}
