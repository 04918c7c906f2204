//! The configuration in force: which files have a say, and what they come to together.

use std::collections::BTreeMap;

use super::config_reader::{ConfigReader, GATE_PATH, Loaded};
use super::failure::Failure;
use super::other_rules::{OtherRules, other_rules, other_target};
use super::repository_args::RepositoryArgs;
use super::revisions::{Revisions, bare, revision};
use crate::access::gate::GateOptions;
use crate::access::repository::CONFIG_PATHS;
use crate::config::Config;
use crate::config::central::{self, Documents, Effective};
use crate::git::{Repository, Snapshot};
use crate::output::answer::{ConfigFile, Revision, Warning, place};
use crate::source::SourceMap;

/// The configuration as it is in force, and where it came from.
pub(super) struct Rules {
    /// The configuration.
    pub(super) config: Config,
    /// Whether anything that the request did not bring along says who may do what.
    pub(super) trusted: bool,
    /// The files.
    pub(super) files: Vec<ConfigFile>,
    /// The configuration without anything from the request, for the strict profile. `None` when it does not load.
    pub(super) base_config: Option<Config>,
    /// The gate's options.
    pub(super) gate: GateOptions,
    /// Configurations that have to allow as well, for the strict profile.
    pub(super) others: Vec<OtherRules>,
}

/// The files that there are.
struct Files {
    head: Option<Loaded>,
    /// `None` also where `alone` says that the head's file is all there is.
    default_branch: Option<Loaded>,
    /// A file or a revision was named, whose configuration is to be used alone.
    alone: bool,
    built: Option<Loaded>,
    central: Vec<Loaded>,
}

/// Reads everything that has a say and combines it.
pub(super) fn rules(
    args: &RepositoryArgs,
    repository: &Repository,
    revisions: &Revisions,
    sources: &mut SourceMap,
    warnings: &mut Vec<Warning>,
) -> Result<Rules, Failure> {
    let mut reader = ConfigReader { repository, sources, warnings, read: BTreeMap::new() };
    let files = read(args, revisions, &mut reader)?;
    let gate = gate(revisions, &mut reader)?;

    let documents = files.documents();
    let effective = central::effective(&documents, reader.sources).map_err(|diagnostics| Failure::Diagnostics {
        message: "the configuration cannot be used".to_owned(),
        diagnostics,
        sources: reader.sources.clone(),
    })?;
    let without_request = Documents { head: documents.default_branch, config_builder: None, ..documents };
    let base_config = central::effective(&without_request, reader.sources).ok().map(|effective| effective.config);
    reader.warn(&effective.warnings);
    warn_of_missing(&files, &effective, revisions, &mut reader);
    if !effective.config.enabled.value {
        let place = place(reader.sources, effective.config.enabled.span);
        let text = "`enabled: false`: the server does nothing for this repository".to_owned();
        reader.warnings.push(Warning { text, place });
    }
    let others = if files.alone { Vec::new() } else { other_rules(revisions, &documents, &mut reader)? };
    let trusted = documents.default_branch.is_some() || !files.central.is_empty();
    Ok(Rules { trusted, files: files.shown(&effective), config: effective.config, base_config, gate, others })
}

/// The gate's options. Of a merged request that changed them those from before the merge have to let it through as well: it may
/// not loosen its own rules.
fn gate(revisions: &Revisions, reader: &mut ConfigReader<'_>) -> Result<GateOptions, Failure> {
    let default = Snapshot::Commit(revisions.default_branch.commit);
    let gate = reader.gate(default, &revision(&revisions.default_branch))?;
    let merge = revisions.merge.as_ref().filter(|_| other_target(revisions).is_none());
    let Some(merge) = merge else { return Ok(gate) };
    let changed = reader.repository.files_changed_between(merge.before, merge.result)?;
    if !changed.iter().any(|path| path == GATE_PATH) {
        return Ok(gate);
    }
    let name = format!("{} before the merge", bare(&revisions.default_branch.name));
    let before = Revision { name, commit: merge.before.id.to_string() };
    Ok(gate.both(&reader.gate(Snapshot::Commit(merge.before), &before)?))
}

