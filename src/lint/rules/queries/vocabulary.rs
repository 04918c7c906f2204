//! Which tags a file gives: its own, and the names that the server makes tags of.
//!
//! Collected once for all rules, so that a query costs what its words cost, however many tags there are.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::node::{Node, Value};
use crate::lint::Finding;
use crate::lint::subject::AsRead;
use crate::source::{Source, Span};
use crate::tag_query::TagQuery;

/// The workspace of a directory that names none, and the stack of a dirspace that no stack selects.
const DEFAULT: &str = "default";

/// What the server makes a tag of, beside directories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// An entry of `dirs.*.workspaces`.
    Workspace,
    /// An entry of `dirs.*.stacks`.
    StackEntry,
    /// An entry of `stacks.names`.
    Stack,
    /// An entry of `tags.branch`.
    Branch,
    /// An entry of `tags.dest_branch`.
    DestBranch,
}

impl Kind {
    pub(super) const ALL: [Kind; 5] = [Kind::Workspace, Kind::StackEntry, Kind::Stack, Kind::Branch, Kind::DestBranch];

    /// How its tags begin.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Kind::Workspace => "workspace:",
            Kind::StackEntry => "stack:",
            Kind::Stack => "stack_name:",
            Kind::Branch => "branch:",
            Kind::DestBranch => "dest_branch:",
        }
    }

    /// What a message calls one.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Kind::Workspace => "a workspace",
            Kind::StackEntry => "an entry under `stacks` of a directory",
            Kind::Stack => "a stack",
            Kind::Branch => "an entry of `tags.branch`",
            Kind::DestBranch => "an entry of `tags.dest_branch`",
        }
    }

    /// What is said of a name that is not one of them.
    pub(super) fn missing(self) -> &'static str {
        match self {
            Kind::Workspace => "is in no directory's `workspaces`",
            Kind::StackEntry => "is in no directory's `stacks`",
            Kind::Stack => "is not in `stacks.names`",
            Kind::Branch => "is not in `tags.branch`",
            Kind::DestBranch => "is not in `tags.dest_branch`",
        }
    }

    /// The kind and the name that a word asks for: `workspace:prod`.
    pub(super) fn of(word: &str) -> Option<(Kind, &str)> {
        Kind::ALL.into_iter().find_map(|kind| Some((kind, word.strip_prefix(kind.prefix())?)))
    }
}

/// A name of a directory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Directory {
    /// The key of `dirs` that it is or is part of.
    pub(super) key: Span,
    /// Whether it is the whole key.
    pub(super) whole: bool,
}

/// The tags of a file, by hand and by name.
#[derive(Debug)]
pub(super) struct Vocabulary<'a> {
    /// Tags that somebody wrote, with every place.
    own: BTreeMap<&'a str, Vec<Span>>,
    /// Names that become tags, with their first place; without one for what exists unwritten.
    names: BTreeMap<(Kind, &'a str), Option<Span>>,
    /// The keys of `dirs` that are no globs, and each of their segments.
    dirs: BTreeMap<&'a str, Directory>,
    /// Tags that a query has to quote, by the first word that they fall into without quotes.
    in_need_of_quotes: BTreeMap<&'a str, Vec<&'a str>>,
    /// Whether tags may come from where this run does not look.
    pub(super) open: bool,
}

impl<'a> Vocabulary<'a> {
    pub(super) fn new(subject: &AsRead<'a>) -> Vocabulary<'a> {
        let defaults = [((Kind::Workspace, DEFAULT), None), ((Kind::Stack, DEFAULT), None)];
        let mut vocabulary = Vocabulary {
            own: BTreeMap::new(),
            names: defaults.into(),
            dirs: BTreeMap::new(),
            in_need_of_quotes: BTreeMap::new(),
            open: subject.config.config_builder_enabled.value || is_central(subject),
        };
        for (keys, kind) in [
            (["stacks", "names"], Kind::Stack),
            (["tags", "branch"], Kind::Branch),
            (["tags", "dest_branch"], Kind::DestBranch),
        ] {
            subject.written.at(&keys).into_iter().for_each(|section| vocabulary.add_names(section, kind));
        }
        for entry in subject.written.at(&["dirs"]).and_then(Node::entries).unwrap_or_default() {
            vocabulary.add_dir(&entry.key, entry.key_span, &entry.value);
        }
        for tag in vocabulary.own.keys().filter(|tag| is_in_need_of_quotes(tag)) {
            let first = tag.split(splits_words).next().unwrap_or_default();
            vocabulary.in_need_of_quotes.entry(first).or_default().push(tag);
        }
        vocabulary
    }

    fn add_dir(&mut self, key: &'a str, span: Span, dir: &'a Node) {
        if !key.contains('*') {
            for segment in key.split('/').filter(|segment| !segment.is_empty()) {
                self.dirs.entry(segment).or_insert(Directory { key: span, whole: false });
            }
            self.dirs.insert(key, Directory { key: span, whole: true });
        }
        self.add_tags(dir);
        for (section, kind) in [("workspaces", Kind::Workspace), ("stacks", Kind::StackEntry)] {
            let Some(section) = dir.entry(section) else { continue };
            self.add_names(&section.value, kind);
            section.value.entries().unwrap_or_default().iter().for_each(|entry| self.add_tags(&entry.value));
        }
    }

    fn add_names(&mut self, section: &'a Node, kind: Kind) {
        for entry in section.entries().unwrap_or_default() {
            self.names.entry((kind, &entry.key)).or_default().get_or_insert(entry.key_span);
        }
    }

    fn add_tags(&mut self, section: &'a Node) {
        let Some(Value::Sequence(tags)) = section.entry("tags").map(|entry| &entry.value.value) else { return };
        for tag in tags {
            if let Value::String(text) = &tag.value {
                self.own.entry(text).or_default().push(tag.span);
            }
        }
    }

    /// Tags that somebody wrote, with their places, in byte order.
    pub(super) fn own(&self) -> impl Iterator<Item = (&'a str, &[Span])> {
        self.own.iter().map(|(tag, places)| (*tag, places.as_slice()))
    }

    /// Whether somebody wrote the tag.
    pub(super) fn is_own(&self, tag: &str) -> bool {
        self.own.contains_key(tag)
    }

    /// Whether there is such a name.
    pub(super) fn has_name(&self, kind: Kind, name: &str) -> bool {
        self.names.contains_key(&(kind, name))
    }

    /// The names of a kind.
    pub(super) fn names(&self, kind: Kind) -> impl Iterator<Item = &'a str> {
        self.names.keys().filter(move |(other, _)| *other == kind).map(|(_, name)| *name)
    }

