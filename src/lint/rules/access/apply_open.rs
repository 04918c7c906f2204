//! A policy that says that everybody may apply.

use super::lists;
use crate::access::policy::Policy;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports `*` in an `apply` that somebody wrote.
    ///
    /// ## Why it matters
    ///
    /// `*` is everybody who can comment on a request. There is no other gate: on a public repository that is everybody
    /// with an account, whatever rights they have. `role:read`, `role:triage` and `role:write` are the narrower ways
    /// to say "everybody here".
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: sandbox in dir
    ///       apply: ['*']
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: sandbox in dir
    ///       apply: ['role:write']
    /// ```
    "apply-open", Allow, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let access = &subject.config.access_control;
    if !access.enabled || lists::restricts_nothing(access) {
        return Vec::new();
    }
    access.policies.iter().filter_map(found).collect()
}

fn found(policy: &Policy) -> Option<Finding> {
    let star = lists::everybody(&policy.apply)??;
    let message = "everybody who can comment on a request may apply";
    Some(Finding::new(star, "everybody", message).with_help("Name those who may, or at least `role:write`."))
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
=== in one of the policies
access_control:
  policies:
    - tag_query: a
      apply: ["team:sre"]
    - tag_query: ''
      plan: ['*']
      apply: ['*']
              ^^^
=== by omission is another finding
access_control:
  policies:
    - tag_query: a
      plan: ["team:sre"]
=== all of it open is another finding
access_control:
  policies:
    - tag_query: ''
      apply: ['*']
"#,
        );
    }
}
