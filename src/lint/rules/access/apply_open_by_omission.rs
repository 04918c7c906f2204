//! A policy that never says who may apply.

use super::{lists, places};
use crate::access::policy::Policy;
use crate::config::node::Node;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports a policy that has no `apply`: one that restricts something else, and one that has nothing but a
    /// `tag_query`. A bare `tag_query: ''` is left alone: it says "the rest is open".
    ///
    /// ## Why it matters
    ///
    /// A list that is left out is not empty: `plan` and `apply` then mean `*`, which is everybody who can comment on
    /// a request. On a public repository that is everybody with an account. A policy that was written to restrict
    /// something grants this along with it.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       plan: ["team:developers"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       plan: ["team:developers"]
    ///       apply: ["team:sre"]
    /// ```
    "apply-open-by-omission", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let access = &subject.config.access_control;
    if !access.enabled || lists::restricts_nothing(access) {
        return Vec::new();
    }
    let policies = access.policies.iter().zip(places::policies(subject.written));
    policies
        .filter(|(policy, node)| node.entry("apply").is_none() && !is_open_rest(policy, node))
        .filter_map(|(policy, node)| found(policy, node))
        .collect()
}

/// A catch-all without any list. As the last policy it says what it does; before others, what it hides is another
/// finding.
fn is_open_rest(policy: &Policy, node: &Node) -> bool {
    policy.tag_query.value.is_any() && is_bare(node)
}

fn is_bare(node: &Node) -> bool {
    node.entries().is_some_and(|entries| entries.len() == 1)
}

fn found(policy: &Policy, node: &Node) -> Option<Finding> {
    let span = policy.tag_query.span.or(policy.span)?;
    let message = if is_bare(node) {
        "the policy names nobody, so that everybody may plan and apply"
    } else {
        "`apply` is left out, so that everybody may apply"
    };
    let finding = Finding::new(span, "this policy has no `apply`", message);
    Some(finding.with_help("Name those who may: `apply: [\"team:sre\"]`; `[]` for nobody, `['*']` for everybody."))
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::cases;

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== plan alone is restricted
access_control:
  policies:
    - tag_query: prod in dir
                 ^^^^^^^^^^^
      plan: ["team:developers"]
=== force alone
access_control:
  policies:
    - apply_force: ["team:sre"]
      tag_query: ''
                 ^^
=== nothing but a query, and others restrict
access_control:
  policies:
    - tag_query: sandbox
                 ^^^^^^^
    - tag_query: ''
      apply: ["team:sre"]
=== the rest is open, and says so
access_control:
  policies:
    - tag_query: prod in dir
      apply: ["team:sre"]
    - tag_query: ''
=== nothing but a query is no catch-all
access_control:
  policies:
    - tag_query: prod in dir
      apply: ["team:sre"]
    - tag_query: dev
                 ^^^
=== everything is said
access_control:
  policies:
    - tag_query: prod in dir
      plan: ["team:developers"]
      apply: ['*']
=== nobody is a list too
access_control:
  policies:
    - tag_query: prod in dir
      plan: []
      apply: []
=== a list that is left empty is another finding
access_control:
  policies:
    - tag_query: prod in dir
      plan: ["team:developers"]
      apply:
=== a section that restricts nothing is another finding
access_control:
  policies:
    - tag_query: ''
=== a section that is switched off
access_control:
  enabled: false
  policies:
    - tag_query: prod in dir
      plan: ["team:developers"]
=== an empty list of policies
access_control:
  policies: []
"#,
        );
    }
}
