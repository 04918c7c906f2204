//! A workflow file that runs the server's jobs and is not the one that `ci_config_update` guards.

use super::pipeline::{self, Step};
use super::some_of;
use crate::access::principal::PrincipalMatch;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;

lint! {
    /// ## What it does
    ///
    /// Reports GitHub Actions workflows that use Terrateam's action and that `ci_config_update`, though it is restricted, does not
    /// cover.
    ///
    /// ## Why it matters
    ///
    /// `ci_config_update` is about one file: the first workflow that is called `Terrateam Workflow` or lies at
    /// `.github/workflows/terrateam.yml`. Everybody may change the others, which run with the same credentials.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   ci_config_update: ["team:sre"]
    /// ```
    ///
    /// ```yaml ".github/workflows/infra.yml"
    /// name: Infrastructure
    /// jobs:
    ///   terrateam:
    ///     steps:
    ///       - uses: terrateamio/action@v1
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   ci_config_update: ["team:sre"]
    ///   files:
    ///     .github/workflows/infra.yml: ["team:sre"]
    /// ```
    "unguarded-workflow", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    let access = &subject.read.config.access_control;
    let list = &access.ci_config_update;
    let everyone = list.entries.iter().any(|entry| entry.value == PrincipalMatch::Any);
    let (Some(span), true, false) = (list.span, access.enabled, everyone) else { return Vec::new() };
    let workflows = subject.repository.contents.iter().filter(|(path, _)| path.starts_with(".github/workflows/"));
    let unguarded: Vec<&str> = workflows
        .filter(|(path, text)| uses_the_action(text) && !is_guarded(path, text))
        .map(|(path, _)| path.as_str())
        .filter(|path| !access.files.contains_key(*path))
        .collect();
    if unguarded.is_empty() {
        return Vec::new();
    }
    let message = format!("`ci_config_update` does not cover {}", some_of(&unguarded, 3));
    let finding = Finding::new(span, "guards one workflow file", message);
    let example = unguarded.first().copied().unwrap_or_default();
    vec![finding.with_help(format!("List the same people under `files`: `{example}: [...]`."))]
}

fn uses_the_action(text: &str) -> bool {
    pipeline::steps(text)
        .iter()
        .any(|step| matches!(step, Step::Uses(_, action) if action.starts_with("terrateamio/action")))
}

/// Whether `ci_config_update` is about a workflow.
pub(super) fn is_guarded(path: &str, text: &str) -> bool {
    path == ".github/workflows/terrateam.yml" || pipeline::name(text) == Some("Terrateam Workflow")
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::{findings, repository_cases};

    const ACTION: &str = "jobs:\n  a:\n    steps:\n      - uses: terrateamio/action@v1\n";

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            &[&format!(".github/workflows/infra.yml\n{ACTION}"), &format!(".github/workflows/terrateam.yml\n{ACTION}")],
            r#"
=== restricted
access_control:
  ci_config_update: ['team:sre']
                    ^^^^^^^^^^^^
=== open to everybody anyway
access_control:
  ci_config_update: ['team:sre', '*']
=== nobody restricted it
access_control: {}
=== guarded by its path
access_control:
  ci_config_update: ['team:sre']
  files:
    .github/workflows/infra.yml: ['team:sre']
"#,
        );
    }

    #[test]
    fn workflows_that_are_guarded_or_run_something_else() {
        let config = "access_control: {ci_config_update: ['team:sre']}";
        for file in [
            format!(".github/workflows/terrateam.yml\n{ACTION}"),
            format!(".github/workflows/x.yml\nname: Terrateam Workflow\n{ACTION}"),
            ".github/workflows/x.yml\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n".to_owned(),
        ] {
            assert!(findings(&LINT, config, &[&file]).is_empty(), "{file}");
        }
    }
}
