//! Which of several forms somebody meant, when what they wrote fits none of them.
//!
//! "Valid under none of the given schemas" helps nobody. A step says which step it is by its `type`,
//! an engine by its `name`; so the errors of that form are the ones to report.

use std::collections::BTreeSet;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value as Json;

use super::resolved;

/// Keys that say which form is meant, the most telling first.
const DISCRIMINATORS: [&str; 4] = ["type", "name", "method", "provider"];

/// The errors of one form.
pub(super) type Errors = [ValidationError<'static>];

/// What to report about a value that fits no form.
pub(super) enum Verdict<'a> {
    /// It is of this form, and this is what is wrong with it.
    Form(&'a Errors),
    /// It does not say which form it is of.
    Unnamed {
        /// The key that would.
        key: &'static str,
    },
    /// It says that it is of a form that does not exist.
    Misnamed {
        /// The key that says so.
        key: &'static str,
        /// What the key may say.
        allowed: Vec<String>,
    },
    /// It is not even the right kind of value.
    WrongType(BTreeSet<JsonType>),
}

/// Picks the form that `value`, for which every form of `forms` has errors, comes closest to.
pub(super) fn closest<'a>(forms: &'a [Vec<ValidationError<'static>>], pointer: &str) -> Verdict<'a> {
    let (shaped, shapeless): (Vec<_>, Vec<_>) =
        forms.iter().map(Vec::as_slice).partition(|errors| expected_types(errors, pointer).is_empty());
    if shaped.is_empty() {
        return Verdict::WrongType(shapeless.iter().flat_map(|errors| expected_types(errors, pointer)).collect());
    }
    let named = shaped.iter().copied().filter(|errors| misnamed(errors, pointer).is_none());
    // The first of equals: the schemas list the commoner form first.
    match named.min_by_key(|errors| errors.len()) {
        Some(errors) => unnamed(errors, pointer).map_or(Verdict::Form(errors), |key| Verdict::Unnamed { key }),
        None => best_misnamed(&shaped, pointer),
    }
}

/// The types that the form wants the value to be of, when the value is of another.
fn expected_types(errors: &Errors, pointer: &str) -> BTreeSet<JsonType> {
    errors
        .iter()
        .filter(|error| error.instance_path().as_str() == pointer)
        .flat_map(|error| match error.kind() {
            ValidationErrorKind::Type { kind } => types_of(kind),
            ValidationErrorKind::Enum { options } => types_other_than(options, error.instance()),
            _ => BTreeSet::new(),
        })
        .collect()
}

/// The types that a keyword `type` allows.
pub(super) fn types_of(kind: &TypeKind) -> BTreeSet<JsonType> {
    match kind {
        TypeKind::Single(one) => BTreeSet::from([*one]),
        TypeKind::Multiple(several) => several.iter().collect(),
    }
}

/// The types of the options, unless the value is of one of them.
fn types_other_than(options: &Json, value: &Json) -> BTreeSet<JsonType> {
    let types: BTreeSet<JsonType> = options.as_array().into_iter().flatten().map(json_type).collect();
    if types.contains(&json_type(value)) { BTreeSet::new() } else { types }
}

fn json_type(value: &Json) -> JsonType {
    match value {
        Json::Null => JsonType::Null,
        Json::Bool(_) => JsonType::Boolean,
        Json::Number(_) => JsonType::Number,
        Json::String(_) => JsonType::String,
        Json::Array(_) => JsonType::Array,
        Json::Object(_) => JsonType::Object,
    }
}

/// The place in [`DISCRIMINATORS`] of the first key by which the value says it is of another form.
fn misnamed(errors: &Errors, pointer: &str) -> Option<usize> {
    errors.iter().filter_map(|error| Some(discriminator_error(error, pointer)?.0)).min()
}

/// The discriminator that an error is about, and the values that the form wants there.
fn discriminator_error(error: &ValidationError<'_>, pointer: &str) -> Option<(usize, Vec<String>)> {
    let key = error.instance_path().as_str().strip_prefix(pointer)?.strip_prefix('/')?;
    let rank = DISCRIMINATORS.iter().position(|known| *known == key)?;
    Some((rank, allowed_values(error.kind())?))
}

/// The strings that `const` or `enum` allow.
pub(super) fn allowed_values(kind: &ValidationErrorKind) -> Option<Vec<String>> {
    match kind {
        ValidationErrorKind::Constant { expected_value } => Some(strings(std::slice::from_ref(expected_value))),
        ValidationErrorKind::Enum { options } => Some(strings(options.as_array()?)),
        _ => None,
    }
}

fn strings(values: &[Json]) -> Vec<String> {
    values.iter().filter_map(Json::as_str).map(str::to_owned).collect()
}

/// A value whose every form is contradicted by some key: an `env` step with an unknown `method` is still
/// an `env` step, so the forms that are contradicted last are the ones to name.
fn best_misnamed<'a>(shaped: &[&'a Errors], pointer: &str) -> Verdict<'a> {
    let last = shaped.iter().filter_map(|errors| misnamed(errors, pointer)).max().unwrap_or_default();
    let allowed: BTreeSet<String> = shaped
        .iter()
        .filter(|errors| misnamed(errors, pointer) == Some(last))
        .flat_map(|errors| errors.iter().filter_map(|error| discriminator_error(error, pointer)))
        .filter(|(rank, _)| *rank == last)
        .flat_map(|(_, values)| values)
        .collect();
    let key = DISCRIMINATORS.get(last).copied().unwrap_or("type");
    Verdict::Misnamed { key, allowed: allowed.into_iter().collect() }
}

/// The discriminator that is left out, if that is among the errors.
fn unnamed(errors: &Errors, pointer: &str) -> Option<&'static str> {
    DISCRIMINATORS.into_iter().find(|key| {
        errors.iter().any(|error| {
            let missing = match error.kind() {
                ValidationErrorKind::Required { property } => property.as_str(),
                _ => None,
            };
            error.instance_path().as_str() == pointer && missing == Some(*key)
        })
    })
}

/// What `key` may say, by the forms that the schema lists at `pointer`. Empty when the key names no form.
pub(super) fn names_of_forms(schema: &Json, pointer: &str, key: &str) -> Vec<String> {
    let forms = schema.pointer(pointer).and_then(Json::as_array);
    let names = forms.into_iter().flatten().filter_map(|form| {
        let property = resolved(form, schema).get("properties")?.get(key)?;
        let constant = property.get("const").map(std::slice::from_ref);
        constant.or_else(|| property.get("enum")?.as_array().map(Vec::as_slice))
    });
    let names: BTreeSet<String> = names.flat_map(strings).collect();
    names.into_iter().collect()
}
