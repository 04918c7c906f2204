//! What can be different on GitHub: the vocabulary of the rows.

use std::collections::BTreeMap;
use std::collections::VecDeque;

use serde::Deserialize;

use super::data::Forge;
use super::repository::{self, topic};
use crate::fake::faults::{At, Fault, FaultKind, Matcher};
use crate::fake::github::world::{Account, CheckRun, Comment, MergeQueueEntry, NUMBER, RUN, Team, WorkflowRun, World};
use crate::scene::Hub;

/// One thing that is different. They happen in the order in which they stand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) enum Change {
    /// Who set the run off.
    Asks(String),
    /// The run was started once more, by somebody or nobody knows whom.
    RerunBy {
        login: Option<String>,
        attempt: u64,
    },
    /// An account, new or other than it was.
    Account(Person),
    Author(Option<String>),
    /// A team with logins and the state of their membership.
    Team {
        slug: String,
        members: BTreeMap<String, String>,
        #[serde(default)]
        secret: bool,
    },
    /// Who wrote the head commit, as e-mails with the logins behind them, the author first.
    Commit {
        authors: Vec<(String, Option<String>)>,
        committer: Option<(String, Option<String>)>,
    },
    /// Somebody pushes files.
    Pushed {
        by: String,
        files: BTreeMap<String, Option<String>>,
    },
    /// The default branch is merged into the request's.
    BroughtUpToDate {
        by: String,
    },
    /// So many pushes that are still to come, whenever the head moves.
    PushesToCome(usize),
    /// The request is merged, by a commit of its own.
    Merged,
    /// The branch is set back to the commit of the beginning.
    PushedBack {
        by: String,
    },
    /// The default branch gets newer commits.
    MainMoved {
        files: BTreeMap<String, Option<String>>,
    },
    NoReviews,
    /// `commit`: `head`, `first` or `gone`.
    Review {
        by: Option<String>,
        state: String,
        #[serde(default = "head")]
        commit: String,
        at: Option<u64>,
    },
    /// So many comments in reviews.
    ManyReviews(usize),
    Comment {
        by: String,
        body: String,
    },
    /// The comment number 20005, newer than all there is, which set the job off.
    Command {
        by: String,
        body: String,
        #[serde(default)]
        edited: bool,
    },
    NoChecks,
    Check(Check),
    Status {
        context: String,
        state: String,
        by: String,
    },
    /// The branch asks for a check.
    Required {
        name: String,
        app: Option<u64>,
    },
    NothingRequired,
    /// The number of the job's own check run.
    OwnJob(u64),
    Draft,
    State(String),
    /// The fork; nothing when it is gone.
    HeadIn(Option<String>),
    /// One answer for each look.
    Mergeable(Vec<Option<bool>>),
    MergeState(String),
    ReviewDecision(Option<String>),
    InMergeQueue,
    /// The request goes to another branch, which is at the same commit as the default branch.
    Base {
        branch: String,
        protected: bool,
    },
    /// Somebody has it go there now.
    Retargeted {
        branch: String,
        protected: bool,
    },
    /// What the forge says of how many files change.
    ChangedFiles(usize),
    PageSize(usize),
    /// Read by the row itself, as is the next.
    NoMembersToken,
    CanWrite,
    Fault(Damage),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    login: String,
    id: Option<u64>,
    kind: Option<String>,
    /// What REST calls `permission`; nothing for somebody who is no collaborator.
    permission: Option<String>,
    /// What REST calls `role_name`, where it is another word.
    role: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    name: String,
    #[serde(default = "completed")]
    status: String,
    conclusion: Option<String>,
    #[serde(default = "ci")]
    app: Option<(u64, String)>,
    /// In the suite of the check that was reported before: another attempt.
    #[serde(default)]
    again: bool,
    /// Of a run of this workflow.
    workflow: Option<String>,
    id: Option<u64>,
}

/// Damage to the answers of some requests.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Damage {
    #[serde(default)]
    method: String,
    #[serde(default)]
    path: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    after: usize,
    /// How often; always, where it does not say.
    times: Option<usize>,
    kind: String,
}

fn head() -> String {
    "head".to_owned()
}

fn completed() -> String {
    "completed".to_owned()
}

#[expect(clippy::unnecessary_wraps, reason = "the default of a field that may be nothing")]
fn ci() -> Option<(u64, String)> {
    Some((15, "ci".to_owned()))
}

