//! Lints about what lies around the configuration: other files, other ways to apply, directories that it does not see.

mod commands;
mod enforcing;
mod pipeline;
mod terraform_blocks;

mod directory_not_seen;
mod hcp_can_apply;
mod overrides_widen_lists;
mod pipeline_applies;
mod step_applies;
mod two_config_files;
mod unguarded_gate;
mod unguarded_workflow;

use crate::config::Config;
use crate::config::node::{Node, Value};
use crate::lint::Lint;
use crate::lint::subject::AsRead;
use crate::source::Span;

pub(super) const LINTS: &[&Lint] = &[
    &two_config_files::LINT,
    &overrides_widen_lists::LINT,
    &directory_not_seen::LINT,
    &pipeline_applies::LINT,
    &step_applies::LINT,
    &hcp_can_apply::LINT,
    &unguarded_workflow::LINT,
    &unguarded_gate::LINT,
];

/// Where to point at for something that stands in another file: the first of these root keys that is written, or else the first
/// key of the file.
fn place(subject: &AsRead<'_>, keys: &[&str]) -> Option<Span> {
    let root = subject.written.root();
    let written = keys.iter().filter_map(|key| root.entry(key)).find(|entry| !matches!(entry.value.value, Value::Null));
    let first = || root.entries().and_then(|entries| entries.first());
    written.or_else(first).map(|entry| entry.key_span)
}

/// Whether the configuration keeps anybody from applying, so that another way to apply is a way around it.
fn restricts_apply(config: &Config, root: &Node) -> bool {
    let is_restricted =
        |section: &str| root.entry(section).is_some_and(|entry| !matches!(entry.value.value, Value::Null));
    let access = config.access_control.enabled && is_restricted("access_control");
    let everyone = |policy: &crate::access::policy::Policy| {
        policy.apply.entries.iter().any(|entry| entry.value == crate::access::principal::PrincipalMatch::Any)
    };
    let requirements = is_restricted("apply_requirements")
        && config.apply_requirements.checks.iter().any(|check| check.approved.enabled);
    access && !config.access_control.policies.iter().all(everyone) || requirements
}

/// The first few of a list, for a message: `a`, `b` and 3 more.
fn some_of<T: AsRef<str>>(all: &[T], most: usize) -> String {
    let named: Vec<String> = all.iter().take(most).map(|one| format!("`{}`", one.as_ref().escape_debug())).collect();
    match all.len().saturating_sub(most) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
