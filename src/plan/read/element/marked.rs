//! Which parts of a value are marked as sensitive: found here at the top level, where most marks are, and told to the
//! wall, which looks into the rest.
//!
//! Of a resource with thirty attributes one is marked, and all resources of a plan come by here up to four times.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::json::{self, Entries, Text};
use super::tokens::may_mark;
use super::{Elements, Fault};

/// A value and the tree of marks beside it.
pub(super) type Beside<'a> = (Option<&'a RawValue>, Option<&'a RawValue>);

impl Elements<'_> {
    /// The strings of both sides of a change.
    pub(super) fn mark_sides(&mut self, whole: &[u8], before: Beside<'_>, after: Beside<'_>) -> Result<(), Fault> {
        let same = |a: Option<&RawValue>, b: Option<&RawValue>| a.map(RawValue::get) == b.map(RawValue::get);
        self.mark(whole, before.0, before.1)?;
        // Nothing happens to most resources.
        if same(before.1, after.1) && same(before.0, after.0) { Ok(()) } else { self.mark(whole, after.0, after.1) }
    }

    /// The strings of a value that a tree of marks holds `true` for. `whole` is what both were borrowed from.
    pub(super) fn mark(
        &mut self,
        whole: &[u8],
        value: Option<&RawValue>,
        tree: Option<&RawValue>,
    ) -> Result<(), Fault> {
        let (Some(value), Some(tree)) = (value, tree) else { return Ok(()) };
        if !self.marks.wanted() || !may_mark(tree.get()) {
            return Ok(());
        }
        if !tree.get().starts_with('{') || !value.get().starts_with('{') {
            return self.tell(whole, value, tree);
        }
        let mut parts: Entries<'_> = json::decode_part(whole, tree)?;
        parts.0.retain(|(_, marks)| may_mark(marks.get()));
        let found = json::within(whole, value, |part| Marked(&parts).deserialize(part))?;
        found.into_iter().try_for_each(|(part, marks)| self.tell(whole, part, marks))
    }

    fn tell(&mut self, whole: &[u8], value: &RawValue, tree: &RawValue) -> Result<(), Fault> {
        self.marks.under(value, tree).map_err(|kind| Fault { kind, at: json::offset_in(whole, value) })
    }

    /// All strings of a value.
    pub(super) fn mark_whole(&mut self, whole: &[u8], value: Option<&RawValue>) -> Result<(), Fault> {
        let Some(value) = value else { return Ok(()) };
        self.marks.whole(value).map_err(|kind| Fault { kind, at: json::offset_in(whole, value) })
    }
}

/// Finds in an object the values of the keys that have marks; one that stands twice, twice.
struct Marked<'m, 'a>(&'m Entries<'a>);

impl<'a> DeserializeSeed<'a> for Marked<'_, 'a> {
    type Value = Vec<(&'a RawValue, &'a RawValue)>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Marked<'_, 'a> {
    type Value = Vec<(&'a RawValue, &'a RawValue)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = Vec::new();
        while let Some(Text(key)) = map.next_key()? {
            match self.0.raw(&key) {
                Some(marks) => found.push((map.next_value()?, marks)),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }
}
