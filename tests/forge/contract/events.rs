//! Events as GitHub has sent them: the examples that npm's `@octokit/webhooks-examples` ships are read for what
//! `--metadata` says.

use serde_json::Value as Json;
use whomay::plan::request::{Platform, gather, head};

fn examples(name: &str) -> Vec<Json> {
    let modules = std::env::var("WHOMAY_CONTRACT_MODULES").expect("run tests/contract/run");
    let path = format!("{modules}/@octokit/webhooks-examples/api.github.com/index.json");
    let all: Json = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let of_name = all.as_array().unwrap().iter().filter(|event| event["name"] == name);
    of_name.flat_map(|event| event["examples"].as_array().unwrap().clone()).collect()
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
