//! Laying one document over another: how central files and a repository's own combine.
//!
//! The server merges trees, not settings: it knows nothing of what the keys mean. A list is not
//! replaced but joined, the more specific file's entries first; that makes the first policy win, and
//! it makes the union of two lists of principals.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;

use super::node::{Entry, Node, Number, Value};

/// `over` laid over `base`. Every value keeps the place that it was written at; a joined collection has
/// the later file's place. Recursion is as deep as both trees are, which the reader of documents bounds.
///
/// # Errors
/// A diagnostic with both places for every key that is one kind of value below and another above.
pub fn merge(base: &Node, over: &Node) -> Result<Node, Vec<Diagnostic>> {
    let mut conflicts = Vec::new();
    let merged = lay_over("the configuration", base, over, &mut conflicts);
    if conflicts.is_empty() { Ok(merged) } else { Err(conflicts) }
}

fn lay_over(name: &str, base: &Node, over: &Node, conflicts: &mut Vec<Diagnostic>) -> Node {
    let value = match (&base.value, &over.value) {
        (Value::Mapping(below), Value::Mapping(above)) => Value::Mapping(join_mappings(below, above, conflicts)),
        (Value::Sequence(below), Value::Sequence(above)) => {
            Value::Sequence(above.iter().chain(below).cloned().collect())
        }
        (Value::Null, _) | (_, Value::Null) => over.value.clone(),
        (Value::Bool(_), Value::Bool(_)) | (Value::String(_), Value::String(_)) => over.value.clone(),
        (Value::Number(below), Value::Number(above)) if is_whole(below) == is_whole(above) => over.value.clone(),
        _ => {
            conflicts.push(conflict(name, base, over));
            over.value.clone()
        }
    };
    Node { span: over.span, value }
}

/// Entries of `below` in their order, then those that only `above` has in theirs.
fn join_mappings(below: &[Entry], above: &[Entry], conflicts: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let mut over: BTreeMap<&str, &Entry> = above.iter().map(|entry| (entry.key.as_str(), entry)).collect();
    let mut joined = Vec::with_capacity(below.len().max(above.len()));
    for entry in below {
        joined.push(match over.remove(entry.key.as_str()) {
            Some(winner) => {
                let value = lay_over(&format!("`{}`", entry.key), &entry.value, &winner.value, conflicts);
                Entry { key: winner.key.clone(), key_span: winner.key_span, value, merged_at: winner.merged_at }
            }
            None => entry.clone(),
        });
    }
    joined.extend(above.iter().filter(|entry| over.contains_key(entry.key.as_str())).cloned());
    joined
}

fn is_whole(number: &Number) -> bool {
    !matches!(number, Number::Float(_))
}

fn conflict(name: &str, base: &Node, over: &Node) -> Diagnostic {
    let message = format!("{name} is {} in one file and {} in a file laid over it", kind(base), kind(over));
    Diagnostic::error("merge-type-conflict", over.span, format!("this is {}", kind(over)), message)
        .with_label(base.span, format!("this is {}", kind(base)))
        .with_help("Write the same kind of value in both files.")
}

fn kind(node: &Node) -> &'static str {
    match &node.value {
        Value::Number(number) if is_whole(number) => "a whole number",
        Value::Number(_) => "a fraction",
        _ => node.kind(),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]
mod tests {
    use serde_json::{Value as Json, json};

    use super::super::testing::{described, doc_of, sources};
    use super::*;

    fn merged(base: &Json, over: &Json) -> Result<Node, Vec<String>> {
        let [below, above] = sources();
        let (base, over) = (doc_of(below, base.clone()), doc_of(above, over.clone()));
        merge(&base.root, &over.root).map_err(|found| described(&found, &[&over]))
    }

    fn to_json(node: &Node) -> Json {
        match &node.value {
            Value::Null => Json::Null,
            Value::Bool(value) => json!(value),
            Value::Number(Number::Signed(value)) => json!(value),
            Value::Number(Number::Unsigned(value)) => json!(value),
            Value::Number(Number::Float(value)) => json!(value),
            Value::String(value) => json!(value),
            Value::Sequence(entries) => entries.iter().map(to_json).collect(),
            Value::Mapping(entries) => entries.iter().map(|entry| (entry.key.clone(), to_json(&entry.value))).collect(),
        }
    }

