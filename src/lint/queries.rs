//! Every tag query of a configuration, wherever it stands.
//!
//! Policies are not the only ones to select dirspaces: checks, workflows, stacks, drift schedules, notifications
//! and dependencies do it in the same language and fall into the same traps. Some of these sections are never read
//! into a [`Config`](crate::config::Config), and inherited values appear in one many times, so the queries are
//! taken from the document: each once, where somebody wrote it.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use super::Edit;
use super::subject::AsWritten;
use crate::config::node::{Node, Value};
use crate::source::{SourceMap, Span};
use crate::tag_query::TagQuery;

/// A tag query and where it stands.
#[derive(Clone, Debug)]
pub struct Query<'a> {
    /// What it is part of.
    pub place: Place<'a>,
    /// The query.
    pub query: TagQuery,
    node: &'a Node,
    sources: &'a SourceMap,
    /// Where the first byte of the query stands, if the others follow it one by one.
    start: Option<usize>,
    /// Whether its text is written where it is used, and used nowhere else.
    own_text: bool,
}

/// What a query is part of. Numbers count from 1, as people do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// An entry of `access_control.policies`.
    Policy(usize),
    /// An entry of `apply_requirements.checks`.
    Check(usize),
    /// An entry of `workflows`.
    Workflow(usize),
    /// `drift` itself, in its older form.
    Drift,
    /// An entry of `drift.schedules`, by name.
    Schedule(&'a str),
    /// An entry of `notifications.policies`.
    Notification(usize),
    /// An entry of `stacks.names`, by name.
    Stack(&'a str),
    /// `depends_on` of the global `when_modified`.
    GlobalDependsOn,
    /// `depends_on` of an entry of `dirs`, by its key.
    DirDependsOn(&'a str),
    /// `depends_on` of a workspace: the key of its directory, and its name.
    WorkspaceDependsOn(&'a str, &'a str),
}

impl Place<'_> {
    /// Whether the query says on what a dirspace depends: `relative_dir:` has a meaning there and nowhere else.
    pub fn is_depends_on(self) -> bool {
        matches!(self, Place::GlobalDependsOn | Place::DirDependsOn(_) | Place::WorkspaceDependsOn(..))
    }
}

impl fmt::Display for Place<'_> {
    /// As a message names it: `policy 3`, ``stack `network` ``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Policy(number) => write!(f, "policy {number}"),
            Place::Check(number) => write!(f, "check {number}"),
            Place::Workflow(number) => write!(f, "workflow {number}"),
            Place::Drift => f.write_str("`drift`"),
            Place::Schedule(name) => write!(f, "drift schedule `{}`", shown(name)),
            Place::Notification(number) => write!(f, "notification policy {number}"),
            Place::Stack(name) => write!(f, "stack `{}`", shown(name)),
            Place::GlobalDependsOn => f.write_str("the global `depends_on`"),
            Place::DirDependsOn(dir) => write!(f, "`depends_on` of `{}`", shown(dir)),
            Place::WorkspaceDependsOn(dir, workspace) => {
                write!(f, "`depends_on` of `{}` in `{}`", shown(workspace), shown(dir))
            }
        }
    }
}

impl Query<'_> {
    /// The whole scalar.
    pub fn span(&self) -> Span {
        self.node.span
    }

    /// The place of the bytes `range` of the query: exact where that can be told, else the whole scalar.
    pub fn part(&self, range: Range<usize>) -> Span {
        self.exact_part(range).unwrap_or(self.node.span)
    }

    fn exact_part(&self, range: Range<usize>) -> Option<Span> {
        let start = self.start?;
        Some(Span::new(self.node.span.source, start + range.start, start + range.end))
    }

    /// The edit that puts `replacement` in the place of the bytes `range` of the query. `None` where the query cannot
    /// be edited byte by byte, because it is escaped, folded, or used in another place as well; and where the
    /// replacement would mean something to YAML.
    pub fn edit(&self, range: Range<usize>, replacement: &str) -> Option<Edit> {
        let harmless = |c: char| c.is_ascii_alphanumeric() || " _-./:~()".contains(c);
        let text = replacement.chars().all(harmless) && !replacement.contains(": ") && !replacement.ends_with(':');
        let span = self.exact_part(range).filter(|_| self.own_text && text)?;
        // In a bare scalar a first or a last blank would be lost.
        let is_bare = self.start == Some(self.node.span.range().start);
        let at_an_edge = span.start == self.node.span.start || span.end == self.node.span.end;
        if is_bare && at_an_edge && (replacement.trim() != replacement || replacement.starts_with(['-', ':'])) {
            return None;
        }
        Some(Edit { span, replacement: replacement.to_owned() })
    }

    /// The style of a block scalar: what stands behind the key, such as `>` or `|+`, and its place. `None` for any
    /// other scalar, and for one that is used in another place as well.
    pub fn block_header(&self) -> Option<(&str, Span)> {
        let raw = self.sources.snippet(self.node.span)?;
        let header = raw.lines().next()?.split([' ', '#']).next()?;
        let is_block = self.own_text && header.starts_with(['|', '>']);
        let start = self.node.span.range().start;
        is_block.then(|| (header, Span::new(self.node.span.source, start, start + header.len())))
    }
}

