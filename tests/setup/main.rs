//! What `init` proposes, held against what the linter finds in it and what the decision makes of it.
//!
//! The part that proposes knows nothing of either. Here its rules are read by the real reader, looked at together with the
//! repository that they are for, and asked who may do what to each directory.
#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise and says what it saw"
)]

mod any_owners;
mod any_repository;
mod engines;
mod naive_owners;
mod repository;
mod shapes;
