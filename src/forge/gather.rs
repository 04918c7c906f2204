//! One snapshot, one head: what a forge knows of a request, read between two looks at its head.
//!
//! A forge that moves while it is read gives a mixture that was never true. So the head and the tip of the default
//! branch are read first and last, and if either moved, everything is thrown away and read again.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::asker::Asking;
use super::posting::Posting;
use super::presence::{Named, Presence};
use super::trouble::Trouble;
use crate::access::facts::Facts;
use crate::access::needs::Needs;

/// How often everything is read before giving up on a head that moves.
pub const ATTEMPTS: usize = 3;

/// The commits that a decision is about, as the forge has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commits {
    /// The head of the request.
    pub head: String,
    /// The tip of the branch that it goes to.
    pub base: String,
    /// The branch that it goes to.
    pub target_branch: String,
    /// The repository's default branch.
    pub default_branch: String,
    /// Its tip: the trusted commit.
    pub default_tip: String,
    /// What became of the request, if it is merged. `None` also where the forge does not say what a merge came to.
    pub merged: Option<Merged>,
}

/// What became of a request that is merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The commit on the target branch that the merge made: the last of them, where it made several.
    pub result: String,
    /// The commit that the forge compared the head with when it last did. `None` when it does not tell.
    pub compared_with: Option<String>,
}

/// What one look at a request gave, before it is known what the decision needs.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The commits.
    pub commits: Commits,
    /// The request's page.
    pub url: String,
    /// What is known so far.
    pub facts: Facts,
}

/// Where a fact comes from: method and path of the request, or the field of the answer.
pub type Source = String;

/// Everything that was gathered.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// The commits.
    pub commits: Commits,
    /// The request's page.
    pub url: String,
    /// The facts.
    pub facts: Facts,
    /// Fact by the name that it has in a facts file (`reviews`, `users.alice.role`) to where it was read.
    pub sources: BTreeMap<String, Source>,
    /// When, by the forge's clock: the `Date` header of the first answer.
    pub at: Option<String>,
}

/// Why there is nothing to decide on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The request could not be read at all, or it keeps moving.
    Trouble(Trouble),
    /// Whoever asked had enough after the first look.
    ByCaller,
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Stop {
        Stop::Trouble(trouble)
    }
}

/// Says, after the first look, what the decision will need. `None` stops.
pub type Refine<'a> = &'a mut dyn FnMut(&Opening) -> Option<Needs>;

/// A forge. One folder each, one line in [`super::session`].
///
/// Futures need not be sent between threads: everything runs on one.
#[async_trait(?Send)]
pub trait Forge {
    /// Reads a request once. `at_most` bounds what the first round asks for; what `refine` answers bounds the rest.
    /// A fact that could not be had is one that is unavailable; an error is for a request that could not be read.
    async fn read(&self, at_most: &Needs, refine: Refine<'_>) -> Result<Gathered, Stop>;

    /// The commits now.
    async fn commits(&self) -> Result<Commits, Trouble>;

    /// Whether things exist. One answer each, in order.
    async fn presence(&self, named: &[Named]) -> Vec<Presence>;

    /// The part that says who asks.
    fn asking(&self) -> &dyn Asking;

    /// The part that writes.
    fn posting(&self) -> &dyn Posting;
}

/// Reads a request until it holds still.
///
/// # Errors
///
/// The request cannot be read, moves every time, or `refine` said stop.
pub async fn gather(forge: &dyn Forge, at_most: &Needs, refine: Refine<'_>) -> Result<Gathered, Stop> {
    for _ in 0..ATTEMPTS {
        let gathered = forge.read(at_most, refine).await?;
        if forge.commits().await? == gathered.commits {
            return Ok(gathered);
        }
    }
    Err(Stop::Trouble(Trouble::KeepsMoving))
}
