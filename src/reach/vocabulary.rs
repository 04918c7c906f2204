//! The atoms of a list of queries, each once, and what may be true of each.
//!
//! Here stands what makes a dirspace a dirspace as far as one atom is concerned; what atoms have to do with
//! each other is the [`Assignment`](super::assignment::Assignment)'s business.

use std::collections::{HashMap, HashSet};

use super::{Asker, Theory};
use crate::tag_query::{Atom, Meaning};

/// Position of an atom in the [`Vocabulary`].
pub(super) type AtomId = usize;

/// What has to hold when an atom is true or false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing can make it true.
    Never,
    /// The directory, and nothing else: true exactly of one.
    Dir,
    /// The directory or a tag spelled like it: false only of other directories.
    DirOrForged,
    /// Whole segments of the directory.
    InDir,
    /// A tag of which a dirspace has at most one, of this group.
    Own(Group),
    /// A tag that is there or not, whatever else holds.
    Free,
}

/// Tags that exclude each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// `workspace:` and `stack:`. A dirspace has exactly one, and there are always more than a query names.
    Workspace,
    /// `branch:`.
    Branch,
    /// `dest_branch:`.
    DestBranch,
}

impl Group {
    pub(super) const COUNT: usize = 3;
}

/// The atoms of some queries.
#[derive(Debug, Default)]
pub(super) struct Vocabulary<'q> {
    ids: HashMap<(Sort, &'q [u8]), AtomId>,
    atoms: Vec<(Meaning<'q>, Kind)>,
    /// Every segment of a directory that a query names.
    segments: HashSet<&'q str>,
    /// Words of `x in dir`, segment by segment: child of a node by the next segment. The root is 0.
    children: HashMap<(usize, &'q str), usize>,
    /// The atom that ends in a node.
    ends: Vec<Option<AtomId>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Sort {
    Tag,
    InDir,
    RelativeDir,
}

impl<'q> Vocabulary<'q> {
    pub(super) fn new() -> Self {
        Vocabulary { ends: vec![None], ..Vocabulary::default() }
    }

    /// The number of an atom, new or known.
    pub(super) fn id(&mut self, atom: &Atom<'q>, asker: Asker, theory: Theory<'_>) -> AtomId {
        let key = key(atom.meaning);
        if let Some(known) = self.ids.get(&key) {
            return *known;
        }
        let id = self.atoms.len();
        let kind = kind(atom.meaning, asker, theory);
        self.ids.insert(key, id);
        self.atoms.push((atom.meaning, kind));
        self.note_segments(id);
        id
    }

    fn note_segments(&mut self, id: AtomId) {
        let Some(path) = self.directory(id) else { return };
        self.segments.extend(path.split('/'));
        if self.kind(id) != Kind::InDir {
            return;
        }
        let mut at = 0;
        for segment in path.split('/') {
            let fresh = self.ends.len();
            at = *self.children.entry((at, segment)).or_insert(fresh);
            if at == fresh {
                self.ends.push(None);
            }
        }
        if let Some(end) = self.ends.get_mut(at) {
            *end = Some(id);
        }
    }

    /// The number of a known atom.
    pub(super) fn known(&self, atom: &Atom<'_>) -> Option<AtomId> {
        self.ids.get(&key(atom.meaning)).copied()
    }

    pub(super) fn len(&self) -> usize {
        self.atoms.len()
    }

    pub(super) fn kind(&self, id: AtomId) -> Kind {
        self.atoms.get(id).map_or(Kind::Never, |(_, kind)| *kind)
    }

    /// The directory or the segments that an atom names.
    pub(super) fn directory(&self, id: AtomId) -> Option<&'q str> {
        let (meaning, kind) = self.atoms.get(id)?;
        let path = match (kind, *meaning) {
            (Kind::Dir | Kind::DirOrForged, Meaning::Tag(tag)) => tag.strip_prefix(b"dir:")?,
            (Kind::InDir, Meaning::InDir(path)) => path,
            _ => return None,
        };
        std::str::from_utf8(path).ok()
    }

    /// The tag that an atom asks for.
    pub(super) fn tag(&self, id: AtomId) -> Option<&'q str> {
        match self.atoms.get(id)?.0 {
            Meaning::Tag(tag) => std::str::from_utf8(tag).ok(),
            Meaning::InDir(_) | Meaning::RelativeDir(_) => None,
        }
    }

    /// The atom that asks for a tag.
    pub(super) fn of_tag(&self, tag: &str) -> Option<AtomId> {
        self.ids.get(&(Sort::Tag, tag.as_bytes())).copied()
    }

    /// The atom `. in dir`.
    pub(super) fn root_in_dir(&self) -> Option<AtomId> {
        self.ids.get(&(Sort::InDir, b".".as_slice())).copied()
    }

    /// Every atom `x in dir` that holds in a directory, perhaps more than once. `spend` is called for each step on the
    /// way.
    pub(super) fn holding_in<E>(&self, dir: &str, mut spend: impl FnMut() -> Result<(), E>) -> Result<Vec<AtomId>, E> {
        let mut found = Vec::new();
        let starts = std::iter::once(0).chain(dir.match_indices('/').map(|(at, _)| at + 1));
        for start in starts {
            let mut node = 0;
            for segment in dir.get(start..).unwrap_or_default().split('/') {
                spend()?;
                match self.children.get(&(node, segment)) {
                    Some(child) => node = *child,
                    None => break,
                }
                found.extend(self.ends.get(node).copied().flatten());
            }
        }
        Ok(found)
    }

    /// A segment that no query names, for a directory of which as little as possible is true.
    pub(super) fn other_segment(&self) -> String {
        unused(|name| self.segments.contains(name))
    }

    /// A name that no query gives after `prefix`.
    pub(super) fn other_name(&self, prefix: &str) -> String {
        let named = |name: &str| self.of_tag(&format!("{prefix}{name}")).is_some();
        if named("default") { unused(named) } else { "default".to_owned() }
    }
}

fn key(meaning: Meaning<'_>) -> (Sort, &[u8]) {
    match meaning {
        Meaning::Tag(tag) => (Sort::Tag, tag),
        Meaning::InDir(path) => (Sort::InDir, path),
        Meaning::RelativeDir(path) => (Sort::RelativeDir, path),
    }
}

fn unused(used: impl Fn(&str) -> bool) -> String {
    let mut name = "other".to_owned();
    let mut number = 1_u64;
    while used(&name) {
        number += 1;
        name = format!("other{number}");
    }
    name
}

fn kind(meaning: Meaning<'_>, asker: Asker, theory: Theory<'_>) -> Kind {
    match meaning {
        Meaning::Tag(tag) => std::str::from_utf8(tag).map_or(Kind::Never, |tag| kind_of_tag(tag, asker, theory)),
        Meaning::InDir(path) if is_directory(path) => Kind::InDir,
        Meaning::RelativeDir(path) if asker == Asker::DependsOn && can_be_relative(path) => Kind::Free,
        Meaning::InDir(_) | Meaning::RelativeDir(_) => Kind::Never,
    }
}

fn kind_of_tag(tag: &str, asker: Asker, theory: Theory<'_>) -> Kind {
    let forged = match theory {
        Theory::AnyTags => true,
        Theory::HonestTags => false,
        Theory::HonestTagsAnd(given) => given.contains(tag),
    };
    if let Some(dir) = tag.strip_prefix("dir:") {
        return match (is_directory(dir.as_bytes()), forged) {
            (true, true) => Kind::DirOrForged,
            (true, false) => Kind::Dir,
            (false, true) => Kind::Free,
            (false, false) => Kind::Never,
        };
    }
    let group = match tag.split_once(':').map(|(name, _)| name) {
        _ if forged => return Kind::Free,
        Some("workspace" | "stack") => Group::Workspace,
        Some("branch") => Group::Branch,
        Some("dest_branch") => Group::DestBranch,
        // The stack of a dirspace is what these queries are asked for, so that nothing has one yet.
        Some("stack_name") if asker == Asker::Stack => return Kind::Never,
        _ => return Kind::Free,
    };
    Kind::Own(group)
}

/// Whether git can hold a directory of that path: the root, or segments that are not empty, `.` or `..`.
pub(super) fn is_directory(path: &[u8]) -> bool {
    let is_segment = |segment: &str| !matches!(segment, "" | "." | "..") && !segment.contains('\0');
    std::str::from_utf8(path).is_ok_and(|path| path == "." || path.split('/').all(is_segment))
}

/// Whether `path`, seen from some directory, is one. Parents are taken away as the server takes them away: a `..` that
/// comes last stays, and `.` and nothing are segments like any other.
fn can_be_relative(path: &[u8]) -> bool {
    let mut own: Vec<&[u8]> = Vec::new();
    let mut segments = path.split(|byte| *byte == b'/').peekable();
    while let Some(segment) = segments.next() {
        if segment == b".." && segments.peek().is_some() {
            own.pop();
        } else {
            own.push(segment);
        }
    }
    own.iter().all(|segment| *segment != b"." && is_directory(segment))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "the queries of these tests parse")]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::tag_query::TagQuery;

    fn kind_in(text: &str, asker: Asker, theory: Theory<'_>) -> Kind {
        let query = TagQuery::parse(text).unwrap();
        let atom = query.expr().atoms().next().unwrap();
        kind(atom.meaning, asker, theory)
    }

    #[test]
    fn what_may_be_true_of_an_atom() {
        use Kind::{Dir, DirOrForged, Free, InDir, Never, Own};
        let table = [
            ("dir:a/b", Dir, DirOrForged),
            ("dir:.", Dir, DirOrForged),
            ("dir:*", Dir, DirOrForged),
            ("dir:a/", Never, Free),
            ("dir:/a", Never, Free),
            ("dir:./a", Never, Free),
            ("dir:a//b", Never, Free),
            ("dir:a/../b", Never, Free),
            ("dir:", Never, Free),
            ("'dir:a b'", Dir, DirOrForged),
            ("dir:a\0b", Never, Free),
            ("'dir:\\ü'", Never, Never),
            ("workspace:", Own(Group::Workspace), Free),
            ("stack:x", Own(Group::Workspace), Free),
            ("stack_name:x", Free, Free),
            ("branch:x", Own(Group::Branch), Free),
            ("dest_branch:x", Own(Group::DestBranch), Free),
            ("directory:x", Free, Free),
            ("workspace", Free, Free),
            ("''", Free, Free),
            ("'k\\ü'", Never, Never),
            ("relative_dir:../a", Never, Never),
            ("a in dir", InDir, InDir),
            ("dir~a/b", InDir, InDir),
            (". in dir", InDir, InDir),
            ("dir~", Never, Never),
            ("a/ in dir", Never, Never),
            ("./a in dir", Never, Never),
            ("'\\ü' in dir", Never, Never),
        ];
        for (text, honest, any) in table {
            assert_eq!(kind_in(text, Asker::Selection, Theory::HonestTags), honest, "{text}");
            assert_eq!(kind_in(text, Asker::Selection, Theory::AnyTags), any, "{text}");
        }
    }

    #[test]
    fn a_given_tag_is_there_or_not() {
        let given = BTreeSet::from(["stack:x".to_owned(), "dir:a".to_owned()]);
        let theory = Theory::HonestTagsAnd(&given);
        assert_eq!(kind_in("stack:x", Asker::Selection, theory), Kind::Free);
        assert_eq!(kind_in("stack:y", Asker::Selection, theory), Kind::Own(Group::Workspace));
        assert_eq!(kind_in("dir:a", Asker::Selection, theory), Kind::DirOrForged);
    }

    #[test]
    fn stacks_and_dependencies_ask_in_their_own_way() {
        assert_eq!(kind_in("stack_name:x", Asker::Stack, Theory::HonestTags), Kind::Never);
        assert_eq!(kind_in("stack_name:x", Asker::Stack, Theory::AnyTags), Kind::Free);
        assert_eq!(kind_in("stack_name:x", Asker::DependsOn, Theory::HonestTags), Kind::Free);
        let table = [
            ("../db", true),
            ("db", true),
            ("../../a/db", true),
            ("a/../b", true),
            ("./../b", true),
            (".", false),
            ("./db", false),
            ("", false),
            ("..", false),
            ("db/", false),
            ("a/..", false),
        ];
        for (path, can) in table {
            let kind = kind_in(&format!("'relative_dir:{path}'"), Asker::DependsOn, Theory::HonestTags);
            assert_eq!(kind, if can { Kind::Free } else { Kind::Never }, "{path}");
        }
    }
}
