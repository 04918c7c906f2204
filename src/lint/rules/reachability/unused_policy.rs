//! A policy that selects nothing in this repository.

use super::{lists, unused};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;

lint! {
    /// ## What it does
    ///
    /// Reports a policy that selects no dirspace of this repository, although each word of its query is true of some. Silent
    /// where a script that was not run decides which dirspaces there are, and where a word by itself is the mistake.
    ///
    /// ## Why it matters
    ///
    /// The words are right and their combination is not: `and` where `or` was meant, or a tag that went to another directory. Whoever
    /// it lets in stays out, and what it restricts is restricted by another policy or by none.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir and staging in dir
    ///       apply: ["team:sre"]
    ///     - tag_query: ''
    /// ```
    ///
    /// ```files
    /// prod/main.tf
    /// staging/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir or staging in dir
    ///       apply: ["team:sre"]
    ///     - tag_query: ''
    /// ```
    "unused-policy", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    unused::findings(subject, lists::policies(&subject.read).filter(|_| subject.read.config.access_control.enabled))
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "a finding that is not there fails the test")]
mod tests {
    use super::LINT;
    use crate::lint::testing::{findings, repository_cases};

    const FILES: [&str; 3] = ["aws/prod/main.tf", "gcp/dev/main.tf", "main.tf"];

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            &FILES,
            r#"
=== each word is true of some directory, and all together of none
access_control:
  policies:
    - tag_query: aws in dir and dev in dir
                 ^^^^^^^^^^^^^^^^^^^^^^^^^
    - tag_query: aws in dir and prod in dir
    - tag_query: ''
=== the tag went to a directory without a dirspace
dirs:
  azure:
    tags: [critical]
access_control:
  policies:
    - tag_query: critical
                 ^^^^^^^^
=== branch tags are possible
tags:
  dest_branch:
    main: ^main$
access_control:
  policies:
    - tag_query: dest_branch:main and aws in dir
=== a word that is true of nothing is reported by itself
access_control:
  policies:
    - tag_query: azure in dir
    - tag_query: critical and aws in dir
=== earlier policies take all of it today
access_control:
  policies:
    - tag_query: dir:aws/prod
    - tag_query: aws in dir
    - tag_query: ''
=== what can never be true is reported as such
access_control:
  policies:
    - tag_query: dir:aws/prod and dir:gcp/dev
=== nothing is enforced
access_control:
  enabled: false
  policies:
    - tag_query: aws in dir and dev in dir
"#,
        );
    }

    #[test]
    fn says_why() {
        let message = |query: &str| {
            let dirs = "dirs:\n  azure:\n    tags: [critical]\n";
            let config = format!("{dirs}access_control:\n  policies:\n  - tag_query: {query}\n");
            findings(&LINT, &config, &FILES)[0].message.clone()
        };
        assert_eq!(
            message("critical"),
            "the policy for `critical` selects nothing here: no dirspace of this repository has the tag `critical`"
        );
        assert_eq!(
            message("aws in dir and dev in dir"),
            "the policy for `aws in dir and dev in dir` selects nothing here: no dirspace of this repository is all of \
             that at once"
        );
    }
}
