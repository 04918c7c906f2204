//! Who asks, and what is known of them: from flags, from files, by assumption.

use std::process::Stdio;

use crate::sandbox::{CONFIG, LENIENT, Run, Sandbox, whomay};

const FACTS: &str = "\
users:
  alice: {teams: [sre], role: write}
  bob: {teams: [dev], role: read}
  carol: {}
pull_request:
  draft: false
  conflict: false
  mergeable: true
  reviews: []
  checks: []
";

/// With requirements that ask for an approval by a maintainer and for checks.
fn approved() -> Sandbox {
    let sandbox = Sandbox::with(&format!(
        "{CONFIG}apply_requirements:\n  checks:\n    - tag_query: ''\n      approved:\n        enabled: true\n        \
         any_of: ['team:owners']\n"
    ));
    sandbox.change(["prod/main.tf"]).write("facts.yml", FACTS);
    sandbox
}

#[test]
fn what_is_not_known_becomes_a_condition() {
    let sandbox = Sandbox::ready();
    let run = sandbox.run("simulate --user alice --query prod --format json");
    assert_eq!(run.negative().outcomes(), ["prod plan allow", "prod apply undetermined policy"]);
    let condition = run.json()["outcomes"][1]["condition"].to_string();
    assert!(condition.contains("alice is in team:sre"), "{condition}");
    sandbox.run("simulate --user alice --query prod").negative().says("allowed if").says("alice is in team:sre");
}

#[test]
fn facts_come_from_a_file_or_from_standard_input_and_flags_go_before_them() {
    let sandbox = Sandbox::ready();
    sandbox.write("facts.yml", FACTS);
    let apply = |line: &str| {
        let run =
            sandbox.run(&format!("simulate --query prod --operation apply --facts facts.yml --format json {line}"));
        run.outcomes()[0].clone()
    };
    assert_eq!(apply("--user alice"), "prod apply allow");
    assert_eq!(apply("--user bob"), "prod apply deny policy");
    assert_eq!(apply("--user carol"), "prod apply undetermined policy");
    assert_eq!(apply("--user nobody"), "prod apply undetermined policy");
    assert_eq!(apply("--user bob --team sre"), "prod apply allow");
    assert_eq!(apply("--user alice --team dev"), "prod apply deny policy");
    let mut command = whomay(sandbox.path());
    command.args([
        "simulate",
        "--query",
        "prod",
        "--operation",
        "apply",
        "--format",
        "json",
        "--user",
        "alice",
        "--facts",
        "-",
    ]);
    let input = std::fs::File::open(sandbox.at("facts.yml")).unwrap();
    assert_eq!(Run::of(command.stdin(Stdio::from(input))).clean().outcomes(), ["prod apply allow"]);
}

#[test]
fn a_team_or_role_that_is_given_replaces_single_matches_in_the_facts() {
    let sandbox = Sandbox::ready();
    sandbox.write("facts.yml", "users:\n  bob: {matches: {'team:sre': true}}\n");
    let ask = "simulate --user bob --query prod --operation apply --facts facts.yml --format json";
    assert_eq!(sandbox.run(ask).outcomes(), ["prod apply allow"]);
    assert_eq!(sandbox.run(&format!("{ask} --team dev")).outcomes(), ["prod apply deny policy"]);
}

#[test]
fn the_branches_in_the_facts_give_tags() {
    let sandbox = Sandbox::with("tags:\n  branch:\n    hot: '^hotfix'\n  dest_branch:\n    old: '^release'\n");
    sandbox.change(["prod/main.tf"]);
    sandbox.write("facts.yml", "pull_request: {source_branch: hotfix/1, target_branch: release/2}\n");
    let tags = |line: &str| {
        sandbox.run(&format!("simulate --user alice --format json {line}")).dirspaces()["prod"]["tags"].to_string()
    };
    let both = |tags: String| tags.contains("branch:hot") && tags.contains("dest_branch:old");
    assert!(!both(tags("")));
    assert!(both(tags("--facts facts.yml")));
    assert!(both(tags("--assume source-branch=hotfix/1 --assume target-branch=release/2")));
    assert!(!both(tags("--facts facts.yml --source-branch feature")), "a flag goes before the file");
    assert!(!both(tags("--facts facts.yml --assume target-branch=main")), "an assumption as well");
}

#[test]
fn facts_about_another_commit_are_said() {
    let sandbox = Sandbox::ready();
    let facts = |head: &str| {
        sandbox.write("facts.yml", &format!("pull_request: {{head: '{head}'}}\n"));
        sandbox.run("simulate --user alice --facts facts.yml --format json").warnings()
    };
    assert!(facts("0123456789").contains("the facts are about the commit 0123456789"));
    assert_eq!(facts(&sandbox.git(["rev-parse", "HEAD"])), "");
}

