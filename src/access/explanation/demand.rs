//! What approvals are asked for: one demand for each entry of `all_of`, one for `any_of`, one for superapproval.

use super::Ground;
use crate::access::approval::Approval;
use crate::access::facts::RequestState;
use crate::access::holds::{Holds, holds};
use crate::access::known::Known;
use crate::access::operation::Operation;
use crate::access::principal::MatchList;

/// One thing that approvals are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Demand {
    /// The key that asks: `all_of`, `any_of` or `superapproval`.
    pub(super) key: &'static str,
    /// Whose approvals count; everybody's where it has no entries.
    pub(super) list: MatchList,
    /// How many.
    pub(super) needed: usize,
    /// Whether somebody who matches two entries is counted twice, as the server does in `any_of`.
    pub(super) by_entry: bool,
}

impl Demand {
    /// Whether an approval meets it, doubts about the approval aside.
    pub(super) fn matched(&self, approval: &Approval, ground: &Ground<'_>) -> Holds {
        match &approval.person {
            _ if self.list.entries.is_empty() => Holds::Yes(0),
            Some(person) => holds(&self.list, person, ground.facts()),
            None => Holds::No,
        }
    }

    /// How much of it the approvals meet for sure.
    pub(super) fn met(&self, approvals: &[Approval], ground: &Ground<'_>) -> usize {
        let certain = approvals.iter().filter(|approval| approval.doubt.is_none());
        certain.map(|approval| self.times(approval, ground)).sum()
    }

    fn times(&self, approval: &Approval, ground: &Ground<'_>) -> usize {
        if !self.by_entry || self.list.entries.is_empty() {
            return usize::from(matches!(self.matched(approval, ground), Holds::Yes(_)));
        }
        let one =
            |entry| Demand { list: MatchList { entries: vec![entry], span: None }, by_entry: false, ..self.clone() };
        self.list.entries.iter().map(|entry| one(entry.clone()).times(approval, ground)).sum()
    }
}

/// Everything that the rules ask approvals for, in the order in which it is shown.
pub(super) fn demands(ground: &Ground<'_>) -> Vec<Demand> {
    let situation = &ground.situation;
    if situation.operation != Operation::Apply || is_waived(ground) {
        return Vec::new();
    }
    let mut demands = Vec::new();
    if let Some(rule) = situation.requirement.map(|check| &check.approved).filter(|rule| rule.enabled) {
        demands.extend(rule.all_of.entries.iter().map(|entry| Demand {
            key: "all_of",
            list: MatchList { entries: vec![entry.clone()], span: entry.span },
            needed: 1,
            by_entry: false,
        }));
        let needed = usize::try_from(rule.any_of_count).unwrap_or(0);
        let any_of = Demand { key: "any_of", list: rule.any_of.clone(), needed, by_entry: !ground.is_strict() };
        demands.extend((needed > 0).then_some(any_of));
    }
    demands.extend(superapproval(ground));
    demands
}

/// Under the server's rules a merge waives whatever approvals are asked for.
fn is_waived(ground: &Ground<'_>) -> bool {
    !ground.is_strict() && ground.facts().request.state == Known::Known(RequestState::Merged)
}

/// Where the `apply` list does not let the actor in, and superapproval could.
fn superapproval(ground: &Ground<'_>) -> Option<Demand> {
    let (actor, facts) = (ground.situation.actor, ground.facts());
    let policy = ground.situation.policy.filter(|_| ground.access.enabled)?;
    let lets_in = |list: &MatchList| !matches!(holds(list, actor, facts), Holds::No | Holds::Broken(_));
    let is_in = matches!(holds(&policy.apply, actor, facts), Holds::Yes(_));
    let wanted = !is_in && lets_in(&policy.apply_with_superapproval) && !policy.superapproval.entries.is_empty();
    let list = policy.superapproval.clone();
    wanted.then_some(Demand { key: "superapproval", list, needed: 1, by_entry: false })
}
