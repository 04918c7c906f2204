//! The content of one file.
//!
//! Made for configuration: only a regular file is read, a link on the way to it is refused and not
//! followed, and nothing larger than the caller allows enters memory.

#![expect(clippy::disallowed_methods, reason = "reads files of the work tree, which is its purpose")]

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use git2::{ObjectType, Oid};

use super::staged::InIndex;
use super::tree::{self, Kind, Leaf};
use super::work_tree::{Indexed, unreadable};
use super::{Blob, Commit, GitError, ObjectId, Repository, Snapshot, path};

impl Repository {
    /// The file at `path` in `snapshot`, if there is one; `path` is relative to the repository.
    ///
    /// # Errors
    ///
    /// [`GitError::NotAFile`] when a folder, a link or a submodule is there, or a link is on the way to it;
    /// [`GitError::TooLarge`] past `limit` bytes; [`GitError::NotAPath`]; [`GitError::Conflicted`]; and those
    /// of a damaged or partial repository. `Ok(None)` means that the file is not there, nothing else.
    pub fn read(&self, snapshot: Snapshot, path: &str, limit: usize) -> Result<Option<Blob>, GitError> {
        let names: Vec<&str> = path.split('/').collect();
        let impossible = |name: &&str| matches!(*name, "" | "." | "..") || name.contains('\0');
        if names.iter().any(impossible) {
            return Err(GitError::NotAPath { path: path::shown(path.as_bytes()) });
        }
        match snapshot {
            Snapshot::Commit(commit) => self.read_committed(commit, path, limit),
            Snapshot::Index => self.read_staged(path, limit),
            Snapshot::WorkTree => self.read_disk(path, limit),
        }
    }

    fn read_committed(&self, commit: Commit, path: &str, limit: usize) -> Result<Option<Blob>, GitError> {
        let store = self.store()?;
        let mut tree = commit.tree.0;
        for (end, last) in prefixes(path) {
            let prefix = path.get(..end).unwrap_or_default();
            let name = prefix.rsplit('/').next().unwrap_or_default();
            let entry = tree::entry(&store, tree, name.as_bytes()).map_err(|error| self.explain(error))?;
            let Some(entry) = entry else { return Ok(None) };
            match (entry.kind, last) {
                (Kind::Tree, false) => tree = entry.id,
                (Kind::File | Kind::Executable, false) => return Ok(None),
                (Kind::File | Kind::Executable, true) => return self.blob(entry.id, path, limit).map(Some),
                (kind, _) => return Err(not_a_file(prefix, kind)),
            }
        }
        Ok(None)
    }

    fn read_staged(&self, path: &str, limit: usize) -> Result<Option<Blob>, GitError> {
        let prefixes: Vec<&str> = prefixes(path).map(|(end, _)| path.get(..end).unwrap_or_default()).collect();
        for (prefix, in_index) in prefixes.iter().zip(self.in_index(&prefixes)?) {
            match (in_index, *prefix == path) {
                (InIndex::Conflicted, _) => return Err(GitError::Conflicted { path: path::shown(prefix.as_bytes()) }),
                (InIndex::Intended, _) => return Ok(None),
                (InIndex::Staged(Leaf { kind: Kind::File | Kind::Executable, id }), true) => {
                    return self.blob(id, path, limit).map(Some);
                }
                (InIndex::Staged(Leaf { kind: Kind::File | Kind::Executable, .. }), false) => return Ok(None),
                (InIndex::Staged(Leaf { kind, .. }), _) => return Err(not_a_file(prefix, kind)),
                (InIndex::Folder, true) => return Err(not_a_file(path, Kind::Tree)),
                (InIndex::Folder, false) | (InIndex::Absent, _) => {}
            }
        }
        Ok(None)
    }

