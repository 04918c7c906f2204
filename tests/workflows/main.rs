//! The workflows that people copy, run by real runners against fake forges: from the request to terraform.
//!
//! `act` runs GitHub's, `gitlab-ci-local` runs GitLab's; neither has a container engine or a network. What the forge does
//! and no runner does is done here: choose the file of the default branch, make the event, and give each job its token.
//! Needs programs that plain `cargo test` does not: run `tests/workflows/run`.

#![cfg(feature = "cli")]
#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests serve on loopback and run programs; a test that cannot go on has failed"
)]

mod action;
mod actions;
mod downloads;
mod engines;
#[expect(dead_code, unused_imports, reason = "other tests use the rest")]
#[path = "../forge/fake/mod.rs"]
mod fake;
mod github;
mod gitlab;
mod gitlab_templates;
mod guards;
mod lint;
mod pipelines;
#[expect(clippy::panic, reason = "a test that cannot go on says why")]
mod release;
#[expect(dead_code, clippy::panic, reason = "other tests use the rest")]
#[path = "../cli/sandbox.rs"]
mod sandbox;
mod shop;
mod site;
mod start;
mod terraform;
