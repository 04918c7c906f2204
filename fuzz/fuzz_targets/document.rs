//! Any bytes → `config::document`.
//!
//! Held: it neither panics nor hangs; what it accepts, the server's reader accepts with the very same
//! values; every place that it names is in the text; and what it refuses, it refuses with an error.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value as Json;
use whomay::config::document::{Document, Reading};
use whomay::config::node::{Node, Number, Value};
use whomay::diagnostic::{Diagnostic, Severity};
use whomay::source::{SourceMap, Span};

fuzz_target!(|bytes: &[u8]| {
    let mut sources = SourceMap::new();
    match Document::read(&mut sources, "config.yml", bytes, None) {
        Ok(Reading::Empty(_)) => assert!(bytes.iter().all(|byte| byte.is_ascii_whitespace())),
        Ok(Reading::Document(document)) => {
            assert_eq!(server_reads(bytes), Ok(json(document.root())));
            places(&sources, document.root());
            shown(&sources, document.warnings());
        }
        Err(diagnostics) => {
            assert!(diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error));
            shown(&sources, &diagnostics);
        }
    }
});

/// The three calls that the server makes.
fn server_reads(bytes: &[u8]) -> Result<Json, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let mut value: serde_yaml::Value = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    value.apply_merge().map_err(|error| error.to_string())?;
    serde_json::to_value(value).map_err(|error| error.to_string())
}

fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::from(*value),
        Value::Number(Number::Signed(value)) => Json::from(*value),
        Value::Number(Number::Unsigned(value)) => Json::from(*value),
        Value::Number(Number::Float(value)) => Json::from(*value),
        Value::String(value) => Json::from(value.as_str()),
        Value::Sequence(items) => items.iter().map(json).collect(),
        Value::Mapping(entries) => entries.iter().map(|entry| (entry.key.clone(), json(&entry.value))).collect(),
    }
}

fn places(sources: &SourceMap, node: &Node) {
    place(sources, node.span);
    match &node.value {
        Value::Sequence(items) => items.iter().for_each(|item| places(sources, item)),
        Value::Mapping(entries) => {
            for entry in entries {
                place(sources, entry.key_span);
                entry.merged_at.iter().for_each(|span| place(sources, *span));
                places(sources, &entry.value);
            }
        }
        _ => {}
    }
}

fn shown(sources: &SourceMap, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        assert!(!diagnostic.labels.is_empty(), "no place: {diagnostic:?}");
        diagnostic.labels.iter().for_each(|label| place(sources, label.span));
    }
}

fn place(sources: &SourceMap, span: Span) {
    assert!(sources.snippet(span).is_some(), "not a place in the text: {span:?}");
}
