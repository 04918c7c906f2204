//! A pattern of CODEOWNERS: which paths it matches, by every reading that a forge may have of it.
//!
//! Where it is not plain how a forge reads one, both readings are kept, and who asks has to say what to make of the difference.

use std::collections::BTreeSet;

use crate::setup::layout::joined;

/// Longer patterns are not read: nobody writes them, and they would take long to match.
pub(super) const LONGEST: usize = 500;

/// What a pattern is about below some directory.
pub(super) struct Below {
    /// Directories.
    pub(super) paths: BTreeSet<String>,
    /// It says more of their names than stars do.
    pub(super) is_named: bool,
}

/// A pattern, as segments that have to be matched from the root on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    /// By the reading in which it matches most.
    most: Vec<String>,
    /// By the one in which it matches least, if it is another one. Empty where it then matches nothing.
    least: Option<Vec<String>>,
    /// How particular it is: by the characters that are no stars at its ends.
    pub(super) length: usize,
}

/// Whether a pattern matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    Yes,
    /// By one reading.
    Perhaps,
    No,
}

impl Pattern {
    /// Reads a pattern. `None` for one that matches nothing, or that is not understood.
    pub(super) fn read(text: &str, is_gitlab: bool) -> Option<Pattern> {
        if text.len() > LONGEST {
            return None;
        }
        let text = unescaped(text)?;
        let inner = text.trim_start_matches('/').trim_end_matches('/');
        let is_directory = text.ends_with('/');
        let is_anchored = text.starts_with('/') || (!is_gitlab && inner.contains('/'));
        let mut segments: Vec<String> = if is_anchored { Vec::new() } else { vec!["**".to_owned()] };
        segments.extend(inner.split('/').filter(|segment| !segment.is_empty()).map(str::to_owned));
        let length = text.trim_matches(['*', '/']).len();
        if segments.is_empty() {
            // A slash alone is everything to GitLab and nothing to GitHub.
            return is_gitlab.then(|| Pattern { most: vec!["**".to_owned()], least: None, length: 0 });
        }
        let mut least = None;
        let last = segments.last().cloned().unwrap_or_default();
        if is_directory {
            segments.extend(["*".to_owned(), "**".to_owned()]);
        } else if is_gitlab && last == "**" {
            // Without a slash behind them two stars are one.
            least = Some(segments.iter().rev().skip(1).rev().cloned().chain(["*".to_owned()]).collect());
        } else if last == "**" {
            // What lies in it, and not a file in its place.
            segments.pop();
            segments.extend(["*".to_owned(), "**".to_owned()]);
        } else if !is_gitlab && last != "*" {
            // A name takes in what is below it, also without a slash behind it. Of one with stars it is not said.
            least = last.contains(['*', '?']).then(|| segments.clone());
            segments.push("**".to_owned());
        }
        // A set of characters, of which it is not plain whether it is one.
        if segments.iter().any(|segment| segment.contains('[')) {
            least = Some(Vec::new());
            segments = segments.iter().map(|segment| without_sets(segment)).collect();
        }
        Some(Pattern { most: segments, least, length })
    }

    /// Directories below one that it is about: what is left of it when that one is matched, in each way to do so.
    pub(super) fn below(&self, place: &[&str]) -> Below {
        let after_stars = |mut at: usize| {
            let mut all = vec![at];
            while self.most.get(at).is_some_and(|segment| segment == "**") {
                at += 1;
                all.push(at);
            }
            all
        };
        let mut reached: BTreeSet<usize> = after_stars(0).into_iter().collect();
        for name in place {
            let next = reached.iter().filter_map(|at| match self.most.get(*at)? {
                stars if stars == "**" => Some(*at),
                segment => is_match(segment, name).then_some(at + 1),
            });
            reached = next.flat_map(after_stars).collect();
        }
        let mut below = Below { paths: BTreeSet::new(), is_named: false };
        for left in reached.iter().filter_map(|at| self.most.get(*at..)) {
            let mut path = place.join("/");
            for (at, segment) in left.iter().enumerate().filter(|(_, segment)| *segment != "**") {
                // The last one may be the name of a file, so each part of the way counts.
                let is_last = left.iter().skip(at + 1).all(|segment| segment == "**");
                let name = example(segment);
                if is_last && looks_like_file(&name) {
                    break;
                }
                path = joined(&path, &name);
                below.paths.insert(path.clone());
                below.is_named |= segment.contains(|c| c != '*');
            }
        }
        below
    }

    pub(super) fn matches(&self, path: &[&str]) -> Match {
        let is_match = |segments: &[String]| !segments.is_empty() && match_segments(segments, path);
        match is_match(&self.most) {
            false => Match::No,
            true if self.least.as_ref().is_none_or(|least| is_match(least)) => Match::Yes,
            true => Match::Perhaps,
        }
    }
}

/// A name that a segment matches.
fn example(segment: &str) -> String {
    let name: String = segment.chars().filter(|c| *c != '*').map(|c| if c == '?' { 'x' } else { c }).collect();
    if name.is_empty() { "x".to_owned() } else { name }
}

/// Whether it is a file that is called so, and no directory.
fn looks_like_file(name: &str) -> bool {
    name.contains('.') || name.contains(|c: char| c.is_ascii_uppercase())
}

/// A pattern without its backslashes. `None` where it means a character that no directory has in its name that could be planned.
fn unescaped(text: &str) -> Option<String> {
    let (mut plain, mut chars) = (String::new(), text.chars());
    while let Some(c) = chars.next() {
        let c = if c == '\\' { chars.next().filter(|c| !"*?[]/\\!".contains(*c))? } else { c };
        plain.push(c);
    }
    Some(plain)
}

/// A segment with a star for everything from `[` on.
fn without_sets(segment: &str) -> String {
    match segment.split_once('[') {
        Some((before, _)) => format!("{before}*"),
        None => segment.to_owned(),
    }
}

/// Whether segments with stars match a path.
fn match_segments(pattern: &[String], path: &[&str]) -> bool {
    matches_with_stars(pattern, path, |segment| segment == "**", |segment, name| is_match(segment, name))
}

/// Whether a segment with stars and question marks matches a name.
fn is_match(pattern: &str, name: &str) -> bool {
    if !pattern.contains(['*', '?']) {
        return pattern == name;
    }
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    matches_with_stars(&pattern, &name, |c| *c == '*', |c, other| *c == '?' || c == other)
}

/// Whether a pattern matches, in which a star is any number of parts and everything else one. Steps back to the last star only,
/// which is enough and never takes long.
fn matches_with_stars<P, N>(
    pattern: &[P],
    names: &[N],
    is_star: impl Fn(&P) -> bool,
    is_one: impl Fn(&P, &N) -> bool,
) -> bool {
    let (mut at, mut from) = (0, 0);
    let mut again: Option<(usize, usize)> = None;
    while let Some(name) = names.get(from) {
        match pattern.get(at) {
            Some(part) if is_star(part) => {
                again = Some((at, from));
                at += 1;
            }
            Some(part) if is_one(part, name) => (at, from) = (at + 1, from + 1),
            _ => match again {
                Some((star, last)) => {
                    again = Some((star, last + 1));
                    (at, from) = (star + 1, last + 1);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(is_star)
}
