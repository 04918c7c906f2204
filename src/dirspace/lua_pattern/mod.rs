//! Lua patterns: how the configuration speaks of branch names and check titles.
//!
//! Not regular expressions: there is no `|`, the escape is `%`, and `-` is a lazy repeat, so the
//! pattern `feature-x` does not match the branch `feature-x`. The dialect is that of the server,
//! which differs from Lua's own in the places that the comments below name. This module only
//! answers whether a pattern occurs in a subject; nobody asks what a capture holds.
//!
//! Hostile patterns cannot hang it. Matching follows all alternatives at once, position by
//! position, so it takes time proportional to pattern × subject and needs no budget: the answer is
//! always exact, which matters because both a tag that was given and a tag that was not may open a
//! policy.

mod byte_set;
mod read;

use std::fmt;

use byte_set::ByteSet;

/// A compiled Lua pattern. Two patterns are equal when they are written alike.
#[derive(Clone)]
pub struct LuaPattern {
    text: String,
    anchored: bool,
    items: Vec<Item>,
}

/// Why a text is not a Lua pattern, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LuaPatternError {
    /// Byte offset in the pattern of the character that is at fault.
    pub offset: usize,
    /// What is wrong, in a few words.
    pub reason: &'static str,
    /// What to write instead, in one sentence.
    pub help: &'static str,
}

impl fmt::Display for LuaPatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason)
    }
}

impl std::error::Error for LuaPatternError {}

/// One step of a pattern. Captures leave no trace: they never decide whether a pattern matches.
#[derive(Clone)]
enum Item {
    /// One byte of the set, repeated.
    Bytes(ByteSet, Repeat),
    /// `%bxy`: from an `x` to the `y` that balances it.
    Balanced { open: u8, close: u8 },
    /// `$` at the very end: the end of the subject, or else a `$` in it.
    EndOrDollar,
}

#[derive(Clone, Copy, PartialEq)]
enum Repeat {
    Once,
    /// `?`. The server takes the byte when it can and never reconsiders, unlike Lua.
    OptionalPossessive,
    /// `*` or `-`. Greedy and lazy differ in what is captured, not in whether there is a match.
    AnyNumber,
    /// `+`
    AtLeastOnce,
}

impl LuaPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// When the server refuses it as well: a `%` or `[` that nothing follows, parentheses that do not pair up, `%b`
    /// without its two characters. Also for a class such as `[-%%]`, which the server accepts and
    /// then runs off the end of.
    pub fn compile(text: &str) -> Result<LuaPattern, LuaPatternError> {
        let (anchored, body) = match text.strip_prefix('^') {
            Some(body) => (true, body),
            None => (false, text),
        };
        let items = read::items(body.as_bytes(), text.len() - body.len())?;
        Ok(LuaPattern { text: text.to_owned(), anchored, items })
    }

    /// The pattern as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the pattern occurs in `subject`: anywhere, or at its start when the pattern begins with `^`. Case
    /// counts. An empty pattern or an empty subject never matches.
    pub fn is_match(&self, subject: &str) -> bool {
        !self.text.is_empty() && !subject.is_empty() && Search::new(self, subject.as_bytes()).run()
    }
}

impl PartialEq for LuaPattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Debug for LuaPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LuaPattern").field(&self.text).finish()
    }
}

/// Follows every way to match at once: for each position of the subject, which items may come next.
struct Search<'p> {
    pattern: &'p LuaPattern,
    subject: &'p [u8],
    /// For each item that is a `%bxy`: position → one past the balancing byte.
    balances: Vec<Vec<Option<usize>>>,
    /// `reached[position][item]`, position counted from the one under consideration.
    pending: Vec<Vec<usize>>,
}

impl<'p> Search<'p> {
    fn new(pattern: &'p LuaPattern, subject: &'p [u8]) -> Self {
        let balances = pattern
            .items
            .iter()
            .map(|item| match item {
                Item::Balanced { open, close } => balances(subject, *open, *close),
                _ => Vec::new(),
            })
            .collect();
        Search { pattern, subject, balances, pending: vec![Vec::new(); subject.len() + 1] }
    }

    fn run(mut self) -> bool {
        let end = self.pattern.items.len();
        let mut reached = vec![false; end + 1];
        for at in 0..=self.subject.len() {
            // A search never starts at the end of the subject, so `x*` alone cannot match there.
            if at < self.subject.len()
                && (at == 0 || !self.pattern.anchored)
                && let Some(first) = reached.first_mut()
            {
                *first = true;
            }
            for item in std::mem::take(self.pending.get_mut(at).unwrap_or(&mut Vec::new())) {
                mark(&mut reached, item);
            }
            // Steps that take nothing only lead to later items, so one pass in order settles them.
            let mut next = vec![false; end + 1];
            for item in 0..end {
                if reached.get(item) == Some(&true) {
                    self.step(at, item, &mut reached, &mut next);
                }
            }
            if reached.get(end) == Some(&true) {
                return true;
            }
            reached = next;
        }
        false
    }

