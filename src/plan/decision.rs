//! Who may apply it and what is missing: the JSON answer of `simulate`, joined to a report.
//!
//! The answer comes from another step or job, so it is read as foreign text: bounded, of a known version, and about the
//! same commit. A report that shows somebody else's "allowed" would be worse than one that shows none.

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;

use super::record::names::Choice;
use super::record::{LONGEST_OPERATION, LONGEST_PLACE, LONGEST_USER};
use super::report::{Permission, Place, Report, Verdict};
use super::request::is_commit;

#[cfg(test)]
mod tests;

/// The most bytes of an answer that are read.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// The version of the answer's format that is known here.
const FORMAT: u32 = 1;
/// The most permissions of a dirspace that are kept; the worst come first.
const MOST_PERMISSIONS: usize = 256;
/// The most reasons of a permission that are kept, and the most characters of each.
const MOST_REASONS: usize = 16;
const LONGEST_REASON: usize = 500;
/// Dirspaces that a note names; the others are counted.
const NAMED: usize = 3;

/// An answer, as far as a report shows it.
#[derive(Clone, Debug, Default)]
pub struct Decision {
    /// The commit that it is about. `None` where files were looked at that are not committed.
    head: Option<String>,
    permissions: HashMap<Place, Vec<Permission>>,
}

/// Why an answer cannot be joined to a report. Says nothing that stands in it but commits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecisionError {
    /// It is larger than [`LARGEST`].
    TooLarge,
    /// It is not an answer.
    Malformed {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// Its format is of another version.
    OtherFormat(u32),
    /// Something in it cannot stand in an answer.
    Invalid {
        /// Which of its `outcomes`, from 0. `None`: the commit.
        outcome: Option<usize>,
        /// What is wrong.
        what: &'static str,
    },
    /// It is about another commit.
    OtherHead {
        /// That of the report.
        report: String,
        /// That of the answer. `None`: it is about files that are not committed.
        decision: Option<String>,
    },
}

impl DecisionError {
    /// What to do about it. A sentence.
    pub fn next_step(&self) -> &'static str {
        match self {
            DecisionError::OtherHead { .. } => "Run `whomay simulate` and the plans on the same commit.",
            DecisionError::OtherFormat(_) => "Use the same version of whomay for both steps.",
            _ => "Hand in what `whomay simulate --format json` prints, as it is.",
        }
    }
}

impl fmt::Display for DecisionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecisionError::TooLarge => f.write_str("the decision is larger than 64 MiB"),
            DecisionError::Malformed { line, column } => {
                write!(f, "the decision is not an answer of `simulate` in JSON: line {line}, column {column}")
            }
            DecisionError::OtherFormat(format) => {
                write!(f, "the decision has format {format}, and this version knows format {FORMAT}")
            }
            DecisionError::Invalid { outcome: Some(at), what } => write!(f, "the decision: /outcomes/{at}: {what}"),
            DecisionError::Invalid { outcome: None, what } => write!(f, "the decision: /commits/head: {what}"),
            DecisionError::OtherHead { report, decision: Some(decision) } => {
                write!(f, "the decision is about commit {decision} and the plans are of {report}")
            }
            DecisionError::OtherHead { report, decision: None } => {
                write!(f, "the decision is about files that are not committed, and the plans are of {report}")
            }
        }
    }
}

impl std::error::Error for DecisionError {}

/// The part of an answer that is looked at. Keys that are not named here are skipped: new ones may come.
#[derive(Deserialize)]
struct Answer {
    format: u32,
    commits: Commits,
    outcomes: Vec<OutcomeForm>,
}

#[derive(Deserialize)]
struct Commits {
    head: Option<Revision>,
}

#[derive(Deserialize)]
struct Revision {
    commit: String,
}

#[derive(Deserialize)]
struct OutcomeForm {
    dir: Option<String>,
    workspace: Option<String>,
    operation: String,
    user: Option<String>,
    verdict: Choice<Verdict>,
    reasons: Vec<ReasonForm>,
}

#[derive(Deserialize)]
struct ReasonForm {
    verdict: Choice<Verdict>,
    text: String,
}

/// Reads an answer.
///
/// # Errors
///
/// It is too large, no answer, of another version, or says two things of one question.
pub fn read(text: &[u8]) -> Result<Decision, DecisionError> {
    if text.len() > LARGEST {
        return Err(DecisionError::TooLarge);
    }
    let malformed = |error: serde_json::Error| DecisionError::Malformed { line: error.line(), column: error.column() };
    let answer: Answer = serde_json::from_slice(text).map_err(malformed)?;
    if answer.format != FORMAT {
        return Err(DecisionError::OtherFormat(answer.format));
    }
    let mut decision = Decision { head: head(answer.commits)?, permissions: HashMap::new() };
    for (at, outcome) in answer.outcomes.into_iter().enumerate() {
        decision.add(outcome).map_err(|what| DecisionError::Invalid { outcome: Some(at), what })?;
    }
    decision.permissions.values_mut().for_each(bound);
    Ok(decision)
}

