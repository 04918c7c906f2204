//! A list of policies that leaves dirspaces to nobody.

use super::{left_out, lists};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports policies that do not select every dirspace that there could be. Where the repository is known, and all of
    /// it, `dirspace-without-policy` is asked instead.
    ///
    /// ## Why it matters
    ///
    /// A dirspace that no policy selects is denied to everybody, for every operation; there is no default behind the list.
    /// Whoever adds the next directory or workspace finds out when nobody can plan it.
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
    "no-catch-all-policy", Warn, Alone(check)
}

/// The last policy that would say so.
pub(super) const HELP: &str = "End the list with a policy for `''` that says who may plan and apply what is left; with \
                               `plan: []` and `apply: []` it says that nobody may on purpose.";

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let enforced = subject.config.access_control.enabled;
    let list = lists::policies(subject).filter(|_| enforced);
    let found = list.and_then(|list| left_out::possibly(subject, list, "is denied to everybody"));
    found.map(|finding| finding.with_help(HELP)).into_iter().collect()
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "a finding that is not there fails the test")]
mod tests {
    use super::LINT;
    use crate::lint::testing::{cases, findings};

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== two of many
access_control:
  policies:
  ^^^^^^^^
    - tag_query: prod in dir
    - tag_query: staging in dir
=== one for what is left
access_control:
  policies:
    - tag_query: prod in dir
    - tag_query: ''
=== nothing is left
access_control:
  policies:
    - tag_query: prod in dir
    - tag_query: not dir:prod/vpc
=== nothing is enforced
access_control:
  enabled: false
  policies:
    - tag_query: prod in dir
=== nobody may do anything, on purpose
access_control:
  policies: []
=== no policies at all
access_control:
  enabled: true
"#,
        );
    }

    #[test]
    fn names_an_example() {
        let message = |query: &str| {
            let config = format!("access_control:\n  policies:\n  - tag_query: {query}\n");
            findings(&LINT, &config, &[])[0].message.clone()
        };
        let start = "a dirspace that no policy selects is denied to everybody: for example";
        assert_eq!(message("prod in dir"), format!("{start} the directory `other`"));
        assert_eq!(message("not prod"), format!("{start} the directory `other` with the tag `prod`"));
        assert_eq!(
            message("workspace:default"),
            format!("{start} the directory `other` with the tag `workspace:other`")
        );
    }

    #[test]
    fn a_known_repository_is_asked_instead() {
        let config = "access_control:\n  policies:\n  - tag_query: prod in dir\n";
        assert_eq!(findings(&LINT, config, &["dev/main.tf"]), []);
        assert_eq!(
            findings(&LINT, &format!("{config}tree_builder:\n  enabled: true\n  script: x\n"), &["a.tf"]).len(),
            1
        );
    }
}
