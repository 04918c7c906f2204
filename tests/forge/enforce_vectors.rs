//! What the gate decides, as data: an ordinary request that everybody would let through, and what changes when one thing
//! about it changes.
//!
//! Every row of `enforce_vectors/` is a run of the real program on a real clone against a forge over HTTP. A row says what is
//! different from the ordinary request, in the closed vocabulary of [`on_github`] and [`on_gitlab`], and what has to come of it:
//! the exit status, the verdict on each dirspace, and the clause that speaks, with a piece of what it says. A right
//! answer for a wrong reason is a wrong answer.
//!
//! `notes` is what the design notes of the gate say of the row: `A` allow, `D` deny, `U` unknown, `E` error. The notes have one
//! word for what is denied and what only waits for somebody, and the gate has two, `deny` and `pending`: both are `D`.
//! Where the gate means to answer otherwise than the notes, `differs` says why.

#![expect(clippy::panic, reason = "a row that cannot be read fails its test")]

mod data;
mod edge_cases;
mod on_github;
mod on_gitlab;
mod repository;
mod row;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use data::{Row, Vectors};

/// The rows of the notes.
const ALL: std::ops::RangeInclusive<u32> = 1..=100;

/// The most rows that may be left out, each for a reason.
const MOST_STRUCK: usize = 12;

/// Runs rows side by side, and says what is wrong with which.
fn run_all(rows: &[Row]) -> Vec<String> {
    let (next, wrong) = (Mutex::new(rows.iter()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some(row) = next.lock().unwrap().next() else { return };
                    let mistakes = row::mistakes(row);
                    wrong.lock().unwrap().extend(mistakes);
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().unwrap();
    wrong.sort();
    wrong
}

#[test]
fn every_row_comes_out_as_it_should_and_for_that_reason() {
    let only = std::env::var("WHOMAY_ROW").ok();
    let mut rows = Vectors::read().rows;
    rows.retain(|row| only.as_ref().is_none_or(|only| row.number.to_string() == *only));
    let wrong = run_all(&rows);
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn every_row_of_the_notes_is_run_or_struck_with_a_sentence() {
    let vectors = Vectors::read();
    let run: BTreeSet<u32> = vectors.rows.iter().map(|row| row.number).collect();
    let struck: BTreeSet<u32> = vectors.struck.keys().copied().collect();
    assert_eq!(run.intersection(&struck).count(), 0, "struck and run");
    assert_eq!(run.union(&struck).copied().collect::<Vec<_>>(), ALL.collect::<Vec<_>>());
    assert!(struck.len() <= MOST_STRUCK, "{} are struck", struck.len());
    for (number, why) in &vectors.struck {
        assert!(why.split(' ').count() >= 6 && why.ends_with('.'), "{number} is struck without a sentence: {why}");
    }
}

#[test]
fn every_row_agrees_with_the_notes_or_says_why_not() {
    let wrong: Vec<String> = Vectors::read()
        .rows
        .iter()
        .filter(|row| row.agrees_with_notes() == row.differs.is_some())
        .map(|row| format!("{} ({})", row.number, row.title))
        .collect();
    assert!(wrong.is_empty(), "a letter that does not fit without `differs`, or one that fits with it: {wrong:?}");
}

/// Nobody is told no without a reason, and so no row is content with less.
#[test]
fn every_row_that_is_not_allowed_says_which_clause_speaks() {
    for row in Vectors::read().rows {
        let is_said = !row.because.is_empty() || row.complains.is_some();
        assert!(row.exit == 0 || is_said, "{} ({})", row.number, row.title);
    }
}

/// A row that passed without its change would prove nothing.
#[test]
fn every_row_changes_something_and_no_two_are_the_same() {
    let mut seen: BTreeMap<String, (String, bool)> = BTreeMap::new();
    for row in Vectors::read().rows {
        let what = row.what_is_different();
        assert!(
            row.number == 1 || row.number == 47 || what != Row::nothing_different(),
            "{} changes nothing",
            row.number
        );
        let name = format!("{} ({})", row.number, row.title);
        let is_said = row.same_as.is_some();
        if let Some((other, was_said)) = seen.insert(what, (name.clone(), is_said)) {
            assert!(is_said || was_said, "{other} and {name} change the same");
        }
    }
}
