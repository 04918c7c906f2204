//! Whether a query selects a dirspace.
//!
//! A query is evaluated once for every dirspace and policy, which is millions of times, so it is
//! compiled: each atom becomes a step that knows where to go on when it holds and where when it does
//! not. `not` is a swap of the two and costs nothing; a jump only ever goes forward. Evaluation
//! allocates nothing, parses nothing and needs no stack.

use super::expr::{Expr, ExprKind, Meaning};
use crate::dirspace::Tags;

/// A dirspace as a query sees it.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// All its tags. `dir:` and `workspace:` are looked for in here like any other and never added.
    pub tags: &'a Tags,
    /// Its directory, relative to the repository; the root is `.`.
    pub dir: &'a str,
    /// The directory that `relative_dir:` is seen from. The server knows one only where a dirspace's
    /// dependencies are looked up; everywhere else this is `None`, and `relative_dir:` is false.
    pub working_dir: Option<&'a str>,
}

/// Where a step goes on: to another step, or to one of the two ends.
type Target = u32;
const YES: Target = u32::MAX;
const NO: Target = u32::MAX - 1;

/// A compiled query.
#[derive(Clone)]
pub(super) struct Program {
    /// In the order of the query's atoms.
    steps: Vec<Step>,
    start: Target,
}

#[derive(Clone)]
struct Step {
    test: Test,
    then: Target,
    otherwise: Target,
}

impl Program {
    pub(super) fn compile(expr: &Expr) -> Program {
        let mut steps = Vec::new();
        let mut start = 0;
        let mut rest = vec![(expr.root(), YES, NO)];
        // The left operand is popped first, so steps come in the order of the atoms.
        while let Some((node, then, otherwise)) = rest.pop() {
            match node.kind() {
                ExprKind::Any => start = then,
                ExprKind::Not(operand) => rest.push((operand, otherwise, then)),
                ExprKind::And(left, right) => {
                    rest.push((right, then, otherwise));
                    rest.push((left, right.first_atom(), otherwise));
                }
                ExprKind::Or(left, right) => {
                    rest.push((right, then, otherwise));
                    rest.push((left, then, right.first_atom()));
                }
                ExprKind::Tag(_) | ExprKind::InDir(_) => {
                    let test = node.atom().map_or(Test::Never, |atom| Test::of(atom.meaning));
                    steps.push(Step { test, then, otherwise });
                }
            }
        }
        Program { steps, start }
    }

    pub(super) fn holds(&self, candidate: &Candidate<'_>) -> bool {
        let mut at = self.start;
        while let Some(step) = self.steps.get(at as usize) {
            at = if step.test.holds(candidate) { step.then } else { step.otherwise };
        }
        at == YES
    }
}

/// One atom, ready to be asked.
#[derive(Clone)]
enum Test {
    Tag(Box<[u8]>),
    /// `/segments/`: with both slashes, so that finding it anywhere inside is finding whole segments.
    InDir(Box<str>),
    RelativeDir(Box<[u8]>),
    Never,
}

impl Test {
    fn of(meaning: Meaning<'_>) -> Test {
        match meaning {
            Meaning::Tag(tag) => Test::Tag(tag.into()),
            Meaning::RelativeDir(path) => Test::RelativeDir(path.into()),
            // A directory is UTF-8, and so is each of its segments.
            Meaning::InDir(segments) => match std::str::from_utf8(segments) {
                Ok("") | Err(_) => Test::Never,
                Ok(segments) => Test::InDir(format!("/{segments}/").into()),
            },
        }
    }

    fn holds(&self, candidate: &Candidate<'_>) -> bool {
        match self {
            Test::Tag(tag) => candidate.tags.contains(tag),
            Test::InDir(slashed) => has_segments(candidate.dir, slashed),
            Test::RelativeDir(path) => {
                candidate.working_dir.is_some_and(|working| is_relative(candidate.dir, working, path))
            }
            Test::Never => false,
        }
    }
}

/// Whether the segments of `/segments/` stand in `dir` one after another: the server's glob
/// `**/segments/**` with everything in `segments` taken literally.
fn has_segments(dir: &str, slashed: &str) -> bool {
    let at_start = slashed.strip_prefix('/').unwrap_or(slashed);
    let at_end = slashed.strip_suffix('/').unwrap_or(slashed);
    // Shorter than the segments alone: nothing can be found.
    if dir.len() + 2 < slashed.len() {
        return false;
    }
    if dir.len() + 2 == slashed.len() {
        return at_start.strip_suffix('/') == Some(dir);
    }
    dir.starts_with(at_start) || dir.ends_with(at_end) || dir.contains(slashed)
}

