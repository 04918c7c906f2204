//! `lint --online`, end to end.

use crate::fake::faults::{Fault, FaultKind, Matcher};
use crate::fake::gitlab::Tier;
use crate::scene::{HUB_CONFIG, Hub, Lab, Run};

const CONFIG: &str = "\
access_control:
  unlock: ['user:bob', 'user:nobody-here']
  policies:
    - tag_query: ''
      plan: ['*']
      apply: ['team:net', 'team:nets']
destination_branches:
  - branch: main
  - branch: mian
";

fn lint(hub: &Hub, rest: &str) -> Run {
    let mut variables = hub.variables();
    variables.extend([("GITHUB_ACTIONS", "true".to_owned()), ("GITHUB_REPOSITORY", "acme/infra".to_owned())]);
    hub.clone.run(&variables, &format!("lint --online {rest}"))
}

/// Code and line of every finding.
fn found(run: &Run) -> Vec<(String, u64)> {
    let files = run.json()["files"].as_array().cloned().unwrap_or_default();
    let findings = files.iter().flat_map(|file| file["findings"].as_array().cloned().unwrap_or_default());
    findings
        .map(|finding| {
            let line = finding["labels"][0]["line"].as_u64().unwrap_or_default();
            (finding["code"].as_str().unwrap_or_default().to_owned(), line)
        })
        .collect()
}

#[test]
fn names_that_the_forge_does_not_know_are_found_where_they_stand() {
    let hub = Hub::with(CONFIG);
    let run = lint(&hub, "--format json");
    let found = found(run.ends_with(1));
    for wanted in [("unknown-user", 2), ("not-visible-on-forge", 6), ("unknown-branch", 9)] {
        assert!(found.iter().any(|(code, line)| (code.as_str(), *line) == wanted), "{wanted:?} in {}", run.out);
    }
    let online = found.iter().filter(|(code, _)| code.starts_with("unknown-") || code.contains("visible"));
    assert_eq!(online.count(), 3, "{}", run.out);
}

#[test]
fn a_team_that_the_token_cannot_see_is_not_one_that_is_missing() {
    let hub = Hub::with(HUB_CONFIG);
    let mut variables = hub.variables();
    variables.retain(|(name, _)| *name != "WHOMAY_MEMBERS_TOKEN");
    variables.extend([("GITHUB_ACTIONS", "true".to_owned()), ("GITHUB_REPOSITORY", "acme/infra".to_owned())]);
    let run = hub.clone.run(&variables, "lint --online");
    run.ends_with(1).says("not-visible-on-forge").says("WHOMAY_MEMBERS_TOKEN");
    assert!(!run.out.contains("unknown-team"), "{}", run.out);
}

#[test]
fn a_default_branch_that_everybody_may_push_to_is_found() {
    let hub = Hub::with(HUB_CONFIG);
    hub.world().branches.get_mut("main").unwrap().protected = false;
    let run = lint(&hub, "");
    run.ends_with(1).says("branch-not-protected").says("`main`");
}

#[test]
fn the_options_of_the_gate_are_asked_about_too() {
    let hub = Hub::with(HUB_CONFIG);
    hub.clone.write(
        ".whomay.yml",
        "gate:\n  required_checks:\n    - {name: a, app: ci}\n    - {name: b, app: no-such-app}\n  protected_branches: [main, topic, gone]\n",
    );
    let run = lint(&hub, "--format json");
    let found = found(run.ends_with(1));
    for wanted in [("not-visible-on-forge", 4), ("branch-not-protected", 5), ("unknown-branch", 5)] {
        assert!(found.iter().any(|(code, line)| (code.as_str(), *line) == wanted), "{wanted:?} in {}", run.out);
    }
}

#[test]
fn without_the_flag_nothing_is_asked() {
    let hub = Hub::with(CONFIG);
    hub.clone.run(&hub.variables(), "lint --exit-zero").ends_with(0);
    assert_eq!(hub.server.log().len(), 0);
}

#[test]
fn what_could_not_be_asked_is_a_failure_and_no_finding() {
    let hub = Hub::with(CONFIG);
    hub.server.fault(Fault::always(Matcher::of("GET", ""), FaultKind::ServerError));
    let mut variables = hub.variables();
    variables.extend([("GITHUB_ACTIONS", "true".to_owned()), ("GITHUB_REPOSITORY", "acme/infra".to_owned())]);
    let run = hub.clone.run(&variables, "lint --online --timeout 5 --exit-zero");
    run.ends_with(2).complains("could not be asked");
    assert!(!run.out.contains("unknown-user"), "{}", run.out);
}

/// Code scanning takes for mended what a file does not have; the other forms are there to be read.
#[test]
fn what_could_not_be_asked_is_not_left_out_of_a_file_for_code_scanning() {
    let hub = Hub::with(CONFIG);
    let also = "--timeout 5 --also sarif=f.sarif --also json=f.json --also github=f.txt";
    lint(&hub, "").ends_with(1);
    let alone = hub.server.log().len();
    lint(&hub, also).ends_with(1);
    assert_eq!(hub.server.log().len(), 2 * alone, "the forge is asked once, for all forms");
    assert_eq!(hub.clone.read("f.sarif"), lint(&hub, "--format sarif").out);
    assert_eq!(hub.clone.read("f.json"), lint(&hub, "--format json").out);

    for name in ["f.sarif", "f.json", "f.txt"] {
        std::fs::remove_file(hub.clone.at(name)).unwrap();
    }
    hub.server.fault(Fault::always(Matcher::of("GET", ""), FaultKind::ServerError));
    let run = lint(&hub, also);
    run.ends_with(2)
        .complains("could not be asked")
        .complains("f.sarif was not written")
        .says("in .terrateam/config.yml");
    assert!(!hub.clone.at("f.sarif").exists());
    assert!(hub.clone.read("f.json").contains("findings"));
    assert!(hub.clone.read("f.txt").contains("::notice title=whomay lint::"));
}

#[test]
fn a_comment_silences_a_finding_and_is_no_dead_text_when_nobody_asks() {
    let config =
        CONFIG.replace("'user:nobody-here']", "'user:nobody-here'] # whomay: allow(unknown-user): he comes on Monday");
    let hub = Hub::with(&config);
    let run = lint(&hub, "--format json");
    assert!(found(&run).iter().all(|(code, _)| code != "unknown-user"), "{}", run.out);
    let offline = hub.clone.run(&[], "lint --format json");
    assert!(found(&offline).iter().all(|(code, _)| code != "unused-suppression"), "{}", offline.out);
}

#[test]
fn on_gitlab() {
    let lab = Lab::with(
        Tier::Free,
        "access_control:\n  policies:\n    - tag_query: ''\n      apply: ['team:acme/net', 'team:acme/nets', 'user:zed']\n",
    );
    let mut variables = lab.variables();
    variables.extend([("GITLAB_CI", "true".to_owned()), ("CI_PROJECT_PATH", "acme/infra".to_owned())]);
    let run = lab.clone.run(&variables, "lint --online --format json");
    let codes: Vec<String> = found(run.ends_with(1)).into_iter().map(|(code, _)| code).collect();
    assert!(codes.contains(&"unknown-user".to_owned()), "{}", run.out);
    assert!(codes.contains(&"not-visible-on-forge".to_owned()), "{}", run.out);
}
