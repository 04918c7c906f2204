//! `relative_dir:` where there is no directory to start from.

use super::asked::{Trouble, in_each_word};
use crate::lint::Finding;
use crate::lint::queries::shown;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports `relative_dir:` in any query that is no `depends_on`.
    ///
    /// ## Why it matters
    ///
    /// The path is relative to the directory that depends on others, and only a `depends_on` has one. In every other query
    /// the word is false, for every dirspace.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: relative_dir:production
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: dir:production
    ///       apply: ["team:sre"]
    /// ```
    "relative-dir-outside-depends-on", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    in_each_word(subject, |query, atom, trouble| {
        if trouble != Trouble::RelativeDirElsewhere {
            return None;
        }
        let word = shown(atom.word.text()?);
        let message = format!("`{word}` is always false here: it has a meaning in `depends_on` alone");
        let finding = Finding::new(query.part(atom.span()), "relative to no directory", message);
        Some(finding.with_help("Write `dir:a/b` with the whole path, or `b in dir` for a segment of it."))
    })
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
=== in a policy, a stack and a workflow
access_control:
  policies:
    - tag_query: not relative_dir:../a
                     ^^^^^^^^^^^^^^^^^
stacks:
  names:
    s: {tag_query: "'relative_dir:a'"}
                    ^^^^^^^^^^^^^^^^
workflows:
  - tag_query: relative_dir:.
               ^^^^^^^^^^^^^^
=== in depends_on
when_modified: {depends_on: relative_dir:../a}
=== a tag that looks like it
workflows:
  - tag_query: relative_dir
"#,
        );
    }
}
