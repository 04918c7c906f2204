//! A line break inside of a word of a query.

use super::asked::{Trouble, in_each};
use crate::lint::queries::{Query, shown};
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::lint::{Edit, Finding, Fix};
use crate::tag_query::{Atom, TagQuery};

lint! {
    /// ## What it does
    ///
    /// Reports a word of a query that has a line break in it or at its end.
    ///
    /// ## Why it matters
    ///
    /// Only blanks and tabs end a word; a line break is part of it. A block that begins with `|` or `>` keeps the line
    /// break at its end, which then belongs to the last word, and in a `|` block every line break glues two words
    /// together, operators included. No tag equals such a word.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   a: {tags: [api, web]}
    /// access_control:
    ///   policies:
    ///     - tag_query: |
    ///         api or
    ///         web
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   a: {tags: [api, web]}
    /// access_control:
    ///   policies:
    ///     - tag_query: >-
    ///         api or
    ///         web
    ///       apply: ["team:sre"]
    /// ```
    "newline-in-query", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    in_each(subject, |query, troubles| {
        let broken: Vec<&Atom<'_>> =
            troubles.iter().filter(|(_, trouble)| *trouble == Trouble::LineBreak).map(|(atom, _)| atom).collect();
        found(query, &broken)
    })
}

fn found(query: &Query<'_>, broken: &[&Atom<'_>]) -> Option<Finding> {
    let first = broken.first()?;
    let text = first.word.text()?;
    let word = text.trim_end_matches(['\n', '\r']);
    let message = if word.is_empty() {
        "the query is a line break, which is a word that no tag equals".to_owned()
    } else if word.contains(['\n', '\r']) || text.starts_with(['\n', '\r']) {
        format!("`{}` is one word with a line break in it, and no tag equals it", shown(text))
    } else {
        format!("the line break behind `{}` belongs to the word, and no tag equals it", shown(word))
    };
    let span = query.part(first.word.span());
    let finding = Finding::new(span, "a line break is part of a word", message).with_help(
        "Write the query on one line, or behind `>-`, which joins lines with blanks and ends without a break.",
    );
    Some(match folded(query) {
        Some(edit) => finding.with_fix(Fix::suggested("write `>-`", vec![edit])),
        None => finding,
    })
}

/// The edit that makes the block one that joins its lines, where that leaves words without breaks.
fn folded(query: &Query<'_>) -> Option<Edit> {
    let (header, span) = query.block_header()?;
    let text = query.query.text().trim_end_matches('\n');
    let joined = match header {
        ">" | ">+" => text.to_owned(),
        "|" | "|+" | "|-" => {
            let lines: Vec<&str> = text.split('\n').collect();
            let folds = lines.iter().all(|line| !line.is_empty() && !line.starts_with([' ', '\t']));
            folds.then(|| lines.join(" "))?
        }
        _ => return None,
    };
    let reads_well = !joined.contains(['\n', '\r']) && TagQuery::parse(&joined).is_ok();
    reads_well.then(|| Edit { span, replacement: ">-".to_owned() })
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
=== the end of a folded block
workflows:
  - tag_query: >
               ^
      a or b
=== a literal block glues
workflows:
  - tag_query: |-
               ^^
      a or
      b
=== an escape
workflows:
  - tag_query: "a or b\n"
               ^^^^^^^^^^
=== behind in dir there is another error
workflows:
  - tag_query: |
               ^
      a in dir or dir~b
=== wherever a query stands
dirs:
  a: {when_modified: {depends_on: "dir:b\n"}}
                                  ^^^^^^^^^
=== a query of a line break
access_control:
  policies:
    - tag_query: "\n"
                 ^^^^
=== folded and stripped
workflows:
  - tag_query: >-
      a
      or b
=== a break between blanks ends a word as a blank does
workflows:
  - tag_query: "a \n or b"
=== a plain scalar on two lines
workflows:
  - tag_query: a or
      b
=== an empty block
workflows:
  - tag_query: |
=== somebody gives such a tag
dirs:
  a: {tags: ["b\n"]}
workflows:
  - tag_query: "b\n"
"#,
        );
    }

    #[test]
    fn a_block_is_folded_where_that_mends_it() {
        let replacement = |config: &str| {
            let found = findings(&LINT, config, &[]);
            Some(found.first().unwrap().fix.as_ref()?.edits.first().unwrap().replacement.clone())
        };
        let block = |header: &str, text: &str| replacement(&format!("workflows:\n  - tag_query: {header}\n{text}"));
        for header in [">", ">+", "|", "|+", "|-", "| # why"] {
            let text = if header == "|-" { "      a or\n      b\n" } else { "      a\n" };
            assert_eq!(block(header, text).as_deref(), Some(">-"), "{header}");
        }
        assert_eq!(block("|", "      a or\n\n      b\n"), None, "an empty line stays a break when folded");
        assert_eq!(block("|", "      a or\n       b\n"), None, "and so does one before a blank");
        assert_eq!(block("|", "      a or\n      or\n"), None, "not a query once folded");
        assert_eq!(block("|2", "      a\n"), None);
        assert_eq!(block("\"a\\n\"", ""), None);
    }
}
