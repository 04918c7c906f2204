//! From tokens to a tree, with the precedence of the server's grammar.
//!
//! `and` binds tighter than `or` and both group to the left. Two expressions side by side are an
//! *and* without a precedence of its own: the server's parser generator resolves every conflict by
//! reading on, so its left operand is what is complete there and its right operand is everything up
//! to the next unmatched `)`:
//!
//! ```text
//! a b or c        a and (b or c)
//! a or b c or d   a or (b and (c or d))
//! (a b) or c      (a and b) or c
//! ```
//!
//! What is begun and not finished waits on a stack of our own, never on the call stack.

use super::MAX_QUERY_BYTES;
use super::error::{TagQueryError, TagQueryErrorKind as Kind};
use super::expr::{Expr, Extent, NodeId, Word};
use super::lexer::{Lexer, Token, TokenKind};
use std::ops::ControlFlow;

/// Reads a whole query.
pub(super) fn parse(text: &str) -> Result<Expr, TagQueryError> {
    if text.len() > MAX_QUERY_BYTES {
        return Err(TagQueryError { kind: Kind::TooLong(text.len()), span: 0..text.len() });
    }
    Parser::new(text)?.query()
}

/// A finished expression. The extent includes the parentheses around it, which the node's own does
/// not.
#[derive(Clone, Copy)]
struct Operand {
    node: NodeId,
    extent: Extent,
    /// The operand is `not` and a bare word: the one thing that people put before `in` in vain.
    negated_word: bool,
}

/// What waits for the expression to its right.
enum Pending {
    Or { left: Operand, operator: Extent },
    And { left: Operand, operator: Extent },
    SideBySide { left: Operand },
    Parenthesis { open: Extent, not: Option<Extent> },
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    /// The next token, not taken yet.
    ahead: Token,
    expr: Expr,
    pending: Vec<Pending>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Result<Self, TagQueryError> {
        let mut lexer = Lexer::new(text);
        let ahead = lexer.next()?;
        Ok(Parser { lexer, ahead, expr: Expr::without_nodes(), pending: Vec::new() })
    }

    fn query(mut self) -> Result<Expr, TagQueryError> {
        if matches!(self.ahead.kind, TokenKind::End) {
            return Ok(Expr::any());
        }
        loop {
            if let Some(operand) = self.begin_operand()?
                && self.continue_after(operand)?.is_break()
            {
                return Ok(self.expr);
            }
        }
    }

    /// Takes the token ahead. The one after it is read at once, as the server does: an unclosed quote
    /// there outranks whatever is wrong with the token taken.
    fn take(&mut self) -> Result<Token, TagQueryError> {
        let next = self.lexer.next()?;
        Ok(std::mem::replace(&mut self.ahead, next))
    }

    /// Where an expression has to start. `None` when a parenthesis was opened instead and the
    /// expression is still to come.
    fn begin_operand(&mut self) -> Result<Option<Operand>, TagQueryError> {
        if !self.ahead.kind.starts_operand() {
            return Err(self.missing_operand());
        }
        let token = self.take()?;
        match token.kind {
            TokenKind::Word(word) if matches!(self.ahead.kind, TokenKind::In) => self.in_dir(word).map(Some),
            TokenKind::Word(word) => Ok(Some(self.tag(word))),
            TokenKind::Not => self.not(token.extent),
            // `starts_operand` leaves only the opening parenthesis.
            _ => {
                self.pending.push(Pending::Parenthesis { open: token.extent, not: None });
                Ok(None)
            }
        }
    }

    fn tag(&mut self, word: Word) -> Operand {
        let extent = word.extent();
        Operand { node: self.expr.add_tag(word), extent, negated_word: false }
    }

    /// `word` is taken and `in` is ahead.
    fn in_dir(&mut self, word: Word) -> Result<Operand, TagQueryError> {
        let operator = self.take()?.extent;
        if !matches!(self.ahead.kind, TokenKind::Word(_)) {
            return Err(TagQueryError::new(Kind::InWithoutRightOperand, operator));
        }
        match self.take()?.kind {
            TokenKind::Word(place) if place.bytes() == b"dir" => {
                let extent = word.extent().to(place.extent());
                Ok(Operand { node: self.expr.add_in_dir(word, extent), extent, negated_word: false })
            }
            TokenKind::Word(place) => {
                let kind = Kind::InRequiresDir { word: word.to_string(), found: place.to_string() };
                Err(TagQueryError::new(kind, place.extent()))
            }
            _ => Err(TagQueryError::new(Kind::InWithoutRightOperand, operator)),
        }
    }

