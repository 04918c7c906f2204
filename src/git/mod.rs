//! The repository: everything the tool asks of git, and no judgement.
//!
//! This module reads a repository through libgit2 and hands out owned values of the core: names of
//! files, [`Change`](crate::dirspace::Change)s, bytes of a blob. It never runs the `git` program,
//! whose hooks and filters a hostile repository may configure, never goes to the network, and never
//! writes but in [`scratch`], into a repository of its own making. What it cannot find out is a
//! [`GitError`] with a way out, never an empty answer.
//!
//! Trees are read from raw objects (`tree`) instead of libgit2's tree differ, which loads every
//! tree of both sides; equal subtrees are skipped unread here.

mod changes;
mod clone_settings;
mod error;
mod files;
mod history;
mod index_file;
mod lineage;
mod loose;
mod merging;
mod object;
mod path;
mod read;
mod repository;
mod revision;
pub mod scratch;
mod staged;
mod tree;
#[cfg(unix)]
mod walk;
mod work_tree;

pub use changes::Difference;
pub use error::GitError;
pub use files::{Files, Link};
pub use history::{Person, Role};
pub use lineage::Authorship;
pub use object::{Blob, Commit, ObjectId, Snapshot};
pub use read::Reader;
pub use repository::{OpenOptions, Repository};
pub use revision::{Branch, Head};
