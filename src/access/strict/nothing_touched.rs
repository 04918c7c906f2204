//! What stands against "nothing to decide". A change that touches no dirspace asks nobody for anything, and one that
//! only seems to touch none must not pass for it: because its files belong to nobody, because it is not certain what
//! changed, or because the other views of the repository, in which it may touch some, could not be had.

use super::{Clause, Reason, Situation, every_layout, known_facts, no_orphans};
use crate::access::verdict::Verdict;

/// Everything that stands against it. Empty for a change of documents.
pub(in crate::access) fn reasons(situation: &Situation<'_>) -> Vec<Reason> {
    let case = situation.case;
    let orphans = (no_orphans::CLAUSE.judge)(situation);
    let unseen = case.views_missing.is_some().then(|| (every_layout::CLAUSE.judge)(situation));
    let doubts = [known_facts::doubt(situation), known_facts::disagreement(situation)];
    let reasons = std::iter::once(orphans).chain(unseen).chain(doubts.into_iter().flatten());
    reasons.filter(|reason| reason.verdict != Verdict::Allow).collect()
}

/// Whether a clause is about what an unfinished picture hides.
pub(in crate::access) fn concerns(clause: Clause) -> bool {
    clause == Clause::BuilderOutput
}
