//! `simulate --pull`, end to end: the program, a clone, and a forge.

use crate::fake::faults::{Fault, FaultKind, Matcher};
use crate::fake::gitlab::Tier;
use crate::scene::{HUB_CONFIG, Hub, LAB_CONFIG, Lab};

#[test]
fn somebody_in_the_team_may_apply_an_approved_request() {
    let hub = Hub::with(HUB_CONFIG);
    let run = hub.simulate("--user bob");
    run.ends_with(0).says("answer: allow").says("facts: https://github.example/acme/infra/pull/7 at ");
    assert_eq!(run.err, "");
    // Nothing but the request is looked at, and nothing is written.
    assert_eq!(hub.world().writes, Vec::<String>::new());
}

#[test]
fn somebody_who_is_not_in_the_team_may_not() {
    let hub = Hub::with(HUB_CONFIG);
    hub.simulate("--user dave").ends_with(1).says("deny");
    hub.simulate("--user dave --operation plan").ends_with(0).says("allow");
}

#[test]
fn without_an_approval_it_is_pending() {
    let hub = Hub::with(HUB_CONFIG);
    hub.world().reviews.clear();
    hub.simulate("--user bob --operation apply").ends_with(1).says("pending");
}

#[test]
fn without_a_token_for_members_it_is_not_known_who_is_in_a_team() {
    let hub = Hub::with(HUB_CONFIG);
    let variables: Vec<_> = hub.variables().into_iter().filter(|(name, _)| *name != "WHOMAY_MEMBERS_TOKEN").collect();
    let run = hub.clone.run(&variables, &format!("simulate --pull {} --user bob --operation apply", hub.url()));
    run.ends_with(2).says("undetermined").says("WHOMAY_MEMBERS_TOKEN");
}

#[test]
fn which_token_tells_of_a_group_is_said_by_forge() {
    let forbidden = |path| Fault::always(Matcher::of("GET", path), FaultKind::Forbidden);
    let lab = Lab::with(Tier::Premium, LAB_CONFIG);
    lab.server.fault(forbidden("/lab/api/v4/groups"));
    let said = |out: &str| out.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = said(&lab.simulate("--user bob --operation apply").out);
    assert!(text.contains("`team:acme/net` could not be asked; set WHOMAY_MEMBERS_TOKEN, or GITLAB_TOKEN"), "{text}");
    let hub = Hub::with(HUB_CONFIG);
    hub.server.fault(forbidden("/api/v3/orgs/acme/teams"));
    let text = said(&hub.simulate("--user bob --operation apply").out);
    assert!(text.contains("could not be asked; set WHOMAY_MEMBERS_TOKEN to a token"), "{text}");
    assert!(!text.contains("GITLAB_TOKEN"), "{text}");
}

#[test]
fn a_fact_that_cannot_be_had_is_given_with_its_reason_and_the_next_step_beside_the_answer() {
    let hub = Hub::with(HUB_CONFIG);
    hub.server.fault(Fault::always(Matcher::of("GET", "/api/v3/repos/acme/infra/activity"), FaultKind::Forbidden));
    let facts = hub.clone.at("facts.json");
    let rest = "--user bob --operation apply --profile strict --assume triggering-actor=none";
    let run = hub.simulate(&format!("{rest} --facts-out {}", facts.display()));
    let why = "the token may not ask for GET /api/v3/repos/acme/infra/activity";
    run.ends_with(2).says(&format!("could not be had: {why}\n"));
    assert_eq!(run.out.matches(why).count(), 1, "{}", run.out);
    assert!(!run.out.contains("`permissions`"), "{}", run.out);
    assert_eq!(run.err.lines().count(), 2, "{}", run.err);
    run.complains(why).complains("  help: Add pull-requests: read and contents: read to the `permissions` of the job");
    // The answer is the one of its recording, which has nothing to advise.
    let replayed = hub.clone.run(&[], &format!("simulate --facts {} {rest}", facts.display()));
    assert_eq!((replayed.status, replayed.out.as_str(), replayed.err.as_str()), (2, run.out.as_str(), ""));
    let json = hub.clone.run(&[], &format!("simulate --facts {} {rest} --format json", facts.display())).json();
    let reasons = json["outcomes"][0]["reasons"].as_array().unwrap();
    assert!(reasons.iter().any(|reason| reason["unavailable"] == why), "{reasons:?}");
}

