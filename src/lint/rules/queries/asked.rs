//! What a query asks for that cannot be, each word under one heading.
//!
//! Most rules of this folder are about a word that no dirspace answers to, and they overlap: `!prod` is a tag that
//! nothing gives as well as a negation that is none. The headings are tried in one order here, so that one mistake is
//! reported by one rule.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::answers::troubles;
use super::foreign::Foreign;
use super::paths::Flaw;
use super::vocabulary::{Kind, Vocabulary};
use crate::lint::queries::{Place, Query};
use crate::lint::subject::AsRead;
use crate::lint::{Edit, Finding};
use crate::tag_query::{Atom, Meaning};

/// Why no dirspace answers to a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Trouble<'a> {
    /// A line break is part of it.
    LineBreak,
    /// It is part of a tag that would have to be quoted.
    Unquoted {
        /// The tag.
        tag: &'a str,
        /// Whether it is the first of the words that the tag falls into.
        first: bool,
    },
    /// `relative_dir:` where there is no directory to start from.
    RelativeDirElsewhere,
    /// `relative_dir:` with a path that leads nowhere.
    RelativeDir(Flaw),
    /// `dir:` with something that is no directory.
    Dir(&'a str, Flaw),
    /// `x in dir` with something that is no part of a directory.
    InDir(&'a str, Flaw),
    /// `stack_name:` where stacks are still being made.
    StackNameInStack,
    /// It is written in another language.
    Foreign(Foreign<'a>),
    /// It is the name of something that has a tag of another form.
    Name,
    /// Nothing in the file gives the tag.
    Unknown,
}

/// A word to which no dirspace answers, with the reason.
pub(super) type Troubled<'a> = (Atom<'a>, Trouble<'a>);

/// Every such word of a query, in the order of the text.
pub(super) fn of_query<'q>(query: &'q Query<'_>, vocabulary: &Vocabulary<'q>) -> Vec<Troubled<'q>> {
    let mut found = Vec::new();
    // Where the tag ends that the words up to here are parts of.
    let mut unquoted: Option<(&str, usize)> = None;
    for atom in query.query.expr().atoms() {
        let start = atom.word.span().start;
        if let Some((tag, end)) = unquoted
            && start < end
        {
            found.push((atom, Trouble::Unquoted { tag, first: false }));
            continue;
        }
        if let Some(tag) = unquoted_tag(query, &atom, vocabulary) {
            unquoted = Some((tag, start + tag.len()));
            found.push((atom, Trouble::Unquoted { tag, first: true }));
        } else if let Some(trouble) = of_atom(query.place, &atom, vocabulary) {
            found.push((atom, trouble));
        }
    }
    found
}

fn unquoted_tag<'a>(query: &Query<'_>, atom: &Atom<'_>, vocabulary: &Vocabulary<'a>) -> Option<&'a str> {
    let word = atom.word.text().filter(|_| !atom.word.is_quoted())?;
    if vocabulary.is_own(word) {
        return None;
    }
    vocabulary.unquoted(word, query.query.text().get(atom.word.span().start..)?)
}

fn of_atom<'q>(place: Place<'_>, atom: &Atom<'q>, vocabulary: &Vocabulary<'_>) -> Option<Trouble<'q>> {
    let Some(word) = atom.word.text() else { return Some(Trouble::Unknown) };
    if matches!(atom.meaning, Meaning::Tag(_)) && vocabulary.is_own(word) {
        return None;
    }
    if word.contains(['\n', '\r']) {
        return Some(Trouble::LineBreak);
    }
    match atom.meaning {
        Meaning::InDir(dir) => {
            let dir = std::str::from_utf8(dir).unwrap_or_default();
            if let Some(rest) = dir.strip_prefix('!').filter(|rest| !rest.is_empty() && vocabulary.dir(dir).is_none()) {
                return Some(Trouble::Foreign(Foreign::Not(rest)));
            }
            Flaw::of(dir).map(|flaw| Trouble::InDir(dir, flaw))
        }
        Meaning::RelativeDir(_) if !place.is_depends_on() => Some(Trouble::RelativeDirElsewhere),
        Meaning::RelativeDir(path) => {
            Flaw::of_relative(std::str::from_utf8(path).unwrap_or_default()).map(Trouble::RelativeDir)
        }
        Meaning::Tag(_) => of_tag(place, word, vocabulary),
    }
}

