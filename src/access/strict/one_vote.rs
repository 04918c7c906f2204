//! Nobody is counted twice, neither for two reviews nor for matching two entries of a list; and nobody whose last
//! word was dismissed: the approval before it is not what they stand for any more.

use super::needed_approvals::{Sifted, judge as judge_needed, of_approvals};
use super::{Clause, Scope, Situation, StrictClause, plain_apply, same_login};
use crate::access::approval::Approval;
use crate::access::facts::{Review, ReviewState};

pub(super) const CLAUSE: StrictClause = StrictClause {
    clause: Clause::OneVote,
    scope: Scope::Rules,
    binds: plain_apply,
    judge: |situation| judge_needed(situation, CLAUSE.clause, "counted twice, or dismissed since"),
    needs: of_approvals,
};

/// One approval of each person: the least doubtful, the newest among equals.
pub(super) fn sieve(situation: &Situation<'_>, approvals: Vec<Approval>) -> Vec<Sifted> {
    let reviews = situation.case.facts.request.reviews.value().map(Vec::as_slice).unwrap_or_default();
    let mut votes: Vec<(usize, &Approval)> = Vec::new();
    for (at, approval) in approvals.iter().enumerate().filter(|(_, approval)| !is_dismissed(reviews, approval.name())) {
        match votes.iter_mut().find(|(_, other)| same_login(other.name(), approval.name())) {
            None => votes.push((at, approval)),
            Some(vote) if approval.doubt.is_none() || vote.1.doubt.is_some() => *vote = (at, approval),
            Some(_) => {}
        }
    }
    let counted: Vec<usize> = votes.into_iter().map(|(at, _)| at).collect();
    let voted = |(at, approval): (usize, Approval)| match counted.contains(&at) {
        true => Sifted::Left(approval),
        false if is_dismissed(reviews, approval.name()) => Sifted::Taken("was dismissed since".to_owned()),
        false => Sifted::Taken("approved more than once, and is counted once".to_owned()),
    };
    approvals.into_iter().enumerate().map(voted).collect()
}

/// Whether the last word of somebody was dismissed. A comment is no word in this.
fn is_dismissed(reviews: &[Review], name: &str) -> bool {
    let is_by = |review: &&Review| review.reviewer.as_deref().is_some_and(|login| same_login(login, name));
    let is_word = |review: &&Review| {
        matches!(review.state, ReviewState::Approved | ReviewState::ChangesRequested | ReviewState::Dismissed)
    };
    reviews.iter().rev().filter(is_by).find(is_word).is_some_and(|review| review.state == ReviewState::Dismissed)
}
