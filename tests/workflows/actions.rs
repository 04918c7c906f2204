//! GitHub's side of a test: a repository with its forge, and `act`, which runs a workflow of it.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value as Json, json};

use crate::downloads::{filled_in, sha256, whomay_archive};
use crate::fake::github::World;
use crate::fake::github::world::{ACTIONS_BOT, ChangedFile, Commit, MEMBERS, READ, RUN, WRITE, WorkflowRun};
use crate::fake::server::{Reply, Request, Server};
use crate::release::{DOWNLOADS, Release, archive_name};
use crate::shop::{Shop, shipped};
use crate::site::{Page, Site, When, basic};

pub(crate) const TERRAFORM: &str = "/releases/terraform.zip";

/// A repository on GitHub with a request, and runners.
pub(crate) struct Actions {
    pub(crate) shop: Shop,
    site: Arc<Mutex<Site<World>>>,
    pub(crate) server: Server,
    /// The action that workflows use.
    pub(crate) release: Release,
    /// What is filled in besides where things are, by name.
    pub(crate) values: Vec<(&'static str, String)>,
}

/// How a run of a workflow ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) log: String,
}

impl Actions {
    /// Alice's request 7, which bob has approved; whoever runs something is carol.
    pub(crate) fn with(shop: Shop, branch: &str) -> Actions {
        let site = Site {
            forge: world(&shop, branch),
            clone_path: "/acme/infra.git",
            folder: shop.at("repository/.git"),
            may_fetch: [READ, WRITE].map(|token| basic("x-access-token", token)).into(),
            downloads: [
                (format!("{DOWNLOADS}{}", archive_name()), whomay_archive()),
                (TERRAFORM.to_owned(), &shop.terraform.archive),
            ]
            .map(|(path, bytes)| (path, bytes.to_vec()))
            .into(),
            pages: pages(shop.at("artifacts/whomay-report.zip")),
            events: Vec::new(),
        };
        let site = Arc::new(Mutex::new(site));
        let server = Server::start(Arc::clone(&site));
        let release = Release::in_folder(&shop.at("release"), &server.base_url);
        Actions { shop, site, server, release, values: Vec::new() }
    }

