//! Every list of file patterns that somebody wrote, once: under the global `when_modified`, a directory, or a workspace.

use std::collections::{BTreeMap, BTreeSet};

use super::directory_key_never_matches::dead;
use crate::config::node::{Node, Value};
use crate::dirspace::path_pattern::PathPattern;
use crate::dirspace::pattern_template::for_dirspace;
use crate::dirspace::spec::DirSpec;
use crate::lint::subject::AsRead;
use crate::source::{Span, Spanned};

/// One list.
pub(super) struct PatternList<'a> {
    /// Whose it is.
    pub(super) owner: Owner<'a>,
    /// The keys of all entries that have it, by inheritance or by an alias.
    pub(super) keys: BTreeSet<&'a str>,
    /// What stands in it. Never empty: an empty list has no place and nothing to say.
    pub(super) patterns: Vec<Pattern<'a>>,
}

/// Whose a list is.
#[derive(Clone, Copy)]
pub(super) enum Owner<'a> {
    /// The global `when_modified`.
    Global,
    /// An entry of `dirs`, by its key.
    Entry(&'a str),
    /// Several entries of `dirs`, by an alias.
    Entries,
}

/// One pattern.
pub(super) struct Pattern<'a> {
    /// As somebody wrote it.
    pub(super) written: &'a str,
    /// As the server takes it, which differs in the global list.
    pub(super) taken: &'a str,
    /// Whether some entry has the global list too, by an alias, and takes the pattern as written.
    pub(super) as_written_too: bool,
    /// Where it stands.
    pub(super) span: Span,
}

impl Pattern<'_> {
    /// Whether it excludes.
    pub(super) fn is_negated(&self) -> bool {
        self.taken.starts_with('!')
    }

    /// Whether it is a pattern at all. What is none the server refuses, and that is said elsewhere.
    pub(super) fn is_pattern(&self) -> bool {
        PathPattern::parse(self.taken).is_ok()
    }

    /// As it is for the directory of `owner`; where that is not known, for the root and for plain names so deep that no `..` leads
    /// out of the last one. What holds of all of them holds for every directory: a `..` takes away what is before it, a `!` too,
    /// and a longer name only ever makes a text harder to find.
    pub(super) fn expansions(&self, owner: Owner<'_>) -> Vec<String> {
        let deepest = self.taken.matches("..").count().min(MOST_STEPS) + 1;
        let unknown = || std::iter::once(".".to_owned()).chain((1..=deepest).map(|depth| vec!["a"; depth].join("/")));
        let dirs: Vec<String> = owner.directory().map_or_else(|| unknown().collect(), |dir| vec![dir.to_owned()]);
        let texts = [Some(self.taken), self.as_written_too.then_some(self.written)];
        let expanded = |text, dir: &String| String::from_utf8_lossy(&for_dirspace(text, dir, "w")).into_owned();
        texts.into_iter().flatten().flat_map(|text| dirs.iter().map(move |dir| expanded(text, dir))).collect()
    }
}

/// For more `..` than this nobody has a directory that is deep enough.
const MOST_STEPS: usize = 30;

impl<'a> Owner<'a> {
    /// The directory that the list is for, where there is just one.
    pub(super) fn directory(self) -> Option<&'a str> {
        match self {
            // A key that names nothing is said to do so, and says nothing of its patterns.
            Owner::Entry(key) if !key.contains('*') && dead(key).is_none() => Some(key),
            _ => None,
        }
    }
}

/// Every list, the global one first. A list that is inherited, or shared by an alias, is there once.
pub(super) fn written_lists<'a>(subject: &AsRead<'a>) -> Vec<PatternList<'a>> {
    let layout = &subject.config.layout;
    let written = subject.written.at(&["when_modified", "file_patterns"]);
    let global = list(Owner::Global, &layout.when_modified.file_patterns, written);
    let entries = layout
        .dirs
        .iter()
        .flat_map(|(key, entry)| lists_of(entry).map(move |patterns| list(Owner::Entry(key), patterns, None)));
    let mut lists: Vec<PatternList<'a>> = Vec::new();
    let mut known: BTreeMap<Span, usize> = BTreeMap::new();
    for list in std::iter::once(global).chain(entries) {
        let Some(first) = list.patterns.first() else { continue };
        let at = *known.entry(first.span).or_insert(lists.len());
        match lists.get_mut(at) {
            Some(same) => same.share_with(list),
            None => lists.push(list),
        }
    }
    lists
}

impl<'a> PatternList<'a> {
    fn share_with(&mut self, other: PatternList<'a>) {
        self.keys.extend(other.keys);
        if matches!(self.owner, Owner::Entry(_)) && self.keys.len() > 1 {
            self.owner = Owner::Entries;
        }
        for (own, other) in self.patterns.iter_mut().zip(other.patterns) {
            own.as_written_too |= own.taken != other.taken;
        }
    }
}

fn lists_of(entry: &DirSpec) -> impl Iterator<Item = &[Spanned<String>]> {
    let workspaces = entry.workspaces.values().chain(entry.stacks.values());
    let each = std::iter::once(&entry.when_modified).chain(workspaces.map(|workspace| &workspace.when_modified));
    each.map(|when_modified| when_modified.file_patterns.as_slice())
}

fn list<'a>(owner: Owner<'a>, patterns: &'a [Spanned<String>], written: Option<&'a Node>) -> PatternList<'a> {
    let items = written.and_then(|node| match &node.value {
        Value::Sequence(items) => Some(items.as_slice()),
        _ => None,
    });
    let pattern = |(at, pattern): (usize, &'a Spanned<String>)| {
        let written = items.and_then(|items| items.get(at)).and_then(|item| match &item.value {
            Value::String(text) => Some(text.as_str()),
            _ => None,
        });
        let (written, taken) = (written.unwrap_or(&pattern.value), pattern.value.as_str());
        Some(Pattern { written, taken, as_written_too: false, span: pattern.span? })
    };
    let keys = match owner {
        Owner::Entry(key) => BTreeSet::from([key]),
        Owner::Global | Owner::Entries => BTreeSet::new(),
    };
    PatternList { owner, keys, patterns: patterns.iter().enumerate().filter_map(pattern).collect() }
}