/// Every tag query of a document that is a configuration, section by section and in each in the order of the text.
pub fn all<'a>(written: &AsWritten<'a>) -> Vec<Query<'a>> {
    let mut found = Collected { sources: written.sources, queries: Vec::new() };
    let root = written.root();
    let listed = |keys: &[&str]| written.at(keys).map(items).unwrap_or_default();
    let members = |keys: &[&str]| written.at(keys).and_then(Node::entries).unwrap_or_default();
    for (item, at) in listed(&["access_control", "policies"]).iter().zip(1..) {
        found.tag_query_of(item, Place::Policy(at));
    }
    for (item, at) in listed(&["apply_requirements", "checks"]).iter().zip(1..) {
        found.tag_query_of(item, Place::Check(at));
    }
    for entry in members(&["stacks", "names"]) {
        found.tag_query_of(&entry.value, Place::Stack(&entry.key));
    }
    found.depends_on_of(root, Place::GlobalDependsOn);
    for dir in members(&["dirs"]) {
        found.depends_on_of(&dir.value, Place::DirDependsOn(&dir.key));
        let below = ["workspaces", "stacks"].into_iter().filter_map(|key| dir.value.entry(key)?.value.entries());
        for workspace in below.flatten() {
            found.depends_on_of(&workspace.value, Place::WorkspaceDependsOn(&dir.key, &workspace.key));
        }
    }
    for (item, at) in listed(&["workflows"]).iter().zip(1..) {
        found.tag_query_of(item, Place::Workflow(at));
    }
    if let Some(drift) = root.entry("drift") {
        found.tag_query_of(&drift.value, Place::Drift);
    }
    for entry in members(&["drift", "schedules"]) {
        found.tag_query_of(&entry.value, Place::Schedule(&entry.key));
    }
    for (item, at) in listed(&["notifications", "policies"]).iter().zip(1..) {
        found.tag_query_of(item, Place::Notification(at));
    }
    found.queries_with_shared_text_marked()
}

fn items(node: &Node) -> &[Node] {
    match &node.value {
        Value::Sequence(items) => items,
        _ => &[],
    }
}

struct Collected<'a> {
    sources: &'a SourceMap,
    queries: Vec<Query<'a>>,
}

impl<'a> Collected<'a> {
    fn tag_query_of(&mut self, section: &'a Node, place: Place<'a>) {
        if let Some(entry) = section.entry("tag_query") {
            self.query(section, &entry.value, place);
        }
    }

    /// `when_modified.depends_on` of a section, in either of its two spellings.
    fn depends_on_of(&mut self, section: &'a Node, place: Place<'a>) {
        let Some(when_modified) = section.entry("when_modified").map(|entry| &entry.value) else { return };
        let Some(depends_on) = when_modified.entry("depends_on").map(|entry| &entry.value) else { return };
        self.tag_query_of(depends_on, place);
        self.query(when_modified, depends_on, place);
    }

    fn query(&mut self, parent: &Node, node: &'a Node, place: Place<'a>) {
        let Value::String(text) = &node.value else { return };
        // The configuration is read, so every query of it parses.
        let Ok(query) = TagQuery::parse(text) else { return };
        let within = |inner: Span, outer: Span| outer.start <= inner.start && inner.end <= outer.end;
        let own_text = parent.span.source == node.span.source && within(node.span, parent.span);
        let start = node.part(self.sources, text, 0..0).map(|first| first.range().start);
        self.queries.push(Query { place, query, node, sources: self.sources, start, own_text });
    }

    /// What an alias brings in twice has one place.
    fn queries_with_shared_text_marked(mut self) -> Vec<Query<'a>> {
        let mut uses: BTreeMap<Span, usize> = BTreeMap::new();
        for query in &self.queries {
            *uses.entry(query.span()).or_default() += 1;
        }
        for query in &mut self.queries {
            query.own_text &= uses.get(&query.node.span) == Some(&1);
        }
        self.queries
    }
}

/// Foreign text as a message may show it: bounded, and on one line.
pub fn shown(text: &str) -> String {
    const LONGEST: usize = 64;
    let escaped = |c: char| {
        let visible = !c.is_control() && (c == ' ' || !c.is_whitespace());
        if visible { c.to_string() } else { c.escape_default().to_string() }
    };
    let start: String = text.chars().take(LONGEST).map(escaped).collect();
    if text.chars().nth(LONGEST).is_some() { format!("{start}…") } else { start }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "the configurations of these tests can be read")]
