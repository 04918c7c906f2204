//! A request, read in rounds: the snapshot; then, all at once, what it does not hold.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value as Json;

use super::Github;
use super::answer::Misread;
use super::checks::{Apps, Own, checks};
use super::ci_file::ci_file;
use super::contributors::{People, people};
use super::list::{CHECKS, LISTS, List, PEOPLE, Page, Pages, REQUESTED, REVIEWS, Then};
use super::objectors::Objectors;
use super::people::{Found, Wanted, missing, wanted};
use super::pushers::pushers;
use super::required_checks::{ByNumber, by_protection, by_rules, is_protected, named};
use super::reviews::{requested, reviews};
use super::run::{Run, own_check_run, run};
use super::snapshot::{self, Asked, Snapshot, in_conflict, known, variables};
use super::{ask, sources};
use crate::access::facts::{
    Check, CiConfig, Facts, Forge, Mergeable, RequestState, RequiredCheck, Review, ReviewDecision,
};
use crate::access::known::Known;
use crate::access::needs::Needs;
use crate::forge::gather::{Gathered, Opening, Refine, Stop};
use crate::forge::pages::{self, MAX_PAGES};
use crate::forge::posting::own_status;
use crate::forge::trouble::Trouble;

/// How often mergeability is looked at.
const LOOKS: u32 = 6;

/// The time before the second look; half as much more before each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// Reads the request.
///
/// # Errors
///
/// It cannot be read, or `refine` said stop.
pub(super) async fn read(github: &Github, at_most: &Needs, refine: Refine<'_>) -> Result<Gathered, Stop> {
    let asked = asked(at_most);
    let (reply, at) = github.snapshot(&variables(&github.settings.address, asked)).await?;
    let first = snapshot::decode(&reply, github.settings.address.number, asked)?;
    let opening = opening(&first);
    let Some(needs) = refine(&opening) else { return Err(Stop::ByCaller) };
    let facts = Reading { github, first: &first, needs: &needs }.facts(opening.facts).await;
    let sources = sources::of(github, &first, &facts);
    Ok(Gathered { commits: first.commits, url: first.url, facts, sources, at })
}

fn asked(at_most: &Needs) -> Asked {
    Asked {
        decision: at_most.review_decision,
        requested: at_most.requested_reviewers,
        reviews: at_most.reviews,
        checks: at_most.checks,
        people: at_most.contributors,
    }
}

/// What the snapshot alone tells. A list that goes on is not known yet.
fn opening(first: &Snapshot) -> Opening {
    let mut request = first.request.clone();
    if let Some(Ok(items)) = whole(first, &REVIEWS) {
        request.reviews = known(given(first, Ok(items)));
    }
    let facts = Facts { forge: Forge::Github, request, ..Facts::default() };
    Opening { commits: first.commits.clone(), url: first.url.clone(), facts }
}

/// A list that is on its first page.
fn whole(first: &Snapshot, list: &List) -> Option<Result<Vec<Json>, Trouble>> {
    match Pages::new().add(page(first, list)?.ok()?, MAX_PAGES).ok()? {
        (_, Then::Done(items)) => Some(Ok(items)),
        (_, Then::Ask(_)) => None,
    }
}

/// The first page of a list, if it was asked for.
fn page(first: &Snapshot, list: &List) -> Option<Result<Page, Trouble>> {
    let at = LISTS.iter().position(|other| other.field == list.field)?;
    first.pages.get(at).cloned().flatten()
}

/// Reviews, each of which is of the change to the branch that the request went to at the time.
fn given(first: &Snapshot, items: Result<Vec<Json>, Trouble>) -> Result<Vec<Review>, Trouble> {
    let retargeted = first.retargeted.clone().transpose()?.flatten();
    read_items(&REVIEWS, items, |items| reviews(items, retargeted.as_deref()))
}

/// A fact from the items of a list.
fn read_items<T>(
    list: &List,
    items: Result<Vec<Json>, Trouble>,
    decode: impl FnOnce(&[Json]) -> Result<T, Misread>,
) -> Result<T, Trouble> {
    decode(&items?).map_err(|misread| misread.of(&format!("POST /graphql {}", list.field)))
}

/// The second round. Each question is asked only if its answer is needed; what is not asked is `None`.
struct Reading<'a> {
    github: &'a Github,
    first: &'a Snapshot,
    needs: &'a Needs,
}

/// A question that may not have been asked.
type Asking<T> = Option<Result<T, Trouble>>;

/// The lists of the snapshot, whole.
struct Lists {
    requested: Asking<Vec<Json>>,
    reviews: Asking<Vec<Json>>,
    checks: Asking<Vec<Json>>,
    people: Asking<Vec<Json>>,
}

