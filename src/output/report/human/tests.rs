//! The page as it looks, and that nothing on it can do anything to a terminal or a log.

#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use proptest::prelude::*;

use super::*;
use crate::output::escape::is_plain;
use crate::plan::record::samples;
use crate::plan::report::{Place, SelfCheck};

const PLAIN: Style = Style { width: 100, colour: false };

#[test]
fn the_whole_page() {
    insta::assert_snapshot!(render(&samples::whole(), PLAIN));
}

#[test]
fn colours_change_nothing_but_colours() {
    let report = samples::whole();
    let coloured = render(&report, Style { width: 10_000, colour: true });
    let plain = render(&report, Style { width: 10_000, colour: false });
    assert!(coloured.contains("\u{1b}[1m\u{1b}[31m-  \u{1b}[0m aws_subnet.this[0]"), "{coloured}");
    let mut rest = coloured.as_str();
    let mut stripped = String::new();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        stripped.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    stripped.push_str(rest);
    assert_eq!(stripped, plain);
}

#[test]
fn dirspaces_of_which_the_same_is_said_are_said_once() {
    let mut report = samples::whole();
    let one = report.dirspaces[0].clone();
    report.dirspaces = (0..15)
        .map(|number| Dirspace { place: Place { dir: format!("env/{number:02}"), ..one.place.clone() }, ..one.clone() })
        .collect();
    let page = render(&report, PLAIN);
    assert_eq!(
        page.matches("aws_instance.web").count(),
        render(&samples::whole(), PLAIN).matches("aws_instance.web").count()
    );
    assert!(page.contains("env/11 (production) (stale)\nand 3 other dirspaces alike\n"), "{page}");
    report.dirspaces[14].permissions.clear();
    let page = render(&report, PLAIN);
    assert!(page.contains("and 2 other dirspaces alike\n"), "{page}");
    assert!(page.contains("\nenv/14 (production) (stale)\n"), "{page}");
}

#[test]
fn rows_that_read_the_same_are_one() {
    let mut report = samples::whole();
    let page = render(&report, PLAIN);
    assert!(!page.contains("of these"), "{page}");
    let Some(Outcome::Plan(plan)) = report.dirspaces.iter_mut().map(|it| &mut it.outcome).next() else { panic!() };
    let drift = plan.drift.clone();
    plan.drift.extend(drift.iter().cloned().chain(drift.iter().cloned()));
    let page = render(&report, PLAIN);
    assert!(page.contains("    ~   aws_instance.web  (was changed)  (3 of these)\n        tags\n"), "{page}");
}

#[test]
fn what_needs_attention_comes_first() {
    let named = |dir: &str, counts, standing| Dirspace {
        place: Place { dir: dir.to_owned(), workspace: "w".to_owned() },
        outcome: Outcome::CountsOnly { counts, standing },
        permissions: Vec::new(),
    };
    let errored = Standing { errored: Some(true), ..Standing::default() };
    let report = Report {
        dirspaces: vec![
            named("quiet", Counts::default(), Standing::default()),
            named("create", Counts { create: 1, ..Counts::default() }, Standing::default()),
            named("drift", Counts { drift: 1, ..Counts::default() }, Standing::default()),
            named("forget", Counts { forget: 1, ..Counts::default() }, Standing::default()),
            named("destroy", Counts { delete: 1, ..Counts::default() }, Standing::default()),
            named("errored", Counts::default(), errored),
        ],
        ..Report::default()
    };
    let page = render(&report, PLAIN);
    let order = ["errored (w)", "destroy (w)", "forget (w)", "drift (w)", "create (w)", "quiet (w)"];
    let places: Vec<usize> = order.iter().map(|name| page.find(name).unwrap()).collect();
    assert!(places.is_sorted(), "{page}");
    assert!(page.contains("\n! 1 plan errored: "), "{page}");
}

#[test]
fn a_hit_is_loud_and_the_self_check_is_the_last_line() {
    let check = SelfCheck { hits: 1, ..SelfCheck::default() };
    let page = render(&Report { self_check: check, ..Report::default() }, PLAIN);
    assert!(page.lines().last().unwrap().ends_with("1 hit"), "{page}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nothing_on_the_page_moves_a_cursor_or_begins_a_command(report in samples::report(), width in 0usize..200) {
        let page = render(&report, Style { width, colour: false });
        for line in page.lines() {
            prop_assert!(line.chars().all(is_plain), "{line:?}");
            prop_assert!(!line.trim_start().starts_with("::"), "{line:?}");
            prop_assert!(!line.contains("##["), "{line:?}");
        }
        prop_assert!(page.lines().last().is_some_and(|line| !line.is_empty()));
    }

    #[test]
    fn every_change_and_every_dirspace_is_there(report in samples::report()) {
        let page = render(&report, Style { width: 100_000, colour: false });
        prop_assert!(page.starts_with(&wording::headline(&report)));
        for dirspace in &report.dirspaces {
            let name = format!("{} ({})", elided(&dirspace.place.dir), elided(&dirspace.place.workspace));
            prop_assert!(page.contains(name.trim()), "{name}");
            let Outcome::Plan(plan) = &dirspace.outcome else { continue };
            for change in &plan.resources {
                let name = terminal(&names::resource(plan, &change.address)).into_owned();
                prop_assert!(page.contains(name.trim()), "{name}");
            }
        }
    }
}
