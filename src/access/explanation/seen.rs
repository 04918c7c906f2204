//! Every review as it was seen: whether it counts, and why or why not.

use super::demand::{Demand, demands};
use super::{Ground, Grounds};
use crate::access::approval::{Approval, Approvals};
use crate::access::condition::Condition;
use crate::access::facts::{Review, ReviewState};
use crate::access::freshness::Freshness;
use crate::access::holds::Holds;
use crate::access::known::Known;
use crate::access::strict::{ChangeRequest, Sifted, change_requests, freshness};

/// Whether a review counts as an approval that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Counted {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It hangs on a fact that is missing.
    InDoubt,
}

impl Counted {
    /// The word for it in every output.
    pub fn name(self) -> &'static str {
        match self {
            Counted::Yes => "yes",
            Counted::No => "no",
            Counted::InDoubt => "in-doubt",
        }
    }
}

/// One review, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenReview {
    /// Who gave it. `None` for an account that no longer exists.
    pub reviewer: Option<String>,
    /// What it says.
    pub state: ReviewState,
    /// The commit that was reviewed, if the forge tells.
    pub commit: Option<String>,
    /// Whether it counts.
    pub counted: Counted,
    /// Why, to follow the reviewer's name, without a full stop.
    pub why: String,
}

/// Every review of the request, in the order in which they were given.
pub(super) fn reviews(grounds: &Grounds<'_>) -> Known<Vec<SeenReview>> {
    let own = &grounds.own;
    let fates = match own.sifted() {
        Known::Known(fates) => fates,
        Known::NotGiven => return Known::NotGiven,
        Known::Unavailable(why) => return Known::Unavailable(why),
    };
    let demands = distinct(grounds);
    let standing = if own.is_strict() { change_requests(&own.situation) } else { Vec::new() };
    own.facts().request.reviews.as_ref().map(|reviews| {
        let mut fates = fates.into_iter();
        let seen = reviews.iter().enumerate().map(|(at, review)| {
            let is_approval = Approvals::counts(own.facts().forge, review.state);
            let fate = if is_approval { fates.next() } else { None };
            let (counted, why) = match fate {
                Some(Sifted::Taken(why)) => (Counted::No, why),
                Some(Sifted::Left(approval)) => {
                    let (counted, why) = weighed(&approval, &demands);
                    (counted, with_older_commit(own, &approval, why))
                }
                None => (Counted::No, no_approval(own, (at, review), reviews, &standing)),
            };
            let (reviewer, commit) = (review.reviewer.clone(), review.commit.clone());
            SeenReview { reviewer, state: review.state, commit, counted, why }
        });
        seen.collect()
    })
}

/// Of an approval of another commit that counts all the same, which one it was.
fn with_older_commit(ground: &Ground<'_>, approval: &Approval, why: String) -> String {
    if !ground.is_strict() {
        return why;
    }
    match freshness(&ground.situation, approval) {
        fresh @ Freshness::SameDiff { .. } => format!("{why}; {}", fresh.why()),
        _ => why,
    }
}

/// What all rules ask approvals for, each once: a view mostly asks what the rules in force ask.
fn distinct<'g>(grounds: &'g Grounds<'g>) -> Vec<(&'g Ground<'g>, Demand)> {
    let mut distinct: Vec<(&Ground<'_>, Demand)> = Vec::new();
    for ground in grounds.all() {
        for demand in demands(ground) {
            if !distinct.iter().any(|(_, other)| other.is_like(&demand)) {
                distinct.push((ground, demand));
            }
        }
    }
    distinct
}

impl Demand {
    /// Whether both ask for approvals of the same people.
    fn is_like(&self, other: &Demand) -> bool {
        let values =
            |demand: &Demand| -> Vec<_> { demand.list.entries.iter().map(|entry| entry.value.clone()).collect() };
        self.key == other.key && values(self) == values(other)
    }
}

/// What an approval that no clause took away counts for.
fn weighed(approval: &Approval, demands: &[(&Ground<'_>, Demand)]) -> (Counted, String) {
    if demands.is_empty() {
        return (Counted::No, "no rule asks for an approval here".to_owned());
    }
    let (mut met, mut conditions, mut broken) = (Vec::new(), Vec::new(), None);
    for (ground, demand) in demands {
        match demand.matched(approval, ground) {
            Holds::Yes(at) => met.push(counts_for(demand, at)),
            Holds::If(condition) => conditions.push(condition),
            Holds::Broken(breakage) => broken = Some(breakage.why),
            Holds::No => {}
        }
    }
    let doubt = approval.doubt.as_ref().map(|(_, condition)| condition);
    match (met.first(), doubt) {
        (Some(_), None) => (Counted::Yes, format!("counts {}", met.join(" and "))),
        (Some(_), Some(doubt)) => (Counted::InDoubt, format!("counts if {doubt}")),
        (None, _) => match (Condition::any(conditions), broken) {
            (Some(listed), _) => {
                let condition = Condition::all(std::iter::once(listed).chain(doubt.cloned()));
                let condition = condition.map(|condition| condition.to_string()).unwrap_or_default();
                (Counted::InDoubt, format!("counts if {condition}"))
            }
            (None, Some(why)) => (Counted::InDoubt, format!("cannot tell: {why}")),
            (None, None) => {
                (Counted::No, format!("is not among those whose approval is asked for: {}", lists(demands)))
            }
        },
    }
}

fn counts_for(demand: &Demand, at: usize) -> String {
    match demand.list.entries.get(at) {
        Some(entry) => format!("for `{}` as {}", demand.key, entry.value),
        None => format!("for `{}`", demand.key),
    }
}

fn lists(demands: &[(&Ground<'_>, Demand)]) -> String {
    let lists: Vec<String> = demands.iter().map(|(_, demand)| format!("`{}: {}`", demand.key, demand.list)).collect();
    lists.join(", ")
}

/// Why a review that says something else counts for nothing; of a request for changes, whether it stands in the way.
fn no_approval(
    ground: &Ground<'_>,
    (at, review): (usize, &Review),
    reviews: &[Review],
    standing: &[ChangeRequest<'_>],
) -> String {
    let text = match review.state {
        ReviewState::Commented | ReviewState::Reviewed => "only a comment",
        ReviewState::Dismissed => "was dismissed",
        ReviewState::ChangesRequested if !ground.is_strict() => {
            "requested changes, which the server does not ask about"
        }
        ReviewState::ChangesRequested => match standing.iter().find(|request| request.is_of(review)) {
            _ if is_taken_back(review, reviews.get(at + 1..).unwrap_or_default()) => {
                "requested changes, and has taken that back"
            }
            Some(request) if request.stands() => "requested changes, which stands in the way until it is taken back",
            Some(_) => "requested changes, and may stand in the way: whether their approval would count is not known",
            None => "requested changes, which does not stand in the way: their approval would not count",
        },
        ReviewState::Approved => "approved, and was not asked about",
    };
    text.to_owned()
}

/// Whether somebody said otherwise later.
fn is_taken_back(review: &Review, later: &[Review]) -> bool {
    let Some(reviewer) = &review.reviewer else { return false };
    later.iter().any(|other| {
        matches!(other.state, ReviewState::Approved | ReviewState::Dismissed)
            && other.reviewer.as_ref().is_some_and(|other| other.eq_ignore_ascii_case(reviewer))
    })
}
