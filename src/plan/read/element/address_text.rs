//! `module.a["k"].module.b[0].data.TYPE.NAME["key"]` → its parts, by the quoting rules of the engines.
//!
//! An address is untrusted text. What does not follow the grammar is `None`, and who asked shows a fixed word instead.

use std::borrow::Cow;

use crate::plan::address::Mode;

/// More steps than a configuration has in its modules. What has more is no module path.
const MOST_STEPS: usize = 128;

/// What stands between the brackets of an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key<'a> {
    Integer(u64),
    Text(Cow<'a, str>),
    /// `[*]`: which instances there are is not known.
    Unknown,
    /// Something else, which neither engine writes.
    Odd,
}

/// `module.NAME[KEY]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step<'a> {
    pub(super) name: &'a str,
    pub(super) key: Option<Key<'a>>,
}

/// What an address names in its module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Object<'a> {
    pub(super) prefix: Prefix,
    /// Absent for an output.
    pub(super) kind: Option<&'a str>,
    pub(super) name: &'a str,
    pub(super) key: Option<Key<'a>>,
}

/// The word before the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefix {
    Resource(Mode),
    Action,
    Output,
}

/// The steps of a whole module path. No step for an empty text: that is the root.
pub(super) fn module_path(text: &str) -> Option<Vec<Step<'_>>> {
    let mut cursor = Cursor(text);
    let steps = cursor.module_path()?;
    (cursor.0.is_empty() && !text.ends_with('.')).then_some(steps)
}

/// The module path and the object of a whole address.
pub(super) fn address(text: &str) -> Option<(Vec<Step<'_>>, Object<'_>)> {
    let mut cursor = Cursor(text);
    let steps = cursor.module_path()?;
    Some((steps, object(cursor.0)?))
}

/// What stands behind the module path of an address.
pub(super) fn object(text: &str) -> Option<Object<'_>> {
    let mut cursor = Cursor(text);
    let first = cursor.name()?;
    let (prefix, kind) = match first {
        "output" => (Prefix::Output, None),
        "action" => (Prefix::Action, Some(cursor.next_name()?)),
        "data" => (Prefix::Resource(Mode::Data), Some(cursor.next_name()?)),
        "ephemeral" => (Prefix::Resource(Mode::Ephemeral), Some(cursor.next_name()?)),
        kind => (Prefix::Resource(Mode::Managed), Some(kind)),
    };
    let name = cursor.next_name()?;
    let key = cursor.key()?;
    cursor.0.is_empty().then_some(Object { prefix, kind, name, key })
}

struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    /// As many steps as there are, with the dot behind the last.
    fn module_path(&mut self) -> Option<Vec<Step<'a>>> {
        let mut steps = Vec::new();
        while let Some(rest) = self.0.strip_prefix("module.") {
            self.0 = rest;
            steps.push(Step { name: self.name()?, key: self.key()? });
            if self.0.is_empty() {
                break;
            }
            self.0 = self.0.strip_prefix('.')?;
        }
        (steps.len() <= MOST_STEPS).then_some(steps)
    }

    fn next_name(&mut self) -> Option<&'a str> {
        self.0 = self.0.strip_prefix('.')?;
        self.name()
    }

    /// Up to a dot or bracket. Whether it is an identifier is judged where it is kept.
    fn name(&mut self) -> Option<&'a str> {
        let (name, rest) = self.0.split_at_checked(self.0.find(['.', '[']).unwrap_or(self.0.len()))?;
        self.0 = rest;
        (!name.is_empty()).then_some(name)
    }

    /// `Some(None)` where there is none.
    fn key(&mut self) -> Option<Option<Key<'a>>> {
        let Some(inside) = self.0.strip_prefix('[') else { return Some(None) };
        let (key, rest) = match inside.strip_prefix('"') {
            Some(text) => {
                let (quoted, rest) = text.split_at_checked(length_of_quoted(text)?)?;
                (Key::Text(unquote(quoted)?), rest.strip_prefix("\"]")?)
            }
            None => {
                let (plain, rest) = inside.split_once(']')?;
                (plain_key(plain), rest)
            }
        };
        self.0 = rest;
        Some(Some(key))
    }
}

