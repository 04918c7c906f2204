//! From a JSON pointer to a place in the text.

use crate::config::node::{Node, Value};
use crate::source::Span;

/// Longest path that a message spells out, in characters. Keys come from strangers.
const LONGEST_PATH: usize = 80;

/// A value of the document that an error speaks of.
pub(super) struct Place<'a> {
    /// The value.
    pub(super) node: &'a Node,
    /// Its key, when it stands in a mapping.
    pub(super) key_span: Option<Span>,
    /// The innermost `<<` on the way that brought it in from elsewhere.
    pub(super) merged_at: Option<Span>,
    /// The way to it, for people: `workflows[0].plan`. Empty for the document.
    pub(super) path: String,
}

impl Place<'_> {
    /// The value's place; its key's when the value is empty and so has no text of its own.
    pub(super) fn span(&self) -> Span {
        match self.node.value {
            Value::Null => self.key_span.unwrap_or(self.node.span),
            _ => self.node.span,
        }
    }

    /// What to call it in a message.
    pub(super) fn subject(&self) -> String {
        if self.path.is_empty() { "the configuration".to_owned() } else { format!("`{}`", self.path) }
    }
}

/// Follows `pointer` as far as the document goes.
///
/// The crate's own iterator over the segments is of no use here: it drops empty keys and takes the key
/// `007` for the index 7.
pub(super) fn locate<'a>(root: &'a Node, pointer: &str) -> Place<'a> {
    let mut place = Place { node: root, key_span: None, merged_at: None, path: String::new() };
    for segment in pointer.split('/').skip(1) {
        match &place.node.value {
            Value::Sequence(items) => {
                let Some(item) = segment.parse::<usize>().ok().and_then(|at| items.get(at)) else { break };
                place.path.push_str(&format!("[{segment}]"));
                (place.node, place.key_span) = (item, None);
            }
            _ => {
                let key = segment.replace("~1", "/").replace("~0", "~");
                let Some(entry) = place.node.entry(&key) else { break };
                push_key(&mut place.path, &key);
                place.merged_at = entry.merged_at.or(place.merged_at);
                (place.node, place.key_span) = (&entry.value, Some(entry.key_span));
            }
        }
    }
    place.path = shortened(&place.path);
    place
}

/// Adds a key to a path.
pub(in crate::config) fn push_key(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(&readable(key));
}

/// A key as a message may show it: bounded, on one line, and quoted where it could be misread.
pub(in crate::config) fn readable(key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let shown: String = key.chars().take(LONGEST_PATH / 2).collect();
    let more = if shown.len() < key.len() { "…" } else { "" };
    if plain { format!("{shown}{more}") } else { format!("\"{}{more}\"", shown.escape_debug()) }
}

/// The end of a path says more than its beginning.
pub(in crate::config) fn shortened(path: &str) -> String {
    let length = path.chars().count();
    if length <= LONGEST_PATH {
        return path.to_owned();
    }
    let end: String = path.chars().skip(length - LONGEST_PATH).collect();
    format!("…{end}")
}
