//! An approval that is needed must be for what is about to be applied: for the head commit or, where the gate's options
//! count that, for an earlier one whose diff was the same for the dirspace. An approval of which the forge does not say
//! what it was given for does not count, nor does one that was given before the request was retargeted: against another
//! branch the same head is another change.

use super::needed_approvals::{Sifted, judge as judge_needed, of_approvals};
use super::{Clause, Reason, Scope, Situation, StrictClause, plain_apply};
use crate::access::approval::Approval;
use crate::access::condition::Condition;
use crate::access::freshness::Freshness;
use crate::access::gate::ApprovalMode;

pub(super) const CLAUSE: StrictClause =
    StrictClause { clause: Clause::FreshApproval, scope: Scope::Rules, binds: plain_apply, judge, needs: of_approvals };

fn judge(situation: &Situation<'_>) -> Reason {
    judge_needed(situation, CLAUSE.clause, lost(situation))
}

/// What is wrong with approvals that are lost here.
fn lost(situation: &Situation<'_>) -> &'static str {
    let reviews = situation.case.facts.request.reviews.value();
    let is_retargeted = reviews.is_some_and(|reviews| reviews.iter().any(|review| review.before_retarget));
    match (situation.case.gate.approval_mode.value, is_retargeted) {
        (ApprovalMode::Exact, false) => "not for the head commit",
        (ApprovalMode::Exact, true) => "not for the head commit, or given before the request was retargeted",
        (ApprovalMode::SameDiff, false) => "neither for the head commit nor for one with the same diff",
        (ApprovalMode::SameDiff, true) => {
            "neither for the head commit nor for one with the same diff, or given before the request was retargeted"
        }
    }
}

pub(super) fn sieve(situation: &Situation<'_>, approvals: Vec<Approval>) -> Vec<Sifted> {
    approvals.into_iter().map(|approval| fresh(situation, approval)).collect()
}

fn fresh(situation: &Situation<'_>, approval: Approval) -> Sifted {
    if approval.before_retarget {
        return Sifted::Taken("approved before the request was retargeted".to_owned());
    }
    let freshness = freshness(situation, &approval);
    match freshness {
        Freshness::Head | Freshness::SameDiff { .. } => Sifted::Left(approval),
        Freshness::Stale { .. } | Freshness::CommitUnknown => Sifted::Taken(freshness.why()),
        Freshness::Unknown { missing, head_missing: true, .. } => {
            let condition = Condition::Holds(format!("{} approved the head commit", approval.name()));
            Sifted::Left(approval.doubted(missing, condition))
        }
        Freshness::Unknown { missing, head_missing: false, .. } => {
            let same = "changes the same for the dirspace as the head does";
            let condition = Condition::Holds(format!("the commit that {} approved {same}", approval.name()));
            Sifted::Left(approval.doubted(missing, condition))
        }
    }
}

/// Whether an approval is fresh for the dirspaces of the situation, and why.
pub(in crate::access) fn freshness(situation: &Situation<'_>, approval: &Approval) -> Freshness {
    let (head, mode) = (&situation.case.facts.request.head, situation.case.gate.approval_mode.value);
    Freshness::of(approval.commit.as_deref(), head, mode, situation.same_diff)
}
