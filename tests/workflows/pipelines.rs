//! GitLab's side of a test: a project with its forge, and `gitlab-ci-local`, which runs pipelines of it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::{Value as Json, json};

use crate::actions::Ran;
use crate::downloads::{sha256, whomay_archive};
use crate::fake::gitlab::{Commit, Tier, World};
use crate::fake::server::Server;
use crate::shop::{Shop, shipped};
use crate::site::{Site, When, basic};
use crate::terraform::run;

/// Where the archive of this version is, below the address that `downloads` says.
pub(crate) const WHOMAY: &str =
    concat!("/releases/v", env!("CARGO_PKG_VERSION"), "/whomay-x86_64-unknown-linux-gnu.tar.gz");
pub(crate) const TERRAFORM: &str = "/releases/terraform.zip";

const TEMPLATES: [&str; 3] = ["lint", "report", "apply"];

/// How a project takes the templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// It has the files, and includes them.
    Files,
    /// It includes them from a server.
    Remote,
    /// It names components. Those of a project of its own at its own commit, because the runner has no other without a network.
    Components,
}

/// The text of a template.
pub(crate) fn template(name: &str) -> String {
    std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("templates/{name}.yml"))).unwrap()
}

/// What stands before `---` in a file, and what stands behind it.
pub(crate) fn documents(text: &str) -> [Json; 2] {
    let (header, body) = text.split_once("\n---\n").unwrap();
    [header, body].map(|part| serde_yaml::from_str(part).unwrap())
}

/// What there is besides GitLab, by path.
fn downloads(shop: &Shop) -> BTreeMap<String, Vec<u8>> {
    let mut downloads = BTreeMap::from([
        (WHOMAY.to_owned(), whomay_archive().to_vec()),
        (TERRAFORM.to_owned(), shop.terraform.archive.clone()),
    ]);
    downloads.extend(TEMPLATES.map(|name| (format!("/templates/{name}.yml"), template(name).into_bytes())));
    downloads
}

/// A project on GitLab with a request, and runners.
pub(crate) struct Pipelines {
    pub(crate) shop: Shop,
    pub(crate) form: Form,
    /// Values of inputs, by template and name; more than what a test needs to be told where things are.
    pub(crate) inputs: BTreeMap<(&'static str, &'static str), Json>,
    /// The `PATH` of the jobs.
    pub(crate) path: OsString,
    /// Variables of the project.
    pub(crate) variables: Vec<(&'static str, &'static str)>,
    site: Arc<Mutex<Site<World>>>,
    pub(crate) server: Server,
}

impl Pipelines {
    /// Alice's request 7, which bob has approved; who runs a pipeline is carol.
    pub(crate) fn with(tier: Tier, shop: Shop, form: Form) -> Pipelines {
        let site = Site {
            forge: world(tier, &shop),
            clone_path: "/acme/infra.git",
            folder: shop.at("repository/.git"),
            may_fetch: vec![basic("gitlab-ci-token", "job")],
            downloads: downloads(&shop),
            pages: Vec::new(),
            events: Vec::new(),
        };
        let site = Arc::new(Mutex::new(site));
        let server = Server::start(Arc::clone(&site));
        let path = std::env::var_os("PATH").unwrap();
        let mut pipelines =
            Pipelines { shop, form, inputs: BTreeMap::new(), path, variables: Vec::new(), site, server };
        let origin = pipelines.server.base_url.clone();
        for name in TEMPLATES {
            pipelines.input(name, "downloads", &format!("{origin}/releases"));
            pipelines.input(name, "sha256", &sha256(whomay_archive()));
        }
        for name in ["report", "apply"] {
            pipelines.input(name, "terraform", &format!("{origin}{TERRAFORM}"));
            let sum = sha256(&pipelines.shop.terraform.archive);
            pipelines.input(name, "terraform-sha256", &sum);
        }
        pipelines
    }

    pub(crate) fn input(&mut self, template: &'static str, name: &'static str, value: &str) {
        self.inputs.insert((template, name), json!(value));
    }

