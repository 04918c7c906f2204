//! Opinions about a configuration: what is legal and does something else than its author meant.
//!
//! The evaluator follows the server with all its surprises and mends none of them; saying so is the business
//! of this part. A lint looks at one configuration, at one of three depths: the file alone (as written, or as it
//! is read), the file against the repository that it governs, and, where somebody asked the forge, the file against its
//! teams, users and branches. Whoever calls gathers first; nothing here reads a file or asks for the time.
//!
//! ```text
//!  Subject (file, repository) ─ rules ─► findings ─ levels, suppressions ─► Report
//! ```
//!
//! One rule is one file below `rules` and one entry in its folder's table.

pub mod codes;
pub mod documentation;
pub mod finding;
pub mod fixes;
pub mod levels;
#[expect(clippy::module_inception, reason = "the file holds `Lint`; the folder, all that a lint works with")]
mod lint;
pub mod online;
pub mod queries;
pub mod reader_codes;
pub mod repository;
pub mod rules;
pub mod run;
pub mod subject;
mod suppression;
#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "only tests use it, and a test that cannot go on has failed"
)]
mod testing;

pub use finding::{Edit, Finding, Fix, Safety};
pub use lint::{Check, Depth, ForgeCheck, Lint};
pub use run::{Report, run, run_online};
