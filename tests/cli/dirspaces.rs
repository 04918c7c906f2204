//! `whomay dirspaces`.

use crate::sandbox::{CONFIG, Sandbox};

fn names(sandbox: &Sandbox, line: &str) -> Vec<String> {
    sandbox.run(&format!("dirspaces --format json {line}")).clean().names()
}

#[test]
fn those_of_a_change_all_of_them_or_those_of_paths() {
    let sandbox = Sandbox::with(CONFIG);
    sandbox.write("live/eu/main.tf", "").write("live/us/main.tf", "").commit("more");
    assert_eq!(names(&sandbox, ""), ["live/eu", "live/us"]);
    assert_eq!(names(&sandbox, "--all"), ["dev", "live/eu", "live/us", "prod"]);
    assert_eq!(names(&sandbox, "--all --query prod"), ["prod"]);
    assert_eq!(names(&sandbox, "prod/main.tf"), ["prod"]);
    assert_eq!(names(&sandbox, "./prod/../dev/main.tf README.md"), ["dev"]);
    assert_eq!(names(&sandbox, "live"), ["live/eu", "live/us"]);
    assert_eq!(names(&sandbox, "live/ prod/main.tf"), ["live/eu", "live/us", "prod"]);
    assert_eq!(names(&sandbox, "."), ["dev", "live/eu", "live/us", "prod"]);
    assert_eq!(names(&sandbox, &sandbox.at("dev/main.tf").display().to_string()), ["dev"]);
}

#[test]
fn paths_begin_where_the_user_is() {
    let sandbox = Sandbox::with(CONFIG);
    for (folder, line) in [("prod", "main.tf"), ("prod", "."), ("dev", "../prod/main.tf"), ("dev", "../prod")] {
        let run = sandbox.run_in(folder, &format!("dirspaces --format json {line}"));
        assert_eq!(run.clean().names(), ["prod"], "{folder} {line}");
    }
    assert_eq!(names(&sandbox, "-C prod main.tf"), ["prod"]);
    sandbox.run("dirspaces ../elsewhere").fails("`../elsewhere` is not inside the repository", "help: ");
    sandbox.run("dirspaces /etc/passwd").fails("is not inside the repository", "help: ");
    sandbox.run_all(["dirspaces", ""]).fails("an empty path was given", "help: ");
}

#[test]
fn a_path_that_is_not_there_counts_as_removed_and_is_said() {
    let sandbox = Sandbox::with(CONFIG);
    let run = sandbox.run("dirspaces --format json prod/gone.tf");
    assert_eq!(run.clean().names(), ["prod"]);
    assert!(run.warnings().contains("there is no file `prod/gone.tf` here"), "{}", run.warnings());
}

#[test]
fn for_people_it_names_the_policy_and_its_place() {
    let sandbox = Sandbox::ready();
    let run = sandbox.run("dirspaces");
    run.clean().quiet().says("prod").says("dev").says(".terrateam/config.yml:6");
}

#[test]
fn arguments_that_contradict_each_other() {
    let sandbox = Sandbox::ready();
    sandbox.run("dirspaces --all prod").fails("cannot be used with", "--help");
    sandbox.run("dirspaces --staged --worktree").fails("cannot be used with", "--help");
    sandbox.run("dirspaces --config a --config-ref b").fails("cannot be used with", "--help");
}
