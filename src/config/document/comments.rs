//! Where the comments are: what the scanner steps over between the values.
//!
//! The scanner drops comments, so they are looked for in the gaps between its events, where a `#` can be nothing
//! else: tags, anchors and directives hold none, and in a value it is text. No second reader of YAML decides here what
//! is a value.

use super::events::{Event, Kind, Style};
use super::{Text, syntax};
use crate::source::Span;
use std::ops::Range;

/// Every comment, from its `#` to the end of its line, in the order of the text. `events` are those of the whole text,
/// which has to be one complete document.
pub(super) fn find(text: Text<'_>, events: &[Event]) -> Vec<Span> {
    let mut comments = Vec::new();
    let mut gap_start = 0;
    for value in events.iter().filter_map(|event| value(text.text, event)) {
        gap(text, gap_start..value.start, &mut comments);
        gap_start = value.end.max(gap_start);
    }
    gap(text, gap_start..text.text.len(), &mut comments);
    comments
}

/// The bytes in which a `#` is text.
fn value(text: &str, event: &Event) -> Option<Range<usize>> {
    match &event.kind {
        Kind::Scalar { style, .. } => {
            let content = syntax::written(text, event).content;
            Some(match style {
                Style::Plain | Style::Quoted => content,
                // The line of the `|` can end in a comment; the value begins on the next one.
                Style::Block => line_end(text, content.start)..event.range.end,
            })
        }
        _ => None,
    }
}

fn gap(text: Text<'_>, gap: Range<usize>, comments: &mut Vec<Span>) {
    let mut at = gap.start;
    while let Some(found) = text.text.get(at..gap.end).and_then(|rest| rest.find('#')) {
        let start = at + found;
        at = line_end(text.text, start).min(gap.end);
        comments.push(text.span(&(start..at)));
    }
}

fn line_end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    start + rest.find(['\n', '\r']).unwrap_or(rest.len())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]
mod tests {
    use proptest::prelude::*;

    use crate::config::document::{Document, Reading};
    use crate::source::{SourceMap, Span};

    fn read(text: &str) -> Option<(Document, SourceMap)> {
        let mut sources = SourceMap::new();
        match Document::read(&mut sources, "c.yml", text.as_bytes(), None) {
            Ok(Reading::Document(document)) => Some((document, sources)),
            _ => None,
        }
    }

    fn comments(text: &str) -> Vec<String> {
        let (document, sources) = read(text).unwrap_or_else(|| panic!("{text:?} is not read"));
        document.comments().iter().map(|span| sources.snippet(*span).unwrap().to_owned()).collect()
    }

    #[test]
    fn a_comment_is_told_from_a_value_that_looks_like_one() {
        let rows: &[(&str, &[&str])] = &[
            ("a: 1 # one", &["# one"]),
            ("# top\na: b#c\n\n  # in between\nb: 'x # y' # z\r\n#end", &["# top", "# in between", "# z", "#end"]),
            ("a: \"#\\\n  # no\"#yes", &["#yes"]),
            ("a: | # header\n  # text\n  b\n# after\nb: >-\n # text", &["# header", "# after"]),
            ("a: |+\n\n  x\n\n# after\n", &["# after"]),
            (
                "a: |\n# nothing in it\nb: |2 # two\n   # text\n # not any more\nc:",
                &["# nothing in it", "# two", "# not any more"],
            ),
            ("a: [x, # one\n  y#z, \"#\"]# two", &["# one", "# two"]),
            (
                "a: &x # anchor\n  b\nc: *x # alias\n? # key\n  d\n: # value\n  e",
                &["# anchor", "# alias", "# key", "# value"],
            ),
            ("a: !!str # tag\n  '#'", &["# tag"]),
            ("a: &x # one\n  | # two\n  # text", &["# one", "# two"]),
            (
                "%TAG !e! tag:e,2000: # directive\n--- # start\na: b\n... # end\n# last",
                &["# directive", "# start", "# end", "# last"],
            ),
            ("# alone", &["# alone"]),
            ("a: # a list\n- x", &["# a list"]),
            ("a: é # ü\r# lone CR", &["# ü", "# lone CR"]),
        ];
        for (text, wanted) in rows {
            assert_eq!(comments(text), *wanted, "{text:?}");
        }
    }

    /// Pieces that bring every way to write a value next to every way to write a `#`.
    const PIECES: &[&str] = &[
        "#",
        " #",
        "# x",
        "a",
        "b: ",
        "\n",
        "\n  ",
        "\n    ",
        "- ",
        "'",
        "\"",
        "[",
        "]",
        ", ",
        "{",
        "}",
        "|",
        ">",
        "|+",
        "|2-",
        "&x ",
        "*x",
        "!!str ",
        ":",
        "? ",
        "\r\n",
        "\t",
        "é",
        "'#'",
        "\"\\\"#\"",
        "---",
        "...",
        "''",
    ];

    fn with_spans_replaced(text: &str, spans: &[Span], by: &str) -> String {
        let mut replaced = text.to_owned();
        spans.iter().rev().for_each(|span| replaced.replace_range(span.range(), by));
        replaced
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_in_a_comment_says_nothing_and_every_other_hash_says_something(
            pieces in prop::collection::vec(prop::sample::select(PIECES), 1..14),
        ) {
            let text = pieces.concat();
            let Some((document, _)) = read(&text) else { return Ok(()) };
            let json = document.root().to_json();
            let comments = document.comments();
            // A comment can be emptied; taken away altogether it would leave a line to a block scalar above it.
            let emptied = with_spans_replaced(&text, comments, "#");
            prop_assert_eq!(read(&emptied).map(|(emptied, _)| emptied.root().to_json()), Some(json.clone()), "{:?}", emptied);
            for (at, _) in text.match_indices('#') {
                if comments.iter().any(|span| span.range().contains(&at)) {
                    continue;
                }
                let other = with_spans_replaced(&text, &[Span::new(document.source(), at, at + 1)], "x");
                prop_assert_ne!(read(&other).map(|(other, _)| other.root().to_json()), Some(json.clone()), "{:?}", other);
            }
        }
    }
}
