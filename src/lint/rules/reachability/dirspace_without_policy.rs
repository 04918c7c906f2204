//! Dirspaces of the repository that no policy selects.

use super::{left_out, lists, no_catch_all_policy};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;

lint! {
    /// ## What it does
    ///
    /// Reports dirspaces of this repository that no policy selects, whatever branches a request has. Silent where a script
    /// that was not run decides which dirspaces there are.
    ///
    /// ## Why it matters
    ///
    /// A dirspace that no policy selects is denied to everybody, for every operation.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ```files
    /// prod/main.tf
    /// dev/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    ///     - tag_query: ''
    ///       apply: ["role:write"]
    /// ```
    "dirspace-without-policy", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    let access = &subject.read.config.access_control;
    let Some(list) = lists::policies(&subject.read).filter(|_| access.enabled) else { return Vec::new() };
    let fates = ["is denied to everybody", "are denied to everybody"];
    let found = left_out::surely(subject.repository, list, fates, |placed| {
        access.governing(&placed.dirspace.dir, &placed.tags).is_some()
    });
    found.map(|finding| finding.with_help(no_catch_all_policy::HELP)).into_iter().collect()
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "a finding that is not there fails the test")]
mod tests {
    use super::LINT;
    use crate::lint::testing::{findings, repository_cases};

    const FILES: [&str; 4] = ["prod/main.tf", "dev/main.tf", "sandbox/main.tf", "main.tf"];

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            &FILES,
            r#"
=== what is not production
access_control:
  policies:
  ^^^^^^^^
    - tag_query: prod in dir
=== not complete, and yet nothing of this repository is left out
access_control:
  policies:
    - tag_query: prod in dir
    - tag_query: dir:dev or dir:sandbox or dir:.
=== left out on some branches only
tags:
  dest_branch:
    main: ^main$
access_control:
  policies:
    - tag_query: dest_branch:main
=== nothing is enforced
access_control:
  enabled: false
  policies:
    - tag_query: prod in dir
=== which dirspaces there are is not known
tree_builder:
  enabled: true
  script: x
access_control:
  policies:
    - tag_query: prod in dir
"#,
        );
    }

    #[test]
    fn names_the_first_few() {
        let message = |query: &str| {
            let config = format!("access_control:\n  policies:\n  - tag_query: {query}\n");
            findings(&LINT, &config, &FILES)[0].message.clone()
        };
        assert_eq!(
            message("dir:prod"),
            "3 of 4 dirspaces are selected by no policy and are denied to everybody: `.`, `dev`, `sandbox`"
        );
        assert_eq!(message("not dir:dev"), "`dev` is selected by no policy and is denied to everybody");
        assert_eq!(
            message("nothing"),
            "no policy selects any dirspace of this repository: all 4 are denied to everybody"
        );
    }
}
