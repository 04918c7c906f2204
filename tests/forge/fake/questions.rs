//! Questions that need something, for tests that have no repository to work them out of.

use whomay::access::needs::{Needs, PersonNeeds};

/// What matters of a person: these teams, and the standing.
pub(crate) fn person(teams: &[&str]) -> PersonNeeds {
    PersonNeeds { teams: teams.iter().map(|team| (*team).to_owned()).collect(), standing: true }
}

/// Everything that a decision can need, where these people ask and `person` matters of everybody.
pub(crate) fn everything(actors: &[&str], person: &PersonNeeds) -> Needs {
    Needs {
        reviews: true,
        review_decision: true,
        requested_reviewers: true,
        checks: true,
        required_checks: true,
        contributors: true,
        pushers: true,
        mergeable: true,
        ci_config: true,
        triggering_actor: true,
        target_protected: true,
        actors: actors.iter().map(|login| ((*login).to_owned(), person.clone())).collect(),
        triggering: person.clone(),
        reviewers: person.clone(),
    }
}
