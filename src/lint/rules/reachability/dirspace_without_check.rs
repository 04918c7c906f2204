//! Dirspaces of the repository that no check selects.

use super::{left_out, lists, no_catch_all_check};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;

lint! {
    /// ## What it does
    ///
    /// Reports dirspaces of this repository that no entry of `apply_requirements.checks` selects, whatever branches a
    /// request has. Silent where a script that was not run decides which dirspaces there are.
    ///
    /// ## Why it matters
    ///
    /// A dirspace that no check selects does not pass: it cannot be applied, and neither can anything that is applied
    /// together with it.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: dir:prod
    ///       approved:
    ///         enabled: true
    /// ```
    ///
    /// ```files
    /// prod/main.tf
    /// prod/vpc/main.tf
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
    /// ```
    "dirspace-without-check", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    let Some(list) = lists::checks(&subject.read) else { return Vec::new() };
    let requirements = &subject.read.config.apply_requirements;
    let fates = ["cannot be applied", "cannot be applied"];
    let found = left_out::surely(subject.repository, list, fates, |placed| {
        requirements.binding(&placed.dirspace.dir, &placed.tags).is_some()
    });
    found.map(|finding| finding.with_help(no_catch_all_check::HELP)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::repository_cases;

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            &["prod/main.tf", "dev/main.tf"],
            r#"
=== one is left out
apply_requirements:
  checks:
  ^^^^^^
    - tag_query: prod in dir
=== none is
apply_requirements:
  checks:
    - tag_query: prod in dir
    - tag_query: dev in dir
"#,
        );
    }
}
