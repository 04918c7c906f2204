//! A clone, the forge that it came from, and the real program between them.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::Value as Json;
use tempfile::TempDir;

use crate::fake::server::Server;
use crate::fake::{github, gitlab};

/// Bob and Carol are in `net`. Everybody may plan; one approval, and no check may have failed.
pub(crate) const HUB_CONFIG: &str = "\
access_control:
  policies:
    - tag_query: ''
      plan: ['*']
      apply: ['team:net']
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true, any_of: ['team:net'], any_of_count: 1}
      merge_conflicts: {enabled: true}
      status_checks: {enabled: true}
";

/// A repository with `main`, and `topic` with a change of `prod/main.tf`, which is checked out nowhere: `main` is.
pub(crate) struct Clone {
    folder: TempDir,
    pub(crate) main: String,
    pub(crate) head: String,
}

impl Clone {
    pub(crate) fn with(config: &str) -> Clone {
        let mut clone = Clone { folder: TempDir::new().unwrap(), main: String::new(), head: String::new() };
        clone.git(["init", "--quiet", "--initial-branch=main", "."]);
        clone.write("prod/main.tf", "# 1\n").write(".terrateam/config.yml", config);
        clone.main = clone.commit("first");
        clone.git(["switch", "--quiet", "-c", "topic"]);
        clone.write("prod/main.tf", "# 2\n");
        clone.head = clone.commit("change");
        clone.git(["switch", "--quiet", "main"]);
        clone
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) -> &Clone {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.at(path)).unwrap()
    }

    pub(crate) fn commit(&self, message: &str) -> String {
        self.git(["add", "--all"]);
        self.git(["commit", "--quiet", "--allow-empty", "-m", message]);
        self.git(["rev-parse", "HEAD"])
    }

    pub(crate) fn git<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> String {
        let output = scrubbed("git", self.folder.path()).args(arguments).stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// Runs whomay with the words of a line, in an environment of these variables alone.
    pub(crate) fn run(&self, variables: &[(&str, String)], line: &str) -> Run {
        let mut command = scrubbed(env!("CARGO_BIN_EXE_whomay"), self.folder.path());
        command
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .args(line.split(' ').filter(|word| !word.is_empty()))
            .stdin(Stdio::null());
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run { status: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

fn scrubbed(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .envs([("HOME", folder.as_os_str()), ("LC_ALL", OsStr::new("C.UTF-8"))])
        .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_TERMINAL_PROMPT", "0")])
        .envs([("GIT_AUTHOR_NAME", "Ann"), ("GIT_AUTHOR_EMAIL", "ann@example.com")])
        .envs([("GIT_COMMITTER_NAME", "Cy"), ("GIT_COMMITTER_EMAIL", "cy@example.com")])
        .envs([("GIT_AUTHOR_DATE", "2026-01-02T03:04:05Z"), ("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z")]);
    command
}

/// How a run ended, and what it said where.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    #[track_caller]
    pub(crate) fn ends_with(&self, status: i32) -> &Run {
        assert_eq!(self.status, status, "\n{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Run {
        assert!(self.out.contains(text), "no {text:?} in\n{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub(crate) fn complains(&self, text: &str) -> &Run {
        assert!(self.err.contains(text), "no {text:?} in\n{}\n{}", self.out, self.err);
        self
    }

    pub(crate) fn json(&self) -> Json {
        serde_json::from_str(&self.out).unwrap()
    }
}

/// The clone and its GitHub.
pub(crate) struct Hub {
    pub(crate) clone: Clone,
    pub(crate) world: Arc<Mutex<github::World>>,
    pub(crate) server: Server,
}

impl Hub {
    /// The world of [`github::World::new`], about the commits of a clone with this configuration.
    pub(crate) fn with(config: &str) -> Hub {
        let clone = Clone::with(config);
        let mut world = github::World::new();
        let head = clone.head.clone();
        world.commits = vec![github::world::Commit::by("alice", &head)];
        world.reviews.iter_mut().for_each(|review| review.commit = Some(head.clone()));
        world.checks.iter_mut().for_each(|check| check.commit.clone_from(&head));
        world.activity.iter_mut().for_each(|activity| activity.after.clone_from(&head));
        world.branches.get_mut("main").unwrap().tip.clone_from(&clone.main);
        world.branches.get_mut("topic").unwrap().tip.clone_from(&head);
        world.runs.values_mut().for_each(|run| run.head.clone_from(&head));
        world.pull.head = head;
        let world = Arc::new(Mutex::new(world));
        let server = Server::start(Arc::clone(&world));
        Hub { clone, world, server }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, github::World> {
        self.world.lock().unwrap()
    }

    /// What names the server, and all tokens.
    pub(crate) fn variables(&self) -> Vec<(&'static str, String)> {
        vec![
            ("GITHUB_SERVER_URL", self.server.base_url.clone()),
            ("GITHUB_API_URL", format!("{}/api/v3", self.server.base_url)),
            ("GITHUB_TOKEN", github::world::READ.to_owned()),
            ("WHOMAY_MEMBERS_TOKEN", github::world::MEMBERS.to_owned()),
        ]
    }

    pub(crate) fn url(&self) -> String {
        format!("{}/acme/infra/pull/7", self.server.base_url)
    }

    /// `simulate --pull URL` and the rest of the line.
    pub(crate) fn simulate(&self, rest: &str) -> Run {
        self.clone.run(&self.variables(), &format!("simulate --pull {} {rest}", self.url()))
    }
}

/// The clone and its GitLab, below a relative root.
pub(crate) struct Lab {
    pub(crate) clone: Clone,
    pub(crate) world: Arc<Mutex<gitlab::World>>,
    pub(crate) server: Server,
}

impl Lab {
    pub(crate) fn with(tier: gitlab::Tier, config: &str) -> Lab {
        let clone = Clone::with(config);
        let mut world = gitlab::World::new(tier);
        let head = clone.head.clone();
        world.root = "/lab".to_owned();
        world.branches =
            [("main", clone.main.clone()), ("network", head.clone())].map(|(name, tip)| (name.to_owned(), tip)).into();
        world.commits = vec![gitlab::Commit::by("alice", &head)];
        world.versions.iter_mut().for_each(|version| version.head.clone_from(&head));
        world.statuses.iter_mut().for_each(|status| status.sha.clone_from(&head));
        world.pipelines.iter_mut().for_each(|pipeline| pipeline.sha.clone_from(&head));
        world.pushes.iter_mut().for_each(|push| push.to = Some(head.clone()));
        world.head = head;
        let world = Arc::new(Mutex::new(world));
        let server = Server::start(Arc::clone(&world));
        Lab { clone, world, server }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, gitlab::World> {
        self.world.lock().unwrap()
    }

    pub(crate) fn variables(&self) -> Vec<(&'static str, String)> {
        vec![
            ("CI_SERVER_URL", format!("{}/lab", self.server.base_url)),
            ("GITLAB_TOKEN", "read".to_owned()),
            ("WHOMAY_MEMBERS_TOKEN", "members".to_owned()),
        ]
    }

    pub(crate) fn simulate(&self, rest: &str) -> Run {
        let url = format!("{}/lab/acme/infra/-/merge_requests/7", self.server.base_url);
        self.clone.run(&self.variables(), &format!("simulate --pull {url} {rest}"))
    }
}
