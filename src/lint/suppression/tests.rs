//! What is suppressed, what is not, and what is said about it.

use super::super::levels::Levels;
use super::super::run::{Linted, Report, Surroundings, run};
use super::super::testing::report;
use super::super::{Lint, fixes};
use super::*;
use crate::config::gate::LintLevel;
use crate::source::SourceMap;

/// Everything of a run with the levels as they are, as `line code text-at-the-place`.
fn said(text: &str) -> Vec<String> {
    let (report, sources) = of(text, &Levels::default());
    report.findings.iter().map(|found| shown(found, &sources)).collect()
}

fn of(text: &str, levels: &Levels) -> (Report, SourceMap) {
    let mut sources = SourceMap::new();
    let linted = Linted::read(&mut sources, "c.yml", text.as_bytes(), None);
    (run(&linted, &sources, Surroundings::Unknown("nobody asked"), levels), sources)
}

fn shown(found: &Reported, sources: &SourceMap) -> String {
    let span = found.diagnostic.labels[0].span;
    let line = sources.locate(span).unwrap().start.line;
    format!("{line} {} {}", found.diagnostic.code, sources.snippet(span).unwrap())
}

#[test]
fn a_finding_is_suppressed_where_it_begins() {
    let twice = |end: &str, own: &str| format!("definitions:\n  a: &x 1\n{own}  b: &x 2{end}\n");
    let why = "whomay: allow(anchor-redefined): the last one is meant";
    assert_eq!(said(&twice("", "")), ["3 anchor-redefined &x"]);
    assert_eq!(said(&twice(&format!(" # {why}"), "")), [] as [String; 0]);
    assert_eq!(said(&twice("", &format!("  # {why}\n"))), [] as [String; 0]);
    assert_eq!(said(&twice("", &format!("# {why}\n\n  # another comment\r\n   \n"))), [] as [String; 0]);
    assert_eq!(said(&format!("# {}\n{}", why.replace("allow", "allow-file"), twice("", ""))), [] as [String; 0]);
    // The other end of a finding is not where it begins.
    let other_end = format!("definitions:\n  a: &x 1 # {why}\n  b: &x 2\n");
    assert_eq!(said(&other_end), ["2 unused-suppression anchor-redefined", "3 anchor-redefined &x"]);
    // Text is no comment.
    let in_text = format!("definitions:\n  a: &x 1\n  b: &x '# {why}'\n");
    assert_eq!(said(&in_text), ["3 anchor-redefined &x"]);
}

#[test]
fn several_comments_can_stand_above_one_line() {
    let text = "\
definitions:
  a: &x 1
  # whomay: allow(anchor-redefined): one
  # whomay: allow(number-becomes-null, local-tag): two
  b: &x .inf
";
    let (report, sources) = of(text, &Levels::default());
    let shown: Vec<_> = report.findings.iter().map(|found| shown(found, &sources)).collect();
    assert_eq!(shown, ["4 unused-suppression local-tag"]);
    assert_eq!(report.suppressed, 2);
}

#[test]
fn what_is_not_followed_suppresses_nothing() {
    let rows = [
        ("# whomay: allow(anchor-redefined)", "suppression-without-reason"),
        ("# whomay: allow(anchor-redefined) because", "malformed-suppression"),
        ("# whomay: allow(anchor_redefined): why", "unknown-lint"),
        ("# whomay: allow-file(anchor-redefined): why", "malformed-suppression"),
        ("# whomay: ignore(anchor-redefined): why", "malformed-suppression"),
    ];
    for (comment, code) in rows {
        let (report, _) = of(&format!("definitions:\n  a: &x 1\n  b: &x 2 {comment}\n"), &Levels::default());
        let codes: Vec<_> = report.findings.iter().map(|found| found.diagnostic.code).collect();
        assert_eq!((codes, report.suppressed), (vec!["anchor-redefined", code], 0), "{comment}");
    }
}

#[test]
fn an_error_of_a_reader_cannot_be_suppressed() {
    let text = "# whomay: allow-file(wrong-type): why\nenabled: yes # whomay: allow(wrong-type): why\n";
    assert_eq!(said(text), ["1 unused-suppression wrong-type", "2 wrong-type yes", "2 unused-suppression wrong-type"]);
    let (report, _) = of(text, &Levels::default());
    assert!(report.findings[0].diagnostic.message.contains("no comment can suppress"));
    assert_eq!(report.suppressed, 0);
}

