//! Tags that a request can give and take: which queries ask for them, and whether the configuration keeps requests
//! from it.
//!
//! `dirs`, `tags` and `stacks` are read from the request itself unless the default branch says otherwise, so that a
//! query about their tags is a question to the author of the request.

use std::collections::BTreeSet;

use super::lists;
use crate::access::policy::Policy;
use crate::access::principal::{MatchList, PrincipalMatch};
use crate::access::requirement::{Approved, RequirementCheck};
use crate::config::Config;
use crate::config::overrides::BUILT_IN;
use crate::lint::Finding;
use crate::source::{Span, Spanned};
use crate::tag_query::{Meaning, TagQuery};

/// The root keys that have to come from the default branch for a query to mean what it says there.
pub(super) fn sources(query: &TagQuery) -> BTreeSet<&'static str> {
    let mut sources = BTreeSet::new();
    for atom in query.expr().atoms() {
        let Meaning::Tag(tag) = atom.meaning else { continue };
        let is = |prefix: &[&str]| prefix.iter().any(|prefix| tag.starts_with(prefix.as_bytes()));
        if is(&["dir:", "workspace:", "stack:"]) {
            continue;
        }
        if is(&["stack_name:"]) {
            sources.insert("stacks");
        } else if is(&["branch:", "dest_branch:"]) {
            sources.insert("tags");
        }
        // Any tag can be given in `dirs`, however it is spelled; and what a stack holds depends on such tags.
        sources.insert("dirs");
    }
    sources
}

/// A choice that a request has.
pub(in crate::lint::rules) struct Retaggable {
    /// Where the queries stand, in order.
    pub(super) queries: Vec<Span>,
    /// The root keys that a request can change them by.
    pub(super) by: BTreeSet<&'static str>,
}

/// The policies that a request can choose between, unless somebody else has to agree to a change of the configuration.
pub(in crate::lint::rules) fn retaggable_policies(config: &Config) -> Option<Retaggable> {
    let access = &config.access_control;
    let open = access.enabled && lists::is_open(&access.terrateam_config_update);
    if !open || !policies_differ(&access.policies) {
        return None;
    }
    retaggable(config, access.policies.iter().map(|policy| &policy.tag_query))
}

/// The same of requirements.
pub(in crate::lint::rules) fn retaggable_requirements(config: &Config) -> Option<Retaggable> {
    let access = &config.access_control;
    let open = !access.enabled || lists::is_open(&access.terrateam_config_update);
    let checks = &config.apply_requirements.checks;
    if !open || !requirements_differ(checks) {
        return None;
    }
    retaggable(config, checks.iter().map(|check| &check.tag_query))
}

fn retaggable<'a>(config: &Config, queries: impl Iterator<Item = &'a Spanned<TagQuery>>) -> Option<Retaggable> {
    let kept = kept(config);
    let mut found = Retaggable { queries: Vec::new(), by: BTreeSet::new() };
    for query in queries {
        let open: Vec<_> = sources(&query.value).into_iter().filter(|key| !kept.contains(key)).collect();
        if !open.is_empty() {
            found.queries.extend(query.span);
        }
        found.by.extend(open);
    }
    (!found.queries.is_empty()).then_some(found)
}

/// Most places that one finding shows.
const SHOWN: usize = 5;

impl Retaggable {
    /// The finding at the queries: `chooses` says what a request chooses.
    pub(in crate::lint::rules) fn finding(self, config: &Config, chooses: &str) -> Option<Finding> {
        let mut queries = self.queries.into_iter();
        let keys = self.by.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" and ");
        let message =
            format!("a request can choose its {chooses}: it brings its own {keys}, and everybody may change them");
        let found = Finding::new(queries.next()?, "by tags that the request gives", message);
        let found = queries.take(SHOWN).fold(found, |found, query| found.with_label(query, "and this one"));
        let star = lists::everybody(&config.access_control.terrateam_config_update).flatten();
        let found = match star.filter(|_| config.access_control.enabled) {
            Some(star) => found.with_label(star, "everybody may change this file"),
            None => found,
        };
        Some(found.with_help(format!(
            "Restrict `terrateam_config_update`, or add {keys} to `default_branch_overrides`, or ask for the \
             directory: `x in dir`."
        )))
    }
}

/// The root keys that a request has no say in.
pub(super) fn kept(config: &Config) -> BTreeSet<&str> {
    match &config.default_branch_overrides {
        Some(names) => names.iter().map(|name| name.value.as_str()).collect(),
        None => BUILT_IN.into_iter().collect(),
    }
}

/// Whether something is won by being governed by another policy.
fn policies_differ(policies: &[Policy]) -> bool {
    let entries =
        |list: &MatchList| -> Vec<PrincipalMatch> { list.entries.iter().map(|entry| entry.value.clone()).collect() };
    differ(policies.iter().map(|policy| (entries(&policy.apply), entries(&policy.apply_force))))
}

/// Whether something is won by being bound by another requirement. Approvals that nobody wrote the same way are told
/// apart, also where they come to the same.
fn requirements_differ(checks: &[RequirementCheck]) -> bool {
    differ(checks.iter().map(|check| {
        let approved = check.approved.enabled.then(|| {
            let Approved { all_of, any_of, any_of_count, require_completed_reviews, .. } = &check.approved;
            (all_of.to_string(), any_of.to_string(), *any_of_count, *require_completed_reviews)
        });
        (approved, check.apply_after_merge, check.status_checks.enabled)
    }))
}

fn differ<T: PartialEq>(mut all: impl Iterator<Item = T>) -> bool {
    let first = all.next();
    all.any(|other| first.as_ref() != Some(&other))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "the queries of these tests parse")]
mod tests {
    use super::*;

    #[test]
    fn what_a_query_can_be_changed_by() {
        let rows: [(&str, &[&str]); 8] = [
            ("", &[]),
            ("prod in dir and not dir:a", &[]),
            ("workspace:prod dir~x stack:y relative_dir:z", &[]),
            ("prod", &["dirs"]),
            ("prod in dir or not sandbox", &["dirs"]),
            ("stack_name:net", &["dirs", "stacks"]),
            ("dest_branch:main", &["dirs", "tags"]),
            ("branch:x stack_name:y", &["dirs", "stacks", "tags"]),
        ];
        for (query, wanted) in rows {
            let found: Vec<_> = sources(&TagQuery::parse(query).unwrap()).into_iter().collect();
            assert_eq!(found, wanted, "{query}");
        }
    }
}
