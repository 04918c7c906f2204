//! What each query of a configuration selects by itself, wherever it stands.

use std::collections::BTreeSet;

use super::lists::{BUDGET, Written, all, given_tags, honest};
use super::words::{UNLESS_IMITATED, imitation};
use crate::lint::subject::AsRead;
use crate::reach::{Asker, Budget, Possible, Selects, Theory, possible, selects};
use crate::tag_query::{Atom, TagQuery};

/// Steps for the example of one query.
const EXAMPLE: Budget = Budget(100_000);

/// A query, and what it selects unless somebody imitates the server's tags in a way that the file does not show.
#[derive(Debug)]
pub(super) struct Alone<'a> {
    pub(super) written: Written<'a>,
    pub(super) selects: Selects,
}

/// Every query.
pub(super) fn queries<'a>(subject: &AsRead<'a>) -> &'a [Alone<'a>] {
    subject.answers.reachability.alone.get_or_init(|| worked_out(subject))
}

fn worked_out<'a>(subject: &AsRead<'a>) -> Vec<Alone<'a>> {
    let given = given_tags(subject);
    let mut found = Vec::new();
    let mut all = all(subject);
    for asker in [Asker::Selection, Asker::Stack, Asker::DependsOn] {
        let (written, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|written| written.asker == asker);
        all = others;
        let queries: Vec<&TagQuery> = written.iter().map(|written| written.query).collect();
        let selects = selects(&queries, asker, honest(given), BUDGET);
        found.extend(written.into_iter().zip(selects).map(|(written, selects)| Alone { written, selects }));
    }
    found
}

/// The queries that select nothing, or everything, through the way in which their words are put together, each with the
/// exception if only an imitated tag is one. Silent where a word by itself can never be true: that is what to report then.
pub(super) fn that_select<'a>(subject: &AsRead<'a>, wanted: &Selects) -> Vec<(Written<'a>, Option<String>)> {
    let given = given_tags(subject);
    let found = queries(subject).iter().filter(|alone| alone.selects == *wanted).map(|alone| alone.written);
    let found = found.filter(|written| !written.query.is_any() && !asks_in_vain(written, given));
    found.map(|written| (unless(&written, wanted), written)).map(|(unless, written)| (written, unless)).collect()
}

fn asks_in_vain(written: &Written<'_>, given: &BTreeSet<String>) -> bool {
    let alone = |atom: Atom<'_>| TagQuery::parse(written.query.text().get(atom.span())?).ok();
    let atoms: Vec<TagQuery> = written.query.expr().atoms().filter_map(alone).collect();
    let atoms: Vec<&TagQuery> = atoms.iter().collect();
    selects(&atoms, written.asker, honest(given), BUDGET).contains(&Selects::Nothing)
}

/// The exception to what a query selects that only an imitated tag makes. `None` when there is no exception at all.
fn unless(written: &Written<'_>, selected: &Selects) -> Option<String> {
    let query = written.query;
    if selects(&[query], written.asker, Theory::AnyTags, EXAMPLE) == [selected.clone()] {
        return None;
    }
    let (all, none) = if *selected == Selects::Nothing { (vec![query], vec![]) } else { (vec![], vec![query]) };
    match possible(&all, &none, Theory::AnyTags, EXAMPLE) {
        Possible::Yes(witness) if written.asker == Asker::Selection => Some(imitation(&witness)),
        _ => Some(UNLESS_IMITATED.to_owned()),
    }
}
