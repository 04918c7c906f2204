//! Makes files that are not there, and touches nothing that is.
//!
//! Every folder on the way is looked at by its exact name and without following links, so that no file lands outside of the
//! repository or beside one that differs by case alone. A file appears whole: it is written under another name and then
//! given its own, which fails where somebody else was faster.

#![expect(clippy::disallowed_methods, reason = "looks at the work tree and makes files in it, which is its purpose")]

use std::fs::{DirBuilder, Permissions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;

/// What is at a path where a file is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing.
    Free,
    /// A file.
    There,
}

/// The top of a work tree.
pub(super) struct Root {
    folder: PathBuf,
}

impl Root {
    pub(super) fn new(folder: &Path) -> Root {
        Root { folder: folder.to_owned() }
    }

    /// Where it is, unless it is this folder.
    pub(super) fn unless(&self, folder: &Path) -> Option<String> {
        let [top, folder] = [self.folder.as_path(), folder].map(Path::canonicalize);
        let top = top.ok()?;
        (folder.ok()? != top).then(|| top.display().to_string())
    }

    /// What is at a path from the root.
    ///
    /// # Errors
    ///
    /// A file of that name may not be made: something else than a folder is on the way to it or a folder is in its place, a
    /// name differs by case alone from one that is there, or the way leads into another repository.
    pub(super) fn look(&self, path: &str) -> Result<Place, Failure> {
        // All names first: what is not there yet may have no way out of it either.
        if path.split('/').any(|name| matches!(name, "" | "." | "..") || name.eq_ignore_ascii_case(".git")) {
            return Err(refused(path, "no file of that name is ever made".to_owned()));
        }
        let mut folder = self.folder.clone();
        let mut names = path.split('/').peekable();
        let mut seen = String::new();
        while let Some(name) = names.next() {
            seen.push_str(if seen.is_empty() { "" } else { "/" });
            seen.push_str(name);
            match kind(&folder, name, &seen, path)? {
                None => return Ok(Place::Free),
                Some(Kind::Folder) if names.peek().is_some() => folder.push(name),
                Some(Kind::File) if names.peek().is_none() => return Ok(Place::There),
                Some(Kind::Folder) => return Err(refused(path, format!("{seen} is a folder"))),
                Some(Kind::File) => return Err(refused(path, format!("{seen} is a file and no folder"))),
                Some(Kind::Link) => return Err(refused(path, format!("{seen} is a symbolic link"))),
                Some(Kind::Other) => return Err(refused(path, format!("{seen} is no file and no folder"))),
                Some(Kind::Repository) => {
                    return Err(refused(path, format!("{seen} is a repository of its own")));
                }
            }
        }
        Ok(Place::Free)
    }

    /// Makes the file and the folders that are missing.
    ///
    /// # Errors
    ///
    /// Those of [`Root::look`]; the file is there by now; or the disk refuses. What is there is then as it was.
    pub(super) fn make(&self, path: &str, text: &str) -> Result<(), Failure> {
        // Somebody may have been at it since it was looked at for the question.
        if self.look(path)? == Place::There {
            return Err(there_by_now(path));
        }
        let whole = self.folder.join(path);
        let folder = whole.parent().unwrap_or(&self.folder);
        DirBuilder::new().recursive(true).create(folder).map_err(|error| unwritable(path, &error))?;
        make(&whole, path, text, false)
    }
}

/// Makes a file in a folder that is there. `shown` is how to speak of it.
pub(super) fn make(whole: &Path, shown: &str, text: &str, executable: bool) -> Result<(), Failure> {
    let failure = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => there_by_now(shown),
        _ => unwritable(shown, &error),
    };
    let folder = whole.parent().unwrap_or(Path::new("."));
    // As git makes files: what the umask takes away is taken away.
    let permissions = Permissions::from_mode(if executable { 0o777 } else { 0o666 });
    let draft = tempfile::Builder::new().prefix(".whomay-").permissions(permissions).tempfile_in(folder);
    let mut draft = draft.map_err(failure)?;
    draft.write_all(text.as_bytes()).and_then(|()| draft.as_file().sync_all()).map_err(failure)?;
    draft.persist_noclobber(whole).map_err(|error| failure(error.error))?;
    Ok(())
}

/// What a name stands for.
enum Kind {
    File,
    Folder,
    Link,
    Repository,
    Other,
}

