//! The document between events and [`Node`](crate::config::node::Node): places known, values known,
//! merge keys and tags not yet resolved.
//!
//! Tags are kept apart until the merge keys are gone, because the server's merge tells a tagged
//! mapping from a mapping.

use crate::config::node::Value;
use crate::source::Span;

/// A value and its place.
#[derive(Debug)]
pub(super) struct Tree {
    /// Without anchor, tag, and what follows the last character.
    pub(super) span: Span,
    pub(super) branch: Branch,
}

/// What a [`Tree`] can be.
#[derive(Debug)]
pub(super) enum Branch {
    /// Anything but a collection.
    Leaf(Value),
    Sequence(Vec<Tree>),
    /// In the order of the server's reader.
    Mapping(Vec<Pair>),
    /// `!name value`.
    Tagged {
        name: String,
        name_span: Span,
        value: Box<Tree>,
    },
}

/// One key and its value.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) key: String,
    pub(super) key_span: Span,
    pub(super) value: Tree,
    pub(super) merged_at: Option<Span>,
}
