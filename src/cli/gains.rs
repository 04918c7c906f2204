//! What a staged configuration grants and takes away, for the end of a hook's run.
//!
//! A hook runs at every commit, and nearly all commits leave the configuration alone: that has to be found out without
//! listing a file. When it is staged, both versions are asked about the files as they are staged, so that the table shows
//! what the configuration does and not what new files do.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::config_reader::{ConfigReader, Loaded};
use super::failure::Failure;
use super::revisions::bare;
use crate::access::gains::{Version, gains};
use crate::access::repository::CONFIG_PATHS;
use crate::config::Config;
use crate::dirspace::Dirspace;
use crate::dirspace::layout::{Layout, branch_tag};
use crate::dirspace::spec::Index;
use crate::git::{GitError, Head, Repository, Snapshot};
use crate::lint::repository::RepositoryFacts;
use crate::output::answer::Revision;
use crate::output::gains::{Table, few_dirspaces, render};
use crate::source::SourceMap;

/// Root keys that decide which dirspaces there are and which tags they have.
const OF_THE_LAYOUT: [&str; 4] = ["dirs", "stacks", "tags", "when_modified"];

/// How the two versions are called.
const BEFORE: &str = "the last commit";
const AFTER: &str = "what is staged";

/// Why there is no table.
enum NoTable {
    /// One of the versions says too little, or nothing that can be used. The staged one has been complained of before.
    Unknown(String),
    Failed(Failure),
}

impl From<Failure> for NoTable {
    fn from(failure: Failure) -> NoTable {
        NoTable::Failed(failure)
    }
}

impl From<GitError> for NoTable {
    fn from(error: GitError) -> NoTable {
        NoTable::Failed(error.into())
    }
}

/// Who gains and who loses what by the staged configuration: a text to show, of lines of about `width` columns. `None`
/// when no configuration is staged. `known` is what was found out about the staged one before.
///
/// # Errors
///
/// The repository cannot be read. A version that cannot be used is no failure but said in the text.
pub(super) fn staged_table(
    repository: &Repository,
    known: Option<&RepositoryFacts>,
    width: usize,
) -> Result<Option<String>, Failure> {
    if repository.staged(&CONFIG_PATHS)?.is_empty() {
        return Ok(None);
    }
    match compared(repository, known, width) {
        Ok(text) => Ok(Some(text)),
        Err(NoTable::Unknown(why)) => Ok(Some(format!("who gains and who loses what is not known: {why}\n"))),
        Err(NoTable::Failed(failure)) => Err(failure),
    }
}

/// One version.
struct Side {
    config: Config,
    /// The keys that the layout depends on, without their places.
    layout_keys: Vec<serde_json::Value>,
    /// Whether anybody wrote it.
    written: bool,
}

impl Side {
    fn nothing_written() -> Side {
        Side {
            config: Config::default(),
            layout_keys: vec![serde_json::Value::Null; OF_THE_LAYOUT.len()],
            written: false,
        }
    }

    fn of(loaded: &Loaded, config: Config) -> Side {
        let key = |key| loaded.root().entry(key).map(|entry| entry.value.to_json());
        let layout_keys = OF_THE_LAYOUT.map(|name| key(name).unwrap_or_default()).into();
        Side { config, layout_keys, written: true }
    }

    fn read(repository: &Repository, snapshot: Snapshot, name: &str) -> Result<Side, NoTable> {
        let revision = Revision { name: name.to_owned(), commit: String::new() };
        let (mut sources, mut warnings, read) = (SourceMap::new(), Vec::new(), BTreeMap::new());
        let mut reader = ConfigReader { repository, sources: &mut sources, warnings: &mut warnings, read };
        let loaded = match reader.in_repository("staged", snapshot, &revision) {
            Ok(Some(loaded)) => loaded,
            Ok(None) => return Ok(Side::nothing_written()),
            Err(failure @ Failure::Plain { .. }) => return Err(failure.into()),
            Err(Failure::Diagnostics { .. }) => {
                return Err(NoTable::Unknown(format!("the configuration of {name} cannot be read")));
            }
        };
        match Config::from_node(loaded.root(), &sources) {
            Ok(validated) => Ok(Side::of(&loaded, validated.config)),
            Err(_) => Err(NoTable::Unknown(format!("the configuration of {name} does not load"))),
        }
    }

    fn layout(&self, files: &[String], branches: &Branches, name: &str) -> Result<Layout, NoTable> {
        let spec = &self.config.layout;
        Layout::derive(spec, files, &Index::default(), &branches.source, &branches.target).map_err(|_| {
            NoTable::Unknown(format!("the configuration of {name} does not fit the files of the repository"))
        })
    }
}

