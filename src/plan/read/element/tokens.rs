//! JSON as the tokens that it is written in: whether two texts say the same, and whether one holds a mark.
//!
//! Values are compared and never decoded: a number is its digits, so that two that differ in the thirtieth differ. Only
//! what an encoder may choose is overlooked: white space, and how a character of a string is escaped. Nothing here
//! recurses, however deep the text is nested. All texts have been found to be JSON before.

use std::borrow::Cow;

/// Whether two texts are the same sequence of tokens.
pub(super) fn same(before: &str, after: &str) -> bool {
    before == after || Tokens(before).eq(Tokens(after))
}

/// Whether `true` stands somewhere in a text, outside of its strings.
pub(super) fn holds_true(text: &str) -> bool {
    // Most hold none, which is quickly seen.
    text.contains("true") && Tokens(text).any(|token| matches!(token, Token::Plain("true")))
}

/// Whether a tree of marks says more than that nothing is marked: anything but `false` and `null`, in whatever it is wrapped.
pub(super) fn may_mark(text: &str) -> bool {
    let mut tokens = Tokens(text).peekable();
    while let Some(token) = tokens.next() {
        let nothing = match token {
            Token::Quoted(_) => tokens.next_if(|next| matches!(next, Token::Plain(":"))).is_some(),
            Token::Plain(plain) => matches!(plain, "{" | "}" | "[" | "]" | "," | "false" | "null"),
        };
        if !nothing {
            return true;
        }
    }
    false
}

/// Every string of a text with its escapes undone, keys as well, and every number.
pub(super) fn strings(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    Tokens(text).filter_map(|token| match token {
        Token::Quoted(quoted) if quoted.contains('\\') => {
            let character = |unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER);
            Some(Unescaped(quoted).map(character).collect::<String>().into())
        }
        Token::Quoted(quoted) => Some(quoted.into()),
        Token::Plain(plain) => {
            plain.starts_with(|first: char| first == '-' || first.is_ascii_digit()).then(|| plain.into())
        }
    })
}

enum Token<'a> {
    /// A bracket, comma or colon, a number, `true`, `false` or `null`.
    Plain(&'a str),
    /// What stands between the quotes of a string.
    Quoted(&'a str),
}

impl PartialEq for Token<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Token::Plain(a), Token::Plain(b)) => a == b,
            (Token::Quoted(a), Token::Quoted(b)) => a == b || Unescaped(a).eq(Unescaped(b)),
            _ => false,
        }
    }
}

struct Tokens<'a>(&'a str);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let text = self.0.trim_ascii_start();
        match text.as_bytes().first()? {
            b'"' => {
                let inside = text.get(1..)?;
                let (quoted, rest) = inside.split_at_checked(length_of_string(inside))?;
                self.0 = rest.get(1..).unwrap_or_default();
                Some(Token::Quoted(quoted))
            }
            b'{' | b'}' | b'[' | b']' | b',' | b':' => self.plain(text, 1),
            _ => {
                let ends = |byte: &u8| matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':' | b'"');
                let length = text.bytes().position(|byte| ends(&byte) || byte.is_ascii_whitespace());
                self.plain(text, length.unwrap_or(text.len()))
            }
        }
    }
}

impl<'a> Tokens<'a> {
    fn plain(&mut self, text: &'a str, length: usize) -> Option<Token<'a>> {
        let (token, rest) = text.split_at_checked(length)?;
        self.0 = rest;
        Some(Token::Plain(token))
    }
}

/// How many bytes there are before the quote that ends a string.
fn length_of_string(inside: &str) -> usize {
    let mut escaped = false;
    let ends = |byte: u8| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    };
    inside.bytes().position(ends).unwrap_or(inside.len())
}

/// The characters of a string with their escapes undone, as numbers: half of a surrogate pair is no character.
struct Unescaped<'a>(&'a str);

impl Iterator for Unescaped<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        match self.character()? {
            '\\' => self.escape(),
            other => Some(u32::from(other)),
        }
    }
}

