//! A list of policies without any.

use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

use super::places;

lint! {
    /// ## What it does
    ///
    /// Reports `policies: []`.
    ///
    /// ## Why it matters
    ///
    /// What no policy matches is denied, and an empty list matches nothing: nobody may plan or apply anything. It is
    /// the opposite of a list that is left out, with which everybody may.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies: []
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: ''
    ///       apply: ["role:write"]
    /// ```
    "policies-deny-everything", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let access = &subject.config.access_control;
    if !access.enabled || !access.policies.is_empty() {
        return Vec::new();
    }
    let Some(policies) = places::entry(subject.written, &["access_control", "policies"]) else { return Vec::new() };
    let message = "the list of policies is empty, so that nobody may plan or apply anything";
    let help = "Add a policy, or leave the key out to let everybody in; a freeze is clearer as `plan: []` and \
                `apply: []` in a policy.";
    vec![Finding::new(policies.value.span, "matches nothing", message).with_help(help)]
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
=== empty
access_control:
  policies: []
            ^^
=== left out
access_control:
  unlock: []
=== left empty, which is everybody
access_control:
  policies:
=== switched off
access_control:
  enabled: false
  policies: []
"#,
        );
    }
}
