//! What stands where: folding, capping and counting, each with the smallest report that shows it.

use whomay::output::report::{Dialect, markdown};
use whomay::plan::change::Action;
use whomay::plan::refusal::{Kind, Position, Refusal};
use whomay::plan::report::{Outcome, Verdict};
use whomay::plan::summary::Standing;
use whomay::plan::{Counts, Plan, Report};

use crate::build::{Build, apply, dirspace, many, outcome, report};
use crate::page::{DIALECTS, Seen, check};

fn shown(report: &Report) -> (String, Seen) {
    let page = markdown::render(report, Dialect::Github, Dialect::Github.budget());
    let seen = check(&page, Dialect::Github);
    (page, seen)
}

/// The text of a page without its tags.
fn plain(page: &str) -> String {
    page.replace("<code>", "`").replace("</code>", "`").replace("&#95;", "_").replace("&#58;", ":")
}

#[test]
fn nothing_to_do_is_said_and_that_is_all() {
    let (page, seen) = shown(&report(vec![dirspace("a", "b", Plan { unchanged: 3, ..Plan::default() })]));
    assert_eq!(seen.headings, ["Plan: nothing to do in 1 dirspace"]);
    assert!(!page.contains("<details>"));
}

#[test]
fn a_plan_that_cannot_be_used_is_not_one_that_does_nothing() {
    let refused = outcome("a", "b", Outcome::Refused(Refusal::whole(Kind::Truncated)));
    let (page, seen) = shown(&report(vec![refused, dirspace("c", "d", Plan::default())]));
    assert_eq!(seen.headings, ["Plan incomplete: no changes known in 2 dirspaces", "1 plan that could not be used"]);
    assert!(plain(&page).contains("- In `a` `b`"));
    assert!(seen.prose.contains("Nothing to do in 1 dirspace: "));
}

#[test]
fn numbers_without_names_are_loud_and_counted() {
    let counts = Counts { delete: 7, ..Counts::default() };
    let reduced = outcome("a", "b", Outcome::CountsOnly { counts, standing: Standing::default() });
    let (page, seen) = shown(&report(vec![reduced]));
    assert_eq!(seen.headings[0], "Plan: 7 to destroy in 1 dirspace");
    assert!(page.contains("**1 plan without names:**"));
    assert!(plain(&page).contains("By directory, 7 to destroy:\n\n- 7 in `a`"));
}

#[test]
fn workspaces_alike_are_one() {
    let alike = |workspace: &str| dirspace("app", workspace, many(Action::Delete, 2, 1, "x"));
    let mut all: Vec<_> = (10..25).map(|number| alike(&format!("w{number}"))).collect();
    all.push(dirspace("app", "w99", many(Action::Delete, 3, 1, "x")));
    let (page, seen) = shown(&report(all));
    assert_eq!(seen.headings[1], "To destroy: 33");
    let page = plain(&page);
    assert!(page.contains("In `app`, 15 workspaces alike (`w10`, `w11`"), "{page}");
    assert!(page.contains("`w21` and 3 more):"), "{page}");
    assert!(page.contains("<details><summary>`app`, 15 workspaces alike: each 2 to destroy</summary>"), "{page}");
    assert_eq!(page.matches("aws_instance.x1`").count(), 2, "once for the fifteen, once for the other");
}

#[test]
fn dirspaces_of_several_directories_alike_are_one() {
    let all = ["a", "b", "c"].map(|dir| dirspace(dir, "w", many(Action::Delete, 1, 1, "x")));
    let (page, _) = shown(&report(all.into()));
    let page = plain(&page);
    assert!(page.contains("In `a` `w` and 2 more alike (`b` `w`, `c` `w`):"), "{page}");
}

#[test]
fn one_remark_more_is_not_alike() {
    let mut other = many(Action::Delete, 1, 1, "x");
    other.resources[0].deposed = Some(1);
    let (page, _) =
        shown(&report(vec![dirspace("a", "b", many(Action::Delete, 1, 1, "x")), dirspace("a", "c", other)]));
    assert!(!page.contains("alike"), "{page}");
    assert!(plain(&page).contains("deposed object `00000001`"));
}

