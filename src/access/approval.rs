//! Approvals: which reviews count, and what they add up to.
//!
//! The server counts every review whose state is "approved": stale ones, those of people without any
//! right, and two of the same person. That is the starting point here as well. The strict clauses take
//! approvals away from the list, one after the other, and ask the same questions again; an approval of
//! which it is not known whether it counts stays in the list with the condition under which it does.

use super::condition::Condition;
use super::facts::{Facts, Forge, Person, ReviewState};
use super::holds::{Breakage, Holds, holds, holds_entry};
use super::known::{Known, Missing};
use super::principal::MatchList;
use super::requirement::Approved;

/// An approval that may count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Who approved, with what is known of them. `None` for an account that no longer exists: it matches no
    /// entry of any list, and where no list is asked for the server counts it like any other.
    pub person: Option<Person>,
    /// The commit that was reviewed, if the forge tells.
    pub commit: Option<String>,
    /// Whether the request went to another branch when it was given.
    pub before_retarget: bool,
    /// `None` when it counts; otherwise why that is not known, and what would make it count.
    pub doubt: Option<(Missing, Condition)>,
}

impl Approval {
    /// The same approval, which counts only if `condition` turns out to hold as well.
    #[must_use]
    pub fn doubted(mut self, missing: Missing, condition: Condition) -> Approval {
        self.doubt = match self.doubt.take() {
            None => Some((missing, condition)),
            Some((other, own)) => Condition::all([own, condition]).map(|both| (missing.max(other), both)),
        };
        self
    }

    /// How to speak of whoever gave it.
    pub fn name(&self) -> &str {
        self.person.as_ref().map_or("an account that no longer exists", Person::name)
    }
}

/// The approvals of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approvals {
    /// Oldest first.
    pub list: Known<Vec<Approval>>,
    /// Whether each approval is counted once at most. The server adds up the entries of `any_of` and counts
    /// somebody who matches two of them twice; the strict profile keeps one approval of each person and
    /// does not want it doubled again.
    pub counted_once: bool,
}

impl Approvals {
    /// Every approval that the server counts.
    pub fn all(facts: &Facts) -> Approvals {
        let list = facts.request.reviews.as_ref().map(|reviews| {
            let counting = reviews.iter().filter(|review| Self::counts(facts.forge, review.state));
            counting
                .map(|review| Approval {
                    person: review.reviewer.as_deref().map(|login| facts.person(login)),
                    commit: review.commit.clone(),
                    before_retarget: review.before_retarget,
                    doubt: None,
                })
                .collect()
        });
        Approvals { list, counted_once: false }
    }

    /// Whether the server counts a review that says so. On GitLab a reviewer who is "reviewed" counts as one who
    /// approved.
    pub fn counts(forge: Forge, state: ReviewState) -> bool {
        match state {
            ReviewState::Approved => true,
            ReviewState::Reviewed => forge == Forge::Gitlab,
            ReviewState::ChangesRequested | ReviewState::Commented | ReviewState::Dismissed => false,
        }
    }

    /// What a sieve leaves of them.
    #[must_use]
    pub(super) fn sifted(self, sieve: impl FnOnce(Vec<Approval>) -> Vec<Approval>) -> Approvals {
        Approvals { list: self.list.map(sieve), ..self }
    }
}

/// What a number of approvals comes to when some are in doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tally {
    /// Enough, whatever becomes of the doubtful ones.
    Enough,
    /// Not enough, even if all doubtful ones count.
    Short {
        /// How many count at most.
        found: usize,
    },
    /// It depends.
    Depends {
        /// Why a fact is missing.
        missing: Missing,
        /// What would make it enough.
        condition: Option<Condition>,
    },
    /// It cannot be found out.
    Broken(Breakage),
}

/// How many approvals there are for sure and at most, and what stands between the two.
#[derive(Default)]
struct Count {
    certain: usize,
    possible: usize,
    doubts: Vec<(Missing, Condition)>,
}

