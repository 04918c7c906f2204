//! Path patterns: which changed paths a dirspace answers to, and which files a `dirs` key selects.
//!
//! A path pattern is a glob behind the server's shortcuts. Before it evaluates a glob, the server
//! compares the text of the pattern, as written, with the path; that is meant to be fast and is
//! part of the meaning, because a pattern whose text the path does not start with cannot match
//! whatever its glob says. So `*.{tf,hcl}` never matches anything, and neither does the pattern of
//! a directory whose name needs a `\`.

mod glob;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use glob::Glob;
pub use glob::GlobFault;
pub(super) use glob::is_plain;

/// A parsed path pattern. Two patterns are equal when they are written alike.
#[derive(Clone)]
pub struct PathPattern {
    /// As written, `!` included. Bytes, because the server escapes a directory's name byte by byte.
    text: Vec<u8>,
    negated: bool,
    /// Where the text before the first `*` ends. All of the text when there is no `*`.
    prefix_end: usize,
    /// Where the text after the last `*` starts. The start of the text when there is no `*`.
    suffix_start: usize,
    /// The pieces that have to occur somewhere in the path.
    pieces: Vec<Range<usize>>,
    glob: Matcher,
}

#[derive(Clone)]
enum Matcher {
    /// Plain text without a star: what starts with it and is as long is equal to it.
    Text,
    /// Plain text around one `*`: what starts and ends right matches when no slash stands between.
    OneRun,
    /// Plain text and `/**` at the end: everything below the text, which is compared before.
    Below,
    Glob(Glob),
}

/// Why a text is not a path pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPatternError {
    /// The bytes of the pattern that are at fault.
    pub span: Range<usize>,
    /// What is wrong with them.
    pub fault: GlobFault,
}

impl fmt::Display for PathPatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.fault {
            GlobFault::LooseDoubleStar => "`**` has no `/` next to it",
            GlobFault::Unescaped => "a character that patterns do not know stands in it",
            GlobFault::OpenBrace => "a `{` is never closed",
            GlobFault::OpenBracket => "a `[` is never closed",
            GlobFault::TrailingBackslash => "nothing follows a `\\`",
            GlobFault::TooDeep => "its braces nest too deep",
        })
    }
}

impl std::error::Error for PathPatternError {}

impl PathPatternError {
    /// What to write instead, in one sentence.
    pub fn help(&self) -> &'static str {
        match self.fault {
            GlobFault::LooseDoubleStar => "Write `*` for a name, or `**/` or `/**` for any directories.",
            GlobFault::Unescaped => {
                "Letters, digits, `_`, `-`, `.`, `/` and a space stand for themselves; `${DIR}` and `${WORKSPACE}` are \
                 the only variables; write `*` for a part of a name that holds any other character."
            }
            GlobFault::OpenBrace => "Close it with `}`.",
            GlobFault::OpenBracket => "Close it with `]`; a `-` before the `]` makes a range of it.",
            GlobFault::TrailingBackslash => "Remove the `\\`.",
            GlobFault::TooDeep => "Write the alternatives as patterns of their own.",
        }
    }
}

impl PathPattern {
    /// Reads a pattern; a leading `!` negates it.
    ///
    /// # Errors
    ///
    /// When the server refuses the pattern as well, and when braces nest deeper than 64.
    pub fn parse(text: &str) -> Result<PathPattern, PathPatternError> {
        PathPattern::parse_bytes(text.as_bytes())
    }

    /// [`PathPattern::parse`] for a text that escaping may have split within a character.
    pub(super) fn parse_bytes(text: &[u8]) -> Result<PathPattern, PathPatternError> {
        let negated = text.first() == Some(&b'!');
        let start = usize::from(negated);
        let body = text.get(start..).unwrap_or_default();
        let is_star = |byte: &u8| *byte == b'*';
        let first = body.iter().position(is_star);
        let last = body.iter().rposition(is_star);
        let glob = match simple(body) {
            Some(simple) => simple,
            None => Matcher::Glob(Glob::parse(body).map_err(|error| PathPatternError {
                span: start + error.at..start + error.at + error.len,
                fault: error.fault,
            })?),
        };
        Ok(PathPattern {
            negated,
            prefix_end: start + first.unwrap_or(body.len()),
            suffix_start: start + last.map_or(0, |last| last + 1),
            pieces: pieces(text, start),
            glob,
            text: text.to_vec(),
        })
    }

