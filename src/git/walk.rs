//! The files on disk, found by reading folders.
//!
//! The library compares every file with the index to say which there are, and asks the disk about each of them more than
//! once. A list of names needs less: what a folder says is in it, the index in the same order beside it, and the rules
//! about ignored files where there are any. Those the library is asked about, so that there is one reading of them.
//!
//! Nothing is decided here that takes more than that. A folder that cannot be read, a repository inside this one, a
//! conflict, a file system that does not keep names as they are: there is no list from here then, and the library has to
//! give one or to refuse. Nothing here follows a link.

#![expect(clippy::disallowed_methods, reason = "reads the work tree, which is its purpose")]

use std::ffi::OsString;
use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};

use git2::{Config, ErrorCode, Oid};

use super::files::Target;
use super::tree::Kind;
use super::work_tree::Found;
use super::{GitError, Repository};

/// The library goes no deeper, and calls it an error.
const MAX_DEPTH: usize = 100;
/// Paths that the library is asked about, one by one. For many it is faster to let it go through the folders itself: it
/// then keeps the rules of a folder at hand.
const MOST_ASKED: usize = 1_000;

impl Repository {
    /// Every file on disk, as [`Repository::on_disk`] gives them. `None` when only the library can tell.
    pub(super) fn walked(&self) -> Result<Option<Vec<Found>>, GitError> {
        let Some(tracked) = self.tracked()? else { return Ok(None) };
        let Some(work_tree) = self.work_tree() else { return Err(GitError::NoWorkTree) };
        let mut walk = Walk { repository: self, tracked: &tracked, asked: 0, path: Vec::new(), found: Vec::new() };
        let walked = self.rules_for_all().and_then(|rules| {
            walk.folder(work_tree, Folder { depth: 1, rules, tracked: true })?;
            walk.pass_all();
            Some(())
        });
        Ok(walked.map(|()| walk.found))
    }

    /// The index in its order.
    fn tracked(&self) -> Result<Option<Vec<Tracked>>, GitError> {
        let mut tracked = Vec::new();
        let mut plain = true;
        let understood = self.read_index_file(|entry| {
            match Kind::from_mode(entry.mode) {
                Some(kind) if kind != Kind::Tree && entry.stage == 0 && !entry.assumed => {
                    tracked.push(Tracked { path: entry.path.to_vec(), kind, id: entry.id, skipped: entry.skipped })
                }
                _ => plain = false,
            }
            ControlFlow::Continue(())
        })?;
        Ok(understood.filter(|()| plain).map(|()| tracked))
    }

    /// Whether there may be rules about ignored files that no folder of the work tree holds. `None` when names on disk
    /// are not simply names.
    fn rules_for_all(&self) -> Option<bool> {
        let config = self.inner.config().ok()?.snapshot().ok()?;
        let is_plain = !setting(&config, "core.ignorecase", false)?
            && !setting(&config, "core.precomposeunicode", false)?
            && setting(&config, "core.symlinks", true)?;
        let named = !matches!(config.get_entry("core.excludesfile"), Err(error) if error.code() == ErrorCode::NotFound);
        is_plain.then(|| named || has_rules(&self.inner.commondir().join("info/exclude")) || user_has_rules())
    }
}

fn setting(config: &Config, name: &str, default: bool) -> Option<bool> {
    match config.get_bool(name) {
        Ok(value) => Some(value),
        Err(error) if error.code() == ErrorCode::NotFound => Some(default),
        Err(_) => None,
    }
}

/// Whether a file may hold rules; git makes one that holds comments only.
fn has_rules(file: &Path) -> bool {
    match std::fs::read(file) {
        Ok(text) => text.split(|byte| *byte == b'\n').any(|line| !line.is_empty() && !line.starts_with(b"#")),
        Err(error) => error.kind() != ErrorKind::NotFound,
    }
}

/// Whether the user may have rules at one of the places where they are looked for without a setting.
fn user_has_rules() -> bool {
    [("XDG_CONFIG_HOME", "git/ignore"), ("HOME", ".config/git/ignore")].into_iter().any(|(variable, file)| {
        let place = std::env::var_os(variable).map(|folder| PathBuf::from(folder).join(file));
        let missing = |error: &std::io::Error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory);
        place.is_some_and(|place| place.symlink_metadata().map_or_else(|error| !missing(&error), |_| true))
    })
}

/// A file of the index.
struct Tracked {
    path: Vec<u8>,
    kind: Kind,
    id: Oid,
    /// A sparse checkout leaves it out of the disk.
    skipped: bool,
}

/// A folder to be read.
#[derive(Clone, Copy)]
struct Folder {
    /// The work tree is the first.
    depth: usize,
    /// Whether there may be rules about ignored files above it.
    rules: bool,
    /// Whether something in it is tracked.
    tracked: bool,
}

