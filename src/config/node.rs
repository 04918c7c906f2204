//! The document as written: a tree in which every key and every value has a place.
//!
//! This is what every reader of configuration takes. It holds JSON's values, because that is what
//! the server turns YAML into before it looks at anything; what YAML adds has been resolved or
//! refused by the time a [`Node`] exists.

use std::ops::Range;

use crate::source::{SourceMap, Span};

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The bytes that the value was read from. For a value that an alias or a merge key brought in, the
    /// place where it was written, not where it was used.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// What a [`Node`] can be.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false` in one of the three spellings that count.
    Bool(bool),
    /// Any number.
    Number(Number),
    /// Everything else that is not a collection.
    String(String),
    /// A list.
    Sequence(Vec<Node>),
    /// A mapping, in the order written. Keys are strings and unique.
    Mapping(Vec<Entry>),
}

/// A number, in the widest of the three forms that JSON readers tell apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Fits `i64`.
    Signed(i64),
    /// Above `i64::MAX`.
    Unsigned(u64),
    /// Written with a point or an exponent. Finite.
    Float(f64),
}

/// One key of a mapping and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
    /// The `<<` that brought the entry in from elsewhere.
    pub merged_at: Option<Span>,
}

impl Node {
    /// The entries, when this is a mapping.
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// The entry of that key, when this is a mapping that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries()?.iter().find(|entry| entry.key == key)
    }

    /// The place of the bytes `range` of `value`, which is what this scalar says. Exact: where escapes, folding or
    /// indentation come between the text and the value, there is none. A place is always on one line.
    pub fn part(&self, sources: &SourceMap, value: &str, range: Range<usize>) -> Option<Span> {
        let raw = sources.snippet(self.span)?;
        let unquoted = ['\'', '"'].iter().find_map(|quote| raw.strip_prefix(*quote)?.strip_suffix(*quote));
        let shift = match unquoted {
            _ if raw == value => 0,
            Some(inner) if inner == value => 1,
            _ => return None,
        };
        let start = self.span.range().start + shift;
        Some(Span::new(self.span.source, start + range.start, start + range.end))
    }

    /// What kind of value it is, in the words of a message: `a list`, `a string`.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "empty",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a mapping",
        }
    }
}
