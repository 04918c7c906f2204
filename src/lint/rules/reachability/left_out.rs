//! Dirspaces that nothing in a list selects: of those that there could be, and of those that there are.

use std::collections::{BTreeMap, BTreeSet};

use super::lists::{BUDGET, List, given_tags, honest};
use super::words::described;
use crate::dirspace::Dirspace;
use crate::dirspace::layout::PlacedDirspace;
use crate::lint::Finding;
use crate::lint::repository::RepositoryFacts;
use crate::lint::subject::AsRead;
use crate::reach::{Possible, possible};

/// Most dirspaces that a message names.
const MOST_NAMED: usize = 3;

/// A finding at the key of the list when a dirspace could be left out. `fate` says what then becomes of it.
pub(super) fn possibly(subject: &AsRead<'_>, list: &List<'_>, fate: &str) -> Option<Finding> {
    match left_out(subject, list) {
        Possible::Yes(witness) => {
            let (name, names) = list.names;
            let message = format!("a dirspace that no {name} selects {fate}: for example {}", described(witness));
            Some(Finding::new(list.key, format!("these {names} do not select everything"), message))
        }
        Possible::No | Possible::Undecided => None,
    }
}

/// Whether a dirspace could be left out.
pub(super) fn left_out<'a>(subject: &AsRead<'_>, list: &'a List<'_>) -> &'a Possible {
    list.left_out.get_or_init(|| possible(&[], &list.queries(), honest(given_tags(subject)), BUDGET))
}

/// A finding at the key of the list when dirspaces of the repository are left out, whatever branches a request has.
/// `fate` says what becomes of one, and of several.
pub(super) fn surely(
    repository: &RepositoryFacts,
    list: &List<'_>,
    [fate, fates]: [&str; 2],
    is_selected: impl Fn(&PlacedDirspace) -> bool,
) -> Option<Finding> {
    if repository.incomplete.is_some() {
        return None;
    }
    let mut selected: BTreeMap<&Dirspace, bool> = BTreeMap::new();
    for placed in repository.dirspaces() {
        *selected.entry(&placed.dirspace).or_default() |= is_selected(placed);
    }
    let out: Vec<&Dirspace> =
        selected.iter().filter(|(_, selected)| !**selected).map(|(dirspace, _)| *dirspace).collect();
    let (name, _) = list.names;
    let message = match out.len() {
        0 => return None,
        1 => format!("{} is selected by no {name} and {fate}", named(&out)),
        some if some == selected.len() => {
            format!("no {name} selects any dirspace of this repository: all {some} {fates}")
        }
        some => {
            format!("{some} of {} dirspaces are selected by no {name} and {fates}: {}", selected.len(), named(&out))
        }
    };
    Some(Finding::new(list.key, "leaves dirspaces out", message))
}

/// The first few, the workspace only where it is not the usual one.
fn named(dirspaces: &[&Dirspace]) -> String {
    let names: BTreeSet<String> = dirspaces.iter().map(|dirspace| name(dirspace)).collect();
    let first: Vec<&str> = names.iter().take(MOST_NAMED).map(String::as_str).collect();
    let more = names.len().saturating_sub(MOST_NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    first.join(", ") + &more
}

fn name(dirspace: &Dirspace) -> String {
    let Dirspace { dir, workspace } = dirspace;
    let dir = dir.escape_debug();
    if workspace == "default" { format!("`{dir}`") } else { format!("`{dir}` ({})", workspace.escape_debug()) }
}