/// Whether `path`, written after `working` and relieved of its `..`, is the text `dir`.
///
/// The server works on the text: again and again it deletes the leftmost `segment/../`, whatever the
/// segment is, `..` included. A `..` that comes first or last stays. That is a stack of segments
/// where `..` pops, unless the stack is empty or nothing follows. Of the stack only two things
/// matter: how high it is, and how far it agrees with `dir`.
fn is_relative(dir: &str, working: &str, path: &[u8]) -> bool {
    let working = working.as_bytes();
    let parent = working.strip_suffix(b"/").unwrap_or(working);
    let parent = (!working.is_empty()).then(|| parent.split(is_slash)).into_iter().flatten();
    let mut segments = parent.chain(path.split(is_slash)).peekable();
    let mut reduced = Reduced { dir: dir.as_bytes(), agreed_bytes: 0, agreed: 0, height: 0 };
    while let Some(segment) = segments.next() {
        if segment == b".." && reduced.height > 0 && segments.peek().is_some() {
            reduced.pop();
        } else {
            reduced.push(segment);
        }
    }
    reduced.is_dir()
}

fn is_slash(byte: &u8) -> bool {
    *byte == b'/'
}

/// A stack of segments, known only as far as it agrees with `dir`.
struct Reduced<'a> {
    dir: &'a [u8],
    /// Segments on the stack.
    height: usize,
    /// How many of them, from the bottom, are the first segments of `dir`. At most `height`.
    agreed: usize,
    /// Length of those in `dir`, each with the slash before it.
    agreed_bytes: usize,
}

impl Reduced<'_> {
    fn push(&mut self, segment: &[u8]) {
        if self.agreed == self.height
            && let Some(rest) = self.dir.get(self.agreed_bytes..)
        {
            let rest = if self.agreed == 0 { Some(rest) } else { rest.strip_prefix(b"/") };
            let after = rest.and_then(|rest| rest.strip_prefix(segment));
            if after.is_some_and(|after| matches!(after.first(), None | Some(b'/'))) {
                self.agreed_bytes += segment.len() + usize::from(self.agreed > 0);
                self.agreed += 1;
            }
        }
        self.height += 1;
    }

    fn pop(&mut self) {
        self.height = self.height.saturating_sub(1);
        if self.agreed > self.height {
            let kept = self.dir.get(..self.agreed_bytes).unwrap_or_default();
            self.agreed_bytes = kept.iter().rposition(is_slash).unwrap_or(0);
            self.agreed = self.height;
        }
    }

    fn is_dir(&self) -> bool {
        self.agreed == self.height && self.agreed_bytes == self.dir.len()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "the queries of these tables parse")]
mod tests {
    use super::*;
    use crate::tag_query::TagQuery;

    fn matches(query: &str, tags: &str, dir: &str, working_dir: Option<&str>) -> bool {
        let tags: Tags = tags.split(' ').filter(|tag| !tag.is_empty()).collect();
        TagQuery::parse(query).unwrap().matches(&Candidate { tags: &tags, dir, working_dir })
    }

    #[test]
    fn queries_on_one_dirspace() {
        let table = [
            ("", "a b c", true),
            ("a b", "a b c", true),
            ("d", "a b c", false),
            ("a and d or c", "a b c", true),
            ("a and e or d", "a b c", false),
            ("(a or b) and (c or d)", "a b", false),
            ("a b or c", "a c", true),
            ("a b or c", "c", false),
            ("a or b c or d", "d", false),
            ("a and b c or d", "d", false),
            ("(a b) or c", "c", true),
            ("not c and a", "a b", true),
            ("not a d", "b c", false),
            ("not (a and b)", "a b", false),
            ("not (a and b)", "a", true),
            ("not (a or b)", "c", true),
            ("not (not (a or b) and c)", "c", false),
            ("foo in dir", "", true),
            ("bar in dir", "", true),
            ("zoom in dir", "", true),
            ("bar/baz in dir", "", true),
            ("foo/bar/baz/zoom in dir", "", true),
            ("foo/baz in dir", "", false),
            ("az in dir", "", false),
            ("fo in dir", "", false),
            ("zoo in dir", "", false),
            ("/bar/ in dir", "", false),
            ("bar/ in dir", "", false),
            ("/foo in dir", "", false),
            ("ba*r in dir", "", false),
            ("'' in dir", "", false),
            ("dir~", "", false),
            ("dir~foo", "", true),
            ("'dir~foo'", "dir~foo", true),
            ("dir~foot", "dir~foot", false),
            ("not dir~foot", "", true),
            ("bar in dir and zoom in dir and not (foo in dir)", "", false),
            ("\"not\" 'and' \"or\"", "not and or", true),
            ("'foo\\'bar'", "foo'bar", true),
            ("NOT a", "a", false),
            ("A", "a", false),
            ("dir:foo", "dir:foo/bar/baz/zoom", false),
            ("dir:foo/bar/baz/zoom", "dir:foo/bar/baz/zoom", true),
            ("dir:foo/bar/baz/zoom", "", false),
            ("workspace:default", "", false),
            ("a or b\n", "b", false),
            ("a or b\n", "b\n", true),
            ("'k\\ü'", "k\u{fc} k", false),
            ("relative_dir:.", "relative_dir:.", false),
            ("relative_dir", "relative_dir", true),
        ];
        for (query, tags, expected) in table {
            assert_eq!(matches(query, tags, "foo/bar/baz/zoom", None), expected, "{query:?} on {tags:?}");
        }
    }

