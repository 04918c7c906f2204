//! Reading an answer: every value with the path at which it stands.
//!
//! A field that is missing, null or of another type is an error that names its path and quotes nothing. There is no
//! default anywhere: what the documentation says can be missing is asked for by another name.

use std::fmt;

use serde_json::Value as Json;

use crate::forge::trouble::Trouble;

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Misread(String);

impl Misread {
    /// Something that is wrong in other words than a type.
    pub(super) fn new(what: impl Into<String>) -> Misread {
        Misread(what.into())
    }

    /// As what happened to a request.
    pub(super) fn of(self, asked: &str) -> Trouble {
        Trouble::Unreadable { asked: asked.to_owned(), why: self.0 }
    }
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    value: &'a Json,
    path: String,
}

impl<'a> Place<'a> {
    /// The whole answer.
    pub(super) fn root(value: &'a Json) -> Place<'a> {
        Place { value, path: String::new() }
    }

    /// A part of an answer, which stands at `path`.
    pub(super) fn at(value: &'a Json, path: &str) -> Place<'a> {
        Place { value, path: path.to_owned() }
    }

    /// That this place holds no `wanted`.
    pub(super) fn not(&self, wanted: &str) -> Misread {
        let path = if self.path.is_empty() { "the answer" } else { &self.path };
        let found = if self.value.is_null() { "is null, not" } else { "is not" };
        Misread(format!("{path} {found} {wanted}"))
    }

    /// A field, null or not. It has to be there.
    pub(super) fn field(&self, name: &str) -> Result<Place<'a>, Misread> {
        let object = self.value.as_object().ok_or_else(|| self.not("an object"))?;
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        match object.get(name) {
            Some(value) => Ok(Place { value, path }),
            None => Err(Misread(format!("{path} is missing"))),
        }
    }

    /// A field of a field of a field.
    pub(super) fn path(&self, names: &[&str]) -> Result<Place<'a>, Misread> {
        names.iter().try_fold(self.clone(), |place, name| place.field(name))
    }

    /// A field that may be null, and has to be there: what GraphQL calls nullable.
    pub(super) fn nullable(&self, name: &str) -> Result<Option<Place<'a>>, Misread> {
        self.field(name).map(Place::unless_null)
    }

    /// A field that may be null or missing: what REST calls optional.
    pub(super) fn optional(&self, name: &str) -> Result<Option<Place<'a>>, Misread> {
        let object = self.value.as_object().ok_or_else(|| self.not("an object"))?;
        if object.contains_key(name) { self.nullable(name) } else { Ok(None) }
    }

    /// The place, unless null stands there.
    pub(super) fn unless_null(self) -> Option<Place<'a>> {
        (!self.value.is_null()).then_some(self)
    }

    /// A text that is not empty: no name, commit or word is.
    pub(super) fn text(&self) -> Result<&'a str, Misread> {
        self.value.as_str().filter(|text| !text.is_empty()).ok_or_else(|| self.not("a text"))
    }

    /// The full number of a commit: 40 or 64 hexadecimal digits.
    pub(super) fn commit(&self) -> Result<String, Misread> {
        let commit = self.text()?;
        let is_one = matches!(commit.len(), 40 | 64) && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_one.then(|| commit.to_owned()).ok_or_else(|| self.not("a commit"))
    }

    /// True or false.
    pub(super) fn boolean(&self) -> Result<bool, Misread> {
        self.value.as_bool().ok_or_else(|| self.not("true or false"))
    }

    /// A number of things.
    pub(super) fn count(&self) -> Result<u64, Misread> {
        self.value.as_u64().ok_or_else(|| self.not("a count"))
    }

    /// A point in time in UTC, in a form that sorts.
    pub(super) fn time(&self) -> Result<String, Misread> {
        let text = self.text()?;
        let whole = text.strip_suffix('Z').map(|text| text.split_once('.').unwrap_or((text, "")));
        let (seconds, fraction) =
            whole.filter(|(seconds, _)| is_date_time(seconds)).ok_or_else(|| self.not("a time"))?;
        if fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(self.not("a time"));
        }
        Ok(format!("{seconds}.{fraction:0<9}"))
    }

    /// The items of a list.
    pub(super) fn items(&self) -> Result<Vec<Place<'a>>, Misread> {
        let items = self.value.as_array().ok_or_else(|| self.not("a list"))?;
        let place = |(at, value)| Place { value, path: format!("{}[{at}]", self.path) };
        Ok(items.iter().enumerate().map(place).collect())
    }

    /// The value itself, to be kept.
    pub(super) fn value(&self) -> &'a Json {
        self.value
    }
}

/// `2026-01-31T23:59:59`
fn is_date_time(text: &str) -> bool {
    const FORM: &[u8] = b"0000-00-00T00:00:00";
    let fits = |(byte, form): (u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { byte == *form };
    text.len() == FORM.len() && text.bytes().zip(FORM).all(fits)
}

/// The JSON of a body.
pub(super) fn json(body: &[u8]) -> Result<Json, Misread> {
    crate::forge::json::read(body).map_err(|why| Misread(format!("it {why}")))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use serde_json::json;

    use super::*;

    #[test]
    fn what_does_not_fit_is_named_and_not_quoted() {
        let answer = json!({"a": {"b": [1, {"c": null}], "empty": "", "secret": "hunter2"}});
        let a = Place::root(&answer).field("a").unwrap();
        let said = |result: Result<_, Misread>| result.map(|_: String| ()).unwrap_err().to_string();
        let text = |place: Result<Place<'_>, Misread>| said(place.and_then(|place| place.text().map(str::to_owned)));
        assert_eq!(text(a.field("x")), "a.x is missing");
        assert_eq!(text(a.field("empty")), "a.empty is not a text");
        let items = a.field("b").unwrap().items().unwrap();
        let [_, second] = items.as_slice() else { unreachable!() };
        assert_eq!(text(second.field("c")), "a.b[1].c is null, not a text");
        assert_eq!(text(Place::root(&answer).path(&["a", "b", "c"])), "a.b is not an object");
        assert_eq!(said(a.field("secret").unwrap().commit()), "a.secret is not a commit");
        assert_eq!(said(Place::root(&json!(7)).time()), "the answer is not a text");
    }

    #[test]
    fn null_and_missing_are_told_apart() {
        let answer = json!({"null": null});
        let root = Place::root(&answer);
        assert!(root.nullable("null").unwrap().is_none());
        assert!(root.nullable("gone").is_err());
        assert!(root.optional("null").unwrap().is_none());
        assert!(root.optional("gone").unwrap().is_none());
    }

    #[test]
    fn times_sort() {
        let time = |text: &str| Place::root(&json!(text)).time();
        assert!(time("2026-01-02T03:04:05Z").unwrap() < time("2026-01-02T03:04:05.1Z").unwrap());
        assert_eq!(time("2026-01-02T03:04:05Z").unwrap(), time("2026-01-02T03:04:05.000Z").unwrap());
        for text in ["2026-01-02", "2026-01-02T03:04:05", "2026-01-02T03:04:05+01:00", "2026-01-02T03:04:05.xZ", "Z"] {
            assert!(time(text).is_err(), "{text}");
        }
    }
}
