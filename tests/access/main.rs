//! The decision, clause by clause: tables of requests with the answer and the clause that it rests on,
//! properties over random ones, and a second, naive evaluator.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod conditions;
mod explanation;
mod explanation_properties;
mod gains;
mod naive;
mod needs;
mod policies;
mod properties;
mod repository_wide;
mod requirements;
mod runs;
mod same_diff;
mod small_worlds;
mod status_checks;
mod strict_approvals;
mod strict_checks;
mod strict_layouts;
mod strict_request;
mod unknown_facts;
mod wording;
mod world;
