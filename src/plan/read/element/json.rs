//! Decoding one object: borrowed, once, and with errors that hold no text.
//!
//! The decoder's own errors quote the value that they stumble over, so they end here: what goes on is a kind and an
//! offset. Objects are read as objects only (a derived reader would also take an array, field by field), and a key
//! that is looked at may stand in its object once: two readers of one plan must not see two plans.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Fault;
use crate::plan::refusal::Kind;

/// What [`fault`] knows a key that stands twice by. No error of the decoder's own begins like this.
pub(super) const TWICE: &str = "a key stands twice";

/// Decodes a whole value.
pub(super) fn decode<'a, T: Deserialize<'a>>(value: &'a [u8]) -> Result<T, Fault> {
    let text = std::str::from_utf8(value).map_err(|error| Fault { kind: Kind::Malformed, at: error.valid_up_to() })?;
    serde_json::from_str(text).map_err(|error| fault(text, &error))
}

/// Decodes a part of a value that was decoded before.
pub(super) fn decode_part<'a, T: Deserialize<'a>>(whole: &[u8], part: &'a RawValue) -> Result<T, Fault> {
    within(whole, part, |json| T::deserialize(json))
}

/// The same in a way of one's own.
pub(super) fn within<'a, T>(
    whole: &[u8],
    part: &'a RawValue,
    decode: impl FnOnce(&mut Json<'a>) -> serde_json::Result<T>,
) -> Result<T, Fault> {
    decode(&mut serde_json::Deserializer::from_str(part.get())).map_err(|error| {
        let fault = fault(part.get(), &error);
        Fault { at: fault.at.saturating_add(offset_in(whole, part)), ..fault }
    })
}

type Json<'a> = serde_json::Deserializer<serde_json::de::StrRead<'a>>;

/// Where a part lies in the value that it was borrowed from.
pub(super) fn offset_in(whole: &[u8], part: &RawValue) -> usize {
    let distance = part.get().as_ptr().addr().checked_sub(whole.as_ptr().addr());
    distance.filter(|distance| *distance <= whole.len()).unwrap_or(0)
}

fn fault(text: &str, error: &serde_json::Error) -> Fault {
    let kind = match error.is_data() {
        true if error.to_string().starts_with(TWICE) => Kind::DuplicateKey,
        true => Kind::WrongType,
        false => Kind::Malformed,
    };
    let lines_before = error.line().saturating_sub(1);
    let line_start: usize = text.split_inclusive('\n').take(lines_before).map(str::len).sum();
    Fault { kind, at: line_start.saturating_add(error.column().saturating_sub(1)).min(text.len()) }
}

/// A string, borrowed where it holds no escape.
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Text<'de>;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Visit)
    }
}

/// An object of which nothing but its being there is of interest.
pub(super) struct Present;

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Present;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Present, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Present)
            }
        }
        deserializer.deserialize_map(Visit)
    }
}

/// The entries of an object by key, in the order of their keys, no value decoded.
#[derive(Default)]
pub(super) struct Entries<'a>(pub(super) Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Entries<'a> {
    /// The value of a key.
    pub(super) fn raw(&self, key: &str) -> Option<&'a RawValue> {
        let at = self.0.binary_search_by(|(other, _)| other.as_ref().cmp(key)).ok()?;
        self.0.get(at).map(|(_, value)| *value)
    }

    /// The value of a key, as text.
    pub(super) fn get(&self, key: &str) -> Option<&'a str> {
        self.raw(key).map(RawValue::get)
    }
}

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Entries<'de>;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<'de>, A::Error> {
                let mut entries = Vec::new();
                while let Some((Text(key), value)) = map.next_entry()? {
                    entries.push((key, value));
                }
                in_order(entries).map(Entries).ok_or_else(|| A::Error::custom(TWICE))
            }
        }
        deserializer.deserialize_map(Visit)
    }
}

/// Both engines write keys in order, so that this rarely sorts. `None` if a key stands twice.
fn in_order<'a>(mut entries: Vec<(Cow<'a, str>, &'a RawValue)>) -> Option<Vec<(Cow<'a, str>, &'a RawValue)>> {
    if !entries.is_sorted_by(|(a, _), (b, _)| a < b) {
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        if !entries.is_sorted_by(|(a, _), (b, _)| a < b) {
            return None;
        }
    }
    Some(entries)
}

/// A struct of the keys of an object that are looked at. Each may be absent, which `null` is as well, and may stand
/// there once; all others are skipped.
macro_rules! object {
    ($(#[$about:meta])* $name:ident<$life:lifetime> { $($field:ident: $kind:ty = $key:literal,)+ }) => {
        $(#[$about])*
        pub(super) struct $name<$life> {
            $(pub(super) $field: Option<$kind>,)+
            borrowed: std::marker::PhantomData<&$life ()>,
        }

        impl<$life> serde::Deserialize<$life> for $name<$life> {
            fn deserialize<D: serde::Deserializer<$life>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visit;
                impl<$life> serde::de::Visitor<$life> for Visit {
                    type Value = $name<$life>;
                    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        formatter.write_str("an object")
                    }
                    fn visit_map<A: serde::de::MapAccess<$life>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                        $(let mut $field: Option<Option<$kind>> = None;)+
                        while let Some(key) = map.next_key::<$crate::plan::read::element::json::Text<$life>>()? {
                            match &*key.0 {
                                $($key => {
                                    if $field.is_some() {
                                        use $crate::plan::read::element::json::TWICE;
                                        return Err(serde::de::Error::custom(TWICE));
                                    }
                                    $field = Some(map.next_value()?);
                                })+
                                _ => { map.next_value::<serde::de::IgnoredAny>()?; }
                            }
                        }
                        Ok($name { $($field: $field.flatten(),)+ borrowed: std::marker::PhantomData })
                    }
                }
                deserializer.deserialize_map(Visit)
            }
        }
    };
}
pub(super) use object;
