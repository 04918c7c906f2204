//! What is staged: where the next commit would differ from the last one, asked of a few paths.
//!
//! A hook runs at every commit and has nothing to do in most of them. So this neither lists files nor compares trees.

#![expect(clippy::disallowed_methods, reason = "reads the index, where git's own variables say it is")]

use std::fs::{File, Metadata};
use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use git2::ErrorCode;

use super::tree::{self, Kind, Leaf};
use super::work_tree::Indexed;
use super::{GitError, Repository, index_file};

/// What the index says of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InIndex {
    Absent,
    /// Only meant to be added: no part of the next commit.
    Intended,
    /// Several versions, none of them agreed on.
    Conflicted,
    Staged(Leaf),
    /// The index has no folders of its own: one is there when something is in it.
    Folder,
}

impl Repository {
    /// Those of `paths` that the next commit would add, remove or change, or that are in conflict. Before the first
    /// commit that is every path of the index.
    ///
    /// # Errors
    ///
    /// [`GitError::NoWorkTree`], and those of a damaged or partial repository.
    pub fn staged<'p>(&self, paths: &[&'p str]) -> Result<Vec<&'p str>, GitError> {
        let in_index = self.in_index(paths)?;
        let head = self.head_tree()?;
        let mut staged = Vec::new();
        for (path, in_index) in paths.iter().zip(in_index) {
            let same = match in_index {
                InIndex::Conflicted => false,
                InIndex::Absent | InIndex::Intended | InIndex::Folder => self.leaf(head, path)?.is_none(),
                InIndex::Staged(leaf) => self.leaf(head, path)? == Some(leaf),
            };
            if !same {
                staged.push(*path);
            }
        }
        Ok(staged)
    }

    /// What the index says of each path.
    pub(super) fn in_index(&self, paths: &[&str]) -> Result<Vec<InIndex>, GitError> {
        let mut found = vec![InIndex::Absent; paths.len()];
        let mut unknown = false;
        // The least that is greater than each name and whatever lies below it.
        let end = paths.iter().map(|path| format!("{path}0")).max().unwrap_or_default();
        let understood = self.read_index_file(|entry| {
            if entry.path >= end.as_bytes() {
                return ControlFlow::Break(());
            }
            for (path, found) in paths.iter().zip(&mut found) {
                match (entry.path.strip_prefix(path.as_bytes()), Kind::from_mode(entry.mode)) {
                    (Some([]), None) => unknown = true,
                    (Some([]), Some(_)) if entry.stage != 0 => *found = InIndex::Conflicted,
                    (Some([]), Some(_)) if entry.intended => *found = InIndex::Intended,
                    (Some([]), Some(kind)) => *found = InIndex::Staged(Leaf { kind, id: entry.id }),
                    (Some([b'/', ..]), _) if *found == InIndex::Absent => *found = InIndex::Folder,
                    _ => {}
                }
            }
            ControlFlow::Continue(())
        })?;
        if understood.is_some() && !unknown { Ok(found) } else { self.in_the_librarys_index(paths) }
    }

    fn in_the_librarys_index(&self, paths: &[&str]) -> Result<Vec<InIndex>, GitError> {
        let index = self.index()?;
        let look_up = |path: &&str| -> Result<InIndex, GitError> {
            let at = |stage| index.get_path(Path::new(path), stage);
            if (1..=3).any(|stage| at(stage).is_some()) {
                return Ok(InIndex::Conflicted);
            }
            Ok(match at(0).map(|entry| Indexed::of(&entry)).transpose()? {
                Some(indexed) if indexed.intended => InIndex::Intended,
                Some(indexed) => InIndex::Staged(indexed.leaf()),
                None if index.find_prefix(format!("{path}/")).is_ok() => InIndex::Folder,
                None => InIndex::Absent,
            })
        };
        paths.iter().map(look_up).collect()
    }

    /// Goes through the index file. `None` when only the library can tell what is in it. A visitor may be called after it
    /// broke off: once all of a file has to be gone through, to know that it is understood.
    pub(super) fn read_index_file(
        &self,
        mut visit: impl FnMut(index_file::Entry<'_>) -> ControlFlow<()>,
    ) -> Result<Option<()>, GitError> {
        if self.inner.is_bare() {
            return Err(GitError::NoWorkTree);
        }
        let file = match File::open(self.index_path()) {
            Ok(file) => file,
            // Nothing was ever staged.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Some(())),
            Err(_) => return Ok(None),
        };
        let Some(metadata) = file.metadata().ok().filter(Metadata::is_file) else { return Ok(None) };
        let version = metadata.modified().ok().map(|modified| (modified, metadata.len()));
        let understood = version.is_some() && self.understood_index.get() == version;
        let read = index_file::each(file, metadata.len(), |entry| match visit(entry) {
            ControlFlow::Break(()) if understood => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        });
        if read.is_some() {
            self.understood_index.set(version);
        }
        Ok(read)
    }

    /// Where the library would look for the index.
    fn index_path(&self) -> PathBuf {
        let named = if self.environment { std::env::var_os("GIT_INDEX_FILE") } else { None };
        named.map_or_else(|| self.inner.path().join("index"), PathBuf::from)
    }

    /// The tree of the last commit. `None` before the first.
    fn head_tree(&self) -> Result<Option<git2::Oid>, GitError> {
        let head = match self.inner.head() {
            Ok(head) => head,
            Err(error) if error.code() == ErrorCode::UnbornBranch => return Ok(None),
            Err(error) => return Err(GitError::of("read HEAD", &error)),
        };
        let doing = "read HEAD";
        let id = head.target().ok_or(GitError::Library { doing, problem: "it names no commit".to_owned() })?;
        self.loose.check(id)?;
        let commit = self.inner.find_commit(id).map_err(|error| self.explain(GitError::of_object(id, &error)))?;
        Ok(Some(commit.tree_id()))
    }

    /// What `path` is in a tree.
    fn leaf(&self, tree: Option<git2::Oid>, path: &str) -> Result<Option<Leaf>, GitError> {
        let Some(mut tree) = tree else { return Ok(None) };
        let store = self.store()?;
        let mut names = path.split('/').peekable();
        while let Some(name) = names.next() {
            let entry = tree::entry(&store, tree, name.as_bytes()).map_err(|error| self.explain(error))?;
            let Some(leaf) = entry else { return Ok(None) };
            match (names.peek(), leaf.kind) {
                (Some(_), Kind::Tree) => tree = leaf.id,
                (None, kind) if kind != Kind::Tree => return Ok(Some(leaf)),
                _ => return Ok(None),
            }
        }
        Ok(None)
    }
}
