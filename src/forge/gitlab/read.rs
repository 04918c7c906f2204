//! The rounds in which a request is read.
//!
//! 1. what the number of the request is enough to ask: itself, its project, approvals, reviewers, commits, versions;
//! 2. what takes the names in those: the tips of both branches, and the numbers behind the actors' logins;
//! 3. what is left once it is known what the decision needs: statuses, pushes, the merge train, memberships.
//!
//! Everything in a round is asked at once. Between 2 and 3 comes the waiting while GitLab is still at work.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::{join, join_all};
use serde_json::Value as Json;

use super::calls;
use super::maybe::{Maybe, when};
use super::members::{self, Found};
use super::merge_request::{self, Account, MergeRequest, Project, Tip};
use super::people::is_nothing;
use super::review_pages::ReviewPages;
use super::{Gitlab, approvals, asked_for};
use crate::access::facts::{Facts, Forge as ForgeKind};
use crate::access::known::Known;
use crate::access::needs::Needs;
use crate::forge::gather::{Commits, Gathered, Opening, Refine, Source, Stop};
use crate::forge::trouble::Trouble;

/// How often, and how long at first and at most, GitLab is waited for: the server's own numbers.
const POLLS: u32 = 6;
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// The first round.
pub(super) struct FirstLook {
    pub(super) request: MergeRequest,
    pub(super) project: Project,
    at: Option<String>,
    pub(super) reviews: ReviewPages,
    /// What the project does with approvals; asked for in the second round.
    pub(super) settings: Maybe<String>,
    pub(super) commits: Maybe<Vec<Json>>,
    pub(super) started_by: Maybe<Account>,
}

/// The numbers behind logins.
pub(super) type Numbers = BTreeMap<String, Result<Option<Found>, Trouble>>;

impl Gitlab {
    /// Reads the request once.
    pub(super) async fn read_once(&self, at_most: &Needs, refine: Refine<'_>) -> Result<Gathered, Stop> {
        let mut look = self.first_look(at_most).await?;
        let logins = at_most.actors.iter().filter(|(_, needs)| !is_nothing(needs)).map(|(login, _)| login.clone());
        let any_review = at_most.reviews || at_most.review_decision;
        let (tips, mut numbers, settings) = tokio::join!(
            self.tips(&look.request, &look.project),
            self.numbers(logins.collect()),
            when(any_review, self.get(self.calls().approval_settings(), approvals::settings)),
        );
        look.settings = settings;
        let mut facts = Facts { forge: ForgeKind::Gitlab, ..Facts::default() };
        look.request.tell(&mut facts.request);
        let (commits, target_protected) = tips?;
        let opening = Opening { commits, url: look.request.url.clone(), facts };
        let needs = refine(&opening).ok_or(Stop::ByCaller)?;
        let Opening { commits, url, mut facts } = opening;
        let reviews_settled = self.wait_for_gitlab(&mut look, &needs).await;
        look.request.tell(&mut facts.request);
        let mut sources = self.sources_of_request();
        if needs.target_protected {
            facts.request.target_protected = Known::Known(target_protected);
            sources.insert("target_protected".to_owned(), asked_for(&self.calls().branch(&commits.target_branch)));
        }
        self.tell_reviews(&look, &needs, reviews_settled, &mut facts.request, &mut sources);
        self.tell_the_rest(&look, &needs, &mut numbers, &mut facts, &mut sources).await;
        Ok(Gathered { commits, url, facts, sources, at: look.at })
    }

    async fn first_look(&self, at_most: &Needs) -> Result<FirstLook, Trouble> {
        let calls = self.calls();
        let iid = self.settings.address.number;
        let (request, project, reviews, commits, started_by) = tokio::join!(
            self.get_dated(calls.merge_request(), |asked, answer| MergeRequest::read(asked, answer, iid)),
            self.get(calls.project(), Project::read),
            self.review_pages(at_most),
            when(at_most.contributors, self.list(calls.commits())),
            self.started_by(at_most),
        );
        let (request, at) = request?;
        Ok(FirstLook { request, project: project?, at, reviews, settings: None, commits, started_by })
    }

    /// Who started the job that this runs in.
    async fn started_by(&self, needs: &Needs) -> Maybe<Account> {
        let job = self.settings.job.as_ref().filter(|_| needs.triggering_actor || !is_nothing(&needs.triggering))?;
        Some(self.starter(job).await)
    }

