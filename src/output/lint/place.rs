//! Where a finding is, in the numbers that every format writes.

use serde::Serialize;

use crate::source::{SourceMap, Span};

/// A stretch of text. Lines and columns start at 1, columns count characters, and the end is one past the last one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Place {
    /// The file.
    pub(super) path: String,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
    /// The same in bytes from 0.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The place of a span; the beginning of `path` for one that is of no text of the map, so that no finding is lost.
pub(super) fn place(sources: &SourceMap, span: Span, path: &str) -> Place {
    match sources.locate(span) {
        Some(at) => Place {
            path: at.name.to_owned(),
            line: at.start.line,
            column: at.start.column,
            end_line: at.end.line,
            end_column: at.end.column,
            start: span.range().start,
            end: span.range().end,
        },
        None => Place { path: path.to_owned(), line: 1, column: 1, end_line: 1, end_column: 1, start: 0, end: 0 },
    }
}
