//! What the three lints about entries that select nothing in this repository have in common.

use std::collections::BTreeSet;

use super::lists::{List, Written, given_tags};
use super::verdict::{Verdict, verdicts};
use super::words::quoted;
use crate::dirspace::layout::PlacedDirspace;
use crate::lint::Finding;
use crate::lint::subject::InRepository;
use crate::tag_query::{Atom, Meaning, TagQuery};

/// A finding for every entry that could be reached and selects no dirspace of the repository.
///
/// Silent about an entry that asks for a directory which is not there, or for a tag which neither the file nor the
/// repository has: such a word is reported by itself. Silent also where earlier entries take all that an entry selects
/// today: that is what an entry for everything else is there for.
pub(super) fn findings(subject: &InRepository<'_>, list: Option<&List<'_>>) -> Vec<Finding> {
    found(subject, list, |_| true)
}

/// The same for a list that decides no access: silent also about a tag that the file gives to a directory which is not
/// there. What is wrong with that directory is reported there, and nobody is let in or kept out by it.
pub(super) fn combinations(subject: &InRepository<'_>, list: Option<&List<'_>>) -> Vec<Finding> {
    found(subject, list, |missing| missing.is_empty())
}

fn found(subject: &InRepository<'_>, list: Option<&List<'_>>, worth: fn(&[Atom<'_>]) -> bool) -> Vec<Finding> {
    let Some(list) = list.filter(|_| subject.repository.incomplete.is_none()) else { return Vec::new() };
    let dirspaces: Vec<&PlacedDirspace> = subject.repository.dirspaces().collect();
    let unused = |entry: &Written<'_>| !dirspaces.iter().any(|placed| entry.query.matches(&placed.candidate()));
    let candidates: Vec<usize> =
        (0..list.entries.len()).filter(|at| list.entries.get(*at).is_some_and(unused)).collect();
    if dirspaces.is_empty() || candidates.is_empty() {
        return Vec::new();
    }
    let given = given_tags(&subject.read);
    let verdicts = verdicts(&subject.read, list);
    let is_reached = |at: &usize| verdicts.get(*at) == Some(&Verdict::Reached);
    let entries = candidates.iter().filter(|at| is_reached(at)).filter_map(|at| list.entries.get(*at));
    entries.filter_map(|entry| finding(list, entry, &dirspaces, given, worth)).collect()
}

fn finding(
    list: &List<'_>,
    entry: &Written<'_>,
    dirspaces: &[&PlacedDirspace],
    given: &BTreeSet<String>,
    worth: fn(&[Atom<'_>]) -> bool,
) -> Option<Finding> {
    let missing: Vec<Atom<'_>> = entry.query.expr().atoms().filter(|atom| !is_there(entry, atom, dirspaces)).collect();
    if !worth(&missing) || missing.iter().any(|atom| !is_given(atom, given)) {
        return None;
    }
    let (name, _) = list.names;
    let why = match &missing[..] {
        [] => "no dirspace of this repository is all of that at once".to_owned(),
        [only] => format!("no dirspace of this repository has the tag {}", quoted_part(entry.query, only)),
        _ => "no dirspace of this repository has these tags".to_owned(),
    };
    let message = format!("the {name} for {} selects nothing here: {why}", quoted(entry.query));
    let help = if missing.is_empty() {
        "See with `whomay dirspaces --all` which directory has which tags; if one of them is enough, write `or`."
    } else {
        "The file gives the tag to a directory that has no dirspace: see `whomay dirspaces --all` for those that there are."
    };
    Some(Finding::new(entry.span, "selects nothing", message).with_help(help))
}

/// Whether a word is true of some dirspace.
fn is_there(entry: &Written<'_>, atom: &Atom<'_>, dirspaces: &[&PlacedDirspace]) -> bool {
    let alone = entry.query.text().get(atom.span()).and_then(|text| TagQuery::parse(text).ok());
    alone.is_some_and(|alone| dirspaces.iter().any(|placed| alone.matches(&placed.candidate())))
}

/// Whether the file gives the tag by hand, so that nothing is wrong with its name.
fn is_given(atom: &Atom<'_>, given: &BTreeSet<String>) -> bool {
    match atom.meaning {
        Meaning::Tag(tag) => std::str::from_utf8(tag).is_ok_and(|tag| given.contains(tag)),
        Meaning::InDir(_) | Meaning::RelativeDir(_) => false,
    }
}

fn quoted_part(query: &TagQuery, atom: &Atom<'_>) -> String {
    let text = query.text().get(atom.span()).unwrap_or_default();
    TagQuery::parse(text).map_or_else(|_| "that it asks for".to_owned(), |part| quoted(&part))
}
