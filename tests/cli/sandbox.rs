//! Real repositories in a temporary folder, and the real program run in them.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A configuration with a policy for production and one for the rest.
pub(crate) const CONFIG: &str = "\
dirs:
  prod:
    tags: [prod]
access_control:
  policies:
    - tag_query: prod
      plan: ['*']
      apply: ['team:sre']
    - tag_query: ''
";

/// The same, without the requirements whose facts an offline question does not have.
pub(crate) const LENIENT: &str = "\
apply_requirements:
  checks:
    - tag_query: ''
      merge_conflicts: {enabled: false}
      status_checks: {enabled: false}
      require_ready_for_review_pr: false
";

/// A folder that repositories are made in; removed when dropped.
pub(crate) struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    pub(crate) fn empty() -> Self {
        Sandbox { folder: TempDir::new().unwrap() }
    }

    /// A repository with an unborn branch `main`.
    pub(crate) fn new() -> Self {
        let sandbox = Sandbox::empty();
        sandbox.git(["init", "--quiet", "--initial-branch=main", "."]);
        sandbox
    }

    /// A repository whose `main` has this configuration and `prod/main.tf` and `dev/main.tf`, and whose branch
    /// `feature` is checked out and as yet the same.
    pub(crate) fn with(config: &str) -> Self {
        let sandbox = Sandbox::new();
        sandbox.write("prod/main.tf", "# 1\n").write("dev/main.tf", "# 1\n").write("README.md", "read me\n");
        if !config.is_empty() {
            sandbox.write(".terrateam/config.yml", config);
        }
        sandbox.commit("first");
        sandbox.git(["switch", "--quiet", "-c", "feature"]);
        sandbox
    }

    /// The same with the configuration that needs few facts, and with both directories changed.
    pub(crate) fn ready() -> Self {
        let sandbox = Sandbox::with(&format!("{CONFIG}{LENIENT}"));
        sandbox.change(["prod/main.tf", "dev/main.tf"]);
        sandbox
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.path().join(path)
    }

    pub(crate) fn write(&self, path: impl AsRef<Path>, text: &str) -> &Self {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn link(&self, path: &str, target: &str) -> &Self {
        std::fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, self.at(path)).unwrap();
        self
    }

    pub(crate) fn remove(&self, path: &str) -> &Self {
        std::fs::remove_file(self.at(path)).unwrap();
        self
    }

    /// Writes something new into each file and commits.
    pub(crate) fn change<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> &Self {
        for path in paths {
            self.write(path, "# 2\n");
        }
        self.commit("change");
        self
    }

    /// Runs git and gives what it prints, without the last line end.
    pub(crate) fn git<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> String {
        git_in(self.path(), arguments)
    }

    /// Commits everything and gives the id.
    pub(crate) fn commit(&self, message: &str) -> String {
        self.git(["add", "--all"]);
        self.git(["commit", "--quiet", "--allow-empty", "-m", message]);
        self.git(["rev-parse", "HEAD"])
    }

    /// Runs whomay with the arguments of a line, which are divided by spaces.
    pub(crate) fn run(&self, line: &str) -> Run {
        self.run_all(line.split(' ').filter(|argument| !argument.is_empty()))
    }

    /// Runs whomay with these arguments.
    pub(crate) fn run_all<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Run {
        Run::of(whomay(self.path()).args(arguments).stdin(Stdio::null()))
    }

    /// Runs it in a folder of the sandbox.
    pub(crate) fn run_in(&self, folder: &str, line: &str) -> Run {
        Run::of(whomay(&self.at(folder)).args(line.split(' ')).stdin(Stdio::null()))
    }
}