    /// The pattern as written, for people. A directory's name that is not ASCII may show replacement characters; see
    /// [`PathPattern::as_bytes`].
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.text)
    }

    /// The pattern as written, exactly.
    pub fn as_bytes(&self) -> &[u8] {
        &self.text
    }

    /// Whether the pattern starts with `!`.
    pub fn is_negated(&self) -> bool {
        self.negated
    }

    /// Whether the pattern, read as a rule on its own, holds for `path`: a negated one holds for every path that its glob
    /// does not describe.
    pub fn is_match(&self, path: &str) -> bool {
        self.describes(path.as_bytes()) != self.negated
    }

    /// Whether the part after the `!`, if there is one, describes `path`.
    fn describes(&self, path: &[u8]) -> bool {
        let (prefix, suffix) = (self.prefix(), self.text.get(self.suffix_start..).unwrap_or_default());
        path.starts_with(prefix)
            && path.ends_with(suffix)
            && match &self.glob {
                Matcher::Text => path.len() == prefix.len(),
                Matcher::Below => true,
                Matcher::OneRun => {
                    let end = path.len().saturating_sub(suffix.len());
                    path.get(prefix.len()..end).is_some_and(|run| !run.contains(&b'/'))
                }
                Matcher::Glob(glob) => self.has_pieces(path) && glob.is_match(path),
            }
    }

    fn has_pieces(&self, path: &[u8]) -> bool {
        self.pieces.iter().filter_map(|piece| self.text.get(piece.clone())).all(|piece| contains(path, piece))
    }

    fn prefix(&self) -> &[u8] {
        self.text.get(usize::from(self.negated)..self.prefix_end).unwrap_or_default()
    }

    /// The directory below which every path lies that the part after the `!` can describe, with its slash. Empty for the
    /// root. This is what makes it possible to file patterns by directory instead of trying each on every path.
    pub(super) fn anchor(&self) -> &[u8] {
        let prefix = self.prefix();
        let end = prefix.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
        prefix.get(..end).unwrap_or_default()
    }
}

/// The matcher of a pattern in one of the shapes that nearly all are in.
fn simple(body: &[u8]) -> Option<Matcher> {
    let (text, matcher) = match (body.strip_suffix(b"/**"), body.iter().position(|byte| *byte == b'*')) {
        (_, None) => ([body, &[]], Matcher::Text),
        (Some(above), _) => ([above, &[]], Matcher::Below),
        (None, Some(star)) => {
            ([body.get(..star).unwrap_or_default(), body.get(star + 1..).unwrap_or_default()], Matcher::OneRun)
        }
    };
    text.into_iter().flatten().all(|byte| is_plain(*byte)).then_some(matcher)
}

impl PartialEq for PathPattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for PathPattern {}

impl fmt::Debug for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PathPattern").field(&self.text()).finish()
    }
}

/// Every anchor that a pattern which describes `path` can have: the root (empty) first, the path's own directory last.
pub(super) fn anchors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::once("").chain(path.match_indices('/').filter_map(|(slash, _)| path.get(..=slash)))
}

/// The texts between the stars that are long enough for the server to look for: more than three bytes, slashes at their
/// ends counted but not looked for. The first and the last are already compared as prefix and suffix.
fn pieces(text: &[u8], start: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut from = start;
    for (at, byte) in text.iter().enumerate().skip(start) {
        if *byte == b'*' {
            if from != start {
                pieces.push(from..at);
            }
            from = at + 1;
        }
    }
    pieces.retain(|piece| piece.len() > 3);
    pieces.iter().map(|piece| without_slashes(text, piece.clone())).collect()
}

