//! Tag queries that select exactly the directories that belong together, and what is to come below them.
//!
//! `x in dir` selects `x` wherever it stands in a path, so that a query for one group could select directories of another: each
//! word is held against all directories, and where it would, the exact ones are named. It is held against directories that are not
//! there yet as well: a word stands for what is to come only where CODEOWNERS gives that to the same people. What cannot be named in
//! reasonable length is not named at all, so that the last policy decides.

use std::collections::{BTreeMap, BTreeSet};

use super::environments::{is_environment, is_production, production_segment};
use super::layout::{Layout, joined, split};
use super::owners::{Owned, Owners};

/// Directories that are applied by the same people, with the query that selects them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// Production, by name.
    pub(super) is_production: bool,
    /// Whose they are.
    pub(super) owned: Owned,
    /// Alternatives, of which one is enough. Empty where there were too many.
    pub(super) terms: Vec<String>,
    /// Some of them are selected by a word that selects others as well that are to come.
    pub(super) is_open: bool,
    /// How many directories it has.
    pub(super) size: usize,
}

/// With more alternatives a query is not read by anybody.
const MOST_TERMS: usize = 100;

/// With more groups, or more alternatives in all of them, nor are the rules.
const MOST_GROUPS: usize = 60;
const MOST_TERMS_IN_ALL: usize = 400;

/// So many names of production are remembered.
const MOST_NAMES: usize = 20;

/// What belongs to a group.
#[derive(Default)]
struct Members<'a> {
    /// Directories with all their workspaces.
    whole: BTreeSet<&'a str>,
    /// Directories of which some workspaces are meant.
    parts: BTreeMap<&'a str, Vec<&'a str>>,
}

/// Whether it is not production, and whose it is: production comes first.
type Key = (bool, Owned);

/// A directory that nobody has thought of.
const NEW: &str = "\u{1}new";

/// What words are held against.
struct Ground<'a> {
    /// All directories, with a slash on either side.
    paths: Vec<(&'a str, String)>,
    uniform: BTreeMap<&'a str, Option<usize>>,
    /// Each name that stands below others, with all paths that it stands below.
    below: BTreeMap<&'a str, BTreeSet<&'a str>>,
    layout: &'a Layout,
    owners: &'a Owners,
}

/// The groups, production first.
pub(super) fn groups(layout: &Layout, owners: &Owners) -> Vec<Group> {
    let members = members(layout, owners);
    let paths = layout.roots.keys().map(|dir| (dir.as_str(), format!("/{dir}/"))).collect();
    let ground = Ground { paths, uniform: uniform(&members), below: below(layout), layout, owners };
    let (mut groups, mut left) = (Vec::new(), MOST_TERMS_IN_ALL);
    for (number, (key, members)) in members.iter().enumerate() {
        let mut terms = members.by_place((number, key), &ground);
        if terms.len() > MOST_TERMS {
            terms = members.by_common_names(key, &ground).into_iter().collect();
        }
        if terms.len() > left || number >= MOST_GROUPS {
            terms.clear();
        }
        left -= terms.len();
        let size = members.whole.len() + members.parts.len();
        let (is_other, owned) = key.clone();
        let is_open = terms.iter().any(|term| term.contains(IN_DIR));
        groups.push(Group { is_production: !is_other, owned, terms, is_open, size });
    }
    groups
}

/// The names of production that there are: segments of directories, and workspaces.
pub(super) fn production_names(layout: &Layout) -> Vec<String> {
    let segments: BTreeSet<&str> = layout.roots.keys().filter_map(|dir| production_segment(dir)).collect();
    let workspaces = layout.roots.values().flat_map(|root| &root.workspaces).filter(|name| is_production(name));
    let workspaces: BTreeSet<&String> = workspaces.collect();
    let segments = segments.into_iter().take(MOST_NAMES).map(in_dir);
    segments.chain(workspaces.into_iter().take(MOST_NAMES).map(|name| workspace(name))).collect()
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

/// Each name in a path that is not the first, with the paths before it.
fn below(layout: &Layout) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut below: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for dir in layout.roots.keys() {
        for (above, rest) in dir.match_indices('/').filter_map(|(at, _)| Some((dir.get(..at)?, dir.get(at + 1..)?))) {
            below.entry(rest.split('/').next().unwrap_or(rest)).or_default().insert(above);
        }
    }
    below
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

impl Ground<'_> {
    /// Whether a word selects no directory but these.
    fn is_of(&self, place: &str, members: &Members<'_>) -> bool {
        let inside = format!("/{place}/");
        !self.paths.iter().any(|(dir, path)| path.contains(&inside) && !members.is_whole(dir))
    }

    /// Where a word could be true as well one day: beginning in another tree where its first name stands already.
    fn elsewhere(&self, place: &str) -> impl Iterator<Item = String> {
        let first = place.split('/').next().unwrap_or(place);
        self.below.get(first).into_iter().flatten().map(move |above| joined(above, place))
    }

    /// Whether production in whatever tree is of the same people. A tree that has others may not be there yet.
    fn is_known_anywhere(&self, (is_other, owned): &Key) -> bool {
        *is_other || self.owners.is_all(owned)
    }

    /// Whether directories that are not there yet would be of the same people, with files as another one has them.
    fn is_same(&self, like: &str, (is_other, owned): &Key, places: &[String]) -> bool {
        let files = self.layout.roots.get(like).map(|root| root.files.as_slice()).unwrap_or_default();
        let names: Vec<&str> =
            files.iter().map(|file| split(file)).filter(|(dir, _)| *dir == like).map(|(_, name)| name).collect();
        let production = is_other.then_some(["prod", "production"]).into_iter().flatten();
        let inner: Vec<String> =
            production.map(str::to_owned).chain([NEW.to_owned(), format!("{NEW}/{NEW}")]).collect();
        places.iter().all(|place| {
            let below = inner.iter().map(|inner| joined(place, inner)).chain([place.clone()]);
            below.into_iter().all(|dir| {
                let files: Vec<String> = names.iter().map(|name| joined(&dir, name)).collect();
                self.owners.of_all(&files) == *owned
            })
        })
    }
}

