//! Which directories are planned, which are modules of others, and what else a change of them depends on.
//!
//! A directory with code is planned unless something says that it is not: another one names it as its module, or it lies where
//! modules and examples are kept. Whatever is in doubt is planned, which only reads, and nobody may apply it unasked.

use std::collections::{BTreeMap, BTreeSet};

use super::Survey;
use super::hcl::{Said, resolved};
use super::variables;

/// The directories of a repository, as far as they matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// What is planned, by directory.
    pub(super) roots: BTreeMap<String, Root>,
    /// What the server would take for a directory to plan, and is none.
    pub(super) aside: BTreeSet<String>,
    /// Directories whose names neither patterns nor queries can hold. They are not planned.
    pub(super) odd: BTreeSet<String>,
    /// Directories with the code of modules that nothing here uses.
    pub(super) unused: BTreeSet<String>,
    /// The names of the files that make a directory one to plan, as patterns.
    pub(super) names: Vec<&'static str>,
}

/// A directory that is planned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Root {
    /// Its workspaces; none where nothing tells, which means `default`.
    pub(super) workspaces: BTreeSet<String>,
    /// Patterns of its own files besides those of [`Layout::names`].
    pub(super) own: BTreeSet<String>,
    /// Patterns of files elsewhere that it is made of.
    pub(super) shared: BTreeSet<String>,
    /// Its files, whose owners are its owners.
    pub(super) files: Vec<String>,
    /// Terragrunt runs it.
    pub(super) is_unit: bool,
    /// HCP Terraform keeps its state, and could apply it.
    pub(super) hcp: bool,
}

/// A directory with files that matter.
#[derive(Clone, Debug, Default)]
pub(super) struct Directory {
    /// Names of the files with code.
    pub(super) code: Vec<String>,
    /// Names of the files with values of variables.
    pub(super) values: Vec<String>,
    /// Names of the other files in HCL, without lock files.
    pub(super) hcl: Vec<String>,
    /// What the code says.
    pub(super) said: Said,
    /// What `terragrunt.hcl` says, if there is one.
    pub(super) terragrunt: Option<Said>,
}

pub(super) type Directories = BTreeMap<String, Directory>;

/// The names of files with code, as patterns.
const CODE: [&str; 4] = ["*.tf", "*.tofu", "*.tf.json", "*.tofu.json"];

/// Where modules are kept.
const MODULES: [&str; 8] =
    ["boilerplate", "cdktf.out", "module", "modules", "template", "templates", "testing", "tests"];

/// Where code is kept that nobody applies.
const EXAMPLES: [&str; 7] = ["example", "examples", "fixture", "fixtures", "node_modules", "testdata", "vendor"];

/// Deeper directories are not planned: nobody has them, and every query would be about all that is above.
const DEEPEST: usize = 40;

/// Of how many modules a directory can be made. More are not followed.
const MOST_MODULES: usize = 300;

impl Layout {
    pub(super) fn of(survey: &Survey) -> Layout {
        let directories = directories(survey);
        let uses = Uses::of(&directories);
        let mut layout = Layout { names: names(&directories), ..Layout::default() };
        for (dir, directory) in &directories {
            layout.place(dir, directory, &directories, &uses);
        }
        variables::give_to_roots(&mut layout, &directories);
        let roots: BTreeSet<String> = layout.roots.keys().cloned().collect();
        for (dir, root) in &mut layout.roots {
            root.shared.extend(uses.shared(dir, &directories, &roots));
            if root.is_unit {
                root.shared.extend(included(dir, &directories));
            }
        }
        layout
    }

    fn place(&mut self, dir: &str, directory: &Directory, directories: &Directories, uses: &Uses<'_>) {
        let is_unit = directory.is_unit(dir, directories);
        if directory.code.is_empty() && !is_unit {
            // Only the files of the two kinds make the server plan a directory.
            if !directory.values.is_empty() || directory.terragrunt.is_some() {
                self.aside.insert(dir.to_owned());
            }
            return;
        }
        let is_kept = directory.said.backend || is_unit;
        // What examples alone use is the module that they are about, unless it looks like something that is planned.
        let is_shown = !directory.said.provider && directory.values.is_empty() && uses.by_examples.contains(dir);
        let is_used = uses.by_others.contains(dir) || is_shown;
        if is_example(dir) || (!is_kept && (is_used || is_module(dir))) {
            self.aside.insert(dir.to_owned());
            if !is_used && !is_example(dir) {
                self.unused.insert(dir.to_owned());
            }
            return;
        }
        if !is_plain(dir) || dir.split('/').count() > DEEPEST {
            self.odd.insert(dir.to_owned());
            return;
        }
        self.roots.insert(dir.to_owned(), directory.root(dir, is_unit));
    }
}

