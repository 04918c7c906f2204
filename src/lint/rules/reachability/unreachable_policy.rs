//! A policy that no dirspace gets to.

use super::{lists, unreachable};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports a policy that no dirspace can get to, because earlier policies select everything that it selects.
    ///
    /// ## Why it matters
    ///
    /// The first policy whose query matches a dirspace governs it, and no other is looked at. What an unreachable policy
    /// restricts is not restricted, and whom it lets in stays out. It is decided over every dirspace that there could be,
    /// not over those of today: by what the queries mean, and not by how they are spelled. A last policy for `''` is not
    /// reported where the ones before it happen to leave nothing to it.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: ''
    ///       apply: ["role:write"]
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
    "unreachable-policy", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    unreachable::findings(subject, lists::policies(subject))
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
=== everything is taken by the first one
access_control:
  policies:
    - tag_query: ''
                 ~~
    - tag_query: prod in dir
                 ^^^^^^^^^^^
    - tag_query: staging in dir
                 ~~~~~~~~~~~~~~
=== a directory below one that is taken
access_control:
  policies:
    - tag_query: prod in dir
                 ~~~~~~~~~~~
    - tag_query: dir:prod/vpc
                 ^^^^^^^^^^^^
    - tag_query: ''
=== several together
access_control:
  policies:
    - tag_query: prod
                 ~~~~
    - tag_query: not prod
                 ~~~~~~~~
    - tag_query: dev
                 ^^^
=== the last one is for what nobody thought of
access_control:
  policies:
    - tag_query: prod
    - tag_query: not prod
    - tag_query: ''
=== two for everything
access_control:
  policies:
    - tag_query: prod
    - tag_query: ''
                 ~~
    - tag_query: ''
                 ^^
=== other words for the same
access_control:
  policies:
    - tag_query: not (a or b)
                 ~~~~~~~~~~~~
    - tag_query: dev
    - tag_query: not b and dev and not a
                 ^^^^^^^^^^^^^^^^^^^^^^^
=== the text is alike and the meaning is not
access_control:
  policies:
    - tag_query: dir:prod
    - tag_query: prod in dir
    - tag_query: prod
    - tag_query: PROD
    - tag_query: workspace:prod
=== a tag of the file imitates the server's
dirs:
  legacy:
    tags: ["dir:prod/vpc"]
access_control:
  policies:
    - tag_query: prod in dir
    - tag_query: dir:prod/vpc
=== what selects nothing is another lint's
access_control:
  policies:
    - tag_query: ''
    - tag_query: dir:a and dir:b
"#,
        );
    }

    #[test]
    fn says_what_only_an_imitation_makes_possible() {
        let config = "access_control:\n  policies:\n  - tag_query: prod in dir\n  - tag_query: dir:prod/vpc\n";
        let found = findings(&LINT, config, &[]);
        assert_eq!(
            found[0].message,
            "the policy for `dir:prod/vpc` is never reached: an earlier one selects everything that it selects, unless \
             somebody gives the directory `other` the tag `dir:prod/vpc`"
        );
        assert_eq!(found[0].labels[1].text, "selects everything that this one does");
    }
}
