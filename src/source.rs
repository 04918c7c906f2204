//! Places in text: which file, which bytes, which line.
//!
//! Everything that is said about a configuration is said about a [`Span`] of it, so spans are the
//! lowest thing in the crate. Turning bytes into lines happens here and nowhere else, so that no
//! two outputs can disagree about a line number. This module may not read files: whoever has the
//! bytes adds them to a [`SourceMap`].

use std::fmt;
use std::sync::Arc;

/// Names one text of a [`SourceMap`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A half-open byte range of one source. Bytes, not characters; always on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text that the range is of.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of `source`. Offsets past `u32::MAX` saturate; a source is limited to
    /// far less (see [`SourceMap::add`]).
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { source, start: clamp(start), end: clamp(end).max(clamp(start)) }
    }

    /// The range as `usize`, for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value together with the place that it was written at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where. `None` for a default that nobody wrote.
    pub span: Option<Span>,
}

impl<T> Spanned<T> {
    /// A value written at `span`.
    pub fn at(value: T, span: Span) -> Self {
        Spanned { value, span: Some(span) }
    }

    /// A default: a value that stands nowhere in any file.
    pub fn unwritten(value: T) -> Self {
        Spanned { value, span: None }
    }
}

/// One text and where it came from.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: Arc<str>,
    origin: Option<String>,
    line_starts: Vec<usize>,
}

impl Source {
    /// How people call it: a path relative to the repository.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The exact version of the text: a git object id and the revision that it was read at, such as
    /// `main@3f2a…, blob 77ab…`. `None` for text that no version control knows.
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }
}

/// A position for people: both numbers start at 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A span resolved for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location<'a> {
    /// The source's name.
    pub name: &'a str,
    /// Where the span starts.
    pub start: Position,
    /// Where the span ends (one past the last character).
    pub end: Position,
}

impl fmt::Display for Location<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.name, self.start.line, self.start.column)
    }
}

/// All texts of one run.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    sources: Vec<Source>,
}

impl SourceMap {
    /// An empty map.
    pub fn new() -> Self {
        SourceMap::default()
    }

    /// Adds a text. `name` is what people see; `origin` its version (see [`Source::origin`]).
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>, origin: Option<String>) -> SourceId {
        let text = text.into();
        // The YAML reader counts CR, LF and CRLF as line ends, and so do editors.
        let mut line_starts = vec![0];
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let ends_line = match byte {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends_line {
                line_starts.push(at + 1);
            }
        }
        let id = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        self.sources.push(Source { name: name.into(), text, origin, line_starts });
        id
    }

    /// The text behind an id, unless the id is of another map.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(id.0 as usize)
    }

    /// All texts, in the order of [`SourceMap::add`].
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.sources.iter().enumerate().map(|(at, source)| (SourceId(u32::try_from(at).unwrap_or(u32::MAX)), source))
    }

    /// The bytes of a span, or nothing when the span is not of this map.
    pub fn snippet(&self, span: Span) -> Option<&str> {
        self.get(span.source)?.text.get(span.range())
    }

    /// Name, line and column of a span. The only place where bytes become lines.
    pub fn locate(&self, span: Span) -> Option<Location<'_>> {
        let source = self.get(span.source)?;
        let position = |offset: usize| {
            let line = source.line_starts.partition_point(|start| *start <= offset);
            let start = line.checked_sub(1).and_then(|at| source.line_starts.get(at)).copied().unwrap_or(0);
            let column =
                source.text.get(start..offset.min(source.text.len())).map_or(1, |text| text.chars().count() + 1);
            Position { line, column }
        };
        Some(Location { name: &source.name, start: position(span.start as usize), end: position(span.end as usize) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_start_at_one_and_count_characters() {
        let mut map = SourceMap::new();
        let id = map.add("c.yml", "a: é\r\nb: x\rc", None);
        let at =
            |start, end| map.locate(Span::new(id, start, end)).map(|l| (l.start.line, l.start.column, l.end.column));
        assert_eq!(at(0, 1), Some((1, 1, 2)));
        assert_eq!(at(3, 5), Some((1, 4, 5)), "é is two bytes and one column");
        assert_eq!(at(7, 8), Some((2, 1, 2)), "CRLF is one line end");
        assert_eq!(at(12, 13), Some((3, 1, 2)), "a lone CR ends a line");
        assert_eq!(map.snippet(Span::new(id, 3, 5)), Some("é"));
    }

    #[test]
    fn a_span_of_another_map_has_no_place() {
        assert_eq!(SourceMap::new().locate(Span::default()), None);
    }
}
