//! The state of the fake, and what people do to it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Access;
use super::contract::Tier;

/// A commit of one letter forty times.
pub(crate) fn sha(letter: char) -> String {
    std::iter::repeat_n(letter, 40).collect()
}

/// An account.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) id: u64,
    pub(crate) username: String,
    /// `active`, `blocked` …
    pub(crate) state: &'static str,
    pub(crate) bot: bool,
}

impl User {
    pub(crate) fn person(id: u64, username: &str) -> User {
        User { id, username: username.to_owned(), state: "active", bot: false }
    }
}

/// A membership, of the project or of a group.
#[derive(Clone, Debug)]
pub(crate) struct Membership {
    pub(crate) user: u64,
    pub(crate) level: u64,
    /// The name of a role that the organisation made up.
    pub(crate) role: Option<String>,
    /// `2026-12-31`
    pub(crate) expires_at: Option<String>,
    /// Asked for or invited, and not accepted.
    pub(crate) awaiting: bool,
}

impl Membership {
    pub(crate) fn of(user: u64, level: u64) -> Membership {
        Membership { user, level, role: None, expires_at: None, awaiting: false }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) id: u64,
    /// With the groups that it is in.
    pub(crate) path: String,
    /// Whether only its members know that it exists.
    pub(crate) hidden: bool,
    /// Its own; members of a group above it are members too.
    pub(crate) members: Vec<Membership>,
}

#[derive(Clone, Debug)]
pub(crate) struct Approval {
    pub(crate) user: u64,
    pub(crate) at: String,
}

/// A rule of who has to approve (paid).
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) id: u64,
    pub(crate) name: String,
    /// `regular`, `any_approver`, `code_owner`, `report_approver`
    pub(crate) kind: &'static str,
    pub(crate) required: u64,
    pub(crate) eligible: Vec<u64>,
    pub(crate) hidden_groups: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Reviewer {
    pub(crate) user: u64,
    /// `unreviewed`, `reviewed` …
    pub(crate) state: &'static str,
}

/// A state of the diff: one for each push.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub(crate) id: u64,
    pub(crate) head: String,
    pub(crate) at: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Commit {
    pub(crate) id: String,
    pub(crate) author_email: String,
    pub(crate) committer_email: String,
    pub(crate) message: String,
}

/// A job of a pipeline, or a status that somebody posted.
#[derive(Clone, Debug)]
pub(crate) struct Status {
    pub(crate) id: u64,
    pub(crate) sha: String,
    pub(crate) pipeline: u64,
    pub(crate) reference: String,
    pub(crate) name: String,
    pub(crate) state: String,
    pub(crate) allow_failure: bool,
    pub(crate) author: u64,
    pub(crate) description: Option<String>,
    /// Another attempt has taken its place.
    pub(crate) retried: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Pipeline {
    pub(crate) id: u64,
    pub(crate) sha: String,
    pub(crate) reference: String,
    pub(crate) source: &'static str,
    pub(crate) state: String,
}

/// A job that a token or a person asks about.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) state: &'static str,
    /// Who started it.
    pub(crate) user: u64,
    pub(crate) pipeline: u64,
    pub(crate) retried: bool,
}

/// Somebody pushed to a branch.
#[derive(Clone, Debug)]
pub(crate) struct Push {
    pub(crate) id: u64,
    pub(crate) user: u64,
    pub(crate) branch: String,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    pub(crate) at: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub(crate) id: u64,
    pub(crate) author: u64,
    pub(crate) body: String,
    pub(crate) system: bool,
    pub(crate) at: String,
}

/// Everything there is. Starts as the state in which all is well: bob approved the head that alice pushed, and the
/// pipeline has passed.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) tier: Tier,
    /// GitLab under a relative URL: `/gitlab`. Mostly empty.
    pub(crate) root: String,
    pub(crate) tokens: BTreeMap<String, Access>,
    pub(crate) users: Vec<User>,
    pub(crate) groups: Vec<Group>,

    pub(crate) project: u64,
    pub(crate) project_path: String,
    pub(crate) archived: bool,
    pub(crate) default_branch: String,
    /// Branch to commit.
    pub(crate) branches: BTreeMap<String, String>,
    pub(crate) protected_branches: Vec<String>,
    pub(crate) members: Vec<Membership>,
    pub(crate) pipelines_must_succeed: bool,
    pub(crate) merge_trains: bool,
    pub(crate) reset_approvals_on_push: bool,
    pub(crate) author_may_approve: bool,
    pub(crate) overriding_rules_disabled: bool,

    pub(crate) iid: u64,
    pub(crate) author: u64,
    /// `opened`, `closed`, `locked`, `merged`
    pub(crate) state: &'static str,
    pub(crate) draft: bool,
    pub(crate) source_branch: String,
    pub(crate) target_branch: String,
    /// The project that the head is in; `None` for a fork that was deleted.
    pub(crate) source_project: Option<u64>,
    pub(crate) head: String,
    pub(crate) has_conflicts: bool,
    /// What `detailed_merge_status` is, one look after another; the last one stays.
    pub(crate) merge_status: VecDeque<&'static str>,
    pub(crate) changes_count: Option<String>,
    pub(crate) labels: BTreeSet<String>,
    pub(crate) reviewers: Vec<Reviewer>,
    pub(crate) approvals: Vec<Approval>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) rules_overwritten: bool,
    pub(crate) versions: Vec<Version>,
    pub(crate) commits: Vec<Commit>,
    pub(crate) on_merge_train: bool,
    /// What a merge came to: a commit of its own, and the commit that it squashed the request into.
    pub(crate) merge_commit: Option<String>,
    pub(crate) squash_commit: Option<String>,
    /// Where the head parts from the target branch.
    pub(crate) base: String,

    pub(crate) statuses: Vec<Status>,
    pub(crate) pipelines: Vec<Pipeline>,
    pub(crate) jobs: Vec<Job>,
    pub(crate) pushes: Vec<Push>,
    pub(crate) notes: Vec<Note>,

    /// Requests and answers that do not conform to the documentation.
    pub(crate) violations: Vec<String>,
    /// Names of the endpoints that have answered with success.
    pub(crate) used: BTreeSet<String>,
    /// A field of all answers under another name, to see that this is found out.
    pub(crate) misspelt_answer: Option<(String, String)>,
}

