//! The glob inside a path pattern, without the server's shortcuts around it.
//!
//! The language is that of ocamlbuild: anchored at both ends, `*` stays within a segment, `**` only
//! next to a slash. Matching follows all alternatives at once (see [`Glob::is_match`]), so hostile
//! globs take polynomial time. Paths and globs are bytes, and `?` is one byte, because that is how
//! the server sees them.

/// A parsed glob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Glob(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(Vec<u8>),
    /// `*`: any run without a slash.
    Run,
    /// `?`: one byte but a slash.
    Byte,
    /// `**/`: nothing, or anything that ends in a slash.
    Above,
    /// `/**`: nothing, or a slash and anything.
    Below,
    /// `/**/`: a slash, or anything between two.
    Between,
    /// `[a-z]`, `[^a-z]`. A negated class takes a slash like any other byte.
    Class {
        negated: bool,
        ranges: Vec<(u8, u8)>,
    },
    /// `{a,b}`
    Either(Vec<Vec<Part>>),
}

/// What is wrong with a glob, and the byte at which it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GlobError {
    pub(super) at: usize,
    pub(super) len: usize,
    pub(super) fault: GlobFault,
}

/// What can be wrong with a glob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GlobFault {
    /// `**` with a slash on neither side.
    LooseDoubleStar,
    /// A character that has to be escaped.
    Unescaped,
    /// `{` that is never closed.
    OpenBrace,
    /// `[` that is never closed.
    OpenBracket,
    /// Nothing follows a `\`.
    TrailingBackslash,
    /// More braces within braces than are read.
    TooDeep,
}

/// How deep braces may nest. The server has no limit; the call stack has.
pub(super) const MAX_DEPTH: usize = 64;

/// Variables that the server lets pass where they have not been replaced; they then stand for their own text.
const VARIABLES: [&[u8]; 2] = [b"${DIR}", b"${WORKSPACE}"];

impl Glob {
    /// Reads a glob. On an error, offsets are into `text`.
    pub(super) fn parse(text: &[u8]) -> Result<Glob, GlobError> {
        let mut parser = Parser { text, at: 0 };
        let parts = parser.parts(0)?;
        match parser.peek() {
            None => Ok(Glob(parts)),
            Some(_) => Err(parser.unescaped()),
        }
    }

    /// Whether the whole of `path` is described.
    pub(super) fn is_match(&self, path: &[u8]) -> bool {
        after(&self.0, path, vec![0]).last() == Some(&path.len())
    }
}

/// Positions of `path` that can be reached by matching `parts` from one of `starts`. Both lists ascend.
fn after(parts: &[Part], path: &[u8], starts: Vec<usize>) -> Vec<usize> {
    let mut reached = starts;
    for part in parts {
        if reached.is_empty() {
            break;
        }
        reached = part.after(path, reached);
    }
    reached
}

impl Part {
    fn after(&self, path: &[u8], starts: Vec<usize>) -> Vec<usize> {
        let next = |at: usize| path.get(at).copied();
        let step = |accepts: &dyn Fn(u8) -> bool| {
            starts.iter().filter(|at| next(**at).is_some_and(accepts)).map(|at| at + 1).collect()
        };
        match self {
            Part::Literal(text) => starts
                .iter()
                .filter(|at| path.get(**at..).is_some_and(|rest| rest.starts_with(text)))
                .map(|at| at + text.len())
                .collect(),
            Part::Byte => step(&|byte| byte != b'/'),
            Part::Class { negated, ranges } => {
                step(&|byte| ranges.iter().any(|(from, to)| (*from..=*to).contains(&byte)) != *negated)
            }
            Part::Run => runs(path, &starts),
            Part::Above => match starts.first() {
                Some(first) => merged(starts.clone(), after_slashes(path, *first)),
                None => starts,
            },
            Part::Below => match starts.iter().find(|at| next(**at) == Some(b'/')) {
                Some(slash) => merged(starts.clone(), *slash..=path.len()),
                None => starts,
            },
            Part::Between => match starts.iter().find(|at| next(**at) == Some(b'/')) {
                Some(slash) => {
                    let single = starts.iter().filter(|at| next(**at) == Some(b'/')).map(|at| at + 1).collect();
                    merged(single, after_slashes(path, *slash))
                }
                None => Vec::new(),
            },
            Part::Either(alternatives) => {
                alternatives.iter().map(|parts| after(parts, path, starts.clone())).fold(Vec::new(), merged)
            }
        }
    }
}