    /// What a word is the name of, with the place where that is written.
    pub(super) fn kinds_of(&self, name: &str) -> impl Iterator<Item = (Kind, Option<Span>)> {
        Kind::ALL.into_iter().filter_map(move |kind| Some((kind, *self.names.get(&(kind, name))?)))
    }

    /// The key of `dirs` that is this directory or has it as a segment.
    pub(super) fn dir(&self, name: &str) -> Option<Directory> {
        self.dirs.get(name).copied()
    }

    /// The tag that stands without its quotes at the start of `rest`, whose first word is `first`.
    pub(super) fn unquoted(&self, first: &str, rest: &str) -> Option<&'a str> {
        let begins = |tag: &&&str| {
            let after = rest.strip_prefix(**tag).map(|after| after.chars().next());
            after.is_some_and(|next| next.is_none_or(splits_words) || tag.ends_with([')', '\'', '"']))
        };
        let candidates = self.in_need_of_quotes.get(first)?.iter().take(MOST_ALIKE);
        candidates.filter(begins).max_by_key(|tag| tag.len()).copied()
    }
}

/// Most tags in need of quotes with one first word that are compared with a query.
const MOST_ALIKE: usize = 16;

/// Whether a query reads the character as the end of a bare word.
fn splits_words(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\'' | '"' | '(' | ')')
}

/// Whether a query that holds the tag as it is asks for something else.
pub(super) fn is_in_need_of_quotes(tag: &str) -> bool {
    let parsed = TagQuery::parse(tag);
    let is_itself = |query: TagQuery| {
        let words: Vec<&[u8]> = query.expr().atoms().map(|atom| atom.word.bytes()).collect();
        words == [tag.as_bytes()]
    };
    !parsed.is_ok_and(is_itself)
}

/// Whether the file is one of those that lie below or above the files of many repositories: the tags that its queries
/// ask for are then given in those.
fn is_central(subject: &AsRead<'_>) -> bool {
    let name = subject.written.sources.get(subject.written.document.source()).map_or("", Source::name);
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    ["defaults.yml", "defaults.yaml", "overrides.yml", "overrides.yaml"].contains(&file)
}

/// Whether a query takes the tag for a question about the directory, quoted or not.
pub(super) fn is_unmatchable(tag: &str) -> bool {
    tag.starts_with("dir~") || tag.starts_with("relative_dir:")
}

/// The tag as a query has to spell it.
pub(super) fn quoted(tag: &str) -> String {
    let escaped = |quote: char| {
        let escape = |c: char| if c == quote || c == '\\' { vec!['\\', c] } else { vec![c] };
        let inside: String = tag.chars().flat_map(escape).collect();
        format!("{quote}{inside}{quote}")
    };
    if tag.contains('"') && !tag.contains('\'') { escaped('\'') } else { escaped('"') }
}

/// Most places that a finding about one tag shows.
const MOST_PLACES: usize = 8;

/// A finding about a tag, wherever it is given. `None` without a place.
pub(super) fn at_every_place(places: &[Span], label: &str, message: String) -> Option<Finding> {
    let places: BTreeSet<Span> = places.iter().copied().collect();
    let mut places = places.into_iter();
    let first = Finding::new(places.next()?, label, message);
    Some(places.take(MOST_PLACES - 1).fold(first, |finding, place| finding.with_label(place, "and here")))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a quoted tag that is no query fails the test")]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_tag_is_read_back_as_it_is() {
        for tag in ["eu west", "it's", "say \"x\"", "both ' and \"", "back\\slash x", "", "NOT", "ü ü"] {
            assert!(is_in_need_of_quotes(tag), "{tag}");
            let query = TagQuery::parse(&quoted(tag)).unwrap();
            assert_eq!(query.expr().atoms().next().unwrap().word.text(), Some(tag));
        }
        for tag in ["a", "a/b:c-d_e.f", "back\\slash", "ü", "dir~x"] {
            assert!(!is_in_need_of_quotes(tag), "{tag}");
        }
    }
}
