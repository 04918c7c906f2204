//! GitLab's side of a test: a project with its forge, and `gitlab-ci-local`, which runs pipelines of it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use crate::actions::Ran;
use crate::downloads::{filled_in, sha256, whomay_archive};
use crate::fake::gitlab::{Commit, Tier, World};
use crate::fake::server::Server;
use crate::shop::{Shop, shipped};
use crate::site::{Site, When, basic};
use crate::terraform::run;

const WHOMAY: &str = "/releases/whomay.tar.gz";
const TERRAFORM: &str = "/releases/terraform.zip";

/// A project on GitLab with a request, and runners.
pub(crate) struct Pipelines {
    pub(crate) shop: Shop,
    site: Arc<Mutex<Site<World>>>,
    pub(crate) server: Server,
}

impl Pipelines {
    /// Alice's request 7, which bob has approved; who runs a pipeline is carol.
    pub(crate) fn with(tier: Tier, shop: Shop) -> Pipelines {
        let site = Site {
            forge: world(tier, &shop),
            clone_path: "/acme/infra.git",
            folder: shop.at("repository/.git"),
            may_fetch: vec![basic("gitlab-ci-token", "job")],
            downloads: [(WHOMAY, whomay_archive()), (TERRAFORM, &shop.terraform.archive)]
                .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()))
                .into(),
            pages: Vec::new(),
            events: Vec::new(),
        };
        let site = Arc::new(Mutex::new(site));
        let server = Server::start(Arc::clone(&site));
        Pipelines { shop, site, server }
    }

    pub(crate) fn world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.site.lock().unwrap().forge)
    }

    pub(crate) fn when(&self, path: &'static str, after: usize, then: impl FnOnce(&mut World) + Send + 'static) {
        self.site.lock().unwrap().events.push(When { path, after, then: Box::new(then) });
    }

    /// Somebody runs a pipeline of the default branch for the request.
    pub(crate) fn apply(&self) -> Ran {
        self.apply_request("7")
    }

    pub(crate) fn apply_request(&self, request: &str) -> Ran {
        let root = format!("include:\n  - local: .gitlab/whomay-apply.yml\n    inputs: {{request: '{request}'}}\n");
        self.run(&root, "whomay-apply.yml", "apply.gitlab-ci.yml", "main", &[("CI_COMMIT_REF_PROTECTED", "true")])
    }

    /// A pipeline of the request, in a clone that has its head checked out.
    pub(crate) fn plan(&self) -> Ran {
        let root = "include:\n  - local: .gitlab/whomay-plan.yml\n";
        let variables = [
            ("CI_PIPELINE_SOURCE", "merge_request_event"),
            ("CI_MERGE_REQUEST_IID", "7"),
            ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
            ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "network"),
            ("CI_COMMIT_SHA", &self.shop.head),
        ];
        self.run(root, "whomay-plan.yml", "plan.gitlab-ci.yml", "network", &variables)
    }

    fn run(&self, root: &str, name: &str, template: &str, branch: &str, variables: &[(&str, &str)]) -> Ran {
        let home = tempfile::TempDir::new_in(self.shop.at("")).unwrap();
        let clone = home.path().join("clone");
        let origin = &self.server.base_url;
        self.clone_to(&clone, branch);
        let values = [
            ("WHOMAY_URL", format!("{origin}{WHOMAY}")),
            ("WHOMAY_SHA256", sha256(whomay_archive())),
            ("TERRAFORM_URL", format!("{origin}{TERRAFORM}")),
            ("TERRAFORM_SHA256", sha256(&self.shop.terraform.archive)),
        ];
        std::fs::create_dir_all(clone.join(".gitlab")).unwrap();
        let template = filled_in(&shipped(&format!("gitlab/{template}")), &values);
        std::fs::write(clone.join(".gitlab").join(name), template).unwrap();
        std::fs::write(clone.join(".gitlab-ci.yml"), root).unwrap();
        // The runner copies what git tracks.
        run(git(&clone).args(["add", "--all"]));
        let mut command = Command::new(std::env::var_os("WHOMAY_GITLAB_CI_LOCAL").unwrap());
        command
            .current_dir(&clone)
            .env_clear()
            .stdin(Stdio::null())
            .args(["--force-shell-executor", "--shell-isolation"]);
        command.envs([("PATH", std::env::var_os("PATH").unwrap()), ("HOME", home.path().into())]);
        command.envs([("CHECKPOINT_DISABLE", "1"), ("LC_ALL", "C.UTF-8"), ("GIT_CONFIG_NOSYSTEM", "1")]);
        let server = format!("{origin}/lab");
        let project = format!("{origin}/acme/infra");
        let job = [
            ("GITLAB_CI", "true"),
            ("CI_SERVER_URL", &server),
            ("CI_API_V4_URL", &format!("{server}/api/v4")),
            ("CI_PROJECT_URL", &project),
            ("CI_PROJECT_PATH", "acme/infra"),
            ("CI_PROJECT_ID", "42"),
            ("CI_DEFAULT_BRANCH", "main"),
            ("CI_COMMIT_BRANCH", branch),
            ("CI_JOB_ID", "701"),
            ("CI_JOB_TOKEN", "job"),
            ("GITLAB_TOKEN", "read"),
            ("WHOMAY_MEMBERS_TOKEN", "members"),
            ("WHOMAY_WRITE_TOKEN", "write"),
        ];
        // From a file, because a child pipeline is not given what the command line has.
        let line = |(name, value): &(&str, &str)| format!("  {name}: '{value}'\n");
        let lines: String = job.iter().chain(variables).map(line).collect();
        std::fs::create_dir(home.path().join(".gitlab-ci-local")).unwrap();
        std::fs::write(home.path().join(".gitlab-ci-local/variables.yml"), format!("---\nglobal:\n{lines}")).unwrap();
        let output = command.output().unwrap();
        let log = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        Ran { status: output.status.code().unwrap(), log }
    }

    /// As a job of the branch finds it: `origin` leads to GitLab, with the token of the job.
    fn clone_to(&self, clone: &Path, branch: &str) {
        let folder = self.shop.at("repository");
        run(git(&folder).args(["clone", "--quiet", "--branch", branch, "."]).arg(clone));
        let address = self.server.base_url.replace("http://", "http://gitlab-ci-token:job@");
        run(git(clone).args(["remote", "set-url", "origin", &format!("{address}/acme/infra.git")]));
    }
}

fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command
}

fn world(tier: Tier, shop: &Shop) -> World {
    let mut world = World::new(tier);
    let head = shop.head.clone();
    world.root = "/lab".to_owned();
    world.branches =
        [("main", shop.main.clone()), ("network", head.clone())].map(|(name, tip)| (name.to_owned(), tip)).into();
    let changed = shop.git(["diff", "--name-only", "-z", &shop.main, &head]);
    world.changes_count = Some(changed.split_terminator('\0').count().to_string());
    // The private address that this server gives her.
    let email = "1-alice@users.noreply.127.0.0.1".to_owned();
    let commit = Commit { author_email: email.clone(), committer_email: email, ..Commit::by("alice", &head) };
    world.commits = vec![commit];
    world.versions.iter_mut().for_each(|version| version.head.clone_from(&head));
    world.statuses.iter_mut().for_each(|status| status.sha.clone_from(&head));
    world.pipelines.iter_mut().for_each(|pipeline| pipeline.sha.clone_from(&head));
    world.pushes.iter_mut().for_each(|push| push.to = Some(head.clone()));
    world.head = head;
    world
}
