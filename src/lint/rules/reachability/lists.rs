//! The lists of which the first match decides, and every query of a configuration as a question about what it can reach.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::verdict::Verdict;
use crate::dirspace::spec::DirSpec;
use crate::lint::queries::{Place, Query};
use crate::lint::subject::AsRead;
use crate::reach::{Asker, Budget, Possible, Theory};
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
    /// See [`verdicts`](super::verdict::verdicts).
    pub(super) verdicts: OnceCell<Vec<Verdict>>,
    /// See [`left_out`](super::left_out::left_out).
    pub(super) left_out: OnceCell<Possible>,
}

impl List<'_> {
    pub(super) fn queries(&self) -> Vec<&TagQuery> {
        self.entries.iter().map(|entry| entry.query).collect()
    }
}

/// `access_control.policies`, unless nobody wrote them.
pub(super) fn policies<'a>(subject: &AsRead<'a>) -> Option<&'a List<'a>> {
    let is_policy = |place: Place<'_>| matches!(place, Place::Policy(_));
    let found = || list(subject, &["access_control", "policies"], ("policy", "policies"), is_policy);
    subject.answers.reachability.policies.get_or_init(found).as_ref()
}

/// `apply_requirements.checks`, unless nobody wrote them as a list.
pub(super) fn checks<'a>(subject: &AsRead<'a>) -> Option<&'a List<'a>> {
    let is_check = |place: Place<'_>| matches!(place, Place::Check(_));
    let found = || list(subject, &["apply_requirements", "checks"], ("check", "checks"), is_check);
    subject.answers.reachability.checks.get_or_init(found).as_ref()
}

/// `workflows`. They decide no access and are not in the configuration.
pub(super) fn workflows<'a>(subject: &AsRead<'a>) -> Option<&'a List<'a>> {
    let is_workflow = |place: Place<'_>| matches!(place, Place::Workflow(_));
    let found = || list(subject, &["workflows"], ("workflow", "workflows"), is_workflow);
    subject.answers.reachability.workflows.get_or_init(found).as_ref()
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
    let (verdicts, left_out) = (OnceCell::new(), OnceCell::new());
    (!entries.is_empty()).then_some(List { names, entries, key, verdicts, left_out })
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
pub(super) fn lists<'a>(subject: &AsRead<'a>) -> impl Iterator<Item = &'a List<'a>> {
    [policies(subject), checks(subject), workflows(subject)].into_iter().flatten()
}

/// Every query that somebody wrote, wherever it stands. What several places share stands here once.
pub(super) fn all<'a>(subject: &AsRead<'a>) -> Vec<Written<'a>> {
    let mut seen = BTreeSet::new();
    subject.queries.iter().map(written).filter(|written| seen.insert(written.span)).collect()
}

/// Every tag that the configuration gives by name.
pub(super) fn given_tags<'a>(subject: &AsRead<'a>) -> &'a BTreeSet<String> {
    let of_dir = |dir: &DirSpec| -> Vec<String> {
        let each = dir.workspaces.values().chain(dir.stacks.values());
        dir.tags.iter().chain(each.flat_map(|workspace| &workspace.tags)).cloned().collect()
    };
    let all = || subject.config.layout.dirs.values().flat_map(of_dir).collect();
    subject.answers.reachability.given_tags.get_or_init(all)
}

/// What is taken to be possible unless somebody imitates the server's tags in a way that the file does not show.
pub(super) fn honest(given: &BTreeSet<String>) -> Theory<'_> {
    Theory::HonestTagsAnd(given)
}
