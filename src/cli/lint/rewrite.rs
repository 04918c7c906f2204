//! Writes a fixed file: in one step, so that nobody ever sees half of it, and with the permissions that it had.

#![expect(clippy::disallowed_methods, reason = "writes the file that --fix was asked to write")]

use std::io::Write as _;
use std::path::Path;

use crate::cli::failure::Failure;

/// Puts `after` in place of `before`.
///
/// # Errors
///
/// The file is not what was read any more, or cannot be written; it is then as it was.
pub(super) fn rewrite(path: Option<&Path>, before: &[u8], after: &str) -> Result<(), Failure> {
    let Some(path) = path else {
        return Err(Failure::new("only files of the work tree can be fixed"));
    };
    let failure = |error: std::io::Error| {
        Failure::with_help(
            format!("cannot write {}: {error}", path.display()),
            "The file is as it was. `--diff` shows what would be made.",
        )
    };
    // A link stays a link; what it leads to is written.
    let target = path.canonicalize().map_err(failure)?;
    if std::fs::read(&target).map_err(failure)? != before {
        let message = format!("{} was changed while it was looked at", path.display());
        return Err(Failure::with_help(message, "Run the command again."));
    }
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failure)?;
    file.write_all(after.as_bytes()).map_err(failure)?;
    let permissions = target.metadata().map_err(failure)?.permissions();
    file.as_file().set_permissions(permissions).map_err(failure)?;
    file.as_file().sync_all().map_err(failure)?;
    file.persist(&target).map_err(|error| failure(error.error))?;
    Ok(())
}
