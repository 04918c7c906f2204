//! Asking for everything at once.
//!
//! That is a question of its own: with `apply_require_all_dirspace_access` one denied dirspace denies all,
//! and a requirement that one dirspace does not meet stops them all, whatever the flags say.

use super::case::{Case, Subject};
use super::decide::Outcome;
use super::operation::Operation;
use super::verdict::Verdict;

/// What an operation on everything at once comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Index of the actor in the question.
    pub actor: usize,
    /// What was asked for.
    pub operation: Operation,
    /// Subjects that would run: allowed, in the working set, and not held back by another.
    pub would_run: Vec<usize>,
    /// Subjects of the working set that keep allowed ones from running.
    pub held_back_by: Vec<usize>,
}

/// What would run if the actor asked for the operation on everything at once, of which `outcomes` are the
/// answers one by one.
pub(super) fn run<'o>(
    case: &Case<'_>,
    actor: usize,
    operation: Operation,
    outcomes: impl Iterator<Item = &'o Outcome> + Clone,
) -> Run {
    let working = || {
        let subjects = outcomes.clone().filter_map(|outcome| Some((outcome.subject?, outcome)));
        subjects
            .filter(|(subject, _)| case.subjects.get(*subject).is_some_and(|subject| takes_part(subject, operation)))
    };
    let require_all = match operation {
        Operation::Plan => case.access.plan_require_all_dirspace_access,
        _ => case.access.apply_require_all_dirspace_access,
    };
    let holds_back =
        |outcome: &Outcome| outcome.verdict != Verdict::Allow && (require_all || lacks_requirement(outcome));
    let held_back_by: Vec<usize> =
        working().filter(|(_, outcome)| holds_back(outcome)).map(|(subject, _)| subject).collect();
    let allowed = working().filter(|(_, outcome)| outcome.verdict == Verdict::Allow).map(|(subject, _)| subject);
    let would_run = if held_back_by.is_empty() { allowed.collect() } else { Vec::new() };
    Run { actor, operation, would_run, held_back_by }
}

/// Whether the next run of the operation is about the dirspace at all.
fn takes_part(subject: &Subject<'_>, operation: Operation) -> bool {
    subject.in_working_set && (operation == Operation::Plan || !subject.apply_waits)
}

fn lacks_requirement(outcome: &Outcome) -> bool {
    outcome.reasons().any(|reason| reason.verdict != Verdict::Allow && reason.clause.is_requirement())
}