#[test]
fn a_level_of_deny_can_be_suppressed_and_one_of_allow_is_not_missed() {
    let text = "definitions:\n  a: &x 1\n  b: &x 2 # whomay: allow(anchor-redefined): why\n";
    let mut levels = Levels::default();
    levels.set("anchor-redefined", LintLevel::Deny);
    assert_eq!((of(text, &levels).0.findings.len(), of(text, &levels).0.suppressed), (0, 1));
    levels.set("anchor-redefined", LintLevel::Allow);
    assert_eq!((of(text, &levels).0.findings.len(), of(text, &levels).0.suppressed), (0, 0));
}

#[test]
fn what_could_not_be_looked_for_is_not_called_unused() {
    // It does not load, so that no lint looks at the configuration.
    let text = "# whomay: allow-file(apply-open-by-omission): why\nenabled: maybe\n";
    assert_eq!(said(text), ["2 wrong-type maybe"]);
    let loads = text.replace("maybe", "true");
    assert_eq!(said(&loads), ["1 unused-suppression apply-open-by-omission"]);
}

#[test]
fn findings_about_comments_can_be_suppressed_too() {
    let unused = "enabled: true # whomay: allow(local-tag): why\n";
    assert_eq!(said(unused), ["1 unused-suppression local-tag"]);
    assert_eq!(said(&format!("# whomay: allow-file(unused-suppression): why\n{unused}")), [] as [String; 0]);
    let nothing = "# whomay: allow-file(unused-suppression): why\nenabled: true\n";
    assert_eq!(said(nothing), ["1 unused-suppression unused-suppression"]);
    assert_eq!(
        said("# whomay: allow-file(unknown-lint): why\nenabled: true # whomay: allow(nope): why\n"),
        [] as [String; 0]
    );
}

#[test]
fn what_is_unused_is_deleted_with_its_comma_or_its_line() {
    let rows = [
        ("enabled: true # whomay: allow(local-tag): why\r\nversion: '1'\n", "enabled: true\r\nversion: '1'\n"),
        ("a: 1\n  # whomay: allow(local-tag): why\r\nenabled: true\n", "a: 1\nenabled: true\n"),
        ("enabled: true\n# whomay: allow(local-tag): why", "enabled: true\n"),
        (
            "definitions:\n  a: &x 1\n  b: &x 2 # whomay: allow(local-tag, merge-key-left, anchor-redefined , number-becomes-null,quoted-merge-key): why\n",
            "definitions:\n  a: &x 1\n  b: &x 2 # whomay: allow(anchor-redefined): why\n",
        ),
        (
            "definitions:\n  a: &x 1\n  b: &x .inf # whomay: allow(anchor-redefined, local-tag, number-becomes-null): why\n",
            "definitions:\n  a: &x 1\n  b: &x .inf # whomay: allow(anchor-redefined, number-becomes-null): why\n",
        ),
    ];
    for (text, wanted) in rows {
        let text = text.replace("a: 1\n  #", "definitions: {}\n  #");
        let wanted = wanted.replace("a: 1\nenabled", "definitions: {}\nenabled");
        let mut sources = SourceMap::new();
        let linted = Linted::read(&mut sources, "c.yml", text.as_bytes(), None);
        let around = Surroundings::Unknown("nobody asked");
        let report = run(&linted, &sources, around, &Levels::default());
        assert_eq!(fixes::fix(&sources, linted, report, around, &Levels::default()).text, wanted);
    }
}

#[test]
fn many_comments_are_read_in_reasonable_time() {
    let text = "# whomay: allow(local-tag): why\n".repeat(30_000) + "enabled: true\n";
    let (report, _) = of(&text, &Levels::default());
    assert_eq!(report.findings.len(), 30_000);
    let text = format!("# whomay: allow({}x): why\nenabled: true\n", "local-tagg,".repeat(20_000));
    assert_eq!(of(&text, &Levels::default()).0.findings.len(), 20_001);
}

/// The lints of this group that the run answers, by the way of the tables of all lints.
#[test]
fn the_tables_of_lints_reach_these_too() {
    let lints: [&Lint; 2] = [&unused_suppression::LINT, &unknown_lint::LINT];
    for (lint, code) in lints.into_iter().zip(["local-tag", "local-tagg"]) {
        let (report, _) = report(lint, &format!("# whomay: allow({code}): why\nenabled: true\n"), &[]);
        let codes: Vec<_> = report.findings.iter().map(|found| found.diagnostic.code).collect();
        assert_eq!(codes, [lint.code]);
    }
}