impl Unescaped<'_> {
    fn character(&mut self) -> Option<char> {
        let mut characters = self.0.chars();
        let next = characters.next()?;
        self.0 = characters.as_str();
        Some(next)
    }

    fn escape(&mut self) -> Option<u32> {
        let character = match self.character()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unit().map(|unit| self.pair(unit)),
            other => other,
        };
        Some(u32::from(character))
    }

    fn unit(&mut self) -> Option<u32> {
        let (digits, rest) = self.0.split_at_checked(4)?;
        self.0 = rest;
        u32::from_str_radix(digits, 16).ok()
    }

    /// A character of two units, if the second follows.
    fn pair(&mut self, high: u32) -> u32 {
        let mut ahead = Unescaped(self.0.strip_prefix("\\u").unwrap_or_default());
        match (high, ahead.unit()) {
            (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) => {
                self.0 = ahead.0;
                0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)
            }
            _ => high,
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed test should say where")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_an_encoder_may_choose_makes_no_difference() {
        for (before, after) in [
            ("{}", "{ }"),
            (r#"{"a":[1,2]}"#, "{ \"a\" :\n[ 1,\t2 ] }"),
            (r#""a\u0026b""#, r#""a&b""#),
            (r#""\ud83d\ude00""#, "\"😀\""),
            (r#""\n""#, r#""\u000a""#),
            (r#""\/""#, r#""/""#),
            (r#""\ud800""#, r#""\uD800""#),
        ] {
            assert!(same(before, after), "{before} {after}");
            assert!(same(after, before), "{after} {before}");
        }
    }

    #[test]
    fn everything_else_does() {
        for (before, after) in [
            ("1", "1.0"),
            ("100", "1e2"),
            ("123456789012345678901234567890", "123456789012345678901234567891"),
            ("1", "\"1\""),
            ("true", "\"true\""),
            ("null", "\"\""),
            (r#""a""#, r#""a ""#),
            (r#""a b""#, r#""ab""#),
            (r#""\\n""#, r#""\n""#),
            (r#""\ud800""#, r#""\ud801""#),
            ("[1,2]", "[2,1]"),
            ("[1,2]", "[1,2,3]"),
            ("[1]", "[[1]]"),
            (r#"{"a":1}"#, r#"{"b":1}"#),
        ] {
            assert!(!same(before, after), "{before} {after}");
        }
    }

    #[test]
    fn a_mark_is_not_a_string() {
        for (text, held) in [
            ("true", true),
            ("false", false),
            ("{}", false),
            (r#"{"true":false}"#, false),
            (r#"["true","\"true","\\",false]"#, false),
            (r#"["\\",true]"#, true),
            (r#"{"a":[{},{"b":true}]}"#, true),
            ("[ true ]", true),
        ] {
            assert_eq!(holds_true(text), held, "{text}");
        }
    }

    #[test]
    fn what_is_no_mark_may_be_one() {
        for text in ["{}", "[]", "false", "null", r#"{"a":{},"true":[false,null,[]]}"#, r#" { "a" : false } "#] {
            assert!(!may_mark(text), "{text}");
        }
        for text in ["true", "1", "\"yes\"", r#"{"a":true}"#, r#"{"a":[{"b":"yes"}]}"#, r#"["a"]"#] {
            assert!(may_mark(text), "{text}");
        }
    }

    #[test]
    fn strings_are_keys_values_and_numbers() {
        let text = r#"{"a\u00e9":["x\"y",-1.5e3,true,null,false,{"b":"\ud800"}],"":7}"#;
        assert_eq!(strings(text).collect::<Vec<_>>(), ["aé", "x\"y", "-1.5e3", "b", "\u{fffd}", "", "7"]);
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("{}1{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        assert!(same(&deep, &format!(" {deep}")));
        assert!(!holds_true(&deep));
    }

    /// Escapes every character as the code units that it has in UTF-16.
    fn all_escaped(text: &str) -> String {
        let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        format!("\"{escaped}\"")
    }

    proptest! {
        #[test]
        fn strings_are_the_same_when_they_decode_to_the_same(a in any::<String>(), b in any::<String>()) {
            let written = serde_json::to_string(&a).unwrap();
            prop_assert!(same(&written, &all_escaped(&a)));
            prop_assert_eq!(same(&written, &all_escaped(&b)), a == b);
        }
    }
}