/// Everything that a run without a slash can reach.
fn runs(path: &[u8], starts: &[usize]) -> Vec<usize> {
    let mut reached: Vec<usize> = Vec::new();
    for start in starts {
        // A start that an earlier run covers reaches nothing new: both runs end at the same slash.
        if reached.last().is_some_and(|covered| start <= covered) {
            continue;
        }
        let run = path.get(*start..).unwrap_or_default().iter().take_while(|byte| **byte != b'/').count();
        reached.extend(*start..=start + run);
    }
    reached
}

/// Positions that follow a slash at `from` or later.
fn after_slashes(path: &[u8], from: usize) -> impl Iterator<Item = usize> {
    path.iter().enumerate().skip(from).filter(|(_, byte)| **byte == b'/').map(|(at, _)| at + 1)
}

fn merged(mut positions: Vec<usize>, more: impl IntoIterator<Item = usize>) -> Vec<usize> {
    positions.extend(more);
    positions.sort_unstable();
    positions.dedup();
    positions
}

struct Parser<'t> {
    text: &'t [u8],
    at: usize,
}

impl Parser<'_> {
    /// Reads up to the end, or up to a `,` or `}`: within braces (`depth` > 0) it ends an alternative, outside of
    /// them it is refused by whoever asked for the parts.
    fn parts(&mut self, depth: usize) -> Result<Vec<Part>, GlobError> {
        let mut parts = Vec::new();
        while let Some(byte) = self.peek() {
            let part = match byte {
                b',' | b'}' => break,
                b'/' | b'*' => self.slash_or_star()?,
                b'?' => self.take(1, Part::Byte),
                b'[' => self.class()?,
                b'{' => self.either(depth)?,
                _ => Part::Literal(self.literal()?),
            };
            match (parts.last_mut(), part) {
                (Some(Part::Literal(before)), Part::Literal(more)) => before.extend(more),
                (_, part) => parts.push(part),
            }
        }
        Ok(parts)
    }

    /// The longest of `/**/`, `/**`, `**/`, `*` and `/`.
    fn slash_or_star(&mut self) -> Result<Part, GlobError> {
        let rest = self.rest();
        let (len, part) = match rest {
            _ if rest.starts_with(b"/**/") => (4, Part::Between),
            _ if rest.starts_with(b"/**") => (3, Part::Below),
            _ if rest.starts_with(b"**/") => (3, Part::Above),
            _ if rest.starts_with(b"**") => return Err(self.fault(self.at, 2, GlobFault::LooseDoubleStar)),
            _ if rest.starts_with(b"*") => (1, Part::Run),
            _ => (1, Part::Literal(vec![b'/'])),
        };
        Ok(self.take(len, part))
    }

    /// One literal byte, escaped or not, or a variable that was not replaced.
    fn literal(&mut self) -> Result<Vec<u8>, GlobError> {
        let rest = self.rest();
        if let Some(variable) = VARIABLES.iter().find(|variable| rest.starts_with(variable)) {
            return Ok(self.take(variable.len(), variable.to_vec()));
        }
        match rest {
            [b'\\', escaped, ..] => Ok(self.take(2, vec![*escaped])),
            [b'\\'] => Err(self.fault(self.at, 1, GlobFault::TrailingBackslash)),
            [byte, ..] if is_plain(*byte) => Ok(self.take(1, vec![*byte])),
            _ => Err(self.unescaped()),
        }
    }

    /// `[…]`. Nothing is escaped in here, and `x-y` is a range whatever `x` and `y` are, a `]` included.
    fn class(&mut self) -> Result<Part, GlobError> {
        let open = self.at;
        let negated = self.rest().starts_with(b"[^");
        self.at += if negated { 2 } else { 1 };
        let mut ranges = Vec::new();
        loop {
            // The server reads the glob with a `>` after it, which can be the end of a range that nothing closes.
            match self.rest() {
                [from, b'-', to, ..] => ranges.push(self.take(3, (*from, *to))),
                [b']', b'-'] | [] => return Err(self.fault(open, 1, GlobFault::OpenBracket)),
                [b']', ..] => return Ok(self.take(1, Part::Class { negated, ranges })),
                [byte, ..] => ranges.push(self.take(1, (*byte, *byte))),
            }
        }
    }

    /// `{…}`
    fn either(&mut self, depth: usize) -> Result<Part, GlobError> {
        let open = self.at;
        if depth >= MAX_DEPTH {
            return Err(self.fault(open, 1, GlobFault::TooDeep));
        }
        let mut alternatives = Vec::new();
        loop {
            self.at += 1;
            alternatives.push(self.parts(depth + 1)?);
            match self.peek() {
                Some(b',') => {}
                Some(_) => return Ok(self.take(1, Part::Either(alternatives))),
                None => return Err(self.fault(open, 1, GlobFault::OpenBrace)),
            }
        }
    }

    fn take<T>(&mut self, len: usize, taken: T) -> T {
        self.at += len;
        taken
    }

    fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    fn rest(&self) -> &[u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn unescaped(&self) -> GlobError {
        // The whole character, so that the place is one that people can be shown.
        let tail = self.rest().iter().skip(1).take_while(|byte| (0x80..0xC0).contains(*byte)).count();
        self.fault(self.at, 1 + tail, GlobFault::Unescaped)
    }

    fn fault(&self, at: usize, len: usize, fault: GlobFault) -> GlobError {
        GlobError { at, len, fault }
    }
}

