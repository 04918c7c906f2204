//! Which facts a decision can depend on, so that nothing else has to be asked for.
//!
//! Asking costs time, rate limit and permissions: a token that may not read checks must not fail a question that no
//! check can change. What is needed follows from the rules that bind the dirspaces of a case, and is a pure function
//! like the decision itself. It may ask for too much and never for too little: a decision on facts that were cut down to
//! the needs is the decision on all of them.
//!
//! Nothing here may look at a fact, for none has been gathered yet: the rules are walked for whatever the facts may turn
//! out to be, through a [`Prospect`], which holds none. A clause of the strict profile says next to its own code what it
//! needs.

mod greediest;
mod prospect;

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Case, Profile, Question};
use super::decide::{rules_of, rules_of_views};
use super::operation::Operation;
use super::strict::{CLAUSES, Scope};
use prospect::Bound;
pub use prospect::Prospect;
pub(super) use prospect::{Asker, of_everybody_in, of_list, of_policy, of_repository_lists, of_requirement};

/// What is needed of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonNeeds {
    /// Names behind `team:` of which it matters whether the person is in them.
    pub teams: BTreeSet<String>,
    /// Whether the person's standing matters.
    pub standing: bool,
}

/// Which facts a decision can depend on. What every decision needs is not listed, because one look at a request gives
/// it: state, branches, commits, author, how many files changed, whether it is a draft, queued, or from a fork.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Reviews.
    pub reviews: bool,
    /// The forge's own verdict on them.
    pub review_decision: bool,
    /// Who was asked for a review.
    pub requested_reviewers: bool,
    /// Checks of the head commit.
    pub checks: bool,
    /// Which of them are required.
    pub required_checks: bool,
    /// Who wrote, committed and co-wrote commits, and which commits belong to nobody.
    pub contributors: bool,
    /// Who pushed.
    pub pushers: bool,
    /// Whether the request could be merged, and whether it is in conflict: one piece of work to a forge, and worth
    /// waiting for while the forge works it out.
    pub mergeable: bool,
    /// Which file runs the jobs (GitHub). On GitLab the file has one name.
    pub ci_config: bool,
    /// Who set the run off.
    pub triggering_actor: bool,
    /// Whether the branch that the request goes to is protected.
    pub target_protected: bool,
    /// The people who ask, by login, and what matters of them. Whoever is not here need not be looked up.
    pub actors: BTreeMap<String, PersonNeeds>,
    /// What matters of whoever set the run off.
    pub triggering: PersonNeeds,
    /// What matters of everybody who gave a review that may count.
    pub reviewers: PersonNeeds,
}

impl PersonNeeds {
    /// Whether nothing matters of the person.
    pub fn is_nothing(&self) -> bool {
        self.teams.is_empty() && !self.standing
    }

    /// Adds what is needed for something else.
    pub fn add(&mut self, other: PersonNeeds) {
        self.teams.extend(other.teams);
        self.standing |= other.standing;
    }
}

impl Needs {
    /// What the decision on `case` can depend on, whatever the facts are. Of the facts of the case only the forge is
    /// looked at.
    ///
    /// One thing may be missing from a decision on no more than this: that everybody may change the CI file is said
    /// only where it is known to change.
    pub fn of(case: &Case<'_>, question: &Question) -> Needs {
        let own = Bound::new(case.access, case.requirements, &rules_of(case));
        let views: Vec<Bound<'_>> = match question.profile {
            Profile::Terrateam => Vec::new(),
            Profile::Strict => rules_of_views(case)
                .iter()
                .zip(&case.views)
                .map(|(table, view)| Bound::new(view.access, view.requirements, table))
                .collect(),
        };
        let mut needs = Needs::default();
        for actor in &question.actors {
            for operation in &question.operations {
                let asker = Asker::Actor(actor.login.value().map(String::as_str));
                let prospect = Prospect::new(case, &views, asker, *operation);
                needs.add(of_operation(&prospect, &own, question.profile));
            }
        }
        needs
    }

    /// What any configuration and any change could make of the question: what [`Needs::of`] says is within it, but for
    /// the names of teams, which only a configuration gives. It names no team.
    pub fn at_most(question: &Question) -> Needs {
        greediest::needs(question)
    }

    /// Adds what is needed for something else.
    pub fn add(&mut self, other: Needs) {
        let Needs {
            reviews,
            review_decision,
            requested_reviewers,
            checks,
            required_checks,
            contributors,
            pushers,
            mergeable,
            ci_config,
            triggering_actor,
            target_protected,
            actors,
            triggering,
            reviewers,
        } = other;
        self.reviews |= reviews;
        self.review_decision |= review_decision;
        self.requested_reviewers |= requested_reviewers;
        self.checks |= checks;
        self.required_checks |= required_checks;
        self.contributors |= contributors;
        self.pushers |= pushers;
        self.mergeable |= mergeable;
        self.ci_config |= ci_config;
        self.triggering_actor |= triggering_actor;
        self.target_protected |= target_protected;
        for (login, needs) in actors {
            self.actors.entry(login).or_default().add(needs);
        }
        self.triggering.add(triggering);
        self.reviewers.add(reviewers);
    }
}

/// What one actor and one operation need. `own` are the rules of the case.
fn of_operation(prospect: &Prospect<'_>, own: &Bound<'_>, profile: Profile) -> Needs {
    let unlocks = prospect.operation == Operation::Unlock;
    // With nothing to decide, nothing is needed; an unlock belongs to the request.
    if own.rules.is_empty() && !unlocks {
        return Needs::default();
    }
    let mut needs = of_request(prospect);
    needs.add(of_clauses(prospect, profile, |scope| scope != Scope::Rules));
    if unlocks {
        needs.add(of_clauses(prospect, profile, |scope| scope == Scope::Rules));
    }
    for (policy, requirement) in own.rules.iter().filter(|_| !unlocks) {
        let prospect = Prospect { policy: *policy, requirement: *requirement, ..*prospect };
        needs.add(of_rules(&prospect));
        needs.add(of_clauses(&prospect, profile, |scope| scope == Scope::Rules));
    }
    needs
}

/// What binds the request as a whole.
fn of_request(prospect: &Prospect<'_>) -> Needs {
    if prospect.operation == Operation::Unlock {
        return match prospect.access.enabled {
            true => of_list(&prospect.access.unlock, prospect.asker),
            false => Needs::default(),
        };
    }
    let mut needs = of_repository_lists(prospect, prospect.access, prospect.asker);
    needs.mergeable = true;
    needs
}

/// What the policy and the requirement of a dirspace ask for.
fn of_rules(prospect: &Prospect<'_>) -> Needs {
    let mut needs = of_requirement(prospect, prospect.requirement);
    if prospect.access.enabled {
        needs.add(of_policy(prospect, prospect.policy, prospect.asker));
    }
    needs
}

/// What the strict clauses of some scopes ask for.
fn of_clauses(prospect: &Prospect<'_>, profile: Profile, scopes: fn(Scope) -> bool) -> Needs {
    let mut needs = Needs::default();
    if profile == Profile::Strict {
        let binding = CLAUSES.iter().filter(|clause| scopes(clause.scope) && (clause.binds)(prospect.operation));
        binding.for_each(|clause| needs.add((clause.needs)(prospect)));
    }
    needs
}
