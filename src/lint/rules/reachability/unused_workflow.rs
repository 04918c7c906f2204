//! A workflow that selects nothing in this repository.

use super::{lists, unused};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;

lint! {
    /// ## What it does
    ///
    /// Reports a workflow that selects no dirspace of this repository, although each word of its query is true of some. Silent
    /// where a script that was not run decides which dirspaces there are, and where a word by itself is the mistake.
    ///
    /// ## Why it matters
    ///
    /// The words are right and their combination is not: `and` where `or` was meant, or a tag that went to another directory. The steps
    /// of the workflow are never run.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// workflows:
    ///   - tag_query: prod in dir and staging in dir
    ///     plan: [{type: init}, {type: plan}]
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
    /// workflows:
    ///   - tag_query: prod in dir or staging in dir
    ///     plan: [{type: init}, {type: plan}]
    /// ```
    "unused-workflow", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    unused::combinations(subject, lists::workflows(&subject.read))
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
workflows:
  - tag_query: dev in dir and aws in dir
               ^^^^^^^^^^^^^^^^^^^^^^^^^
    plan: [{type: init}]
=== the tag of a directory that is not there, which is the mistake
dirs: {azure: {tags: [blue]}}
workflows:
  - tag_query: blue
    plan: [{type: init}]
=== used
workflows:
  - tag_query: dev in dir
    plan: [{type: init}]
"#,
        );
    }
}
