//! GitLab: paths, shapes and words of its API, turned into facts.
//!
//! `calls` are the questions, `read` asks them in rounds, and one module for each kind of answer reads it without
//! asking anything. Free and paid tiers are told apart by what an answer holds; a field that is missing is never read
//! as zero or as no.

mod answer;
mod approvals;
mod asker;
mod calls;
mod client;
mod contributors;
mod maybe;
mod members;
mod merge_request;
mod moment;
mod people;
mod post;
mod presence;
mod pushes;
mod read;
mod rest;
mod review_pages;
mod statuses;
#[cfg(test)]
mod vectors;

use std::cell::RefCell;

use async_trait::async_trait;
use serde_json::Value as Json;

use self::calls::{Asked, Calls};
use super::asker::Asking;
use super::gather::{Commits, Forge, Gathered, Refine, Stop};
use super::pages;
use super::posting::Posting;
use super::presence::{Named, Presence};
use super::settings::Settings;
use super::token::Scheme;
use super::transport::{Call, Transport};
use super::trouble::Trouble;
use crate::access::needs::Needs;

/// A request on GitLab.
pub struct Gitlab {
    settings: Settings,
    transport: Transport,
    /// The target and the default branch when they were last seen, so that their tips can be asked for together with
    /// everything else.
    branches: RefCell<Option<[String; 2]>>,
}

impl Gitlab {
    /// Opens nothing yet.
    ///
    /// # Errors
    ///
    /// A setting cannot be used.
    pub fn new(settings: Settings) -> Result<Gitlab, Trouble> {
        let transport = Transport::new(&settings, Scheme::PrivateToken)?;
        Ok(Gitlab { settings, transport, branches: RefCell::new(None) })
    }

    fn calls(&self) -> Calls<'_> {
        Calls::of(&self.settings.address)
    }

    /// Asks a question whose answer is one page.
    async fn get<T>(&self, asked: Asked, read: impl FnOnce(&str, &Json) -> Result<T, Trouble>) -> Result<T, Trouble> {
        self.get_dated(asked, read).await.map(|(value, _)| value)
    }

    /// The same, and when it was answered, by GitLab's clock.
    async fn get_dated<T>(
        &self,
        asked: Asked,
        read: impl FnOnce(&str, &Json) -> Result<T, Trouble>,
    ) -> Result<(T, Option<String>), Trouble> {
        let call = asked?;
        let name = call.asked();
        let (answer, at) = pages::get_dated(&self.transport, call).await?;
        Ok((read(&name, &answer)?, at))
    }

    /// Asks for a list: all of its pages.
    async fn list(&self, asked: Asked) -> Result<Vec<Json>, Trouble> {
        pages::all(&self.transport, asked?, pages::array).await
    }
}

/// How to speak of a question.
fn asked_for(asked: &Asked) -> String {
    asked.as_ref().map_or_else(ToString::to_string, Call::asked)
}

#[async_trait(?Send)]
impl Forge for Gitlab {
    async fn read(&self, at_most: &Needs, refine: Refine<'_>) -> Result<Gathered, Stop> {
        self.transport.hold_back(true);
        self.read_once(at_most, refine).await
    }

    async fn commits(&self) -> Result<Commits, Trouble> {
        self.transport.hold_back(false);
        self.read_commits().await
    }

    async fn presence(&self, named: &[Named]) -> Vec<Presence> {
        self.transport.hold_back(true);
        self.look_for(named).await
    }

    fn asking(&self) -> &dyn Asking {
        self
    }

    fn posting(&self) -> &dyn Posting {
        self
    }
}