/// The ref of pipelines for merge requests.
pub(crate) const REQUEST_REF: &str = "refs/merge-requests/7/head";

impl World {
    pub(crate) fn new(tier: Tier) -> World {
        let head = sha('a');
        World {
            tier,
            root: String::new(),
            tokens: tokens(),
            users: users(),
            groups: groups(),
            project: 42,
            project_path: "acme/infra".to_owned(),
            archived: false,
            default_branch: "main".to_owned(),
            branches: [("main", sha('d')), ("network", head.clone())].map(|(name, tip)| (name.to_owned(), tip)).into(),
            protected_branches: vec!["main".to_owned()],
            members: [(1, 30), (2, 30), (3, 30), (4, 20), (5, 30), (90, 20), (91, 30)]
                .map(|(user, level)| Membership::of(user, level))
                .into(),
            pipelines_must_succeed: true,
            merge_trains: false,
            reset_approvals_on_push: true,
            author_may_approve: false,
            overriding_rules_disabled: true,
            iid: 7,
            author: 1,
            state: "opened",
            draft: false,
            source_branch: "network".to_owned(),
            target_branch: "main".to_owned(),
            source_project: Some(42),
            head: head.clone(),
            has_conflicts: false,
            merge_status: VecDeque::from(["mergeable"]),
            changes_count: Some("1".to_owned()),
            labels: BTreeSet::new(),
            reviewers: vec![Reviewer { user: 2, state: "approved" }],
            approvals: vec![Approval { user: 2, at: at("12:30") }],
            rules: rules(tier),
            rules_overwritten: false,
            versions: vec![Version { id: 301, head: head.clone(), at: at("11:00") }],
            commits: vec![Commit::by("alice", &head)],
            on_merge_train: false,
            merge_commit: None,
            squash_commit: None,
            base: sha('b'),
            statuses: vec![Status::of(601, "ci/test", "success", &head)],
            pipelines: vec![Pipeline {
                id: 501,
                sha: head.clone(),
                reference: REQUEST_REF.to_owned(),
                source: "merge_request_event",
                state: "success".to_owned(),
            }],
            jobs: vec![Job {
                id: 701,
                name: "whomay".to_owned(),
                state: "running",
                user: 3,
                pipeline: 501,
                retried: false,
            }],
            pushes: vec![Push {
                id: 801,
                user: 1,
                branch: "network".to_owned(),
                from: None,
                to: Some(head),
                at: at("11:00"),
            }],
            notes: vec![
                Note { id: 901, author: 2, body: "Looks good.".to_owned(), system: false, at: at("12:29") },
                Note {
                    id: 902,
                    author: 2,
                    body: "approved this merge request".to_owned(),
                    system: true,
                    at: at("12:30"),
                },
            ],
            violations: Vec::new(),
            used: BTreeSet::new(),
            misspelt_answer: None,
        }
    }

    pub(crate) fn user(&self, id: u64) -> &User {
        self.users.iter().find(|user| user.id == id).unwrap()
    }

    pub(crate) fn user_named(&self, username: &str) -> Option<&User> {
        self.users.iter().find(|user| user.username.eq_ignore_ascii_case(username))
    }

    /// Of the project, directly or as a member of a group above it: the strongest counts.
    pub(crate) fn member(&self, user: u64) -> Option<&Membership> {
        let inherited = self.groups.iter().filter(|group| below(&self.project_path, &group.path));
        let all = self.members.iter().chain(inherited.flat_map(|group| &group.members));
        all.filter(|member| member.user == user).max_by_key(|member| member.level)
    }

    /// Of a group, directly or as a member of a group above it: the strongest counts.
    pub(crate) fn group_member(&self, group: &Group, user: u64) -> Option<&Membership> {
        let above = self.groups.iter().filter(|other| other.path == group.path || below(&group.path, &other.path));
        let all = above.flat_map(|group| &group.members);
        all.filter(|member| member.user == user).max_by_key(|member| member.level)
    }

