//! Answers for programs: JSON against its schema, the matrix of a job, Markdown in a forge's hands.

#![cfg(feature = "cli")]
#![expect(clippy::disallowed_methods, reason = "runs the program as a user would")]
#![expect(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod explained;
mod json;
mod markdown;
mod matrix;
#[path = "../tour/playground.rs"]
mod playground;
mod record_schema;
#[path = "../tour/small.rs"]
mod small;
