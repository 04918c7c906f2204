//! Repositories that are not as one would wish: each gets an answer that can be trusted, or a message that
//! says what is wrong and what to do.

use std::os::unix::ffi::OsStrExt as _;

use crate::sandbox::{CONFIG, LENIENT, Run, Sandbox, git_in, whomay};

const ASK: &str = "simulate --user alice --team sre --role write --format json";

#[test]
fn a_folder_that_is_no_repository() {
    let sandbox = Sandbox::empty();
    sandbox.run(ASK).fails("there is no git repository in '.'", "help: Run whomay inside a clone");
    sandbox.run("dirspaces -C /nowhere/at/all").fails("'/nowhere/at/all'", "help: ");
}

#[test]
fn a_bare_repository_has_commits_and_no_work_tree() {
    let sandbox = Sandbox::ready();
    sandbox.git(["clone", "--quiet", "--bare", ".", "bare.git"]);
    sandbox.run_in("bare.git", ASK).clean();
    for flag in ["--worktree", "--staged"] {
        sandbox.run_in("bare.git", &format!("{ASK} {flag}")).fails("the repository is bare", "help: ");
    }
}

#[test]
fn a_linked_work_tree_and_a_folder_inside_are_the_repository() {
    let sandbox = Sandbox::ready();
    sandbox.git(["worktree", "add", "--quiet", "-b", "other", "linked"]);
    let names = sandbox.run(ASK).names();
    assert_eq!(names, ["dev", "prod"]);
    assert_eq!(sandbox.run_in("linked", ASK).names(), names);
    assert_eq!(sandbox.run_in("prod", ASK).names(), names);
}

#[test]
fn a_shallow_clone_without_the_merge_base_is_refused_with_the_way_out() {
    let sandbox = Sandbox::ready();
    sandbox.git(["switch", "--quiet", "main"]);
    sandbox.change(["README.md"]);
    let url = format!("file://{}", sandbox.path().display());
    sandbox.git(["clone", "--quiet", "--depth=1", "--no-single-branch", &url, "shallow"]);
    git_in(&sandbox.at("shallow"), ["switch", "--quiet", "feature"]);
    let run = sandbox.run_in("shallow", ASK);
    run.fails("this is a shallow clone", "fetch-depth: 0");
    let run = sandbox.run_in("shallow", "dirspaces --all --format json");
    assert_eq!(run.clean().names(), ["dev", "prod"], "which dirspaces there are can be told");
    assert!(run.warnings().contains("what changed is not known: this is a shallow clone"), "{}", run.warnings());
    assert_eq!(sandbox.run_in("shallow", "dirspaces prod --format json").clean().names(), ["prod"]);
}

#[test]
fn an_unborn_branch() {
    let sandbox = Sandbox::new();
    sandbox.run(ASK).fails("the branch 'main' has no commit yet", "help: Commit something first");
}

#[test]
fn revisions_that_are_not_there() {
    let sandbox = Sandbox::ready();
    for flag in ["--base", "--head", "--config-ref", "--default-branch"] {
        let run = sandbox.run(&format!("{ASK} {flag} featrue"));
        run.fails("there is no revision 'featrue'", "Did you mean 'feature'?");
    }
    sandbox.run(&format!("{ASK} --head HEAD:prod")).fails("'HEAD:prod' is not a commit", "help: ");
}

#[test]
fn a_tag_that_is_named_like_a_branch_is_not_taken_for_it() {
    let sandbox = Sandbox::ready();
    sandbox.git(["tag", "main", "HEAD"]);
    let run = sandbox.run(&format!("{ASK} --base main"));
    run.fails("which are different commits", "A tag that is named like a branch");
}

