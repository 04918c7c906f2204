//! The edge cases of the notes: most are rows of the decisions, and the rest are rows of their own.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::data::{Row, Vectors, file, from_yaml};
use super::run_all;

/// The rows of the notes.
const ALL: std::ops::RangeInclusive<u32> = 1..=68;

/// The most that may be left out, each for a reason.
const MOST_STRUCK: usize = 6;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EdgeCases {
    cases: BTreeMap<u32, Case>,
    rows: Vec<Row>,
}

/// One of them, and where it is proved besides the rows below.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    title: String,
    /// Rows of the decisions.
    #[serde(default)]
    vectors: Vec<u32>,
    struck: Option<String>,
}

fn read() -> EdgeCases {
    from_yaml(&file("edge_cases.yaml"))
}

#[test]
fn every_row_comes_out_as_it_should_and_for_that_reason() {
    let only = std::env::var("WHOMAY_ROW").ok();
    let mut rows = read().rows;
    rows.retain(|row| only.as_ref().is_none_or(|only| row.number.to_string() == *only));
    let wrong = run_all(&rows);
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn every_case_is_run_or_is_a_row_of_the_decisions_or_is_struck_with_a_sentence() {
    let EdgeCases { cases, rows } = read();
    assert_eq!(cases.keys().copied().collect::<Vec<_>>(), ALL.collect::<Vec<_>>());
    let own: BTreeSet<u32> = rows.iter().map(|row| row.number).collect();
    assert!(own.iter().all(|number| cases.contains_key(number)));
    let decisions: BTreeSet<u32> = Vectors::read().rows.iter().map(|row| row.number).collect();
    let mut struck = 0;
    for (number, case) in &cases {
        let name = format!("{number} ({})", case.title);
        let proved = own.contains(number) || !case.vectors.is_empty();
        assert!(case.vectors.iter().all(|row| decisions.contains(row)), "{name} names a row that is not run");
        match &case.struck {
            Some(why) => {
                assert!(!proved, "{name} is struck and proved");
                assert!(why.split(' ').count() >= 6 && why.ends_with('.'), "{name} is struck without a sentence");
                struck += 1;
            }
            None => assert!(proved, "{name} is neither proved nor struck"),
        }
    }
    assert!(struck <= MOST_STRUCK, "{struck} are struck");
}

#[test]
fn every_row_agrees_with_the_notes_or_says_why_not() {
    for row in read().rows {
        assert!(row.agrees_with_notes() != row.differs.is_some(), "{} ({})", row.number, row.title);
    }
}
