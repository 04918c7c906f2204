//! What a file of a dirspace mentions outside of its own directory.
//!
//! A directory with code is a dirspace of its own, and often also a module that others use without a word in the
//! configuration. Before a path is taken for somebody else's alone, the files of a dirspace are asked for the ways out
//! that they name: `source = "../../modules/vpc"`, `file("${path.module}/../x.json")`. They are not parsed, for any text
//! may name a way: whatever has `..` in it counts, in comments too. What cannot be followed for sure leads anywhere.
//! Paths that a program puts together out of parts that give nothing away are not seen, nor is what lies outside of the
//! repository.

use std::collections::BTreeSet;

/// Words that lead anywhere: functions that look for files above, and variables that name the top of the repository.
const ANYWHERE: [&[u8]; 12] = [
    b"find_in_parent_folders",
    b"get_repo_root",
    b"get_path_to_repo_root",
    b"get_path_from_repo_root",
    b"get_parent_terragrunt_dir",
    b"path_relative_from_include",
    b"show-toplevel",
    b"TERRATEAM_ROOT",
    b"GITHUB_WORKSPACE",
    b"CI_PROJECT_DIR",
    // A dot or a slash that is written in another way.
    b"\\u00",
    b"\\U0000",
];

/// What may stand before a path without being a part of it.
const PREFIXES: [&[u8]; 3] = [b"\"${path.module}", b"\"${path.root}", b"\"${path.cwd}"];

/// The ways out that a file names, such as `../../modules/vpc`, as they are written; without what follows where that
/// is not plain text. `None` where they may lead anywhere.
pub fn mentions(text: &[u8]) -> Option<BTreeSet<String>> {
    if ANYWHERE.iter().any(|word| contains(text, word)) {
        return None;
    }
    let mut found = BTreeSet::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| position(rest, b"..")) {
        let dots = at + next;
        at = dots + 2;
        if !is_way_up(text, dots) {
            continue;
        }
        let start = start_of_path(text, dots);
        let end = dots + text.get(dots..)?.iter().position(|byte| !is_plain(*byte)).unwrap_or(text.len() - dots);
        let path = text.get(start..end)?;
        found.insert(followed(path, text.get(..start)?, text.get(end))?);
        at = end.max(at);
    }
    Some(found)
}

/// Whether the two dots at `dots` are the name of the directory above, and not part of a number range, of an ellipsis
/// or of a name.
fn is_way_up(text: &[u8], dots: usize) -> bool {
    let before = dots.checked_sub(1).and_then(|at| text.get(at));
    let after = text.get(dots + 2);
    let ends_a_name = |byte: &u8| *byte == b'/' || !is_plain(*byte);
    before.is_none_or(ends_a_name) && after.is_none_or(ends_a_name)
}

fn start_of_path(text: &[u8], dots: usize) -> usize {
    let before = text.get(..dots).unwrap_or_default();
    before.iter().rposition(|byte| !is_plain(*byte)).map_or(0, |at| at + 1)
}

/// A path as a relative one. `before` and `next` are what it stands between.
fn followed(path: &[u8], before: &[u8], next: Option<&u8>) -> Option<String> {
    if next == Some(&b'\\') {
        return None;
    }
    let path = std::str::from_utf8(path).ok()?;
    let (relative, is_rooted) = match path.strip_prefix('/') {
        Some(rest) => (rest, true),
        None => (path, false),
    };
    let begins = match before.last() {
        Some(b'}') => is_rooted && PREFIXES.iter().any(|prefix| before.ends_with(prefix)),
        // A blank may be a part of the first name, which matters only where it has one.
        Some(byte) if byte.is_ascii_whitespace() => !is_rooted && is_up(relative),
        Some(b'"' | b'\'' | b'`' | b'=' | b'(' | b'[' | b',' | b':') | None => !is_rooted,
        Some(_) => !is_rooted && is_up(relative),
    };
    begins.then(|| relative.to_owned())
}

fn is_up(path: &str) -> bool {
    path == ".." || path.starts_with("../")
}

/// Whether a byte is taken for a part of a path. Those of letters outside of ASCII are.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || matches!(byte, b'.' | b'/' | b'_' | b'-' | b'+' | b'@' | b'~')
}

/// Where a way leads from the directory `from`, in the repository: the beginning of every path that it may mean, empty
/// where that is all of them. `None` where it leaves the repository.
pub fn leads_to(from: &str, way: &str) -> Option<String> {
    let mut names: Vec<&str> = from.split('/').filter(|name| !matches!(*name, "" | ".")).collect();
    let mut is_directory = false;
    for name in way.split('/') {
        is_directory = matches!(name, "" | "." | "..");
        match name {
            "" | "." => {}
            ".." => {
                names.pop()?;
            }
            name => names.push(name),
        }
    }
    if names.is_empty() {
        return Some(String::new());
    }
    let slash = if is_directory { "/" } else { "" };
    Some(format!("{}{slash}", names.join("/")))
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    position(text, word).is_some()
}

