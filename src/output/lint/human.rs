//! For people: every finding with its lines, then what it comes to and what was not looked at.

use std::fmt::Write as _;

use super::{Answer, LintedFile};
use crate::diagnostic::Diagnostic;
use crate::lint::{Depth, Safety, codes};
use crate::output::diagnostics::{self, Style};
use crate::output::escape;
use crate::source::SourceMap;

/// The findings, and a summary for each file.
pub fn render(answer: &Answer, sources: &SourceMap, style: Style) -> String {
    let all: Vec<Diagnostic> =
        answer.files.iter().flat_map(|file| &file.report.findings).map(|found| found.diagnostic.clone()).collect();
    let mut text = made(answer, sources);
    text.push_str(&diagnostics::render(&all, sources, style));
    if !all.is_empty() {
        text.push('\n');
    }
    for file in &answer.files {
        summary(&mut text, file, style);
    }
    if let Some(found) = all.iter().find(|found| codes::of_code(found.code).is_some()) {
        let _ = writeln!(text, "why it matters, and what to write instead: `whomay explain {}`", found.code);
    }
    text
}

/// A line for each fix that was made.
fn made(answer: &Answer, sources: &SourceMap) -> String {
    let mut text = String::new();
    for file in &answer.files {
        for made in file.changes.iter().flat_map(|changes| &changes.made) {
            let (path, message) = (escape::terminal(&file.path), escape::terminal(&made.message));
            let line = sources.locate(made.place).map_or(1, |place| place.start.line);
            let _ = writeln!(text, "fixed {path}:{line}: {message} ({})", made.code);
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn summary(text: &mut String, file: &LintedFile, style: Style) {
    let tally = file.tally();
    let mut line = format!("{} in {}", tally.findings(), escape::terminal(&file.path));
    if tally.suppressed > 0 {
        let _ = write!(line, "; {} suppressed", tally.suppressed);
    }
    let fixable = file.report.findings.iter().filter_map(|found| found.fix.as_ref());
    let fixable = fixable.filter(|fix| fix.safety == Safety::Safe).count();
    if fixable > 0 {
        let _ = write!(line, "; {fixable} fixable with --fix");
    }
    text.push_str(&line);
    text.push('\n');
    for skipped in &file.report.skipped {
        let what = match skipped.depth {
            Depth::File => "the file",
            Depth::Repository => "the repository",
            Depth::Forge => "the forge",
        };
        let note = format!("not looked at: {what} ({})", escape::terminal(&skipped.why));
        let options = textwrap::Options::new(style.width).initial_indent("  ").subsequent_indent("    ");
        let _ = writeln!(text, "{}", textwrap::fill(&note, options));
    }
}