    pub(crate) fn site(&self) -> MutexGuard<'_, Site<World>> {
        self.site.lock().unwrap()
    }

    /// The world, to look at it and to change it.
    pub(crate) fn world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.site().forge)
    }

    pub(crate) fn when(&self, path: &'static str, after: usize, then: impl FnOnce(&mut World) + Send + 'static) {
        self.site().events.push(When { path, after, then: Box::new(then) });
    }

    /// Offers a download, and fills in where it is, with its sum.
    pub(crate) fn offer(&mut self, [address, sum]: [&'static str; 2], path: &str, bytes: &[u8]) {
        self.site().downloads.insert(path.to_owned(), bytes.to_vec());
        self.values.push((address, format!("{}{path}", self.server.base_url)));
        self.values.push((sum, sha256(bytes)));
    }

    /// A workflow as it is shipped, filled in.
    pub(crate) fn workflow(&self, name: &str) -> String {
        let origin = &self.server.base_url;
        let values = [
            ("TERRAFORM_URL", format!("{origin}{TERRAFORM}")),
            ("TERRAFORM_SHA256", sha256(&self.shop.terraform.archive)),
        ];
        let values = [values.as_slice(), &self.values].concat();
        filled_in(&shipped(&format!("github/{name}")), &values)
    }

    /// Somebody comments on the request, and the workflow for comments runs.
    pub(crate) fn comment(&self, login: &str, body: &str) -> Ran {
        self.comment_on(login, body, &self.workflow("apply-on-comment.yml"))
    }

    pub(crate) fn comment_on(&self, login: &str, body: &str, workflow: &str) -> Ran {
        let (comment, account) = self.world(|world| {
            world.runs.insert(RUN, WorkflowRun::of(login));
            world.runs.get_mut(&RUN).unwrap().event = "issue_comment";
            (world.comment(login, body), world.accounts[login].id)
        });
        let user = json!({"login": login, "id": account, "type": "User"});
        let event = json!({
            "action": "created",
            "issue": {"number": 7, "title": "a\";pwned;\"$(pwned)", "state": "open", "pull_request": {"url": "x"}, "user": {"login": "alice"}},
            "comment": {"id": comment, "body": body, "user": user},
            "repository": repository(),
            "sender": user,
        });
        self.run("issue_comment", workflow, &event, WRITE)
    }

    /// The request is opened or pushed to, and is planned with a token that may only read.
    pub(crate) fn plan(&self, branch: &str) -> Ran {
        let head = &self.shop.head;
        let event = json!({
            "action": "synchronize",
            "number": 7,
            "pull_request": {
                "number": 7, "title": "a\";pwned;\"$(pwned)",
                "head": {"ref": branch, "sha": head, "repo": repository()},
                "base": {"ref": "main", "sha": self.shop.main, "repo": repository()},
                "user": {"login": "alice"},
            },
            "repository": repository(),
        });
        self.run("pull_request", &self.workflow("plan.yml"), &event, READ)
    }

    /// The run of the plan is over.
    pub(crate) fn plan_is_over(&self, branch: &str, head: &str) -> Ran {
        let event = json!({
            "action": "completed",
            "workflow_run": {
                "id": 77, "event": "pull_request", "head_sha": head, "head_branch": branch, "conclusion": "success",
                "head_repository": self.head_repository(), "pull_requests": [],
            },
            "repository": repository(),
        });
        self.run("workflow_run", &self.workflow("plan-comment.yml"), &event, WRITE)
    }

    /// Somebody merged, or pushed to the default branch.
    pub(crate) fn push(&self, commit: &str) -> Ran {
        self.world(|world| world.runs.get_mut(&RUN).unwrap().event = "push");
        let event =
            json!({"ref": "refs/heads/main", "before": self.shop.main, "after": commit, "repository": repository()});
        self.run("push", &self.workflow("apply-on-merge.yml"), &event, WRITE)
    }

    /// Somebody starts the workflow for merges by hand, for a request.
    pub(crate) fn dispatch(&self, login: &str, pull: &str) -> Ran {
        self.world(|world| {
            world.runs.insert(RUN, WorkflowRun::of(login));
            world.runs.get_mut(&RUN).unwrap().event = "workflow_dispatch";
        });
        let event = json!({"ref": "refs/heads/main", "inputs": {"pull": pull}, "repository": repository()});
        self.run("workflow_dispatch", &self.workflow("apply-on-merge.yml"), &event, WRITE)
    }

    /// The request is opened or pushed to, and its configuration is looked at.
    pub(crate) fn lint(&self, workflow: &str) -> Ran {
        let event = json!({
            "action": "synchronize",
            "number": 7,
            "pull_request": {"number": 7, "title": "a\";pwned;\"$(pwned)",
                "head": {"sha": self.shop.head, "repo": self.head_repository()}, "base": {"ref": "main"},
            },
            "repository": repository(),
        });
        self.run("pull_request", workflow, &event, READ)
    }

    /// The merge queue makes a group of the request.
    pub(crate) fn queue(&self) -> Ran {
        let group = json!({"head_sha": self.shop.head, "head_ref": "refs/heads/gh-readonly-queue/main/pr-7-x", "base_ref": "refs/heads/main"});
        let event = json!({"action": "checks_requested", "merge_group": group, "repository": repository()});
        self.run("merge_group", &self.workflow("apply-on-merge.yml"), &event, WRITE)
    }

    /// Which commit GitHub starts a run for, and by which name: that of the default branch, or what a merge would bring.
    fn of_run(&self, event_name: &str, event: &Json) -> (String, String) {
        match event_name {
            "pull_request" => ("refs/pull/7/merge".to_owned(), self.shop.merged_on_trial()),
            "push" => ("refs/heads/main".to_owned(), event["after"].as_str().unwrap().to_owned()),
            _ => ("refs/heads/main".to_owned(), self.shop.main.clone()),
        }
    }

    fn head_repository(&self) -> Json {
        let name = self.world(|world| world.pull.head_repository.clone()).unwrap();
        json!({"full_name": name, "owner": {"login": name.split('/').next()}})
    }

    /// Runs a workflow. The environment has nothing of this machine but where programs are.
    pub(crate) fn run(&self, event_name: &str, workflow: &str, event: &Json, token: &str) -> Ran {
        let home = tempfile::TempDir::new_in(self.shop.at("")).unwrap();
        let at = |name: &str| home.path().join(name);
        for folder in ["work", "bin"] {
            std::fs::create_dir(at(folder)).unwrap();
        }
        std::fs::write(at("workflow.yml"), workflow).unwrap();
        std::fs::write(at("event.json"), event.to_string()).unwrap();
        // Whatever a name of the request might run if it got into a script, and what lies on PATH and is nobody's to run.
        for name in ["pwned", "whomay", "cargo"] {
            self.shop.put_trap(&at("bin").join(name));
        }
        self.release.put_gh_into(&at("bin"));
        // act loses the last lines of a script that ends soon, so scripts write elsewhere; what they start does not.
        let said = at("said");
        let redirect = format!("unset BASH_ENV\nexec >> {} 2>&1\n", said.display());
        std::fs::write(at("redirect"), redirect).unwrap();
        let origin = &self.server.base_url;
        let (reference, commit) = self.of_run(event_name, event);
        let mut path = at("bin").into_os_string();
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap());
        let mut act = Command::new(std::env::var_os("WHOMAY_ACT").unwrap());
        act.arg(event_name).current_dir(at("work")).env_clear().stdin(Stdio::null());
        act.envs([("PATH", path), ("HOME", home.path().into()), ("UPLOADS", self.shop.at("artifacts").into())]);
        act.envs([("CHECKPOINT_DISABLE", "1"), ("LC_ALL", "C.UTF-8"), ("GIT_CONFIG_NOSYSTEM", "1")]);
        act.env("BASH_ENV", at("redirect"));
        act.arg("-W").arg(at("workflow.yml")).arg("-e").arg(at("event.json"));
        act.args([
            "-P",
            "ubuntu-latest=-self-hosted",
            "--action-offline-mode",
            "--no-cache-server",
            "--no-skip-checkout",
            "--defaultbranch",
            "main",
        ]);
        for action in self.release.local_repositories(workflow) {
            act.args(["--local-repository", &action]);
        }
        act.args(["-s", &format!("GITHUB_TOKEN={token}"), "-s", &format!("WHOMAY_MEMBERS_TOKEN={MEMBERS}")]);
        for (name, value) in [
            ("GITHUB_SERVER_URL", origin.clone()),
            ("GITHUB_API_URL", format!("{origin}/api/v3")),
            ("GITHUB_GRAPHQL_URL", format!("{origin}/api/graphql")),
            ("GITHUB_REPOSITORY", "acme/infra".to_owned()),
            ("GITHUB_REF", reference),
            ("SHA_REF", commit), // what act calls GITHUB_SHA
            ("GITHUB_RUN_ID", RUN.to_string()),
            ("GITHUB_RUN_ATTEMPT", "1".to_owned()),
        ] {
            act.args(["--env", &format!("{name}={value}")]);
        }
        let output = act.output().unwrap();
        let said = std::fs::read(said).unwrap_or_default();
        let log = [output.stdout, output.stderr, said].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        let is_noise = |line: &&str| line.contains("git re") || line.contains("docker connection");
        let log = log.lines().filter(|line| !is_noise(line)).collect::<Vec<_>>().join("\n");
        assert!(!self.shop.at("pwned").exists(), "something was run that nobody trusts:\n{log}");
        Ran { status: output.status.code().unwrap(), log }
    }
}

