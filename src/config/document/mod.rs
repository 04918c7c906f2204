//! One document: the only way from bytes to a [`Node`], and the only reader of YAML in the crate.
//!
//! The server reads its configuration with `serde_yaml`, applies merge keys and writes JSON. The same
//! calls are made here, so that no file can mean one thing to the server and another to us; a
//! second pass over the same scanner's events adds the places that `serde_yaml` does not give.
//! Events decide no value: both trees are walked in lock-step, and a file on which they differ is
//! refused. Also refused, each with its place and what the server would have read, is what two
//! readers of YAML could read differently and what would cost more than a configuration may.
//!
//! ```text
//!  bytes ─ refuse ─ events ─ aliases ─ server ─ lockstep ─ merge ─ lockstep ─ Node
//!                     └──────── explain: what the server's reader will not take
//! ```
//!
//! Only `server` may call `serde_yaml`, only `events` may call the scanner and use `unsafe`.

mod aliases;
mod comments;
mod events;
mod explain;
mod json;
mod lockstep;
mod merge;
mod refuse;
mod repeated_keys;
mod server;
mod syntax;
mod tree;

use crate::config::node::Node;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, SourceMap, Span};

/// Largest file that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// Deepest nesting of lists and mappings, aliases followed. The server's limit.
pub const MAX_DEPTH: usize = 128;

/// Largest document with all aliases written out: bytes of text plus [`NODE_WEIGHT`] for each node. A
/// file without aliases cannot reach it. The server has no such limit and would run out of memory.
const MAX_WEIGHT: usize = 8 * MAX_BYTES;

/// What a node weighs beyond its text.
const NODE_WEIGHT: usize = 8;

/// Warnings or errors of one kind of step that are kept; a hostile file could cause a million.
const MAX_SAID: usize = 200;

/// A configuration text, read as the server reads it, every value with its place.
///
/// There is no way to make one but [`Document::read`], so whoever holds one knows that the server
/// sees the same values: that [`Node::to_json`] of the root is the JSON that the server works on.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    source: SourceId,
    root: Node,
    warnings: Vec<Diagnostic>,
    comments: Vec<Span>,
}

/// What a text that can be read turns out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// Nothing but blanks. The server treats such a file as if it were not there.
    Empty(SourceId),
    /// Anything else. A file of comments alone is a document too: its root is null.
    Document(Document),
}

impl Document {
    /// Reads `bytes` as the server would and adds the text to `sources` as `name`; `origin` is its
    /// version (see [`Source::origin`](crate::source::Source::origin)).
    ///
    /// # Errors
    ///
    /// At least one diagnostic of severity error, when the server would not read the text or when it
    /// could be read in two ways. The text is in `sources` then too (bytes that are not UTF-8
    /// replaced, and cut if it is over [`MAX_BYTES`]), so that every place can be shown.
    pub fn read(
        sources: &mut SourceMap,
        name: &str,
        bytes: &[u8],
        origin: Option<String>,
    ) -> Result<Reading, Vec<Diagnostic>> {
        let text = match refuse::as_text(bytes) {
            Ok(text) => text,
            Err(unreadable) => {
                let source = sources.add(name, unreadable.shown, origin);
                return Err(vec![(unreadable.diagnostic)(source)]);
            }
        };
        let source = sources.add(name, text, origin);
        if is_blank(text) {
            return Ok(Reading::Empty(source));
        }
        refuse::characters(text, source)?;
        let (root, warnings, comments) = Text { text, source }.read()?;
        Ok(Reading::Document(Document { source, root, warnings, comments }))
    }

    /// The root value.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// Where the text is in the map that it was read into.
    pub fn source(&self) -> SourceId {
        self.source
    }

    /// What is legal and read by the server, but seldom what was meant. In the order of the text.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// Every comment, from its `#` to the end of its line. In the order of the text.
    pub fn comments(&self) -> &[Span] {
        &self.comments
    }
}

/// The server trims these five characters, of which form feed is one, and nothing wider.
fn is_blank(text: &str) -> bool {
    text.chars().all(|c| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}'))
}

/// A text under way through the steps.
#[derive(Clone, Copy)]
struct Text<'text> {
    text: &'text str,
    source: SourceId,
}

impl Text<'_> {
    fn span(self, range: &std::ops::Range<usize>) -> Span {
        Span::new(self.source, range.start, range.end)
    }

    /// The order matters: what is unbounded is refused before anything walks it.
    fn read(self) -> Result<(Node, Vec<Diagnostic>, Vec<Span>), Vec<Diagnostic>> {
        let scan = events::scan(self.text);
        let aliases = aliases::resolve(self, &scan)?;
        let mut value = server::read(self.text).map_err(|error| explain::rejection(self, &scan, &aliases, &error))?;
        let ambiguous = |mismatch| vec![lockstep::ambiguous(self, mismatch)];
        if !matches!(scan.outcome, events::Outcome::Complete) {
            return Err(ambiguous(lockstep::Mismatch { at: 0..0 }));
        }
        let paired = lockstep::pair(self, &scan.events, &aliases, &value).map_err(ambiguous)?;
        if !paired.errors.is_empty() {
            return Err(in_order(paired.errors));
        }
        let mut warnings = aliases.warnings;
        warnings.extend(paired.warnings);
        let mut tree = paired.tree;
        let merged = merge::apply(self, &mut tree, &mut warnings);
        match (merged, server::merge(&mut value)) {
            (Ok(()), Ok(())) => {}
            (Err(diagnostic), Err(_)) => return Err(vec![diagnostic]),
            _ => return Err(ambiguous(lockstep::Mismatch { at: 0..0 })),
        }
        let root = lockstep::settle(self, tree, &value).map_err(ambiguous)?;
        Ok((root, in_order(warnings), comments::find(self, &scan.events)))
    }
}

/// Sorts by place, and says once what an alias would make us say again.
fn in_order(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let key = |diagnostic: &Diagnostic| (diagnostic.labels.first().map(|label| label.span), diagnostic.code);
    diagnostics.sort_by_key(key);
    diagnostics.dedup();
    diagnostics
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]
mod tests;
