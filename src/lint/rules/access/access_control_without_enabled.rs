//! A section that only one edition of the server reads.

use super::{lists, places};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports an `access_control` that restricts something and has no `enabled: true`.
    ///
    /// ## Why it matters
    ///
    /// Only the hosted and the Enterprise server know access control. The open-source server ignores the section
    /// without a word when `enabled` is left out, and everybody may then apply and force; with `enabled: true` it
    /// refuses the file and says so. Who runs the Enterprise server loses nothing by writing it.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
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
    "access-control-without-enabled", Allow, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let section = ["access_control"];
    let restricts = lists::first_restriction(&subject.config.access_control).is_some();
    let written = places::entry(subject.written, &["access_control", "enabled"]).is_some();
    let Some(key) = places::key(subject.written, &section).filter(|_| restricts && !written) else {
        return Vec::new();
    };
    let message = "`access_control` has no `enabled: true`, without which the open-source server ignores it silently";
    vec![
        Finding::new(key, "", message)
            .with_help("Add `enabled: true`: a server without access control then refuses the file."),
    ]
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
=== left out
access_control:
^^^^^^^^^^^^^^
  unlock: []
=== written
access_control:
  enabled: true
  unlock: []
=== nothing is restricted
access_control:
  unlock: ['*']
"#,
        );
    }
}
