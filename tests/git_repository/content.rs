//! Reading one file, and trees that nobody's git would write.

use whomay::git::{GitError, Snapshot};

use crate::sandbox::{Sandbox, at};

const CONFIG: &str = ".terrateam/config.yml";

#[test]
fn each_snapshot_has_its_own_content() {
    let sandbox = Sandbox::with(&[CONFIG]);
    sandbox.write(CONFIG, "staged");
    sandbox.git(["add", "--all"]);
    sandbox.write(CONFIG, "on disk");
    let repository = sandbox.open();
    let head = Snapshot::Commit(at(&repository, "HEAD"));
    for (snapshot, text) in [(head, CONFIG), (Snapshot::Index, "staged"), (Snapshot::WorkTree, "on disk")] {
        let blob = repository.read(snapshot, CONFIG, 1024).unwrap().unwrap();
        assert_eq!(blob.bytes, text.as_bytes());
        let id = sandbox.git_with(["hash-object", "--stdin"], &[], text.as_bytes());
        assert_eq!(blob.id.to_string(), id);
        assert_eq!(repository.read(snapshot, CONFIG, text.len()).unwrap().unwrap().bytes.len(), text.len());
        let error = repository.read(snapshot, CONFIG, text.len() - 1).unwrap_err();
        assert!(matches!(error, GitError::TooLarge { .. }), "{error}");
        for absent in [".terrateam/config.yaml", "no/such/file", ".terrateam/config.yml/below"] {
            assert_eq!(repository.read(snapshot, absent, 9).unwrap(), None, "{snapshot:?} {absent}");
        }
        let error = repository.read(snapshot, ".terrateam", 9).unwrap_err();
        assert_eq!(error, GitError::NotAFile { path: ".terrateam".to_owned(), what: "a folder" });
    }
}

#[test]
fn a_path_stays_inside_the_repository() {
    let sandbox = Sandbox::with(&["a.tf"]);
    let repository = sandbox.open();
    for snapshot in [Snapshot::Commit(at(&repository, "HEAD")), Snapshot::Index, Snapshot::WorkTree] {
        for path in ["", "/etc/passwd", "../x", "a/../a.tf", "./a.tf", "a//b", "a/", "nul\0"] {
            let error = repository.read(snapshot, path, 9).unwrap_err();
            assert!(matches!(error, GitError::NotAPath { .. }), "{path:?}: {error}");
        }
    }
}

#[test]
fn no_link_is_followed() {
    let outside = Sandbox::empty();
    outside.write("config.yml", "outside");
    let sandbox = Sandbox::with(&["real/config.yml"]);
    sandbox.link(CONFIG, outside.at("config.yml").to_str().unwrap());
    sandbox.link("folder", outside.path().to_str().unwrap());
    sandbox.link("inside", "real");
    sandbox.link("dangling", "nowhere");
    sandbox.commit("links");
    let repository = sandbox.open();
    for snapshot in [Snapshot::Commit(at(&repository, "HEAD")), Snapshot::Index, Snapshot::WorkTree] {
        for (path, link) in [
            (CONFIG, CONFIG),
            ("folder/config.yml", "folder"),
            ("inside/config.yml", "inside"),
            ("dangling", "dangling"),
        ] {
            let error = repository.read(snapshot, path, 100).unwrap_err();
            let expected = GitError::NotAFile { path: link.to_owned(), what: "a symbolic link" };
            assert_eq!(error, expected, "{snapshot:?}");
            assert!(error.help().unwrap().contains("links are not followed"));
        }
    }
}

#[test]
fn a_pipe_is_refused_and_not_waited_for() {
    let sandbox = Sandbox::with(&["a.tf"]);
    assert!(std::process::Command::new("mkfifo").arg(sandbox.at("pipe")).status().unwrap().success());
    let error = sandbox.open().read(Snapshot::WorkTree, "pipe", 9).unwrap_err();
    assert!(matches!(error, GitError::NotAFile { .. }), "{error}");
}

/// A commit of a tree of these raw bytes, written as they are.
fn commit_of(sandbox: &Sandbox, tree: &[u8]) -> String {
    let write = ["hash-object", "-t", "tree", "-w", "--literally", "--stdin"];
    let tree = sandbox.git_with(write, &[], tree);
    sandbox.git(["commit-tree", "-m", "hostile", &tree])
}

fn entry(mode: &str, name: &str, id: &str) -> Vec<u8> {
    let id = (0..20).map(|at| u8::from_str_radix(&id[2 * at..2 * at + 2], 16).unwrap());
    [mode.as_bytes(), b" ", name.as_bytes(), b"\0"].concat().into_iter().chain(id).collect()
}

