//! What is staged, against git's own account of it, in every format of the index that git writes.

use std::collections::BTreeSet;
use std::path::Path;

use whomay::git::{GitError, Repository, Snapshot};

use crate::sandbox::{Sandbox, open};

const CONFIG: &str = ".terrateam/config.yml";
const OTHER: &str = ".terrateam/config.yaml";
const PATHS: [&str; 8] =
    [CONFIG, OTHER, ".whomay.yml", "a/deep/er/main.tf", "a b/ü.tf", "link", "gone.tf", "never/was.tf"];

/// Those of [`PATHS`] that git calls staged.
fn staged_by_git(sandbox: &Sandbox, head: &str) -> BTreeSet<String> {
    let listed = sandbox.git([
        "-c",
        "core.quotePath=false",
        "diff-index",
        "--cached",
        "--name-only",
        "-z",
        "--no-renames",
        head,
    ]);
    listed.split_terminator('\0').filter(|path| PATHS.contains(path)).map(str::to_owned).collect()
}

fn staged(repository: &Repository) -> BTreeSet<String> {
    repository.staged(&PATHS).unwrap().into_iter().map(str::to_owned).collect()
}

/// The files of the index as git lists them.
fn listed_by_git(sandbox: &Sandbox) -> Vec<String> {
    let listed = sandbox.git(["ls-files", "--cached", "-z"]);
    let names: BTreeSet<&str> = listed.split_terminator('\0').collect();
    names.into_iter().map(str::to_owned).collect()
}

/// Both questions, asked of us and of git.
fn agree(sandbox: &Sandbox, head: &str, what: &str) {
    let repository = sandbox.open();
    assert_eq!(staged(&repository), staged_by_git(sandbox, head), "{what}");
    assert_eq!(repository.files(Snapshot::Index).unwrap().paths, listed_by_git(sandbox), "{what}");
}

/// A repository with all of [`PATHS`] but the last, and with names that fill an index.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    for path in PATHS.iter().take(7).filter(|path| **path != "link") {
        sandbox.write(path, path);
    }
    sandbox.link("link", "a b");
    for n in 0..200 {
        sandbox.write(format!("{}/{}", "d".repeat(n % 9 + 1), "n".repeat(n + 1)), "x");
    }
    sandbox.write(format!("long/{0}/{0}/{0}", "x".repeat(250)), "x");
    sandbox.commit("first");
    sandbox
}

#[test]
fn every_kind_of_change_is_seen_in_every_version_of_the_index() {
    for version in ["2", "3", "4"] {
        let sandbox = sandbox();
        sandbox.git(["update-index", "--index-version", version]);
        let head = "HEAD";
        agree(&sandbox, head, "nothing is staged");
        sandbox.write(CONFIG, "changed on disk only");
        agree(&sandbox, head, "a change on disk is not staged");
        sandbox.git(["add", CONFIG]);
        sandbox.git(["rm", "--quiet", "gone.tf"]);
        sandbox.write("never/was.tf", "new");
        sandbox.git(["add", "never/was.tf"]);
        agree(&sandbox, head, "changed, removed, added");
        sandbox.git(["update-index", "--chmod=+x", "a/deep/er/main.tf"]);
        sandbox.remove("link");
        sandbox.write("link", "a b");
        sandbox.git(["add", "link"]);
        agree(&sandbox, head, "another mode, another kind");
        sandbox.git(["update-index", "--assume-unchanged", CONFIG]);
        sandbox.git(["update-index", "--skip-worktree", "a b/ü.tf"]);
        agree(&sandbox, head, "flags");
        sandbox.git(["reset", "--quiet"]);
        agree(&sandbox, head, "nothing any more");
        assert_eq!(staged(&sandbox.open()), BTreeSet::new());
    }
}

#[test]
fn the_versions_are_what_they_are_called() {
    for (version, flags) in [(2, false), (3, true), (4, false)] {
        let sandbox = sandbox();
        sandbox.git(["update-index", "--index-version", &version.to_string()]);
        if flags {
            // Git writes version 3 only where an entry needs it.
            sandbox.git(["update-index", "--skip-worktree", CONFIG]);
        }
        let index = std::fs::read(sandbox.at(".git/index")).unwrap();
        assert_eq!(index.get(..8).unwrap(), [b'D', b'I', b'R', b'C', 0, 0, 0, version]);
        agree(&sandbox, "HEAD", &format!("version {version}"));
    }
}

#[test]
fn what_is_only_meant_to_be_added_is_not_staged() {
    let sandbox = Sandbox::with(&["a.tf"]);
    sandbox.write(CONFIG, "x");
    sandbox.git(["add", "--intent-to-add", CONFIG]);
    assert_eq!(staged(&sandbox.open()), BTreeSet::new());
    assert_eq!(sandbox.open().files(Snapshot::Index).unwrap().paths, ["a.tf"]);
    sandbox.git(["add", CONFIG]);
    assert_eq!(staged(&sandbox.open()), [CONFIG.to_owned()].into());
}

