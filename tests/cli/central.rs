//! The owner's central configuration, in a folder.

use crate::sandbox::{CONFIG, LENIENT, Sandbox};

const ASK: &str = "simulate --user alice --team dev --role write --format json --central central --central-repo app";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with(&format!("{CONFIG}{LENIENT}"));
    sandbox.change(["prod/main.tf"]);
    sandbox
}

#[test]
fn overrides_come_first_defaults_last_and_a_forced_file_alone() {
    let sandbox = sandbox();
    let policy = |query: &str, apply: &str| {
        format!("access_control:\n  policies:\n    - tag_query: '{query}'\n      apply: ['{apply}']\n")
    };
    let apply = || sandbox.run(ASK).outcomes()[1].clone();
    sandbox.write("central/config/defaults.yml", &policy("prod", "*"));
    assert_eq!(apply(), "prod apply deny policy", "the repository's policy comes first");
    sandbox.write("central/config/overrides.yaml", &policy("prod", "team:dev"));
    assert_eq!(apply(), "prod apply allow", "an override comes before it");
    sandbox.write("central/config/app/overrides.yml", &policy("prod", "team:ops"));
    assert_eq!(apply(), "prod apply deny policy", "the repository's override before that");
    sandbox.write("central/config/other/config.yml", &policy("", "team:dev"));
    assert_eq!(apply(), "prod apply deny policy", "another repository's file has no say");
    sandbox.write("central/config/app/config.yml", &format!("{}{LENIENT}", policy("", "team:dev")));
    let run = sandbox.run(ASK);
    assert_eq!(run.outcomes()[1], "prod apply allow", "a forced file replaces the rest");
    let roles: Vec<String> =
        run.json()["configs"].as_array().unwrap().iter().map(|one| one["role"].as_str().unwrap().to_owned()).collect();
    assert_eq!(roles, ["global-defaults", "forced"], "only what has a say is named");
    assert!(run.warnings().contains("takes the place of the repository's own configuration"), "{}", run.warnings());
}

#[test]
fn the_repositorys_name_comes_from_origin() {
    let sandbox = sandbox();
    sandbox.write("central/config/app/config.yml", LENIENT);
    let ask = "dirspaces --format json --central central";
    sandbox.run(ask).fails("it is not known by which name", "--central-repo NAME");
    sandbox.git(["remote", "add", "origin", "https://example.com/org/app.git"]);
    assert_eq!(sandbox.run(ask).clean().json()["configs"][0]["role"], "forced");
    for name in ["../app", "..", "a/b"] {
        sandbox.run(&format!("{ask} --central-repo {name}")).fails("is not the name of a repository", "help: ");
    }
}

#[test]
fn nothing_central_is_passed_over_in_silence() {
    let sandbox = sandbox();
    sandbox.run(ASK).fails("central is not a folder", "help: ");
    std::fs::create_dir(sandbox.at("central")).unwrap();
    assert!(sandbox.run(ASK).warnings().contains("holds no central configuration for `app`"));
    sandbox.link("central/config/overrides.yml", "nowhere");
    sandbox.run(ASK).fails("cannot read central/config/overrides.yml", "No such file");
    sandbox.remove("central/config/overrides.yml").write("central/config/overrides.yml", "access_control: 1\n");
    sandbox.run(ASK).fails("the configuration cannot be used", "overrides.yml:1:");
    sandbox.write("central/config/overrides.yml", "enabled: true\n").write("central/config/overrides.yaml", "}");
    assert!(sandbox.run(ASK).warnings().contains("the server reads central/config/overrides.yml alone"));
}
