//! Dirspaces: from a list of files and a diff to the units of plan and apply.
//!
//! A dirspace is a directory and a workspace. This module answers which dirspaces exist, which tags
//! they carry, which of them a change touches, and in which order they have to run. It is pure: it
//! is given names of files and never opens one.

mod dependencies;
pub mod destination_branch;
mod discovery;
pub mod layout;
pub mod layout_error;
mod links;
pub mod lua_pattern;
pub mod mentions;
mod order;
pub mod path_pattern;
pub mod pattern_template;
mod placing;
pub mod relevance;
mod selection;
pub mod spec;
pub mod stack;
pub mod touched;
pub mod working_set;

use std::fmt;

/// A directory and a workspace: the unit of plan and apply.
///
/// Ordered by directory, then workspace, byte-wise; every list of dirspaces that leaves this crate
/// is in that order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dirspace {
    /// Path relative to the repository, without `./` and without a trailing slash. The root is `.`.
    pub dir: String,
    /// Name of the workspace (or of the entry under `dirs.X.stacks`).
    pub workspace: String,
}

impl fmt::Display for Dirspace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.dir, self.workspace)
    }
}

/// The set of tags that a dirspace carries. Sorted, without duplicates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags(Vec<String>);

impl Tags {
    /// Whether `tag` is in the set, byte for byte. Bytes, because a tag query may hold a word that is
    /// not UTF-8 (no tag equals it).
    pub fn contains(&self, tag: &[u8]) -> bool {
        self.0.binary_search_by(|own| own.as_bytes().cmp(tag)).is_ok()
    }

    /// The set with `more` in it.
    fn with(self, more: impl Iterator<Item = String>) -> Tags {
        self.0.into_iter().chain(more).collect()
    }

    /// The tags in byte order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl<S: Into<String>> FromIterator<S> for Tags {
    fn from_iter<I: IntoIterator<Item = S>>(tags: I) -> Self {
        let mut tags: Vec<String> = tags.into_iter().map(Into::into).collect();
        tags.sort_unstable();
        tags.dedup();
        Tags(tags)
    }
}

/// What happened to one path between two trees.
///
/// git is asked without rename detection, so a move arrives as a removal and an addition. The
/// variant exists for diffs that come from elsewhere; both of its names count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// The path is new.
    Added(String),
    /// The path's content or mode changed.
    Modified(String),
    /// The path is gone.
    Removed(String),
    /// The path has another name now.
    Moved {
        /// The old name.
        from: String,
        /// The new name.
        to: String,
    },
}

impl Change {
    /// Every path that the change touches: two for a move, else one.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let (first, second) = match self {
            Change::Added(path) | Change::Modified(path) | Change::Removed(path) => (path.as_str(), None),
            Change::Moved { from, to } => (to.as_str(), Some(from.as_str())),
        };
        std::iter::once(first).chain(second)
    }
}
