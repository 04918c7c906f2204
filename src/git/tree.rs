//! Tree objects: one walk over zero, one or two trees.
//!
//! A listing is a comparison with nothing, so there is one walk. It compares raw tree objects and
//! does not open a subtree that both sides have, which makes the cost of a diff proportional to
//! the directories on the way to a change.
//!
//! The trees may be anybody's. Entries out of order or with impossible names are refused, since two
//! readers could see different files in them; depth, number and length of names are bounded, and
//! the walk keeps its own stack.

use std::cmp::Ordering;
use std::ops::Range;

use git2::{ObjectType, OdbObject, Oid};

use super::loose::Store;
use super::{GitError, ObjectId, path};

/// Entries, directories included, that one walk reads before it gives up. A tree that names one
/// subtree many times over can have more files than there are atoms.
const MAX_ENTRIES: usize = 5_000_000;
/// Directories inside directories. Twice what a path of Linux can name is 4,096.
const MAX_DEPTH: usize = 4_096;
/// Bytes of one path; Linux can name no longer one.
const MAX_PATH: usize = 4_096;
/// Bytes of all paths of one walk together, 1 GiB.
const MAX_PATHS: usize = 1 << 30;

/// What an entry of a tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Tree,
    File,
    Executable,
    Link,
    Submodule,
}

impl Kind {
    /// Reads a mode the way git does: old trees hold `100664`, and only the owner's execute bit counts.
    pub(super) fn from_mode(mode: u32) -> Option<Kind> {
        match mode & 0o170_000 {
            0o040_000 => Some(Kind::Tree),
            0o100_000 if mode & 0o100 != 0 => Some(Kind::Executable),
            0o100_000 => Some(Kind::File),
            0o120_000 => Some(Kind::Link),
            0o160_000 => Some(Kind::Submodule),
            _ => None,
        }
    }
}

/// A path's content: anything in a tree but a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Leaf {
    pub(super) kind: Kind,
    pub(super) id: Oid,
}

/// One entry of a raw tree, as a view of its bytes.
#[derive(Clone, Copy, Debug)]
struct Entry<'t> {
    kind: Kind,
    name: &'t [u8],
    id: Oid,
}

impl Entry<'_> {
    fn leaf(&self) -> Leaf {
        Leaf { kind: self.kind, id: self.id }
    }

    /// The order of a tree: a directory sorts as if its name ended in a slash.
    fn order(&self, other: &Entry<'_>) -> Ordering {
        let shared = self.name.len().min(other.name.len());
        let next = |entry: &Entry<'_>| match entry.name.get(shared) {
            Some(byte) => *byte,
            None if entry.kind == Kind::Tree => b'/',
            None => 0,
        };
        self.name.get(..shared).cmp(&other.name.get(..shared)).then_with(|| next(self).cmp(&next(other)))
    }
}

/// Where in a raw tree the walk is. `at` is the entry that [`Cursor::entry`] gives.
struct Cursor<'o> {
    object: OdbObject<'o>,
    at: Option<Slot>,
}

/// A decoded entry, by position, so that a [`Cursor`] can own its bytes.
#[derive(Clone)]
struct Slot {
    kind: Kind,
    name: Range<usize>,
    id: Oid,
}

impl<'o> Cursor<'o> {
    fn open(store: &'o Store<'_>, id: Oid) -> Result<Self, GitError> {
        let object = store.read(id)?;
        if object.kind() != ObjectType::Tree {
            return Err(malformed(id, "is not a tree"));
        }
        let mut cursor = Cursor { object, at: None };
        cursor.at = cursor.decode(0)?;
        Ok(cursor)
    }

    fn entry(&self) -> Option<Entry<'_>> {
        let slot = self.at.as_ref()?;
        Some(Entry { kind: slot.kind, name: self.object.data().get(slot.name.clone())?, id: slot.id })
    }

    fn advance(&mut self) -> Result<(), GitError> {
        let Some(slot) = self.at.take() else { return Ok(()) };
        let next = self.decode(slot.name.end + 1 + ID_BYTES)?;
        self.at = Some(slot);
        let out_of_order = match (&next, self.entry()) {
            (Some(next), Some(last)) => {
                let name = self.object.data().get(next.name.clone()).unwrap_or_default();
                last.order(&Entry { kind: next.kind, name, id: next.id }) != Ordering::Less
            }
            _ => false,
        };
        if out_of_order {
            return Err(malformed(self.object.id(), "has entries out of order"));
        }
        self.at = next;
        Ok(())
    }

    /// The entry whose mode starts at byte `start`; nothing at the end of the tree.
    fn decode(&self, start: usize) -> Result<Option<Slot>, GitError> {
        let rest = self.object.data().get(start..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(None);
        }
        decode(rest, start).map(Some).map_err(|problem| malformed(self.object.id(), problem))
    }
}

