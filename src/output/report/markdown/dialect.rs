//! How foreign text and structure are written for each platform.
//!
//! All foreign text goes into code, where no platform looks for mentions, links or references. GitHub and GitLab take
//! HTML, so that code is an element in which every mark of punctuation is an entity. Bitbucket shows HTML as text; there
//! code stands between backticks, which the text itself cannot hold because a backtick in it is spelled out.

use std::fmt::Write;

use crate::output::escape::{markdown_code, terminal};
use crate::output::report::Dialect;
use crate::output::report::names::{NAME, PATH, SENTENCE, elided};

/// Whether a part of the page is folded away at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    /// It is.
    Away,
    /// It is shown.
    Open,
}

impl Fold {
    fn attribute(self) -> &'static str {
        match self {
            Fold::Away => "",
            Fold::Open => " open",
        }
    }
}

impl Dialect {
    /// The first line: what a later run finds this comment by, with the author.
    ///
    /// `key` tells the comments of several pipelines apart. Only what its grammar allows is written of it: nothing may
    /// end the marker early.
    pub(super) fn marker(self, key: Option<&str>) -> String {
        let allowed = |next: &char| next.is_ascii_lowercase() || next.is_ascii_digit() || matches!(next, '-' | '_');
        let key =
            key.map(|key| format!(" key={}", key.chars().filter(allowed).collect::<String>())).unwrap_or_default();
        match self {
            Dialect::Github | Dialect::Gitlab => format!("<!-- whomay:report v1{key} -->\n"),
            Dialect::Bitbucket => format!("[//]: # (whomay:report v1{key})\n\n"),
        }
    }

    /// Foreign text that is short enough already.
    pub(super) fn code(self, text: &str) -> String {
        let text = legible(text);
        match self {
            Dialect::Github | Dialect::Gitlab => markdown_code(&text),
            Dialect::Bitbucket => backticked(&text),
        }
    }

    /// A name.
    pub(super) fn name(self, text: &str) -> String {
        self.code(&elided(text, NAME))
    }

    /// A directory.
    pub(super) fn path(self, text: &str) -> String {
        self.code(&elided(text, PATH))
    }

    /// A sentence.
    pub(super) fn sentence(self, text: &str) -> String {
        self.code(&elided(text, SENTENCE))
    }

    /// The beginning of a part of the page that can be folded away where the platform can. The title may hold code.
    pub(super) fn open(self, title: &str, fold: Fold) -> String {
        match self {
            // The empty line is what makes the platform read Markdown again.
            Dialect::Github | Dialect::Gitlab => format!("<details{}><summary>{title}</summary>\n\n", fold.attribute()),
            Dialect::Bitbucket => format!("#### {title}\n\n"),
        }
    }

    /// The end of it.
    pub(super) fn close(self) -> &'static str {
        match self {
            Dialect::Github | Dialect::Gitlab => "</details>\n\n",
            Dialect::Bitbucket => "",
        }
    }
}

/// Text in which every character is seen and is what it looks like.
///
/// Of what is not ASCII only letters and digits stay, and the sign for what was left out. All else is spelled by its
/// number: what is not seen, what has no meaning yet, and marks on letters, so that two spellings of one name differ.
/// Of the letters, the blank ones are spelled as well.
fn legible(text: &str) -> String {
    let text = terminal(text);
    let mut spelled = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() || character == '…' || character.is_alphanumeric() {
            spelled.push(character);
        } else {
            spelled.extend(character.escape_unicode());
        }
    }
    spelled
}

/// Code between backticks. What could end it, what some renderers swallow, and what others take for HTML in it is
/// spelled by its number.
fn backticked(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 2);
    escaped.push('`');
    if text.is_empty() {
        // Nothing between backticks is no code.
        escaped.push_str("(empty)");
    }
    let mut rest = text.chars().peekable();
    let mut after_space = true;
    while let Some(character) = rest.next() {
        let is_edge_space = character == ' ' && (after_space || rest.peek().is_none());
        after_space = character == ' ';
        if is_edge_space || matches!(character, '`' | '<' | '>' | '&' | '|') {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "\\u{{{:x}}}", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    escaped.push('`');
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Dialect; 3] = [Dialect::Github, Dialect::Gitlab, Dialect::Bitbucket];

    #[test]
    fn code_is_shown_as_each_platform_takes_it() {
        assert_eq!(Dialect::Github.code("a_b|`c`"), "<code>a&#95;b&#124;&#96;c&#96;</code>");
        assert_eq!(Dialect::Bitbucket.code("a_b|`c`"), "`a_b\\u{7c}\\u{60}c\\u{60}`");
        assert_eq!(Dialect::Bitbucket.code(" a  b "), "`\\u{20}a \\u{20}b\\u{20}`");
        assert_eq!(Dialect::Bitbucket.code("<b>&amp;"), "`\\u{3c}b\\u{3e}\\u{26}amp;`");
        assert_eq!(Dialect::Bitbucket.code(""), "`(empty)`");
    }

    #[test]
    fn what_is_not_seen_is_spelled() {
        let unseen = [
            "\u{200b}",
            "\u{202e}",
            "\u{e000}",
            "\u{10ffff}",
            "\u{e0041}",
            "\u{fe0f}",
            "\u{3164}",
            "\u{2800}",
            "\u{34f}",
            "\u{378}",
            "\u{1f600}",
            "e\u{301}",
        ];
        for text in unseen {
            for dialect in ALL {
                let code = dialect.code(text);
                assert!(code.is_ascii(), "{code}");
            }
        }
        assert_eq!(Dialect::Github.code("größe東京"), "<code>größe東京</code>");
    }

    #[test]
    fn no_name_is_longer_than_it_may_be() {
        for dialect in ALL {
            let longest = dialect.name(&"\u{10ffff}".repeat(5_000)).len();
            assert!(longest < NAME * 26, "{longest}");
        }
    }
}