impl Directory {
    /// Whether Terragrunt runs it: its file has a source or includes another. The one that is included does neither.
    fn is_unit(&self, dir: &str, directories: &Directories) -> bool {
        let Some(said) = &self.terragrunt else { return false };
        let is_above = || below(dir, directories).any(|(_, directory)| directory.terragrunt.is_some());
        said.include || !said.sources.is_empty() || (self.hcl.is_empty() && self.code.is_empty() && !is_above())
    }

    fn root(&self, dir: &str, is_unit: bool) -> Root {
        let all = self.code.iter().chain(&self.values).chain(&self.hcl);
        let terragrunt = is_unit.then(|| "terragrunt.hcl".to_owned());
        let files = all.chain(&terragrunt).map(|name| joined(dir, name)).collect();
        let more = is_unit || !self.hcl.is_empty();
        let own = more.then(|| "*.hcl".to_owned()).into_iter().collect();
        Root { files, own, is_unit, hcp: self.said.hcp, ..Root::default() }
    }
}

/// The path of a file in a directory.
pub(super) fn joined(dir: &str, name: &str) -> String {
    if dir == "." { name.to_owned() } else { format!("{dir}/{name}") }
}

/// The directory of a file, and its name.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or((".", path))
}

/// Whether a directory lies strictly below another.
pub(super) fn is_below(dir: &str, above: &str) -> bool {
    dir != above && (above == "." || dir.strip_prefix(above).is_some_and(|rest| rest.starts_with('/')))
}

/// Whether patterns and queries can hold a path as it is, and people can read it.
pub(super) fn is_plain(path: &str) -> bool {
    let is_name = |segment: &str| !segment.starts_with(['-', ' ']) && !segment.ends_with(' ');
    is_literal(path) && path.split('/').all(is_name)
}

/// Whether a pattern can hold a path as it is: the server takes every other character for a mistake.
pub(super) fn is_literal(path: &str) -> bool {
    path.chars().all(|c| c.is_ascii_alphanumeric() || "_-./ ".contains(c))
}

/// The directories strictly below one.
fn below<'a>(dir: &'a str, directories: &'a Directories) -> impl Iterator<Item = (&'a String, &'a Directory)> {
    let prefix = if dir == "." { String::new() } else { format!("{dir}/") };
    let from = directories.range(prefix.clone()..);
    from.take_while(move |(name, _)| name.starts_with(&prefix)).filter(move |(name, _)| name.as_str() != dir)
}

fn directories(survey: &Survey) -> Directories {
    let mut directories = Directories::new();
    for path in &survey.files {
        let (dir, name) = split(path);
        let text = || survey.texts.get(path).map(String::as_str).unwrap_or_default();
        if is_code(name) {
            let directory = directories.entry(dir.to_owned()).or_default();
            directory.code.push(name.to_owned());
            directory.said.read(text());
        } else if is_values(name) {
            directories.entry(dir.to_owned()).or_default().values.push(name.to_owned());
        } else if name == "terragrunt.hcl" {
            let said = directories.entry(dir.to_owned()).or_default().terragrunt.get_or_insert_default();
            said.read(text());
        } else if name.ends_with(".hcl") && name != ".terraform.lock.hcl" {
            directories.entry(dir.to_owned()).or_default().hcl.push(name.to_owned());
        }
    }
    directories
}

/// Whether a file is code of Terraform or OpenTofu.
pub(super) fn is_code(name: &str) -> bool {
    CODE.iter().any(|pattern| name.ends_with(pattern.trim_start_matches('*')))
}

fn is_values(name: &str) -> bool {
    name.ends_with(".tfvars") || name.ends_with(".tfvars.json")
}

/// What the server is to look for. It always knows the first two by itself.
fn names(directories: &Directories) -> Vec<&'static str> {
    let code =
        |ending: &str| directories.values().any(|directory| directory.code.iter().any(|name| name.ends_with(ending)));
    let values = directories.values().any(|directory| directory.values.iter().any(|name| name.ends_with(".json")));
    let units = directories.values().any(|directory| directory.terragrunt.is_some());
    let mut names = vec!["*.tf", "*.tfvars", ".terraform.lock.hcl"];
    names.extend(CODE.iter().skip(1).filter(|pattern| code(pattern.trim_start_matches('*'))));
    names.extend(values.then_some("*.tfvars.json"));
    names.extend(units.then_some("terragrunt.hcl"));
    names
}

