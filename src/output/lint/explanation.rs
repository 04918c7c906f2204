//! The documentation of a lint in the terminal.

use std::fmt::Write as _;

use crate::config::gate::LintLevel;
use crate::diagnostic::Severity;
use crate::lint::codes::Known;
use crate::lint::{Depth, documentation};
use crate::output::diagnostics::Style;

/// A line or two for a list: the code, and what it is about.
pub fn line(known: Known, style: Style) -> String {
    let indent = "    ";
    let options = textwrap::Options::new(style.width).initial_indent(indent).subsequent_indent(indent);
    let summary = summary(about(known));
    format!("{} ({})\n{}\n", bold(code(known), style), loudness(known), textwrap::fill(&summary, options))
}

/// The whole documentation: headings that stand out, running text to the width, examples as they are written.
pub fn page(known: Known, style: Style) -> String {
    let how_far = match known {
        Known::Reader(_) => "said when the file is read",
        Known::Lint(lint) => match lint.depth() {
            Depth::File => "looks at the file alone",
            Depth::Repository => "looks at the file and the repository",
            Depth::Forge => "asks the forge",
        },
    };
    let mut text = format!("{} ({}; {how_far})\n", bold(code(known), style), loudness(known));
    for section in documentation::sections(about(known)) {
        let _ = write!(text, "\n{}\n", bold(section.title, style));
        let mut before: Option<Part<'_>> = None;
        for part in parts(&section.body) {
            // Items of a list stand together, everything else apart.
            if before.is_some_and(|before| !(before.is_item() && part.is_item())) {
                text.push('\n');
            }
            text.push_str(&drawn(&part, style));
            before = Some(part);
        }
    }
    text
}

fn code(known: Known) -> &'static str {
    match known {
        Known::Lint(lint) => lint.code,
        Known::Reader(reader) => reader.code,
    }
}

/// The documentation in Markdown.
pub fn about(known: Known) -> &'static str {
    match known {
        Known::Lint(lint) => lint.about,
        Known::Reader(reader) => reader.about,
    }
}

/// The first paragraph of a documentation: what the code is about.
pub fn summary(about: &str) -> String {
    let lines = about.lines().map(str::trim).skip_while(|line| line.is_empty() || line.starts_with('#'));
    lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// How loud it is when nobody says otherwise.
fn loudness(known: Known) -> &'static str {
    match known {
        Known::Lint(lint) => level(lint.level),
        Known::Reader(reader) if reader.severity == Severity::Warning => level(LintLevel::Warn),
        Known::Reader(_) => "always an error",
    }
}

/// The level in the word that `.whomay.yml` has for it.
pub fn level(level: LintLevel) -> &'static str {
    match level {
        LintLevel::Allow => "allow",
        LintLevel::Warn => "warn",
        LintLevel::Deny => "deny",
    }
}

/// A piece of a section.
enum Part<'a> {
    /// Lines that run on. An item of a list is a piece of its own.
    Paragraph(Vec<&'a str>),
    /// A block of code: what stands behind the backticks, and its lines.
    Block(&'a str, Vec<&'a str>),
}

impl Part<'_> {
    fn is_item(&self) -> bool {
        matches!(self, Part::Paragraph(lines) if lines.first().is_some_and(|line| is_item(line)))
    }
}

fn parts(body: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut lines = body.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            parts.push(Part::Block(info, lines.by_ref().take_while(|line| !line.starts_with("```")).collect()));
            continue;
        }
        let mut paragraph = vec![line.trim()];
        let goes_on = |next: &&str| !(next.trim().is_empty() || next.starts_with("```") || is_item(next));
        while let Some(next) = lines.next_if(goes_on) {
            paragraph.push(next.trim());
        }
        if !line.trim().is_empty() {
            parts.push(Part::Paragraph(paragraph));
        }
    }
    parts
}

fn is_item(line: &str) -> bool {
    line.trim_start().starts_with("- ") || line.trim_start().starts_with("* ")
}

fn drawn(part: &Part<'_>, style: Style) -> String {
    match part {
        Part::Paragraph(lines) => {
            let (first, hang) = if part.is_item() { ("    ", "      ") } else { ("  ", "  ") };
            let options = textwrap::Options::new(style.width).initial_indent(first).subsequent_indent(hang);
            format!("{}\n", textwrap::fill(&lines.join(" "), options))
        }
        Part::Block(info, lines) => {
            let title = match info.split_once(' ') {
                Some((_, path)) => format!("    {}:\n", path.trim_matches('"')),
                None if *info == "files" => "    files of the repository:\n".to_owned(),
                None => String::new(),
            };
            lines.iter().fold(title, |text, line| format!("{text}{}\n", format!("      {line}").trim_end()))
        }
    }
}

fn bold(text: &str, style: Style) -> String {
    let bold = if style.colour { anstyle::Style::new().bold() } else { anstyle::Style::new() };
    format!("{}{text}{}", bold.render(), bold.render_reset())
}
