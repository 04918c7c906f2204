//! A check that no dirspace gets to.

use super::{lists, unreachable};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports an entry of `apply_requirements.checks` that no dirspace can get to, because earlier entries select
    /// everything that it selects.
    ///
    /// ## Why it matters
    ///
    /// The first check whose query matches a dirspace binds it, and no other is looked at. Approvals that an unreachable
    /// check asks for are never asked for. It is decided over every dirspace that there could be, not over those of today.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///     - tag_query: prod in dir
    ///       approved:
    ///         enabled: true
    ///         any_of_count: 2
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
    ///         any_of_count: 2
    ///     - tag_query: ''
    /// ```
    "unreachable-check", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    unreachable::findings(subject, lists::checks(subject))
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
=== a part of what is taken
apply_requirements:
  checks:
    - tag_query: workspace:prod or prod in dir
                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
    - tag_query: aws/prod in dir and workspace:default
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    - tag_query: ''
=== the older spelling has one check
apply_requirements:
  checks:
    merge_conflicts:
      enabled: true
=== in order of how much they select
apply_requirements:
  checks:
    - tag_query: aws/prod in dir
    - tag_query: prod in dir
    - tag_query: ''
"#,
        );
    }
}