impl Count {
    fn add(&mut self, approval: &Approval, matched: Holds) -> Result<(), Breakage> {
        match (matched, &approval.doubt) {
            (Holds::Broken(breakage), _) => return Err(breakage),
            (Holds::No, _) => {}
            (Holds::Yes(_), None) => {
                self.certain += 1;
                self.possible += 1;
            }
            (Holds::Yes(_), Some(doubt)) => {
                self.possible += 1;
                self.doubts.push(doubt.clone());
            }
            (Holds::If(condition), doubt) => {
                self.possible += 1;
                let (missing, own) = doubt.clone().unwrap_or((Missing::NotGiven, condition.clone()));
                if let Some(both) = Condition::all([condition, own]) {
                    self.doubts.push((missing, both));
                }
            }
        }
        Ok(())
    }

    fn against(self, needed: usize) -> Tally {
        if self.certain >= needed {
            Tally::Enough
        } else if self.possible < needed {
            Tally::Short { found: self.possible }
        } else {
            let missing = self.doubts.iter().map(|(missing, _)| missing.clone()).max().unwrap_or(Missing::NotGiven);
            // With exactly as many doubtful approvals as are needed, all of them have to count; with
            // more, naming a combination would say too much.
            let open = needed - self.certain;
            let conditions = self.doubts.into_iter().map(|(_, condition)| condition);
            let condition = if open == 1 { Condition::any(conditions) } else { Condition::all(conditions) };
            Tally::Depends { missing, condition }
        }
    }
}

/// Whether one of `approvals` is by somebody in `list`. An empty list is met by nobody.
///
/// The server goes through the approvers in order and is done with a dirspace at the first who matches: a
/// look-up that would fail for a later one does no harm.
pub fn approved_by_any(list: &MatchList, approvals: &[Approval], facts: &Facts) -> Tally {
    let mut count = Count::default();
    for approval in approvals {
        if let Err(breakage) = count.add(approval, matched(approval, |person| holds(list, person, facts))) {
            return Tally::Broken(breakage);
        }
        if count.certain > 0 {
            return Tally::Enough;
        }
    }
    count.against(1)
}

/// Whether somebody who approved matches the entry `at` of `all_of`. The server looks everybody up.
pub fn approved_by_entry(list: &MatchList, at: usize, approvals: &[Approval], facts: &Facts) -> Tally {
    tally(1, approvals, |approval, count| {
        count.add(approval, matched(approval, |person| holds_entry(list, at, person, facts)))
    })
}

/// Whether there are as many approvals as `any_of` asks for.
///
/// Without entries every approval counts; with entries the approvals of each entry are added up, so that
/// somebody who matches two entries counts twice, unless approvals are `counted_once`.
pub fn enough_of_any(rule: &Approved, counted_once: bool, approvals: &[Approval], facts: &Facts) -> Tally {
    let needed = usize::try_from(rule.any_of_count).unwrap_or(0);
    let list = &rule.any_of;
    tally(needed, approvals, |approval, count| {
        if list.entries.is_empty() {
            return count.add(approval, Holds::Yes(0));
        }
        if counted_once {
            return count.add(approval, matched(approval, |person| holds(list, person, facts)));
        }
        (0..list.entries.len())
            .try_for_each(|at| count.add(approval, matched(approval, |person| holds_entry(list, at, person, facts))))
    })
}

/// What holds for whoever approved; nothing does for an account that no longer exists.
fn matched(approval: &Approval, holds: impl FnOnce(&Person) -> Holds) -> Holds {
    approval.person.as_ref().map_or(Holds::No, holds)
}

fn tally(
    needed: usize,
    approvals: &[Approval],
    mut add: impl FnMut(&Approval, &mut Count) -> Result<(), Breakage>,
) -> Tally {
    let mut count = Count::default();
    for approval in approvals {
        if let Err(breakage) = add(approval, &mut count) {
            return Tally::Broken(breakage);
        }
    }
    count.against(needed)
}
