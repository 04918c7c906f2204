//! Redacted reports that other jobs wrote with `report --format json`: read, validated, and joined into one.
//!
//! They come from jobs that anybody may have changed, so that nothing is taken over that the record's own reader does not
//! know: names, kinds of changes and numbers.

#![expect(clippy::disallowed_methods, reason = "reads the files that options name, which is its purpose")]

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::inputs;
use crate::plan::Report;
use crate::plan::record::{self, MergeError, Record};

/// Reads reports.
///
/// # Errors
///
/// One cannot be read, or is not what `report --format json` writes.
pub(super) fn read(paths: &[PathBuf]) -> Result<Vec<(String, Record<'static>)>, Failure> {
    let mut records = Vec::new();
    for path in paths {
        let name = inputs::name(path);
        let read = record::read(&bytes(path, record::LARGEST)?);
        let read = read.map_err(|fault| MergeError::Invalid { file: name.clone(), fault });
        records.push((name, read.map_err(not_joined)?));
    }
    Ok(records)
}

/// The one report that they make together.
///
/// # Errors
///
/// They are of different commits, or two of them are of one dirspace.
pub(super) fn join(records: &[(String, Record<'_>)]) -> Result<Report, Failure> {
    record::merge(records).map_err(not_joined)
}

/// Why reports are not joined.
pub(super) fn not_joined(error: MergeError) -> Failure {
    Failure::with_help(error.to_string(), error.next_step())
}

/// All bytes of a file, up to one over the limit, which its reader then refuses.
///
/// # Errors
///
/// It cannot be read.
pub(super) fn bytes(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let limit = limit as u64 + 1;
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.map_err(|error| {
        let help = "Paths of options are relative to the current folder; `-` is standard input.";
        Failure::with_help(format!("cannot read {}: {error}", inputs::name(path)), help)
    })?;
    Ok(bytes)
}
