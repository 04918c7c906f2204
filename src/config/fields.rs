//! Taking a document apart, key by key, with a place for everything that is wrong.
//!
//! The server refuses a key that it does not know, a value of another type and, for some keys, a
//! value left empty. The readers of the sections say which keys there are; this module says what is
//! wrong with the rest. It collects and goes on: one run reports every mistake.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Source, SourceMap, Span, Spanned};

use super::config::ROOT_KEYS;
use super::node::{Entry, Node, Number, Value};
use super::schema::{nearest, push_key, readable, shortened};

/// The server counts in 63 bits.
const INTEGERS: std::ops::RangeInclusive<i64> = -(1 << 62)..=(1 << 62) - 1;

/// Characters of foreign text that a message shows.
const SHOWN: usize = 64;

/// Findings that name the whole path to their value. To find a path takes a walk through the document, and a
/// hostile one could ask for a million.
const PATHS: usize = 200;

/// What kind of document is read, as far as messages depend on it.
pub(super) struct Format {
    /// What the whole document is called.
    pub(super) name: &'static str,
    /// Its root keys, of which one may have ended up in the wrong place.
    pub(super) root_keys: &'static [&'static str],
}

/// Free space for anchors, at the root of a configuration.
const DEFINITIONS: &str = "definitions";

const CONFIGURATION: Format = Format { name: "the configuration", root_keys: &ROOT_KEYS };

/// What the readers share: the document, the texts, and what has been found so far.
pub(super) struct Reader<'s> {
    root: &'s Node,
    format: &'static Format,
    sources: &'s SourceMap,
    found: Vec<Diagnostic>,
}

impl<'s> Reader<'s> {
    /// For a configuration.
    pub(super) fn new(root: &'s Node, sources: &'s SourceMap) -> Self {
        Reader::of(&CONFIGURATION, root, sources)
    }

    /// For a document of another format.
    pub(super) fn of(format: &'static Format, root: &'s Node, sources: &'s SourceMap) -> Self {
        Reader { root, format, sources, found: Vec::new() }
    }

    /// Whether a key is one of those that other programs ignore, written to have a place for anchors.
    fn is_for_anchors(&self, entry: &Entry) -> bool {
        let text = self.sources.get(entry.key_span.source).map_or("", Source::text);
        let behind = text.get(entry.key_span.range().end..entry.value.span.range().end).unwrap_or_default();
        entry.key.starts_with("x-") && entry.merged_at.is_none() && behind.contains('&')
    }

    /// What to call a value in a message: `` `dirs.a.tags[0]` ``. Looked for when something is wrong, so that
    /// nobody pays for it when nothing is.
    pub(super) fn subject(&self, node: &Node) -> String {
        let mut path = String::new();
        if std::ptr::eq(self.root, node) {
            return self.format.name.to_owned();
        }
        if self.found.len() < PATHS && find(self.root, node, &mut path) {
            return format!("`{}`", shortened(&path));
        }
        "the value".to_owned()
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// The warnings, or everything when there is an error. By place either way.
    pub(super) fn finish(self) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        let mut found = self.found;
        sort_by_place(&mut found);
        if found.iter().any(|one| one.severity == Severity::Error) { Err(found) } else { Ok(found) }
    }

    /// The place of the bytes `range` of a scalar's value. Exact where that can be told (see [`Node::part`]),
    /// else the whole scalar.
    pub(super) fn inside(&self, node: &Node, value: &str, range: std::ops::Range<usize>) -> Span {
        node.part(self.sources, value, range).unwrap_or(node.span)
    }
}

/// Puts findings in the order in which a reader of the files meets them.
pub(super) fn sort_by_place(found: &mut [Diagnostic]) {
    let place = |one: &Diagnostic| one.labels.first().map(|label| label.span);
    found.sort_by(|a, b| (place(a), a.code, &a.message).cmp(&(place(b), b.code, &b.message)));
}

/// Writes the way from `at` to `wanted`, which is one of the nodes below it and not merely equal to one.
fn find(at: &Node, wanted: &Node, path: &mut String) -> bool {
    if std::ptr::eq(at, wanted) {
        return true;
    }
    let before = path.len();
    let mut try_step = |step: &dyn Fn(&mut String), below: &Node| {
        path.truncate(before);
        step(path);
        find(below, wanted, path)
    };
    match &at.value {
        Value::Sequence(entries) => entries
            .iter()
            .enumerate()
            .any(|(index, below)| try_step(&|path| path.push_str(&format!("[{index}]")), below)),
        Value::Mapping(entries) => {
            entries.iter().any(|entry| try_step(&|path| push_key(path, &entry.key), &entry.value))
        }
        _ => false,
    }
}

/// A value and the key that it stands under.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    /// The value.
    pub(super) node: &'a Node,
    key: Option<&'a Entry>,
}

impl<'a> Field<'a> {
    /// The whole document.
    pub(super) fn root(node: &'a Node) -> Self {
        Field { node, key: None }
    }

    fn of(entry: &'a Entry) -> Self {
        Field { node: &entry.value, key: Some(entry) }
    }

