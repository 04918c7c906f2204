//! Lints about what can be reached: policies, checks and workflows that no dirspace gets to, and dirspaces that get to
//! none.

mod alone;
mod answers;
mod dirspace_without_check;
mod dirspace_without_policy;
mod left_out;
mod lists;
mod no_catch_all_check;
mod no_catch_all_policy;
mod query_always_true;
mod query_never_true;
mod reachability_undecided;
mod unreachable;
mod unreachable_check;
mod unreachable_policy;
mod unreachable_workflow;
mod unused;
mod unused_check;
mod unused_policy;
mod unused_workflow;
mod verdict;
mod words;

use crate::lint::Lint;
pub(in crate::lint) use answers::Answers;

pub(super) const LINTS: &[&Lint] = &[
    &unreachable_policy::LINT,
    &unreachable_check::LINT,
    &unreachable_workflow::LINT,
    &query_never_true::LINT,
    &query_always_true::LINT,
    &no_catch_all_policy::LINT,
    &no_catch_all_check::LINT,
    &dirspace_without_policy::LINT,
    &dirspace_without_check::LINT,
    &unused_policy::LINT,
    &unused_check::LINT,
    &unused_workflow::LINT,
    &reachability_undecided::LINT,
];