    /// `not` is taken. It reaches over one word or one pair of parentheses and never over an `in`.
    fn not(&mut self, not: Extent) -> Result<Option<Operand>, TagQueryError> {
        if !matches!(self.ahead.kind, TokenKind::Word(_) | TokenKind::Open) {
            return Err(TagQueryError::new(Kind::NotWithoutOperand, not));
        }
        let token = self.take()?;
        let TokenKind::Word(word) = token.kind else {
            self.pending.push(Pending::Parenthesis { open: token.extent, not: Some(not) });
            return Ok(None);
        };
        let extent = not.to(word.extent());
        let tag = self.expr.add_tag(word);
        Ok(Some(Operand { node: self.expr.add_not(tag, extent), extent, negated_word: true }))
    }

    /// After a finished expression: waits for the rest of a larger one, or ends the query.
    fn continue_after(&mut self, mut operand: Operand) -> Result<ControlFlow<()>, TagQueryError> {
        loop {
            match self.ahead.kind {
                TokenKind::Word(_) | TokenKind::Not | TokenKind::Open => {
                    self.pending.push(Pending::SideBySide { left: operand });
                    break;
                }
                TokenKind::And => {
                    let left = self.join(operand, |pending| matches!(pending, Pending::And { .. }));
                    let operator = self.take()?.extent;
                    self.pending.push(Pending::And { left, operator });
                    break;
                }
                TokenKind::Or => {
                    let left =
                        self.join(operand, |pending| matches!(pending, Pending::And { .. } | Pending::Or { .. }));
                    let operator = self.take()?.extent;
                    self.pending.push(Pending::Or { left, operator });
                    break;
                }
                TokenKind::Close => operand = self.close(operand)?,
                TokenKind::In => return Err(self.misplaced_in(&operand)),
                TokenKind::End => return self.end(operand),
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Joins `right` with what waits for it, for as long as `binds` holds.
    fn join(&mut self, mut right: Operand, binds: impl Fn(&Pending) -> bool) -> Operand {
        while let Some(pending) = self.pending.pop_if(|pending| binds(pending)) {
            let extent = |left: Operand| left.extent.to(right.extent);
            let (node, extent) = match pending {
                Pending::Or { left, .. } => (self.expr.add_or(left.node, right.node, extent(left)), extent(left)),
                Pending::And { left, .. } => {
                    (self.expr.add_and(left.node, right.node, extent(left), false), extent(left))
                }
                Pending::SideBySide { left } => {
                    (self.expr.add_and(left.node, right.node, extent(left), true), extent(left))
                }
                Pending::Parenthesis { .. } => {
                    self.pending.push(pending);
                    break;
                }
            };
            right = Operand { node, extent, negated_word: false };
        }
        right
    }

    fn join_all(&mut self, right: Operand) -> Operand {
        self.join(right, |pending| !matches!(pending, Pending::Parenthesis { .. }))
    }

    /// `)` is ahead.
    fn close(&mut self, inner: Operand) -> Result<Operand, TagQueryError> {
        let inner = self.join_all(inner);
        let Some(Pending::Parenthesis { open, not }) = self.pending.pop() else {
            return Err(TagQueryError::new(Kind::MissingOpeningParenthesis, self.ahead.extent));
        };
        let close = self.take()?.extent;
        Ok(match not {
            None => Operand { node: inner.node, extent: open.to(close), negated_word: false },
            Some(not) => {
                let extent = not.to(close);
                Operand { node: self.expr.add_not(inner.node, extent), extent, negated_word: false }
            }
        })
    }

    fn end(&mut self, last: Operand) -> Result<ControlFlow<()>, TagQueryError> {
        self.join_all(last);
        match self.pending.pop() {
            Some(Pending::Parenthesis { open, .. }) => Err(TagQueryError::new(Kind::MissingClosingParenthesis, open)),
            _ => Ok(ControlFlow::Break(())),
        }
    }

    /// The token ahead cannot start an expression: who waited for one?
    fn missing_operand(&self) -> TagQueryError {
        let ahead = self.ahead.extent;
        match (self.pending.last(), &self.ahead.kind) {
            (Some(Pending::Or { operator, .. }), _) => TagQueryError::new(Kind::OrWithoutRightOperand, *operator),
            (Some(Pending::And { operator, .. }), _) => TagQueryError::new(Kind::AndWithoutRightOperand, *operator),
            (Some(Pending::Parenthesis { open, .. }), TokenKind::Close) => {
                TagQueryError::new(Kind::EmptyParentheses, open.to(ahead))
            }
            (Some(Pending::Parenthesis { open, .. }), _) => TagQueryError::new(Kind::EmptyParentheses, *open),
            (None | Some(Pending::SideBySide { .. }), found) => {
                TagQueryError::new(Kind::UnexpectedStart(spelling(found)), ahead)
            }
        }
    }

    /// `in` is ahead, after something that is not a word.
    fn misplaced_in(&self, operand: &Operand) -> TagQueryError {
        let operator = self.ahead.extent;
        match self.expr.last_word() {
            Some(word) if operand.negated_word => {
                TagQueryError::new(Kind::NotBeforeIn { word: word.to_string() }, operand.extent.to(operator))
            }
            _ => TagQueryError::new(Kind::InWithoutLeftWord, operator),
        }
    }
}

fn spelling(token: &TokenKind) -> &'static str {
    match token {
        TokenKind::And => "and",
        TokenKind::Or => "or",
        TokenKind::Not => "not",
        TokenKind::In => "in",
        TokenKind::Open => "(",
        TokenKind::Close => ")",
        TokenKind::Word(_) | TokenKind::End => "",
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "the queries of these tables are known to parse or not to")]
mod tests {
    use super::*;
    use crate::tag_query::ExprKind;

    #[test]
    fn precedence() {
        // What is written, and the same with every grouping written out but that of a chain, which
        // groups to the left.
        let table = [
            ("", ""),
            (" \t", ""),
            ("a", "a"),
            ("(a)", "a"),
            ("((a))", "a"),
            ("a b", "a and b"),
            ("a b c", "a and (b and c)"),
            ("a and b and c", "a and b and c"),
            ("a and (b and c)", "a and (b and c)"),
            ("a or b or c", "a or b or c"),
            ("a or (b or c)", "a or (b or c)"),
            ("a and b or c and d", "(a and b) or (c and d)"),
            ("a or b and c or d", "a or (b and c) or d"),
            ("a b or c", "a and (b or c)"),
            ("a b and c or d", "a and ((b and c) or d)"),
            ("a or b c", "a or (b and c)"),
            ("a or b c or d", "a or (b and (c or d))"),
            ("a and b c or d", "a and (b and (c or d))"),
            ("a or b and c d or e", "a or (b and (c and (d or e)))"),
            ("(a b) or c", "(a and b) or c"),
            ("(a) b or c", "a and (b or c)"),
            ("(a b or c) d or e", "a and (b or c) and (d or e)"),
            ("a(b)c", "a and (b and c)"),
            ("not a or b", "not a or b"),
            ("not a b or c", "not a and (b or c)"),
            ("not (a b) or c", "not (a and b) or c"),
            ("not(not(a))", "not (not a)"),
            ("a not b", "a and not b"),
            ("a in dir b in dir or c", "a in dir and (b in dir or c)"),
            ("a IN dir", "a in dir"),
            ("a in \"dir\"", "a in dir"),
            ("dir in dir", "dir in dir"),
            ("\"in\" in dir", "\"in\" in dir"),
            ("not (a in dir)", "not (a in dir)"),
            ("dir~a relative_dir:b", "dir~a and relative_dir:b"),
            ("'dir~a b'", "\"dir~a b\""),
            ("'and' 'or' \"\" a'b'", "\"and\" and (\"or\" and (\"\" and (a and b)))"),
        ];
        for (text, grouped) in table {
            assert_eq!(parse(text).map(|expr| expr.to_string()).as_deref(), Ok(grouped), "{text:?}");
            assert_eq!(parse(grouped), parse(text), "{text:?}");
        }
    }

    #[test]
    fn places_of_nodes() {
        let text = "a or (b  c in dir) and not (d)";
        let expr = parse(text).unwrap();
        let places: Vec<_> = expr.nodes().map(|node| text.get(node.span()).unwrap()).collect();
        let expected = ["a", "b", "c in dir", "b  c in dir", "d", "not (d)", "(b  c in dir) and not (d)", text];
        assert_eq!(places, expected);
        let atoms: Vec<_> = expr.atoms().map(|atom| text.get(atom.word.span()).unwrap()).collect();
        assert_eq!(atoms, ["a", "b", "c", "d"]);
        let side_by_side: Vec<_> =
            expr.nodes().filter(|node| node.is_implicit_and()).map(|node| text.get(node.span()).unwrap()).collect();
        assert_eq!(side_by_side, ["b  c in dir"]);
    }

    #[test]
    fn quotes_and_the_written_and_make_no_difference_to_the_tree() {
        assert_eq!(parse("a b"), parse(" 'a'   AND (\"b\")"));
        assert_ne!(parse("a b"), parse("a or b"));
        assert_ne!(parse("a b"), parse("b a"));
        assert_ne!(parse("a in dir"), parse("dir~a"));
        assert!(matches!(parse("").unwrap().root().kind(), ExprKind::Any));
    }

    /// The query with the reported place in brackets, the message and the help.
    fn refused(text: &str) -> (String, String, String) {
        let error = parse(text).unwrap_err();
        let mut marked = text.to_owned();
        marked.insert(error.span.end, ']');
        marked.insert(error.span.start, '[');
        (marked, error.to_string(), error.help())
    }

    #[test]
    fn errors_say_where_what_and_what_to_write_instead() {
        let table = [
            ("[and] foo", "a tag query cannot start with `and`", "`\"and\"`"),
            (" [OR]", "a tag query cannot start with `or`", "`\"or\"`"),
            ("[in] dir", "a tag query cannot start with `in`", "Start with a tag"),
            ("[)]", "a tag query cannot start with `)`", "Remove the `)`"),
            ("a [not]", "`not` is followed by neither a tag nor `(`", "`not tag`"),
            ("([not])", "`not` is followed by neither a tag nor `(`", "`not tag`"),
            ("[not] not a", "`not` is followed by neither a tag nor `(`", "`not (not tag)`"),
            ("[not])", "`not` is followed by neither a tag nor `(`", "`\"not\"`"),
            ("[()]", "`(` is not followed by an expression", "leave the whole query empty"),
            ("not [( )] a", "`(` is not followed by an expression", "leave the whole query empty"),
            ("a [(]", "`(` is not followed by an expression", "Write an expression"),
            ("a [(]or b)", "`(` is not followed by an expression", "Write an expression"),
            ("[(]foo", "`(` is never closed", "Add a `)`"),
            ("not [(]a (b)", "`(` is never closed", "Add a `)`"),
            ("foo[)] (", "`)` closes nothing", "Remove the `)`"),
            ("(foo [or])", "`or` is not followed by an expression", "after `or`"),
            ("a [or] or b", "`or` is not followed by an expression", "`\"or\"`"),
            ("foo [and])", "`and` is not followed by an expression", "after `and`"),
            ("a or b [and]", "`and` is not followed by an expression", "remove the `and`"),
            ("a [in]", "`in` is not followed by `dir`", "Write `in dir`"),
            ("a [in] (dir)", "`in` is not followed by `dir`", "Write `in dir`"),
            ("foo in [bar]", "`in` accepts only `dir`, not `bar`", "Write `foo in dir`"),
            ("'a b' in [\"c d\"] or", "`in` accepts only `dir`, not `\"c d\"`", "Write `\"a b\" in dir`"),
            ("a in [DIR]", "`in` accepts only `dir`, not `DIR`", "Write `dir` in lower case: `a in dir`."),
            ("a in [dir\n]", "`in` accepts only `dir`, not `\"dir\\n\"`", "Write `a in dir`"),
            ("a in dir [in] dir", "`in` does not follow a single word", "Write one word before `in`"),
            ("(a b) [in] dir", "`in` does not follow a single word", "join several with `and` or `or`"),
            (
                "b or [not a in] dir",
                "`not` takes only the word `a`, which leaves nothing before `in`",
                "Write `not (a in dir)`.",
            ),
            (
                "([not 'x y' IN] dir)",
                "`not` takes only the word `\"x y\"`, which leaves nothing before `in`",
                "Write `not (\"x y\" in dir)`.",
            ),
            ("(not a) [in] dir", "`in` does not follow a single word", "Write one word before `in`"),
            ("don[']t", "the quote ' is never closed", "put the tag in double quotes"),
            ("a or [\"]b", "the quote \" is never closed", "put the tag in single quotes"),
            // The first thing wrong is reported, and an unclosed quote only when it is reached.
            ("[not] not 'a", "`not` is followed by neither a tag nor `(`", ""),
            ("a in b [']x", "the quote ' is never closed", ""),
        ];
        for (marked, message, help) in table {
            let text = marked.replace(['[', ']'], "");
            let (place, said, helped) = refused(&text);
            assert_eq!(place, marked);
            assert_eq!(said, message, "{text:?}");
            assert!(helped.contains(help), "{text:?}: {helped}");
        }
    }

    #[test]
    fn messages_stay_short_and_on_one_line() {
        let error = parse(&format!("a in '{}\n\u{1b}[31m'", "x".repeat(20))).unwrap_err();
        assert_eq!(error.to_string(), format!("`in` accepts only `dir`, not `\"{}\\n\\u{{1b}}[31m\"`", "x".repeat(20)));
        let error = parse(&format!("a in {}", "x".repeat(10_000))).unwrap_err();
        assert!(error.to_string().ends_with("x…`") && error.to_string().len() < 100);
    }

    #[test]
    fn too_long_a_text_is_refused_before_it_is_read() {
        let error = parse(&"(".repeat(MAX_QUERY_BYTES + 1)).unwrap_err();
        assert_eq!(error.kind, Kind::TooLong(MAX_QUERY_BYTES + 1));
        assert_eq!(error.span, 0..MAX_QUERY_BYTES + 1);
        assert_eq!(error.to_string(), "the tag query has 1048577 bytes, more than the 1048576 that are read");
        assert!(parse(&"a".repeat(MAX_QUERY_BYTES)).is_ok());
    }
}
