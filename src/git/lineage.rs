//! What a commit says of where it comes from: its parents, and who wrote it when and with which words.
//!
//! A forge that rebases a request makes new commits of the old ones, and keeps who wrote them, when, and the message. By
//! that a commit on the target branch is known for one of the request's.

use super::{Commit, GitError, Repository};

/// What a rebase keeps of a commit. Two commits that agree in it are taken for two makings of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorship {
    name: Vec<u8>,
    email: Vec<u8>,
    /// In seconds since 1970.
    written: i64,
    /// Without blanks at its ends, which forges tidy up.
    message: Vec<u8>,
}

impl Repository {
    /// The parents of a commit, the first one first. Empty for a root.
    ///
    /// # Errors
    ///
    /// [`GitError::ShallowHistory`] where the clone ends before them, and those of [`Repository::commit`].
    pub fn parents(&self, commit: Commit) -> Result<Vec<Commit>, GitError> {
        if self.shallow_ends()?.contains(&commit.id.0) {
            return Err(GitError::ShallowHistory);
        }
        self.found(commit)?.parent_ids().map(|id| self.commit(super::ObjectId(id))).collect()
    }

    /// What a rebase would keep of a commit.
    ///
    /// # Errors
    ///
    /// Those of [`Repository::commit`].
    pub fn authorship(&self, commit: Commit) -> Result<Authorship, GitError> {
        Ok(authorship(&self.found(commit)?))
    }

    /// The same of every commit that `head` has and `base` has not.
    ///
    /// # Errors
    ///
    /// Those of [`Repository::people`].
    pub fn authorships(&self, base: Commit, head: Commit) -> Result<Vec<Authorship>, GitError> {
        let ids = self.commits_between(base.id.0, head.id.0)?;
        let commits = ids.into_iter().map(|id| self.commit(super::ObjectId(id)));
        commits.map(|commit| self.authorship(commit?)).collect()
    }

    fn found(&self, commit: Commit) -> Result<git2::Commit<'_>, GitError> {
        let id = commit.id.0;
        self.inner.find_commit(id).map_err(|error| self.explain(GitError::of_object(id, &error)))
    }
}

fn authorship(commit: &git2::Commit<'_>) -> Authorship {
    let author = commit.author();
    Authorship {
        name: author.name_bytes().to_vec(),
        email: author.email_bytes().to_vec(),
        written: author.when().seconds(),
        message: commit.message_raw_bytes().trim_ascii().to_vec(),
    }
}
