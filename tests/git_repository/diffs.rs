//! What changed, held against what git itself says.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use whomay::git::{GitError, Snapshot};

use crate::sandbox::{Sandbox, at, changes, shown};

/// What `git diff` says, in the form of [`changes`].
fn git_diff(sandbox: &Sandbox, arguments: &[&str]) -> Vec<String> {
    let fixed = ["-c", "core.quotePath=false", "diff", "--name-status", "--no-renames", "-z"];
    let output = sandbox.git(fixed.iter().chain(arguments));
    let fields: Vec<&str> = output.split_terminator('\0').collect();
    // A type change is a modification to us.
    let (pairs, rest) = fields.as_chunks::<2>();
    assert!(rest.is_empty(), "{rest:?}");
    pairs.iter().map(|[letter, path]| format!("{} {path}", letter.replace('T', "M"))).collect()
}

#[test]
fn an_empty_diff_is_empty() {
    let sandbox = Sandbox::with(&["a/main.tf"]);
    sandbox.commit("nothing");
    let repository = sandbox.open();
    assert_eq!(changes(&repository, "HEAD~1", "HEAD"), [""; 0]);
    assert_eq!(shown(&repository, "HEAD", Snapshot::Index), [""; 0]);
    assert_eq!(shown(&repository, "HEAD", Snapshot::WorkTree), [""; 0]);
}

