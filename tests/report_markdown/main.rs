//! Reports as comments: what is on the page, that it fits, and that nothing of a plan gets out of its code.

#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod budget;
mod build;
mod content;
mod folding;
mod hostile;
mod levels;
mod page;
mod realistic;
