//! Why a path pattern can match no path at all, as far as its text alone says so.
//!
//! The server compares the text before the first star and the text behind the last one with the path, letter by letter, and
//! looks for every longer text between stars. So a character that means something to a glob makes it dead there, and so does
//! anything that the path of a file never has.

/// What makes a text dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// It is empty.
    Empty,
    /// It starts with a slash.
    Absolute,
    /// A segment is `.`.
    Here,
    /// A segment is `..`.
    Above,
    /// Two slashes stand next to each other.
    DoubleSlash,
    /// It ends with a slash.
    TrailingSlash,
    /// A variable that is not replaced there.
    Variable,
    /// `{a,b}`.
    Braces,
    /// `?` or `[a-z]`.
    Class,
    /// A backslash.
    Backslash,
}

impl Why {
    /// The reason, to stand behind "because".
    pub(super) fn reason(self) -> &'static str {
        match self {
            Why::Empty => "no path is empty",
            Why::Absolute => "paths are relative to the repository and start with no `/`",
            Why::Here => "no path has a segment `.`",
            Why::Above => "no path has a segment `..`",
            Why::DoubleSlash => "no path has `//`",
            Why::TrailingSlash => "no path ends with `/`",
            Why::Variable => "variables are not replaced there",
            Why::Braces => "`{…}` is compared letter by letter before it is read as alternatives",
            Why::Class => "`?` and `[…]` are compared letter by letter before they are read as wildcards",
            Why::Backslash => "a `\\` is compared letter by letter, and no path has one",
        }
    }
}

/// Why no path matches `glob`, if its text shows it. Without a `!` in front, and with its variables replaced.
pub(super) fn why(glob: &str) -> Option<Why> {
    if glob.is_empty() {
        return Some(Why::Empty);
    }
    let parts: Vec<&str> = glob.split('*').collect();
    let last = parts.len().saturating_sub(1);
    parts.iter().enumerate().find_map(|(at, part)| {
        let (is_first, is_last) = (at == 0, at == last);
        if is_first || is_last {
            return special(part).or_else(|| segment(part, is_first, is_last));
        }
        // A text of up to three bytes between two stars is left to the glob.
        if part.len() > 3 { special(part) } else { None }
    })
}

fn special(part: &str) -> Option<Why> {
    part.chars().find_map(|c| match c {
        '$' => Some(Why::Variable),
        '{' => Some(Why::Braces),
        '?' | '[' => Some(Why::Class),
        '\\' => Some(Why::Backslash),
        _ => None,
    })
}

/// What is wrong with the segments that `part` holds as a whole: not the one that it begins with, unless it is the
/// beginning of the path, and not the one that it ends with, unless it is the end.
fn segment(part: &str, is_first: bool, is_last: bool) -> Option<Why> {
    let segments: Vec<&str> = part.split('/').collect();
    let end = segments.len().saturating_sub(1);
    segments.iter().enumerate().find_map(|(at, segment)| {
        if at == 0 && !is_first || at == end && !is_last {
            return None;
        }
        match *segment {
            "." => Some(Why::Here),
            ".." => Some(Why::Above),
            "" if part.is_empty() => None,
            "" if at == 0 => Some(Why::Absolute),
            "" if at == end => Some(Why::TrailingSlash),
            "" => Some(Why::DoubleSlash),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dirspace::path_pattern::PathPattern;
    use proptest::prelude::*;

    #[test]
    fn table() {
        let rows = [
            ("a/*.tf", None),
            ("*", None),
            ("**/x.tf", None),
            ("a/main.tf", None),
            ("", Some(Why::Empty)),
            (".", Some(Why::Here)),
            ("/a/*", Some(Why::Absolute)),
            ("./a/*", Some(Why::Here)),
            ("../a/*", Some(Why::Above)),
            ("a/../*", Some(Why::Above)),
            ("*/..", Some(Why::Above)),
            ("a//*", Some(Why::DoubleSlash)),
            ("a/**/", Some(Why::TrailingSlash)),
            ("a/", Some(Why::TrailingSlash)),
            ("*.{tf,hcl}", Some(Why::Braces)),
            ("{a,b}/*.tf", Some(Why::Braces)),
            ("*/{a,b}/*.tf", Some(Why::Braces)),
            ("*/{}/*.tf", Some(Why::Braces)),
            ("*{}*", None),
            ("a/m?in.tf", Some(Why::Class)),
            ("*?b*", None),
            ("[ab]/*.tf", Some(Why::Class)),
            ("a\\b/*", Some(Why::Backslash)),
            ("${DIR}/*", Some(Why::Variable)),
            ("a..b/*..", None),
            ("*./x", None),
            ("x/.*", None),
        ];
        for (glob, wanted) in rows {
            assert_eq!(why(glob), wanted, "{glob}");
        }
    }

    proptest! {
        /// Whatever is called dead matches no path that git could have.
        #[test]
        fn what_is_dead_matches_nothing(
            glob in r"([ab./]|\*|\*\*/|/\*\*|\[a\]|\{a,b\}|\\a){1,7}",
            path in r"[ab.]{1,2}(/[ab.]{1,2}){0,3}",
        ) {
            let is_path = path.split('/').all(|segment| segment != "." && segment != "..");
            if let (true, Ok(pattern), Some(reason)) = (is_path, PathPattern::parse(&glob), why(&glob)) {
                prop_assert!(!pattern.is_match(&path), "{glob} matches {path}, though {reason:?}");
            }
        }
    }
}
