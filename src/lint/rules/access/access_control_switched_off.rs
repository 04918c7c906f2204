//! Restrictions in a section that is switched off.

use super::{lists, places};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports `enabled: false` in an `access_control` that restricts something.
    ///
    /// ## Why it matters
    ///
    /// Nothing in the section counts then. Everybody may plan, apply and unlock, and everybody may `apply-force`,
    /// which with the section left out nobody may.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   enabled: false
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   enabled: true
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    /// ```
    "access-control-switched-off", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let access = &subject.config.access_control;
    let restriction = lists::first_restriction(access).and_then(|(key, list)| Some((key, lists::place(list)?)));
    let (false, Some((key, restriction))) = (access.enabled, restriction) else { return Vec::new() };
    let Some(enabled) = places::entry(subject.written, &["access_control", "enabled"]) else { return Vec::new() };
    let message = "access control is switched off, so that everybody may plan, apply, force and unlock";
    let found = Finding::new(enabled.value.span, "switches off the whole section", message)
        .with_label(restriction, format!("this `{key}` restricts nobody"));
    vec![found.with_help("Write `enabled: true`, or delete the restrictions.")]
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
=== a policy that restricts
access_control:
  enabled: false
           ^^^^^
  policies:
    - tag_query: ''
      plan: ['*']
      apply: ["team:sre", "user:a"]
              ~~~~~~~~~~
=== a file
access_control:
  enabled: false
           ^^^^^
  files:
    a: []
       ~~
=== nothing that would restrict
access_control:
  enabled: false
  policies:
    - tag_query: ''
=== switched on
access_control:
  enabled: true
  unlock: []
"#,
        );
    }
}
