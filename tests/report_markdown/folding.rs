//! Dirspaces that are shown as one: whatever is said of one of them is true of all.

use std::collections::BTreeSet;

use proptest::prelude::*;
use whomay::output::report::folding::{Compared, fold};
use whomay::output::report::{Dialect, markdown};
use whomay::plan::Report;
use whomay::plan::change::Action;
use whomay::plan::report::{Dirspace, Outcome, Place};

use crate::budget::a_report;
use crate::build::{dirspace, many, report};

/// The page of a dirspace alone, as if it had no name of its own.
fn alone(dirspace: &Dirspace) -> String {
    let mut dirspace = dirspace.clone();
    dirspace.place = Place { dir: "dir".into(), workspace: "workspace".into() };
    dirspace.permissions.clear();
    markdown::render(&report(vec![dirspace]), Dialect::Github, usize::MAX)
}

/// One thing in each plan is made different, or nothing is.
fn disturb(report: &mut Report, choices: &[u8]) {
    for (dirspace, choice) in report.dirspaces.iter_mut().zip(choices) {
        let Outcome::Plan(plan) = &mut dirspace.outcome else { continue };
        match choice {
            0 => plan.resources.iter_mut().take(1).for_each(|change| change.sensitive_changed ^= true),
            1 => plan.resources.iter_mut().take(1).for_each(|change| change.generated ^= true),
            2 => plan.resources.iter_mut().take(1).for_each(|change| change.action = Action::Create),
            3 => plan.attributes.iter_mut().take(1).for_each(|attribute| attribute.sensitive ^= true),
            4 => plan.engine = None,
            5 => plan.standing.errored = Some(true),
            6 => plan.checks.clear(),
            7 => plan.outputs.iter_mut().for_each(|output| output.sensitivity_changed ^= true),
            8 => plan.deferred.clear(),
            9 => drop(plan.drift.pop()),
            10 => drop(plan.resources.pop()),
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_is_said_of_one_is_true_of_all(
        mut report in a_report(),
        choices in proptest::collection::vec(0..20_u8, 0..80),
    ) {
        disturb(&mut report, &choices);
        let folded = fold(&report, Compared::RowsAndNames);
        let mut seen = 0;
        for alike in &folded {
            let first = alone(alike.first);
            for other in &alike.others {
                prop_assert_eq!(&alone(other), &first);
            }
            seen += alike.iter().count();
        }
        prop_assert_eq!(seen, report.dirspaces.len(), "each is in one of them");
        let less = fold(&report, Compared::Rows);
        prop_assert!(less.len() <= folded.len(), "who compares less finds more alike");
    }
}

#[test]
fn what_is_said_of_two_alike_is_said_once() {
    let all = ["one", "two", "three"].map(|workspace| dirspace("a", workspace, many(Action::Update, 3, 2, "x")));
    let all = report(all.into());
    let folded = fold(&all, Compared::RowsAndNames);
    let workspaces: Vec<BTreeSet<&str>> =
        folded.iter().map(|alike| alike.iter().map(|one| one.place.workspace.as_str()).collect()).collect();
    assert_eq!(workspaces, [BTreeSet::from(["one", "two", "three"])]);
}

#[test]
fn how_much_stays_as_it_is_keeps_no_dirspaces_apart() {
    let mut all = ["one", "two"].map(|workspace| dirspace("a", workspace, many(Action::Update, 3, 1, "x")));
    if let Outcome::Plan(plan) = &mut all[1].outcome {
        plan.unchanged = 9;
    }
    let page = |all: &[Dirspace]| markdown::render(&report(all.to_vec()), Dialect::Github, 65_000);
    assert!(page(&all).contains("2 workspaces alike"));
    assert!(!page(&all).contains("Unchanged"));
    assert!(page(&all[1..]).contains("- Unchanged: 9"));
}
