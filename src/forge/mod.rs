//! Forges: facts about a request from GitHub and GitLab, and the one place that writes to them.
//!
//! A forge's answer becomes a fact, or the reason why it could not be had; nothing here decides, and nothing here
//! fills in a default. Whatever a forge sends is hostile until it has been read: pages, redirects and bodies are
//! bounded, unknown words stay unknown, and half an answer is no answer.
//!
//! Async lives in this folder and nowhere else: [`session`] is where the rest of the program comes in. A forge is one
//! folder here and one line in [`session`]; all of them share one [`transport`].

pub mod address;
pub mod asker;
pub mod gather;
pub mod github;
pub mod gitlab;
mod json;
pub mod link;
pub mod pages;
pub mod posting;
pub mod presence;
pub mod session;
pub mod settings;
pub mod token;
pub mod transport;
pub mod trouble;
