//! Diagnostics for people: the source with the place underlined, what is wrong, and what to do.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, SourceCode, SourceSpan, SpanContents,
    ThemeCharacters, ThemeStyles,
};

use super::escape;
use super::wrapping::WORDS;
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::source::{SourceId, SourceMap};

/// Diagnostics beyond this many are counted and not shown: a file that is wrong all over is better mended in steps.
const SHOWN: usize = 50;

/// Bytes of the longest line that is drawn. A longer one fills the screen instead of showing a place, and beyond column
/// 65535 there is no drawing at all.
const DRAWN_LINE: usize = 1000;

/// How to draw.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns to use.
    pub width: usize,
    /// Whether to use colour.
    pub colour: bool,
}

/// Every diagnostic with its source.
pub fn render(diagnostics: &[Diagnostic], sources: &SourceMap, style: Style) -> String {
    let theme = GraphicalTheme {
        characters: ThemeCharacters::unicode(),
        styles: if style.colour { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_links(false)
        .with_word_separator(WORDS)
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation);
    let mut text = String::new();
    for (at, diagnostic) in diagnostics.iter().take(SHOWN).enumerate() {
        if at > 0 {
            text.push('\n');
        }
        for report in Shown::of(diagnostic, sources) {
            if handler.render_report(&mut text, &report).is_err() {
                text.push_str(&plain(diagnostic, sources));
            }
        }
    }
    if let Some(more) = diagnostics.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        text.push_str(&format!("… and {more} more\n"));
    }
    text
}

/// One line: place, severity, message. For logs, and for when drawing fails.
fn plain(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let place = diagnostic.labels.first().and_then(|label| sources.locate(label.span)).map(|place| place.to_string());
    format!("{}: {}\n", place.unwrap_or_default(), escape::terminal(&diagnostic.message))
}

/// A diagnostic as miette wants it: one report for each source that it points into.
#[derive(Debug)]
struct Shown {
    /// `None` for what only goes on with the report before.
    code: Option<&'static str>,
    severity: Severity,
    message: String,
    help: Option<String>,
    /// `None` where the lines are too long to be drawn.
    source: Option<Text>,
    labels: Vec<LabeledSpan>,
}

impl Shown {
    fn of(diagnostic: &Diagnostic, sources: &SourceMap) -> Vec<Shown> {
        let mut by_source: BTreeMap<(usize, SourceId), Vec<(usize, &Label)>> = BTreeMap::new();
        let primary = diagnostic.labels.first().map(|label| label.span.source);
        for (at, label) in diagnostic.labels.iter().enumerate() {
            let rank = usize::from(Some(label.span.source) != primary);
            by_source.entry((rank, label.span.source)).or_default().push((at, label));
        }
        let count = by_source.len();
        by_source
            .into_iter()
            .enumerate()
            .map(|(at, ((_, source), labels))| {
                let message = if at == 0 { &diagnostic.message } else { "the other place" };
                let mut message = escape::terminal(message).into_owned();
                let text = sources.get(source).map_or("", |source| source.text());
                let is_drawn = labels.iter().all(|(_, label)| can_be_drawn(text, &label.span.range()));
                if !is_drawn {
                    message.extend(labels.iter().map(|(_, label)| told(label, sources)));
                }
                let drawn = labels.iter().filter(|_| is_drawn).map(|(at, label)| labelled(*at, label));
                Shown {
                    code: (at == 0).then_some(diagnostic.code),
                    severity: diagnostic.severity,
                    message,
                    help: diagnostic
                        .help
                        .as_deref()
                        .filter(|_| at + 1 == count)
                        .map(|help| escape::terminal(help).into_owned()),
                    labels: drawn.collect(),
                    source: is_drawn.then(|| Text::of(sources, source)),
                }
            })
            .collect()
    }
}

fn labelled(at: usize, label: &Label) -> LabeledSpan {
    let span = SourceSpan::from(label.span.range());
    let text = Some(escape::terminal(&label.text).into_owned()).filter(|text| !text.is_empty());
    if at == 0 { LabeledSpan::new_primary_with_span(text, span) } else { LabeledSpan::new_with_span(text, span) }
}

/// A place in words, on a line of its own.
fn told(label: &Label, sources: &SourceMap) -> String {
    let place = sources.locate(label.span).map(|place| place.to_string()).unwrap_or_default();
    let colon = if label.text.is_empty() { "" } else { ": " };
    format!("\n{}{colon}{}", escape::terminal(&place), escape::terminal(&label.text))
}

/// Whether the lines of a place, and the one before and the one behind it, are short enough.
fn can_be_drawn(text: &str, place: &Range<usize>) -> bool {
    let (bytes, is_end) = (text.as_bytes(), |byte: &u8| matches!(byte, b'\n' | b'\r'));
    let before = bytes.get(..place.start).unwrap_or_default();
    let from = before.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
    let from = before.get(..from).unwrap_or_default().iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
    let behind = bytes.get(place.end..).unwrap_or_default();
    let mut ends = behind.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at);
    let to = place.end + ends.nth(1).unwrap_or(behind.len());
    bytes.get(from..to).unwrap_or_default().split(is_end).all(|line| line.len() <= DRAWN_LINE)
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl miette::Diagnostic for Shown {
    fn code(&self) -> Option<Box<dyn fmt::Display + '_>> {
        // The drawing tells them apart by a sign and a colour, and a log may show neither.
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        self.code.map(|code| Box::new(format!("{severity}[{code}]")) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            _ if self.code.is_none() => miette::Severity::Advice,
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help(&self) -> Option<Box<dyn fmt::Display + '_>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|text| text as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.source.as_ref().map(|_| Box::new(self.labels.iter().cloned()) as Box<dyn Iterator<Item = LabeledSpan>>)
    }
}

