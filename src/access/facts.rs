//! Everything about a request and its people that a decision may depend on.
//!
//! [`Facts`] is plain data: it is gathered from a forge, read from a file or put together by a test,
//! it can be edited (see [`super::assumption`]) and replayed, and a decision is a pure function of it.
//! Nothing here is optional in the sense of having a default; what is not known is
//! [`Known::NotGiven`] or [`Known::Unavailable`].

use std::collections::{BTreeMap, BTreeSet};

use super::known::Known;
use super::principal::{PrincipalMatch, Role};

/// Which forge's rules apply where the two differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Forge {
    /// GitHub, also Enterprise Server.
    #[default]
    Github,
    /// GitLab, also self-managed.
    Gitlab,
}

/// What somebody is to the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing: not a collaborator.
    None,
    /// One of the five roles.
    Role(Role),
    /// A role that the organisation made up. It satisfies no `role:` rule, whatever it is based on.
    Custom(String),
}

impl Standing {
    /// Whether it is `least` or stronger.
    pub fn at_least(&self, least: Role) -> bool {
        matches!(self, Standing::Role(role) if *role >= least)
    }
}

/// Somebody who asks, or who reviewed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The login. Not known for "whoever this may be".
    pub login: Known<String>,
    /// Slugs of all teams (GitLab: full paths of all groups) that the person is an active member of.
    pub teams: Known<BTreeSet<String>>,
    /// What the person is to the repository.
    pub standing: Known<Standing>,
    /// `team:` and `role:` entries of which it is known whether the person matches, even where `teams` and
    /// `standing` are not known or a look-up failed for everybody else. These come first.
    pub settled: BTreeMap<PrincipalMatch, bool>,
}

impl Person {
    /// Somebody of whom only the login is known.
    pub fn named(login: impl Into<String>) -> Person {
        Person { login: Known::Known(login.into()), ..Person::default() }
    }

    /// How to speak of the person.
    pub fn name(&self) -> &str {
        self.login.value().map_or("the user", String::as_str)
    }
}

/// What is known of people who are not listed in [`Facts::people`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strangers {
    /// Nothing: their teams and standing are unknown.
    #[default]
    Unknown,
    /// The list is complete: they are in no team and have no standing.
    HaveNothing,
}

/// Where a request is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// Open, draft or not.
    Open,
    /// Merged.
    Merged,
    /// Closed without a merge.
    Closed,
}

/// The forge's word on whether the request could be merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mergeable {
    /// It could.
    Yes,
    /// It could not.
    No,
    /// The forge has not finished finding out. The server takes it for "no".
    Computing,
}

/// What a review says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewState {
    /// Approved.
    Approved,
    /// Changes requested.
    ChangesRequested,
    /// Only a comment.
    Commented,
    /// An approval or a request for changes that was withdrawn or dismissed.
    Dismissed,
    /// GitLab: "reviewed" without approving. The server counts it as an approval.
    Reviewed,
}

/// One review. Lists of reviews are in the order in which they were given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Who gave it. `None` for an account that no longer exists.
    pub reviewer: Option<String>,
    /// What it says.
    pub state: ReviewState,
    /// The commit that was reviewed. `None` when the forge does not tell or the commit is gone.
    pub commit: Option<String>,
    /// Whether the request went to another branch when it was given: what was reviewed then is another change.
    pub before_retarget: bool,
}

/// The forge's own verdict on the reviews, where its branch rules ask for any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewDecision {
    /// The branch's rules are met.
    Approved,
    /// Somebody asks for changes.
    ChangesRequested,
    /// Reviews are missing.
    ReviewRequired,
    /// The branch asks for no reviews.
    NoneRequired,
}

/// How a check or commit status ended, or that it has not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckState {
    /// Success.
    Success,
    /// Skipped.
    Skipped,
    /// Neutral.
    Neutral,
    /// Ended in some way that nobody takes for success: failure, cancelled, timed out, action required.
    /// The forge's word.
    Failed(String),
    /// Not finished: queued, in progress, waiting. The forge's word.
    Unfinished(String),
    /// A word that is not known, or one (`stale`) that the server breaks on.
    Other(String),
}

/// Where a check comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckOrigin {
    /// A check run, by an app's slug. `None` when the forge does not tell.
    CheckRun(Option<String>),
    /// A commit status (GitLab: a pipeline job or external status), by its creator's login.
    Status(Option<String>),
}

