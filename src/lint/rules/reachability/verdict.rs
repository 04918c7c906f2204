//! What is known of each entry of a list, under both readings of who may give which tags.

use std::collections::BTreeSet;

use super::lists::{BUDGET, List, given_tags, honest};
use super::words::{UNLESS_IMITATED, imitation};
use crate::lint::subject::AsRead;
use crate::reach::{Reach, Theory, reach};

/// Whether an entry is ever the one that decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Reached,
    /// It selects nothing at all.
    Never,
    /// These entries leave nothing for it.
    Hidden {
        by: Vec<usize>,
        /// The exception, if there is one: a tag that imitates one of the server's.
        unless: Option<String>,
    },
    Undecided,
}

/// The verdict on each entry.
pub(super) fn verdicts<'a>(subject: &AsRead<'_>, list: &'a List<'_>) -> &'a [Verdict] {
    list.verdicts.get_or_init(|| worked_out(list, given_tags(subject)))
}

/// `given` are the tags that the configuration gives by name.
fn worked_out(list: &List<'_>, given: &BTreeSet<String>) -> Vec<Verdict> {
    let queries = list.queries();
    let usual = reach(&queries, honest(given), BUDGET);
    if usual.iter().all(|reach| matches!(reach, Reach::Reached(_) | Reach::Never)) {
        return usual.into_iter().map(|reach| verdict(reach, None)).collect();
    }
    let certain = reach(&queries, Theory::AnyTags, BUDGET).into_iter().map(Some);
    usual.into_iter().zip(certain).map(|(usual, certain)| verdict(usual, certain)).collect()
}

/// `certain` takes more to be possible than `usual`.
fn verdict(usual: Reach, certain: Option<Reach>) -> Verdict {
    match (usual, certain) {
        (Reach::Reached(_), _) => Verdict::Reached,
        (Reach::Never, _) | (_, Some(Reach::Never)) => Verdict::Never,
        (_, Some(Reach::Hidden { by })) => Verdict::Hidden { by, unless: None },
        (Reach::Hidden { by }, Some(Reach::Reached(witness))) => {
            Verdict::Hidden { by, unless: Some(imitation(&witness)) }
        }
        (Reach::Hidden { by }, _) => Verdict::Hidden { by, unless: Some(UNLESS_IMITATED.to_owned()) },
        (Reach::Undecided, _) => Verdict::Undecided,
    }
}
