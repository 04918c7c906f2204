//! A CI job that applies by itself.

use super::enforcing::enforcing;
use super::pipeline::{self, Step};
use super::{commands, place, restricts_apply, some_of};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;

lint! {
    /// ## What it does
    ///
    /// Reports a GitHub Actions workflow or a GitLab pipeline that runs `terraform apply`, `tofu apply` or `terragrunt apply` (or
    /// `destroy`) itself, when the configuration restricts who may apply or asks for approvals.
    ///
    /// ## Why it matters
    ///
    /// Such a job asks no policy and waits for no approval. Whoever can start it, or can change its file on a branch that has
    /// the credentials, has a way around everything that stands in the configuration.
    ///
    /// A job that lets `whomay enforce` decide in an earlier step asks.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: ""
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ```yaml ".github/workflows/deploy.yml"
    /// on: workflow_dispatch
    /// jobs:
    ///   deploy:
    ///     steps:
    ///       - run: terraform apply -auto-approve
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: ""
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ```yaml ".github/workflows/check.yml"
    /// on: pull_request
    /// jobs:
    ///   check:
    ///     steps:
    ///       - run: terraform validate
    /// ```
    "pipeline-applies", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    if !restricts_apply(subject.read.config, subject.read.written.root()) {
        return Vec::new();
    }
    let files = subject.repository.contents.iter().filter(|(path, _)| is_pipeline(path));
    let applying: Vec<String> = files.filter_map(|(path, text)| applies(path, text)).collect();
    let place = place(&subject.read, &["access_control", "apply_requirements"]);
    let (Some(span), false) = (place, applying.is_empty()) else { return Vec::new() };
    let verb = if applying.len() == 1 { "applies" } else { "apply" };
    let message = format!("{} {verb} without asking this configuration", some_of(&applying, 3));
    let finding = Finding::new(span, "not asked by these jobs", message);
    vec![finding.with_help("Let the job plan only, or take away its credentials to apply.")]
}

fn is_pipeline(path: &str) -> bool {
    path == ".gitlab-ci.yml" || path.starts_with(".github/workflows/")
}

/// The file, the line and the command of the first step that applies; none of those of the server's own workflow.
fn applies(path: &str, text: &str) -> Option<String> {
    let steps = pipeline::steps(text);
    if steps.iter().any(|step| matches!(step, Step::Uses(_, action) if action.starts_with("terrateamio/"))) {
        return None;
    }
    let asked = enforcing(&steps);
    let same_job = |at: usize, line: usize| pipeline::job(text, at) == pipeline::job(text, line);
    let without = |line: usize| !asked.iter().any(|at| *at < line && same_job(*at, line));
    steps.into_iter().find_map(|step| match step {
        Step::Run(line, command) => {
            let applies = commands::applying(command).filter(|_| without(line))?;
            Some(format!("{path}:{line}: {applies}"))
        }
        Step::Uses(line, action) => {
            let name = action.split('@').next()?.rsplit('/').next()?;
            let applies = ["apply", "destroy"].iter().any(|verb| {
                matches!(name.strip_suffix(verb), Some("terraform-" | "tofu-" | "opentofu-" | "terragrunt-"))
            });
            (applies && without(line)).then(|| format!("{path}:{line}: {name}"))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::{findings, repository_cases};

    const JOB: &str =
        ".github/workflows/deploy.yml\njobs:\n  a:\n    steps:\n      - run: |\n          cd x\n          tofu apply\n";

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            &[JOB, "a/main.tf"],
            r#"
=== who may apply is restricted
access_control:
^^^^^^^^^^^^^^
  policies:
    - tag_query: ''
      apply: ['team:sre']
=== an approval is asked for
enabled: true
apply_requirements:
^^^^^^^^^^^^^^^^^^
  checks:
    - tag_query: ''
      approved: {enabled: true}
=== everybody may
enabled: true
access_control:
  policies:
    - tag_query: ''
      apply: ['*']
=== nothing is enforced
access_control:
  enabled: false
  policies:
    - tag_query: ''
      apply: ['team:sre']
"#,
        );
    }

    #[test]
    fn which_pipelines_apply() {
        let config = "access_control: {policies: [{tag_query: '', apply: ['team:sre']}]}";
        let rows = [
            (JOB, Some("`.github/workflows/deploy.yml:6: tofu apply` applies")),
            (
                ".gitlab-ci.yml\ndeploy:\n  script:\n    - terraform apply\n",
                Some("`.gitlab-ci.yml:3: terraform apply` applies"),
            ),
            (
                ".github/workflows/a.yml\njobs:\n  a:\n    steps:\n      - uses: dflook/terraform-apply@v1\n",
                Some("`.github/workflows/a.yml:4: terraform-apply` applies"),
            ),
            (".github/workflows/t.yml\nsteps:\n  - uses: terrateamio/action@v1\n  - run: terraform apply\n", None),
            (".github/workflows/a.yml\nsteps:\n  - name: terraform apply\n    run: echo 'terraform apply'\n", None),
            (
                ".github/workflows/a.yml\njobs:\n  a:\n    steps:\n      - uses: OWNER/whomay@v1\n        with:\n          command: enforce\n      - run: terraform apply\n",
                None,
            ),
            (
                ".github/workflows/a.yml\njobs:\n  a:\n    steps:\n      - run: |\n          whomay enforce --post status\n          tofu apply\n",
                None,
            ),
            (
                ".github/workflows/a.yml\njobs:\n  a:\n    steps:\n      - run: tofu apply\n      - run: whomay enforce\n",
                Some("`.github/workflows/a.yml:4: tofu apply` applies"),
            ),
            (
                ".github/workflows/a.yml\njobs:\n  a:\n    steps:\n      - run: whomay enforce\n  b:\n    steps:\n      - run: tofu apply\n",
                Some("`.github/workflows/a.yml:7: tofu apply` applies"),
            ),
            (
                ".github/workflows/a.yml\njobs:\n  a:\n    steps:\n      - uses: OWNER/whomay@v1\n        with:\n          command: lint\n      - run: tofu apply\n",
                Some("`.github/workflows/a.yml:7: tofu apply` applies"),
            ),
            ("scripts/deploy.yml\nsteps:\n  - run: terraform apply\n", None),
        ];
        for (file, wanted) in rows {
            let found = findings(&LINT, config, &[file]);
            let message = found.first().map(|finding| finding.message.as_str());
            assert_eq!(
                message.and_then(|message| message.strip_suffix(" without asking this configuration")),
                wanted,
                "{file}"
            );
        }
    }
}
