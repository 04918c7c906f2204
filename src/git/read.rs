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
        check(path)?;
        match snapshot {
            Snapshot::Commit(commit) => self.read_committed(commit, path, limit),
            Snapshot::Index => self.read_staged(path, limit),
            Snapshot::WorkTree => match self.read_disk(path, "", limit)? {
                Some(FromDisk::Skipped(blob)) => Ok(Some(blob)),
                Some(FromDisk::There(bytes)) => hashed(bytes).map(Some),
                None => Ok(None),
            },
        }
    }

    /// Reads files of `snapshot` one after the other.
    pub fn reader(&self, snapshot: Snapshot) -> Reader<'_> {
        Reader { repository: self, snapshot, folder: String::new() }
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

    /// `folder` is known to be one, with no link on the way to it; empty for the root.
    fn read_disk(&self, path: &str, folder: &str, limit: usize) -> Result<Option<FromDisk>, GitError> {
        let known = shared(folder, path);
        for (end, last) in prefixes(path).filter(|(end, _)| *end > known) {
            let prefix = path.get(..end).unwrap_or_default();
            let metadata = match self.disk_path(prefix.as_bytes())?.symlink_metadata() {
                Ok(metadata) => metadata,
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    return Ok(self.read_skipped(path, limit)?.map(FromDisk::Skipped));
                }
                Err(error) => return Err(unreadable(prefix.as_bytes(), &error.to_string())),
            };
            let kind = metadata.file_type();
            match (kind.is_dir(), last) {
                (true, false) => {}
                (false, true) if kind.is_file() => {
                    return self.read_open(path, &metadata, limit).map(|bytes| Some(FromDisk::There(bytes)));
                }
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
    fn read_open(&self, path: &str, seen: &std::fs::Metadata, limit: usize) -> Result<Vec<u8>, GitError> {
        let problem = |error: std::io::Error| unreadable(path.as_bytes(), &error.to_string());
        let file = File::open(self.disk_path(path.as_bytes())?).map_err(problem)?;
        if !same_file(seen, &file.metadata().map_err(problem)?) {
            return Err(unreadable(path.as_bytes(), "it was replaced while it was read"));
        }
        let bytes = read_all(file, seen.len(), limit).map_err(problem)?;
        if bytes.len() > limit {
            return Err(too_large(path, limit));
        }
        Ok(bytes)
    }

    pub(super) fn blob(&self, id: Oid, path: &str, limit: usize) -> Result<Blob, GitError> {
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

/// What was read in the work tree.
enum FromDisk {
    There(Vec<u8>),
    /// A sparse checkout leaves the file out of the disk; this is what the index says.
    Skipped(Blob),
}

/// Bytes more than a file is said to have, so that there is room to see that it has no more. With less than this the
/// standard library makes calls of its own as it grows.
const ROOM_TO_FIND_THE_END: usize = 64;

/// All of a file, but no more than one byte past `limit`. `length` is what it is said to have.
fn read_all(mut file: impl std::io::Read, length: u64, limit: usize) -> std::io::Result<Vec<u8>> {
    let expected = usize::try_from(length).unwrap_or(usize::MAX).min(limit);
    let mut bytes = vec![0; expected.saturating_add(ROOM_TO_FIND_THE_END)];
    let read = loop {
        match file.read(&mut bytes) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            read => break read?,
        }
    };
    bytes.truncate(read);
    // There was room for more and none came: asking again would be one more call for each of many small files. A file
    // that is said to have nothing may be one whose length nobody knows.
    if read > 0 && read == expected && expected < limit {
        return Ok(bytes);
    }
    let most = limit.saturating_add(1).saturating_sub(read);
    file.take(u64::try_from(most).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads files of one snapshot one after the other, for whoever needs many and their names only: their object ids are not
/// worked out, and a folder in which the last file was is not looked at again.
pub struct Reader<'r> {
    repository: &'r Repository,
    snapshot: Snapshot,
    folder: String,
}

impl Reader<'_> {
    /// The bytes of the file at `path`, as [`Repository::read`] gives them.
    ///
    /// # Errors
    ///
    /// Those of [`Repository::read`].
    pub fn read(&mut self, path: &str, limit: usize) -> Result<Option<Vec<u8>>, GitError> {
        if self.snapshot != Snapshot::WorkTree {
            return Ok(self.repository.read(self.snapshot, path, limit)?.map(|blob| blob.bytes));
        }
        check(path)?;
        let bytes = match self.repository.read_disk(path, &self.folder, limit)? {
            Some(FromDisk::There(bytes)) => bytes,
            Some(FromDisk::Skipped(blob)) => return Ok(Some(blob.bytes)),
            None => return Ok(None),
        };
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        folder.clone_into(&mut self.folder);
        Ok(Some(bytes))
    }
}

fn check(path: &str) -> Result<(), GitError> {
    let impossible = |name: &str| matches!(name, "" | "." | "..") || name.contains('\0');
    if path.split('/').any(impossible) {
        return Err(GitError::NotAPath { path: path::shown(path.as_bytes()) });
    }
    Ok(())
}

fn hashed(bytes: Vec<u8>) -> Result<Blob, GitError> {
    let id = Oid::hash_object(ObjectType::Blob, &bytes).map_err(|error| GitError::of("hash a file", &error))?;
    Ok(Blob { bytes, id: ObjectId(id) })
}

/// Where the last folder ends that is on the way to both; 0 where that is the root.
fn shared(folder: &str, path: &str) -> usize {
    let is_on_the_way = |end: &usize| {
        let rest = path.get(..*end).and_then(|prefix| folder.strip_prefix(prefix));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    path.match_indices('/').map(|(at, _)| at).take_while(is_on_the_way).last().unwrap_or(0)
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use std::collections::VecDeque;
    use std::io::{Error, Read, Result};

    use super::*;

    /// Gives one piece at a time; nothing is an interruption.
    struct Pieces(VecDeque<Vec<u8>>);

    impl Read for Pieces {
        fn read(&mut self, into: &mut [u8]) -> Result<usize> {
            let Some(mut piece) = self.0.pop_front() else { return Ok(0) };
            if piece.is_empty() {
                return Err(Error::from(ErrorKind::Interrupted));
            }
            let read = piece.as_slice().read(into)?;
            if read < piece.len() {
                self.0.push_front(piece.split_off(read));
            }
            Ok(read)
        }
    }

    #[test]
    fn all_of_a_file_is_read_however_it_comes() {
        for (length, pieces, limit) in [
            (0, &[][..], 10),
            (5, &[5][..], 10),
            (5, &[0, 5], 10),
            (5, &[2, 0, 3], 10),
            (5, &[5], 5),
            // It grew, or its length was not known.
            (0, &[5], 10),
            (5, &[5 + 9], 100),
            (5, &[3, 9], 100),
            (5, &[200], 1_000),
            // It shrank.
            (5, &[3], 10),
        ] {
            let pieces: VecDeque<Vec<u8>> = pieces.iter().map(|length| vec![b'x'; *length]).collect();
            let all: usize = pieces.iter().map(Vec::len).sum();
            assert_eq!(read_all(Pieces(pieces.clone()), length, limit).unwrap().len(), all, "{length} {pieces:?}");
        }
    }

    #[test]
    fn what_is_too_long_is_not_read_to_its_end() {
        for (length, pieces) in
            [(500, vec![500]), (500, vec![1; 500]), (0, vec![1; 500]), (5, vec![5, 495]), (9, vec![9, 491])]
        {
            let pieces: VecDeque<Vec<u8>> = pieces.iter().map(|length| vec![b'x'; *length]).collect();
            let mut left = Pieces(pieces);
            let read = read_all(&mut left, length, 9).unwrap().len();
            // Told as much as there was at the first look, nobody asks further.
            assert!(read == 5 || (10..=9 + ROOM_TO_FIND_THE_END).contains(&read), "{length}: {read}");
        }
    }
}
