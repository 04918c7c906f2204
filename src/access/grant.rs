//! What access control says: the governing policy's list for an operation, and superapproval.

use crate::dirspace::Tags;
use crate::tag_query::Candidate;

use super::approval::{Approvals, Tally, approved_by_any};
use super::condition::Condition;
use super::facts::{Facts, Person};
use super::holds::{Holds, holds};
use super::known::{Known, Missing};
use super::operation::Operation;
use super::policy::{AccessControl, Policy};
use super::principal::MatchList;
use super::reason::{Clause, Reason};
use super::verdict::Verdict;

impl AccessControl {
    /// The policy that governs a dirspace: the first whose query matches it. No policy is merged with
    /// another, and there is no falling through. `None` when nothing matches: nobody may then do anything.
    pub fn governing(&self, dir: &str, tags: &Tags) -> Option<usize> {
        let candidate = Candidate { tags, dir, working_dir: None };
        self.policies.iter().position(|policy| policy.tag_query.value.matches(&candidate))
    }
}

impl Policy {
    /// The list that answers for an operation. `None` for `unlock`, which no policy speaks of.
    pub fn list(&self, operation: Operation) -> Option<&MatchList> {
        match operation {
            Operation::Plan => Some(&self.plan),
            Operation::Apply => Some(&self.apply),
            Operation::ApplyForce => Some(&self.apply_force),
            Operation::ApplyAutoapprove => Some(&self.apply_autoapprove),
            Operation::Unlock => None,
        }
    }
}

/// What access control says of `operation` for a dirspace that `policy` governs.
///
/// Superapproval rescues a plain apply that the `apply` list denies, and nothing else. Its second half is
/// looked at only when the first holds, so a broken entry in `superapproval` stays unnoticed until then.
pub fn policy_reason(
    operation: Operation,
    policy: Option<&Policy>,
    actor: &Person,
    facts: &Facts,
    approvals: &Approvals,
) -> Reason {
    let Some(policy) = policy else {
        return Reason::deny(Clause::NoPolicy, "no policy matches the dirspace, so nobody may do anything with it");
    };
    let Some(list) = policy.list(operation) else {
        return Reason::deny(Clause::Policy, format!("no policy speaks of {operation}"));
    };
    let name = operation.name().replace('-', "_");
    let clause = if operation == Operation::ApplyAutoapprove { Clause::Autoapprove } else { Clause::Policy };
    let plain = list_reason(clause, &name, list, actor, facts).at(policy.span);
    if operation == Operation::ApplyAutoapprove {
        return Reason { text: format!("{}; the server never implemented the command", plain.text), ..plain };
    }
    let rescuable = plain.verdict == Verdict::Deny || plain.condition.is_some();
    if operation == Operation::Apply && rescuable {
        let rescue = superapproval_reason(policy, actor, facts, approvals);
        return either(plain, rescue);
    }
    plain
}

/// What a list says of the actor, as a reason. `name` is the list's key.
pub(super) fn list_reason(clause: Clause, name: &str, list: &MatchList, actor: &Person, facts: &Facts) -> Reason {
    let who = actor.name();
    let reason = match holds(list, actor, facts) {
        Holds::Yes(at) => {
            let entry = list.entries.get(at).map(|entry| entry.value.to_string()).unwrap_or_default();
            let text = if entry == "*" {
                format!("`{name}` is open to everyone")
            } else {
                format!("`{name}` lets {who} in as {entry}")
            };
            let entry_place = list.entries.get(at).and_then(|entry| entry.span);
            Reason::allow(clause, text).at(entry_place)
        }
        Holds::No if list.entries.is_empty() => Reason::deny(clause, format!("`{name}` lets nobody in")),
        Holds::No => Reason::deny(clause, format!("`{name}: {list}` does not let {who} in")),
        Holds::If(condition) => Reason::unknown(
            clause,
            Missing::NotGiven,
            format!("`{name}: {list}`, and it is not known whether {condition}"),
            condition,
        ),
        Holds::Broken(breakage) => Reason::broken(clause, breakage),
    };
    reason.at(list.span)
}

/// Whether the user may apply because somebody with the right to approves it.
fn superapproval_reason(policy: &Policy, actor: &Person, facts: &Facts, approvals: &Approvals) -> Reason {
    let clause = Clause::Superapproval;
    let first = list_reason(clause, "apply_with_superapproval", &policy.apply_with_superapproval, actor, facts);
    if matches!(first.verdict, Verdict::Deny) || (first.verdict == Verdict::Undetermined && first.condition.is_none()) {
        return first;
    }
    let list = &policy.superapproval;
    if list.entries.is_empty() {
        return Reason::deny(clause, "`superapproval` is empty, so nobody can approve for `apply_with_superapproval`")
            .at(list.span);
    }
    let wanted = Condition::Holds(format!("somebody in `superapproval: {list}` approves"));
    let second = match &approvals.list {
        Known::Known(approvals) => match approved_by_any(list, approvals, facts) {
            Tally::Enough => Reason::allow(clause, format!("approved by somebody in `superapproval: {list}`")),
            Tally::Short { .. } => {
                Reason::pending(clause, format!("needs an approval from `superapproval: {list}`; none yet"), wanted)
            }
            Tally::Depends { missing, condition } => {
                let text = format!("it is not known whether an approval from `superapproval: {list}` counts");
                Reason::unknown(clause, missing, text, condition)
            }
            Tally::Broken(breakage) => Reason::broken(clause, breakage),
        },
        Known::NotGiven => {
            let text = format!("needs an approval from `superapproval: {list}`; reviews are not known");
            Reason::unknown(clause, Missing::NotGiven, text, wanted)
        }
        Known::Unavailable(why) => {
            let text = format!("needs an approval from `superapproval: {list}`; reviews could not be had: {why}");
            Reason::unknown(clause, Missing::Unavailable(why.clone()), text, wanted)
        }
    };
    both(first, second.at(list.span))
}

/// Both have to hold. Where one of them cannot be brought about by anything that could be named, neither
/// can both.
fn both(first: Reason, second: Reason) -> Reason {
    let hopeless = [&first, &second].into_iter().any(|one| one.verdict != Verdict::Allow && one.condition.is_none());
    let condition = Condition::all(first.condition.iter().chain(&second.condition).cloned());
    let worse = if first.verdict > second.verdict { first } else { second };
    Reason { condition: condition.filter(|_| !hopeless), ..worse }
}

/// Either is enough: the better one speaks, and their conditions are alternatives.
fn either(plain: Reason, rescue: Reason) -> Reason {
    if rescue.verdict == Verdict::Deny {
        return plain;
    }
    if plain.verdict == Verdict::Deny {
        return rescue;
    }
    // Both hang on something. An approval that is still missing must not make a known "yes, if" of the
    // list look worse, nor hide that the list itself could not be evaluated.
    let condition = Condition::any(plain.condition.iter().chain(&rescue.condition).cloned());
    match rescue.verdict {
        Verdict::Allow => rescue,
        _ => Reason { condition, ..plain },
    }
}
