//! Two words side by side before an `or`.

use crate::lint::queries::{Query, shown};
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::lint::{Finding, Fix};
use crate::tag_query::{ExprKind, Node, TagQuery};

lint! {
    /// ## What it does
    ///
    /// Reports two expressions side by side, which means `and`, with an `or` to their right.
    ///
    /// ## Why it matters
    ///
    /// A written `and` binds tighter than `or`. The one that is left out does not: it takes everything to its right,
    /// so that `prod api or web` is `prod and (api or web)`, while `prod and api or web` is `(prod and api) or web`.
    /// A reader who does not know this sees another policy than the one that decides.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   a: {tags: [prod, api, web]}
    /// access_control:
    ///   policies:
    ///     - tag_query: prod api or web
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   a: {tags: [prod, api, web]}
    /// access_control:
    ///   policies:
    ///     - tag_query: prod (api or web)
    ///       apply: ["team:sre"]
    /// ```
    "implicit-and-beside-or", Warn, Read(check)
}

/// Readings longer than this are not repeated in a message.
const LONGEST_READING: usize = 160;

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    subject.queries.iter().filter_map(found).collect()
}

fn found(query: &Query<'_>) -> Option<Finding> {
    let greedy: Vec<(Node<'_>, Node<'_>)> = query.query.expr().nodes().filter_map(greedy).collect();
    let (left, right) = *greedy.first()?;
    let message = match readings(&query.query) {
        Some((actual, _)) => format!("`{}` is read as `{actual}`", shown(query.query.text())),
        None => "what stands side by side before an `or` is joined with all that follows it".to_owned(),
    };
    let (taken, joined) = (query.part(right.span()), query.part(left.span()));
    let mut finding = Finding::new(taken, "all of this is one side of an `and`", message);
    if joined != taken {
        finding = finding.with_label(joined, "and this is the other");
    }
    finding = finding.with_help(match readings(&query.query) {
        Some((actual, ordinary)) => format!("Write `{actual}` if that is meant, and `{ordinary}` if not."),
        None => "Write `and`, and parentheses around what belongs together.".to_owned(),
    });
    let edits = greedy.iter().flat_map(|(_, right)| {
        let span = right.span();
        [query.edit(span.start..span.start, "("), query.edit(span.end..span.end, ")")]
    });
    let edits: Option<Vec<_>> = edits.collect();
    match edits {
        Some(edits) => finding.with_fix(Fix::safe("write the parentheses that are there without being written", edits)),
        None => finding,
    }
    .into()
}

/// The sides of an *and* that nobody wrote and that took an `or` without parentheses.
fn greedy<'a>(node: Node<'a>) -> Option<(Node<'a>, Node<'a>)> {
    let ExprKind::And(left, right) = node.kind() else { return None };
    let bare = node.span().end == right.span().end;
    let is_or = matches!(right.kind(), ExprKind::Or(..));
    (node.is_implicit_and() && is_or && bare).then_some((left, right))
}

/// How the query is read, and how it would be if every *and* were written; with all parentheses.
fn readings(query: &TagQuery) -> Option<(String, String)> {
    if query.text().len() > LONGEST_READING {
        return None;
    }
    let written = TagQuery::parse(&with_every_and_written(query)).ok()?;
    Some((query.expr().to_string(), written.expr().to_string()))
}

fn with_every_and_written(query: &TagQuery) -> String {
    let text = query.text();
    let mut places: Vec<usize> = query.expr().nodes().filter_map(|node| start_of_right(node, text)).collect();
    places.sort_unstable();
    let mut written = String::new();
    let mut from = 0;
    for place in places {
        written.push_str(text.get(from..place).unwrap_or_default());
        written.push_str(" and ");
        from = place;
    }
    written + text.get(from..).unwrap_or_default()
}

/// Where the right side of an *and* that nobody wrote begins, its parentheses included.
fn start_of_right(node: Node<'_>, text: &str) -> Option<usize> {
    let ExprKind::And(left, right) = node.kind() else { return None };
    let between = left.span().end..right.span().start;
    let opened = text.get(between.clone())?.find('(').map_or(between.end, |at| between.start + at);
    node.is_implicit_and().then_some(opened)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::string_slice, reason = "a query of these tests that is none fails them")]
mod tests {
    use proptest::prelude::*;

