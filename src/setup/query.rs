//! Tag queries that select exactly the directories that belong together, and what is to come below them.
//!
//! `x in dir` selects `x` wherever it stands in a path, so that a query for one group could select directories of another: each
//! word is held against all directories, and where it would, the exact ones are named. What cannot be named in reasonable length
//! is not named at all, so that the last policy decides.

use std::collections::{BTreeMap, BTreeSet};

use super::environments::{is_environment, is_production, production_segment};
use super::layout::Layout;
use super::owners::Owners;

/// Directories that are applied by the same people, with the query that selects them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// Production, by name.
    pub(super) is_production: bool,
    /// Who owns them; `None` where CODEOWNERS does not say.
    pub(super) owners: Option<Vec<String>>,
    /// Alternatives, of which one is enough. Empty where there were too many.
    pub(super) terms: Vec<String>,
    /// How many directories it has.
    pub(super) size: usize,
}

/// With more alternatives a query is not read by anybody.
const MOST_TERMS: usize = 100;

/// With more groups, or more alternatives in all of them, nor are the rules.
const MOST_GROUPS: usize = 60;
const MOST_TERMS_IN_ALL: usize = 400;

/// What belongs to a group.
#[derive(Default)]
struct Members<'a> {
    /// Directories with all their workspaces.
    whole: BTreeSet<&'a str>,
    /// Directories of which some workspaces are meant.
    parts: BTreeMap<&'a str, Vec<&'a str>>,
}

type Key = (bool, Option<Vec<String>>);

/// The groups, production first.
pub(super) fn groups(layout: &Layout, owners: &Owners) -> Vec<Group> {
    let members = members(layout, owners);
    let paths: Vec<(&str, String)> = layout.roots.keys().map(|dir| (dir.as_str(), format!("/{dir}/"))).collect();
    let uniform = uniform(&members);
    let is_only = members.keys().filter(|(is_other, _)| !is_other).count() == 1;
    let (mut groups, mut left) = (Vec::new(), MOST_TERMS_IN_ALL);
    for (number, ((is_other, owners), members)) in members.iter().enumerate() {
        let mut terms = match !is_other && is_only {
            true => members.by_name(),
            false => members.by_place(number, &uniform, &paths),
        };
        if terms.len() > MOST_TERMS {
            terms = members.common_name(&paths).into_iter().collect();
        }
        if terms.len() > left || number >= MOST_GROUPS {
            terms.clear();
        }
        left -= terms.len();
        let size = members.whole.len() + members.parts.len();
        groups.push(Group { is_production: !is_other, owners: owners.clone(), terms, size });
    }
    groups
}

fn members<'a>(layout: &'a Layout, owners: &Owners) -> BTreeMap<Key, Members<'a>> {
    let mut members: BTreeMap<Key, Members<'a>> = BTreeMap::new();
    for (dir, root) in &layout.roots {
        let owners = owners.of_all(&root.files);
        let in_production = production_segment(dir).is_some();
        let (production, others): (Vec<&str>, Vec<&str>) =
            root.workspaces.iter().map(String::as_str).partition(|name| in_production || is_production(name));
        if production.is_empty() || others.is_empty() {
            let is_other = !in_production && production.is_empty();
            members.entry((is_other, owners)).or_default().whole.insert(dir);
        } else {
            members.entry((false, owners.clone())).or_default().parts.insert(dir, production);
            members.entry((true, owners)).or_default().parts.insert(dir, others);
        }
    }
    members
}

/// For each directory that has planned ones in it or below: the number of the group that they all belong to, if they do.
fn uniform<'a>(members: &BTreeMap<Key, Members<'a>>) -> BTreeMap<&'a str, Option<usize>> {
    let mut uniform: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    for (number, members) in members.values().enumerate() {
        let whole = members.whole.iter().map(|dir| (*dir, Some(number)));
        let parts = members.parts.keys().map(|dir| (*dir, None));
        for (dir, group) in whole.chain(parts) {
            for above in ancestors(dir) {
                let entry = uniform.entry(above).or_insert(group);
                if *entry != group {
                    *entry = None;
                }
            }
        }
    }
    uniform
}

