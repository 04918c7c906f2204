//! Asking about people: all at once.

use std::collections::BTreeSet;

use futures_util::future::{join, join_all, join3};
use serde_json::Value as Json;

use super::Github;
use super::people::{Found, Wanted, teams};
use super::standing::standing;
use super::teams::{hidden, is_member};
use crate::access::facts::Standing;
use crate::forge::transport::Call;
use crate::forge::trouble::Trouble;

impl Github {
    /// Finds out what matters of `wanted`. Teams in `probed` are not asked for again.
    pub(super) async fn look_up(&self, wanted: &Wanted, probed: &BTreeSet<String>) -> Found {
        let standings = wanted.iter().filter(|(_, matters)| matters.standing).map(|(login, _)| self.standing(login));
        let pairs = wanted.iter().flat_map(|(login, matters)| matters.teams.iter().map(move |team| (login, team)));
        let memberships = pairs.map(|(login, team)| self.membership(login, team));
        let probes = teams(wanted).into_iter().filter(|team| !probed.contains(*team)).map(|team| self.probe(team));
        let (standings, memberships, probes) =
            join3(join_all(standings), join_all(memberships), join_all(probes)).await;
        Found {
            standings: standings.into_iter().collect(),
            memberships: memberships.into_iter().collect(),
            probed: teams(wanted).into_iter().map(str::to_owned).collect(),
            hidden: probes.into_iter().flatten().collect(),
        }
    }

    async fn standing(&self, login: &str) -> (String, Result<Standing, Trouble>) {
        let (asked, answer) = self.answer(self.ask_standing(login)).await;
        let standing = match answer {
            Ok(answer) => standing(&answer, login).map_err(|misread| misread.of(&asked)),
            // Somebody who is not a collaborator.
            Err(Trouble::NotFound { .. }) => Ok(Standing::None),
            Err(trouble) => Err(trouble),
        };
        (login.to_owned(), standing)
    }

    async fn membership(&self, login: &str, team: &str) -> ((String, String), Result<bool, Trouble>) {
        let (asked, answer) = self.answer(self.ask_membership(team, login)).await;
        ((login.to_owned(), team.to_owned()), is_member(answer, &asked))
    }

    async fn probe(&self, team: &str) -> Option<(String, String)> {
        let (asked, answer) = self.answer(self.ask_team(team)).await;
        hidden(&answer, &asked, team).map(|why| (team.to_owned(), why))
    }

    /// What was asked, and the answer.
    pub(super) async fn answer(&self, call: Result<Call, Trouble>) -> (String, Result<Json, Trouble>) {
        match call {
            Ok(call) => (call.asked(), self.json(call).await),
            Err(trouble) => (String::new(), Err(trouble)),
        }
    }

    /// What two branches of the API say of the protection of a branch: its rules, and the branch itself.
    pub(super) async fn protection(
        &self,
        branch: &str,
    ) -> (Result<Vec<Json>, Trouble>, (String, Result<Json, Trouble>)) {
        let rules = async { self.items(self.ask_rules(branch)?, crate::forge::pages::array).await };
        join(rules, self.answer(self.ask_branch(branch))).await
    }
}