fn without_slashes(text: &[u8], piece: Range<usize>) -> Range<usize> {
    let bytes = text.get(piece.clone()).unwrap_or_default();
    let is_other = |byte: &u8| *byte != b'/';
    match (bytes.iter().position(is_other), bytes.iter().rposition(is_other)) {
        (Some(first), Some(last)) => piece.start + first..piece.start + last + 1,
        _ => piece.start..piece.start,
    }
}

fn contains(path: &[u8], piece: &[u8]) -> bool {
    piece.is_empty() || path.windows(piece.len()).any(|window| window == piece)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
    use super::*;
    use proptest::prelude::*;

    fn matches(pattern: &str, path: &str) -> bool {
        PathPattern::parse(pattern).unwrap().is_match(path)
    }

    #[test]
    fn a_pattern_keeps_its_text() {
        for text in ["a/*.tf", "!**/x", "*.{tf,hcl}"] {
            let pattern = PathPattern::parse(text).unwrap();
            assert_eq!((pattern.text().as_ref(), pattern.as_bytes()), (text, text.as_bytes()));
            assert_eq!(pattern.is_negated(), text.starts_with('!'), "{text}");
        }
    }

    #[test]
    fn patterns_are_equal_when_they_are_written_alike() {
        let parsed = |text: &str| PathPattern::parse(text).unwrap();
        assert_eq!(parsed("a/*.tf"), parsed("a/*.tf"));
        assert_ne!(parsed("a/*.tf"), parsed("!a/*.tf"));
        assert_ne!(parsed("a"), parsed("\\a"), "though both mean the same");
    }

    #[test]
    fn a_refusal_says_what_is_wrong_and_what_to_write() {
        let deep = "{".repeat(65) + &"}".repeat(65);
        let rows = [
            ("a**", "`**` has no `/` next to it", "Write `*` for a name, "),
            ("a+b", "a character that patterns do not know stands in it", "Letters, digits, "),
            ("{a", "a `{` is never closed", "Close it with `}`."),
            ("[a", "a `[` is never closed", "Close it with `]`; "),
            ("a\\", "nothing follows a `\\`", "Remove the `\\`."),
            (&deep, "its braces nest too deep", "Write the alternatives as patterns of their own."),
        ];
        for (pattern, text, help) in rows {
            let error = PathPattern::parse(pattern).unwrap_err();
            assert_eq!(error.to_string(), text, "{pattern}");
            assert!(error.help().starts_with(help), "{pattern}: {}", error.help());
        }
    }

    #[test]
    fn table() {
        let cases: &[(&str, &str, bool)] = &[
            ("", "a", false),
            ("a/main.tf", "a/main.tf", true),
            ("a/*.tf", "a/x.tf", true),
            ("a/*.tf", "a/b/x.tf", false),
            ("a/*a/x", "a/x", false),
            ("ab*ba", "aba", false),
            ("*", "x", true),
            ("*", "a/x", false),
            ("**/*.tf", "x.tf", true),
            ("**/*.tf", "a/b/x.tf", true),
            // The text after the last star starts with a slash, so the root is out.
            ("**/x.tf", "x.tf", false),
            ("**/x.tf", "a/x.tf", true),
            ("a/**", "a/x/y", true),
            // The path does not start with `a/`, though the glob would do.
            ("a/**", "a", false),
            ("a/**/main.tf", "a/main.tf", true),
            // Special characters outside the stars make a pattern dead.
            ("*.{tf,hcl}", "x.tf", false),
            ("{a,b}/*.tf", "a/x.tf", false),
            ("a/m?in.tf", "a/main.tf", false),
            ("[ab]/*.tf", "a/x.tf", false),
            ("a\\+b/*.tf", "a+b/x.tf", false),
            ("a/main\\.tf", "a/main.tf", false),
            // Between stars they work while the piece has at most three bytes.
            ("a/*[a]*", "a/xay", true),
            ("a/*{a,b}*", "a/xby", false),
            ("a/*m?*", "a/main.tf", true),
            ("a/*ma?n*", "a/main.tf", false),
            ("a/*mai?*", "a/main.tf", false),
            ("a/*?ain*", "a/main.tf", false),
            ("a/*main*", "a/main.tf", true),
            ("*/abc/*", "x/abc/y", true),
            ("*/?bc/*", "x/abc/y", false),
            ("*/?b/*", "x/ab/y", false),
            ("*?b*", "xab", true),
            ("${DIR}/x", "a/x", false),
            ("!a/*.tf", "a/x.tf", false),
            ("!a/*.tf", "b/x.tf", true),
            ("!*.{tf,hcl}", "x.tf", true),
            ("!", "a", true),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(matches(pattern, path), *expected, "{pattern:?} on {path:?}");
        }
    }

    #[test]
    fn the_common_shapes_need_no_glob() {
        assert!(matches!(simple(b"a/main.tf"), Some(Matcher::Text)));
        assert!(matches!(simple(b"a/*.tf"), Some(Matcher::OneRun)));
        assert!(matches!(simple(b"a/**"), Some(Matcher::Below)));
        for other in [&b"**/*.tf"[..], b"*/x/**", b"a+b", b"a/*.t?", b"{a,b}/**"] {
            assert!(simple(other).is_none(), "{other:?}");
        }
    }

    #[test]
    fn every_directory_above_a_path_can_be_an_anchor() {
        assert_eq!(anchors("a/b/main.tf").collect::<Vec<_>>(), ["", "a/", "a/b/"]);
        assert_eq!(anchors("main.tf").collect::<Vec<_>>(), [""]);
    }

    #[test]
    fn the_anchor_is_the_directory_before_the_first_star() {
        let cases = [
            ("a/b/*.tf", "a/b/"),
            ("a/b*/c", "a/"),
            ("*.tf", ""),
            ("!a/**", "a/"),
            ("a/b/main.tf", "a/b/"),
            ("a+/*", ""),
        ];
        for (pattern, anchor) in cases {
            if let Ok(pattern) = PathPattern::parse(pattern) {
                assert_eq!(pattern.anchor(), anchor.as_bytes(), "{pattern:?}");
            }
        }
    }

    #[test]
    fn an_error_points_behind_the_exclamation_mark() {
        let error = PathPattern::parse("!!a").unwrap_err();
        assert_eq!((error.span, error.fault), (1..2, GlobFault::Unescaped));
        assert_eq!(PathPattern::parse("a+b").unwrap_err().span, 1..2);
    }

    proptest! {
        /// The shortcuts for at most one star and the anchor must not change any answer.
        #[test]
        fn shortcuts_agree_with_the_definition(pattern in r"!?([ab./]|\*|\*\*/|/\*\*|\?|\{a,b\}|\\a){0,7}", path in "[ab./]{0,9}") {
            if let Ok(parsed) = PathPattern::parse(&pattern) {
                let body = pattern.strip_prefix('!').unwrap_or(&pattern);
                let words = body.split('*').filter(|word| word.len() > 3).map(|word| word.trim_matches('/'));
                let (prefix, suffix) = match (body.split_once('*'), body.rsplit_once('*')) {
                    (Some((prefix, _)), Some((_, suffix))) => (prefix, suffix),
                    _ => (body, body),
                };
                let described = path.starts_with(prefix)
                    && path.ends_with(suffix)
                    && words.into_iter().all(|word| path.contains(word))
                    && Glob::parse(body.as_bytes()).unwrap().is_match(path.as_bytes());
                prop_assert_eq!(parsed.is_match(&path), described != pattern.starts_with('!'));
                prop_assert!(!described || path.as_bytes().starts_with(parsed.anchor()));
            }
        }

        #[test]
        fn never_panics(pattern in any::<String>(), path in any::<String>()) {
            let _ = PathPattern::parse(&pattern).map(|pattern| (pattern.is_match(&path), pattern.anchor().len()));
        }
    }
}
