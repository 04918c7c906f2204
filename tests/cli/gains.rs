//! What `lint --staged` says of a staged configuration: who gains and who loses what by it.

use crate::sandbox::{Run, Sandbox, whomay};

const CONFIG: &str = ".terrateam/config.yml";
const YAML: &str = ".terrateam/config.yaml";

/// Everything that a table says, without the findings before it.
#[track_caller]
fn table(run: &Run) -> Vec<&str> {
    let lines: Vec<&str> = run.out.lines().collect();
    let begins = |line: &&str| line.starts_with("who gains") || line.starts_with("no principal");
    let begin = lines.iter().position(begins).unwrap_or_else(|| panic!("no table in\n{}\n{}", run.out, run.err));
    lines[begin..].to_vec()
}

/// Its rows, cells parted by single bars.
#[track_caller]
fn rows(run: &Run) -> Vec<String> {
    let rows = table(run).into_iter().filter(|line| line.starts_with("  gains") || line.starts_with("  loses"));
    let cells =
        |row: &str| row.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("|");
    rows.map(cells).collect()
}

/// Directories `prod`, `dev` and `stage`, and policies of the first two, committed.
fn repository(config: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    for dir in ["prod", "dev", "stage", "modules/net"] {
        sandbox.write(format!("{dir}/main.tf"), "# 1\n");
    }
    sandbox.write(CONFIG, config);
    sandbox.commit("first");
    sandbox
}

fn policies(prod: &str, rest: &str) -> String {
    format!("access_control:\n  policies:\n    - {{tag_query: 'dir:prod', {prod}}}\n    - {{tag_query: '', {rest}}}\n")
}

fn stage(sandbox: &Sandbox, config: &str) -> Run {
    sandbox.write(CONFIG, config).git(["add", CONFIG]);
    sandbox.run("lint --staged --exit-zero")
}

#[test]
fn who_gains_and_who_loses() {
    let sandbox = repository(&policies("apply: ['team:sre']", "apply: ['role:write']"));
    let run = stage(&sandbox, &policies("apply: ['team:sre', 'user:bob'], apply_force: ['user:bob']", "apply: ['*']"));
    let lines = [
        "who gains and who loses what by what is staged, once it is on the default branch:",
        "  gains  everyone  apply               3 of 4 dirspaces: dev, modules/net, stage",
        "  gains  user:bob  apply, apply-force  1 of 4 dirspaces: prod",
        "  Each entry is taken alone: team:x is somebody in that team of whom nothing else is known. Apply",
        "  requirements are not part of this.",
    ];
    assert_eq!(table(&run), lines);
    let run = stage(&sandbox, &policies("plan: [], apply: []", "apply: ['role:admin']"));
    assert_eq!(
        rows(&run),
        [
            "loses|everyone|plan|1 of 4 dirspaces: prod",
            "loses|role:write but role:admin|apply|3 of 4 dirspaces: dev, modules/net, stage",
            "loses|team:sre|apply|1 of 4 dirspaces: prod",
        ]
    );
}

#[test]
fn a_change_that_changes_no_access_says_so() {
    let before = policies("apply: ['team:sre']", "apply: []");
    let sandbox = repository(&before);
    for same in [format!("# a comment\n{before}"), format!("{before}parallel_runs: 2\n")] {
        assert_eq!(table(&stage(&sandbox, &same)), ["no principal gains or loses anything by what is staged"]);
    }
}

#[test]
fn without_a_staged_configuration_nothing_is_said() {
    let sandbox = repository(&policies("apply: ['team:sre']", "apply: ['team:sre']"));
    sandbox.write("prod/main.tf", "# 2\n").write("new/main.tf", "").git(["add", "--all"]);
    sandbox.write(CONFIG, "this: is: not: staged").write(YAML, "nor: this");
    let run = sandbox.run("lint --staged");
    assert_eq!((run.clean().quiet().out.as_str(), run.err.as_str()), ("", ""));
    // Machines are answered in their own format.
    sandbox.run("lint --staged --format json").clean().quiet().json();
    sandbox.run("lint --staged --format sarif").clean().quiet().json();
    // Asked for by name it is looked at all the same, as when pre-commit runs on all files.
    sandbox.run_all(["lint", "--staged", CONFIG]).says("in .terrateam/config.yml");
}