impl Ran {
    #[track_caller]
    pub(crate) fn succeeds(&self) -> &Ran {
        assert_eq!(self.status, 0, "\n{}", self.log);
        self
    }

    #[track_caller]
    pub(crate) fn fails(&self) -> &Ran {
        assert_ne!(self.status, 0, "\n{}", self.log);
        self
    }

    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Ran {
        assert!(self.log.contains(text), "no {text:?} in\n{}", self.log);
        self
    }
}

fn repository() -> Json {
    json!({"name": "infra", "full_name": "acme/infra", "owner": {"login": "acme"}, "default_branch": "main"})
}

fn world(shop: &Shop, branch: &str) -> World {
    let mut world = World::new();
    let head = shop.head.clone();
    world.commits = vec![Commit::by("alice", &head)];
    let changed = shop.git(["diff", "--name-only", "-z", &shop.main, &head]);
    world.files = changed.split_terminator('\0').map(modified).collect();
    world.reviews.iter_mut().for_each(|review| review.commit = Some(head.clone()));
    world.checks.iter_mut().for_each(|check| check.commit.clone_from(&head));
    world.activity.iter_mut().for_each(|activity| activity.after.clone_from(&head));
    world.branches.get_mut("main").unwrap().tip.clone_from(&shop.main);
    let mut topic = world.branches.remove("topic").unwrap();
    topic.tip.clone_from(&head);
    world.branches.insert(branch.to_owned(), topic);
    branch.clone_into(&mut world.pull.head_branch);
    world.activity.iter_mut().for_each(|activity| activity.branch = format!("refs/heads/{branch}"));
    world.pull.head = head;
    // Deciding is part of what the job's token is for, and so is answering.
    assert_eq!(world.tokens[WRITE].login, ACTIONS_BOT);
    world
}

