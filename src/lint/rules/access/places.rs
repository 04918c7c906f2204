//! Where things of the configuration stand in the document: keys, and the node behind each policy.

use crate::config::node::{Entry, Node, Value};
use crate::lint::subject::AsWritten;
use crate::source::Span;

/// The entry at the end of a chain of keys.
pub(in crate::lint::rules) fn entry<'a>(written: AsWritten<'a>, keys: &[&str]) -> Option<&'a Entry> {
    let (last, before) = keys.split_last()?;
    written.at(before)?.entry(last)
}

/// Whether the key at the end of a chain of keys is written with nothing behind it, which is a finding of its own.
pub(in crate::lint::rules) fn is_left_empty(written: AsWritten<'_>, keys: &[&str]) -> bool {
    entry(written, keys).is_some_and(|entry| entry.value.value == Value::Null)
}

/// Where the key at the end of a chain of keys stands.
pub(in crate::lint::rules) fn key(written: AsWritten<'_>, keys: &[&str]) -> Option<Span> {
    entry(written, keys).map(|entry| entry.key_span)
}

/// The values of the list at the end of a chain of keys; none when it is no list.
pub(in crate::lint::rules) fn list<'a>(written: AsWritten<'a>, keys: &[&str]) -> &'a [Node] {
    written.at(keys).map(elements).unwrap_or_default()
}

/// The values of a list; none when it is no list.
pub(in crate::lint::rules) fn elements(node: &Node) -> &[Node] {
    match &node.value {
        Value::Sequence(nodes) => nodes,
        _ => &[],
    }
}

/// The nodes of the policies, in the order of the configuration.
pub(in crate::lint::rules) fn policies<'a>(written: AsWritten<'a>) -> &'a [Node] {
    list(written, &["access_control", "policies"])
}

/// The nodes of the checks of the requirements, in order: the entries of the list, or the mapping of the older form.
pub(in crate::lint::rules) fn checks<'a>(written: AsWritten<'a>) -> &'a [Node] {
    match written.at(&["apply_requirements", "checks"]) {
        Some(Node { value: Value::Sequence(nodes), .. }) => nodes,
        Some(node @ Node { value: Value::Mapping(_), .. }) => std::slice::from_ref(node),
        _ => &[],
    }
}

/// Whether the text may hold an anchor. A value with one may be used in a second place, where an edit could mean
/// something else; so nothing is edited without asking in such a file. Takes a pass over the text: ask once in a run.
pub(in crate::lint::rules) fn may_have_anchors(written: AsWritten<'_>) -> bool {
    let text = written.text();
    text.match_indices('&').any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let behind = text.get(at + 1..).and_then(|behind| behind.chars().next());
        before.is_none_or(|c| c.is_whitespace() || "[{,".contains(c))
            && behind.is_some_and(|c| !c.is_whitespace() && c != '&')
    })
}

#[cfg(test)]
mod tests {
    use super::may_have_anchors;
    use crate::lint::run::Linted;
    use crate::lint::subject::AsWritten;
    use crate::source::SourceMap;

    #[test]
    fn anchors_and_other_ampersands() {
        for (text, wanted) in
            [("a: &x 1", true), ("a: [&x 1]", true), ("&x a: 1", true), ("a: b && c & d", false), ("a: b&c", false)]
        {
            let mut sources = SourceMap::new();
            let document = Linted::read(&mut sources, "config.yml", text.as_bytes(), None).document;
            let found = document.map(|document| may_have_anchors(AsWritten { sources: &sources, document: &document }));
            assert_eq!(found, Some(wanted), "{text}");
        }
    }
}
