//! `simulate --pull`: what the forge knows of a request, gathered and written down.
//!
//! The forge is asked in two rounds with the repository in between: the first says which commits the request is about,
//! the repository at those commits says which facts the decision can depend on, and the second gets those and no
//! others.

use super::advice::unreadable;
use super::{AskedFor, SimulateArgs, with_case};
use crate::access::case::Question;
use crate::access::facts::Facts;
use crate::access::needs::Needs;
use crate::cli::facts::{Given, recording, write_down};
use crate::cli::failure::Failure;
use crate::cli::gather::{Asked, Gathered, gather, open};
use crate::cli::live;
use crate::cli::people::people;
use crate::cli::revisions::KnownRequest;
use crate::cli::whole_file;
use crate::forge::gather::{Gathered as Snapshot, Opening, Stop};
use crate::forge::session::Session;
use crate::forge::settings::{ForgeKind, Settings};
use crate::source::SourceMap;

/// What the forge and the repository say of the request.
pub(super) fn ask(pull: &str, args: &SimulateArgs, asked: &AskedFor) -> Result<(Given, Gathered), Failure> {
    let settings = live::settings(pull, &args.live, &open(&args.repository)?, &live::environment)?;
    let forge = settings.address.forge;
    let at_most = Needs::at_most(&question(args, asked, &Facts { forge, ..Facts::default() })?);
    let (address, tokens) = (settings.address.clone(), settings.tokens.clone());
    refuse_without_a_token(&settings)?;
    let session = Session::new(settings).map_err(live::failure)?;
    let mut seen = Seen { args, asked, last: None };
    let snapshot = match session.gather(&at_most, &mut |opening| seen.look(opening)) {
        Ok(snapshot) => snapshot,
        Err(Stop::Trouble(trouble)) => return Err(unreadable(&address, &tokens, &trouble)),
        Err(Stop::ByCaller) => return Err(seen.last.and_then(Result::err).unwrap_or_else(not_asked)),
    };
    let gathered = seen.last.unwrap_or_else(|| Err(not_asked()))?;
    Ok((recorded(&snapshot, args)?, gathered))
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

/// Writes the snapshot down, in a file if there is to be one, and reads back what was written: what is decided on is
/// what a recording holds.
fn recorded(snapshot: &Snapshot, args: &SimulateArgs) -> Result<Given, Failure> {
    let (text, given) = write_down(snapshot)?;
    if let Some(path) = &args.pull.facts_out {
        whole_file::write(path, &text)?;
    }
    Ok(given)
}

/// Who asks for what, where the facts say nothing yet of anybody.
fn question(args: &SimulateArgs, asked: &AskedFor, facts: &Facts) -> Result<Question, Failure> {
    // What is odd about an argument is said once, when the facts are there.
    let actors = people(&args.people, facts, &mut Vec::new())?;
    Ok(Question { actors, operations: asked.operations.clone(), profile: asked.profile })
}

/// The repository as it was seen at the commits of the last opening.
struct Seen<'a> {
    args: &'a SimulateArgs,
    asked: &'a AskedFor,
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
        let gathered = gather(&self.args.repository, &Asked::Difference, &known, SourceMap::new())?;
        let question = question(self.args, self.asked, &opening.facts)?;
        let query = self.asked.query.as_ref();
        let needs = with_case(&gathered, &opening.facts, question.profile, query, |case| Needs::of(case, &question));
        Ok((gathered, needs))
    }

    fn known(&self, opening: &Opening) -> KnownRequest {
        Given { facts: opening.facts.clone(), record: Some(recording(&opening.url, &opening.commits)) }
            .known_request(&self.asked.assumptions)
    }
}
