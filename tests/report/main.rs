//! `whomay report` on plans that real engines wrote, and on plans that nobody should have written.
//!
//! The plans lie in `tests/plans`, each with the secrets that were planted in it and with a recount that was made without
//! this program.

#![cfg(feature = "cli")]
#![expect(clippy::disallowed_methods, reason = "reads fixtures and runs the program as a user would")]
#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod command;
mod counts;
mod fixtures;
#[path = "../leak_oracle/mod.rs"]
mod leak_oracle;
mod leaks;
mod program;
mod refusals;
