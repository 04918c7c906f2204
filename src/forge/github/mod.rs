//! GitHub: paths, shapes and words of its API, turned into facts.
//!
//! A request is read in two rounds: one GraphQL query for everything that it can hold, and after that, all at once,
//! what only REST tells and further pages of what did not fit. Building requests (`client`), reading answers (a file
//! for each kind of fact, without any input or output) and sending (`ask`, `reading`) are kept apart.

mod actor;
mod answer;
mod ask;
mod asker;
mod checks;
mod ci_file;
mod client;
mod contributors;
mod graphql;
mod list;
mod lookups;
mod objectors;
mod people;
mod post;
mod presence;
mod pushers;
mod reading;
mod required_checks;
mod reviews;
mod run;
mod snapshot;
mod sources;
mod standing;
mod teams;
#[cfg(test)]
mod words;

use async_trait::async_trait;

use super::asker::Asking;
use super::gather::{Commits, Forge, Gathered, Refine, Stop};
use super::posting::Posting;
use super::presence::{Named, Presence};
use super::settings::Settings;
use super::token::Scheme;
use super::transport::Transport;
use super::trouble::Trouble;
use crate::access::needs::Needs;

/// A request on GitHub.
pub struct Github {
    settings: Settings,
    transport: Transport,
}

impl Github {
    /// Opens nothing yet.
    ///
    /// # Errors
    ///
    /// A setting cannot be used.
    pub fn new(settings: Settings) -> Result<Github, Trouble> {
        let transport = Transport::new(&settings, Scheme::Bearer)?;
        Ok(Github { settings, transport })
    }
}

#[async_trait(?Send)]
impl Forge for Github {
    async fn read(&self, at_most: &Needs, refine: Refine<'_>) -> Result<Gathered, Stop> {
        self.transport.hold_back(true);
        reading::read(self, at_most, refine).await
    }

    async fn commits(&self) -> Result<Commits, Trouble> {
        self.transport.hold_back(false);
        self.heads().await
    }

    async fn presence(&self, named: &[Named]) -> Vec<Presence> {
        self.transport.hold_back(true);
        futures_util::future::join_all(named.iter().map(|named| presence::of(self, named))).await
    }

    fn asking(&self) -> &dyn Asking {
        self
    }

    fn posting(&self) -> &dyn Posting {
        self
    }
}
