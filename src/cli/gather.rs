//! Everything that a command needs to know of a repository, gathered before anything is decided.

use std::collections::BTreeSet;
use std::path::Path;

use super::changed_paths::changed;
use super::failure::Failure;
use super::inputs;
use super::repository_args::RepositoryArgs;
use super::revisions::{KnownRequest, Revisions, revision, revisions};
use super::rules::{Rules, rules};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::dirspace::layout::Layout;
use crate::dirspace::layout_error::LayoutError;
use crate::dirspace::spec::Index;
use crate::dirspace::touched::Touched;
use crate::dirspace::working_set::WorkingSet;
use crate::dirspace::{Change, Dirspace};
use crate::git::{Commit, GitError, OpenOptions, Repository, Snapshot};
use crate::output::answer::{Commits, Warning};
use crate::source::SourceMap;

/// What changed, as it is asked for.
pub(super) enum Asked<'a> {
    /// What the head has and the base has not.
    Difference,
    /// The same, where it can be told; all files are of interest anyway.
    Everything,
    /// These paths.
    Paths(&'a [String]),
}

/// Everything gathered.
pub(super) struct Gathered {
    /// All texts.
    pub(super) sources: SourceMap,
    /// The repository, for what is asked later.
    pub(super) repository: Repository,
    /// What is compared.
    pub(super) revisions: Revisions,
    /// Where the change left its base; of a merged request what was there before the merge. `None` when nothing was
    /// compared.
    pub(super) merge_base: Option<Commit>,
    /// The rules.
    pub(super) rules: Rules,
    /// All files of the snapshot.
    pub(super) files: Vec<String>,
    /// What git, or whoever named the paths, says that changed.
    pub(super) diff: Vec<Change>,
    /// What changed, as a tree builder has it where there is one.
    pub(super) changes: Vec<Change>,
    /// That, and what the tree builder left out of it, which the strict profile asks about as well.
    pub(super) all_changes: Vec<Change>,
    /// The indexer's answer.
    pub(super) index: Index,
    /// All dirspaces.
    pub(super) layout: Layout,
    /// Those that the change touches.
    pub(super) touched: Touched,
    /// Those that come next.
    pub(super) working: WorkingSet,
    /// Builders that are switched on and whose output was not given.
    pub(super) missing_builders: Vec<&'static str>,
    /// The same for the configuration without anything from the request, which may have switched one off.
    pub(super) base_missing_builders: Vec<&'static str>,
    /// What is worth knowing.
    pub(super) warnings: Vec<Warning>,
}

impl Gathered {
    /// Does not take it apart. The program is about to end, and to free the names of a hundred thousand files one
    /// by one takes a twentieth of a run.
    pub(super) fn leave_to_exit(self) {
        std::mem::forget(self);
    }
}

/// The repository.
pub(super) fn open(args: &RepositoryArgs) -> Result<Repository, Failure> {
    let options = OpenOptions { trust_owner: args.trust_owner, environment: args.repository == Path::new(".") };
    Ok(Repository::discover(&args.repository, options)?)
}

