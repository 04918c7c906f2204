//! Status checks in a repository whose checks are GitHub Actions jobs.

use super::checks;
use crate::lint::Finding;
use crate::lint::rules::access::is_on_github;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;

lint! {
    /// ## What it does
    ///
    /// Reports `status_checks` that somebody switched on in a repository with GitHub workflows for pull requests.
    ///
    /// ## Why it matters
    ///
    /// The server leaves out every check run of GitHub Actions, so that an ordinary job never blocks an apply, failed
    /// or not. It looks at commit statuses and at the check runs of other apps. The requirement reads as if the tests
    /// had to pass.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       status_checks:
    ///         enabled: true
    /// ```
    ///
    /// ```yaml ".github/workflows/test.yml"
    /// on: pull_request
    /// jobs: {}
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
    /// ```
    ///
    /// and a branch protection that requires the jobs; or let the job set a commit status of its own.
    "status-checks-ignore-actions", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    let enabled = checks::written(&subject.read)
        .filter(|(check, _)| check.status_checks.enabled)
        .find_map(|(_, node)| checks::value(node, "status_checks", "enabled"));
    let (Some(enabled), Some(workflow)) = (enabled, workflow(subject)) else { return Vec::new() };
    let message = format!(
        "`status_checks` does not look at jobs of GitHub Actions, such as those of `{workflow}`: they never block an apply"
    );
    let found = Finding::new(enabled, "looks at other checks only", message);
    vec![found.with_help(
        "Require the jobs in a branch protection; the strict profile of `whomay simulate` looks at every check.",
    )]
}

/// A workflow other than the server's own that runs for pull requests.
fn workflow<'a>(subject: &InRepository<'a>) -> Option<&'a str> {
    if !is_on_github(&subject.repository.files) {
        return None;
    }
    let contents = subject.repository.contents.iter();
    let mut workflows = contents.filter(|(path, _)| path.starts_with(".github/workflows/"));
    workflows.find(|(path, text)| runs_for_requests(text) && !path.contains("terrateam")).map(|(path, _)| path.as_str())
}

fn runs_for_requests(workflow: &str) -> bool {
    let lines = workflow.lines().map(|line| line.split('#').next().unwrap_or_default());
    lines.flat_map(|line| line.split([' ', ':', ',', '[', ']', '-', '"', '\''])).any(|word| word == "pull_request")
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::{findings, repository_cases};

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            &[".github/workflows/test.yml\non:\n  pull_request:\n    branches: [main]\n"],
            r#"
=== written
apply_requirements:
  checks:
    - tag_query: a
      status_checks: {ignore_matching: [x]}
    - tag_query: b
      status_checks: {enabled: true}
                               ^^^^
    - tag_query: c
      status_checks: {enabled: true}
=== the default, and switched off
apply_requirements:
  checks:
    - tag_query: a
    - tag_query: b
      status_checks: {enabled: false}
"#,
        );
    }

    #[test]
    fn other_repositories() {
        let config = "apply_requirements:\n  checks:\n    - tag_query: a\n      status_checks: {enabled: true}\n";
        let quiet = [
            ".github/workflows/release.yml\non:\n  push: # pull_request\n",
            ".github/workflows/terrateam.yml\non: [pull_request]\n",
            ".gitlab-ci.yml\non: [pull_request]\n",
        ];
        for file in quiet {
            assert_eq!(findings(&LINT, config, &[file]), [], "{file}");
        }
        assert_eq!(findings(&LINT, config, &[".github/workflows/a.yml\non: [push, pull_request]\n"]).len(), 1);
    }
}
