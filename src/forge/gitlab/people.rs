//! What matters of people: which teams they are in, and what they are to the project.
//!
//! A team is a group, and only somebody's own membership of it counts. "Not a member" and "no such group that we can
//! see" are the same answer, so every group is asked for by itself as well: only when it answers is a missing member
//! somebody who is not in it. Of whoever asks for changes even that is not enough: a "no" that silences an objection has
//! to be said twice, by the list of members as well.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use serde_json::Value as Json;

use super::calls::{self, Asked};
use super::members;
use super::{Gitlab, asked_for};
use crate::access::facts::{Facts, Person, Standing};
use crate::access::known::Known;
use crate::access::needs::PersonNeeds;
use crate::access::principal::PrincipalMatch;
use crate::forge::gather::Source;
use crate::forge::trouble::Trouble;

/// Somebody who matters: the number behind the login and what is needed.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// `Ok(None)` for a login that GitLab does not know.
    pub(super) id: Option<Result<Option<u64>, Trouble>>,
    /// What is needed.
    pub(super) needs: PersonNeeds,
    /// Whether they ask for changes.
    pub(super) objects: bool,
}

/// Everybody who matters, by login.
#[derive(Clone, Debug, Default)]
pub(super) struct Everybody(BTreeMap<String, Wanted>);

impl Everybody {
    /// One more reason to look somebody up.
    pub(super) fn want(&mut self, login: &str, id: Option<Result<Option<u64>, Trouble>>, needs: &PersonNeeds) {
        let wanted = self.0.entry(login.to_owned()).or_default();
        wanted.id = wanted.id.take().or(id);
        wanted.needs.teams.extend(needs.teams.iter().cloned());
        wanted.needs.standing |= needs.standing;
    }

    /// That somebody asks for changes.
    pub(super) fn objects(&mut self, login: &str) {
        for (_, wanted) in self.0.iter_mut().filter(|(own, _)| own.eq_ignore_ascii_case(login)) {
            wanted.objects = true;
        }
    }

    /// Logins whose number is not known yet.
    pub(super) fn without_number(&self) -> Vec<String> {
        let missing = self.0.iter().filter(|(_, wanted)| wanted.id.is_none() && !is_nothing(&wanted.needs));
        missing.map(|(login, _)| login.clone()).collect()
    }

    fn teams(&self) -> BTreeSet<String> {
        self.0.values().flat_map(|wanted| wanted.needs.teams.iter().cloned()).collect()
    }
}

/// Whether nothing is needed of somebody.
pub(super) fn is_nothing(needs: &PersonNeeds) -> bool {
    needs.teams.is_empty() && !needs.standing
}

/// What GitLab said when it was asked about somebody.
#[derive(Clone, Debug, Default)]
struct Said {
    standing: Option<Result<Standing, Trouble>>,
    teams: BTreeMap<String, Result<bool, Trouble>>,
}

impl Gitlab {
    /// Asks for all of it at once and writes it down.
    pub(super) async fn look_up(
        &self,
        everybody: &Everybody,
        facts: &mut Facts,
        sources: &mut BTreeMap<String, Source>,
    ) {
        let teams: Vec<String> = everybody.teams().into_iter().collect();
        let probes = join_all(teams.iter().map(|team| self.get(calls::group(team), |_, _| Ok(()))));
        let people = join_all(everybody.0.values().map(|wanted| self.ask_about(wanted)));
        let (probes, people) = futures_util::future::join(probes, people).await;
        let visible: BTreeMap<String, Result<(), Trouble>> = teams.into_iter().zip(probes).collect();
        for ((login, wanted), said) in everybody.0.iter().zip(people) {
            let person = person(login, wanted, said, &visible, &mut facts.failed_lookups);
            self.cite(login, wanted, sources);
            facts.people.insert(login.clone(), person);
        }
    }

