//! Real repositories in a temporary folder, made by the `git` program with nothing of the machine's
//! own configuration.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Once;

use tempfile::TempDir;
use whomay::git::{Commit, OpenOptions, Repository, Snapshot};

/// A folder that repositories are made in; removed when dropped.
pub(crate) struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        ignore_the_machines_configuration();
        Sandbox { folder: TempDir::new().unwrap() }
    }

    /// A repository with an unborn branch `main`.
    pub(crate) fn new() -> Self {
        let sandbox = Sandbox::empty();
        sandbox.git(["init", "--quiet", "--initial-branch=main", "."]);
        sandbox
    }

    /// A repository with one commit of these files.
    pub(crate) fn with(files: &[&str]) -> Self {
        let sandbox = Sandbox::new();
        for file in files {
            sandbox.write(file, file);
        }
        sandbox.commit("first");
        sandbox
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.path().join(path)
    }

    pub(crate) fn write(&self, path: impl AsRef<Path>, text: &str) {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn remove(&self, path: &str) {
        std::fs::remove_file(self.at(path)).unwrap();
    }

    pub(crate) fn link(&self, path: &str, target: &str) {
        std::fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, self.at(path)).unwrap();
    }

    /// Runs git and gives what it prints, without the last line end.
    pub(crate) fn git<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> String {
        self.git_with(arguments, &[], b"")
    }

    pub(crate) fn git_with<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
        variables: &[(&str, &str)],
        input: &[u8],
    ) -> String {
        use std::io::Write as _;
        let mut command = scrubbed("git", self.path());
        command.args(arguments).envs(variables.iter().copied());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    /// Commits everything and gives the id.
    pub(crate) fn commit(&self, message: &str) -> String {
        self.git(["add", "--all"]);
        self.git(["commit", "--quiet", "--allow-empty", "-m", message]);
        self.git(["rev-parse", "HEAD"])
    }

    pub(crate) fn open(&self) -> Repository {
        open(self.path())
    }
}

/// Opens what has to be a good repository.
pub(crate) fn open(path: &Path) -> Repository {
    Repository::discover(path, OpenOptions::default()).unwrap()
}

/// A command that sees no configuration and no variable of git but the fixed ones.
pub(crate) fn scrubbed(program: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    command
        .current_dir(folder)
        .env("HOME", folder)
        .env_remove("XDG_CONFIG_HOME")
        .env("LC_ALL", "C")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .envs([("GIT_AUTHOR_NAME", "Ann"), ("GIT_AUTHOR_EMAIL", "ann@example.com")])
        .envs([("GIT_COMMITTER_NAME", "Cy"), ("GIT_COMMITTER_EMAIL", "cy@example.com")])
        .envs([("GIT_AUTHOR_DATE", "2026-01-02T03:04:05Z"), ("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z")]);
    command
}

/// The library under test reads git's configuration of user and machine; here it finds none.
pub(crate) fn ignore_the_machines_configuration() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for level in [
            git2::ConfigLevel::System,
            git2::ConfigLevel::Global,
            git2::ConfigLevel::XDG,
            git2::ConfigLevel::ProgramData,
        ] {
            // SAFETY: the search path is a variable of the process; every test comes by here before it opens
            // its first repository, and `Once` lets one thread write it while the others wait.
            unsafe { git2::opts::set_search_path(level, "/dev/null") }.unwrap();
        }
    });
}

/// The commit that a branch is at.
pub(crate) fn at(repository: &Repository, revision: &str) -> Commit {
    repository.resolve(revision).unwrap()
}

/// The changes between two revisions as git would list them: `A path`, `M path`, `D path`.
pub(crate) fn changes(repository: &Repository, base: &str, head: &str) -> Vec<String> {
    shown(repository, base, Snapshot::Commit(at(repository, head)))
}

/// The changes between a revision and a snapshot.
pub(crate) fn shown(repository: &Repository, base: &str, snapshot: Snapshot) -> Vec<String> {
    use whomay::dirspace::Change;
    let changes = repository.changes(at(repository, base), snapshot).unwrap();
    let letter = |change: &Change| match change {
        Change::Added(path) => format!("A {path}"),
        Change::Modified(path) => format!("M {path}"),
        Change::Removed(path) => format!("D {path}"),
        Change::Moved { from, to } => format!("R {from} {to}"),
    };
    changes.iter().map(letter).collect()
}
