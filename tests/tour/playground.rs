//! A repository to ask the program about: the tour's own, or one made for a test.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder with a repository; removed when dropped.
pub(crate) struct Playground {
    _around: TempDir,
    folder: PathBuf,
}

impl Playground {
    /// The tour's repository, as `--keep` leaves it.
    pub(crate) fn of_the_tour() -> Playground {
        let around = TempDir::new().unwrap();
        let output = program(around.path()).args(["demo", "--keep"]).env("TMPDIR", around.path()).output().unwrap();
        let text = text(&output);
        let folder = text.lines().find_map(|line| line.strip_prefix("$ cd ")).unwrap_or_else(|| panic!("{text}"));
        let folder = PathBuf::from(folder);
        assert!(folder.starts_with(around.path()), "{folder:?}");
        Playground::new(around, folder)
    }

    /// The repository in `folder`, which goes when `around` goes.
    pub(crate) fn new(around: TempDir, folder: PathBuf) -> Playground {
        Playground { _around: around, folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs the program inside.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        program(&self.folder).args(arguments).output().unwrap()
    }

    /// What the program prints, whatever its answer is; it must be able to give one.
    pub(crate) fn answer(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {output:?}");
        text(&output)
    }

    /// The answer as JSON.
    pub(crate) fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--format", "json"]).collect();
        serde_json::from_str(&self.answer(&arguments)).unwrap()
    }
}

/// The program, seeing nothing of this machine's settings.
pub(crate) fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whomay"));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("GIT_") || ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"].contains(&name.as_ref()) {
            command.env_remove(name.as_ref());
        }
    }
    command.current_dir(folder).env("HOME", folder).env_remove("XDG_CONFIG_HOME");
    command
}

pub(crate) fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}