    /// Where `item` leads to from position `at`: items at the same position, or at the next.
    fn step(&mut self, at: usize, item: usize, here: &mut [bool], next: &mut [bool]) {
        match self.pattern.items.get(item) {
            Some(Item::Bytes(set, repeat)) => {
                let taken = self.subject.get(at).is_some_and(|byte| set.contains(*byte));
                let may_skip = match repeat {
                    Repeat::AnyNumber => true,
                    Repeat::OptionalPossessive => !taken,
                    Repeat::Once | Repeat::AtLeastOnce => false,
                };
                if may_skip {
                    mark(here, item + 1);
                }
                if taken && *repeat != Repeat::AnyNumber {
                    mark(next, item + 1);
                }
                if taken && matches!(repeat, Repeat::AnyNumber | Repeat::AtLeastOnce) {
                    mark(next, item);
                }
            }
            Some(Item::Balanced { .. }) => {
                let end = self.balances.get(item).and_then(|ends| ends.get(at)).copied().flatten();
                if let Some(later) = end.and_then(|end| self.pending.get_mut(end)) {
                    later.push(item + 1);
                }
            }
            Some(Item::EndOrDollar) => match self.subject.get(at) {
                None => mark(here, item + 1),
                Some(b'$') => mark(next, item + 1),
                Some(_) => {}
            },
            None => {}
        }
    }
}

fn mark(items: &mut [bool], item: usize) {
    if let Some(reached) = items.get_mut(item) {
        *reached = true;
    }
}

