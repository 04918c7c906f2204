//! Writing an expression and its words so that they read back the same.

use super::expr::{Expr, ExprKind, Node, Word};
use super::lexer::{is_word_char, keyword};
use std::fmt::{self, Write};

impl fmt::Display for Expr {
    /// With parentheses around every operand that is an `and` or `or` itself; only a chain of one
    /// operator, which groups to the left anyway, goes without. The empty query is empty text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root().fmt(f)
    }
}

enum Piece<'a> {
    Node(Node<'a>),
    Text(&'static str),
}

impl fmt::Display for Node<'_> {
    /// Like the expression that it is part of; without parentheses around the whole.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = vec![Piece::Node(*self)];
        while let Some(piece) = rest.pop() {
            match piece {
                Piece::Text(text) => f.write_str(text)?,
                Piece::Node(node) => match node.kind() {
                    ExprKind::Any => {}
                    ExprKind::Tag(word) => write!(f, "{word}")?,
                    ExprKind::InDir(word) => write!(f, "{word} in dir")?,
                    ExprKind::Not(operand) => {
                        push_operand(&mut rest, operand, !matches!(operand.kind(), ExprKind::Tag(_)));
                        rest.push(Piece::Text("not "));
                    }
                    ExprKind::And(left, right) => {
                        let chain = matches!(left.kind(), ExprKind::And(..));
                        push_binary(&mut rest, left, " and ", right, chain);
                    }
                    ExprKind::Or(left, right) => {
                        let chain = matches!(left.kind(), ExprKind::Or(..));
                        push_binary(&mut rest, left, " or ", right, chain);
                    }
                },
            }
        }
        Ok(())
    }
}

// What is pushed last is written first.
fn push_binary<'a>(
    rest: &mut Vec<Piece<'a>>,
    left: Node<'a>,
    operator: &'static str,
    right: Node<'a>,
    left_continues_chain: bool,
) {
    let is_binary = |node: Node<'_>| matches!(node.kind(), ExprKind::And(..) | ExprKind::Or(..));
    push_operand(rest, right, is_binary(right));
    rest.push(Piece::Text(operator));
    push_operand(rest, left, is_binary(left) && !left_continues_chain);
}

fn push_operand<'a>(rest: &mut Vec<Piece<'a>>, operand: Node<'a>, parenthesised: bool) {
    if parenthesised {
        rest.extend([Piece::Text(")"), Piece::Node(operand), Piece::Text("(")]);
    } else {
        rest.push(Piece::Node(operand));
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text() {
            Some(text) if can_stand_bare(text) => f.write_str(text),
            _ => write_quoted(f, self.bytes()),
        }
    }
}

/// White space beyond space and tab may be part of a bare word, but whether it is depends on what
/// stands beside it. In quotes it does not.
fn can_stand_bare(text: &str) -> bool {
    let is_plain = |char: char| is_word_char(char) && !char.is_whitespace();
    !text.is_empty() && text.chars().all(is_plain) && keyword(text).is_none()
}

fn write_quoted(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    let quote = if bytes.contains(&b'"') && !bytes.contains(&b'\'') { '\'' } else { '"' };
    f.write_char(quote)?;
    for chunk in bytes.utf8_chunks() {
        for char in chunk.valid().chars() {
            if char == quote || char == '\\' {
                f.write_char('\\')?;
            }
            f.write_char(char)?;
        }
        for lead in chunk.invalid() {
            write!(f, "\\{}", character_led_by(*lead))?;
        }
    }
    f.write_char(quote)
}

/// Some character whose UTF-8 starts with `lead`.
///
/// A byte that is not UTF-8 gets into a word in one way only: as the first byte of a character after
/// a backslash. So any character with that first byte spells it again. (Bytes that start no
/// character cannot be in a word; they would be shown as U+FFFD.)
fn character_led_by(lead: u8) -> char {
    let utf8 = match lead {
        0xC2..=0xDF => [lead, 0xA9, 0, 0],
        0xE0 => [lead, 0xA4, 0x85, 0],
        0xE1..=0xEF => [lead, 0x80, 0x85, 0],
        0xF0 => [lead, 0x90, 0x80, 0x80],
        _ => [lead, 0x80, 0x80, 0x80],
    };
    let text = utf8.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "the queries of these tables parse")]
mod tests {
    use crate::tag_query::TagQuery;

    fn shown(query: &str) -> String {
        TagQuery::parse(query).unwrap().expr().to_string()
    }

    #[test]
    fn words_are_quoted_where_they_must_be() {
        let table = [
            ("\"a\"", "a"),
            ("'dir:a/b'", "dir:a/b"),
            ("a\\b", "a\\b"),
            ("'a b'", "\"a b\""),
            ("''", "\"\""),
            ("'NoT'", "\"NoT\""),
            ("'(a'", "\"(a\""),
            ("'a\"b'", "'a\"b'"),
            ("\"a'b\"", "\"a'b\""),
            ("'a\"b\\'c'", "\"a\\\"b'c\""),
            ("'a\\\\ b'", "\"a\\\\ b\""),
            ("a\nb", "\"a\nb\""),
            ("\u{2028}x", "\"\u{2028}x\""),
            ("ü", "ü"),
        ];
        for (query, expected) in table {
            assert_eq!(shown(query), expected, "{query:?}");
        }
    }

    #[test]
    fn every_byte_that_is_not_utf8_is_spelled_by_a_character_that_starts_with_it() {
        for char in (0x80..=0x10_FFFF_u32).step_by(61).filter_map(char::from_u32) {
            let query = TagQuery::parse(&format!("'k\\{char} x'")).unwrap();
            let again = TagQuery::parse(&query.expr().to_string()).unwrap();
            assert_eq!(again.expr(), query.expr(), "{char:?}");
            assert_eq!(again.expr().atoms().next().unwrap().word.text(), None);
        }
        assert_eq!(shown("'k\\ü'"), "\"k\\é\"");
        assert_eq!(shown("'k\\語'"), "\"k\\者\"");
    }

    #[test]
    fn a_part_can_be_shown_alone() {
        let query = TagQuery::parse("x (a or b c)").unwrap();
        let parts: Vec<_> = query.expr().nodes().map(|node| node.to_string()).collect();
        assert_eq!(parts, ["x", "a", "b", "c", "b and c", "a or (b and c)", "x and (a or (b and c))"]);
    }
}
