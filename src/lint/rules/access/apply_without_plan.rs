//! Somebody may apply what nobody may plan.

use super::places;
use crate::access::policy::Policy;
use crate::config::node::Node;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports a policy with `plan: []` in which somebody may apply.
    ///
    /// ## Why it matters
    ///
    /// An apply needs a plan of the same commit, a forced one as well. Where nobody may plan, not even by opening the
    /// request, there is none, and those who may apply cannot.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       plan: []
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       plan: ["team:sre"]
    ///       apply: ["team:sre"]
    /// ```
    "apply-without-plan", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let policies = &subject.config.access_control.policies;
    policies.iter().zip(places::policies(subject.written)).filter_map(|(policy, node)| found(policy, node)).collect()
}

fn found(policy: &Policy, node: &Node) -> Option<Finding> {
    if !policy.plan.entries.is_empty() {
        return None;
    }
    // An `apply` that nobody wrote is another finding.
    let written = [("apply", &policy.apply), ("apply_force", &policy.apply_force)];
    let (key, _) = written.into_iter().find(|(_, list)| list.span.is_some() && !list.entries.is_empty())?;
    let message = format!("nobody may plan, so that those in `{key}` have nothing to apply");
    let found =
        Finding::new(policy.plan.span?, "nobody", message).with_label(node.entry(key)?.key_span, "needs a plan");
    Some(found.with_help(format!("Let at least those plan who are in `{key}`, or write `{key}: []` as well.")))
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
=== some may apply
access_control:
  policies:
    - tag_query: a
      plan: []
            ^^
      apply: ["team:sre"]
      ~~~~~
=== some may force
access_control:
  policies:
    - tag_query: a
      plan: []
            ^^
      apply: []
      apply_force: ['*']
      ~~~~~~~~~~~
=== frozen
access_control:
  policies:
    - tag_query: a
      plan: []
      apply: []
=== everybody by omission is another finding
access_control:
  policies:
    - tag_query: a
      plan: []
=== some may plan
access_control:
  policies:
    - tag_query: a
      plan: ["team:sre"]
      apply: ["team:sre"]
"#,
        );
    }
}
