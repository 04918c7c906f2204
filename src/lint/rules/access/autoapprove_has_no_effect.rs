//! A capability that was never built.

use super::places;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports `apply_autoapprove` with somebody in it.
    ///
    /// ## Why it matters
    ///
    /// The server reads the list and never asks it: the command `apply-autoapprove` is not implemented and fails for
    /// everybody. Who is listed has gained nothing, and would gain it unnoticed should the command ever work.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    ///       apply_autoapprove: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    /// ```
    "autoapprove-has-no-effect", Warn, Read(check)
}

/// Most places that one finding shows.
const SHOWN: usize = 5;

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let policies = subject.config.access_control.policies.iter().zip(places::policies(subject.written));
    let mut keys = policies
        .filter(|(policy, _)| !policy.apply_autoapprove.entries.is_empty())
        .filter_map(|(_, node)| Some(node.entry("apply_autoapprove")?.key_span));
    let Some(first) = keys.next() else { return Vec::new() };
    let message = "`apply_autoapprove` has no effect: the server never implemented the command";
    let found = Finding::new(first, "never asked", message).with_help("Delete the key.");
    vec![keys.take(SHOWN).fold(found, |found, key| found.with_label(key, "nor here"))]
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::cases;

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== one finding for all policies
access_control:
  policies:
    - tag_query: a
      apply_autoapprove: ["team:sre"]
      ^^^^^^^^^^^^^^^^^
    - tag_query: b
      apply_autoapprove: []
    - tag_query: c
      apply_autoapprove: ['*']
      ~~~~~~~~~~~~~~~~~
=== nobody
access_control:
  policies:
    - tag_query: a
      apply_autoapprove: []
    - tag_query: b
"#,
        );
    }
}
