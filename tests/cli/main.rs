//! The command line as its users meet it: the real program, on repositories that git made, with nothing of the
//! machine's own configuration. Exit status, answer and complaints are looked at apart from each other.

#![cfg(all(feature = "cli", unix))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set its repository up has to stop")]
#![expect(clippy::indexing_slicing, reason = "a key that is not in an answer fails the test")]
#![expect(clippy::disallowed_methods, reason = "makes repositories and runs the program, which is its purpose")]

mod arguments;
mod central;
mod configuration;
mod dirspaces;
mod facts;
mod gains;
mod git_trouble;
mod hostile;
mod init;
mod lint;
mod lint_also;
mod manual;
mod outputs;
mod revisions;
mod same_diff;
mod sandbox;
mod streams;
mod strict;
