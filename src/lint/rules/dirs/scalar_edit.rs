//! Edits inside a scalar: the bytes that have to change, and its quotes left as they are.

use crate::lint::finding::Edit;
use crate::lint::subject::AsWritten;
use crate::source::Span;

/// What turns the scalar `from` at `span` into `to`. `None` when the scalar is not written in a form in which that is sure: over
/// several lines, or with escapes. A plain scalar is quoted when `to` could not stand there without.
pub(super) fn rewritten(subject: &AsWritten<'_>, span: Span, from: &str, to: &str) -> Option<Edit> {
    let snippet = subject.snippet(span);
    if to.contains(['\'', '"', '\\', '\n']) {
        return None;
    }
    if snippet == from && !is_plain(to) {
        return Some(Edit { span, replacement: format!("'{to}'") });
    }
    let quoted = ['\'', '"'].iter().any(|quote| {
        let inner = snippet.strip_prefix(*quote).and_then(|rest| rest.strip_suffix(*quote));
        inner == Some(from)
    });
    let before = match snippet {
        _ if snippet == from => 0,
        _ if quoted => 1,
        _ => return None,
    };
    let head = from.bytes().zip(to.bytes()).take_while(|(one, other)| one == other).count();
    let head = (0..=head).rev().find(|at| from.is_char_boundary(*at) && to.is_char_boundary(*at))?;
    let (from_rest, to_rest) = (from.get(head..)?, to.get(head..)?);
    let tail = from_rest.bytes().rev().zip(to_rest.bytes().rev()).take_while(|(one, other)| one == other).count();
    let tail = (0..=tail).rev().find(|tail| {
        from_rest.is_char_boundary(from_rest.len() - tail) && to_rest.is_char_boundary(to_rest.len() - tail)
    })?;
    let start = span.range().start + before + head;
    let end = start + from_rest.len() - tail;
    let replacement = to_rest.get(..to_rest.len() - tail)?.to_owned();
    Some(Edit { span: Span::new(span.source, start, end), replacement })
}

/// Whether YAML reads the text as itself anywhere, without quotes.
fn is_plain(text: &str) -> bool {
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let is_word = !matches!(text.to_ascii_lowercase().as_str(), "true" | "false" | "null");
    starts_well && is_word && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-./*".contains(c))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "what is not there fails the test")]
mod tests {
    use super::*;
    use crate::lint::run::Linted;
    use crate::source::SourceMap;

    /// The text `key: SCALAR` after the edit.
    fn edited(scalar: &str, from: &str, to: &str) -> Option<String> {
        let text = format!("definitions: {scalar}\n");
        let mut sources = SourceMap::new();
        let linted = Linted::read(&mut sources, "x", text.as_bytes(), None);
        let document = linted.document.unwrap();
        let subject = AsWritten { sources: &sources, document: &document };
        let span = subject.at(&["definitions"]).unwrap().span;
        let edit = rewritten(&subject, span, from, to)?;
        let mut text = text;
        text.replace_range(edit.span.range(), &edit.replacement);
        Some(text.trim_end().replace("definitions: ", ""))
    }

    #[test]
    fn edits_are_small_and_keep_the_quotes() {
        let rows = [
            ("a/", "a/", "a", Some("a")),
            ("'a/'", "a/", "a", Some("'a'")),
            ("\"**/*.tf\"", "**/*.tf", "${DIR}/**/*.tf", Some("\"${DIR}/**/*.tf\"")),
            ("a/*", "a/*", "${DIR}/*", Some("'${DIR}/*'")),
            ("\"a\\x2f\"", "a/", "a", None),
            ("|-\n  a/", "a/", "a", None),
            ("é/é/", "é/é/", "é/é", Some("'é/é'")),
            ("'éa'", "éa", "èa", Some("'èa'")),
        ];
        for (scalar, from, to, wanted) in rows {
            assert_eq!(edited(scalar, from, to).as_deref(), wanted, "{scalar}");
        }
    }
}
