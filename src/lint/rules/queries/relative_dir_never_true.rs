//! `relative_dir:` with a path that leads nowhere.

use super::asked::{Trouble, in_each_word};
use super::paths::Flaw;
use crate::lint::Finding;
use crate::lint::queries::shown;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports `relative_dir:` in `depends_on` with a path that leads to no directory from anywhere.
    ///
    /// ## Why it matters
    ///
    /// The path is put behind the directory that depends, each `..` takes away the segment before it, and what is left is
    /// compared letter by letter. A `.` stays where it is, a `..` at the end as well, and so do a slash at the end and
    /// wildcards: the dependency is then on nothing, without an error.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   net/core/app:
    ///     when_modified:
    ///       depends_on: relative_dir:./network
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   net/core/app:
    ///     when_modified:
    ///       depends_on: relative_dir:network
    /// ```
    "relative-dir-never-true", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    in_each_word(subject, |query, atom, trouble| {
        let Trouble::RelativeDir(flaw) = trouble else { return None };
        let word = shown(atom.word.text()?);
        let message = format!("`{word}` is never true: what it leads to {}", flaw.why());
        let help = match flaw {
            Flaw::Wildcard => "Write one `relative_dir:` for each directory, with `or` between them.",
            Flaw::DotSegment => {
                "Write `relative_dir:x` for a directory below and `relative_dir:../x` for one beside; the one above \
                 cannot be written, so name it with `dir:`."
            }
            _ => "Write `relative_dir:x` for a directory below and `relative_dir:../x` for one beside.",
        };
        Some(Finding::new(query.part(atom.span()), "leads nowhere", message).with_help(help))
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
=== paths that lead nowhere
dirs:
  a:
    when_modified:
      depends_on: relative_dir:./b or relative_dir:..
                  ^^^^^^^^^^^^^^^^    ^^^^^^^^^^^^^^^
  c:
    workspaces:
      w: {when_modified: {depends_on: {tag_query: relative_dir:../d/}}}
                                                  ^^^^^^^^^^^^^^^^^^
when_modified: {depends_on: 'relative_dir:'}
                             ^^^^^^^^^^^^^
=== paths that lead somewhere
when_modified: {depends_on: relative_dir:b or relative_dir:../c or relative_dir:x/../d}
=== where there is no directory to start from another lint speaks
workflows:
  - tag_query: relative_dir:./b
"#,
        );
    }
}
