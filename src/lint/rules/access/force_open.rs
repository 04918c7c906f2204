//! Everybody may apply past the requirements.

use super::lists;
use crate::access::policy::Policy;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports `*` in `apply_force`.
    ///
    /// ## Why it matters
    ///
    /// `apply-force` passes over every apply requirement: approvals, checks, drafts. It does not ask `apply` either,
    /// so that an open `apply_force` opens a restricted `apply` as well. `*` is everybody who can comment on a
    /// request.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    ///       apply_force: ['*']
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    ///       apply_force: ["team:sre-leads"]
    /// ```
    "force-open", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let access = &subject.config.access_control;
    access.policies.iter().filter(|_| access.enabled).filter_map(found).collect()
}

fn found(policy: &Policy) -> Option<Finding> {
    let star = lists::everybody(&policy.apply_force)??;
    let help = "Name those who may force; left out, nobody may.";
    let narrower = lists::place(&policy.apply).filter(|_| !lists::is_open(&policy.apply));
    Some(match narrower {
        Some(apply) => {
            let message = "everybody may apply by force what not everybody may apply";
            Finding::new(star, "everybody", message)
                .with_label(apply, "`apply-force` does not ask this list")
                .with_help(help)
        }
        None => {
            let message = "everybody may apply by force, past every apply requirement";
            Finding::new(star, "everybody", message).with_help(help)
        }
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
=== wider than apply
access_control:
  policies:
    - tag_query: a
      apply: ["team:sre"]
              ~~~~~~~~~~
      apply_force: ["user:a", '*']
                              ^^^
=== wider than nobody
access_control:
  policies:
    - tag_query: a
      apply: []
             ~~
      apply_force: ['*']
                    ^^^
=== past the requirements
access_control:
  policies:
    - tag_query: a
      apply: ['*']
      apply_force: ['*']
                    ^^^
=== some may, and nobody
access_control:
  policies:
    - tag_query: a
      apply_force: ["role:read"]
    - tag_query: b
      apply_force: []
"#,
        );
    }
}
