//! The third round: what is left to ask once it is known what the decision needs.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;

use super::calls;
use super::contributors::{self, Commit, Directory};
use super::maybe::{answered, fact, when};
use super::members::{self, Found};
use super::merge_request::{self, MergeRequest};
use super::people::{Everybody, is_nothing};
use super::pushes::{self, Pushers};
use super::read::{FirstLook, Numbers, number};
use super::statuses::{self, Own};
use super::{Gitlab, asked_for};
use crate::access::facts::{Check, Facts, Request, RequestState, ReviewState};
use crate::access::known::Known;
use crate::access::needs::{Needs, PersonNeeds};
use crate::access::strict::asking_for_changes;
use crate::forge::gather::Source;
use crate::forge::pages::PER_PAGE;
use crate::forge::posting::Posting;
use crate::forge::trouble::Trouble;

/// Pages of push events that are read for the one that made the branch.
const PUSH_PAGES: usize = 10;

/// Accounts that are looked up for the private addresses in commits.
const MAX_AUTHORS: usize = 50;

impl Gitlab {
    /// Asks for all of it at once and writes it down.
    pub(super) async fn tell_the_rest(
        &self,
        look: &FirstLook,
        needs: &Needs,
        numbers: &mut Numbers,
        facts: &mut Facts,
        sources: &mut BTreeMap<String, Source>,
    ) {
        let everybody = self.everybody(look, needs, &facts.request, numbers).await;
        let mut people = Facts::default();
        let mut people_sources = BTreeMap::new();
        let wants_checks = needs.checks || (needs.required_checks && look.project.wants_pipeline == Some(true));
        let (checks, pushers, queued, contributors, ()) = tokio::join!(
            when(wants_checks, self.checks(&look.request)),
            when(needs.pushers, self.pushers(&look.request)),
            self.queued(look),
            when(needs.contributors, self.contributors(look, numbers)),
            self.look_up(&everybody, &mut people, &mut people_sources),
        );
        facts.people = people.people;
        facts.failed_lookups = people.failed_lookups;
        sources.extend(people_sources);
        let request = &mut facts.request;
        let calls = self.calls();
        let statuses = asked_for(&calls.statuses(&look.request.head));
        let checks = fact(checks);
        if needs.required_checks {
            request.required_checks = statuses::required(&look.project, &look.request, &checks);
            sources.insert("required_checks".to_owned(), asked_for(&calls.project()));
        }
        if needs.checks {
            request.checks = checks;
            sources.insert("checks".to_owned(), statuses);
        }
        if needs.pushers {
            request.pushers = fact(pushers);
            let project = look.request.source_project.unwrap_or(look.request.target_project);
            sources.insert("pushers".to_owned(), asked_for(&calls::pushes(project, 1)));
        }
        request.queued = queued;
        sources.insert("queued".to_owned(), asked_for(&calls.train()));
        if needs.contributors {
            let (known, unattributed) = split(fact(contributors));
            request.contributors = known;
            request.unattributed = unattributed;
            let source = asked_for(&calls.commits());
            sources.insert("contributors".to_owned(), source.clone());
            sources.insert("unattributed".to_owned(), source);
        }
        if needs.triggering_actor && look.started_by.is_some() {
            request.triggering_actor = fact(look.started_by.clone()).map(|account| Some(account.login));
            sources.insert("triggering_actor".to_owned(), self.source_of_trigger());
        }
    }

    fn source_of_trigger(&self) -> Source {
        self.settings.job.as_ref().map(|job| asked_for(&self.ask_job(job))).unwrap_or_default()
    }

    /// Everybody of whom something is needed, with the number of each.
    async fn everybody(&self, look: &FirstLook, needs: &Needs, request: &Request, numbers: &mut Numbers) -> Everybody {
        let mut everybody = Everybody::default();
        if let Some(Ok(account)) = look.started_by.as_ref().filter(|_| !is_nothing(&needs.triggering)) {
            everybody.want(&account.login, Some(Ok(Some(account.id))), &needs.triggering);
        }
        if !is_nothing(&needs.reviewers) {
            let ids = self.ids_of_reviewers(look);
            for login in reviewers_that_may_count(request) {
                let id = ids.get(login).map(|id| Ok(Some(*id)));
                everybody.want(login, id, &needs.reviewers);
            }
        }
        for (login, own) in needs.actors.iter().filter(|(_, own)| !is_nothing(own)) {
            everybody.want(login, numbers.get(login).map(number), own);
        }
        // Only what the first round was not told about.
        let missing = self.numbers(everybody.without_number()).await;
        for (login, found) in &missing {
            everybody.want(login, Some(number(found)), &PersonNeeds::default());
        }
        numbers.extend(missing);
        let reviews = request.reviews.value().map_or(&[][..], Vec::as_slice);
        asking_for_changes(reviews).into_iter().flatten().for_each(|login| everybody.objects(login));
        everybody
    }

    fn ids_of_reviewers(&self, look: &FirstLook) -> BTreeMap<String, u64> {
        let approvers = look.reviews.approvals.iter().flatten().flat_map(|approvals| &approvals.given);
        let reviewers = look.reviews.reviewers.iter().flatten().flatten();
        let accounts =
            approvers.filter_map(|given| given.by.as_ref()).chain(reviewers.filter_map(|one| one.who.as_ref()));
        accounts.map(|account| (account.login.clone(), account.id)).collect()
    }

