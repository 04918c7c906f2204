//! Approvals that are needed, and what is left of them.
//!
//! Four clauses take approvals away: each gets what the one before it left, so that two half-good approvals
//! never add up to a whole one, and speaks up exactly when something that the approvals before it satisfied
//! is not satisfied, or is in more doubt, by those that it leaves.

use super::Situation;
use crate::access::approval::{Approval, Approvals};
use crate::access::condition::Condition;
use crate::access::facts::Person;
use crate::access::grant::policy_reason;
use crate::access::known::Known;
use crate::access::needs::{Needs, PersonNeeds, Prospect};
use crate::access::operation::Operation;
use crate::access::reason::{Clause, Reason};
use crate::access::requirements_met::approval_reasons;
use crate::access::verdict::Verdict;

/// What it takes to sift the approvals: each sieve gets what those before it left, so that the last needs what all do.
pub(super) fn of_approvals(_prospect: &Prospect<'_>) -> Needs {
    let reviewers = PersonNeeds { standing: true, ..PersonNeeds::default() };
    Needs { reviews: true, contributors: true, pushers: true, reviewers, ..Needs::default() }
}

/// What a sieve makes of an approval.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a request has few approvals, and most of them are left")]
pub enum Sifted {
    /// It may count; a doubt stays with it, as a doubt.
    Left(Approval),
    /// It does not count. Why, to follow its giver's name: "wrote a commit".
    Taken(String),
}

impl Sifted {
    /// The approval, if it may count.
    pub fn left(self) -> Option<Approval> {
        match self {
            Sifted::Left(approval) => Some(approval),
            Sifted::Taken(_) => None,
        }
    }
}

