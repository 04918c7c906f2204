//! Reading an answer: every value is asked for by its name, and what is missing or of another kind is an error that
//! names its place.
//!
//! GitLab leaves fields out by edition, by version and by the token's rights. So a field that may be missing is asked
//! for with [`Part::optional`], where what its absence means has to be written down; everything else has to be there.

use serde_json::Value as Json;

use crate::forge::trouble::Trouble;

/// A value in an answer, and how to speak of it.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    asked: &'a str,
    place: String,
    value: &'a Json,
}

impl<'a> Part<'a> {
    /// The whole answer to what was `asked`.
    pub(super) fn whole(asked: &'a str, value: &'a Json) -> Part<'a> {
        Part { asked, place: String::new(), value }
    }

    /// An item of a list that came in pages.
    pub(super) fn item(asked: &'a str, at: usize, value: &'a Json) -> Part<'a> {
        Part { asked, place: format!("[{at}]"), value }
    }

    /// A field that has to be there and not be null.
    ///
    /// # Errors
    ///
    /// It is not there, null, or this is no object.
    pub(super) fn field(&self, name: &str) -> Result<Part<'a>, Trouble> {
        self.nullable(name)?.ok_or_else(|| self.below(name, self.value).wrong("is null"))
    }

    /// A field that has to be there. `None` when it is null.
    ///
    /// # Errors
    ///
    /// It is not there, or this is no object.
    pub(super) fn nullable(&self, name: &str) -> Result<Option<Part<'a>>, Trouble> {
        let fields = self.value.as_object().ok_or_else(|| self.wrong("is not an object"))?;
        let value = fields.get(name).ok_or_else(|| self.below(name, self.value).wrong("is missing"))?;
        Ok((!value.is_null()).then(|| self.below(name, value)))
    }

    /// A field that GitLab documents as one that can be missing, or is known to leave out. `None` also when it is null.
    ///
    /// # Errors
    ///
    /// This is no object.
    pub(super) fn optional(&self, name: &str) -> Result<Option<Part<'a>>, Trouble> {
        let fields = self.value.as_object().ok_or_else(|| self.wrong("is not an object"))?;
        Ok(fields.get(name).filter(|value| !value.is_null()).map(|value| self.below(name, value)))
    }

    /// Whether there is no such field at all. One that is null is there.
    ///
    /// # Errors
    ///
    /// This is no object.
    pub(super) fn lacks(&self, name: &str) -> Result<bool, Trouble> {
        let fields = self.value.as_object().ok_or_else(|| self.wrong("is not an object"))?;
        Ok(!fields.contains_key(name))
    }

    /// A text, not empty.
    ///
    /// # Errors
    ///
    /// It is something else.
    pub(super) fn text(&self) -> Result<&'a str, Trouble> {
        let text = self.value.as_str().ok_or_else(|| self.wrong("is not a text"))?;
        if text.is_empty() { Err(self.wrong("is empty")) } else { Ok(text) }
    }

    /// A text, which may be empty.
    ///
    /// # Errors
    ///
    /// It is something else.
    pub(super) fn text_or_empty(&self) -> Result<&'a str, Trouble> {
        self.value.as_str().ok_or_else(|| self.wrong("is not a text"))
    }

    /// A commit: its full name in hexadecimal digits.
    ///
    /// # Errors
    ///
    /// It is something else.
    pub(super) fn commit(&self) -> Result<&'a str, Trouble> {
        let text = self.text()?;
        let full = matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if full { Ok(text) } else { Err(self.wrong("is not the full name of a commit")) }
    }

    /// A truth value.
    ///
    /// # Errors
    ///
    /// It is something else.
    pub(super) fn flag(&self) -> Result<bool, Trouble> {
        self.value.as_bool().ok_or_else(|| self.wrong("is not true or false"))
    }

    /// A number without sign: an id, a count.
    ///
    /// # Errors
    ///
    /// It is something else.
    pub(super) fn number(&self) -> Result<u64, Trouble> {
        self.value.as_u64().ok_or_else(|| self.wrong("is not a number"))
    }

    /// A number.
    ///
    /// # Errors
    ///
    /// It is something else.
    pub(super) fn signed(&self) -> Result<i64, Trouble> {
        self.value.as_i64().ok_or_else(|| self.wrong("is not a number"))
    }

    /// The items of a list.
    ///
    /// # Errors
    ///
    /// It is something else.
    pub(super) fn items(&self) -> Result<Vec<Part<'a>>, Trouble> {
        let items = self.value.as_array().ok_or_else(|| self.wrong("is not a list"))?;
        let part = |(at, value)| Part { asked: self.asked, place: format!("{}[{at}]", self.place), value };
        Ok(items.iter().enumerate().map(part).collect())
    }

    /// That this value is not what it should be. `how` follows its name: "is null".
    pub(super) fn wrong(&self, how: &str) -> Trouble {
        let place = if self.place.is_empty() { "it" } else { &self.place };
        Trouble::Unreadable { asked: self.asked.to_owned(), why: format!("{place} {how}") }
    }

    fn below(&self, name: &str, value: &'a Json) -> Part<'a> {
        let place = if self.place.is_empty() { name.to_owned() } else { format!("{}.{name}", self.place) };
        Part { asked: self.asked, place, value }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed setup is a failed test")]

    use serde_json::json;

    use super::*;

    fn why<T: std::fmt::Debug>(read: Result<T, Trouble>) -> String {
        match read.unwrap_err() {
            Trouble::Unreadable { asked, why } => {
                assert_eq!(asked, "GET /x");
                why
            }
            other => other.to_string(),
        }
    }

    #[test]
    fn what_is_wrong_has_a_place() {
        let body = json!({"a": {"b": null, "c": "", "d": [1, {"e": "x"}]}});
        let a = Part::whole("GET /x", &body).field("a").unwrap();
        assert_eq!(why(a.field("b")), "a.b is null");
        assert_eq!(why(a.field("z")), "a.z is missing");
        assert_eq!(why(a.field("c").unwrap().text()), "a.c is empty");
        assert_eq!(why(a.flag()), "a is not true or false");
        let items = a.field("d").unwrap().items().unwrap();
        assert_eq!(why(items.first().unwrap().field("e")), "a.d[0] is not an object");
        assert_eq!(why(items.last().unwrap().field("e").unwrap().number()), "a.d[1].e is not a number");
        assert_eq!(why(Part::whole("GET /x", &body).items()), "it is not a list");
    }

    #[test]
    fn missing_and_null_are_told_apart_where_it_matters() {
        let body = json!({"null": null, "there": 1});
        let whole = Part::whole("GET /x", &body);
        assert!(whole.nullable("null").unwrap().is_none());
        assert_eq!(why(whole.nullable("missing")), "missing is missing");
        assert!(whole.optional("null").unwrap().is_none());
        assert!(whole.optional("missing").unwrap().is_none());
        assert_eq!(whole.optional("there").unwrap().unwrap().number().unwrap(), 1);
    }

    #[test]
    fn a_commit_is_a_full_name() {
        for (text, good) in
            [("a".repeat(40), true), ("0".repeat(64), true), ("a".repeat(39), false), ("g".repeat(40), false)]
        {
            let body = json!(text);
            assert_eq!(Part::whole("GET /x", &body).commit().is_ok(), good, "{text}");
        }
    }
}
