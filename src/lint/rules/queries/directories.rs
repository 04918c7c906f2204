//! The directories of a repository, and the words of queries that ask for one.

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::answers::{troubles, vocabulary};
use super::asked::{Troubled, Uses, grouped};
use super::vocabulary::Vocabulary;
use crate::lint::queries::Query;
use crate::lint::subject::{AsRead, InRepository};
use crate::tag_query::{Atom, Meaning};

/// The root.
const ROOT: &str = ".";

/// Words of several segments that are looked for in every directory. What is beyond is taken to be there.
const SEARCHES: usize = 256;

/// The directories of all dirspaces, and those above them.
pub(super) struct Directories<'a> {
    dirs: BTreeSet<&'a str>,
    /// With a directory below.
    above: BTreeMap<&'a str, &'a str>,
    segments: HashSet<&'a str>,
    searches: Cell<usize>,
    files: &'a [String],
    with_files: OnceCell<HashSet<&'a str>>,
}

impl<'a> Directories<'a> {
    /// `None` where nothing can be said: no dirspace at all, or a script that decides which there are.
    pub(super) fn new(subject: &InRepository<'a>) -> Option<Directories<'a>> {
        let dirs: BTreeSet<&str> = subject.repository.dirspaces().map(|placed| placed.dirspace.dir.as_str()).collect();
        if dirs.is_empty() || vocabulary(&subject.read).open || subject.read.config.tree_builder_enabled.value {
            return None;
        }
        let mut above = BTreeMap::new();
        for dir in dirs.iter().filter(|dir| **dir != ROOT) {
            above.entry(ROOT).or_insert(*dir);
            for parent in parents(dir) {
                above.entry(parent).or_insert(*dir);
            }
        }
        let segments = dirs.iter().flat_map(|dir| dir.split('/')).collect();
        let files = &subject.repository.files;
        Some(Directories { dirs, above, segments, searches: Cell::new(SEARCHES), files, with_files: OnceCell::new() })
    }

    /// Whether a dirspace is in exactly this directory.
    pub(super) fn has(&self, dir: &str) -> bool {
        self.dirs.contains(dir)
    }

    /// Some directory of a dirspace below.
    pub(super) fn below(&self, dir: &str) -> Option<&'a str> {
        self.above.get(dir).copied()
    }

    /// Whether some directory of a dirspace has these segments in a row.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.segments.contains(path) || self.dirs.contains(path) || self.finds(path)
    }

    fn finds(&self, path: &str) -> bool {
        if !path.contains('/') || !path.split('/').all(|segment| self.segments.contains(segment)) {
            return false;
        }
        let Some(left) = self.searches.get().checked_sub(1) else { return true };
        self.searches.set(left);
        let slashed = format!("/{path}/");
        self.dirs.iter().any(|dir| format!("/{dir}/").contains(&slashed))
    }

    /// Whether there are files in the directory or below, dirspace or not.
    pub(super) fn is_in_repository(&self, dir: &str) -> bool {
        let with_files = || self.files.iter().flat_map(|file| parents(file)).collect();
        self.with_files.get_or_init(with_files).contains(dir)
    }

    /// All directories of dirspaces and above.
    pub(super) fn all(&self) -> impl Iterator<Item = &'a str> {
        self.dirs.iter().chain(self.above.keys()).copied()
    }

    /// Every segment.
    pub(super) fn segments(&self) -> impl Iterator<Item = &'a str> {
        self.segments.iter().copied()
    }
}

/// The directories above a path, nearest to the root first.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}

/// Every word that asks for a directory and that no other lint speaks of.
pub(super) fn asked_for<'q>(subject: &AsRead<'q>) -> Vec<Uses<'q>> {
    let vocabulary = vocabulary(subject);
    let of = |(query, troubled): (&'q Query<'q>, &'q [Troubled<'q>])| {
        let troubled: BTreeSet<usize> = troubled.iter().map(|(atom, _)| atom.word.span().start).collect();
        let atoms = query.query.expr().atoms();
        let asks = atoms.filter(|atom| directory(atom).is_some() && !is_own(atom, vocabulary));
        let fine = asks.filter(|atom| !troubled.contains(&atom.word.span().start));
        fine.map(|atom| (query, atom)).collect::<Vec<_>>()
    };
    grouped(troubles(subject).flat_map(of))
}

fn is_own(atom: &Atom<'_>, vocabulary: &Vocabulary<'_>) -> bool {
    matches!(atom.meaning, Meaning::Tag(_)) && atom.word.text().is_some_and(|word| vocabulary.is_own(word))
}

/// What an atom asks of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked<'q> {
    /// `dir:x`: to be this.
    ToBe(&'q str),
    /// `x in dir`: to have this in it.
    ToHold(&'q str),
}

fn directory<'q>(atom: &Atom<'q>) -> Option<Asked<'q>> {
    match atom.meaning {
        Meaning::Tag(tag) => Some(Asked::ToBe(std::str::from_utf8(tag).ok()?.strip_prefix("dir:")?)),
        Meaning::InDir(segments) => Some(Asked::ToHold(std::str::from_utf8(segments).ok()?)),
        Meaning::RelativeDir(_) => None,
    }
}

impl<'q> Uses<'q> {
    /// What the word asks of a directory.
    pub(super) fn directory(&self) -> Option<Asked<'q>> {
        directory(&self.atom)
    }
}
