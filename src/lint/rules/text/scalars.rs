//! The keys and values of a document that are text, each once and where it is written.

use crate::config::node::{Node, Value};
use crate::lint::subject::AsWritten;
use crate::source::Span;

/// One key or value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scalar<'a> {
    /// Where it is written.
    pub(super) span: Span,
    /// How, quotes included.
    pub(super) written: &'a str,
    /// What it says; nothing for a value that is no text.
    pub(super) text: Option<&'a str>,
}

impl Scalar<'_> {
    /// Whether it is text without quotes on one line, so that a reader has to guess at its type.
    pub(super) fn is_plain(&self) -> bool {
        self.text == Some(self.written)
    }
}

/// All of them, in the order of the text. What aliases and merge keys bring in is where it was written.
pub(super) fn all<'a>(subject: &AsWritten<'a>) -> Vec<Scalar<'a>> {
    let mut found: Vec<(Span, Option<&str>)> = Vec::new();
    let mut pending = vec![subject.root()];
    while let Some(Node { span, value }) = pending.pop() {
        match value {
            Value::Sequence(items) => pending.extend(items),
            Value::Mapping(entries) => {
                for entry in entries {
                    found.push((entry.key_span, Some(&entry.key)));
                    pending.push(&entry.value);
                }
            }
            Value::String(text) => found.push((*span, Some(text))),
            Value::Null | Value::Bool(_) | Value::Number(_) => found.push((*span, None)),
        }
    }
    found.sort_by_key(|(span, _)| *span);
    found.dedup_by_key(|(span, _)| *span);
    found.into_iter().map(|(span, text)| Scalar { span, written: subject.snippet(span), text }).collect()
}
