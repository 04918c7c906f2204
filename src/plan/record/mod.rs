//! The file form of a report, which is also what programs get: written, and read back so that several jobs can make
//! one report.
//!
//! What is written holds exactly what every other output may hold, because it is made of the same redacted model. What
//! is read is foreign: between the job that wrote it and the one that reads it anybody may have had their hands on it.
//! So reading is bounded, says of an error its place and never its text, and makes the model anew through the same
//! grammars as a plan.

mod fault;
mod form;
mod merge;
pub mod names;
mod older;
mod plan_rebuild;
mod rebuild;
#[cfg(test)]
pub(crate) mod samples;
pub(in crate::plan) mod timestamp;
mod word;
mod write;

use serde::de::{Deserialize, Deserializer};

pub use fault::Fault;
pub use form::Record;
pub use merge::{MergeError, merge};
pub use older::{OlderError, add_older};
pub(in crate::plan) use rebuild::{LONGEST_OPERATION, LONGEST_PLACE, LONGEST_USER};
pub(in crate::plan) use word::is_seen;

#[cfg(test)]
mod tests;

/// Version of the format. Raised when a reader of the old one would misread the new one.
pub const FORMAT: u32 = 1;

/// The most bytes of a record that are read. One with 50,000 changes is about half as long.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// Reads a record. Its shape is right then; whether it can have come from a report is for [`Record::report`] to say.
///
/// # Errors
///
/// It is too large, no JSON, or not of the shape: with the place, and without a word of it.
pub fn read(text: &[u8]) -> Result<Record<'static>, Fault> {
    fault::ensure(text.len() <= LARGEST, "it is larger than 64 MiB")?;
    fault::ensure(text.trim_ascii_start().first() == Some(&b'{'), "it is not a JSON object")?;
    serde_json::from_slice(text).map_err(|error| Fault::of(&error))
}

/// A key that may be null and may not be left out.
fn required<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}
