//! The request must be open, or merged where the configuration waits for the merge.
//!
//! While it waits in a merge queue or a merge train it is not applied: what will be merged is its head together with
//! the requests in front of it, and nobody reviewed or planned that. A plan is of the head alone and does no harm.
//!
//! The server drops every requirement once a request is merged. Here a merge waives nothing: approvals and
//! checks are asked for again, as if it were open.

use super::{Clause, Reason, Scope, Situation, StrictClause, every_dirspace_operation, nothing_more};
use crate::access::approval::Approvals;
use crate::access::condition::Condition;
use crate::access::facts::RequestState;
use crate::access::operation::Operation;
use crate::access::reason::worst_of;
use crate::access::requirement::RequirementCheck;
use crate::access::requirements_met::unwaived_reasons;
use crate::access::verdict::Verdict;

pub(super) const CLAUSE: StrictClause = StrictClause {
    clause: Clause::OpenRequest,
    scope: Scope::Rules,
    binds: every_dirspace_operation,
    judge,
    needs: nothing_more,
};

fn judge(situation: &Situation<'_>) -> Reason {
    let clause = CLAUSE.clause;
    match situation.case.facts.request.state.get() {
        Ok(RequestState::Open) if situation.operation.is_apply() => unqueued(situation),
        Ok(RequestState::Open) => Reason::allow(clause, "the request is open"),
        Ok(RequestState::Closed) => Reason::deny(clause, "the request was closed without a merge"),
        Ok(RequestState::Merged) => match situation.requirement {
            Some(requirement) if requirement.apply_after_merge => after_merge(situation, requirement),
            _ => {
                Reason::deny(clause, "the request is merged, and the configuration does not ask for apply after merge")
            }
        },
        Err(missing) => Reason::missing(clause, missing, "whether the request is open", "the request is open"),
    }
}

/// Of an open request: that it is not on its way to be merged.
fn unqueued(situation: &Situation<'_>) -> Reason {
    let clause = CLAUSE.clause;
    let condition = "the request does not wait in a merge queue";
    match situation.case.facts.request.queued.get() {
        Ok(false) => Reason::allow(clause, "the request is open"),
        Ok(true) => {
            let text = "the request waits in a merge queue, which merges it together with what is in front of it";
            Reason::pending(clause, text, Condition::Holds(condition.to_owned()))
        }
        Err(missing) => Reason::missing(clause, missing, "whether the request waits in a merge queue", condition),
    }
}

fn after_merge(situation: &Situation<'_>, requirement: &RequirementCheck) -> Reason {
    let clause = CLAUSE.clause;
    let facts = situation.case.facts;
    let asked = match situation.operation {
        Operation::Apply => unwaived_reasons(Some(requirement), facts, &Approvals::all(facts)),
        _ => Vec::new(),
    };
    match worst_of(asked) {
        Some(worst) if worst.verdict != Verdict::Allow => {
            Reason { clause, text: format!("a merge waives nothing: {}", worst.text), ..worst }
        }
        _ => Reason::allow(clause, "merged, and the configuration asks for apply after merge"),
    }
}
