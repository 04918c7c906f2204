//! The repository reader against repositories that git made.

#![cfg(all(feature = "cli", unix))]
#![expect(clippy::unwrap_used, reason = "a test that cannot set its repository up has to stop")]
#![expect(clippy::disallowed_methods, reason = "makes repositories, with git and by hand")]

mod content;
mod diffs;
mod opening;
mod revisions;
mod sandbox;
mod staging;