#[test]
fn what_somebody_may_do_keeps_no_dirspaces_apart() {
    let mut all = ["a", "b"].map(|workspace| dirspace("x", workspace, many(Action::Update, 1, 1, "x")));
    all[0].permissions = vec![apply(Verdict::Allow, "alice", &[])];
    all[1].permissions = vec![apply(Verdict::Pending, "alice", &["1 approval"])];
    let (page, _) = shown(&report(all.into()));
    let page = plain(&page);
    assert!(page.contains("`x`, 2 workspaces alike"));
    assert!(page.contains("- **Apply by `alice`:** pending in 1, allowed in 1 of 2 dirspaces"), "{page}");
    assert!(page.contains("- **Apply by `alice`: pending** in `x` `b`: `1 approval`"), "{page}");
    assert!(page.contains("- **Apply by `alice`: allowed** in `x` `a`"), "{page}");
}

#[test]
fn beyond_two_hundred_losses_are_counted_by_directory() {
    let all = vec![
        dirspace("a", "one", many(Action::Delete, 150, 1, "x")),
        dirspace("b", "one", many(Action::Delete, 150, 1, "y")),
        dirspace("c", "one", many(Action::Delete, 70, 1, "z")),
        dirspace("c", "two", many(Action::Delete, 80, 1, "z")),
    ];
    let (page, seen) = shown(&report(all));
    let page = plain(&page);
    assert_eq!(seen.headings[1], "To destroy: 450");
    let losses = page.lines().filter(|line| line.starts_with("- `aws_instance.")).count();
    assert_eq!(losses, 200);
    assert!(page.contains("And 250 more to destroy:\n\n- 150 in `c`\n- 100 in `b`\n"), "{page}");
}

#[test]
fn each_replacement_says_in_which_order() {
    let mut build = Build::default();
    build.add(Action::DeleteThenCreate, ["", "a", "x"], |_, _| {});
    build.add(Action::CreateThenDelete, ["", "a", "y"], |_, _| {});
    let (page, seen) = shown(&report(vec![dirspace("d", "w", build.0)]));
    assert_eq!(seen.headings[1], "To replace: 2");
    assert!(page.contains("destroyed first, then created"));
    assert!(page.contains("created first, then destroyed"));
}

#[test]
fn rows_of_a_module_are_bounded_and_the_rest_is_counted() {
    let mut build = Build(many(Action::Create, 130, 1, "x"));
    build.add(Action::Update, ["", "a", "last"], |_, _| {});
    let (page, _) = shown(&report(vec![dirspace("d", "w", build.0)]));
    assert!(page.contains("And 31 more: 31 to create."), "{page}");
    assert!(plain(&page).contains("- update `a.last`\n"), "updates come first: {page}");
}

#[test]
fn the_last_line_is_the_self_check() {
    let (page, _) = shown(&report(Vec::new()));
    assert_eq!(
        page.lines().last(),
        Some("Self-check: 1,234 fields kept, 56,789 values dropped, 321 marked strings scanned for, 0 hits")
    );
}

#[test]
fn without_names_of_attributes_more_is_alike() {
    let plan = |attribute: &str| {
        let mut build = Build::default();
        for number in 0..30 {
            build.add(Action::Update, ["", "a", &format!("b{number}")], |build, change| {
                change.attributes = build.attributes(&[attribute]);
            });
        }
        build.0
    };
    let report = report(vec![dirspace("x", "one", plan("tags")), dirspace("x", "two", plan("size"))]);
    let whole = markdown::render(&report, Dialect::Github, 65_000);
    assert!(!whole.contains("alike") && whole.contains("<code>tags</code>"));
    let shortened = markdown::render(&report, Dialect::Github, 3_000);
    assert!(shortened.contains("2 workspaces alike") && !shortened.contains("<code>tags</code>"), "{shortened}");
}