fn read(args: &RepositoryArgs, revisions: &Revisions, reader: &mut ConfigReader<'_>) -> Result<Files, Failure> {
    let (head, default_branch) = match (&args.config, &args.config_ref) {
        (Some(path), _) => (reader.named("config", path)?, None),
        (None, Some(name)) => {
            let commit = reader.repository.resolve(name)?;
            let revision = Revision { name: bare(name).to_owned(), commit: commit.id.to_string() };
            (reader.in_repository("config", Snapshot::Commit(commit), &revision)?, None)
        }
        (None, None) => {
            let default = Snapshot::Commit(revisions.default_branch.commit);
            (
                reader.in_repository("head", revisions.snapshot, &revisions.shown())?,
                reader.in_repository("default-branch", default, &revision(&revisions.default_branch))?,
            )
        }
    };
    let built = match &args.built_config {
        Some(path) => reader.named("config-builder", path)?,
        None => None,
    };
    let central = match &args.central {
        Some(dir) => reader.central(dir, &central_name(args, reader.repository)?)?,
        None => Vec::new(),
    };
    Ok(Files { head, default_branch, alone: args.config.is_some() || args.config_ref.is_some(), built, central })
}

impl Files {
    fn documents(&self) -> Documents<'_> {
        let part = |role| self.central.iter().find(|loaded| loaded.file.role == role).map(Loaded::root);
        Documents {
            head: self.head.as_ref().map(Loaded::root),
            default_branch: if self.alone { &self.head } else { &self.default_branch }.as_ref().map(Loaded::root),
            config_builder: self.built.as_ref().map(Loaded::root),
            global_defaults: part("global-defaults"),
            repo_defaults: part("repository-defaults"),
            global_overrides: part("global-overrides"),
            repo_overrides: part("repository-overrides"),
            forced: part("forced"),
        }
    }

    fn shown(self, effective: &Effective) -> Vec<ConfigFile> {
        let forced = self.central.iter().any(|loaded| loaded.file.role == "forced");
        let all = self.head.into_iter().chain(self.default_branch).chain(self.built).chain(self.central);
        let has_a_say =
            |loaded: &Loaded| !forced || matches!(loaded.file.role, "config-builder" | "global-defaults" | "forced");
        all.filter(has_a_say)
            .map(|Loaded { mut file, .. }| {
                if file.role == "default-branch" {
                    file.decides = effective.from_default_branch.iter().map(|key| (*key).to_owned()).collect();
                }
                file
            })
            .collect()
    }
}

/// Nobody should have to find out from an incident that there was no configuration to decide by.
fn warn_of_missing(files: &Files, effective: &Effective, revisions: &Revisions, reader: &mut ConfigReader<'_>) {
    let documents = files.documents();
    let [first, second] = CONFIG_PATHS;
    let open = "the server's defaults apply, and they let everyone plan and apply";
    if documents.forced.is_some() {
        reader.say("the forced central file takes the place of the repository's own configuration".to_owned());
        return;
    }
    match (documents.head, documents.default_branch) {
        (Some(_), Some(_)) => {}
        _ if files.alone => reader.say(format!("the configuration that was named says nothing: {open}")),
        (None, None) if files.central.is_empty() && files.built.is_none() => {
            reader.say(format!("there is no {first} and no {second}: {open}"));
        }
        (None, None) => {}
        (Some(_), None) => {
            let decides = effective.from_default_branch.join(", ");
            let branch = bare(&revisions.default_branch.name);
            reader.say(format!(
                "`{branch}` has no {first} and no {second}, and it alone decides {decides}: the file of the change has no \
                 say in those before it is merged"
            ));
        }
        (None, Some(_)) => {
            let name = revisions.shown().name;
            reader.say(format!(
                "`{name}` has no {first} and no {second}: what the default branch does not decide, such as `dirs` and \
                 `tags`, is as the server has it by default"
            ));
        }
    }
}

/// By which name the central configuration speaks of the repository. It becomes part of a path.
fn central_name(args: &RepositoryArgs, repository: &Repository) -> Result<String, Failure> {
    let help = "Pass --central-repo NAME.";
    let name = args.central_repo.clone().or_else(|| repository.origin_name()).ok_or_else(|| {
        Failure::with_help("it is not known by which name the central configuration speaks of this repository", help)
    })?;
    if name.is_empty() || name == "." || name == ".." || name.contains(['/', '\\', '\0']) {
        return Err(Failure::with_help(format!("`{name}` is not the name of a repository"), help));
    }
    Ok(name)
}
