//! Where configurations are looked for: a repository at one of its states, or a folder without one.

#![expect(clippy::disallowed_methods, reason = "reads files that arguments name, and finds out where they lie")]

use std::path::{Component, Path, PathBuf};

use crate::access::repository::CONFIG_PATHS;
use crate::cli::failure::Failure;
use crate::cli::inputs;
use crate::config::document;
use crate::git::{GitError, OpenOptions, Repository, Snapshot};

/// Room for a file that the document reader refuses for its size: it says so better than git could.
const MOST_BYTES: usize = 8 * document::MAX_BYTES;

/// The place.
pub(in crate::cli) struct Place {
    /// What `-C` names; paths begin here.
    folder: PathBuf,
    /// `None` where no repository is around the folder.
    pub(in crate::cli) repository: Option<Repository>,
    /// Which state of the repository.
    pub(super) snapshot: Snapshot,
}

/// A file and how to speak of it.
pub(in crate::cli) struct File {
    /// From the root of the repository, or as it was named.
    pub(in crate::cli) name: String,
    pub(in crate::cli) bytes: Vec<u8>,
    /// See [`Source::origin`](crate::source::Source::origin).
    pub(in crate::cli) origin: Option<String>,
    /// Where it can be written. `None` for standard input and for what is not in the work tree.
    pub(in crate::cli) on_disk: Option<PathBuf>,
}

impl Place {
    /// Opens the repository around `folder`. Without one only the files on disk can be looked at.
    pub(in crate::cli) fn open(
        folder: &Path,
        staged: bool,
        revision: Option<&str>,
        trust_owner: bool,
    ) -> Result<Place, Failure> {
        let options = OpenOptions { trust_owner, environment: folder == Path::new(".") };
        let repository = match Repository::discover(folder, options) {
            Ok(repository) => Some(repository),
            Err(GitError::NotARepository { .. }) if !folder.is_dir() => {
                let message = format!("there is no folder {}", inputs::name(folder));
                return Err(Failure::with_help(message, "`-C` names the folder of a repository, or one inside it."));
            }
            Err(GitError::NotARepository { .. }) if !staged && revision.is_none() => None,
            Err(error) => return Err(error.into()),
        };
        let snapshot = match (&repository, revision) {
            (Some(repository), Some(revision)) => Snapshot::Commit(repository.resolve(revision)?),
            _ if staged => Snapshot::Index,
            _ => Snapshot::WorkTree,
        };
        Ok(Place { folder: folder.to_owned(), repository, snapshot })
    }

    /// The configuration as the server would choose it: the first name, or the second where the first is missing or says
    /// nothing. Two empty files are one empty file.
    pub(in crate::cli) fn config(&self) -> Result<Option<File>, Failure> {
        let [first, second] = CONFIG_PATHS;
        let first = self.file(first)?;
        if first.as_ref().is_some_and(|file| !is_blank(&file.bytes)) {
            return Ok(first);
        }
        let second = self.file(second)?;
        Ok(match second {
            Some(second) if first.is_none() || !is_blank(&second.bytes) => Some(second),
            _ => first,
        })
    }

    /// A file at a path from the root of the repository, or of the folder where there is no repository.
    pub(in crate::cli) fn file(&self, path: &str) -> Result<Option<File>, Failure> {
        let Some(repository) = &self.repository else {
            let on_disk = self.folder.join(path);
            if !on_disk.try_exists().unwrap_or(true) {
                return Ok(None);
            }
            let bytes = inputs::bytes(&on_disk)?;
            return Ok(Some(File { name: path.to_owned(), bytes, origin: None, on_disk: Some(on_disk) }));
        };
        let blob = repository.read(self.snapshot, path, MOST_BYTES)?;
        let root = repository.work_tree().filter(|_| self.snapshot == Snapshot::WorkTree);
        Ok(blob.map(|blob| File {
            name: path.to_owned(),
            bytes: blob.bytes,
            origin: Some(format!("blob {}", blob.id)),
            on_disk: root.map(|root| root.join(path)),
        }))
    }

    /// A file that an argument names. In the work tree that is a file on disk, wherever it lies.
    pub(super) fn named(&self, name: &Path) -> Result<File, Failure> {
        let whole = self.folder.join(name);
        let inside = self.inside(name);
        let is_config = inside.as_deref().is_some_and(|path| CONFIG_PATHS.contains(&path));
        if self.snapshot == Snapshot::WorkTree && !is_config {
            if whole.is_dir() {
                return Err(Failure::with_help(
                    format!("{} is a folder", inputs::name(&whole)),
                    "Name a file; `-C DIR` names a repository, whose configuration is then found.",
                ));
            }
            let name = inside.unwrap_or_else(|| slashed(name));
            return Ok(File { name, bytes: inputs::bytes(&whole)?, origin: None, on_disk: Some(whole) });
        }
        let Some(path) = inside else {
            let message = format!("`{}` is not inside the repository", name.display());
            return Err(Failure::with_help(message, "Only the work tree can be left: drop --staged or --ref."));
        };
        self.file(&path)?.ok_or_else(|| {
            let message = format!("there is no file `{path}` in {}", self.state());
            Failure::with_help(message, "Paths begin at the current folder, or at that of `-C`.")
        })
    }

    /// The path from the root of the repository. `None` for one outside of it, and without a repository. The file need not
    /// exist: what comes from standard input may be new.
    pub(super) fn inside(&self, name: &Path) -> Option<String> {
        let root = self.repository.as_ref()?.work_tree();
        let whole = lexical(&self.folder.join(name));
        let Some(root) = root else { return relative(&whole) };
        let root = root.canonicalize().ok()?;
        let parent = whole.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let parent = match parent.canonicalize() {
            Ok(parent) => parent,
            Err(_) => lexical(&self.folder.canonicalize().ok()?.join(name)).parent()?.to_owned(),
        };
        relative(parent.join(whole.file_name()?).strip_prefix(&root).ok()?)
    }

    /// The state in words.
    pub(super) fn state(&self) -> &'static str {
        match self.snapshot {
            Snapshot::Commit(_) => "the commit",
            Snapshot::Index => "the index",
            Snapshot::WorkTree => "the work tree",
        }
    }
}

/// The server takes such a file for none.
fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| b" \t\n\r\x0c".contains(byte))
}

/// Without `.` and `..`, so far as that can be told from the name alone.
fn lexical(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(clean.components().next_back(), Some(Component::Normal(_))) => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

/// A relative path with the separators of git.
fn relative(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path
        .components()
        .map(|component| match component {
            Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect();
    parts.map(|parts| parts.join("/")).filter(|path| !path.is_empty())
}

fn slashed(path: &Path) -> String {
    path.display().to_string().replace(std::path::MAIN_SEPARATOR, "/")
}
