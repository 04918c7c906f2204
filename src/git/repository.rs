//! Finding and opening a repository.

#![expect(clippy::disallowed_methods, reason = "follows git's own variables where it is asked to")]

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use git2::{ErrorCode, RepositoryOpenFlags};

use super::GitError;
use super::loose::{Loose, Store};

/// How to open a repository.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenOptions {
    /// Open a repository that belongs to another user, as in a container that mounts one.
    pub trust_owner: bool,
    /// Follow git's own variables. `GIT_DIR` then says which repository it is, whatever the starting
    /// folder; `GIT_INDEX_FILE`, `GIT_WORK_TREE`, `GIT_OBJECT_DIRECTORY` and the others say where
    /// its parts are. A hook needs this: git sets `GIT_INDEX_FILE` to the index of the commit in the
    /// making. Leave it off where the user named a folder, and where somebody else may set variables.
    pub environment: bool,
}

/// An open repository, for reading.
pub struct Repository {
    pub(super) inner: git2::Repository,
    pub(super) loose: Loose,
    /// Whether git's own variables are followed.
    pub(super) environment: bool,
    /// The index file that was gone through to its end and understood, by the time of its last change and its length.
    pub(super) understood_index: Cell<Option<(SystemTime, u64)>>,
}

impl Repository {
    /// Opens the repository that `start` is in: a work tree or a folder of it, a linked work tree, or a
    /// bare repository. Folders above `start` are searched, up to the edge of the file system.
    ///
    /// # Errors
    ///
    /// [`GitError::NotARepository`], [`GitError::ForeignOwner`], [`GitError::Unsupported`] for SHA-256
    /// and reftable, [`GitError::Library`] for the rest.
    pub fn discover(start: &Path, options: OpenOptions) -> Result<Repository, GitError> {
        let inner = open(start, options).map_err(|error| match error.code() {
            ErrorCode::Owner => GitError::ForeignOwner { start: top(start) },
            ErrorCode::NotFound => GitError::NotARepository { start: start.to_owned() },
            _ => GitError::of("open the repository", &error),
        })?;
        let loose = Loose::of(&inner);
        Ok(Repository { inner, loose, environment: options.environment, understood_index: Cell::new(None) })
    }

    /// The folder with the files; `None` when the repository is bare.
    pub fn work_tree(&self) -> Option<&Path> {
        self.inner.workdir()
    }

    /// The repository's name as `origin` has it: the last part of its address. `None` without an `origin`.
    pub fn origin_name(&self) -> Option<String> {
        let address = self.origin_address()?;
        let name = address.trim_end_matches('/').rsplit(['/', ':']).next()?;
        let name = name.strip_suffix(".git").unwrap_or(name);
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// The address of `origin` as it is configured. It may hold a password: take apart, do not show.
    pub fn origin_address(&self) -> Option<String> {
        let remote = self.inner.find_remote("origin").ok()?;
        Some(remote.url().ok()?.to_owned())
    }

    pub(super) fn store(&self) -> Result<Store<'_>, GitError> {
        let odb = self.inner.odb().map_err(|error| GitError::of("open the object store", &error))?;
        Ok(Store { odb, loose: &self.loose })
    }

    /// The index as it is on disk now.
    pub(super) fn index(&self) -> Result<git2::Index, GitError> {
        if self.inner.is_bare() {
            return Err(GitError::NoWorkTree);
        }
        let mut index = self.inner.index().map_err(|error| GitError::of("read the index", &error))?;
        index.read(false).map_err(|error| GitError::of("read the index", &error))?;
        Ok(index)
    }

    /// Tells an object that a partial clone left out from one that is lost.
    pub(super) fn explain(&self, error: GitError) -> GitError {
        match error {
            GitError::MissingObject { id: Some(id) } if self.is_partial() => GitError::PartialClone { id },
            other => other,
        }
    }

    fn is_partial(&self) -> bool {
        let Ok(config) = self.inner.config() else { return false };
        let promisor = || {
            let mut entries = config.entries(Some(r"^remote\..*\.promisor$")).ok()?;
            entries.next().map(|_| true)
        };
        config.get_entry("extensions.partialclone").is_ok() || promisor().unwrap_or(false)
    }
}

/// The library keeps the owner check as a switch of the whole process. Every opening goes through this
/// lock, sets the switch as its options want it and opens, so that no opening gets another's setting.
static OWNER_CHECK: Mutex<()> = Mutex::new(());

fn open(start: &Path, options: OpenOptions) -> Result<git2::Repository, git2::Error> {
    let _held = OWNER_CHECK.lock().unwrap_or_else(PoisonError::into_inner);
    check_owner(!options.trust_owner)?;
    if options.environment && std::env::var_os("GIT_DIR").is_some() {
        return git2::Repository::open_from_env();
    }
    let flags = if options.environment { RepositoryOpenFlags::FROM_ENV } else { RepositoryOpenFlags::empty() };
    git2::Repository::open_ext(start, flags, std::iter::empty::<&Path>())
}

/// The folder around `start` that `safe.directory` has to name, which git compares with the whole path of the top alone.
fn top(start: &Path) -> PathBuf {
    let whole = start.canonicalize().unwrap_or_else(|_| start.to_owned());
    let top = whole.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_owned);
    top.unwrap_or(whole)
}

fn check_owner(enabled: bool) -> Result<(), git2::Error> {
    // SAFETY: the function writes one variable of the library without synchronisation. Nothing else in this
    // crate writes it, the only caller holds `OWNER_CHECK`, and the library reads it only while it opens a
    // repository, which this module does under the same lock.
    unsafe { git2::opts::set_verify_owner_validation(enabled) }
}
