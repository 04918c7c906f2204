//! Names that try to get out of their code, at every place where a foreign text can be.
//!
//! `WHOMAY_REPORT_PAGES=FOLDER` writes the pages there, as `NAME.DIALECT.md`, for a real renderer to look at.

#![expect(clippy::disallowed_methods, reason = "writes its pages where they are asked for")]

use whomay::output::report::markdown;
use whomay::plan::Report;
use whomay::plan::address::{InstanceKey, Mode, ModuleStep};
use whomay::plan::change::{
    Action, ActionInvocation, AttributeChange, Attributes, Check, CheckKind, CheckStatus, DataSource, DeferredChange,
    DeferredReason, OutputChange, Reason, TriggerEvent,
};
use whomay::plan::refusal::{Kind, Position, Refusal};
use whomay::plan::report::{Datum, Outcome, Permission, Verdict};
use whomay::plan::summary::Standing;

use crate::build::{Build, dirspace, outcome, report};
use crate::page::{DIALECTS, check};
use crate::realistic::{roll_out, small};

/// One for each thing that a platform or a log could obey.
pub(crate) const HOSTILE: [&str; 48] = [
    "`",
    "``` ",
    "```suggestion",
    "~~~",
    "a`b``c```d",
    "</details>",
    "</summary><h1>",
    "<!--",
    "-->",
    "<img src=x onerror=alert(1)>",
    "![x](https://e.vil/p.png)",
    "[x](javascript:alert(1))",
    "https://e.vil/?q=1",
    "www.e.vil",
    "@acme/admins",
    "@alice",
    "#1",
    "GH-1",
    "acme/repo#1",
    "!1",
    "~bug",
    "%1",
    "&1",
    "$1",
    "4f2a9c01d34f2a9c01d34f2a9c01d34f2a9c01d3",
    "/merge",
    "\n/approve\n",
    "atlantis apply",
    "\natlantis apply\n",
    "terrateam",
    "| a | b |",
    "| --- |\n| x |",
    "::error::x",
    "\n::add-mask::x",
    "##[error]x",
    "\u{1b}[2J\u{1b}]8;;https://e.vil\u{7}x",
    "\u{202e}gnp.exe",
    "a\u{200b}b",
    "\u{e0041}",
    "\u{e000}",
    "\u{fe0f}\u{3164}\u{2800}",
    "  two  spaces  ",
    "",
    "\\",
    "\\`",
    "whomay:report v1",
    "&lt;b&gt; &#64;x :smile: $x$",
    "<!-- whomay:report v1 -->",
];

/// A report in which everything foreign is this.
pub(crate) fn report_of(text: &str) -> Report {
    let mut build = Build::default();
    for action in
        [Action::Delete, Action::DeleteThenCreate, Action::Forget, Action::Update, Action::Create, Action::Other]
    {
        build.add(action, ["network", "aws_subnet", "this"], |build, change| {
            let word = build.word(text);
            change.address.key = Some(InstanceKey::Text(word));
            change.address.name = word;
            change.reason = Some(Reason::Other);
            change.attributes = build.attributes(&["!tags"]);
            change.moved_from = Some(change.address);
        });
    }
    build.0.drift = build.0.resources.clone();
    let name = build.word(text);
    let step = ModuleStep { name, key: Some(InstanceKey::Text(name)) };
    let module = build.0.modules.id(&[step, step]);
    let attribute = AttributeChange { name, forces_replacement: true, sensitive: true, only_sensitivity: true };
    build.0.attributes.push(attribute);
    let all = Attributes { start: 0, count: u32::try_from(build.0.attributes.len()).unwrap() };
    for change in &mut build.0.resources {
        (change.attributes, change.address.module, change.address.kind) = (all, module, name);
    }
    let change = build.0.resources[0];
    build.0.deferred.push(DeferredChange { reason: DeferredReason::Other, change });
    let (kind, key, event, deferred) = (name, Some(InstanceKey::Text(name)), TriggerEvent::Invoked, None);
    build.0.actions.push(ActionInvocation { module, kind, name, key, event, deferred });
    let resource = Some((Mode::Other, name));
    let (kind, status) = (CheckKind::Resource, CheckStatus::Fail);
    build.0.checks.push(Check { kind, module, resource, name, status, messages: 3 });
    build.0.data_sources.push(DataSource { kind: name, name });
    build.0.outputs.push(OutputChange { name, action: Action::Create, sensitive: true, sensitivity_changed: true });
    (build.0.providers, build.0.variables, build.0.output_names) = (vec![name], vec![name], vec![name]);
    let errored = Standing { errored: Some(true), ..Standing::default() };
    let refusal = Refusal { kind: Kind::Malformed, at: Some(Position { line: 3, column: 7 }) };
    let mut dirspaces = vec![
        dirspace(text, text, build.0.clone()),
        dirspace(text, "other", build.0.clone()),
        dirspace("other", text, whomay::plan::Plan { standing: errored, ..build.0 }),
        outcome(text, "refused", Outcome::Refused(refusal)),
    ];
    for dirspace in &mut dirspaces {
        let verdict = Verdict::Pending;
        let text = text.to_owned();
        dirspace.permissions = vec![Permission {
            user: Some(text.clone()),
            operation: text.clone(),
            verdict,
            missing: vec![text.clone(), text],
        }];
    }
    Report { head: Some(text.into()), metadata: vec![Datum { name: "title", value: text.into() }], ..report(dirspaces) }
}

#[test]
fn no_name_gets_out_of_its_code() {
    for text in HOSTILE {
        let report = report_of(text);
        for dialect in DIALECTS {
            for budget in [dialect.budget(), 6_000, 2_500] {
                let page = markdown::render(&report, dialect, budget);
                check(&page, dialect);
                assert!(page.len() <= budget);
            }
        }
    }
}

#[test]
fn a_hostile_name_changes_no_line_of_the_page() {
    // All names are one piece of code, so that no name can add a line, an item or a heading.
    let shape = |text: &str, dialect| {
        let page = markdown::render(&report_of(text), dialect, dialect.budget());
        let line = |line: &str| line.chars().take_while(|it| "#- *".contains(*it)).collect::<String>();
        page.lines().map(line).collect::<Vec<_>>()
    };
    for dialect in DIALECTS {
        let harmless = shape("harmless", dialect);
        for text in HOSTILE {
            assert_eq!(shape(text, dialect), harmless, "{text:?}");
        }
    }
}

#[test]
fn pages_are_there_for_a_renderer() {
    let Some(folder) = std::env::var_os("WHOMAY_REPORT_PAGES").map(std::path::PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    let mut reports: Vec<(String, Report)> =
        HOSTILE.iter().enumerate().map(|(number, text)| (format!("hostile-{number:02}"), report_of(text))).collect();
    reports.push(("roll-out".into(), roll_out()));
    reports.push(("small".into(), small()));
    let mut reports: Vec<_> = reports.into_iter().map(|(name, report)| (name, report, usize::MAX)).collect();
    reports.extend(crate::levels::reports().map(|(name, report, budget)| (format!("level-{name}"), report, budget)));
    for (name, report, budget) in reports {
        for (dialect, ending) in DIALECTS.into_iter().zip(["github", "gitlab", "bitbucket"]) {
            let page = markdown::render(&report, dialect, dialect.budget().min(budget));
            std::fs::write(folder.join(format!("{name}.{ending}.md")), page).unwrap();
        }
    }
}
