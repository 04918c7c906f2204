//! Approvals beside `apply_after_merge`, which are never asked for.

use super::checks;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports a check with `apply_after_merge` that asks for approvals as well.
    ///
    /// ## Why it matters
    ///
    /// Before the merge the check fails for want of the merge, however many have approved. After the merge the server
    /// waives every requirement, the approvals too. So nothing that the check says about approvals ever decides: only
    /// what the forge asks for before it merges does.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       apply_after_merge:
    ///         enabled: true
    ///       approved:
    ///         enabled: true
    ///         any_of: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       apply_after_merge:
    ///         enabled: true
    /// ```
    ///
    /// and a branch protection that asks for the approvals.
    "after-merge-skips-approvals", Warn, Read(check)
}

/// Most places that one finding shows.
const SHOWN: usize = 5;

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let both =
        checks::written(subject).filter(|(check, _)| check.apply_after_merge && checks::asks_for_approval(check));
    let mut places = both.filter_map(|(_, node)| {
        Some((checks::value(node, "approved", "enabled")?, checks::value(node, "apply_after_merge", "enabled")?))
    });
    let Some((approved, merge)) = places.next() else { return Vec::new() };
    let message =
        "the approvals are never asked for: before the merge the check fails anyway, after it they are waived";
    let found = Finding::new(approved, "decides nothing", message)
        .with_label(merge, "waits for the merge, which waives the rest")
        .with_help("Let a branch protection ask for them before the merge, or apply before merging.");
    vec![places.take(SHOWN).fold(found, |found, (approved, _)| found.with_label(approved, "nor does this"))]
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
=== both
apply_requirements:
  checks:
    - tag_query: a
      apply_after_merge: {enabled: true}
                                   ~~~~
      approved:
        enabled: true
                 ^^^^
    - tag_query: b
      apply_after_merge: {enabled: true}
      approved: {enabled: true, any_of_count: 2}
                          ~~~~
=== one of them
apply_requirements:
  checks:
    - tag_query: a
      apply_after_merge: {enabled: false}
      approved: {enabled: true}
    - tag_query: b
      apply_after_merge: {enabled: true}
      approved: {enabled: false}
    - tag_query: c
      apply_after_merge: {enabled: true}
      approved: {enabled: true, any_of_count: 0}
"#,
        );
    }
}