/// A source for drawing. Characters that could act on the terminal are replaced by others of the same length,
/// so that spans stay true.
#[derive(Debug)]
struct Text {
    name: String,
    text: String,
}

impl Text {
    fn of(sources: &SourceMap, id: SourceId) -> Text {
        let (name, text) = sources.get(id).map_or(("", ""), |source| (source.name(), source.text()));
        let text = if text.bytes().all(is_ordinary) { text.to_owned() } else { replaced(text) };
        // The only log commands that can stand behind the line number: see `escape::terminal`. As many bytes again.
        let text = text.replace("##[", "#?[").replace("##vso[", "#?vso[");
        Text { name: escape::terminal(&distinct(name, sources, id)).into_owned(), text }
    }
}

/// What is drawn as it is, wherever it stands.
fn is_ordinary(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n')
}

fn replaced(text: &str) -> String {
    // A lone CR ends a line, here as in `source`, and must not move the cursor. As many bytes either way.
    let lone = |at: usize| text.as_bytes().get(at + 1) != Some(&b'\n');
    let line_end = |at: usize, c: char| if c == '\r' && lone(at) { '\n' } else { drawable(c) };
    text.char_indices().map(|(at, c)| line_end(at, c)).collect()
}

/// The name of a source, behind the commit where the same file was read at several. The place that follows stays one
/// that a terminal or an editor can jump to.
fn distinct(name: &str, sources: &SourceMap, id: SourceId) -> String {
    let shared = sources.iter().any(|(other, source)| other != id && source.name() == name);
    let origin = sources.get(id).and_then(|source| source.origin()).filter(|_| shared);
    match origin.and_then(|origin| origin.split(", blob ").next()) {
        Some(commit) => {
            let short = |word: &str| word.chars().take(10).collect::<String>();
            let (branch, id) = commit.rsplit_once(' ').unwrap_or((commit, ""));
            format!("{branch} {}: {name}", short(id))
        }
        None => name.to_owned(),
    }
}

/// The character itself, or a harmless one that takes as many bytes.
fn drawable(character: char) -> char {
    if matches!(character, '\n' | '\r' | '\t') || escape::is_plain(character) {
        return character;
    }
    match character.len_utf8() {
        1 => '?',
        2 => '\u{b7}',
        3 => '\u{fffd}',
        _ => '\u{1f7ea}',
    }
}

impl SourceCode for Text {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.text.read_span(span, before, after)?;
        Ok(Box::new(miette::MietteSpanContents::new_named(
            self.name.clone(),
            contents.data(),
            *contents.span(),
            contents.line(),
            contents.column(),
            contents.line_count(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn drawn(text: &str, places: &[Range<usize>]) -> String {
        let mut sources = SourceMap::new();
        let source = sources.add("config.yml", text, None);
        let mut spans = places.iter().map(|place| Span::new(source, place.start, place.end));
        let first = spans.next().unwrap_or_else(|| Span::new(source, 0, 0));
        let diagnostic = Diagnostic::error("some-code", first, "here", "something is wrong").with_help("Mend it.");
        let diagnostic = spans.fold(diagnostic, |diagnostic, span| diagnostic.with_label(span, "there"));
        render(&[diagnostic], &sources, Style { width: 80, colour: false })
    }

    #[test]
    fn a_place_in_a_long_line_is_told_and_not_drawn() {
        for blanks in [DRAWN_LINE + 1, 70_000, 1 << 20] {
            let text = format!("a: b\n{}c: d\n", " ".repeat(blanks));
            let column = blanks + 1;
            let at = 5 + blanks;
            assert_eq!(
                drawn(&text, &[at..at + 1, 0..1]),
                format!(
                    "error[some-code]\n\n  × something is wrong\n  │ config.yml:2:{column}: here\n  │ config.yml:1:1: there\n  \
                     help: Mend it.\n"
                )
            );
            // The line behind a place is drawn as well.
            assert!(!drawn(&text, std::slice::from_ref(&(0..1))).contains('╭'), "{blanks}");
        }
    }

    #[test]
    fn lines_that_are_not_shown_may_be_long() {
        let text = format!("{0}\na: b\nc: d\ne: f\n{0}", "x".repeat(DRAWN_LINE + 1));
        let at = text.find("c:").unwrap_or_default();
        assert!(drawn(&text, std::slice::from_ref(&(at..at + 1))).contains("╰── here"));
        let text = format!("{}\n", "x".repeat(DRAWN_LINE));
        assert!(drawn(&text, std::slice::from_ref(&(DRAWN_LINE - 1..DRAWN_LINE))).contains("╰── here"));
    }
}
