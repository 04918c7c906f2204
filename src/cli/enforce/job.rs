//! The event file of the job that this runs in.

#![expect(
    clippy::disallowed_methods,
    reason = "reads the file that the forge writes for its jobs, which is its purpose"
)]

use std::io::Read as _;

use crate::cli::failure::Failure;
use crate::cli::live::Environment;
use crate::plan::request::LARGEST_EVENT;

/// What the event file holds, and one byte more than the most that there may be. `None` where there is none.
///
/// # Errors
///
/// It cannot be read.
pub(super) fn event_file(env: Environment<'_>) -> Result<Option<Vec<u8>>, Failure> {
    let Some(path) = env("GITHUB_EVENT_PATH") else { return Ok(None) };
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(&path);
    let read = opened.and_then(|file| file.take(LARGEST_EVENT as u64 + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(Some(bytes)),
        Err(error) => Err(Failure::with_help(
            format!("cannot read the event file {path}: {error}"),
            "GITHUB_EVENT_PATH names it; the forge sets it for its jobs.",
        )),
    }
}
