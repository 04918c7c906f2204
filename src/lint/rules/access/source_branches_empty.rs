//! A destination branch that takes requests from nowhere.

use crate::config::node::{Entry, Node, Value};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

use super::places;

lint! {
    /// ## What it does
    ///
    /// Reports `source_branches: []`.
    ///
    /// ## Why it matters
    ///
    /// Left out, it means every branch; empty, it means none, and no request against the branch is planned. It ends the
    /// search as well: a later entry for the same branch is not read.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// destination_branches:
    ///   - branch: main
    ///     source_branches: []
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// destination_branches:
    ///   - branch: main
    ///     source_branches: ['feature/*']
    /// ```
    "source-branches-empty", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    places::list(subject.written, &["destination_branches"]).iter().filter_map(found).collect()
}

fn found(entry: &Node) -> Option<Finding> {
    let Entry { value, .. } = entry.entry("source_branches")?;
    let Value::Sequence(branches) = &value.value else { return None };
    let message = "the list of source branches is empty, so that no request against this branch is planned";
    let help = "List the branches that requests may come from, or leave the key out to take them all.";
    branches.is_empty().then(|| Finding::new(value.span, "no branch", message).with_help(help))
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
=== empty
destination_branches:
  - main
  - branch: dev
    source_branches: []
                     ^^
=== some, all but one, and left empty
destination_branches:
  - branch: dev
    source_branches: [a]
  - branch: main
    source_branches: ['!a']
  - branch: x
    source_branches:
"#,
        );
    }
}