/// What has exactly this name in a folder. `seen` is the path so far, and `path` the whole of it.
fn kind(folder: &Path, name: &str, seen: &str, path: &str) -> Result<Option<Kind>, Failure> {
    if let Some(other) = differing_by_case(folder, name).map_err(|error| unwritable(path, &error))? {
        return Err(refused(path, format!("{other} is there, which differs from {seen} by case alone")));
    }
    let metadata = match folder.join(name).symlink_metadata() {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unwritable(path, &error)),
    };
    let kind = metadata.file_type();
    Ok(Some(if kind.is_symlink() {
        Kind::Link
    } else if kind.is_file() {
        Kind::File
    } else if !kind.is_dir() {
        Kind::Other
    } else if folder.join(name).join(".git").symlink_metadata().is_ok() {
        Kind::Repository
    } else {
        Kind::Folder
    }))
}

/// A name in the folder that some file systems take for this one, where this one itself is not there.
fn differing_by_case(folder: &Path, name: &str) -> std::io::Result<Option<String>> {
    let mut other = None;
    for entry in folder.read_dir()? {
        let found = entry?.file_name();
        if found == name {
            return Ok(None);
        }
        let found = found.to_string_lossy();
        if found.to_lowercase() == name.to_lowercase() {
            other = Some(found.into_owned());
        }
    }
    Ok(other)
}

fn refused(path: &str, why: String) -> Failure {
    let help = "Nothing was written. Files that are there are never changed and links never followed: mend this, or leave \
                the file out with --only.";
    Failure::with_help(format!("{path} cannot be made: {why}"), help)
}

fn there_by_now(path: &str) -> Failure {
    let help = "It was not touched. Run the command again to see what is missing now.";
    Failure::with_help(format!("{path} cannot be made: it is there by now"), help)
}

/// What a folder that may not be written to leaves to do.
const HELP: &str = "Run the command again when that is mended, or take what it shows with --diff to where `git apply` can \
                    write it.";

fn unwritable(path: &str, error: &std::io::Error) -> Failure {
    Failure::with_help(format!("{path} cannot be made: {error}"), HELP)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn root() -> (tempfile::TempDir, Root) {
        let folder = tempfile::TempDir::new().unwrap();
        let root = Root::new(folder.path());
        (folder, root)
    }

    #[test]
    fn only_what_is_not_there_is_made() {
        let (folder, root) = root();
        root.make("a/b/c.yml", "one\n").unwrap();
        assert_eq!(std::fs::read_to_string(folder.path().join("a/b/c.yml")).unwrap(), "one\n");
        assert_eq!(root.look("a/b/c.yml").unwrap(), Place::There);
        assert!(root.make("a/b/c.yml", "two\n").unwrap_err().message().contains("it is there by now"));
        assert!(root.make("a/b", "x").unwrap_err().message().contains("a/b is a folder"));
        assert!(root.make("a/b/c.yml/d", "x").unwrap_err().message().contains("a/b/c.yml is a file"));
        assert_eq!(std::fs::read_to_string(folder.path().join("a/b/c.yml")).unwrap(), "one\n");
        // Nothing is left of drafts.
        assert_eq!(std::fs::read_dir(folder.path().join("a/b")).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_appears_while_another_is_written_stays() {
        let (folder, _) = root();
        let path = folder.path().join("x");
        std::fs::write(&path, "theirs").unwrap();
        assert!(make(&path, "x", "ours", false).unwrap_err().message().contains("it is there by now"));
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("elsewhere", &path).unwrap();
        assert!(make(&path, "x", "ours", false).is_err());
        assert!(!folder.path().join("elsewhere").exists());
    }

    #[test]
    fn links_other_repositories_and_other_cases_are_refused() {
        let (folder, root) = root();
        let outside = tempfile::TempDir::new().unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("link")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("dangling")).unwrap();
        std::fs::create_dir_all(folder.path().join("sub/.git")).unwrap();
        std::fs::create_dir_all(folder.path().join(".GitHub/Workflows")).unwrap();
        for (path, why) in [
            ("link/x.yml", "link is a symbolic link"),
            ("dangling", "dangling is a symbolic link"),
            ("sub/x.yml", "sub is a repository of its own"),
            (".github/workflows/x.yml", ".GitHub is there"),
            (".GitHub/workflows/x.yml", "Workflows is there"),
            (".git/hooks/x", "no file of that name"),
            ("a/../../x", "no file of that name"),
            ("/etc/x", "no file of that name"),
        ] {
            let failure = root.make(path, "x").unwrap_err();
            assert!(failure.message().contains(why), "{path}: {}", failure.message());
        }
        assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 0);
        assert!(!folder.path().join("a").exists());
    }
}
