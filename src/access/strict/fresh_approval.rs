//! An approval that is needed must be for the head commit: it was given for what is about to be applied.
//! An approval of which the forge does not say what it was given for does not count.
//!
//! Which commits have the same diff as the head is not among the facts, so that the gate's `same-diff` mode
//! counts no more than `exact` does.

use super::needed_approvals::{judge as judge_needed, of_approvals};
use super::{Clause, Scope, Situation, StrictClause, plain_apply};
use crate::access::approval::Approval;
use crate::access::condition::Condition;

pub(super) const CLAUSE: StrictClause = StrictClause {
    clause: Clause::FreshApproval,
    scope: Scope::Rules,
    binds: plain_apply,
    judge: |situation| judge_needed(situation, CLAUSE.clause, "not for the head commit"),
    needs: of_approvals,
};

pub(super) fn sieve(situation: &Situation<'_>, approvals: Vec<Approval>) -> Vec<Approval> {
    let fresh = |approval: Approval| match (&approval.commit, situation.case.facts.request.head.get()) {
        (None, _) => None,
        (Some(commit), Ok(head)) => (commit == head).then_some(approval),
        (Some(_), Err(missing)) => {
            let condition = Condition::Holds(format!("{} approved the head commit", approval.name()));
            Some(approval.doubted(missing, condition))
        }
    };
    approvals.into_iter().filter_map(fresh).collect()
}
