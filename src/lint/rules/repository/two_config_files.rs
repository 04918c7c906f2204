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
    /// that what it says protects something.
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
    let is_ignored = source.is_some_and(|source| source.name().ends_with(".yaml"));
    let label = if is_ignored { "in the file that is never read" } else { "in the file that is read" };
    let message =
        "there is a `.terrateam/config.yml` and a `.terrateam/config.yaml`, and the server ignores the second";
    vec![Finding::new(span, label, message).with_help("Put what both say into `config.yml`, and delete `config.yaml`.")]
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::repository_cases;

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
    fn one_of_them_is_enough() {
        for files in [[".terrateam/config.yml", "config.yaml"], [".terrateam/config.yaml", "a/.terrateam/config.yml"]] {
            assert!(crate::lint::testing::findings(&LINT, "enabled: true", &files).is_empty());
        }
    }
}