/// What a clause makes of the approvals: one answer for each, in their order.
type Sieve = fn(&Situation<'_>, Vec<Approval>) -> Vec<Sifted>;

/// The sieves in order, with the clause that each belongs to.
const SIEVES: [(Clause, Sieve); 4] = [
    (Clause::FreshApproval, super::fresh_approval::sieve),
    (Clause::IndependentApproval, super::independent_approval::sieve),
    (Clause::ApproverRole, super::approver_role::sieve),
    (Clause::OneVote, super::one_vote::sieve),
];

/// The approvals that count once every sieve has taken its own.
pub(in crate::access) fn good_approvals(situation: &Situation<'_>) -> Approvals {
    let all = Approvals::all(situation.case.facts);
    SIEVES.iter().fold(all, |left, (clause, sieve)| passed(situation, *clause, *sieve, left))
}

/// What becomes of each approval that the server counts, in the order in which they were given. Those left are the
/// [`good_approvals`].
pub(in crate::access) fn sifted(situation: &Situation<'_>) -> Known<Vec<Sifted>> {
    let all = Approvals::all(situation.case.facts).list;
    all.map(|all| {
        let untouched = all.into_iter().map(Sifted::Left).collect();
        SIEVES.iter().fold(untouched, |fates, (_, sieve)| sifted_on(situation, *sieve, fates))
    })
}

/// The same after one more sieve, which is asked of what those before it left.
fn sifted_on(situation: &Situation<'_>, sieve: Sieve, fates: Vec<Sifted>) -> Vec<Sifted> {
    let left = fates.iter().cloned().filter_map(Sifted::left).collect();
    let mut judged = sieve(situation, left).into_iter();
    let on = |fate| match fate {
        Sifted::Left(_) => judged.next().unwrap_or_else(|| Sifted::Taken("was not judged".to_owned())),
        taken @ Sifted::Taken(_) => taken,
    };
    fates.into_iter().map(on).collect()
}

/// What becomes of an approval of the head commit that nobody has given yet.
pub(in crate::access) fn imagined(situation: &Situation<'_>, person: &Person) -> Sifted {
    let commit = situation.case.facts.request.head.value().cloned();
    let approval = Approval { person: Some(person.clone()), commit, before_retarget: false, doubt: None };
    // Freshness is a matter of when it is given, and a second one of the same person takes the place of the first.
    let asked: [Sieve; 2] = [super::independent_approval::sieve, super::approver_role::sieve];
    let fate = asked.into_iter().fold(vec![Sifted::Left(approval)], |fate, sieve| sifted_on(situation, sieve, fate));
    fate.into_iter().next().unwrap_or_else(|| Sifted::Taken("was not judged".to_owned()))
}

/// What the clause of one of the sieves says. `lost` names what is wrong with an approval that it takes away,
/// to follow its giver's name.
pub(super) fn judge(situation: &Situation<'_>, clause: Clause, lost: &str) -> Reason {
    let mut before = Approvals::all(situation.case.facts);
    for (owner, sieve) in SIEVES {
        let after = passed(situation, owner, sieve, before.clone());
        if owner == clause {
            return compared(situation, clause, lost, &before, &after);
        }
        before = after;
    }
    Reason::deny(clause, "the clause takes no approvals away")
}

fn passed(situation: &Situation<'_>, clause: Clause, sieve: Sieve, approvals: Approvals) -> Approvals {
    let left = approvals.sifted(|approvals| sieve(situation, approvals).into_iter().filter_map(Sifted::left).collect());
    Approvals { counted_once: left.counted_once || clause == Clause::OneVote, ..left }
}

fn compared(situation: &Situation<'_>, clause: Clause, lost: &str, before: &Approvals, after: &Approvals) -> Reason {
    let said = |reason: &Reason| (reason.clause, reason.verdict, reason.condition.clone());
    let unmet_before: Vec<_> = unmet(situation, before).iter().map(said).collect();
    let mut unmet_now = unmet(situation, after);
    unmet_now.retain(|reason| !unmet_before.contains(&said(reason)));
    let Some(worst) = unmet_now.iter().max_by_key(|reason| reason.verdict).cloned() else {
        return Reason::allow(clause, "no approval that is needed is lost");
    };
    let texts: Vec<&str> = unmet_now.iter().map(|reason| reason.text.as_str()).collect();
    let taken = taken_away(before, after);
    let because = if taken.is_empty() { String::new() } else { format!(" ({taken}: {lost})") };
    let hopeless = unmet_now.iter().any(|reason| reason.condition.is_none());
    let conditions = unmet_now.iter().filter_map(|reason| reason.condition.clone());
    let condition = Condition::all(conditions).filter(|_| !hopeless);
    Reason { clause, text: format!("{}{because}", texts.join("; ")), condition, ..worst }
}

/// Everything that asks for approvals and does not have them: superapproval where it is used, and `approved`
/// where it is on.
fn unmet(situation: &Situation<'_>, approvals: &Approvals) -> Vec<Reason> {
    let case = situation.case;
    let mut reasons = Vec::new();
    if case.access.enabled {
        reasons.push(policy_reason(Operation::Apply, situation.policy, situation.actor, case.facts, approvals));
    }
    if let Some(requirement) = situation.requirement.filter(|requirement| requirement.approved.enabled) {
        reasons.extend(approval_reasons(&requirement.approved, case.facts, approvals));
    }
    reasons.retain(|reason| reason.verdict != Verdict::Allow);
    reasons
}

/// Who lost an approval between the two lists.
fn taken_away(before: &Approvals, after: &Approvals) -> String {
    let (Known::Known(before), Known::Known(after)) = (&before.list, &after.list) else {
        return String::new();
    };
    let mut left: Vec<&Approval> = after.iter().collect();
    let mut names: Vec<&str> = Vec::new();
    for approval in before {
        match left.iter().position(|kept| kept.person == approval.person && kept.commit == approval.commit) {
            Some(at) => {
                left.remove(at);
            }
            None => names.push(approval.name()),
        }
    }
    names.dedup();
    names.join(", ")
}
