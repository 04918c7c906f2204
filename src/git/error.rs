//! What can go wrong with a repository, and the way out of each.

use std::fmt;
use std::path::PathBuf;

use git2::{ErrorClass, ErrorCode};

use super::{ObjectId, path};

/// Why the repository did not answer. Every text in it is safe to print: names that came out of the
/// repository are escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GitError {
    /// No repository here or in any folder above.
    NotARepository {
        /// Where the search began.
        start: PathBuf,
    },
    /// The repository belongs to another user, whose configuration it would be to trust.
    ForeignOwner {
        /// Where the search began.
        start: PathBuf,
    },
    /// A format that the git library cannot read.
    Unsupported {
        /// The format.
        what: String,
    },
    /// The work tree or its index was asked for, and the repository is bare.
    NoWorkTree,
    /// The current branch has no commit yet.
    UnbornBranch {
        /// The branch.
        branch: String,
    },
    /// No commit, branch or tag has this name.
    UnknownRevision {
        /// What was asked for.
        revision: String,
        /// Names that look like it, best first.
        similar: Vec<String>,
    },
    /// A full object id that this clone does not hold.
    UnknownCommit {
        /// The id.
        id: ObjectId,
    },
    /// Several different commits answer to this name.
    AmbiguousRevision {
        /// What was asked for.
        revision: String,
        /// Names that tell them apart; empty for an abbreviated id.
        candidates: Vec<String>,
    },
    /// The name is one of something that is not a commit.
    NotACommit {
        /// What was asked for.
        revision: String,
    },
    /// Nothing says which branch is the default one.
    NoDefaultBranch,
    /// Several branches may be the default one.
    AmbiguousDefaultBranch {
        /// The branches.
        candidates: Vec<String>,
    },
    /// `origin/HEAD` names a branch that is not here.
    DanglingDefaultBranch {
        /// The reference that it names.
        target: String,
    },
    /// The history is cut off before the answer is certain.
    ShallowHistory,
    /// Two commits have no ancestor in common, and the history is whole.
    UnrelatedHistories {
        /// One commit.
        one: ObjectId,
        /// The other.
        other: ObjectId,
    },
    /// A partial clone left this object with the server.
    PartialClone {
        /// The object.
        id: ObjectId,
    },
    /// An object that the repository needs is not in it.
    MissingObject {
        /// The object; `None` where the library did not say.
        id: Option<ObjectId>,
    },
    /// An object is not what its name says, or not what git writes.
    CorruptObject {
        /// The object.
        id: ObjectId,
        /// What is wrong with it, as the end of a sentence.
        problem: String,
    },
    /// The name of a changed file is not UTF-8.
    NotUtf8 {
        /// The name, escaped.
        path: String,
    },
    /// A path that was asked for is no path inside a repository.
    NotAPath {
        /// The path, escaped.
        path: String,
    },
    /// A regular file was asked for and something else is there.
    NotAFile {
        /// The path, escaped: of the thing itself, or of the folder on the way to it.
        path: String,
        /// What is there.
        what: &'static str,
    },
    /// The index holds several versions of the file.
    Conflicted {
        /// The path, escaped.
        path: String,
    },
    /// More than is reasonable.
    TooLarge {
        /// What there is too much of, in the plural.
        what: &'static str,
        /// How many are read.
        limit: usize,
        /// Where it happened, escaped.
        path: Option<String>,
    },
    /// A file of the work tree could not be read.
    Unreadable {
        /// The path, escaped.
        path: String,
        /// What the operating system said.
        problem: String,
    },
    /// Anything else that the git library reports.
    Library {
        /// What was being done, as in "cannot …".
        doing: &'static str,
        /// What the library said, escaped.
        problem: String,
    },
}