#[test]
fn frameworks_name_the_files_that_are_staged() {
    let sandbox = repository(&policies("apply: []", "apply: []"));
    sandbox.write(".whomay.yml", "lints: {}\n").write(CONFIG, &policies("apply: ['team:a']", "apply: []"));
    sandbox.git(["add", "--all"]);
    let run = sandbox.run_all(["lint", "--staged", "--exit-zero", "--", CONFIG, ".whomay.yml"]);
    assert_eq!(rows(run.clean().quiet()), ["gains|team:a|apply|1 of 4 dirspaces: prod"]);
    run.says("in .terrateam/config.yml").never_says("in .whomay.yml");
    assert_eq!(sandbox.run("lint --staged -- .whomay.yml").clean().quiet().out, "");
    sandbox.write(".whomay.yml", "lnts: {}\n").git(["add", "--all"]);
    sandbox.run("lint --staged -- .whomay.yml").fails(".whomay.yml cannot be used", "lints");
}

#[test]
fn policies_of_no_dirspace_cannot_be_compared() {
    let sandbox = Sandbox::new();
    sandbox.write(CONFIG, &policies("", "")).commit("first");
    let run = stage(&sandbox, &policies("apply: []", "apply: []"));
    run.says("no principal gains or loses anything").says("There is no dirspace among the files");
}

#[test]
fn the_first_commit_is_compared_with_the_servers_defaults() {
    let sandbox = Sandbox::new();
    sandbox.write("prod/main.tf", "").write(CONFIG, &policies("apply: ['team:sre']", ""));
    sandbox.git(["add", "--all"]);
    let run = sandbox.run("lint --staged --exit-zero");
    assert_eq!(rows(&run), ["loses|everyone but team:sre|apply|1 of 1 dirspace: prod"]);
    run.clean().says("Before, there is no .terrateam/config.yml and no .terrateam/config.yaml").says("defaults hold");
}

#[test]
fn whoever_takes_the_configuration_away_is_told_what_that_does() {
    let sandbox = repository(&policies("apply: ['team:sre']", "plan: []"));
    sandbox.git(["rm", "--quiet", CONFIG]);
    sandbox
        .run("lint --staged")
        .fails("there is no .terrateam/config.yml", "whomay lint PATH")
        .complains("gains  everyone  plan   3 of 4 dirspaces")
        .complains("gains  everyone  apply  1 of 4 dirspaces: prod")
        .complains("Then there is no");
    // Another file in its place is read instead, and is looked at.
    sandbox.write(YAML, &policies("apply: ['team:sre']", "plan: []"));
    sandbox.git(["add", YAML]);
    let run = sandbox.run("lint --staged --exit-zero");
    assert_eq!(table(run.clean()), ["no principal gains or loses anything by what is staged"]);
}

#[test]
fn the_repository_wide_lists_are_part_of_it() {
    let sandbox = repository("access_control:\n  enabled: true\n");
    let run = stage(
        &sandbox,
        "access_control:\n  unlock: ['role:maintain']\n  terrateam_config_update: ['role:maintain']\n  ci_config_update: []\n  files:\n    CODEOWNERS: ['role:maintain']\n",
    );
    assert_eq!(
        rows(&run),
        [
            "loses|everyone but role:maintain|unlock, config update, update of CODEOWNERS|the repository",
            "loses|everyone|ci update|the repository",
        ]
    );
    let run = stage(&sandbox, "access_control:\n  enabled: false\n");
    assert_eq!(rows(&run), ["gains|everyone|apply-force|all 4 dirspaces"]);
    run.says("Access control is off then: everybody may do everything.");
}

#[test]
fn a_version_that_does_not_load_has_no_table() {
    let good = policies("apply: ['team:sre']", "");
    let sandbox = repository(&good);
    for bad in ["access_control: [", "acess_control: {}", "access_control: {unlock: [bob]}"] {
        let run = stage(&sandbox, bad);
        run.says("who gains and who loses what is not known: the configuration of what is staged");
    }
    sandbox.git(["commit", "--quiet", "-m", "bad"]);
    stage(&sandbox, &good).says("is not known: the configuration of the last commit does not load");
    let stacks = format!("{good}stacks: {{names: {{a: {{tag_query: prod in dir}}, b: {{tag_query: prod in dir}}}}}}\n");
    sandbox.git(["commit", "--quiet", "-m", "good"]);
    stage(&sandbox, &stacks).says("is not known: the configuration of what is staged does not fit the files");
}

#[test]
fn dirspaces_of_one_version_only_are_named() {
    let with = |dirs: &str| format!("{}dirs:\n  prod: {{{dirs}}}\n", policies("apply: ['team:sre']", "apply: []"));
    let sandbox = repository(&with(""));
    let run = stage(&sandbox, &with("workspaces: {default: {}, blue: {tags: [blue]}}"));
    let gained =
        ["gains|everyone|plan|1 of 5 dirspaces: prod (blue)", "gains|team:sre|apply|1 of 5 dirspaces: prod (blue)"];
    assert_eq!(rows(&run), gained);
    run.says("Not there before: prod (blue).");
    let run = stage(&sandbox, &with("when_modified: {file_patterns: []}"));
    assert_eq!(rows(&run).len(), 2);
    run.says("Not there any more: prod.");
}

