//! The checks of `apply_requirements` with the nodes that they were read from, and what they ask for.

use crate::access::requirement::RequirementCheck;
use crate::config::node::{Entry, Node};
use crate::lint::rules::access::places;
use crate::lint::subject::AsRead;
use crate::source::Span;

/// A check and its node: an entry of the list, or the mapping of the older form.
pub(super) type Written<'a> = (&'a RequirementCheck, &'a Node);

/// The checks that somebody wrote, in order.
pub(super) fn written<'a>(subject: &AsRead<'a>) -> impl Iterator<Item = Written<'a>> {
    subject.config.apply_requirements.checks.iter().zip(places::checks(subject.written))
}

/// A key of a section of the check: `approved.enabled`.
pub(super) fn key<'a>(node: &'a Node, section: &str, key: &str) -> Option<&'a Entry> {
    node.entry(section)?.value.entry(key)
}

/// Where the value of such a key stands.
pub(super) fn value(node: &Node, section: &str, wanted: &str) -> Option<Span> {
    key(node, section, wanted).map(|entry| entry.value.span)
}

/// Whether a check asks for any approval.
pub(super) fn asks_for_approval(check: &RequirementCheck) -> bool {
    let approved = &check.approved;
    let asked = !approved.all_of.entries.is_empty() || approved.any_of_count > 0 || approved.require_completed_reviews;
    approved.enabled && asked
}

/// The first check that asks for an approval before the merge, and where it does.
pub(super) fn first_approval(subject: &AsRead<'_>) -> Option<Span> {
    let mut asking = written(subject).filter(|(check, _)| asks_for_approval(check) && !check.apply_after_merge);
    asking.find_map(|(_, node)| value(node, "approved", "enabled"))
}