    /// Somebody pushes a commit to the source branch. Approvals are taken back as the project wants it, and until that
    /// is done, the merge status says so.
    pub(crate) fn push(&mut self, commit: String, username: &str) {
        let user = self.user_named(username).unwrap().id;
        let (version, event) = (self.versions.len() as u64 + 301, self.pushes.len() as u64 + 801);
        self.commits.push(Commit::by(username, &commit));
        self.versions.push(Version { id: version, head: commit.clone(), at: at("13:00") });
        self.pushes.push(Push {
            id: event,
            user,
            branch: self.source_branch.clone(),
            from: Some(self.head.clone()),
            to: Some(commit.clone()),
            at: at("13:00"),
        });
        self.branches.insert(self.source_branch.clone(), commit.clone());
        self.head = commit;
        if self.tier == Tier::Premium {
            self.merge_status.push_front("approvals_syncing");
        }
        if self.tier == Tier::Premium && self.reset_approvals_on_push {
            self.approvals.clear();
        }
    }

    /// Somebody has the request go to another branch. GitLab makes a new version of the diff, with the same head.
    pub(crate) fn retarget(&mut self, branch: &str, time: &str) {
        branch.clone_into(&mut self.target_branch);
        let id = self.versions.len() as u64 + 301;
        self.versions.push(Version { id, head: self.head.clone(), at: at(time) });
    }

    /// The account of a bot that does something to the world.
    pub(crate) fn bot(&mut self, token: &str, access: Access) {
        self.tokens.insert(token.to_owned(), access);
    }

    /// Until all rules of a paid tier are met.
    pub(crate) fn approvals_left(&self) -> u64 {
        self.rules.iter().map(|rule| rule.required.saturating_sub(self.approvers(rule).len() as u64)).sum()
    }

    /// Whose approval counts for a rule.
    pub(crate) fn approvers(&self, rule: &Rule) -> Vec<u64> {
        let given = self.approvals.iter().map(|approval| approval.user);
        given.filter(|user| rule.kind == "any_approver" || rule.eligible.contains(user)).collect()
    }
}

impl Commit {
    /// Under the private address that GitLab gives an account.
    pub(crate) fn by(username: &str, id: &str) -> Commit {
        let number = PEOPLE.iter().find(|(_, name)| *name == username).map_or(0, |(number, _)| *number);
        let email = format!("{number}-{username}@users.noreply.gitlab.example.com");
        Commit {
            id: id.to_owned(),
            author_email: email.clone(),
            committer_email: email,
            message: "Widen the network".to_owned(),
        }
    }
}

impl Status {
    /// Of the pipeline of the merge request.
    pub(crate) fn of(id: u64, name: &str, state: &str, sha: &str) -> Status {
        Status {
            id,
            sha: sha.to_owned(),
            pipeline: 501,
            reference: REQUEST_REF.to_owned(),
            name: name.to_owned(),
            state: state.to_owned(),
            allow_failure: false,
            author: 1,
            description: None,
            retried: false,
        }
    }
}

/// Whether a project or a group is somewhere in a group.
fn below(path: &str, group: &str) -> bool {
    path.strip_prefix(group).is_some_and(|rest| rest.starts_with('/'))
}

/// A time of the day on which all happens.
pub(crate) fn at(time: &str) -> String {
    format!("2026-11-20T{time}:00.000Z")
}

fn tokens() -> BTreeMap<String, Access> {
    let tokens = [
        ("read", Access::Read { user: 90, hidden_groups: false }),
        ("members", Access::Read { user: 92, hidden_groups: true }),
        ("write", Access::Write { user: 91 }),
        ("job", Access::Job { user: 3, job: 701 }),
    ];
    tokens.map(|(token, access)| (token.to_owned(), access)).into()
}

const PEOPLE: [(u64, &str); 6] = [(1, "alice"), (2, "bob"), (3, "carol"), (4, "dave"), (5, "erin"), (6, "mallory")];

fn users() -> Vec<User> {
    let bots = [(90, "project_42_bot_0"), (91, "project_42_bot_1"), (92, "group_10_bot_2")];
    let people = PEOPLE.map(|(id, username)| User::person(id, username));
    let bots = bots.map(|(id, username)| User { bot: true, ..User::person(id, username) });
    people.into_iter().chain(bots).collect()
}

fn groups() -> Vec<Group> {
    let group = |id, path: &str, hidden, members: &[u64]| Group {
        id,
        path: path.to_owned(),
        hidden,
        members: members.iter().map(|user| Membership::of(*user, 30)).collect(),
    };
    vec![
        group(10, "acme", false, &[]),
        group(11, "acme/net", false, &[2]),
        group(12, "acme/net/eu", false, &[3]),
        group(13, "acme/secret", true, &[5]),
    ]
}

fn rules(tier: Tier) -> Vec<Rule> {
    let net = Rule {
        id: 201,
        name: "Net".to_owned(),
        kind: "regular",
        required: 1,
        eligible: vec![2, 5],
        hidden_groups: false,
    };
    if tier == Tier::Premium { vec![net] } else { Vec::new() }
}
