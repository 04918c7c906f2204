//! A row, run, and held against what it says.

use serde_json::{Value as Json, json};

use super::data::Row;
use super::repository::{self, changed_files};
use crate::fake::github::world::WRITE;
use crate::scene::{Clone, Hub, Lab, Run};

/// What came of it.
struct Outcome {
    run: Run,
    outputs: String,
}

/// What is wrong with a row.
pub(super) fn mistakes(row: &Row) -> Vec<String> {
    let outcome = run(row);
    let mut wrong = unlike(row, &outcome);
    match (&row.waits_for, wrong.is_empty()) {
        (None, _) => {}
        (Some(_), false) => wrong.clear(),
        (Some(branch), true) => wrong.push(format!("passes, and still waits for {branch}")),
    }
    let said = |mistake: String| format!("{} ({}): {mistake}\n{}", row.number, row.title, indented(&outcome.run));
    wrong.into_iter().map(said).collect()
}

fn indented(run: &Run) -> String {
    let answer = serde_json::from_str::<Json>(&run.out).unwrap_or_default();
    let mut lines = vec![format!("exit {}", run.status)];
    for outcome in answer["outcomes"].as_array().into_iter().flatten() {
        lines.push(format!("{} {} {}", outcome["dir"], outcome["operation"], outcome["verdict"]));
        for reason in outcome["reasons"].as_array().into_iter().flatten() {
            if reason["verdict"] != "allow" || outcome["verdict"] == "allow" {
                lines.push(format!(
                    "  {} {}: {} [{}]",
                    reason["clause"], reason["verdict"], reason["text"], reason["condition"]
                ));
            }
        }
    }
    lines.extend(run.err.lines().map(str::to_owned));
    lines.iter().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

fn run(row: &Row) -> Outcome {
    let clone = repository::clone(&row.repository, row.forge);
    match row.tier() {
        None => {
            let mut hub = Hub::of(clone);
            for change in row.changes_on_github() {
                change.make(&mut hub);
            }
            let (head, said) = {
                let world = hub.world();
                (world.pull.head.clone(), world.changed_files)
            };
            hub.world().changed_files = said.or_else(|| Some(changed_files(&hub.clone, &head)));
            let mut variables = hub.job_variables();
            if row.given.iter().any(|change| *change == json!("no-members-token")) {
                variables.retain(|(name, _)| *name != "WHOMAY_MEMBERS_TOKEN");
            }
            if row.given.iter().any(|change| *change == json!("can-write")) {
                variables.push(("WHOMAY_WRITE_TOKEN", WRITE.to_owned()));
            }
            asked(row, &hub.clone, variables)
        }
        Some(tier) => {
            let mut lab = Lab::of(tier, clone);
            for change in row.changes_on_gitlab() {
                change.make(&mut lab);
            }
            asked(row, &lab.clone, lab.job_variables())
        }
    }
}

fn asked<'a>(row: &'a Row, clone: &Clone, mut variables: Vec<(&'a str, String)>) -> Outcome {
    if let Some(event) = &row.event {
        clone.write(".git/event.json", &event.payload.to_string());
        variables.push(("GITHUB_EVENT_NAME", event.name.clone()));
        variables.push(("GITHUB_EVENT_PATH", clone.at(".git/event.json").display().to_string()));
    }
    for (name, value) in &row.environment {
        variables.retain(|(known, _)| known != name);
        variables.extend(value.as_ref().map(|value| (name.as_str(), value.clone())));
    }
    let outputs = clone.at(".git/outputs");
    let line = format!("enforce {} --format json --explain --outputs-file {}", row.asked, outputs.display());
    let run = clone.run(&variables, &line);
    Outcome { run, outputs: std::fs::read_to_string(outputs).unwrap_or_default() }
}

fn unlike(row: &Row, outcome: &Outcome) -> Vec<String> {
    let Outcome { run, outputs } = outcome;
    let mut wrong = Vec::new();
    if run.status != row.exit {
        wrong.push(format!("exit {}, not {}", run.status, row.exit));
    }
    let answer = serde_json::from_str::<Json>(&run.out).unwrap_or_default();
    let verdicts = verdicts(&answer);
    let expected: Vec<(String, String)> = row.verdicts.clone().into_iter().collect();
    if verdicts != expected {
        wrong.push(format!("{verdicts:?}, not {expected:?}"));
    }
    for speaker in &row.because {
        let of = |outcome: &&Json| speaker.of.as_ref().is_none_or(|dir| outcome["dir"] == **dir);
        let outcomes = answer["outcomes"].as_array().into_iter().flatten().filter(of);
        let says = |outcome: &Json| {
            let reasons = outcome["reasons"].as_array().into_iter().flatten();
            // What allows is nobody's reason for an answer that does not.
            let mut reasons = reasons.filter(|reason| reason["verdict"] != "allow" || outcome["verdict"] == "allow");
            reasons.any(|reason| {
                let texts = ["text", "condition", "unavailable"].map(|name| reason[name].as_str().unwrap_or_default());
                reason["clause"] == *speaker.clause && texts.iter().any(|text| text.contains(&speaker.says))
            })
        };
        if !outcomes.into_iter().any(says) {
            wrong.push(format!("{} does not say {:?}", speaker.clause, speaker.says));
        }
    }
    if let Some(text) = &row.complains
        && !run.err.contains(text)
    {
        wrong.push(format!("does not complain {text:?}"));
    }
    wrong.extend(loose(run, &answer, outputs));
    let ran: Vec<String> = handed_on(outputs).unwrap_or_default();
    let allowed = |(dir, verdict): (String, String)| (verdict == "allow").then_some(dir);
    let wanted = row.allowed.clone().unwrap_or_else(|| expected.into_iter().filter_map(allowed).collect());
    if ran != wanted {
        wrong.push(format!("{ran:?} is handed on, not {wanted:?}"));
    }
    wrong
}

/// Dirspace and verdict, in order.
fn verdicts(answer: &Json) -> Vec<(String, String)> {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let outcomes = answer["outcomes"].as_array().into_iter().flatten();
    let mut verdicts: Vec<_> = outcomes.map(|outcome| (text(&outcome["dir"]), text(&outcome["verdict"]))).collect();
    verdicts.sort();
    verdicts
}

/// The dirspaces of the last list of what is allowed.
fn handed_on(outputs: &str) -> Option<Vec<String>> {
    let line = outputs.lines().rev().find_map(|line| line.strip_prefix("allowed="))?;
    let names = serde_json::from_str::<Vec<Json>>(line).ok()?;
    Some(names.iter().map(|name| name["dir"].as_str().unwrap_or_default().to_owned()).collect())
}

/// What holds for every run: what the next steps of the job are given is what was allowed, and nothing where nothing was.
fn loose(run: &Run, answer: &Json, outputs: &str) -> Option<String> {
    let last = |name: &str| {
        let line = outputs.lines().rev().find_map(|line| line.strip_prefix(&format!("{name}=")))?;
        serde_json::from_str::<Json>(line).ok()
    };
    let Some(Json::Array(allowed)) = last("allowed") else {
        return Some(format!("no list of what is allowed in {outputs}"));
    };
    let jobs = last("matrix").map_or(0, |matrix| matrix["include"].as_array().map_or(0, Vec::len));
    let is_allowed = |name: &Json| {
        let mut outcomes = answer["outcomes"].as_array().into_iter().flatten();
        outcomes.any(|outcome| outcome["dir"] == name["dir"] && outcome["verdict"] == "allow")
    };
    let all = verdicts(answer).iter().all(|(_, verdict)| verdict == "allow");
    if !allowed.iter().all(is_allowed) {
        return Some(format!("{allowed:?} is handed on as allowed"));
    }
    if jobs != allowed.len() {
        return Some(format!("{jobs} jobs for {} dirspaces", allowed.len()));
    }
    if !answer.is_null() && (run.status == 0) != all {
        return Some("the exit status is not that of the verdicts".to_owned());
    }
    (!allowed.is_empty() && answer.is_null()).then(|| "something is handed on without an answer".to_owned())
}
