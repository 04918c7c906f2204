//! Superapproval that can never let anybody in.

use super::{lists, places};
use crate::access::policy::Policy;
use crate::config::node::Node;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports `superapproval` without `apply_with_superapproval`, the other way round, and both beside an `apply`
    /// that lets everybody in anyway.
    ///
    /// ## Why it matters
    ///
    /// The two keys work together: who is in `apply_with_superapproval` may apply once somebody in `superapproval` has
    /// approved. Both are nobody when they are left out, and they are only asked for somebody whom `apply` turns away.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    ///       superapproval: ["team:leads"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    ///       apply_with_superapproval: ["team:developers"]
    ///       superapproval: ["team:leads"]
    /// ```
    "superapproval-has-no-effect", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let policies = &subject.config.access_control.policies;
    policies.iter().zip(places::policies(subject.written)).filter_map(|(policy, node)| found(policy, node)).collect()
}

fn found(policy: &Policy, node: &Node) -> Option<Finding> {
    let with = !policy.apply_with_superapproval.entries.is_empty();
    let by = !policy.superapproval.entries.is_empty();
    let (key, why, help) = match (with, by) {
        (true, false) => (
            "apply_with_superapproval",
            "nobody is in `superapproval` whose approval it could wait for",
            "Add `superapproval` with those whose approval lets them in.",
        ),
        (false, true) => (
            "superapproval",
            "nobody is in `apply_with_superapproval` whom it could let in",
            "Add `apply_with_superapproval` with those who may apply after it.",
        ),
        (true, true) if lists::is_open(&policy.apply) => (
            "apply_with_superapproval",
            "everybody may apply without it",
            "Restrict `apply` to those who need no superapproval.",
        ),
        _ => return None,
    };
    let span = node.entry(key)?.key_span;
    let found = Finding::new(span, "has no effect", format!("`{key}` has no effect: {why}")).with_help(help);
    Some(match (with && by).then(|| lists::everybody(&policy.apply)) {
        Some(Some(Some(star))) => found.with_label(star, "everybody"),
        _ => found,
    })
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
=== one without the other
access_control:
  policies:
    - tag_query: a
      apply: []
      superapproval: ["team:leads"]
      ^^^^^^^^^^^^^
    - tag_query: b
      apply: []
      apply_with_superapproval: ["team:developers"]
      ^^^^^^^^^^^^^^^^^^^^^^^^
      superapproval: []
=== an open apply, said and unsaid
access_control:
  policies:
    - tag_query: a
      apply: ["team:sre", "*"]
                          ~~~
      apply_with_superapproval: ["team:developers"]
      ^^^^^^^^^^^^^^^^^^^^^^^^
      superapproval: ["team:leads"]
    - tag_query: b
      apply_with_superapproval: ["team:developers"]
      ^^^^^^^^^^^^^^^^^^^^^^^^
      superapproval: ["team:leads"]
=== both, and neither
access_control:
  policies:
    - tag_query: a
      apply: ["team:sre"]
      apply_with_superapproval: ["*"]
      superapproval: ["team:leads"]
    - tag_query: b
      apply_with_superapproval: []
      superapproval: []
"#,
        );
    }
}
