//! A pattern that leaves no check to look at.

use super::patterns::{self, Pattern};
use crate::lint::Finding;
use crate::lint::rules::access::shown::shown;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports an entry of `ignore_matching` that matches every title.
    ///
    /// ## Why it matters
    ///
    /// With every check ignored there is none that could fail, and the requirement is met always. A pattern is looked
    /// for anywhere in the title: `.` is enough for that, and so is `.*`.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       status_checks:
    ///         enabled: true
    ///         ignore_matching: [".*"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       status_checks:
    ///         enabled: false
    /// ```
    "ignores-every-check", Warn, Read(check)
}

/// Titles that have nothing in common.
const TITLES: [&str; 4] = ["a", "ci/build (x86)", "Z9", "\u{e4}-_!"];

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let checks = subject.config.apply_requirements.checks.iter().filter(|check| check.status_checks.enabled);
    if checks.count() == 0 {
        return Vec::new();
    }
    patterns::of_checks(subject).filter(matches_all).map(|pattern| found(&pattern)).collect()
}

fn matches_all(pattern: &Pattern<'_>) -> bool {
    pattern.compiled.is_some_and(|compiled| TITLES.iter().all(|title| compiled.is_match(title)))
}

fn found(pattern: &Pattern<'_>) -> Finding {
    let message = format!("`{}` matches every title, so that no check is looked at", shown(pattern.text));
    Finding::new(pattern.span, "matches everything", message)
        .with_help("Name the checks to ignore, or write `enabled: false` to say that none counts.")
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
=== everything
apply_requirements:
  checks:
    - tag_query: ''
      status_checks:
        ignore_matching: ['ci/.*', '.*', '.', '^.+$', 'x*']
                                   ^^^^
                                         ^^^
                                              ^^^^^^
                                                      ^^^^
=== something
apply_requirements:
  checks:
    - tag_query: ''
      status_checks:
        ignore_matching: ['%w', '', 'a', '%d.*']
=== nothing counts anyway
apply_requirements:
  checks:
    - tag_query: ''
      status_checks:
        enabled: false
        ignore_matching: ['.*']
"#,
        );
    }
}