const ID_BYTES: usize = 20;

/// Decodes `MODE SP NAME NUL ID` at the beginning of `bytes`, which stand at `offset` of their tree.
fn decode(bytes: &[u8], offset: usize) -> Result<Slot, &'static str> {
    let space = bytes.iter().take(8).position(|byte| *byte == b' ').ok_or("has an entry without a mode")?;
    let (mode, rest) = bytes.split_at_checked(space).ok_or("has an entry without a mode")?;
    let length = rest.iter().position(|byte| *byte == 0).ok_or("is cut off inside a name")?;
    let name = rest.get(1..length).unwrap_or_default();
    let id = rest.get(length + 1..length + 1 + ID_BYTES).ok_or("is cut off inside an id")?;
    let kind = octal(mode).and_then(Kind::from_mode).ok_or("has an entry of an unknown kind")?;
    if matches!(name, b"" | b"." | b"..") || name.contains(&b'/') {
        return Err("has an entry with an impossible name");
    }
    let id = Oid::from_bytes(id).map_err(|_| "has an entry with an impossible id")?;
    Ok(Slot { kind, name: offset + space + 1..offset + space + length, id })
}

fn octal(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0u32, |value, digit| match digit {
        b'0'..=b'7' => Some(value * 8 + u32::from(digit - b'0')),
        _ => None,
    })
}

fn malformed(id: Oid, problem: &str) -> GitError {
    GitError::CorruptObject { id: ObjectId(id), problem: problem.to_owned() }
}

/// Two directories with the same name; either may be missing.
struct Level<'o> {
    old: Option<Cursor<'o>>,
    new: Option<Cursor<'o>>,
    /// Bytes of the path that name this directory, with the slash.
    prefix: usize,
}

/// What a [`Level`] has next.
struct Step {
    old: Option<Leaf>,
    new: Option<Leaf>,
}

impl Level<'_> {
    /// The next name of either side, appended to `path`, and what each side has under it.
    fn step(&mut self, path: &mut Vec<u8>) -> Result<Option<Step>, GitError> {
        let old = self.old.as_ref().and_then(Cursor::entry);
        let new = self.new.as_ref().and_then(Cursor::entry);
        let order = match (&old, &new) {
            (None, None) => return Ok(None),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => old.order(new),
        };
        path.truncate(self.prefix);
        let first = if order == Ordering::Greater { &new } else { &old };
        path.extend_from_slice(first.map_or(&[], |entry| entry.name));
        let step = Step {
            old: old.filter(|_| order != Ordering::Greater).map(|entry| entry.leaf()),
            new: new.filter(|_| order != Ordering::Less).map(|entry| entry.leaf()),
        };
        if let (Some(cursor), Some(_)) = (self.old.as_mut(), step.old) {
            cursor.advance()?;
        }
        if let (Some(cursor), Some(_)) = (self.new.as_mut(), step.new) {
            cursor.advance()?;
        }
        Ok(Some(step))
    }
}

/// What a walk may still read.
struct Budget {
    entries: usize,
    bytes: usize,
}

impl Budget {
    fn spend(&mut self, path: &[u8], depth: usize) -> Result<(), GitError> {
        let too_large = |what, limit| Err(GitError::TooLarge { what, limit, path: Some(path::shown(path)) });
        if path.len() > MAX_PATH {
            return Err(GitError::TooLarge { what: "bytes in a path", limit: MAX_PATH, path: None });
        }
        if depth > MAX_DEPTH {
            return too_large("directories inside directories", MAX_DEPTH);
        }
        self.entries += 1;
        self.bytes += path.len();
        if self.entries > MAX_ENTRIES {
            return too_large("entries in a tree", MAX_ENTRIES);
        }
        if self.bytes > MAX_PATHS {
            return too_large("bytes in the paths of a tree", MAX_PATHS);
        }
        Ok(())
    }
}