#[test]
fn every_kind_of_change() {
    let sandbox = Sandbox::with(&[
        "a-b/main.tf",
        "a/main.tf",
        "a0/main.tf",
        "edited.tf",
        "exec.sh",
        "gone/deep/er/main.tf",
        "gone/main.tf",
        "moved/from.tf",
        "to-dir",
        "to-file/x.tf",
        "to-link.tf",
    ]);
    sandbox.write("edited.tf", "new");
    sandbox.git(["update-index", "--chmod=+x", "exec.sh"]);
    std::fs::set_permissions(sandbox.at("exec.sh"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    std::fs::remove_dir_all(sandbox.at("gone")).unwrap();
    std::fs::create_dir(sandbox.at("moved/there")).unwrap();
    std::fs::rename(sandbox.at("moved/from.tf"), sandbox.at("moved/there/from.tf")).unwrap();
    sandbox.remove("to-dir");
    sandbox.write("to-dir/main.tf", "x");
    std::fs::remove_dir_all(sandbox.at("to-file")).unwrap();
    sandbox.write("to-file", "x");
    sandbox.remove("to-link.tf");
    sandbox.link("to-link.tf", "edited.tf");
    sandbox.write("brand/new.tf", "x");
    let expected = [
        "A brand/new.tf",
        "M edited.tf",
        "M exec.sh",
        "D gone/deep/er/main.tf",
        "D gone/main.tf",
        "D moved/from.tf",
        "A moved/there/from.tf",
        "D to-dir",
        "A to-dir/main.tf",
        "A to-file",
        "D to-file/x.tf",
        "M to-link.tf",
    ];
    let repository = sandbox.open();
    assert_eq!(shown(&repository, "HEAD", Snapshot::WorkTree), expected, "not staged");
    sandbox.git(["add", "--all"]);
    assert_eq!(shown(&repository, "HEAD", Snapshot::Index), expected);
    assert_eq!(git_diff(&sandbox, &["--cached"]), expected);
    sandbox.commit("all");
    assert_eq!(changes(&repository, "HEAD~1", "HEAD"), expected);
    let back: Vec<String> = git_diff(&sandbox, &["HEAD", "HEAD~1"]);
    assert_eq!(changes(&repository, "HEAD", "HEAD~1"), back);
}

#[test]
fn a_directory_that_is_only_deleted() {
    let sandbox = Sandbox::with(&["keep.tf", "prod/a/main.tf", "prod/b/main.tf"]);
    std::fs::remove_dir_all(sandbox.at("prod")).unwrap();
    sandbox.commit("gone");
    assert_eq!(changes(&sandbox.open(), "HEAD~1", "HEAD"), ["D prod/a/main.tf", "D prod/b/main.tf"]);
}

#[test]
fn a_submodule_and_a_link_are_paths_of_their_own() {
    let inner = Sandbox::with(&["module.tf"]);
    let sandbox = Sandbox::with(&["main.tf"]);
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add"];
    sandbox.git(add.into_iter().chain([inner.path().to_str().unwrap(), "vendor/sub"]));
    sandbox.link("link.tf", "vendor/sub/module.tf");
    sandbox.commit("both");
    let repository = sandbox.open();
    assert_eq!(changes(&repository, "HEAD~1", "HEAD"), ["A .gitmodules", "A link.tf", "A vendor/sub"]);
    for snapshot in [Snapshot::Commit(at(&repository, "HEAD")), Snapshot::Index, Snapshot::WorkTree] {
        let files = repository.files(snapshot).unwrap();
        assert_eq!(files.paths, [".gitmodules", "link.tf", "main.tf"], "{snapshot:?}");
        assert_eq!(files.submodules, ["vendor/sub"], "{snapshot:?}");
        let link = files.links.first().unwrap();
        assert_eq!((link.path.as_str(), link.target.as_deref()), ("link.tf", Some("vendor/sub/module.tf")));
    }
    // Work inside the submodule is its own; another commit of it is a change here.
    sandbox.write("vendor/sub/module.tf", "uncommitted");
    assert_eq!(shown(&repository, "HEAD", Snapshot::WorkTree), [""; 0]);
    sandbox.git(["-C", "vendor/sub", "commit", "--quiet", "--all", "-m", "moved"]);
    assert_eq!(shown(&repository, "HEAD", Snapshot::WorkTree), ["M vendor/sub"]);
    sandbox.commit("pointer");
    sandbox.remove("link.tf");
    sandbox.link("link.tf", "elsewhere");
    sandbox.commit("target");
    assert_eq!(changes(&repository, "HEAD~2", "HEAD"), ["M link.tf", "M vendor/sub"]);
    let error = repository.read(Snapshot::Commit(at(&repository, "HEAD")), "vendor/sub", 10).unwrap_err();
    assert_eq!(error, GitError::NotAFile { path: "vendor/sub".to_owned(), what: "a submodule" });
}

#[test]
fn names_with_newlines_quotes_and_blanks_survive() {
    let sandbox = Sandbox::with(&["plain.tf"]);
    let names = [" a.tf", "\"quoted\".tf", "caf\u{e9}/main.tf", "back\\slash.tf", "new\nline/main.tf", "tab\t.tf"];
    for name in names {
        sandbox.write(name, "x");
    }
    let mut sorted = names;
    sorted.sort_unstable();
    let expected: Vec<String> = sorted.iter().map(|name| format!("A {name}")).collect();
    let repository = sandbox.open();
    assert_eq!(shown(&repository, "HEAD", Snapshot::WorkTree), expected);
    sandbox.commit("odd");
    assert_eq!(changes(&repository, "HEAD~1", "HEAD"), expected);
    assert_eq!(git_diff(&sandbox, &["HEAD~1", "HEAD"]), expected);
    let head = Snapshot::Commit(at(&repository, "HEAD"));
    assert_eq!(repository.read(head, "new\nline/main.tf", 1).unwrap().unwrap().bytes, b"x");
    let error = repository.read(head, "new\nline", 1).unwrap_err();
    assert_eq!(error.to_string(), "'new\\nline' is a folder, not a regular file");
}

#[test]
fn a_changed_name_that_is_not_utf8_stops_everything() {
    let sandbox = Sandbox::with(&["plain.tf"]);
    sandbox.write(OsStr::from_bytes(b"prod/caf\xe9\n.tf"), "x");
    let repository = sandbox.open();
    let expected = GitError::NotUtf8 { path: "prod/caf\\xe9\\n.tf".to_owned() };
    let base = at(&repository, "HEAD");
    assert_eq!(repository.changes(base, Snapshot::WorkTree), Err(expected.clone()));
    sandbox.git(["add", "--all"]);
    assert_eq!(repository.changes(base, Snapshot::Index), Err(expected.clone()));
    sandbox.commit("bad name");
    let head = at(&repository, "HEAD");
    assert_eq!(repository.changes(base, Snapshot::Commit(head)), Err(expected.clone()));
    assert_eq!(repository.changes(head, Snapshot::Commit(base)), Err(expected), "also when it goes");

    // Where it did not change it is reported, and nothing stops.
    sandbox.write("plain.tf", "changed");
    sandbox.commit("after");
    assert_eq!(changes(&repository, "HEAD~1", "HEAD"), ["M plain.tf"]);
    for snapshot in [Snapshot::Commit(at(&repository, "HEAD")), Snapshot::Index, Snapshot::WorkTree] {
        let files = repository.files(snapshot).unwrap();
        assert_eq!(files.paths, ["plain.tf", "prod/caf\u{fffd}\n.tf"]);
        assert_eq!(files.not_utf8, ["prod/caf\\xe9\\n.tf"]);
    }
}

#[test]
fn the_index_and_the_work_tree_are_three_states_with_the_base() {
    let sandbox = Sandbox::with(&["ignored-later.tf", "kept.tf", "reverted.tf", "unstaged.tf", "untracked-now.tf"]);
    sandbox.write(".gitignore", "*.log\n");
    sandbox.commit("ignore");
    sandbox.write("build.log", "x");
    sandbox.write("reverted.tf", "staged");
    sandbox.write("intended.tf", "");
    sandbox.write("staged-then-gone.tf", "x");
    sandbox.git(["add", "reverted.tf", "staged-then-gone.tf"]);
    sandbox.git(["add", "--intent-to-add", "intended.tf"]);
    sandbox.write("reverted.tf", "reverted.tf");
    sandbox.remove("staged-then-gone.tf");
    sandbox.write("unstaged.tf", "new");
    sandbox.git(["rm", "--quiet", "--cached", "untracked-now.tf"]);
    sandbox.write("deep/untracked/file.tf", "x");
    let repository = sandbox.open();
    assert_eq!(
        shown(&repository, "HEAD", Snapshot::Index),
        ["M reverted.tf", "A staged-then-gone.tf", "D untracked-now.tf"]
    );
    assert_eq!(shown(&repository, "HEAD", Snapshot::Index), git_diff(&sandbox, &["--cached"]));
    assert_eq!(
        shown(&repository, "HEAD", Snapshot::WorkTree),
        ["A deep/untracked/file.tf", "A intended.tf", "M unstaged.tf"],
        "a file that is back to the base's bytes is unchanged, tracked or not"
    );
    let files = repository.files(Snapshot::WorkTree).unwrap().paths;
    assert!(files.contains(&"intended.tf".to_owned()) && files.contains(&"untracked-now.tf".to_owned()));
    assert!(!files.contains(&"build.log".to_owned()) && !files.contains(&"staged-then-gone.tf".to_owned()));
    assert!(!repository.files(Snapshot::Index).unwrap().paths.contains(&"intended.tf".to_owned()));
}

#[test]
fn a_repository_inside_the_work_tree_is_a_submodule_to_be() {
    let sandbox = Sandbox::with(&["a.tf"]);
    sandbox.git(["init", "--quiet", "nested"]);
    sandbox.write("nested/inner.tf", "x");
    sandbox.git(["-C", "nested", "add", "--all"]);
    sandbox.git(["-C", "nested", "commit", "--quiet", "-m", "inner"]);
    let repository = sandbox.open();
    assert_eq!(shown(&repository, "HEAD", Snapshot::WorkTree), ["A nested"]);
    let files = repository.files(Snapshot::WorkTree).unwrap();
    assert_eq!((files.paths, files.submodules), (vec!["a.tf".to_owned()], vec!["nested".to_owned()]));
}

#[test]
fn a_conflict_is_a_change_and_has_no_content() {
    let sandbox = Sandbox::with(&["a.tf"]);
    sandbox.git(["checkout", "--quiet", "-b", "topic"]);
    sandbox.write("a.tf", "theirs");
    sandbox.commit("theirs");
    sandbox.git(["checkout", "--quiet", "main"]);
    sandbox.write("a.tf", "ours");
    sandbox.commit("ours");
    let merge = crate::sandbox::scrubbed("git", sandbox.path()).args(["merge", "--quiet", "topic"]).output().unwrap();
    assert!(!merge.status.success(), "a conflict");
    let repository = sandbox.open();
    for snapshot in [Snapshot::Index, Snapshot::WorkTree] {
        assert_eq!(shown(&repository, "HEAD", snapshot), ["M a.tf"], "{snapshot:?}");
        assert_eq!(repository.files(snapshot).unwrap().paths, ["a.tf"]);
    }
    let error = repository.read(Snapshot::Index, "a.tf", 100).unwrap_err();
    assert_eq!(error, GitError::Conflicted { path: "a.tf".to_owned() });
}

/// Many small random trees, each against the one before, held against git.
#[test]
fn random_trees_agree_with_git() {
    let sandbox = Sandbox::with(&["start.tf"]);
    let repository = sandbox.open();
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % below
    };
    let parts = ["a", "a-b", "a.b", "a0", "A", "b", "\u{e9}"];
    for _ in 0..40 {
        for _ in 0..12 {
            let depth = 1 + random(3);
            let path: Vec<&str> =
                (0..depth).map(|_| *parts.get(usize::try_from(random(7)).unwrap()).unwrap()).collect();
            let path = sandbox.at(path.join("/"));
            // Whatever stands in the way goes.
            for ancestor in path.ancestors().skip(1).take_while(|at| *at != sandbox.path()) {
                if ancestor.is_file() {
                    std::fs::remove_file(ancestor).unwrap();
                }
            }
            if path.is_dir() {
                std::fs::remove_dir_all(&path).unwrap();
            }
            if random(4) == 0 {
                let _ = std::fs::remove_file(&path);
            } else {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(&path, random(3).to_string()).unwrap();
            }
        }
        let on_disk = shown(&repository, "HEAD", Snapshot::WorkTree);
        sandbox.git(["add", "--all"]);
        let expected = git_diff(&sandbox, &["--cached"]);
        assert_eq!(on_disk, expected);
        assert_eq!(shown(&repository, "HEAD", Snapshot::Index), expected);
        assert_eq!(shown(&repository, "HEAD", Snapshot::WorkTree), expected);
        sandbox.commit("next");
        assert_eq!(changes(&repository, "HEAD~1", "HEAD"), expected);
        let listed = sandbox.git(["ls-tree", "-r", "-z", "--name-only", "HEAD"]);
        let listed: Vec<&str> = listed.split_terminator('\0').collect();
        for snapshot in [Snapshot::Commit(at(&repository, "HEAD")), Snapshot::Index, Snapshot::WorkTree] {
            assert_eq!(repository.files(snapshot).unwrap().paths, listed);
        }
    }
}

#[test]
fn a_difference_is_the_same_when_kind_and_content_are_before_and_after() {
    let sandbox = Sandbox::with(&["a.tf", "b.tf", "c/d.tf"]);
    let base = sandbox.git(["rev-parse", "HEAD"]);
    let from_base = |work: &dyn Fn()| {
        sandbox.git(["checkout", "--quiet", "--force", "--detach", &base]);
        work();
        let head = sandbox.commit("change");
        let repository = sandbox.open();
        repository.differences(at(&repository, &base), at(&repository, &head)).unwrap()
    };
    let one = from_base(&|| sandbox.write("a.tf", "new"));
    assert_eq!(one.iter().map(|difference| difference.path.as_str()).collect::<Vec<_>>(), ["a.tf"]);
    assert_eq!(one, from_base(&|| sandbox.write("a.tf", "new")));
    for other in [
        from_base(&|| {}),
        from_base(&|| sandbox.write("a.tf", "new ")),
        from_base(&|| sandbox.write("a.tf", "new\n")),
        from_base(&|| sandbox.remove("a.tf")),
        from_base(&|| {
            sandbox.remove("a.tf");
            sandbox.link("a.tf", "new");
        }),
        from_base(&|| {
            sandbox.write("a.tf", "new");
            std::fs::set_permissions(sandbox.at("a.tf"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        }),
    ] {
        assert_ne!(one, other);
    }
    // No idea of moves: what is gone is gone, what is new is new.
    let moved = from_base(&|| std::fs::rename(sandbox.at("b.tf"), sandbox.at("c/b.tf")).unwrap());
    assert_eq!(moved.iter().map(|difference| difference.path.as_str()).collect::<Vec<_>>(), ["b.tf", "c/b.tf"]);
}
