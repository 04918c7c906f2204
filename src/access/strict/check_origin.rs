//! A required check must come from the app that it is expected from, and not from a workflow file that the
//! request changes: anybody with write access can post a green result of any name.

use std::collections::BTreeSet;

use super::all_checks::{Required, needs, required_checks};
use super::{Clause, Reason, Scope, Situation, StrictClause, plain_apply};
use crate::access::condition::Condition;
use crate::access::facts::{Check, CheckOrigin, Forge};
use crate::access::known::Missing;
use crate::dirspace::Change;

pub(super) const CLAUSE: StrictClause =
    StrictClause { clause: Clause::CheckOrigin, scope: Scope::Request, binds: plain_apply, judge, needs };

fn judge(situation: &Situation<'_>) -> Reason {
    let clause = CLAUSE.clause;
    let checks = match situation.case.facts.request.checks.get() {
        Ok(checks) => checks,
        Err(missing) => {
            return Reason::missing(clause, missing, "where the checks come from", "every required check is genuine");
        }
    };
    let required = required_checks(situation);
    let required = match required.get() {
        Ok(required) => required,
        Err(missing) => {
            return Reason::missing(clause, missing, "which checks are required", "every required check is genuine");
        }
    };
    let changed: BTreeSet<&str> = situation.case.changes.iter().flat_map(Change::paths).collect();
    let forge = situation.case.facts.forge;
    let results = required.iter().flat_map(|required| {
        // A check that has not reported is the business of `all-checks`.
        let results = checks.iter().filter(|check| !check.own && check.title == required.title);
        results.map(move |check| (*required, check))
    });
    let mut doubtful = None;
    for (required, check) in results {
        match fault(forge, required, check, &changed) {
            Fault::None => {}
            Fault::Known(text) => return Reason::deny(clause, text),
            Fault::Perhaps(text) => doubtful = Some(text),
        }
    }
    match doubtful {
        Some(text) => {
            let condition =
                Condition::Holds("every required check comes from a workflow that the request leaves alone".to_owned());
            Reason::unknown(clause, Missing::NotGiven, text, condition)
        }
        None => Reason::allow(clause, "every required check comes from where it should"),
    }
}

/// What is wrong with a result that stands for a required check.
enum Fault {
    None,
    Known(String),
    Perhaps(String),
}

fn fault(forge: Forge, required: Required<'_>, check: &Check, changed: &BTreeSet<&str>) -> Fault {
    let title = required.title;
    if let Some(workflow) = check.workflow.as_deref().filter(|workflow| changed.contains(workflow)) {
        return Fault::Known(format!("required check `{title}` comes from {workflow}, which the request changes"));
    }
    if let Some(expected) = required.app.filter(|expected| !comes_from(forge, &check.origin, expected)) {
        return Fault::Known(format!(
            "required check `{title}` must come from {expected}, and one comes from {}",
            source(&check.origin)
        ));
    }
    let edited = changed.iter().find(|path| path.starts_with(".github/workflows/"));
    match edited.filter(|_| forge == Forge::Github && check.workflow.is_none() && may_be_actions_run(&check.origin)) {
        Some(path) => Fault::Perhaps(format!(
            "{path} changes, and it is not known which workflow the required check `{title}` comes from"
        )),
        None => Fault::None,
    }
}

/// Whether a result comes from an app. On GitHub a commit status carries its creator's login, which for an
/// app is `slug[bot]`; a user may be called what the app is called. On GitLab there are only users.
fn comes_from(forge: Forge, origin: &CheckOrigin, app: &str) -> bool {
    match (origin, forge) {
        (CheckOrigin::CheckRun(slug), _) => slug.as_deref() == Some(app),
        (CheckOrigin::Status(creator), Forge::Github) => {
            creator.as_deref().and_then(|creator| creator.strip_suffix("[bot]")) == Some(app)
        }
        (CheckOrigin::Status(creator), Forge::Gitlab) => creator.as_deref() == Some(app),
    }
}

fn source(origin: &CheckOrigin) -> &str {
    let (CheckOrigin::CheckRun(name) | CheckOrigin::Status(name)) = origin;
    name.as_deref().unwrap_or("an unknown source")
}

fn may_be_actions_run(origin: &CheckOrigin) -> bool {
    matches!(origin, CheckOrigin::CheckRun(app) if app.as_deref().is_none_or(|app| app == "github-actions"))
}
