//! Two readings of one text, walked together: places from the events, values from the server's reader.
//!
//! At each step both must agree on kind, length, order of keys and text; only then does a value get
//! its place. A disagreement would mean that we cannot say what the server reads, so it ends the
//! matter with an error of its own.

use super::aliases::Aliases;
use super::events::{Event, Kind, Properties, Style};
use super::server;
use super::syntax::{self, Written};
use super::tree::{Branch, Pair, Tree};
use super::{MAX_DEPTH, MAX_SAID, Text};
use crate::config::node::{Entry, Node, Number, Value};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use std::ops::Range;

/// Where the two readings part.
#[derive(Debug)]
pub(super) struct Mismatch {
    pub(super) at: Range<usize>,
}

/// A tree with the server's values, and what there is to say about it.
pub(super) struct Paired {
    pub(super) tree: Tree,
    pub(super) warnings: Vec<Diagnostic>,
    /// What the server reads but we refuse.
    pub(super) errors: Vec<Diagnostic>,
}

/// The error that a mismatch becomes.
pub(super) fn ambiguous(text: Text<'_>, mismatch: Mismatch) -> Diagnostic {
    let message = "two readings of this file differ, so it is not certain what the server would read";
    Diagnostic::error("ambiguous-document", text.span(&mismatch.at), "they part here", message)
        .with_help("Write this part in plain YAML, and please report the file: it should not happen.")
}

/// Walks events and `value`, which has not been merged yet.
pub(super) fn pair(
    text: Text<'_>,
    events: &[Event],
    aliases: &Aliases,
    value: &server::Value,
) -> Result<Paired, Mismatch> {
    if events.is_empty() {
        // Comments alone: no document at all, which the server reads as null.
        let tree = Tree { span: text.span(&(0..0)), branch: Branch::Leaf(Value::Null) };
        return match value {
            server::Value::Null => Ok(Paired { tree, warnings: Vec::new(), errors: Vec::new() }),
            _ => Err(Mismatch { at: 0..0 }),
        };
    }
    let mut walk = Walk { text, events, aliases, followed: 0, warnings: Vec::new(), errors: Vec::new() };
    let mut at = 0;
    let (tree, site) = walk.node(&mut at, value, 0)?;
    if at != events.len() {
        return Err(Mismatch { at: site });
    }
    Ok(Paired { tree, warnings: walk.warnings, errors: walk.errors })
}

struct Walk<'a> {
    text: Text<'a>,
    events: &'a [Event],
    aliases: &'a Aliases,
    /// How many aliases lead here. What they stand for was walked, and spoken about, before.
    followed: usize,
    warnings: Vec<Diagnostic>,
    errors: Vec<Diagnostic>,
}

impl<'a> Walk<'a> {
    /// The node whose first event is at `at`, which is moved behind its last one. Also the bytes that
    /// the node takes where it is used; for an alias these are the alias.
    fn node(&mut self, at: &mut usize, value: &server::Value, depth: usize) -> Result<(Tree, Range<usize>), Mismatch> {
        let events = self.events;
        let event = events.get(*at).ok_or(Mismatch { at: 0..0 })?;
        // The resolved aliases are within the limit already; this keeps the recursion so by itself.
        if depth > MAX_DEPTH {
            return Err(Mismatch { at: event.range.clone() });
        }
        if let Kind::Alias(_) = event.kind {
            let mut target = *self.aliases.targets.get(at).ok_or(Mismatch { at: event.range.clone() })?;
            *at += 1;
            self.followed += 1;
            let (tree, _) = self.node(&mut target, value, depth)?;
            self.followed -= 1;
            return Ok((tree, event.range.clone()));
        }
        let Some(name) = event.kind.properties().and_then(Properties::local_tag) else {
            let (tree, written) = self.content(at, event, value, depth)?;
            return Ok((tree, written.site));
        };
        match value {
            server::Value::Tagged(tagged) if tagged.tag == *name => {
                let (inner, written) = self.content(at, event, &tagged.value, depth)?;
                Ok((self.tagged(written_tag(tagged), &written, inner), written.site))
            }
            _ => Err(Mismatch { at: event.range.clone() }),
        }
    }

    fn tagged(&mut self, name: String, written: &Written, value: Tree) -> Tree {
        let name_span = self.text.span(&written.tag);
        if self.speaks(&self.warnings) {
            self.warnings.push(local_tag(&name, name_span));
        }
        let start = written.tag.start.min(written.content.start);
        let span = self.text.span(&(start..written.content.end));
        Tree { span, branch: Branch::Tagged { name, name_span, value: Box::new(value) } }
    }

