//! The tokens of a JSON value that is known to be well-formed, one after the other, without recursion.
//!
//! Marks are looked for in values of any depth, and a value is only ever walked, never built.

use std::borrow::Cow;

use super::encodings;

/// One token. Commas and colons are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{` or `[`
    Open(Bracket),
    /// `}` or `]`
    Close,
    /// What stands between the quotes of a string or key.
    Text(&'a str),
    /// As it is written.
    Number(&'a str),
    /// `true`
    True,
    /// `false` or `null`
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bracket {
    Object,
    Array,
}

/// The tokens of a text. Ends at what is no JSON.
#[derive(Clone)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Tokens { text, at: 0 }
    }

    /// The next value as it is written, whole. `None` at the end of an object or array, or of the text.
    pub(super) fn value(&mut self) -> Option<&'a str> {
        self.skip_between();
        let start = self.at;
        let mut depth = 0u64;
        loop {
            match self.next()? {
                Token::Open(_) => depth += 1,
                Token::Close => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if depth == 0 {
                return self.text.get(start..self.at);
            }
        }
    }

    /// Whether there is nothing left.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.skip_between();
        self.at == self.text.len()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_between(&mut self) {
        let between = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b',' | b':');
        self.at += self.rest().bytes().take_while(|byte| between(byte)).count();
    }

    /// Takes so many bytes.
    fn take(&mut self, length: usize) -> &'a str {
        let taken = self.rest().get(..length).unwrap_or_default();
        self.at += taken.len();
        taken
    }

    fn string(&mut self) -> Option<Token<'a>> {
        self.at += 1;
        let rest = self.rest();
        let mut end = 0;
        loop {
            end += rest.as_bytes().get(end..)?.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
            if rest.as_bytes().get(end) == Some(&b'"') {
                break;
            }
            end += 2;
        }
        let text = self.take(end);
        self.at += 1;
        Some(Token::Text(text))
    }

    fn word(&mut self) -> Option<Token<'a>> {
        let length =
            self.rest().bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte)).count();
        match self.take(length) {
            "" => None,
            "true" => Some(Token::True),
            "false" | "null" => Some(Token::Nothing),
            number => Some(Token::Number(number)),
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_between();
        let bracket = match self.rest().bytes().next()? {
            b'"' => return self.string(),
            b'{' => Token::Open(Bracket::Object),
            b'[' => Token::Open(Bracket::Array),
            b'}' | b']' => Token::Close,
            _ => return self.word(),
        };
        self.at += 1;
        Some(bracket)
    }
}

/// The text of a string or key. Half a pair of surrogates, which no program can decode, becomes one character.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    serde_json::from_str(&format!("\"{text}\"")).map_or_else(|_| undone(text), Cow::Owned)
}

fn undone(text: &str) -> Cow<'_, str> {
    match encodings::backslash(text.as_bytes()) {
        Some(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_one_after_the_other() {
        let text = r#" {"a\"b": [1, -2.5e+3, true, false, null, "", {}], "c": "x\\"} "#;
        use Bracket::{Array, Object};
        use Token::{Close, Nothing, Number, Open, Text, True};
        let wanted = [
            Open(Object),
            Text(r#"a\"b"#),
            Open(Array),
            Number("1"),
            Number("-2.5e+3"),
            True,
            Nothing,
            Nothing,
            Text(""),
            Open(Object),
            Close,
            Close,
            Text("c"),
            Text(r"x\\"),
            Close,
        ];
        assert_eq!(Tokens::of(text).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn a_value_is_taken_whole() {
        let mut tokens = Tokens::of(r#"{"a": [1, {"b": "]"}], "c": 2}"#);
        assert_eq!(tokens.next(), Some(Token::Open(Bracket::Object)));
        assert_eq!(tokens.next(), Some(Token::Text("a")));
        assert_eq!(tokens.value(), Some(r#"[1, {"b": "]"}]"#));
        assert_eq!(tokens.value(), Some(r#""c""#));
        assert_eq!(tokens.value(), Some("2"));
        assert_eq!(tokens.value(), None);
    }

    #[test]
    fn what_is_no_json_ends() {
        for text in ["\"abc", "\"abc\\", "\"\\", "[1,", "#", "é", ""] {
            assert!(Tokens::of(text).count() < 3, "{text}");
            assert_eq!(Tokens::of(text).value(), None, "{text}");
        }
    }

    #[test]
    fn a_lone_surrogate_is_no_way_out() {
        assert_eq!(unescaped(r"a\u0041\n"), "aA\n");
        assert_eq!(unescaped(r"hunter\ud800-22\t"), "hunter\u{fffd}-22\t");
    }
}
