//! What the next steps of a job are told: lists of dirspaces as JSON, one line each.
//!
//! Whoever goes on in spite of the exit status (`continue-on-error`, `| tee`) goes on with these lists, so they are empty before
//! anything is asked, and are filled by a decision alone, last of all files. Whoever reads the file takes the last line of a name.
//!
//! Names of directories are chosen by whoever opens a request. In a value there is no line end, and no character that GitLab or
//! a shell would take for the beginning of a variable: a directory called `$CI_COMMIT_MESSAGE` would otherwise become
//! whatever the message says, other dirspaces included.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::access::operation::Operation;
use crate::access::verdict::Verdict;
use crate::cli::failure::Failure;
use crate::cli::job_files;
use crate::forge::settings::ForgeKind;
use crate::output::answer::{Answer, DirspaceName, NOTHING_TO_DECIDE, Warning};
use crate::output::json::harmless;

/// The most jobs that GitHub makes of a matrix.
const MOST_JOBS: usize = 256;

/// The most bytes: GitHub takes a megabyte for all outputs of a job together, and counts two bytes for each character.
const MOST_BYTES: usize = 500_000;

/// The bytes of a dotenv report that GitLab takes where nobody changed that.
const DOTENV_BYTES: usize = 5 * 1024;

/// The words for verdicts, in the order of their lists.
const LISTS: [(&str, Verdict); 3] =
    [("pending", Verdict::Pending), ("denied", Verdict::Deny), ("undetermined", Verdict::Undetermined)];

/// The file, if there is to be one.
pub(super) struct Outputs {
    path: Option<PathBuf>,
}

/// What was decided about what.
#[derive(Clone, Copy)]
pub(super) struct Decided<'a> {
    /// Whose rules hold for the file.
    pub(super) forge: ForgeKind,
    /// The number of the request.
    pub(super) number: u64,
    /// What was asked for.
    pub(super) operation: Operation,
    /// The answer.
    pub(super) answer: &'a Answer,
}

/// The lines of a decision, which the reader of the file will take.
pub(super) struct Lines {
    text: String,
    /// What there is to know about them.
    pub(super) warnings: Vec<Warning>,
}

/// A job of a matrix.
#[derive(Serialize)]
struct Entry<'a> {
    dir: &'a str,
    workspace: &'a str,
    name: String,
    key: String,
    layer: usize,
    commit: &'a str,
}

#[derive(Serialize)]
struct Matrix<'a> {
    include: Vec<Entry<'a>>,
}

impl Outputs {
    /// Says that nothing is allowed.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub(super) fn begin(path: Option<&Path>) -> Result<Outputs, Failure> {
        let outputs = Outputs { path: path.map(Path::to_path_buf) };
        let mut lines: Vec<(&str, String)> =
            vec![("verdict", Verdict::Undetermined.name().to_owned()), ("command", "false".to_owned())];
        lines.extend(["operation", "pull", "head", "commit"].map(|name| (name, String::new())));
        lines.push(("allowed", "[]".to_owned()));
        lines.extend(LISTS.map(|(name, _)| (name, "[]".to_owned())));
        lines.push(("matrix", as_json(&Matrix { include: Vec::new() })));
        outputs.append(&drawn(&lines))?;
        Ok(outputs)
    }

    /// Draws up what was decided, before anybody is told.
    ///
    /// # Errors
    ///
    /// GitHub would not take it. Part of a list would be worse than none: a job that applies what is listed would end as
    /// if all had been applied.
    pub(super) fn draw(&self, decided: &Decided<'_>) -> Result<Lines, Failure> {
        if self.path.is_none() {
            return Ok(Lines { text: String::new(), warnings: Vec::new() });
        }
        let run = may_run(decided.answer);
        let text = drawn(&lines(decided, &run));
        let mut warnings = Vec::new();
        match decided.forge {
            ForgeKind::Github if run.len() > MOST_JOBS => {
                return Err(too_much(format!("{} dirspaces may run, and a matrix takes {MOST_JOBS}", run.len())));
            }
            ForgeKind::Github if text.len() > MOST_BYTES => {
                return Err(too_much(format!(
                    "the lists have {} bytes, and a job's outputs take a megabyte",
                    text.len()
                )));
            }
            // GitLab then fails the job.
            ForgeKind::Gitlab if text.len() > DOTENV_BYTES => {
                let text = format!(
                    "the outputs have {} bytes; GitLab takes 5 KiB of a dotenv report unless its administrator allows more",
                    text.len()
                );
                warnings.push(Warning { text, place: None });
            }
            _ => {}
        }
        Ok(Lines { text, warnings })
    }

    /// Says what was decided.
    ///
    /// # Errors
    ///
    /// The file cannot be written; it then says what it said before.
    pub(super) fn write(&self, lines: &Lines) -> Result<(), Failure> {
        self.append(&lines.text)
    }

    fn append(&self, text: &str) -> Result<(), Failure> {
        let Some(path) = &self.path else { return Ok(()) };
        job_files::append(path, text)
            .map_err(|failure| failure.advising("--outputs-file names a file, such as \"$GITHUB_OUTPUT\"."))
    }
}