/// What this runs in and as.
struct Ourselves {
    run: Asking<Run>,
    jobs: Asking<Vec<Json>>,
    poster: Asking<String>,
}

impl Reading<'_> {
    async fn facts(&self, mut facts: Facts) -> Facts {
        let early = wanted(self.needs, None, facts.request.reviews.value().map_or(&[], Vec::as_slice));
        let nothing = BTreeSet::new();
        let (lists, ourselves, protection, pushers, ci_config, mergeable, decision, found) = tokio::join!(
            self.lists(),
            self.ourselves(),
            when(self.needs.required_checks || self.needs.target_protected, self.protection()),
            when(self.needs.pushers, self.pushers()),
            when(self.needs.ci_config, self.ci_config()),
            self.mergeable(),
            self.decision(),
            self.github.look_up(&early, &nothing),
        );
        let (checks, apps) = parted(lists.checks.map(|items| self.checks(items, &ourselves)));
        let (contributors, unattributed) = parted(lists.people.map(|items| self.contributors(items)));
        let request = &mut facts.request;
        let items = lists.reviews.as_ref().and_then(|items| items.as_deref().ok()).unwrap_or_default().to_vec();
        request.reviews = fact(lists.reviews.map(|items| given(self.first, items)));
        let objectors = Objectors::of(&items, request.reviews.value().map_or(&[], Vec::as_slice));
        request.requested_reviewers = fact(lists.requested.map(|items| read_items(&REQUESTED, items, requested)));
        request.review_decision = decision;
        request.checks = checks;
        if let Some(protection) = &protection {
            if self.needs.required_checks {
                request.required_checks = by_slug(known(protection.required()), &apps);
            }
            if self.needs.target_protected {
                request.target_protected = known(protection.is_protected());
            }
        }
        request.contributors = contributors;
        request.unattributed = unattributed;
        request.pushers = fact(pushers);
        if let Some(mergeable) = mergeable {
            request.in_conflict = in_conflict(&mergeable, &request.state, "POST /graphql");
            request.mergeable = known(mergeable);
        }
        let set_off_by = ourselves.run.filter(|_| self.needs.triggering_actor).map(|run| self.set_off_by(run));
        let triggering = set_off_by.clone().and_then(Result::ok);
        request.triggering_actor = fact(set_off_by).map(|who| self.unless_actor(who));
        facts.ci_config = ci(ci_config);
        self.people(triggering.as_deref(), &objectors, found, &mut facts).await;
        facts
    }

    async fn lists(&self) -> Lists {
        let whole = |on, list| {
            when(on, async move { self.github.whole(list, page(self.first, list), &self.first.commits.head).await })
        };
        let (requested, reviews, checks, people) = tokio::join!(
            whole(self.needs.requested_reviewers, &REQUESTED),
            whole(self.needs.reviews, &REVIEWS),
            whole(self.needs.checks, &CHECKS),
            whole(self.needs.contributors, &PEOPLE),
        );
        Lists { requested, reviews, checks, people }
    }

    /// The run and its jobs are asked for together where the attempt is known.
    async fn ourselves(&self) -> Ourselves {
        let poster = when(self.asks_poster(), self.github.poster());
        let Some(job) = &self.github.settings.job else {
            return Ourselves { run: None, jobs: None, poster: poster.await };
        };
        let run = async {
            let call = self.github.ask_run(job)?;
            let asked = call.asked();
            run(&self.github.json(call).await?, job).map_err(|misread| misread.of(&asked))
        };
        let jobs = |attempt| async move {
            let attempt = u32::try_from(attempt).unwrap_or(u32::MAX);
            self.github.items(self.github.ask_jobs(job, attempt)?, ask::jobs).await
        };
        let asks_run = self.needs.triggering_actor || self.needs.checks;
        let known_attempt = job.attempt.filter(|_| self.needs.checks);
        let early = async { Some(jobs(known_attempt?).await) };
        let (run, early, poster) = tokio::join!(when(asks_run, run), early, poster);
        let attempt = run.as_ref().and_then(|run| run.as_ref().ok()).map(|run| run.attempt);
        let jobs = match (early, attempt.filter(|_| self.needs.checks)) {
            (None, Some(attempt)) => Some(jobs(attempt).await),
            (early, _) => early,
        };
        Ourselves { run, jobs, poster }
    }

    /// Whether it matters who posts our statuses, and that is not the token that asks: one of our name is there, or may
    /// be on a further page.
    fn asks_poster(&self) -> bool {
        let may_be_there = match page(self.first, &CHECKS) {
            Some(Ok(page)) => page.next.is_some() || page.items.iter().any(has_our_name),
            Some(Err(_)) => false,
            None => true,
        };
        self.needs.checks && self.github.settings.tokens.write.is_some() && may_be_there
    }

    async fn protection(&self) -> Protection<'_> {
        let branch = &self.first.commits.target_branch;
        let (rules, (asked, answer)) = self.github.protection(branch).await;
        Protection { branch, rules, asked, answer }
    }

    async fn pushers(&self) -> Result<BTreeSet<String>, Trouble> {
        let branch = self.first.request.source_branch.get();
        let (Ok(branch), Some(repository)) = (branch, self.first.head_repository.clone()?) else {
            let why = "the branch of the head is gone".to_owned();
            return Err(Trouble::Partial { asked: "POST /graphql".to_owned(), why });
        };
        let call = self.github.ask_activity(&repository, branch)?;
        let asked = call.asked();
        let items = self.github.items(call, pages::array).await?;
        pushers(&items, branch, &self.first.commits.head).map_err(|misread| misread.of(&asked))
    }

    async fn ci_config(&self) -> Result<Option<String>, Trouble> {
        let call = self.github.ask_workflows()?;
        let asked = call.asked();
        ci_file(&self.github.items(call, ask::workflows).await?).map_err(|misread| misread.of(&asked))
    }

    /// Looks again while GitHub is working it out, which it does not do for what is merged or closed.
    async fn mergeable(&self) -> Asking<Mergeable> {
        let request = &self.first.request;
        let is_over = matches!(request.state.value(), Some(RequestState::Merged | RequestState::Closed));
        if request.mergeable.value() != Some(&Mergeable::Computing) || is_over {
            return None;
        }
        let mut pause = FIRST_PAUSE;
        for _ in 1..LOOKS {
            if self.github.transport.pause(pause, "POST /graphql").await.is_err() {
                break;
            }
            match self.mergeable_now().await {
                Ok(Mergeable::Computing) => pause = pause * 3 / 2,
                answer => return Some(answer),
            }
        }
        Some(Ok(Mergeable::Computing))
    }

    async fn mergeable_now(&self) -> Result<Mergeable, Trouble> {
        let (reply, _) = self.github.snapshot(&variables(&self.github.settings.address, Asked::default())).await?;
        if snapshot::commits(&reply)?.head != self.first.commits.head {
            return Err(Trouble::KeepsMoving);
        }
        snapshot::mergeable(&reply)
    }

    /// The forge's verdict, which was asked for in the first round if it could have been needed.
    async fn decision(&self) -> Known<ReviewDecision> {
        match (&self.first.request.review_decision, self.needs.review_decision) {
            (_, false) => Known::NotGiven,
            (Known::NotGiven, true) => {
                let asked = Asked { decision: true, ..Asked::default() };
                let answer = self.github.snapshot(&variables(&self.github.settings.address, asked)).await;
                let read = answer.and_then(|(reply, _)| snapshot::decision(&reply));
                known(read)
            }
            (known, true) => known.clone(),
        }
    }

    /// Checks, and the apps behind them.
    fn checks(&self, items: Result<Vec<Json>, Trouble>, ourselves: &Ourselves) -> Result<(Vec<Check>, Apps), Trouble> {
        let items = items?;
        let own = Own { login: self.own_login(&items, ourselves)?, check_run: self.own_check_run(ourselves)? };
        read_items(&CHECKS, Ok(items), |items| checks(items, &own))
    }

    /// Whose statuses are ours. It matters only where there is one of that name.
    fn own_login(&self, items: &[Json], ourselves: &Ourselves) -> Result<Option<String>, Trouble> {
        if !items.iter().any(has_our_name) {
            return Ok(None);
        }
        ourselves.poster.as_ref().unwrap_or(&self.first.viewer).clone().map(Some)
    }

    /// The check run of the job that this runs in, if it reports to the head.
    fn own_check_run(&self, ourselves: &Ourselves) -> Result<Option<u64>, Trouble> {
        let (Some(job), Some(run)) = (&self.github.settings.job, &ourselves.run) else { return Ok(None) };
        let run = run.as_ref().map_err(Clone::clone)?;
        if run.head != self.first.commits.head {
            return Ok(None);
        }
        let asked = || self.github.ask_jobs(job, u32::MAX).map_or_else(|_| String::new(), |call| call.asked());
        match &ourselves.jobs {
            None => Ok(None),
            Some(jobs) => own_check_run(jobs.as_ref().map_err(Clone::clone)?, job)
                .map(Some)
                .map_err(|misread| misread.of(&asked())),
        }
    }

    fn contributors(&self, items: Result<Vec<Json>, Trouble>) -> Result<(BTreeSet<String>, Vec<String>), Trouble> {
        let read = read_items(&PEOPLE, items, |items| people(items, &self.first.commits.head));
        read.map(|People { contributors, unattributed }| (contributors, unattributed))
    }

    fn set_off_by(&self, run: Result<Run, Trouble>) -> Result<String, Trouble> {
        run?.set_off_by().map_err(|misread| misread.of("the run that this is part of"))
    }

    /// Whoever set the run off, unless that is who asks.
    fn unless_actor(&self, who: String) -> Option<String> {
        let actors = &self.needs.actors;
        let is_actor = !actors.is_empty() && actors.keys().all(|actor| *actor == who);
        (!is_actor).then_some(who)
    }

    /// People whose names came out only in this round are asked about after it: whoever set the run off when somebody
    /// else asks, and reviewers beyond the first page. What would silence somebody who asks for changes is asked twice.
    async fn people(&self, triggering: Option<&str>, objectors: &Objectors, mut found: Found, facts: &mut Facts) {
        let reviews = facts.request.reviews.value().map_or(&[][..], Vec::as_slice);
        let wanted: Wanted = wanted(self.needs, triggering, reviews);
        let late = missing(&wanted, &found);
        if !late.is_empty() {
            let later = self.github.look_up(&late, &found.probed).await;
            found.extend(later);
        }
        self.github.ask_again(objectors, &mut found).await;
        found.settle(&wanted, facts);
    }
}

