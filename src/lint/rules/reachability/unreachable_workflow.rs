//! A workflow that no dirspace gets to.

use super::{lists, unreachable};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports a workflow that no dirspace can get to, because earlier workflows select everything that it selects.
    ///
    /// ## Why it matters
    ///
    /// The first workflow whose query matches a dirspace is used. The steps, the engine and the environment of an unreachable one
    /// are never used, and the dirspaces that it was written for run those of another.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// workflows:
    ///   - tag_query: ''
    ///     plan: [{type: init}, {type: plan}]
    ///   - tag_query: legacy in dir
    ///     plan: [{type: init}]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// workflows:
    ///   - tag_query: legacy in dir
    ///     plan: [{type: init}]
    ///   - tag_query: ''
    ///     plan: [{type: init}, {type: plan}]
    /// ```
    "unreachable-workflow", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    unreachable::findings(subject, lists::workflows(subject))
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
=== a word more is a part
workflows:
  - tag_query: aws
               ~~~
  - tag_query: aws prod
               ^^^^^^^^
=== the other way round
workflows:
  - tag_query: aws prod
  - tag_query: aws
=== one alone
workflows:
  - tag_query: ''
"#,
        );
    }
}
