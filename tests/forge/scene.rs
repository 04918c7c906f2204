//! A clone, the forge that it came from, and the real program between them.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard};

use tempfile::TempDir;

use crate::fake::server::Server;
use crate::fake::{github, gitlab};
pub(crate) use crate::sandbox::Run;
use crate::sandbox::{git_in, whomay};

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

/// The same for GitLab, where teams are groups: one approval, and everybody may plan.
pub(crate) const LAB_CONFIG: &str = "\
access_control:
  policies:
    - tag_query: ''
      plan: ['*']
      apply: ['team:acme/net']
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true, any_of: ['team:acme/net'], any_of_count: 1}
";

/// Behind one of those: an apply has to wait for the merge.
pub(crate) const AFTER_MERGE: &str = "      apply_after_merge: {enabled: true}\n";

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

    /// A folder without a repository, and without commits to speak of.
    pub(crate) fn empty() -> Clone {
        Clone { folder: TempDir::new().unwrap(), main: String::new(), head: String::new() }
    }

    /// Another one with the same content.
    pub(crate) fn copy(&self) -> Clone {
        let copy = Clone { folder: TempDir::new().unwrap(), main: self.main.clone(), head: self.head.clone() };
        copy_folder(self.folder.path(), copy.folder.path());
        copy
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
        git_in(self.folder.path(), arguments)
    }

    /// Runs whomay with the words of a line, in an environment of these variables alone.
    pub(crate) fn run(&self, variables: &[(&str, String)], line: &str) -> Run {
        let mut command = whomay(self.folder.path());
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        Run::of(command.args(line.split(' ').filter(|word| !word.is_empty())).stdin(Stdio::null()))
    }
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
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
        Hub::of(Clone::with(config))
    }

    /// The same about the commits of this clone.
    pub(crate) fn of(clone: Clone) -> Hub {
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

    /// Those, and what the runner of a job of the repository sets.
    pub(crate) fn job_variables(&self) -> Vec<(&'static str, String)> {
        let mut variables = self.variables();
        variables.extend([
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("GITHUB_REPOSITORY", "acme/infra".to_owned()),
            ("GITHUB_RUN_ID", github::world::RUN.to_string()),
            ("GITHUB_RUN_ATTEMPT", "1".to_owned()),
            ("RUNNER_NAME", "GitHub Actions 1".to_owned()),
            ("GITHUB_EVENT_NAME", "workflow_dispatch".to_owned()),
        ]);
        variables
    }

    /// `enforce` and the rest of the line, in a job.
    pub(crate) fn enforce(&self, rest: &str) -> Run {
        self.clone.run(&self.job_variables(), &format!("enforce {rest}"))
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
        Lab::of(tier, Clone::with(config))
    }

    /// The same about the commits of this clone.
    pub(crate) fn of(tier: gitlab::Tier, clone: Clone) -> Lab {
        let mut world = gitlab::World::new(tier);
        let head = clone.head.clone();
        world.root = "/lab".to_owned();
        world.branches =
            [("main", clone.main.clone()), ("network", head.clone())].map(|(name, tip)| (name.to_owned(), tip)).into();
        let mut commit = gitlab::Commit::by("alice", &head);
        // The private addresses of this server, which has no name.
        commit.author_email = commit.author_email.replace("gitlab.example.com", "127.0.0.1");
        commit.committer_email.clone_from(&commit.author_email);
        world.commits = vec![commit];
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

    /// Those, and what the runner of a job of the project sets.
    pub(crate) fn job_variables(&self) -> Vec<(&'static str, String)> {
        let mut variables = self.variables();
        variables.extend([
            ("GITLAB_CI", "true".to_owned()),
            ("CI_PROJECT_PATH", "acme/infra".to_owned()),
            ("CI_JOB_ID", "701".to_owned()),
            ("CI_JOB_TOKEN", "job".to_owned()),
            ("CI_PIPELINE_ID", "501".to_owned()),
            ("CI_PIPELINE_SOURCE", "web".to_owned()),
        ]);
        variables
    }

    /// `enforce` and the rest of the line, in a job.
    pub(crate) fn enforce(&self, rest: &str) -> Run {
        self.clone.run(&self.job_variables(), &format!("enforce {rest}"))
    }

    pub(crate) fn simulate(&self, rest: &str) -> Run {
        let url = format!("{}/lab/acme/infra/-/merge_requests/7", self.server.base_url);
        self.clone.run(&self.variables(), &format!("simulate --pull {url} {rest}"))
    }
}
