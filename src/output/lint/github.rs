//! `--format github`: commands for the log of a GitHub Actions job, which shows them beside the lines of a change.
//!
//! A command is one line. What is in it may be anybody's text, so it is made harmless twice: for the log, which prints
//! it, and for the runner, which takes the line apart.

use std::fmt::Write as _;

use super::place::place;
use super::{Answer, LintedFile, severity};
use crate::lint::run::Reported;
use crate::output::escape;
use crate::source::{SourceMap, Span};

/// How many errors of a step GitHub shows beside lines, and how many warnings. The rest is in the log only.
const SHOWN: usize = 10;

/// One command for each finding, and a notice with the sum.
pub fn render(answer: &Answer, sources: &SourceMap) -> String {
    let mut text = String::new();
    for file in &answer.files {
        for found in &file.report.findings {
            text.push_str(&command(found, file, sources));
        }
    }
    text.push_str(&notice(answer));
    text
}

fn command(found: &Reported, file: &LintedFile, sources: &SourceMap) -> String {
    let diagnostic = &found.diagnostic;
    let span = diagnostic.labels.first().map_or(Span::default(), |label| label.span);
    let place = place(sources, span, &file.path);
    let mut line = format!(
        "::{} file={},line={},endLine={}",
        severity(diagnostic.severity),
        property(&place.path),
        place.line,
        place.end_line
    );
    // Columns are for places within a line.
    if place.line == place.end_line {
        let _ = write!(line, ",col={},endColumn={}", place.column, place.end_column);
    }
    let help = diagnostic.help.as_ref().map(|help| format!("\n{}", escape::terminal(help))).unwrap_or_default();
    let message = format!("{}{help}", escape::terminal(&diagnostic.message));
    let _ = writeln!(line, ",title={}::{}", property(diagnostic.code), data(&message));
    line
}

fn notice(answer: &Answer) -> String {
    let all = answer.tally();
    let names: Vec<String> = answer.files.iter().map(|file| escape::terminal(&file.path).into_owned()).collect();
    let mut message = format!("{} in {}", all.findings(), names.join(", "));
    if all.suppressed > 0 {
        let _ = write!(message, "; {} suppressed", all.suppressed);
    }
    if all.errors > SHOWN || all.warnings > SHOWN {
        let _ = write!(
            message,
            "\nGitHub shows the first {SHOWN} errors and the first {SHOWN} warnings of a step beside their lines; all of \
             them are in the log."
        );
    }
    format!("::notice title=whomay lint::{}\n", data(&message))
}

/// Text behind the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text of a property, which a comma ends and a colon too.
fn property(text: &str) -> String {
    data(&escape::terminal(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_command_is_made_of_is_escaped() {
        assert_eq!(data("100 %\r\n::x, y"), "100 %25%0D%0A::x, y");
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25\\n");
    }
}
