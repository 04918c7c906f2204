//! When somebody else set the run off (a re-run keeps the first actor's name), both must be allowed.
//!
//! Logins are compared exactly here: taking two spellings for one account would spare the second the
//! question.

use super::needed_approvals::{good_approvals, of_approvals};
use super::{Clause, Reason, Scope, Situation, StrictClause};
use crate::access::grant::policy_reason;
use crate::access::needs::{Asker, Needs, Prospect, of_list, of_policy, of_repository_lists};
use crate::access::operation::Operation;
use crate::access::reason::worst_of;
use crate::access::repository::{repository_reasons, unlock_reason};
use crate::access::verdict::Verdict;

pub(super) const CLAUSE: StrictClause =
    StrictClause { clause: Clause::BothActors, scope: Scope::Rules, binds: |_| true, judge, needs };

fn needs(prospect: &Prospect<'_>) -> Needs {
    let mut needs = match prospect.operation {
        _ if !prospect.access.enabled => Needs::default(),
        Operation::Unlock => of_list(&prospect.access.unlock, Asker::Triggering),
        _ => of_policy(prospect, prospect.policy, Asker::Triggering),
    };
    if needs.reviews {
        needs.add(of_approvals(prospect));
    }
    if prospect.operation != Operation::Unlock {
        needs.add(of_repository_lists(prospect, prospect.access, Asker::Triggering));
    }
    needs.triggering_actor = true;
    needs
}

fn judge(situation: &Situation<'_>) -> Reason {
    let clause = CLAUSE.clause;
    let case = situation.case;
    let other = match case.facts.request.triggering_actor.get() {
        Ok(None) => return Reason::allow(clause, "nobody else set the run off"),
        Ok(Some(other)) => other,
        Err(missing) => {
            return Reason::missing(clause, missing, "who set the run off", "whoever set the run off may do it too");
        }
    };
    if situation.actor.login.value() == Some(other) {
        return Reason::allow(clause, "the actor set the run off");
    }
    if !case.access.enabled {
        return Reason::allow(clause, "access control is switched off");
    }
    match worst_of(asked(situation, other)) {
        Some(worst) if worst.verdict != Verdict::Allow => {
            Reason { clause, text: format!("{other} set the run off: {}", worst.text), ..worst }
        }
        _ => Reason::allow(clause, format!("{other}, who set the run off, may do it too")),
    }
}

/// Everything that access control asks of whoever set the run off.
fn asked(situation: &Situation<'_>, other: &str) -> Vec<Reason> {
    let case = situation.case;
    let person = case.facts.person(other);
    if situation.operation == Operation::Unlock {
        return vec![unlock_reason(case.access, &person, case.facts)];
    }
    let mut reasons = repository_reasons(case.access, case.changes, &person, case.facts);
    let approvals = good_approvals(situation);
    reasons.push(policy_reason(situation.operation, situation.policy, &person, case.facts, &approvals));
    reasons
}
