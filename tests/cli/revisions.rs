//! Layers, dependencies, branches and operations: what is asked about, and what comes of it.

use crate::sandbox::{CONFIG, LENIENT, Sandbox};

const ALICE: &str = "simulate --user alice --team sre --role write --format json";

fn layered() -> Sandbox {
    let sandbox =
        Sandbox::with(&format!("dirs:\n  app: {{when_modified: {{depends_on: 'dir:net'}}}}\n  net: {{}}\n{LENIENT}"));
    sandbox.write("app/main.tf", "").write("net/main.tf", "").commit("two");
    sandbox.git(["branch", "--force", "main", "HEAD"]);
    sandbox.change(["net/main.tf"]);
    sandbox
}

#[test]
fn a_dependent_is_pulled_in_and_waits_for_its_layer() {
    let sandbox = layered();
    let run = sandbox.run(ALICE);
    assert_eq!(run.clean().names(), ["app", "net"]);
    let dirspaces = run.dirspaces();
    assert_eq!((&dirspaces["net"]["layer"], &dirspaces["app"]["layer"]), (&1.into(), &2.into()));
    assert_eq!(dirspaces["app"]["because"]["via"], "depends_on");
    assert_eq!(run.json()["runs"][0]["would_run"].to_string(), r#"[{"dir":"net","workspace":"default"}]"#);
}

#[test]
fn what_is_applied_moves_the_work_to_the_next_layer() {
    let sandbox = layered();
    for applied in ["net", "net:default"] {
        let run = sandbox.run(&format!("{ALICE} --applied {applied}"));
        assert_eq!(run.json()["runs"][0]["would_run"].to_string(), r#"[{"dir":"app","workspace":"default"}]"#);
    }
    let done = sandbox.run(&format!("{ALICE} --applied net --applied app"));
    assert_eq!(done.json()["runs"][0]["would_run"].to_string(), "[]");
    sandbox.run(&format!("{ALICE} --applied nett")).fails("`nett`, which is no dirspace here", "Did you mean `net`?");
}

#[test]
fn an_apply_waits_for_the_stacks_that_come_before_it() {
    let sandbox = Sandbox::with(&format!(
        "stacks:\n  names:\n    first: {{tag_query: 'dir:dev'}}\n    second:\n      tag_query: 'dir:prod'\n      rules: \
         {{apply_after: [first]}}\n{LENIENT}"
    ));
    sandbox.change(["prod/main.tf", "dev/main.tf"]);
    let runs = |line: &str| {
        let answer = sandbox.run(&format!("{ALICE} {line}")).json();
        let dirs = |run: &serde_json::Value| {
            let would_run = run["would_run"].as_array().unwrap().iter();
            would_run.map(|one| one["dir"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
        };
        answer["runs"].as_array().unwrap().iter().map(dirs).collect::<Vec<_>>()
    };
    assert_eq!(runs(""), ["dev prod", "dev"]);
    assert_eq!(runs("--applied dev"), ["prod", "prod"]);
}

#[test]
fn a_query_selects_and_a_wrong_one_is_refused() {
    let sandbox = Sandbox::ready();
    assert_eq!(sandbox.run(&format!("{ALICE} --query prod")).clean().names(), ["prod"]);
    let run = sandbox.run(&format!("{ALICE} --query nothing"));
    assert_eq!(run.clean().json()["verdict"], "nothing-to-decide");
    let mut arguments: Vec<&str> = ALICE.split(' ').collect();
    arguments.extend(["--query", "not a in dir"]);
    sandbox.run_all(&arguments).fails("--query: ", "help: ");
}

#[test]
fn nothing_changed_is_nothing_to_decide() {
    let sandbox = Sandbox::with(CONFIG);
    for profile in ["terrateam", "strict"] {
        let run = sandbox.run(&format!("{ALICE} --profile {profile}"));
        assert_eq!(run.clean().json()["verdict"], "nothing-to-decide");
        assert!(run.outcomes().is_empty());
    }
    sandbox.run("simulate --user alice").clean().says("nothing to decide");
    let matrix = sandbox.run("simulate --user alice --format github-matrix");
    assert_eq!(matrix.clean().quiet().out, "{\"include\":[]}\n");
    sandbox.change(["README.md"]);
    sandbox.run("simulate --user alice").clean().says("nothing to decide");
}

#[test]
fn a_deleted_directory_is_nothing_to_decide_and_is_named() {
    let sandbox = Sandbox::with(CONFIG);
    sandbox.git(["rm", "-r", "--quiet", "dev"]);
    sandbox.commit("gone");
    let run = sandbox.run(ALICE);
    assert_eq!(run.clean().json()["verdict"], "nothing-to-decide");
    assert_eq!(run.json()["unclaimed"].to_string(), r#"["dev/main.tf"]"#);
    sandbox.run("simulate --user alice").clean().says("dev/main.tf");
}

#[test]
fn operations_are_asked_for_by_name() {
    let sandbox = Sandbox::ready();
    let run = sandbox.run(&format!("{ALICE} --query prod --operation all"));
    let wanted = [
        "prod plan allow",
        "prod apply allow",
        "prod apply-force deny policy",
        "prod apply-autoapprove deny autoapprove",
        "- unlock allow",
    ];
    let outcomes: Vec<String> = run.negative().outcomes();
    let words = |line: &String| line.split(' ').take(3).collect::<Vec<_>>().join(" ");
    assert_eq!(
        outcomes.iter().map(words).collect::<Vec<_>>(),
        wanted.map(|line| words(&line.to_owned())).to_vec(),
        "{outcomes:?}"
    );
    let twice = sandbox.run(&format!("{ALICE} --query prod --operation apply,plan --operation plan"));
    assert_eq!(twice.outcomes(), ["prod plan allow", "prod apply allow"]);
}

#[test]
fn forced_applies_pass_requirements_by() {
    let config = format!("{}      apply_force: ['user:alice']\n", CONFIG.replace("    - tag_query: ''\n", ""));
    let sandbox = Sandbox::with(&format!("{config}apply_requirements:\n  checks: []\n"));
    sandbox.change(["prod/main.tf"]);
    let run = sandbox.run(&format!("{ALICE} --operation apply,apply-force"));
    assert_eq!(run.outcomes(), ["prod apply deny no-requirement", "prod apply-force allow"]);
}

#[test]
fn exit_zero_forgives_a_denial_and_not_a_failure() {
    let sandbox = Sandbox::ready();
    let eve = "simulate --user eve --team none-of-these --role read";
    sandbox.run(eve).negative();
    sandbox.run(&format!("{eve} --exit-zero")).clean().says("deny");
    sandbox.run(&format!("{eve} --exit-zero --head nowhere")).fails("there is no revision 'nowhere'", "help: ");
}

#[test]
fn one_denied_dirspace_empties_the_matrix_of_applies() {
    let sandbox = Sandbox::ready();
    let matrix = |who: &str| sandbox.run(&format!("simulate --user x {who} --role write --format github-matrix")).out;
    let sre: serde_json::Value = serde_json::from_str(&matrix("--team sre")).unwrap();
    assert_eq!(sre["include"].as_array().unwrap().len(), 4);
    let dev: serde_json::Value = serde_json::from_str(&matrix("--team dev")).unwrap();
    let operations: Vec<_> = dev["include"].as_array().unwrap().iter().map(|job| job["operation"].as_str()).collect();
    assert_eq!(operations, [Some("plan"), Some("plan")], "the denied apply of prod holds that of dev back");
    assert_eq!(matrix("--team dev").lines().count(), 1);
}

#[test]
fn plans_are_refused_where_destination_branches_says_so() {
    let sandbox = Sandbox::with(&format!(
        "destination_branches:\n  - branch: main\n    source_branches: ['feature', 'release/*']\n{LENIENT}"
    ));
    sandbox.change(["prod/main.tf"]);
    assert_eq!(sandbox.run(ALICE).outcomes(), ["prod plan allow", "prod apply allow"]);
    let other = sandbox.run(&format!("{ALICE} --source-branch hotfix"));
    assert_eq!(other.negative().outcomes(), ["prod plan deny destination-branch", "prod apply allow"]);
    let target = sandbox.run(&format!("{ALICE} --target-branch develop"));
    assert_eq!(target.outcomes()[0], "prod plan deny destination-branch");
    sandbox.git(["switch", "--quiet", "--detach"]);
    let detached = sandbox.run(ALICE);
    assert_eq!(detached.negative().outcomes(), ["prod plan undetermined destination-branch", "prod apply allow"]);
    sandbox.git(["switch", "--quiet", "feature"]);
    sandbox.git(["branch", "--force", "main", "HEAD"]);
    let no_target = sandbox.run(&format!("{ALICE} --operation plan --base HEAD~1"));
    assert_eq!(no_target.negative().outcomes(), ["prod plan undetermined destination-branch"]);
}

#[test]
fn without_destination_branches_only_the_default_branch_is_planned_for() {
    let sandbox = Sandbox::with(LENIENT);
    sandbox.git(["branch", "develop", "main"]);
    sandbox.change(["prod/main.tf"]);
    let run = sandbox.run(&format!("{ALICE} --base develop"));
    assert_eq!(run.negative().outcomes(), ["prod plan deny destination-branch", "prod apply allow"]);
    // A commit is no branch: what is taken for granted is said.
    let first = sandbox.git(["rev-parse", "HEAD~1"]);
    sandbox.git(["branch", "--force", "main", "HEAD"]);
    let run = sandbox.run(&format!("{ALICE} --base {first}"));
    assert_eq!(run.clean().outcomes(), ["prod plan allow", "prod apply allow"]);
    assert!(run.json()["premises"].to_string().contains("the request goes to the default branch `main`"));
}

#[test]
fn a_change_is_told_from_the_branch_that_the_request_goes_to() {
    let sandbox = Sandbox::with(LENIENT);
    sandbox.git(["branch", "release", "main"]);
    sandbox.change(["prod/main.tf"]);
    sandbox.git(["branch", "--force", "main", "HEAD"]);
    let changed = |line: &str| sandbox.run(&format!("{ALICE} {line}")).json()["commits"]["changed_paths"].clone();
    assert_eq!(changed(""), 0);
    assert_eq!(changed("--target-branch release"), 1);
    assert_eq!(changed("--assume target-branch=release"), 1);
    assert_eq!(changed("--target-branch release --base main"), 0, "--base goes before");
    for odd in ["gone", "release~0", "release^{commit}"] {
        let run = sandbox.run(&format!("{ALICE} --target-branch {odd}"));
        assert!(run.warnings().contains(&format!("there is no branch `{odd}` here")), "{}", run.warnings());
    }
}

#[test]
fn a_query_that_selects_nothing_is_said() {
    let sandbox = Sandbox::ready();
    let run = sandbox.run(&format!("{ALICE} --query prdo"));
    assert!(run.clean().warnings().contains("the query selects none of the dirspaces"), "{}", run.warnings());
    let text = sandbox.run("simulate --user alice --query prdo").out;
    assert!(text.contains("nothing to decide: the query selects no dirspace of the change"), "{text}");
    assert_eq!(sandbox.run(&format!("{ALICE} --query prod")).warnings(), "");
}

#[test]
fn what_builders_found_is_not_read_from_an_empty_file() {
    let sandbox = Sandbox::ready();
    sandbox.write("nothing", " \n");
    for flag in ["--index", "--built-tree"] {
        sandbox.run(&format!("{ALICE} {flag} nothing")).fails("nothing is empty", "help: ");
    }
}