/// Worlds take words that live as long as the program.
fn fixed(text: &str) -> &'static str {
    String::leak(text.to_owned())
}

impl Change {
    pub(super) fn make(&self, hub: &mut Hub) {
        match self {
            Change::Pushed { by, files } => pushed(hub, by, files),
            Change::MainMoved { files } => main_moved(hub, files),
            Change::PushedBack { by } => {
                let first = hub.clone.head.clone();
                hub.world().push(by, &first);
                hub.world().commits.truncate(1);
            }
            Change::PushesToCome(count) => to_come(hub, *count),
            Change::Merged => merged(hub),
            Change::BroughtUpToDate { by } => brought_up_to_date(hub, by),
            Change::Review { by, state, commit, at } => {
                let first = hub.clone.head.clone();
                let mut world = hub.world();
                world.review(by.as_deref().unwrap_or("ghost"), fixed(state));
                let review = world.reviews.last_mut().unwrap();
                review.login.clone_from(by);
                review.submitted = at.or(review.submitted);
                if commit != "head" {
                    review.commit = (commit == "first").then_some(first);
                }
            }
            Change::Fault(damage) => hub.server.fault(damage.fault()),
            _ => self.in_world(&mut hub.world()),
        }
    }

    fn in_world(&self, world: &mut World) {
        match self {
            Change::Asks(login) => {
                let run = world.runs.get_mut(&RUN).unwrap();
                (run.actor, run.triggering_actor) = (Some(login.clone()), Some(login.clone()));
            }
            Change::RerunBy { login, attempt } => {
                let run = world.runs.get_mut(&RUN).unwrap();
                (run.triggering_actor, run.attempt) = (login.clone(), *attempt);
            }
            Change::Account(person) => person.put(world),
            Change::Author(author) => world.pull.author.clone_from(author),
            Change::Team { slug, members, secret } => {
                let members = members.iter().map(|(login, state)| (login.clone(), ("member", fixed(state)))).collect();
                let id = world.id();
                world.teams.insert(slug.clone(), Team { id, secret: *secret, members });
            }
            Change::Commit { authors, committer } => {
                let commit = world.commits.last_mut().unwrap();
                commit.authors.clone_from(authors);
                commit.committer = committer.clone().unwrap_or_else(|| authors[0].clone());
            }
            Change::NoReviews => world.reviews.clear(),
            Change::ManyReviews(count) => (0..*count).for_each(|_| world.review("erin", "COMMENTED")),
            Change::Command { by, body, edited } => {
                let edited = edited.then_some(20_006);
                world.comments.push(Comment { edited, ..Comment::on(NUMBER, 20_005, by, body) });
                world.runs.get_mut(&RUN).unwrap().event = "issue_comment";
                Change::Asks(by.clone()).in_world(world);
            }
            Change::Comment { by, body } => drop(world.comment(by, body)),
            Change::NoChecks => world.checks.clear(),
            Change::Check(check) => check.put(world),
            Change::Status { context, state, by } => world.status(context, state, by),
            Change::Required { name, app } => world.require(name, *app),
            Change::NothingRequired => world.branches.values_mut().for_each(|branch| branch.required.clear()),
            Change::Retargeted { branch, protected } => {
                Change::Base { branch: branch.clone(), protected: *protected }.in_world(world);
                world.retarget(branch);
            }
            Change::OwnJob(number) => world.runs.get_mut(&RUN).unwrap().jobs[0].0 = *number,
            Change::PageSize(size) => world.page_size = *size,
            Change::NoMembersToken | Change::CanWrite => {}
            _ => self.in_request(world),
        }
    }

    fn in_request(&self, world: &mut World) {
        let main = world.branches["main"].clone();
        let pull = &mut world.pull;
        match self {
            Change::Draft => pull.draft = true,
            Change::State(state) => pull.state = fixed(state),
            Change::HeadIn(repository) => pull.head_repository.clone_from(repository),
            Change::Mergeable(looks) => pull.mergeable = VecDeque::from(looks.clone()),
            Change::MergeState(state) => pull.merge_state = fixed(state),
            Change::ReviewDecision(decision) => pull.review_decision = decision.as_deref().map(fixed),
            Change::InMergeQueue => pull.merge_queue = Some(MergeQueueEntry { state: "QUEUED", head: None }),
            Change::Base { branch, protected } => {
                pull.base_branch.clone_from(branch);
                let mut other = main;
                other.protected = *protected;
                world.branches.insert(branch.clone(), other);
            }
            Change::ChangedFiles(count) => world.changed_files = Some(*count),
            other => panic!("{other:?} is not made anywhere"),
        }
    }
}

