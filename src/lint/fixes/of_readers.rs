//! What to write in place of what a reader does not take, where that can be said exactly.
//!
//! No server reads a file with such a mistake, so there is no decision to change: these fixes are safe where what was
//! meant is beyond doubt, and suggested where it is a guess or where the server did read the file. A value that an alias
//! or a merge key brought in is left alone, because it stands somewhere else for other reasons too.

use std::collections::HashMap;

use super::super::finding::{Edit, Fix};
use super::super::run::Linted;
use super::unquoted;
use crate::config::node::{Node, Value};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, SourceMap, Span};

/// One for each thing that the readers said, in that order.
pub(in crate::lint) fn of_readers(linted: &Linted, sources: &SourceMap) -> Vec<Option<Fix>> {
    if linted.said.is_empty() {
        return Vec::new();
    }
    let scalars = linted.document.as_ref().map(|document| Scalars::of(document.root())).unwrap_or_default();
    let fixed = |said: &Diagnostic| {
        let span = said.labels.first()?.span;
        let text = sources.get(span.source).map(Source::text)?;
        of_code(&Place { said, span, text, scalars: &scalars })
    };
    linted.said.iter().map(fixed).collect()
}

/// Scalars by place. `None` for a place that more than one value was read from, which takes an alias.
#[derive(Default)]
struct Scalars<'a>(HashMap<Span, Option<&'a Value>>);

impl<'a> Scalars<'a> {
    fn of(root: &'a Node) -> Scalars<'a> {
        let mut found = Scalars::default();
        let mut pending = vec![root];
        while let Some(node) = pending.pop() {
            match &node.value {
                Value::Sequence(items) => pending.extend(items),
                Value::Mapping(entries) => pending.extend(entries.iter().map(|entry| &entry.value)),
                scalar => {
                    found.0.entry(node.span).and_modify(|known| *known = None).or_insert(Some(scalar));
                }
            }
        }
        found
    }
}

/// A mistake and where it stands.
struct Place<'a> {
    said: &'a Diagnostic,
    span: Span,
    text: &'a str,
    scalars: &'a Scalars<'a>,
}

fn of_code(place: &Place<'_>) -> Option<Fix> {
    match place.said.code {
        "yaml-syntax" => unquoted::quoted(place.text, place.said),
        "unsupported-version" => place.number().and_then(|_| place.in_quotes()),
        "wrong-type" => wrong_type(place),
        "key-not-string" => key(place),
        "quoted-merge-key" => {
            Some(Fix::safe("write the merge key without quotes", vec![replaced(place.span, "<<".to_owned())]))
        }
        "byte-order-mark" if place.span.start == 0 => {
            Some(Fix::suggested("delete the byte order mark", vec![replaced(place.span, String::new())]))
        }
        _ => meant(place),
    }
}

/// The readers say beside the place what they expected there.
fn wrong_type(place: &Place<'_>) -> Option<Fix> {
    match (place.said.labels.first()?.text.as_str(), place.scalar()?) {
        ("expected a boolean", Value::String(word)) => boolean(place, word),
        ("expected a string", Value::Number(_) | Value::Bool(_)) => place.in_quotes(),
        ("expected a whole number", Value::String(number)) => whole_number(place, number),
        ("expected a list", Value::String(entry)) => list(place, entry),
        _ => None,
    }
}

fn boolean(place: &Place<'_>, word: &str) -> Option<Fix> {
    let meant = match word.to_ascii_lowercase().as_str() {
        "yes" | "y" | "on" | "true" => "true",
        "no" | "n" | "off" | "false" => "false",
        _ => return None,
    };
    let edit = replaced(place.span, meant.to_owned());
    place.is_one_line().then(|| Fix::safe(format!("write `{meant}`"), vec![edit]))
}

fn whole_number(place: &Place<'_>, number: &str) -> Option<Fix> {
    let digits = number.strip_prefix('-').unwrap_or(number);
    let canonical = digits == "0" || digits.starts_with(|first: char| ('1'..='9').contains(&first));
    let is_number = canonical && digits.len() < 19 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let quoted = place.snippet().len() == number.len() + 2;
    let edit = replaced(place.span, number.to_owned());
    (is_number && quoted).then(|| Fix::safe("write the number without quotes", vec![edit]))
}

