//! Quotes around plain text: what a reader has to guess at is text in every one.

use crate::lint::{Edit, Fix};
use crate::source::Span;

/// The fix that puts quotes around plain text. The server reads the same text as before.
pub(super) fn quoted(span: Span) -> Fix {
    let quote_at = |at| Edit { span: Span { start: at, end: at, ..span }, replacement: "\"".to_owned() };
    Fix::safe("quote the text", vec![quote_at(span.start), quote_at(span.end)])
}
