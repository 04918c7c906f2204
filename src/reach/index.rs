//! Which queries can hold when only a few atoms are true, without asking every query.
//!
//! Most queries are true only if some tag is there or a directory is a certain one. So a list of ten thousand policies
//! costs each of them a look at the few before it that share an atom with it.

use super::vocabulary::{AtomId, Kind, Vocabulary};
use crate::tag_query::{ExprKind, TagQuery};

/// Queries by an atom without which they are false.
#[derive(Debug, Default)]
pub(super) struct Index {
    by_atom: Vec<Vec<usize>>,
    /// Those that can be true when no atom is.
    pub(super) always: Vec<usize>,
}

impl Index {
    pub(super) fn new(atoms: usize) -> Index {
        Index { by_atom: vec![Vec::new(); atoms], always: Vec::new() }
    }

    /// Adds a query by its number. `weight` says how often an atom is asked.
    pub(super) fn add(
        &mut self,
        number: usize,
        query: &TagQuery,
        vocabulary: &Vocabulary<'_>,
        weight: impl Fn(AtomId) -> usize,
    ) {
        let Need::OneOf(mut atoms, _) = need(query, vocabulary, weight) else {
            self.always.push(number);
            return;
        };
        atoms.sort_unstable();
        atoms.dedup();
        for atom in atoms {
            if let Some(queries) = self.by_atom.get_mut(atom) {
                queries.push(number);
            }
        }
    }

    /// The queries that may be true because this atom is.
    pub(super) fn of(&self, atom: AtomId) -> &[usize] {
        self.by_atom.get(atom).map(Vec::as_slice).unwrap_or_default()
    }
}

/// What has to be true for something to be the case.
enum Need {
    Nothing,
    /// One of these atoms, which may stand here more than once, and the weight of all. Of none: it never is the case.
    OneOf(Vec<AtomId>, usize),
}

impl Need {
    /// When both have to be met, either will do.
    fn narrower(self, other: Need) -> Need {
        match (self, other) {
            (Need::Nothing, need) | (need, Need::Nothing) => need,
            (Need::OneOf(one, own), Need::OneOf(_, their)) if own <= their => Need::OneOf(one, own),
            (_, other) => other,
        }
    }

    /// When one of both has to be met.
    fn wider(self, other: Need) -> Need {
        match (self, other) {
            (Need::OneOf(one, own), Need::OneOf(other, their)) => {
                // The shorter goes into the longer, so that a long chain stays cheap.
                let (mut longer, shorter) = if one.len() < other.len() { (other, one) } else { (one, other) };
                longer.extend(shorter);
                Need::OneOf(longer, own.saturating_add(their))
            }
            (Need::Nothing, _) | (_, Need::Nothing) => Need::Nothing,
        }
    }
}

/// What has to be true for a query to be true.
fn need(query: &TagQuery, vocabulary: &Vocabulary<'_>, weight: impl Fn(AtomId) -> usize) -> Need {
    let never = || Need::OneOf(Vec::new(), 0);
    // Of each subtree: what it takes to be true, and what to be false. Operands come before their operator.
    let mut needs: Vec<(Need, Need)> = Vec::new();
    for node in query.expr().nodes() {
        let mut operand = || needs.pop().unwrap_or((Need::Nothing, Need::Nothing));
        let of_node = match node.kind() {
            ExprKind::Any => (Need::Nothing, never()),
            ExprKind::Not(_) => {
                let (yes, no) = operand();
                (no, yes)
            }
            ExprKind::And(..) => {
                let (right, left) = (operand(), operand());
                (left.0.narrower(right.0), left.1.wider(right.1))
            }
            ExprKind::Or(..) => {
                let (right, left) = (operand(), operand());
                (left.0.wider(right.0), left.1.narrower(right.1))
            }
            ExprKind::Tag(_) | ExprKind::InDir(_) => {
                let atom = node.atom().and_then(|atom| vocabulary.known(&atom));
                match atom.filter(|atom| vocabulary.kind(*atom) != Kind::Never) {
                    Some(atom) => (Need::OneOf(vec![atom], weight(atom)), Need::Nothing),
                    None => (never(), Need::Nothing),
                }
            }
        };
        needs.push(of_node);
    }
    needs.pop().map_or(Need::Nothing, |(yes, _)| yes)
}