/// Only an entry that is one for certain: a blank or a comma could mean that several were meant.
fn list(place: &Place<'_>, entry: &str) -> Option<Fix> {
    let splits = |c: char| c.is_whitespace() || "[]{},#".contains(c);
    if entry.is_empty() || entry.contains(splits) || !place.is_one_line() {
        return None;
    }
    let around = vec![inserted(place.span.start, place.span, "["), inserted(place.span.end, place.span, "]")];
    Some(Fix::safe("put it into a list", around))
}

/// The server writes such a key as text. So does this, where it is spelt as the server would.
fn key(place: &Place<'_>) -> Option<Fix> {
    let written = place.snippet();
    let number = written.strip_prefix('-').unwrap_or(written);
    let canonical = number.len() < 19
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && (number == "0" || !number.starts_with('0'));
    (matches!(written, "true" | "false") || canonical && !number.is_empty() && written != "-0")
        .then(|| place.quotes("quote the key"))
}

/// What the help asks for as `Did you mean …?`. A guess, and so never made without asking.
fn meant(place: &Place<'_>) -> Option<Fix> {
    let (_, behind) = place.said.help.as_deref()?.split_once("Did you mean `")?;
    let (word, _) = behind.split_once("`?")?;
    if !place.is_one_line() || place.said.labels.len() != 1 {
        return None;
    }
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "_-:/.".contains(c));
    let replacement = match place.snippet().chars().next()? {
        quote @ ('\'' | '"') => format!("{quote}{word}{quote}"),
        _ if plain => word.to_owned(),
        _ => format!("'{}'", word.replace('\'', "''")),
    };
    Some(Fix::suggested(format!("write `{word}`"), vec![trimmed(place.snippet(), replaced(place.span, replacement))]))
}

/// The edit of `old` without what it has in common with it at both ends.
fn trimmed(old: &str, edit: Edit) -> Edit {
    let new = edit.replacement.as_str();
    let common = old.chars().zip(new.chars()).take_while(|(one, other)| one == other);
    let start: usize = common.map(|(c, _)| c.len_utf8()).sum();
    let (old, new) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let common = old.chars().rev().zip(new.chars().rev()).take_while(|(one, other)| one == other);
    let end: usize = common.map(|(c, _)| c.len_utf8()).sum();
    let replacement = new.get(..new.len() - end).unwrap_or_default().to_owned();
    let range = edit.span.range();
    Edit { span: Span::new(edit.span.source, range.start + start, range.end - end), replacement }
}

impl Place<'_> {
    fn snippet(&self) -> &str {
        self.text.get(self.span.range()).unwrap_or_default()
    }

    /// Plain or in quotes, and on one line. A block scalar starts with its indicator.
    fn is_one_line(&self) -> bool {
        let snippet = self.snippet();
        !snippet.is_empty() && !snippet.contains(['\n', '\r']) && !snippet.starts_with(['|', '>'])
    }

    /// The scalar that stands here, if it stands here alone: without an alias to it, a merge key that brought it in, an
    /// anchor or a tag.
    fn scalar(&self) -> Option<&Value> {
        let before = self.text.get(..self.span.start as usize)?;
        let line = before.rsplit(['\n', '\r']).next()?;
        let word = line.split_ascii_whitespace().next_back().unwrap_or_default();
        let alone = self.said.labels.len() == 1 && !word.starts_with(['&', '!']);
        self.scalars.0.get(&self.span).copied().flatten().filter(|_| alone)
    }

    fn number(&self) -> Option<&Value> {
        let is_one = |value: &&Value| matches!(value, Value::Number(number) if *number == crate::config::node::Number::Signed(1));
        self.scalar().filter(is_one)
    }

    /// The plain scalar in quotes.
    fn in_quotes(&self) -> Option<Fix> {
        let plain = self.snippet().chars().all(|c| c.is_ascii_alphanumeric() || "+-._".contains(c));
        (plain && self.is_one_line()).then(|| self.quotes("quote the text"))
    }

    fn quotes(&self, message: &str) -> Fix {
        Fix::safe(message, vec![inserted(self.span.start, self.span, "\""), inserted(self.span.end, self.span, "\"")])
    }
}

fn replaced(span: Span, replacement: String) -> Edit {
    Edit { span, replacement }
}

/// Text put in at a byte of the source that `of` is in.
pub(super) fn inserted(at: u32, of: Span, text: &str) -> Edit {
    Edit { span: Span { start: at, end: at, ..of }, replacement: text.to_owned() }
}