    async fn ask_about(&self, wanted: &Wanted) -> Said {
        let Some(Ok(Some(id))) = wanted.id else { return Said::default() };
        let standing = async {
            let read = |asked: &str, answer: &Json| members::standing(asked, answer, id);
            match wanted.needs.standing {
                true => {
                    let said = self.get(self.calls().member(id), read).await;
                    Some(none_if_missing(self.twice(wanted, said, self.calls().members(id)).await))
                }
                false => None,
            }
        };
        let teams = join_all(wanted.needs.teams.iter().map(|team| async move {
            let read = |asked: &str, answer: &Json| members::is_active_member(asked, answer, id);
            let said = self.get(calls::group_member(team, id), read).await;
            (team.clone(), self.twice(wanted, said, calls::group_members(team, id)).await)
        }));
        let (standing, teams) = futures_util::future::join(standing, teams).await;
        Said { standing, teams: teams.into_iter().collect() }
    }

    /// Holds "not found" about an objector against a list, which has to be without them.
    async fn twice<T>(&self, wanted: &Wanted, said: Result<T, Trouble>, list: Asked) -> Result<T, Trouble> {
        let first = match said {
            Err(Trouble::NotFound { asked }) if wanted.objects => asked,
            said => return said,
        };
        let listed = asked_for(&list);
        Err(not_listed(first, &listed, self.list(list).await))
    }

    fn cite(&self, login: &str, wanted: &Wanted, sources: &mut BTreeMap<String, Source>) {
        let Some(Ok(Some(id))) = wanted.id else { return };
        if wanted.needs.standing {
            sources.insert(format!("users.{login}.role"), asked_for(&self.calls().member(id)));
        }
        let memberships: Vec<Asked> = wanted.needs.teams.iter().map(|team| calls::group_member(team, id)).collect();
        if !memberships.is_empty() {
            let cited: Vec<String> = memberships.iter().map(asked_for).collect();
            sources.insert(format!("users.{login}.matches"), cited.join(", "));
        }
    }
}

/// The project answers, so that somebody who is not there is not a member of it.
fn none_if_missing(standing: Result<Standing, Trouble>) -> Result<Standing, Trouble> {
    match standing {
        Err(Trouble::NotFound { .. }) => Ok(Standing::None),
        other => other,
    }
}

/// What to make of "not found" and of the list that was asked for after it.
fn not_listed(asked: String, listed: &str, list: Result<Vec<Json>, Trouble>) -> Trouble {
    let why = match list {
        Ok(members) if members.is_empty() => return Trouble::NotFound { asked },
        Ok(_) => format!("it says that they are no member, and {listed} names them"),
        Err(trouble) => format!("it says that they are no member, and nothing else does: {trouble}"),
    };
    Trouble::Partial { asked, why }
}

/// Puts together what is known of somebody.
///
/// As on the server, somebody whom GitLab does not know is in no team, and their role cannot be looked up.
fn person(
    login: &str,
    wanted: &Wanted,
    said: Said,
    visible: &BTreeMap<String, Result<(), Trouble>>,
    failed: &mut BTreeMap<PrincipalMatch, String>,
) -> Person {
    let mut person = Person::named(login);
    let found = match &wanted.id {
        Some(Ok(Some(_))) => Ok(true),
        Some(Ok(None)) => Ok(false),
        Some(Err(trouble)) => Err(trouble.to_string()),
        None => Err("nobody looked the account up".to_owned()),
    };
    if wanted.needs.standing {
        person.standing = match (&found, said.standing) {
            (Ok(true), Some(Ok(standing))) => Known::Known(standing),
            (Ok(true), Some(Err(trouble))) => Known::Unavailable(trouble.to_string()),
            (Err(why), _) => Known::Unavailable(why.clone()),
            (Ok(_), _) => Known::Unavailable(format!("GitLab knows no account called {login}")),
        };
    }
    for team in &wanted.needs.teams {
        let entry = PrincipalMatch::Team(team.clone());
        match (&found, said.teams.get(team)) {
            (Err(why), _) => person.teams = Known::Unavailable(why.clone()),
            (Ok(false), _) => {
                person.settled.insert(entry, false);
            }
            (Ok(true), Some(Ok(member))) => {
                person.settled.insert(entry, *member);
            }
            (Ok(true), missing) => match (visible.get(team), missing) {
                (Some(Ok(())), Some(Err(Trouble::NotFound { .. }))) => {
                    person.settled.insert(entry, false);
                }
                (Some(Err(trouble)), _) => {
                    failed.insert(entry, trouble.to_string());
                }
                (_, Some(Err(trouble))) => person.teams = Known::Unavailable(trouble.to_string()),
                _ => person.teams = Known::Unavailable("nobody asked".to_owned()),
            },
        }
    }
    person
}