    fn content(
        &mut self,
        at: &mut usize,
        event: &Event,
        value: &server::Value,
        depth: usize,
    ) -> Result<(Tree, Written), Mismatch> {
        let mut written = syntax::written(self.text.text, event);
        *at += 1;
        let branch = match (&event.kind, value) {
            (Kind::Scalar { properties, text, style }, value) => self
                .leaf(properties, text, *style, value, &written)
                .map(Branch::Leaf)
                .ok_or(Mismatch { at: event.range.clone() })?,
            (Kind::SequenceStart(_), server::Value::Sequence(items)) => {
                Branch::Sequence(self.items(at, items, &mut written, depth + 1)?)
            }
            (Kind::MappingStart(_), server::Value::Mapping(entries)) => {
                Branch::Mapping(self.pairs(at, entries, &mut written, depth + 1)?)
            }
            _ => return Err(Mismatch { at: event.range.clone() }),
        };
        Ok((Tree { span: self.text.span(&written.content), branch }, written))
    }

    /// Text must be equal. Anything else can only come from a scalar that is plain or has a type tag.
    fn leaf(
        &mut self,
        properties: &Properties,
        text: &str,
        style: Style,
        value: &server::Value,
        written: &Written,
    ) -> Option<Value> {
        if let server::Value::String(string) = value {
            return (string == text).then(|| Value::String(string.clone()));
        }
        if style != Style::Plain && !properties.has_core_tag() {
            return None;
        }
        match value {
            server::Value::Null => matches!(text, "" | "~" | "null" | "Null" | "NULL").then_some(Value::Null),
            server::Value::Bool(boolean) => {
                text.eq_ignore_ascii_case(if *boolean { "true" } else { "false" }).then_some(Value::Bool(*boolean))
            }
            server::Value::Number(number) => Some(self.number(number, text, written)),
            _ => None,
        }
    }

    fn number(&mut self, number: &server::Number, text: &str, written: &Written) -> Value {
        if let Some(value) = finite(number) {
            return Value::Number(value);
        }
        if self.speaks(&self.warnings) {
            let message = format!("JSON has no `{text}`, so the server reads null here");
            self.warnings.push(
                Diagnostic::warning("number-becomes-null", self.text.span(&written.content), "read as null", message)
                    .with_help("Write a number, or quote the text."),
            );
        }
        Value::Null
    }

    fn speaks(&self, said: &[Diagnostic]) -> bool {
        self.followed == 0 && said.len() < MAX_SAID
    }

    fn items(
        &mut self,
        at: &mut usize,
        values: &[server::Value],
        written: &mut Written,
        depth: usize,
    ) -> Result<Vec<Tree>, Mismatch> {
        let mut items = Vec::with_capacity(values.len());
        for value in values {
            let (item, site) = self.node(at, value, depth)?;
            written.extend_to(&site);
            items.push(item);
        }
        self.end(at, &Kind::SequenceEnd, written)?;
        Ok(items)
    }

    fn pairs(
        &mut self,
        at: &mut usize,
        entries: &server::Mapping,
        written: &mut Written,
        depth: usize,
    ) -> Result<Vec<Pair>, Mismatch> {
        let mut pairs = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let is_alias = matches!(self.events.get(*at), Some(Event { kind: Kind::Alias(_), .. }));
            let (key_tree, key_site) = self.node(at, key, depth)?;
            written.extend_to(&key_site);
            let (value, site) = self.node(at, value, depth)?;
            written.extend_to(&site);
            // Of an alias, the alias: that is where this mapping's key stands.
            let key_span = if is_alias { self.text.span(&key_site) } else { key_tree.span };
            match key {
                server::Value::String(key) => {
                    pairs.push(Pair { key: key.clone(), key_span, value, merged_at: None });
                }
                other if self.speaks(&self.errors) => {
                    self.errors.push(key_not_string(self.text, key_span, other));
                }
                // It has been spoken about at the anchor, or enough has been said.
                _ => {}
            }
        }
        self.end(at, &Kind::MappingEnd, written)?;
        Ok(pairs)
    }

    /// The next event must end the collection; `node` refuses an end event in place of a value.
    fn end(&self, at: &mut usize, kind: &Kind, written: &mut Written) -> Result<(), Mismatch> {
        let event = self.events.get(*at).ok_or(Mismatch { at: written.site.clone() })?;
        *at += 1;
        written.close(&event.range);
        let same = std::mem::discriminant(&event.kind) == std::mem::discriminant(kind);
        if same { Ok(()) } else { Err(Mismatch { at: event.range.clone() }) }
    }
}

