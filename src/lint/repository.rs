//! What the lints may know of a repository: its files, the dirspaces that follow from them, and some contents.
//!
//! Whatever more than one lint asks is worked out here, once for a run, so that no lint has to go through a hundred
//! thousand files for each thing that it looks at. Pure: whoever calls brings the names of the files and their texts.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Config;
use crate::dirspace::layout::{Directories, Layout, PlacedDirspace};
use crate::dirspace::layout_error::LayoutError;
use crate::dirspace::spec::{BranchTag, Index, LayoutSpec};

/// Most combinations of branch tags that are looked at. More would multiply the cost of a run without a
/// configuration in sight that has them.
const MOST_VIEWS: usize = 16;

/// A repository as the lints see it.
#[derive(Clone, Debug, Default)]
pub struct RepositoryFacts {
    /// Every file, by git's order, relative to the repository.
    pub files: Vec<String>,
    /// Every directory that holds a file, in itself or below. The root is `.`.
    pub directories: BTreeMap<String, Directory>,
    /// The dirspaces, once for each combination of branch tags that a request can have and that the configuration fits. The first
    /// is that of a request whose branches give it no tag, where it is there.
    pub views: Vec<Layout>,
    /// The names of the tags of each view: by the branch that a request comes from, and by the one that it goes to.
    pub view_tags: Vec<[Option<String>; 2]>,
    /// For each directory with a dirspace the key of `dirs` that speaks for it, `None` for the global setting. Unlike `views` it
    /// also has the directories whose entry lists no patterns, so that they are left out.
    pub governing: BTreeMap<String, Option<String>>,
    /// Why the facts above are not all there is, or not what the server sees, in words for people: a script that was not run
    /// decides about it, or there are too many combinations.
    pub incomplete: Option<String>,
    /// Texts of the files that lints read (see [`is_read`]), by path.
    pub contents: BTreeMap<String, String>,
    /// Why `contents` does not hold all of them, in words for people.
    pub contents_incomplete: Option<String>,
}

/// A directory of the repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// The names of the files that lie directly in it.
    pub files: BTreeSet<String>,
    /// How many files lie in it and below.
    pub total: usize,
}

impl RepositoryFacts {
    /// The facts of a configuration and a list of files.
    ///
    /// # Errors
    ///
    /// Why the server refuses the configuration for these files, whatever branches a request has.
    pub fn new(
        config: &Config,
        files: Vec<String>,
        contents: BTreeMap<String, String>,
    ) -> Result<RepositoryFacts, Vec<LayoutError>> {
        let index = Index::default();
        let by_file = Directories::find(&config.layout, &files, &index)?;
        let Views { tags, views, missing } = views(&config.layout, &by_file)?;
        let governing = by_file.keys().map(|(dir, key)| (dir.to_owned(), key.map(str::to_owned))).collect();
        Ok(RepositoryFacts {
            directories: directories(&files),
            governing,
            views,
            view_tags: tags,
            files,
            incomplete: joined(scripts(config).chain(missing)),
            contents,
            contents_incomplete: None,
        })
    }

    /// The dirspaces of a request whose branches give it these tags. `None` where that was not looked at, or has none.
    pub fn view(&self, branch: Option<&str>, dest_branch: Option<&str>) -> Option<&Layout> {
        let tags = [branch, dest_branch];
        self.views.get(self.view_tags.iter().position(|own| own.each_ref().map(Option::as_deref) == tags)?)
    }

    /// Every dirspace with every set of tags that it can have.
    pub fn dirspaces(&self) -> impl Iterator<Item = &PlacedDirspace> {
        self.views.iter().flat_map(Layout::dirspaces)
    }

    /// The directories strictly below one, in order.
    pub fn below<'a>(&'a self, dir: &str) -> impl Iterator<Item = (&'a str, &'a Directory)> {
        let prefix = if dir == "." { String::new() } else { format!("{dir}/") };
        let from = self.directories.range(prefix.clone()..);
        let inside = from.take_while(move |(name, _)| name.starts_with(&prefix));
        inside.map(|(name, directory)| (name.as_str(), directory)).filter(|(name, _)| *name != ".")
    }

    /// Whether there is a file of that path.
    pub fn is_file(&self, path: &str) -> bool {
        let (dir, name) = split(path);
        self.directories.get(dir).is_some_and(|directory| directory.files.contains(name))
    }
}

/// The directory of a path, `.` for one at the root.
pub fn directory_of(path: &str) -> &str {
    split(path).0
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or((".", path))
}

