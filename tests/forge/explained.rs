//! What `enforce` says of a decision on live facts: what is missing, who could supply it, the reviews, the facts.

use serde_json::Value;

use crate::record_schema::misfits;
use crate::scene::{HUB_CONFIG, Hub};

/// dave asks, in a run that carol set off again; bob approved an older commit, alice her own work.
fn hub() -> Hub {
    let hub = Hub::with(HUB_CONFIG);
    hub.world().runs.get_mut(&500).unwrap().actor = Some("dave".to_owned());
    hub.world().review("alice", "APPROVED");
    hub.world().review("dave", "CHANGES_REQUESTED");
    hub.world().reviews[0].commit = Some("a".repeat(40));
    hub
}

fn record(hub: &Hub, line: &str) -> Value {
    serde_json::from_str(&hub.enforce(&format!("{line} --format json")).out).unwrap()
}

#[test]
fn a_denial_says_who_could_do_something_about_it() {
    let hub = hub();
    let run = hub.enforce("--pull 7 --operation apply");
    let head = hub.clone.head.get(..10).unwrap().to_owned();
    run.ends_with(1)
        .says(&format!("deny: apply of acme/infra#7 at {head} by dave, set off by carol; 1 dirspace: 1 deny\n"))
        .says("✗ `apply: [team:net]` does not let dave in  (policy, .terrateam/config.yml:5)\n")
        .says("→ 1 more approval, by somebody in team:net\n")
        .says(&format!("Ask somebody in team:net to approve commit {head}.\n      could: bob\n"))
        .says(&format!("· bob: approved aaaaaaaaaa, and the head is {head}\n"))
        .says("· alice: opened the request\n");
    // What every view says alike is said once.
    assert_eq!(run.out.matches("does not let dave in").count(), 2, "{}", run.out);
}

#[test]
fn the_record_fits_its_schema_and_names_the_source_of_every_fact() {
    let hub = hub();
    hub.world().teams.clear();
    for line in
        ["--pull 7 --operation apply", "--pull 7 --operation plan", "--pull 7 --operation apply-force --reason outage"]
    {
        let record = record(&hub, line);
        assert_eq!(misfits(&record), Vec::<String>::new(), "{record:#}");
        assert_eq!(record["asker"]["login"], "dave");
        assert_eq!(record["asker"]["source"], "GET /repos/acme/infra/actions/runs/500");
        assert_eq!(record["asker"]["set_off_by"], "carol");
        assert_eq!(record["forced"], if line.contains("force") { Value::from("outage") } else { Value::Null });
        let facts = record["facts"].as_array().unwrap();
        let names: Vec<&str> = facts.iter().map(|fact| fact["name"].as_str().unwrap()).collect();
        for name in ["head", "author", "state", "conflict", "triggering_actor"] {
            assert!(names.contains(&name), "{name}: {names:?}");
        }
        // What is not read from the forge: which one it is, and what the repository says.
        let unsourced: Vec<&str> =
            facts.iter().filter(|fact| fact["source"].is_null()).map(|fact| fact["name"].as_str().unwrap()).collect();
        assert_eq!(unsourced, ["ci_config", "forge"], "{facts:#?}");
        for fact in facts {
            assert_ne!(fact["value"].is_null(), fact["unavailable"].is_null(), "{fact:#}");
        }
    }
}

#[test]
fn approvals_are_counted_as_the_decision_counts_them() {
    let hub = Hub::with(HUB_CONFIG);
    let record = record(&hub, "--pull 7 --operation apply");
    assert_eq!(record["verdict"], "allow");
    let outcome = &record["outcomes"][0];
    assert_eq!(outcome["missing"], serde_json::json!([]));
    let counted: Vec<&Value> =
        outcome["approvals"].as_array().unwrap().iter().filter(|it| it["counted"] == "yes").collect();
    assert_eq!(counted.len(), 1, "{outcome:#}");
    let bob = counted[0];
    assert_eq!((&bob["reviewer"], &bob["commit"]), (&Value::from("bob"), &Value::from(hub.clone.head.as_str())));
    assert_eq!(bob["why"], "counts for `any_of` as team:net");
}

#[test]
fn the_record_of_a_decision_can_be_joined_to_a_report() {
    let record = record(&hub(), "--pull 7 --operation apply").to_string();
    whomay::plan::decision::read(record.as_bytes()).unwrap();
}
