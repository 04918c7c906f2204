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
    let outstanding = of_checks(situation, checks);
    let failed = outstanding.iter().filter(|check| check.state == Wanting::Failed);
    let failed: Vec<String> = failed.map(|check| format!("{} ({})", check.title, check.word)).collect();
    if !failed.is_empty() {
        return Reason::deny(clause, format!("checks that did not succeed: {}", failed.join(", ")));
    }
    if let Some(missing) = required_checks(situation).missing() {
        let condition = "every required check succeeds";
        return Reason::missing(clause, missing, "which checks are required", condition);
    }
    let waiting: Vec<&str> = outstanding.iter().map(|check| check.title).collect();
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

/// A check that has not succeeded.
pub(in crate::access) struct Outstanding<'a> {
    /// Its name.
    pub(in crate::access) title: &'a str,
    /// How it stands.
    pub(in crate::access) state: Wanting,
    /// The forge's word for that.
    pub(in crate::access) word: &'a str,
    /// Who has to report it, or who did.
    pub(in crate::access) source: Option<&'a str>,
}

/// How a check that has not succeeded stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::access) enum Wanting {
    /// It ended otherwise.
    Failed,
    /// It has not ended.
    Unfinished,
    /// It is required and has not reported.
    Unreported,
}

/// Every check that has not succeeded. Empty where the checks are missing.
pub(in crate::access) fn outstanding<'a>(situation: &Situation<'a>) -> Vec<Outstanding<'a>> {
    situation.case.facts.request.checks.value().map(|checks| of_checks(situation, checks)).unwrap_or_default()
}

fn of_checks<'a>(situation: &Situation<'a>, checks: &'a [Check]) -> Vec<Outstanding<'a>> {
    let required = required_checks(situation).value().cloned().unwrap_or_default();
    let of_title = |title: &str| required.iter().find(|required| required.title == title);
    let current = current_results(checks).into_iter().filter_map(|check| {
        let (state, word) = match &check.state {
            CheckState::Unfinished(word) => (Wanting::Unfinished, word.as_str()),
            _ => (Wanting::Failed, bad_ending(check, situation.case.gate)?),
        };
        let (CheckOrigin::CheckRun(source) | CheckOrigin::Status(source)) = &check.origin;
        let source = of_title(&check.title).and_then(|required| required.app).or(source.as_deref());
        Some(Outstanding { title: check.title.as_str(), state, word, source })
    });
    let reported = |title: &str| checks.iter().any(|check| !check.own && check.title == title);
    let unreported = required.iter().filter(|required| !reported(required.title));
    let unreported = unreported.filter(|required| !is_our_own(situation, required, checks)).map(|required| {
        Outstanding { title: required.title, state: Wanting::Unreported, word: "not reported", source: required.app }
    });
    current.chain(unreported).collect()
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
