//! The match lists of `access_control`, and what they come to: who is kept out, and by which of them.
//!
//! The same questions are asked by many rules, and two rules that answered them differently would contradict each
//! other.

use crate::access::policy::{AccessControl, Policy};
use crate::access::principal::{MatchList, PrincipalMatch};
use crate::config::Config;
use crate::source::{Span, Spanned};

/// A match list and the key that it stands under.
pub(in crate::lint::rules) type Listed<'a> = (&'a str, &'a MatchList);

/// The lists of a policy that the server asks. It never asks `apply_autoapprove`.
pub(in crate::lint::rules) fn asked_of_policy(policy: &Policy) -> [Listed<'_>; 5] {
    [
        ("plan", &policy.plan),
        ("apply", &policy.apply),
        ("apply_force", &policy.apply_force),
        ("apply_with_superapproval", &policy.apply_with_superapproval),
        ("superapproval", &policy.superapproval),
    ]
}

/// The lists that no policy owns: those of the three keys, and those of `files`.
pub(in crate::lint::rules) fn of_the_repository(access: &AccessControl) -> impl Iterator<Item = Listed<'_>> {
    let named = [
        ("terrateam_config_update", &access.terrateam_config_update),
        ("ci_config_update", &access.ci_config_update),
        ("unlock", &access.unlock),
    ];
    named.into_iter().chain(access.files.iter().map(|(path, list)| (path.as_str(), list)))
}

/// Every list that the server asks.
pub(in crate::lint::rules) fn asked(access: &AccessControl) -> impl Iterator<Item = Listed<'_>> {
    of_the_repository(access).chain(access.policies.iter().flat_map(asked_of_policy))
}

/// Every list of principals that the server asks, those of the requirements included.
pub(in crate::lint::rules) fn of_config(config: &Config) -> impl Iterator<Item = &MatchList> {
    let approved = config.apply_requirements.checks.iter().map(|check| &check.approved);
    let of_approvals = approved.flat_map(|approved| [&approved.all_of, &approved.any_of]);
    asked(&config.access_control).map(|(_, list)| list).chain(of_approvals)
}

/// Every entry of those lists.
pub(in crate::lint) fn principals(config: &Config) -> impl Iterator<Item = &Spanned<PrincipalMatch>> {
    of_config(config).flat_map(|list| &list.entries)
}

/// Whether everybody is in the list.
pub(in crate::lint::rules) fn is_open(list: &MatchList) -> bool {
    everybody(list).is_some()
}

/// Where the list says `*`; the inner value is `None` where nobody wrote it.
pub(in crate::lint::rules) fn everybody(list: &MatchList) -> Option<Option<Span>> {
    let entry = list.entries.iter().find(|entry| entry.value == PrincipalMatch::Any)?;
    Some(entry.span)
}

/// Where to point at a list: at its first entry, which fits on a line, or at its brackets. `None` when nobody wrote it.
pub(in crate::lint::rules) fn place(list: &MatchList) -> Option<Span> {
    list.entries.first().and_then(|entry| entry.span).or(list.span)
}

/// The first list that keeps somebody from planning, applying or changing a file.
pub(in crate::lint::rules) fn first_restriction(access: &AccessControl) -> Option<Listed<'_>> {
    let of_policies = access.policies.iter().flat_map(|policy| [("apply", &policy.apply), ("plan", &policy.plan)]);
    of_policies.chain(of_the_repository(access)).find(|(_, list)| !is_open(list))
}

/// The first policy that keeps somebody from applying.
pub(in crate::lint::rules) fn first_restricted_apply(access: &AccessControl) -> Option<Listed<'_>> {
    access.policies.iter().map(|policy| ("apply", &policy.apply)).find(|(_, list)| !is_open(list))
}

/// Whether a request gets the same answers as if the section were not there.
pub(in crate::lint::rules) fn restricts_nothing(access: &AccessControl) -> bool {
    let as_by_default = |policy: &Policy| {
        let rest = [&policy.apply_force, &policy.apply_with_superapproval, &policy.superapproval];
        rest.iter().all(|list| list.entries.is_empty())
    };
    // Without a catch-all, what no policy matches is denied.
    let catches_all = access.policies.iter().any(|policy| policy.tag_query.value.is_any());
    access.enabled && catches_all && first_restriction(access).is_none() && access.policies.iter().all(as_by_default)
}
