//! Queries too entangled for the other lints of this group.

use super::lists::{Written, lists};
use super::verdict::{Verdict, verdicts};
use super::{alone, left_out};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::reach::{Possible, Selects};

lint! {
    /// ## What it does
    ///
    /// Reports that the lints about what can be reached gave up, because the queries of a list are too many and too
    /// entangled.
    ///
    /// ## Why it matters
    ///
    /// Whether a query is ever the first to match is decided by a search, and a search of this kind can take longer than
    /// anybody would wait. A list without findings is then not a list without dead entries.
    ///
    /// ## Example
    ///
    /// Sixteen choices that have nothing to do with each other, and then something that can never be true.
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: >-
    ///         (a or b) and (c or d) and (e or f) and (g or h) and (i or j) and (k or l) and (m or n) and
    ///         (o or p) and (q or r) and (s or t) and (u or v) and (w or x) and (0 or 1) and (2 or 3) and
    ///         (4 or 5) and (6 or 7) and (y or z) and (y or not z) and (not y or z) and (not y or not z)
    ///     - tag_query: ''
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir or staging in dir
    ///       apply: ["team:sre"]
    ///     - tag_query: ''
    /// ```
    "reachability-undecided", Warn, Read(check)
}

const HELP: &str = "Ask for fewer tags in one query: give what belongs together a tag of its own, and ask for that.";

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for list in lists(subject) {
        let (name, names) = list.names;
        let verdicts = verdicts(subject, list);
        let undecided = list.entries.iter().zip(verdicts).filter(|(_, verdict)| **verdict == Verdict::Undecided);
        let undecided: Vec<&Written<'_>> = undecided.map(|(entry, _)| entry).collect();
        if let Some(first) = undecided.first() {
            let message = format!(
                "whether {} of {} {names} are ever reached was not found out: the queries are too entangled",
                undecided.len(),
                verdicts.len()
            );
            findings.push(Finding::new(first.span, "the first of them", message).with_help(HELP));
        } else if *left_out::left_out(subject, list) == Possible::Undecided {
            let message =
                format!("whether some {name} selects every dirspace was not found out: the queries are too entangled");
            findings.push(Finding::new(list.key, "", message).with_help(HELP));
        }
    }
    findings.extend(of_queries(subject, !findings.is_empty()));
    findings
}

/// One finding about queries that were not decided by themselves, unless their list was reported.
fn of_queries(subject: &AsRead<'_>, reported: bool) -> Option<Finding> {
    let mut undecided = alone::queries(subject).iter().filter(|alone| alone.selects == Selects::Undecided);
    let first = undecided.next().filter(|_| !reported)?;
    let count = undecided.count() + 1;
    let message = format!("whether a query is ever true was not found out for {count} of them: they are too entangled");
    Some(Finding::new(first.written.span, "the first of them", message).with_help(HELP))
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "a finding that is not there fails the test")]
mod tests {
    use super::LINT;
    use crate::lint::testing::findings;

    /// `count` choices that do not matter, and then a contradiction.
    fn riddle(count: usize) -> String {
        let choices: String = (0..count).map(|at| format!("(a{at} or b{at}) and ")).collect();
        format!("{choices}(y or z) and (y or not z) and (not y or z) and (not y or not z)")
    }

    #[test]
    fn one_finding_for_each_list() {
        let riddle = riddle(40);
        let config = format!(
            "access_control:\n  policies:\n  - tag_query: a\n  - tag_query: {riddle}\n  - tag_query: {riddle} and c\n\
             drift:\n  schedule: daily\n  tag_query: {riddle}\n"
        );
        let found = findings(&LINT, &config, &[]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            found[0].message,
            "whether 2 of 3 policies are ever reached was not found out: the queries are too entangled"
        );
    }

    #[test]
    fn a_query_of_no_list_is_reported_by_itself() {
        let found = findings(&LINT, &format!("drift:\n  schedule: daily\n  tag_query: {}\n", riddle(40)), &[]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].message.starts_with("whether a query is ever true was not found out for 1"), "{found:?}");
    }

    #[test]
    fn many_ordinary_policies_are_no_riddle() {
        let policies: String = (0..2_000)
            .map(|at| format!("  - tag_query: team{} in dir and workspace:w{} and not t{at}\n", at % 700, at % 9))
            .collect();
        assert_eq!(findings(&LINT, &format!("access_control:\n  policies:\n{policies}"), &[]), []);
    }
}
