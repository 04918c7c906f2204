//! What an assumption does to the facts.

use std::collections::BTreeSet;

use crate::access::facts::{
    Check, CheckOrigin, CheckState, CiConfig, Facts, Forge, Mergeable, Person, Request, RequestState, RequiredCheck,
    Review, ReviewDecision, ReviewState, Standing, Strangers,
};
use crate::access::known::Known;
use crate::access::principal::{PrincipalMatch, Role};

/// One edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Edit {
    State(RequestState),
    Draft(bool),
    Mergeable(Mergeable),
    Conflict(bool),
    SourceBranch(String),
    TargetBranch(String),
    TargetProtected(bool),
    Author(String),
    Contributors(BTreeSet<String>),
    Unattributed(Vec<String>),
    Pushers(BTreeSet<String>),
    TriggeringActor(Option<String>),
    Fork(bool),
    Head(String),
    ChangedFiles(u64),
    Queued(bool),
    NoReviews,
    /// The only review of that login; `None` for no review.
    Review {
        login: String,
        state: Option<ReviewState>,
    },
    ReviewDecision(ReviewDecision),
    RequestedReviewers(Vec<String>),
    NoChecks,
    ChecksSucceed,
    /// `None` for a check that has not reported.
    Check {
        title: String,
        ending: Option<Ending>,
    },
    NoRequiredChecks,
    RequiredCheck {
        title: String,
        by: RequiredBy,
    },
    BaseIsCurrent,
    ChangedOnBase(String),
    CiConfig(CiConfig),
    /// Membership in one team; nothing is said of others.
    Member {
        team: String,
        login: String,
    },
    /// All teams of a person.
    Teams {
        login: String,
        teams: BTreeSet<String>,
    },
    Role {
        login: String,
        standing: Standing,
    },
    EveryoneListed(bool),
}

/// How a check ended, and, if that is said, who reported it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ending {
    pub(super) state: CheckState,
    pub(super) app: Option<String>,
}

/// Whether a check is required, and from whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RequiredBy {
    /// It is not required.
    Nobody,
    /// From whomever it comes.
    Anybody,
    /// From this app.
    App(String),
}

impl Edit {
    /// Whether other edits look at the fact that this one sets.
    pub(super) fn is_referred_to(&self) -> bool {
        matches!(self, Edit::Head(_) | Edit::NoRequiredChecks | Edit::RequiredCheck { .. })
    }

    pub(super) fn apply(&self, facts: &mut Facts) {
        match self {
            Edit::Member { team, login } => {
                person(facts, login).settled.insert(PrincipalMatch::Team(team.clone()), true);
            }
            Edit::Teams { login, teams } => set_teams(facts, login, teams),
            Edit::Role { login, standing } => set_standing(facts, login, standing),
            Edit::EveryoneListed(true) => facts.strangers = Strangers::HaveNothing,
            Edit::EveryoneListed(false) => facts.strangers = Strangers::Unknown,
            Edit::CiConfig(ci_config) => facts.ci_config = ci_config.clone(),
            of_request => of_request.apply_to(&mut facts.request, facts.forge),
        }
    }

    fn apply_to(&self, request: &mut Request, forge: Forge) {
        match self {
            Edit::State(state) => request.state = Known::Known(*state),
            Edit::Draft(draft) => request.draft = Known::Known(*draft),
            Edit::Mergeable(mergeable) => request.mergeable = Known::Known(*mergeable),
            Edit::Conflict(conflict) => request.in_conflict = Known::Known(*conflict),
            Edit::SourceBranch(branch) => request.source_branch = Known::Known(branch.clone()),
            Edit::TargetBranch(branch) => request.target_branch = Known::Known(branch.clone()),
            Edit::TargetProtected(is_protected) => request.target_protected = Known::Known(*is_protected),
            Edit::Author(login) => request.author = Known::Known(login.clone()),
            Edit::Contributors(logins) => request.contributors = Known::Known(logins.clone()),
            Edit::Unattributed(commits) => request.unattributed = Known::Known(commits.clone()),
            Edit::Pushers(logins) => request.pushers = Known::Known(logins.clone()),
            Edit::TriggeringActor(login) => request.triggering_actor = Known::Known(login.clone()),
            Edit::Fork(fork) => request.from_fork = Known::Known(*fork),
            Edit::Head(commit) => request.head = Known::Known(commit.clone()),
            Edit::ChangedFiles(count) => request.changed_files = Known::Known(*count),
            Edit::Queued(queued) => request.queued = Known::Known(*queued),
            Edit::NoReviews => request.reviews = Known::Known(Vec::new()),
            Edit::Review { login, state } => set_review(request, login, *state),
            Edit::ReviewDecision(decision) => request.review_decision = Known::Known(*decision),
            Edit::RequestedReviewers(logins) => request.requested_reviewers = Known::Known(logins.clone()),
            Edit::NoChecks => request.checks = Known::Known(Vec::new()),
            Edit::ChecksSucceed => let_checks_succeed(request, forge),
            Edit::Check { title, ending } => set_check(request, forge, title, ending.as_ref()),
            Edit::NoRequiredChecks => request.required_checks = Known::Known(Vec::new()),
            Edit::RequiredCheck { title, by } => require_check(request, title, by),
            Edit::BaseIsCurrent => request.changed_on_base = Known::Known(Vec::new()),
            Edit::ChangedOnBase(path) => amend(&mut request.changed_on_base, |paths| {
                paths.retain(|other| other != path);
                paths.push(path.clone());
            }),
            Edit::CiConfig(_)
            | Edit::Member { .. }
            | Edit::Teams { .. }
            | Edit::Role { .. }
            | Edit::EveryoneListed(_) => {}
        }
    }
}

