//! The dirspace must be allowed however the repository is looked at: with the base configuration and the
//! head's files, with the head's configuration, and with the base's configuration and files. Directories,
//! tags and stacks come from the head, and this keeps a request from retagging its way into a weaker
//! policy or erasing its way out of one.
//!
//! A view asks what the server would ask there, of the approvals that the other strict clauses leave, and a
//! merge waives nothing in it.

use super::layouts::needs;
use super::{Clause, Reason, Scope, Situation, StrictClause, every_dirspace_operation};
use crate::access::known::Missing;

pub(super) const CLAUSE: StrictClause =
    StrictClause { clause: Clause::EveryLayout, scope: Scope::Dirspace, binds: every_dirspace_operation, judge, needs };

fn judge(situation: &Situation<'_>) -> Reason {
    let clause = CLAUSE.clause;
    if let Some(missing) = &situation.case.views_missing {
        let why = match missing {
            Missing::NotGiven => String::new(),
            Missing::Unavailable(why) => format!(": {why}"),
        };
        return Reason::unknown(clause, missing.clone(), format!("the base could not be looked at{why}"), None);
    }
    if situation.layouts.is_empty() {
        return Reason::unknown(clause, Missing::NotGiven, "no other view of the repository was given", None);
    }
    let Some((at, _)) = situation.subject else {
        return Reason::deny(clause, "no dirspace was given");
    };
    match situation.layouts.worst(at) {
        Err(view) => Reason::deny(clause, format!("the dirspace was not looked for with {view}")),
        Ok(Some(worst)) => worst.clone(),
        Ok(None) => Reason::allow(clause, "allowed in every view of the repository"),
    }
}