#[test]
fn what_would_not_change_the_answer_is_not_advised() {
    let hub = Hub::with(HUB_CONFIG);
    hub.server.fault(Fault::always(Matcher::of("GET", "/api/v3/repos/acme/infra/activity"), FaultKind::Forbidden));
    let run = hub.simulate("--user dave --operation apply --profile strict --assume triggering-actor=none");
    run.ends_with(1).says("answer: deny");
    assert_eq!(run.err, "");
}

#[test]
fn a_team_that_the_forge_did_not_answer_about_needs_no_other_token() {
    let hub = Hub::with(HUB_CONFIG);
    hub.server.fault(Fault::always(Matcher::of("GET", "/api/v3/orgs/acme/teams"), FaultKind::ServerError));
    let run = hub.simulate("--user bob --operation apply --timeout 5");
    run.ends_with(2).complains("the look-up of team:net failed").complains("help: Run the job again");
    assert!(!format!("{}{}", run.out, run.err).contains("WHOMAY_MEMBERS_TOKEN"), "{}{}", run.out, run.err);
}

#[test]
fn without_a_token_github_is_not_asked() {
    let hub = Hub::with(HUB_CONFIG);
    let variables: Vec<_> = hub.variables().into_iter().filter(|(name, _)| *name != "GITHUB_TOKEN").collect();
    let run = hub.clone.run(&variables, &format!("simulate --pull {} --user bob", hub.url()));
    run.ends_with(2).complains("acme/infra#7").complains("GITHUB_TOKEN is not set").complains("github.token");
    assert_eq!((run.out.as_str(), hub.server.log().len()), ("", 0));
}

#[test]
fn a_request_that_is_not_there_is_called_by_its_name() {
    let hub = Hub::with(HUB_CONFIG);
    let run =
        hub.clone.run(&hub.variables(), &format!("simulate --pull {} --user bob", hub.url().replace("/7", "/99")));
    run.ends_with(2).complains("acme/infra#99 is not on 127.0.0.1").complains("the token in GITHUB_TOKEN");
    assert!(!run.err.contains("POST"), "{}", run.err);
}

#[test]
fn the_strict_profile_outside_of_a_job_says_what_to_assume() {
    let hub = Hub::with(HUB_CONFIG);
    let rest = "--user bob --operation apply --profile strict";
    hub.simulate(rest).ends_with(1).says("--assume triggering-actor=none");
    let assumed = hub.simulate(&format!("{rest} --assume triggering-actor=none"));
    assumed.ends_with(0).says("assuming triggering-actor=none");
    assert!(!assumed.out.contains("warning"), "{}", assumed.out);
}

#[test]
fn facts_cannot_be_written_into_a_folder_that_is_not_there() {
    let hub = Hub::with(HUB_CONFIG);
    let path = hub.clone.at("none/facts.json");
    let run = hub.simulate(&format!("--user bob --facts-out {}", path.display()));
    run.ends_with(2).complains("there is no folder ");
    assert!(!run.err.contains("none/.tmp") && run.out.is_empty(), "{}{}", run.out, run.err);
}

#[test]
fn what_no_decision_needs_is_not_asked() {
    let hub = Hub::with("access_control: {policies: [{tag_query: '', plan: ['*'], apply: ['user:bob']}]}\n");
    hub.simulate("--user bob --operation plan").ends_with(0);
    let asked: Vec<String> = hub.server.log().iter().map(|exchange| exchange.request.path.clone()).collect();
    assert!(asked.iter().all(|path| !path.contains("/teams/")), "{asked:?}");
}

#[test]
fn the_trusted_commit_is_the_tip_on_the_forge() {
    let hub = Hub::with(HUB_CONFIG);
    // Somebody was taken out on the forge, and the clone's own `main` does not know it yet.
    hub.clone.write(".terrateam/config.yml", &HUB_CONFIG.replace("team:net']\napply", "user:erin']\napply"));
    let tip = hub.clone.commit("only erin");
    hub.clone.git(["reset", "--quiet", "--hard", "HEAD~1"]);
    hub.simulate("--user bob --operation apply").ends_with(0);
    hub.world().branches.get_mut("main").unwrap().tip = tip;
    hub.simulate("--user bob --operation apply").ends_with(1).says("user:erin");
}

#[test]
fn a_commit_that_the_clone_does_not_have_is_named_with_the_way_to_it() {
    let hub = Hub::with(HUB_CONFIG);
    let gone = "b".repeat(40);
    hub.world().push("alice", &gone);
    let run = hub.simulate("--user bob");
    run.ends_with(2).complains(&gone).complains("git fetch origin refs/pull/7/head");
    assert_eq!(run.out, "");
    let other = "c".repeat(40);
    hub.world().branches.get_mut("main").unwrap().tip.clone_from(&other);
    hub.simulate("--user bob").ends_with(2).complains(&other).complains("git fetch origin main refs/pull/7/head");
}

