//! Any report fits any budget, and says the truth in its headline.

use proptest::prelude::*;
use whomay::output::report::{markdown, wording};
use whomay::plan::change::{
    Action, Check, CheckKind, CheckStatus, DeferredChange, DeferredReason, OutputChange, Reason,
};
use whomay::plan::refusal::{Kind, Refusal};
use whomay::plan::report::{Dirspace, Outcome, Verdict};
use whomay::plan::summary::{Standing, Version};
use whomay::plan::{Counts, Plan, Report};

use crate::build::{Build, apply, dirspace, outcome, report};
use crate::hostile::HOSTILE;
use crate::page::{DIALECTS, check};

const ACTIONS: [Action; 11] = [
    Action::NoOp,
    Action::Create,
    Action::Read,
    Action::Update,
    Action::Delete,
    Action::DeleteThenCreate,
    Action::CreateThenDelete,
    Action::Forget,
    Action::CreateAndForget,
    Action::Open,
    Action::Other,
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(HOSTILE.to_vec()).prop_map(str::to_owned),
        "[a-z]{1,8}",
        "\\PC{0,300}",
        any::<String>(),
    ]
}

prop_compose! {
    fn a_plan()(
        changes in proptest::collection::vec((0..ACTIONS.len(), text(), 0..6usize, any::<u8>()), 0..120),
        repeat in prop_oneof![4 => 1..2usize, 1 => 1..40usize],
        drift in 0..3usize,
        errored in proptest::option::of(any::<bool>()),
    ) -> Plan {
        let mut build = Build::default();
        for (action, text, module, flags) in changes.iter().cycle().take(changes.len() * repeat) {
            build.add(ACTIONS[*action], [["", "a", "b", "a.b", "c", "d"][*module], "aws_x", "y"], |build, change| {
                change.address.key = Some(build.key(text));
                change.attributes = build.attributes(&["one", "!two", "*three"][..usize::from(flags % 4)]);
                change.reason = (flags & 4 != 0).then_some(Reason::DeleteBecauseEachKey);
                change.moved_from = (flags & 8 != 0).then_some(change.address);
                change.imported = flags & 16 != 0;
                change.deposed = (flags & 32 != 0).then_some(7);
            });
        }
        let mut plan = build.0;
        plan.drift = plan.resources.iter().take(drift).copied().collect();
        plan.deferred = plan.resources.iter().skip(drift).take(drift)
            .map(|change| DeferredChange { reason: DeferredReason::Other, change: *change }).collect();
        if let Some(change) = plan.resources.first() {
            let name = change.address.name;
            plan.outputs.push(OutputChange { name, action: Action::Delete, sensitive: true, sensitivity_changed: false });
            let (kind, module, status) = (CheckKind::Check, change.address.module, CheckStatus::Error);
            plan.checks.push(Check { kind, module, resource: None, name, status, messages: 1 });
        }
        plan.standing = Standing { errored, complete: errored, applicable: errored };
        plan.engine = Some(Version { major: 1, minor: u32::try_from(drift).unwrap(), patch: 0, prerelease: false });
        plan
    }
}

fn a_dirspace() -> impl Strategy<Value = Dirspace> {
    let done = prop_oneof![
        6 => a_plan().prop_map(|plan| Outcome::Plan(Box::new(plan))),
        1 => Just(Outcome::Refused(Refusal::whole(Kind::Truncated))),
        1 => (0..1_000_000_000_000_u64).prop_map(|delete| Outcome::CountsOnly {
            counts: Counts { delete, update: 3, ..Counts::default() },
            standing: Standing::default(),
        }),
    ];
    (text(), text(), done, text(), 0..3usize).prop_map(|(dir, workspace, done, sentence, answers)| {
        let mut dirspace = outcome(&dir, &workspace, done);
        dirspace.permissions = vec![apply(Verdict::Undetermined, &sentence, &[&sentence, &sentence]); answers];
        dirspace
    })
}

prop_compose! {
    pub(crate) fn a_report()(
        some in proptest::collection::vec(a_dirspace(), 0..8),
        copies in prop_oneof![6 => 1..2usize, 1 => 2..30usize],
        metadata in proptest::collection::vec(text(), 0..4),
    ) -> Report {
        let mut all = Vec::new();
        for copy in 0..copies {
            for one in &some {
                let mut one = one.clone();
                one.place.workspace.push_str(&copy.to_string());
                all.push(one);
            }
        }
        let metadata = metadata.into_iter().map(|value| whomay::plan::report::Datum { name: "request_title", value });
        Report { metadata: metadata.collect(), ..report(all) }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_report_fits_any_budget(
        report in a_report(),
        dialect in proptest::sample::select(DIALECTS.to_vec()),
        budget in prop_oneof![markdown::SMALLEST_BUDGET..10_000, markdown::SMALLEST_BUDGET..200_000],
    ) {
        let page = markdown::render(&report, dialect, budget);
        prop_assert!(page.len() <= budget);
        let seen = check(&page, dialect);
        prop_assert_eq!(&seen.headings[0], &wording::headline(&report));
        let counts = report.counts();
        for (count, what) in [(counts.delete, "to destroy"), (counts.replace, "to replace"), (counts.create, "to create")] {
            let text = format!("{} {what}", wording::number(count));
            let top = page.split("\n\n").take(3).collect::<Vec<_>>().join("\n");
            prop_assert_eq!(top.contains(&text), count > 0, "{}", text);
        }
    }

    #[test]
    fn no_budget_is_too_small_to_be_kept(report in a_report(), budget in 0..markdown::SMALLEST_BUDGET) {
        let page = markdown::render(&report, DIALECTS[0], budget);
        prop_assert!(page.len() <= budget);
        if !page.is_empty() {
            check(&page, DIALECTS[0]);
        }
    }
}

#[test]
fn the_largest_numbers_fit_the_smallest_budget() {
    let huge = 100_000_000_000_000;
    let counts = Counts {
        create: huge,
        update: huge,
        replace: huge,
        delete: huge,
        forget: huge,
        create_and_forget: huge,
        read: huge,
        import: huge,
        moved: huge,
        deposed: huge,
        open: huge,
        other: huge,
        unchanged: huge,
        drift: huge,
        deferred: huge,
        actions: huge,
        outputs: huge,
        checks_passed: huge,
        checks_failed: huge,
        checks_errored: huge,
        checks_unknown: huge,
    };
    let standing =
        |errored, complete| Standing { errored: Some(errored), complete: Some(complete), applicable: Some(false) };
    let each = [standing(true, false), standing(false, false), standing(false, true)];
    let mut dirspaces: Vec<Dirspace> =
        each.into_iter().map(|standing| outcome("a", "b", Outcome::CountsOnly { counts, standing })).collect();
    dirspaces.push(outcome("c", "d", Outcome::Refused(Refusal::whole(Kind::Empty))));
    for verdict in [Verdict::Allow, Verdict::Pending, Verdict::Undetermined, Verdict::Deny] {
        dirspaces[0].permissions.push(apply(verdict, &"\u{10ffff}".repeat(99), &[]));
    }
    dirspaces.push(dirspace("e", "f", Plan::default()));
    let mut report = report(dirspaces);
    report.self_check.masked = huge;
    report.self_check.dropped = huge;
    for dialect in DIALECTS {
        let page = markdown::render(&report, dialect, markdown::SMALLEST_BUDGET);
        check(&page, dialect);
    }
}
