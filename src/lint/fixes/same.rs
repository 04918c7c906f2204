//! Whether two configurations decide alike: everything that decides, and nothing of where or how it was written.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::policy::{AccessControl, Policy};
use crate::access::principal::{MatchList, PrincipalMatch, Role};
use crate::access::requirement::{ApplyRequirements, Approved, IgnoredChecks, RequirementCheck, StatusChecks};
use crate::config::Config;
use crate::config::node::{Entry, Node, Value};
use crate::config::schema::UNTYPED_KEYS;
use crate::dirspace::lua_pattern::LuaPattern;
use crate::dirspace::spec::{
    BranchTag, DependsOn, DestinationBranch, DirSpec, LayoutSpec, LockBranchTarget, StackMembers, StackRules,
    StackSpec, WhenModified, WorkspaceSpec,
};
use crate::source::Spanned;
use crate::tag_query::TagQuery;

/// Whether both configurations give every request of every repository the same answer, as far as that can be seen without
/// trying: they are equal but for places, spelling of tag queries, and order and repetition within a policy's lists.
/// `false` does not mean that there is a request that they answer differently.
pub fn same_decisions(before: &Config, after: &Config) -> bool {
    before.same(after)
}

/// Whether the sections that decide no access (workflows, hooks …) hold the same values; a tag query may be spelled in
/// another way.
pub(super) fn same_elsewhere(before: &Node, after: &Node) -> bool {
    UNTYPED_KEYS.iter().all(|key| match (before.entry(key), after.entry(key)) {
        (Some(before), Some(after)) => same_node(&before.value, &after.value),
        (None, None) => true,
        _ => false,
    })
}

/// The documents are no deeper than the reader lets them be.
fn same_node(before: &Node, after: &Node) -> bool {
    match (&before.value, &after.value) {
        (Value::Sequence(before), Value::Sequence(after)) => {
            before.len() == after.len() && before.iter().zip(after).all(|(before, after)| same_node(before, after))
        }
        (Value::Mapping(before), Value::Mapping(after)) => {
            before.len() == after.len()
                && before.iter().zip(after).all(|(before, after)| before.key == after.key && same_member(before, after))
        }
        (before, after) => before == after,
    }
}

fn same_member(before: &Entry, after: &Entry) -> bool {
    if let ("tag_query", Value::String(before), Value::String(after)) =
        (before.key.as_str(), &before.value.value, &after.value.value)
    {
        return before == after
            || matches!((TagQuery::parse(before), TagQuery::parse(after)), (Ok(before), Ok(after)) if before.expr() == after.expr());
    }
    same_node(&before.value, &after.value)
}

trait Same {
    fn same(&self, other: &Self) -> bool;
}

/// What is the same exactly when it is equal.
macro_rules! equal {
    ($($type:ty),+) => {$(
        impl Same for $type {
            fn same(&self, other: &Self) -> bool {
                self == other
            }
        }
    )+};
}
equal!(bool, i64, String, LuaPattern, LockBranchTarget);

/// What is the same when its fields are; those behind the semicolon do not count. There is no `..`, so that a new field
/// has to be put on one of the two sides.
macro_rules! fields {
    ($($type:ident { $($field:ident),+ $(; $($place:ident),+)? })+) => {$(
        impl Same for $type {
            fn same(&self, other: &Self) -> bool {
                let $type { $($field,)+ $($($place: _,)+)? } = self;
                $($field.same(&other.$field))&&+
            }
        }
    )+};
}
fields! {
    Config {
        enabled, access_control, apply_requirements, layout, destination_branches, default_branch_overrides,
        config_builder_enabled, tree_builder_enabled, indexer_enabled
    }
    AccessControl {
        enabled, apply_require_all_dirspace_access, plan_require_all_dirspace_access, ci_config_update,
        terrateam_config_update, unlock, files, policies; span
    }
    Policy {
        tag_query, plan, apply, apply_autoapprove, apply_force, apply_with_superapproval, superapproval; span
    }
    ApplyRequirements { create_pending_apply_check, create_completed_apply_check_on_noop, checks; span }
    RequirementCheck {
        tag_query, apply_after_merge, approved, merge_conflicts, require_ready_for_review_pr, status_checks; span
    }
    StatusChecks { enabled, ignore_matching; span }
    IgnoredChecks { text, pattern }
    LayoutSpec { when_modified, dirs, branch_tags, dest_branch_tags, stacks }
    WhenModified { autoapply, autoplan, autoplan_draft_pr, depends_on, file_patterns }
    DependsOn { tag_query, prune_on_no_change }
    DirSpec {
        tags, create_and_select_workspace, lock_branch_target, when_modified, workspaces, stacks; key_span
    }
    WorkspaceSpec { tags, when_modified }
    BranchTag { pattern; span }
    StackSpec { members, rules; key_span }
    StackRules { apply_after, plan_after, modified_by, auto_apply }
    DestinationBranch { branch, source_branches }
}

