//! Requirements that a merge waives, where a merge applies.

use super::checks;
use crate::lint::Finding;
use crate::lint::rules::access::autoapply;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports `autoapply: true` in a configuration whose requirements ask for approvals.
    ///
    /// ## Why it matters
    ///
    /// `autoapply` applies on merge, and once a request is merged the server waives every requirement. A request that
    /// the forge merges without an approval is applied without one: the approvals only bind who applies before
    /// merging.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// when_modified:
    ///   autoapply: true
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       approved:
    ///         enabled: true
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// when_modified:
    ///   autoapply: true
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       apply_after_merge:
    ///         enabled: true
    /// ```
    ///
    /// and a branch protection that asks for the approvals.
    "autoapply-skips-requirements", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let (Some(autoapply), Some(approved)) = (autoapply(subject.written), checks::first_approval(subject)) else {
        return Vec::new();
    };
    let message = "a merge applies without the approvals that an apply before the merge needs";
    let found = Finding::new(autoapply, "applies on merge", message).with_label(approved, "waived once merged");
    vec![found.with_help("Let a branch protection ask for the approvals, so that nothing is merged without them.")]
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
=== for one directory
dirs:
  prod:
    when_modified:
      autoapply: true
                 ^^^^
apply_requirements:
  checks:
    - tag_query: ''
      approved:
        enabled: true
                 ~~~~
=== no approvals
when_modified: {autoapply: true}
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: false}
=== the approvals are never asked for, which is another finding
when_modified: {autoapply: true}
apply_requirements:
  checks:
    - tag_query: ''
      apply_after_merge: {enabled: true}
      approved: {enabled: true}
=== nothing is applied on merge
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true}
"#,
        );
    }
}
