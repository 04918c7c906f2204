//! Writes a file that an option names: in one step, so that nobody ever reads half of it.

use std::io::{ErrorKind, Write as _};
use std::path::Path;

use super::failure::Failure;

/// Puts `text` into the file, in place of what it held.
///
/// # Errors
///
/// It cannot be written; it is then as it was.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    if path == Path::new("-") {
        let help = "Standard output is for the answer. Name a file.";
        return Err(Failure::with_help("facts cannot be written to standard output", help));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failure = |error: std::io::Error| {
        // The error itself names the draft, which nobody asked for.
        let why = match error.kind() {
            ErrorKind::NotFound => format!("there is no folder {}", folder.display()),
            ErrorKind::PermissionDenied => format!("the folder {} may not be written to", folder.display()),
            _ => error.to_string(),
        };
        let help = "The file is as it was. Paths of options are relative to the current folder.";
        Failure::with_help(format!("cannot write {}: {why}", path.display()), help)
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failure)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failure)?;
    file.persist(path).map_err(|error| failure(error.error))?;
    Ok(())
}
