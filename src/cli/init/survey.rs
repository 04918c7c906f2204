//! Looks at a repository as far as a proposal needs it: names of files, a few texts, and where requests are made.

use std::collections::BTreeMap;

use crate::cli::failure::Failure;
use crate::cli::live::{host_of_remote, owner_of_remote};
use crate::cli::revisions::bare;
use crate::config::packed;
use crate::git::{GitError, Head, Repository, Snapshot};
use crate::setup::{Forge, Survey, shipped_sources, wanted};

/// Most files whose texts are read.
const MOST_FILES: usize = 4_000;
/// Most bytes of one text.
const MOST_FILE_BYTES: usize = 1 << 20;
/// Most bytes of all texts together.
const MOST_BYTES: usize = 64 << 20;

/// The public address of this program.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// What is asked for beyond what the repository tells.
pub(super) struct Wishes {
    /// `Some(None)` for no forge at all.
    pub(super) forge: Option<Option<Forge>>,
    /// The commit that workflows are to name.
    pub(super) pin: Option<String>,
}

/// What was found.
pub(super) struct Surveyed {
    pub(super) survey: Survey,
    /// Which forge and why, for people.
    pub(super) forge: String,
    /// Texts that are missing, for people; empty where none is.
    pub(super) unread: String,
}

/// Looks at a repository.
///
/// # Errors
///
/// The repository cannot be read. That nothing tells the forge or the default branch is no error.
pub(super) fn survey(repository: &Repository, wishes: Wishes) -> Result<Surveyed, Failure> {
    let files = repository.files(Snapshot::WorkTree)?.paths;
    let (texts, unread) = texts(repository, &files);
    let (forge, said) = match wishes.forge {
        Some(Some(forge)) => (Some(forge), format!("{}, as --forge says", name(forge))),
        Some(None) => (None, "no forge, as --forge says".to_owned()),
        None => told(&repository.remote_addresses()?, &files),
    };
    let survey = Survey {
        forge,
        organisations: repository.remote_addresses()?.iter().filter_map(|address| owner_of_remote(address)).collect(),
        default_branch: default_branch(repository)?,
        files,
        texts,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        address: REPOSITORY.strip_prefix("https://github.com/").unwrap_or(REPOSITORY).to_owned(),
        pin: wishes.pin,
        shipped: shipped(),
    };
    Ok(Surveyed { survey, forge: said, unread })
}

/// The jobs that the program carries along.
fn shipped() -> BTreeMap<String, String> {
    let mut texts = packed::texts().unwrap_or_default();
    shipped_sources().filter_map(|source| texts.remove_entry(source)).collect()
}

/// The name of a forge.
pub(super) fn name(forge: Forge) -> &'static str {
    match forge {
        Forge::GitHub => "GitHub",
        Forge::GitLab => "GitLab",
    }
}

fn texts(repository: &Repository, files: &[String]) -> (BTreeMap<String, String>, String) {
    let mut reader = repository.reader(Snapshot::WorkTree);
    let mut texts = BTreeMap::new();
    let mut room = MOST_BYTES;
    let mut count = 0;
    for path in files.iter().filter(|path| wanted(path)) {
        count += 1;
        if count > MOST_FILES {
            continue;
        }
        // A link is not followed, and what is no text says nothing: both are counted below.
        let Ok(Some(bytes)) = reader.read(path, MOST_FILE_BYTES.min(room)) else { continue };
        room -= bytes.len().min(room);
        if let Ok(text) = String::from_utf8(bytes) {
            texts.insert(path.clone(), text);
        }
    }
    let missing = count - texts.len();
    let unread = match missing {
        0 => String::new(),
        _ => format!("what is in {missing} of {count} files was not read: links, too large, or no text"),
    };
    (texts, unread)
}

/// The forge that a host belongs to. Who runs a server of their own mostly says so in its name.
fn of_host(host: &str) -> Option<Forge> {
    let labels = || host.split(['.', '-', ':']);
    if labels().any(|label| label == "github") || host.ends_with(".ghe.com") {
        Some(Forge::GitHub)
    } else if labels().any(|label| label == "gitlab") {
        Some(Forge::GitLab)
    } else {
        None
    }
}