fn plain_key(text: &str) -> Key<'_> {
    match text {
        "*" => Key::Unknown,
        _ => integer(text).map_or(Key::Odd, Key::Integer),
    }
}

/// An integer as the engine writes it: digits only, no zero in front.
pub(super) fn integer(text: &str) -> Option<u64> {
    let canonical = text == "0" || (!text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()));
    text.parse().ok().filter(|_| canonical)
}

fn length_of_quoted(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

/// What stands between quotes, as the text that it means.
///
/// `$${` and `%%{` stand for `${` and `%{`, which the configuration language would take for a template. Engines before 1.0
/// quoted as their programming language does, which knows more escapes and doubles nothing: a key with `$${` in it is then
/// read as one with `${`, and nothing worse.
fn unquote(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains(['\\', '{']) {
        return Some(Cow::Borrowed(text));
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        rest = match next {
            '\\' => escape(rest.get(1..)?, &mut plain)?,
            '$' | '%' if rest.get(1..)?.starts_with(next) && rest.get(2..)?.starts_with('{') => {
                plain.push(next);
                rest.get(2..)?
            }
            _ => {
                plain.push(next);
                rest.get(next.len_utf8()..)?
            }
        };
    }
    Some(Cow::Owned(plain))
}

/// Undoes one escape and returns what is behind it.
fn escape<'a>(text: &'a str, plain: &mut String) -> Option<&'a str> {
    let letter = text.chars().next()?;
    let digits = match letter {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    let behind = text.get(letter.len_utf8()..)?;
    let (hexadecimal, rest) = behind.split_at_checked(digits)?;
    plain.push(match letter {
        '"' | '\\' => letter,
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'v' => '\u{b}',
        'x' | 'u' | 'U' if hexadecimal.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            char::from_u32(u32::from_str_radix(hexadecimal, 16).ok()?)?
        }
        _ => return None,
    });
    Some(rest)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed test should say where")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn step<'a>(name: &'a str, key: Option<Key<'a>>) -> Step<'a> {
        Step { name, key }
    }

    fn resource<'a>(mode: Mode, kind: &'a str, name: &'a str, key: Option<Key<'a>>) -> Object<'a> {
        Object { prefix: Prefix::Resource(mode), kind: Some(kind), name, key }
    }

    fn text(text: &str) -> Option<Key<'_>> {
        Some(Key::Text(text.into()))
    }

    #[test]
    fn addresses_of_both_engines() {
        for (written, path, object) in [
            ("a.b", vec![], resource(Mode::Managed, "a", "b", None)),
            ("a.b[0]", vec![], resource(Mode::Managed, "a", "b", Some(Key::Integer(0)))),
            ("a.b[*]", vec![], resource(Mode::Managed, "a", "b", Some(Key::Unknown))),
            ("a.b[-1]", vec![], resource(Mode::Managed, "a", "b", Some(Key::Odd))),
            ("a.b[01]", vec![], resource(Mode::Managed, "a", "b", Some(Key::Odd))),
            ("a.b[true]", vec![], resource(Mode::Managed, "a", "b", Some(Key::Odd))),
            ("data.a.b", vec![], resource(Mode::Data, "a", "b", None)),
            ("ephemeral.a.b", vec![], resource(Mode::Ephemeral, "a", "b", None)),
            (r#"a.b["k"]"#, vec![], resource(Mode::Managed, "a", "b", text("k"))),
            (r#"a.b[""]"#, vec![], resource(Mode::Managed, "a", "b", text(""))),
            (r#"a.b["a.b[0]"]"#, vec![], resource(Mode::Managed, "a", "b", text("a.b[0]"))),
            (r#"a.b["\"]\\"]"#, vec![], resource(Mode::Managed, "a", "b", text("\"]\\"))),
            (
                r#"a.b["\n\r\t\u202e\U0001F600\x1b"]"#,
                vec![],
                resource(Mode::Managed, "a", "b", text("\n\r\t\u{202e}😀\u{1b}")),
            ),
            (r#"a.b["$${x}%%{y}$$$z"]"#, vec![], resource(Mode::Managed, "a", "b", text("${x}%{y}$$$z"))),
            ("module.m.a.b", vec![step("m", None)], resource(Mode::Managed, "a", "b", None)),
            (
                r#"module.m["x.module.y"].module.n[12].data.a.b["k"]"#,
                vec![step("m", text("x.module.y")), step("n", Some(Key::Integer(12)))],
                resource(Mode::Data, "a", "b", text("k")),
            ),
            (
                "module.m.action.a.b[1]",
                vec![step("m", None)],
                Object { prefix: Prefix::Action, kind: Some("a"), name: "b", key: Some(Key::Integer(1)) },
            ),
            ("output.o", vec![], Object { prefix: Prefix::Output, kind: None, name: "o", key: None }),
        ] {
            assert_eq!(address(written), Some((path, object)), "{written}");
        }
    }

    #[test]
    fn what_is_none() {
        let many_steps = "module.m.".repeat(MOST_STEPS + 1) + "a.b";
        for written in [
            "",
            "a",
            "a.",
            ".a",
            "a..b",
            "a.b.",
            "a.b.c",
            "a.b[",
            "a.b[0",
            "a.b[\"",
            "a.b[\"k",
            "a.b[\"k\"",
            "a.b[\"k]",
            "a.b[\"k\\\"]",
            "a.b[\"\\q\"]",
            "a.b[\"\\u12\"]",
            "a.b[\"\\ud800\"]",
            "a.b[\"\\u+123\"]",
            "a.b[0]x",
            "a.b[0][1]",
            "data.a",
            "module.m",
            "module.m.",
            "module..a.b",
            "module.m[0].",
            "module.m[\"k\"]a.b",
            "a[0].b",
            many_steps.as_str(),
        ] {
            assert_eq!(address(written), None, "{written}");
        }
    }

    #[test]
    fn module_paths() {
        assert_eq!(module_path(""), Some(vec![]));
        assert_eq!(module_path("module.a.module.b[0]"), Some(vec![step("a", None), step("b", Some(Key::Integer(0)))]));
        for written in ["a", "module", "module.", "module.a.", "module.a.b", "module.a.b.c"] {
            assert_eq!(module_path(written), None, "{written}");
        }
    }

    /// As the engine quotes.
    fn quote(key: &str) -> String {
        let mut quoted = String::new();
        let mut rest = key.chars().peekable();
        while let Some(next) = rest.next() {
            match next {
                '\n' => quoted.push_str("\\n"),
                '\r' => quoted.push_str("\\r"),
                '\t' => quoted.push_str("\\t"),
                '"' | '\\' => quoted.extend(['\\', next]),
                '$' | '%' if rest.peek() == Some(&'{') => quoted.extend([next, next]),
                _ if next.is_alphanumeric() || next.is_ascii_punctuation() || next == ' ' => quoted.push(next),
                _ if u32::from(next) < 0x10000 => quoted.push_str(&format!("\\u{:04x}", u32::from(next))),
                _ => quoted.push_str(&format!("\\U{:08x}", u32::from(next))),
            }
        }
        quoted
    }

    proptest! {
        #[test]
        fn a_quoted_key_is_read_back(key in any::<String>(), odd in "[$%{}\"\\\\]{0,12}") {
            for key in [&key, &odd] {
                let written = format!("module.m[\"{0}\"].a.b[\"{0}\"]", quote(key));
                let (path, object) = address(&written).unwrap();
                prop_assert_eq!(&path, &vec![step("m", text(key))]);
                prop_assert_eq!(object.key, text(key));
            }
        }

        #[test]
        fn any_text_is_read_without_panic(written in any::<String>(), like in "(module\\.|data\\.|[a.\\[\\]\"\\\\$%{0u]){0,24}") {
            let _ = (address(&written), module_path(&written), address(&like), module_path(&like));
        }
    }
}
