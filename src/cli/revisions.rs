//! Which commits and branches a question is about.
//!
//! Names of branches decide tags, and tags decide policies, so a branch is only named where the repository
//! says that it is one: an id or a tag of a commit is not taken for the name of a branch.

use super::failure::Failure;
use super::merge_result::MergeResult;
use super::on_forge::{AskedOfForge, ForgeBranches, OnForge};
use super::repository_args::RepositoryArgs;
use crate::git::{Branch, Commit, GitError, Head, Repository, Snapshot};
use crate::output::answer::{Revision, Warning};

/// Which snapshots are compared.
pub(super) struct Revisions {
    /// What the change is against.
    pub(super) base: Branch,
    /// The repository's default branch.
    pub(super) default_branch: Branch,
    /// What is looked at.
    pub(super) snapshot: Snapshot,
    /// The commit that the change ends with, or that the index and the work tree began from.
    pub(super) tip: Commit,
    /// That commit with its name. `None` for the index and the work tree.
    pub(super) head: Option<Branch>,
    /// Of a request that is merged, what it was merged as: that is then what is looked at.
    pub(super) merge: Option<MergeResult>,
    /// The branch that the request comes from. `None` when nothing says which.
    pub(super) source_branch: Option<String>,
    /// The branch that the request goes to. `None` when nothing says which.
    pub(super) target_branch: Option<String>,
}

/// What is known of a request before the repository is asked.
#[derive(Clone, Debug, Default)]
pub(super) struct KnownRequest {
    /// The branch that it comes from.
    pub(super) source: Option<String>,
    /// The branch that it goes to.
    pub(super) target: Option<String>,
    /// Its commits as the forge had them.
    pub(super) on_forge: Option<OnForge>,
}

/// Finds the commits. Arguments come before `known`, and that before what the repository says.
pub(super) fn revisions(
    args: &RepositoryArgs,
    known: &KnownRequest,
    repository: &Repository,
    warnings: &mut Vec<Warning>,
) -> Result<Revisions, Failure> {
    let named = |name: &str| -> Result<Branch, Failure> {
        Ok(Branch { name: name.to_owned(), commit: repository.resolve(name)? })
    };
    let named_target = args.target_branch.as_deref().or(known.target.as_deref());
    let forge = match &known.on_forge {
        Some(forge) => forge.find(&asked_of_forge(args, named_target, forge), repository)?,
        None => ForgeBranches::default(),
    };
    let merge = forge.merge;
    let (head, head_branch) = match (&args.head, forge.head) {
        (Some(name), _) => (named(name)?, branch_name(repository, name)),
        (None, Some(head)) if let Some(merge) = &merge => (Branch { commit: merge.result, ..head }, None),
        (None, Some(head)) => (head, None),
        (None, None) => checked_out(repository)?,
    };
    let base = args.base.as_deref().map(named).transpose()?.or(forge.base);
    let default_branch = match forge.default_branch {
        Some(branch) => branch,
        None => default_branch(args, repository, base.as_ref(), warnings)?,
    };
    let base = match base {
        Some(base) => base,
        None => target_base(named_target, &default_branch, repository, warnings)?,
    };
    let (snapshot, shown) = match (args.staged, args.worktree) {
        (true, _) => (Snapshot::Index, None),
        (_, true) => (Snapshot::WorkTree, None),
        _ => (Snapshot::Commit(head.commit), Some(head.clone())),
    };
    let source_branch = args.source_branch.clone().or_else(|| known.source.clone()).or(head_branch);
    let target_branch = args.target_branch.clone().or_else(|| known.target.clone()).or_else(|| {
        let same = base.commit == default_branch.commit;
        branch_name(repository, &base.name).or_else(|| branch_name(repository, &default_branch.name).filter(|_| same))
    });
    let tip = head.commit;
    Ok(Revisions { base, default_branch, snapshot, tip, head: shown, merge, source_branch, target_branch })
}

/// Which of the forge's commits count: each that no argument and no assumption says otherwise of.
fn asked_of_forge(args: &RepositoryArgs, target: Option<&str>, forge: &OnForge) -> AskedOfForge {
    AskedOfForge {
        head: args.head.is_none() && !args.staged && !args.worktree,
        base: args.base.is_none() && target.is_none_or(|target| target == forge.target_branch),
        default_branch: args.default_branch.is_none(),
    }
}

