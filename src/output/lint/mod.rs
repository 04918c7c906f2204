//! What linting found, in the formats that people, editors, forges and CI jobs read.
//!
//! Every format is drawn from one [`Answer`] and gets its places from `place`, so that no two of them can disagree
//! about a line; none has a say in the exit status, which the command works out before anything is drawn.

pub mod diff;
pub mod explanation;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod junit;
pub mod sarif;

mod identity;
mod place;
mod pointers;

use crate::config::document::Document;
use crate::diagnostic::Severity;
use crate::lint::Report;
use crate::lint::fixes::Made;

/// Everything that one run found.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// In the order in which they were asked for.
    pub files: Vec<LintedFile>,
}

/// One file and what was found in it.
#[derive(Clone, Debug)]
pub struct LintedFile {
    /// From the root of the repository, with forward slashes; as it was named where it lies outside.
    pub path: String,
    /// What the file says, unless no server would read it. Tells which part of it a finding is about.
    pub document: Option<Document>,
    /// The findings; after the changes, where there are any.
    pub report: Report,
    /// What was made, or would be. `None` when nobody asked for fixes.
    pub changes: Option<Changes>,
}

/// What fixes do to a file.
#[derive(Clone, Debug)]
pub struct Changes {
    /// The text as it was.
    pub before: String,
    /// The text with the fixes.
    pub after: String,
    /// The fixes, in the order in which they were made.
    pub made: Vec<Made>,
}

impl Answer {
    /// The worst severity of all findings.
    pub fn worst(&self) -> Option<Severity> {
        self.files.iter().filter_map(|file| file.report.worst()).max()
    }

    fn tally(&self) -> Tally {
        self.files.iter().map(LintedFile::tally).fold(Tally::default(), |sum, one| Tally {
            errors: sum.errors + one.errors,
            warnings: sum.warnings + one.warnings,
            suppressed: sum.suppressed + one.suppressed,
        })
    }
}

/// How many findings of which kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    errors: usize,
    warnings: usize,
    suppressed: usize,
}

impl LintedFile {
    fn tally(&self) -> Tally {
        let findings = &self.report.findings;
        let errors = findings.iter().filter(|found| found.diagnostic.severity == Severity::Error).count();
        Tally { errors, warnings: findings.len() - errors, suppressed: self.report.suppressed }
    }
}

impl Tally {
    /// `3 errors, 2 warnings`; `no findings`.
    fn findings(self) -> String {
        let parts = [("error", self.errors), ("warning", self.warnings)];
        let shown: Vec<String> =
            parts.into_iter().filter(|(_, count)| *count > 0).map(|(word, count)| counted(count, word)).collect();
        if shown.is_empty() { "no findings".to_owned() } else { shown.join(", ") }
    }
}

/// `1 error`, `2 errors`.
fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// How formats for programs call a severity.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