    /// The tips of the branches that are named in the first round, and whether the target branch is protected.
    async fn tips(&self, request: &MergeRequest, project: &Project) -> Result<(Commits, bool), Trouble> {
        let branches = [request.target_branch.clone(), project.default_branch.clone()];
        let tips = self.tips_of(&branches).await;
        let found = commits(request, &branches, tips)?;
        self.branches.replace(Some(branches));
        Ok(found)
    }

    /// The tips of the target and the default branch.
    async fn tips_of(&self, [target, default]: &[String; 2]) -> [Result<Tip, Trouble>; 2] {
        if target == default {
            let tip = self.tip(target).await;
            return [tip.clone(), tip];
        }
        join(self.tip(target), self.tip(default)).await.into()
    }

    async fn tip(&self, branch: &str) -> Result<Tip, Trouble> {
        self.get(self.calls().branch(branch), |asked, answer| merge_request::tip(asked, answer, branch)).await
    }

    /// The commits now. The branches are taken to be the ones that were seen last, so that one round is enough; where
    /// they are not, another one follows.
    pub(super) async fn read_commits(&self) -> Result<Commits, Trouble> {
        let calls = self.calls();
        let iid = self.settings.address.number;
        let seen = self.branches.borrow().clone();
        let tips = async {
            match &seen {
                Some(branches) => Some(self.tips_of(branches).await),
                None => None,
            }
        };
        let (request, project, tips) = tokio::join!(
            self.get(calls.merge_request(), |asked, answer| MergeRequest::read(asked, answer, iid)),
            self.get(calls.project(), Project::read),
            tips,
        );
        let (request, project) = (request?, project?);
        let now = [&request.target_branch, &project.default_branch];
        match (seen, tips) {
            (Some(branches), Some(tips)) if branches.each_ref() == now => commits(&request, &branches, tips),
            _ => self.tips(&request, &project).await,
        }
        .map(|(commits, _)| commits)
    }

    /// Looks up the accounts behind logins.
    pub(super) async fn numbers(&self, logins: Vec<String>) -> Numbers {
        let found =
            join_all(logins.iter().map(|login| {
                self.get(calls::users(login), move |asked, answer| members::called(asked, answer, login))
            }));
        let found = found.await;
        logins.into_iter().zip(found).collect()
    }

    /// Waits while GitLab works things out, and then reads again what may have been taken away meanwhile. Says whether
    /// the approvals that were read last can be relied on.
    async fn wait_for_gitlab(&self, look: &mut FirstLook, needs: &Needs) -> bool {
        if !look.request.is_computing() {
            return true;
        }
        let iid = self.settings.address.number;
        let mut pause = FIRST_PAUSE;
        for _ in 0..POLLS {
            let asked = self.calls().merge_request();
            if self.transport.pause(pause, &asked_for(&asked)).await.is_err() {
                break;
            }
            pause = pause.mul_f64(1.5).min(LONGEST_PAUSE);
            match self.get(asked, |asked, answer| MergeRequest::read(asked, answer, iid)).await {
                Ok(now) if now.head == look.request.head => look.request = now,
                // A head that moved is found at the end, where everything starts over.
                Ok(_) | Err(_) => break,
            }
            if !look.request.is_computing() {
                look.reviews = self.review_pages(needs).await;
                return true;
            }
        }
        false
    }

    fn sources_of_request(&self) -> BTreeMap<String, Source> {
        let source = asked_for(&self.calls().merge_request());
        let names = [
            "state",
            "draft",
            "mergeable",
            "conflict",
            "source_branch",
            "target_branch",
            "author",
            "fork",
            "head",
            "changed_files",
        ];
        names.into_iter().map(|name| (name.to_owned(), source.clone())).collect()
    }
}

/// The commits of a request between two branches, and whether the target is protected.
fn commits(
    request: &MergeRequest,
    [target, default]: &[String; 2],
    tips: [Result<Tip, Trouble>; 2],
) -> Result<(Commits, bool), Trouble> {
    let [base, default_tip] = tips;
    let base = base?;
    let commits = Commits {
        head: request.head.clone(),
        base: base.commit,
        target_branch: target.clone(),
        default_branch: default.clone(),
        default_tip: default_tip?.commit,
        merged: request.merged.clone(),
    };
    Ok((commits, base.is_protected))
}

/// The number behind a login that was looked up.
pub(super) fn number(found: &Result<Option<Found>, Trouble>) -> Result<Option<u64>, Trouble> {
    found.as_ref().map(|found| found.as_ref().map(|found| found.account.id)).map_err(Clone::clone)
}