    pub(crate) fn world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.site.lock().unwrap().forge)
    }

    /// Puts something else in the place of a download, or nothing.
    pub(crate) fn download(&self, path: &str, bytes: Option<Vec<u8>>) {
        let downloads = &mut self.site.lock().unwrap().downloads;
        match bytes {
            Some(bytes) => downloads.insert(path.to_owned(), bytes),
            None => downloads.remove(path),
        };
    }

    pub(crate) fn when(&self, path: &'static str, after: usize, then: impl FnOnce(&mut World) + Send + 'static) {
        self.site.lock().unwrap().events.push(When { path, after, then: Box::new(then) });
    }

    /// Somebody runs a pipeline of the default branch for the request.
    pub(crate) fn apply(&self) -> Ran {
        self.apply_request("7")
    }

    pub(crate) fn apply_request(&self, request: &str) -> Ran {
        self.run(request, "main", &[("CI_PIPELINE_SOURCE", "web"), ("CI_COMMIT_REF_PROTECTED", "true")])
    }

    /// A pipeline of the request, in a clone that has its head checked out.
    pub(crate) fn request(&self) -> Ran {
        let variables = [
            ("CI_PIPELINE_SOURCE", "merge_request_event"),
            ("CI_MERGE_REQUEST_IID", "7"),
            ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
            ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "network"),
        ];
        self.run("", "network", &variables)
    }

    /// What a push to the default branch sets off.
    pub(crate) fn push(&self) -> Ran {
        self.run("", "main", &[("CI_PIPELINE_SOURCE", "push")])
    }

    /// The child pipeline that the last decision wrote.
    pub(crate) fn jobs(&self) -> Json {
        serde_json::from_str(&self.artifact("whomay-decide", "decision/jobs.yml").unwrap()).unwrap()
    }

    /// What a job of the last pipeline left.
    pub(crate) fn artifact(&self, job: &str, path: &str) -> Option<String> {
        std::fs::read_to_string(self.shop.at("artifacts").join(job).join(path)).ok()
    }

    /// The shipped `.gitlab-ci.yml`, with inputs as people fill them in, for a clone at a commit.
    fn root(&self, request: &str, commit: &str) -> String {
        let name = match self.form {
            Form::Files | Form::Remote => "gitlab/pipeline.gitlab-ci.yml",
            Form::Components => "gitlab/component.gitlab-ci.yml",
        };
        let mut text = shipped(name);
        if self.form == Form::Remote {
            let local = "local: .gitlab/whomay/";
            assert_eq!(text.matches(local).count(), TEMPLATES.len(), "{text}");
            text = text.replace(local, &format!("remote: {}/templates/", self.server.base_url));
        }
        if self.form == Form::Components {
            let version = env!("CARGO_PKG_VERSION");
            for template in TEMPLATES {
                let public = format!("OWNER/whomay/{template}@{version}\n");
                assert!(text.contains(&public), "{public}");
                text = text.replace(&public, &format!("acme/infra/{template}@{commit}\n"));
            }
        }
        let [mut header, mut body] = documents(&text);
        // As the form of GitLab for a new pipeline does.
        header["spec"]["inputs"]["request"]["default"] = json!(request);
        for ((template, input), value) in &self.inputs {
            let named = [format!("/{template}.yml"), format!("/{template}@{commit}")];
            let is_it = |include: &&mut Json| {
                let of = [&include["local"], &include["remote"], &include["component"]]
                    .into_iter()
                    .find_map(Json::as_str)
                    .unwrap();
                named.iter().any(|name| of.ends_with(name))
            };
            let include = body["include"].as_array_mut().unwrap().iter_mut().find(is_it).unwrap();
            include["inputs"][*input] = value.clone();
        }
        format!("{header}\n---\n{body}\n")
    }

    fn run(&self, request: &str, branch: &str, variables: &[(&str, &str)]) -> Ran {
        let home = tempfile::TempDir::new_in(self.shop.at("")).unwrap();
        let clone = home.path().join("clone");
        self.clone_to(&clone, branch);
        let commit = self.shop.git(["rev-parse", branch]);
        let folder = match self.form {
            Form::Files => Some(".gitlab/whomay"),
            Form::Components => Some("templates"),
            Form::Remote => None,
        };
        for (folder, name) in folder.iter().flat_map(|folder| TEMPLATES.map(|name| (clone.join(folder), name))) {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(format!("{name}.yml")), template(name)).unwrap();
        }
        std::fs::write(clone.join(".gitlab-ci.yml"), self.root(request, &commit)).unwrap();
        // The runner copies what git tracks.
        run(git(&clone).args(["add", "--all"]));
        self.write_variables(home.path(), branch, variables);
        let mut command = Command::new(std::env::var_os("WHOMAY_GITLAB_CI_LOCAL").unwrap());
        command
            .current_dir(&clone)
            .env_clear()
            .stdin(Stdio::null())
            .args(["--force-shell-executor", "--shell-isolation"]);
        command.envs([("PATH", self.path.clone()), ("HOME", home.path().into())]);
        command.envs([("CHECKPOINT_DISABLE", "1"), ("LC_ALL", "C.UTF-8"), ("GIT_CONFIG_NOSYSTEM", "1")]);
        let output = command.output().unwrap();
        let log = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        let _ = std::fs::remove_dir_all(self.shop.at("artifacts"));
        let _ = std::fs::rename(clone.join(".gitlab-ci-local/artifacts"), self.shop.at("artifacts"));
        Ran { status: output.status.code().unwrap(), log }
    }

    /// From a file, because a child pipeline is not given what the command line has.
    fn write_variables(&self, home: &Path, branch: &str, more: &[(&str, &str)]) {
        let origin = &self.server.base_url;
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
        let line = |(name, value): &(&str, &str)| format!("  {name}: '{value}'\n");
        let lines: String = job.iter().chain(more).chain(&self.variables).map(line).collect();
        std::fs::create_dir(home.join(".gitlab-ci-local")).unwrap();
        std::fs::write(home.join(".gitlab-ci-local/variables.yml"), format!("---\nglobal:\n{lines}")).unwrap();
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
