//! From what was gathered to the case that the core decides.

use std::collections::BTreeSet;

use super::gather::Gathered;
use super::other_rules::Whose;
use super::revisions::{Revisions, bare};
use super::rules::Rules;
use super::strict_views::{newer_on_base, touching};
use crate::access::case::{Case, PolicyPresence, Subject, TargetPolicy};
use crate::access::facts::Facts;
use crate::access::freshness::SameDiff;
use crate::access::known::Known;
use crate::config::Config;
use crate::dirspace::Dirspace;
use crate::dirspace::destination_branch::{BranchRule, destination_rule};
use crate::dirspace::layout::{Layout, PlacedDirspace};
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
            erased: None,
            same_diff: SameDiff::default(),
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
        policy_presence: policy_presence(&gathered.rules),
        target: target(gathered),
        change_in_doubt: gathered.revisions.merge.as_ref().and_then(|merge| merge.doubt.clone()),
        destination_refusal: destination_refusal(config, &gathered.revisions),
        missing_builders: gathered.missing_builders.clone(),
        unclaimed: gathered.touched.orphans().iter().map(String::as_str).collect(),
        views: Vec::new(),
        views_missing: None,
    }
}

/// Adds what the target branch has that the request has not, by its own layout and by the `others`: which files belong to a
/// dirspace is not for the request alone to say. Only the strict profile asks.
pub(super) fn add_newer_on_base<'l>(
    case: &mut Case<'_>,
    gathered: &'l Gathered,
    others: impl Iterator<Item = &'l Layout>,
) {
    let paths = match &case.facts.request.changed_on_base {
        Known::Known(paths) => Ok(paths.clone()),
        Known::NotGiven => newer_on_base(gathered),
        Known::Unavailable(why) => Err(why.clone()),
    };
    let newer = paths.map(|paths| touching(std::iter::once(&gathered.layout).chain(others), paths));
    for subject in &mut case.subjects {
        // Of a dirspace that the request erases there is nothing to run.
        let is_run = subject.erased.is_none();
        subject.newer_on_base = match &newer {
            Ok(newer) => Known::Known(newer.get(subject.dirspace).filter(|_| is_run).cloned().unwrap_or_default()),
            Err(why) => Known::Unavailable(why.clone()),
        };
    }
}

/// Whether there is a configuration. One that the trusted commit or the request switches off is none: what the server
/// would not act on, nobody may.
fn policy_presence(rules: &Rules) -> PolicyPresence {
    let switches = [Some(&rules.config), rules.base_config.as_ref()].map(|config| config.map(|config| &config.enabled));
    match switches.into_iter().flatten().find(|enabled| !enabled.value) {
        _ if !rules.trusted => PolicyPresence::Absent,
        Some(off) => PolicyPresence::SwitchedOff { place: off.span },
        None => PolicyPresence::Present,
    }
}

/// What the branch that the request goes to has to say.
fn target(gathered: &Gathered) -> TargetPolicy {
    let revisions = &gathered.revisions;
    let Some(target) = &revisions.target_branch else { return TargetPolicy::Unknown };
    if target == bare(&revisions.default_branch.name) {
        return TargetPolicy::DefaultBranch;
    }
    let own = gathered.rules.others.iter().find(|other| other.whose == Whose::TargetBranch);
    let trouble = own.and_then(|own| own.config.as_ref().err().cloned());
    TargetPolicy::Other { branch: target.clone(), trouble }
}

/// Why a plan is refused for the branches that it runs between, if it is. Not given when that depends on a branch of
/// which nothing says which it is.
pub(super) fn destination_refusal(config: &Config, revisions: &Revisions) -> Known<Option<String>> {
    let entries = &config.destination_branches;
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
