//! There must be a configuration to decide by. The server, without one, lets everyone plan and apply.
//!
//! A request that goes to another branch than the default one is judged by that branch's configuration as well (see
//! [`super::every_layout`]). A branch to which anybody can push whatever configuration suits them would make that
//! worthless: so it has to be one that the options name, and that the forge protects.

use super::{Clause, Reason, Scope, Situation, StrictClause};
use crate::access::case::{PolicyPresence, TargetPolicy};
use crate::access::known::Missing;
use crate::access::needs::{Needs, Prospect};

pub(super) const CLAUSE: StrictClause =
    StrictClause { clause: Clause::PolicyPresent, scope: Scope::Request, binds: |_| true, judge, needs };

fn needs(prospect: &Prospect<'_>) -> Needs {
    let target_protected = matches!(prospect.target, TargetPolicy::Other { .. });
    Needs { target_protected, ..Needs::default() }
}

fn judge(situation: &Situation<'_>) -> Reason {
    let clause = CLAUSE.clause;
    match (&situation.case.policy_presence, &situation.case.target) {
        (PolicyPresence::Absent, _) => Reason::deny(clause, "there is no configuration to decide by"),
        (PolicyPresence::SwitchedOff { place }, _) => {
            Reason::deny(clause, "`enabled: false` leaves nothing to decide by").at(*place)
        }
        (PolicyPresence::Present, TargetPolicy::DefaultBranch) => Reason::allow(clause, "there is a configuration"),
        (PolicyPresence::Present, TargetPolicy::Other { branch, trouble }) => {
            on_another_branch(situation, branch, trouble.as_deref())
        }
        (PolicyPresence::Present, TargetPolicy::Unknown) => {
            let (what, condition) = ("to which branch the request goes", "the request goes to the default branch");
            Reason::missing(clause, Missing::NotGiven, what, condition)
        }
    }
}

/// What there is to say of a target that is not the default branch.
fn on_another_branch(situation: &Situation<'_>, branch: &str, trouble: Option<&str>) -> Reason {
    let clause = CLAUSE.clause;
    let gate = situation.case.gate;
    let Some(entry) = gate.protecting(branch) else {
        let text = format!(
            "the request goes to `{branch}`, which is not the default branch, and `protected_branches` under `gate` in \
             .whomay.yml does not name it"
        );
        return Reason::deny(clause, text).at(gate.span);
    };
    let what = format!("whether the forge protects `{branch}`");
    let reason = match (situation.case.facts.request.target_protected.get(), trouble) {
        (Ok(false), _) => Reason::deny(
            clause,
            format!("the request goes to `{branch}`, which `protected_branches` names and the forge does not protect"),
        ),
        (Ok(true), Some(trouble)) => {
            Reason::deny(clause, format!("the request goes to `{branch}`, which has to allow as well, and {trouble}"))
        }
        (Ok(true), None) => Reason::allow(clause, format!("there is a configuration, and one on `{branch}`")),
        (Err(missing), _) => Reason::missing(clause, missing, &what, &format!("the forge protects `{branch}`")),
    };
    reason.at(entry.span)
}
