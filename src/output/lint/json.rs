//! `--format json`: everything there is to say, for programs. The contract is `schemas/lint.schema.json`.

use serde::Serialize;

use super::identity::{Identity, identities};
use super::place::{Place, place};
use super::{Answer, LintedFile, severity};
use crate::lint::run::{Reported, Skipped};
use crate::lint::{Depth, Fix, Safety};
use crate::output::json;
use crate::source::SourceMap;

/// Version of the format. Raised when a reader of the old one would misread the new one.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Root {
    format: u32,
    tool: &'static str,
    errors: usize,
    warnings: usize,
    suppressed: usize,
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    path: String,
    errors: usize,
    warnings: usize,
    suppressed: usize,
    skipped: Vec<NotReached>,
    fixed: Vec<Made>,
    findings: Vec<Finding>,
}

#[derive(Serialize)]
struct Made {
    code: &'static str,
    message: String,
    line: usize,
}

#[derive(Serialize)]
struct NotReached {
    depth: &'static str,
    why: String,
}

#[derive(Serialize)]
struct Finding {
    code: &'static str,
    severity: &'static str,
    message: String,
    help: Option<String>,
    pointer: String,
    fingerprint: String,
    labels: Vec<Label>,
    fix: Option<OfferedFix>,
}

#[derive(Serialize)]
struct Label {
    text: String,
    #[serde(flatten)]
    place: Place,
}

#[derive(Serialize)]
struct OfferedFix {
    message: String,
    safety: &'static str,
    edits: Vec<Edit>,
}

#[derive(Serialize)]
struct Edit {
    #[serde(flatten)]
    place: Place,
    replacement: String,
}

/// The answer as JSON.
pub fn render(answer: &Answer, sources: &SourceMap) -> String {
    let all = answer.tally();
    json::render(&Root {
        format: FORMAT,
        tool: concat!("whomay ", env!("CARGO_PKG_VERSION")),
        errors: all.errors,
        warnings: all.warnings,
        suppressed: all.suppressed,
        files: answer.files.iter().map(|file| of_file(file, sources)).collect(),
    })
}

fn of_file(file: &LintedFile, sources: &SourceMap) -> File {
    let own = file.tally();
    let findings = file.report.findings.iter().zip(identities(file));
    File {
        path: file.path.clone(),
        errors: own.errors,
        warnings: own.warnings,
        suppressed: own.suppressed,
        skipped: file.report.skipped.iter().map(not_reached).collect(),
        fixed: file.changes.iter().flat_map(|changes| &changes.made).map(|made| of_made(made, sources)).collect(),
        findings: findings.map(|(found, identity)| of_finding(found, identity, file, sources)).collect(),
    }
}

fn of_made(made: &crate::lint::fixes::Made, sources: &SourceMap) -> Made {
    let line = sources.locate(made.place).map_or(1, |place| place.start.line);
    Made { code: made.code, message: made.message.clone(), line }
}

fn not_reached(skipped: &Skipped) -> NotReached {
    let depth = match skipped.depth {
        Depth::File => "file",
        Depth::Repository => "repository",
        Depth::Forge => "forge",
    };
    NotReached { depth, why: skipped.why.clone() }
}

fn of_finding(found: &Reported, identity: Identity, file: &LintedFile, sources: &SourceMap) -> Finding {
    let diagnostic = &found.diagnostic;
    let label = |label: &crate::diagnostic::Label| Label {
        text: label.text.clone(),
        place: place(sources, label.span, &file.path),
    };
    Finding {
        code: diagnostic.code,
        severity: severity(diagnostic.severity),
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        pointer: identity.pointer,
        fingerprint: identity.fingerprint,
        labels: diagnostic.labels.iter().map(label).collect(),
        fix: found.fix.as_ref().map(|fix| of_fix(fix, file, sources)),
    }
}

fn of_fix(fix: &Fix, file: &LintedFile, sources: &SourceMap) -> OfferedFix {
    let edit = |edit: &crate::lint::Edit| Edit {
        place: place(sources, edit.span, &file.path),
        replacement: edit.replacement.clone(),
    };
    let safety = match fix.safety {
        Safety::Safe => "safe",
        Safety::Suggested => "suggested",
    };
    OfferedFix { message: fix.message.clone(), safety, edits: fix.edits.iter().map(edit).collect() }
}