/// Whether a path lies where modules are kept, or where names say that it is for others.
fn is_module(dir: &str) -> bool {
    let is_hidden = |segment: &str| segment.starts_with('_') || (segment.starts_with('.') && segment != ".");
    dir.split('/').any(|segment| MODULES.contains(&segment) || is_hidden(segment))
}

pub(super) fn is_example(dir: &str) -> bool {
    dir.split('/').any(|segment| EXAMPLES.contains(&segment))
}

/// Up to the first segment that says what everything below is: `a/modules` of `a/modules/x/y`.
pub(super) fn kept_aside(dir: &str) -> Option<&str> {
    let mut end = 0;
    for segment in dir.split('/') {
        end += segment.len();
        if MODULES.contains(&segment) || EXAMPLES.contains(&segment) {
            return dir.get(..end);
        }
        end += 1;
    }
    None
}

/// Who uses what as a module.
struct Uses<'a> {
    /// The modules of each directory.
    of: BTreeMap<&'a str, BTreeSet<String>>,
    by_others: BTreeSet<String>,
    by_examples: BTreeSet<String>,
}

impl<'a> Uses<'a> {
    fn of(directories: &'a Directories) -> Uses<'a> {
        let mut uses = Uses { of: BTreeMap::new(), by_others: BTreeSet::new(), by_examples: BTreeSet::new() };
        for (dir, directory) in directories {
            let all = directory.said.sources.iter().chain(directory.terragrunt.iter().flat_map(|said| &said.sources));
            let modules = all.filter_map(|source| resolved(dir, source));
            let modules: BTreeSet<String> =
                modules.filter(|module| module != dir && directories.contains_key(module)).collect();
            let users = if is_example(dir) || is_module(dir) { &mut uses.by_examples } else { &mut uses.by_others };
            users.extend(modules.iter().cloned());
            uses.of.insert(dir, modules);
        }
        uses
    }

    /// Patterns of the modules of a directory, and of theirs.
    fn shared(&self, dir: &str, directories: &Directories, roots: &BTreeSet<String>) -> BTreeSet<String> {
        let mut modules: BTreeSet<&str> = BTreeSet::new();
        let mut open = vec![dir];
        while let (Some(next), true) = (open.pop(), modules.len() < MOST_MODULES) {
            let new = self.of.get(next).into_iter().flatten().map(String::as_str);
            open.extend(new.filter(|module| *module != dir && modules.insert(module)));
        }
        let whole: BTreeSet<&str> = modules.iter().copied().filter(|module| is_whole(module, roots)).collect();
        let is_inside = |module: &str| whole.iter().any(|other| is_below(module, other));
        let outermost = modules.into_iter().filter(|module| is_plain(module) && !is_inside(module));
        outermost.flat_map(|module| files_of(module, directories, roots)).collect()
    }
}

/// Whether all below a module is its own.
fn is_whole(module: &str, roots: &BTreeSet<String>) -> bool {
    module != "." && !roots.range(format!("{module}/")..).next().is_some_and(|root| is_below(root, module))
}

/// Everything of a module; where directories below are planned by themselves only what lies in it directly.
fn files_of(module: &str, directories: &Directories, roots: &BTreeSet<String>) -> Vec<String> {
    match module {
        "." => {
            let code = directories.get(module).map(|directory| directory.code.clone()).unwrap_or_default();
            code.into_iter().filter(|name| is_plain(name)).collect()
        }
        _ if is_whole(module, roots) => vec![format!("{module}/**")],
        _ => vec![format!("{module}/*")],
    }
}

/// What a unit of Terragrunt can include: the files in HCL of all directories above, and of those beside them that begin with `_`.
fn included(dir: &str, directories: &Directories) -> BTreeSet<String> {
    let mut patterns = BTreeSet::new();
    let ends = dir.match_indices('/').map(|(at, _)| at);
    for above in ends.filter_map(|end| dir.get(..end)).chain(["."]).filter(|above| *above != dir) {
        let common = joined(above, "_");
        let beside = directories.range(common.clone()..).take_while(|(name, _)| name.starts_with(&common));
        for (other, directory) in beside.chain(directories.get_key_value(above)) {
            let names =
                directory.hcl.iter().cloned().chain(directory.terragrunt.iter().map(|_| "terragrunt.hcl".to_owned()));
            let names: Vec<String> = names.filter(|name| is_plain(name) && is_plain(other)).collect();
            match other.as_str() {
                "." => patterns.extend(names),
                _ if !names.is_empty() => drop(patterns.insert(format!("{other}/*.hcl"))),
                _ => {}
            }
        }
    }
    patterns
}
