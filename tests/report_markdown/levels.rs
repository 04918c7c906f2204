//! What is left out when there is no room, and in which order: for each level a report that gets exactly this one.

use whomay::output::report::{Dialect, markdown};
use whomay::plan::change::{Action, DeferredChange, DeferredReason};
use whomay::plan::report::Outcome;
use whomay::plan::{Plan, Report};

use crate::build::{Build, dirspace, many, report};
use crate::page::check;

/// What the page itself says of what is left out, for each level from the fullest.
const LEFT_OUT: [&str; 8] = [
    "",
    "names of attributes, providers, data sources and variables are left out",
    "only what needs attention is listed, the rest is counted by module",
    "only what is destroyed, replaced or forgotten is listed, the rest is counted by module",
    "only what is destroyed, replaced or forgotten is listed, the rest is counted by directory; metadata is left out",
    "only the first of what is destroyed, replaced or forgotten is listed, the rest is counted by directory; answers and",
    "nothing is listed by name, all is counted by directory",
    "nothing is listed by name, and there are only sums",
];

/// Many dirspaces, none like another: each updates so much in so many modules, and destroys so much.
fn fleet(dirspaces: usize, updates: usize, modules: usize, destroys: usize) -> Report {
    report(
        (0..dirspaces)
            .map(|number| {
                let mut plan = many(Action::Update, updates, modules, &format!("in{number}-"));
                add(&mut plan, Action::Delete, destroys, &format!("gone{number}-"));
                dirspace(&format!("teams/team-{number}/stack"), "production", plan)
            })
            .collect(),
    )
}

fn add(plan: &mut Plan, action: Action, count: usize, prefix: &str) {
    let mut build = Build(std::mem::take(plan));
    for number in 0..count {
        build.add(action, ["", "aws_instance", &format!("{prefix}{number}")], |_, _| {});
    }
    *plan = build.0;
}

/// Each with drift and with what is deferred: attention, and no loss.
fn drifting(mut report: Report) -> Report {
    for dirspace in &mut report.dirspaces {
        let Outcome::Plan(plan) = &mut dirspace.outcome else { continue };
        let mut build = Build(std::mem::take(plan));
        let change = build.change(Action::Update, "", "aws_instance", &"a_".repeat(60));
        build.0.drift.push(change);
        build.0.deferred.push(DeferredChange { reason: DeferredReason::Other, change });
        **plan = build.0;
    }
    report
}

/// Each destroys one thing, and all names are as long as can be.
fn wide(dirspaces: usize) -> Report {
    report(
        (0..dirspaces)
            .map(|number| {
                let mut plan = Plan::default();
                add(&mut plan, Action::Delete, 1, &format!("{}{number}-", "x_".repeat(60)));
                dirspace(&"_".repeat(400), &format!("{number}{}", "_".repeat(400)), plan)
            })
            .collect(),
    )
}

/// A report for each level, in their order, and the budget in which it has this level.
pub(crate) fn reports() -> [(&'static str, Report, usize); 8] {
    let budget = Dialect::Github.budget();
    [
        ("everything", fleet(10, 20, 1, 2), budget),
        ("rows", fleet(10, 70, 1, 2), budget),
        ("attention", fleet(10, 200, 5, 2), budget),
        ("modules", drifting(fleet(58, 50, 10, 2)), budget),
        ("directories", fleet(300, 50, 10, 2), budget),
        ("fewer", wide(200), budget),
        ("counts", wide(200), 30_000),
        ("totals", wide(200), 1_100),
    ]
}

/// The level of a page, as the page says.
fn level_of(page: &str) -> usize {
    let line = page.lines().find(|line| line.starts_with("- **Shortened to fit:**"));
    line.map_or(0, |line| (1..8).find(|level| line.contains(LEFT_OUT[*level])).unwrap())
}

fn assert_level(name: &str) {
    let (level, (_, report, budget)) = reports().into_iter().enumerate().find(|(_, (it, ..))| *it == name).unwrap();
    let page = markdown::render(&report, Dialect::Github, budget);
    check(&page, Dialect::Github);
    assert_eq!(
        level_of(&page),
        level,
        "{name}: {} bytes
{page:.900}",
        page.len()
    );
    assert!(page.len() <= budget);
}

#[test]
fn what_fits_is_shown_whole() {
    assert_level("everything");
}

#[test]
fn names_of_attributes_go_first() {
    assert_level("rows");
}

#[test]
fn then_go_the_rows_of_what_is_harmless() {
    assert_level("attention");
}

#[test]
fn then_what_needs_attention_and_is_no_loss() {
    assert_level("modules");
}

#[test]
fn then_the_counts_of_modules() {
    assert_level("directories");
}

#[test]
fn then_all_losses_but_the_first() {
    assert_level("fewer");
}

#[test]
fn losses_go_last_of_all_names() {
    assert_level("counts");
}

#[test]
fn in_the_end_there_are_sums() {
    assert_level("totals");
}

#[test]
fn fifty_thousand_changes_fit_one_comment() {
    let report = fleet(500, 98, 10, 2);
    for dialect in crate::page::DIALECTS {
        let page = markdown::render(&report, dialect, dialect.budget());
        let seen = check(&page, dialect);
        assert!(page.len() <= dialect.budget());
        assert_eq!(seen.headings[0], "Plan: 1,000 to destroy, 49,000 to update in all 500 dirspaces");
    }
}