    fn read_disk(&self, path: &str, limit: usize) -> Result<Option<Blob>, GitError> {
        for (end, last) in prefixes(path) {
            let prefix = path.get(..end).unwrap_or_default();
            let metadata = match self.disk_path(prefix.as_bytes())?.symlink_metadata() {
                Ok(metadata) => metadata,
                Err(error) if error.kind() == ErrorKind::NotFound => return self.read_skipped(path, limit),
                Err(error) => return Err(unreadable(prefix.as_bytes(), &error.to_string())),
            };
            let kind = metadata.file_type();
            match (kind.is_dir(), last) {
                (true, false) => {}
                (false, true) if kind.is_file() => return self.read_open(path, &metadata, limit).map(Some),
                (false, false) if kind.is_file() => return Ok(None),
                (true, true) => return Err(not_a_file(prefix, Kind::Tree)),
                _ if kind.is_symlink() => return Err(not_a_file(prefix, Kind::Link)),
                _ => {
                    let path = path::shown(prefix.as_bytes());
                    return Err(GitError::NotAFile { path, what: "a device, a socket or a pipe" });
                }
            }
        }
        Ok(None)
    }

    /// A file that is not on disk: with a sparse checkout it may still be part of the work tree.
    fn read_skipped(&self, path: &str, limit: usize) -> Result<Option<Blob>, GitError> {
        match self.index()?.get_path(Path::new(path), 0) {
            Some(entry) if Indexed::of(&entry)?.skipped => self.read_staged(path, limit),
            _ => Ok(None),
        }
    }

    /// `seen` is what was there before the file was opened; it has to be there still.
    fn read_open(&self, path: &str, seen: &std::fs::Metadata, limit: usize) -> Result<Blob, GitError> {
        let problem = |error: std::io::Error| unreadable(path.as_bytes(), &error.to_string());
        let file = File::open(self.disk_path(path.as_bytes())?).map_err(problem)?;
        if !same_file(seen, &file.metadata().map_err(problem)?) {
            return Err(unreadable(path.as_bytes(), "it was replaced while it was read"));
        }
        let mut bytes = Vec::new();
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        file.take(most).read_to_end(&mut bytes).map_err(problem)?;
        if bytes.len() > limit {
            return Err(too_large(path, limit));
        }
        let id = Oid::hash_object(ObjectType::Blob, &bytes).map_err(|error| GitError::of("hash a file", &error))?;
        Ok(Blob { bytes, id: ObjectId(id) })
    }

    fn blob(&self, id: Oid, path: &str, limit: usize) -> Result<Blob, GitError> {
        let problem = |error| self.explain(error);
        let store = self.store()?;
        // The header first: a blob of gigabytes must not be unpacked to be refused.
        let (size, kind) = store.size(id).map_err(problem)?;
        if kind != ObjectType::Blob {
            return Err(GitError::CorruptObject { id: ObjectId(id), problem: "is not a blob".to_owned() });
        }
        if size > limit {
            return Err(too_large(path, limit));
        }
        let object = store.read(id).map_err(problem)?;
        Ok(Blob { bytes: object.data().to_vec(), id: ObjectId(id) })
    }
}

/// Where each leading part of a path ends, and whether that is the whole path.
fn prefixes(path: &str) -> impl Iterator<Item = (usize, bool)> {
    path.match_indices('/').map(|(at, _)| (at, false)).chain(std::iter::once((path.len(), true)))
}

fn too_large(path: &str, limit: usize) -> GitError {
    GitError::TooLarge { what: "bytes in a file", limit, path: Some(path::shown(path.as_bytes())) }
}

fn not_a_file(path: &str, kind: Kind) -> GitError {
    let what = match kind {
        Kind::Tree => "a folder",
        Kind::Link => "a symbolic link",
        Kind::Submodule => "a submodule",
        Kind::File | Kind::Executable => "a file",
    };
    GitError::NotAFile { path: path::shown(path.as_bytes()), what }
}

#[cfg(unix)]
fn same_file(one: &std::fs::Metadata, other: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn same_file(one: &std::fs::Metadata, other: &std::fs::Metadata) -> bool {
    one.file_type() == other.file_type() && one.len() == other.len()
}
