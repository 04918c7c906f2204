//! Makes the fixes that may be made without asking, and proves each of them.
//!
//! Rounds of: choose fixes that do not touch each other, edit, read the text again, compare. A fix is only kept when the
//! configuration after it decides what it decided before or, where no server read the file, when the file comes
//! nearer to being read. What a rule claims of its fix is not believed. The rounds end when no fix is kept.

mod edits;
mod of_readers;
mod same;
mod unquoted;

use super::finding::{Fix, Safety};
use super::levels::Levels;
use super::repository::RepositoryFacts;
use super::run::{Linted, Report, Reported, Surroundings, run};
use crate::diagnostic::Severity;
use crate::source::{Source, SourceId, SourceMap, Span};

pub use edits::applied;
pub(super) use of_readers::of_readers;
pub use same::same_decisions;

/// Rounds at most. Of what is not YAML each round mends one place, because the reader stops there.
const MOST_ROUNDS: usize = 64;

/// How often a text is read at most to find the fixes that are no good.
const MOST_TRIALS: usize = 128;

/// What came of it.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// The text in the end; the one that was given where nothing was made.
    pub text: String,
    /// What was made, in order.
    pub made: Vec<Made>,
    /// The text in the end, read; its places are places of `sources`.
    pub linted: Linted,
    /// All texts that were read; the last one is the one in the end.
    pub sources: SourceMap,
    /// What there is to say about the text in the end.
    pub report: Report,
}

/// A fix that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The code of the finding that asked for it.
    pub code: &'static str,
    /// What the edits do, as an order.
    pub message: String,
    /// The first stretch that it changed, in the text of its round, which is one of [`Fixed::sources`].
    pub place: Span,
}

impl Fixed {
    /// Fixes that change decisions: to be shown, and made by people.
    pub fn suggested(&self) -> impl Iterator<Item = &Reported> {
        self.with(Safety::Suggested)
    }

    /// Fixes that were called safe and were not made, because they turned out not to be, or because too many had to be
    /// tried.
    pub fn not_made(&self) -> impl Iterator<Item = &Reported> {
        self.with(Safety::Safe)
    }

    fn with(&self, safety: Safety) -> impl Iterator<Item = &Reported> {
        self.report.findings.iter().filter(move |found| found.fix.as_ref().is_some_and(|fix| fix.safety == safety))
    }
}

/// Makes the safe fixes of `report`, which is what there is to say about `linted`, and of the reports that follow.
///
/// Nothing is done to a text that is not UTF-8 or too large: the readers know only a part of it.
pub fn fix(
    sources: &SourceMap,
    linted: Linted,
    report: Report,
    surroundings: Surroundings<'_>,
    levels: &Levels,
) -> Fixed {
    let id = source_of(&linted);
    let given = id.and_then(|id| sources.get(id));
    let (name, text) = (given.map_or("", Source::name), given.map_or("", Source::text));
    let mut fixing = Fixing {
        name: name.to_owned(),
        around: Around(surroundings),
        levels,
        trials: MOST_TRIALS,
        state: Fixed { text: text.to_owned(), made: Vec::new(), linted, sources: sources.clone(), report },
    };
    if fixing.state.linted.said.iter().any(|said| matches!(said.code, "not-utf8" | "file-too-large")) {
        return fixing.state;
    }
    for _ in 0..MOST_ROUNDS {
        if !fixing.round() {
            break;
        }
    }
    fixing.state
}

/// The text that was linted.
fn source_of(linted: &Linted) -> Option<SourceId> {
    let said = || Some(linted.said.first()?.labels.first()?.span.source);
    linted.document.as_ref().map(|document| document.source()).or_else(said)
}

/// What does not change from round to round.
struct Fixing<'a> {
    name: String,
    around: Around<'a>,
    levels: &'a Levels,
    trials: usize,
    state: Fixed,
}

/// A fix under consideration.
struct Candidate {
    made: Made,
    fix: Fix,
}