/// What is checked out, and the branch, if it is one.
fn checked_out(repository: &Repository) -> Result<(Branch, Option<String>), Failure> {
    Ok(match repository.head()? {
        Head::Branch(branch) => (branch.clone(), Some(branch.name)),
        Head::Detached(commit) => (Branch { name: "HEAD".to_owned(), commit }, None),
        Head::Unborn { branch } => return Err(GitError::UnbornBranch { branch }.into()),
    })
}

/// The default branch decides who has access, so one that is only guessed is said.
fn default_branch(
    args: &RepositoryArgs,
    repository: &Repository,
    base: Option<&Branch>,
    warnings: &mut Vec<Warning>,
) -> Result<Branch, Failure> {
    if let Some(name) = &args.default_branch {
        return Ok(Branch { name: name.clone(), commit: repository.resolve(name)? });
    }
    match (repository.default_branch(), base) {
        (Ok(branch), _) => Ok(branch),
        (
            Err(
                error @ (GitError::NoDefaultBranch
                | GitError::AmbiguousDefaultBranch { .. }
                | GitError::DanglingDefaultBranch { .. }),
            ),
            Some(base),
        ) => {
            let text = format!(
                "{error}: `{}` is taken for it, and its configuration decides; pass --default-branch to name another",
                base.name
            );
            warnings.push(Warning { text, place: None });
            Ok(base.clone())
        }
        (Err(error), _) => Err(error.into()),
    }
}

/// What a change is against when nobody said: the branch that the request goes to, else the default branch. Against
/// another branch than its own a change may look smaller than it is, so that one that is not there is said.
fn target_base(
    target: Option<&str>,
    default_branch: &Branch,
    repository: &Repository,
    warnings: &mut Vec<Warning>,
) -> Result<Branch, Failure> {
    let default = bare(&default_branch.name);
    let Some(target) = target.filter(|target| *target != default) else { return Ok(default_branch.clone()) };
    let names = ["refs/remotes/origin/", "refs/heads/"].map(|prefix| format!("{prefix}{target}"));
    for name in names.into_iter().filter(|name| !is_expression(name)) {
        match repository.resolve(&name) {
            Ok(commit) => return Ok(Branch { name, commit }),
            Err(GitError::UnknownRevision { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let text = format!(
        "there is no branch `{target}` here, so that what changed is told from `{default}`; fetch it, or pass --base"
    );
    warnings.push(Warning { text, place: None });
    Ok(default_branch.clone())
}

/// The branch that a revision names, as the forge calls it; `None` for an id, a tag, `HEAD` and expressions.
fn branch_name(repository: &Repository, revision: &str) -> Option<String> {
    if is_expression(revision) {
        return None;
    }
    let short = revision.strip_prefix("refs/").unwrap_or(revision);
    let is = |reference: &str| repository.resolve(reference).is_ok();
    let local = short.strip_prefix("heads/").unwrap_or(short);
    if is(&format!("refs/heads/{local}")) {
        return Some(local.to_owned());
    }
    let remote = short.strip_prefix("remotes/").unwrap_or(short);
    let (_, name) = remote.split_once('/')?;
    (name != "HEAD" && is(&format!("refs/remotes/{remote}"))).then(|| name.to_owned())
}

/// Whether a revision is more than a name: `HEAD~1`, `main@{1}`, `main:path`.
fn is_expression(revision: &str) -> bool {
    revision.contains(['~', '^', ':']) || revision.contains("@{")
}

/// A branch as people know it: without the folders of git and without the remote.
pub(super) fn bare(name: &str) -> &str {
    let name = name.strip_prefix("refs/").unwrap_or(name);
    let name = name.strip_prefix("heads/").or_else(|| name.strip_prefix("remotes/")).unwrap_or(name);
    name.strip_prefix("origin/").unwrap_or(name)
}

impl Revisions {
    /// What is looked at, for the answer.
    pub(super) fn shown(&self) -> Revision {
        match (&self.head, self.snapshot) {
            (Some(head), _) => revision(head),
            (None, Snapshot::Index) => Revision { name: "the index".to_owned(), commit: String::new() },
            (None, _) => Revision { name: "the work tree".to_owned(), commit: String::new() },
        }
    }
}

/// A branch, for the answer.
pub(super) fn revision(branch: &Branch) -> Revision {
    Revision { name: bare(&branch.name).to_owned(), commit: branch.commit.id.to_string() }
}
