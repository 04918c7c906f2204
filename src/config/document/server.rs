//! The server's reading, made with the server's own reader.
//!
//! The server turns a configuration into JSON by three calls: parse to a generic value, apply
//! merge keys, write JSON. The first two are here, and nowhere else in the crate may `serde_yaml` be
//! called: a second entrance could read a file in a second way. Callers bound depth and size first,
//! because this reader bounds the number of aliases but not what they expand to.

#![expect(clippy::disallowed_methods, reason = "is the one place that reads YAML")]

pub(super) use serde_yaml::value::TaggedValue;
pub(super) use serde_yaml::{Error, Mapping, Number, Value};

/// First call: the whole text, exactly one document.
pub(super) fn read(text: &str) -> Result<Value, Error> {
    serde_yaml::from_str(text)
}

/// Second call: `<<` keys replaced by what they bring in, one level deep.
pub(super) fn merge(value: &mut Value) -> Result<(), Error> {
    value.apply_merge()
}