    async fn checks(&self, request: &MergeRequest) -> Result<Vec<Check>, Trouble> {
        let asked = self.calls().statuses(&request.head);
        let name = asked_for(&asked);
        let items = self.list(asked).await?;
        let statuses = statuses::statuses(&name, &items, request, self.settings.address.number)?;
        let poster = match statuses::has_own_name(&statuses) {
            true => Some(Posting::identity(self).await?.id),
            false => None,
        };
        let job = self.settings.job.as_ref().map(|job| job.id);
        Ok(statuses::checks(statuses, Own { job, poster }))
    }

    async fn pushers(&self, request: &MergeRequest) -> Result<BTreeSet<String>, Trouble> {
        let partial = |asked: &str, why: &str| Trouble::Partial { asked: asked.to_owned(), why: why.to_owned() };
        let Some(project) = request.source_project else {
            return Err(partial("the list of pushes", "the project that the request comes from is gone"));
        };
        let mut read = Vec::new();
        for page in 1..=PUSH_PAGES {
            let asked = calls::pushes(project, page);
            let name = asked_for(&asked);
            let (pushes, is_last) = self
                .get(asked, |asked, answer| {
                    let items = answer.as_array().ok_or_else(|| Trouble::Unreadable {
                        asked: asked.to_owned(),
                        why: "it is not a list".to_owned(),
                    })?;
                    Ok((pushes::page(asked, items, &request.source_branch)?, items.len() < PER_PAGE))
                })
                .await?;
            read.extend(pushes);
            match pushes::pushers(&read, &request.head) {
                Pushers::All(logins) => return Ok(logins),
                Pushers::Never(why) => return Err(partial(&name, why)),
                Pushers::More if is_last => break,
                Pushers::More => {}
            }
        }
        Err(partial(&asked_for(&calls::pushes(project, 1)), "it does not go back to the push that made the branch"))
    }

    /// Whether the request waits in a merge train. A request that could be read and has no place in a train has none;
    /// "forbidden" means that the project has no trains *or* that the token may not see them.
    async fn queued(&self, look: &FirstLook) -> Known<bool> {
        let is_free = matches!(&look.reviews.approvals, Some(Ok(approvals)) if approvals.rules.is_none());
        let never = look.project.has_trains == Some(false) || (look.project.has_trains.is_none() && is_free);
        if never || matches!(look.request.state, Known::Known(RequestState::Closed | RequestState::Merged)) {
            return Known::Known(false);
        }
        let iid = self.settings.address.number;
        match self.get(self.calls().train(), |asked, answer| merge_request::is_on_train(asked, answer, iid)).await {
            Ok(queued) => Known::Known(queued),
            Err(Trouble::NotFound { .. }) => Known::Known(false),
            Err(trouble) => Known::Unavailable(trouble.to_string()),
        }
    }

    async fn contributors(
        &self,
        look: &FirstLook,
        numbers: &Numbers,
    ) -> Result<(BTreeSet<String>, Vec<String>), Trouble> {
        let asked = asked_for(&self.calls().commits());
        let commits = contributors::commits(&asked, answered(&look.commits, &asked)?, &look.request.head)?;
        let host = &self.settings.address.host;
        let directory = self.directory(look, numbers, &commits, host).await?;
        let (mut known, unattributed) = contributors::attribute(&commits, &directory, host);
        known.extend(look.request.author.value().map(|author| author.login.clone()));
        Ok((known, unattributed))
    }

    /// Accounts that commits may belong to: those that we met anyway, and those whose numbers are in private addresses.
    async fn directory(
        &self,
        look: &FirstLook,
        numbers: &Numbers,
        commits: &[Commit],
        host: &str,
    ) -> Result<Directory, Trouble> {
        let mut directory = Directory::default();
        directory.by_id.extend(look.request.author.value().map(|author| (author.id, author.login.clone())));
        directory.by_id.extend(self.ids_of_reviewers(look).into_iter().map(|(login, id)| (id, login)));
        for found in numbers.values().flatten().flatten() {
            directory.add(found.clone());
        }
        let ids: Vec<u64> = contributors::private_ids(commits, host)
            .into_iter()
            .filter(|id| !directory.by_id.contains_key(id))
            .collect();
        if ids.len() > MAX_AUTHORS {
            let asked = asked_for(&self.calls().commits());
            return Err(Trouble::Partial { asked, why: format!("it names more than {MAX_AUTHORS} accounts") });
        }
        let asked = ids
            .into_iter()
            .map(|id| self.get(calls::user(id), move |asked, answer| members::numbered(asked, answer, id)));
        for found in join_all(asked).await {
            match found {
                Ok(found) => directory.add(found),
                // An account that is gone: the commit belongs to nobody.
                Err(Trouble::NotFound { .. }) => {}
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(directory)
    }
}

impl Directory {
    fn add(&mut self, found: Found) {
        self.by_address.extend(found.address.map(|address| (address, found.account.login.clone())));
        self.by_id.insert(found.account.id, found.account.login);
    }
}

/// Everybody whose review may count for or against the request.
fn reviewers_that_may_count(request: &Request) -> BTreeSet<&str> {
    let reviews = request.reviews.value().into_iter().flatten();
    let counts = |state: ReviewState| {
        matches!(state, ReviewState::Approved | ReviewState::Reviewed | ReviewState::ChangesRequested)
    };
    reviews.filter(|review| counts(review.state)).filter_map(|review| review.reviewer.as_deref()).collect()
}

fn split<A, B>(both: Known<(A, B)>) -> (Known<A>, Known<B>) {
    match both {
        Known::Known((one, other)) => (Known::Known(one), Known::Known(other)),
        Known::NotGiven => (Known::NotGiven, Known::NotGiven),
        Known::Unavailable(why) => (Known::Unavailable(why.clone()), Known::Unavailable(why)),
    }
}