/// The order of a list of principals decides nothing, nor does saying one twice or an entry that is read in vain.
impl Same for MatchList {
    fn same(&self, other: &Self) -> bool {
        deciding(self) == deciding(other)
    }
}

/// The entries that can decide. The server reads up to the first that holds: never what is behind `*`, and a role behind a
/// weaker one only when it cannot hold. Of roles alone the order does not matter, because all are one look-up.
fn deciding(list: &MatchList) -> BTreeSet<&PrincipalMatch> {
    let roles: Vec<Option<Role>> = list.entries.iter().map(|entry| role(&entry.value)).collect();
    let mut weakest = roles.iter().copied().collect::<Option<Vec<Role>>>().and_then(|roles| roles.into_iter().min());
    let mut deciding = BTreeSet::new();
    for (entry, role) in list.entries.iter().zip(roles) {
        if role.is_none() || weakest.is_none() || role <= weakest {
            deciding.insert(&entry.value);
        }
        weakest = role.into_iter().chain(weakest).min();
        if entry.value == PrincipalMatch::Any {
            break;
        }
    }
    deciding
}

fn role(entry: &PrincipalMatch) -> Option<Role> {
    match entry {
        PrincipalMatch::Role(name) => Role::from_name(name),
        _ => None,
    }
}

/// Here it does: somebody who is in a list of approvers twice may be counted twice.
impl Same for Approved {
    fn same(&self, other: &Self) -> bool {
        let Approved { enabled, all_of, any_of, any_of_count, require_completed_reviews, span: _ } = self;
        let alike = |list: &MatchList, other: &MatchList| {
            list.entries.iter().map(|entry| &entry.value).eq(other.entries.iter().map(|entry| &entry.value))
        };
        enabled == &other.enabled
            && alike(all_of, &other.all_of)
            && alike(any_of, &other.any_of)
            && any_of_count == &other.any_of_count
            && require_completed_reviews == &other.require_completed_reviews
    }
}

impl Same for TagQuery {
    fn same(&self, other: &Self) -> bool {
        self.expr() == other.expr()
    }
}

impl Same for StackMembers {
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (StackMembers::Query(query), StackMembers::Query(other)) => query.same(other),
            (StackMembers::Stacks(stacks), StackMembers::Stacks(other)) => stacks.same(other),
            _ => false,
        }
    }
}

impl<T: Same> Same for Spanned<T> {
    fn same(&self, other: &Self) -> bool {
        self.value.same(&other.value)
    }
}

impl<T: Same> Same for Option<T> {
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Some(value), Some(other)) => value.same(other),
            (None, None) => true,
            _ => false,
        }
    }
}

impl<T: Same> Same for Vec<T> {
    fn same(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().zip(other).all(|(value, other)| value.same(other))
    }
}