#[test]
fn directories_and_the_rest_of_them_add_up() {
    let report = report(
        (0..300_usize)
            .map(|number| {
                let plan = many(Action::Delete, number % 7, 1, &format!("{number}-a-rather-long-name-of-something-"));
                dirspace(&format!("directory-number-{number}"), "default", plan)
            })
            .collect(),
    );
    let page = markdown::render(&report, Dialect::Github, 4_000);
    let seen = check(&page, Dialect::Github);
    let lines: Vec<&str> = page.lines().filter(|line| line.starts_with("- In ")).collect();
    let before = |line: &str, word: &str| -> u64 {
        let Some((number, _)) = line.split_once(word) else { return 0 };
        let digits = number.rsplit([' ', ':']).next().unwrap_or_default().replace(',', "");
        digits.parse().unwrap()
    };
    let destroyed: u64 = lines.iter().map(|line| before(line, " to destroy")).sum();
    assert_eq!(destroyed, report.counts().delete);
    let dirspaces: u64 = lines.iter().map(|line| before(line, " dirspace")).sum();
    assert_eq!(dirspaces, 257, "those without changes are counted apart");
    assert!(seen.prose.contains("Nothing to do in 43 dirspaces"));
    let [most, rest] = [lines[0], lines[lines.len() - 1]];
    assert!(most.ends_with(": 6 to destroy"), "the most dangerous come first: {most}");
    assert!(rest.contains(" more directories, "), "{rest}");
}

#[test]
fn a_small_change_is_not_folded_away() {
    let page = |count| shown(&report(vec![dirspace("a", "b", many(Action::Create, count, 1, "x"))])).0;
    assert!(page(20).contains("<details open><summary>"));
    assert!(page(21).contains("<details><summary>"));
}

#[test]
fn an_answer_that_is_missing_is_not_a_yes() {
    let mut all = ["a", "b"].map(|dir| dirspace(dir, "w", many(Action::Update, 1, 1, "x")));
    let line = |all: &[_; 2]| {
        let page = plain(&shown(&report(all.to_vec())).0);
        page.lines().find(|line| line.starts_with("- **Apply by")).map(str::to_owned)
    };
    assert_eq!(line(&all), None);
    all[0].permissions = vec![apply(Verdict::Allow, "alice", &[])];
    assert_eq!(line(&all).unwrap(), "- **Apply by `alice`:** allowed in 1 of 2 dirspaces, not answered for 1");
    all[1].permissions = vec![apply(Verdict::Allow, "alice", &[])];
    assert_eq!(line(&all).unwrap(), "- **Apply by `alice`:** allowed");
}

#[test]
fn every_refusal_says_what_to_do_on_every_platform() {
    for kind in Kind::ALL {
        let position = Position { line: 12, column: 34 };
        let refused = outcome("a", "b", Outcome::Refused(Refusal { kind, at: Some(position) }));
        let report = report(vec![refused]);
        for dialect in DIALECTS {
            let page = markdown::render(&report, dialect, dialect.budget());
            check(&page, dialect);
            assert!(page.contains(&Refusal::whole(kind).what()[1..]), "{page}");
            assert!(page.contains("at line 12, column 34"), "{page}");
        }
    }
}

#[test]
fn what_is_missing_outlives_the_rows() {
    let mut all: Vec<_> = (0..40_usize)
        .map(|number| dirspace(&format!("directory-{number}"), "w", many(Action::Update, 50 + number, 20, "x")))
        .collect();
    all[0].permissions = vec![apply(Verdict::Deny, "alice", &["to be a member of a team"])];
    let page = markdown::render(&report(all), Dialect::Github, 6_000);
    assert!(page.contains("the rest is counted by directory; metadata is left out"), "{page}");
    assert!(plain(&page).contains("- **Apply by `alice`: denied** in `directory-0` `w`: `to be a member of a team`"));
}
