//! `apply-autoapprove` is never allowed: it skips the step in which a plan is looked at, and the server
//! that the configuration was written for does not implement it.

use super::{Clause, Reason, Scope, StrictClause, nothing_more};
use crate::access::operation::Operation;

pub(super) const CLAUSE: StrictClause = StrictClause {
    clause: Clause::Autoapprove,
    scope: Scope::Request,
    binds: |operation| operation == Operation::ApplyAutoapprove,
    judge: |_| Reason::deny(CLAUSE.clause, "nothing is applied without a plan that was looked at"),
    needs: nothing_more,
};
