//! A verdict that GitLab does not give.

use super::checks;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;

lint! {
    /// ## What it does
    ///
    /// Reports `require_completed_reviews: true` in a repository with a GitLab pipeline and without GitHub workflows.
    ///
    /// ## Why it matters
    ///
    /// On GitLab the server takes reviews for completed only when the request has no reviewer at all. One reviewer,
    /// approving or not, blocks every apply until they are removed.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       approved:
    ///         enabled: true
    ///         require_completed_reviews: true
    /// ```
    ///
    /// ```files
    /// .gitlab-ci.yml
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
    ///         any_of_count: 1
    /// ```
    "completed-reviews-on-gitlab", Warn, Repository(check)
}

/// Most places that one finding shows.
const SHOWN: usize = 5;

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    let files = &subject.repository.files;
    let gitlab = files.iter().any(|file| file == ".gitlab-ci.yml");
    if !gitlab || files.iter().any(|file| file.starts_with(".github/workflows/")) {
        return Vec::new();
    }
    let required = |check: &crate::access::requirement::RequirementCheck| {
        check.approved.enabled && check.approved.require_completed_reviews
    };
    let asking = checks::written(&subject.read).filter(|(check, _)| required(check));
    let mut places = asking.filter_map(|(_, node)| checks::value(node, "approved", "require_completed_reviews"));
    let Some(first) = places.next() else { return Vec::new() };
    let message = "on GitLab, reviews count as completed only while the request has no reviewers at all";
    let found = Finding::new(first, "blocks every request with a reviewer", message)
        .with_help("Leave it out, and let GitLab's own approval rules ask for the reviews.");
    vec![places.take(SHOWN).fold(found, |found, place| found.with_label(place, "this one too"))]
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::{findings, repository_cases};

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            &[".gitlab-ci.yml", "main.tf"],
            r#"
=== asked for
apply_requirements:
  checks:
    - tag_query: a
      approved: {enabled: true, require_completed_reviews: true}
                                                           ^^^^
    - tag_query: b
      approved: {enabled: true, require_completed_reviews: true}
                                                           ~~~~
=== not asked for
apply_requirements:
  checks:
    - tag_query: a
      approved: {enabled: true, require_completed_reviews: false}
    - tag_query: b
      approved: {enabled: false, require_completed_reviews: true}
"#,
        );
    }

    #[test]
    fn elsewhere_the_verdict_exists() {
        let config = "apply_requirements:\n  checks:\n    - tag_query: a\n      approved: {enabled: true, require_completed_reviews: true}\n";
        for files in [vec!["main.tf"], vec![".gitlab-ci.yml", ".github/workflows/x.yml"]] {
            assert_eq!(findings(&LINT, config, &files), []);
        }
    }
}
