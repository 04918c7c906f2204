//! From the text of a query to its tokens.
//!
//! The server's lexer takes the longest match, and a word may hold anything but space, tab, quotes
//! and parentheses. So a line break is white space only where the white space around it is longer
//! than the word that it would make: `a \nb` is two words, `a\nb` is one. This module keeps to that
//! and judges nothing but quotes.

use super::error::{TagQueryError, TagQueryErrorKind};
use super::expr::{Extent, Word};

/// One token and where it stands.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) extent: Extent,
}

#[derive(Debug)]
pub(super) enum TokenKind {
    Word(Word),
    And,
    Or,
    Not,
    In,
    Open,
    Close,
    End,
}

impl TokenKind {
    /// Whether an expression can start with the token.
    pub(super) fn starts_operand(&self) -> bool {
        matches!(self, TokenKind::Word(_) | TokenKind::Not | TokenKind::Open)
    }
}

/// Hands out the tokens one by one, so that a quote that is never closed is reported only when
/// nothing before it is wrong.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Lexer { text, at: 0 }
    }

    /// The next token; [`TokenKind::End`] from the end of the text on.
    pub(super) fn next(&mut self) -> Result<Token, TagQueryError> {
        self.skip_white_space();
        let start = self.at;
        let rest = self.rest();
        let kind = match rest.chars().next() {
            None => TokenKind::End,
            Some('(') => self.take(1, TokenKind::Open),
            Some(')') => self.take(1, TokenKind::Close),
            Some(quote @ ('\'' | '"')) => TokenKind::Word(self.quoted(quote)?),
            Some(_) => self.bare(run_of(rest, is_word_char)),
        };
        Ok(Token { kind, extent: Extent::new(start, self.at) })
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, bytes: usize, kind: TokenKind) -> TokenKind {
        self.at += bytes;
        kind
    }

    fn skip_white_space(&mut self) {
        let rest = self.rest();
        let space = run_of(rest, char::is_whitespace);
        // Longest match; where both are as long, the word comes first.
        if space > run_of(rest, is_word_char) {
            self.at += space;
        }
    }

    fn bare(&mut self, length: usize) -> TokenKind {
        let start = self.at;
        let word = self.rest().get(..length).unwrap_or_default();
        self.at += length;
        match keyword(word) {
            Some(kind) => kind,
            None => TokenKind::Word(Word::new(word.into(), Extent::new(start, self.at), false)),
        }
    }

    /// A quoted word, from its opening quote on. A backslash takes the next character as it is, and
    /// of a character beyond ASCII only the first byte: the server's lexer does so.
    fn quoted(&mut self, quote: char) -> Result<Word, TagQueryError> {
        let start = self.at;
        let mut bytes = Vec::new();
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((offset, char)) = chars.next() {
            let mut utf8 = [0; 4];
            match char {
                '\\' => bytes.extend(chars.next().and_then(|(_, c)| c.encode_utf8(&mut utf8).bytes().next())),
                _ if char == quote => {
                    self.at = start + offset + 1;
                    return Ok(Word::new(bytes, Extent::new(start, self.at), true));
                }
                _ => bytes.extend_from_slice(char.encode_utf8(&mut utf8).as_bytes()),
            }
        }
        Err(TagQueryError::new(TagQueryErrorKind::UnclosedQuote(quote), Extent::new(start, start + 1)))
    }
}

/// Length in bytes of the characters at the start of `text` that `belongs` is true of.
fn run_of(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|char| !belongs(char)).unwrap_or(text.len())
}

/// Whether a word may hold the character without quotes.
pub(super) fn is_word_char(char: char) -> bool {
    !matches!(char, ' ' | '\t' | '\'' | '"' | '(' | ')')
}

