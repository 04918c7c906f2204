//! Every fact that the other clauses need must be known. Each clause leaves the answer open by itself when
//! its own fact is missing; this one holds the facts that the server's rules take for granted.

use super::{Clause, Reason, Scope, Situation, StrictClause};
use crate::access::condition::Condition;
use crate::access::known::Missing;
use crate::access::operation::Operation;

pub(super) const CLAUSE: StrictClause =
    StrictClause { clause: Clause::KnownFacts, scope: Scope::Request, binds: |_| true, judge };

fn judge(situation: &Situation<'_>) -> Reason {
    let request = &situation.case.facts.request;
    let mut needed: Vec<(&str, Option<Missing>)> = vec![("who asks", situation.actor.login.missing())];
    if situation.operation != Operation::Unlock {
        needed.push(("whether the request conflicts with its target", request.in_conflict.missing()));
    }
    if situation.operation.is_apply() {
        needed.push(("which commit is the head", request.head.missing()));
        needed.push(("who opened the request", request.author.missing()));
    }
    let unknown: Vec<(&str, Missing)> =
        needed.into_iter().filter_map(|(what, missing)| Some((what, missing?))).collect();
    let Some(missing) = unknown.iter().map(|(_, missing)| missing.clone()).max() else {
        return Reason::allow(CLAUSE.clause, "the facts that are taken for granted are known");
    };
    let names = unknown.iter().map(|(what, _)| *what).collect::<Vec<_>>().join(", ");
    let condition = Condition::Holds(format!("these are known: {names}"));
    Reason::unknown(CLAUSE.clause, missing, format!("not known: {names}"), condition)
}
