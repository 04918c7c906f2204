//! `dir:` with something that is no directory.

use super::asked::{Trouble, in_each_word};
use super::paths::{self, Flaw};
use crate::lint::queries::{Query, shown};
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::lint::{Finding, Fix};
use crate::tag_query::Atom;

lint! {
    /// ## What it does
    ///
    /// Reports `dir:` with a path that no directory can have: with a slash at an end, with `.` or `..` in it, with a
    /// wildcard, or empty.
    ///
    /// ## Why it matters
    ///
    /// `dir:x` is a tag like any other and is compared letter by letter. A dirspace has it with the directory relative to
    /// the repository, without `./` and without a slash at the end; nothing else is ever equal to it.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: dir:production/
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: production in dir
    ///       apply: ["team:sre"]
    /// ```
    "dir-tag-never-true", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    in_each_word(subject, |query, atom, trouble| match trouble {
        Trouble::Dir(path, flaw) => Some(found(query, atom, path, flaw)),
        _ => None,
    })
}

fn found(query: &Query<'_>, atom: &Atom<'_>, path: &str, flaw: Flaw) -> Finding {
    let message = format!("`dir:{0}` is never true: `{0}` {1}", shown(path), flaw.why());
    let message = if path.is_empty() { format!("`dir:` is never true: it {}", flaw.why()) } else { message };
    let finding = Finding::new(query.part(atom.word.span()), "no directory is this", message);
    let meant = if flaw == Flaw::Wildcard { paths::without_stars(path) } else { paths::mended(path) };
    let finding = finding.with_help(match meant {
        Some(meant) => format!(
            "Write `dir:{0}` for the directory itself, or `{0} in dir` for it and everything below.",
            shown(meant)
        ),
        None if path.is_empty() => {
            "Write the directory right behind the colon, without a blank; the root is `dir:.`.".to_owned()
        }
        None => "Write the directory as git does, relative to the repository: `dir:a/b`, or `a/b in dir` for it and \
                 everything below."
            .to_owned(),
    });
    let edit = || {
        let mended = meant.filter(|_| flaw != Flaw::Wildcard && !atom.word.is_quoted())?;
        query.edit(atom.word.span(), &format!("dir:{mended}"))
    };
    match edit() {
        Some(edit) => finding.with_fix(Fix::suggested("write the directory as the tag has it", vec![edit])),
        None => finding,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a finding that is not there fails the test")]
mod tests {
    use super::LINT;
    use crate::lint::testing::{cases, findings};

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== paths that no directory has
workflows:
  - tag_query: dir:prod/ or dir:./prod or dir:/prod
               ^^^^^^^^^    ^^^^^^^^^^    ^^^^^^^^^
  - tag_query: not dir:prod/* and dir:a//b
                   ^^^^^^^^^^     ^^^^^^^^
=== a blank behind the colon
workflows:
  - tag_query: 'dir: prod'
                ^^^^
=== dependencies too
dirs:
  a: {when_modified: {depends_on: dir:../b}}
                                  ^^^^^^^^
=== in quotes of the query
workflows:
  - tag_query: '"dir:my prod/"'
                ^^^^^^^^^^^^^^
=== directories
workflows:
  - tag_query: dir:prod or dir:. or dir:a/b-c_d/.e or dir:[id]
=== somebody gives such a tag
dirs: {a: {tags: ['dir:prod/*']}}
workflows:
  - tag_query: dir:prod/*
=== another prefix
workflows:
  - tag_query: /dir:prod/
"#,
        );
    }

    #[test]
    fn what_is_meant_is_said() {
        for (query, help, replacement) in [
            ("dir:prod/", "Write `dir:prod` for", Some("dir:prod")),
            ("dir:./a/b", "Write `dir:a/b` for", Some("dir:a/b")),
            ("dir:**/prod/**", "`prod in dir` for it", None),
            ("dir:..", "as git does", None),
            ("dir:", "right behind the colon", None),
        ] {
            let found = findings(&LINT, &format!("workflows:\n  - tag_query: '{query}'\n"), &[]);
            let finding = found.first().unwrap();
            assert!(finding.help.as_ref().unwrap().contains(help), "{query}: {:?}", finding.help);
            let edit = finding.fix.as_ref().map(|fix| fix.edits.first().unwrap().replacement.as_str());
            assert_eq!(edit, replacement, "{query}");
        }
    }
}
