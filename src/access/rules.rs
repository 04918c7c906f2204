//! Which policy and which requirement bind each dirspace.
//!
//! Hundreds of dirspaces share a handful of pairs, so a pair is numbered once and everything that depends
//! on nothing else is worked out once for each number.

use std::collections::HashMap;

use crate::dirspace::Tags;

use super::policy::AccessControl;
use super::requirement::ApplyRequirements;

/// What binds a dirspace: indices of a policy and of a requirement, and which approvals are fresh for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Rules {
    /// `None` when no policy governs it.
    pub(super) policy: Option<usize>,
    /// `None` when no requirement binds it.
    pub(super) requirement: Option<usize>,
    /// A subject for which the same approvals are fresh. `None` where only the head makes one fresh.
    pub(super) freshness: Option<usize>,
}

/// The rules of every subject of a case.
#[derive(Debug, Default)]
pub(super) struct RuleTable {
    /// For each subject, an index into `distinct`. `None` where the dirspace does not exist.
    of: Vec<Option<usize>>,
    distinct: Vec<Rules>,
}

impl RuleTable {
    /// Finds what binds each dirspace, given as its directory and its tags. `freshness` says of each, in the same order,
    /// which approvals are fresh for it.
    pub(super) fn new<'t>(
        access: &AccessControl,
        requirements: &ApplyRequirements,
        dirspaces: impl IntoIterator<Item = Option<(&'t str, &'t Tags)>>,
        freshness: &[Option<usize>],
    ) -> RuleTable {
        let mut numbers = HashMap::new();
        let mut distinct = Vec::new();
        let mut number = |subject: usize, (dir, tags): (&str, &Tags)| {
            let rules = Rules {
                policy: access.governing(dir, tags),
                requirement: requirements.binding(dir, tags),
                freshness: freshness.get(subject).copied().flatten(),
            };
            *numbers.entry(rules).or_insert_with(|| {
                distinct.push(rules);
                distinct.len() - 1
            })
        };
        let dirspaces = dirspaces.into_iter().enumerate();
        let of = dirspaces.map(|(subject, dirspace)| dirspace.map(|dirspace| number(subject, dirspace))).collect();
        RuleTable { of, distinct }
    }

    /// The number of the rules that bind a subject. `None` where it does not exist, and for a subject that
    /// the table was not made for.
    pub(super) fn number(&self, subject: usize) -> Option<usize> {
        self.of.get(subject).copied().flatten()
    }

    /// Every subject that exists, with the number of its rules.
    pub(super) fn numbers(&self) -> impl Iterator<Item = (usize, usize)> {
        self.of.iter().enumerate().filter_map(|(subject, number)| Some((subject, (*number)?)))
    }

    /// For each subject, the number of its rules. `None` where it does not exist.
    pub(super) fn numbering(&self) -> &[Option<usize>] {
        &self.of
    }

    /// All rules, by number.
    pub(super) fn distinct(&self) -> &[Rules] {
        &self.distinct
    }
}
