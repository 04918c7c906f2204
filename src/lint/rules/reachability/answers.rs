//! What the rules of this folder ask of one configuration, each answer worked out once.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::alone::Alone;
use super::lists::List;

/// Kept with the configuration: see [`Answers`](crate::lint::subject::Answers).
#[derive(Debug, Default)]
pub(in crate::lint) struct Answers<'a> {
    pub(super) given_tags: OnceCell<BTreeSet<String>>,
    pub(super) policies: OnceCell<Option<List<'a>>>,
    pub(super) checks: OnceCell<Option<List<'a>>>,
    pub(super) workflows: OnceCell<Option<List<'a>>>,
    pub(super) alone: OnceCell<Vec<Alone<'a>>>,
}
