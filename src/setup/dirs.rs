//! The sections `when_modified` and `dirs` of the configuration: what is planned, and when.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::layout::{Layout, Root, is_code, is_literal, kept_aside, split};
use super::yaml;

/// With more entries nobody would read them; directories are put together by patterns then.
const MOST_ENTRIES: usize = 60;

/// With more directories at the top one pattern stands for all of them.
const MOST_TOPS: usize = 30;

/// With more patterns in one list, those of modules are put together.
const MOST_PATTERNS: usize = 20;

/// As far up as the files are looked for that a unit of Terragrunt includes, where units are put together.
const MOST_LEVELS: usize = 8;

/// The entries: the key of each with its patterns and its workspaces.
#[derive(Default)]
pub(super) struct Dirs {
    entries: BTreeMap<String, Entry>,
    aside: BTreeSet<String>,
    /// Directories with workspaces of their own that have none here, because they were put together with others.
    pub(super) without_workspaces: usize,
    /// Directories that will be planned although they need not be.
    pub(super) not_aside: usize,
}

#[derive(Clone, Default)]
struct Entry {
    patterns: Vec<String>,
    workspaces: BTreeSet<String>,
}

impl Dirs {
    pub(super) fn of(layout: &Layout) -> Dirs {
        let mut dirs = Dirs::default();
        let prefixes: BTreeSet<&str> = layout.aside.iter().filter_map(|dir| kept_aside(dir)).collect();
        let needs = |(dir, root): &(&String, &Root)| {
            !root.workspaces.is_empty()
                || !root.own.is_empty()
                || !root.shared.is_empty()
                || kept_aside(dir).is_some_and(|prefix| prefixes.contains(prefix))
        };
        let needing: BTreeMap<&String, &Root> = layout.roots.iter().filter(needs).collect();
        let tops = match needing.len() > MOST_ENTRIES {
            true => dirs.put_together(&needing, layout),
            false => {
                dirs.entries.extend(needing.iter().map(|(dir, root)| ((*dir).clone(), entry(root, layout))));
                None
            }
        };
        dirs.set_aside(layout, tops.as_ref());
        dirs
    }

    /// One entry for each kind of file in each directory at the top. Gives back these, or nothing where there are too many.
    fn put_together(&mut self, needing: &BTreeMap<&String, &Root>, layout: &Layout) -> Option<BTreeSet<String>> {
        let top = |dir: &str| dir.split('/').next().unwrap_or_default().to_owned();
        let tops: BTreeSet<String> = needing.keys().map(|dir| top(dir)).collect();
        let is_few = tops.len() <= MOST_TOPS;
        let mut together: BTreeMap<String, Vec<(&String, &Root)>> = BTreeMap::new();
        for (dir, root) in needing {
            let is_special = !root.workspaces.is_empty() || kept_aside(dir).is_some() || *dir == ".";
            if is_special && self.entries.len() < MOST_ENTRIES {
                self.entries.insert((*dir).clone(), entry(root, layout));
                continue;
            }
            self.without_workspaces += usize::from(!root.workspaces.is_empty());
            let prefix = if is_few { format!("{}/", top(dir)) } else { String::new() };
            together.entry(prefix).or_default().push((dir, root));
        }
        for (prefix, roots) in together {
            let (units, others): (Vec<_>, Vec<_>) = roots.into_iter().partition(|(_, root)| root.is_unit);
            if !units.is_empty() {
                self.entries.insert(format!("{prefix}**/terragrunt.hcl"), union(&units, layout));
            }
            let files = others.iter().flat_map(|(_, root)| &root.files);
            let endings: BTreeSet<&str> = files.filter_map(|file| ending(split(file).1)).collect();
            for ending in endings {
                self.entries.insert(format!("{prefix}**/*{ending}"), union(&others, layout));
            }
        }
        Some(if is_few { tops } else { BTreeSet::new() })
    }

    /// Modules, examples and files with values. `tops` where directories were put together: these keys have to be longer.
    fn set_aside(&mut self, layout: &Layout, tops: Option<&BTreeSet<String>>) {
        // A star in a name would be one in the key.
        let prefixes: BTreeSet<&str> =
            layout.aside.iter().filter_map(|dir| kept_aside(dir)).filter(|dir| !dir.contains('*')).collect();
        for prefix in &prefixes {
            let name = split(prefix).1;
            let top = prefix.split('/').next().unwrap_or_default();
            self.aside.insert(match tops {
                None if prefixes.len() <= MOST_ENTRIES => format!("{prefix}/**"),
                Some(tops) if tops.contains(top) && top != *prefix => format!("{top}/**/{name}/**"),
                Some(_) if prefixes.len() <= MOST_ENTRIES => format!("{prefix}/**"),
                _ => format!("**/{name}/**"),
            });
        }
        // What no pattern can hold is not planned by the global ones either.
        self.aside.retain(|key| is_literal(&key.replace('*', "")));
        let by_name: Vec<&String> =
            layout.aside.iter().filter(|dir| kept_aside(dir).is_none() && is_key(dir)).collect();
        let odd = layout.odd.iter().filter(|dir| is_key(dir));
        self.not_aside = by_name.len().saturating_sub(MOST_ENTRIES);
        self.aside.extend(by_name.into_iter().take(MOST_ENTRIES).cloned());
        self.aside.extend(odd.take(MOST_ENTRIES).cloned());
    }