/// Gathers. `sources` holds what was read before.
pub(super) fn gather(
    args: &RepositoryArgs,
    asked: &Asked<'_>,
    known: &KnownRequest,
    mut sources: SourceMap,
) -> Result<Gathered, Failure> {
    let repository = open(args)?;
    let mut warnings = Vec::new();
    let revisions = revisions(args, known, &repository, &mut warnings)?;
    let merge_base = merge_base(asked, &repository, &revisions, &mut warnings)?;
    let rules = rules(args, &repository, &revisions, &mut sources, &mut warnings)?;

    let files = files(&repository, revisions.snapshot, &mut warnings)?;
    let diff = match (asked, merge_base) {
        (Asked::Paths(paths), _) => changed(&repository, &args.repository, paths, &files, &mut warnings)?,
        (_, Some(merge_base)) => repository.changes(merge_base, revisions.snapshot)?,
        (_, None) => Vec::new(),
    };
    let left_out = revisions.merge.as_ref().map_or(&[][..], |merge| &merge.left_out);
    let reviewed: Vec<Change> = diff.iter().chain(left_out).cloned().collect();
    let (files, changes, all_changes) = match &args.built_tree {
        Some(path) => {
            let tree = inputs::built_tree(path, &reviewed, &mut sources)?;
            let all_changes = tree.changes.iter().chain(&reviewed).cloned().collect();
            (tree.files, tree.changes, all_changes)
        }
        None => (files, reviewed.clone(), reviewed),
    };
    let index = match &args.index {
        Some(path) => inputs::index(path, &mut sources)?,
        None => Index::default(),
    };
    let layout = layout(&rules.config, &files, &index, &revisions, &sources)?;
    let touched = layout.touched(&changes);
    let working = layout.working_set(&touched, &applied(args, &layout)?);
    let builders_of = |config| missing_builders(args, config);
    let base_missing_builders = rules.base_config.as_ref().map(builders_of).unwrap_or_default();
    let missing_builders = builders_of(&rules.config);
    Ok(Gathered {
        sources,
        repository,
        revisions,
        merge_base,
        rules,
        files,
        diff,
        changes,
        all_changes,
        index,
        layout,
        touched,
        working,
        missing_builders,
        base_missing_builders,
        warnings,
    })
}

fn merge_base(
    asked: &Asked<'_>,
    repository: &Repository,
    revisions: &Revisions,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Commit>, Failure> {
    if matches!(asked, Asked::Paths(_)) {
        return Ok(None);
    }
    if let Some(merge) = &revisions.merge {
        return Ok(Some(merge.before));
    }
    match (repository.merge_base(revisions.base.commit, revisions.tip), asked) {
        (Ok(commit), _) => Ok(Some(commit)),
        (Err(error @ (GitError::ShallowHistory | GitError::UnrelatedHistories { .. })), Asked::Everything) => {
            warnings.push(Warning { text: format!("what changed is not known: {error}"), place: None });
            Ok(None)
        }
        (Err(error), _) => Err(error.into()),
    }
}

fn files(repository: &Repository, snapshot: Snapshot, warnings: &mut Vec<Warning>) -> Result<Vec<String>, Failure> {
    let listed = repository.files(snapshot)?;
    for path in &listed.not_utf8 {
        let text = format!("the name of {path} is not UTF-8; the server cannot be relied on to see it");
        warnings.push(Warning { text, place: None });
    }
    Ok(listed.paths)
}

/// The layout under a configuration.
pub(super) fn layout(
    config: &Config,
    files: &[String],
    index: &Index,
    revisions: &Revisions,
    sources: &SourceMap,
) -> Result<Layout, Failure> {
    // Whether a pattern matches a branch that is not known cannot be told, and a tag can open a policy.
    let known = |branch: &'_ Option<String>, tags_need_it: bool, unknown: fn() -> Failure| match branch {
        Some(branch) => Ok(branch.clone()),
        None if tags_need_it => Err(unknown()),
        None => Ok(String::new()),
    };
    let source = known(&revisions.source_branch, !config.layout.branch_tags.is_empty(), || {
        unknown_source("the configuration gives tags by the branch that a request comes from")
    })?;
    let target = known(&revisions.target_branch, !config.layout.dest_branch_tags.is_empty(), || {
        unknown_target("the configuration gives tags by the branch that a request goes to")
    })?;
    Layout::derive(&config.layout, files, index, &source, &target).map_err(|errors| layout_failure(&errors, sources))
}

/// The source branch is needed, and nothing says which it is.
pub(super) fn unknown_source(why: &str) -> Failure {
    Failure::with_help(
        format!("{why}, and it is not known which that is"),
        "Pass --source-branch NAME. A commit that is checked out without its branch, as in most CI jobs, has no name.",
    )
}

