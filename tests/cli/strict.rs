//! The strict profile on real repositories.

use crate::sandbox::{CONFIG, LENIENT, Sandbox};

/// Everything that the strict profile wants to know, all of it good.
const FACTS: &str = "\
users:
  alice: {teams: [dev], role: write}
pull_request:
  state: open
  draft: false
  conflict: false
  mergeable: true
  fork: false
  author: bob
  contributors: [bob]
  unattributed: []
  pushers: [bob]
  triggering_actor: false
  changed_files: 1
  queued: false
  reviews: []
  requested_reviewers: []
  review_decision: none
  checks: []
  required_checks: []
";

const ASK: &str = "simulate --user alice --facts facts.yml --profile strict --format json";

/// The question where the forge counts another number of changed files; the file of facts is one of them once it is
/// committed.
fn counting(files: usize) -> String {
    format!("{ASK} --assume changed-files={files}")
}

fn sandbox(config: &str) -> Sandbox {
    let sandbox = Sandbox::with(config);
    sandbox.change(["prod/main.tf"]).write("facts.yml", FACTS);
    sandbox
}

fn config() -> String {
    format!("{CONFIG}{LENIENT}")
}

#[test]
fn known_facts_and_a_trusted_policy_allow() {
    let sandbox = sandbox(&config().replace("team:sre", "team:dev"));
    assert_eq!(sandbox.run(ASK).clean().outcomes(), ["prod plan allow", "prod apply allow"]);
}

#[test]
fn nothing_is_taken_for_granted() {
    let sandbox = sandbox(&config().replace("team:sre", "team:dev"));
    for (fact, clause) in
        [("  state: open\n", "open-request"), ("  fork: false\n", "no-fork"), ("  conflict: false\n", "known-facts")]
    {
        sandbox.write("facts.yml", &FACTS.replace(fact, ""));
        let run = sandbox.run(ASK);
        let outcomes = run.negative().outcomes();
        assert!(outcomes[1].starts_with("prod apply undetermined") && outcomes[1].contains(clause), "{outcomes:?}");
    }
}

#[test]
fn nobody_can_retag_or_delete_their_way_out_of_a_policy() {
    let sandbox = sandbox(&config());
    sandbox.write(".terrateam/config.yml", &config().replace("    tags: [prod]\n", "    tags: [other]\n"));
    sandbox.commit("retag");
    let lax = sandbox.run(&ASK.replace("strict", "terrateam"));
    assert_eq!(lax.outcomes()[1], "prod apply allow", "what the server does");
    let run = sandbox.run(&counting(3));
    assert_eq!(run.negative().outcomes()[1], "prod apply deny every-layout");
}

#[test]
fn a_policy_that_the_request_brings_along_is_none() {
    for (config, verdict) in [(config(), true), (String::new(), false)] {
        let sandbox = sandbox(&config);
        sandbox.write(".terrateam/config.yml", LENIENT).change(["dev/main.tf"]);
        let outcomes = sandbox.run(&format!("{ASK} --query dir:dev --operation plan")).outcomes();
        assert_eq!(!outcomes[0].contains("policy-present"), verdict, "{outcomes:?}");
    }
}

#[test]
fn a_target_branch_that_moved_on_is_caught_up_with_first() {
    let sandbox = sandbox(&config().replace("team:sre", "team:dev"));
    sandbox.remove("facts.yml");
    sandbox.git(["switch", "--quiet", "main"]);
    sandbox.change(["dev/main.tf"]);
    sandbox.git(["switch", "--quiet", "feature"]);
    sandbox.write("facts.yml", FACTS);
    assert_eq!(sandbox.run(ASK).clean().outcomes(), ["prod plan allow", "prod apply allow"]);
    sandbox.remove("facts.yml");
    sandbox.git(["switch", "--quiet", "main"]);
    sandbox.change(["prod/other.tf"]);
    sandbox.git(["switch", "--quiet", "feature"]);
    sandbox.write("facts.yml", FACTS);
    let outcomes = sandbox.run(ASK).negative().outcomes();
    assert_eq!(outcomes[1], "prod apply deny up-to-date");
}

#[test]
fn code_that_belongs_to_nothing_is_an_orphan() {
    let sandbox = sandbox(&format!(
        "when_modified:\n  file_patterns: ['**/main.tf']\n{}",
        config().replace("team:sre", "team:dev")
    ));
    sandbox.write("elsewhere/module.tf", "").write("notes.txt", "").commit("orphan");
    let outcomes = sandbox.run(&counting(4)).negative().outcomes();
    assert_eq!(outcomes, ["prod plan deny no-orphans", "prod apply deny no-orphans"]);
}

