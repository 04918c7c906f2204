//! What a request is judged against, end to end: after a merge, on another branch than the default one, when it was
//! retargeted, and when it takes itself out of its own dirspaces.

use crate::fake::faults::{Fault, FaultKind, Matcher};
use crate::fake::github::world::Branch;
use crate::fake::gitlab::Tier;
use crate::scene::{AFTER_MERGE, Hub, LAB_CONFIG, Lab, Run};

/// Bob and Carol may apply, with an approval.
const CONFIG: &str = "\
access_control:
  policies:
    - tag_query: 'dir:open'
      plan: ['*']
      apply: ['*']
    - tag_query: ''
      plan: ['*']
      apply: ['team:net']
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true, any_of: ['team:net'], any_of_count: 1}
";

const ASK: &str = "--operation apply --profile strict --assume triggering-actor=none";

/// Applies wait for the merge.
fn hub() -> Hub {
    let hub = Hub::with(&format!("{CONFIG}{AFTER_MERGE}"));
    hub.clone.git(["branch", "--quiet", "before", "main"]);
    hub
}

/// Ends with the status, and says it.
fn asked(hub: &Hub, who: &str, status: i32, said: &str) {
    ends(&hub.simulate(&format!("--user {who} {ASK}")), status, &[said]);
}

/// Ends with the status, and says all of it, wherever the lines end.
fn ends(run: &Run, status: i32, said: &[&str]) {
    let words = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for text in said {
        assert!(words.contains(text), "no {text:?} in\n{}{}", run.out, run.err);
    }
    run.ends_with(status);
}

/// The request is merged, and `main` of the clone is where the forge has it.
fn merged(hub: &Hub, result: &str) {
    let tip = hub.clone.git(["rev-parse", "main"]);
    hub.world().merge(&hub.clone.main, result, &tip);
}