    #[test]
    fn the_rules_of_the_server() {
        let rows = [
            ("a key of one side is kept", json!({ "a": 1 }), json!({ "b": 2 }), json!({ "a": 1, "b": 2 })),
            ("the later scalar wins", json!({ "a": true }), json!({ "a": false }), json!({ "a": false })),
            ("strings too", json!({ "a": "x" }), json!({ "a": "y" }), json!({ "a": "y" })),
            ("numbers too", json!({ "a": 1 }), json!({ "a": u64::MAX }), json!({ "a": u64::MAX })),
            ("fractions too", json!({ "a": 1.5 }), json!({ "a": 2.5 }), json!({ "a": 2.5 })),
            ("lists are joined, later first", json!({ "a": [1, 2] }), json!({ "a": [3] }), json!({ "a": [3, 1, 2] })),
            ("an empty list takes nothing away", json!({ "a": [1] }), json!({ "a": [] }), json!({ "a": [1] })),
            (
                "entries of lists are not merged",
                json!([{ "a": 1 }]),
                json!([{ "b": 2 }]),
                json!([{ "b": 2 }, { "a": 1 }]),
            ),
            (
                "mappings are merged at every level",
                json!({ "a": { "b": { "c": 1 } } }),
                json!({ "a": { "b": { "d": 2 } } }),
                json!({ "a": { "b": { "c": 1, "d": 2 } } }),
            ),
            ("a later null replaces", json!({ "a": [1] }), json!({ "a": null }), json!({ "a": null })),
            ("a later null replaces a mapping", json!({ "a": { "b": 1 } }), json!({ "a": null }), json!({ "a": null })),
            ("an earlier null gives way", json!({ "a": null }), json!({ "a": { "b": 1 } }), json!({ "a": { "b": 1 } })),
            ("nothing over nothing", json!({}), json!({}), json!({})),
        ];
        for (rule, base, over, wanted) in rows {
            assert_eq!(to_json(&merged(&base, &over).unwrap()), wanted, "{rule}");
        }
    }

    #[test]
    fn another_kind_of_value_is_an_error_with_both_places() {
        let rows = [
            (json!({ "a": 1 }), json!({ "a": "1" }), "merge-type-conflict @ a"),
            (json!({ "a": 1 }), json!({ "a": 1.0 }), "merge-type-conflict @ a"),
            (json!({ "a": [] }), json!({ "a": {} }), "merge-type-conflict @ a"),
            (json!({ "a": { "b": true } }), json!({ "a": { "b": "x" } }), "merge-type-conflict @ a.b"),
            (json!({}), json!([]), "merge-type-conflict @ "),
        ];
        for (base, over, wanted) in rows {
            assert_eq!(merged(&base, &over).unwrap_err(), [wanted], "{over} over {base}");
        }
        let [below, above] = sources();
        let (base, over) = (doc_of(below, json!({ "a": 1 })), doc_of(above, json!({ "a": "1" })));
        let found = merge(&base.root, &over.root).unwrap_err();
        assert_eq!(over.name(found[0].labels[0].span), Some("a"), "first the file laid over");
        assert_eq!(base.name(found[0].labels[1].span), Some("a"), "then the one below");
    }

    #[test]
    fn every_conflict_is_reported() {
        let found = merged(&json!({ "a": 1, "b": { "c": [] } }), &json!({ "a": [], "b": { "c": 1 } })).unwrap_err();
        assert_eq!(found, ["merge-type-conflict @ a", "merge-type-conflict @ b.c"]);
    }

    #[test]
    fn every_value_keeps_the_place_that_it_was_written_at() {
        let [below, above] = sources();
        let base = doc_of(below, json!({ "l": ["x"], "only": 1 }));
        let over = doc_of(above, json!({ "l": ["y"] }));
        let merged = merge(&base.root, &over.root).unwrap();
        let list = &merged.entry("l").unwrap().value;
        let Value::Sequence(entries) = &list.value else { unreachable!("a list") };
        assert_eq!(over.name(list.span), Some("l"));
        assert_eq!((over.name(entries[0].span), base.name(entries[1].span)), (Some("l[0]"), Some("l[0]")));
        assert_eq!(base.name(merged.entry("only").unwrap().key_span), Some("only!"));
    }
}
