//! What the settings of a clone say: where it came from, where its hooks lie, and what it leaves out of commits.

use std::path::{Path, PathBuf};

use git2::ErrorCode;

use super::{GitError, Repository};

impl Repository {
    /// The addresses of the remotes as they are configured, that of `origin` first, the others by name. They may hold
    /// passwords: take apart, do not show.
    ///
    /// # Errors
    ///
    /// [`GitError::Library`] when the settings cannot be read.
    pub fn remote_addresses(&self) -> Result<Vec<String>, GitError> {
        let problem = |error: git2::Error| GitError::of("list the remotes", &error);
        let names = self.inner.remotes().map_err(problem)?;
        // A name that is not UTF-8 is nobody's `origin`, and is passed over.
        let mut names: Vec<&str> = names.iter().filter_map(|name| name.ok().flatten()).collect();
        names.sort_by_key(|name| (*name != "origin", *name));
        let address = |name: &str| Some(self.inner.find_remote(name).ok()?.url().ok()?.to_owned());
        Ok(names.into_iter().filter_map(address).collect())
    }

    /// The folder that git takes hooks from, as `git rev-parse --git-path hooks` says: `core.hooksPath`, which counts from
    /// the top of the work tree, else `hooks` beside the objects, which all work trees share. It need not exist.
    ///
    /// # Errors
    ///
    /// [`GitError::Library`] when the settings cannot be read.
    pub fn hooks_folder(&self) -> Result<PathBuf, GitError> {
        let problem = |error: git2::Error| GitError::of("read the settings", &error);
        let config = self.inner.config().map_err(problem)?;
        match config.get_path("core.hooksPath") {
            Ok(path) => Ok(self.work_tree().unwrap_or(self.inner.path()).join(path)),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(self.shared_folder().join("hooks")),
            Err(error) => Err(problem(error)),
        }
    }

    /// Where git keeps what all work trees of this repository share.
    pub fn shared_folder(&self) -> &Path {
        self.inner.commondir()
    }

    /// Whether git leaves a file of that name out of commits unless somebody insists. The file need not exist.
    ///
    /// # Errors
    ///
    /// [`GitError::Library`] when an ignore file cannot be read.
    pub fn ignores(&self, path: &str) -> Result<bool, GitError> {
        self.inner.is_path_ignored(path).map_err(|error| GitError::of("read what is ignored", &error))
    }
}