#[cfg(test)]
mod tests {
    use super::*;

    fn not_found(asked: &str) -> Trouble {
        Trouble::NotFound { asked: asked.to_owned() }
    }

    fn forbidden(asked: &str) -> Trouble {
        Trouble::Forbidden { asked: asked.to_owned() }
    }

    fn needs() -> PersonNeeds {
        PersonNeeds { teams: BTreeSet::from(["sre".to_owned()]), standing: true }
    }

    /// The person and whether the look-up of the team failed for everybody.
    fn put_together(
        id: Result<Option<u64>, Trouble>,
        member: Result<bool, Trouble>,
        probe: Result<(), Trouble>,
    ) -> (Person, bool) {
        let wanted = Wanted { id: Some(id), needs: needs(), objects: false };
        let said = Said { standing: Some(Ok(Standing::None)), teams: BTreeMap::from([("sre".to_owned(), member)]) };
        let visible = BTreeMap::from([("sre".to_owned(), probe)]);
        let mut failed = BTreeMap::new();
        let person = person("bob", &wanted, said, &visible, &mut failed);
        (person, failed.contains_key(&PrincipalMatch::Team("sre".to_owned())))
    }

    fn settled(person: &Person) -> Option<bool> {
        person.settled.get(&PrincipalMatch::Team("sre".to_owned())).copied()
    }

    #[test]
    fn a_missing_member_of_a_group_that_answers_is_no_member() {
        let (person, failed) = put_together(Ok(Some(2)), Err(not_found("member")), Ok(()));
        assert_eq!((settled(&person), failed), (Some(false), false));
    }

    #[test]
    fn a_missing_member_of_a_group_that_does_not_is_a_failed_look_up() {
        for trouble in [not_found("group"), forbidden("group")] {
            let (person, failed) = put_together(Ok(Some(2)), Err(not_found("member")), Err(trouble));
            assert_eq!((settled(&person), failed), (None, true));
        }
    }

    #[test]
    fn one_failed_look_up_is_one_person_s() {
        let (person, failed) = put_together(Ok(Some(2)), Err(forbidden("member")), Ok(()));
        assert_eq!((settled(&person), failed), (None, false));
        assert!(matches!(person.teams, Known::Unavailable(_)));
    }

    #[test]
    fn an_answer_counts_whatever_the_group_says() {
        let (person, failed) = put_together(Ok(Some(2)), Ok(true), Err(forbidden("group")));
        assert_eq!((settled(&person), failed), (Some(true), false));
    }

    #[test]
    fn an_unknown_account_is_in_no_team_and_has_no_role() {
        let (person, failed) = put_together(Ok(None), Err(not_found("member")), Err(not_found("group")));
        assert_eq!((settled(&person), failed), (Some(false), false));
        assert!(matches!(person.standing, Known::Unavailable(_)));
    }

    #[test]
    fn a_failed_look_up_of_the_account_leaves_everything_open() {
        let (person, failed) = put_together(Err(forbidden("users")), Ok(true), Ok(()));
        assert_eq!((settled(&person), failed), (None, false));
        assert!(matches!((person.standing, person.teams), (Known::Unavailable(_), Known::Unavailable(_))));
    }

    #[test]
    fn an_objector_who_is_not_found_is_missing_in_the_list_too() {
        let asked = || "GET member".to_owned();
        assert_eq!(not_listed(asked(), "GET list", Ok(Vec::new())), not_found("GET member"));
        let doubt = not_listed(asked(), "GET list", Ok(vec![Json::Null]));
        assert!(doubt.to_string().contains("GET list names them"), "{doubt}");
        let doubt = not_listed(asked(), "GET list", Err(forbidden("GET list")));
        assert!(doubt.to_string().contains("nothing else does: the token may not ask for GET list"), "{doubt}");
        assert_eq!(none_if_missing(Err(doubt.clone())), Err(doubt));
    }

    #[test]
    fn who_is_not_a_member_of_the_project_has_no_standing() {
        assert_eq!(none_if_missing(Err(not_found("member"))), Ok(Standing::None));
        assert_eq!(none_if_missing(Err(forbidden("member"))), Err(forbidden("member")));
    }
}
