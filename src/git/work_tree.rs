//! The index and the files on disk.
//!
//! The index gives every tracked file; the library compares it with the disk, and only the differences
//! are looked at. Where the question is only which files there are, `walk` mostly knows without comparing.
//! Nothing here follows a link.

#![expect(clippy::disallowed_methods, reason = "reads the work tree, which is its purpose")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use git2::{Delta, DiffOptions, FileMode, IndexEntry, IndexEntryExtendedFlag};

use super::files::Target;
use super::tree::{Kind, Leaf};
use super::{GitError, Repository, path};

/// A file of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Indexed {
    pub(super) kind: Kind,
    pub(super) id: git2::Oid,
    /// Several versions, none of them agreed on.
    pub(super) conflicted: bool,
    /// A sparse checkout leaves it out of the disk.
    pub(super) skipped: bool,
    /// Only meant to be added (`git add -N`): no part of the next commit.
    pub(super) intended: bool,
}

impl Indexed {
    pub(super) fn of(entry: &IndexEntry) -> Result<Self, GitError> {
        let kind = Kind::from_mode(entry.mode).ok_or_else(|| GitError::Library {
            doing: "read the index",
            problem: format!("'{}' is of an unknown kind", path::shown(&entry.path)),
        })?;
        Ok(Indexed {
            kind,
            id: entry.id,
            conflicted: stage(entry) != 0,
            skipped: has(entry, IndexEntryExtendedFlag::SKIP_WORKTREE),
            intended: has(entry, IndexEntryExtendedFlag::INTENT_TO_ADD),
        })
    }

    pub(super) fn leaf(self) -> Leaf {
        Leaf { kind: self.kind, id: self.id }
    }
}

/// A path on disk, what is there, and where to read it if it is a link.
pub(super) type Found = (Vec<u8>, Kind, Target);

/// How a file on disk differs from the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnDisk {
    Gone,
    Differs(Kind),
}

/// Bit 12 and 13 of an entry's flags: which version of a conflict it is; 0 for none.
fn stage(entry: &IndexEntry) -> u16 {
    (entry.flags >> 12) & 3
}

fn has(entry: &IndexEntry, flag: IndexEntryExtendedFlag) -> bool {
    IndexEntryExtendedFlag::from_bits_truncate(entry.flags_extended).contains(flag)
}

impl Repository {
    /// The index by path; files that are only meant to be added when `intended` says so.
    pub(super) fn indexed(&self, intended: bool) -> Result<BTreeMap<Vec<u8>, Indexed>, GitError> {
        let mut entries = BTreeMap::new();
        for entry in self.index()?.iter() {
            let indexed = Indexed::of(&entry)?;
            if intended || !indexed.intended {
                entries.insert(entry.path, indexed);
            }
        }
        Ok(entries)
    }

    /// Every path where the disk is not as the index says, files that are not tracked included.
    pub(super) fn differing(
        &self,
        indexed: &BTreeMap<Vec<u8>, Indexed>,
    ) -> Result<BTreeMap<Vec<u8>, OnDisk>, GitError> {
        let doing = "compare the work tree with the index";
        let mut options = DiffOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(true).include_typechange(true);
        let index = self.index()?;
        let diff = self
            .inner
            .diff_index_to_workdir(Some(&index), Some(&mut options))
            .map_err(|error| self.explain(GitError::of(doing, &error)))?;
        let mut differing = BTreeMap::new();
        for delta in diff.deltas() {
            let side = if delta.status() == Delta::Deleted { delta.old_file() } else { delta.new_file() };
            // A repository inside this one, not added yet, is reported as a folder.
            let raw = side.path_bytes().or(delta.old_file().path_bytes()).unwrap_or_default();
            let bytes = raw.strip_suffix(b"/").unwrap_or(raw);
            let known = indexed.get(bytes);
            let same_commit = known.is_some_and(|entry| entry.kind == Kind::Submodule)
                && delta.status() == Delta::Modified
                && delta.old_file().id() == delta.new_file().id();
            if same_commit || known.is_some_and(|entry| entry.skipped) && delta.status() == Delta::Deleted {
                continue;
            }
            let state = match delta.status() {
                Delta::Deleted => OnDisk::Gone,
                Delta::Unmodified | Delta::Ignored => continue,
                Delta::Unreadable => return Err(unreadable(bytes, "permission denied")),
                _ if raw.ends_with(b"/") => OnDisk::Differs(Kind::Submodule),
                // The comparison has just looked, and says so; of anything else it may say what the index has.
                _ if matches!(side.mode(), FileMode::Blob | FileMode::BlobExecutable) => OnDisk::Differs(Kind::File),
                _ => self.kind_on_disk(bytes)?.map_or(OnDisk::Gone, OnDisk::Differs),
            };
            differing.insert(bytes.to_vec(), state);
        }
        Ok(differing)
    }

    /// Every file on disk, and where to read it if it is a link. From the folders where that can be: to compare the
    /// files takes several times as long.
    pub(super) fn on_disk(&self) -> Result<Vec<Found>, GitError> {
        #[cfg(unix)]
        if let Some(files) = self.walked()? {
            return Ok(files);
        }
        self.compared()
    }

    /// Every file on disk, by the library's account of what differs from the index.
    pub(super) fn compared(&self) -> Result<Vec<Found>, GitError> {
        let indexed = self.indexed(true)?;
        let mut differing = self.differing(&indexed)?;
        let mut files = Vec::with_capacity(indexed.len() + differing.len());
        for (path, entry) in indexed {
            match differing.remove(&path) {
                None => files.push((path, entry.kind, Target::Object(entry.id))),
                Some(OnDisk::Differs(kind)) => files.push((path, kind, Target::Disk)),
                Some(OnDisk::Gone) => {}
            }
        }
        for (path, state) in differing {
            if let OnDisk::Differs(kind) = state {
                files.push((path, kind, Target::Disk));
            }
        }
        Ok(files)
    }

    /// What is at `path`; `None` when nothing is.
    fn kind_on_disk(&self, path: &[u8]) -> Result<Option<Kind>, GitError> {
        match self.disk_path(path)?.symlink_metadata() {
            Ok(metadata) if metadata.is_symlink() => Ok(Some(Kind::Link)),
            Ok(metadata) if metadata.is_dir() => Ok(Some(Kind::Submodule)),
            Ok(_) => Ok(Some(Kind::File)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable(path, &error.to_string())),
        }
    }

    /// What the link at `path` says, if it is UTF-8.
    pub(super) fn link_on_disk(&self, path: &[u8]) -> Result<Option<String>, GitError> {
        let target = std::fs::read_link(self.disk_path(path)?).map_err(|error| unreadable(path, &error.to_string()))?;
        Ok(target.to_str().map(str::to_owned))
    }

    /// Where a path of the repository is on disk.
    pub(super) fn disk_path(&self, path: &[u8]) -> Result<PathBuf, GitError> {
        Ok(self.work_tree().ok_or(GitError::NoWorkTree)?.join(native(path)))
    }
}

pub(super) fn unreadable(bytes: &[u8], problem: &str) -> GitError {
    GitError::Unreadable { path: path::shown(bytes), problem: path::shown(problem.as_bytes()) }
}

#[cfg(unix)]
fn native(path: &[u8]) -> &Path {
    use std::os::unix::ffi::OsStrExt as _;
    Path::new(std::ffi::OsStr::from_bytes(path))
}

/// Git for other systems keeps names in UTF-8; a name that is not cannot be on their disks.
#[cfg(not(unix))]
fn native(path: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(path).into_owned())
}
