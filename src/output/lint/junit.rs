//! `--format junit`: test results, for systems that know no other report. A finding is a failed test; a file without
//! findings is one that passed.

use std::fmt::Write as _;

use super::place::place;
use super::{Answer, LintedFile, severity};
use crate::lint::run::Reported;
use crate::output::escape;
use crate::source::{SourceMap, Span};

/// The findings as XML.
pub fn render(answer: &Answer, sources: &SourceMap) -> String {
    let all: usize = answer.files.iter().map(|file| file.report.findings.len()).sum();
    let clean = answer.files.iter().filter(|file| file.report.findings.is_empty()).count();
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ =
        writeln!(text, "<testsuites name=\"whomay lint\" tests=\"{}\" failures=\"{all}\" errors=\"0\">", all + clean);
    for file in &answer.files {
        suite(&mut text, file, sources);
    }
    text.push_str("</testsuites>\n");
    text
}

fn suite(text: &mut String, file: &LintedFile, sources: &SourceMap) {
    let (name, failures) = (xml(&file.path), file.report.findings.len());
    let _ = writeln!(
        text,
        "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">",
        failures.max(1)
    );
    if failures == 0 {
        let _ = writeln!(text, "    <testcase name=\"no findings\" classname=\"{name}\" file=\"{name}\"/>");
    }
    for found in &file.report.findings {
        case(text, found, file, sources);
    }
    text.push_str("  </testsuite>\n");
}

fn case(text: &mut String, found: &Reported, file: &LintedFile, sources: &SourceMap) {
    let diagnostic = &found.diagnostic;
    let span = diagnostic.labels.first().map_or(Span::default(), |label| label.span);
    let place = place(sources, span, &file.path);
    let (path, code, message) = (xml(&place.path), xml(diagnostic.code), xml(&diagnostic.message));
    let _ = writeln!(
        text,
        "    <testcase name=\"{code} at {}:{}\" classname=\"{path}\" file=\"{path}\" line=\"{}\">",
        place.line, place.column, place.line
    );
    let _ = writeln!(text, "      <failure type=\"{}\" message=\"{message}\">", severity(diagnostic.severity));
    let _ = writeln!(text, "{path}:{}:{}: {message}", place.line, place.column);
    for label in diagnostic.labels.iter().filter(|label| !label.text.is_empty()) {
        let place = super::place::place(sources, label.span, &file.path);
        let _ = writeln!(text, "{}:{}:{}: {}", xml(&place.path), place.line, place.column, xml(&label.text));
    }
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(text, "help: {}", xml(help));
    }
    text.push_str("</failure>\n    </testcase>\n");
}

/// Text between tags or in quotes. What XML has no way to write is shown as an escape of ours.
fn xml(text: &str) -> String {
    let text = escape::terminal(text);
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => escaped.extend(character.escape_unicode()),
            _ => escaped.push(character),
        }
    }
    escaped
}
