//! `--diff`: what fixes would do, as people and `patch` read it.
//!
//! Fixes that change decisions come last, each by itself, without the names of files and indented: whoever pipes the
//! output into `patch` or `git apply` gets what `--fix` would make and nothing else.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use super::place::place;
use super::{Answer, LintedFile};
use crate::lint::fixes::applied;
use crate::lint::run::Reported;
use crate::lint::{Fix, Safety};
use crate::output::diagnostics::Style;
use crate::output::escape;
use crate::source::{SourceMap, Span};

/// Lines around a change.
const CONTEXT: usize = 3;

/// What before the lines of a fix that is only suggested.
const INDENT: &str = "    ";

/// All changes; empty when there are none.
pub fn render(answer: &Answer, sources: &SourceMap, style: Style) -> String {
    let mut text = String::new();
    for file in &answer.files {
        if let Some(changes) = file.changes.as_ref().filter(|changes| changes.before != changes.after) {
            let path = escape::terminal(&file.path);
            let _ = write!(text, "--- a/{path}\n+++ b/{path}\n{}", hunks(&changes.before, &changes.after, "", style));
        }
    }
    for file in &answer.files {
        for found in &file.report.findings {
            if let Some(fix) = found.fix.as_ref().filter(|fix| fix.safety == Safety::Suggested) {
                let suggested = suggested(found, fix, file, sources, style);
                text.push_str(if text.is_empty() || suggested.is_empty() { "" } else { "\n" });
                text.push_str(&suggested);
            }
        }
    }
    text
}

fn suggested(found: &Reported, fix: &Fix, file: &LintedFile, sources: &SourceMap, style: Style) -> String {
    let span = found.diagnostic.labels.first().map_or(Span::default(), |label| label.span);
    let Some(source) = sources.get(span.source) else { return String::new() };
    let place = place(sources, span, &file.path);
    let after = applied(source.text(), fix.edits.iter());
    let changed = hunks(source.text(), &after, INDENT, style);
    if changed.is_empty() {
        return String::new();
    }
    format!(
        "suggested, because it changes who may do what: {} ({}:{}, {})\n{changed}",
        escape::terminal(&fix.message),
        escape::terminal(&place.path),
        place.line,
        found.diagnostic.code,
    )
}

fn hunks(before: &str, after: &str, indent: &str, style: Style) -> String {
    let difference = TextDiff::from_lines(before, after);
    let mut text = String::new();
    for hunk in difference.unified_diff().context_radius(CONTEXT).iter_hunks() {
        let _ = writeln!(text, "{indent}{}", hunk.header());
        for change in hunk.iter_changes() {
            let (sign, colour) = match change.tag() {
                ChangeTag::Delete => ('-', Some(anstyle::AnsiColor::Red)),
                ChangeTag::Insert => ('+', Some(anstyle::AnsiColor::Green)),
                ChangeTag::Equal => (' ', None),
            };
            let paint = anstyle::Style::new().fg_color(colour.filter(|_| style.colour).map(Into::into));
            let line = shown(change.value());
            let _ = writeln!(text, "{indent}{}{sign}{line}{}", paint.render(), paint.render_reset());
            if change.missing_newline() {
                let _ = writeln!(text, "{indent}\\ No newline at end of file");
            }
        }
    }
    text
}

/// A line without its end. The CR before a line feed moves nothing, and without it the change would not fit the file.
fn shown(line: &str) -> String {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let (line, end) = line.strip_suffix('\r').map_or((line, ""), |line| (line, "\r"));
    format!("{}{end}", escape::terminal(line))
}
