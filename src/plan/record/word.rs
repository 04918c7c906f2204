//! Names and instance keys as a record holds them.
//!
//! What stands for a word that is hidden is never a string, so that no reader of a record can take it for a name.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::names::Choice;
use super::names::Named;
use super::required;
use crate::plan::address::InstanceKey;
use crate::plan::words::{Shown, Word, Words};

/// The longest instance key that any policy shows, in characters.
pub(super) const LONGEST_KEY: usize = 64;

/// A name: a string, or `{"hidden": "masked"}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name<'a> {
    /// What it is.
    Text(Cow<'a, str>),
    /// Why it is not said.
    Hidden(Hidden),
}

/// Why a name is not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hidden {
    /// It may hold a value.
    Masked,
    /// It does not follow the grammar of a name.
    Invalid,
}

impl Named for Hidden {
    const ALL: &'static [Self] = &[Hidden::Masked, Hidden::Invalid];

    fn name(self) -> &'static str {
        match self {
            Hidden::Masked => "masked",
            Hidden::Invalid => "invalid",
        }
    }
}

impl<'a> Name<'a> {
    /// What is shown of a word.
    pub(super) fn of(words: &'a Words, word: Word) -> Name<'a> {
        match words.shown(word) {
            Shown::Text(text) => Name::Text(Cow::Borrowed(text)),
            Shown::Masked | Shown::Hash(_) => Name::Hidden(Hidden::Masked),
            Shown::Invalid => Name::Hidden(Hidden::Invalid),
        }
    }
}

impl Serialize for Name<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Name::Text(text) => serializer.serialize_str(text),
            Name::Hidden(why) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("hidden", why.name())?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Name<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameForm)
    }
}

struct NameForm;

impl<'de> Visitor<'de> for NameForm {
    type Value = Name<'static>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name, or why it is hidden")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Name::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        match map.next_key::<HiddenField>()? {
            Some(HiddenField::Hidden) => {}
            None => return Err(Error::custom("nothing is said of a name")),
        }
        let Choice(why) = map.next_value()?;
        match map.next_key::<HiddenField>()? {
            None => Ok(Name::Hidden(why)),
            Some(HiddenField::Hidden) => Err(Error::duplicate_field("hidden")),
        }
    }
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum HiddenField {
    Hidden,
}

/// An instance key: `{"kind": "integer", "value": 0}`. `value` is null where the key is not said.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Key<'a> {
    pub(super) kind: Choice<KeyKind>,
    #[serde(deserialize_with = "required")]
    pub(super) value: Option<Scalar<'a>>,
}

/// How much is said of an instance key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyKind {
    /// A number, of `count`.
    Integer,
    /// The key itself.
    Text,
    /// The beginning of a hash with a key of the run.
    Hash,
    /// Nothing: it may hold a value.
    Masked,
    /// Nothing: it is not known before apply.
    Unknown,
}

impl Named for KeyKind {
    const ALL: &'static [Self] = &[KeyKind::Integer, KeyKind::Text, KeyKind::Hash, KeyKind::Masked, KeyKind::Unknown];

    fn name(self) -> &'static str {
        match self {
            KeyKind::Integer => "integer",
            KeyKind::Text => "text",
            KeyKind::Hash => "hash",
            KeyKind::Masked => "masked",
            KeyKind::Unknown => "unknown",
        }
    }
}

impl<'a> Key<'a> {
    /// What is shown of a key.
    pub(super) fn of(words: &'a Words, key: InstanceKey) -> Key<'a> {
        let (kind, value) = match key {
            InstanceKey::Integer(number) => (KeyKind::Integer, Some(Scalar::Number(number))),
            InstanceKey::Unknown => (KeyKind::Unknown, None),
            InstanceKey::Text(word) => match words.shown(word) {
                Shown::Text(text) => (KeyKind::Text, Some(Scalar::Text(Cow::Borrowed(text)))),
                Shown::Hash(hash) => (KeyKind::Hash, Some(Scalar::Text(Cow::Owned(hex(*hash))))),
                Shown::Masked | Shown::Invalid => (KeyKind::Masked, None),
            },
        };
        Key { kind: Choice(kind), value }
    }
}

fn hex(bytes: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(bytes))
}

/// The bytes of a hash as [`Key::of`] writes it: eight lower-case digits.
pub(super) fn unhex(text: &str) -> Option<[u8; 4]> {
    let bytes = u32::from_str_radix(text, 16).ok()?.to_be_bytes();
    (hex(bytes) == text).then_some(bytes)
}

/// A number or a text.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub(super) enum Scalar<'a> {
    /// A whole number.
    Number(u64),
    /// A text.
    Text(Cow<'a, str>),
}

/// By hand: a derived reader would keep whatever stands there, however large, before it looks at it.
impl<'de> Deserialize<'de> for Scalar<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarForm)
    }
}

struct ScalarForm;

impl Visitor<'_> for ScalarForm {
    type Value = Scalar<'static>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number or a text")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Scalar::Number(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }
}

/// Whether a policy for keys could have let a text through: short, and nothing in it that is not seen.
pub(super) fn is_key(text: &str) -> bool {
    text.chars().count() <= LONGEST_KEY && text.chars().all(is_seen)
}

/// Neither a control character nor one that shows nothing, reorders what is around it or stands for something private.
pub(in crate::plan) fn is_seen(character: char) -> bool {
    let hidden = matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}'
            | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1345f}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{10ffff}'
    );
    !character.is_control() && !hidden
}
