//! The lists of which the first match decides, and every other query of a configuration, each with its place.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::config::node::{Node, Value};
use crate::dirspace::spec::{DirSpec, LayoutSpec, StackMembers, WhenModified};
use crate::lint::subject::AsRead;
use crate::reach::{Asker, Budget, Theory};
use crate::source::{Span, Spanned};
use crate::tag_query::TagQuery;

/// Steps for one question about a whole list. Ordinary lists of ten thousand policies use a fraction.
pub(super) const BUDGET: Budget = Budget(4_000_000);

/// A query that somebody wrote, and where.
#[derive(Clone, Debug)]
pub(super) struct Written<'a> {
    pub(super) query: Cow<'a, TagQuery>,
    pub(super) span: Span,
    pub(super) asker: Asker,
}

/// A list of which the first match decides.
#[derive(Clone, Debug)]
pub(super) struct List<'a> {
    /// What an entry is called, and what several are.
    pub(super) names: (&'static str, &'static str),
    pub(super) entries: Vec<Written<'a>>,
    /// Where the list begins: its key.
    pub(super) key: Span,
}

impl List<'_> {
    pub(super) fn queries(&self) -> Vec<&TagQuery> {
        self.entries.iter().map(|entry| entry.query.as_ref()).collect()
    }
}

/// `access_control.policies`, unless nobody wrote them.
pub(super) fn policies<'a>(subject: &AsRead<'a>) -> Option<List<'a>> {
    let queries = subject.config.access_control.policies.iter().map(|policy| &policy.tag_query);
    list(subject, ["access_control", "policies"], ("policy", "policies"), queries.collect())
}

/// `apply_requirements.checks`, unless nobody wrote them as a list.
pub(super) fn checks<'a>(subject: &AsRead<'a>) -> Option<List<'a>> {
    let queries = subject.config.apply_requirements.checks.iter().map(|check| &check.tag_query);
    list(subject, ["apply_requirements", "checks"], ("check", "checks"), queries.collect())
}

fn list<'a>(
    subject: &AsRead<'a>,
    [section, key]: [&str; 2],
    names: (&'static str, &'static str),
    queries: Vec<&'a Spanned<TagQuery>>,
) -> Option<List<'a>> {
    let key = subject.written.at(&[section])?.entry(key)?.key_span;
    // All or none: a position in the list has to be one in the configuration.
    let entries: Option<Vec<Written<'a>>> = queries.into_iter().map(|query| written(query, Asker::Selection)).collect();
    entries.filter(|entries| !entries.is_empty()).map(|entries| List { names, entries, key })
}

fn written<'a>(query: &'a Spanned<TagQuery>, asker: Asker) -> Option<Written<'a>> {
    Some(Written { query: Cow::Borrowed(&query.value), span: query.span?, asker })
}

/// `workflows`. They decide no access and are not in the configuration, so they are read from the document.
pub(super) fn workflows<'a>(subject: &AsRead<'a>) -> Option<List<'a>> {
    let entry = subject.written.root().entry("workflows")?;
    let entries: Option<Vec<Written<'a>>> = parts(&entry.value).into_iter().map(of_part).collect();
    let entries = entries.filter(|entries| !entries.is_empty())?;
    Some(List { names: ("workflow", "workflows"), entries, key: entry.key_span })
}

/// The entries of a list, or the values of a mapping.
fn parts(node: &Node) -> Vec<&Node> {
    match &node.value {
        Value::Sequence(entries) => entries.iter().collect(),
        Value::Mapping(entries) => entries.iter().map(|entry| &entry.value).collect(),
        _ => Vec::new(),
    }
}

fn of_part<'a>(part: &Node) -> Option<Written<'a>> {
    let node = &part.entry("tag_query")?.value;
    let Value::String(text) = &node.value else { return None };
    let query = TagQuery::parse(text).ok()?;
    Some(Written { query: Cow::Owned(query), span: node.span, asker: Asker::Selection })
}

/// Every list of which the first match decides.
pub(super) fn lists<'a>(subject: &AsRead<'a>) -> Vec<List<'a>> {
    [policies(subject), checks(subject), workflows(subject)].into_iter().flatten().collect()
}

/// Every query that somebody wrote, wherever it stands. What several places share stands here once.
pub(super) fn all<'a>(subject: &AsRead<'a>) -> Vec<Written<'a>> {
    let of_lists = lists(subject).into_iter().flat_map(|list| list.entries);
    let mut all: Vec<Written<'a>> =
        of_lists.chain(of_layout(&subject.config.layout)).chain(of_sections(subject)).collect();
    let mut seen = BTreeSet::new();
    all.retain(|written| seen.insert(written.span));
    all
}

/// Drift schedules, of both shapes, and notifications.
fn of_sections<'a>(subject: &AsRead<'a>) -> Vec<Written<'a>> {
    let drift = subject.written.at(&["drift"]);
    let schedules = subject.written.at(&["drift", "schedules"]);
    let notifications = subject.written.at(&["notifications", "policies"]);
    [schedules, notifications].into_iter().flatten().flat_map(parts).chain(drift).filter_map(of_part).collect()
}

fn of_layout(layout: &LayoutSpec) -> impl Iterator<Item = Written<'_>> {
    let stacks = layout.stacks.values().filter_map(|stack| match &stack.members {
        StackMembers::Query(query) => written(query, Asker::Stack),
        StackMembers::Stacks(_) => None,
    });
    let of_dirs = layout.dirs.values().flat_map(of_dir);
    let depending = std::iter::once(&layout.when_modified).chain(of_dirs);
    let depends = depending.filter_map(|when_modified| when_modified.depends_on.as_ref());
    stacks.chain(depends.filter_map(|depends_on| written(&depends_on.tag_query, Asker::DependsOn)))
}

fn of_dir(dir: &DirSpec) -> impl Iterator<Item = &WhenModified> {
    let each = dir.workspaces.values().chain(dir.stacks.values()).map(|workspace| &workspace.when_modified);
    std::iter::once(&dir.when_modified).chain(each)
}

/// Every tag that the configuration gives by name.
pub(super) fn given_tags(layout: &LayoutSpec) -> BTreeSet<String> {
    let of_dir = |dir: &DirSpec| -> Vec<String> {
        let each = dir.workspaces.values().chain(dir.stacks.values());
        dir.tags.iter().chain(each.flat_map(|workspace| &workspace.tags)).cloned().collect()
    };
    layout.dirs.values().flat_map(of_dir).collect()
}

/// What is taken to be possible unless somebody imitates the server's tags in a way that the file does not show.
pub(super) fn honest(given: &BTreeSet<String>) -> Theory<'_> {
    Theory::HonestTagsAnd(given)
}