#[test]
fn a_conflict_is_something_to_look_at() {
    let sandbox = Sandbox::with(&[CONFIG, "a.tf"]);
    sandbox.git(["switch", "--quiet", "--create", "other"]);
    sandbox.write(CONFIG, "theirs");
    sandbox.commit("theirs");
    sandbox.git(["switch", "--quiet", "main"]);
    sandbox.write(CONFIG, "ours");
    sandbox.commit("ours");
    let mut merge = crate::sandbox::scrubbed("git", sandbox.path());
    assert!(!merge.args(["merge", "--quiet", "other"]).output().unwrap().status.success());
    assert_eq!(staged(&sandbox.open()), [CONFIG.to_owned()].into());
    assert_eq!(sandbox.open().files(Snapshot::Index).unwrap().paths, [CONFIG, "a.tf"]);
}

#[test]
fn before_the_first_commit_everything_is_new() {
    let sandbox = Sandbox::new();
    assert_eq!(staged(&sandbox.open()), BTreeSet::new());
    assert_eq!(sandbox.open().files(Snapshot::Index).unwrap().paths, [""; 0]);
    sandbox.write(CONFIG, "x");
    assert_eq!(staged(&sandbox.open()), BTreeSet::new());
    sandbox.git(["add", "--all"]);
    assert_eq!(staged(&sandbox.open()), [CONFIG.to_owned()].into());
}

#[test]
fn each_work_tree_has_an_index_of_its_own() {
    let sandbox = Sandbox::with(&[CONFIG]);
    sandbox.git(["worktree", "add", "--quiet", "-b", "linked", "linked work"]);
    let linked = sandbox.at("linked work");
    std::fs::write(linked.join(CONFIG), "changed").unwrap();
    assert!(crate::sandbox::scrubbed("git", &linked).args(["add", CONFIG]).status().unwrap().success());
    assert_eq!(staged(&sandbox.open()), BTreeSet::new());
    assert_eq!(staged(&open(&linked)), [CONFIG.to_owned()].into());
}

#[test]
fn an_index_that_only_the_library_can_judge_is_left_to_it() {
    // Split in two files: the library refuses it, so no half of it may be taken for the whole.
    let split = sandbox();
    split.git(["update-index", "--split-index"]);
    split.write(CONFIG, "changed");
    split.git(["add", CONFIG]);
    let repository = split.open();
    let refused = [repository.staged(&PATHS).map(drop), repository.files(Snapshot::Index).map(drop)];
    for error in refused.map(Result::unwrap_err) {
        assert!(matches!(error, GitError::Unsupported { .. } | GitError::Library { .. }), "{error:?}");
    }
    // An entry that stands for a whole folder.
    let sparse = sandbox();
    sparse.git(["sparse-checkout", "set", "--sparse-index", "a"]);
    assert!(sparse.open().staged(&PATHS).is_err());

    // A hash that is left out, as git does where it is asked to be quick.
    let quick = sandbox();
    quick.git(["config", "index.skipHash", "true"]);
    quick.write(CONFIG, "changed");
    quick.git(["add", CONFIG]);
    agree(&quick, "HEAD", "no hash");

    // No index at all: nothing was ever staged.
    let none = sandbox();
    none.remove(".git/index");
    let everything: BTreeSet<String> = PATHS.iter().take(7).map(|path| (*path).to_owned()).collect();
    assert_eq!(staged(&none.open()), everything);
    std::fs::write(none.at(".git/index"), "nonsense").unwrap();
    assert!(none.open().staged(&PATHS).is_err());
}

#[test]
fn a_folder_or_a_link_in_the_place_of_the_file_is_a_change() {
    let sandbox = Sandbox::with(&[CONFIG]);
    sandbox.git(["rm", "--quiet", CONFIG]);
    sandbox.link(".terrateam", "elsewhere");
    sandbox.git(["add", "--all"]);
    assert_eq!(staged(&sandbox.open()), [CONFIG.to_owned()].into());
    sandbox.commit("a link");
    assert_eq!(staged(&sandbox.open()), BTreeSet::new());
    sandbox.remove(".terrateam");
    sandbox.write(format!("{CONFIG}/below"), "x");
    sandbox.git(["add", "--all"]);
    assert_eq!(staged(&sandbox.open()), BTreeSet::new());
    assert!(Path::new(&sandbox.at(CONFIG)).is_dir());
}

#[test]
fn a_bare_repository_has_nothing_staged_to_ask_about() {
    let sandbox = Sandbox::empty();
    sandbox.git(["init", "--quiet", "--bare", "."]);
    assert_eq!(sandbox.open().staged(&PATHS), Err(GitError::NoWorkTree));
    assert_eq!(sandbox.open().files(Snapshot::Index), Err(GitError::NoWorkTree));
}
