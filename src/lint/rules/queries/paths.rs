//! Why a path in a query can be no directory: directories are written in one way only.
//!
//! Nothing here is an opinion about names. What is listed is what the directory of a dirspace never has: it is
//! relative to the repository, begins and ends with a name, and holds no `.` or `..`. Characters of globs are the one
//! exception; a directory may have a star in its name, and nobody has one.

/// What is wrong with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// There is none.
    Empty,
    /// `/prod`
    LeadingSlash,
    /// `prod/`
    TrailingSlash,
    /// `a//b`
    EmptySegment,
    /// `./prod`, `../prod`, `a/./b`
    DotSegment,
    /// `prod-*`, `{a,b}`
    Wildcard,
}

impl Flaw {
    /// The first flaw of a path.
    pub(super) fn of(path: &str) -> Option<Flaw> {
        let braces = path.split_once('{').is_some_and(|(_, rest)| {
            rest.split_once('}').is_some_and(|(inside, _)| inside.contains(',') && !inside.contains('{'))
        });
        Some(match path {
            "" => Flaw::Empty,
            "." => return None,
            _ if path.contains(['*', '?']) || braces => Flaw::Wildcard,
            _ if path.split('/').any(|segment| matches!(segment, "." | "..")) => Flaw::DotSegment,
            _ if path.starts_with('/') => Flaw::LeadingSlash,
            _ if path.ends_with('/') => Flaw::TrailingSlash,
            _ if path.contains("//") => Flaw::EmptySegment,
            _ => return None,
        })
    }

    /// Why no directory is such a path, to be put behind the path.
    pub(super) fn why(self) -> &'static str {
        match self {
            Flaw::Empty => "names no directory",
            Flaw::LeadingSlash => "begins with a slash, and directories are relative to the repository",
            Flaw::TrailingSlash => "ends with a slash, and no directory does",
            Flaw::EmptySegment => "has two slashes in a row, and no directory has",
            Flaw::DotSegment => "has a `.` or `..` in it, and directories have neither",
            Flaw::Wildcard => "is taken literally: there are no wildcards here",
        }
    }

    /// The same for a path behind `relative_dir:`, of which only what is left once every `..` has taken the segment
    /// before it counts.
    pub(super) fn of_relative(path: &str) -> Option<Flaw> {
        let mut left: Vec<&str> = Vec::new();
        let mut segments = path.split('/').peekable();
        while let Some(segment) = segments.next() {
            match segment {
                ".." if segments.peek().is_some() => drop(left.pop()),
                _ => left.push(segment),
            }
        }
        match left.join("/").as_str() {
            "." => Some(Flaw::DotSegment),
            left => Flaw::of(left),
        }
    }
}

/// The path as a directory is written, where only its ends are at fault.
pub(super) fn mended(path: &str) -> Option<&str> {
    let mut path = path;
    while let Some(rest) = path.strip_prefix("./").or_else(|| path.strip_prefix('/')) {
        path = rest;
    }
    let path = path.trim_end_matches('/');
    (Flaw::of(path).is_none() && path != ".").then_some(path)
}

/// What stays of a glob when the parts that match anything below or above go.
pub(super) fn without_stars(path: &str) -> Option<&str> {
    let path = path.strip_prefix("**/").or_else(|| path.strip_prefix("*/")).unwrap_or(path);
    let path = path.strip_suffix("/**").or_else(|| path.strip_suffix("/*")).unwrap_or(path);
    mended(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_are_no_directory() {
        let rows = [
            ("prod", None),
            ("a/b c/.hidden/..x", None),
            (".", None),
            ("[id]/{{cookiecutter.name}}", None),
            ("", Some(Flaw::Empty)),
            ("/", Some(Flaw::LeadingSlash)),
            ("/prod/", Some(Flaw::LeadingSlash)),
            ("prod/", Some(Flaw::TrailingSlash)),
            ("a//b", Some(Flaw::EmptySegment)),
            ("./prod", Some(Flaw::DotSegment)),
            ("..", Some(Flaw::DotSegment)),
            ("a/../b", Some(Flaw::DotSegment)),
            ("prod-*", Some(Flaw::Wildcard)),
            ("prod?", Some(Flaw::Wildcard)),
            ("{dev,prod}", Some(Flaw::Wildcard)),
        ];
        for (path, flaw) in rows {
            assert_eq!(Flaw::of(path), flaw, "{path}");
        }
    }

    #[test]
    fn of_a_relative_path_what_is_left_counts() {
        let rows = [
            ("../db", None),
            ("db", None),
            ("x/../db", None),
            ("./../db", None),
            ("../../db", None),
            ("a//../b", None),
            ("", Some(Flaw::Empty)),
            (".", Some(Flaw::DotSegment)),
            ("./db", Some(Flaw::DotSegment)),
            ("..", Some(Flaw::DotSegment)),
            ("../..", Some(Flaw::DotSegment)),
            ("../db/", Some(Flaw::TrailingSlash)),
            ("../db/*", Some(Flaw::Wildcard)),
        ];
        for (path, flaw) in rows {
            assert_eq!(Flaw::of_relative(path), flaw, "{path}");
        }
    }

    #[test]
    fn what_only_has_wrong_ends_can_be_mended() {
        assert_eq!(mended("./prod/"), Some("prod"));
        assert_eq!(mended("/a/b//"), Some("a/b"));
        assert_eq!([mended("./"), mended("a//b"), mended("../a")], [None, None, None]);
        assert_eq!(without_stars("**/prod/**"), Some("prod"));
        assert_eq!(without_stars("./prod/*"), Some("prod"));
        assert_eq!(without_stars("prod-*"), None);
    }
}
