//! What a configuration comes to for the dirspaces of a repository: who may plan and apply which, in a few lines.
//!
//! For somebody who is about to accept a configuration. It says what the rules say of everybody, and decides about nobody:
//! that takes a request and its facts.

use std::collections::BTreeMap;

use super::diagnostics::Style;
use super::escape::terminal;
use super::gains::few_dirspaces;
use super::human::plural;
use super::page::Page;
use crate::access::policy::{AccessControl, Policy};
use crate::access::principal::{MatchList, PrincipalMatch};
use crate::access::requirement::{ApplyRequirements, Approved, RequirementCheck};
use crate::dirspace::Dirspace;
use crate::dirspace::layout::PlacedDirspace;

/// Groups that are shown; beyond them the configuration is the shorter text.
const MOST_GROUPS: usize = 12;
/// Principals of a list that are named.
const MOST_NAMES: usize = 6;

/// The rules, and what they are about.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// Who may do what.
    pub access: &'a AccessControl,
    /// What an apply waits for.
    pub requirements: &'a ApplyRequirements,
    /// All dirspaces.
    pub dirspaces: &'a [PlacedDirspace],
}

/// Dirspaces that the same policy governs and the same requirement binds are one group.
pub fn render(rules: Rules<'_>, style: Style) -> String {
    let mut page = Page::new(style);
    if !rules.access.enabled {
        page.line(2, "access control is off: everyone may do everything");
        return page.text;
    }
    let groups = groups(rules);
    if groups.is_empty() {
        page.line(2, "there is no dirspace yet, so that nobody may do anything with one");
    }
    for ((policy, check), dirspaces) in groups.iter().take(MOST_GROUPS) {
        let names = few_dirspaces(dirspaces.iter().copied());
        let names = page.bold(&names);
        let count = if dirspaces.len() == 1 { String::new() } else { format!(" ({})", dirspaces.len()) };
        page.line(2, &format!("{names}{count}"));
        let policy = policy.and_then(|at| rules.access.policies.get(at));
        let check = check.and_then(|at| rules.requirements.checks.get(at));
        for (operation, who) in said(policy, check) {
            page.hanging(&format!("    {operation:<6} "), &who);
        }
    }
    if let Some(more) = groups.len().checked_sub(MOST_GROUPS).filter(|more| *more > 0) {
        page.line(2, &format!("and {} with other rules", plural(more, "group")));
    }
    repository_wide(&mut page, rules.access);
    page.text
}

/// The policy that governs and the requirement that binds, by position.
type Binding = (Option<usize>, Option<usize>);

fn groups<'a>(rules: Rules<'a>) -> BTreeMap<Binding, Vec<&'a Dirspace>> {
    let mut groups: BTreeMap<Binding, Vec<&'a Dirspace>> = BTreeMap::new();
    for placed in rules.dirspaces {
        let (dir, tags) = (placed.dirspace.dir.as_str(), &placed.tags);
        let binding = (rules.access.governing(dir, tags), rules.requirements.binding(dir, tags));
        groups.entry(binding).or_default().push(&placed.dirspace);
    }
    groups
}

/// Each operation with who may do it and what it waits for.
fn said(policy: Option<&Policy>, check: Option<&RequirementCheck>) -> Vec<(&'static str, String)> {
    let Some(policy) = policy else { return vec![("any", "nobody: no policy matches".to_owned())] };
    let mut said = vec![("plan", listed(&policy.plan))];
    let Some(check) = check else {
        said.push(("apply", "nobody: no apply requirement matches".to_owned()));
        return said;
    };
    let waits = waits(check);
    let waits = if waits.is_empty() { String::new() } else { format!("; needs {}", waits.join(", ")) };
    said.push(("apply", format!("{}{waits}", listed(&policy.apply))));
    if !policy.apply_with_superapproval.entries.is_empty() {
        let (who, by) = (listed(&policy.apply_with_superapproval), listed(&policy.superapproval));
        said.push(("", format!("or {who}, approved by {by}")));
    }
    if !policy.apply_force.entries.is_empty() {
        said.push(("force", listed(&policy.apply_force)));
    }
    said
}

/// What an apply waits for.
fn waits(check: &RequirementCheck) -> Vec<String> {
    let mut waits = approvals(&check.approved);
    let asked = [
        (check.status_checks.enabled, "successful checks"),
        (check.require_ready_for_review_pr, "no draft"),
        (check.apply_after_merge, "the merge"),
    ];
    waits.extend(asked.into_iter().filter(|(asked, _)| *asked).map(|(_, what)| what.to_owned()));
    waits
}

fn approvals(approved: &Approved) -> Vec<String> {
    if !approved.enabled {
        return Vec::new();
    }
    let each = approved.all_of.entries.iter().map(|entry| format!("an approval of {}", name(&entry.value)));
    let counted = match (usize::try_from(approved.any_of_count).unwrap_or(0), approved.any_of.entries.is_empty()) {
        (0, _) => None,
        (count, true) => Some(plural(count, "approval")),
        (count, false) => Some(format!("{} of {}", plural(count, "approval"), listed(&approved.any_of))),
    };
    each.chain(counted).collect()
}

/// Who may touch what all else hangs on.
fn repository_wide(page: &mut Page, access: &AccessControl) {
    let lists = [
        ("change the configuration", &access.terrateam_config_update),
        ("change the CI file", &access.ci_config_update),
        ("unlock", &access.unlock),
    ];
    let said: Vec<String> = lists.iter().map(|(what, list)| format!("{what}: {}", listed(list))).collect();
    page.line(2, &said.join("; "));
}

fn listed(list: &MatchList) -> String {
    if list.entries.iter().any(|entry| entry.value == PrincipalMatch::Any) {
        return "everyone".to_owned();
    }
    let names: Vec<String> = list.entries.iter().take(MOST_NAMES).map(|entry| name(&entry.value)).collect();
    match list.entries.len() - names.len() {
        _ if names.is_empty() => "nobody".to_owned(),
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

fn name(principal: &PrincipalMatch) -> String {
    match principal {
        PrincipalMatch::Any => "everyone".to_owned(),
        named => terminal(&named.to_string()).into_owned(),
    }
}
