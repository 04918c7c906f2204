//! Plan JSON → a summary that holds no value of the plan.
//!
//! A plan in JSON is the plan, the whole state, every variable and most of the configuration, all in clear, and
//! the marks of sensitivity beside them cover the least of it. So nothing is taken out here: a small new document
//! is built from a list of what may be shown (numbers, booleans, enumerations, and words that follow the
//! grammar of identifiers), and all else is dropped unread.
//!
//! Three steps, each its own type, so that none can be left out:
//!
//! 1. [`read::read`] turns bytes into a [`read::Draft`], in which every instance key is still masked, and tells
//!    [`wall::Marks`] of the strings that the plan marks as sensitive.
//! 2. [`read::Draft::settle`] decides which instance keys may be shown, now that all marked strings are known, and
//!    gives the [`Plan`].
//! 3. [`wall::guard`] scans each finished text for the marked strings before anybody sees it.
//!
//! What may not happen here: a value in a type of this module, an error, a log or a panic message. Reading does
//! no I/O but for the reader that it is handed.

pub mod address;
pub mod change;
pub mod counts;
pub mod decision;
pub mod read;
pub mod record;
pub mod refusal;
pub mod report;
pub mod request;
pub mod summary;
#[cfg(test)]
pub(crate) mod testing;
pub mod wall;
pub mod words;

pub use counts::Counts;
pub use refusal::Refusal;
pub use report::Report;
pub use summary::Plan;
