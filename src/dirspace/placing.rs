//! From directories to dirspaces: workspaces, tags, patterns and the stack of each.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::source::{Span, Spanned};
use crate::tag_query::TagQuery;

use super::Dirspace;
use super::discovery::Chosen;
use super::layout::{Origin, PlacedDirspace};
use super::layout_error::{LayoutError, LayoutErrorKind};
use super::path_pattern::{PathPattern, PathPatternError};
use super::pattern_template;
use super::selection::Selection;
use super::spec::{DirSpec, Index, LayoutSpec, LockBranchTarget, WhenModified, WorkspaceSpec};
use super::stack::{self, Selecting, Stack};

/// What an entry of `dirs` says about one workspace, read once however many directories take it.
struct Setting {
    workspace: String,
    /// `workspace:x`, or `stack:x` for an entry under `stacks`.
    kind_tag: String,
    tags: Vec<String>,
    when_modified: Arc<WhenModified>,
}

/// What an entry of `dirs`, or the global setting, says.
struct Settings {
    origin: Origin,
    lock_branch_target: LockBranchTarget,
    dir_tags: Vec<String>,
    /// Workspaces first, then the entries under `stacks`, which replace a workspace of the same name.
    each: Vec<Setting>,
}

impl Settings {
    fn of_entry(key: &str, entry: &DirSpec) -> Settings {
        let workspaces = entry.workspaces.iter().map(|(name, spec)| Setting::new(name, "workspace", spec));
        let stacks = entry.stacks.iter().map(|(name, spec)| Setting::new(name, "stack", spec));
        Settings {
            origin: Origin::Dirs { key: key.into(), span: entry.key_span },
            lock_branch_target: entry.lock_branch_target,
            dir_tags: entry.tags.clone(),
            each: workspaces.chain(stacks).collect(),
        }
    }

    fn global(spec: &LayoutSpec) -> Settings {
        let workspace = WorkspaceSpec { tags: Vec::new(), when_modified: spec.when_modified.clone() };
        Settings {
            origin: Origin::Global,
            lock_branch_target: LockBranchTarget::default(),
            dir_tags: Vec::new(),
            each: vec![Setting::new("default", "workspace", &workspace)],
        }
    }
}

impl Setting {
    fn new(name: &str, kind: &str, spec: &WorkspaceSpec) -> Setting {
        Setting {
            workspace: name.to_owned(),
            kind_tag: format!("{kind}:{name}"),
            tags: spec.tags.clone(),
            when_modified: Arc::new(spec.when_modified.clone()),
        }
    }
}

/// A dirspace that has no stack yet. The server assigns a stack even to those that it drops afterwards.
struct Draft {
    placed: PlacedDirspace,
    /// Its patterns are empty, so it takes no part in anything.
    dropped: bool,
}