    #[test]
    fn segments_of_directories() {
        let table = [
            (". in dir", ".", true),
            (". in dir", "a", false),
            ("a in dir", ".", false),
            ("a/a in dir", "xa/a/a", true),
            ("a/a in dir", "xa/a/ax/a", false),
            ("é in dir", "x/é", true),
            ("'a(b)' in dir", "a(b)/c", true),
            ("'k\\ü' in dir", "kü", false),
            ("a in dir", "a/", true),
            ("/ in dir", "a/b", false),
            ("a//b in dir", "x/a//b", true),
            ("a in dir", "", false),
            ("'' in dir", "", false),
        ];
        for (query, dir, expected) in table {
            assert_eq!(matches(query, "", dir, None), expected, "{query:?} on {dir:?}");
        }
    }

    #[test]
    fn relative_directories() {
        let table = [
            ("net/core", "../db", "net/db", true),
            ("net/core", "../db", "net/dbx", false),
            ("net/core", "../db", "net", false),
            ("net/core", "../db", "net/db/x", false),
            ("net/core", "db", "net/core/db", true),
            ("net/core", "../../db", "db", true),
            ("net/core", ".", "net/core", false),
            ("net/core", "./db", "net/core/db", false),
            ("net/core", "", "net/core", false),
            ("net/core", "..", "net", false),
            ("net/core", "../core/..", "net/core/..", true),
            // One too many stays at the front; two too many cancel each other.
            ("net", "../../db", "db", false),
            ("net", "../../db", "../db", true),
            ("net", "../../../db", "db", true),
            (".", "../db", "db", true),
            (".", "db", "db", false),
            (".", "db", "./db", true),
            ("x/a/", "../b", "x/b", true),
            ("", "b", "b", true),
            ("/", "b", "/b", true),
            ("x/a", "/x/b", "x/a//x/b", true),
            ("x/a", "../b/../c", "x/c", true),
            ("x/a", "../b:c", "x/b:c", true),
            ("a/b", "../c/../b/d", "a/b/d", true),
        ];
        for (working, path, dir, expected) in table {
            let query = format!("'relative_dir:{path}'");
            assert_eq!(matches(&query, "", dir, Some(working)), expected, "{path:?} from {working:?} on {dir:?}");
            assert!(!matches(&query, "", dir, None), "no working directory, no relative directory");
        }
        // A segment that is not UTF-8 matches nothing, and is reduced away like any other.
        assert!(matches("'relative_dir:\\ü/../b'", "", "a/b", Some("a")));
        assert!(!matches("'relative_dir:\\ü'", "", "a/ü", Some("a")));
    }

    #[test]
    fn each_side_of_every_operator_counts() {
        // All trees of three atoms over all eight sets of tags, against the truth of Rust.
        type Truth = fn(bool, bool, bool) -> bool;
        let table: [(&str, Truth); 8] = [
            ("a and b and c", |a, b, c| a && b && c),
            ("a or b or c", |a, b, c| a || b || c),
            ("a and b or c", |a, b, c| a && b || c),
            ("a or b and c", |a, b, c| a || b && c),
            ("(a or b) and c", |a, b, c| (a || b) && c),
            ("a and (b or not c)", |a, b, c| a && (b || !c)),
            ("not (a and not (b or c))", |a, b, c| !(a && !(b || c))),
            ("not (not a or b) not c", |a, b, c| a && !b && !c),
        ];
        for (query, truth) in table {
            for bits in 0..8 {
                let on = |bit: u8| bits & bit != 0;
                let tags = [(on(1), "a"), (on(2), "b"), (on(4), "c")];
                let tags: Vec<_> = tags.iter().filter(|(on, _)| *on).map(|(_, tag)| *tag).collect();
                assert_eq!(matches(query, &tags.join(" "), ".", None), truth(on(1), on(2), on(4)), "{query} {tags:?}");
            }
        }
    }
}
