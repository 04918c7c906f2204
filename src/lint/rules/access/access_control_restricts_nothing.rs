//! A whole section that says what holds without it.

use super::{lists, places};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports an `access_control` that, all told, keeps nobody from anything.
    ///
    /// ## Why it matters
    ///
    /// It is usually the documented defaults, pasted. The file then looks as if somebody had decided who may apply to
    /// production, and everybody who can comment on a request may: on a public repository, everybody with an account.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   enabled: true
    ///   unlock: ['*']
    ///   policies:
    ///     - tag_query: ''
    ///       plan: ['*']
    ///       apply: ['*']
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   enabled: true
    ///   unlock: ['role:maintain']
    ///   policies:
    ///     - tag_query: ''
    ///       plan: ['role:write']
    ///       apply: ['role:maintain']
    /// ```
    "access-control-restricts-nothing", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let access = &subject.config.access_control;
    let said = places::is_left_empty(subject.written, &["access_control", "policies"]);
    if access.span.is_none() || said || !lists::restricts_nothing(access) {
        return Vec::new();
    }
    let Some(key) = places::key(subject.written, &["access_control"]) else { return Vec::new() };
    let message = "`access_control` restricts nothing: everybody may plan, apply, unlock and change every file";
    let help = "Name those who may apply, `apply: [\"team:sre\"]` or `[\"role:write\"]`; or delete the section, \
                which decides the same.";
    vec![Finding::new(key, "grants everything", message).with_help(help)]
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
=== pasted defaults
access_control:
^^^^^^^^^^^^^^
  enabled: true
  apply_require_all_dirspace_access: true
  terrateam_config_update: ['*']
  policies:
    - tag_query: ''
      apply: ['*']
      apply_force: []
=== nothing at all
access_control: {}
^^^^^^^^^^^^^^
=== no policy for the rest denies it
access_control:
  policies:
    - tag_query: dev
=== somebody may force, which nobody may by default
access_control:
  policies:
    - tag_query: ''
      apply_force: ["team:sre"]
=== a file is guarded
access_control:
  files:
    Makefile: ["team:sre"]
=== left empty, which are other findings
access_control:
=== policies that are left empty
access_control:
  policies:
=== switched off on purpose
access_control:
  enabled: false
"#,
        );
    }
}