#[test]
fn in_a_clone_of_another_repository_origin_is_not_what_to_fetch_from() {
    let hub = Hub::with(HUB_CONFIG);
    hub.world().push("alice", &"b".repeat(40));
    for (origin, is_it) in [("acme/infra.git", true), ("acme/other.git", false), ("devin/infra", false)] {
        hub.clone.git(["config", "remote.origin.url", &format!("https://user:secret@github.example/{origin}")]);
        let run = hub.simulate("--user bob");
        run.ends_with(2).complains("refs/pull/7/head");
        assert_eq!(run.err.contains("`git fetch origin "), is_it, "{}", run.err);
        assert_eq!(run.err.contains("`origin` is not acme/infra"), !is_it, "{}", run.err);
        assert!(!run.err.contains("secret"), "{}", run.err);
    }
}

#[test]
fn a_head_that_moves_once_is_read_again_and_one_that_keeps_moving_is_not_decided() {
    let hub = Hub::with(HUB_CONFIG);
    hub.server.fault(Fault::once(Matcher::query("pullRequest"), FaultKind::MovedHead));
    let run = hub.simulate("--user bob");
    // The new head is one that nobody here has.
    run.ends_with(2).complains("this clone does not have the head of the request");
    assert_eq!(run.out, "");
}

#[test]
fn no_connection_is_made_to_a_server_that_nothing_names() {
    let hub = Hub::with(HUB_CONFIG);
    let variables = [("GITHUB_TOKEN", "ghs_read".to_owned())];
    let run = hub.clone.run(&variables, &format!("simulate --pull {} --user bob", hub.url()));
    run.ends_with(2).complains("GITHUB_SERVER_URL").complains("no other");
    assert_eq!((run.out.as_str(), hub.server.log().len()), ("", 0));
}

#[test]
fn arguments_that_say_something_else_than_the_forge_are_refused() {
    let hub = Hub::with(HUB_CONFIG);
    for other in [
        "--facts x",
        "--vcs github",
        "--head main",
        "--base main",
        "--staged",
        "--worktree",
        "--target-branch x",
        "--source-branch x",
        "--default-branch main",
        "--all-users",
    ] {
        let run = hub.clone.run(&hub.variables(), &format!("simulate --pull 7 --user bob {other}"));
        run.ends_with(2);
        assert_eq!((run.out.as_str(), hub.server.log().len()), ("", 0), "{other}");
    }
    hub.clone.run(&[], "simulate --facts-out x --user bob").ends_with(2).complains("--pull");
}

#[test]
fn who_may_needs_nobody() {
    let hub = Hub::with(HUB_CONFIG);
    hub.simulate("--who").ends_with(0).says("team:net");
}

#[test]
fn the_forges_count_of_files_is_a_second_opinion() {
    let hub = Hub::with(HUB_CONFIG);
    hub.world().changed_files = Some(40);
    hub.simulate("--user bob").ends_with(0).says("the forge counts 40 changed files");
}

#[test]
fn on_gitlab() {
    let lab = Lab::with(Tier::Premium, LAB_CONFIG);
    let run = lab.simulate("--user bob");
    run.ends_with(0).says("answer: allow").says("/acme/infra/-/merge_requests/7 at ");
    lab.simulate("--user erin --operation apply").ends_with(1).says("deny");
    lab.world().approvals.clear();
    lab.world().reviewers.clear();
    lab.simulate("--user bob --operation apply").ends_with(1).says("pending");
}

#[test]
fn a_token_of_a_gitlab_job_cannot_tell_who_approved() {
    let lab = Lab::with(Tier::Free, LAB_CONFIG);
    let variables = [
        ("CI_SERVER_URL", format!("{}/lab", lab.server.base_url)),
        ("GITLAB_CI", "true".to_owned()),
        ("CI_PROJECT_PATH", "acme/infra".to_owned()),
        ("CI_JOB_ID", "701".to_owned()),
        ("CI_JOB_TOKEN", "job".to_owned()),
    ];
    let run = lab.clone.run(&variables, "simulate --pull !7 --user bob --operation apply");
    run.ends_with(2).complains("the token in CI_JOB_TOKEN").complains("help: Set GITLAB_TOKEN");
}
