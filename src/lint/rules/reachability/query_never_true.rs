//! A query whose words exclude each other.

use super::alone;
use super::words::quoted;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::reach::Selects;
use crate::tag_query::Node;

lint! {
    /// ## What it does
    ///
    /// Reports a tag query that selects no dirspace, whatever directories and tags there will ever be, because its words
    /// exclude each other. Looks at every query: of policies, checks, workflows, stacks, drift schedules, notifications
    /// and `depends_on`.
    ///
    /// ## Why it matters
    ///
    /// A dirspace has one directory and one workspace, so `dir:a and dir:b` is never true, and neither is `dir:a dir:b`,
    /// which means the same. What the query was written for has no effect.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: workspace:staging and workspace:production
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: workspace:staging or workspace:production
    ///       apply: ["team:sre"]
    /// ```
    "query-never-true", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let never = alone::that_select(subject, &Selects::Nothing).into_iter();
    let finding = |(written, unless): (super::lists::Written<'_>, Option<String>)| {
        let unless = unless.map(|unless| format!(", {unless}")).unwrap_or_default();
        let message =
            format!("{} selects no dirspace, because its words exclude each other{unless}", quoted(written.query));
        let implicit = written.query.expr().nodes().any(Node::is_implicit_and);
        let side_by_side = if implicit { " Words side by side mean `and` too." } else { "" };
        Finding::new(written.span, "never true", message).with_help(format!(
            "A dirspace has one directory and one workspace: write `or` to select this one and that one.{side_by_side}"
        ))
    };
    never.map(finding).collect()
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
=== in every place
access_control:
  policies:
    - tag_query: dir:a dir:b
                 ^^^^^^^^^^^
apply_requirements:
  checks:
    - tag_query: dir:a and b in dir
                 ^^^^^^^^^^^^^^^^^^
workflows:
  - tag_query: a and not a
               ^^^^^^^^^^^
stacks:
  names:
    s:
      tag_query: workspace:a and stack:a
                 ^^^^^^^^^^^^^^^^^^^^^^^
dirs:
  x:
    when_modified:
      depends_on: relative_dir:../a and (dir:a and dir:b)
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
drift:
  enabled: true
  schedules:
    night:
      schedule: daily
      tag_query: prod in dir and not (dir~prod)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
=== what only looks alike
access_control:
  policies:
    - tag_query: dir:a/b and a in dir
    - tag_query: a in dir and b in dir
    - tag_query: dir:a and workspace:a and branch:a and dest_branch:a
    - tag_query: stack_name:a and stack_name:b
    - tag_query: a and A
dirs:
  x:
    when_modified:
      depends_on: relative_dir:../a and dir:b
=== a word that can never be true is reported by itself
access_control:
  policies:
    - tag_query: dir:a/
    - tag_query: relative_dir:a and b
    - tag_query: dir:a/ and dir:b
=== the file itself gives the tag
dirs:
  x:
    tags: ["workspace:blue"]
access_control:
  policies:
    - tag_query: workspace:blue and workspace:default
"#,
        );
    }

    #[test]
    fn says_whether_an_imitation_would_do() {
        let message = |query: &str| {
            let config = format!("access_control:\n  policies:\n  - tag_query: {query}\n");
            findings(&LINT, &config, &[])[0].message.clone()
        };
        assert_eq!(
            message("dir:a and dir:b"),
            "`dir:a and dir:b` selects no dirspace, because its words exclude each other, unless somebody gives the \
             directory `a` the tag `dir:b`"
        );
        assert_eq!(message("a and not a"), "`a and not a` selects no dirspace, because its words exclude each other");
    }
}
