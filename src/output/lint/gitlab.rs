//! `--format gitlab`: the list that GitLab's Code Quality report takes (`artifacts: reports: codequality`).

use serde::Serialize;

use super::identity::{Identity, identities};
use super::place::place;
use super::{Answer, LintedFile};
use crate::diagnostic::Severity;
use crate::lint::run::Reported;
use crate::output::json;
use crate::source::{SourceMap, Span};

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The findings as a JSON list.
pub fn render(answer: &Answer, sources: &SourceMap) -> String {
    let issues: Vec<Issue<'_>> = answer
        .files
        .iter()
        .flat_map(|file| {
            let found = file.report.findings.iter().zip(identities(file));
            found.map(|(found, identity)| issue(found, identity, file, sources)).collect::<Vec<_>>()
        })
        .collect();
    json::render(&issues)
}

fn issue<'a>(found: &'a Reported, identity: Identity, file: &LintedFile, sources: &SourceMap) -> Issue<'a> {
    let diagnostic = &found.diagnostic;
    let span = diagnostic.labels.first().map_or(Span::default(), |label| label.span);
    let place = place(sources, span, &file.path);
    let help = diagnostic.help.as_ref().map(|help| format!(". {help}")).unwrap_or_default();
    Issue {
        description: format!("{}{help}", diagnostic.message),
        check_name: diagnostic.code,
        fingerprint: identity.fingerprint,
        severity: match diagnostic.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
        },
        location: Location { path: place.path, lines: Lines { begin: place.line, end: place.end_line } },
    }
}