/// The bytes that stand for themselves without a `\`.
pub(in crate::dirspace) fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b' ')
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn table() {
        let cases: &[(&str, &str, bool)] = &[
            ("", "", true),
            ("", "a", false),
            ("a/b", "a/b", true),
            ("a/*", "a/b", true),
            ("a/*", "a/", true),
            ("a/*", "a/b/c", false),
            ("*.tf", ".tf", true),
            ("a?c", "abc", true),
            ("a?c", "a/c", false),
            ("?", "é", false),
            ("??", "é", true),
            ("**/x", "x", true),
            ("**/x", "a/b/x", true),
            ("**/x", "ax", false),
            ("a/**", "a", true),
            ("a/**", "a/", true),
            ("a/**", "a/b/c", true),
            ("a/**", "ab", false),
            ("a/**/b", "a/b", true),
            ("a/**/b", "a/x/y/b", true),
            ("a/**/b", "a//b", true),
            ("a/**/b", "ab", false),
            ("a/**b", "a/x/b", true),
            ("a/**b", "ab", true),
            ("a**/b", "ab", true),
            ("a**/b", "ax/b", true),
            ("{a,b}/x", "b/x", true),
            ("{a,}x", "x", true),
            ("{a,{b,c}d}", "cd", true),
            ("{}", "", true),
            ("{**/a,b}", "x/a", true),
            ("[a-c]", "b", true),
            ("[^a-c]", "b", false),
            ("[a-c]", "[", false),
            ("[^a]", "/", true),
            ("[^a]", "[", true),
            ("[^a]", "^", true),
            ("x[^a]", "x^", true),
            ("[]", "", false),
            ("[a*?]", "*", true),
            ("\\*", "*", true),
            ("\\a", "a", true),
            ("${DIR}/x", "${DIR}/x", true),
            ("a b", "a b", true),
            ("*a*b*", "xaybz", true),
            ("*a*b*", "xbya", false),
            ("**/a/**/b/**", "x/a/b", true),
            ("*/**/*", "a/b", true),
            ("*/**/*", "a", false),
        ];
        for (glob, path, expected) in cases {
            assert_eq!(
                Glob::parse(glob.as_bytes()).unwrap().is_match(path.as_bytes()),
                *expected,
                "{glob:?} on {path:?}"
            );
        }
    }

    #[test]
    fn refusals_name_the_place() {
        use GlobFault::*;
        let deep = "{".repeat(65) + &"}".repeat(65);
        let cases: &[(&str, usize, usize, GlobFault)] = &[
            ("**", 0, 2, LooseDoubleStar),
            ("a**", 1, 2, LooseDoubleStar),
            ("**a", 0, 2, LooseDoubleStar),
            ("a**b", 1, 2, LooseDoubleStar),
            ("a/**/**", 5, 2, LooseDoubleStar),
            ("***", 0, 2, LooseDoubleStar),
            ("a+b", 1, 1, Unescaped),
            ("é", 0, 2, Unescaped),
            ("\\é", 2, 1, Unescaped),
            ("a,b", 1, 1, Unescaped),
            ("a}", 1, 1, Unescaped),
            ("a>", 1, 1, Unescaped),
            ("{a>}", 2, 1, Unescaped),
            ("${FOO}", 0, 1, Unescaped),
            ("a\t", 1, 1, Unescaped),
            ("x{a", 1, 1, OpenBrace),
            ("x{a,", 1, 1, OpenBrace),
            ("x[a", 1, 1, OpenBracket),
            ("[a-]", 0, 1, OpenBracket),
            ("[a]-", 0, 1, OpenBracket),
            ("a\\", 1, 1, TrailingBackslash),
            (&deep, 64, 1, TooDeep),
        ];
        for (glob, at, len, fault) in cases {
            let expected = GlobError { at: *at, len: *len, fault: *fault };
            assert_eq!(Glob::parse(glob.as_bytes()), Err(expected), "{glob}");
        }
    }

    #[test]
    fn hostile_globs_end() {
        let path = "a/".repeat(1_000);
        for glob in ["*a".repeat(500) + "b", "**/a/".repeat(300) + "b", "{*,*a}".repeat(300) + "b"] {
            assert!(!Glob::parse(glob.as_bytes()).unwrap().is_match(path.as_bytes()));
        }
    }

    /// The same language by its definition: try every split.
    fn backtrack(parts: &[Part], path: &[u8]) -> bool {
        let Some((part, rest)) = parts.split_first() else { return path.is_empty() };
        (0..=path.len()).any(|at| {
            let (taken, left) = path.split_at(at);
            let fits = match part {
                Part::Literal(text) => taken == text,
                Part::Run => !taken.contains(&b'/'),
                Part::Byte => taken.len() == 1 && taken != b"/",
                Part::Above => taken.is_empty() || taken.ends_with(b"/"),
                Part::Below => taken.is_empty() || taken.starts_with(b"/"),
                Part::Between => taken == b"/" || taken.len() > 1 && taken.starts_with(b"/") && taken.ends_with(b"/"),
                Part::Class { negated, ranges } => {
                    let within = |byte| ranges.iter().any(|(from, to)| (*from..=*to).contains(&byte));
                    taken.len() == 1 && taken.iter().all(|byte| within(*byte) != *negated)
                }
                Part::Either(alternatives) => alternatives.iter().any(|parts| backtrack(parts, taken)),
            };
            fits && backtrack(rest, left)
        })
    }

    proptest! {
        #[test]
        fn agrees_with_trying_every_split(
            glob in r"([ab/*?]|\*\*/|/\*\*|/\*\*/|\[\^?a\]|\{a\*?,/?b\}|\{\*\*/a,\}){0,6}",
            path in "[ab/]{0,8}",
        ) {
            if let Ok(parsed) = Glob::parse(glob.as_bytes()) {
                prop_assert_eq!(parsed.is_match(path.as_bytes()), backtrack(&parsed.0, path.as_bytes()));
            }
        }

        #[test]
        fn never_panics(glob in any::<Vec<u8>>(), path in any::<Vec<u8>>()) {
            let _ = Glob::parse(&glob).map(|glob| glob.is_match(&path));
        }

        #[test]
        fn never_panics_on_magic(glob in r"[\[\]{},*?/\\a^>$-]{0,12}", path in "[a/]{0,6}") {
            let _ = Glob::parse(glob.as_bytes()).map(|glob| glob.is_match(path.as_bytes()));
        }
    }
}