/// The directory and those above it, the highest first.
fn ancestors(dir: &str) -> impl Iterator<Item = &str> {
    let ends = dir.match_indices('/').map(|(at, _)| at).chain([dir.len()]);
    ends.filter_map(|end| dir.get(..end))
}

/// Whether what tells the environment of a directory stands below a place that it lies in.
fn is_above_environment(place: &str, dir: &str) -> bool {
    let below = dir.get(place.len()..).unwrap_or_default();
    below.split('/').any(is_environment) && !place.split('/').any(is_environment)
}

impl Members<'_> {
    /// By the names that say that it is production, wherever they stand: what will be called so later is meant as well.
    fn by_name(&self) -> Vec<String> {
        let segments: BTreeSet<&str> = self.whole.iter().filter_map(|dir| production_segment(dir)).collect();
        let whole: Vec<String> = segments.iter().map(|segment| in_dir(segment)).collect();
        // A directory all of whose workspaces are production has no such name itself.
        let unnamed = self.whole.iter().filter(|dir| production_segment(dir).is_none()).map(|dir| exactly(dir));
        let workspaces: BTreeSet<&str> = self.parts.values().flatten().copied().collect();
        whole.into_iter().chain(unnamed).chain(workspaces.iter().map(|name| workspace(name))).collect()
    }

    /// By the highest directories that hold nothing else, and are not of several environments by their names.
    fn by_place(
        &self,
        number: usize,
        uniform: &BTreeMap<&str, Option<usize>>,
        paths: &[(&str, String)],
    ) -> Vec<String> {
        let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for dir in &self.whole {
            let is_own = |above: &&str| uniform.get(above).copied().flatten() == Some(number);
            // Not above the name of an environment: beside `live/dev` there may be a `live/prod` one day.
            let place = ancestors(dir).find(|above| is_own(above) && !is_above_environment(above, dir)).unwrap_or(dir);
            places.entry(place).or_default().push(dir);
        }
        if places.len() + self.parts.len() > MOST_TERMS {
            // Too many anyway; what follows would take long.
            return vec![String::new(); MOST_TERMS + 1];
        }
        let mut terms = Vec::new();
        for (place, dirs) in places {
            match place != "." && !self.selects_others(place, paths) {
                true => terms.push(in_dir(place)),
                false => terms.extend(dirs.into_iter().map(exactly)),
            }
        }
        terms.extend(self.parts.iter().map(|(dir, names)| {
            let names: Vec<String> = names.iter().map(|name| workspace(name)).collect();
            match names.as_slice() {
                [name] => format!("({} and {name})", exactly(dir)),
                _ => format!("({} and ({}))", exactly(dir), names.join(" or ")),
            }
        }));
        terms
    }

    /// A name that all of them have in their paths, and no other.
    fn common_name(&self, paths: &[(&str, String)]) -> Option<String> {
        let first = self.whole.first().filter(|_| self.parts.is_empty())?;
        let all = |name: &&str| self.whole.iter().all(|dir| dir.split('/').any(|segment| segment == *name));
        let name =
            first.split('/').filter(|name| *name != ".").filter(all).find(|name| !self.selects_others(name, paths))?;
        Some(in_dir(name))
    }

    fn selects_others(&self, place: &str, paths: &[(&str, String)]) -> bool {
        let inside = format!("/{place}/");
        paths.iter().any(|(dir, path)| path.contains(&inside) && !self.whole.contains(dir))
    }
}

fn in_dir(place: &str) -> String {
    format!("{} in dir", word(place))
}

fn exactly(dir: &str) -> String {
    word(&format!("dir:{dir}"))
}

fn workspace(name: &str) -> String {
    word(&format!("workspace:{name}"))
}

/// A word of a query, in quotes where it needs them.
fn word(text: &str) -> String {
    let is_operator = ["and", "in", "not", "or"].iter().any(|operator| text.eq_ignore_ascii_case(operator));
    if text.contains(' ') || is_operator { format!("'{text}'") } else { text.to_owned() }
}
