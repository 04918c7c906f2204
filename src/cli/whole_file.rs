//! Writes a file that an option names: in one step, so that nobody ever reads half of it.

#![expect(clippy::disallowed_methods, reason = "looks at where files that options name are to lie")]

use std::fs::Permissions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::failure::Failure;

/// Puts `text` into the file, in place of what it held. A link is replaced, and not followed.
///
/// # Errors
///
/// It cannot be written; it is then as it was.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    put(path, text, 0o600)
}

/// The same, for whoever may read what this user writes: the next program, which may run as somebody else.
///
/// # Errors
///
/// It cannot be written; it is then as it was.
pub(super) fn write_for_others(path: &Path, text: &str) -> Result<(), Failure> {
    put(path, text, 0o666)
}

/// Whether a file can be put there, as far as that can be told before there is anything to write.
///
/// # Errors
///
/// The path stands for a stream, a device or a folder, or there is no folder for it.
pub(super) fn check(path: &Path) -> Result<(), Failure> {
    let is_other = |path: &Path| path.metadata().is_ok_and(|about| !about.is_file() && !about.is_dir());
    if path == Path::new("-") || path.starts_with("/dev") && !path.starts_with("/dev/shm") || is_other(path) {
        let help = "Name a file: it would take the place of what is there.";
        let message = format!("cannot write {}: it is standard output, a device or a pipe", path.display());
        return Err(Failure::with_help(message, help));
    }
    if path.is_dir() {
        let help = "Name a file, such as one in it.";
        return Err(Failure::with_help(format!("cannot write {}: it is a folder", path.display()), help));
    }
    if folder_of(path).is_dir() { Ok(()) } else { Err(cannot_write(path, &ErrorKind::NotFound.into())) }
}

fn put(path: &Path, text: &str, mode: u32) -> Result<(), Failure> {
    check(path)?;
    let failure = |error: std::io::Error| cannot_write(path, &error);
    let draft = tempfile::Builder::new().permissions(Permissions::from_mode(mode)).tempfile_in(folder_of(path));
    let mut file = draft.map_err(failure)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failure)?;
    file.persist(path).map_err(|error| failure(error.error))?;
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    let folder = folder_of(path).display();
    // The error itself names the draft, which nobody asked for.
    let why = match error.kind() {
        ErrorKind::NotFound => format!("there is no folder {folder}"),
        ErrorKind::PermissionDenied => format!("the folder {folder} may not be written to"),
        _ => error.to_string(),
    };
    let help = "The file is as it was. Paths of options are relative to the current folder.";
    Failure::with_help(format!("cannot write {}: {why}", path.display()), help)
}