    /// The text of both sections.
    pub(super) fn write(&self, layout: &Layout, text: &mut String) {
        text.push_str(
            "\n# Every directory with a file of these names is planned, by itself, when one of them changes. The list stands for the\n\
             # built-in one, which has the first two.\nwhen_modified:\n",
        );
        list(text, 2, "file_patterns", &layout.names.iter().map(|name| own(name)).collect::<Vec<_>>());
        if self.entries.is_empty() && self.aside.is_empty() {
            return;
        }
        text.push_str("\ndirs:\n");
        if !self.entries.is_empty() {
            text.push_str(
                "  # Planned as well when something elsewhere changes that they are made of. These lists are added to nothing; ${DIR} is the\n  \
                 # directory. A key with a star is compared with files, and holds for their directories; the longest one holds.\n",
            );
        }
        for (key, entry) in &self.entries {
            let _ = writeln!(text, "  {}:", yaml::scalar(key));
            if !entry.workspaces.is_empty() {
                text.push_str("    # One for each file with its values.\n    workspaces:\n");
                for workspace in &entry.workspaces {
                    let _ = writeln!(text, "      {}: {{}}", yaml::scalar(workspace));
                }
            }
            text.push_str("    when_modified:\n");
            list(text, 6, "file_patterns", &entry.patterns);
        }
        if !self.aside.is_empty() {
            text.push_str("  # Modules, examples and the like are not planned by themselves.\n");
        }
        for key in &self.aside {
            let _ = writeln!(text, "  {}:\n    when_modified:\n      file_patterns: []", yaml::scalar(key));
        }
    }
}

/// The entry of one directory.
fn entry(root: &Root, layout: &Layout) -> Entry {
    let mut patterns = own_patterns(std::iter::once(root), layout);
    patterns.extend(root.shared.iter().cloned());
    Entry { patterns, workspaces: root.workspaces.clone() }
}

/// One entry for several directories.
fn union(roots: &[(&String, &Root)], layout: &Layout) -> Entry {
    let mut patterns = own_patterns(roots.iter().map(|(_, root)| *root), layout);
    let is_unit = roots.iter().any(|(_, root)| root.is_unit);
    if is_unit {
        let depth = roots.iter().map(|(dir, _)| dir.split('/').count()).max().unwrap_or_default();
        patterns.extend((1..=depth.min(MOST_LEVELS)).map(|levels| format!("${{DIR}}/{}*.hcl", "../".repeat(levels))));
    }
    let shared =
        roots.iter().flat_map(|(_, root)| &root.shared).filter(|pattern| !is_unit || !pattern.ends_with(".hcl"));
    let mut shared: BTreeSet<String> = shared.cloned().collect();
    if shared.len() > MOST_PATTERNS {
        shared = shared
            .iter()
            .map(|pattern| kept_aside(pattern).map_or(pattern.clone(), |dir| format!("{dir}/**")))
            .collect();
    }
    patterns.extend(shared);
    Entry { patterns, workspaces: BTreeSet::new() }
}

/// The patterns of the files in the directories themselves.
fn own_patterns<'a>(roots: impl Iterator<Item = &'a Root> + Clone, layout: &Layout) -> Vec<String> {
    let more: BTreeSet<&String> = roots.clone().flat_map(|root| &root.own).collect();
    let has_hcl = more.iter().any(|pattern| *pattern == "*.hcl");
    let has_workspaces = roots.clone().all(|root| !root.workspaces.is_empty());
    let is_wanted = |name: &&&str| match **name {
        "terragrunt.hcl" | ".terraform.lock.hcl" => !has_hcl && **name != "terragrunt.hcl",
        name if name.contains(".tfvars") => !has_workspaces,
        _ => true,
    };
    let names = layout.names.iter().filter(is_wanted).map(|name| own(name));
    names.chain(more.into_iter().map(|pattern| own(pattern))).collect()
}

fn own(name: &str) -> String {
    format!("${{DIR}}/{name}")
}

/// Whether a directory can be a key as it is: without anything that the format takes for a pattern.
fn is_key(dir: &str) -> bool {
    !dir.contains(['*', '?', '[', ']', '{', '}', '$', '\\', '!']) && !dir.chars().any(char::is_control)
}

/// The ending of a file with code, with its point.
fn ending(name: &str) -> Option<&str> {
    [".tf.json", ".tofu.json", ".tofu", ".tf"].into_iter().find(|ending| is_code(name) && name.ends_with(ending))
}

fn list(text: &mut String, indent: usize, key: &str, items: &[String]) {
    let line = yaml::list(items);
    let blanks = " ".repeat(indent);
    if line.chars().count() + indent + key.len() < 110 {
        let _ = writeln!(text, "{blanks}{key}: {line}");
        return;
    }
    let _ = writeln!(text, "{blanks}{key}:");
    for item in items {
        let _ = writeln!(text, "{blanks}  - {}", yaml::quoted(item));
    }
}