/// What binds the target branch: rules of rulesets, and what the branch says of its older protection.
struct Protection<'a> {
    branch: &'a str,
    rules: Result<Vec<Json>, Trouble>,
    asked: String,
    answer: Result<Json, Trouble>,
}

impl Protection<'_> {
    fn required(&self) -> Result<Vec<ByNumber>, Trouble> {
        let asked_rules = format!("GET rules of the branch {}", self.branch);
        let rules = self.rules.as_ref().map_err(Clone::clone)?;
        let mut required = by_rules(rules).map_err(|misread| misread.of(&asked_rules))?;
        let answer = self.answer.as_ref().map_err(Clone::clone)?;
        required.extend(by_protection(answer, self.branch).map_err(|misread| misread.of(&self.asked))?);
        // The first decision on a request would wait for its own status, which it has yet to post.
        required.retain(|(title, _)| !own_status::is_context(title));
        Ok(required)
    }

    /// A branch that a ruleset binds is protected as well, which not every Enterprise Server says of the branch.
    fn is_protected(&self) -> Result<bool, Trouble> {
        let answer = self.answer.as_ref().map_err(Clone::clone)?;
        let by_its_own_word = is_protected(answer, self.branch).map_err(|misread| misread.of(&self.asked))?;
        Ok(by_its_own_word || !self.rules.as_ref().map_err(Clone::clone)?.is_empty())
    }
}

