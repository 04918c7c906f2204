//! The record of `enforce`, and its pages.
//!
//! An [`Enforcement`] is an answer together with everything that makes it a record: who asked and how that is known, the
//! facts with where each was read, why it was forced, and what was posted. It is plain data and the contract of
//! `schemas/enforcement.schema.json`; every page is drawn from it.

mod facts;
pub mod human;
pub mod markdown;

use serde::Serialize;

pub use facts::{FactAnswer, facts};

use super::answer::{Answer, OutcomeAnswer};
use super::human::plural;

/// A decision in a job, with everything that it rests on.
#[derive(Clone, Debug, Serialize)]
pub struct Enforcement {
    /// The decision, explained. Its keys are those of `simulate`.
    #[serde(flatten)]
    pub answer: Answer,
    /// What was asked for.
    pub operation: &'static str,
    /// Who asked.
    pub asker: AskerAnswer,
    /// Why it was forced. `None` where it was not.
    pub forced: Option<String>,
    /// Every fact that was gathered.
    pub facts: Vec<FactAnswer>,
    /// What was written to the forge, or was to be.
    pub posts: Vec<PostAnswer>,
}

/// Who asked, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AskerAnswer {
    /// The login.
    pub login: String,
    /// Where it was read.
    pub source: String,
    /// Who set the run off, where that was somebody else.
    pub set_off_by: Option<String>,
}

/// Something that was written to the forge, or was to be. It never changes the verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PostAnswer {
    /// What: `comment`, `status`, `reaction`, `reply`.
    pub what: &'static str,
    /// Where it can be seen, if the forge told.
    pub url: Option<String>,
    /// Why it could not be posted. `None` where it was.
    pub error: Option<String>,
}

/// Dirspaces that got the same answer for the same reasons.
pub(super) struct Fold<'a> {
    /// The first of the outcomes, which stands for all.
    pub(super) outcome: &'a OutcomeAnswer,
    /// Directory and workspace of each, in order. Empty for `unlock`.
    pub(super) dirspaces: Vec<(&'a str, &'a str)>,
}

/// The outcomes, alike ones as one: worst first, and in the order of the dirspaces among equals.
pub(super) fn folds(answer: &Answer) -> Vec<Fold<'_>> {
    let mut folds: Vec<Fold<'_>> = Vec::new();
    let mut by_likeness = std::collections::HashMap::new();
    for outcome in &answer.outcomes {
        let at = *by_likeness.entry(likeness(outcome)).or_insert(folds.len());
        let name = outcome.dir.as_deref().zip(outcome.workspace.as_deref());
        match folds.get_mut(at) {
            Some(fold) => fold.dirspaces.extend(name),
            None => folds.push(Fold { outcome, dirspaces: name.into_iter().collect() }),
        }
    }
    let worst = |fold: &Fold<'_>| VERDICTS.iter().position(|verdict| *verdict == fold.outcome.verdict);
    folds.sort_by_key(worst);
    folds
}

/// The verdicts, worst first.
pub(super) const VERDICTS: [&str; 4] = ["deny", "undetermined", "pending", "allow"];

/// Everything that is shown of an outcome but its dirspace.
fn likeness(outcome: &OutcomeAnswer) -> String {
    let reasons: Vec<_> = outcome.reasons.iter().map(|reason| (reason.clause, &reason.text)).collect();
    // What allows is not shown, and names the dirspace at times.
    let reasons = if outcome.verdict == "allow" { Vec::new() } else { reasons };
    let OutcomeAnswer { user, operation, verdict, missing, approvals, .. } = outcome;
    format!("{user:?}{operation}{verdict}{missing:?}{approvals:?}{reasons:?}")
}

/// What was asked about, and how often each verdict was the answer. Where there is no dirspace, what there is to say is of
/// the request itself.
fn asked_about(answer: &Answer) -> String {
    let dirspaces = answer.outcomes.iter().filter(|outcome| outcome.dir.is_some()).count();
    match (dirspaces, answer.outcomes.len()) {
        (_, 0) => "the change touches no dirspace that was asked for".to_owned(),
        (0, _) => format!("the request itself: {}", tally(answer)),
        _ => format!("{}: {}", plural(dirspaces, "dirspace"), tally(answer)),
    }
}

/// `2 deny, 1 pending, 5 allow`, of the verdicts that there are.
fn tally(answer: &Answer) -> String {
    let count = |verdict: &str| answer.outcomes.iter().filter(|outcome| outcome.verdict == verdict).count();
    let counts = VERDICTS.into_iter().map(|verdict| (count(verdict), verdict)).filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, verdict)| format!("{count} {verdict}")).collect();
    counts.join(", ")
}

/// The reviews, where all outcomes that are about any see them alike.
pub(super) fn common_approvals<'a>(folds: &[Fold<'a>]) -> Option<&'a [super::explanation::ApprovalAnswer]> {
    let mut all = folds.iter().filter_map(|fold| fold.outcome.approvals.as_deref());
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}
