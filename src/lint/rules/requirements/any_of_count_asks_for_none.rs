//! A number of approvals that is none.

use super::checks;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports an `any_of_count` (or a `count`) of zero or less where it takes away an approval: under an `any_of`
    /// with entries, or where nothing else is asked for.
    ///
    /// ## Why it matters
    ///
    /// The number is compared as it is, and none is enough. `enabled: true` and the list then look like a requirement
    /// and are none. (With `all_of` alone the number may be anything up to one: an approval under `all_of` is one.)
    ///
    /// ## Example
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       approved:
    ///         enabled: true
    ///         any_of: ["team:sre"]
    ///         any_of_count: 0
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       approved:
    ///         enabled: true
    ///         any_of: ["team:sre"]
    ///         any_of_count: 1
    /// ```
    "any-of-count-asks-for-none", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    checks::written(subject).filter_map(found).collect()
}

fn found((check, node): checks::Written<'_>) -> Option<Finding> {
    let approved = &check.approved;
    let count = checks::value(node, "approved", "any_of_count").or(checks::value(node, "approved", "count"))?;
    let listed = !approved.any_of.entries.is_empty();
    let nothing_else = approved.all_of.entries.is_empty() && !approved.require_completed_reviews;
    if !approved.enabled || approved.any_of_count > 0 || !(listed || nothing_else) {
        return None;
    }
    let message = if listed {
        "no approval from `any_of` is asked for"
    } else {
        "approvals are switched on, and none is asked for"
    };
    let found = Finding::new(count, "none is enough", message);
    let found = found.with_help("Write 1 or more, or `enabled: false` to say that no approval is meant.");
    Some(match checks::key(node, "approved", "any_of").filter(|_| listed) {
        Some(entry) => found.with_label(entry.key_span, "is not asked"),
        None => found,
    })
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
=== a list that is not asked
apply_requirements:
  checks:
    - tag_query: a
      approved:
        enabled: true
        all_of: [team:a]
        any_of: [team:b]
        ~~~~~~
        any_of_count: 0
                      ^
=== nothing at all
apply_requirements:
  checks:
    approved:
      enabled: true
      count: -1
             ^^
=== something else is asked for
apply_requirements:
  checks:
    - tag_query: a
      approved: {enabled: true, all_of: [team:a], any_of_count: 0}
    - tag_query: b
      approved: {enabled: true, require_completed_reviews: true, any_of_count: 0}
=== switched off
apply_requirements:
  checks:
    - tag_query: a
      approved: {enabled: false, any_of_count: 0}
"#,
        );
    }
}
