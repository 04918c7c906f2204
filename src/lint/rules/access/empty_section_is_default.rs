//! A section with nothing behind its key.

use super::places;
use crate::config::node::{Entry, Value};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsWritten;

lint! {
    /// ## What it does
    ///
    /// Reports `access_control`, `apply_requirements`, `checks` and `approved` with nothing behind them.
    ///
    /// ## Why it matters
    ///
    /// An empty key counts as left out. A file that names the section and fills in nothing looks guarded and is not:
    /// without `access_control` everybody may plan and apply, and without `apply_requirements` no approval is asked
    /// for. Often what belongs into the section has slipped out of it by its indentation, or was commented out.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    /// #  policies:
    /// #    - tag_query: prod in dir
    /// #      apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    /// ```
    "empty-section-is-default", Warn, Written(check)
}

const NO_APPROVALS: &str = "no approval is asked for";

fn check(subject: &AsWritten<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let sections: [(&[&str], &str); 3] = [
        (&["access_control"], "everybody may plan and apply everything"),
        (&["apply_requirements"], NO_APPROVALS),
        (&["apply_requirements", "checks"], NO_APPROVALS),
    ];
    for (keys, means) in sections {
        found.extend(places::entry(*subject, keys).and_then(|entry| is_default(entry, means)));
    }
    for check in places::checks(*subject) {
        found.extend(check.entry("approved").and_then(|entry| is_default(entry, NO_APPROVALS)));
    }
    found
}

fn is_default(entry: &Entry, means: &str) -> Option<Finding> {
    if entry.value.value != Value::Null {
        return None;
    }
    let message = format!("`{}` is left empty, which counts as left out: {means}", entry.key);
    let help = "Fill it in, checking the indentation of what follows, or delete the key.";
    Some(Finding::new(entry.key_span, "empty", message).with_help(help))
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
=== both sections
access_control:
^^^^^^^^^^^^^^
apply_requirements: ~
^^^^^^^^^^^^^^^^^^
=== what is in them
access_control: {}
apply_requirements:
  checks:
  ^^^^^^
=== a check without its approvals
apply_requirements:
  checks:
    - tag_query: prod
      approved:
      ^^^^^^^^
    - tag_query: ''
      status_checks:
=== other keys may be empty
dirs:
workflows:
access_control:
  policies:
"#,
        );
    }
}
