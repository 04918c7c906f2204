//! All files of one snapshot.

use std::ops::ControlFlow;

use git2::Oid;

use super::tree::{self, Kind, Leaf};
use super::{GitError, Repository, Snapshot, path};

/// Longest target of a link that is read, in bytes; Linux allows no longer one.
const MAX_TARGET: usize = 4_096;

/// The names in a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// Every file, links included, submodules not. Relative to the repository, sorted by bytes, each once.
    pub paths: Vec<String>,
    /// The links among `paths`.
    pub links: Vec<Link>,
    /// Where submodules are. They hold no files as far as this repository is concerned.
    pub submodules: Vec<String>,
    /// Those that are not UTF-8, escaped for people. Each is in one of the lists above as well, with its
    /// invalid bytes replaced.
    pub not_utf8: Vec<String>,
}

/// A symbolic link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The link.
    pub path: String,
    /// What it says, unresolved. `None` when that is not known: the partial clone left it out, or it is
    /// not UTF-8, or too long to be a path.
    pub target: Option<String>,
}

impl Repository {
    /// The files of `snapshot`.
    ///
    /// # Errors
    ///
    /// [`GitError::NoWorkTree`], [`GitError::TooLarge`], [`GitError::PartialClone`] and those of a damaged
    /// repository. Never a partial list.
    pub fn files(&self, snapshot: Snapshot) -> Result<Files, GitError> {
        let mut listing = Listing::new(self);
        match snapshot {
            Snapshot::Commit(commit) => {
                let store = self.store()?;
                let visit = |path: &[u8], _: Option<Leaf>, new: Option<Leaf>| match new {
                    Some(leaf) => listing.add(path, leaf.kind, Target::Object(leaf.id)),
                    None => Ok(()),
                };
                tree::compare(&store, None, Some(commit.tree.0), visit).map_err(|error| self.explain(error))?;
            }
            Snapshot::Index => return self.staged_files(),
            Snapshot::WorkTree => {
                for (path, kind, target) in self.on_disk()? {
                    listing.add(&path, kind, target)?;
                }
            }
        }
        Ok(listing.finish())
    }

    /// Straight from the index file where that can be: the library takes several times as long.
    fn staged_files(&self) -> Result<Files, GitError> {
        let mut listing = Listing::new(self);
        let mut plain = Ok(true);
        let understood = self.read_index_file(|entry| {
            let kind = Kind::from_mode(entry.mode).filter(|_| entry.stage == 0);
            plain = match (&plain, kind) {
                (Ok(true), _) if entry.intended => return ControlFlow::Continue(()),
                (Ok(true), Some(kind)) => listing.add(entry.path, kind, Target::Object(entry.id)).map(|()| true),
                (Ok(true), None) => Ok(false),
                _ => return ControlFlow::Break(()),
            };
            ControlFlow::Continue(())
        })?;
        if understood.is_some() && plain? {
            return Ok(listing.finish());
        }
        let mut listing = Listing::new(self);
        for (path, entry) in self.indexed(false)? {
            listing.add(&path, entry.kind, Target::Object(entry.id))?;
        }
        Ok(listing.finish())
    }
}

/// Where the text of a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Object(Oid),
    Disk,
}

struct Listing<'r> {
    repository: &'r Repository,
    files: Files,
}

impl<'r> Listing<'r> {
    fn new(repository: &'r Repository) -> Self {
        Listing { repository, files: Files::default() }
    }

    fn add(&mut self, bytes: &[u8], kind: Kind, target: Target) -> Result<(), GitError> {
        let name = match std::str::from_utf8(bytes) {
            Ok(name) => name.to_owned(),
            Err(_) => {
                self.files.not_utf8.push(path::shown(bytes));
                String::from_utf8_lossy(bytes).into_owned()
            }
        };
        match kind {
            Kind::Submodule => self.files.submodules.push(name),
            Kind::Link => {
                let target = self.repository.link_target(bytes, target)?;
                self.files.links.push(Link { path: name.clone(), target });
                self.files.paths.push(name);
            }
            Kind::File | Kind::Executable | Kind::Tree => self.files.paths.push(name),
        }
        Ok(())
    }

    /// Sorts again: a name that was mended, or an index of a file system without case, may be out of place.
    fn finish(mut self) -> Files {
        self.files.paths.sort_unstable();
        self.files.paths.dedup();
        self.files.links.sort_by(|one, other| one.path.cmp(&other.path));
        self.files.submodules.sort_unstable();
        self.files.submodules.dedup();
        self.files
    }
}

impl Repository {
    fn link_target(&self, link: &[u8], target: Target) -> Result<Option<String>, GitError> {
        let id = match target {
            Target::Object(id) => id,
            Target::Disk => return self.link_on_disk(link),
        };
        let store = self.store()?;
        let size = match store.size(id) {
            Ok((size, _)) => size,
            Err(error) => return self.unknown_if_left_out(error),
        };
        if size > MAX_TARGET {
            return Ok(None);
        }
        let object = store.read(id)?;
        Ok(std::str::from_utf8(object.data()).ok().map(str::to_owned))
    }

    fn unknown_if_left_out(&self, error: GitError) -> Result<Option<String>, GitError> {
        match self.explain(error) {
            GitError::PartialClone { .. } => Ok(None),
            other => Err(other),
        }
    }
}
