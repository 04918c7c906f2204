//! What a lint may look at: the document as written, the configuration as read, and the repository.
//!
//! Each is a step further than the one before and holds it, so that a rule cannot ask for more than its
//! declaration says.

use super::online::ForgeAnswers;
use super::queries::Query;
use super::repository::RepositoryFacts;
use super::rules::{QueryAnswers, ReachAnswers};
use crate::config::Config;
use crate::config::document::Document;
use crate::config::node::Node;
use crate::source::{Source, SourceMap, Span};

/// The document as written, whether or not a configuration can be made of it.
#[derive(Clone, Copy, Debug)]
pub struct AsWritten<'a> {
    /// All texts of the run.
    pub sources: &'a SourceMap,
    /// The document.
    pub document: &'a Document,
}

impl<'a> AsWritten<'a> {
    /// The root value.
    pub fn root(&self) -> &'a Node {
        self.document.root()
    }

    /// The whole text.
    pub fn text(&self) -> &'a str {
        self.sources.get(self.document.source()).map_or("", Source::text)
    }

    /// The bytes of a place.
    pub fn snippet(&self, span: Span) -> &'a str {
        self.sources.snippet(span).unwrap_or_default()
    }

    /// The value at the end of a chain of keys.
    pub fn at(&self, keys: &[&str]) -> Option<&'a Node> {
        keys.iter().try_fold(self.root(), |node, key| node.entry(key).map(|entry| &entry.value))
    }
}

/// The configuration as it is read: it loads, and every default is filled in.
#[derive(Clone, Copy, Debug)]
pub struct AsRead<'a> {
    /// What it was read from.
    pub written: AsWritten<'a>,
    /// The configuration.
    pub config: &'a Config,
    /// Every tag query, those of the sections that are never read included.
    pub queries: &'a [Query<'a>],
    /// What rules found out about it so far.
    pub answers: &'a Answers<'a>,
}

/// What several rules ask of one configuration: worked out when the first of them asks, and kept for the others. A dozen
/// rules ask what each word of each query can mean, and half a dozen ask what each query can reach; that is most of the work
/// of a run, and none of it depends on who asks. Each folder of rules keeps its own answers and lets nobody else see them.
///
/// They are those of one subject: every configuration begins with `Answers::default()`.
#[derive(Debug, Default)]
pub struct Answers<'a> {
    pub(super) queries: QueryAnswers<'a>,
    pub(super) reachability: ReachAnswers<'a>,
}

/// The configuration and the repository that it governs.
#[derive(Clone, Copy, Debug)]
pub struct InRepository<'a> {
    /// The configuration.
    pub read: AsRead<'a>,
    /// The repository.
    pub repository: &'a RepositoryFacts,
}

/// The configuration and what the forge says of the names in it.
#[derive(Clone, Copy, Debug)]
pub struct OnForge<'a> {
    /// The configuration.
    pub read: AsRead<'a>,
    /// What the forge says.
    pub forge: &'a ForgeAnswers,
}
