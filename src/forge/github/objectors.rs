//! A second witness about those who ask for changes.
//!
//! GitHub answers 404 about somebody who is nothing to the repository or not in a team; so does whatever stands in
//! between, or a GitHub that has lost sight of them. For a rule that lets people in this is "no", and costs them what
//! they could have given. A rule that takes away would be silenced by it: so of whoever asks for changes a "no" has to
//! be said twice, in answers to two requests. Where these do not agree, nothing is known.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use serde_json::Value as Json;

use super::Github;
use super::actor::login_in;
use super::answer::{Misread, Place};
use super::people::Found;
use crate::access::facts::{Review, Standing};
use crate::access::principal::Role;
use crate::access::strict::asking_for_changes;
use crate::forge::pages;
use crate::forge::transport::Call;
use crate::forge::trouble::Trouble;

/// Logins in lower case, and whether GitHub says beside their reviews that they can push.
#[derive(Debug)]
pub(super) struct Objectors(BTreeMap<String, Result<bool, Trouble>>);

impl Objectors {
    /// Whose last word in `reviews` is a request for changes; `items` are what the reviews were read from.
    pub(super) fn of(items: &[Json], reviews: &[Review]) -> Objectors {
        let asking = asking_for_changes(reviews).into_iter().flatten();
        Objectors(asking.map(|login| (login.to_ascii_lowercase(), can_push(items, login))).collect())
    }

    fn get(&self, login: &str) -> Option<&Result<bool, Trouble>> {
        self.0.get(&login.to_ascii_lowercase())
    }
}

/// What is said beside any of somebody's reviews. A "yes" is one, whatever is wrong with the others.
fn can_push(items: &[Json], login: &str) -> Result<bool, Trouble> {
    let mut said = Ok(false);
    for (at, item) in items.iter().enumerate() {
        let item = Place::at(item, &format!("reviews.nodes[{at}]"));
        if !is_by(&item, login) {
            continue;
        }
        match item.field("authorCanPushToRepository").and_then(|can| can.boolean()) {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(misread) => said = Err(misread.of("POST /graphql reviews")),
        }
    }
    said
}

fn is_by(review: &Place<'_>, login: &str) -> bool {
    login_in(review, "author").is_ok_and(|author| author.is_some_and(|author| author.eq_ignore_ascii_case(login)))
}

impl Github {
    /// Holds every "no" about an objector in `found` against a second answer.
    pub(super) async fn ask_again(&self, objectors: &Objectors, found: &mut Found) {
        for (login, standing) in &mut found.standings {
            if let Some(can_push) = objectors.get(login) {
                let asked = name_of(self.ask_standing(login));
                *standing = said_twice(standing.clone(), can_push, &asked);
            }
        }
        let lists = self.lists_for(objectors, found).await;
        for ((login, team), membership) in &mut found.memberships {
            let is_no = matches!(membership, Ok(false)) && objectors.get(login).is_some();
            if let (true, Some(list)) = (is_no, lists.get(team)) {
                let asked = name_of(self.ask_membership(team, login));
                let listed = name_of(self.ask_members(team));
                *membership = not_listed(list, login, &asked, &listed).map(|()| false);
            }
        }
    }

    /// Who is in the teams in which an objector is said not to be. Of a team that is hidden nothing is believed anyway.
    async fn lists_for(
        &self,
        objectors: &Objectors,
        found: &Found,
    ) -> BTreeMap<String, Result<BTreeSet<String>, Trouble>> {
        let no = found.memberships.iter().filter(|(_, membership)| matches!(membership, Ok(false)));
        let of_objectors = no.map(|(who, _)| who).filter(|(login, _)| objectors.get(login).is_some());
        let teams: BTreeSet<&String> =
            of_objectors.map(|(_, team)| team).filter(|team| !found.hidden.contains_key(*team)).collect();
        let lists = join_all(teams.iter().map(|team| self.members(team))).await;
        teams.into_iter().cloned().zip(lists).collect()
    }

    /// The logins of everybody in a team, in lower case.
    async fn members(&self, team: &str) -> Result<BTreeSet<String>, Trouble> {
        let call = self.ask_members(team)?;
        let asked = call.asked();
        let items = self.items(call, pages::array).await?;
        items.iter().map(member).collect::<Result<_, _>>().map_err(|misread: Misread| misread.of(&asked))
    }
}

fn member(item: &Json) -> Result<String, Misread> {
    Ok(Place::root(item).field("login")?.text()?.to_ascii_lowercase())
}

