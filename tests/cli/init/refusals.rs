//! Where nothing may be written, and that nothing is.

use super::{environments, everything, new_files};
use crate::sandbox::{Sandbox, git_in};

#[test]
fn there_has_to_be_a_repository_with_files() {
    let plain = Sandbox::empty();
    plain.run("init --yes").fails("there is no git repository", "git init");
    plain.run("init --hooks").fails("there is no git repository", "git init");
    plain.run("init -C nowhere").fails("there is no folder nowhere", "");
    plain.git(["init", "--quiet", "--bare", "bare.git"]);
    plain.run("init --yes -C bare.git").fails("the repository is bare", "in a clone");
    assert!(!plain.at(".terrateam").exists() && !plain.at("bare.git/.terrateam").exists());
}

#[test]
fn no_link_leads_out_of_the_repository() {
    for (link, target) in [(".github", "../outside"), (".github", "elsewhere"), (".terrateam", "/nowhere")] {
        let outer = Sandbox::empty();
        std::fs::create_dir_all(outer.at("outside")).unwrap();
        std::fs::create_dir_all(outer.at("work/elsewhere")).unwrap();
        git_in(&outer.at("work"), ["init", "--quiet", "."]);
        outer.write("work/prod/main.tf", "").link(&format!("work/{link}"), target);
        let run = outer.run("init --yes --forge github -C work");
        run.fails("cannot be made", "").complains(&format!("{link} is a symbolic link"));
        assert_eq!(std::fs::read_dir(outer.at("outside")).unwrap().count(), 0);
        assert_eq!(std::fs::read_dir(outer.at("work/elsewhere")).unwrap().count(), 0);
        assert!(!outer.at("work/.terrateam/config.yml").exists(), "nothing at all is written then");
    }
}

#[test]
fn a_link_in_the_place_of_a_file_is_never_written_through() {
    for target in ["../victim", "nowhere"] {
        let sandbox = environments();
        sandbox.write("victim", "theirs").link(".terrateam/config.yml", target);
        let before = everything(&sandbox);
        sandbox.run("init --yes").ends_with(2).complains("symbolic link");
        assert_eq!(everything(&sandbox), before);
    }
}

#[test]
fn names_that_differ_by_case_alone_are_one_name_somewhere() {
    for there in [".Terrateam/config.yml", ".terrateam/Config.yml", ".GitHub/CODEOWNERS"] {
        let sandbox = environments();
        sandbox.write(there, "# theirs\n");
        let before = everything(&sandbox);
        sandbox.run("init --yes").fails("which differs from", "mend this").complains("by case alone");
        assert_eq!(everything(&sandbox), before, "{there}");
    }
}

#[test]
fn what_is_in_the_way_stays_there() {
    for there in [".terrateam", ".github", ".terrateam/config.yml/x"] {
        let sandbox = environments();
        sandbox.write(there, "theirs");
        let before = everything(&sandbox);
        sandbox.run("init --yes").ends_with(2).complains("is a f");
        assert_eq!(everything(&sandbox), before, "{there}");
    }
}

#[test]
fn nothing_is_written_into_another_repository() {
    let sandbox = environments();
    sandbox.git(["init", "--quiet", ".github"]);
    sandbox.run("init --yes").fails(".github is a repository of its own", "");
    assert!(!sandbox.at(".github/workflows").exists() && !sandbox.at(".terrateam").exists());
}

#[test]
fn what_git_ignores_is_told_and_not_written_twice() {
    let sandbox = environments();
    sandbox.write(".gitignore", ".terrateam/\n");
    sandbox.run("init --yes --only config").clean().says("git ignores .terrateam/config.yml").says("wrote");
    let before = everything(&sandbox);
    sandbox.run("init --yes --only config").clean().says("nothing to do");
    assert_eq!(everything(&sandbox), before);
}

#[test]
fn options_that_make_no_sense_are_refused() {
    let sandbox = environments();
    for (line, complaint) in [
        ("init --pin main", "forty hexadecimal digits"),
        ("init --pin 1234567", "forty hexadecimal digits"),
        ("init --pin 0000000000000000000000000000000000000000", "zeros stand for a commit"),
        ("init --only nothing", "workflows"),
        ("init --forge bitbucket", "gitlab"),
        ("init --hooks --only config", "cannot be used with"),
        ("init --yes --diff", "cannot be used with"),
    ] {
        assert_eq!(sandbox.run(line).ends_with(2).complains(complaint).out, "", "{line}");
    }
    assert_eq!(new_files(&everything(&environments()), &everything(&sandbox)), Vec::<String>::new());
}

#[test]
fn a_configuration_that_cannot_be_read_is_left_alone() {
    let sandbox = environments();
    sandbox.write(".whomay.yml", "lints: [\n");
    let before = everything(&sandbox);
    sandbox.run("init --yes").ends_with(2).complains(".whomay.yml");
    assert_eq!(everything(&sandbox), before);
    let sandbox = environments();
    sandbox.write(".terrateam/config.yml", "access_control:\n  polices: []\n");
    sandbox.run("init --yes").clean().says(".terrateam/config.yml is there and cannot be used: `whomay lint` says why");
    let sandbox = environments();
    sandbox.write(".terrateam/config.yml", "access_control: {policies: [{tag_query: '', apply: ['team:sre']}]}\n");
    sandbox.run("init --yes").clean().says("has 1 finding: see `whomay lint`");
    // What is written can call for an entry in rules that are not touched.
    let sandbox = environments();
    let rules = "access_control: {ci_config_update: [], terrateam_config_update: ['team:leads']}\n";
    sandbox.write(".terrateam/config.yml", rules);
    let shown = sandbox.run("init --yes");
    shown.clean().says(".terrateam/config.yml is there and has no findings; what is new adds 2 findings");
    shown.says("`.whomay.yml: [\"team:leads\"]`").never_says("please report");
}

#[test]
fn why_there_are_no_jobs_is_said() {
    let sandbox = environments();
    sandbox.run("init --yes --forge none --only workflows").clean().says("without a forge there are no jobs");
    sandbox.run("init --yes").clean();
    sandbox.run("init --yes").clean().never_says("without a forge");
}
