//! A list with nothing behind its key.

use super::places;
use crate::config::node::{Entry, Node, Value};
use crate::lint::rules::lint;
use crate::lint::subject::AsWritten;
use crate::lint::{Edit, Finding, Fix};
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports a key that decides about access and has nothing behind it: `plan`, `apply`, `policies`, `unlock`,
    /// `terrateam_config_update`, `ci_config_update` and, among the requirements, `any_of`.
    ///
    /// ## Why it matters
    ///
    /// An empty key counts as left out, and left out these lists mean everybody. It looks like a list without anybody
    /// in it, which is `[]`, and is the opposite.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply:
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: []
    /// ```
    "null-list-is-everyone", Deny, Written(check)
}

const OF_THE_REPOSITORY: [(&str, &str); 4] = [
    ("unlock", "everybody may unlock"),
    ("terrateam_config_update", "everybody may change this file"),
    ("ci_config_update", "everybody may change the CI file"),
    ("policies", "everybody may plan and apply everything"),
];

const OF_A_POLICY: [(&str, &str); 2] = [("plan", "everybody may plan"), ("apply", "everybody may apply")];

fn check(subject: &AsWritten<'_>) -> Vec<Finding> {
    let mut keys: Vec<(&Entry, &str)> = Vec::new();
    let off = places::entry(*subject, &["access_control", "enabled"]);
    if off.is_none_or(|enabled| enabled.value.value != Value::Bool(false)) {
        for (key, means) in OF_THE_REPOSITORY {
            keys.extend(places::entry(*subject, &["access_control", key]).map(|entry| (entry, means)));
        }
        for (key, means) in OF_A_POLICY {
            let entries = places::policies(*subject).iter().filter_map(|policy| policy.entry(key));
            keys.extend(entries.map(|entry| (entry, means)));
        }
    }
    keys.extend(places::checks(*subject).iter().filter_map(open_to_any_approver));
    let empty = keys.into_iter().filter(|(entry, _)| entry.value.value == Value::Null);
    empty.map(|(entry, means)| is_everyone(subject, entry, means)).collect()
}

/// The `any_of` of a check that asks for approvals by nobody else.
fn open_to_any_approver(check: &Node) -> Option<(&Entry, &'static str)> {
    let approved = &check.entry("approved")?.value;
    let on = approved.entry("enabled").is_some_and(|enabled| enabled.value.value == Value::Bool(true));
    let others = approved.entry("all_of").is_some_and(|all_of| !places::elements(&all_of.value).is_empty());
    let any_of = approved.entry("any_of").filter(|_| on && !others)?;
    Some((any_of, "an approval by anybody counts"))
}

fn is_everyone(subject: &AsWritten<'_>, entry: &Entry, means: &str) -> Finding {
    let key = &entry.key;
    let found = Finding::new(entry.key_span, "empty", format!("`{key}` is left empty, so that {means}"));
    if key == "any_of" {
        return found.with_help("List whose approval counts, or leave the key out to say that anybody's does.");
    }
    let found = found.with_help(format!(
        "Write `{key}: []` for nobody, or list those who may; to mean everybody, {}.",
        if key == "policies" { "leave the key out" } else { "write `['*']`" }
    ));
    match after_colon(subject, entry) {
        Some(at) => found.with_fix(Fix::suggested(
            format!("let `{key}` be nobody"),
            vec![Edit { span: at, replacement: " []".to_owned() }],
        )),
        None => found,
    }
}

/// The place behind the colon of a plain key with nothing after it on its line.
fn after_colon(subject: &AsWritten<'_>, entry: &Entry) -> Option<Span> {
    let end = entry.key_span.range().end;
    let rest = subject.text().get(end..)?;
    let blank = rest.strip_prefix(':')?.lines().next().unwrap_or_default().trim().is_empty();
    (blank && entry.merged_at.is_none()).then(|| Span::new(entry.key_span.source, end + 1, end + 1))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a finding that is not there fails the test")]
mod tests {
    use super::LINT;
    use crate::lint::rules::access::list_edit::edited;
    use crate::lint::testing::{cases, findings};

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== lists of a policy
access_control:
  policies:
    - tag_query: prod in dir
      plan: ~
      ^^^^
      apply: # nobody
      ^^^^^
      apply_force:
=== lists of the repository
access_control:
  unlock:
  ^^^^^^
  terrateam_config_update: null
  ^^^^^^^^^^^^^^^^^^^^^^^
  policies:
  ^^^^^^^^
=== the file does not load, and it is found all the same
acess_control: {}
access_control:
  unlock:
  ^^^^^^
=== whose approval counts
apply_requirements:
  checks:
    - tag_query: ''
      approved:
        enabled: true
        any_of:
        ^^^^^^
=== approvals that others give, or nobody has to
apply_requirements:
  checks:
    - tag_query: a
      approved: {enabled: true, all_of: [team:a], any_of: }
    - tag_query: b
      approved: {enabled: false, any_of: }
=== switched off
access_control:
  enabled: false
  unlock:
=== lists that are nobody when they are left out
access_control:
  files:
  policies:
    - tag_query: ''
      apply: []
      apply_force:
      superapproval:
"#,
        );
    }

    #[test]
    fn the_fix_makes_it_nobody() {
        let text = "access_control:\n  policies:\n    - tag_query: a\n      apply:  \n      plan: []\n";
        let found = findings(&LINT, text, &[]);
        let fix = found[0].fix.clone().unwrap();
        assert_eq!(edited(text, &fix.edits), text.replace("apply:  ", "apply: []  "));
    }
}
