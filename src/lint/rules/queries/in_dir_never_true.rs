//! `x in dir` with something that is no part of a directory.

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
    /// Reports `x in dir` and `dir~x` with a word that no directory can hold: with a slash at an end, with `.` or `..` in
    /// it, with a wildcard, or empty.
    ///
    /// ## Why it matters
    ///
    /// `x in dir` is true when `x` is one or more whole segments of the directory, anywhere in it, and every letter of `x`
    /// is taken literally: `prod-* in dir` asks for a directory with a star in its name.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod/* in dir
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
    /// ```
    "in-dir-never-true", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    in_each_word(subject, |query, atom, trouble| match trouble {
        Trouble::InDir(path, flaw) => Some(found(query, atom, path, flaw)),
        _ => None,
    })
}

fn found(query: &Query<'_>, atom: &Atom<'_>, path: &str, flaw: Flaw) -> Finding {
    let written = query.query.text().get(atom.span()).map(shown).unwrap_or_default();
    let message = if path.is_empty() {
        format!("`{written}` is never true: it {}", flaw.why())
    } else {
        format!("`{written}` is never true: `{}` {}", shown(path), flaw.why())
    };
    let meant = if flaw == Flaw::Wildcard { paths::without_stars(path) } else { paths::mended(path) };
    let finding = Finding::new(query.part(atom.span()), "no directory has this in it", message);
    let finding = finding.with_help(match meant {
        Some(meant) => format!(
            "Write `{} in dir`: it looks for whole segments, wherever they stand, and takes in everything below.",
            shown(meant)
        ),
        None if flaw == Flaw::Wildcard => {
            "Name each segment that you mean, with `or` between them, or give the directories a tag.".to_owned()
        }
        None => "Write one segment of the directory or several in a row: `prod in dir`, `aws/prod in dir`.".to_owned(),
    });
    let word = atom.word.span();
    let edit = || {
        let meant = meant.filter(|_| !atom.word.is_quoted())?;
        let prefix = if atom.span() == word { "dir~" } else { "" };
        query.edit(word, &format!("{prefix}{meant}"))
    };
    match edit() {
        Some(edit) => finding.with_fix(Fix::suggested("write the segments alone", vec![edit])),
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
=== words that no directory holds
workflows:
  - tag_query: prod/ in dir or /prod in dir
               ^^^^^^^^^^^^    ^^^^^^^^^^^^
  - tag_query: prod-* in dir and not (a//b in dir)
               ^^^^^^^^^^^^^          ^^^^^^^^^^^
  - tag_query: dir~./a or dir~
               ^^^^^^^    ^^^^
=== empty
workflows:
  - tag_query: '"" in dir'
                ^^^^^^^^^
=== dependencies too
when_modified: {depends_on: ../b in dir}
                            ^^^^^^^^^^^
=== segments
workflows:
  - tag_query: prod in dir or a/b in dir or dir~c or . in dir or .github in dir
=== a tag that looks like one does not help, since this is no question of tags
dirs: {a: {tags: ['dir~x/']}}
workflows:
  - tag_query: dir~x/
               ^^^^^^
=== a line break has a finding of its own
workflows:
  - tag_query: "dir~a/*\n"
"#,
        );
    }

    #[test]
    fn what_is_meant_is_said() {
        for (query, replacement) in [
            ("prod/ in dir", Some("prod")),
            ("dir~/a/b", Some("dir~a/b")),
            ("**/x/** in dir", Some("x")),
            ("x-* in dir", None),
        ] {
            let found = findings(&LINT, &format!("workflows:\n  - tag_query: '{query}'\n"), &[]);
            let edit = found.first().unwrap().fix.as_ref().map(|fix| fix.edits.first().unwrap().replacement.as_str());
            assert_eq!(edit, replacement, "{query}");
        }
    }
}
