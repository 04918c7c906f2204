//! Who is asked about, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::facts::{Facts, Person, Review, ReviewState, Standing};
use crate::access::known::Known;
use crate::access::needs::{Needs, PersonNeeds};
use crate::access::principal::PrincipalMatch;
use crate::forge::trouble::Trouble;

/// What matters of whom.
pub(super) type Wanted = BTreeMap<String, PersonNeeds>;

/// What was found out about people.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What each is to the repository.
    pub(super) standings: BTreeMap<String, Result<Standing, Trouble>>,
    /// Whether each is in a team. "No" counts only where the team is not hidden.
    pub(super) memberships: BTreeMap<(String, String), Result<bool, Trouble>>,
    /// Teams that were asked for themselves.
    pub(super) probed: BTreeSet<String>,
    /// Teams of which nobody's membership can be told, and why.
    pub(super) hidden: BTreeMap<String, String>,
}

/// Everybody of whom something matters, as far as they are known by name.
pub(super) fn wanted(needs: &Needs, triggering: Option<&str>, reviews: &[Review]) -> Wanted {
    let mut wanted = Wanted::new();
    for (login, matters) in &needs.actors {
        add(&mut wanted, login, matters);
    }
    if let Some(login) = triggering {
        add(&mut wanted, login, &needs.triggering);
    }
    let takes_sides = |review: &&Review| matches!(review.state, ReviewState::Approved | ReviewState::ChangesRequested);
    for login in reviews.iter().filter(takes_sides).filter_map(|review| review.reviewer.as_deref()) {
        add(&mut wanted, login, &needs.reviewers);
    }
    wanted
}

fn add(wanted: &mut Wanted, login: &str, matters: &PersonNeeds) {
    let person = wanted.entry(login.to_owned()).or_default();
    person.teams.extend(matters.teams.iter().cloned());
    person.standing |= matters.standing;
}

/// What of `wanted` has not been asked for yet.
pub(super) fn missing(wanted: &Wanted, found: &Found) -> Wanted {
    let rest = |(login, matters): (&String, &PersonNeeds)| {
        let asked = |team: &String| found.memberships.contains_key(&(login.clone(), team.clone()));
        let teams = matters.teams.iter().filter(|team| !asked(team)).cloned().collect();
        let standing = matters.standing && !found.standings.contains_key(login);
        (login.clone(), PersonNeeds { teams, standing })
    };
    wanted.iter().map(rest).filter(|(_, matters)| *matters != PersonNeeds::default()).collect()
}

/// Every team that matters of somebody.
pub(super) fn teams(wanted: &Wanted) -> BTreeSet<&str> {
    wanted.values().flat_map(|matters| &matters.teams).map(String::as_str).collect()
}

impl Found {
    /// Adds what was found out later.
    pub(super) fn extend(&mut self, later: Found) {
        self.standings.extend(later.standings);
        self.memberships.extend(later.memberships);
        self.probed.extend(later.probed);
        self.hidden.extend(later.hidden);
    }

    /// Puts everything into the facts.
    pub(super) fn settle(self, wanted: &Wanted, facts: &mut Facts) {
        for (login, matters) in wanted {
            let person = self.person(login, matters);
            facts.people.insert(login.clone(), person);
        }
        let failed = self.hidden.into_iter().map(|(team, why)| (PrincipalMatch::Team(team), why));
        facts.failed_lookups.extend(failed);
    }

    fn person(&self, login: &str, matters: &PersonNeeds) -> Person {
        let mut person = Person::named(login);
        if matters.standing {
            person.standing = match self.standings.get(login) {
                Some(Ok(standing)) => Known::Known(standing.clone()),
                Some(Err(trouble)) => Known::Unavailable(trouble.to_string()),
                None => Known::NotGiven,
            };
        }
        for team in &matters.teams {
            let entry = PrincipalMatch::Team(team.clone());
            match (self.memberships.get(&(login.to_owned(), team.clone())), self.hidden.get(team)) {
                // A "yes" is one, whoever may see the team.
                (Some(Ok(true)), _) => drop(person.settled.insert(entry, true)),
                (_, Some(_)) | (None, None) => {}
                (Some(Ok(false)), None) => drop(person.settled.insert(entry, false)),
                (Some(Err(trouble)), None) => person.teams = Known::Unavailable(trouble.to_string()),
            }
        }
        person
    }
}
