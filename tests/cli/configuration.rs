//! Which configuration decides, and what is said of one that is missing, doubled or wrong.

use crate::sandbox::{CONFIG, LENIENT, Sandbox};

const ALICE: &str = "simulate --user alice --team dev --role write --format json";

/// Everybody may apply everything, as far as access control goes.
fn open() -> String {
    format!("access_control:\n  policies:\n    - tag_query: ''\n{LENIENT}")
}

fn closed() -> String {
    format!("{CONFIG}{LENIENT}")
}

#[test]
fn without_a_configuration_the_servers_defaults_apply_and_that_is_said() {
    let sandbox = Sandbox::with("");
    sandbox.change(["prod/main.tf"]);
    let run = sandbox.run(ALICE);
    assert_eq!(run.outcomes()[0], "prod plan allow");
    assert!(run.warnings().contains("they let everyone plan and apply"), "{}", run.warnings());
    let human = sandbox.run("simulate --user alice");
    human.says("warning").says("there is no .terrateam/config.yml and no .terrateam/config.yaml");
    let matrix = sandbox.run("simulate --user alice --format github-matrix");
    matrix.complains("whomay: warning: there is no .terrateam/config.yml");
    assert_eq!(matrix.out.lines().count(), 1);
    sandbox.run("dirspaces").clean().says("there is no .terrateam/config.yml");
}

#[test]
fn an_empty_file_is_no_file_and_one_of_comments_is_an_error() {
    let sandbox = Sandbox::with(" \n\n");
    sandbox.change(["prod/main.tf"]);
    let run = sandbox.run(ALICE);
    assert!(run.warnings().contains(".terrateam/config.yml at feature is empty"), "{}", run.warnings());
    assert!(run.warnings().contains("they let everyone plan and apply"), "{}", run.warnings());
    sandbox.write(".terrateam/config.yml", "# nothing here\n").commit("comments");
    sandbox.run(ALICE).fails("the configuration cannot be used", ".terrateam/config.yml:1:");
}

#[test]
fn an_empty_yml_leaves_the_yaml_its_say() {
    let sandbox = Sandbox::with("\n");
    sandbox.write(".terrateam/config.yaml", &closed()).commit("both");
    sandbox.git(["branch", "--force", "main", "HEAD"]);
    sandbox.change(["prod/main.tf"]);
    assert_eq!(sandbox.run(ALICE).outcomes(), ["prod plan allow", "prod apply deny policy"]);
}

#[test]
fn of_two_files_the_yml_is_used_whatever_is_wrong_with_the_other() {
    let sandbox = Sandbox::with(&closed());
    sandbox.write(".terrateam/config.yaml", "}{ not: [yaml").change(["prod/main.tf"]);
    let run = sandbox.run(ALICE);
    assert_eq!(run.outcomes(), ["prod plan allow", "prod apply deny policy"]);
    let both = "both .terrateam/config.yml and .terrateam/config.yaml exist at feature";
    assert!(run.warnings().contains(both), "{}", run.warnings());
}

#[test]
fn all_errors_are_reported_at_once_with_their_places() {
    let sandbox = Sandbox::with(CONFIG);
    sandbox.write(
        ".terrateam/config.yml",
        "access_control:\n  unlock: ['nobody']\n  policies:\n    - tag_query: 'a and'\n    - plan: []\nbogus: 1\n",
    );
    sandbox.commit("wrong");
    let run = sandbox.run(ALICE);
    run.fails("the configuration cannot be used", "nobody").complains("bogus").complains("tag_query");
    for place in ["config.yml:2:", "config.yml:4:", "config.yml:5:", "config.yml:6:"] {
        run.complains(place);
    }
    sandbox.run("dirspaces").fails("the configuration cannot be used", "bogus");
    // The same name is read at two commits, so it is said which of them is wrong.
    let head = sandbox.git(["rev-parse", "--short=10", "HEAD"]);
    run.complains(&format!("feature {head}: .terrateam/config.yml:2:"));
}

#[test]
fn the_default_branch_decides_access_though_the_head_changes_it() {
    let sandbox = Sandbox::with(&closed());
    sandbox.write(".terrateam/config.yml", &open()).change(["prod/main.tf"]);
    let run = sandbox.run(ALICE);
    // The tag is gone with the head's `dirs`, so the second policy governs; its access control is main's.
    assert_eq!(run.outcomes(), ["prod plan allow", "prod apply allow"]);
    let answer = run.json();
    let decides: Vec<String> =
        answer["configs"].as_array().unwrap().iter().map(|one| one["decides"].to_string()).collect();
    assert!(decides[1].contains("access_control"), "{decides:?}");
    sandbox.write(".terrateam/config.yml", &closed().replace("team:sre", "*")).change(["prod/main.tf"]);
    assert_eq!(sandbox.run(ALICE).outcomes(), ["prod plan allow", "prod apply deny policy"]);
}

#[test]
fn the_default_branch_may_leave_access_to_the_request() {
    let sandbox = Sandbox::with(&format!("default_branch_overrides: [apply_requirements]\n{}", closed()));
    sandbox.write(".terrateam/config.yml", &closed().replace("team:sre", "*")).change(["prod/main.tf"]);
    assert_eq!(sandbox.run(ALICE).outcomes(), ["prod plan allow", "prod apply allow"]);
}

