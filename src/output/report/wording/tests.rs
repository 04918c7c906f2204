//! Each wording that has a rule behind it.

use super::*;
use crate::plan::refusal::{Kind, Refusal};
use crate::plan::report::{Dirspace, Place};

fn dirspace(outcome: Outcome) -> Dirspace {
    Dirspace { place: Place { dir: "a".into(), workspace: "b".into() }, outcome, permissions: Vec::new() }
}

fn counted(counts: Counts, standing: Standing) -> Dirspace {
    dirspace(Outcome::CountsOnly { counts, standing })
}

fn report(dirspaces: Vec<Dirspace>) -> Report {
    Report { dirspaces, ..Report::default() }
}

#[test]
fn thousands_are_apart() {
    let cases = [(0, "0"), (999, "999"), (1_000, "1,000"), (12_345, "12,345"), (1_234_567, "1,234,567")];
    for (value, text) in cases {
        assert_eq!(number(value), text);
    }
    assert_eq!(number(u64::MAX), "18,446,744,073,709,551,615");
}

#[test]
fn nouns_follow_their_number() {
    assert_eq!(plural(1, "dirspace"), "1 dirspace");
    assert_eq!(plural(0, "dirspace"), "0 dirspaces");
    assert_eq!(plural(2, "directory"), "2 directories");
    assert_eq!(plural(1, "directory"), "1 directory");
}

#[test]
fn the_most_dangerous_comes_first() {
    let counts = Counts { create: 12, delete: 3, replace: 1, forget: 2, update: 4, moved: 5, ..Counts::default() };
    let quiet = Counts { unchanged: 9, checks_passed: 3, ..Counts::default() };
    let all = report(vec![counted(counts, Standing::default()), counted(quiet, Standing::default())]);
    assert_eq!(headline(&all), "Plan: 3 to destroy, 1 to replace, 2 to forget, 4 to update in 1 of 2 dirspaces");
    assert_eq!(under_headline(&all.counts()), ["12 to create", "5 to move"]);
}

#[test]
fn what_is_no_change_to_an_object_makes_the_headline_if_it_is_all_there_is() {
    let outputs = Counts { outputs: 1, drift: 2, ..Counts::default() };
    let all = report(vec![counted(outputs, Standing::default())]);
    assert_eq!(headline(&all), "Plan: 2 changed outside, 1 output to change in 1 dirspace");
    assert_eq!(under_headline(&all.counts()), [""; 0]);
    let both = Counts { create: 1, ..outputs };
    let all = report(vec![counted(both, Standing::default()), counted(both, Standing::default())]);
    assert_eq!(headline(&all), "Plan: 2 to create in all 2 dirspaces");
    assert_eq!(under_headline(&all.counts()), ["4 changed outside", "2 outputs to change"]);
}

#[test]
fn a_report_that_does_not_know_all_says_so_in_its_headline() {
    let refused = || dirspace(Outcome::Refused(Refusal::whole(Kind::BinaryPlan)));
    assert_eq!(headline(&report(vec![refused()])), "Plan incomplete: no changes known in 1 dirspace");
    let one = Counts { create: 1, ..Counts::default() };
    let all = report(vec![refused(), counted(one, Standing::default())]);
    assert_eq!(headline(&all), "Plan incomplete: at least 1 to create in 1 of 2 dirspaces");
    for standing in [
        Standing { errored: Some(true), ..Standing::default() },
        Standing { complete: Some(false), ..Standing::default() },
    ] {
        let all = report(vec![counted(Counts::default(), standing)]);
        assert_eq!(headline(&all), "Plan incomplete: no changes known in 1 dirspace");
    }
    assert_eq!(headline(&report(Vec::new())), "Plan: no dirspaces");
}

#[test]
fn absent_is_neither_yes_nor_no() {
    let change = Counts { update: 1, ..Counts::default() };
    let no = Standing { errored: None, complete: None, applicable: Some(false) };
    assert_eq!(Trouble::of(Standing::default(), &change), None);
    assert_eq!(Trouble::of(no, &change), Some(Trouble::NotApplicable));
    assert_eq!(Trouble::of(no, &Counts::default()), None, "there is nothing to apply");
    let all = Standing { errored: Some(true), complete: Some(false), applicable: Some(false) };
    assert_eq!(Trouble::of(all, &change), Some(Trouble::Errored));
    let incomplete = Standing { errored: Some(false), complete: Some(false), applicable: Some(true) };
    assert_eq!(Trouble::of(incomplete, &Counts::default()), Some(Trouble::Incomplete));
}

#[test]
fn the_engine_is_quoted_as_it_writes() {
    let line = EngineLine { import: 0, add: 1, change: 0, destroy: 2 };
    assert_eq!(engine_line(&line), "Plan: 1 to add, 0 to change, 2 to destroy.");
    let line = EngineLine { import: 1200, ..line };
    assert_eq!(engine_line(&line), "Plan: 1200 to import, 1 to add, 0 to change, 2 to destroy.");
}

#[test]
fn the_self_check_names_every_number() {
    let check = SelfCheck { kept: 1_234, dropped: 56_789, scanned_for: 321, masked: 0, hits: 0 };
    assert_eq!(
        self_check(&check),
        "Self-check: 1,234 fields kept, 56,789 values dropped, 321 marked strings scanned for, 0 hits"
    );
    let check = SelfCheck { masked: 2, hits: 1, ..check };
    assert!(self_check(&check).ends_with("321 marked strings scanned for, 2 names masked, 1 hit"));
}