/// The operator that a bare word is, in whatever ASCII case.
pub(super) fn keyword(word: &str) -> Option<TokenKind> {
    let is = |keyword: &str| word.eq_ignore_ascii_case(keyword);
    match () {
        () if is("and") => Some(TokenKind::And),
        () if is("or") => Some(TokenKind::Or),
        () if is("not") => Some(TokenKind::Not),
        () if is("in") => Some(TokenKind::In),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens in short: words as their bytes would be written in Rust, with their place.
    fn tokens(text: &str) -> Vec<String> {
        let mut lexer = Lexer::new(text);
        let mut tokens = Vec::new();
        loop {
            match lexer.next() {
                Err(error) => {
                    tokens.push(format!("{:?} {:?}", error.kind, error.span));
                    return tokens;
                }
                Ok(Token { kind: TokenKind::End, .. }) => return tokens,
                Ok(Token { kind: TokenKind::Word(word), extent }) => {
                    tokens.push(format!("{} {:?}", word.bytes().escape_ascii(), extent.range()));
                }
                Ok(token) => tokens.push(format!("<{:?}> {:?}", token.kind, token.extent.range())),
            }
        }
    }

    #[test]
    fn words_spaces_and_quotes() {
        let table: &[(&str, &[&str])] = &[
            ("", &[]),
            (" \t ", &[]),
            ("a", &["a 0..1"]),
            ("a\tb  c", &["a 0..1", "b 2..3", "c 5..6"]),
            ("AnD oR NOT In", &["<And> 0..3", "<Or> 4..6", "<Not> 7..10", "<In> 11..13"]),
            ("android", &["android 0..7"]),
            ("(a)b", &["<Open> 0..1", "a 1..2", "<Close> 2..3", "b 3..4"]),
            ("dir:a/b,c\\d*", &["dir:a/b,c\\\\d* 0..12"]),
            // A line break is a word character; only a longer run of white space outweighs it.
            ("a\nb", &["a\\nb 0..3"]),
            ("a or\nb", &["a 0..1", "or\\nb 2..6"]),
            ("a or b\n", &["a 0..1", "<Or> 2..4", "b\\n 5..7"]),
            ("a \nb", &["a 0..1", "b 3..4"]),
            ("a\n b", &["a\\n 0..2", "b 3..4"]),
            ("\n", &["\\n 0..1"]),
            ("\n ", &[]),
            (" \n", &[]),
            ("\r\n", &["\\r\\n 0..2"]),
            ("a \r\n b", &["a 0..1", "b 5..6"]),
            ("\n(a", &["\\n 0..1", "<Open> 1..2", "a 2..3"]),
            // So are the other kinds of white space beyond space and tab.
            ("a \u{2028}b", &["a 0..1", "b 5..6"]),
            ("a\u{a0}b", &["a\\xc2\\xa0b 0..4"]),
            ("\u{a0} b", &["b 3..4"]),
            ("\u{3000}", &["\\xe3\\x80\\x80 0..3"]),
            // Quotes.
            ("'a b'", &["a b 0..5"]),
            ("\"a'b\"", &["a\\'b 0..5"]),
            ("'a\\'b'", &["a\\'b 0..6"]),
            ("\"a\\\\b\"", &["a\\\\b 0..6"]),
            ("'\\n\\and'", &["nand 0..8"]),
            ("'k\\ü'", &["k\\xc3 0..6"]),
            ("'\\€x\\😀'", &["\\xe2x\\xf0 0..12"]),
            ("'ü'", &["\\xc3\\xbc 0..4"]),
            ("''", &[" 0..2"]),
            ("'and'", &["and 0..5"]),
            ("a'b'\"c\"", &["a 0..1", "b 1..4", "c 4..7"]),
            ("a 'b", &["a 0..1", "UnclosedQuote('\\'') 2..3"]),
            ("\"a\\\"", &["UnclosedQuote('\"') 0..1"]),
            ("\"\\", &["UnclosedQuote('\"') 0..1"]),
        ];
        for (text, expected) in table {
            assert_eq!(tokens(text), *expected, "{text:?}");
        }
    }
}
