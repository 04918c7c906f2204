//! What there is on a small GitHub, as a value: one repository with one pull request, and who may do what.
//!
//! [`World::new`] is a request that everybody would let through: alice's pull request 7 changes `prod/net/main.tf`, bob
//! has approved its head, `ci/test` by app 15 is required and green, carol asks. Tests change what they are about.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value as Json, json};

pub(crate) const OWNER: &str = "acme";
pub(crate) const NAME: &str = "infra";
pub(crate) const NUMBER: u64 = 7;
/// The workflow run that asks.
pub(crate) const RUN: u64 = 500;

/// For facts, as a job gets it: an installation that can read the repository and no memberships.
pub(crate) const READ: &str = "ghs_read";
/// For memberships: a person's, with `read:org`.
pub(crate) const MEMBERS: &str = "ghp_members";
/// For posts: an installation that can write to the repository.
pub(crate) const WRITE: &str = "ghs_write";

/// The account behind installations that jobs use.
pub(crate) const ACTIONS_BOT: &str = "github-actions[bot]";

/// Forty times the letter: a commit.
pub(crate) fn sha(letter: char) -> String {
    letter.to_string().repeat(40)
}

/// When the `second` thing happened.
pub(crate) fn time(second: u64) -> String {
    format!("2026-01-01T{:02}:{:02}:{:02}Z", 8 + second / 3600 % 16, second / 60 % 60, second % 60)
}

#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) id: u64,
    /// `User`, `Bot`, `Mannequin`
    pub(crate) kind: &'static str,
    /// What REST calls `permission` and `role_name`. `None`: no collaborator.
    pub(crate) role: Option<(&'static str, String)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Team {
    pub(crate) id: u64,
    /// Only its members and owners know that it exists.
    pub(crate) secret: bool,
    /// Login to role (`member`, `maintainer`) and state (`active`, `pending`).
    pub(crate) members: BTreeMap<String, (&'static str, &'static str)>,
}

/// What a token may.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) login: String,
    /// Of an app's installation, which is nobody: `GET /user` is not for it.
    pub(crate) installation: bool,
    /// Facts of the repository.
    pub(crate) read: bool,
    /// Organization members: read.
    pub(crate) members: bool,
    /// Sees secret teams.
    pub(crate) secret_teams: bool,
    /// Comments, labels, statuses.
    pub(crate) write: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Pull {
    /// `OPEN`, `CLOSED`, `MERGED`
    pub(crate) state: &'static str,
    pub(crate) draft: bool,
    pub(crate) author: Option<String>,
    pub(crate) head: String,
    pub(crate) head_branch: String,
    /// `owner/name`; `None` when the fork is gone.
    pub(crate) head_repository: Option<String>,
    pub(crate) base_branch: String,
    /// One answer for each look, the last one again and again. `None` while it is worked out.
    pub(crate) mergeable: VecDeque<Option<bool>>,
    /// GraphQL's word: `CLEAN`, `BLOCKED`, `BEHIND`, `DIRTY`, …
    pub(crate) merge_state: &'static str,
    pub(crate) review_decision: Option<&'static str>,
    pub(crate) requested_users: Vec<String>,
    pub(crate) requested_teams: Vec<String>,
    pub(crate) labels: Vec<String>,
    pub(crate) merge_queue: Option<MergeQueueEntry>,
    pub(crate) merge_commit: Option<String>,
    pub(crate) merged_by: Option<String>,
    /// What GitHub compared the head with when it last did, where that is not the tip of the base branch.
    pub(crate) compared_with: Option<String>,
    /// When the base branch was changed.
    pub(crate) retargeted: Vec<u64>,
}

