//! The lists of which the first match decides, and every query of a configuration as a question about what it can reach.

use std::collections::BTreeSet;

use crate::dirspace::spec::{DirSpec, LayoutSpec};
use crate::lint::queries::{Place, Query};
use crate::lint::subject::AsRead;
use crate::reach::{Asker, Budget, Theory};
use crate::source::Span;
use crate::tag_query::TagQuery;

/// Steps for one question about a whole list. Ordinary lists of ten thousand policies use a fraction.
pub(super) const BUDGET: Budget = Budget(4_000_000);

/// A query that somebody wrote, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written<'a> {
    pub(super) query: &'a TagQuery,
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
        self.entries.iter().map(|entry| entry.query).collect()
    }
}

/// `access_control.policies`, unless nobody wrote them.
pub(super) fn policies<'a>(subject: &AsRead<'a>) -> Option<List<'a>> {
    let is_policy = |place: Place<'_>| matches!(place, Place::Policy(_));
    list(subject, &["access_control", "policies"], ("policy", "policies"), is_policy)
}

/// `apply_requirements.checks`, unless nobody wrote them as a list.
pub(super) fn checks<'a>(subject: &AsRead<'a>) -> Option<List<'a>> {
    let is_check = |place: Place<'_>| matches!(place, Place::Check(_));
    list(subject, &["apply_requirements", "checks"], ("check", "checks"), is_check)
}

/// `workflows`. They decide no access and are not in the configuration.
pub(super) fn workflows<'a>(subject: &AsRead<'a>) -> Option<List<'a>> {
    list(subject, &["workflows"], ("workflow", "workflows"), |place| matches!(place, Place::Workflow(_)))
}

/// The list under `keys`. Every entry of it has a query, since the configuration is read: a position in here is one there.
fn list<'a>(
    subject: &AsRead<'a>,
    keys: &[&str],
    names: (&'static str, &'static str),
    is_entry: fn(Place<'_>) -> bool,
) -> Option<List<'a>> {
    let (key, around) = keys.split_last()?;
    let key = subject.written.at(around)?.entry(key)?.key_span;
    let entries: Vec<Written<'a>> = subject.queries.iter().filter(|query| is_entry(query.place)).map(written).collect();
    (!entries.is_empty()).then_some(List { names, entries, key })
}

fn written<'a>(query: &'a Query<'a>) -> Written<'a> {
    let asker = match query.place {
        Place::Stack(_) => Asker::Stack,
        place if place.is_depends_on() => Asker::DependsOn,
        _ => Asker::Selection,
    };
    Written { query: &query.query, span: query.span(), asker }
}

/// Every list of which the first match decides.
pub(super) fn lists<'a>(subject: &AsRead<'a>) -> Vec<List<'a>> {
    [policies(subject), checks(subject), workflows(subject)].into_iter().flatten().collect()
}

/// Every query that somebody wrote, wherever it stands. What several places share stands here once.
pub(super) fn all<'a>(subject: &AsRead<'a>) -> Vec<Written<'a>> {
    let mut seen = BTreeSet::new();
    subject.queries.iter().map(written).filter(|written| seen.insert(written.span)).collect()
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
