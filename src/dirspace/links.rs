//! Symbolic links: the server follows a change of a link's target to the places that link to it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Bound;

/// What the indexer knows of links, by target.
#[derive(Clone, Debug, Default)]
pub(super) struct Links(BTreeMap<String, Vec<String>>);

impl Links {
    /// From `(link, target)` pairs.
    pub(super) fn new(pairs: &[(String, String)]) -> Links {
        let mut links = Links::default();
        for (link, target) in pairs {
            // The server keeps the links of a target latest first.
            links.0.entry(target.clone()).or_default().insert(0, link.clone());
        }
        links
    }

    /// The paths that stand for `path`: one for each link when it lies below a target, else itself. "Below" is a prefix of
    /// characters, not of segments, and only the greatest target that is not after `path` is looked at.
    pub(super) fn stand_ins<'p>(&self, path: &'p str) -> impl Iterator<Item = Cow<'p, str>> {
        let nearest = self.0.range::<str, _>((Bound::Unbounded, Bound::Included(path))).next_back();
        let linked = nearest.and_then(|(target, links)| Some((path.strip_prefix(target.as_str())?, links)));
        let itself = linked.is_none().then_some(Cow::Borrowed(path));
        let below = linked.into_iter().flat_map(|(below, links)| links.iter().map(move |link| (link, below)));
        itself.into_iter().chain(below.map(|(link, below)| Cow::Owned(format!("{link}{below}"))))
    }
}

/// The directory of a path, as the server cuts it: `.` for a file at the root.
pub(super) fn directory_of(path: &str) -> &str {
    let file = path.trim_end_matches('/');
    match file.rfind('/') {
        // Only slashes, or a file right below them.
        _ if file.is_empty() && !path.is_empty() => "/",
        None => ".",
        Some(slash) => match file.get(..slash).unwrap_or_default().trim_end_matches('/') {
            "" => "/",
            directory => directory,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_below_a_target_is_replaced_by_one_for_each_link() {
        let pair = |link: &str, target: &str| (link.to_owned(), target.to_owned());
        let links = Links::new(&[pair("l1", "real"), pair("l2", "real"), pair("x", "a"), pair("y", "a/b")]);
        let cases: &[(&str, &[&str])] = &[
            ("real/main.tf", &["l2/main.tf", "l1/main.tf"]),
            ("really/main.tf", &["l2ly/main.tf", "l1ly/main.tf"]),
            ("other/main.tf", &["other/main.tf"]),
            ("a/a.tf", &["x/a.tf"]),
            ("a/b/c.tf", &["y/c.tf"]),
            // `a/b` is nearer than `a` and no prefix.
            ("a/c.tf", &["a/c.tf"]),
        ];
        for (path, expected) in cases {
            assert_eq!(links.stand_ins(path).collect::<Vec<_>>(), *expected, "{path}");
        }
    }

    #[test]
    fn directories() {
        let cases = [
            ("a/b.tf", "a"),
            ("b.tf", "."),
            ("a/b/c", "a/b"),
            ("/a", "/"),
            ("a//b", "a"),
            ("a/b/", "a"),
            ("", "."),
            ("/", "/"),
        ];
        for (path, expected) in cases {
            assert_eq!(directory_of(path), expected, "{path:?}");
        }
    }
}
