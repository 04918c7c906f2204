//! Making a repository from nothing, for the tour: the one thing here that writes.
//!
//! It writes into a folder that the caller has just made and nowhere else, follows no template and no
//! setting of the user, and never opens a repository that is there already. Dates and names are handed
//! in, so that the same files always give the same commits.

use std::path::Path;

use git2::build::{CheckoutBuilder, TreeUpdateBuilder};
use git2::{FileMode, RepositoryInitOptions, Signature, Time};

use super::{GitError, ObjectId};

/// A repository in the making.
pub struct Scratch {
    inner: git2::Repository,
}

/// A commit to be made.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// The branch that it goes to. One that does not exist is begun.
    pub branch: &'a str,
    /// The branch that the commit stands on. `None` for the first commit of a history.
    pub on: Option<&'a str>,
    /// Name and address of whoever makes it.
    pub author: (&'a str, &'a str),
    /// When, in seconds since 1970, UTC.
    pub seconds: i64,
    /// What it says.
    pub message: &'a str,
    /// Paths and texts of the files that it adds or replaces; all others stay.
    pub files: &'a [(String, String)],
}

impl Scratch {
    /// Makes an empty repository in a folder that has none.
    ///
    /// # Errors
    ///
    /// [`GitError::Library`], also when there is a repository already.
    pub fn init(folder: &Path, branch: &str) -> Result<Scratch, GitError> {
        let mut options = RepositoryInitOptions::new();
        options.no_reinit(true).mkdir(false).external_template(false).initial_head(branch);
        let make = || {
            let inner = git2::Repository::init_opts(folder, &options)?;
            // Line ends stay as they are committed, whatever the user's own setting is.
            inner.config()?.set_bool("core.autocrlf", false)?;
            Ok(inner)
        };
        let inner = make().map_err(|error| GitError::of("make a repository", &error))?;
        Ok(Scratch { inner })
    }

    /// Makes a commit and moves its branch there.
    ///
    /// # Errors
    ///
    /// [`GitError::Library`] for a path or a name that git does not take, a branch that does not exist, or a
    /// disk that is full.
    pub fn commit(&self, draft: &Draft<'_>) -> Result<ObjectId, GitError> {
        let id = self.write(draft).map_err(|error| GitError::of("make a commit", &error))?;
        Ok(ObjectId(id))
    }

    fn write(&self, draft: &Draft<'_>) -> Result<git2::Oid, git2::Error> {
        let parent = draft.on.map(|branch| self.inner.find_reference(&full(branch))?.peel_to_commit()).transpose()?;
        let before = match &parent {
            Some(parent) => parent.tree()?,
            None => self.inner.find_tree(self.inner.treebuilder(None)?.write()?)?,
        };
        let mut update = TreeUpdateBuilder::new();
        for (path, text) in draft.files {
            update.upsert(path.as_str(), self.inner.blob(text.as_bytes())?, FileMode::Blob);
        }
        let tree = self.inner.find_tree(update.create_updated(&self.inner, &before)?)?;
        let (name, address) = draft.author;
        let author = Signature::new(name, address, &Time::new(draft.seconds, 0))?;
        let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
        let id = self.inner.commit(None, &author, &author, draft.message, &tree, &parents)?;
        self.inner.reference(&full(draft.branch), id, true, "commit")?;
        Ok(id)
    }

    /// Puts the files of a branch into the folder and makes it the current one.
    ///
    /// # Errors
    ///
    /// [`GitError::Library`] for a branch that does not exist, or files that cannot be written.
    pub fn check_out(&self, branch: &str) -> Result<(), GitError> {
        let put = || {
            self.inner.set_head(&full(branch))?;
            self.inner.checkout_head(Some(CheckoutBuilder::new().force()))
        };
        put().map_err(|error| GitError::of("check out a branch", &error))
    }
}

fn full(branch: &str) -> String {
    format!("refs/heads/{branch}")
}
