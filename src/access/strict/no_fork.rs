//! The head must not lie in a fork: whoever owns the fork needs no right in this repository to push to it.
//! Planning a fork's head can be allowed by the gate's options.

use super::{Clause, Reason, Scope, Situation, StrictClause, every_dirspace_operation, nothing_more};
use crate::access::operation::Operation;

pub(super) const CLAUSE: StrictClause = StrictClause {
    clause: Clause::NoFork,
    scope: Scope::Request,
    binds: every_dirspace_operation,
    judge,
    needs: nothing_more,
};

fn judge(situation: &Situation<'_>) -> Reason {
    let clause = CLAUSE.clause;
    if situation.operation == Operation::Plan && situation.case.gate.plan_on_forks.value {
        let place = situation.case.gate.plan_on_forks.span;
        return Reason::allow(clause, "`gate.plan_on_forks` lets forks be planned").at(place);
    }
    match situation.case.facts.request.from_fork.get() {
        Ok(false) => Reason::allow(clause, "the head lies in this repository"),
        Ok(true) => Reason::deny(clause, "the head lies in a fork"),
        Err(missing) => {
            Reason::missing(clause, missing, "whether the head lies in a fork", "the head is not in a fork")
        }
    }
}
