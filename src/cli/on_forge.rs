//! The commits of a request as the forge has them, looked for in the clone.
//!
//! What is decided is decided about the commits that people reviewed and that would be merged, not about what a clone
//! happens to have checked out; and the configuration that counts is the one at the tip of the forge's default branch,
//! not where the clone last saw it. A clone that lacks one of them cannot answer, and says how it gets there.

use super::failure::Failure;
use super::merge_result::{Merge, MergeResult};
use crate::access::facts::Forge;
use crate::config::facts_file::RecordedMerge;
use crate::git::{Branch, Commit, GitError, ObjectId, Repository};

/// The commits of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OnForge {
    /// Whose.
    pub(super) forge: Forge,
    /// The number that people see, to fetch the head by.
    pub(super) number: Option<u64>,
    /// The path of the repository that it is in, as its page has it.
    pub(super) repository: Option<String>,
    /// The branch that the request comes from, for people.
    pub(super) source_branch: Option<String>,
    /// The head of the request.
    pub(super) head: String,
    /// The branch that it goes to.
    pub(super) target_branch: String,
    /// The tip of that branch.
    pub(super) base: String,
    /// The default branch.
    pub(super) default_branch: String,
    /// Its tip.
    pub(super) default_tip: String,
    /// Of a request that is merged: what became of it, or nothing where the forge does not say.
    pub(super) merged: Option<Option<RecordedMerge>>,
}

/// Which of them count.
pub(super) struct AskedOfForge {
    pub(super) head: bool,
    pub(super) base: bool,
    pub(super) default_branch: bool,
}

/// Those that count, as they are in the clone.
#[derive(Default)]
pub(super) struct ForgeBranches {
    pub(super) head: Option<Branch>,
    pub(super) base: Option<Branch>,
    pub(super) default_branch: Option<Branch>,
    /// Of a merged request, once the commits are there.
    pub(super) merge: Option<MergeResult>,
}

/// A commit that is looked for: what it is, its id, the name that it is shown by, and what fetches it.
struct Wanted {
    what: String,
    id: String,
    name: String,
    fetched_by: Option<String>,
}

impl OnForge {
    /// Looks for the commits.
    ///
    /// # Errors
    ///
    /// The clone lacks some: all of them are named, and the command that fetches them.
    pub(super) fn find(&self, asked: &AskedOfForge, repository: &Repository) -> Result<ForgeBranches, Failure> {
        let mut missing = Vec::new();
        let mut look = |is_asked: bool, wanted: Wanted| match is_asked.then(|| commit(&wanted.id, repository)) {
            None => Ok(None),
            Some(Ok(Some(commit))) => Ok(Some(Branch { name: wanted.name, commit })),
            Some(Ok(None)) => {
                missing.push(wanted);
                Ok(None)
            }
            Some(Err(failure)) => Err(failure),
        };
        let merged = self.merged.as_ref().filter(|_| asked.head && asked.base);
        let merged = merged.map(|merged| merged.as_ref().ok_or_else(|| self.unknown_merge())).transpose()?;
        let found = ForgeBranches {
            head: look(asked.head, self.wanted_head())?,
            base: look(asked.base, wanted_tip(&self.target_branch, &self.base))?,
            default_branch: look(asked.default_branch, wanted_tip(&self.default_branch, &self.default_tip))?,
            merge: None,
        };
        let result = match merged {
            Some(merged) => look(true, wanted_result(&self.target_branch, &merged.result))?,
            None => None,
        };
        if !missing.is_empty() {
            return Err(not_here(missing, self.elsewhere(repository)));
        }
        let merge = match (merged, result, &found.head, &found.base) {
            (Some(merged), Some(result), Some(head), Some(base)) => {
                let compared_with = merged.compared_with.as_deref().map(|id| commit(id, repository)).transpose()?;
                let (head, result, tip) = (head.commit, result.commit, base.commit);
                let branch = &self.target_branch;
                let merge = Merge { head, result, compared_with: compared_with.flatten(), branch, tip };
                Some(merge.find(repository)?)
            }
            _ => None,
        };
        Ok(ForgeBranches { merge, ..found })
    }

    fn unknown_merge(&self) -> Failure {
        Failure::with_help(
            "the request is merged, and the forge does not say as which commit",
            "What it changed cannot be told from other changes. Make a new request for what is to be applied.",
        )
    }