/// Makes the dirspaces of `directories`, sorted. `branch_tags` go to each of them.
///
/// # Errors
///
/// Every pattern that is none, once for each place; or else every dirspace that is not in exactly one stack.
pub(super) fn dirspaces(
    spec: &LayoutSpec,
    directories: &[(String, Chosen<'_>)],
    index: &Index,
    branch_tags: &[String],
) -> Result<Vec<PlacedDirspace>, Vec<LayoutError>> {
    let stacks = stack::selecting_stacks(&spec.stacks)?;
    let drafts = Drafting::new(index, branch_tags).drafts(spec, directories)?;
    with_stacks(drafts, spec, stacks)
}

struct Drafting<'a> {
    index: &'a Index,
    branch_tags: &'a [String],
    /// Directories that others use as a module.
    modules: BTreeSet<Vec<u8>>,
    /// Parsed patterns by text. Sharing them is what lets a diff be matched without trying each dirspace.
    patterns: HashMap<Vec<u8>, Arc<PathPattern>>,
    /// What a dirspace has until its stack is known.
    no_stack: Arc<Stack>,
    errors: Vec<LayoutError>,
}

impl<'a> Drafting<'a> {
    fn new(index: &'a Index, branch_tags: &'a [String]) -> Self {
        let used = index.deps.iter().flat_map(|(dir, paths)| {
            paths.iter().map(move |path| pattern_template::reduce(joined(dir, path).as_bytes()))
        });
        Drafting {
            index,
            branch_tags,
            modules: used.collect(),
            patterns: HashMap::new(),
            no_stack: Arc::new(Stack::implicit()),
            errors: Vec::new(),
        }
    }

    fn drafts(
        mut self,
        spec: &LayoutSpec,
        directories: &[(String, Chosen<'_>)],
    ) -> Result<Vec<Draft>, Vec<LayoutError>> {
        self.check_written(spec);
        let global = Settings::global(spec);
        let mut entries: BTreeMap<&str, Settings> = BTreeMap::new();
        let mut drafts = Vec::with_capacity(directories.len());
        self.patterns.reserve(2 * directories.len());
        for (dir, chosen) in directories {
            let settings = match chosen {
                Chosen::Global => &global,
                Chosen::Entry(key, entry) => entries.entry(key).or_insert_with(|| Settings::of_entry(key, entry)),
            };
            for setting in &settings.each {
                drafts.push(self.draft(dir, settings, setting));
            }
        }
        if self.errors.is_empty() { Ok(drafts) } else { Err(self.errors) }
    }

    /// The server parses every pattern as it reads it, whether or not a directory takes it.
    fn check_written<'s>(&mut self, spec: &'s LayoutSpec) {
        let of_entry = |entry: &'s DirSpec| {
            let workspaces = entry.workspaces.values().chain(entry.stacks.values());
            std::iter::once(&entry.when_modified).chain(workspaces.map(|workspace| &workspace.when_modified))
        };
        let all = std::iter::once(&spec.when_modified).chain(spec.dirs.values().flat_map(of_entry));
        for written in all.flat_map(|when_modified| &when_modified.file_patterns) {
            if let Err(error) = self.parse(written.value.as_bytes()) {
                let kind = LayoutErrorKind::FilePattern {
                    written: written.value.clone(),
                    expanded: written.value.clone(),
                    dir: None,
                    error,
                };
                self.report(LayoutError::new(kind, written.span));
            }
        }
    }

    fn draft(&mut self, dir: &str, settings: &Settings, setting: &Setting) -> Draft {
        let file_patterns = self.file_patterns(dir, setting);
        let own = [format!("dir:{dir}"), setting.kind_tag.clone()];
        let tags = own.iter().chain(self.branch_tags).chain(&settings.dir_tags).chain(&setting.tags);
        Draft {
            dropped: file_patterns.is_empty(),
            placed: PlacedDirspace {
                tags: tags.collect(),
                dirspace: Dirspace { dir: dir.to_owned(), workspace: setting.workspace.clone() },
                stack: Arc::clone(&self.no_stack),
                lock_branch_target: settings.lock_branch_target,
                when_modified: Arc::clone(&setting.when_modified),
                file_patterns,
                origin: settings.origin.clone(),
            },
        }
    }

    /// The patterns of a dirspace: first those of the modules that its directory uses, then its own. None when the directory is
    /// itself used as a module.
    fn file_patterns(&mut self, dir: &str, setting: &Setting) -> Vec<Arc<PathPattern>> {
        if self.modules.contains(dir.as_bytes()) {
            return Vec::new();
        }
        let index = self.index;
        let modules = index.deps.get(dir).into_iter().flatten();
        let mut patterns = Vec::new();
        for path in modules {
            patterns.extend(self.file_pattern(&joined("${DIR}", &joined(path, "*.tf")), None, dir, &setting.workspace));
        }
        for Spanned { value, span } in &setting.when_modified.file_patterns {
            patterns.extend(self.file_pattern(value, *span, dir, &setting.workspace));
        }
        patterns
    }

    fn file_pattern(
        &mut self,
        written: &str,
        span: Option<Span>,
        dir: &str,
        workspace: &str,
    ) -> Option<Arc<PathPattern>> {
        let expanded = pattern_template::for_dirspace(written, dir, workspace);
        match self.parse(&expanded) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                let expanded = String::from_utf8_lossy(&expanded).into_owned();
                let kind = LayoutErrorKind::FilePattern {
                    written: written.to_owned(),
                    expanded,
                    dir: Some(dir.to_owned()),
                    error,
                };
                self.report(LayoutError::new(kind, span));
                None
            }
        }
    }

    fn parse(&mut self, text: &[u8]) -> Result<Arc<PathPattern>, PathPatternError> {
        if let Some(known) = self.patterns.get(text) {
            return Ok(Arc::clone(known));
        }
        let pattern = Arc::new(PathPattern::parse_bytes(text)?);
        self.patterns.insert(text.to_vec(), Arc::clone(&pattern));
        Ok(pattern)
    }

    fn report(&mut self, error: LayoutError) {
        if !self.errors.iter().any(|known| known.is_same_pattern(&error)) {
            self.errors.push(error);
        }
    }
}

