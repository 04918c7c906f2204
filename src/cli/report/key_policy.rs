//! How instance keys are shown: as the arguments say, else as the repository's default branch says, else masked.

use std::collections::BTreeMap;
use std::hash::RandomState;
use std::path::Path;

use clap::ValueEnum;

use crate::cli::config_reader::ConfigReader;
use crate::cli::failure::Failure;
use crate::cli::revisions;
use crate::cli::terminal::Terminal;
use crate::config::gate::InstanceKeys;
use crate::git::{OpenOptions, Repository, Snapshot};
use crate::output::answer::Warning;
use crate::plan::wall::KeyPolicy;
use crate::source::SourceMap;

/// How instance keys are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InstanceKeysArg {
    /// Short identifiers stay; everything else is masked
    Mask,
    /// The beginning of a hash, which is another one in each run
    Hash,
    /// As they are, up to 64 characters, unless they look like a token
    Keep,
}

/// The policy. Only the default branch is asked: a request may not change what is shown of its own plans.
///
/// # Errors
///
/// `.whomay.yml` is there and cannot be used: what it says may not be guessed.
pub(super) fn of(
    said: Option<InstanceKeysArg>,
    repository: &Path,
    trust_owner: bool,
    terminal: &Terminal,
) -> Result<KeyPolicy, Failure> {
    let keys = match said {
        Some(InstanceKeysArg::Mask) => InstanceKeys::Mask,
        Some(InstanceKeysArg::Hash) => InstanceKeys::Hash,
        Some(InstanceKeysArg::Keep) => InstanceKeys::Keep,
        None => of_the_default_branch(repository, trust_owner, terminal)?,
    };
    Ok(match keys {
        InstanceKeys::Mask => KeyPolicy::Mask,
        InstanceKeys::Hash => KeyPolicy::Hash(RandomState::new()),
        InstanceKeys::Keep => KeyPolicy::Keep,
    })
}

/// Without a repository, or in a clone without its default branch, there is nobody to ask, and the strictest way is taken.
fn of_the_default_branch(start: &Path, trust_owner: bool, terminal: &Terminal) -> Result<InstanceKeys, Failure> {
    let options = OpenOptions { trust_owner, environment: start == Path::new(".") };
    let Ok(repository) = Repository::discover(start, options) else { return Ok(InstanceKeys::default()) };
    let Ok(branch) = repository.default_branch() else { return Ok(InstanceKeys::default()) };
    let (mut sources, mut warnings) = (SourceMap::new(), Vec::<Warning>::new());
    let mut reader =
        ConfigReader { repository: &repository, sources: &mut sources, warnings: &mut warnings, read: BTreeMap::new() };
    let options = reader.options(Snapshot::Commit(branch.commit), &revisions::revision(&branch))?;
    terminal.warn(&warnings);
    Ok(options.report.instance_keys)
}
