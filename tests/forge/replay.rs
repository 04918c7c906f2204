//! What a forge said, written down, decides bit for bit the same without it.

use crate::fake::gitlab::Tier;
use crate::scene::{Clone, HUB_CONFIG, Hub, Lab, Run};

const LAB_CONFIG: &str = "\
access_control:
  policies:
    - tag_query: ''
      plan: ['*']
      apply: ['team:acme/net', 'role:maintain']
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true, any_of: ['*'], any_of_count: 1}
      status_checks: {enabled: true}
";

/// The live answer, and that of what was written down in the same clone with nobody to ask, in every format.
#[track_caller]
fn same(clone: &Clone, live: impl Fn(&str) -> Run, rest: &str, status: impl Into<Option<i32>>) {
    let status = status.into();
    for format in ["json", "human", "markdown", "github-matrix"] {
        let rest = format!("{rest} --format {format}");
        let first = live(&format!("--facts-out facts.json {rest}"));
        first.ends_with(status.unwrap_or(first.status));
        let again = clone.run(&[], &format!("simulate --facts facts.json {rest}"));
        assert_eq!((again.status, &again.out), (first.status, &first.out), "{rest}\n{}\n{}", first.err, again.err);
        assert!(!first.out.is_empty());
    }
}

#[test]
fn on_github() {
    let hub = Hub::with(HUB_CONFIG);
    let live = |rest: &str| hub.simulate(rest);
    // Outside of a job nobody can say who set a run off, which the strict profile asks.
    for (profile, statuses) in [("terrateam", [Some(0), Some(1), Some(1)]), ("strict", [None; 3])] {
        let [carol, dave, assumed] = statuses;
        let of = |rest: &str| format!("{rest} --profile {profile}");
        same(&hub.clone, live, &of("--user carol"), carol);
        same(&hub.clone, live, &of("--user dave"), dave);
        same(&hub.clone, live, &of("--who"), 0);
        same(&hub.clone, live, &of("--user carol --operation apply --assume review:bob=none --explain"), assumed);
    }
    hub.world().reviews.clear();
    same(&hub.clone, live, "--user carol --operation apply", 1);
    // Nobody can see the team.
    hub.world().teams.clear();
    same(&hub.clone, live, "--user carol --operation apply", 2);
}

#[test]
fn on_gitlab() {
    for tier in [Tier::Free, Tier::Premium] {
        let lab = Lab::with(tier, LAB_CONFIG);
        let live = |rest: &str| lab.simulate(rest);
        same(&lab.clone, live, "--user bob", 0);
        same(&lab.clone, live, "--user dave", 1);
        same(&lab.clone, live, "--who --profile strict", 0);
        lab.world().approvals.clear();
        lab.world().reviewers.clear();
        same(&lab.clone, live, "--user bob --operation apply", 1);
        lab.world().groups.retain(|group| group.path != "acme/net");
        same(&lab.clone, live, "--user bob --operation apply", 2);
    }
}

#[test]
fn a_recording_says_what_it_is_about_and_brings_its_commits_along() {
    let hub = Hub::with(HUB_CONFIG);
    hub.simulate("--user bob --facts-out facts.json").ends_with(0);
    let facts: serde_json::Value = serde_json::from_str(&hub.clone.read("facts.json")).unwrap();
    let gathered = &facts["gathered"];
    assert_eq!(gathered["request"], "https://github.example/acme/infra/pull/7");
    assert_eq!(gathered["commits"]["head"], hub.clone.head);
    assert_eq!(gathered["commits"]["default_tip"], hub.clone.main);
    assert!(gathered["at"].is_string() && gathered["sources"]["reviews"].is_string(), "{gathered}");
    // `main` moves on, and the recording does not.
    hub.clone.write(".terrateam/config.yml", "access_control: {policies: []}\n");
    hub.clone.commit("nobody");
    let run = hub.clone.run(&[], "simulate --facts facts.json --user bob --format json");
    assert_eq!(run.ends_with(0).json()["commits"]["base"]["commit"], hub.clone.main);
    // Unless arguments say otherwise.
    let run = hub.clone.run(&[], "simulate --facts facts.json --default-branch main --base main --user bob");
    run.ends_with(1);
}

#[test]
fn a_clone_without_the_commits_of_a_recording_says_which() {
    let hub = Hub::with(HUB_CONFIG);
    hub.simulate("--user bob --facts-out facts.json").ends_with(0);
    let text = hub.clone.read("facts.json").replace(&hub.clone.head, &"e".repeat(40));
    hub.clone.write("facts.json", &text);
    let run = hub.clone.run(&[], "simulate --facts facts.json --user bob");
    run.ends_with(2).complains(&"e".repeat(40)).complains("git fetch origin refs/pull/7/head");
}

#[test]
fn a_file_that_cannot_be_written_is_a_failure() {
    let hub = Hub::with(HUB_CONFIG);
    let run = hub.simulate("--user bob --facts-out missing/facts.json");
    run.ends_with(2).complains("cannot write missing/facts.json");
    assert_eq!(run.out, "");
    hub.simulate("--user bob --facts-out -").ends_with(2).complains("standard output");
}