/// One check of the head commit. Lists of checks are in the order in which the results came about, check
/// runs by the time at which they ended, so that a later one replaces an earlier one; what has not ended
/// comes last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its name, or the context of a commit status.
    pub title: String,
    /// How it ended, or that it has not.
    pub state: CheckState,
    /// Where it comes from.
    pub origin: CheckOrigin,
    /// The workflow file that produced it, if one did and the forge tells.
    pub workflow: Option<String>,
    /// Whether it is the one that this tool itself posts or runs in.
    pub own: bool,
}

/// A check that the target branch (or the gate's options) requires.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequiredCheck {
    /// Its name.
    pub title: String,
    /// The only app that may report it. `None` when any source will do.
    pub app: Option<String>,
}

/// The request: a pull request or a merge request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Where it is in its life.
    pub state: Known<RequestState>,
    /// Whether it is a draft.
    pub draft: Known<bool>,
    /// Whether it could be merged.
    pub mergeable: Known<Mergeable>,
    /// Whether it conflicts with its target, which stops plan and apply, even by force.
    pub in_conflict: Known<bool>,
    /// The branch that it comes from.
    pub source_branch: Known<String>,
    /// The branch that it goes to.
    pub target_branch: Known<String>,
    /// Whether the forge protects that branch. It matters only where it is not the default branch.
    pub target_protected: Known<bool>,
    /// Who opened it.
    pub author: Known<String>,
    /// Logins of authors, committers and co-authors of its commits.
    pub contributors: Known<BTreeSet<String>>,
    /// Commits whose author or committer belongs to no account, so that nobody can say who that was.
    pub unattributed: Known<Vec<String>>,
    /// Logins of everybody who pushed to it.
    pub pushers: Known<BTreeSet<String>>,
    /// Who set the current run off, when that is not the actor. `Known(None)` when it is.
    pub triggering_actor: Known<Option<String>>,
    /// Whether the head lies in a fork.
    pub from_fork: Known<bool>,
    /// The head commit.
    pub head: Known<String>,
    /// How many files the forge says the request changes, a moved one counted once: a second opinion on what git says.
    pub changed_files: Known<u64>,
    /// Whether it waits in a merge queue or a merge train.
    pub queued: Known<bool>,
    /// Every review.
    pub reviews: Known<Vec<Review>>,
    /// The forge's own verdict on them.
    pub review_decision: Known<ReviewDecision>,
    /// Who was asked for a review and has not given one (GitLab: every reviewer).
    pub requested_reviewers: Known<Vec<String>>,
    /// Every check of the head commit.
    pub checks: Known<Vec<Check>>,
    /// Checks that have to succeed.
    pub required_checks: Known<Vec<RequiredCheck>>,
    /// Paths that changed on the target branch since the request left it.
    pub changed_on_base: Known<Vec<String>>,
}

/// Which file tells the forge how to run the server's jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CiConfig {
    /// Nobody looked.
    #[default]
    NotGiven,
    /// Looking failed; the text says why.
    Unavailable(String),
    /// One of these paths; empty when there is none. Several when it takes the forge to tell which comes
    /// first.
    Candidates(Vec<String>),
    /// Only the answer is known: whether the change touches it.
    Changed(bool),
}

impl Request {
    /// A request of which it is taken for granted that it is open and free of conflicts, for a question that
    /// is asked before there is one. Everything else is unknown. Whoever starts from here has to say so.
    pub fn imagined() -> Request {
        Request { state: Known::Known(RequestState::Open), in_conflict: Known::Known(false), ..Request::default() }
    }
}

/// Everything that was gathered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whose rules apply.
    pub forge: Forge,
    /// People, by login.
    pub people: BTreeMap<String, Person>,
    /// What is known of everybody else.
    pub strangers: Strangers,
    /// Look-ups that failed, and why. They fail for everybody.
    pub failed_lookups: BTreeMap<PrincipalMatch, String>,
    /// The request.
    pub request: Request,
    /// The CI file.
    pub ci_config: CiConfig,
}

impl Facts {
    /// What is known of somebody.
    pub fn person(&self, login: &str) -> Person {
        if let Some(person) = self.people.get(login) {
            return person.clone();
        }
        match self.strangers {
            Strangers::Unknown => Person::named(login),
            Strangers::HaveNothing => Person {
                login: Known::Known(login.to_owned()),
                teams: Known::Known(BTreeSet::new()),
                standing: Known::Known(Standing::None),
                settled: BTreeMap::new(),
            },
        }
    }
}