fn of_tag<'q>(place: Place<'_>, word: &'q str, vocabulary: &Vocabulary<'_>) -> Option<Trouble<'q>> {
    if let Some(dir) = word.strip_prefix("dir:") {
        return Flaw::of(dir).map(|flaw| Trouble::Dir(dir, flaw));
    }
    if let Some((kind, name)) = Kind::of(word) {
        if kind == Kind::Stack && matches!(place, Place::Stack(_)) {
            return Some(Trouble::StackNameInStack);
        }
        if vocabulary.has_name(kind, name) {
            return None;
        }
    }
    // A tag that is given elsewhere may have a comma or a star in it, but is no operator.
    match Foreign::of(word) {
        Some(foreign) if !vocabulary.open || foreign.is_operator() => return Some(Trouble::Foreign(foreign)),
        _ if vocabulary.open => return None,
        _ => {}
    }
    // No stack is known by name while stacks are being made.
    let in_stack = matches!(place, Place::Stack(_));
    let mut kinds = vocabulary.kinds_of(word).filter(|(kind, _)| !in_stack || *kind != Kind::Stack);
    let is_name = kinds.next().is_some() || vocabulary.dir(word).is_some();
    Some(if is_name { Trouble::Name } else { Trouble::Unknown })
}

/// Findings about one query after the other: `finding` is given what a query asks in vain.
pub(super) fn in_each(
    subject: &AsRead<'_>,
    finding: impl Fn(&Query<'_>, &[Troubled<'_>]) -> Option<Finding>,
) -> Vec<Finding> {
    troubles(subject).filter_map(|(query, troubled)| finding(query, troubled)).collect()
}

/// Findings about one word of a query after the other.
pub(super) fn in_each_word(
    subject: &AsRead<'_>,
    finding: impl Fn(&Query<'_>, &Atom<'_>, Trouble<'_>) -> Option<Finding>,
) -> Vec<Finding> {
    let words = troubles(subject).flat_map(|(query, troubled)| troubled.iter().map(move |word| (query, word)));
    words.filter_map(|(query, (atom, trouble))| finding(query, atom, *trouble)).collect()
}

/// A word and every place that asks for it.
pub(super) struct Uses<'q> {
    /// The word, where it is asked for first.
    pub(super) atom: Atom<'q>,
    /// The queries, each with the place of the atom in it. Never empty.
    pub(super) places: Vec<(&'q Query<'q>, Range<usize>)>,
}

/// Words with the same trouble, each once, in the order of their first use.
pub(super) fn by_word<'q>(subject: &AsRead<'q>, wanted: impl Fn(Trouble<'_>) -> bool) -> Vec<Uses<'q>> {
    let words = troubles(subject).flat_map(|(query, troubled)| troubled.iter().map(move |word| (query, word)));
    grouped(words.filter(|(_, (_, trouble))| wanted(*trouble)).map(|(query, (atom, _))| (query, *atom)))
}

/// Words, each once with all its places, in the order of their first use.
pub(super) fn grouped<'q>(words: impl Iterator<Item = (&'q Query<'q>, Atom<'q>)>) -> Vec<Uses<'q>> {
    let mut grouped: Vec<Uses<'q>> = Vec::new();
    let mut known: BTreeMap<&[u8], usize> = BTreeMap::new();
    for (query, atom) in words {
        let at = *known.entry(atom.word.bytes()).or_insert(grouped.len());
        match grouped.get_mut(at) {
            Some(uses) => uses.places.push((query, atom.span())),
            None => grouped.push(Uses { atom, places: vec![(query, atom.span())] }),
        }
    }
    grouped
}

/// Most places that one finding shows.
const MOST_PLACES: usize = 8;

impl Uses<'_> {
    /// A finding at the first place that mentions the others.
    pub(super) fn finding(&self, label: &str, message: String) -> Option<Finding> {
        let mut places = self.places.iter().map(|(query, range)| (query, query.part(range.clone())));
        let (_, first) = places.next()?;
        let rest = places.len();
        let count = if rest < MOST_PLACES { String::new() } else { format!(", here and in {rest} other places") };
        let mut seen = BTreeSet::from([first]);
        let mut finding = Finding::new(first, label, message + &count);
        for (query, span) in places.filter(|(_, span)| seen.insert(*span)).take(MOST_PLACES - 1) {
            finding = finding.with_label(span, format!("and in {}", query.place));
        }
        Some(finding)
    }

    /// The edits that write `replacement` everywhere.
    pub(super) fn replaced(&self, replacement: &str) -> Option<Vec<Edit>> {
        self.places.iter().map(|(query, range)| query.edit(range.clone(), replacement)).collect()
    }
}
