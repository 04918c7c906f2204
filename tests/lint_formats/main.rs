//! The formats of `lint`: the same answers in every one of them, read back with a reader of somebody else's or one that
//! follows the format's own rules. Places are worked out again from byte offsets, because a snapshot would only repeat
//! what the program says.

#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "what is not there fails the test"
)]
#![expect(clippy::disallowed_methods, reason = "runs a validator on files that it writes")]

mod agreement;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod sarif;
mod scenes;