fn lines(decided: &Decided<'_>, run: &[&DirspaceName]) -> Vec<(&'static str, String)> {
    let answer = decided.answer;
    let commit = answer.commits.head.as_ref().map(|head| head.commit.as_str()).unwrap_or_default();
    let head = answer.request.as_ref().map(|request| request.head.clone()).unwrap_or_default();
    let mut by_verdict: BTreeMap<&str, Vec<DirspaceName>> = BTreeMap::new();
    for outcome in &answer.outcomes {
        if let (Some(dir), Some(workspace)) = (&outcome.dir, &outcome.workspace) {
            let name = DirspaceName { dir: dir.clone(), workspace: workspace.clone() };
            by_verdict.entry(outcome.verdict).or_default().push(name);
        }
    }
    let mut lines = vec![
        ("verdict", answer.verdict.to_owned()),
        ("command", "true".to_owned()),
        ("operation", decided.operation.name().to_owned()),
        ("pull", decided.number.to_string()),
        ("head", head),
        ("commit", commit.to_owned()),
        ("allowed", as_json(&run)),
    ];
    let list = |verdict: Verdict| by_verdict.get(verdict.name()).map(Vec::as_slice).unwrap_or_default();
    lines.extend(LISTS.map(|(name, verdict)| (name, as_json(&list(verdict)))));
    lines.push(("matrix", as_json(&Matrix { include: entries(answer, run, commit) })));
    lines
}

/// What everybody who asks may run now. Empty unless the answer says that something is decided.
fn may_run(answer: &Answer) -> Vec<&DirspaceName> {
    let Some((first, others)) = answer.runs.split_first() else { return Vec::new() };
    if answer.verdict == NOTHING_TO_DECIDE {
        return Vec::new();
    }
    let by_all = |name: &&DirspaceName| others.iter().all(|run| run.would_run.contains(name));
    first.would_run.iter().filter(by_all).collect()
}

/// The dirspaces in the order of their layers.
fn entries<'a>(answer: &'a Answer, run: &[&'a DirspaceName], commit: &'a str) -> Vec<Entry<'a>> {
    let dirspaces = answer.dirspaces.iter();
    let layers: BTreeMap<(&str, &str), Option<usize>> =
        dirspaces.map(|one| ((one.dir.as_str(), one.workspace.as_str()), one.layer)).collect();
    let entry = |one: &&'a DirspaceName| Entry {
        dir: &one.dir,
        workspace: &one.workspace,
        name: format!("{}:{}", one.dir, one.workspace),
        key: key(one),
        layer: layers.get(&(one.dir.as_str(), one.workspace.as_str())).copied().flatten().unwrap_or(1),
        commit,
    };
    let mut entries: Vec<Entry<'_>> = run.iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.layer);
    entries
}

/// A word for a concurrency group, a resource group or the name of a file: another one for every other dirspace, also to
/// whoever compares without regard to case. It has lower-case letters, digits, `-`, `_` and `.`, and is read like this:
/// `.` is a slash, `__` an underscore, `_-` stands between directory and workspace, and `_` with two hexadecimal digits
/// is any other byte.
fn key(name: &DirspaceName) -> String {
    let spelled = |text: &str| -> String {
        let spell = |(at, byte): (usize, u8)| match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
            b'_' => "__".to_owned(),
            // No key begins with a dot.
            b'/' if at > 0 => ".".to_owned(),
            _ => format!("_{byte:02x}"),
        };
        text.bytes().enumerate().map(spell).collect()
    };
    format!("{}_-{}", spelled(&name.dir), spelled(&name.workspace))
}

/// `NAME=VALUE`, one a line.
fn drawn(lines: &[(&str, String)]) -> String {
    lines.iter().map(|(name, value)| format!("{name}={}\n", one_line(value))).collect()
}

/// JSON in which nothing can be taken for a variable or a command. Outside of strings it has no such characters.
fn as_json<T: Serialize>(value: &T) -> String {
    let json = harmless(serde_json::to_string(value).unwrap_or_else(|_| "[]".to_owned()));
    json.replace('$', "\\u0024").replace('`', "\\u0060")
}

/// A value never ends its line.
fn one_line(value: &str) -> String {
    value.chars().filter(|c| !c.is_control()).collect()
}

fn too_much(why: String) -> Failure {
    let help = "Ask for fewer with --query or --dirspace, in several jobs. --json-file takes any number.";
    Failure::with_help(format!("the outputs cannot be written, and stay empty: {why}"), help)
}

#[cfg(test)]
mod tests;