fn modified(path: &str) -> ChangedFile {
    ChangedFile { path: path.to_owned(), status: "modified", previous: None }
}

/// What the workflows ask of the REST API themselves.
fn pages(report: PathBuf) -> Vec<Page<World>> {
    let is = |request: &Request, end: &str| {
        request.path == format!("/api/v3/repos/acme/infra/{end}") && request.token() == Some(WRITE)
    };
    let stored = report.clone();
    vec![
        Box::new(move |world, request| {
            let (owner, branch) = request.param("head")?.split_once(':')?;
            let listed = is(request, "pulls")
                && world.pull.head_repository.as_deref() == Some(&format!("{owner}/infra"))
                && branch == world.pull.head_branch
                && world.pull.state == "OPEN";
            let pulls = if listed { json!([{"number": 7, "head": {"sha": world.pull.head}}]) } else { json!([]) };
            is(request, "pulls").then(|| Reply::json(200, &pulls))
        }),
        Box::new(move |_, request| {
            let artifacts = match report.exists() {
                true => json!([{"id": 11, "name": "whomay-report", "expired": false}]),
                false => json!([]),
            };
            is(request, "actions/runs/77/artifacts")
                .then(|| Reply::json(200, &json!({"total_count": 1, "artifacts": artifacts})))
        }),
        // GitHub sends to its storage, which is on another host and wants no token.
        Box::new(move |_, request| {
            let target = format!("{}/storage/report.zip", request.origin.replace("127.0.0.1", "localhost"));
            is(request, "actions/artifacts/11/zip").then(|| Reply::text(302, "text/plain", "").with("location", target))
        }),
        Box::new(move |_, request| {
            let is_clean = request.token().is_none();
            (request.path == "/storage/report.zip").then(|| match std::fs::read(&stored) {
                Ok(bytes) if is_clean => Reply::text(200, "application/zip", bytes),
                _ => Reply::text(403, "text/plain", "a token has no business here"),
            })
        }),
    ]
}
