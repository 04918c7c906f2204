//! Files that a job names and that others write to as well: the summary of the job, and what it tells its next steps.

#![expect(clippy::disallowed_methods, reason = "adds to files that options name, which is its purpose")]

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::failure::Failure;

/// Adds to a file that other steps of the job may have written to, on a line of its own: all of the text or none of it.
///
/// # Errors
///
/// It cannot be written.
pub(super) fn append(path: &Path, text: &str) -> Result<(), Failure> {
    let begin = if ends_within_a_line(path) { "\n" } else { "" };
    let failure = |error| cannot_write(path, &error);
    let mut file = OpenOptions::new().create(true).append(true).open(path).map_err(failure)?;
    let length = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|about| about.len());
    file.write_all(format!("{begin}{text}").as_bytes()).map_err(|error| {
        // Half of a list is worse than none. There is nobody to tell if this fails as well.
        length.map(|length| file.set_len(length));
        failure(error)
    })
}

/// Whether a file ends in the middle of a line. Nothing else but a file is read: a pipe would wait.
fn ends_within_a_line(path: &Path) -> bool {
    if !path.is_file() {
        return false;
    }
    let mut last = [b'\n'];
    let read =
        File::open(path).and_then(|mut file| file.seek(SeekFrom::End(-1)).and_then(|_| file.read_exact(&mut last)));
    read.is_ok() && last != *b"\n"
}

/// Why a file was not written.
pub(super) fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {error}", path.display()))
}

/// What to do about two files of these options that are one.
pub(super) const APART: &str = "Give --json-file, --summary-file and --outputs-file a file each.";

/// Each file is written for a reader of its own, which another text in it would break.
///
/// # Errors
///
/// Two of `files` are one; `help` says what to do then.
pub(super) fn apart<'p>(files: impl IntoIterator<Item = &'p Path>, help: &str) -> Result<(), Failure> {
    let named: Vec<PathBuf> = files.into_iter().filter(|file| !file.starts_with("/dev")).map(place).collect();
    let twice = named.iter().enumerate().find(|(at, file)| named.iter().skip(at + 1).any(|other| other == *file));
    let Some((_, file)) = twice else { return Ok(()) };
    Err(Failure::with_help(format!("two texts would be written to {}", file.display()), help))
}

/// Where a file is: `./x`, `../folder/x` and the whole path are one. Of a folder that is not there, as it is written.
fn place(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (folder.canonicalize(), file.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => file.to_owned(),
    }
}