#[test]
fn a_tree_that_git_would_not_write_is_refused() {
    let sandbox = Sandbox::with(&["a.tf"]);
    let blob = sandbox.git(["rev-parse", "HEAD:a.tf"]);
    let file = |name: &str| entry("100644", name, &blob);
    let repository = sandbox.open();
    let base = at(&repository, "HEAD");
    for (problem, tree) in [
        ("has entries out of order", [file("b.tf"), file("a.tf")].concat()),
        ("has entries out of order", [file("a.tf"), file("a.tf")].concat()),
        ("has an entry with an impossible name", file("prod/main.tf")),
        ("has an entry with an impossible name", file("..")),
        ("has an entry of an unknown kind", entry("644", "a.tf", &blob)),
        ("is cut off inside an id", file("a.tf").into_iter().take(20).collect()),
        ("has an entry without a mode", b"garbage".to_vec()),
    ] {
        let commit = at(&repository, &commit_of(&sandbox, &tree));
        let found = [
            repository.files(Snapshot::Commit(commit)).unwrap_err(),
            repository.changes(base, Snapshot::Commit(commit)).unwrap_err(),
            repository.read(Snapshot::Commit(commit), "a.tf", 99).unwrap_err(),
        ];
        let expected = GitError::CorruptObject { id: commit.tree, problem: problem.to_owned() };
        assert_eq!(found, [expected.clone(), expected.clone(), expected]);
    }
}

#[test]
fn a_tree_of_astronomic_size_is_refused_soon() {
    let sandbox = Sandbox::with(&["a.tf"]);
    let mut tree = sandbox.git(["rev-parse", "HEAD^{tree}"]);
    // Ten folders in ten folders in ten folders: 10^20 files.
    for _ in 0..20 {
        let bytes: Vec<u8> = (0..10).flat_map(|digit| entry("40000", &digit.to_string(), &tree)).collect();
        tree = sandbox.git_with(["hash-object", "-t", "tree", "-w", "--stdin"], &[], &bytes);
    }
    let commit = sandbox.git(["commit-tree", "-m", "bomb", &tree]);
    let repository = sandbox.open();
    let (base, bomb) = (at(&repository, "HEAD"), at(&repository, &commit));
    // A listing runs through the same walk.
    let changes = repository.changes(base, Snapshot::Commit(bomb)).unwrap_err();
    assert!(matches!(changes, GitError::TooLarge { what: "entries in a tree", .. }), "{changes}");
    assert_eq!(repository.changes(bomb, Snapshot::Commit(bomb)), Ok(Vec::new()));
}

#[test]
fn folders_in_folders_without_end_are_refused() {
    let sandbox = Sandbox::with(&["a.tf"]);
    let mut script = b"commit refs/heads/deep\ncommitter C <c@example.com> 0 +0000\ndata 0\nM 100644 inline ".to_vec();
    script.extend(b"d/".repeat(3_000));
    script.extend(b"main.tf\ndata 0\n\n");
    sandbox.git_with(["fast-import", "--quiet"], &[], &script);
    let repository = sandbox.open();
    let deep = Snapshot::Commit(at(&repository, "deep"));
    let error = repository.files(deep).unwrap_err();
    assert!(matches!(error, GitError::TooLarge { what: "bytes in a path", .. }), "{error}");
    assert!(matches!(repository.changes(at(&repository, "main"), deep), Err(GitError::TooLarge { .. })));
}

#[test]
fn one_file_after_the_other_reads_as_each_alone() {
    let sandbox = Sandbox::new();
    for path in ["a/b/one.tf", "a/b/two.tf", "a/b.tf", "a/bc/x.tf", "top.tf"] {
        sandbox.write(path, path);
    }
    sandbox.write("elsewhere/c/x.tf", "elsewhere");
    sandbox.link("a/b/c", "../../elsewhere/c");
    sandbox.commit("files");
    let repository = sandbox.open();
    let paths = [
        "a/b/one.tf",
        "a/b/two.tf",
        "a/b/c/x.tf",
        "a/b/c",
        "a/bc/x.tf",
        "a/b/one.tf/x",
        "a/b",
        "a/b.tf",
        "a//b.tf",
        "top.tf",
        "a/b/../top.tf",
        "nothing",
        "a/b/one.tf",
    ];
    for snapshot in [Snapshot::Commit(at(&repository, "HEAD")), Snapshot::Index, Snapshot::WorkTree] {
        let mut reader = repository.reader(snapshot);
        for path in paths {
            let alone = repository.read(snapshot, path, 100).map(|blob| blob.map(|blob| blob.bytes));
            assert_eq!(format!("{:?}", reader.read(path, 100)), format!("{alone:?}"), "{path} in {snapshot:?}");
        }
        assert!(reader.read("a/b/c/x.tf", 100).is_err(), "a link on the way");
    }
}