impl Fixing<'_> {
    /// Whether anything was made.
    fn round(&mut self) -> bool {
        let candidates = self.candidates();
        let kept = self.kept(&candidates);
        if kept.is_empty() {
            return false;
        }
        let text = edits::applied(&self.state.text, kept.iter().flat_map(|kept| &kept.fix.edits));
        self.state.made.extend(kept.iter().map(|kept| kept.made.clone()));
        self.state.linted = Linted::read(&mut self.state.sources, &self.name, text.as_bytes(), None);
        self.state.text = text;
        self.state.report = self.around.report(&self.state.linted, &self.state.sources, self.levels);
        true
    }

    /// Safe fixes that do not touch each other, by place: the first one that asks for a place gets it.
    fn candidates(&self) -> Vec<Candidate> {
        let Some(id) = source_of(&self.state.linted) else { return Vec::new() };
        let mut taken = edits::Taken::default();
        let findings = self.state.report.findings.iter();
        let safe = findings
            .filter_map(|found| Some((found, found.fix.as_ref()?)))
            .filter(|(_, fix)| fix.safety == Safety::Safe);
        safe.filter(|(_, fix)| taken.take(&self.state.text, id, &fix.edits))
            .map(|(found, fix)| Candidate { made: made(found, fix), fix: fix.clone() })
            .collect()
    }

    /// Those that may be kept. All at once if they may, else by halves: one that is no good does not take the others
    /// along.
    fn kept<'c>(&mut self, candidates: &'c [Candidate]) -> Vec<&'c Candidate> {
        let mut kept: Vec<&Candidate> = Vec::new();
        let mut pending = vec![candidates];
        while let Some(part) = pending.pop() {
            if part.is_empty() || self.trials == 0 {
                continue;
            }
            self.trials -= 1;
            if self.may_keep(kept.iter().copied().chain(part)) {
                kept.extend(part);
            } else if let (true, (first, second)) = (part.len() > 1, part.split_at(part.len() / 2)) {
                pending.extend([second, first]);
            }
        }
        kept
    }

    fn may_keep<'c>(&self, candidates: impl Iterator<Item = &'c Candidate>) -> bool {
        let text = edits::applied(&self.state.text, candidates.flat_map(|candidate| &candidate.fix.edits));
        let after = Linted::read(&mut SourceMap::new(), &self.name, text.as_bytes(), None);
        let before = &self.state.linted;
        match (&before.config, &after.config) {
            (Some(config), Some(other)) => {
                let elsewhere = before.document.as_ref().zip(after.document.as_ref());
                same_decisions(config, other)
                    && elsewhere.is_some_and(|(before, after)| same::same_elsewhere(before.root(), after.root()))
            }
            (Some(_), None) => false,
            (None, _) => trouble(&after, text.len()) < trouble(before, self.state.text.len()),
        }
    }
}

fn made(found: &Reported, fix: &Fix) -> Made {
    let place = fix.edits.first().map(|edit| edit.span).unwrap_or_default();
    Made { code: found.diagnostic.code, message: fix.message.clone(), place }
}

/// How far a text is from being read. A text that is not YAML is the further the more of it the reader has not seen: it
/// stops at the first mistake, so that the number of mistakes says nothing.
fn trouble(linted: &Linted, length: usize) -> (u8, usize, usize) {
    let errors = linted.said.iter().filter(|said| said.severity == Severity::Error);
    let count = errors.clone().count();
    if linted.config.is_some() {
        (0, 0, 0)
    } else if linted.document.is_some() {
        (1, 0, count)
    } else {
        let seen = errors.filter_map(|said| said.labels.first()).map(|label| label.span.start as usize).min();
        (2, length.saturating_sub(seen.unwrap_or(0)), count)
    }
}

/// The repository around a text that changes.
struct Around<'a>(Surroundings<'a>);

impl Around<'_> {
    /// What there is to say now. The dirspaces are derived anew, because what they say of places is of the old text.
    fn report(&self, linted: &Linted, sources: &SourceMap, levels: &Levels) -> Report {
        let unknown = Surroundings::Unknown("the repository was looked at before the fixes");
        let (Surroundings::Known(known), Some(config)) = (self.0, &linted.config) else {
            let surroundings = if let Surroundings::Unknown(_) = self.0 { self.0 } else { unknown };
            return run(linted, sources, surroundings, levels);
        };
        match RepositoryFacts::new(config, known.files.clone(), known.contents.clone()) {
            Ok(facts) => {
                let facts = RepositoryFacts { contents_incomplete: known.contents_incomplete.clone(), ..facts };
                run(linted, sources, Surroundings::Known(&facts), levels)
            }
            Err(errors) => run(linted, sources, Surroundings::Refused(&errors), levels),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]
mod tests;