impl Person {
    fn put(&self, world: &mut World) {
        let id = self.id.unwrap_or_else(|| world.accounts.get(&self.login).map_or(77, |account| account.id));
        let role = |permission: &String| (fixed(permission), self.role.clone().unwrap_or_else(|| permission.clone()));
        let role = self.permission.as_ref().map(role);
        world
            .accounts
            .insert(self.login.clone(), Account { id, kind: self.kind.as_deref().map_or("User", fixed), role });
    }
}

impl Check {
    fn put(&self, world: &mut World) {
        let suite = if self.again { world.checks.last().unwrap().suite } else { world.id() };
        let run = self.workflow.as_ref().map(|path| {
            let id = world.id();
            world.runs.insert(id, WorkflowRun { path: path.clone(), ..WorkflowRun::of("alice") });
            id
        });
        let check = CheckRun {
            id: self.id.unwrap_or_else(|| world.id()),
            suite,
            name: self.name.clone(),
            commit: world.pull.head.clone(),
            status: fixed(&self.status),
            conclusion: self.conclusion.as_deref().map(fixed),
            app: self.app.as_ref().map(|(id, slug)| (*id, fixed(slug))),
            run,
        };
        world.checks.push(check);
    }
}

impl Damage {
    fn fault(&self) -> Fault {
        let kind = match self.kind.as_str() {
            "unauthorized" => FaultKind::Unauthorized,
            "forbidden" => FaultKind::Forbidden,
            "not-found" => FaultKind::NotFound,
            "server-error" => FaultKind::ServerError,
            "bad-gateway" => FaultKind::BadGateway,
            "rate-limited" => FaultKind::RateLimited { reset: 4_000_000_000 },
            "cut-body" => FaultKind::CutBody,
            "extra-page" => FaultKind::ExtraPage,
            "moved-head" => FaultKind::MovedHead,
            "graphql-errors" => FaultKind::GraphqlErrors,
            "null-everywhere" => FaultKind::NullObject { at: At::Everywhere },
            "page-elsewhere" => FaultKind::PageElsewhere { base_url: "http://127.0.0.1:9".to_owned() },
            "redirect" => FaultKind::Redirect { base_url: "http://127.0.0.1:9".to_owned() },
            other => panic!("{other} is no damage"),
        };
        let on = Matcher {
            method: fixed(&self.method),
            path: self.path.clone(),
            body: fixed(&self.body),
            after: self.after,
        };
        Fault { on, kind, times: self.times.unwrap_or(usize::MAX) }
    }
}

fn pushed(hub: &mut Hub, by: &str, files: &BTreeMap<String, Option<String>>) {
    hub.clone.git(["switch", "--quiet", topic(Forge::Github)]);
    repository::change(&hub.clone, files);
    let commit = hub.clone.commit("more");
    hub.clone.git(["switch", "--quiet", "main"]);
    hub.world().push(by, &commit);
}

fn main_moved(hub: &mut Hub, files: &BTreeMap<String, Option<String>>) {
    repository::change(&hub.clone, files);
    let commit = hub.clone.commit("newer");
    hub.world().branches.get_mut("main").unwrap().tip = commit;
}

fn to_come(hub: &mut Hub, count: usize) {
    hub.clone.git(["switch", "--quiet", topic(Forge::Github)]);
    let commits: VecDeque<String> = (0..count).map(|_| hub.clone.commit("still to come")).collect();
    hub.clone.git(["switch", "--quiet", "main"]);
    hub.world().to_come = commits;
}

fn merged(hub: &mut Hub) {
    let before = hub.clone.git(["rev-parse", "HEAD"]);
    hub.clone.git(["merge", "--quiet", "--no-ff", "--no-edit", topic(Forge::Github)]);
    let commit = hub.clone.git(["rev-parse", "HEAD"]);
    hub.world().merge(&before, &commit, &commit);
}

fn brought_up_to_date(hub: &mut Hub, by: &str) {
    hub.clone.git(["switch", "--quiet", topic(Forge::Github)]);
    hub.clone.git(["merge", "--quiet", "--no-edit", "main"]);
    let commit = hub.clone.git(["rev-parse", "HEAD"]);
    hub.clone.git(["switch", "--quiet", "main"]);
    hub.world().push(by, &commit);
}