#[test]
fn a_default_branch_that_nobody_knows() {
    let sandbox = Sandbox::ready();
    sandbox.git(["branch", "master"]);
    sandbox.run(ASK).fails("the default branch may be 'main' or 'master'", "git remote set-head origin --auto");
    sandbox.run(&format!("{ASK} --default-branch main")).clean();
    // With a base it is at least said whose configuration decides.
    let run = sandbox.run(&format!("{ASK} --base main"));
    assert!(run.clean().warnings().contains("`main` is taken for it, and its configuration decides"));
    sandbox.git(["branch", "-D", "--quiet", "main", "master"]);
    sandbox.run(ASK).fails("no default branch is known", "help: Pass --base");
}

#[test]
fn a_detached_head_has_no_branch_to_take_tags_from() {
    let sandbox = Sandbox::with("tags:\n  branch:\n    ours: 'feature'\n");
    sandbox.change(["prod/main.tf"]);
    let tags = |run: &Run| run.dirspaces()["prod"]["tags"].to_string();
    assert!(tags(&sandbox.run("dirspaces --format json")).contains("branch:ours"));
    sandbox.git(["switch", "--quiet", "--detach"]);
    let run = sandbox.run("dirspaces --format json");
    run.fails("gives tags by the branch that a request comes from", "help: Pass --source-branch NAME");
    let named = sandbox.run("dirspaces --format json --source-branch feature");
    assert!(tags(named.clean()).contains("branch:ours"));
    let head = sandbox.git(["rev-parse", "HEAD"]);
    sandbox.run(&format!("dirspaces --head {head}")).fails("comes from", "--source-branch");
    sandbox.git(["tag", "feature-1"]);
    sandbox.run("dirspaces --head feature-1").fails("comes from", "--source-branch");
    assert!(tags(sandbox.run("dirspaces --head feature --format json").clean()).contains("branch:ours"));
}

#[test]
fn a_base_that_is_no_branch_gives_no_tags_either() {
    let sandbox = Sandbox::with("tags:\n  dest_branch:\n    trunk: 'main'\n");
    sandbox.change(["prod/main.tf"]);
    let first = sandbox.git(["rev-parse", "HEAD~1"]);
    sandbox.git(["switch", "--quiet", "main"]);
    sandbox.change(["README.md"]);
    sandbox.git(["switch", "--quiet", "feature"]);
    let ask = format!("dirspaces --format json --base {first}");
    sandbox.run(&ask).fails("gives tags by the branch that a request goes to", "help: Pass --target-branch NAME");
    let run = sandbox.run(&format!("{ask} --target-branch main"));
    assert!(run.clean().dirspaces()["prod"]["tags"].to_string().contains("dest_branch:trunk"));
}

#[test]
fn a_remotes_branch_is_named_without_the_remote() {
    let sandbox = Sandbox::with("tags:\n  branch:\n    ours: '^feature$'\n  dest_branch:\n    trunk: '^main$'\n");
    sandbox.change(["prod/main.tf"]);
    sandbox.git(["clone", "--quiet", "--origin", "upstream", ".", "clone"]);
    let ask = "dirspaces --format json --base upstream/main --default-branch upstream/main --head upstream/feature";
    let tags = sandbox.run_in("clone", ask).clean().dirspaces()["prod"]["tags"].to_string();
    assert!(tags.contains("branch:ours") && tags.contains("dest_branch:trunk"), "{tags}");
}

#[test]
fn submodules_and_links_are_entries_and_not_followed() {
    let sandbox = Sandbox::with(CONFIG);
    sandbox.link("dev/link.tf", "../prod/main.tf").link("loop", "loop").link("broken.tf", "/nowhere");
    sandbox.commit("links");
    let head = sandbox.git(["rev-parse", "HEAD"]);
    sandbox.git(["update-index", "--add", "--cacheinfo", &format!("160000,{head},vendor/module")]);
    sandbox.git(["commit", "--quiet", "-m", "submodule"]);
    assert_eq!(sandbox.run("dirspaces --format json").clean().names(), [".", "dev"]);
    assert_eq!(sandbox.run("dirspaces --format json --worktree").clean().names(), [".", "dev"]);
}