impl<T: Same> Same for BTreeMap<String, T> {
    fn same(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self.iter().zip(other).all(|((key, value), (other_key, other))| key == other_key && value.same(other))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::lint::run::Linted;
    use crate::source::SourceMap;

    fn linted(text: &str) -> Linted {
        Linted::read(&mut SourceMap::new(), "c.yml", text.as_bytes(), None)
    }

    fn same(one: &str, other: &str) -> bool {
        let (one, other) = (linted(one), linted(other));
        let elsewhere = same_elsewhere(one.document.unwrap().root(), other.document.unwrap().root());
        same_decisions(&one.config.unwrap(), &other.config.unwrap()) && elsewhere
    }

    #[test]
    fn writing_the_same_in_another_way_is_the_same() {
        let rows = [
            ("{}", "# nothing\n{ }"),
            ("enabled: true", "{}"),
            (
                "access_control: {policies: [{tag_query: a b, plan: ['user:a', 'user:b', 'user:a']}]}",
                "access_control:\n  policies:\n    - {plan: ['user:b', 'user:a'], tag_query: (a and b)}",
            ),
            ("access_control: {unlock: ['*', 'team:a']}", "access_control: {unlock: ['*']}"),
            (
                "access_control: {unlock: ['team:a', 'role:write', 'role:admin']}",
                "access_control: {unlock: ['team:a', 'role:write']}",
            ),
            (
                "access_control: {unlock: ['role:admin', 'role:read', 'role:write']}",
                "access_control: {unlock: ['role:read']}",
            ),
            ("workflows: [{tag_query: a b, plan: []}]", "workflows:\n- tag_query: 'a and b'\n  plan: []\n"),
            ("dirs: {a: {tags: ['x']}}", "dirs: {a: {tags: [x]}}"),
        ];
        for (one, other) in rows {
            assert!(same(one, other), "{one} / {other}");
        }
    }

    #[test]
    fn whatever_decides_counts() {
        let rows = [
            ("enabled: false", "{}"),
            ("access_control: {unlock: []}", "{}"),
            // What is read first may fail, and then nothing else is read.
            ("access_control: {unlock: ['team:a', '*']}", "access_control: {unlock: ['*']}"),
            ("access_control: {unlock: ['role:bogus', 'role:read']}", "access_control: {unlock: ['role:read']}"),
            ("access_control: {unlock: ['role:read', 'role:bogus']}", "access_control: {unlock: ['role:read']}"),
            (
                "access_control: {unlock: ['role:admin', 'team:a', 'role:read']}",
                "access_control: {unlock: ['team:a', 'role:read']}",
            ),
            ("access_control: {unlock: ['role:write', 'role:read']}", "access_control: {unlock: ['role:write']}"),
            ("access_control: {files: {a: ['*']}}", "{}"),
            ("access_control: {policies: []}", "{}"),
            (
                "access_control: {policies: [{tag_query: a}, {tag_query: b}]}",
                "access_control: {policies: [{tag_query: b}, {tag_query: a}]}",
            ),
            (
                "apply_requirements: {checks: [{tag_query: '', approved: {any_of: ['user:a']}}]}",
                "apply_requirements: {checks: [{tag_query: '', approved: {any_of: ['user:a', 'user:a']}}]}",
            ),
            ("apply_requirements: {checks: []}", "{}"),
            ("dirs: {a: {}}", "{}"),
            ("dirs: {a: {tags: [x]}}", "dirs: {a: {tags: [y]}}"),
            ("when_modified: {autoapply: true}", "{}"),
            ("when_modified: {file_patterns: [a, b]}", "when_modified: {file_patterns: [b, a]}"),
            ("tags: {branch: {x: a}}", "tags: {branch: {x: b}}"),
            ("stacks: {names: {s: {tag_query: a}}}", "stacks: {names: {s: {stacks: [a]}}}"),
            ("destination_branches: [main]", "{}"),
            ("default_branch_overrides: []", "{}"),
            ("tree_builder: {enabled: true, script: x}", "tree_builder: {enabled: false, script: x}"),
            ("workflows: []", "{}"),
            ("workflows: [{tag_query: a, plan: []}]", "workflows: [{tag_query: b, plan: []}]"),
            ("batch_runs: {enabled: true}", "batch_runs: {enabled: false}"),
        ];
        for (one, other) in rows {
            assert!(!same(one, other), "{one} / {other}");
            assert!(same(one, one) && same(other, other), "{one} / {other}");
        }
    }
}
