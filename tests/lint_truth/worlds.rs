//! A configuration among repositories: what there is to hold a finding against.

use std::collections::{BTreeMap, BTreeSet};

use whomay::config::Config;
use whomay::dirspace::layout::{Layout, PlacedDirspace};
use whomay::dirspace::spec::{Index, LayoutSpec, StackMembers, WhenModified};
use whomay::lint::levels::Levels;
use whomay::lint::repository::RepositoryFacts;
use whomay::lint::run::{Linted, Surroundings};
use whomay::lint::{Report, run};
use whomay::source::SourceMap;

use crate::random::{FILES, at};

/// Where requests come from and go to.
const BRANCHES: [(&str, &str); 3] = [("feature", "main"), ("x", "release/12"), ("main", "main")];

/// A text that is a configuration, and what is said of it alone.
pub(crate) struct Case {
    pub(crate) text: String,
    pub(crate) sources: SourceMap,
    pub(crate) linted: Linted,
    pub(crate) config: Config,
    pub(crate) report: Report,
    pub(crate) worlds: Vec<World>,
    /// Paths that can change: those of all repositories, and some that were deleted.
    pub(crate) paths: Vec<String>,
}

/// A repository, its dirspaces for some branches, and what is said of the configuration there.
pub(crate) struct World {
    pub(crate) files: Vec<String>,
    pub(crate) layouts: Vec<Layout>,
    pub(crate) report: Report,
}

impl Case {
    /// `None` for a text that is no configuration.
    pub(crate) fn new(text: &str, repositories: impl FnOnce(&[String]) -> Vec<Vec<String>>) -> Option<Case> {
        let mut sources = SourceMap::new();
        let linted = Linted::read(&mut sources, "config.yml", text.as_bytes(), None);
        let config = linted.config.clone()?;
        let report = run(&linted, &sources, Surroundings::Unknown("not asked"), &Levels::default());
        let wanted = wanted_paths(&config);
        let repositories = repositories(&wanted);
        let worlds: Vec<World> =
            repositories.into_iter().map(|files| world(&config, &linted, &sources, files)).collect();
        let of_files = worlds.iter().flat_map(|world| &world.files);
        let paths: BTreeSet<String> = of_files.chain(&wanted).cloned().collect();
        Some(Case {
            text: text.to_owned(),
            sources,
            linted,
            config,
            report,
            worlds,
            paths: paths.into_iter().collect(),
        })
    }

    /// Every dirspace of every layout.
    pub(crate) fn dirspaces(&self) -> impl Iterator<Item = &PlacedDirspace> {
        self.worlds.iter().flat_map(World::dirspaces)
    }
}

impl World {
    pub(crate) fn dirspaces(&self) -> impl Iterator<Item = &PlacedDirspace> {
        self.layouts.iter().flat_map(Layout::dirspaces)
    }
}

/// What `whomay enforce` goes by in some repositories.
pub(crate) const GATE: [(&str, &str); 2] = [
    (".whomay.yml", "gate: {approval_mode: same-diff}\n"),
    (".github/workflows/apply.yml", "jobs:\n  a:\n    steps:\n      - run: whomay enforce\n"),
];

fn world(config: &Config, linted: &Linted, sources: &SourceMap, mut files: Vec<String>) -> World {
    let gate = if files.len().is_multiple_of(2) { GATE.as_slice() } else { &[] };
    let contents: BTreeMap<String, String> =
        gate.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    files.extend(contents.keys().cloned());
    files.sort();
    files.dedup();
    let layouts = layouts(&config.layout, &files);
    let facts = RepositoryFacts::new(config, files.clone(), contents);
    let around = match &facts {
        Ok(facts) => Surroundings::Known(facts),
        Err(errors) => Surroundings::Refused(errors),
    };
    World { report: run(linted, sources, around, &Levels::default()), files, layouts }
}

pub(crate) fn layouts(spec: &LayoutSpec, files: &[String]) -> Vec<Layout> {
    let of = |(branch, target)| Layout::derive(spec, files, &Index::default(), branch, target).ok();
    BRANCHES.into_iter().filter_map(of).collect()
}