/// Visits every path that is not the same in both trees, in byte order, with what each side has
/// there. A file that becomes a directory is visited as the file's end and each new file's
/// beginning. At least one of the two leaves is given; neither is a tree.
pub(super) fn compare(
    store: &Store<'_>,
    old: Option<Oid>,
    new: Option<Oid>,
    mut visit: impl FnMut(&[u8], Option<Leaf>, Option<Leaf>) -> Result<(), GitError>,
) -> Result<(), GitError> {
    if old == new {
        return Ok(());
    }
    let open = |id: Option<Oid>| id.map(|id| Cursor::open(store, id)).transpose();
    let mut path = Vec::new();
    let mut budget = Budget { entries: 0, bytes: 0 };
    let mut levels = vec![Level { old: open(old)?, new: open(new)?, prefix: 0 }];
    while let Some(level) = levels.last_mut() {
        let Some(step) = level.step(&mut path)? else {
            levels.pop();
            continue;
        };
        budget.spend(&path, levels.len())?;
        if step.old == step.new {
            continue;
        }
        // A tree and a leaf never meet in one step: the order tells them apart.
        if step.old.or(step.new).is_some_and(|entry| entry.kind == Kind::Tree) {
            path.push(b'/');
            let (old, new) = (open(step.old.map(|tree| tree.id))?, open(step.new.map(|tree| tree.id))?);
            levels.push(Level { old, new, prefix: path.len() });
        } else {
            visit(&path, step.old, step.new)?;
        }
    }
    Ok(())
}

/// What `tree` has under `name`, a single name.
pub(super) fn entry(store: &Store<'_>, tree: Oid, name: &[u8]) -> Result<Option<Leaf>, GitError> {
    let mut cursor = Cursor::open(store, tree)?;
    let mut found = None;
    // To the end, so that an order or a duplicate that a listing refuses is refused here as well.
    while let Some(entry) = cursor.entry() {
        if entry.name == name {
            if found.is_some() {
                return Err(malformed(tree, "has two entries of the same name"));
            }
            found = Some(entry.leaf());
        }
        cursor.advance()?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(mode: &str, name: &[u8]) -> Vec<u8> {
        [mode.as_bytes(), b" ", name, b"\0", &[7; 20]].concat()
    }

    #[test]
    fn modes_are_read_as_git_reads_them() {
        for (mode, kind) in [
            ("40000", Some(Kind::Tree)),
            ("040000", Some(Kind::Tree)),
            ("100644", Some(Kind::File)),
            ("100664", Some(Kind::File)),
            ("100755", Some(Kind::Executable)),
            ("120000", Some(Kind::Link)),
            ("160000", Some(Kind::Submodule)),
            ("0", None),
            ("100648", None),
            ("", None),
        ] {
            assert_eq!(decode(&raw(mode, b"x"), 0).ok().map(|slot| slot.kind), kind, "{mode}");
        }
    }

    #[test]
    fn a_name_that_no_directory_can_hold_is_refused() {
        for name in [&b""[..], b".", b"..", b"a/b", b"/"] {
            assert_eq!(decode(&raw("100644", name), 0).map(|_| ()), Err("has an entry with an impossible name"));
        }
        for name in [&b"..."[..], b"a b", b"a\nb", b"\xff", b".gitignore"] {
            assert!(decode(&raw("100644", name), 0).is_ok(), "{name:?}");
        }
    }

    #[test]
    fn every_truncation_is_an_error() {
        let whole = raw("100644", b"main.tf");
        for end in 0..whole.len() {
            assert!(decode(whole.get(..end).unwrap_or_default(), 0).is_err(), "{end}");
        }
        assert_eq!(decode(&whole, 40).map(|slot| slot.name), Ok(47..54));
    }

    #[test]
    fn a_directory_sorts_as_if_it_ended_in_a_slash() {
        let id = Oid::ZERO_SHA1;
        let entry = |kind, name| Entry { kind, name, id };
        let ordered = [
            entry(Kind::File, &b"a"[..]),
            entry(Kind::File, b"a-b"),
            entry(Kind::Tree, b"a"),
            entry(Kind::File, b"a0"),
            entry(Kind::Tree, b"a0"),
        ];
        for (left, one) in ordered.iter().enumerate() {
            for (right, other) in ordered.iter().enumerate() {
                assert_eq!(one.order(other), left.cmp(&right), "{one:?} {other:?}");
            }
        }
    }
}