#[test]
fn tags_decide_and_so_do_the_branches_that_they_come_from() {
    let config = |apply: &str| {
        format!(
            "tags: {{branch: {{release: '^release'}}}}\naccess_control:\n  policies:\n    - {{tag_query: 'branch:release', apply: [{apply}]}}\n    - {{tag_query: '', apply: []}}\n"
        )
    };
    let sandbox = repository(&config(""));
    assert_eq!(
        table(&stage(&sandbox, &config("'team:a'"))),
        ["no principal gains or loses anything by what is staged"]
    );
    sandbox.git(["switch", "--quiet", "-c", "release/1"]);
    let run = sandbox.run("lint --staged --exit-zero");
    assert_eq!(rows(&run), ["gains|team:a|apply|all 4 dirspaces"]);
    sandbox.git(["switch", "--quiet", "--detach"]);
    sandbox
        .run("lint --staged --exit-zero")
        .says("is not known: `tags.branch` is in use, and no branch is checked out");
}

#[test]
fn builders_may_make_it_come_out_otherwise() {
    let sandbox = repository("");
    let run = stage(&sandbox, &format!("{}config_builder: {{enabled: true, script: x}}\n", policies("apply: []", "")));
    run.says("`config_builder` is switched on");
}

#[test]
fn long_tables_are_cut_and_foreign_names_are_harmless() {
    let with = |list: &str, dirs: &str| {
        let policies: String = (0..30)
            .map(|n| format!("    - {{tag_query: 'dir:d{n:02}', apply: [{}]}}\n", list.replace('N', &n.to_string())))
            .collect();
        format!("access_control:\n  files: {{{dirs}}}\n  policies:\n{policies}    - {{tag_query: '', apply: []}}\n")
    };
    let sandbox = Sandbox::new();
    for n in 0..30 {
        sandbox.write(format!("d{n:02}/main.tf"), "");
    }
    sandbox.write(CONFIG, &with("", "")).commit("first");
    let files = (0..9).map(|n| format!("\"f{n}\\e[31m\": []")).collect::<Vec<_>>().join(", ");
    let run = stage(&sandbox, &with("'user:uN', \"team:\\e[2J\\u202e::error::x\"", &files));
    assert_eq!(rows(&run).len(), 15);
    // 30 users, one team that is in all lists, and the files.
    run.says("  and 17 more\n");
    assert!(!table(&run).concat().contains(['\u{1b}', '\u{202e}']) && !table(&run).concat().contains("::error"));
    let run = stage(&sandbox, &with("", &files));
    run.says("update of f0\\u{1b}[31m, update of f1\\u{1b}[31m, update of f2\\u{1b}[31m and 6 more");
    let long = "x".repeat(5000);
    let run = stage(&sandbox, &with(&format!("'user:{long}'"), ""));
    assert!(table(&run).iter().all(|line| line.len() < 300));
}

/// Git tells hooks by variables which index the commit in the making has, and which repository it is about.
#[test]
fn the_commit_in_the_making_counts() {
    let sandbox = repository(&policies("apply: []", ""));
    sandbox.write(CONFIG, &policies("apply: ['user:bob']", ""));
    let index = sandbox.at(".git/other index");
    std::fs::copy(sandbox.at(".git/index"), &index).unwrap();
    let add = ["-c", "core.fsmonitor=false", "update-index", "--add", CONFIG];
    let mut git = std::process::Command::new("git");
    assert!(git.current_dir(sandbox.path()).args(add).env("GIT_INDEX_FILE", &index).status().unwrap().success());
    assert_eq!(sandbox.run("lint --staged").clean().out, "");
    let run = Run::of(whomay(sandbox.path()).args(["lint", "--staged", "--exit-zero"]).env("GIT_INDEX_FILE", &index));
    assert_eq!(rows(&run), ["gains|user:bob|apply|1 of 4 dirspaces: prod"]);
    let elsewhere = Sandbox::empty();
    let run = Run::of(
        whomay(elsewhere.path())
            .args(["lint", "--staged", "--exit-zero"])
            .env("GIT_DIR", sandbox.at(".git"))
            .env("GIT_WORK_TREE", sandbox.path())
            .env("GIT_INDEX_FILE", &index),
    );
    assert_eq!(rows(&run), ["gains|user:bob|apply|1 of 4 dirspaces: prod"]);
}
