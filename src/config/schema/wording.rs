//! An error of the schema, said in words that help.
//!
//! Nothing here may repeat a value of the document: it may be a secret, or a megabyte. Keys are
//! shown, bounded and escaped, because an error about a key is useless without it.

use std::collections::BTreeSet;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{JsonType, ValidationError};
use serde_json::Value as Json;

use crate::config::node::{Node, Value};
use crate::diagnostic::Diagnostic;

use super::branch::{self, Verdict};
use super::nearest::nearest;
use super::place::{Place, locate, readable};
use super::{TYPED_KEYS, UNTYPED_KEYS};

/// More names than this do not help anybody.
const MOST_NAMES: usize = 16;

/// What there is to say about one error. Several things when one form of several was meant.
pub(super) fn diagnostics(error: &ValidationError<'_>, schema: &Json, root: &Node) -> Vec<Diagnostic> {
    let place = locate(root, error.instance_path().as_str());
    let said = match error.kind() {
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            return no_form(error, context, schema, root);
        }
        ValidationErrorKind::OneOfMultipleValid { .. } => vec![ambiguous(&place)],
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            unexpected.iter().map(|key| unknown_key(&place, key, error, schema)).collect()
        }
        ValidationErrorKind::Required { property } => vec![missing_key(&place, property.as_str().unwrap_or_default())],
        ValidationErrorKind::Type { kind } => vec![wrong_type(&place, &branch::types_of(kind))],
        ValidationErrorKind::Constant { .. } | ValidationErrorKind::Enum { .. } => {
            vec![not_allowed(&place, &branch::allowed_values(error.kind()).unwrap_or_default())]
        }
        ValidationErrorKind::Custom { .. } => vec![fraction(&place)],
        ValidationErrorKind::Minimum { .. } | ValidationErrorKind::Maximum { .. } => vec![out_of_range(&place)],
        other => vec![refused(&place, other.keyword())],
    };
    said.into_iter().map(|diagnostic| with_merge(diagnostic, &place)).collect()
}

fn with_merge(diagnostic: Diagnostic, place: &Place<'_>) -> Diagnostic {
    match place.merged_at {
        Some(span) => diagnostic.with_label(span, "brought in here"),
        None => diagnostic,
    }
}

fn no_form(
    error: &ValidationError<'_>,
    forms: &[Vec<ValidationError<'static>>],
    schema: &Json,
    root: &Node,
) -> Vec<Diagnostic> {
    let pointer = error.instance_path().as_str();
    let place = locate(root, pointer);
    let said = match branch::closest(forms, pointer) {
        Verdict::Form(errors) => return errors.iter().flat_map(|error| diagnostics(error, schema, root)).collect(),
        Verdict::WrongType(types) => wrong_type(&place, &types),
        Verdict::Misnamed { key, allowed } => not_allowed(&locate(root, &format!("{pointer}/{key}")), &allowed),
        Verdict::Unnamed { key } => {
            let names = branch::names_of_forms(schema, error.schema_path().as_str(), key);
            missing_key(&place, key).with_help(format!("Write one of {}.", listed(&names)))
        }
    };
    vec![with_merge(said, &place)]
}

fn ambiguous(place: &Place<'_>) -> Diagnostic {
    let subject = place.subject();
    // Approvals are the one place of the format where two forms overlap.
    Diagnostic::error(
        "ambiguous-form",
        place.key_span.unwrap_or(place.node.span),
        "fits two forms",
        format!("{subject} can be read in two ways, and the server refuses that"),
    )
    .with_help(
        "Add `count: 1` for a number of approvals by anyone, or `any_of_count: 1` for approvals by given people.",
    )
}

fn unknown_key(place: &Place<'_>, key: &str, error: &ValidationError<'_>, schema: &Json) -> Diagnostic {
    let span = place.node.entry(key).map_or(place.node.span, |entry| entry.key_span);
    let owner = if place.path.is_empty() { String::new() } else { format!(" in {}", place.subject()) };
    let said =
        Diagnostic::error("unknown-key", span, "not a key here", format!("unknown key `{}`{owner}", readable(key)));
    let said = match place.node.entry(key).and_then(|entry| entry.merged_at) {
        Some(span) if place.merged_at.is_none() => said.with_label(span, "brought in here"),
        _ => said,
    };
    let known = sibling_keys(error, schema);
    match nearest(key, &known) {
        Some(meant) => said.with_help(format!("Did you mean `{meant}`?")),
        None if TYPED_KEYS.contains(&key) || UNTYPED_KEYS.contains(&key) => {
            said.with_help(format!("`{key}` belongs at the top level: check the indentation."))
        }
        None => said.with_help(format!("Known keys here: {}.", listed(&known))),
    }
}

/// The keys that the mapping may have, by the schema around the keyword that refused one.
fn sibling_keys<'s>(error: &ValidationError<'_>, schema: &'s Json) -> Vec<&'s str> {
    let path = error.schema_path().as_str();
    let around = path.rsplit_once('/').map_or("", |(around, _)| around);
    let properties = schema.pointer(around).and_then(|around| around.get("properties")).and_then(Json::as_object);
    properties.into_iter().flat_map(|keys| keys.keys()).map(String::as_str).collect()
}

fn missing_key(place: &Place<'_>, key: &str) -> Diagnostic {
    let subject = place.subject();
    Diagnostic::error(
        "missing-key",
        place.key_span.unwrap_or(place.node.span),
        format!("needs `{key}`"),
        format!("{subject} has no `{key}`"),
    )
    .with_help(format!("Add the key `{key}`."))
}

fn wrong_type(place: &Place<'_>, types: &BTreeSet<JsonType>) -> Diagnostic {
    let wanted = either(types);
    let (subject, found) = (place.subject(), place.node.kind());
    let message = match place.node.value {
        Value::Null => format!("{subject} is empty and must be {wanted}"),
        Value::Number(_) if types.contains(&JsonType::Integer) => format!("{subject} must be {wanted}"),
        _ => format!("{subject} must be {wanted}, not {found}"),
    };
    let said = Diagnostic::error("wrong-type", place.span(), format!("expected {wanted}"), message);
    match type_help(place.node, types) {
        Some(help) => said.with_help(help),
        None => said,
    }
}

fn type_help(found: &Node, types: &BTreeSet<JsonType>) -> Option<&'static str> {
    let wants = |wanted: JsonType| types.contains(&wanted);
    match &found.value {
        // Here leaving it out means something else: no such directory, no such workspace.
        Value::Null if wants(JsonType::Object) => Some("Write `{}` for the defaults, or leave it out."),
        Value::Null => Some("Give it a value, or leave it out."),
        Value::String(_) if wants(JsonType::Boolean) => {
            Some("Only `true` and `false`, without quotes, are booleans; `yes`, `no`, `on` and `off` are strings.")
        }
        Value::String(_) if wants(JsonType::Integer) => Some("Write the number without quotes."),
        Value::String(_) if wants(JsonType::Array) => Some("Put it in brackets: `[…]`."),
        Value::Number(_) if wants(JsonType::Integer) => Some("Write it without a point and an exponent."),
        Value::Bool(_) | Value::Number(_) if wants(JsonType::String) => Some("Put it in quotes."),
        _ => None,
    }
}