#[test]
fn a_configuration_that_is_no_regular_file() {
    let sandbox = Sandbox::with(CONFIG);
    sandbox.remove(".terrateam/config.yml").link(".terrateam/config.yml", "../README.md").commit("link");
    sandbox.run(ASK).fails("'.terrateam/config.yml' is a symbolic link", "help: Put a regular file there");
    sandbox.remove(".terrateam/config.yml").write(".terrateam/config.yml/x", "").commit("folder");
    sandbox.run(ASK).fails("'.terrateam/config.yml' is a folder", "help: ");
}

#[test]
fn a_link_on_the_way_to_the_configuration_is_not_followed() {
    let sandbox = Sandbox::with("");
    sandbox.write("elsewhere/config.yml", CONFIG).link(".terrateam", "elsewhere").commit("link");
    sandbox.run(ASK).fails("'.terrateam' is a symbolic link", "help: ");
}

#[test]
fn names_that_are_not_utf8() {
    let sandbox = Sandbox::with(&format!("{CONFIG}{LENIENT}"));
    let name = std::ffi::OsStr::from_bytes(b"dev/\xff.tf");
    sandbox.write(name, "").change(["prod/main.tf"]);
    sandbox.run(ASK).fails("the name of the changed file", "help: Rename the file");
    // On the other side of the diff it is a warning.
    sandbox.git(["branch", "--quiet", "--force", "main", "HEAD"]);
    sandbox.change(["dev/main.tf"]);
    let run = sandbox.run(ASK);
    assert!(run.clean().warnings().contains("is not UTF-8"), "{}", run.warnings());
}

#[test]
fn a_sha256_repository() {
    let sandbox = Sandbox::empty();
    sandbox.git(["init", "--quiet", "--initial-branch=main", "--object-format=sha256", "."]);
    sandbox.write("a/main.tf", "").commit("first");
    sandbox.run(ASK).fails("has a format that whomay cannot read", "--object-format=sha1");
}

#[test]
fn an_object_that_is_missing_or_cut_off() {
    for damage in ["remove", "truncate"] {
        let sandbox = Sandbox::ready();
        let id = sandbox.git(["rev-parse", "HEAD:.terrateam/config.yml"]);
        let (folder, file) = id.split_at(2);
        let object = sandbox.at(format!(".git/objects/{folder}/{file}"));
        std::fs::remove_file(&object).unwrap();
        if damage == "truncate" {
            std::fs::write(&object, b"x\x9c").unwrap();
        }
        sandbox.run(ASK).fails(&id, "help: Run `git fsck`");
    }
}

#[test]
fn unrelated_histories() {
    let sandbox = Sandbox::ready();
    sandbox.git(["switch", "--quiet", "--orphan", "alone"]);
    sandbox.write("a/main.tf", "").commit("alone");
    sandbox.run(ASK).fails("have no ancestor in common", "help: ");
}

#[test]
fn a_repository_of_somebody_else_is_opened_when_that_is_said() {
    let sandbox = Sandbox::ready();
    let chown = |owner: &str| {
        let mut command = std::process::Command::new("chown");
        command.args(["-R", owner]).arg(sandbox.path()).status().unwrap().success()
    };
    if !chown("12345:12345") {
        // Only root can give files away, and only root needs to.
        return;
    }
    sandbox.run(ASK).fails("belongs to another user", "help: If you trust its owner, pass --trust-owner");
    sandbox.run(&format!("{ASK} --trust-owner")).clean();
    assert!(chown("0:0"));
}

#[test]
fn git_dir_says_which_repository_unless_a_folder_is_named() {
    let (one, other) = (Sandbox::ready(), Sandbox::with(CONFIG));
    let git_dir = one.at(".git");
    let names = |arguments: &[&str]| {
        let mut command = whomay(other.path());
        Run::of(command.env("GIT_DIR", &git_dir).args(["dirspaces", "--format", "json"]).args(arguments)).names()
    };
    assert_eq!(names(&[]), ["dev", "prod"]);
    let folder = other.path().display().to_string();
    assert_eq!(names(&["-C", &folder]), [""; 0]);
}