/// The forge, and what says so. Remotes first, `origin` before the others, then the files that only one of them reads.
fn told(remotes: &[String], files: &[String]) -> (Option<Forge>, String) {
    let hosts = remotes.iter().filter_map(|address| host_of_remote(address));
    if let Some((forge, host)) = hosts.filter_map(|host| Some((of_host(&host)?, host))).next() {
        return (Some(forge), format!("{} (a remote is on {host})", name(forge)));
    }
    let is_there = |found: fn(&str) -> bool| files.iter().any(|path| found(path));
    let github = is_there(|path| path.starts_with(".github/"));
    let gitlab = is_there(|path| path == ".gitlab-ci.yml" || path.starts_with(".gitlab/"));
    match (github, gitlab) {
        (true, false) => (Some(Forge::GitHub), "GitHub (there is .github)".to_owned()),
        (false, true) => (Some(Forge::GitLab), "GitLab (there is .gitlab-ci.yml or .gitlab)".to_owned()),
        (true, true) => (None, "no forge: there are files for GitHub and for GitLab; choose with --forge".to_owned()),
        (false, false) => (None, "no forge: no remote tells one; choose with --forge".to_owned()),
    }
}

/// The default branch without a remote. Before the first commit it is the one that this commit goes to, and without any
/// remote the one that is checked out, if the usual names are not there.
fn default_branch(repository: &Repository) -> Result<Option<String>, Failure> {
    match repository.default_branch() {
        Ok(branch) => return Ok(Some(bare(&branch.name).to_owned())),
        Err(
            GitError::NoDefaultBranch
            | GitError::AmbiguousDefaultBranch { .. }
            | GitError::DanglingDefaultBranch { .. },
        ) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(match repository.head()? {
        Head::Unborn { branch } => Some(branch),
        Head::Branch(branch) if repository.remote_addresses()?.is_empty() => Some(bare(&branch.name).to_owned()),
        Head::Branch(_) | Head::Detached(_) => None,
    })
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "reads the repository's own files"
)]
mod tests {
    use super::*;

    #[test]
    fn the_forge_is_told_by_remotes_and_then_by_files() {
        use Forge::{GitHub, GitLab};
        for (remotes, files, expected) in [
            (&["git@github.com:acme/infra.git"][..], &[".gitlab-ci.yml"][..], Some(GitHub)),
            (&["https://gitlab.com/acme/infra"], &[], Some(GitLab)),
            (&["ssh://git@gitlab.acme.example:2222/infra"], &[], Some(GitLab)),
            (&["https://github.acme.example/a/b"], &[], Some(GitHub)),
            (&["https://acme.ghe.com/a/b"], &[], Some(GitHub)),
            (&["https://notgithub.example/a/b"], &[], None),
            (&["https://git.acme.example/github/b"], &[], None),
            (&["/srv/github.com/x", "git@gitlab.com:a/b"], &[], Some(GitLab)),
            (&["git@git.acme.example:a/b"], &[".gitlab-ci.yml"], Some(GitLab)),
            (&[], &[".github/workflows/a.yml"], Some(GitHub)),
            (&[], &[".github/CODEOWNERS", ".gitlab-ci.yml"], None),
            (&[], &["main.tf"], None),
        ] {
            let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
            let (forge, why) = told(&owned(remotes), &owned(files));
            assert_eq!(forge, expected, "{remotes:?} {files:?}");
            assert!(!why.is_empty() && (forge.is_some() || why.contains("--forge")));
        }
    }

    #[test]
    fn a_password_in_an_address_is_not_repeated() {
        let (_, why) = told(&["https://me:secret@github.com/a/b".to_owned()], &[]);
        assert_eq!(why, "GitHub (a remote is on github.com)");
    }

    #[test]
    fn every_job_that_is_shipped_is_carried_along() {
        let shipped = shipped();
        for source in shipped_sources() {
            let text = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(source)).unwrap();
            assert_eq!(shipped[source], crate::setup::without_sum(&text), "{source}");
        }
    }
}
