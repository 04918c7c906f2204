//! Somebody whose approval would count must not be asking for changes, for whichever commit, until it is
//! dismissed or replaced by an approval.

use super::needed_approvals::{imagined, of_approvals};
use super::{Clause, Reason, Scope, Situation, StrictClause, plain_apply, same_login};
use crate::access::condition::Condition;
use crate::access::facts::{Review, ReviewState};
use crate::access::holds::{Breakage, Holds, holds};
use crate::access::known::Missing;
use crate::access::needs::{Needs, Prospect, of_everybody_in};
use crate::access::policy::Policy;
use crate::access::principal::MatchList;
use crate::access::requirement::RequirementCheck;

pub(super) const CLAUSE: StrictClause =
    StrictClause { clause: Clause::ChangesRequested, scope: Scope::Rules, binds: plain_apply, judge, needs };

/// Whether somebody's approval would count takes what it takes to sift approvals, and the lists.
fn needs(prospect: &Prospect<'_>) -> Needs {
    let mut needs = of_approvals(prospect);
    needs.reviewers.add(of_everybody_in(lists(prospect.requirement, prospect.policy).into_iter().flatten()));
    needs
}

fn judge(situation: &Situation<'_>) -> Reason {
    let clause = CLAUSE.clause;
    let reviews = match situation.case.facts.request.reviews.get() {
        Ok(reviews) => reviews,
        Err(missing) => {
            return Reason::missing(clause, missing, "whether a review asks for changes", "no review asks for changes");
        }
    };
    let (mut certain, mut doubtful, mut why) = (Vec::new(), Vec::new(), Missing::NotGiven);
    for ChangeRequest { reviewer, counts } in of_reviews(situation, reviews) {
        let name = reviewer.unwrap_or(NOBODY);
        match counts {
            // Deleted accounts share a name.
            Counts::Yes if certain.contains(&name) => {}
            Counts::Yes => certain.push(name),
            Counts::Perhaps(missing) => {
                doubtful.push(name);
                why = why.max(missing);
            }
            Counts::Broken(breakage) => return Reason::broken(clause, breakage),
            Counts::No => {}
        }
    }
    let no_longer = certain.iter().chain(&doubtful).map(|name| format!("{name} no longer asks for changes"));
    let condition = Condition::all(no_longer.map(Condition::Holds));
    if !doubtful.is_empty() {
        let names = doubtful.join(", ");
        let text = format!("asking for changes, and it is not known whether their approvals would count: {names}");
        return Reason::unknown(clause, why, text, condition);
    }
    if !certain.is_empty() {
        return Reason::pending(clause, format!("asking for changes: {}", certain.join(", ")), condition);
    }
    Reason::allow(clause, "nobody whose approval would count asks for changes")
}

/// How to speak of somebody who is gone.
const NOBODY: &str = "an account that no longer exists";

/// A request for changes that nobody took back, of somebody whose approval would count or might.
pub(in crate::access) struct ChangeRequest<'a> {
    /// Who asks for changes. `None` for an account that no longer exists.
    pub(in crate::access) reviewer: Option<&'a str>,
    counts: Counts,
}

impl ChangeRequest<'_> {
    /// Whether it stands in the way for sure.
    pub(in crate::access) fn stands(&self) -> bool {
        matches!(self.counts, Counts::Yes)
    }

    /// Whether the review is by whoever asks.
    pub(in crate::access) fn is_of(&self, review: &Review) -> bool {
        match (self.reviewer, review.reviewer.as_deref()) {
            (Some(one), Some(other)) => same_login(one, other),
            (None, None) => true,
            _ => false,
        }
    }
}

/// What stands in the way, or may. Empty where the reviews are missing.
pub(in crate::access) fn change_requests<'a>(situation: &Situation<'a>) -> Vec<ChangeRequest<'a>> {
    situation.case.facts.request.reviews.value().map(|reviews| of_reviews(situation, reviews)).unwrap_or_default()
}

fn of_reviews<'a>(situation: &Situation<'a>, reviews: &'a [Review]) -> Vec<ChangeRequest<'a>> {
    let asking = asking_for_changes(reviews).into_iter();
    let judged = asking.map(|reviewer| ChangeRequest { reviewer, counts: would_count(situation, reviewer) });
    judged.filter(|request| !matches!(request.counts, Counts::No)).collect()
}

/// Whose last word is a request for changes. Comments do not replace it; a deleted account's stands.
pub fn asking_for_changes(reviews: &[Review]) -> Vec<Option<&str>> {
    let mut asking: Vec<Option<&str>> = Vec::new();
    for review in reviews {
        let reviewer = review.reviewer.as_deref();
        // Two deleted accounts cannot be told apart, so that neither speaks for the other.
        let same = |other: &Option<&str>| other.zip(reviewer).is_some_and(|(one, other)| same_login(one, other));
        match review.state {
            ReviewState::ChangesRequested if !asking.iter().any(same) => asking.push(reviewer),
            ReviewState::Approved | ReviewState::Dismissed => asking.retain(|other| !same(other)),
            ReviewState::ChangesRequested | ReviewState::Commented | ReviewState::Reviewed => {}
        }
    }
    asking
}

/// Whether somebody's approval would count.
enum Counts {
    Yes,
    No,
    Perhaps(Missing),
    Broken(Breakage),
}

/// Whether an approval by that person would count: they may write, had no part in the change, and are in
/// the lists where the rules have any. Freshness and counting do not come into it.
fn would_count(situation: &Situation<'_>, login: Option<&str>) -> Counts {
    let facts = situation.case.facts;
    let Some(login) = login else {
        // Nobody is left to ask, and nobody but a maintainer can take the word back.
        return Counts::Yes;
    };
    let person = facts.person(login);
    let Some(left) = imagined(situation, &person).left() else {
        return Counts::No;
    };
    let listed = listed(situation).map_or(Holds::Yes(0), |list| holds(&list, &person, facts));
    match (listed, left.doubt) {
        (Holds::No, _) => Counts::No,
        (Holds::Broken(breakage), _) => Counts::Broken(breakage),
        (Holds::Yes(_), None) => Counts::Yes,
        (Holds::Yes(_) | Holds::If(_), Some((missing, _))) => Counts::Perhaps(missing),
        (Holds::If(_), None) => Counts::Perhaps(Missing::NotGiven),
    }
}

/// Everybody whom the rules name as approvers; `None` when anyone's approval counts.
fn listed(situation: &Situation<'_>) -> Option<MatchList> {
    let lists = lists(situation.requirement, situation.policy)?;
    let entries = lists.into_iter().flat_map(|list| list.entries.iter().cloned()).collect();
    Some(MatchList { entries, span: situation.requirement?.approved.span })
}

/// The lists that name them.
fn lists<'a>(requirement: Option<&'a RequirementCheck>, policy: Option<&'a Policy>) -> Option<Vec<&'a MatchList>> {
    let rule = &requirement?.approved;
    if !rule.enabled || rule.any_of.entries.is_empty() {
        return None;
    }
    let superapproval = policy.map(|policy| &policy.superapproval);
    Some([Some(&rule.any_of), Some(&rule.all_of), superapproval].into_iter().flatten().collect())
}
