//! Every check must be successful, ordinary Actions jobs included, and every required one must have
//! reported. Skipped, neutral and other endings pass only when the gate's options name them.

use super::{Clause, Reason, Scope, Situation, StrictClause, plain_apply};
use crate::access::condition::Condition;
use crate::access::facts::{Check, CheckOrigin, CheckState, Forge};
use crate::access::gate::GateOptions;
use crate::access::known::Known;
use crate::access::needs::{Needs, Prospect};
use crate::dirspace::Change;

pub(super) const CLAUSE: StrictClause =
    StrictClause { clause: Clause::AllChecks, scope: Scope::Request, binds: plain_apply, judge, needs };

/// What both clauses about checks need.
pub(super) fn needs(_prospect: &Prospect<'_>) -> Needs {
    Needs { checks: true, required_checks: true, ..Needs::default() }
}

fn judge(situation: &Situation<'_>) -> Reason {
    let clause = CLAUSE.clause;
    let request = &situation.case.facts.request;
    let checks = match request.checks.get() {
        Ok(checks) => checks,
        Err(missing) => {
            return Reason::missing(clause, missing, "how the checks ended", "every check of the head commit succeeds");
        }
    };
    let current = current_results(checks);
    let gate = situation.case.gate;
    let ended = current.iter().filter_map(|check| Some((check, bad_ending(check, gate)?)));
    let bad: Vec<String> = ended.map(|(check, word)| format!("{} ({word})", check.title)).collect();
    if !bad.is_empty() {
        return Reason::deny(clause, format!("checks that did not succeed: {}", bad.join(", ")));
    }
    let waiting = current.iter().filter(|check| matches!(check.state, CheckState::Unfinished(_)));
    let mut waiting: Vec<&str> = waiting.map(|check| check.title.as_str()).collect();
    match required_checks(situation).get() {
        Ok(required) => {
            let reported = |title: &str| checks.iter().any(|check| !check.own && check.title == title);
            let missing = required.iter().filter(|required| !reported(required.title));
            waiting
                .extend(missing.filter(|required| !is_our_own(situation, required, checks)).map(|check| check.title));
        }
        Err(missing) => {
            let condition = "every required check succeeds";
            return Reason::missing(clause, missing, "which checks are required", condition);
        }
    }
    if waiting.is_empty() {
        return Reason::allow(clause, "every check is successful");
    }
    let condition = Condition::Holds(format!("these checks succeed: {}", waiting.join(", ")));
    Reason::pending(
        clause,
        format!("checks that have not finished or never reported: {}", waiting.join(", ")),
        condition,
    )
}

/// Whether a check that the branch requires is the one that this very decision ends up in: waiting for it
/// would be waiting for ourselves. A check run counts as ours only if its workflow is known and not changed
/// by the request, which could otherwise give our job the name of another check.
fn is_our_own(situation: &Situation<'_>, required: &Required<'_>, checks: &[Check]) -> bool {
    let changed = |path: &str| situation.case.changes.iter().flat_map(Change::paths).any(|changed| changed == path);
    let genuine = |check: &Check| match (situation.case.facts.forge, &check.origin) {
        (Forge::Github, CheckOrigin::Status(_)) => true,
        (Forge::Github, CheckOrigin::CheckRun(_)) => check.workflow.as_deref().is_some_and(|path| !changed(path)),
        (Forge::Gitlab, _) => false,
    };
    required.by_branch && checks.iter().any(|check| check.own && check.title == required.title && genuine(check))
}

/// A check that has to succeed, whoever requires it.
#[derive(Clone, Copy)]
pub(super) struct Required<'a> {
    /// Its name.
    pub(super) title: &'a str,
    /// Whether the target branch requires it, as opposed to the gate's options.
    pub(super) by_branch: bool,
    /// The only app that may report it.
    pub(super) app: Option<&'a str>,
}

/// What the target branch requires, together with what the gate's options do.
pub(super) fn required_checks<'a>(situation: &Situation<'a>) -> Known<Vec<Required<'a>>> {
    let by_options = situation.case.gate.required_checks.iter().map(|check| Required {
        title: &check.name.value,
        by_branch: false,
        app: check.app.as_ref().map(|app| app.value.as_str()),
    });
    situation.case.facts.request.required_checks.as_ref().map(|checks| {
        let by_branch =
            checks.iter().map(|check| Required { title: &check.title, by_branch: true, app: check.app.as_deref() });
        by_branch.chain(by_options).collect()
    })
}

/// The newest result of each check that is not ours: a re-run that has not finished takes the place of the
/// old result.
fn current_results(checks: &[Check]) -> Vec<&Check> {
    let mut current: Vec<&Check> = Vec::new();
    for check in checks.iter().filter(|check| !check.own) {
        match current.iter_mut().find(|other| same_check(other, check)) {
            Some(other) => *other = check,
            None => current.push(check),
        }
    }
    current
}

/// The same title from another producer is another check.
fn same_check(one: &Check, other: &Check) -> bool {
    one.title == other.title
        && match (&one.origin, &other.origin) {
            (CheckOrigin::CheckRun(one_app), CheckOrigin::CheckRun(other_app)) => {
                one_app == other_app && one.workflow == other.workflow
            }
            (CheckOrigin::Status(one_creator), CheckOrigin::Status(other_creator)) => one_creator == other_creator,
            _ => false,
        }
}

/// The word for an ending that does not pass.
fn bad_ending<'a>(check: &'a Check, gate: &GateOptions) -> Option<&'a str> {
    let word = match &check.state {
        CheckState::Success | CheckState::Unfinished(_) => return None,
        CheckState::Skipped => "skipped",
        CheckState::Neutral => "neutral",
        CheckState::Failed(word) => word.as_str(),
        // A word that nobody knows cannot be accepted by name either.
        CheckState::Other(word) => return Some(word),
    };
    let everywhere = gate.accepted_conclusions.iter();
    let here = gate.required_checks.iter().filter(|required| required.name.value == check.title);
    let accepted = everywhere.chain(here.flat_map(|required| &required.accepted_conclusions));
    (!accepted.into_iter().any(|conclusion| conclusion.value.name() == word)).then_some(word)
}
