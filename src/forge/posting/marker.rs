//! The first line of a comment of ours: whose it is, and of which pipeline.
//!
//! `<!-- whomay:report v1 key=NAME -->` says the tool, the kind, the version of the format and, unless it is the
//! default, the key. Anybody can write such a line, so it is worth nothing without the author; and nothing else is
//! ever read out of a comment.

use std::fmt;
use std::str::FromStr;

/// What stands in a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A report on plans.
    Report,
    /// A decision.
    Enforce,
    /// The answer to the command in this comment.
    Reply(u64),
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Report => "report",
            Kind::Enforce => "enforce",
            Kind::Reply(_) => "reply",
        }
    }
}

/// Tells the comments of several pipelines on one request apart: `default`, or up to 64 lower-case letters, digits, `-`
/// and `_`, of which the first is a letter or a digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

/// The longest key.
const LONGEST_KEY: usize = 64;

/// The key where none is said. The marker does not name it.
const DEFAULT: &str = "default";

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAKey;

impl fmt::Display for NotAKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "up to 64 lower-case letters, digits, `-` and `_`, beginning with a letter or digit, without `--` and not \
             ending with `-`",
        )
    }
}

impl std::error::Error for NotAKey {}

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Key, NotAKey> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
        let begins = text.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit());
        // Two hyphens may not stand in a comment of HTML, and one may not stand before its end.
        let stays_open = !text.contains("--") && !text.ends_with('-');
        match begins && stays_open && text.len() <= LONGEST_KEY && text.bytes().all(allowed) {
            true => Ok(Key(text.to_owned())),
            false => Err(NotAKey),
        }
    }
}

impl Default for Key {
    fn default() -> Key {
        Key(DEFAULT.to_owned())
    }
}

impl Key {
    /// As the marker names it. `None` for the default.
    pub fn in_marker(&self) -> Option<&str> {
        (self.0 != DEFAULT).then_some(self.0.as_str())
    }
}

/// The mark of a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// What stands there.
    pub kind: Kind,
    /// Of which pipeline.
    pub key: Key,
}

impl Marker {
    /// Whether a comment begins with this mark, in whatever version of the format: on its first line, and nothing else
    /// on that line.
    pub fn heads(&self, body: &str) -> bool {
        let line = body.split('\n').next().unwrap_or_default();
        // Whoever edits a comment in a browser makes every line end with two characters.
        let line = line.strip_suffix('\r').unwrap_or(line);
        let words = line.strip_prefix("<!-- whomay:").and_then(|rest| rest.strip_suffix(" -->"));
        let Some(rest) = words.and_then(|words| words.strip_prefix(self.kind.name())) else { return false };
        let Some(rest) = rest.strip_prefix(" v") else { return false };
        let (version, fields) = rest.split_at(rest.find(' ').unwrap_or(rest.len()));
        let is_version = matches!(version.len(), 1..=4) && version.bytes().all(|byte| byte.is_ascii_digit());
        is_version && fields == self.fields()
    }

    /// The mark, as it is written now.
    pub fn line(&self) -> String {
        format!("<!-- whomay:{} v1{} -->", self.kind.name(), self.fields())
    }

    /// What follows the version: which comment is answered, and of which pipeline.
    fn fields(&self) -> String {
        let comment = match self.kind {
            Kind::Report | Kind::Enforce => String::new(),
            Kind::Reply(comment) => format!(" comment={comment}"),
        };
        let key = self.key.in_marker().map(|key| format!(" key={key}")).unwrap_or_default();
        format!("{comment}{key}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marker(key: &str) -> Marker {
        Marker { kind: Kind::Report, key: key.parse().unwrap_or_default() }
    }

    #[test]
    fn a_marker_is_the_whole_first_line_and_of_one_key() {
        let plain = ["<!-- whomay:report v1 -->", "<!-- whomay:report v1 -->\nx", "<!-- whomay:report v12 -->\r\nx"];
        let prod = ["<!-- whomay:report v1 key=prod -->", "<!-- whomay:report v2 key=prod -->\n"];
        for body in plain {
            assert!(marker("default").heads(body), "{body}");
            assert!(!marker("prod").heads(body), "{body}");
        }
        for body in prod {
            assert!(marker("prod").heads(body), "{body}");
            assert!(!marker("default").heads(body), "{body}");
            assert!(!marker("pro").heads(body), "{body}");
        }
        let others = [
            "",
            "\n<!-- whomay:report v1 -->",
            " <!-- whomay:report v1 -->",
            "<!-- whomay:report v1 --> ",
            "<!-- whomay:report v1 -->x",
            "<!-- whomay:report  v1 -->",
            "<!-- whomay:report -->",
            "<!-- whomay:report v -->",
            "<!-- whomay:report vx -->",
            "<!-- whomay:report v12345 -->",
            "<!-- whomay:reports v1 -->",
            "<!-- whomay:enforce v1 -->",
            "<!-- whomay:report v1 key=default -->",
            "<!-- whomay:report v1 key= -->",
            "<!-- whomay:report v1\u{85}-->",
            "> <!-- whomay:report v1 -->",
            "see <!-- whomay:report v1 -->",
        ];
        for body in others {
            assert!(!marker("default").heads(body), "{body:?}");
            assert!(!marker("prod").heads(body), "{body:?}");
        }
    }

    #[test]
    fn a_reply_is_to_one_comment() {
        let reply = |comment, key: &str| Marker { kind: Kind::Reply(comment), key: key.parse().unwrap_or_default() };
        assert_eq!(reply(5, "default").line(), "<!-- whomay:reply v1 comment=5 -->");
        assert_eq!(reply(5, "prod").line(), "<!-- whomay:reply v1 comment=5 key=prod -->");
        let all = [reply(5, "default"), reply(5, "prod"), reply(55, "default"), marker("default"), marker("prod")];
        for (at, one) in all.iter().enumerate() {
            for (other, body) in all.iter().map(|marker| format!("{}\nx", marker.line())).enumerate() {
                assert_eq!(one.heads(&body), at == other, "{one:?} {body}");
            }
        }
    }

    #[test]
    fn a_key_cannot_end_the_marker() {
        for text in ["default", "prod", "eu-west-1", "a_b", "0", &"k".repeat(64)] {
            assert!(text.parse::<Key>().is_ok(), "{text}");
        }
        for text in ["", "-a", "a-", "a--b", "_a", "A", "a b", "a>", "-->", "ä", "a\n", "a.b", &"k".repeat(65)] {
            assert_eq!(text.parse::<Key>(), Err(NotAKey), "{text:?}");
        }
    }
}
