//! A policy for one directory, with everything below it left to a policy that is open to all.

use std::collections::{BTreeMap, HashMap};

use super::lists;
use super::shown::shown;
use crate::access::policy::{AccessControl, Policy};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;
use crate::tag_query::{ExprKind, Word};

lint! {
    /// ## What it does
    ///
    /// Reports a policy for `dir:x` that restricts who may apply, where directories below `x` fall to the policy for
    /// everything else and that one lets everybody apply.
    ///
    /// ## Why it matters
    ///
    /// `dir:production` is the directory `production` and nothing below it. The policy looks as if it guarded production, and
    /// `production/vpc` is open.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: dir:production
    ///       apply: ["team:sre"]
    ///     - tag_query: ''
    ///       apply: ['*']
    /// ```
    ///
    /// ```files
    /// production/main.tf
    /// production/vpc/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: production in dir
    ///       apply: ["team:sre"]
    ///     - tag_query: ''
    ///       apply: ['*']
    /// ```
    "directory-below-is-open", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    let access = &subject.read.config.access_control;
    let guarded = guarded(access);
    if !access.enabled || subject.repository.incomplete.is_some() || guarded.is_empty() {
        return Vec::new();
    }
    // That nothing is in the directory itself is another finding.
    let exists = |dir: &str| subject.repository.dirspaces().any(|placed| placed.dirspace.dir == dir);
    let mut open: BTreeMap<usize, (&str, &Policy)> = BTreeMap::new();
    for placed in subject.repository.dirspaces() {
        let dir = placed.dirspace.dir.as_str();
        let Some(policy) = above(dir).find_map(|above| guarded.get(above)) else { continue };
        if !open.contains_key(policy)
            && let Some(governing) = access.governing(dir, &placed.tags).and_then(|at| access.policies.get(at))
            && governing.tag_query.value.is_any()
            && lists::is_open(&governing.apply)
        {
            open.insert(*policy, (dir, governing));
        }
    }
    let found = open.into_iter().filter_map(|(at, (below, governing))| {
        let policy = access.policies.get(at)?;
        let dir = one_directory(policy).filter(|dir| exists(dir))?;
        let message = format!("everybody may apply `{}`, which is below `{}`", shown(below), shown(dir));
        let help = format!("Write `{} in dir` for the directory and everything below it.", shown(dir));
        let found = Finding::new(policy.tag_query.span?, "selects this very directory alone", message).with_help(help);
        Some(match governing.tag_query.span {
            Some(span) => found.with_label(span, "takes what is below"),
            None => found,
        })
    });
    found.collect()
}

/// The directories that a policy of their own guards, with its position.
fn guarded(access: &AccessControl) -> HashMap<&str, usize> {
    let restricted = access.policies.iter().enumerate().filter(|(_, policy)| !lists::is_open(&policy.apply));
    restricted.filter_map(|(at, policy)| Some((one_directory(policy)?, at))).collect()
}

/// The directory that the query is about, when it is about one and nothing else.
fn one_directory(policy: &Policy) -> Option<&str> {
    match policy.tag_query.value.expr().root().kind() {
        ExprKind::Tag(word) => Word::text(word)?.strip_prefix("dir:"),
        _ => None,
    }
}

/// The directories around `dir`, the nearest first.
fn above(dir: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(dir.rsplit_once('/'), |(above, _)| above.rsplit_once('/')).map(|(above, _)| above)
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::repository_cases;

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            &["prod/main.tf", "prod/vpc/a/main.tf", "prod/dns/main.tf", "dev/main.tf", "live/eu/main.tf"],
            r#"
=== below falls to what is open
access_control:
  policies:
    - tag_query: dir:prod
                 ^^^^^^^^
      apply: ["team:sre"]
    - tag_query: ''
                 ~~
      apply: ['*']
=== by omission
access_control:
  policies:
    - tag_query: "dir:prod"
                 ^^^^^^^^^^
      apply: []
    - tag_query: ''
                 ~~
=== the rest is not open
access_control:
  policies:
    - tag_query: dir:prod
      apply: ["team:sre"]
    - tag_query: ''
      apply: ["role:write"]
=== a policy says that it is meant
access_control:
  policies:
    - tag_query: dir:prod
      apply: ["team:sre"]
    - tag_query: prod in dir
      apply: ['*']
    - tag_query: ''
      apply: []
=== nothing is restricted, or everything below is
access_control:
  policies:
    - tag_query: dir:dev
      apply: ['*']
    - tag_query: prod in dir
      apply: ["team:sre"]
    - tag_query: ''
=== nothing is in the directory, which another lint says
access_control:
  policies:
    - tag_query: dir:live
      apply: ["team:sre"]
    - tag_query: ''
=== switched off
access_control:
  enabled: false
  policies:
    - tag_query: dir:prod
      apply: ["team:sre"]
    - tag_query: ''
"#,
        );
    }
}
