//! A list of checks that leaves dirspaces which cannot be applied.

use super::{left_out, lists};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports `apply_requirements.checks` that do not select every dirspace that there could be. Where the repository is
    /// known, and all of it, `dirspace-without-check` is asked instead.
    ///
    /// ## Why it matters
    ///
    /// A dirspace that no check selects does not pass: it cannot be applied, and neither can anything that is applied
    /// together with it. Leaving the last check out is not the way to ask for nothing.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: prod in dir
    ///       approved:
    ///         enabled: true
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: prod in dir
    ///       approved:
    ///         enabled: true
    ///     - tag_query: ''
    /// ```
    "no-catch-all-check", Warn, Alone(check)
}

/// The last check that would say so.
pub(super) const HELP: &str = "End the list with a check for `''`: with no other key it asks for what is usual, a \
                               request that can be merged, is no draft, and whose checks have passed.";

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let found = lists::checks(subject).and_then(|list| left_out::possibly(subject, list, "cannot be applied"));
    found.map(|finding| finding.with_help(HELP)).into_iter().collect()
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
=== production alone
apply_requirements:
  checks:
  ^^^^^^
    - tag_query: prod
=== everything
apply_requirements:
  checks:
    - tag_query: prod
    - tag_query: ''
=== the older spelling is for everything
apply_requirements:
  checks:
    merge_conflicts:
      enabled: true
"#,
        );
    }
}