/// The target branch is needed, and nothing says which it is.
pub(super) fn unknown_target(why: &str) -> Failure {
    Failure::with_help(
        format!("{why}, and it is not known which that is"),
        "Pass --target-branch NAME, or give --base the name of a branch.",
    )
}

fn layout_failure(errors: &[LayoutError], sources: &SourceMap) -> Failure {
    let message = "the configuration does not fit the files of the repository".to_owned();
    let placed: Option<Vec<Diagnostic>> = errors
        .iter()
        .map(|error| Some(Diagnostic::error(error.code(), error.span?, "", error.to_string()).with_help(error.help())))
        .collect();
    match placed {
        Some(diagnostics) => Failure::Diagnostics { message, diagnostics, sources: sources.clone() },
        None => {
            let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
            let help = errors.first().map(LayoutError::help).unwrap_or_default();
            Failure::with_help(format!("{message}: {}", texts.join("; ")), help)
        }
    }
}

/// The dirspaces that `--applied` names.
fn applied(args: &RepositoryArgs, layout: &Layout) -> Result<BTreeSet<Dirspace>, Failure> {
    let mut applied = BTreeSet::new();
    for name in &args.applied {
        let named = dirspaces_named(name, layout);
        if named.is_empty() {
            return Err(no_such_dirspace(name, layout));
        }
        applied.extend(named);
    }
    Ok(applied)
}

/// All workspaces of a directory, or the one dirspace that is meant.
fn dirspaces_named(name: &str, layout: &Layout) -> Vec<Dirspace> {
    let whole = layout.dirspaces().iter().filter(|placed| placed.dirspace.dir == name);
    let mut named: Vec<Dirspace> = whole.map(|placed| placed.dirspace.clone()).collect();
    if let (true, Some((dir, workspace))) = (named.is_empty(), name.rsplit_once(':')) {
        let one = Dirspace { dir: dir.to_owned(), workspace: workspace.to_owned() };
        named.extend(layout.get(&one).map(|placed| placed.dirspace.clone()));
    }
    named
}

fn no_such_dirspace(name: &str, layout: &Layout) -> Failure {
    let names: Vec<&str> = layout.dirspaces().iter().map(|placed| placed.dirspace.dir.as_str()).take(10_000).collect();
    let dir = name.rsplit_once(':').map_or(name, |(dir, _)| dir);
    let help = match similar::get_close_matches(dir, &names, 1, 0.6).first() {
        Some(similar) => format!("Did you mean `{similar}`? Write DIR or DIR:WORKSPACE."),
        None => "`whomay dirspaces --all` lists them. Write DIR or DIR:WORKSPACE.".to_owned(),
    };
    Failure::with_help(format!("--applied names `{name}`, which is no dirspace here"), help)
}

fn missing_builders(args: &RepositoryArgs, config: &Config) -> Vec<&'static str> {
    let builders = [
        ("config_builder", config.config_builder_enabled.value && args.built_config.is_none()),
        ("tree_builder", config.tree_builder_enabled.value && args.built_tree.is_none()),
        ("indexer", config.indexer_enabled.value && args.index.is_none()),
    ];
    builders.into_iter().filter(|(_, missing)| *missing).map(|(name, _)| name).collect()
}

impl Gathered {
    /// Which commits were compared, for the answer.
    pub(super) fn commits(&self) -> Commits {
        Commits {
            base: Some(revision(&self.revisions.base)),
            merge_base: self.merge_base.map(|commit| commit.id.to_string()),
            head: self.revisions.head.as_ref().map(revision),
            compared: match self.revisions.snapshot {
                Snapshot::Commit(_) => "commit",
                Snapshot::Index => "index",
                Snapshot::WorkTree => "worktree",
            },
            changed_paths: self.changes.iter().flat_map(Change::paths).count(),
        }
    }
}
