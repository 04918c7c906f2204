//! Everybody may unlock.

use super::{lists, places};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports an `access_control` that restricts who may apply and lets everybody unlock, by `*` or by leaving
    /// `unlock` out.
    ///
    /// ## Why it matters
    ///
    /// A lock keeps two requests from changing the same directory at once. Who unlocks a request that has been applied
    /// and not merged lets the next one plan against code that is not what runs. No policy is asked, for any
    /// directory.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: ''
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   unlock: ["team:sre"]
    ///   policies:
    ///     - tag_query: ''
    ///       apply: ["team:sre"]
    /// ```
    "unlock-open", Allow, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let access = &subject.config.access_control;
    let said = places::is_left_empty(subject.written, &["access_control", "unlock"]);
    found(subject).filter(|_| access.enabled && !said).into_iter().collect()
}

fn found(subject: &AsRead<'_>) -> Option<Finding> {
    let access = &subject.config.access_control;
    let star = lists::everybody(&access.unlock)?;
    let (_, apply) = lists::first_restricted_apply(access)?;
    let span = star.or(places::key(subject.written, &["access_control"]))?;
    let label = if star.is_some() { "everybody" } else { "this section has no `unlock`" };
    let found = Finding::new(span, label, "everybody may unlock, and not everybody may apply");
    let found = found.with_help("Name those who may: `unlock: [\"team:sre\"]`, or at least `role:write`.");
    Some(match lists::place(apply) {
        Some(apply) => found.with_label(apply, "restricted here"),
        None => found,
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
=== by omission
access_control:
^^^^^^^^^^^^^^
  policies:
    - tag_query: a
      apply: ["team:sre"]
              ~~~~~~~~~~
=== said
access_control:
  unlock: ["user:a", '*']
                     ^^^
  policies:
    - tag_query: a
      apply: []
             ~~
=== left empty, which is another finding
access_control:
  unlock:
  policies:
    - tag_query: a
      apply: []
=== restricted
access_control:
  unlock: []
  policies:
    - tag_query: a
      apply: ["team:sre"]
=== everybody may apply
access_control:
  policies:
    - tag_query: a
      plan: ["team:sre"]
"#,
        );
    }
}
