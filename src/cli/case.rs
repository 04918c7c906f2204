//! From what was gathered to the case that the core decides.

use std::collections::{BTreeMap, BTreeSet};

use super::gather::Gathered;
use super::revisions::bare;
use super::strict_views::{newer_on_base, touching};
use crate::access::case::{Case, PolicyPresence, Subject};
use crate::access::facts::Facts;
use crate::access::known::Known;
use crate::dirspace::Dirspace;
use crate::dirspace::destination_branch::{BranchRule, destination_rule};
use crate::dirspace::layout::PlacedDirspace;
use crate::output::dirspace_answer::Ground;

/// What answers about dirspaces are drawn from.
pub(super) fn ground(gathered: &Gathered) -> Ground<'_> {
    Ground { layout: &gathered.layout, touched: &gathered.touched, sources: &gathered.sources }
}

/// The case of these dirspaces, without what the strict profile alone asks about.
pub(super) fn case<'a>(gathered: &'a Gathered, facts: &'a Facts, selected: &[&'a PlacedDirspace]) -> Case<'a> {
    let config = &gathered.rules.config;
    let working: BTreeSet<&Dirspace> = gathered.working.plan.iter().collect();
    let subjects = selected
        .iter()
        .map(|placed| Subject {
            dirspace: &placed.dirspace,
            tags: &placed.tags,
            newer_on_base: Known::NotGiven,
            in_working_set: working.contains(&placed.dirspace),
            apply_waits: gathered.working.blocked.contains_key(&placed.dirspace),
        })
        .collect();
    Case {
        access: &config.access_control,
        requirements: &config.apply_requirements,
        subjects,
        changes: &gathered.changes,
        diff: &gathered.diff,
        facts,
        gate: &gathered.rules.gate,
        policy_presence: if gathered.rules.trusted { PolicyPresence::Present } else { PolicyPresence::Absent },
        destination_refusal: destination_refusal(gathered),
        missing_builders: gathered.missing_builders.clone(),
        unclaimed: gathered.touched.orphans().iter().map(String::as_str).collect(),
        views: Vec::new(),
        views_missing: None,
    }
}

/// Adds what the target branch has that the request has not. Only the strict profile asks.
pub(super) fn add_newer_on_base(case: &mut Case<'_>, gathered: &Gathered) {
    let newer: Result<BTreeMap<Dirspace, Vec<String>>, String> = match &case.facts.request.changed_on_base {
        Known::Known(paths) => Ok(touching(&gathered.layout, paths.clone())),
        Known::NotGiven => newer_on_base(gathered),
        Known::Unavailable(why) => Err(why.clone()),
    };
    for subject in &mut case.subjects {
        subject.newer_on_base = match &newer {
            Ok(newer) => Known::Known(newer.get(subject.dirspace).cloned().unwrap_or_default()),
            Err(why) => Known::Unavailable(why.clone()),
        };
    }
}

/// Why a plan is refused for the branches that it runs between, if it is. Not given when that depends on a branch of
/// which nothing says which it is.
fn destination_refusal(gathered: &Gathered) -> Known<Option<String>> {
    let entries = &gathered.rules.config.destination_branches;
    let revisions = &gathered.revisions;
    let default = bare(&revisions.default_branch.name);
    let target = match &revisions.target_branch {
        Some(target) => target.as_str(),
        // Nothing is written, and the answer says what was taken for granted.
        None if entries.is_empty() => default,
        None => return Known::NotGiven,
    };
    let source = revisions.source_branch.as_deref();
    let rule = destination_rule(entries, default, source.unwrap_or_default(), target);
    if let (None, BranchRule::Allowed(entry) | BranchRule::SourceRefused(entry)) = (source, rule)
        && entry.source_branches.iter().any(|branch| branch.value != "*")
    {
        return Known::NotGiven;
    }
    Known::Known(match rule {
        BranchRule::Default | BranchRule::Allowed(_) => None,
        BranchRule::NoEntry if entries.is_empty() => Some(format!(
            "requests against `{target}` are not planned: without `destination_branches` only the default branch \
             `{default}` is"
        )),
        BranchRule::NoEntry => Some(format!("`destination_branches` has no entry for the target branch `{target}`")),
        BranchRule::SourceRefused(_) => {
            let source = source.unwrap_or("any branch");
            Some(format!("`destination_branches` does not take requests from `{source}` to `{target}`"))
        }
    })
}