impl<'a> Members<'a> {
    fn is_whole(&self, dir: &str) -> bool {
        self.whole.contains(dir)
    }

    /// By the highest directories that hold nothing else, now and by CODEOWNERS, and are not of several environments by their names.
    fn by_place(&self, (number, key): (usize, &Key), ground: &Ground<'_>) -> Vec<String> {
        let mut places: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
        let mut known: BTreeMap<&str, bool> = BTreeMap::new();
        for dir in &self.whole {
            let is_own = |above: &&str| ground.uniform.get(above).copied().flatten() == Some(number);
            // Not above the name of an environment: beside `live/dev` there may be a `live/prod` one day.
            let mut above = ancestors(dir).filter(is_own).filter(|above| !is_above_environment(above, dir));
            let place = above.find(|above| *known.entry(above).or_insert_with(|| self.is_fit(above, dir, key, ground)));
            places.entry(place).or_default().push(dir);
        }
        let count: usize = places.iter().map(|(place, dirs)| if place.is_some() { 1 } else { dirs.len() }).sum();
        if count + self.parts.len() > MOST_TERMS {
            return vec![String::new(); MOST_TERMS + 1];
        }
        let mut terms: Vec<String> = Vec::new();
        for (place, dirs) in places {
            match place {
                Some(place) => terms.push(in_dir(place)),
                None => terms.extend(dirs.into_iter().map(exactly)),
            }
        }
        terms.sort_unstable();
        terms.extend(self.parts.iter().map(|(dir, names)| format!("({} and {})", exactly(dir), workspaces(names))));
        terms
    }

    /// Whether a directory may stand for all below it. The name of an environment alone is no tree: there is one of that name in others.
    fn is_fit(&self, place: &str, like: &str, key: &Key, ground: &Ground<'_>) -> bool {
        let mut places = vec![place.to_owned()];
        let is_anywhere = is_environment(place) && !place.contains('/');
        places.extend(is_anywhere.then(|| joined(NEW, place)));
        let is_known = !is_anywhere || ground.is_known_anywhere(key);
        let Some(named) = ground.owners.named_below(place, &key.1) else { return false };
        places.extend(named);
        if place == "." || !is_known || !ground.is_of(place, self) {
            return false;
        }
        places.extend(ground.elsewhere(place));
        ground.is_same(like, key, &places)
    }

    /// By the names that all of them have in their paths, and no other: one of them, or all together.
    fn by_common_names(&self, key: &Key, ground: &Ground<'_>) -> Option<String> {
        let dirs: Vec<&str> = self.whole.iter().chain(self.parts.keys()).copied().collect();
        let names = self.parts.values().next();
        if self.parts.values().any(|other| Some(other) != names) || (names.is_some() && !self.whole.is_empty()) {
            return None;
        }
        let first = dirs.first()?;
        let is_common =
            |name: &&str| *name != "." && dirs.iter().all(|dir| dir.split('/').any(|segment| segment == *name));
        let common: Vec<&str> = first.split('/').filter(is_common).collect();
        let is_fit = |common: &[&str]| {
            let inside: Vec<String> = common.iter().map(|name| format!("/{name}/")).collect();
            let is_selected = |path: &String| inside.iter().all(|name| path.contains(name));
            let mut selected = ground.paths.iter().filter(|(_, path)| is_selected(path));
            let is_of = selected.all(|(dir, _)| self.is_whole(dir) || self.parts.contains_key(dir));
            let tree = common.join(&format!("/{NEW}/"));
            let mut places = vec![tree.clone()];
            places.extend((common.len() < 2).then(|| joined(NEW, &tree)));
            let is_known = common.len() > 1 || ground.is_known_anywhere(key);
            is_of && is_known && ground.is_same(first, key, &places)
        };
        let found = common
            .chunks(1)
            .find(|name| is_fit(name))
            .or_else(|| Some(common.as_slice()).filter(|all| all.len() > 1 && is_fit(all)))?;
        let mut words: Vec<String> = found.iter().map(|name| in_dir(name)).collect();
        words.extend(names.map(|names| workspaces(names)));
        Some(match words.as_slice() {
            [word] => word.clone(),
            _ => format!("({})", words.join(" and ")),
        })
    }
}

const IN_DIR: &str = " in dir";

fn in_dir(place: &str) -> String {
    format!("{}{IN_DIR}", word(place))
}

fn exactly(dir: &str) -> String {
    word(&format!("dir:{dir}"))
}

fn workspace(name: &str) -> String {
    word(&format!("workspace:{name}"))
}

fn workspaces(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| workspace(name)).collect();
    match names.as_slice() {
        [name] => name.clone(),
        _ => format!("({})", names.join(" or ")),
    }
}

/// A word of a query, in quotes where it needs them.
fn word(text: &str) -> String {
    let is_operator = ["and", "in", "not", "or"].iter().any(|operator| text.eq_ignore_ascii_case(operator));
    if text.contains(' ') || is_operator { format!("'{text}'") } else { text.to_owned() }
}
