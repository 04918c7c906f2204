//! Nobody is counted twice, neither for two reviews nor for matching two entries of a list.

use super::needed_approvals::{judge as judge_needed, of_approvals};
use super::{Clause, Scope, Situation, StrictClause, plain_apply, same_login};
use crate::access::approval::Approval;

pub(super) const CLAUSE: StrictClause = StrictClause {
    clause: Clause::OneVote,
    scope: Scope::Rules,
    binds: plain_apply,
    judge: |situation| judge_needed(situation, CLAUSE.clause, "counted twice"),
    needs: of_approvals,
};

/// One approval of each person: the least doubtful, the newest among equals.
pub(super) fn sieve(_situation: &Situation<'_>, approvals: Vec<Approval>) -> Vec<Approval> {
    let mut kept: Vec<Approval> = Vec::new();
    for approval in approvals {
        match kept.iter_mut().find(|other| same_login(other.name(), approval.name())) {
            None => kept.push(approval),
            Some(other) if approval.doubt.is_none() || other.doubt.is_some() => *other = approval,
            Some(_) => {}
        }
    }
    kept
}
