//! What a vector gives. Strings that are not UTF-8 are written as `{"hex": "c3"}`.

use serde_json::{Value as Json, json};

/// The value of a key that has to be there.
pub(crate) fn field<'a>(of: &'a Json, key: &str) -> Result<&'a Json, String> {
    of.get(key).ok_or_else(|| format!("the vector has no `{key}`"))
}

pub(crate) fn list(json: &Json) -> Result<&[Json], String> {
    json.as_array().map(Vec::as_slice).ok_or_else(|| format!("the vector should have a list here: {json}"))
}

/// A string. One that is not UTF-8 has no way into anything that takes text.
pub(crate) fn text(json: &Json) -> Result<String, String> {
    String::from_utf8(bytes(json)?).map_err(|_| format!("the vector gives text that is not UTF-8: {json}"))
}

pub(crate) fn texts(json: &Json) -> Result<Vec<String>, String> {
    list(json)?.iter().map(text).collect()
}

fn bytes(json: &Json) -> Result<Vec<u8>, String> {
    let wrong = || format!("the vector should have a string here: {json}");
    match json {
        Json::String(text) => Ok(text.clone().into_bytes()),
        Json::Object(members) if members.len() == 1 => {
            let digits = members.get("hex").and_then(Json::as_str).ok_or_else(wrong)?;
            from_hex(digits).ok_or_else(wrong)
        }
        _ => Err(wrong()),
    }
}

fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    rest.is_empty().then(|| pairs.iter().map(byte).collect())?
}

/// Bytes as a vector would write them.
pub(crate) fn shown(bytes: &[u8]) -> Json {
    match std::str::from_utf8(bytes) {
        Ok(text) => json!(text),
        Err(_) => json!({ "hex": bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>() }),
    }
}

/// The same value with every string as [`shown`] writes it.
pub(crate) fn normalised(json: &Json) -> Json {
    match json {
        Json::Array(entries) => entries.iter().map(normalised).collect(),
        Json::Object(members) => match bytes(json) {
            Ok(bytes) => shown(&bytes),
            Err(_) => members.iter().map(|(key, value)| (key.clone(), normalised(value))).collect(),
        },
        other => other.clone(),
    }
}

#[test]
fn hexadecimal_strings() {
    assert_eq!(text(&json!({ "hex": "61C3a9" })), Ok("aé".to_owned()));
    assert!(text(&json!({ "hex": "c3" })).is_err());
    for wrong in [json!({ "hex": "c" }), json!({ "hex": "zz" }), json!({ "hex": 1 }), json!({}), json!(1)] {
        assert!(bytes(&wrong).is_err(), "{wrong}");
    }
    assert_eq!(shown(b"\xc3a"), json!({ "hex": "c361" }));
    assert_eq!(normalised(&json!([{ "hex": "61" }, { "x": { "hex": "C3" } }])), json!(["a", { "x": { "hex": "c3" } }]));
}
