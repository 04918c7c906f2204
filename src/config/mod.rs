//! From bytes to a validated configuration, or to diagnostics that say why not.

pub mod central;
#[expect(clippy::module_inception, reason = "the file holds `Config`; the folder, all that leads to one")]
mod config;
pub mod document;
pub mod facts_file;
pub mod gate;
pub mod merge;
pub mod node;
pub mod overrides;
pub(crate) mod packed;
pub mod schema;

mod access_control;
mod apply_requirements;
mod destination_branches;
mod dirs;
mod fields;
mod match_list;
mod other_queries;
mod patterns;
mod stacks;
mod tags;
#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "only tests use it")]
mod testing;
mod when_modified;

pub use config::{Config, ROOT_KEYS, Validated};