/// Required checks, with the names of their apps. Those stand with the checks: where these could not be had, a number is
/// no name.
fn by_slug(required: Known<Vec<ByNumber>>, apps: &Known<Apps>) -> Known<Vec<RequiredCheck>> {
    match (required, apps) {
        (Known::Known(required), Known::Unavailable(why)) if required.iter().any(|(_, app)| app.is_some()) => {
            Known::Unavailable(why.clone())
        }
        (required, apps) => required.map(|required| named(required, apps.value().unwrap_or(&Apps::new()))),
    }
}

/// Whether a check is a status that is called as ours are.
fn has_our_name(item: &Json) -> bool {
    item.get("context").and_then(Json::as_str).is_some_and(own_status::is_context)
}

/// The answer, if the question is to be asked.
async fn when<T>(on: bool, question: impl Future<Output = T>) -> Option<T> {
    if on { Some(question.await) } else { None }
}

/// A fact that may not have been needed.
fn fact<T>(asking: Asking<T>) -> Known<T> {
    asking.map_or(Known::NotGiven, known)
}

/// Two facts that are read together.
fn parted<T, U>(asking: Asking<(T, U)>) -> (Known<T>, Known<U>) {
    match asking {
        None => (Known::NotGiven, Known::NotGiven),
        Some(Ok((one, other))) => (Known::Known(one), Known::Known(other)),
        Some(Err(trouble)) => (Known::Unavailable(trouble.to_string()), Known::Unavailable(trouble.to_string())),
    }
}

fn ci(asking: Asking<Option<String>>) -> CiConfig {
    match asking {
        None => CiConfig::NotGiven,
        Some(Ok(path)) => CiConfig::Candidates(path.into_iter().collect()),
        Some(Err(trouble)) => CiConfig::Unavailable(trouble.to_string()),
    }
}