/// What a folder holds.
struct Items {
    /// Names and what they are, in the order of the index, for which the name of a folder ends in a slash.
    named: Vec<(Vec<u8>, Item)>,
    repository: bool,
    rules: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Item {
    Folder,
    Leaf(Kind),
}

struct Walk<'r> {
    repository: &'r Repository,
    /// What of the index is still to come.
    tracked: &'r [Tracked],
    asked: usize,
    /// Where the walk is, ending in a slash but at the top.
    path: Vec<u8>,
    found: Vec<Found>,
}

impl Walk<'_> {
    /// Finds everything below a folder. `None` when only the library can tell.
    fn folder(&mut self, disk: &Path, folder: Folder) -> Option<()> {
        let items = self.items(disk)?;
        if folder.depth > MAX_DEPTH || items.repository && !folder.tracked {
            return None;
        }
        let rules = folder.rules || items.rules;
        let above = self.path.len();
        for (name, item) in items.named {
            self.path.extend_from_slice(&name);
            self.pass();
            match item {
                Item::Folder => {
                    let tracked = self.tracked.first().is_some_and(|next| next.path.starts_with(&self.path));
                    if tracked || !(rules && self.is_ignored()?) {
                        let disk = disk.join(OsString::from_vec(name));
                        self.folder(&disk, Folder { depth: folder.depth + 1, rules, tracked })?;
                    }
                }
                Item::Leaf(kind) => self.leaf(kind, rules)?,
            }
            self.path.truncate(above);
        }
        Some(())
    }

    fn leaf(&mut self, kind: Kind, rules: bool) -> Option<()> {
        if let Some((next, rest)) = self.tracked.split_first().filter(|(next, _)| next.path == self.path) {
            self.tracked = rest;
            self.found.push(match next.skipped {
                true => (next.path.clone(), next.kind, Target::Object(next.id)),
                false => (next.path.clone(), kind, Target::Disk),
            });
        } else if rules && kind == Kind::Link {
            // A rule for folders is none for a link to one, and the library would look where the link leads.
            return None;
        } else if !(rules && self.is_ignored()?) {
            self.found.push((self.path.clone(), kind, Target::Disk));
        }
        Some(())
    }

    /// Passes what of the index comes before the place where the walk is. It is not on disk.
    fn pass(&mut self) {
        while let Some((next, rest)) = self.tracked.split_first().filter(|(next, _)| next.path < self.path) {
            self.tracked = rest;
            self.not_on_disk(next);
        }
    }

    fn pass_all(&mut self) {
        std::mem::take(&mut self.tracked).iter().for_each(|left| self.not_on_disk(left));
    }

    fn not_on_disk(&mut self, tracked: &Tracked) {
        if tracked.skipped {
            self.found.push((tracked.path.clone(), tracked.kind, Target::Object(tracked.id)));
        }
    }

    fn is_ignored(&mut self) -> Option<bool> {
        self.asked += 1;
        if self.asked > MOST_ASKED {
            return None;
        }
        self.repository.inner.is_path_ignored(Path::new(std::ffi::OsStr::from_bytes(&self.path))).ok()
    }

    fn items(&mut self, disk: &Path) -> Option<Items> {
        let mut items = Items { named: Vec::new(), repository: false, rules: false };
        let mut last = None;
        for entry in std::fs::read_dir(disk).ok()? {
            let entry = entry.ok()?;
            let mut name = entry.file_name().into_vec();
            items.repository |= name == b".git";
            items.rules |= name == b".gitignore";
            if name.eq_ignore_ascii_case(b".git") {
                continue;
            }
            let kind = entry.file_type().ok()?;
            let item = match () {
                () if kind.is_dir() && self.is_submodule(&name) => Item::Leaf(Kind::Submodule),
                () if kind.is_dir() => Item::Folder,
                () if kind.is_symlink() => Item::Leaf(Kind::Link),
                () if kind.is_file() => Item::Leaf(Kind::File),
                () => continue,
            };
            if item == Item::Folder {
                name.push(b'/');
            }
            items.named.push((name, item));
            last = Some(entry);
        }
        // A folder may give its names and nothing else. To enter a folder below it shows that as well.
        if items.named.iter().all(|(_, item)| *item != Item::Folder)
            && let Some(last) = last
        {
            last.metadata().ok()?;
        }
        items.named.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        Some(items)
    }

    /// Whether the folder of that name in the present one is tracked as another repository's.
    fn is_submodule(&mut self, name: &[u8]) -> bool {
        let above = self.path.len();
        self.path.extend_from_slice(name);
        let at = self.tracked.binary_search_by(|tracked| tracked.path.as_slice().cmp(&self.path));
        self.path.truncate(above);
        at.is_ok_and(|at| self.tracked.get(at).is_some_and(|tracked| tracked.kind == Kind::Submodule))
    }
}

#[cfg(test)]
mod tests;
