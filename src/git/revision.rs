//! Names of commits: from what people write to one commit, or to an error that says why not.

use git2::{ErrorCode, ObjectType, Oid};

use super::{Commit, GitError, ObjectId, Repository, path};

/// How many names are suggested in place of an unknown one.
const SUGGESTIONS: usize = 3;
/// How like an unknown name a suggestion has to be, from 0 to 1.
const LIKENESS: f32 = 0.6;
/// Names that are looked through for suggestions. A repository with more has its own problems.
const NAMES: usize = 20_000;

/// What `HEAD` is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Head {
    /// The tip of a branch.
    Branch(Branch),
    /// A commit and no branch, as in most CI jobs.
    Detached(Commit),
    /// A branch without a commit.
    Unborn {
        /// The branch, without `refs/heads/`.
        branch: String,
    },
}

/// A branch and the commit at its tip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// As git abbreviates it: `main`, `origin/main`. Escaped; for people.
    pub name: String,
    /// Its tip.
    pub commit: Commit,
}

impl Repository {
    /// The commit that `revision` names, in git's syntax: an id, a branch, a tag, `HEAD~2` and so on, but for
    /// searches of messages (`:/text`).
    ///
    /// A short name that a branch and a tag share is refused unless both are the same commit: whoever may
    /// push a tag must not be able to stand in for a branch.
    ///
    /// # Errors
    ///
    /// [`GitError::UnknownRevision`] with names that look like it, [`GitError::UnknownCommit`],
    /// [`GitError::AmbiguousRevision`], [`GitError::NotACommit`], [`GitError::UnbornBranch`].
    pub fn resolve(&self, revision: &str) -> Result<Commit, GitError> {
        self.loose.check_commits()?;
        if let Some(id) = ObjectId::from_hex(revision) {
            return self.commit(id);
        }
        if revision.contains('\0') {
            let revision = path::shown(revision.as_bytes());
            return Err(GitError::UnknownRevision { revision, similar: Vec::new() });
        }
        // Of a file or a folder: no commit, and not worth a look at an object that may be damaged.
        if [":", "^{tree}", "^{blob}"].iter().any(|part| revision.contains(part)) {
            return Err(GitError::NotACommit { revision: path::shown(revision.as_bytes()) });
        }
        self.refuse_ambiguous(revision)?;
        let object = self.inner.revparse_single(revision).map_err(|error| self.unresolved(revision, &error))?;
        let peeled = object.peel(ObjectType::Commit).map_err(|error| match error.code() {
            ErrorCode::NotFound => self.explain(GitError::of_object(object.id(), &error)),
            _ => GitError::NotACommit { revision: path::shown(revision.as_bytes()) },
        })?;
        self.commit(ObjectId(peeled.id()))
    }

    /// The commit (or the annotated tag of one) with exactly this id.
    ///
    /// # Errors
    ///
    /// [`GitError::UnknownCommit`], [`GitError::NotACommit`], [`GitError::CorruptObject`].
    pub fn commit(&self, id: ObjectId) -> Result<Commit, GitError> {
        self.loose.check_commits()?;
        self.loose.check(id.0)?;
        let object = self.inner.find_object(id.0, None).map_err(|error| match error.code() {
            ErrorCode::NotFound => GitError::UnknownCommit { id },
            _ => GitError::of_object(id.0, &error),
        })?;
        let commit = object.peel_to_commit().map_err(|_| GitError::NotACommit { revision: id.to_string() })?;
        Ok(Commit { id: ObjectId(commit.id()), tree: ObjectId(commit.tree_id()) })
    }

    /// What is checked out.
    ///
    /// # Errors
    ///
    /// [`GitError::Library`] when `HEAD` cannot be read, and those of [`Repository::commit`].
    pub fn head(&self) -> Result<Head, GitError> {
        let doing = "read HEAD";
        let reference = match self.inner.head() {
            Ok(reference) => reference,
            Err(error) if error.code() == ErrorCode::UnbornBranch => {
                return Ok(Head::Unborn { branch: self.unborn_branch() });
            }
            Err(error) => return Err(GitError::of(doing, &error)),
        };
        let id = reference.target().ok_or(GitError::Library { doing, problem: "it names no commit".to_owned() })?;
        let commit = self.commit(ObjectId(id))?;
        if self.inner.head_detached().map_err(|error| GitError::of(doing, &error))? {
            return Ok(Head::Detached(commit));
        }
        Ok(Head::Branch(Branch { name: path::shown(reference.shorthand_bytes()), commit }))
    }

    /// The name of the branch that is checked out, also of one without a commit; `None` when there is
    /// none. Escaped; for people and for tags of branches.
    ///
    /// # Errors
    ///
    /// Those of [`Repository::head`].
    pub fn current_branch_name(&self) -> Result<Option<String>, GitError> {
        Ok(match self.head()? {
            Head::Branch(branch) => Some(branch.name),
            Head::Unborn { branch } => Some(branch),
            Head::Detached(_) => None,
        })
    }

