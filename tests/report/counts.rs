//! Numbers, against the engine's own line and against a recount by another program.

use std::collections::BTreeMap;
use std::hash::RandomState;

use serde_json::Value;
use whomay::plan::change::{Action, CheckStatus};
use whomay::plan::counts::EngineLine;
use whomay::plan::read::read;
use whomay::plan::wall::{KeyPolicy, Marks};
use whomay::plan::{Counts, Plan};

use crate::fixtures::{self, Fixture};

fn plan(fixture: &Fixture) -> Plan {
    let mut marks = Marks::default();
    let draft = read(std::fs::File::open(&fixture.plan).unwrap(), &mut marks)
        .unwrap_or_else(|refusal| panic!("{}: {refusal:?}", fixture.name));
    draft.settle(&KeyPolicy::Hash(RandomState::new()), &marks.build())
}

/// `Plan: 1 to import, 2 to add, 3 to change, 4 to destroy.`
fn engine_line(text: &str) -> Option<EngineLine> {
    let mut line = EngineLine::default();
    let numbers = text.lines().find_map(|text| text.strip_prefix("Plan: "))?;
    for part in numbers.trim_end_matches('.').split(", ") {
        let (number, what) = part.split_once(" to ")?;
        let place = match what {
            "import" => &mut line.import,
            "add" => &mut line.add,
            "change" => &mut line.change,
            "destroy" => &mut line.destroy,
            _ => continue,
        };
        *place = number.parse().ok()?;
    }
    Some(line)
}

#[test]
fn the_engine_counts_the_same() {
    let mut compared = 0;
    for fixture in fixtures::plans() {
        // Plans of outputs only have no such line.
        let Some(text) = fixture.engine_line.as_ref().filter(|text| !text.is_empty()) else { continue };
        let counted = plan(&fixture).counts().engine();
        match engine_line(text) {
            Some(line) => assert_eq!(counted, line, "{}: {text}", fixture.name),
            None if text.starts_with("No changes") || text.starts_with("Planning failed") => {}
            None => panic!("{}: {text}", fixture.name),
        }
        compared += 1;
    }
    assert!(compared > 30, "{compared}");
}

/// The names of actions in the recount, as `create` or `delete+create`.
fn by_action(plan: &Plan) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for change in &plan.resources {
        let name = match change.action {
            Action::NoOp => "no-op",
            Action::Create => "create",
            Action::Read => "read",
            Action::Update => "update",
            Action::Delete => "delete",
            Action::DeleteThenCreate => "delete+create",
            Action::CreateThenDelete => "create+delete",
            Action::Forget => "forget",
            Action::CreateAndForget => "create+forget",
            Action::Open => "open",
            Action::Other => "other",
        };
        *counts.entry(name).or_default() += 1;
    }
    *counts.entry("no-op").or_default() += plan.unchanged;
    counts.retain(|_, count| *count > 0);
    counts
}

/// The recount, with both orders of creating and forgetting as one, and all that this program does not know as `other`.
fn recounted(of: &Value) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for (name, count) in of.as_object().unwrap() {
        let name = match name.as_str() {
            "no-op" => "no-op",
            "create" => "create",
            "read" => "read",
            "update" => "update",
            "delete" => "delete",
            "delete+create" => "delete+create",
            "create+delete" => "create+delete",
            "forget" => "forget",
            "create+forget" | "forget+create" => "create+forget",
            "open" => "open",
            _ => "other",
        };
        *counts.entry(name).or_default() += count.as_u64().unwrap();
    }
    counts
}

fn sum(of: &Value) -> u64 {
    of.as_object().map_or(0, |parts| parts.values().map(|count| count.as_u64().unwrap()).sum())
}

#[test]
fn a_recount_by_another_program_comes_to_the_same() {
    let mut compared = 0;
    for fixture in fixtures::plans() {
        let Some(expected) = &fixture.expected else { panic!("{} has no recount", fixture.name) };
        let plan = plan(&fixture);
        let Counts { import, moved, outputs, .. } = plan.counts();
        let deposed = plan.resources.iter().filter(|change| change.deposed.is_some()).count();
        let name = &fixture.name;
        assert_eq!(by_action(&plan), recounted(&expected["resource_changes"]), "{name}");
        assert_eq!(Value::from(import), expected["imports"], "{name}: imports");
        assert_eq!(Value::from(moved), expected["moves"], "{name}: moves");
        assert_eq!(Value::from(deposed), expected["deposed"], "{name}: deposed");
        assert_eq!(plan.deferred.len() as u64, sum(&expected["deferred"]), "{name}: deferred");
        let changed = sum(&expected["output_changes"]) - expected["output_changes"]["no-op"].as_u64().unwrap_or(0);
        assert!(outputs >= changed, "{name}: {outputs} of {changed} outputs");
        let standing = [
            ("errored", plan.standing.errored),
            ("complete", plan.standing.complete),
            ("applyable", plan.standing.applicable),
        ];
        for (key, answer) in standing {
            assert_eq!(answer, expected[key].as_bool(), "{name}: {key}");
        }
        for (status, text) in [(CheckStatus::Pass, "pass"), (CheckStatus::Fail, "fail"), (CheckStatus::Error, "error")]
        {
            let counted = plan.checks.iter().filter(|check| check.status == status).count() as u64;
            let older = expected["condition_results"].as_u64().unwrap_or(0);
            if older == 0 {
                assert_eq!(counted, expected["checks"][text].as_u64().unwrap_or(0), "{name}: checks {text}");
            }
        }
        compared += 1;
    }
    assert!(compared > 50, "{compared}");
}