impl GitError {
    /// What the library said, when nothing is known about the place.
    pub(super) fn of(doing: &'static str, error: &git2::Error) -> Self {
        let message = error.message();
        // The library has no code of its own for a format that it does not know.
        let unsupported = ["object format", "unsupported extension", "unsupported mandatory extension"];
        match (error.code(), error.class()) {
            _ if unsupported.iter().any(|known| message.contains(known)) => {
                GitError::Unsupported { what: path::shown(message.as_bytes()) }
            }
            (ErrorCode::NotFound, ErrorClass::Odb) => GitError::MissingObject { id: None },
            _ => GitError::Library { doing, problem: path::shown(message.as_bytes()) },
        }
    }

    /// What the library said about one object.
    pub(super) fn of_object(id: git2::Oid, error: &git2::Error) -> Self {
        match error.code() {
            ErrorCode::NotFound => GitError::MissingObject { id: Some(ObjectId(id)) },
            _ => GitError::CorruptObject { id: ObjectId(id), problem: path::shown(error.message().as_bytes()) },
        }
    }

    /// What to do about it, in one or two sentences.
    pub fn help(&self) -> Option<String> {
        let text = match self {
            GitError::NotARepository { .. } => {
                "Run whomay inside a clone, or name one. In a CI job, check the repository out first."
            }
            GitError::ForeignOwner { start } => return Some(foreign_owner_help(start)),
            GitError::Unsupported { what } => unsupported_help(what),
            GitError::NoWorkTree => "A bare repository has commits only: name the revision to look at.",
            GitError::UnbornBranch { .. } => "Commit something first, or name a revision that exists.",
            GitError::UnknownRevision { similar, .. } => return Some(unknown_revision_help(similar)),
            GitError::UnknownCommit { .. } => {
                "Fetch it: `git fetch origin ID`. In GitHub Actions, use actions/checkout with `fetch-depth: 0`; \
                 in GitLab CI, set `GIT_DEPTH: 0`."
            }
            GitError::AmbiguousRevision { candidates, .. } if candidates.is_empty() => "Write more digits of the id.",
            GitError::AmbiguousRevision { .. } => {
                "Write the full name of the one that is meant. A tag that is named like a branch should be deleted."
            }
            GitError::NotACommit { .. } => "Name a commit, a branch or a tag of a commit.",
            GitError::NoDefaultBranch => {
                "Pass --base, or let git find out: `git remote set-head origin --auto` (after `git fetch origin`)."
            }
            GitError::AmbiguousDefaultBranch { .. } => {
                "Pass --base, or let git find out: `git remote set-head origin --auto`."
            }
            GitError::DanglingDefaultBranch { .. } => {
                "Fetch the branch, or renew the name with `git remote set-head origin --auto`, or pass --base."
            }
            GitError::ShallowHistory => {
                "Fetch the whole history: `git fetch --unshallow`. In GitHub Actions, use actions/checkout with \
                 `fetch-depth: 0`; in GitLab CI, set `GIT_DEPTH: 0`."
            }
            GitError::UnrelatedHistories { .. } => "Check that both revisions are of the same project, or pass --base.",
            GitError::PartialClone { .. } => {
                "whomay does not fetch. Fetch everything: `git fetch --refetch --filter=blob:none` brings all \
                 folders, `git fetch --refetch --no-filter` all files too; or clone without `--filter`."
            }
            GitError::MissingObject { .. } | GitError::CorruptObject { .. } => {
                "Run `git fsck` to see the damage; a fresh clone usually mends it."
            }
            GitError::NotUtf8 { .. } => {
                "Rename the file: no rule about directories can be trusted for a name that is not UTF-8."
            }
            GitError::NotAPath { .. } => {
                "Name a file relative to the repository, without `..` and without a leading slash."
            }
            GitError::NotAFile { .. } => "Put a regular file there: links are not followed.",
            GitError::Conflicted { .. } => "Resolve the conflict and `git add` the file.",
            GitError::TooLarge { .. } | GitError::Unreadable { .. } | GitError::Library { .. } => return None,
        };
        Some(text.to_owned())
    }
}

fn foreign_owner_help(start: &std::path::Path) -> String {
    format!(
        "If you trust its owner, pass --trust-owner, or run `git config --global --add safe.directory '{}'`. \
         GIT_CONFIG_COUNT variables are not looked at.",
        path::shown(start.as_os_str().as_encoded_bytes())
    )
}

