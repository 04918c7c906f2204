//! JSON as a forge sends it, read so that it can mean one thing only.
//!
//! Of an object that names a key twice one reader takes the first value and another the last. Neither is what the forge
//! said, so such a body is not read at all.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};

/// Reads a whole body. Its nesting is limited by serde_json.
///
/// # Errors
///
/// It is not JSON, there is something behind it, or an object in it names a key twice. The text follows "it ".
pub(super) fn read(body: &[u8]) -> Result<Json, &'static str> {
    match serde_json::from_slice::<Unambiguous>(body) {
        Ok(Unambiguous(json)) => Ok(json),
        // serde_json adds where it is.
        Err(error) if error.to_string().starts_with(TWICE) => Err("names a key twice"),
        Err(_) => Err("is not JSON"),
    }
}

const TWICE: &str = "a key is there twice";

/// A value in which no object names a key twice.
struct Unambiguous(Json);

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Values).map(Unambiguous)
    }
}

struct Values;

impl<'de> Visitor<'de> for Values {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::from(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(Unambiguous(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut object = Map::new();
        while let Some((key, Unambiguous(value))) = entries.next_entry::<String, Unambiguous>()? {
            if object.insert(key, value).is_some() {
                return Err(A::Error::custom(TWICE));
            }
        }
        Ok(Json::Object(object))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn what_means_one_thing_is_read_as_everybody_reads_it() {
        for text in [
            "null",
            "true",
            "0",
            "-1",
            "18446744073709551615",
            "1.5",
            "1e300",
            "\"\"",
            "\"\\u00e9\\n\"",
            "[]",
            "{}",
            r#"{"a": [1, {"b": null, "c": ""}], "b": {"a": "a"}}"#,
        ] {
            assert_eq!(read(text.as_bytes()), Ok(serde_json::from_str(text).unwrap()), "{text}");
        }
    }

    #[test]
    fn what_means_two_things_or_none_is_not_read() {
        for text in [r#"{"a": 1, "a": 1}"#, r#"[{"x": {"a": 1, "b": 2, "\u0061": 3}}]"#] {
            assert_eq!(read(text.as_bytes()), Err("names a key twice"), "{text}");
        }
        let deep = "[".repeat(1_000_000);
        for text in ["", "{", "{} {}", "{'a': 1}", "NaN", "\u{feff}{}", &deep] {
            assert_eq!(read(text.as_bytes()), Err("is not JSON"), "{}", text.get(..9).unwrap_or(text));
        }
        assert_eq!(read(b"\"\xff\""), Err("is not JSON"));
    }
}
