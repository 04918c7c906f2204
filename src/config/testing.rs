//! Documents for tests: a tree out of JSON, with a place for each key and value that a test can name.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, SourceMap, Span};

use super::config::{Config, Validated};
use super::node::{Entry, Node, Number, Value};

/// A document and the names of its places: `dirs.a.tags[0]` for a value, `dirs.a!` for a key.
pub(super) struct Doc {
    pub(super) root: Node,
    places: BTreeMap<Span, String>,
}

/// `json` as a document of its own.
pub(super) fn doc(json: Json) -> Doc {
    doc_of(SourceId::default(), json)
}

/// `json` as the document of one of several files.
pub(super) fn doc_of(source: SourceId, json: Json) -> Doc {
    let mut places = BTreeMap::new();
    let root = node(source, "", &json, &mut places);
    Doc { root, places }
}

/// Ids for several files.
pub(super) fn sources<const N: usize>() -> [SourceId; N] {
    let mut map = SourceMap::new();
    std::array::from_fn(|at| map.add(at.to_string(), "", None))
}

impl Doc {
    /// The name of a place of this document.
    pub(super) fn name(&self, span: Span) -> Option<&str> {
        self.places.get(&span).map(String::as_str)
    }
}

/// What reading finds, each as `code @ place`, in order. Panics with the configuration when nothing is
/// wrong: a test that asks for findings expects some.
pub(super) fn errors(json: Json) -> Vec<String> {
    let doc = doc(json);
    match Config::from_node(&doc.root, &SourceMap::new()) {
        Ok(valid) => panic!("{valid:?} was not refused"),
        Err(found) => described(&found, &[&doc]),
    }
}

/// The configuration, which has to be free of errors.
pub(super) fn config(json: Json) -> Config {
    validated(json).config
}

/// The configuration and its warnings.
pub(super) fn validated(json: Json) -> Validated {
    Config::from_node(&doc(json).root, &SourceMap::new()).unwrap()
}

/// Findings as `code @ place`.
pub(super) fn described(found: &[Diagnostic], docs: &[&Doc]) -> Vec<String> {
    let place = |span| docs.iter().find_map(|doc| doc.name(span)).unwrap_or("nowhere");
    found.iter().map(|one| format!("{} @ {}", one.code, place(one.labels[0].span))).collect()
}

fn node(source: SourceId, path: &str, json: &Json, places: &mut BTreeMap<Span, String>) -> Node {
    let span = mark(source, path.to_owned(), places);
    let value = match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Number(self::number(number)),
        Json::String(text) => Value::String(text.clone()),
        Json::Array(entries) => Value::Sequence(
            entries
                .iter()
                .enumerate()
                .map(|(at, entry)| node(source, &format!("{path}[{at}]"), entry, places))
                .collect(),
        ),
        Json::Object(members) => {
            Value::Mapping(members.iter().map(|(key, value)| entry(source, path, key, value, places)).collect())
        }
    };
    Node { span, value }
}

fn entry(source: SourceId, path: &str, key: &str, json: &Json, places: &mut BTreeMap<Span, String>) -> Entry {
    let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    let key_span = mark(source, format!("{path}!"), places);
    Entry { key: key.to_owned(), key_span, value: node(source, &path, json, places), merged_at: None }
}

fn mark(source: SourceId, name: String, places: &mut BTreeMap<Span, String>) -> Span {
    let span = Span::new(source, places.len(), places.len() + 1);
    places.insert(span, name);
    span
}

fn number(number: &serde_json::Number) -> Number {
    match (number.as_i64(), number.as_u64()) {
        (Some(value), _) => Number::Signed(value),
        (None, Some(value)) => Number::Unsigned(value),
        (None, None) => Number::Float(number.as_f64().unwrap()),
    }
}