    /// Where the value stands.
    pub(super) fn span(self) -> Span {
        self.node.span
    }

    /// Where to point when the value is at fault: at its key when it is empty, and so has no text.
    fn place(self) -> Span {
        match (&self.node.value, self.key) {
            (Value::Null, Some(entry)) => entry.key_span,
            _ => self.node.span,
        }
    }

    /// An error about the value.
    pub(super) fn error(self, code: &'static str, label: &str, message: String) -> Diagnostic {
        self.error_at(self.place(), code, label, message)
    }

    /// An error about a collection as a whole, shown at its key rather than over all of its lines.
    pub(super) fn error_at_key(self, code: &'static str, label: &str, message: String) -> Diagnostic {
        self.error_at(self.key.map_or(self.node.span, |entry| entry.key_span), code, label, message)
    }

    fn error_at(self, place: Span, code: &'static str, label: &str, message: String) -> Diagnostic {
        let found = Diagnostic::error(code, place, label, message);
        match self.key.and_then(|entry| entry.merged_at) {
            Some(merge) => found.with_label(merge, "brought in here"),
            None => found,
        }
    }

    /// A mapping whose keys the format names.
    pub(super) fn mapping(self, reader: &mut Reader<'_>) -> Option<Fields<'a>> {
        let Some(entries) = self.node.entries() else {
            self.refuse("a mapping", reader);
            return None;
        };
        Some(Fields { of: self, entries, known: Vec::new() })
    }

    /// A mapping whose keys the user chooses; empty when it is none.
    pub(super) fn members(self, reader: &mut Reader<'_>) -> impl Iterator<Item = (&'a Entry, Field<'a>)> + use<'a> {
        if self.node.entries().is_none() {
            self.refuse("a mapping", reader);
        }
        self.node.entries().unwrap_or_default().iter().map(|entry| (entry, Field::of(entry)))
    }

    /// A list; empty when it is none.
    pub(super) fn list(self, reader: &mut Reader<'_>) -> impl Iterator<Item = Field<'a>> + use<'a> {
        let entries = match &self.node.value {
            Value::Sequence(entries) => entries.as_slice(),
            _ => {
                self.refuse("a list", reader);
                &[]
            }
        };
        entries.iter().map(|node| Field { node, key: None })
    }

    /// A list of strings.
    pub(super) fn strings(self, reader: &mut Reader<'_>) -> Vec<Spanned<String>> {
        self.list(reader).filter_map(|entry| entry.string(reader)).collect()
    }

    /// A string.
    pub(super) fn text(self, reader: &mut Reader<'_>) -> Option<&'a str> {
        match &self.node.value {
            Value::String(text) => Some(text),
            _ => {
                self.refuse("a string", reader);
                None
            }
        }
    }

    /// A string with its place.
    pub(super) fn string(self, reader: &mut Reader<'_>) -> Option<Spanned<String>> {
        Some(Spanned::at(self.text(reader)?.to_owned(), self.span()))
    }

    /// `true` or `false`.
    pub(super) fn boolean(self, reader: &mut Reader<'_>) -> Option<bool> {
        match self.node.value {
            Value::Bool(value) => Some(value),
            _ => {
                self.refuse("a boolean", reader);
                None
            }
        }
    }

    /// A whole number of at most 63 bits, sign included, which is what the server can hold.
    pub(super) fn integer(self, reader: &mut Reader<'_>) -> Option<i64> {
        match self.node.value {
            Value::Number(Number::Signed(value)) if INTEGERS.contains(&value) => Some(value),
            Value::Number(Number::Signed(_) | Number::Unsigned(_)) => {
                let message = format!("{} is out of range", reader.subject(self.node));
                let found = self.error("number-out-of-range", "too large", message);
                reader.report(found.with_help(format!(
                    "The server keeps whole numbers in 63 bits: write one from {} to {}.",
                    INTEGERS.start(),
                    INTEGERS.end()
                )));
                None
            }
            _ => {
                self.refuse("a whole number", reader);
                None
            }
        }
    }

    /// One of a few words.
    pub(super) fn word(self, words: &[&'static str], reader: &mut Reader<'_>) -> Option<&'static str> {
        let text = self.text(reader)?;
        let word = words.iter().copied().find(|word| *word == text);
        if word.is_none() {
            let message = format!("{} must be one of {}", reader.subject(self.node), listed(words));
            let found = self.error("value-not-allowed", "not allowed here", message);
            reader.report(match nearest(text, words) {
                Some(meant) => found.with_help(format!("Did you mean `{meant}`?")),
                None => found,
            });
        }
        word
    }

    /// Says that the value is not what it should be.
    pub(super) fn refuse(self, wanted: &str, reader: &mut Reader<'_>) {
        let subject = reader.subject(self.node);
        let message = match self.node.value {
            Value::Null => format!("{subject} is empty and must be {wanted}"),
            Value::Number(_) if wanted == "a whole number" => format!("{subject} must be {wanted}"),
            _ => format!("{subject} must be {wanted}, not {}", self.node.kind()),
        };
        let found = self.error("wrong-type", &format!("expected {wanted}"), message);
        reader.report(match self.how_to_write(wanted) {
            Some(help) => found.with_help(help),
            None => found,
        });
    }

    fn how_to_write(self, wanted: &str) -> Option<&'static str> {
        match (&self.node.value, wanted) {
            (Value::Null, "a mapping") if self.key.is_some() => Some("Write `{}` for the defaults, or leave it out."),
            (Value::Null, "a mapping") => Some(
                "A file that holds only comments is an empty document, which the server refuses. Write `{}` or delete \
                 the file.",
            ),
            (Value::Null, _) => Some("Give it a value, or leave it out: left empty, it is an error and no default."),
            (Value::String(_), "a boolean") => {
                Some("Only `true` and `false`, without quotes, are booleans; `yes`, `no`, `on` and `off` are strings.")
            }
            (Value::String(_), "a whole number") => Some("Write the number without quotes."),
            (Value::Number(Number::Float(_)), "a whole number") => Some("Write it without a point and an exponent."),
            (Value::Number(_) | Value::Bool(_), "a string") => Some("Put it in quotes."),
            (Value::String(_), "a list") => Some("Put it in brackets: `[…]`."),
            _ => None,
        }
    }
}

/// The keys of one mapping. Which keys exist is what has been asked for by the time of
/// [`Fields::finish`].
pub(super) struct Fields<'a> {
    of: Field<'a>,
    entries: &'a [Entry],
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    fn take(&mut self, key: &'static str) -> Option<Field<'a>> {
        self.known.push(key);
        self.entries.iter().find(|entry| entry.key == key).map(Field::of)
    }

    /// A key without a default of its own in the format: written but left empty, it counts as not written.
    pub(super) fn optional(&mut self, key: &'static str) -> Option<Field<'a>> {
        self.take(key).filter(|field| field.node.value != Value::Null)
    }

    /// A key with a default in the format: left empty, it is an error.
    pub(super) fn defaulted(&mut self, key: &'static str) -> Option<Field<'a>> {
        self.take(key)
    }

    /// A key that has to be there.
    pub(super) fn required(&mut self, key: &'static str, reader: &mut Reader<'_>) -> Option<Field<'a>> {
        let field = self.take(key);
        if field.is_none() {
            let message = format!("{} has no `{key}`", reader.subject(self.of.node));
            let found = self.of.error_at_key("missing-key", &format!("needs `{key}`"), message);
            reader.report(found.with_help(format!("Add `{key}`; it has no default.")));
        }
        field
    }

    /// A boolean with a default. An unusable one has been reported and stands as the default.
    pub(super) fn flag(&mut self, key: &'static str, default: bool, reader: &mut Reader<'_>) -> bool {
        self.defaulted(key).and_then(|field| field.boolean(reader)).unwrap_or(default)
    }

    /// Whether the key is written, empty or not.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key)
    }

    /// Where the key stands, if it is written.
    pub(super) fn key_span(&self, key: &str) -> Option<Span> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| entry.key_span)
    }

