//! Every fact that the other clauses need must be known. Each clause leaves the answer open by itself when
//! its own fact is missing; this one holds the facts that the server's rules take for granted. What changed is one of
//! them, and not known where git and the forge cannot both be right. One look at a request gives all of them, but for the
//! conflict, which the server's rules need as well.

use super::{Clause, Reason, Scope, Situation, StrictClause, nothing_more};
use crate::access::changed_files;
use crate::access::condition::Condition;
use crate::access::known::Missing;
use crate::access::operation::Operation;

pub(super) const CLAUSE: StrictClause =
    StrictClause { clause: Clause::KnownFacts, scope: Scope::Request, binds: |_| true, judge, needs: nothing_more };

fn judge(situation: &Situation<'_>) -> Reason {
    let request = &situation.case.facts.request;
    let mut needed: Vec<(&str, Option<Missing>)> = vec![("who asks", situation.actor.login.missing())];
    if situation.operation != Operation::Unlock {
        needed.push(("whether the request conflicts with its target", request.in_conflict.missing()));
    }
    if situation.operation.is_apply() {
        needed.push(("which commit is the head", request.head.missing()));
        needed.push(("who opened the request", request.author.missing()));
        needed.push(("how many files the forge says change", request.changed_files.missing()));
    }
    let unknown: Vec<(&str, Missing)> =
        needed.into_iter().filter_map(|(what, missing)| Some((what, missing?))).collect();
    let Some(missing) = unknown.iter().map(|(_, missing)| missing.clone()).max() else {
        return doubt(situation)
            .or_else(|| situation.operation.is_apply().then(|| disagreement(situation)).flatten())
            .unwrap_or_else(|| Reason::allow(CLAUSE.clause, "the facts that are taken for granted are known"));
    };
    let names = unknown.iter().map(|(what, _)| *what).collect::<Vec<_>>().join(", ");
    let condition = Condition::Holds(format!("these are known: {names}"));
    Reason::unknown(CLAUSE.clause, missing, format!("not known: {names}"), condition)
}

/// What changed is not known where a merge may have changed something else than what was reviewed.
pub(super) fn doubt(situation: &Situation<'_>) -> Option<Reason> {
    let text = situation.case.change_in_doubt.clone()?;
    let condition = Condition::Holds("the merge changed what was reviewed and nothing else".to_owned());
    Some(Reason::unknown(CLAUSE.clause, Missing::Unavailable(text.clone()), text, condition))
}

/// What changed is not known where git and the forge cannot both be right about it.
pub(super) fn disagreement(situation: &Situation<'_>) -> Option<Reason> {
    let count = situation.case.facts.request.changed_files.value()?;
    let text = changed_files::disagreement(situation.case.diff, *count)?;
    let condition = Condition::Holds("git and the forge agree on how many files change".to_owned());
    Some(Reason::unknown(CLAUSE.clause, Missing::NotGiven, text, condition))
}
