//! A configuration the way it reaches the program: as the text of a document.

use std::fmt::Write as _;

use serde_json::Value as Json;
use whomay::config::Config;
use whomay::config::document::{Document, Reading};
use whomay::source::SourceMap;

/// What came of reading a configuration.
pub(crate) enum Read {
    /// A configuration.
    Valid(Box<Config>),
    /// None. What was said, one text for each error: the message and what the place it points to holds.
    Refused(Vec<String>),
}

/// Writes `config` out as text and reads that.
///
/// The error is a fault on the way: the text cannot be read, or read says something else.
pub(crate) fn read(config: &Json) -> Result<Read, String> {
    let mut text = String::new();
    write(config, &mut text);
    let mut sources = SourceMap::new();
    let document = match Document::read(&mut sources, "config.yml", text.as_bytes(), None) {
        Ok(Reading::Document(document)) => document,
        Ok(Reading::Empty(_)) => return Err("the text was taken for empty".to_owned()),
        Err(found) => {
            let messages: Vec<String> = found.into_iter().map(|one| one.message).collect();
            return Err(format!("the text was not read: {messages:?}"));
        }
    };
    if document.root().to_json() != *config {
        return Err(format!("the text was read as {}", document.root().to_json()));
    }
    Ok(match Config::from_node(document.root(), &sources) {
        Ok(valid) => Read::Valid(Box::new(valid.config)),
        Err(found) => Read::Refused(
            found
                .into_iter()
                .map(|one| {
                    let places = one.labels.iter().filter_map(|label| text.get(label.span.range()));
                    format!("{} {}", one.message, places.collect::<Vec<_>>().join(" "))
                })
                .collect(),
        ),
    })
}

/// JSON is YAML but for how it escapes what is not ASCII: YAML knows no surrogate pairs. A key goes on a
/// line of its own behind a `?` because YAML wants short ones otherwise.
fn write(json: &Json, text: &mut String) {
    match json {
        Json::Array(entries) => list(('[', ']'), entries, text, write),
        Json::Object(members) => list(('{', '}'), members, text, |(key, value), text| {
            text.push_str("? ");
            quote(key, text);
            text.push_str(" : ");
            write(value, text);
        }),
        Json::String(string) => quote(string, text),
        other => text.push_str(&other.to_string()),
    }
}

fn list<T>(
    (open, close): (char, char),
    entries: impl IntoIterator<Item = T>,
    text: &mut String,
    mut entry: impl FnMut(T, &mut String),
) {
    text.push(open);
    for (at, one) in entries.into_iter().enumerate() {
        text.push_str(if at == 0 { "" } else { ", " });
        entry(one, text);
    }
    text.push(close);
}

fn quote(string: &str, text: &mut String) {
    text.push('"');
    for character in string.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            ' '..='~' => text.push(character),
            other => {
                let code = u32::from(other);
                // Writing to a string does not fail.
                let _ = if code <= 0xffff { write!(text, "\\u{code:04x}") } else { write!(text, "\\U{code:08x}") };
            }
        }
    }
    text.push('"');
}

#[test]
fn every_string_and_key_survives_the_way_through_text() {
    let long = "k".repeat(5000);
    let strings =
        ["", "a\"b\\c", "\u{0}\u{1f}\u{7f}\u{85}\u{a0}", "é\u{2028}\u{feff}\u{1f600}", "a\n b\t", "- x: #", &long];
    let all: Json = strings.iter().map(|string| ((*string).to_owned(), Json::from(*string))).collect();
    let wrapped = serde_json::json!({ "definitions": [all, -1, 1.5, u64::MAX, true, null, [], {}] });
    assert!(matches!(read(&wrapped), Ok(Read::Valid(_))));
}