#[test]
fn a_guarded_gate_file_is_asked_about_only_together_with_a_dirspace() {
    let guarded = "access_control: {files: {.whomay.yml: ['team:leads']}}\n";
    for profile in ["strict", "terrateam"] {
        let sandbox = Sandbox::with(guarded);
        let ask = |files: usize| counting(files).replace("strict", profile);
        sandbox.write(".whomay.yml", "gate: {approval_mode: same-diff}\n").commit("options");
        sandbox.write("facts.yml", FACTS);
        assert_eq!(sandbox.run(&ask(1)).clean().json()["verdict"], "nothing-to-decide", "{profile}");
        sandbox.change(["prod/main.tf"]);
        let outcomes = sandbox.run(&ask(3)).negative().outcomes();
        let is_denied = |outcome: &String| outcome.contains("deny file-update");
        assert!(outcomes.len() == 2 && outcomes.iter().all(is_denied), "{profile}: {outcomes:?}");
    }
}

#[test]
fn a_gate_file_that_is_wrong_is_a_failure() {
    let sandbox = sandbox(&config());
    sandbox.remove("facts.yml").git(["switch", "--quiet", "main"]);
    sandbox.write(".whomay.yml", "gate: {bogus: 1}\n").commit("gate");
    sandbox.git(["switch", "--quiet", "feature"]);
    sandbox.write("facts.yml", FACTS);
    sandbox.run(ASK).fails(".whomay.yml at main cannot be used", "bogus");
}

#[test]
fn an_approval_in_facts_about_an_older_head_is_not_fresh() {
    let config = config()
        .replace("team:sre", "team:dev")
        .replace("tag_query: ''\n      merge", "tag_query: ''\n      approved: {enabled: true}\n      merge");
    let sandbox = sandbox(&config);
    let facts = |head: &str| {
        let review = format!("reviews: [{{user: carol, state: approved, commit: {head}}}]\n  head: {head}\n");
        let facts = FACTS
            .replace("reviews: []\n", &review)
            .replace("pull_request:", "  carol: {teams: [], role: write}\npull_request:");
        sandbox.write("facts.yml", &facts);
        sandbox.run(&format!("{ASK} --operation apply"))
    };
    assert_eq!(facts(&sandbox.git(["rev-parse", "HEAD"])).clean().outcomes(), ["prod apply allow"]);
    let stale = facts(&sandbox.git(["rev-parse", "main"])).outcomes();
    assert!(stale[0].starts_with("prod apply undetermined") && stale[0].contains("fresh-approval"), "{stale:?}");
}

#[test]
fn switching_a_builder_off_in_the_change_does_not_hide_what_it_builds() {
    let trusted = config().replace("team:sre", "team:dev");
    let sandbox = sandbox(&format!("config_builder: {{enabled: true, script: 'true'}}\n{trusted}"));
    sandbox.write(".terrateam/config.yml", &trusted);
    sandbox.commit("switch it off");
    let outcomes = sandbox.run(&counting(3)).negative().outcomes();
    assert_eq!(outcomes, ["prod plan undetermined builder-output", "prod apply undetermined builder-output"]);
}

#[test]
fn git_and_the_forge_have_to_be_able_to_agree_on_how_many_files_change() {
    let sandbox = sandbox(&config().replace("team:sre", "team:dev"));
    let run = sandbox.run(&counting(2));
    assert_eq!(run.negative().outcomes(), ["prod plan allow", "prod apply undetermined known-facts"]);
    assert!(run.out.contains("the forge counts 2 changed files and git 1"), "{}", run.out);
    let lax = sandbox.run(&counting(2).replace("strict", "terrateam"));
    assert_eq!(lax.clean().outcomes(), ["prod plan allow", "prod apply allow"], "the server does not ask");
    // A tree builder has another opinion of what changed, and git's is the one that is compared.
    sandbox.write(
        "tree.json",
        r#"{"files": [{"path": "prod/main.tf", "changed": true}, {"path": "prod/x.tf", "changed": true}]}"#,
    );
    let built = sandbox.run(&format!("{ASK} --built-tree tree.json --operation apply"));
    assert_eq!(built.clean().outcomes(), ["prod apply allow"]);
}

#[test]
fn a_built_tree_hides_no_change_of_the_configuration() {
    let config = config().replace("team:sre", "team:dev");
    let guarded = config.replace("access_control:\n", "access_control:\n  terrateam_config_update: ['team:ops']\n");
    let sandbox = sandbox(&guarded);
    sandbox.change([".terrateam/extra"]).write(".terrateam/config.yml", &format!("{guarded}# edited\n"));
    sandbox.commit("edit it");
    sandbox.write("tree.json", r#"{"files": [{"path": "prod/main.tf", "changed": true}]}"#);
    let run = sandbox.run(&format!("{ASK} --built-tree tree.json --operation apply"));
    let outcomes = run.negative().outcomes();
    assert!(outcomes[0].starts_with("prod apply deny") && outcomes[0].contains("config-update"), "{outcomes:?}");
    let lax = ASK.replace("strict", "terrateam");
    let server = sandbox.run(&format!("{lax} --built-tree tree.json --operation apply"));
    assert_eq!(server.clean().outcomes(), ["prod apply allow"], "the server believes the script");
}