#[derive(Clone, Debug)]
pub(crate) struct MergeQueueEntry {
    /// `QUEUED`, `AWAITING_CHECKS`, `MERGEABLE`, `UNMERGEABLE`, `LOCKED`
    pub(crate) state: &'static str,
    pub(crate) head: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct ChangedFile {
    pub(crate) path: String,
    /// REST's word: `added`, `removed`, `modified`, `renamed`, …
    pub(crate) status: &'static str,
    pub(crate) previous: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Commit {
    pub(crate) sha: String,
    pub(crate) message: String,
    /// E-mail and account, the author first, then those of `Co-authored-by`.
    pub(crate) authors: Vec<(String, Option<String>)>,
    pub(crate) committer: (String, Option<String>),
}

#[derive(Clone, Debug)]
pub(crate) struct Review {
    pub(crate) id: u64,
    pub(crate) login: Option<String>,
    pub(crate) state: &'static str,
    /// `None` once the commit is gone.
    pub(crate) commit: Option<String>,
    pub(crate) submitted: Option<u64>,
    pub(crate) teams: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct CheckRun {
    pub(crate) id: u64,
    pub(crate) suite: u64,
    pub(crate) name: String,
    pub(crate) commit: String,
    /// REST's words, in lower case.
    pub(crate) status: &'static str,
    pub(crate) conclusion: Option<&'static str>,
    /// Number and slug.
    pub(crate) app: Option<(u64, &'static str)>,
    /// The workflow run, when it is a job of one.
    pub(crate) run: Option<u64>,
}

#[derive(Clone, Debug)]
pub(crate) struct Status {
    pub(crate) id: u64,
    pub(crate) context: String,
    pub(crate) commit: String,
    /// REST's words, in lower case.
    pub(crate) state: String,
    pub(crate) description: Option<String>,
    pub(crate) target_url: Option<String>,
    pub(crate) login: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Branch {
    pub(crate) tip: String,
    /// Required by classic protection: context and the number of the app.
    pub(crate) required: Vec<(String, Option<u64>)>,
    pub(crate) protected: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct WorkflowRun {
    pub(crate) attempt: u64,
    pub(crate) actor: Option<String>,
    pub(crate) triggering_actor: Option<String>,
    /// `.github/workflows/plan.yml`
    pub(crate) path: String,
    pub(crate) event: &'static str,
    pub(crate) head: String,
    /// Number, name, and the name of the runner.
    pub(crate) jobs: Vec<(u64, String, String)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Activity {
    pub(crate) id: u64,
    /// `push`, `force_push`, `branch_creation`, …
    pub(crate) kind: &'static str,
    /// `refs/heads/…`
    pub(crate) branch: String,
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) login: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Comment {
    pub(crate) id: u64,
    pub(crate) login: Option<String>,
    pub(crate) body: String,
    /// The number of the request or issue that it belongs to.
    pub(crate) issue: u64,
    /// When it was edited, if it was.
    pub(crate) edited: Option<u64>,
    /// Who reacted and how, in REST's words.
    pub(crate) reactions: Vec<(String, String)>,
}

impl Comment {
    pub(crate) fn on(issue: u64, id: u64, login: &str, body: &str) -> Comment {
        let (login, body) = (Some(login.to_owned()), body.to_owned());
        Comment { id, login, body, issue, edited: None, reactions: Vec::new() }
    }
}

/// How links to next pages begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Links {
    /// As the request was made: `/repos/acme/infra/…`
    Repos,
    /// As GitHub does: `/repositories/1000/…`
    Repositories,
}

#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) accounts: BTreeMap<String, Account>,
    pub(crate) teams: BTreeMap<String, Team>,
    pub(crate) tokens: BTreeMap<&'static str, Grant>,
    pub(crate) pull: Pull,
    pub(crate) files: Vec<ChangedFile>,
    /// What the pull request says, where that is not the number of files.
    pub(crate) changed_files: Option<usize>,
    pub(crate) commits: Vec<Commit>,
    pub(crate) reviews: Vec<Review>,
    pub(crate) checks: Vec<CheckRun>,
    /// The newest last.
    pub(crate) statuses: Vec<Status>,
    pub(crate) branches: BTreeMap<String, Branch>,
    /// Rules of rulesets that hold for the base branch, as REST gives them.
    pub(crate) rules: Vec<Json>,
    pub(crate) runs: BTreeMap<u64, WorkflowRun>,
    /// Name and path.
    pub(crate) workflows: Vec<(String, String)>,
    /// The newest last.
    pub(crate) activity: Vec<Activity>,
    pub(crate) comments: Vec<Comment>,
    /// Numbers of further requests that were merged as the same commit.
    pub(crate) also_merged: Vec<u64>,
    /// Slug to number.
    pub(crate) apps: BTreeMap<&'static str, u64>,
    pub(crate) links: Links,
    /// Smaller than what is asked for, to have pages with few items.
    pub(crate) page_size: usize,
    /// Method and path of every write that happened.
    pub(crate) writes: Vec<String>,
    pub(crate) next_id: u64,
    /// Commits that the head moves to, one after the other, in place of made-up ones.
    pub(crate) to_come: VecDeque<String>,
}

impl World {
    pub(crate) fn new() -> World {
        let mut world = World {
            accounts: BTreeMap::new(),
            teams: BTreeMap::new(),
            tokens: BTreeMap::new(),
            pull: Pull::new(),
            files: vec![ChangedFile { path: "prod/net/main.tf".into(), status: "modified", previous: None }],
            changed_files: None,
            commits: vec![Commit::by("alice", &sha('a'))],
            reviews: Vec::new(),
            checks: Vec::new(),
            statuses: Vec::new(),
            branches: BTreeMap::new(),
            rules: Vec::new(),
            runs: BTreeMap::new(),
            workflows: vec![("Terrateam Workflow".into(), ".github/workflows/terrateam.yml".into())],
            activity: Vec::new(),
            comments: Vec::new(),
            also_merged: Vec::new(),
            apps: BTreeMap::from([("github-actions", 15368), ("ci", 15)]),
            links: Links::Repositories,
            page_size: 100,
            writes: Vec::new(),
            next_id: 10_000,
            to_come: VecDeque::new(),
        };
        world.accounts.insert("alice".into(), Account::user(1, "write"));
        world.accounts.insert("bob".into(), Account::user(2, "write"));
        world.accounts.insert("carol".into(), Account::user(3, "write"));
        world.accounts.insert("dave".into(), Account::user(4, "read"));
        world.accounts.insert("erin".into(), Account::user(5, "write"));
        world.accounts.insert("mallory".into(), Account { id: 6, kind: "User", role: None });
        world.accounts.insert(ACTIONS_BOT.into(), Account { id: 41_898_282, kind: "Bot", role: None });
        world.team("net", &["bob", "carol"]);
        world.grant_all();
        world.review("bob", "APPROVED");
        world.check("ci/test", "completed", Some("success"));
        world.branches.insert("main".into(), Branch::protected(&sha('d'), &[("ci/test", Some(15))]));
        world.branches.insert("topic".into(), Branch::open(&sha('a')));
        world.push_activity("branch_creation", "alice", &sha('0'), &sha('a'));
        world.runs.insert(RUN, WorkflowRun::of("carol"));
        world
    }

    fn grant_all(&mut self) {
        let job = Grant {
            login: ACTIONS_BOT.into(),
            installation: true,
            read: true,
            members: false,
            secret_teams: false,
            write: false,
        };
        let person = Grant { login: "carol".into(), installation: false, members: true, ..job.clone() };
        self.tokens.insert(WRITE, Grant { write: true, ..job.clone() });
        self.tokens.insert(READ, job);
        self.tokens.insert(MEMBERS, person);
    }

    pub(crate) fn id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    pub(crate) fn team(&mut self, slug: &str, members: &[&str]) {
        let members = members.iter().map(|login| ((*login).to_owned(), ("member", "active"))).collect();
        let id = self.id();
        self.teams.insert(slug.to_owned(), Team { id, secret: false, members });
    }

    /// A review of the head.
    pub(crate) fn review(&mut self, login: &str, state: &'static str) {
        let (id, commit) = (self.id(), Some(self.pull.head.clone()));
        self.reviews.push(Review {
            id,
            login: Some(login.to_owned()),
            state,
            commit,
            submitted: Some(id),
            teams: Vec::new(),
        });
    }

    /// A check run of app 15 on the head, in a suite of its own.
    pub(crate) fn check(&mut self, name: &str, status: &'static str, conclusion: Option<&'static str>) {
        let (id, suite) = (self.id(), self.id());
        let (name, commit) = (name.to_owned(), self.pull.head.clone());
        self.checks.push(CheckRun { id, suite, name, commit, status, conclusion, app: Some((15, "ci")), run: None });
    }

    /// A status on the head.
    pub(crate) fn status(&mut self, context: &str, state: &str, login: &str) {
        let (id, context, commit) = (self.id(), context.to_owned(), self.pull.head.clone());
        let state = state.to_owned();
        self.statuses.push(Status {
            id,
            context,
            commit,
            state,
            description: None,
            target_url: None,
            login: Some(login.to_owned()),
        });
    }

    pub(crate) fn comment(&mut self, login: &str, body: &str) -> u64 {
        let id = self.id();
        self.comments.push(Comment::on(NUMBER, id, login, body));
        id
    }

    /// A rule of a ruleset that requires a check.
    pub(crate) fn require(&mut self, context: &str, app: Option<u64>) {
        let mut check = json!({"context": context});
        if let Some(app) = app {
            check["integration_id"] = json!(app);
        }
        self.rules.push(json!({
            "type": "required_status_checks", "ruleset_source_type": "Repository", "ruleset_source": "acme/infra", "ruleset_id": 1,
            "parameters": {"strict_required_status_checks_policy": false, "required_status_checks": [check]},
        }));
    }

    /// Somebody pushes a commit of his own.
    pub(crate) fn push(&mut self, login: &str, commit: &str) {
        let before = std::mem::replace(&mut self.pull.head, commit.to_owned());
        self.commits.push(Commit::by(login, commit));
        if let Some(branch) = self.branches.get_mut(&self.pull.head_branch) {
            commit.clone_into(&mut branch.tip);
        }
        self.push_activity("push", login, &before, commit);
    }

    /// Somebody has the request go to another branch.
    pub(crate) fn retarget(&mut self, branch: &str) {
        let now = self.id();
        branch.clone_into(&mut self.pull.base_branch);
        self.pull.retargeted.push(now);
    }

    /// Somebody merges the request: the base branch, which was at `before`, is now at `tip`, and `result` is what the
    /// merge made of the head.
    pub(crate) fn merge(&mut self, before: &str, result: &str, tip: &str) {
        self.pull.state = "MERGED";
        self.pull.merge_commit = Some(result.to_owned());
        self.pull.merged_by = Some("carol".to_owned());
        self.pull.compared_with = Some(before.to_owned());
        self.pull.mergeable = VecDeque::from([None]);
        if let Some(branch) = self.branches.get_mut(&self.pull.base_branch) {
            tip.clone_into(&mut branch.tip);
        }
    }

    fn push_activity(&mut self, kind: &'static str, login: &str, before: &str, after: &str) {
        let (id, branch) = (self.id(), format!("refs/heads/{}", self.pull.head_branch));
        let (before, after) = (before.to_owned(), after.to_owned());
        self.activity.push(Activity { id, kind, branch, before, after, login: Some(login.to_owned()) });
    }

    /// What is required of the base branch, by whichever way.
    pub(crate) fn required(&self) -> Vec<(String, Option<u64>)> {
        let mut required =
            self.branches.get(&self.pull.base_branch).map(|branch| branch.required.clone()).unwrap_or_default();
        for check in
            self.rules.iter().filter_map(|rule| rule["parameters"]["required_status_checks"].as_array()).flatten()
        {
            required.push((check["context"].as_str().unwrap_or_default().to_owned(), check["integration_id"].as_u64()));
        }
        required
    }
}

impl Account {
    pub(crate) fn user(id: u64, role: &'static str) -> Account {
        Account { id, kind: "User", role: Some((role, role.to_owned())) }
    }
}

impl Pull {
    fn new() -> Pull {
        Pull {
            state: "OPEN",
            draft: false,
            author: Some("alice".into()),
            head: sha('a'),
            head_branch: "topic".into(),
            head_repository: Some(format!("{OWNER}/{NAME}")),
            base_branch: "main".into(),
            mergeable: VecDeque::from([Some(true)]),
            merge_state: "CLEAN",
            review_decision: Some("APPROVED"),
            requested_users: Vec::new(),
            requested_teams: Vec::new(),
            labels: Vec::new(),
            merge_queue: None,
            merge_commit: None,
            merged_by: None,
            compared_with: None,
            retargeted: Vec::new(),
        }
    }
}

impl Commit {
    pub(crate) fn by(login: &str, sha: &str) -> Commit {
        let person = (format!("{login}@example.com"), Some(login.to_owned()));
        Commit { sha: sha.to_owned(), message: "Change".into(), authors: vec![person.clone()], committer: person }
    }
}

impl Branch {
    pub(crate) fn protected(tip: &str, required: &[(&str, Option<u64>)]) -> Branch {
        let required = required.iter().map(|(context, app)| ((*context).to_owned(), *app)).collect();
        Branch { tip: tip.to_owned(), required, protected: true }
    }

    pub(crate) fn open(tip: &str) -> Branch {
        Branch { tip: tip.to_owned(), required: Vec::new(), protected: false }
    }
}

impl WorkflowRun {
    pub(crate) fn of(login: &str) -> WorkflowRun {
        WorkflowRun {
            attempt: 1,
            actor: Some(login.to_owned()),
            triggering_actor: Some(login.to_owned()),
            path: ".github/workflows/plan.yml".into(),
            event: "pull_request",
            head: sha('a'),
            jobs: vec![(900, "plan".into(), "GitHub Actions 1".into())],
        }
    }
}