#[test]
fn a_first_configuration_has_no_say_in_access_before_it_is_merged() {
    let sandbox = Sandbox::with("");
    sandbox.write(".terrateam/config.yml", &closed()).change(["prod/main.tf"]);
    let run = sandbox.run(&format!("{ALICE} --operation plan,apply-force"));
    assert_eq!(run.outcomes(), ["prod plan allow", "prod apply-force deny policy"]);
    assert!(run.warnings().contains("`main` has no .terrateam/config.yml"), "{}", run.warnings());
}

#[test]
fn a_deleted_configuration_is_said() {
    let sandbox = Sandbox::with(&closed());
    sandbox.remove(".terrateam/config.yml").change(["prod/main.tf"]);
    let run = sandbox.run(ALICE);
    assert!(run.warnings().contains("`feature` has no .terrateam/config.yml"), "{}", run.warnings());
}

#[test]
fn a_named_file_is_used_alone() {
    let sandbox = Sandbox::with(&closed());
    sandbox.change(["prod/main.tf"]);
    sandbox.write("other.yml", &open());
    assert_eq!(sandbox.run(&format!("{ALICE} --config other.yml")).clean().outcomes()[1], "prod apply allow");
    sandbox.write("empty.yml", "\n");
    let run = sandbox.run(&format!("{ALICE} --config empty.yml"));
    assert!(run.warnings().contains("empty.yml is empty"), "{}", run.warnings());
    sandbox.run(&format!("{ALICE} --config nowhere.yml")).fails("cannot read nowhere.yml", "No such file");
    sandbox.run(&format!("{ALICE} --config prod")).fails("cannot read prod", "directory");
}

#[test]
fn a_named_revision_gives_the_configuration_alone() {
    let sandbox = Sandbox::with(&closed());
    sandbox.write(".terrateam/config.yml", &open()).change(["prod/main.tf"]);
    let open = sandbox.run(&format!("{ALICE} --config-ref feature"));
    assert_eq!(open.outcomes(), ["prod plan allow", "prod apply allow"]);
    let closed = sandbox.run(&format!("{ALICE} --config-ref main"));
    assert_eq!(closed.outcomes(), ["prod plan allow", "prod apply deny policy"]);
    assert_eq!(closed.json()["configs"][0]["revision"]["name"], "main");
    assert_eq!(
        closed.json()["configs"][0]["blob"].as_str().unwrap(),
        sandbox.git(["rev-parse", "main:.terrateam/config.yml"])
    );
}

#[test]
fn what_is_staged_and_what_is_on_disk_count_when_asked_for() {
    let sandbox = Sandbox::with(&closed());
    sandbox.write("new/main.tf", "").write(".terrateam/config.yml", &closed().replace("[prod]", "[prod, hot]"));
    assert_eq!(sandbox.run("dirspaces --format json").clean().names(), [""; 0]);
    assert_eq!(sandbox.run("dirspaces --format json --staged").clean().names(), [""; 0]);
    assert_eq!(sandbox.run("dirspaces --format json --worktree").clean().names(), ["new"]);
    sandbox.git(["add", "new"]);
    let staged = sandbox.run("dirspaces --format json --staged");
    assert_eq!(staged.clean().names(), ["new"]);
    assert_eq!(staged.json()["commits"]["compared"], "index");
    let tags = |flag: &str| {
        let run = sandbox.run(&format!("dirspaces --all --format json {flag}"));
        run.dirspaces()["prod"]["tags"].to_string().contains("hot")
    };
    assert!(tags("--worktree"));
    assert!(!tags("--staged"), "the configuration is not staged");
    sandbox.write(".gitignore", "ignored/\n").write("ignored/main.tf", "");
    assert_eq!(sandbox.run("dirspaces --format json --worktree").clean().names(), ["new"]);
}

#[test]
fn switched_off_is_said() {
    let sandbox = Sandbox::with("enabled: false\n");
    sandbox.change(["prod/main.tf"]);
    for command in ["simulate --user alice --format json", "dirspaces --format json"] {
        assert!(sandbox.run(command).warnings().contains("`enabled: false`"));
    }
}

#[test]
fn a_builder_whose_output_is_not_given_leaves_the_answer_open() {
    let sandbox = Sandbox::with(&format!("tree_builder: {{enabled: true, script: x}}\n{}", closed()));
    sandbox.change(["dev/main.tf"]);
    let run = sandbox.run(ALICE);
    assert_eq!(
        run.negative().outcomes(),
        ["dev plan undetermined builder-output", "dev apply undetermined builder-output"]
    );
    let run = sandbox.run("dirspaces --format json");
    assert!(run.negative().warnings().contains("`tree_builder` is switched on"), "{}", run.warnings());
    assert_eq!(run.json()["verdict"], "undetermined");
    sandbox.run("dirspaces --format json --exit-zero").clean();
    sandbox.write("tree.json", r#"{"files": [{"path": "made/main.tf", "changed": true}]}"#);
    let run = sandbox.run(&format!("{ALICE} --built-tree tree.json"));
    assert_eq!(run.clean().outcomes(), ["made plan allow", "made apply allow"]);
    sandbox.write("tree.json", r#"{"files": [{"paht": "made/main.tf"}]}"#);
    sandbox.run(&format!("{ALICE} --built-tree tree.json")).fails("tree.json:1:", "help: Write it so: a built tree is");
}

#[test]
fn a_configuration_that_does_not_fit_the_files() {
    let sandbox = Sandbox::with(
        "dirs:\n  prod: {when_modified: {depends_on: 'dir:dev'}}\n  dev: {when_modified: {depends_on: 'dir:prod'}}\n",
    );
    sandbox.change(["prod/main.tf"]);
    sandbox.run(ALICE).fails("the configuration does not fit the files of the repository", "help");
}