    /// Keys that are part of the format and read elsewhere or not at all.
    pub(super) fn leave(&mut self, keys: &[&'static str]) {
        self.known.extend_from_slice(keys);
    }

    /// Reports the keys that nobody asked for.
    pub(super) fn finish(self, reader: &mut Reader<'_>) {
        for entry in self.entries.iter().filter(|entry| !self.known.contains(&entry.key.as_str())) {
            let owner = match self.of.key {
                None if std::ptr::eq(self.of.node, reader.root) => String::new(),
                _ => format!(" in {}", reader.subject(self.of.node)),
            };
            let message = format!("unknown key `{}`{owner}", readable(&entry.key));
            let mut found = Diagnostic::error("unknown-key", entry.key_span, "not a key here", message);
            if let Some(merge) = entry.merged_at {
                found = found.with_label(merge, "brought in here");
            }
            let key = entry.key.as_str();
            let misplaced = reader.format.root_keys.contains(&key) && nearest(key, &self.known).is_none();
            reader.report(found.with_help(if misplaced {
                format!("`{key}` belongs at the top level: check the indentation.")
            } else if reader.is_for_anchors(entry) && self.known.contains(&DEFINITIONS) {
                format!("Put shared anchors under `{DEFINITIONS}`, where anything may stand.")
            } else {
                guess(key, &self.known)
            }));
        }
    }
}

/// The sentence that offers the nearest of `known` for the key `written`, or names them all.
pub(super) fn guess(written: &str, known: &[&str]) -> String {
    if let Some(near) = nearest(written, known) {
        return format!("Did you mean `{near}`?");
    }
    let mut known = known.to_vec();
    known.sort_unstable();
    known.dedup();
    format!("Known keys here: {}.", listed(&known))
}

/// Names in backticks, separated by commas.
fn listed(names: &[&str]) -> String {
    format!("`{}`", names.join("`, `"))
}

/// Foreign text as a message may show it: bounded, and on one line.
pub(super) fn shown(text: &str) -> String {
    let escaped = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    let start: String = text.chars().take(SHOWN).map(escaped).collect();
    if text.chars().nth(SHOWN).is_some() { format!("{start}…") } else { start }
}
