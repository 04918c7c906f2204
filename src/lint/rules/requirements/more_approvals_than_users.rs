//! More approvals than there are people to give them.

use super::approvals_by_one_person::named;
use super::checks;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports an `any_of_count` that is larger than the number of users in an `any_of` of users only.
    ///
    /// ## Why it matters
    ///
    /// If each of them approves once, it is never reached, and nobody can apply. On the server it is reached when
    /// somebody approves twice, which is hardly what was meant; under a strict count it never is.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       approved:
    ///         enabled: true
    ///         any_of: ["user:alice", "user:bob"]
    ///         any_of_count: 3
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
    ///         any_of: ["user:alice", "user:bob"]
    ///         any_of_count: 1
    /// ```
    "more-approvals-than-users", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    checks::written(subject).filter_map(found).collect()
}

fn found((check, node): checks::Written<'_>) -> Option<Finding> {
    let approved = &check.approved;
    let users = named(approved).filter(|_| approved.enabled)?;
    let asked = approved.any_of_count;
    let only = if users == 1 { "one user".to_owned() } else { format!("{users} users") };
    let message = format!("{asked} approvals are asked for from {only}: somebody has to approve twice");
    let found = Finding::new(checks::value(node, "approved", "any_of_count")?, "more than there are", message)
        .with_label(checks::key(node, "approved", "any_of")?.key_span, format!("names {only}"));
    Some(found.with_help(format!("Write `any_of_count: {users}` or less, or name more people.")))
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
=== more than there are
apply_requirements:
  checks:
    - tag_query: a
      approved:
        enabled: true
        any_of: ["user:a", "user:b", "user:a"]
        ~~~~~~
        any_of_count: 3
                      ^
=== as many as there are
apply_requirements:
  checks:
    - tag_query: a
      approved: {enabled: true, any_of: ["user:a", "user:b"], any_of_count: 2}
=== teams have members
apply_requirements:
  checks:
    - tag_query: a
      approved: {enabled: true, any_of: ["user:a", "team:b"], any_of_count: 3}
    - tag_query: b
      approved: {enabled: true, any_of_count: 3}
    - tag_query: c
      approved: {enabled: false, any_of: ["user:a"], any_of_count: 3}
"#,
        );
    }
}