fn compared(repository: &Repository, known: Option<&RepositoryFacts>, width: usize) -> Result<String, NoTable> {
    let old = match repository.head()? {
        Head::Branch(branch) => Side::read(repository, Snapshot::Commit(branch.commit), BEFORE)?,
        Head::Detached(commit) => Side::read(repository, Snapshot::Commit(commit), BEFORE)?,
        Head::Unborn { .. } => Side::nothing_written(),
    };
    let new = Side::read(repository, Snapshot::Index, AFTER)?;
    let branches = Branches::of(repository, [&old, &new])?;
    let files: Cow<'_, [String]> = match known {
        Some(known) => Cow::Borrowed(&known.files),
        None => Cow::Owned(repository.files(Snapshot::Index)?.paths),
    };
    // To derive a layout takes the most time, so that none is derived twice; and mostly only lists change.
    let after = match known.and_then(|known| branches.view(&new, known)) {
        Some(layout) => Cow::Borrowed(layout),
        None => Cow::Owned(new.layout(&files, &branches, AFTER)?),
    };
    let own = match old.layout_keys == new.layout_keys {
        true => None,
        false => Some(old.layout(&files, &branches, BEFORE)?),
    };
    let text = drawn((&old, own.as_ref().unwrap_or(&after)), (&new, &after), width);
    // The program is about to end: nobody needs the memory of a hundred thousand names back.
    std::mem::forget((files, after, own));
    Ok(text)
}

fn drawn(old: (&Side, &Layout), new: (&Side, &Layout), width: usize) -> String {
    let all = [old.1, new.1].into_iter().flat_map(Layout::dirspaces).map(|placed| &placed.dirspace);
    let dirspaces: Vec<Dirspace> = all.collect::<BTreeSet<_>>().into_iter().cloned().collect();
    let (before, after) = (version(old, &dirspaces), version(new, &dirspaces));
    let mut notes = notes(old.0, new.0);
    if dirspaces.is_empty() {
        notes.push("There is no dirspace among the files, so that the policies could not be compared.".to_owned());
    }
    notes.extend(only_in_one(&dirspaces, &before, &after));
    render(&Table { gains: &gains(&before, &after), dirspaces: &dirspaces, notes }, width)
}

fn version<'a>((side, layout): (&'a Side, &'a Layout), dirspaces: &[Dirspace]) -> Version<'a> {
    let placed = |dirspace| layout.get(dirspace).map(|placed| (placed.dirspace.dir.as_str(), &placed.tags));
    Version { access: &side.config.access_control, dirspaces: dirspaces.iter().map(placed).collect() }
}

/// The branches that a request would come from and go to. Empty where no tag hangs on them.
#[derive(Default)]
struct Branches {
    source: String,
    target: String,
}

impl Branches {
    fn of(repository: &Repository, sides: [&Side; 2]) -> Result<Branches, NoTable> {
        let specs = sides.map(|side| &side.config.layout);
        let mut branches = Branches::default();
        if specs.iter().any(|spec| !spec.branch_tags.is_empty()) {
            let unknown = || NoTable::Unknown("`tags.branch` is in use, and no branch is checked out".to_owned());
            branches.source = repository.current_branch_name()?.ok_or_else(unknown)?;
        }
        if specs.iter().any(|spec| !spec.dest_branch_tags.is_empty()) {
            let default = repository.default_branch().map_err(|error| match error {
                GitError::NoDefaultBranch
                | GitError::AmbiguousDefaultBranch { .. }
                | GitError::DanglingDefaultBranch { .. } => {
                    NoTable::Unknown(format!("`tags.dest_branch` is in use: {error}"))
                }
                other => other.into(),
            })?;
            branches.target = bare(&default.name).to_owned();
        }
        Ok(branches)
    }

    /// The layout of a version, if it is known already.
    fn view<'k>(&self, side: &Side, known: &'k RepositoryFacts) -> Option<&'k Layout> {
        let spec = &side.config.layout;
        known.view(branch_tag(&spec.branch_tags, &self.source), branch_tag(&spec.dest_branch_tags, &self.target))
    }
}

/// What a reader of the table has to know about the two versions.
fn notes(old: &Side, new: &Side) -> Vec<String> {
    let mut notes = Vec::new();
    let [first, second] = CONFIG_PATHS;
    for (side, when) in [(old, "Before, there is"), (new, "Then there is")] {
        if !side.written {
            notes.push(format!("{when} no {first} and no {second} with anything in it: the server's defaults hold."));
        }
    }
    for (side, when) in [(old, "before"), (new, "then")] {
        if !side.config.access_control.enabled {
            notes.push(format!("Access control is off {when}: everybody may do everything."));
        }
    }
    let on = |enabled: fn(&Config) -> bool| enabled(&old.config) || enabled(&new.config);
    let builders = [
        ("config_builder", on(|config| config.config_builder_enabled.value)),
        ("indexer", on(|config| config.indexer_enabled.value)),
        ("tree_builder", on(|config| config.tree_builder_enabled.value)),
    ];
    for (builder, _) in builders.into_iter().filter(|(_, enabled)| *enabled) {
        notes.push(format!("`{builder}` is switched on, so that on the server it may come out otherwise."));
    }
    notes
}

/// Dirspaces that only one version has. What may be done with them counts as gained or lost.
fn only_in_one(dirspaces: &[Dirspace], before: &Version<'_>, after: &Version<'_>) -> Vec<String> {
    let note = |version: &Version<'_>, what: &str| {
        let missing = dirspaces.iter().zip(&version.dirspaces).filter(|(_, there)| there.is_none());
        let names = few_dirspaces(missing.map(|(dirspace, _)| dirspace));
        (!names.is_empty()).then(|| format!("{what}: {names}."))
    };
    let new = note(before, "Not there before");
    let gone = note(after, "Not there any more");
    new.into_iter().chain(gone).collect()
}