#[test]
fn approvals_can_be_assumed() {
    let sandbox = approved();
    let ask = "simulate --user alice --operation apply --facts facts.yml --format json";
    assert_eq!(sandbox.run(ask).negative().outcomes(), ["prod apply pending approved-any-of"]);
    let run = sandbox.run(&format!("{ask} --assume review:dave=approved --assume teams:dave=owners"));
    assert_eq!(run.clean().outcomes(), ["prod apply allow"]);
    assert_eq!(run.json()["assumptions"].as_array().unwrap().len(), 2);
    let run = sandbox
        .run(&format!("{ask} --assume review:dave=approved --assume team:owners=dave --assume check:ci/test=failure"));
    assert_eq!(run.negative().outcomes(), ["prod apply deny status-checks"]);
    let wrong = sandbox.run(&format!("{ask} --assume review:bob=aproved"));
    wrong.fails("--assume: ", "approved");
    sandbox.run(&format!("{ask} --assume weather=fine")).fails("--assume: ", "help: ");
}

#[test]
fn mistakes_in_facts_have_a_place() {
    let sandbox = Sandbox::ready();
    for (text, message) in [
        ("usres: {}\n", "usres"),
        ("users:\n  alice: {role: wirte}\n", "wirte"),
        ("users: [\n", "facts.yml"),
        ("pull_request: {reviews: [{user: a, state: fine}]}\n", "fine"),
    ] {
        sandbox.write("facts.yml", text);
        let run = sandbox.run("simulate --user alice --facts facts.yml");
        run.fails(message, "facts.yml:");
    }
    sandbox.write("facts.yml", "");
    sandbox.run("simulate --user alice --facts facts.yml").fails("the facts in facts.yml are empty", "help: ");
    sandbox.run("simulate --user alice --facts gone.yml").fails("cannot read gone.yml", "No such file");
}