/// Every setting of a layout section, with the key of `dirs` that it is under.
pub(crate) fn settings(spec: &LayoutSpec) -> impl Iterator<Item = (Option<&str>, &WhenModified)> {
    let of_dirs = spec.dirs.iter().flat_map(|(key, entry)| {
        let each = entry.workspaces.values().chain(entry.stacks.values()).map(|workspace| &workspace.when_modified);
        std::iter::once(&entry.when_modified).chain(each).map(move |setting| (Some(key.as_str()), setting))
    });
    std::iter::once((None, &spec.when_modified)).chain(of_dirs)
}

/// Paths that the keys, patterns and queries of a configuration call for.
fn wanted_paths(config: &Config) -> Vec<String> {
    let layout = &config.layout;
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    for key in layout.dirs.keys() {
        if key.contains('*') {
            wanted.extend(paths_of(key, "a", "w"));
        } else {
            wanted.extend(FILES.iter().take(2).map(|name| at(key, name)));
            wanted.extend([format!("{key}/below/main.tf"), key.clone()]);
        }
    }
    for (key, setting) in settings(layout) {
        for pattern in &setting.file_patterns {
            for dir in [key.filter(|key| !key.contains('*')).unwrap_or("a/b"), "."] {
                wanted.extend(paths_of(&pattern.value, dir, "w"));
            }
        }
    }
    let policies = config.access_control.policies.iter().map(|policy| &policy.tag_query.value);
    let checks = config.apply_requirements.checks.iter().map(|check| &check.tag_query.value);
    let stacks = layout.stacks.values().filter_map(|stack| match &stack.members {
        StackMembers::Query(query) => Some(&query.value),
        StackMembers::Stacks(_) => None,
    });
    let depends_on = settings(layout).filter_map(|(_, setting)| Some(&setting.depends_on.as_ref()?.tag_query.value));
    for atom in policies.chain(checks).chain(stacks).chain(depends_on).flat_map(|query| query.expr().atoms()).take(20) {
        let dir = atom.word.text().unwrap_or_default();
        let dir =
            ["dir:", "dir~", "relative_dir:"].iter().fold(dir, |dir, prefix| dir.strip_prefix(prefix).unwrap_or(dir));
        // Nobody has a directory `!a` without an entry for it, and many write `!a` for its opposite.
        if !dir.starts_with('!') {
            wanted.insert(at(dir, "main.tf"));
        }
    }
    wanted.extend(config.access_control.files.keys().cloned());
    wanted.into_iter().filter(|path| is_usual(path)).collect()
}

/// Whether git can have a file of that path, and a person would give it that name.
pub(crate) fn is_usual(path: &str) -> bool {
    let alternatives = path.split_once('{').is_some_and(|(_, rest)| rest.contains(','));
    path.split('/').all(|segment| !matches!(segment, "" | "." | ".."))
        && !path.contains(['*', '?'])
        && !alternatives
        && !path.contains("${")
}

/// Some paths that a glob may be meant for.
fn paths_of(glob: &str, dir: &str, workspace: &str) -> Vec<String> {
    let glob = glob.strip_prefix('!').unwrap_or(glob);
    let glob = if dir == "." { glob.replace("${DIR}/", "") } else { glob.replace("${DIR}", dir) };
    let mut heads = vec![String::new()];
    let mut rest = glob.replace("${WORKSPACE}", workspace);
    while let Some(first) = rest.chars().next() {
        let (choices, length): (Vec<&str>, usize) = match first {
            '*' if rest.starts_with("**/") => (vec!["", "p/", "p/net/"], 3),
            '*' if rest.starts_with("**") => (vec!["main.tf", "net/x.tf"], 2),
            '*' => (vec!["", "net", "main.tf", "b"], 1),
            '?' => (vec!["b"], 1),
            '\\' => (vec![""], 1),
            '{' | '[' => match rest.find(if first == '{' { '}' } else { ']' }) {
                Some(end) if first == '{' => (rest[1..end].split(',').collect(), end + 1),
                Some(end) => (rest[1..end].split("").filter(|one| !one.is_empty()).collect(), end + 1),
                None => (vec![&rest[..1]], 1),
            },
            first => (vec![&rest[..first.len_utf8()]], first.len_utf8()),
        };
        heads = heads
            .iter()
            .flat_map(|head| choices.iter().map(move |choice| format!("{head}{choice}")))
            .take(64)
            .collect();
        rest = rest.get(length..).unwrap_or_default().to_owned();
    }
    heads.iter().map(|path| plain(path)).collect()
}

/// Without `.` and `..`.
fn plain(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    segments.join("/")
}
