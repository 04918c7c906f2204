//! The target branch must have no newer commits that touch the dirspace: what was reviewed and planned
//! would otherwise be applied to something else.

use super::{Clause, Reason, Scope, Situation, StrictClause, every_apply, nothing_more};
use crate::access::facts::RequestState;

pub(super) const CLAUSE: StrictClause =
    StrictClause { clause: Clause::UpToDate, scope: Scope::Dirspace, binds: every_apply, judge, needs: nothing_more };

fn judge(situation: &Situation<'_>) -> Reason {
    let clause = CLAUSE.clause;
    let Some((_, subject)) = situation.subject else {
        return Reason::deny(clause, "no dirspace was given");
    };
    match subject.newer_on_base.get() {
        Ok(paths) => match paths.first() {
            None => Reason::allow(clause, "the target branch has nothing newer for the dirspace"),
            Some(path) => {
                let next = match situation.case.facts.request.state.value() {
                    Some(RequestState::Merged) => "apply by a newer request",
                    _ => "update the request",
                };
                Reason::deny(clause, format!("the target branch has newer changes to {}; {next}", path.escape_debug()))
            }
        },
        Err(missing) => {
            let condition = "the target branch has nothing newer for the dirspace";
            Reason::missing(clause, missing, "what changed on the target branch", condition)
        }
    }
}
