//! The program as a workflow downloads it: stripped, in an archive, built once for all tests.

use std::process::{Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::terraform::run;

/// `whomay-x86_64-unknown-linux-gnu.tar.gz`
pub(crate) fn whomay_archive() -> &'static [u8] {
    static ARCHIVE: OnceLock<Vec<u8>> = OnceLock::new();
    ARCHIVE.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let at = |name: &str| folder.path().join(name);
        run(Command::new("strip").arg("-o").arg(at("whomay")).arg(env!("CARGO_BIN_EXE_whomay")));
        run(Command::new("tar")
            .args(["-I", "gzip -1", "-cf"])
            .arg(at("archive"))
            .arg("-C")
            .arg(folder.path())
            .arg("whomay"));
        std::fs::read(at("archive")).unwrap()
    })
}

/// In hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let output = Command::new("sha256sum").arg(file.path()).stdin(Stdio::null()).output().unwrap();
    String::from_utf8(output.stdout).unwrap().split(' ').next().unwrap().to_owned()
}

/// A workflow with the addresses and sums of what there is to download, as people fill them in: nothing else of it is touched.
pub(crate) fn filled_in(workflow: &str, values: &[(&str, String)]) -> String {
    let mut lines: Vec<String> = workflow.lines().map(str::to_owned).collect();
    for (name, value) in values {
        let start = format!("{name}: ");
        for line in lines.iter_mut().filter(|line| line.trim_start().starts_with(&start)) {
            let indent = line.len() - line.trim_start().len();
            *line = format!("{}{start}\"{value}\"", " ".repeat(indent));
        }
    }
    lines.join("\n") + "\n"
}
