//! From a pattern as written to the pattern of one dirspace.
//!
//! Everything here is textual, because that is what it is on the server: `${DIR}` is replaced
//! before anything is parsed, and `a/b/../c` becomes `a/c` whether or not there is an `a/b`. The
//! results are bytes, since escaping splits a character that is not ASCII.

use std::borrow::Cow;

use super::path_pattern::is_plain;

const DIR: &[u8] = b"${DIR}";
const WORKSPACE: &[u8] = b"${WORKSPACE}";

/// The pattern as it applies to one dirspace.
pub fn for_dirspace(pattern: &str, dir: &str, workspace: &str) -> Vec<u8> {
    let pattern = pattern.as_bytes();
    // Paths at the root do not start with `./`, so there the variable goes with its slash.
    let pattern = match dir {
        "." => replace(pattern, b"${DIR}/", || b"".into()),
        dir => replace(pattern, DIR, || escape(dir)),
    };
    reduce(&replace(&pattern, WORKSPACE, || escape(workspace)))
}

/// The pattern as it is used to find out whether a directory that no `dirs` key names is a dirspace. Only `${DIR}/`
/// means something here.
pub(super) fn for_discovery(pattern: &str, dir: &str) -> Vec<u8> {
    let below = || match dir {
        "." => Cow::Borrowed(&b""[..]),
        dir => Cow::Owned([&escape(dir)[..], b"/"].concat()),
    };
    replace(pattern.as_bytes(), b"${DIR}/", below).into_owned()
}

/// Takes `/./` and `segment/../` out of a path or pattern.
pub(super) fn reduce(text: &[u8]) -> Vec<u8> {
    reduce_parents(&replace(text, b"/./", || b"/".into()))
}

/// Deletes the leftmost `segment/../` until there is none. `..` is a segment like any other, so two at the start cancel
/// out while a single one stays; a wildcard is eaten like a name.
pub(super) fn reduce_parents(text: &[u8]) -> Vec<u8> {
    const UP: &[u8] = b"/../";
    let mut settled: Vec<u8> = Vec::with_capacity(text.len());
    let mut rest = text;
    loop {
        // `settled` is empty or ends in a slash, and that slash may begin the next `/../`.
        let (left, right) = match rest.strip_prefix(b"../") {
            Some(right) if !settled.is_empty() => (settled.len() - 1, right),
            _ => match find(rest, UP) {
                Some(at) => {
                    settled.extend(rest.get(..at).unwrap_or_default());
                    (settled.len(), rest.get(at + UP.len()..).unwrap_or_default())
                }
                None => {
                    settled.extend(rest);
                    return settled;
                }
            },
        };
        settled.truncate(left);
        let parent = settled.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
        settled.truncate(parent);
        rest = right;
    }
}

/// A name such that a glob takes it literally: a `\` before every byte that is not plain.
fn escape(name: &str) -> Cow<'_, [u8]> {
    if name.bytes().all(is_plain) {
        return Cow::Borrowed(name.as_bytes());
    }
    let mut escaped = Vec::with_capacity(2 * name.len());
    for byte in name.bytes() {
        if !is_plain(byte) {
            escaped.push(b'\\');
        }
        escaped.push(byte);
    }
    Cow::Owned(escaped)
}

/// Replaces every occurrence, from left to right, in one pass. `to` is asked for when there is one.
fn replace<'t, 'r>(text: &'t [u8], from: &[u8], to: impl FnOnce() -> Cow<'r, [u8]>) -> Cow<'t, [u8]> {
    let Some(mut at) = find(text, from) else { return Cow::Borrowed(text) };
    let to = to();
    let mut replaced = Vec::with_capacity(text.len() + to.len());
    let mut rest = text;
    loop {
        replaced.extend_from_slice(rest.get(..at).unwrap_or_default());
        replaced.extend_from_slice(&to);
        rest = rest.get(at + from.len()..).unwrap_or_default();
        match find(rest, from) {
            Some(next) => at = next,
            None => break,
        }
    }
    replaced.extend_from_slice(rest);
    Cow::Owned(replaced)
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = wanted.first()?;
    let starts = text.iter().enumerate().filter(|(_, byte)| *byte == first).map(|(at, _)| at);
    starts.into_iter().find(|at| text.get(*at..).is_some_and(|rest| rest.starts_with(wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn variables() {
        let cases = [
            ("${DIR}/*.tf", "a/b", "w", "a/b/*.tf"),
            ("${DIR}/*.tf", ".", "w", "*.tf"),
            ("${DIR}", ".", "w", "${DIR}"),
            ("${DIR}/${WORKSPACE}.tf", "a", "w+1", "a/w\\+1.tf"),
            ("!${DIR}/*.tf", "a+b", "w", "!a\\+b/*.tf"),
            ("${DIR}/../${DIR}/x", "a/b", "w", "a/a/b/x"),
            ("${DIR}/./x", "a", "w", "a/x"),
            ("${WORKSPACE}", "${WORKSPACE}", "w", "w"),
            ("${DIR}", "${WORKSPACE}", "w", "\\$\\{WORKSPACE\\}"),
        ];
        for (pattern, dir, workspace, expected) in cases {
            assert_eq!(text(for_dirspace(pattern, dir, workspace)), expected, "{pattern} in {dir} ({workspace})");
        }
        assert_eq!(for_dirspace("${DIR}", "é", "w"), b"\\\xC3\\\xA9");
        assert_eq!(text(for_discovery("${DIR}/./${WORKSPACE}", "a+")), "a\\+/./${WORKSPACE}");
        assert_eq!(text(for_discovery("${DIR}/*", ".")), "*");
    }

    #[test]
    fn reduction() {
        let cases = [
            ("a/b/../c", "a/c"),
            ("a/../c", "c"),
            ("../c", "../c"),
            ("../../c", "c"),
            ("../../../c", "../c"),
            ("a/**/../c", "a/c"),
            ("a/b/../../c", "c"),
            ("a/../../c", "../c"),
            ("x/y/z/../../c/../d", "x/d"),
            ("a/./b", "a/b"),
            ("a/././b", "a/./b"),
            ("./a", "./a"),
            ("a/..", "a/.."),
            ("!a/../c", "c"),
            ("/../c", "c"),
            ("//../c", "/c"),
        ];
        for (written, expected) in cases {
            assert_eq!(text(reduce(written.as_bytes())), expected, "{written}");
        }
    }

    proptest! {
        /// The rule as stated, one step at a time.
        #[test]
        fn parents_are_reduced_leftmost_first(written in r"([ab]|/|/\.\.|\.\./|\.){0,10}") {
            let mut slow = written.clone();
            while let Some((left, right)) = slow.split_once("/../") {
                slow = match left.rsplit_once('/') {
                    Some((above, _)) => format!("{above}/{right}"),
                    None => right.to_owned(),
                };
            }
            prop_assert_eq!(text(reduce_parents(written.as_bytes())), slow);
        }
    }
}
