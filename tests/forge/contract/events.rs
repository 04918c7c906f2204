//! Events as GitHub has sent them: the examples that npm's `@octokit/webhooks-examples` ships are read for what
//! `--metadata` says, and for what they set off in a job of `enforce`.

use serde_json::Value as Json;
use whomay::call::event::{self, Event};
use whomay::plan::request::{Platform, gather, head};

fn examples(name: &str) -> Vec<Json> {
    all_examples().into_iter().filter(|(own, _)| own == name).map(|(_, event)| event).collect()
}

/// Each with its name.
fn all_examples() -> Vec<(String, Json)> {
    let modules = std::env::var("WHOMAY_CONTRACT_MODULES").expect("run tests/contract/run");
    let path = format!("{modules}/@octokit/webhooks-examples/api.github.com/index.json");
    let all: Json = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let name = |event: &Json| event["name"].as_str().unwrap().to_owned();
    let examples = |event: &Json| event["examples"].as_array().unwrap().clone();
    all.as_array().unwrap().iter().flat_map(|event| examples(event).into_iter().map(|one| (name(event), one))).collect()
}

#[test]
fn every_shipped_event_can_be_read() {
    for (name, least) in [("pull_request", 29), ("pull_request_review", 4), ("issue_comment", 9), ("merge_group", 2)] {
        let events = examples(name);
        assert!(events.len() >= least, "{name}: {}", events.len());
        for event in events {
            let env = |variable: &str| (variable == "GITHUB_EVENT_NAME").then(|| name.to_owned());
            let bytes = event.to_string().into_bytes();
            let known = gather(Platform::Github, Some(&bytes), &env).unwrap();
            let says = |field: &str| known.iter().find(|datum| datum.name == field).map(|datum| datum.value.as_str());
            let request = &event["pull_request"];
            let of_pull = event["issue"]["pull_request"].is_object();
            let number = request["number"].as_u64().or_else(|| event["issue"]["number"].as_u64().filter(|_| of_pull));
            assert_eq!(says("request_number"), number.map(|number| number.to_string()).as_deref(), "{name}");
            if let Some(sha) = request["head"]["sha"].as_str() {
                let read = head(Platform::Github, Some(&bytes), &env).unwrap();
                assert_eq!(read.as_deref(), Some(sha), "{name}: {}", event["action"]);
            }
        }
    }
}

/// What a job of `enforce` makes of every event that is shipped, by its name and what it says.
fn made_of(name: &str, event: &Json) -> String {
    let env = |variable: &str| match variable {
        "GITHUB_ACTIONS" => Some("true".to_owned()),
        "GITHUB_EVENT_NAME" => Some(name.to_owned()),
        _ => None,
    };
    match event::read(&env, Some(event.to_string().as_bytes())) {
        Ok(Event::Comment { pull, comment, .. }) => format!("comment {comment} on {pull}"),
        Ok(Event::Request { pull }) => format!("request {pull}"),
        Ok(Event::Push { branch, commit, .. }) => format!("push of {commit} to {branch}"),
        Ok(Event::Unspecific { name }) => format!("unspecific {name}"),
        Ok(Event::NotForUs) => "not for us".to_owned(),
        Err(refusal) => {
            assert!(!refusal.help.is_empty(), "{name}: {refusal}");
            format!("refused: {refusal}")
        }
    }
}

#[test]
fn every_shipped_event_sets_off_what_it_should() {
    for (name, event) in all_examples() {
        let made = made_of(&name, &event);
        let wanted = match name.as_str() {
            "issue_comment" => match (event["action"].as_str().unwrap(), event["issue"]["pull_request"].is_object()) {
                ("created", true) => format!("comment {} on {}", event["comment"]["id"], event["issue"]["number"]),
                ("created", false) => "not for us".to_owned(),
                (action, _) => format!("refused: a comment that was {action} is not a command"),
            },
            "pull_request" | "pull_request_review" => format!("request {}", event["pull_request"]["number"]),
            "push" => match (event["ref"].as_str().unwrap(), event["repository"]["default_branch"].as_str().unwrap()) {
                (reference, default) if reference == format!("refs/heads/{default}") => {
                    format!("push of {} to {default}", event["after"].as_str().unwrap())
                }
                _ => "refused: ".to_owned(),
            },
            "workflow_dispatch" | "workflow_run" => format!("unspecific {name}"),
            _ => "refused: ".to_owned(),
        };
        let fits = if wanted == "refused: " { made.starts_with(&wanted) } else { made == wanted };
        assert!(fits, "{name} {}: {made}, not {wanted}", event["action"]);
    }
}