/// For every position of an `open`: one past the `close` that balances it. When both are the same byte nothing ever
/// balances, because the server counts it as an opening each time.
fn balances(subject: &[u8], open: u8, close: u8) -> Vec<Option<usize>> {
    let mut ends = vec![None; subject.len()];
    let mut opened = Vec::new();
    for (at, byte) in subject.iter().enumerate() {
        if *byte == open {
            opened.push(at);
        } else if *byte == close
            && let Some(end) = opened.pop().and_then(|start: usize| ends.get_mut(start))
        {
            *end = Some(at + 1);
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
    use super::*;
    use proptest::prelude::*;

    fn matches(pattern: &str, subject: &str) -> bool {
        LuaPattern::compile(pattern).unwrap().is_match(subject)
    }

    #[test]
    fn table() {
        let cases: &[(&str, &str, bool)] = &[
            ("main", "main", true),
            ("main", "domain-x", true),
            ("^main", "domain", false),
            ("^main$", "main", true),
            ("^main$", "main2", false),
            ("main", "Main", false),
            ("", "main", false),
            ("main", "", false),
            ("^", "x", true),
            ("^$", "", false),
            ("$", "abc", false),
            ("$", "a$c", true),
            ("a$", "xa", true),
            ("a$", "a$b", true),
            ("(main$)", "main", false),
            ("(main)$", "main", true),
            ("a^b", "a^b", true),
            ("feature-x", "feature-x", false),
            ("feature%-x", "feature-x", true),
            ("release-.*", "release-1", true),
            ("feature|main", "main", false),
            ("f.*e$", "feature", true),
            ("^f%w+$", "feature", true),
            ("%d+", "feature", false),
            ("%d+", "v12", true),
            ("%D", "12", false),
            ("^%u%l+$", "Main", true),
            ("^%x+$", "beef", true),
            ("%s", "a b", true),
            ("%s", "a\u{b}b", false),
            ("^%p+$", "-_/", true),
            ("^%g+$", "a b", false),
            ("^%c$", "!", true),
            ("^%c$", "\u{8}", false),
            ("%.", "a.b", true),
            ("%.", "ab", false),
            ("%Z", "z", false),
            ("%z", "z", true),
            ("^[ab]+$", "abba", true),
            ("^[^ab]+$", "abba", false),
            ("^[a-c]+$", "abc", true),
            ("^[a-c]+$", "abd", false),
            ("^[%d]+$", "12", false),
            ("^[%d]+$", "dd", true),
            ("^[a-]+$", "a-a", true),
            ("^[-a]$", "-", false),
            ("^[-a]$", "^", true),
            ("^[%]a]+$", "]a", true),
            ("^[a]$", "[", false),
            ("^[^a]$", "[", true),
            ("^[^a]$", "^", true),
            ("x[^a]", "x^", true),
            ("[]", "x", false),
            ("[^]", "x", true),
            ("^a?b$", "ab", true),
            ("^a?b$", "b", true),
            ("^a?ab$", "ab", false),
            ("^a?ab$", "aab", true),
            ("^ab*c$", "ac", true),
            ("^ab+c$", "ac", false),
            ("^ab-c$", "abbc", true),
            ("x*$", "abc", false),
            ("(fe)at", "feature", true),
            ("()f", "feature", true),
            ("%b()", "a(b(c))d", true),
            ("^%b()$", "(a)(b)", false),
            ("^%b()%b()$", "(a)(b)", true),
            ("^%b()d", "(b(c))d", true),
            ("%bxx", "xax", false),
            ("^h.t", "hét", false),
            ("^h..t", "hét", true),
        ];
        for (pattern, subject, expected) in cases {
            assert_eq!(matches(pattern, subject), *expected, "{pattern:?} on {subject:?}");
        }
    }

    #[test]
    fn refusals_name_the_place() {
        let cases =
            [("%", 0), ("a%", 1), ("^[a", 1), ("[%]", 0), ("(a", 0), ("a)", 1), ("((a)", 0), ("%b(", 0), ("[-%%]", 0)];
        for (pattern, offset) in cases {
            assert_eq!(LuaPattern::compile(pattern).unwrap_err().offset, offset, "{pattern}");
        }
    }

    #[test]
    fn a_refusal_says_what_is_wrong_and_what_to_write() {
        let rows = [
            ("a%", "nothing follows `%`", "Write `%%` to match a percent sign."),
            ("%b(", "`%b` needs two characters", "Write `%b()` to match balanced parentheses."),
            ("[a", "`[` is never closed", "Write `%[` to match a bracket."),
            ("[%]", "`[` is never closed", "Write `%[` to match a bracket."),
            ("[-%%]", "the class cannot be read to its end", "Put the `-` last in the class, or write it `%-`."),
            ("a)", "`)` without a `(` before it", "Write `%(` and `%)` to match parentheses."),
            ("(a", "`(` is never closed", "Write `%(` and `%)` to match parentheses."),
        ];
        for (pattern, text, help) in rows {
            let error = LuaPattern::compile(pattern).unwrap_err();
            assert_eq!((error.to_string().as_str(), error.help), (text, help), "{pattern}");
        }
    }

    #[test]
    fn a_pattern_is_what_is_written() {
        let compiled = |text: &str| LuaPattern::compile(text).unwrap();
        assert_eq!(compiled("^a$").text(), "^a$");
        assert_eq!(compiled("a"), compiled("a"));
        assert_ne!(compiled("a"), compiled("%a"), "though both may match the same");
    }

    #[test]
    fn a_hostile_pattern_ends() {
        let pattern = "a*".repeat(2_000) + "b";
        assert!(!matches(&pattern, &"a".repeat(2_000)));
    }

    /// Backtracking, as the dialect is usually described: slow and plain.
    fn backtrack(items: &[Item], subject: &[u8], at: usize) -> bool {
        let Some((item, rest)) = items.split_first() else { return true };
        match item {
            Item::Bytes(set, repeat) => {
                let taken = subject.get(at).is_some_and(|byte| set.contains(*byte));
                match (repeat, taken) {
                    (Repeat::Once, taken) => taken && backtrack(rest, subject, at + 1),
                    (Repeat::OptionalPossessive, taken) => backtrack(rest, subject, at + usize::from(taken)),
                    (Repeat::AnyNumber, taken) => {
                        backtrack(rest, subject, at) || taken && backtrack(items, subject, at + 1)
                    }
                    (Repeat::AtLeastOnce, taken) => {
                        taken && (backtrack(rest, subject, at + 1) || backtrack(items, subject, at + 1))
                    }
                }
            }
            Item::Balanced { open, close } => {
                let end = balances(subject, *open, *close).get(at).copied().flatten();
                end.is_some_and(|end| backtrack(rest, subject, end))
            }
            Item::EndOrDollar => at == subject.len() || subject.get(at) == Some(&b'$'),
        }
    }

    proptest! {
        #[test]
        fn agrees_with_backtracking(pattern in r"\^?([ab.]|%[ab%]|\[[ab^]{1,3}\]|[*+?$-]|%b[ab][ab]){0,7}\$?", subject in "[ab$]{0,8}") {
            if let Ok(compiled) = LuaPattern::compile(&pattern) {
                let last_start = if compiled.anchored { 1 } else { subject.len() };
                let expected = !pattern.is_empty()
                    && (0..subject.len().min(last_start)).any(|at| backtrack(&compiled.items, subject.as_bytes(), at));
                prop_assert_eq!(compiled.is_match(&subject), expected);
            }
        }

        #[test]
        fn never_panics(pattern in any::<String>(), subject in any::<String>()) {
            let _ = LuaPattern::compile(&pattern).map(|pattern| pattern.is_match(&subject));
        }

        #[test]
        fn never_panics_on_magic(pattern in r"[\^$()%.\[\]*+?ab-]{0,12}", subject in "[ab()]{0,8}") {
            let _ = LuaPattern::compile(&pattern).map(|pattern| pattern.is_match(&subject));
        }
    }
}
