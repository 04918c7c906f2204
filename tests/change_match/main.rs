//! From a configuration, a list of files and a change to the dirspaces that are touched: tables by hand
//! and laws. Observed behaviour is run by `tests/conformance.rs`.

#![cfg(feature = "config")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod properties;
mod tables;
mod worlds;
