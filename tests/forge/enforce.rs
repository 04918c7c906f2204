//! `enforce`, end to end: the program in a job, a clone, and a forge.

mod results;

use crate::fake::gitlab::Tier;
use crate::scene::{HUB_CONFIG, Hub, LAB_CONFIG, Lab};

#[test]
fn what_everybody_would_let_through_is_allowed() {
    let hub = Hub::with(HUB_CONFIG);
    let outputs = hub.clone.at("outputs");
    let run = hub.enforce(&format!("--pull 7 --operation apply --outputs-file {}", outputs.display()));
    run.ends_with(0).says("answer: allow");
    let text = hub.clone.read("outputs");
    assert!(text.contains("allowed=[{\"dir\":\"prod\",\"workspace\":\"default\"}]\n"), "{text}");
    assert_eq!(hub.world().writes, Vec::<String>::new());
}

#[test]
fn whoever_set_the_run_off_asks_whatever_the_environment_says() {
    let hub = Hub::with(HUB_CONFIG);
    let mut variables = hub.job_variables();
    variables.push(("GITHUB_ACTOR", "carol".to_owned()));
    hub.world().runs.get_mut(&500).unwrap().actor = Some("dave".to_owned());
    hub.world().runs.get_mut(&500).unwrap().triggering_actor = Some("dave".to_owned());
    let run = hub.clone.run(&variables, "enforce --pull 7 --operation apply");
    run.ends_with(1).says("dave").says("deny");
}

#[test]
fn a_job_of_gitlab_is_asked_of_gitlab() {
    let lab = Lab::with(Tier::Premium, LAB_CONFIG);
    lab.enforce("--pull 7 --operation plan").ends_with(0).says("answer: allow");
}

#[test]
fn what_is_denied_of_the_request_itself_is_said_of_it() {
    let hub = Hub::with(&format!("when_modified: {{file_patterns: ['*/never.tf']}}\n{HUB_CONFIG}"));
    let run = hub.enforce("--pull 7 --operation apply");
    run.ends_with(1).says("deny: apply of acme/infra#7").says("the request itself: 1 deny");
    let run = hub.enforce("--pull 7 --operation apply --format markdown");
    run.ends_with(1).says("the request itself: 1 deny");
}

#[test]
fn outside_of_a_job_nobody_asks() {
    let hub = Hub::with(HUB_CONFIG);
    let line = format!("enforce --pull {} --operation apply", hub.url());
    hub.clone.run(&hub.variables(), &line).ends_with(2).complains("nobody asks");
}
