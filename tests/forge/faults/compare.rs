//! Whether facts are the truth, or honestly unknown.

use std::collections::BTreeSet;
use std::fmt::Debug;

use whomay::access::facts::{Check, CheckState, CiConfig, Facts, Mergeable, Person, Request};
use whomay::access::known::Known;
use whomay::forge::gather::Gathered;

/// What is not the truth.
#[derive(Debug, Default)]
pub(super) struct Difference {
    /// Names of facts that are unavailable, and are known in truth.
    pub(super) unknown: BTreeSet<String>,
    /// Facts that are neither: what they should be, and what they are.
    pub(super) lies: Vec<String>,
}

/// Compares everything that was gathered.
pub(super) fn compare(truth: &Gathered, found: &Gathered) -> Difference {
    let mut difference = Difference::default();
    if (&truth.commits, &truth.url) != (&found.commits, &found.url) {
        difference.lie("commits", &truth.commits, &found.commits);
    }
    difference.facts(&truth.facts, &found.facts);
    difference
}

impl Difference {
    fn lie(&mut self, name: &str, truth: &dyn Debug, found: &dyn Debug) {
        self.lies.push(format!("{name} is {found:?}, and should be {truth:?}"));
    }

    fn fact<T: PartialEq + Debug>(&mut self, name: &str, truth: &Known<T>, found: &Known<T>) {
        match (truth, found) {
            (Known::Unavailable(_), Known::Unavailable(_)) => {}
            (_, Known::Unavailable(_)) => drop(self.unknown.insert(name.to_owned())),
            (truth, found) if truth == found => {}
            _ => self.lie(name, truth, found),
        }
    }

    fn facts(&mut self, truth: &Facts, found: &Facts) {
        let Facts { forge, people, strangers, failed_lookups, request, ci_config } = truth;
        if (forge, strangers) != (&found.forge, &found.strangers) {
            self.lie("forge and strangers", &(forge, strangers), &(found.forge, found.strangers));
        }
        self.request(request, &found.request);
        match (ci_config, &found.ci_config) {
            (CiConfig::Unavailable(_), CiConfig::Unavailable(_)) => {}
            (_, CiConfig::Unavailable(_)) => drop(self.unknown.insert("ci_config".to_owned())),
            (truth, found) if truth == found => {}
            (truth, found) => self.lie("ci_config", truth, found),
        }
        for entry in found.failed_lookups.keys().filter(|entry| !failed_lookups.contains_key(entry)) {
            self.unknown.insert(entry.to_string());
        }
        for (login, person) in people {
            match found.people.get(login) {
                Some(other) => self.person(login, person, other, found),
                // Nobody knows that the person has to do with it.
                None if [
                    found.request.reviews.missing().is_some(),
                    found.request.triggering_actor.missing().is_some(),
                ]
                .contains(&true) =>
                {
                    self.unknown.insert(login.clone());
                }
                None => self.lie(login, person, &"nobody"),
            }
        }
        for (login, person) in found.people.iter().filter(|(login, _)| !people.contains_key(*login)) {
            if *person != Person::named(login.clone()) {
                self.lie(login, &"nobody", person);
            }
        }
    }

    fn person(&mut self, login: &str, truth: &Person, found: &Person, facts: &Facts) {
        let Person { login: name, teams, standing, settled } = truth;
        self.fact(login, name, &found.login);
        self.fact(&format!("teams of {login}"), teams, &found.teams);
        self.fact(&format!("standing of {login}"), standing, &found.standing);
        for (entry, holds) in settled {
            match found.settled.get(entry) {
                Some(other) if other == holds => {}
                None if matches!(found.teams, Known::Unavailable(_)) || facts.failed_lookups.contains_key(entry) => {
                    self.unknown.insert(format!("{entry} of {login}"));
                }
                other => self.lie(&format!("{entry} of {login}"), holds, &other),
            }
        }
        for (entry, holds) in found.settled.iter().filter(|(entry, _)| !settled.contains_key(entry)) {
            self.lie(&format!("{entry} of {login}"), &"nothing", holds);
        }
    }

    fn request(&mut self, truth: &Request, found: &Request) {
        macro_rules! facts {
            ($($field:ident),*) => {
                let Request { checks, mergeable, $($field),* } = truth;
                $(self.fact(stringify!($field), $field, &found.$field);)*
                self.checks(checks, &found.checks);
                self.mergeable(mergeable, &found.mergeable);
            };
        }
        facts!(
            state,
            draft,
            in_conflict,
            source_branch,
            target_branch,
            target_protected,
            author,
            contributors,
            unattributed,
            pushers,
            triggering_actor,
            from_fork,
            head,
            changed_files,
            queued,
            reviews,
            review_decision,
            requested_reviewers,
            required_checks,
            changed_on_base
        );
    }

    /// That it is being worked out is no answer.
    fn mergeable(&mut self, truth: &Known<Mergeable>, found: &Known<Mergeable>) {
        match found {
            Known::Known(Mergeable::Computing) if truth != found => drop(self.unknown.insert("mergeable".to_owned())),
            _ => self.fact("mergeable", truth, found),
        }
    }

    /// A word that nobody has heard of is an unknown state of that check alone.
    fn checks(&mut self, truth: &Known<Vec<Check>>, found: &Known<Vec<Check>>) {
        if let (Known::Known(all), Known::Known(others)) = (truth, found)
            && all.len() == others.len()
        {
            let is_odd = |check: &Check| matches!(check.state, CheckState::Other(_));
            for other in others {
                let is_same = |one: &&Check| Check { state: other.state.clone(), ..(*one).clone() } == *other;
                match all.iter().find(is_same) {
                    Some(one) if one.state == other.state => {}
                    Some(one) if is_odd(other) => drop(self.unknown.insert(format!("check {}", one.title))),
                    _ => self.lie("checks", truth, found),
                }
            }
        } else {
            self.fact("checks", truth, found);
        }
    }
}
