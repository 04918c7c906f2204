//! What comes next: the dirspaces that a plan or an apply is about, given what has been applied.
//!
//! The server works layer by layer. Until everything in a layer is applied, nothing of the next one
//! is planned, applied or even asked for permission.

use std::collections::{BTreeMap, BTreeSet};

use super::Dirspace;
use super::layout::Layout;
use super::touched::Touched;

/// The dirspaces that the next plan or apply is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkingSet {
    /// The position of the layer among [`Touched::layers`]. `None` when everything is applied.
    pub layer: Option<usize>,
    /// What a plan is about: everything in the layer that is not applied.
    pub plan: Vec<Dirspace>,
    /// What an apply is about: the same without what has to wait.
    pub apply: Vec<Dirspace>,
    /// What has to wait, because its stack is `apply_after` others: the names of those that are not done yet.
    pub blocked: BTreeMap<Dirspace, Vec<String>>,
}

impl Layout {
    /// The working set of a change once `applied` is applied.
    pub fn working_set(&self, touched: &Touched, applied: &BTreeSet<Dirspace>) -> WorkingSet {
        let layers = touched.layers();
        let Some(layer) = layers.iter().position(|layer| layer.iter().any(|dirspace| !applied.contains(dirspace)))
        else {
            return WorkingSet::default();
        };
        let unfinished: BTreeSet<&str> = touched
            .iter()
            .filter(|(dirspace, _)| !applied.contains(*dirspace))
            .filter_map(|(dirspace, _)| self.get(dirspace))
            .map(|placed| placed.stack_name())
            .collect();
        let mut set = WorkingSet { layer: Some(layer), ..WorkingSet::default() };
        for dirspace in layers.get(layer).into_iter().flatten().filter(|dirspace| !applied.contains(*dirspace)) {
            set.plan.push(dirspace.clone());
            let after = self.get(dirspace).map(|placed| placed.stack.apply_after.as_slice()).unwrap_or_default();
            let waits: Vec<String> =
                after.iter().filter(|stack| unfinished.contains(stack.as_str())).cloned().collect();
            if waits.is_empty() {
                set.apply.push(dirspace.clone());
            } else {
                set.blocked.insert(dirspace.clone(), waits);
            }
        }
        set
    }
}