/// Edits a list; one that is not known counts as empty, because the edit says what is in it.
fn amend<T: Clone>(fact: &mut Known<Vec<T>>, edit: impl FnOnce(&mut Vec<T>)) {
    let mut list = fact.value().cloned().unwrap_or_default();
    edit(&mut list);
    *fact = Known::Known(list);
}

/// The person's entry, which holds what was known of them so far.
fn person<'f>(facts: &'f mut Facts, login: &str) -> &'f mut Person {
    let known = facts.person(login);
    facts.people.entry(login.to_owned()).or_insert(known)
}

fn set_teams(facts: &mut Facts, login: &str, teams: &BTreeSet<String>) {
    // A look-up that failed for everybody else has been answered for this person.
    let failed = facts.failed_lookups.keys().filter_map(|entry| match entry {
        PrincipalMatch::Team(team) => Some((entry.clone(), teams.contains(team))),
        _ => None,
    });
    let answered: Vec<_> = failed.collect();
    let person = person(facts, login);
    person.teams = Known::Known(teams.clone());
    person.settled.retain(|entry, _| !matches!(entry, PrincipalMatch::Team(_)));
    person.settled.extend(answered);
}

fn set_standing(facts: &mut Facts, login: &str, standing: &Standing) {
    let failed = facts.failed_lookups.keys().filter_map(|entry| match entry {
        PrincipalMatch::Role(name) => Some((entry.clone(), standing.at_least(Role::from_name(name)?))),
        _ => None,
    });
    let answered: Vec<_> = failed.collect();
    let person = person(facts, login);
    person.standing = Known::Known(standing.clone());
    person.settled.retain(|entry, _| !matches!(entry, PrincipalMatch::Role(_)));
    person.settled.extend(answered);
}

fn set_review(request: &mut Request, login: &str, state: Option<ReviewState>) {
    let commit = request.head.value().cloned();
    amend(&mut request.reviews, |reviews| {
        reviews.retain(|review| review.reviewer.as_deref() != Some(login));
        reviews.extend(state.map(|state| Review {
            reviewer: Some(login.to_owned()),
            state,
            commit,
            before_retarget: false,
        }));
    });
}

/// A check that nobody has reported so far, from where it is expected.
fn expected_check(request: &Request, forge: Forge, title: &str, ending: &Ending) -> Check {
    let required = request.required_checks.value().into_iter().flatten();
    let expected = || required.filter(|check| check.title == title).find_map(|check| check.app.clone());
    let app = ending.app.clone().or_else(expected);
    let origin = match forge {
        Forge::Github => CheckOrigin::CheckRun(app),
        Forge::Gitlab => CheckOrigin::Status(app),
    };
    Check { title: title.to_owned(), state: ending.state.clone(), origin, workflow: None, own: false }
}

/// The results of that title end so. Where they came from stays, unless an app is named.
fn set_check(request: &mut Request, forge: Forge, title: &str, ending: Option<&Ending>) {
    let is_meant = |check: &Check| !check.own && check.title == title;
    let new = ending.map(|ending| expected_check(request, forge, title, ending));
    let keep = ending.is_some_and(|ending| ending.app.is_none());
    amend(&mut request.checks, |checks| {
        let reported = checks.iter().any(is_meant);
        match (ending, new) {
            (Some(ending), Some(_)) if keep && reported => {
                for check in checks.iter_mut().filter(|check| is_meant(check)) {
                    check.state = ending.state.clone();
                }
            }
            (_, new) => {
                checks.retain(|check| !is_meant(check));
                checks.extend(new);
            }
        }
    });
}

/// Every check there is has succeeded, and every required one has reported.
fn let_checks_succeed(request: &mut Request, forge: Forge) {
    let ending = Ending { state: CheckState::Success, app: None };
    let required = request.required_checks.value().into_iter().flatten();
    let expected: Vec<Check> = required.map(|check| expected_check(request, forge, &check.title, &ending)).collect();
    amend(&mut request.checks, |checks| {
        for check in checks.iter_mut().filter(|check| !check.own) {
            check.state = CheckState::Success;
        }
        for check in expected {
            if !checks.iter().any(|other| !other.own && other.title == check.title) {
                checks.push(check);
            }
        }
    });
}

fn require_check(request: &mut Request, title: &str, by: &RequiredBy) {
    let app = match by {
        RequiredBy::Nobody => None,
        RequiredBy::Anybody => Some(None),
        RequiredBy::App(app) => Some(Some(app.clone())),
    };
    amend(&mut request.required_checks, |required| {
        required.retain(|check| check.title != title);
        required.extend(app.map(|app| RequiredCheck { title: title.to_owned(), app }));
    });
}