/// Runs git in a folder.
pub(crate) fn git_in<S: AsRef<OsStr>>(folder: &Path, arguments: impl IntoIterator<Item = S>) -> String {
    let mut command = scrubbed("git", folder);
    let output = command.args(arguments).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

/// The program, in a folder.
pub(crate) fn whomay(folder: &Path) -> Command {
    scrubbed(env!("CARGO_BIN_EXE_whomay"), folder)
}

/// A command that sees nothing of the machine's environment but where programs are.
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
    /// Runs a command. Nothing that whomay does may ever panic, be killed or print what is not text.
    pub(crate) fn of(command: &mut Command) -> Run {
        Run::from(command.output().unwrap())
    }

    /// The run succeeded: allowed, clean, or nothing to decide.
    #[track_caller]
    pub(crate) fn clean(&self) -> &Self {
        self.ends_with(0)
    }

    /// The answer is no, not yet or not known.
    #[track_caller]
    pub(crate) fn negative(&self) -> &Self {
        self.ends_with(1)
    }

    /// The job could not be done: nothing is on standard output, and what is wrong and what to do about it is on the other.
    #[track_caller]
    pub(crate) fn fails(&self, message: &str, help: &str) -> &Self {
        self.ends_with(2);
        assert_eq!(self.out, "", "no answer: {self:?}");
        self.complains(message).complains(help)
    }

    #[track_caller]
    pub(crate) fn ends_with(&self, status: i32) -> &Self {
        assert_eq!(self.status, status, "\n{}\n{}", self.out, self.err);
        self
    }

    /// The answer contains this.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        assert!(self.out.contains(text), "no {text:?} in\n{}\n{}", self.out, self.err);
        self
    }

    /// The answer does not contain this.
    #[track_caller]
    pub(crate) fn never_says(&self, text: &str) -> &Self {
        assert!(!self.out.contains(text), "{text:?} in\n{}", self.out);
        self
    }

    /// Standard error contains this.
    #[track_caller]
    pub(crate) fn complains(&self, text: &str) -> &Self {
        assert!(self.err.contains(text), "no {text:?} in\n{}\n{}", self.out, self.err);
        self
    }

    /// Nothing is on standard error.
    #[track_caller]
    pub(crate) fn quiet(&self) -> &Self {
        assert_eq!(self.err, "");
        self
    }

    /// The answer as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Each outcome on a line: `prod plan deny policy`, with the user where one is named and all clauses that stand in the way.
    #[track_caller]
    pub(crate) fn outcomes(&self) -> Vec<String> {
        let answer = self.json();
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let line = |outcome: &Value| {
            let clauses = outcome["reasons"].as_array().unwrap().iter();
            let clauses = clauses.filter(|reason| reason["verdict"] != "allow").map(|reason| text(&reason["clause"]));
            let dirspace = match outcome["workspace"].as_str() {
                None | Some("default") => text(&outcome["dir"]),
                Some(workspace) => format!("{}:{workspace}", text(&outcome["dir"])),
            };
            let words = [dirspace, text(&outcome["operation"]), text(&outcome["verdict"])];
            words.into_iter().chain(clauses).collect::<Vec<_>>().join(" ")
        };
        answer["outcomes"].as_array().unwrap().iter().map(line).collect()
    }

    /// The texts of the warnings, joined.
    #[track_caller]
    pub(crate) fn warnings(&self) -> String {
        let answer = self.json();
        let texts = answer["warnings"].as_array().unwrap().iter().map(|warning| warning["text"].as_str().unwrap());
        texts.collect::<Vec<_>>().join("\n")
    }

    /// The dirspaces of the answer with their layers.
    #[track_caller]
    pub(crate) fn dirspaces(&self) -> BTreeMap<String, Value> {
        let answer = self.json();
        let named = answer["dirspaces"].as_array().unwrap().iter();
        named
            .map(|dirspace| {
                let (dir, workspace) = (dirspace["dir"].as_str().unwrap(), dirspace["workspace"].as_str().unwrap());
                let name = if workspace == "default" { dir.to_owned() } else { format!("{dir}:{workspace}") };
                (name, dirspace.clone())
            })
            .collect()
    }

    /// Only the names of the dirspaces.
    #[track_caller]
    pub(crate) fn names(&self) -> Vec<String> {
        self.dirspaces().into_keys().collect()
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Run {
        let run = Run {
            status: output.status.code().unwrap_or_else(|| panic!("killed: {:?}", output.status)),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!run.err.contains("panicked"), "{run:?}");
        run
    }
}
