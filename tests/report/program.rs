//! Running the program, and everything that it lets out.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// What a run let out: everything that somebody could read afterwards.
pub(crate) struct Run {
    pub(crate) output: Output,
    /// Everything: both streams and every file, one after the other.
    pub(crate) everything: Vec<u8>,
    /// The JSON file.
    pub(crate) json: String,
}

/// The program, in a folder of its own, seeing nothing of this machine's settings or of the job that runs the tests.
pub(crate) fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whomay"));
    command.env_clear().env("RUST_BACKTRACE", "full").current_dir(folder);
    command
}

/// Reports on one plan in every form at once.
pub(crate) fn report(plan: &Path, arguments: &[&str]) -> Run {
    let folder = TempDir::new().unwrap();
    let output = program(folder.path())
        .arg("report")
        .arg(format!("some/dir:prod={}", plan.display()))
        .args(["--json-file", "report.json", "--summary-file", "summary.md", "--outputs-file", "outputs.txt"])
        .args(arguments)
        .output()
        .unwrap();
    let mut everything = [&output.stdout[..], b"\n", &output.stderr[..]].concat();
    for file in ["report.json", "summary.md", "outputs.txt"] {
        everything.extend(std::fs::read(folder.path().join(file)).unwrap_or_default());
        everything.push(b'\n');
    }
    let json = std::fs::read_to_string(folder.path().join("report.json")).unwrap_or_default();
    Run { output, everything, json }
}