fn name_of(call: Result<Call, Trouble>) -> String {
    call.map_or_else(|trouble| trouble.to_string(), |call| call.asked())
}

/// What an objector is to the repository, if being able to push agrees with it.
fn said_twice(
    standing: Result<Standing, Trouble>,
    can_push: &Result<bool, Trouble>,
    asked: &str,
) -> Result<Standing, Trouble> {
    let said = match &standing {
        Err(_) => return standing,
        Ok(standing) if standing.at_least(Role::Write) => return Ok(standing.clone()),
        Ok(Standing::None) => "nothing".to_owned(),
        Ok(Standing::Role(role)) => format!("`{role}`"),
        Ok(Standing::Custom(role)) => format!("`{role}`"),
    };
    let why = match can_push {
        Ok(false) => return standing,
        Ok(true) => format!("it says that they are {said}, and GitHub says beside their review that they can push"),
        Err(trouble) => format!("it says that they are {said}, and nothing else does: {trouble}"),
    };
    Err(Trouble::Partial { asked: asked.to_owned(), why })
}

/// That an objector who is said not to be in a team is not in the list of its members.
fn not_listed(list: &Result<BTreeSet<String>, Trouble>, login: &str, asked: &str, listed: &str) -> Result<(), Trouble> {
    let why = match list {
        Ok(members) if !members.contains(&login.to_ascii_lowercase()) => return Ok(()),
        Ok(_) => format!("it says that they are not in the team, and {listed} names them"),
        Err(trouble) => format!("it says that they are not in the team, and nothing else does: {trouble}"),
    };
    Err(Trouble::Partial { asked: asked.to_owned(), why })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use serde_json::json;

    use super::super::reviews::reviews;
    use super::*;

    fn item(number: u32, login: &str, state: &str, can_push: &Json) -> Json {
        json!({
            "fullDatabaseId": number.to_string(), "state": state, "submittedAt": "2026-01-01T00:00:00Z", "commit": null,
            "author": {"__typename": "User", "login": login}, "authorCanPushToRepository": can_push,
        })
    }

    fn objectors(items: &[Json]) -> Objectors {
        Objectors::of(items, &reviews(items, None).unwrap())
    }

    #[test]
    fn the_last_word_makes_an_objector() {
        let asked = |number, login, state| item(number, login, state, &json!(true));
        let found = objectors(&[
            asked(1, "Erin", "CHANGES_REQUESTED"),
            asked(2, "erin", "COMMENTED"),
            asked(3, "bob", "CHANGES_REQUESTED"),
            asked(4, "bob", "APPROVED"),
            asked(5, "dave", "DISMISSED"),
        ]);
        assert_eq!(found.0.keys().collect::<Vec<_>>(), ["erin"]);
        assert_eq!(found.get("ERIN"), Some(&Ok(true)));
        assert_eq!(objectors(&[item(1, "erin", "CHANGES_REQUESTED", &json!(false))]).get("erin"), Some(&Ok(false)));
        for unreadable in [json!(null), json!("no")] {
            let found = objectors(&[item(1, "erin", "CHANGES_REQUESTED", &unreadable)]);
            assert!(found.get("erin").unwrap().is_err(), "{unreadable}");
        }
    }

    #[test]
    fn what_would_silence_an_objector_is_believed_of_two_alone() {
        let unheard = || Err(Trouble::NotFound { asked: "it".to_owned() });
        let less = [Standing::None, Standing::Role(Role::Triage), Standing::Custom("deployer".to_owned())];
        for standing in less {
            let twice = |can_push| said_twice(Ok(standing.clone()), &can_push, "GET it");
            assert_eq!(twice(Ok(false)), Ok(standing.clone()));
            assert!(twice(Ok(true)).unwrap_err().to_string().contains("can push"), "{standing:?}");
            assert!(twice(unheard()).unwrap_err().to_string().contains("nothing else does"), "{standing:?}");
        }
        let writer = Standing::Role(Role::Write);
        assert_eq!(said_twice(Ok(writer.clone()), &Ok(false), "GET it"), Ok(writer), "an objection is believed of one");
        let list = |members: &[&str]| Ok(members.iter().map(|login| (*login).to_owned()).collect());
        assert_eq!(not_listed(&list(&["bob"]), "Erin", "GET it", "GET list"), Ok(()));
        let named = not_listed(&list(&["bob", "erin"]), "Erin", "GET it", "GET list").unwrap_err().to_string();
        assert!(named.contains("GET it") && named.contains("GET list names them"), "{named}");
        assert!(not_listed(&Err(Trouble::KeepsMoving), "erin", "GET it", "GET list").is_err());
    }
}
