//! One fact: known, left out, or written as `{unavailable: "why"}`.

use crate::access::known::Known;
use crate::access::spelling::Word;
use crate::config::fields::{Field, Fields, Reader};
use crate::diagnostic::Diagnostic;

/// The key that says that a fact could not be had.
pub(super) const UNAVAILABLE: &str = "unavailable";

/// The fact in `field`; `read` reads it when it is known. One that `read` refuses has been reported and
/// stands as not given.
pub(super) fn known<'a, T>(
    field: Option<Field<'a>>,
    reader: &mut Reader<'_>,
    read: impl FnOnce(Field<'a>, &mut Reader<'_>) -> Option<T>,
) -> Known<T> {
    let Some(field) = field else { return Known::NotGiven };
    if field.node.entry(UNAVAILABLE).is_none() {
        return read(field, reader).map_or(Known::NotGiven, Known::Known);
    }
    unavailable(field, reader).map_or(Known::NotGiven, Known::Unavailable)
}

fn unavailable(field: Field<'_>, reader: &mut Reader<'_>) -> Option<String> {
    let mut fields = field.mapping(reader)?;
    let why = fields.required(UNAVAILABLE, reader).and_then(|why| why.text(reader));
    fields.finish(reader);
    why.map(str::to_owned)
}

/// A login, slug, commit, branch, path or title: any text but none.
pub(super) fn name(field: Field<'_>, reader: &mut Reader<'_>) -> Option<String> {
    let text = field.text(reader)?;
    if text.is_empty() {
        let message = format!("{} is a name without a character", reader.subject(field.node));
        let found = field.error("empty-name", "empty", message);
        reader.report(found.with_help("Write the name. Leave the key out when it is not known."));
        return None;
    }
    Some(text.to_owned())
}

/// A list of names, in their order.
pub(super) fn names<C: FromIterator<String>>(field: Field<'_>, reader: &mut Reader<'_>) -> Option<C> {
    Some(field.list(reader).filter_map(|entry| name(entry, reader)).collect())
}

/// One of the words of a fact.
pub(super) fn word<T: Word>(field: Field<'_>, reader: &mut Reader<'_>) -> Option<T> {
    T::from_word(field.word(&T::words(), reader)?)
}

/// Refuses keys of which each would say what the other says.
pub(super) fn refuse_together(fields: &Fields<'_>, keys: [&'static str; 2], help: &str, reader: &mut Reader<'_>) {
    let [one, other] = keys.map(|key| fields.key_span(key));
    if let (Some(one), Some(other)) = (one, other) {
        let [first, second] = keys;
        let message = format!("`{first}` and `{second}` cannot both be given");
        let found = Diagnostic::error("given-twice", one.max(other), "given here", message);
        reader.report(found.with_label(one.min(other), "and here").with_help(help));
    }
}
