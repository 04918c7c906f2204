//! What the three lints about unreachable entries have in common.

use std::collections::BTreeMap;

use super::lists::{List, Written};
use super::verdict::{Verdict, verdicts};
use super::words::quoted;
use crate::lint::Finding;
use crate::lint::subject::AsRead;

/// Most places that one finding shows of each sort.
const MOST_PLACES: usize = 8;

/// An entry that others leave nothing for.
struct Hidden<'a> {
    entry: &'a Written<'a>,
    /// The exception, if there is one.
    unless: Option<&'a str>,
}

/// One finding for all entries that the same others leave nothing for.
///
/// Silent about what selects nothing by itself, and about an entry for everything after several that happen to leave
/// nothing: whoever puts that last means "whatever else there may be".
pub(super) fn findings(subject: &AsRead<'_>, list: Option<&List<'_>>) -> Vec<Finding> {
    let Some(list) = list else { return Vec::new() };
    // By those that hide them, those with an exception by themselves.
    let mut hidden: BTreeMap<(&[usize], bool), Vec<Hidden<'_>>> = BTreeMap::new();
    for (entry, verdict) in list.entries.iter().zip(verdicts(subject, list)) {
        if let Verdict::Hidden { by, unless } = verdict
            && !(entry.query.is_any() && by.len() > 1)
        {
            hidden.entry((by, unless.is_some())).or_default().push(Hidden { entry, unless: unless.as_deref() });
        }
    }
    hidden.into_iter().filter_map(|((by, _), entries)| finding(list, by, &entries)).collect()
}

fn finding(list: &List<'_>, by: &[usize], hidden: &[Hidden<'_>]) -> Option<Finding> {
    let Hidden { entry: first, unless } = hidden.first()?;
    let unless = unless.map(|unless| format!(", {unless}")).unwrap_or_default();
    let message = format!("{}{unless}", what(list, by, hidden.len(), first));
    let mut finding = Finding::new(first.span, "never reached", message);
    let hiding = by.iter().filter_map(|at| list.entries.get(*at)).filter(|entry| entry.span != first.span);
    for entry in hiding.take(MOST_PLACES) {
        finding = finding.with_label(entry.span, label(entry, by.len() == 1));
    }
    for also in hidden.iter().skip(1).take(MOST_PLACES) {
        finding = finding.with_label(also.entry.span, "never reached either");
    }
    let (_, names) = list.names;
    let it = if hidden.len() > 1 { "them" } else { "it" };
    let others = if by.len() == 1 { "the one that hides" } else { "those that hide" };
    Some(finding.with_help(format!(
        "Of all {names}, the first one whose query matches a dirspace is taken: move {it} above {others} {it}, or delete {it}."
    )))
}

fn what(list: &List<'_>, by: &[usize], count: usize, first: &Written<'_>) -> String {
    let (name, names) = list.names;
    let earlier = if by.len() == 1 { "an earlier one selects" } else { "earlier ones select" };
    if count > 1 {
        return format!("{count} {names} are never reached: {earlier} everything that they select");
    }
    format!("the {name} for {} is never reached: {earlier} everything that it selects", quoted(first.query))
}

fn label(hiding: &Written<'_>, alone: bool) -> &'static str {
    match (hiding.query.is_any(), alone) {
        (true, _) => "selects everything",
        (false, true) => "selects everything that this one does",
        (false, false) => "selects a part of it",
    }
}