fn unsupported_help(what: &str) -> &'static str {
    if what.contains("sdir") {
        "Write the index in full: `git sparse-checkout reapply --no-sparse-index`."
    } else if what.contains("refstorage") {
        "Convert the references: `git refs migrate --ref-format=files`, or make another clone with `--ref-format=files`."
    } else {
        "Use a clone with `--object-format=sha1` and without extensions, or let the forge list the files."
    }
}

fn unknown_revision_help(similar: &[String]) -> String {
    match similar {
        [] => "Fetch it first; `git branch --all` and `git tag` list what is here.".to_owned(),
        names => format!("Did you mean {}?", listed(names)),
    }
}

/// `'a'`, `'a' or 'b'`, `'a', 'b' or 'c'`.
fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

impl fmt::Display for GitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GitError::NotARepository { start } => {
                write!(f, "there is no git repository in '{}' or in a folder above", start.display())
            }
            GitError::ForeignOwner { start } => {
                write!(f, "the repository of '{}' belongs to another user", start.display())
            }
            GitError::Unsupported { what } => write!(f, "the repository has a format that whomay cannot read: {what}"),
            GitError::NoWorkTree => f.write_str("the repository is bare: it has no work tree and no index"),
            GitError::UnbornBranch { branch } => write!(f, "the branch '{branch}' has no commit yet"),
            GitError::UnknownRevision { revision, .. } => write!(f, "there is no revision '{revision}'"),
            GitError::UnknownCommit { id } => write!(f, "the commit {id} is not in this clone"),
            GitError::AmbiguousRevision { revision, candidates } if candidates.is_empty() => {
                write!(f, "several objects have an id that begins with '{revision}'")
            }
            GitError::AmbiguousRevision { revision, candidates } => {
                write!(f, "'{revision}' may be {}, which are different commits", listed(candidates))
            }
            GitError::NotACommit { revision } => write!(f, "'{revision}' is not a commit"),
            GitError::NoDefaultBranch => f.write_str(
                "no default branch is known: there is no origin/HEAD, and no branch is called main or master",
            ),
            GitError::AmbiguousDefaultBranch { candidates } => {
                write!(f, "the default branch may be {}", listed(candidates))
            }
            GitError::DanglingDefaultBranch { target } => {
                write!(f, "origin/HEAD says that the default branch is '{target}', which is not in this clone")
            }
            GitError::ShallowHistory => {
                f.write_str("this is a shallow clone: the history is cut off before the point where the branches part")
            }
            GitError::UnrelatedHistories { one, other } => {
                write!(f, "{} and {} have no ancestor in common", one.short(), other.short())
            }
            GitError::PartialClone { id } => {
                write!(f, "this is a partial clone, and the object {id} was left out of it")
            }
            GitError::MissingObject { id: Some(id) } => write!(f, "the object {id} is missing from the repository"),
            GitError::MissingObject { id: None } => f.write_str("an object is missing from the repository"),
            GitError::CorruptObject { id, problem } => write!(f, "the object {id} cannot be used: it {problem}"),
            GitError::NotUtf8 { path } => write!(f, "the name of the changed file '{path}' is not UTF-8"),
            GitError::NotAPath { path } => write!(f, "'{path}' is not a path inside the repository"),
            GitError::NotAFile { path, what } => write!(f, "'{path}' is {what}, not a regular file"),
            GitError::Conflicted { path } => write!(f, "'{path}' has a merge conflict in the index"),
            GitError::TooLarge { what, limit, path } => {
                write!(f, "there are more than {limit} {what}")?;
                path.as_ref().map_or(Ok(()), |path| write!(f, ", reached at '{path}'"))
            }
            GitError::Unreadable { path, problem } => write!(f, "cannot read '{path}': {problem}"),
            GitError::Library { doing, problem } => write!(f, "cannot {doing}: {problem}"),
        }
    }
}

impl std::error::Error for GitError {}
