//! GitHub's own descriptions of its APIs hold our requests, and the fake that all other tests of the adapter rest on.
//!
//! Requests go through a proxy (tests/contract/proxy.mjs) that refuses what the descriptions do not allow, on the way to
//! the fake and on the way back. It runs on Node, which is why plain `cargo test` leaves these tests out: run
//! `tests/contract/run`.

#![cfg(feature = "forge")]
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "starts a server and a proxy, and shows what was refused; a test that cannot go on has failed"
)]

#[cfg(feature = "plan")]
use whomay::plan;

#[path = "contract/adapter.rs"]
mod adapter;
#[cfg(feature = "plan")]
#[path = "contract/events.rs"]
mod events;
#[expect(dead_code, unused_imports, reason = "faults and the fake GitLab are for other tests")]
mod fake;
#[path = "contract/mistakes.rs"]
mod mistakes;
#[path = "contract/operations.rs"]
mod operations;
#[path = "contract/proxy.rs"]
mod proxy;
