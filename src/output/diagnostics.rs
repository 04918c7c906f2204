//! Diagnostics for people: the source with the place underlined, what is wrong, and what to do.

use std::collections::BTreeMap;
use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, SourceCode, SourceSpan, SpanContents,
    ThemeCharacters, ThemeStyles,
};

use super::escape;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{SourceId, SourceMap};

/// Diagnostics beyond this many are counted and not shown: a file that is wrong all over is better mended in steps.
const SHOWN: usize = 50;

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
    let handler = GraphicalReportHandler::new_themed(theme).with_width(style.width).with_links(false);
    let mut text = String::new();
    for diagnostic in diagnostics.iter().take(SHOWN) {
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
    code: &'static str,
    severity: Severity,
    message: String,
    help: Option<String>,
    source: Text,
    labels: Vec<LabeledSpan>,
}

impl Shown {
    fn of(diagnostic: &Diagnostic, sources: &SourceMap) -> Vec<Shown> {
        let mut by_source: BTreeMap<(usize, SourceId), Vec<LabeledSpan>> = BTreeMap::new();
        let primary = diagnostic.labels.first().map(|label| label.span.source);
        for (at, label) in diagnostic.labels.iter().enumerate() {
            let span = SourceSpan::from(label.span.range());
            let text = Some(escape::terminal(&label.text).into_owned()).filter(|text| !text.is_empty());
            let shown = if at == 0 {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            };
            let rank = usize::from(Some(label.span.source) != primary);
            by_source.entry((rank, label.span.source)).or_default().push(shown);
        }
        let count = by_source.len();
        by_source
            .into_iter()
            .enumerate()
            .map(|(at, ((_, source), labels))| Shown {
                code: diagnostic.code,
                severity: diagnostic.severity,
                message: if at == 0 {
                    escape::terminal(&diagnostic.message).into_owned()
                } else {
                    "the other place".to_owned()
                },
                help: diagnostic
                    .help
                    .as_deref()
                    .filter(|_| at + 1 == count)
                    .map(|help| escape::terminal(help).into_owned()),
                source: Text::of(sources, source),
                labels,
            })
            .collect()
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl miette::Diagnostic for Shown {
    fn code(&self) -> Option<Box<dyn fmt::Display + '_>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help(&self) -> Option<Box<dyn fmt::Display + '_>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
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
        let text: String = text.chars().map(drawable).collect();
        // The only log commands that can stand behind the line number: see `escape::terminal`. As many bytes again.
        let text = text.replace("##[", "#?[").replace("##vso[", "#?vso[");
        Text { name: escape::terminal(&distinct(name, sources, id)).into_owned(), text }
    }
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
