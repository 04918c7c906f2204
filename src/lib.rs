//! Who may plan, who may apply, is it approved, and what exactly would change?
//!
//! `whomay` reads a Terrateam-style configuration, works out which dirspaces (a directory and a
//! workspace) a change touches, and decides for a user what each of them allows, and why.
//!
//! The modules form layers; an arrow only ever points down:
//!
//! ```text
//!  cli ──► output          text out
//!   │
//!   ├────► git             the repository → files and changes
//!   ├────► forge           GitHub, GitLab → facts, or why not; comments and statuses (async lives here)
//!   ├────► lint            opinions about a configuration: one rule, one file
//!   ├────► setup           a repository as it is → files that it could have
//!   ├────► plan            plan JSON → a summary without values
//!   ├────► call            an event, a comment → what is asked of us
//!   ├────► config          bytes → spanned document → validated Config, or diagnostics
//!   ├────► reach           pure: what a query can select, over all dirspaces there could be
//!   ▼
//!  access, dirspace, tag_query    pure: the words of the field and the decision
//!   ▼
//!  source, diagnostic             pure: places in text, and things to say about them
//! ```
//!
//! `tests/architecture.rs` holds the arrows; `clippy.toml` holds the core's ban on files, clocks,
//! environment and network.

pub mod access;
pub mod diagnostic;
pub mod dirspace;
pub mod reach;
pub mod source;
pub mod tag_query;

#[cfg(feature = "config")]
pub mod config;
#[cfg(feature = "config")]
pub mod lint;

#[cfg(feature = "plan")]
pub mod call;
#[cfg(feature = "plan")]
pub mod plan;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "forge")]
pub mod forge;
#[cfg(feature = "cli")]
pub mod git;
#[cfg(feature = "cli")]
pub mod output;
#[cfg(feature = "cli")]
pub mod setup;