fn head(commits: Commits) -> Result<Option<String>, DecisionError> {
    // Files that are not committed have a name and an empty commit.
    match commits.head.map(|head| head.commit).filter(|commit| !commit.is_empty()) {
        Some(commit) if !is_commit(&commit) => Err(DecisionError::Invalid {
            outcome: None,
            what: "not a commit: 40 or 64 hexadecimal digits in lower case",
        }),
        head => Ok(head),
    }
}

impl Decision {
    fn add(&mut self, outcome: OutcomeForm) -> Result<(), &'static str> {
        let OutcomeForm { dir, workspace, operation, user, verdict: Choice(verdict), reasons } = outcome;
        let fits = |name: &str, longest: usize| !name.is_empty() && name.len() <= longest;
        let place = [&dir, &workspace].into_iter().flatten().all(|name| fits(name, LONGEST_PLACE));
        if !place || !user.iter().all(|user| fits(user, LONGEST_USER)) || !fits(&operation, LONGEST_OPERATION) {
            return Err("a name is empty or longer than any there is");
        }
        let place = match (dir, workspace) {
            (Some(dir), Some(workspace)) => Place { dir, workspace },
            // `unlock` is about the whole request.
            (None, None) => return Ok(()),
            _ => return Err("a directory without a workspace, or the other way round"),
        };
        let permissions = self.permissions.entry(place).or_default();
        if permissions.iter().any(|other| other.user == user && other.operation == operation) {
            return Err("the same question is answered twice");
        }
        permissions.push(Permission { user, operation, verdict, missing: missing(verdict, reasons) });
        Ok(())
    }
}

/// What keeps it from being allowed: the reasons that do not allow it.
fn missing(verdict: Verdict, reasons: Vec<ReasonForm>) -> Vec<String> {
    if verdict == Verdict::Allow {
        return Vec::new();
    }
    let obstacles = reasons.into_iter().filter(|reason| reason.verdict.0 != Verdict::Allow);
    let mut texts: Vec<String> = obstacles.map(|reason| shortened(reason.text)).filter(|it| !it.is_empty()).collect();
    let more = texts.len().saturating_sub(MOST_REASONS);
    if more > 0 {
        texts.truncate(MOST_REASONS);
        texts.push(format!("and {more} more"));
    }
    texts
}

fn shortened(text: String) -> String {
    match text.char_indices().nth(LONGEST_REASON) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

/// Keeps as many as are shown. Nobody is shown as allowed in place of somebody who is denied.
fn bound(permissions: &mut Vec<Permission>) {
    if permissions.len() > MOST_PERMISSIONS {
        permissions.sort_by_key(|permission| std::cmp::Reverse(permission.verdict));
        permissions.truncate(MOST_PERMISSIONS);
    }
}

/// Says of each dirspace of the report who may do what. Gives notes on what the two do not have in common.
///
/// # Errors
///
/// They are not about the same commit. The report is then as it was.
pub fn join(report: &mut Report, mut decision: Decision) -> Result<Vec<String>, DecisionError> {
    let mut notes = Vec::new();
    match &report.head {
        Some(head) if decision.head.as_ref() != Some(head) => {
            return Err(DecisionError::OtherHead { report: head.clone(), decision: decision.head });
        }
        Some(_) => {}
        None => notes.push(
            "whether the decision is about the commit of the plans is not known: name that with --head".to_owned(),
        ),
    }
    let mut unanswered = Vec::new();
    for dirspace in &mut report.dirspaces {
        match decision.permissions.remove(&dirspace.place) {
            Some(permissions) => dirspace.permissions = permissions,
            None => unanswered.push(&dirspace.place),
        }
    }
    notes.extend(note("the decision says nothing of", &mut unanswered));
    notes.extend(note(
        "there is no plan of what the decision is also about:",
        &mut decision.permissions.keys().collect(),
    ));
    Ok(notes)
}

/// `… the directory `a` in workspace `b` and 3 others`.
fn note(what: &str, places: &mut Vec<&Place>) -> Option<String> {
    places.sort();
    let quoted = |place: &&Place| {
        format!("the directory `{}` in workspace `{}`", place.dir.escape_debug(), place.workspace.escape_debug())
    };
    let names: Vec<String> = places.iter().take(NAMED).map(quoted).collect();
    let more = match places.len().saturating_sub(NAMED) {
        0 => String::new(),
        1 => " and 1 other".to_owned(),
        more => format!(" and {more} others"),
    };
    (!names.is_empty()).then(|| format!("{what} {}{more}", names.join(", ")))
}