#[test]
fn everybody_in_the_facts_makes_a_matrix() {
    let sandbox = Sandbox::ready();
    sandbox.write("facts.yml", FACTS);
    let run = sandbox.run("simulate --all-users --facts facts.yml --format json --query prod --operation apply");
    let users: Vec<String> = run.negative().json()["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {}", one["user"], one["verdict"]))
        .collect();
    assert_eq!(users, [r#""alice" "allow""#, r#""bob" "deny""#, r#""carol" "undetermined""#]);
    let table = sandbox.run("simulate --all-users --facts facts.yml");
    let header = table.out.lines().find(|line| line.contains("alice") && line.contains("bob")).unwrap();
    assert!(header.contains("carol"));
    sandbox.run("simulate --all-users").fails("--facts", "--help");
    sandbox.write("facts.yml", "teams: {}\n");
    sandbox.run("simulate --all-users --facts facts.yml").fails("the facts list no users", "help: ");
}

#[test]
fn a_matrix_of_many_users_stays_within_the_width() {
    let sandbox = Sandbox::ready();
    let users: String = (0..40).map(|number| format!("  user-{number:02}: {{teams: [dev], role: read}}\n")).collect();
    sandbox.write("facts.yml", &format!("users:\n{users}"));
    let run = sandbox.run("simulate --all-users --facts facts.yml");
    run.negative().quiet();
    for number in 0..40 {
        run.says(&format!("user-{number:02}"));
    }
    let widest = run.out.lines().map(|line| line.chars().count()).max().unwrap();
    assert!(widest <= 100, "{widest}");
}

#[test]
fn who_may_is_answered_without_facts() {
    let sandbox = Sandbox::ready();
    let run = sandbox.run("simulate --who");
    run.clean().quiet().says("team:sre").says("apply-force").says("unlock");
    let run = sandbox.run("simulate --who --query prod --operation apply --format json");
    let outcome = &run.clean().json()["outcomes"][0];
    assert!(outcome["user"].is_null());
    assert!(outcome["condition"].to_string().contains("team:sre"), "{outcome}");
    sandbox.run("simulate --who --user alice").fails("cannot be used with", "--help");
    sandbox.run("simulate --who --head nowhere").fails("there is no revision", "help: ");
}

#[test]
fn somebody_has_to_be_named() {
    let sandbox = Sandbox::ready();
    sandbox.run("simulate").fails("nobody was named", "help: Pass --user LOGIN");
    sandbox.run("simulate --team sre --query prod").clean();
    sandbox.run("simulate --user @alice").fails("`@alice` is a mention", "Write --user alice");
    sandbox.run_all(["simulate", "--user", ""]).fails("--user is empty", "help: ");
    sandbox.run_all(["simulate", "--user", "a", "--team", ""]).fails("--team is empty", "help: ");
    sandbox.run_all(["simulate", "--user", "a", "--role", ""]).fails("--role is empty", "help: ");
    sandbox.run("simulate --user a --team org/sre").fails("`org/sre` is not the slug of a team", "--team sre");
    sandbox.run("simulate --user a --team group/sub --vcs gitlab").negative();
}

#[test]
fn a_role_that_is_none_is_taken_for_a_custom_one_and_said() {
    let config = format!("access_control:\n  policies:\n    - tag_query: ''\n      apply: ['role:write']\n{LENIENT}");
    let sandbox = Sandbox::with(&config);
    sandbox.change(["prod/main.tf"]);
    let ask = "simulate --user alice --operation apply --format json --role";
    for (role, outcome) in [
        ("maintain", "prod apply allow"),
        ("role:write", "prod apply allow"),
        ("triage", "prod apply deny policy"),
        ("none", "prod apply deny policy"),
        ("deployer", "prod apply deny policy"),
        ("custom:deployer", "prod apply deny policy"),
    ] {
        assert_eq!(sandbox.run(&format!("{ask} {role}")).outcomes(), [outcome], "{role}");
    }
    assert!(sandbox.run(&format!("{ask} Maintain")).warnings().contains("is `maintain` meant?"));
    assert!(sandbox.run(&format!("{ask} deployer")).warnings().contains("`deployer` is taken for a custom role"));
    sandbox
        .run(&format!("{ask} developer --vcs gitlab"))
        .fails("on GitLab there is no role `developer`", "Developer for write");
}

#[test]
fn gitlab_has_its_own_rules() {
    let sandbox = Sandbox::ready();
    sandbox.write("facts.yml", "forge: gitlab\nusers:\n  alice: {access_level: 40, teams: [sre]}\n");
    let ask = "simulate --user alice --facts facts.yml --format json --query prod --operation apply";
    let run = sandbox.run(ask);
    assert_eq!(run.clean().json()["vcs"], "gitlab");
    let other = sandbox.run(&format!("{ask} --vcs github"));
    other.fails("--vcs is github, and the facts are of gitlab", "help: Leave --vcs out");
    // Another file runs the jobs.
    let config = format!("access_control:\n  ci_config_update: ['user:root']\n{LENIENT}");
    let sandbox = Sandbox::with(&config);
    sandbox.change(["prod/main.tf", ".gitlab-ci.yml", ".github/workflows/terrateam.yml"]);
    let outcomes = |vcs: &str| {
        sandbox.run(&format!("simulate --user alice --format json --operation plan --vcs {vcs}")).outcomes()
    };
    assert_eq!(outcomes("gitlab"), ["prod plan deny ci-config-update"]);
    assert_eq!(outcomes("github"), ["prod plan allow"], "a workflow that the default branch does not have");
}

#[test]
fn the_ci_file_of_the_default_branch_is_protected() {
    let config = format!("access_control:\n  ci_config_update: ['user:root']\n{LENIENT}");
    let sandbox = Sandbox::with(&config);
    sandbox
        .write(".github/workflows/tt.yml", "name: Terrateam Workflow\n")
        .write(".github/workflows/x.yml", "name: X\n");
    sandbox.commit("workflows");
    sandbox.git(["branch", "--force", "main", "HEAD"]);
    let plan = || sandbox.run("simulate --user alice --format json --operation plan").outcomes();
    sandbox.change(["prod/main.tf", ".github/workflows/x.yml"]);
    assert_eq!(plan(), ["prod plan allow"]);
    sandbox.change([".github/workflows/tt.yml"]);
    assert_eq!(plan(), ["prod plan deny ci-config-update"]);
}

#[test]
fn a_fact_that_could_not_be_had_is_a_failure_and_not_a_denial() {
    let sandbox = Sandbox::ready();
    sandbox.write("facts.yml", "users:\n  alice: {teams: {unavailable: 403 Forbidden}}\n");
    let ask = "simulate --user alice --facts facts.yml --query prod --operation apply";
    let run = sandbox.run(&format!("{ask} --format json --exit-zero"));
    assert_eq!(run.status, 2, "{run:?}");
    assert_eq!(run.outcomes(), ["prod apply undetermined policy"]);
    assert!(run.out.contains("403 Forbidden"));
}

#[test]
fn checks_of_another_commit_are_not_taken_for_those_of_the_head() {
    let config =
        format!("{CONFIG}{LENIENT}").replace("status_checks: {enabled: false}", "status_checks: {enabled: true}");
    let sandbox = Sandbox::with(&config);
    sandbox.change(["dev/main.tf"]);
    let facts = |head: &str| {
        sandbox.write("facts.yml", &format!("pull_request: {{head: '{head}', checks: []}}\n"));
        sandbox.run("simulate --user alice --operation apply --facts facts.yml --format json")
    };
    assert_eq!(facts(&sandbox.git(["rev-parse", "HEAD"])).clean().outcomes(), ["dev apply allow"]);
    let stale = facts(&sandbox.git(["rev-parse", "main"]));
    assert_eq!(stale.outcomes(), ["dev apply undetermined status-checks"]);
    assert_eq!(stale.status, 2);
}
