//! What changed between a commit and a snapshot.
//!
//! Renames are never looked for: git, libgit2 and the forges disagree about them, so no decision may
//! depend on one. A moved file is a removal and an addition, and both names count.

#![expect(clippy::disallowed_methods, reason = "reads the work tree, which is its purpose")]

use git2::Oid;

use super::tree::{self, Kind, Leaf};
use super::work_tree::OnDisk;
use super::{Commit, GitError, Repository, Snapshot, path};
use crate::dirspace::Change;

/// What became of one path between two commits: whether it is a file, an executable, a link or a submodule, and the id
/// of what it holds, before and after. Equal exactly where all of that is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The path.
    pub path: String,
    old: Option<Leaf>,
    new: Option<Leaf>,
}

impl Difference {
    /// The path, and what is there before and after.
    pub(super) fn sides(self) -> (String, (Option<Leaf>, Option<Leaf>)) {
        (self.path, (self.old, self.new))
    }
}

impl Repository {
    /// Every path that differs between `base` and `snapshot`, sorted by path.
    ///
    /// A change of mode or of kind is a modification, and so is a submodule that moves to another commit.
    /// In the work tree, uncommitted work inside a submodule is no change; a file is modified when its
    /// bytes are not those of `base` before git's filters (line ends) have run.
    ///
    /// # Errors
    ///
    /// [`GitError::NotUtf8`] when the name of a changed file is not UTF-8, and those of [`Repository::files`].
    pub fn changes(&self, base: Commit, snapshot: Snapshot) -> Result<Vec<Change>, GitError> {
        let mut changes = match snapshot {
            Snapshot::Commit(head) => self.changes_between(base, head)?,
            Snapshot::Index => self.changes_in_index(base)?,
            Snapshot::WorkTree => self.changes_on_disk(base)?,
        };
        changes.sort_unstable_by(|one, other| one.paths().cmp(other.paths()));
        Ok(changes)
    }

    /// The paths that differ between two commits, sorted: which files the newer commits of a base touch.
    ///
    /// # Errors
    ///
    /// Those of [`Repository::changes`].
    pub fn files_changed_between(&self, old: Commit, new: Commit) -> Result<Vec<String>, GitError> {
        let changes = self.changes(old, Snapshot::Commit(new))?;
        Ok(changes.iter().flat_map(Change::paths).map(str::to_owned).collect())
    }

    /// What became of every path that differs between two commits, sorted by path. No file is opened: ids are compared.
    ///
    /// # Errors
    ///
    /// Those of [`Repository::changes`].
    pub fn differences(&self, base: Commit, head: Commit) -> Result<Vec<Difference>, GitError> {
        let mut differences = Vec::new();
        let visit = |path: &[u8], old: Option<Leaf>, new: Option<Leaf>| {
            differences.push(Difference { path: path::text(path)?, old, new });
            Ok(())
        };
        let store = self.store()?;
        tree::compare(&store, Some(base.tree.0), Some(head.tree.0), visit).map_err(|error| self.explain(error))?;
        differences.sort_unstable();
        Ok(differences)
    }

    fn changes_between(&self, base: Commit, head: Commit) -> Result<Vec<Change>, GitError> {
        let mut changes = Vec::new();
        let visit = |path: &[u8], old: Option<Leaf>, new: Option<Leaf>| {
            changes.extend(change(path, old.is_some(), new.is_some())?);
            Ok(())
        };
        let store = self.store()?;
        tree::compare(&store, Some(base.tree.0), Some(head.tree.0), visit).map_err(|error| self.explain(error))?;
        Ok(changes)
    }

    fn changes_in_index(&self, base: Commit) -> Result<Vec<Change>, GitError> {
        let mut indexed = self.indexed(false)?;
        let mut changes = Vec::new();
        self.each_of(base, |path, old| {
            let new = indexed.remove(path);
            if new.is_none_or(|new| new.conflicted || new.leaf() != old) {
                changes.extend(change(path, true, new.is_some())?);
            }
            Ok(())
        })?;
        for path in indexed.keys() {
            changes.extend(change(path, false, true)?);
        }
        Ok(changes)
    }

    fn changes_on_disk(&self, base: Commit) -> Result<Vec<Change>, GitError> {
        let mut indexed = self.indexed(true)?;
        let mut differing = self.differing(&indexed)?;
        let mut changes = Vec::new();
        self.each_of(base, |path, old| {
            let staged = indexed.remove(path);
            let (present, same) = match (differing.remove(path), staged) {
                (Some(OnDisk::Gone), _) | (None, None) => (false, false),
                (Some(OnDisk::Differs(_)), Some(staged)) if staged.leaf() == old && !staged.conflicted => (true, false),
                // Neither the index nor what the library says about it bears on the base: ask the disk.
                (Some(OnDisk::Differs(kind)), _) => (true, self.disk_holds(path, kind, old)),
                (None, Some(staged)) => (true, !staged.conflicted && staged.leaf() == old),
            };
            if !same {
                changes.extend(change(path, true, present)?);
            }
            Ok(())
        })?;
        for path in indexed.keys() {
            let present = differing.remove(path) != Some(OnDisk::Gone);
            changes.extend(change(path, false, present)?);
        }
        for (path, state) in &differing {
            changes.extend(change(path, false, *state != OnDisk::Gone)?);
        }
        Ok(changes)
    }

    fn each_of(
        &self,
        base: Commit,
        mut visit: impl FnMut(&[u8], Leaf) -> Result<(), GitError>,
    ) -> Result<(), GitError> {
        let store = self.store()?;
        let each = |path: &[u8], _: Option<Leaf>, new: Option<Leaf>| new.map_or(Ok(()), |leaf| visit(path, leaf));
        tree::compare(&store, None, Some(base.tree.0), each).map_err(|error| self.explain(error))
    }

    /// Whether the disk has exactly `leaf` at `path`. When in doubt it has not.
    fn disk_holds(&self, path: &[u8], kind: Kind, leaf: Leaf) -> bool {
        let regular = |kind| matches!(kind, Kind::File | Kind::Executable);
        let Ok(on_disk) = self.disk_path(path) else { return false };
        regular(kind)
            && regular(leaf.kind)
            && executable(&on_disk).is_none_or(|executable| executable == (leaf.kind == Kind::Executable))
            && Oid::hash_file(git2::ObjectType::Blob, on_disk).is_ok_and(|id| id == leaf.id)
    }
}

/// What became of a path that was there (or not) and is there (or not); nothing if it never was.
fn change(path: &[u8], before: bool, after: bool) -> Result<Option<Change>, GitError> {
    let kind = match (before, after) {
        (false, false) => return Ok(None),
        (false, true) => Change::Added,
        (true, false) => Change::Removed,
        (true, true) => Change::Modified,
    };
    Ok(Some(kind(path::text(path)?)))
}

/// Whether the owner may execute the file; `None` where the file system cannot say.
#[cfg(unix)]
fn executable(path: &std::path::Path) -> Option<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(path.symlink_metadata().ok()?.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn executable(_: &std::path::Path) -> Option<bool> {
    None
}
