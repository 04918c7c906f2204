//! What a merge of two commits leaves in a file, to tell a merge that somebody had a hand in from one that git made.
//!
//! Nothing is written: files are merged one by one in memory. Moves are not followed, so that what was changed on one side and
//! moved on the other counts as somebody's doing.

use std::collections::BTreeMap;

use git2::{MergeFileInput, MergeFileOptions, ObjectType, Oid};

use super::tree::{Kind, Leaf};
use super::{Commit, GitError, Repository};

/// Bytes of a file that is merged. A larger one that both sides changed counts as somebody's doing.
const MOST_BYTES: usize = 8 << 20;

/// A path before and after.
type Sides = (Option<Leaf>, Option<Leaf>);

impl Repository {
    /// The first path that `result` changes in `ours` and does not leave as a merge of `theirs` into `ours` would, where the
    /// two have `base` in common. `None` where there is none. Paths that only one of the two changes are not looked at.
    ///
    /// # Errors
    ///
    /// Those of [`Repository::differences`], and of a damaged or partial repository.
    pub fn unlike_a_merge(
        &self,
        base: Commit,
        theirs: Commit,
        (ours, result): (Commit, Commit),
    ) -> Result<Option<String>, GitError> {
        let of_request: BTreeMap<String, Sides> =
            self.differences(base, theirs)?.into_iter().map(|one| one.sides()).collect();
        for (path, made) in self.differences(ours, result)?.into_iter().map(|one| one.sides()) {
            let is_alike = match of_request.get(&path) {
                Some(wanted) => self.is_merge_of(&path, *wanted, made)?,
                None => true,
            };
            if !is_alike {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }

    fn is_merge_of(&self, path: &str, (base, theirs): Sides, (ours, result): Sides) -> Result<bool, GitError> {
        if theirs == result {
            return Ok(true);
        }
        let (Some(base), Some(ours), Some(theirs), Some(result)) = (base, ours, theirs, result) else {
            return Ok(false);
        };
        let is_file = |leaf: &Leaf| matches!(leaf.kind, Kind::File | Kind::Executable);
        let kind = if theirs.kind == base.kind { ours.kind } else { theirs.kind };
        if ours == base || result.kind != kind || ![base, ours, theirs, result].iter().all(is_file) {
            return Ok(false);
        }
        let merged = self.merged(path, [base, ours, theirs].map(|leaf| leaf.id))?;
        Ok(merged.contains(&result.id))
    }

    /// The ids of what a merge without a conflict comes to, by each way to compare lines that forges use.
    fn merged(&self, path: &str, versions: [Oid; 3]) -> Result<Vec<Oid>, GitError> {
        let mut texts = Vec::new();
        for id in versions {
            match self.blob(id, path, MOST_BYTES) {
                Ok(blob) => texts.push(blob.bytes),
                Err(GitError::TooLarge { .. }) => return Ok(Vec::new()),
                Err(error) => return Err(error),
            }
        }
        let [base, ours, theirs] = texts.as_slice() else { return Ok(Vec::new()) };
        let merge = |patience| -> Result<Option<Oid>, git2::Error> {
            let [mut one, mut two, mut three] = [MergeFileInput::new(), MergeFileInput::new(), MergeFileInput::new()];
            let (base, ours, theirs) = (one.content(base), two.content(ours), three.content(theirs));
            let mut options = MergeFileOptions::new();
            let merged = git2::merge_file(base, ours, theirs, Some(options.patience(patience)))?;
            let is_whole = merged.is_automergeable();
            is_whole.then(|| Oid::hash_object(ObjectType::Blob, merged.content())).transpose()
        };
        let merged = [false, true].map(merge).into_iter().collect::<Result<Vec<_>, _>>();
        Ok(merged.map_err(|error| GitError::of("merge a file", &error))?.into_iter().flatten().collect())
    }
}
