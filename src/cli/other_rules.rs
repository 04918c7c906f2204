//! Configurations besides the one in force that have to allow as well, under the strict profile: that of the branch
//! which the request goes to, where it is not the default branch, and, of a merged request that changed the
//! configuration, the one from before the merge. A request may not loosen its own rules, before the merge or after it.

use super::config_reader::{ConfigReader, Loaded};
use super::failure::Failure;
use super::revisions::{Revisions, bare};
use crate::access::repository::CONFIG_PATHS;
use crate::config::Config;
use crate::config::central::{self, Documents};
use crate::git::{Commit, Snapshot};
use crate::output::answer::{ConfigFile, Revision};

/// Whose configuration it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// The branch that the request goes to.
    TargetBranch,
    /// The target branch as it was before the request was merged.
    BeforeMerge,
}

/// Such a configuration.
pub(super) struct OtherRules {
    /// Whose it is.
    pub(super) whose: Whose,
    /// The configuration, or why there is none, to follow "and".
    pub(super) config: Result<Config, String>,
    /// The commit that it was read from.
    pub(super) commit: Commit,
    /// The file, if there is one.
    pub(super) file: Option<ConfigFile>,
}

impl Whose {
    fn role(self) -> &'static str {
        match self {
            Whose::TargetBranch => "target-branch",
            Whose::BeforeMerge => "before-merge",
        }
    }

    /// How the views of the repository under it are named: with the head's files, and with its own.
    pub(super) fn views(self) -> [&'static str; 2] {
        match self {
            Whose::TargetBranch => [
                "the configuration of the target branch and the head's files",
                "the configuration of the target branch and its files",
            ],
            Whose::BeforeMerge => [
                "the configuration before the merge and the merged files",
                "the configuration before the merge and the files before it",
            ],
        }
    }
}

/// The branch that the request goes to, where it is known and not the default branch.
pub(super) fn other_target(revisions: &Revisions) -> Option<&str> {
    let target = revisions.target_branch.as_deref()?;
    (target != bare(&revisions.default_branch.name)).then_some(target)
}

/// Reads them. `documents` are those of the configuration in force, for what the owner has to say.
pub(super) fn other_rules(
    revisions: &Revisions,
    documents: &Documents<'_>,
    reader: &mut ConfigReader<'_>,
) -> Result<Vec<OtherRules>, Failure> {
    let mut wanted = Vec::new();
    if let Some(target) = other_target(revisions) {
        wanted.push((Whose::TargetBranch, target.to_owned(), revisions.base.commit));
    }
    if let Some(merge) = &revisions.merge {
        let changed = reader.repository.files_changed_between(merge.before, merge.result)?;
        if changed.iter().any(|path| CONFIG_PATHS.contains(&path.as_str())) {
            let name = format!("{} before the merge", bare(&revisions.base.name));
            wanted.push((Whose::BeforeMerge, name, merge.before));
        }
    }
    Ok(wanted.into_iter().map(|(whose, name, commit)| read(whose, name, commit, documents, reader)).collect())
}

/// What is wrong with it denies under the strict profile, and is nothing to anybody else.
fn read(
    whose: Whose,
    name: String,
    commit: Commit,
    documents: &Documents<'_>,
    reader: &mut ConfigReader<'_>,
) -> OtherRules {
    let revision = Revision { name, commit: commit.id.to_string() };
    let known = reader.warnings.len();
    let loaded = reader.in_repository(whose.role(), Snapshot::Commit(commit), &revision);
    // It is not in force, so that there is nothing to warn of.
    reader.warnings.truncate(known);
    let (file, config) = match loaded {
        Ok(loaded) => {
            let config = config(loaded.as_ref(), documents, reader);
            (loaded.map(|loaded| loaded.file), config)
        }
        Err(failure) => (None, Err(format!("its configuration cannot be used: {}", failure.message()))),
    };
    OtherRules { whose, config, commit, file }
}

fn config(own: Option<&Loaded>, documents: &Documents<'_>, reader: &ConfigReader<'_>) -> Result<Config, String> {
    let own = own.map(Loaded::root);
    let of_owner = [
        documents.global_defaults,
        documents.repo_defaults,
        documents.global_overrides,
        documents.repo_overrides,
        documents.forced,
    ];
    if own.is_none() && of_owner.iter().all(Option::is_none) {
        return Err("it has no configuration".to_owned());
    }
    let alone = Documents { head: own, default_branch: own, config_builder: None, ..*documents };
    let effective = central::effective(&alone, reader.sources).map_err(|diagnostics| {
        let first = diagnostics.first().map(|diagnostic| diagnostic.message.as_str()).unwrap_or_default();
        format!("its configuration cannot be used: {first}")
    })?;
    match effective.config.enabled.value {
        true => Ok(effective.config),
        false => Err("its configuration says `enabled: false`".to_owned()),
    }
}
