//! Everybody may change, in a request, the files that decide what the request runs.

use super::{lists, places, user_tags};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports an `access_control` that restricts who may plan or apply, and lets everybody change the configuration
    /// or the CI file in a request: `terrateam_config_update` or `ci_config_update` is `*`, or left out.
    ///
    /// ## Why it matters
    ///
    /// Policies and requirements are read from the default branch; `workflows`, `hooks`, `dirs` and the rest are read
    /// from the request, and the job runs the CI file of the request. Who may change them decides what runs with the
    /// credentials of the pipeline, and that is more than who may apply. `ci_config_update` guards one file only; list
    /// scripts and other workflows under `files`.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: ''
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   terrateam_config_update: ["team:sre"]
    ///   ci_config_update: ["team:sre"]
    ///   policies:
    ///     - tag_query: ''
    ///       apply: ["team:sre"]
    /// ```
    "config-update-open", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    // That a request can choose its policy or requirement is the same open door, seen more closely.
    let said = user_tags::retaggable_policies(subject.config).or(user_tags::retaggable_requirements(subject.config));
    if !subject.config.access_control.enabled || said.is_some() {
        return Vec::new();
    }
    found(subject).into_iter().collect()
}

fn found(subject: &AsRead<'_>) -> Option<Finding> {
    let access = &subject.config.access_control;
    let (restricted, list) = access
        .policies
        .iter()
        .flat_map(|policy| [("apply", &policy.apply), ("plan", &policy.plan)])
        .find(|(_, list)| !lists::is_open(list))?;
    // Taken from the default branch, what is run is not the request's to say.
    let runs_its_own = !["workflows", "hooks"].iter().all(|key| user_tags::kept(subject.config).contains(key));
    let config_update = lists::everybody(&access.terrateam_config_update).filter(|_| runs_its_own);
    let config = ("terrateam_config_update", config_update, "this configuration");
    let ci = ("ci_config_update", lists::everybody(&access.ci_config_update), "the CI file");
    // A key that is left empty is another finding.
    let said = |key: &str| places::is_left_empty(subject.written, &["access_control", key]);
    let open: Vec<_> = [config, ci].into_iter().filter(|(key, star, _)| star.is_some() && !said(key)).collect();
    let (_, star, _) = open.first()?;
    let span = star.flatten().or(places::key(subject.written, &["access_control"]))?;
    let what = open.iter().map(|(_, _, what)| *what).collect::<Vec<_>>().join(" and ");
    let keys = open.iter().map(|(key, _, _)| format!("`{key}`")).collect::<Vec<_>>().join(" and ");
    let left_out = open.iter().filter(|(_, star, _)| *star == Some(None)).map(|(key, _, _)| format!("`{key}`"));
    let label = match star.flatten() {
        Some(_) => "everybody".to_owned(),
        None => format!("this section has no {}", left_out.collect::<Vec<_>>().join(" and ")),
    };
    let message = format!("`{restricted}` is restricted, and everybody may change {what} in a request");
    let found = Finding::new(span, label, message).with_help(format!("List in {keys} those whom you trust with it."));
    Some(match lists::place(list) {
        Some(list) => found.with_label(list, "restricted here"),
        None => found,
    })
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::{cases, findings};

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== both are left out
access_control:
^^^^^^^^^^^^^^
  policies:
    - tag_query: ''
      plan: ['*']
      apply: ["team:sre"]
              ~~~~~~~~~~
=== one is left out
access_control:
^^^^^^^^^^^^^^
  terrateam_config_update: ["team:sre"]
  policies:
    - tag_query: ''
      plan: ["team:sre"]
             ~~~~~~~~~~
=== one is said
access_control:
  ci_config_update: ["team:sre"]
  terrateam_config_update: ['*']
                            ^^^
  policies:
    - tag_query: ''
      apply: []
             ~~
=== the configuration counts as it is on the default branch
default_branch_overrides: [access_control, workflows, hooks, dirs]
access_control:
  ci_config_update: ["team:sre"]
  policies:
    - tag_query: ''
      apply: ["team:sre"]
=== both are restricted
access_control:
  terrateam_config_update: ["team:sre"]
  ci_config_update: []
  policies:
    - tag_query: ''
      apply: ["team:sre"]
=== left empty, which is another finding
access_control:
  ci_config_update: []
  terrateam_config_update:
  policies:
    - tag_query: ''
      apply: ["team:sre"]
=== nothing is restricted
access_control:
  unlock: []
=== a request can choose its policy, which says more
access_control:
  policies:
    - tag_query: sandbox
      apply: ['*']
    - tag_query: ''
      apply: ["team:sre"]
"#,
        );
    }

    #[test]
    fn only_what_is_left_out_is_said_to_be() {
        let rows = [
            ("terrateam_config_update: []", "this section has no `ci_config_update`"),
            ("ci_config_update: ['*']", "this section has no `terrateam_config_update`"),
            ("unlock: []", "this section has no `terrateam_config_update` and `ci_config_update`"),
        ];
        for (line, wanted) in rows {
            let config = format!("access_control:\n  {line}\n  policies:\n    - tag_query: ''\n      apply: []\n");
            let labels: Vec<String> = findings(&LINT, &config, &[])
                .into_iter()
                .flat_map(|found| found.labels.into_iter().map(|label| label.text))
                .collect();
            assert_eq!(labels, [wanted, "restricted here"], "{line}");
        }
    }
}