fn directories(files: &[String]) -> BTreeMap<String, Directory> {
    let mut directories: BTreeMap<String, Directory> = BTreeMap::new();
    for file in files {
        let (dir, name) = split(file);
        match directories.get_mut(dir) {
            Some(directory) => {
                directory.files.insert(name.to_owned());
            }
            None => {
                let files = BTreeSet::from([name.to_owned()]);
                directories.insert(dir.to_owned(), Directory { files, total: 0 });
            }
        }
    }
    let own: Vec<(String, usize)> = directories.iter().map(|(dir, found)| (dir.clone(), found.files.len())).collect();
    for (dir, count) in own {
        let mut above = Some(dir.as_str());
        while let Some(dir) = above {
            directories.entry(dir.to_owned()).or_default().total += count;
            above = (dir != ".").then(|| directory_of(dir));
        }
    }
    directories
}

/// The scripts whose output decides about the facts and is not known.
fn scripts(config: &Config) -> impl Iterator<Item = String> {
    let switches = [
        ("config_builder", config.config_builder_enabled.value),
        ("tree_builder", config.tree_builder_enabled.value),
        ("indexer", config.indexer_enabled.value),
    ];
    let enabled = switches.into_iter().filter(|(_, enabled)| *enabled);
    enabled.map(|(name, _)| format!("`{name}` is switched on, and what it prints is not known"))
}

