//! A check that selects nothing in this repository.

use super::{lists, unused};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;

lint! {
    /// ## What it does
    ///
    /// Reports a check that selects no dirspace of this repository, although each word of its query is true of some. Silent
    /// where a script that was not run decides which dirspaces there are, and where a word by itself is the mistake.
    ///
    /// ## Why it matters
    ///
    /// The words are right and their combination is not: `and` where `or` was meant, or a tag that went to another directory. What the
    /// check asks for is asked of nothing.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: prod in dir and staging in dir
    ///       approved:
    ///         enabled: true
    ///     - tag_query: ''
    /// ```
    ///
    /// ```files
    /// prod/main.tf
    /// staging/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: prod in dir or staging in dir
    ///       approved:
    ///         enabled: true
    ///     - tag_query: ''
    /// ```
    "unused-check", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    unused::findings(subject, lists::checks(&subject.read))
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::repository_cases;

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            &["aws/prod/main.tf", "gcp/dev/main.tf"],
            r#"
=== never together
apply_requirements:
  checks:
    - tag_query: dev in dir and aws in dir
                 ^^^^^^^^^^^^^^^^^^^^^^^^^
    - tag_query: ''
=== for everything
apply_requirements:
  checks:
    - tag_query: ''
"#,
        );
    }
}