    /// The default branch, as far as the clone knows it: what `origin/HEAD` says; else the only one of
    /// `origin/main` and `origin/master`; else the only one of `main` and `master`.
    ///
    /// # Errors
    ///
    /// [`GitError::NoDefaultBranch`], [`GitError::AmbiguousDefaultBranch`],
    /// [`GitError::DanglingDefaultBranch`]: nothing is guessed.
    pub fn default_branch(&self) -> Result<Branch, GitError> {
        if let Some(target) = self.origin_head() {
            let Some(id) = self.tip(&target) else {
                return Err(GitError::DanglingDefaultBranch { target: path::shown(target.as_bytes()) });
            };
            let name = target.strip_prefix("refs/remotes/").unwrap_or(&target);
            return Ok(Branch { name: path::shown(name.as_bytes()), commit: self.commit(ObjectId(id))? });
        }
        for prefix in ["refs/remotes/origin/", "refs/heads/"] {
            let present: Vec<(String, Oid)> = ["main", "master"]
                .iter()
                .filter_map(|name| self.tip(&format!("{prefix}{name}")).map(|id| (short(prefix, name), id)))
                .collect();
            match present.as_slice() {
                [] => {}
                [(name, id)] => return Ok(Branch { name: name.clone(), commit: self.commit(ObjectId(*id))? }),
                several => {
                    let candidates = several.iter().map(|(name, _)| name.clone()).collect();
                    return Err(GitError::AmbiguousDefaultBranch { candidates });
                }
            }
        }
        Err(GitError::NoDefaultBranch)
    }

    /// The reference that `origin/HEAD` points at.
    fn origin_head(&self) -> Option<String> {
        let reference = self.inner.find_reference("refs/remotes/origin/HEAD").ok()?;
        let target = reference.symbolic_target().ok().flatten()?;
        Some(target.to_owned())
    }

    /// What a full reference points at, through other references.
    fn tip(&self, reference: &str) -> Option<Oid> {
        self.inner.find_reference(reference).ok()?.resolve().ok()?.target()
    }

    fn unborn_branch(&self) -> String {
        let head = self.inner.find_reference("HEAD").ok();
        let target = head.as_ref().and_then(|head| head.symbolic_target_bytes()).unwrap_or(b"HEAD");
        path::shown(target.strip_prefix(b"refs/heads/").unwrap_or(target))
    }

    fn refuse_ambiguous(&self, revision: &str) -> Result<(), GitError> {
        // The base of an expression such as `main~2` or `main^{commit}` counts.
        let base = revision.split(['~', '^', ':']).next().unwrap_or_default();
        let full = ["refs/tags/", "refs/heads/", "refs/remotes/"].map(|prefix| format!("{prefix}{base}"));
        let found: Vec<(&String, Oid)> = full
            .iter()
            .filter_map(|name| Some((name, self.inner.find_reference(name).ok()?.peel_to_commit().ok()?.id())))
            .collect();
        let differ = found.windows(2).any(|pair| matches!(pair, [(_, one), (_, other)] if one != other));
        if !differ {
            return Ok(());
        }
        let candidates = found.iter().map(|(name, _)| path::shown(name.as_bytes())).collect();
        Err(GitError::AmbiguousRevision { revision: path::shown(revision.as_bytes()), candidates })
    }

    fn unresolved(&self, revision: &str, error: &git2::Error) -> GitError {
        let shown = path::shown(revision.as_bytes());
        match error.code() {
            ErrorCode::Ambiguous => GitError::AmbiguousRevision { revision: shown, candidates: Vec::new() },
            ErrorCode::NotFound | ErrorCode::InvalidSpec | ErrorCode::UnbornBranch => match self.head() {
                Ok(Head::Unborn { branch }) if revision == "HEAD" || revision == branch => {
                    GitError::UnbornBranch { branch }
                }
                _ => GitError::UnknownRevision { revision: shown, similar: self.similar_names(revision) },
            },
            _ => GitError::of("read the revision", error),
        }
    }

    /// Branches and tags whose names look like `wanted`, best first.
    fn similar_names(&self, wanted: &str) -> Vec<String> {
        let Ok(references) = self.inner.references() else { return Vec::new() };
        let names: Vec<String> = references
            .flatten()
            .take(NAMES)
            .filter(|reference| reference.is_branch() || reference.is_remote() || reference.is_tag())
            .map(|reference| path::shown(reference.shorthand_bytes()))
            .collect();
        // Somebody who writes `feature` in a CI job may well mean `origin/feature`.
        let remote = format!("origin/{wanted}");
        let exact = names.iter().filter(|name| **name == remote).cloned();
        let candidates: Vec<&str> = names.iter().map(String::as_str).collect();
        let close = similar::get_close_matches(wanted, &candidates, SUGGESTIONS, LIKENESS);
        let mut similar: Vec<String> = exact.chain(close.into_iter().map(str::to_owned)).collect();
        similar.dedup();
        similar.truncate(SUGGESTIONS);
        similar
    }
}

fn short(prefix: &str, name: &str) -> String {
    format!("{}{name}", prefix.strip_prefix("refs/remotes/").unwrap_or_default())
}
