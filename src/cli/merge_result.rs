//! What a merged request changed on its target branch, found in the clone.
//!
//! After a merge the change is the one between what the merge made and what was there before it. Of a merge commit that
//! is its first parent. A squash and a rebase leave commits with one parent alike, and behind the last commit of a
//! rebase the earlier ones hide: so the way back is gone as long as commits are the request's own. A fast-forward
//! leaves the head itself, and only the forge knows what it was compared with.
//!
//! What comes out is compared with what was reviewed: path by path, and what is in each file with what a merge would have
//! left there. A forge takes a request for merged as soon as the target branch has its head, whoever brought that there and
//! with what else. Where the two differ nothing is allowed, and everything that either names has changed.

use std::collections::BTreeSet;

use super::failure::Failure;
use crate::dirspace::Change;
use crate::git::{Commit, GitError, Repository, Snapshot};

/// A merged request, as the clone has it.
#[derive(Debug)]
pub(super) struct MergeResult {
    /// The head that was merged.
    pub(super) head: Commit,
    /// What the merge made on the target branch: the last of its commits.
    pub(super) result: Commit,
    /// What was there before.
    pub(super) before: Commit,
    /// What was reviewed and is not between those two.
    pub(super) left_out: Vec<Change>,
    /// Why it is not certain that the change is what was reviewed.
    pub(super) doubt: Option<String>,
}

/// The commits to find it by.
pub(super) struct Merge<'a> {
    /// The head that was merged.
    pub(super) head: Commit,
    /// What the merge made.
    pub(super) result: Commit,
    /// The commit that the forge compared the head with, if it tells and the clone has it.
    pub(super) compared_with: Option<Commit>,
    /// The target branch.
    pub(super) branch: &'a str,
    /// Its tip.
    pub(super) tip: Commit,
}

/// Where the change begins: on the target branch, and for whoever reviewed it.
struct Beginnings {
    before: Commit,
    reviewed_from: Option<Commit>,
}

impl Merge<'_> {
    /// Finds what the merge changed.
    ///
    /// # Errors
    ///
    /// The target branch does not have the result any more, the result has no parent, or the clone ends too early.
    pub(super) fn find(&self, repository: &Repository) -> Result<MergeResult, Failure> {
        if !repository.contains(self.tip, self.result)? {
            return Err(self.taken_back());
        }
        let Beginnings { before, reviewed_from } = self.beginnings(repository)?;
        let changed = repository.changes(before, Snapshot::Commit(self.result))?;
        let reviewed = match reviewed_from {
            Some(from) => repository.changes(from, Snapshot::Commit(self.head))?,
            None => Vec::new(),
        };
        let doubt = match reviewed_from {
            None => Some(
                "the merge left the head as it is, and the forge does not say which commit that was compared with"
                    .to_owned(),
            ),
            Some(from) => match difference(&changed, &reviewed) {
                None => self.unlike_a_merge(from, before, repository)?,
                doubt => doubt,
            },
        };
        let here = paths(&changed);
        let left_out = reviewed.iter().filter(|change| !change.paths().all(|path| here.contains(path)));
        let left_out = left_out.cloned().collect();
        Ok(MergeResult { head: self.head, result: self.result, before, left_out, doubt })
    }

    /// What in the files that were reviewed is not what a merge would have left there.
    fn unlike_a_merge(
        &self,
        from: Commit,
        before: Commit,
        repository: &Repository,
    ) -> Result<Option<String>, GitError> {
        let path = repository.unlike_a_merge(from, self.head, (before, self.result))?;
        let said = |path: String| {
            let path = path.escape_debug();
            format!("the merge is not what was reviewed: {path} is otherwise than a merge would leave it")
        };
        Ok(path.map(said))
    }

    fn beginnings(&self, repository: &Repository) -> Result<Beginnings, Failure> {
        let parents = repository.parents(self.result)?;
        let first = *parents.first().ok_or_else(|| self.without_parent())?;
        if self.result.id == self.head.id {
            let from = self.compared_with.map(|base| repository.merge_base(base, self.head)).transpose()?;
            let from = from.filter(|from| from.id != self.head.id);
            return Ok(Beginnings { before: from.unwrap_or(first), reviewed_from: from });
        }
        let reviewed_from = repository.merge_base(first, self.head)?;
        let before = if parents.len() > 1 { first } else { self.before_rebase(first, reviewed_from, repository)? };
        Ok(Beginnings { before, reviewed_from: Some(repository.merge_base(before, self.head)?) })
    }

    /// The first commit on the way back that is not one of the request's, which have `fork` in common with it.
    fn before_rebase(&self, first: Commit, fork: Commit, repository: &Repository) -> Result<Commit, GitError> {
        let own = repository.authorships(fork, self.head)?;
        let mut before = first;
        for _ in 0..own.len() {
            if !own.contains(&repository.authorship(before)?) {
                break;
            }
            match repository.parents(before)?.as_slice() {
                [parent] => before = *parent,
                _ => break,
            }
        }
        Ok(before)
    }

    fn taken_back(&self) -> Failure {
        Failure::with_help(
            format!("the request was merged as {}, which `{}` does not have", self.result.id, self.branch),
            "Somebody rewrote the branch since. Fetch it again; if it is so, make a new request for what is to be applied.",
        )
    }

    fn without_parent(&self) -> Failure {
        Failure::with_help(
            format!("the request was merged as {}, before which there is nothing", self.result.id),
            "A change is told from what was there before it. Make a new request for what is to be applied.",
        )
    }
}

fn paths(changes: &[Change]) -> BTreeSet<&str> {
    changes.iter().flat_map(Change::paths).collect()
}

/// How what the merge changed differs from what was reviewed, if it does.
fn difference(changed: &[Change], reviewed: &[Change]) -> Option<String> {
    let (changed, reviewed) = (paths(changed), paths(reviewed));
    let named =
        |path: &str, what: &str| Some(format!("the merge is not what was reviewed: {} {what}", path.escape_debug()));
    match (changed.difference(&reviewed).next(), reviewed.difference(&changed).next()) {
        (Some(path), _) => named(path, "changed by the merge alone"),
        (None, Some(path)) => named(path, "changed in the request, and the merge left it as it was"),
        (None, None) => None,
    }
}