fn position(text: &[u8], word: &[u8]) -> Option<usize> {
    let (first, rest) = word.split_first()?;
    let mut at = 0;
    loop {
        at += text.get(at..)?.iter().position(|byte| byte == first)?;
        if text.get(at + 1..).is_some_and(|behind| behind.starts_with(rest)) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Nothing that stands around a way out hides it: it is named, or the file may lead anywhere.
        #[test]
        fn a_way_out_cannot_be_hidden(
            before in prop::collection::vec(any::<u8>(), 0..24),
            noise in "[./ \"${}a\\\\\n#=]{0,12}",
            after in "[./ \"${}a\\\\\n#=]{0,12}",
        ) {
            let text = [&before, noise.as_bytes(), b"\"../other/x\"", after.as_bytes()].concat();
            if let Some(found) = mentions(&text) {
                prop_assert!(found.iter().any(|way| way == "../other/x"), "{found:?} in {:?}", String::from_utf8_lossy(&text));
            }
        }

        #[test]
        fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200), from in "[a-c/.]{0,8}") {
            for way in mentions(&bytes).into_iter().flatten() {
                let _ = leads_to(&from, &way);
            }
        }
    }

    #[test]
    fn a_way_out_is_seen_however_it_is_written() {
        for (text, expected) in [
            (r#"source = "../../modules/vpc""#, &["../../modules/vpc"][..]),
            (r#"source = "../../modules/vpc?ref=x""#, &["../../modules/vpc"]),
            (r#"source = "../../modules//vpc""#, &["../../modules//vpc"]),
            (r#"{"source":"../m"}"#, &["../m"]),
            ("file(\"${path.module}/../x.json\")", &["../x.json"]),
            ("file(\"${path.root}/../../x\")", &["../../x"]),
            ("\"../${var.name}/x\"", &["../"]),
            ("\"../mod-${var.name}\"", &["../mod-"]),
            ("\"./a/../../b\"", &["./a/../../b"]),
            ("\"a/../../b\"", &["a/../../b"]),
            ("cd ..", &[".."]),
            ("cd .. && x ../y", &["..", "../y"]),
            ("# see ../README.md", &["../README.md"]),
            ("--dir=../x", &["../x"]),
            ("\"../caf\u{e9}/x\"", &["../caf\u{e9}/x"]),
            ("\"../two words\"", &["../two"]),
        ] {
            let found = mentions(text.as_bytes());
            let expected: BTreeSet<String> = expected.iter().map(|way| (*way).to_owned()).collect();
            assert_eq!(found, Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_way_out_is_none() {
        for text in ["", ".", "./x", "f(args...)", "1..5", "a..b", "v1..", "...", "x = \"${path.module}/y\"", "..."] {
            assert_eq!(mentions(text.as_bytes()), Some(BTreeSet::new()), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_followed_leads_anywhere() {
        for text in [
            "file(\"${local.here}/../x\")",
            "file(\"${path.module}${local.x}/../x\")",
            "\"git::https://example.com/a/../b\"",
            "\"/srv/../x\"",
            "\"..\\\\x\"",
            "see a/../b",
            "include { path = find_in_parent_folders() }",
            "\"\\u002e./x\"",
            "cd $TERRATEAM_ROOT/x",
            "\"../${var.a}/../x\"",
        ] {
            assert_eq!(mentions(text.as_bytes()), None, "{text}");
        }
        assert_eq!(mentions(b"\"../\xff\""), None);
    }

    #[test]
    fn a_way_is_followed_by_name() {
        for (from, way, expected) in [
            ("prod/net", "../../modules/vpc", Some("modules/vpc")),
            ("prod/net", "../../modules/", Some("modules/")),
            ("prod/net", "../../modules/x/..", Some("modules/")),
            ("prod/net", "..", Some("prod/")),
            ("prod/net", "../db", Some("prod/db")),
            ("prod/net", "./a/../../db", Some("prod/db")),
            ("prod/net", "../..", Some("")),
            ("prod/net", "../../..", None),
            ("prod/net", "../../../x", None),
            (".", "../x", None),
            (".", "a", Some("a")),
        ] {
            assert_eq!(leads_to(from, way).as_deref(), expected, "{from} {way}");
        }
    }
}