/// The tag as the server writes it into JSON: one `!` in front, whatever the text has.
fn written_tag(tagged: &server::TaggedValue) -> String {
    tagged.tag.to_string()
}

fn local_tag(name: &str, span: Span) -> Diagnostic {
    let message = format!("`{name}` is read as a tag, so the server sees the mapping `{{\"{name}\": …}}`");
    Diagnostic::warning("local-tag", span, "a tag, because of the `!`", message)
        .with_help("If you mean text that begins with `!`, quote it.")
}

/// The number, unless it is infinite or not a number.
fn finite(number: &server::Number) -> Option<Number> {
    let signed = number.as_i64().map(Number::Signed);
    let unsigned = || number.as_u64().map(Number::Unsigned);
    let float = || number.as_f64().filter(|float| float.is_finite()).map(Number::Float);
    signed.or_else(unsigned).or_else(float)
}

fn key_not_string(text: Text<'_>, span: Span, key: &server::Value) -> Diagnostic {
    let (kind, fate) = match key {
        server::Value::Null => ("null", "rejects it"),
        server::Value::Bool(_) => ("a boolean", TURNS_TO_TEXT),
        server::Value::Number(_) => ("a number", TURNS_TO_TEXT),
        _ => ("not a string", "rejects it"),
    };
    let written = text.text.get(span.range()).unwrap_or_default();
    let simple = !written.is_empty() && written.chars().all(|c| c.is_ascii_alphanumeric() || "+-._~".contains(c));
    let help = if simple { format!("Quote the key: '{written}'.") } else { "Write the key as text.".to_owned() };
    Diagnostic::error("key-not-string", span, kind, format!("this key is {kind}, and the server {fate}"))
        .with_help(help)
}

const TURNS_TO_TEXT: &str = "turns it into text without noticing when that text is a key already";

/// Makes the tree a [`Node`], and holds every step of it against `value`, merged by the server's reader.
pub(super) fn settle(text: Text<'_>, tree: Tree, value: &server::Value) -> Result<Node, Mismatch> {
    let span = tree.span;
    let mismatch = || Mismatch { at: span.range() };
    let settled = match (tree.branch, value) {
        (Branch::Leaf(leaf), value) if is_leaf(&leaf, value) => leaf,
        (Branch::Sequence(items), server::Value::Sequence(values)) if items.len() == values.len() => {
            let nodes = items.into_iter().zip(values).map(|(item, value)| settle(text, item, value));
            Value::Sequence(nodes.collect::<Result<_, _>>()?)
        }
        (Branch::Mapping(pairs), server::Value::Mapping(entries)) if pairs.len() == entries.len() => {
            let settled = pairs.into_iter().zip(entries).map(|(pair, (key, value))| entry(text, pair, key, value));
            Value::Mapping(settled.collect::<Result<_, _>>()?)
        }
        (Branch::Tagged { name, name_span, value: inner }, server::Value::Tagged(tagged))
            if written_tag(tagged) == name =>
        {
            let value = settle(text, *inner, &tagged.value)?;
            Value::Mapping(vec![Entry { key: name, key_span: name_span, value, merged_at: None }])
        }
        _ => return Err(mismatch()),
    };
    Ok(Node { span, value: settled })
}

fn entry(text: Text<'_>, pair: Pair, key: &server::Value, value: &server::Value) -> Result<Entry, Mismatch> {
    if !matches!(key, server::Value::String(key) if *key == pair.key) {
        return Err(Mismatch { at: pair.key_span.range() });
    }
    let value = settle(text, pair.value, value)?;
    Ok(Entry { key: pair.key, key_span: pair.key_span, value, merged_at: pair.merged_at })
}

fn is_leaf(leaf: &Value, value: &server::Value) -> bool {
    match (leaf, value) {
        (Value::Null, server::Value::Null) => true,
        (Value::Null, server::Value::Number(number)) => finite(number).is_none(),
        (Value::Bool(leaf), server::Value::Bool(boolean)) => leaf == boolean,
        (Value::Number(leaf), server::Value::Number(number)) => finite(number) == Some(*leaf),
        (Value::String(leaf), server::Value::String(string)) => leaf == string,
        _ => false,
    }
}
