//! Both names of the configuration are taken.

use super::place;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;

lint! {
    /// ## What it does
    ///
    /// Reports a repository that has both `.terrateam/config.yml` and `.terrateam/config.yaml`.
    ///
    /// ## Why it matters
    ///
    /// The server reads `config.yml` and never looks at the other. Whoever edits the other changes nothing, and may well believe
    /// that what it says protects something. Only while `config.yml` is empty is the other one read, until somebody writes
    /// a line into the first.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// enabled: true
    /// ```
    ///
    /// ```files
    /// .terrateam/config.yml
    /// .terrateam/config.yaml
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// enabled: true
    /// ```
    ///
    /// ```files
    /// .terrateam/config.yml
    /// ```
    "two-config-files", Deny, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    let is_there = |name| subject.repository.is_file(name);
    if !is_there(".terrateam/config.yml") || !is_there(".terrateam/config.yaml") {
        return Vec::new();
    }
    let Some(span) = place(&subject.read, &[]) else { return Vec::new() };
    let source = subject.read.written.sources.get(span.source);
    // Of a configuration of the repository only the file in force is looked at together with the repository.
    let (label, message) = if source.is_some_and(|source| source.name().ends_with(".yaml")) {
        let message =
            "there is a `.terrateam/config.yml` as well, and this file counts only as long as that one is empty";
        ("in the file that is read for now", message)
    } else {
        let message =
            "there is a `.terrateam/config.yml` and a `.terrateam/config.yaml`, and the server ignores the second";
        ("in the file that is read", message)
    };
    vec![Finding::new(span, label, message).with_help("Put what both say into `config.yml`, and delete `config.yaml`.")]
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::{findings, repository_cases};

    #[test]
    fn finds_what_it_should() {
        let case = "
=== whatever it says
enabled: true
^^^^^^^
version: '1'
";
        repository_cases(&LINT, &[".terrateam/config.yaml", ".terrateam/config.yml", "a/x.tf"], case);
    }

    #[test]
    fn the_second_counts_while_the_first_is_empty() {
        let files = [".terrateam/config.yaml", ".terrateam/config.yml", "a/x.tf"];
        let message = |config| findings(&LINT, config, &files).pop().map(|found| found.message).unwrap_or_default();
        assert!(message("enabled: true").contains("ignores the second"));
        assert!(message("# file: .terrateam/config.yaml\nenabled: true").contains("only as long as that one is empty"));
    }

    #[test]
    fn one_of_them_is_enough() {
        for files in [[".terrateam/config.yml", "config.yaml"], [".terrateam/config.yaml", "a/.terrateam/config.yml"]] {
            assert!(findings(&LINT, "enabled: true", &files).is_empty());
        }
    }
}