/// One path after another, as the server joins them.
fn joined(above: &str, below: &str) -> String {
    if above.is_empty() || above.ends_with('/') { format!("{above}{below}") } else { format!("{above}/{below}") }
}

/// Gives every draft its stack and the tags that come with it, and lets go of the dropped ones.
fn with_stacks(
    mut drafts: Vec<Draft>,
    spec: &LayoutSpec,
    stacks: Vec<Selecting<'_>>,
) -> Result<Vec<PlacedDirspace>, Vec<LayoutError>> {
    let assigned = assign(&drafts, &stacks);
    let implicit = (!spec.stacks.contains_key(stack::IMPLICIT)).then(|| Arc::new(Stack::implicit()));
    let queries: Vec<Option<Span>> = stacks.iter().map(|selecting| selecting.span).collect();
    let stacks: Vec<Arc<Stack>> = stacks.into_iter().map(|selecting| Arc::new(selecting.stack)).collect();
    let mut errors = Vec::new();
    for (draft, numbers) in drafts.iter_mut().zip(assigned) {
        let placed = &mut draft.placed;
        let stack = match (&numbers[..], &implicit) {
            ([number], _) => stacks.get(*number),
            ([], Some(implicit)) => Some(implicit),
            _ => None,
        };
        if let Some(stack) = stack {
            let tags = std::mem::take(&mut placed.tags);
            placed.tags = tags.with(stack.tags());
            placed.stack = Arc::clone(stack);
        } else {
            let named = numbers.iter().filter_map(|number| Some(stacks.get(*number)?.name.clone()));
            let span = numbers.first().and_then(|number| *queries.get(*number)?);
            errors.push(stack_error(placed, named.collect(), span));
        }
    }
    if errors.is_empty() { Ok(kept(drafts)) } else { Err(errors) }
}

fn stack_error(placed: &PlacedDirspace, stacks: Vec<String>, query: Option<Span>) -> LayoutError {
    let dirspace = placed.dirspace.clone();
    if stacks.is_empty() {
        return LayoutError::new(LayoutErrorKind::NoStack(dirspace), placed.origin.span());
    }
    LayoutError::new(LayoutErrorKind::ManyStacks { dirspace, stacks }, query)
}

/// For every draft the numbers of the stacks that select it.
fn assign(drafts: &[Draft], stacks: &[Selecting<'_>]) -> Vec<Vec<usize>> {
    let mut assigned = vec![Vec::new(); drafts.len()];
    let queries: Vec<&TagQuery> = stacks.iter().map(|selecting| selecting.query).collect();
    let candidates = drafts.iter().map(|draft| (draft.placed.dirspace.dir.as_str(), &draft.placed.tags)).collect();
    let selection = Selection::new(candidates, queries.iter().copied());
    for (number, query) in queries.iter().enumerate() {
        for draft in selection.select(query, None) {
            if let Some(numbers) = assigned.get_mut(draft) {
                numbers.push(number);
            }
        }
    }
    assigned
}

fn kept(drafts: Vec<Draft>) -> Vec<PlacedDirspace> {
    let mut kept: Vec<PlacedDirspace> =
        drafts.into_iter().filter(|draft| !draft.dropped).map(|draft| draft.placed).collect();
    // Of two with one name the later stays: entries under `stacks` come after the workspaces.
    kept.reverse();
    kept.sort_by(|one, other| one.dirspace.cmp(&other.dirspace));
    kept.dedup_by(|later, first| later.dirspace == first.dirspace);
    kept
}