    use super::LINT;
    use crate::lint::testing::{cases, findings};
    use crate::lint::{Finding, Safety};
    use crate::tag_query::TagQuery;

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== an or to the right
workflows:
  - tag_query: prod api or web
               ~~~~ ^^^^^^^^^^
=== in quotes
workflows:
  - tag_query: "prod (api) or web"
                ~~~~ ^^^^^^^^^^^^
=== after a negation and before a written and
workflows:
  - tag_query: not prod api and a or web
               ~~~~~~~~ ^^^^^^^^^^^^^^^^
=== the innermost takes it
workflows:
  - tag_query: a or b c d or e
                      ~ ^^^^^^
=== twice in one query is one mistake
workflows:
  - tag_query: a b or c d or e
                      ~ ^^^^^^
=== the place is the scalar where parts cannot be told
workflows:
  - tag_query: >-
               ^^
      prod api
      or web
=== parentheses around the or
workflows:
  - tag_query: prod (api or web)
=== parentheses around the and
workflows:
  - tag_query: (prod api) or web
=== the or stands to the left
workflows:
  - tag_query: a or b c
=== nothing but and
workflows:
  - tag_query: a b and c d
=== all is written
workflows:
  - tag_query: a and b or c
"#,
        );
    }

    fn found(query: &str) -> Vec<Finding> {
        findings(&LINT, &format!("workflows:\n  - tag_query: {query}\n"), &[])
    }

    #[test]
    fn both_readings_are_shown() {
        let found = found("prod api or web");
        let finding = found.first().unwrap();
        assert_eq!(finding.message, "`prod api or web` is read as `prod and (api or web)`");
        let help = "Write `prod and (api or web)` if that is meant, and `(prod and api) or web` if not.";
        assert_eq!(finding.help.as_deref(), Some(help));
    }

    /// The query with its fix made.
    fn fixed(query: &str, finding: &Finding) -> String {
        let mut fixed = format!("workflows:\n  - tag_query: '{query}'\n");
        let fix = finding.fix.clone().unwrap();
        assert_eq!(fix.safety, Safety::Safe);
        let mut edits = fix.edits;
        edits.sort_by_key(|edit| edit.span);
        for edit in edits.iter().rev() {
            fixed.replace_range(edit.span.range(), &edit.replacement);
        }
        fixed[fixed.find('\'').unwrap() + 1..fixed.rfind('\'').unwrap()].to_owned()
    }

    proptest! {
        /// Any query of words, operators and parentheses that parses.
        #[test]
        fn a_fix_leaves_the_tree_as_it_is_and_nothing_to_find(tokens in proptest::collection::vec(
            prop_oneof![
                3 => "[abc]",
                2 => Just("or".to_owned()),
                1 => Just("and".to_owned()),
                1 => Just("not".to_owned()),
                1 => Just("(".to_owned()),
                1 => Just(")".to_owned()),
                1 => Just("x in dir".to_owned()),
            ],
            1..14,
        )) {
            let text = tokens.join(" ");
            let Ok(query) = TagQuery::parse(&text) else { return Ok(()) };
            let quoted = format!("'{text}'");
            // One finding for a query, with the edits for all of it.
            if let Some(finding) = found(&quoted).first() {
                let fixed = fixed(&text, finding);
                let again = TagQuery::parse(&fixed).unwrap();
                prop_assert_eq!(again.expr(), query.expr(), "{} fixed to {}", text, fixed);
                prop_assert_eq!(found(&format!("'{fixed}'")), vec![]);
            }
            // What is not found reads the same with every `and` written out, but for the order of a chain.
            if found(&quoted).is_empty() {
                let written = TagQuery::parse(&super::with_every_and_written(&query)).unwrap();
                prop_assert_eq!(truth(&written), truth(&query), "{}", text);
            }
        }
    }

    /// What a query says of every set of tags out of three, in two directories.
    fn truth(query: &TagQuery) -> Vec<bool> {
        let sets = (0..8_u8).map(|bits| {
            let tags = [(1, "a"), (2, "b"), (4, "c")];
            tags.into_iter().filter(|(bit, _)| bits & bit != 0).map(|(_, tag)| tag).collect::<crate::dirspace::Tags>()
        });
        let sets: Vec<_> = sets.collect();
        let dirs = ["x", "y"];
        let candidates = sets.iter().flat_map(|tags| dirs.map(|dir| (tags, dir)));
        candidates
            .map(|(tags, dir)| query.matches(&crate::tag_query::Candidate { tags, dir, working_dir: None }))
            .collect()
    }
}
