//! Several approvals that one person can give.

use super::checks;
use crate::access::principal::{MatchList, PrincipalMatch};
use crate::access::requirement::{Approved, RequirementCheck};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports requirements that look as if they asked for several people: an `any_of_count` of two or more, and an
    /// `all_of` with several teams or roles.
    ///
    /// ## Why it matters
    ///
    /// The server counts approvals and not people. Under `any_of_count` it counts somebody who approves twice twice,
    /// and somebody who is in two of the entries of `any_of` once for each; entries of `all_of` may all be met by one
    /// person who is in each of them. Two pairs of eyes are only certain where the forge counts.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       approved:
    ///         enabled: true
    ///         any_of: ["team:sre", "team:security"]
    ///         any_of_count: 2
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
    ///         any_of: ["team:sre", "team:security"]
    ///         require_completed_reviews: true
    /// ```
    ///
    /// with a branch protection that asks for two approvals. The strict profile counts each person once.
    "approvals-by-one-person", Warn, Read(check)
}

/// Most places that one finding shows.
const SHOWN: usize = 5;

const HELP: &str = "Let the forge count: on GitHub a branch protection with `require_completed_reviews: true` here, on \
                    GitLab an approval rule, without which a request is not mergeable.";

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let found = match (by_count(subject), by_entries(subject)) {
        // What to do is the same, so that one finding says it.
        (Some(count), Some(entries)) => {
            Some(entries.labels.into_iter().fold(count, |found, label| found.with_label(label.span, label.text)))
        }
        (count, entries) => count.or(entries),
    };
    found.into_iter().collect()
}

/// Whether the server ever counts, and nobody counts for it. Beside `apply_after_merge` it never does, which is
/// another finding.
fn counts(check: &RequirementCheck) -> bool {
    check.approved.enabled && !check.approved.require_completed_reviews && !check.apply_after_merge
}

fn by_count(subject: &AsRead<'_>) -> Option<Finding> {
    // More than there are users named is another finding.
    let several = |(check, _): &checks::Written<'_>| {
        counts(check) && check.approved.any_of_count > 1 && named(&check.approved).is_none()
    };
    let mut places = checks::written(subject).filter(several).filter_map(|(check, node)| {
        let count = checks::value(node, "approved", "any_of_count").or(checks::value(node, "approved", "count"))?;
        Some((check, count))
    });
    let (check, first) = places.next()?;
    let all = match check.approved.any_of_count {
        2 => "both".to_owned(),
        more => format!("all {more}"),
    };
    let message = format!(
        "one person can give {all} approvals: {}",
        if check.approved.any_of.entries.len() > 1 {
            "whoever is in two of the entries counts twice, and so does whoever approves twice"
        } else {
            "whoever approves twice counts twice"
        }
    );
    let found = Finding::new(first, "counts approvals, not people", message).with_help(HELP);
    Some(places.take(SHOWN).fold(found, |found, (_, count)| found.with_label(count, "this one too")))
}

/// How many users `any_of` names when it names nobody else and fewer than it asks for.
pub(super) fn named(approved: &Approved) -> Option<usize> {
    let mut users: Vec<&PrincipalMatch> = approved.any_of.entries.iter().map(|entry| &entry.value).collect();
    let only_users = !users.is_empty() && users.iter().all(|entry| matches!(entry, PrincipalMatch::User(_)));
    users.sort_unstable();
    users.dedup();
    let asked = usize::try_from(approved.any_of_count).unwrap_or(0);
    (only_users && users.len() < asked).then_some(users.len())
}

fn by_entries(subject: &AsRead<'_>) -> Option<Finding> {
    let lists = checks::written(subject).filter(|(check, _)| counts(check)).map(|(check, _)| &check.approved.all_of);
    let mut pairs = lists.filter_map(overlapping);
    let (first, second) = pairs.next()?;
    let message = "one person who is in both entries meets both: `all_of` asks for an approval under each, not for \
                   several people";
    let found = Finding::new(first, "met by somebody", message)
        .with_label(second, "may be met by the same person")
        .with_help(HELP);
    Some(pairs.take(SHOWN).fold(found, |found, (place, _)| found.with_label(place, "this list too")))
}

/// Two entries of the list that one person can be in, when no two people are certain: two users are two people.
fn overlapping(list: &MatchList) -> Option<(Span, Span)> {
    let groups =
        list.entries.iter().filter(|entry| matches!(entry.value, PrincipalMatch::Team(_) | PrincipalMatch::Role(_)));
    let users: Vec<_> = list.entries.iter().filter(|entry| matches!(entry.value, PrincipalMatch::User(_))).collect();
    if users.windows(2).any(|pair| matches!(pair, [one, other] if one.value != other.value)) {
        return None;
    }
    let mut groups = groups.filter_map(|entry| entry.span);
    Some((groups.next()?, groups.next()?))
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
=== counts, one finding for all of them
apply_requirements:
  checks:
    - tag_query: a
      approved: {enabled: true, any_of_count: 2}
                                              ^
    - tag_query: b
      approved: {enabled: true, any_of: [team:a, role:write], any_of_count: 3}
                                                                            ~
=== the older form
apply_requirements:
  checks:
    approved:
      enabled: true
      count: 2
             ^
=== entries that one person can meet
apply_requirements:
  checks:
    - tag_query: a
      approved:
        enabled: true
        all_of: ["team:security", "role:maintain"]
                 ^^^^^^^^^^^^^^^
                                  ~~~~~~~~~~~~~~~
=== a count and entries, one finding for both
apply_requirements:
  checks:
    - tag_query: a
      approved:
        enabled: true
        all_of: ["team:security", "role:maintain"]
                 ~~~~~~~~~~~~~~~
                                  ~~~~~~~~~~~~~~~
        any_of_count: 2
                      ^
=== two people for certain
apply_requirements:
  checks:
    - tag_query: a
      approved: {enabled: true, all_of: [user:a, team:b, team:c, user:b]}
=== one user and a team
apply_requirements:
  checks:
    - tag_query: a
      approved: {enabled: true, all_of: [user:a, team:b]}
=== the forge counts
apply_requirements:
  checks:
    - tag_query: a
      approved: {enabled: true, any_of_count: 2, require_completed_reviews: true}
=== never asked, which is another finding
apply_requirements:
  checks:
    - tag_query: a
      apply_after_merge: {enabled: true}
      approved: {enabled: true, any_of_count: 2}
=== one approval, and none
apply_requirements:
  checks:
    - tag_query: a
      approved: {enabled: true, any_of: [team:a, team:b], any_of_count: 1}
    - tag_query: b
      approved: {enabled: false, any_of_count: 2}
=== more than there are users is another finding
apply_requirements:
  checks:
    - tag_query: a
      approved: {enabled: true, any_of: [user:a], any_of_count: 2}
"#,
        );
    }
}