    /// The repository of the request, where `origin` is another one: a fork, or the wrong clone.
    fn elsewhere(&self, repository: &Repository) -> Option<&str> {
        let own = self.repository.as_deref()?;
        let origin = repository.origin_address()?;
        (!is_address_of(&origin, own)).then_some(own)
    }

    fn wanted_head(&self) -> Wanted {
        let folder = match self.forge {
            Forge::Github => "pull",
            Forge::Gitlab => "merge-requests",
        };
        Wanted {
            what: "the head of the request".to_owned(),
            id: self.head.clone(),
            name: self.source_branch.clone().unwrap_or_else(|| "the request".to_owned()),
            fetched_by: self.number.map(|number| format!("refs/{folder}/{number}/head")),
        }
    }
}

fn wanted_tip(branch: &str, id: &str) -> Wanted {
    Wanted {
        what: format!("the tip of `{branch}`"),
        id: id.to_owned(),
        name: branch.to_owned(),
        fetched_by: Some(branch.to_owned()),
    }
}

fn wanted_result(branch: &str, id: &str) -> Wanted {
    let what = format!("what the request was merged as on `{branch}`");
    Wanted { what, ..wanted_tip(branch, id) }
}

/// The commit. `None` when the clone does not have it.
fn commit(id: &str, repository: &Repository) -> Result<Option<Commit>, Failure> {
    let Some(id) = ObjectId::from_hex(id) else {
        return Err(Failure::with_help(
            format!("the forge names a commit `{id}`, which is no id of 40 hexadecimal digits"),
            "Repositories with longer ids cannot be read yet.",
        ));
    };
    match repository.commit(id) {
        Ok(commit) => Ok(Some(commit)),
        Err(GitError::UnknownCommit { .. } | GitError::MissingObject { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Whether an address could be one of this repository. The path of a page may begin with one that the shell does not have.
fn is_address_of(address: &str, repository: &str) -> bool {
    let address = address.trim_end_matches('/').to_ascii_lowercase();
    let address = address.strip_suffix(".git").unwrap_or(&address);
    let last_two = |path: &str| path.rsplit(['/', ':']).take(2).map(str::to_owned).collect::<Vec<_>>();
    last_two(address) == last_two(&repository.to_ascii_lowercase())
}

fn not_here(mut missing: Vec<Wanted>, elsewhere: Option<&str>) -> Failure {
    missing.dedup_by(|next, one| next.id == one.id && next.what == one.what);
    let named: Vec<String> = missing.iter().map(|wanted| format!("{} ({})", wanted.what, wanted.id)).collect();
    let mut references: Vec<String> =
        missing.iter().filter_map(|wanted| wanted.fetched_by.as_deref().map(quoted)).collect();
    references.sort();
    references.dedup();
    let references = references.join(" ");
    let help = match elsewhere {
        None => format!("Run `git fetch origin {references}`."),
        Some(repository) => format!(
            "`origin` is not {repository}, where the request is. Run whomay in a clone of that; or, in a clone of a fork, fetch \
             from the remote that it is: `git fetch REMOTE {references}`."
        ),
    };
    Failure::with_help(format!("this clone does not have {}", named.join(" and ")), help)
}

/// A reference as a shell takes it: whoever names a branch may not choose what is run.
fn quoted(reference: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@".contains(c);
    if reference.chars().all(plain) && !reference.starts_with('-') {
        return reference.to_owned();
    }
    format!("'{}'", reference.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::{is_address_of, quoted};

    #[test]
    fn a_clone_is_known_by_the_end_of_its_address() {
        for (address, repository, is_it) in [
            ("https://github.com/acme/infra.git", "acme/infra", true),
            ("git@github.com:Acme/infra", "acme/infra", true),
            ("ssh://git@git.example.com:2222/group/sub/infra.git/", "lab/group/sub/infra", true),
            ("git@github.com:devin/infra.git", "acme/infra", false),
            ("https://github.com/acme/other", "acme/infra", false),
            ("https://user:secret@github.com/acme/infrastructure", "acme/infra", false),
        ] {
            assert_eq!(is_address_of(address, repository), is_it, "{address}");
        }
    }

    #[test]
    fn what_is_shown_to_be_pasted_runs_nothing_else() {
        for (reference, wanted) in
            [("release/1.x", "release/1.x"), ("a;rm -rf ~", "'a;rm -rf ~'"), ("a'b", "'a'\\''b'"), ("$(x)", "'$(x)'")]
        {
            assert_eq!(quoted(reference), wanted);
        }
    }
}
