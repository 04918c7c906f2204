//! A short way to "nothing is wrong", for the few keywords that the shipped schema uses.
//!
//! The crate that finds errors checks and compiles a schema before it looks at anything, which takes as long as the
//! rest of a small run. Nearly every configuration is valid, so that is found out first, here. Nothing is refused here:
//! whatever this cannot say yes to is for the crate to decide and to explain. The tests hold the two together.

use serde_json::{Map, Value as Json};

use super::{WRITTEN_AS_INTEGER, resolved};

/// Whether `value` is valid under `part` of `schema`. `None` when the answer takes more than is understood here.
///
/// Recurses with the value and not with the schema, which refers to itself nowhere without going down in the value; a
/// document is at most 128 deep.
pub(super) fn is_valid(value: &Json, part: &Json, schema: &Json) -> Option<bool> {
    let keywords = match part {
        Json::Bool(anything) => return Some(*anything),
        Json::Object(keywords) => keywords,
        _ => return None,
    };
    // In this draft a reference stands alone: whatever is beside it does not count.
    if keywords.contains_key("$ref") {
        let target = resolved(part, schema);
        return if std::ptr::eq(target, part) { None } else { is_valid(value, target, schema) };
    }
    all(keywords.iter().map(|(keyword, says)| holds(keyword, says, value, keywords, schema)))
}

fn holds(keyword: &str, says: &Json, value: &Json, beside: &Map<String, Json>, schema: &Json) -> Option<bool> {
    let below = |value: &Json, part: &Json| is_valid(value, part, schema);
    match keyword {
        "$schema" | "title" | "description" | "default" | "definitions" | "examples" => Some(true),
        "type" => is_of_type(value, says),
        "const" => equal(value, says),
        "enum" => any(says.as_array()?.iter().map(|one| equal(value, one))),
        "oneOf" => {
            let fitting: Option<Vec<bool>> = says.as_array()?.iter().map(|part| below(value, part)).collect();
            Some(fitting?.into_iter().filter(|fits| *fits).count() == 1)
        }
        "anyOf" => any(says.as_array()?.iter().map(|part| below(value, part))),
        "required" => match value {
            Json::Object(object) => all(says.as_array()?.iter().map(|key| Some(object.contains_key(key.as_str()?)))),
            _ => Some(true),
        },
        "properties" => match value {
            Json::Object(object) => {
                let known = says.as_object()?;
                all(object.iter().filter_map(|(key, value)| Some(below(value, known.get(key)?))))
            }
            _ => Some(true),
        },
        "additionalProperties" => match value {
            Json::Object(object) => {
                let known = beside.get("properties").and_then(Json::as_object);
                let others = object.iter().filter(|(key, _)| !known.is_some_and(|known| known.contains_key(*key)));
                all(others.map(|(_, value)| below(value, says)))
            }
            _ => Some(true),
        },
        // A list of schemas means something else.
        "items" if !says.is_array() => match value {
            Json::Array(items) => all(items.iter().map(|item| below(item, says))),
            _ => Some(true),
        },
        "minimum" => bounded(value, says, |value, least| value >= least),
        "maximum" => bounded(value, says, |value, most| value <= most),
        WRITTEN_AS_INTEGER if !value.is_f64() => Some(true),
        _ => None,
    }
}

/// Whether all hold; one that does not settles it, whatever is not known of others.
fn all(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut sum = Some(true);
    for answer in answers {
        match answer {
            Some(true) => {}
            Some(false) => return Some(false),
            None => sum = None,
        }
    }
    sum
}

fn any(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    all(answers.map(|answer| answer.map(|holds| !holds))).map(|none| !none)
}

fn is_of_type(value: &Json, says: &Json) -> Option<bool> {
    match says {
        Json::Array(types) => any(types.iter().map(|one| is_of_type(value, one))),
        Json::String(name) => match (name.as_str(), value) {
            // Whether a fraction or 2.0 is an integer is not for this place.
            ("integer", Json::Number(number)) if number.is_f64() => None,
            ("integer", _) => Some(value.is_i64() || value.is_u64()),
            ("number", _) => Some(value.is_number()),
            ("string", _) => Some(value.is_string()),
            ("boolean", _) => Some(value.is_boolean()),
            ("object", _) => Some(value.is_object()),
            ("array", _) => Some(value.is_array()),
            ("null", _) => Some(value.is_null()),
            _ => None,
        },
        _ => None,
    }
}

/// Equal, where two spellings of one number cannot make a difference.
fn equal(value: &Json, other: &Json) -> Option<bool> {
    match (value, other) {
        (Json::Number(_), Json::Number(_)) | (Json::Array(_), Json::Array(_)) | (Json::Object(_), Json::Object(_)) => {
            (value == other).then_some(true)
        }
        _ => Some(value == other),
    }
}

fn bounded(value: &Json, bound: &Json, holds: fn(i64, i64) -> bool) -> Option<bool> {
    if !value.is_number() {
        return Some(true);
    }
    Some(holds(value.as_i64()?, bound.as_i64()?))
}