mod tests {
    use super::super::run::Linted;
    use super::*;

    fn with_queries<T>(config: &str, ask: impl FnOnce(&SourceMap, &[Query<'_>]) -> T) -> T {
        let mut sources = SourceMap::new();
        let linted = Linted::read(&mut sources, "config.yml", config.as_bytes(), None);
        assert_eq!(linted.said, []);
        let written = AsWritten { sources: &sources, document: linted.document.as_ref().unwrap() };
        ask(&sources, &all(&written))
    }

    #[test]
    fn every_place_of_a_query_is_found() {
        let config = r#"
access_control: {policies: [{tag_query: a}, {tag_query: ''}]}
apply_requirements: {checks: [{tag_query: b}]}
stacks: {names: {one: {tag_query: c}, two: {stacks: [one]}}}
when_modified: {depends_on: d}
dirs:
  x: {when_modified: {depends_on: {tag_query: e}}}
  y:
    workspaces: {w: {when_modified: {depends_on: f}}}
    stacks: {s: {when_modified: {depends_on: g}}}
workflows: [{tag_query: h}]
drift: {schedules: {nightly: {schedule: daily, tag_query: i}}}
notifications: {policies: [{tag_query: j}]}
"#;
        let found = with_queries(config, |_, queries| {
            let text = |query: &Query<'_>| format!("{}: {}", query.place, query.query.text());
            queries.iter().map(text).collect::<Vec<_>>()
        });
        let wanted = [
            "policy 1: a",
            "policy 2: ",
            "check 1: b",
            "stack `one`: c",
            "the global `depends_on`: d",
            "`depends_on` of `x`: e",
            "`depends_on` of `w` in `y`: f",
            "`depends_on` of `s` in `y`: g",
            "workflow 1: h",
            "drift schedule `nightly`: i",
            "notification policy 1: j",
        ];
        assert_eq!(found, wanted);
        let old = "drift: {schedule: daily, tag_query: k}\n";
        assert_eq!(with_queries(old, |_, queries| queries.iter().map(|q| q.place).collect::<Vec<_>>().len()), 1);
    }

    /// The text of the place of bytes 5 to 6 of the first query, and whether an edit of them is offered.
    fn part(query: &str) -> (String, bool) {
        let config = format!("definitions:\n  q: &q a or b\nworkflows:\n  - tag_query: {query}\n");
        with_queries(&config, |sources, queries| {
            let query = queries.first().unwrap();
            (sources.snippet(query.part(5..6)).unwrap().to_owned(), query.edit(5..6, "(c)").is_some())
        })
    }

    #[test]
    fn a_part_of_a_query_has_its_own_place_where_that_can_be_told() {
        for (query, text, editable) in [
            ("a or b", "b", true),
            ("'a or b'", "b", true),
            ("\"a or b\"", "b", true),
            ("\"a or \\x62\"", "\"a or \\x62\"", false),
            ("*q", "b", false),
        ] {
            assert_eq!(part(query), (text.to_owned(), editable), "{query}");
        }
    }

    #[test]
    fn an_edit_may_not_break_the_scalar() {
        let edits = |query: &str, range: Range<usize>, replacement: &str| {
            with_queries(&format!("workflows:\n  - tag_query: {query}\n"), |_, queries| {
                queries.first().unwrap().edit(range, replacement).is_some()
            })
        };
        assert!(edits("a or b", 0..0, "("));
        assert!(edits("a or b", 6..6, ")"));
        assert!(edits("'a or b'", 5..6, "not b"));
        for (query, range, replacement) in
            [("a or b", 6..6, " #"), ("a or b", 0..0, "- "), ("a or b", 5..6, "dir: b"), ("'a or b'", 0..1, "'x'")]
        {
            assert!(!edits(query, range, replacement), "{query} {replacement}");
        }
    }

    #[test]
    fn the_header_of_a_block_is_found() {
        for (block, header) in
            [(">\n      a\n", Some(">")), ("|+ # why\n      a\n", Some("|+")), ("a\n", None), ("'>'\n", None)]
        {
            let config = format!("workflows:\n  - tag_query: {block}");
            let found = with_queries(&config, |sources, queries| {
                let (header, span) = queries.first().unwrap().block_header()?;
                assert_eq!(sources.snippet(span), Some(header));
                Some(header.to_owned())
            });
            assert_eq!(found.as_deref(), header, "{block}");
        }
    }

    #[test]
    fn what_a_message_shows_is_bounded_and_on_one_line() {
        assert_eq!(shown("a\nb\u{a0}c"), "a\\nb\\u{a0}c");
        assert_eq!(shown(&"x".repeat(100)).chars().count(), 65);
    }
}