#[test]
fn a_merge_commit_is_applied_as_the_request_would_have_been() {
    let hub = hub();
    hub.clone.git(["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    let result = hub.clone.git(["rev-parse", "HEAD"]);
    merged(&hub, &result);
    asked(&hub, "bob", 0, &result[..10]);
    asked(&hub, "dave", 1, "deny");
    let json = hub.simulate(&format!("--user bob {ASK} --format json")).json();
    assert_eq!(
        (json["commits"]["head"]["commit"].as_str(), json["request"]["head"].as_str()),
        (Some(&*result), Some(&*hub.clone.head))
    );
    assert_eq!(
        (json["commits"]["merge_base"].as_str(), json["dirspaces"][0]["dir"].as_str()),
        (Some(&*hub.clone.main), Some("prod"))
    );
}

#[test]
fn the_next_steps_of_a_job_get_what_the_merge_made() {
    let hub = hub();
    hub.clone.git(["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    let result = hub.clone.git(["rev-parse", "HEAD"]);
    merged(&hub, &result);
    let outputs = hub.clone.at("outputs");
    hub.enforce(&format!("--pull 7 --operation apply --outputs-file {}", outputs.display())).ends_with(0);
    let text = hub.clone.read("outputs");
    let lines = [format!("commit={result}"), format!("head={}", hub.clone.head), format!("\"commit\":\"{result}\"")];
    assert!(lines.iter().all(|line| text.contains(line)), "{text}");
}

#[test]
fn the_same_diff_is_that_of_the_head_which_was_merged() {
    let config = format!("{CONFIG}{AFTER_MERGE}");
    let hub = Hub::with(&config);
    hub.clone.write(".whomay.yml", "gate:\n  approval_mode: same-diff\n").commit("options");
    hub.clone.git(["switch", "--quiet", "topic"]);
    let head = hub.clone.commit("nothing new");
    hub.clone.git(["switch", "--quiet", "main"]);
    hub.world().push("alice", &head);
    hub.world().checks.iter_mut().for_each(|check| check.commit.clone_from(&head));
    hub.clone.git(["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    merged(&hub, &hub.clone.git(["rev-parse", "HEAD"]));
    asked(&hub, "bob", 0, "answer: allow");
    // Somebody approved what the request does not do any more.
    hub.clone.git(["switch", "--quiet", "--detach", "topic~1"]);
    let other = hub.clone.write("prod/main.tf", "# other\n").commit("other");
    hub.clone.git(["switch", "--quiet", "main"]);
    hub.world().reviews.iter_mut().for_each(|review| review.commit = Some(other.clone()));
    asked(&hub, "bob", 1, "fresh-approval");
}

#[test]
fn a_merge_waives_nothing() {
    let hub = hub();
    hub.clone.git(["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    merged(&hub, &hub.clone.git(["rev-parse", "HEAD"]));
    hub.world().reviews.clear();
    asked(&hub, "bob", 1, "a merge waives nothing");
}

#[test]
fn without_apply_after_merge_nothing_is_applied_after_one() {
    let hub = Hub::with(CONFIG);
    hub.clone.git(["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    merged(&hub, &hub.clone.git(["rev-parse", "HEAD"]));
    asked(&hub, "bob", 1, "open-request");
}

#[test]
fn a_squash_is_the_request() {
    let hub = two_commits();
    hub.clone.git(["merge", "--quiet", "--squash", "topic"]);
    let result = hub.clone.commit("squashed");
    merged(&hub, &result);
    hub.world().changed_files = Some(2);
    let run = hub.simulate(&format!("--user bob {ASK}"));
    run.ends_with(0).says("prod (default)").says("other (default)");
}

/// `topic` has one more commit, which changes `other`.
fn two_commits() -> Hub {
    let hub = hub();
    hub.clone.git(["switch", "--quiet", "topic"]);
    hub.clone.write("other/main.tf", "# 1\n");
    let head = hub.clone.commit("another");
    hub.clone.git(["switch", "--quiet", "main"]);
    hub.world().push("alice", &head);
    {
        let mut world = hub.world();
        world.reviews.iter_mut().for_each(|review| review.commit = Some(head.clone()));
        world.checks.iter_mut().for_each(|check| check.commit.clone_from(&head));
    }
    hub
}

#[test]
fn behind_the_last_commit_of_a_rebase_the_others_are_found() {
    let hub = two_commits();
    // Somebody else's commit lies between, so that the rebase makes new ones.
    hub.clone.write("notes.txt", "hello\n");
    let before = hub.clone.commit("notes");
    hub.clone.git(["cherry-pick", "before..topic"]);
    let result = hub.clone.git(["rev-parse", "HEAD"]);
    merged(&hub, &result);
    hub.world().changed_files = Some(2);
    let json = hub.simulate(&format!("--user bob {ASK} --format json")).json();
    assert_eq!(json["commits"]["merge_base"].as_str(), Some(&*before));
    let dirs: Vec<_> = json["dirspaces"].as_array().unwrap().iter().map(|one| one["dir"].as_str().unwrap()).collect();
    assert_eq!((dirs.as_slice(), json["verdict"].as_str()), (&["other", "prod"][..], Some("allow")));
}

#[test]
fn a_merge_that_is_not_what_was_reviewed_is_not_applied() {
    let hub = hub();
    hub.clone.git(["merge", "--quiet", "--no-ff", "--no-commit", "topic"]);
    hub.clone.write("secret/main.tf", "# not reviewed\n");
    merged(&hub, &hub.clone.commit("merge"));
    asked(&hub, "bob", 2, "the merge is not what was reviewed: secret/main.tf changed by the merge alone");
}

#[test]
fn what_belongs_to_a_dirspace_is_not_for_the_request_alone_to_say() {
    let hub = with_more(|hub| {
        let narrow = "dirs:\n  prod:\n    when_modified: {file_patterns: ['${DIR}/main.tf']}\n";
        hub.clone.write(".terrateam/config.yml", &format!("{CONFIG}{narrow}"));
    });
    hub.world().changed_files = Some(2);
    asked(&hub, "bob", 0, "allow");
    let tip = hub.clone.write("prod/more.tf", "# 1\n").commit("more of prod");
    hub.world().branches.get_mut("main").unwrap().tip = tip;
    asked(&hub, "bob", 1, "the target branch has newer changes to prod/more.tf");
}

/// A text that both sides of a merge can change without a conflict.
const LINES: &str = "# 1\n# 2\n# 3\n# 4\n# 5\n# 6\n# 7\n# 8\n# 9\n";

/// `topic` changes the last line of it; `main` could change the first.
fn with_lines() -> Hub {
    let hub = hub();
    hub.clone.git(["switch", "--quiet", "main"]);
    let main = hub.clone.write("prod/main.tf", LINES).commit("lines");
    hub.clone.git(["switch", "--quiet", "-C", "topic", "main"]);
    let head = hub.clone.write("prod/main.tf", &LINES.replace('9', "nine")).commit("last line");
    hub.clone.git(["switch", "--quiet", "main"]);
    let mut hub = hub;
    (hub.clone.main, hub.clone.head) = (main, head.clone());
    hub.world().push("alice", &head);
    hub.world().reviews.iter_mut().for_each(|review| review.commit = Some(head.clone()));
    hub.world().checks.iter_mut().for_each(|check| check.commit.clone_from(&head));
    hub
}

#[test]
fn a_merge_that_changes_the_same_files_otherwise_is_not_applied() {
    let hub = with_lines();
    hub.clone.git(["merge", "--quiet", "--no-ff", "--no-commit", "topic"]);
    hub.clone.write("prod/main.tf", "# nobody reviewed this\n");
    merged(&hub, &hub.clone.commit("merge"));
    asked(&hub, "bob", 2, "the merge is not what was reviewed: prod/main.tf is otherwise than a merge would leave it");
}

#[test]
fn what_both_sides_changed_in_one_file_is_merged() {
    let hub = with_lines();
    hub.clone.write("prod/main.tf", &LINES.replace('1', "one")).commit("first line");
    hub.clone.git(["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    merged(&hub, &hub.clone.git(["rev-parse", "HEAD"]));
    asked(&hub, "bob", 0, "allow");
    // The same two changes and one more, which only the merge made.
    hub.clone.write("prod/main.tf", &LINES.replace('1', "one").replace('9', "nine").replace('5', "five"));
    hub.clone.git(["commit", "--quiet", "--amend", "--all", "-m", "merge"]);
    merged(&hub, &hub.clone.git(["rev-parse", "HEAD"]));
    asked(&hub, "bob", 2, "prod/main.tf is otherwise than a merge would leave it");
}

#[test]
fn options_that_the_merge_loosened_are_not_its_own_judge() {
    let hub = hub();
    hub.clone.git(["switch", "--quiet", "topic"]);
    hub.clone.write(".whomay.yml", "gate:\n  accepted_conclusions: [skipped]\n");
    let head = hub.clone.commit("skipped checks will do");
    hub.clone.git(["switch", "--quiet", "main"]);
    hub.world().push("alice", &head);
    hub.world().reviews.iter_mut().for_each(|review| review.commit = Some(head.clone()));
    hub.world().checks.iter_mut().for_each(|check| {
        check.commit.clone_from(&head);
        check.conclusion = Some("SKIPPED");
    });
    hub.world().changed_files = Some(2);
    hub.clone.git(["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    merged(&hub, &hub.clone.git(["rev-parse", "HEAD"]));
    asked(&hub, "bob", 1, "checks that did not succeed");
}

#[test]
fn what_a_merge_left_out_has_changed_all_the_same() {
    let hub = two_commits();
    // One commit of two, as if the other had been lost.
    hub.clone.git(["cherry-pick", "topic"]);
    merged(&hub, &hub.clone.git(["rev-parse", "HEAD"]));
    let run = hub.simulate(&format!("--user bob {ASK}"));
    ends(&run, 2, &["prod (default)", "prod/main.tf changed in the request, and the merge left it as it was"]);
}

#[test]
fn a_fast_forward_on_github_is_told_from_what_it_was_compared_with() {
    let hub = two_commits();
    hub.clone.git(["merge", "--quiet", "--ff-only", "topic"]);
    let head = hub.clone.git(["rev-parse", "HEAD"]);
    merged(&hub, &head);
    hub.world().changed_files = Some(2);
    hub.simulate(&format!("--user bob {ASK}")).ends_with(0).says("prod (default)").says("other (default)");
    // What it was compared with is itself: nobody knows where it began.
    hub.world().pull.compared_with = Some(head);
    asked(&hub, "bob", 2, "the forge does not say which commit");
}

#[test]
fn a_merge_that_the_branch_does_not_have_any_more_is_not_decided() {
    let hub = hub();
    hub.clone.git(["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    let result = hub.clone.git(["rev-parse", "HEAD"]);
    hub.clone.git(["reset", "--quiet", "--hard", "HEAD~1"]);
    merged(&hub, &result);
    let run = hub.simulate(&format!("--user bob {ASK}"));
    run.ends_with(2).complains("which `main` does not have").complains("help: Somebody rewrote the branch since");
    assert_eq!(run.out, "");
}

#[test]
fn a_merge_result_that_is_not_here_or_not_said_is_not_decided() {
    let hub = hub();
    merged(&hub, &"e".repeat(40));
    let run = hub.simulate(&format!("--user bob {ASK}"));
    run.ends_with(2).complains("what the request was merged as on `main`").complains("git fetch origin main");
    hub.world().pull.merge_commit = None;
    hub.simulate(&format!("--user bob {ASK}")).ends_with(2).complains("does not say as which commit");
}

#[test]
fn what_the_target_has_since_the_merge_comes_first() {
    let hub = hub();
    hub.clone.git(["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    let result = hub.clone.git(["rev-parse", "HEAD"]);
    hub.clone.write("elsewhere/main.tf", "# 1\n").commit("elsewhere");
    merged(&hub, &result);
    asked(&hub, "bob", 0, "allow");
    hub.clone.write("prod/more.tf", "# 1\n").commit("more of prod");
    merged(&hub, &result);
    asked(&hub, "bob", 1, "up-to-date");
}

#[test]
fn a_configuration_that_the_merge_loosened_is_not_its_own_judge() {
    let hub = hub();
    hub.clone.git(["switch", "--quiet", "topic"]);
    let everybody = CONFIG.replace("team:net']\napply", "*']\napply");
    hub.clone.write(".terrateam/config.yml", &format!("{everybody}{AFTER_MERGE}"));
    let head = hub.clone.commit("everybody");
    hub.clone.git(["switch", "--quiet", "main"]);
    hub.world().push("alice", &head);
    hub.world().reviews.iter_mut().for_each(|review| review.commit = Some(head.clone()));
    hub.world().checks.iter_mut().for_each(|check| check.commit.clone_from(&head));
    hub.world().changed_files = Some(2);
    hub.clone.git(["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    merged(&hub, &hub.clone.git(["rev-parse", "HEAD"]));
    asked(&hub, "erin", 1, "with the configuration before the merge");
    asked(&hub, "bob", 0, "allow");
}

#[test]
fn recorded_facts_of_a_merged_request_decide_the_same() {
    let hub = hub();
    hub.clone.git(["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    merged(&hub, &hub.clone.git(["rev-parse", "HEAD"]));
    let facts = hub.clone.at("facts.json");
    let live = hub.simulate(&format!("--user bob {ASK} --facts-out {}", facts.display()));
    let replayed = hub.clone.run(&[], &format!("simulate --facts {} --user bob {ASK}", facts.display()));
    assert_eq!((live.status, live.out.as_str()), (0, replayed.out.as_str()));
}

/// The request goes to `release/1`, which is like `main`.
fn to_release(options: &str) -> Hub {
    let hub = Hub::with(CONFIG);
    hub.clone.git(["branch", "--quiet", "release/1", "main"]);
    if !options.is_empty() {
        hub.clone.write(".whomay.yml", options);
        let tip = hub.clone.commit("options");
        hub.world().branches.get_mut("main").unwrap().tip = tip;
    }
    let main = hub.clone.main.clone();
    hub.world().pull.base_branch = "release/1".to_owned();
    hub.world().branches.insert("release/1".to_owned(), Branch::protected(&main, &[("ci/test", Some(15))]));
    hub
}

const LISTED: &str = "gate:\n  protected_branches: ['release/*']\n";

/// Plans between other branches than the default one need an entry.
const DESTINATIONS: &str = "destination_branches: [main, 'release/*']\n";

#[test]
fn another_target_has_to_be_listed_and_protected() {
    let hub = to_release("");
    asked(&hub, "bob", 1, "`protected_branches` under `gate` in .whomay.yml does not name it");
    let hub = to_release(LISTED);
    asked(&hub, "bob", 0, "allow");
    hub.world().branches.get_mut("release/1").unwrap().protected = false;
    let run = hub.simulate(&format!("--user bob {ASK}"));
    ends(&run, 1, &["`protected_branches` names and the forge does not protect", ".whomay.yml:2"]);
    hub.world().rules.push(serde_json::json!({"type": "deletion"}));
    asked(&hub, "bob", 0, "allow");
    hub.server.fault(Fault::always(Matcher::of("GET", "/api/v3/repos/acme/infra/branches/"), FaultKind::Forbidden));
    asked(&hub, "bob", 2, "? the forge protects `release/1` (policy-present, .whomay.yml:2)");
}

#[test]
fn whether_the_default_branch_is_protected_is_not_asked() {
    let hub = Hub::with("access_control: {policies: [{tag_query: '', plan: ['*'], apply: ['*']}]}\n");
    hub.simulate("--user bob --operation plan --profile strict --assume triggering-actor=none").ends_with(0);
    let log = hub.server.log();
    assert!(log.iter().all(|exchange| !exchange.request.path.contains("/branches/")));
}

#[test]
fn the_configuration_of_another_target_has_to_allow_as_well() {
    let hub = to_release(LISTED);
    hub.clone.git(["switch", "--quiet", "release/1"]);
    hub.clone.write(".terrateam/config.yml", &CONFIG.replace("apply: ['team:net']", "apply: ['user:erin']"));
    let tip = hub.clone.commit("erin alone");
    hub.world().branches.get_mut("release/1").unwrap().tip = tip;
    asked(&hub, "bob", 1, "with the configuration of the target branch");
    // Nor may somebody whom the default branch does not let.
    asked(&hub, "erin", 1, "team:net");
    hub.clone.write(".terrateam/config.yml", "access_control: {enabled: oops}\n");
    let tip = hub.clone.commit("broken");
    hub.world().branches.get_mut("release/1").unwrap().tip = tip;
    asked(&hub, "bob", 1, "its configuration cannot be used");
    hub.clone.git(["rm", "--quiet", ".terrateam/config.yml"]);
    let tip = hub.clone.commit("none");
    hub.world().branches.get_mut("release/1").unwrap().tip = tip;
    asked(&hub, "bob", 1, "it has no configuration");
}

#[test]
fn between_which_branches_a_plan_runs_every_view_has_to_say() {
    let ask = "--user bob --operation plan --profile strict --assume triggering-actor=none";
    let hub = to_release(LISTED);
    hub.clone.write(".terrateam/config.yml", &format!("{CONFIG}{DESTINATIONS}"));
    let tip = hub.clone.commit("destinations");
    hub.world().branches.get_mut("main").unwrap().tip = tip;
    let run = hub.simulate(ask);
    ends(&run, 1, &["with the configuration of the target branch", "without `destination_branches` only the default"]);
    hub.clone.git(["switch", "--quiet", "release/1"]);
    hub.clone.write(".terrateam/config.yml", &format!("{CONFIG}{DESTINATIONS}"));
    let tip = hub.clone.commit("destinations");
    hub.world().branches.get_mut("release/1").unwrap().tip = tip;
    hub.simulate(ask).ends_with(0);
}

#[test]
fn an_approval_of_another_target_is_none() {
    let hub = to_release(LISTED);
    hub.world().pull.base_branch = "main".to_owned();
    hub.world().retarget("release/1");
    let run = hub.simulate(&format!("--user bob {ASK}"));
    ends(&run, 1, &["fresh-approval", "given before the request was retargeted"]);
    hub.world().review("carol", "APPROVED");
    asked(&hub, "bob", 0, "allow");
}

#[test]
fn the_server_counts_an_approval_of_another_target() {
    let hub = to_release(LISTED);
    hub.world().pull.base_branch = "main".to_owned();
    hub.world().retarget("release/1");
    hub.simulate("--user bob --operation apply").ends_with(0).says("allow");
}

/// `topic` is one commit further, in which `change` was done to the folder.
fn with_more(change: impl FnOnce(&Hub)) -> Hub {
    let hub = Hub::with(CONFIG);
    hub.clone.git(["switch", "--quiet", "topic"]);
    change(&hub);
    let head = hub.clone.commit("more");
    hub.clone.git(["switch", "--quiet", "main"]);
    hub.world().push("alice", &head);
    hub.world().reviews.iter_mut().for_each(|review| review.commit = Some(head.clone()));
    hub.world().checks.iter_mut().for_each(|check| check.commit.clone_from(&head));
    hub
}

const PLAN: &str = "--operation plan --profile strict --assume triggering-actor=none";

#[test]
fn a_dirspace_that_is_deleted_whole_has_its_say() {
    let config =
        CONFIG.replace("plan: ['*']\n      apply: ['team:net']", "plan: ['team:net']\n      apply: ['team:net']");
    let hub = Hub::with(&config);
    hub.clone.git(["switch", "--quiet", "topic"]);
    hub.clone.git(["rm", "--quiet", "prod/main.tf"]);
    let head = hub.clone.commit("gone");
    hub.clone.git(["switch", "--quiet", "main"]);
    hub.world().push("alice", &head);
    // The server has nothing to say.
    hub.simulate("--user dave --operation plan").ends_with(0).says("nothing to decide");
    let run = hub.simulate(&format!("--user dave {PLAN}"));
    run.ends_with(1).says("prod (default)").says("changed as the base has it: prod/main.tf").says("deny");
    let json = hub.simulate(&format!("--user dave {PLAN} --format json")).json();
    assert_eq!(
        (json["dirspaces"][0]["because"]["kind"].as_str(), json["runs"][0]["would_run"].as_array().map(Vec::len)),
        (Some("erased"), Some(0))
    );
    // Somebody who may plan it may take it away; there is nothing of it to run.
    let json = hub.simulate(&format!("--user bob {PLAN} --format json")).json();
    assert_eq!(
        (json["verdict"].as_str(), json["runs"][0]["would_run"].as_array().map(Vec::len)),
        (Some("allow"), Some(0))
    );
}

#[test]
fn a_dirspace_that_is_moved_has_both_names_judged() {
    let hub = with_more(|hub| {
        hub.clone.git(["mv", "prod", "open"]);
    });
    let run = hub.simulate(&format!("--user dave {ASK} --assume state=open"));
    run.ends_with(1).says("prod (default)").says("open (default)").says("team:net");
}

#[test]
fn a_dirspace_that_is_retagged_until_nothing_is_touched_has_its_say() {
    let hub = with_more(|hub| {
        let other = format!("{CONFIG}dirs:\n  prod:\n    when_modified: {{file_patterns: ['elsewhere/*.tf']}}\n");
        hub.clone.write(".terrateam/config.yml", &other);
    });
    hub.simulate("--user dave --operation apply").ends_with(0).says("nothing to decide");
    let run = hub.simulate(&format!("--user dave {ASK}"));
    run.ends_with(1).says("changed as the base has it: prod/main.tf").says("no-orphans").says("every-layout");
}

#[test]
fn code_that_belongs_to_nothing_is_not_nothing_to_decide() {
    let config = format!("when_modified: {{file_patterns: ['*/never.tf']}}\n{CONFIG}");
    let hub = Hub::with(&config);
    hub.simulate("--user dave --operation plan").ends_with(0).says("nothing to decide");
    let run = hub.simulate(&format!("--user dave {PLAN}"));
    ends(&run, 1, &["prod/main.tf changed and belongs to no dirspace", "answer: deny"]);
    assert!(!run.out.contains("nothing to decide"), "{}", run.out);
    let json = hub.simulate(&format!("--user dave {PLAN} --format json")).json();
    assert_eq!((json["outcomes"][0]["dir"].is_null(), json["verdict"].as_str()), (true, Some("deny")));
}

#[test]
fn a_change_of_documents_is_nothing_to_decide() {
    let hub = Hub::with(CONFIG);
    hub.clone.git(["switch", "--quiet", "--create", "words", "main"]);
    hub.clone.write("notes.md", "hello\n");
    let head = hub.clone.commit("words");
    hub.clone.git(["switch", "--quiet", "main"]);
    hub.world().push("alice", &head);
    hub.simulate(&format!("--user dave {ASK}")).ends_with(0).says("nothing to decide");
    // Unless git and the forge are not talking about the same change.
    hub.world().changed_files = Some(3);
    asked(&hub, "dave", 1, "allowed if git and the forge agree on how many files change");
}

#[test]
fn a_configuration_that_is_switched_off_is_none() {
    let hub = Hub::with(&format!("enabled: false\n{CONFIG}"));
    let run = hub.simulate(&format!("--user bob {PLAN}"));
    ends(&run, 1, &["`enabled: false` leaves nothing to decide by", "(policy-present, .terrateam/config.yml:1)"]);
    let hub = with_more(|hub| {
        hub.clone.write(".terrateam/config.yml", &format!("enabled: false\n{CONFIG}"));
    });
    asked(&hub, "bob", 1, "`enabled: false` leaves nothing to decide by");
}

/// The addresses of commits are those of another server than the one on loopback.
const LAB_ASK: &str = "--operation apply --profile strict --assume triggering-actor=none --assume unattributed=none";

#[test]
fn a_fast_forward_on_gitlab_is_the_head_itself() {
    let lab = Lab::with(Tier::Premium, &format!("{LAB_CONFIG}{AFTER_MERGE}"));
    lab.clone.git(["merge", "--quiet", "--ff-only", "topic"]);
    {
        let mut world = lab.world();
        world.state = "merged";
        world.merge_status = ["not_open"].into();
        world.base.clone_from(&lab.clone.main);
        world.branches.insert("main".to_owned(), lab.clone.head.clone());
    }
    lab.simulate(&format!("--user bob {LAB_ASK}")).ends_with(0).says("prod (default)").says("allow");
    lab.simulate(&format!("--user erin {LAB_ASK}")).ends_with(1).says("deny");
}

#[test]
fn a_squash_on_gitlab_is_the_request() {
    let lab = Lab::with(Tier::Premium, &format!("{LAB_CONFIG}{AFTER_MERGE}"));
    lab.clone.git(["merge", "--quiet", "--squash", "topic"]);
    let result = lab.clone.commit("squashed");
    {
        let mut world = lab.world();
        world.state = "merged";
        world.merge_status = ["not_open"].into();
        world.squash_commit = Some(result.clone());
        world.branches.insert("main".to_owned(), result.clone());
    }
    lab.simulate(&format!("--user bob {LAB_ASK}")).ends_with(0).says(&result[..10]);
}

#[test]
fn on_gitlab_too_another_target_is_protected_and_approved_anew() {
    let lab = Lab::with(Tier::Premium, LAB_CONFIG);
    lab.clone.git(["branch", "--quiet", "release/1", "main"]);
    lab.clone.write(".whomay.yml", LISTED);
    let tip = lab.clone.commit("options");
    {
        let mut world = lab.world();
        world.branches.insert("main".to_owned(), tip);
        world.branches.insert("release/1".to_owned(), lab.clone.main.clone());
        world.retarget("release/1", "12:45");
    }
    let run = lab.simulate(&format!("--user bob {LAB_ASK}"));
    ends(&run, 1, &["the forge does not protect", "given before the request was retargeted"]);
    lab.world().protected_branches.push("release/1".to_owned());
    lab.world().approvals[0].at = "2026-11-20T12:50:00.000Z".to_owned();
    lab.simulate(&format!("--user bob {LAB_ASK}")).ends_with(0);
}
