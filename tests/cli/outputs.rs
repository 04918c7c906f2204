//! The shape of what is printed.

use crate::sandbox::{CONFIG, LENIENT, Sandbox};

const ALICE: &str = "simulate --user alice --team dev --role write";

#[test]
fn json_says_what_was_compared_and_read_and_is_the_same_each_time() {
    let sandbox = Sandbox::ready();
    let run = sandbox.run(&format!("{ALICE} --format json"));
    run.negative().quiet();
    let answer = run.json();
    assert_eq!(answer["format"], 1);
    assert_eq!(
        (&answer["profile"], &answer["vcs"], &answer["verdict"]),
        (&"terrateam".into(), &"github".into(), &"deny".into())
    );
    assert_eq!(answer["commits"]["head"]["commit"], sandbox.git(["rev-parse", "HEAD"]));
    assert_eq!(answer["commits"]["base"]["commit"], sandbox.git(["rev-parse", "main"]));
    assert_eq!(answer["commits"]["merge_base"], sandbox.git(["rev-parse", "main"]));
    assert_eq!(answer["configs"][1]["blob"], sandbox.git(["rev-parse", "main:.terrateam/config.yml"]));
    for outcome in answer["outcomes"].as_array().unwrap() {
        for key in ["dir", "workspace", "operation", "user", "verdict", "reasons"] {
            assert!(!outcome[key].is_null(), "{key} in {outcome}");
        }
    }
    let places: Vec<_> =
        answer["outcomes"][3]["reasons"].as_array().unwrap().iter().map(|one| one["place"]["line"].clone()).collect();
    assert!(places.iter().any(|line| line.is_u64()), "{places:?}");
    for _ in 0..3 {
        assert_eq!(sandbox.run(&format!("{ALICE} --format json")).out, run.out);
    }
}

#[test]
fn for_people_the_verdict_the_policy_and_the_file_are_there() {
    let sandbox = Sandbox::ready();
    let run = sandbox.run(ALICE);
    run.negative().quiet().says("prod").says("deny").says("allow").says("config.yml:6").says("prod/main.tf");
    assert!(run.out.ends_with('\n') && !run.out.ends_with("\n\n"), "{:?}", run.out);
    assert!(run.out.lines().all(|line| line == line.trim_end()), "{:?}", run.out);
}

#[test]
fn explain_adds_what_was_passed_over_and_why() {
    let sandbox = Sandbox::ready();
    let run = sandbox.run(&format!("{ALICE} --query dir:dev --explain"));
    run.clean().says("passed over").says("`prod` is false");
    sandbox.run(&format!("{ALICE} --query dir:dev")).clean().never_says("passed over");
    let answer = sandbox.run(&format!("{ALICE} --query dir:dev --explain --format json")).json();
    assert_eq!(answer["dirspaces"][0]["passed_over"][0]["policy"]["number"], 1);
}

#[test]
fn markdown_is_a_table() {
    let sandbox = Sandbox::ready();
    let run = sandbox.run(&format!("{ALICE} --format markdown"));
    run.negative().quiet().says("| dirspace | operation |").says("<code>prod</code>").says("**deny**");
}

/// Two dirspaces with different answers, a warning, and users that know different things.
fn scene() -> Sandbox {
    let sandbox = Sandbox::with(&format!("{CONFIG}{LENIENT}"));
    sandbox
        .write(".terrateam/config.yaml", "}")
        .write("README.md", "changed\n")
        .change(["prod/main.tf", "dev/main.tf"]);
    sandbox.write("facts.yml", "users: {alice: {teams: [sre]}, bob: {teams: [], role: read}, carol: {}}\n");
    sandbox
}

#[test]
fn the_page_for_one_user() {
    insta::assert_snapshot!(scene().run("simulate --user bob --facts facts.yml").negative().quiet().out);
}

#[test]
fn the_page_for_everybody() {
    insta::assert_snapshot!(scene().run("simulate --all-users --facts facts.yml").negative().quiet().out);
}

#[test]
fn the_page_for_nobody_in_particular() {
    insta::assert_snapshot!(scene().run("simulate --who --query prod").clean().quiet().out);
}

#[test]
fn the_page_of_dirspaces() {
    insta::assert_snapshot!(scene().run("dirspaces").clean().quiet().out);
}
