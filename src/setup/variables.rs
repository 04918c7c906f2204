//! Files with values of variables: `prod.tfvars` beside the code, or in a directory below, makes a workspace of each.

use std::collections::{BTreeMap, BTreeSet};

use super::environments::is_environment;
use super::layout::{Directories, Layout, is_plain, joined, kept_aside, split};

/// What the files of one root say.
#[derive(Default)]
struct Values {
    /// The names of environments that they have.
    names: BTreeSet<String>,
    /// The paths of those in directories below, which have a say in who owns the root.
    below: Vec<String>,
    /// Patterns in which the workspace stands for the name.
    by_name: BTreeSet<String>,
    /// Patterns of the others.
    others: BTreeSet<String>,
}

/// Gives each root its workspaces, and the patterns of its files with values. One name alone is no workspace: it may as well be the only
/// environment there is.
pub(super) fn give_to_roots(layout: &mut Layout, directories: &Directories) {
    let mut all: BTreeMap<String, Values> = BTreeMap::new();
    for (dir, directory) in directories {
        let Some(root) = root_of(dir, layout, directories) else { continue };
        let inside = dir.strip_prefix(root.as_str()).unwrap_or(dir).trim_start_matches('/');
        let inside = if root == "." && dir != "." { dir.as_str() } else { inside };
        if !is_plain(inside) {
            continue;
        }
        let is_below = *dir != root;
        let values = all.entry(root).or_default();
        for name in &directory.values {
            values.take(inside, name);
        }
        values.below.extend(directory.values.iter().filter(|_| is_below).map(|name| joined(dir, name)));
    }
    for (dir, values) in all {
        let Some(root) = layout.roots.get_mut(&dir) else { continue };
        root.files.extend(values.below);
        if values.names.len() > 1 && !root.is_unit {
            root.workspaces = values.names;
            root.own.extend(values.by_name);
        } else {
            root.own.extend(values.by_name.iter().map(|pattern| pattern.replace("${WORKSPACE}", "*")));
        }
        root.own.extend(values.others);
        // The global patterns see those that lie beside the code.
        if root.workspaces.is_empty() {
            root.own.retain(|pattern| pattern.contains('/') || !pattern.contains(".tfvars"));
        }
    }
}

/// The directory that is planned: itself, or the nearest above. Nothing is handed on across other code.
fn root_of(dir: &str, layout: &Layout, directories: &Directories) -> Option<String> {
    let mut dir = dir;
    loop {
        if layout.roots.contains_key(dir) {
            return Some(dir.to_owned());
        }
        let has_code = directories.get(dir).is_some_and(|directory| !directory.code.is_empty());
        if dir == "." || has_code || kept_aside(dir).is_some() {
            return None;
        }
        dir = split(dir).0;
    }
}

impl Values {
    /// Takes a file into account: its name, and the directory that it is in as seen from the root.
    fn take(&mut self, inside: &str, name: &str) {
        let place = if inside.is_empty() { "." } else { inside };
        let (stem, ending) = match (name.strip_suffix(".tfvars"), name.strip_suffix(".tfvars.json")) {
            (Some(stem), _) => (stem, ".tfvars"),
            (_, Some(stem)) => (stem, ".tfvars.json"),
            _ => return,
        };
        let (above, last) = split(place);
        if is_workspace(stem) {
            self.names.insert(stem.to_owned());
            self.by_name.insert(joined(place, &format!("${{WORKSPACE}}{ending}")));
        } else if place != "." && is_workspace(last) {
            self.names.insert(last.to_owned());
            self.by_name.insert(joined(&joined(above, "${WORKSPACE}"), &format!("*{ending}")));
        } else if stem.ends_with(".auto") {
            self.others.insert(joined(place, &format!("*.auto{ending}")));
        } else if is_plain(name) {
            self.others.insert(joined(place, name));
        }
    }
}

fn is_workspace(name: &str) -> bool {
    is_environment(name)
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
        && !name.starts_with('-')
}
