//! There must be a configuration to decide by. The server, without one, lets everyone plan and apply.

use super::{Clause, Reason, Scope, Situation, StrictClause, nothing_more};
use crate::access::case::PolicyPresence;

pub(super) const CLAUSE: StrictClause =
    StrictClause { clause: Clause::PolicyPresent, scope: Scope::Request, binds: |_| true, judge, needs: nothing_more };

fn judge(situation: &Situation<'_>) -> Reason {
    match situation.case.policy_presence {
        PolicyPresence::Present => Reason::allow(CLAUSE.clause, "there is a configuration"),
        PolicyPresence::Absent => Reason::deny(CLAUSE.clause, "there is no configuration to decide by"),
    }
}