/// `a list or a string`. That a value may also be left empty is not worth a word.
fn either(types: &BTreeSet<JsonType>) -> String {
    let words: Vec<&str> = types.iter().filter(|one| **one != JsonType::Null).map(|one| type_word(*one)).collect();
    if words.is_empty() { "empty".to_owned() } else { words.join(" or ") }
}

fn type_word(one: JsonType) -> &'static str {
    match one {
        JsonType::Null => "empty",
        JsonType::Boolean => "a boolean",
        JsonType::Integer => "a whole number",
        JsonType::Number => "a number",
        JsonType::String => "a string",
        JsonType::Array => "a list",
        JsonType::Object => "a mapping",
    }
}

fn not_allowed(place: &Place<'_>, allowed: &[String]) -> Diagnostic {
    let subject = place.subject();
    let choice = listed(allowed);
    let message = match allowed {
        [_] => format!("{subject} must be {choice}"),
        _ => format!("{subject} must be one of {choice}"),
    };
    let said = Diagnostic::error("value-not-allowed", place.span(), "not allowed here", message);
    let known: Vec<&str> = allowed.iter().map(String::as_str).collect();
    match &place.node.value {
        Value::String(text) => match nearest(text, &known) {
            Some(meant) => said.with_help(format!("Did you mean `{meant}`?")),
            None => said,
        },
        Value::Null => said.with_help("Give it a value, or leave it out."),
        Value::Number(_) | Value::Bool(_) => said.with_help("Put it in quotes."),
        _ => said,
    }
}

fn fraction(place: &Place<'_>) -> Diagnostic {
    wrong_type(place, &BTreeSet::from([JsonType::Integer]))
}

fn out_of_range(place: &Place<'_>) -> Diagnostic {
    let subject = place.subject();
    Diagnostic::error("number-out-of-range", place.span(), "too large", format!("{subject} is out of range"))
        .with_help("The server keeps whole numbers in 63 bits: write a smaller one.")
}

fn refused(place: &Place<'_>, keyword: &str) -> Diagnostic {
    let subject = place.subject();
    Diagnostic::error(
        "value-not-allowed",
        place.span(),
        "not allowed here",
        format!("{subject} breaks the schema's rule `{keyword}`"),
    )
}

/// Names in backticks, separated by commas.
fn listed<T: AsRef<str>>(names: &[T]) -> String {
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(|name| format!("`{}`", name.as_ref())).collect();
    let more = if names.len() > MOST_NAMES { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
