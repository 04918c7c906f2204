//! A document as JSON, and the way back from a place in JSON to a place in text.
//!
//! Schemas check JSON and name what they find by JSON pointer (RFC 6901).

use crate::config::node::{Entry, Node, Number, Value};
use crate::source::Span;

impl Node {
    /// The JSON that the server works on.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(boolean) => (*boolean).into(),
            Value::Number(Number::Signed(number)) => (*number).into(),
            Value::Number(Number::Unsigned(number)) => (*number).into(),
            Value::Number(Number::Float(number)) => (*number).into(),
            Value::String(string) => string.as_str().into(),
            Value::Sequence(items) => items.iter().map(Node::to_json).collect(),
            Value::Mapping(entries) => entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect(),
        }
    }

    /// The value at a JSON pointer: `""` is this node, `/dirs/a~1b/tags/0` goes down.
    pub fn at_pointer(&self, pointer: &str) -> Option<&Node> {
        Some(self.resolve(pointer)?.0)
    }

    /// The key at a JSON pointer, when its last part is a key and not an index.
    pub fn key_at_pointer(&self, pointer: &str) -> Option<Span> {
        Some(self.resolve(pointer)?.1?.key_span)
    }

    fn resolve(&self, pointer: &str) -> Option<(&Node, Option<&Entry>)> {
        if pointer.is_empty() {
            return Some((self, None));
        }
        let parts = pointer.strip_prefix('/')?.split('/');
        parts.map(|part| part.replace("~1", "/").replace("~0", "~")).try_fold((self, None), |(node, _), part| {
            match &node.value {
                Value::Sequence(items) => Some((items.get(index(&part)?)?, None)),
                _ => node.entry(&part).map(|entry| (&entry.value, Some(entry))),
            }
        })
    }
}

/// An index as JSON pointers write it: no sign, no leading zero.
fn index(part: &str) -> Option<usize> {
    let canonical = part == "0" || !part.starts_with(['0', '+']);
    part.parse().ok().filter(|_| canonical)
}