fn joined(reasons: impl Iterator<Item = String>) -> Option<String> {
    let reasons: Vec<String> = reasons.collect();
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// The layouts of all combinations of branch tags that have one.
struct Views {
    tags: Vec<[Option<String>; 2]>,
    views: Vec<Layout>,
    /// Why they are not all.
    missing: Option<String>,
}

/// The layouts of all combinations of branch tags that have one, and why they are not all. Without a branch that gives no tag (a
/// pattern may match every branch) the first combination cannot happen, so that it proves nothing when it alone has no layout.
/// Which branch a pattern matches cannot be told from the pattern, and does not matter for which tags there can be.
fn views(spec: &LayoutSpec, directories: &Directories<'_>) -> Result<Views, Vec<LayoutError>> {
    let pairs = choices(&spec.branch_tags)
        .flat_map(|branch| choices(&spec.dest_branch_tags).map(move |dest_branch| [branch, dest_branch]));
    let (mut tags, mut views, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for pair in pairs.take(MOST_VIEWS) {
        match directories.layout(pair) {
            Ok(layout) => {
                views.push(layout);
                tags.push(pair.map(|tag| tag.map(str::to_owned)));
            }
            Err(errors) => refused.push(errors),
        }
    }
    if let (true, Some(errors)) = (views.is_empty(), refused.first_mut()) {
        return Err(std::mem::take(errors));
    }
    let combinations = (1 + spec.branch_tags.len()) * (1 + spec.dest_branch_tags.len());
    let many = (combinations > MOST_VIEWS)
        .then(|| format!("only {MOST_VIEWS} of {combinations} combinations of branch tags were looked at"));
    let unfit = (!refused.is_empty()).then(|| {
        let count = refused.len();
        format!("the configuration does not fit the files for {count} of {combinations} combinations of branch tags")
    });
    Ok(Views { tags, views, missing: joined(many.into_iter().chain(unfit)) })
}

/// No tag, and each that there is.
fn choices(tags: &BTreeMap<String, BranchTag>) -> impl Iterator<Item = Option<&str>> {
    std::iter::once(None).chain(tags.keys().map(|name| Some(name.as_str())))
}

/// Whether some lint reads what a file says, so that whoever gathers should add it to
/// [`RepositoryFacts::contents`].
pub fn is_read(path: &str) -> bool {
    if is_fetched(path) {
        return false;
    }
    let name = split(path).1;
    let jobs = [".github/workflows/", ".gitlab/"].iter().any(|folder| path.starts_with(folder));
    let ci = jobs && (name.ends_with(".yml") || name.ends_with(".yaml"));
    let code = [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|ending| name.ends_with(ending))
        || name == "terragrunt.hcl";
    ci || code || matches!(path, ".gitlab-ci.yml" | ".whomay.yml")
}

/// Whether a path lies where a tool puts what it fetched.
pub fn is_fetched(path: &str) -> bool {
    path.split('/').any(|segment| matches!(segment, ".terraform" | ".terragrunt-cache" | "node_modules" | "vendor"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what is not there fails the test")]
mod tests {
    use super::super::run::Linted;
    use super::*;
    use crate::source::SourceMap;

    fn facts(config: &str, files: &[&str]) -> Result<RepositoryFacts, Vec<LayoutError>> {
        let mut sources = SourceMap::new();
        let config = Linted::read(&mut sources, "config.yml", config.as_bytes(), None).config.unwrap();
        RepositoryFacts::new(&config, files.iter().map(|file| (*file).to_owned()).collect(), BTreeMap::new())
    }

    #[test]
    fn directories_hold_their_files_and_count_those_below() {
        let facts = facts("enabled: true", &["a/b/c/x.tf", "a/y.tf", "a.b/z.tf", "main.tf"]).unwrap();
        let found: Vec<(&str, usize, usize)> =
            facts.directories.iter().map(|(dir, found)| (dir.as_str(), found.files.len(), found.total)).collect();
        assert_eq!(found, [(".", 1, 4), ("a", 1, 2), ("a.b", 1, 1), ("a/b", 0, 1), ("a/b/c", 1, 1)]);
        let below = |dir| facts.below(dir).map(|(name, _)| name).collect::<Vec<_>>().join(" ");
        assert_eq!(below("a"), "a/b a/b/c");
        assert_eq!(below("."), "a a.b a/b a/b/c");
        assert_eq!(below("a/b/c"), "");
        assert!(facts.is_file("a/b/c/x.tf") && facts.is_file("main.tf") && !facts.is_file("a/b"));
    }

    #[test]
    fn who_speaks_for_a_directory_is_known_even_where_nothing_is_planned() {
        let config = "dirs:\n  a: {tags: [x]}\n  'modules/**': {when_modified: {file_patterns: []}}\n";
        let facts = facts(config, &["a/x.tf", "b/x.tf", "modules/m/x.tf", "docs/x.md"]).unwrap();
        let found: Vec<(&str, Option<&str>)> =
            facts.governing.iter().map(|(dir, key)| (dir.as_str(), key.as_deref())).collect();
        assert_eq!(found, [("a", Some("a")), ("b", None), ("modules/m", Some("modules/**"))]);
        assert_eq!(facts.dirspaces().count(), 2);
    }

    #[test]
    fn every_script_is_named_as_a_reason() {
        let config = "indexer: {enabled: true}\nconfig_builder: {enabled: true, script: x}\n";
        let why = facts(config, &["a/x.tf"]).unwrap().incomplete.unwrap();
        assert!(why.contains("`config_builder`") && why.contains("`indexer`"), "{why}");
        assert_eq!(facts("enabled: true", &["a/x.tf"]).unwrap().incomplete, None);
    }

    #[test]
    fn a_combination_of_branches_that_does_not_fit_is_said_and_refuses_nothing() {
        // Every request targets some branch, so the view without a tag, in which no stack selects `a`, cannot happen.
        let config = "tags: {dest_branch: {any: '.'}}\nstacks: {names: {default: {tag_query: 'dest_branch:any'}}}\n";
        let facts = facts(config, &["a/x.tf"]).unwrap();
        assert_eq!(facts.views.len(), 1);
        assert!(facts.incomplete.unwrap().contains("1 of 2 combinations"));
    }

    #[test]
    fn the_view_of_a_request_is_found_by_its_tags() {
        let config = "tags: {branch: {r: '^r'}, dest_branch: {main: '^main$', next: '^next$'}}\n";
        let facts = facts(config, &["a/x.tf"]).unwrap();
        for (branch, dest_branch) in [(None, None), (Some("r"), None), (None, Some("next")), (Some("r"), Some("main"))]
        {
            let tags = &facts.view(branch, dest_branch).unwrap().dirspaces()[0].tags;
            let expected =
                [branch.map(|tag| format!("branch:{tag}")), dest_branch.map(|tag| format!("dest_branch:{tag}"))];
            let found = tags.iter().filter(|tag| tag.starts_with("branch:") || tag.starts_with("dest_branch:"));
            assert!(found.eq(expected.iter().flatten()), "{branch:?} {dest_branch:?}: {tags:?}");
        }
        assert!(facts.view(Some("main"), None).is_none());
    }

    #[test]
    fn what_fits_no_branch_is_refused() {
        let errors = facts("dirs: {a: {when_modified: {depends_on: ''}}}", &["a/x.tf"]).unwrap_err();
        assert_eq!(errors[0].code(), "dependency-cycle");
    }

    #[test]
    fn views_are_bounded() {
        let tags: Vec<String> = (0..40).map(|number| format!("b{number}: x")).collect();
        let config = format!("tags: {{branch: {{{0}}}, dest_branch: {{{0}}}}}", tags.join(", "));
        let facts = facts(&config, &["a/x.tf"]).unwrap();
        assert_eq!(facts.views.len(), MOST_VIEWS);
        assert!(facts.incomplete.unwrap().contains("16 of 1681"));
    }

    #[test]
    fn files_that_are_read() {
        for path in [
            ".github/workflows/a.yml",
            ".gitlab/whomay/apply.yml",
            ".gitlab-ci.yml",
            ".whomay.yml",
            "a/main.tf",
            "x.tofu",
            "x.tf.json",
            "a/terragrunt.hcl",
        ] {
            assert!(is_read(path), "{path}");
        }
        for path in [
            "a/.terraform/modules/x/main.tf",
            "a/x.tfvars",
            ".github/dependabot.yml",
            ".gitlab/CODEOWNERS",
            "a/.whomay.yml",
            "README.md",
        ] {
            assert!(!is_read(path), "{path}");
        }
    }
}
