//! What the part that talks to forges makes of fakes of them.

#![cfg(feature = "cli")]
#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests serve on loopback, and fail when a fixture is not as it should be"
)]

mod asker;
mod enforce;
mod enforce_vectors;
mod explained;
#[expect(dead_code, reason = "the contract tests use the rest")]
mod fake;
mod fakes;
mod faults;
mod github;
mod gitlab;
mod gitlab_contract;
mod lint_online;
mod live;
mod many;
mod posting;
#[path = "../answers/record_schema.rs"]
mod record_schema;
mod recorded;
mod replay;
mod rounds;
#[expect(
    dead_code,
    clippy::panic,
    reason = "the rest is for tests of commands without a forge; a run that was killed has failed"
)]
#[path = "../cli/sandbox.rs"]
mod sandbox;
mod scene;
mod secrets;
mod target;
mod threats;
mod week;
