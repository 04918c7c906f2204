//! Which repositories open, and what the others are told.

use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use whomay::git::{GitError, Head, OpenOptions, Repository, Snapshot};

use crate::sandbox::{Sandbox, at, changes, ignore_the_machines_configuration, open, scrubbed, shown};

fn refusal(path: &Path) -> GitError {
    Repository::discover(path, OpenOptions::default()).err().unwrap()
}

#[test]
fn a_folder_without_a_repository() {
    let sandbox = Sandbox::empty();
    let error = refusal(sandbox.path());
    assert_eq!(error, GitError::NotARepository { start: sandbox.path().to_owned() });
    assert!(error.help().unwrap().contains("clone"));
    let nowhere = sandbox.at("nowhere");
    assert_eq!(refusal(&nowhere), GitError::NotARepository { start: nowhere });
}

#[test]
fn a_subfolder_opens_the_whole_repository() {
    let sandbox = Sandbox::with(&["a/b/main.tf", "top.tf"]);
    let repository = open(&sandbox.at("a/b"));
    let head = Snapshot::Commit(at(&repository, "HEAD"));
    assert_eq!(repository.files(head).unwrap().paths, ["a/b/main.tf", "top.tf"]);
}

#[test]
fn a_bare_repository_has_commits_and_nothing_else() {
    let sandbox = Sandbox::with(&["a.tf"]);
    sandbox.git(["clone", "--quiet", "--bare", ".", "bare.git"]);
    let repository = open(&sandbox.at("bare.git"));
    let head = at(&repository, "main");
    assert_eq!(repository.files(Snapshot::Commit(head)).unwrap().paths, ["a.tf"]);
    assert_eq!(repository.work_tree(), None);
    for snapshot in [Snapshot::Index, Snapshot::WorkTree] {
        assert_eq!(repository.files(snapshot), Err(GitError::NoWorkTree));
        assert_eq!(repository.changes(head, snapshot), Err(GitError::NoWorkTree));
        assert_eq!(repository.read(snapshot, "a.tf", 10), Err(GitError::NoWorkTree));
    }
}

#[test]
fn a_linked_work_tree_has_its_own_head_and_files() {
    let sandbox = Sandbox::with(&["a.tf"]);
    sandbox.git(["worktree", "add", "--quiet", "-b", "side", "linked"]);
    sandbox.write("linked/b.tf", "b");
    let repository = open(&sandbox.at("linked"));
    assert_eq!(repository.current_branch_name().unwrap().as_deref(), Some("side"));
    assert_eq!(shown(&repository, "main", Snapshot::WorkTree), ["A b.tf"]);
    let commit = at(&repository, "main");
    assert_eq!(repository.merge_base(commit, at(&repository, "side")).unwrap(), commit);
}

#[test]
fn sha256_is_named_and_refused() {
    let sandbox = Sandbox::empty();
    sandbox.git(["init", "--quiet", "--object-format=sha256", "."]);
    let error = refusal(sandbox.path());
    assert!(matches!(&error, GitError::Unsupported { what } if what.contains("sha256")), "{error}");
    assert!(error.help().unwrap().contains("--object-format=sha1"));
}

#[test]
fn reftable_is_named_and_refused() {
    let sandbox = Sandbox::empty();
    sandbox.git(["init", "--quiet", "--ref-format=reftable", "."]);
    let error = refusal(sandbox.path());
    assert!(matches!(&error, GitError::Unsupported { what } if what.contains("refstorage")), "{error}");
    assert!(error.help().unwrap().contains("git refs migrate"));
}

#[test]
fn a_repository_of_somebody_else_needs_trust() {
    // Only root can give a file away.
    let sandbox = Sandbox::with(&["a.tf"]);
    for path in [sandbox.path().to_owned(), sandbox.at(".git")] {
        std::os::unix::fs::chown(path, Some(12_345), None).unwrap();
    }
    let error = refusal(sandbox.path());
    assert_eq!(error, GitError::ForeignOwner { start: sandbox.path().to_owned() });
    let help = error.help().unwrap();
    assert!(help.contains("--trust-owner") && help.contains("safe.directory"), "{help}");
    // Git compares that setting with the whole path of the top, so a folder in it, or a relative path, would not do.
    std::fs::create_dir_all(sandbox.at("deep/er")).unwrap();
    assert_eq!(refusal(&sandbox.at("deep/er/..")), error);
    let trusted = Repository::discover(sandbox.path(), OpenOptions { trust_owner: true, ..OpenOptions::default() });
    assert_eq!(trusted.unwrap().current_branch_name().unwrap().as_deref(), Some("main"));
    assert_eq!(refusal(sandbox.path()), error, "trust is for one opening");
}

#[test]
fn a_sparse_checkout_is_a_whole_repository() {
    let sandbox = Sandbox::with(&["in/a.tf", "out/b.tf", "top.tf"]);
    sandbox.git(["sparse-checkout", "set", "--no-sparse-index", "in"]);
    assert!(!sandbox.at("out/b.tf").exists());
    let repository = sandbox.open();
    let all = ["in/a.tf", "out/b.tf", "top.tf"];
    for snapshot in [Snapshot::Commit(at(&repository, "HEAD")), Snapshot::Index, Snapshot::WorkTree] {
        assert_eq!(repository.files(snapshot).unwrap().paths, all, "{snapshot:?}");
        assert_eq!(shown(&repository, "HEAD", snapshot), [""; 0], "{snapshot:?}");
        assert_eq!(repository.read(snapshot, "out/b.tf", 100).unwrap().unwrap().bytes, b"out/b.tf", "{snapshot:?}");
    }
}

#[test]
fn a_sparse_index_is_named_and_refused() {
    let sandbox = Sandbox::with(&["in/a.tf", "out/b.tf"]);
    sandbox.git(["sparse-checkout", "set", "--sparse-index", "in"]);
    let error = sandbox.open().files(Snapshot::Index).unwrap_err();
    assert!(matches!(&error, GitError::Unsupported { what } if what.contains("sdir")), "{error}");
    assert!(error.help().unwrap().contains("--no-sparse-index"));
}

#[test]
fn a_partial_clone_without_files_still_lists_and_compares() {
    let sandbox = Sandbox::with(&["a/main.tf", "b.tf"]);
    sandbox.link("link.tf", "b.tf");
    sandbox.write("a/main.tf", "changed");
    sandbox.commit("second");
    let clone = partial_clone(&sandbox, "--filter=blob:none");
    let head = at(&clone, "HEAD");
    assert_eq!(changes(&clone, "HEAD~1", "HEAD"), ["M a/main.tf", "A link.tf"]);
    let files = clone.files(Snapshot::Commit(head)).unwrap();
    assert_eq!(files.paths, ["a/main.tf", "b.tf", "link.tf"]);
    assert_eq!(files.links.first().unwrap().target, None, "unknown, not empty");
    let error = clone.read(Snapshot::Commit(head), "b.tf", 100).unwrap_err();
    assert!(matches!(error, GitError::PartialClone { .. }), "{error}");
}

#[test]
fn a_partial_clone_without_folders_says_so() {
    let sandbox = Sandbox::with(&["a/main.tf"]);
    let clone = partial_clone(&sandbox, "--filter=tree:0");
    let error = clone.files(Snapshot::Commit(at(&clone, "HEAD"))).unwrap_err();
    assert!(matches!(error, GitError::PartialClone { .. }), "{error}");
    assert!(error.help().unwrap().contains("--refetch"));
}

fn partial_clone(sandbox: &Sandbox, filter: &str) -> Repository {
    sandbox.git(["config", "uploadpack.allowFilter", "true"]);
    let from = format!("file://{}", sandbox.path().display());
    sandbox.git(["clone", "--quiet", "--bare", filter, &from, "partial.git"]);
    open(&sandbox.at("partial.git"))
}

#[test]
fn a_damaged_object_is_an_error_with_its_name() {
    let sandbox = Sandbox::with(&["a/main.tf"]);
    let repository = sandbox.open();
    let head = Snapshot::Commit(at(&repository, "HEAD"));
    let tree = sandbox.git(["rev-parse", "HEAD:a"]);
    let (folder, file) = tree.split_at(2);
    let path = sandbox.at(format!(".git/objects/{folder}/{file}"));
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let error = repository.files(head).unwrap_err();
    assert!(matches!(error, GitError::MissingObject { id: Some(id) } if id.to_string() == tree), "{error}");
    for length in [0, 1, 5, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(&path, bytes.get(..length).unwrap()).unwrap();
        let error = sandbox.open().files(head).unwrap_err();
        assert!(matches!(&error, GitError::CorruptObject { id, .. } if id.to_string() == tree), "{length}: {error:?}");
        assert!(error.help().unwrap().contains("git fsck"));
    }
    // A whole object under a name that is not its own: somebody swapped one tree for another.
    let other = sandbox.git(["rev-parse", "HEAD^{tree}"]);
    let (folder, file) = other.split_at(2);
    std::fs::remove_file(&path).unwrap();
    std::fs::copy(sandbox.at(format!(".git/objects/{folder}/{file}")), &path).unwrap();
    let error = sandbox.open().files(head).unwrap_err();
    assert!(matches!(&error, GitError::CorruptObject { id, .. } if id.to_string() == tree), "{error:?}");
}

#[test]
fn a_commit_that_is_cut_off_is_an_error_and_not_a_hang() {
    let sandbox = Sandbox::with(&["a.tf"]);
    let first = sandbox.git(["rev-parse", "HEAD"]);
    sandbox.git(["branch", "other"]);
    sandbox.commit("second");
    let repository = sandbox.open();
    let (main, other) = (at(&repository, "main"), at(&repository, "other"));
    let (folder, file) = first.split_at(2);
    let path = sandbox.at(format!(".git/objects/{folder}/{file}"));
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, bytes.get(..bytes.len() / 2).unwrap()).unwrap();
    let damaged = sandbox.open();
    let expected = GitError::CorruptObject { id: other.id, problem: "is cut off".to_owned() };
    assert_eq!(damaged.resolve("main~1"), Err(expected.clone()));
    assert_eq!(damaged.commit(other.id), Err(expected.clone()));
    assert_eq!(damaged.merge_base(main, other), Err(expected.clone()));
    assert_eq!(damaged.people(other, main), Err(expected));
}

#[test]
fn a_head_without_a_commit() {
    let sandbox = Sandbox::new();
    let repository = sandbox.open();
    assert_eq!(repository.head().unwrap(), Head::Unborn { branch: "main".to_owned() });
    assert_eq!(repository.current_branch_name().unwrap().as_deref(), Some("main"));
    for name in ["HEAD", "main"] {
        assert_eq!(repository.resolve(name), Err(GitError::UnbornBranch { branch: "main".to_owned() }));
    }
    sandbox.write("a.tf", "a");
    assert_eq!(repository.files(Snapshot::WorkTree).unwrap().paths, ["a.tf"]);
}

/// Git tells a hook by variables which repository and which index it is about. Variables belong to a process,
/// so this test runs itself again in one that has them.
#[test]
fn a_hook_sees_the_index_of_the_commit_in_the_making() {
    const RESULT: &str = "WHOMAY_TEST_RESULT";
    if let Some(result) = std::env::var_os(RESULT) {
        ignore_the_machines_configuration();
        let environment = std::env::var_os("WHOMAY_TEST_IGNORES").is_none();
        let options = OpenOptions { environment, ..OpenOptions::default() };
        let repository = Repository::discover(Path::new("."), options).unwrap();
        return std::fs::write(result, shown(&repository, "HEAD", Snapshot::Index).join("\n")).unwrap();
    }
    let sandbox = Sandbox::with(&["committed.tf", "staged.tf"]);
    sandbox.write("committed.tf", "new");
    sandbox.write("staged.tf", "new");
    sandbox.git(["add", "staged.tf"]);
    let result = sandbox.at(".git/result");
    let itself = std::env::current_exe().unwrap();
    let name = "opening::a_hook_sees_the_index_of_the_commit_in_the_making";
    let hook =
        format!("#!/bin/sh\nexport {RESULT}='{}'\nexec '{}' --exact {name}\n", result.display(), itself.display());
    sandbox.write(".git/hooks/pre-commit", &hook);
    std::fs::set_permissions(sandbox.at(".git/hooks/pre-commit"), std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .unwrap();
    // `git commit PATH` commits that path alone, through an index of its own.
    sandbox.git(["commit", "--quiet", "-m", "partial", "committed.tf"]);
    assert_eq!(std::fs::read_to_string(&result).unwrap(), "M committed.tf");

    // Without leave, variables decide nothing: not the index, and not the repository.
    let other = Sandbox::with(&["other.tf"]);
    let mut child = scrubbed(&itself, sandbox.path());
    child.args(["--exact", name]).env(RESULT, &result).env("WHOMAY_TEST_IGNORES", "1");
    child.env("GIT_DIR", other.at(".git")).env("GIT_INDEX_FILE", other.at(".git/index"));
    assert!(child.output().unwrap().status.success());
    assert_eq!(std::fs::read_to_string(&result).unwrap(), "M staged.tf");
}

#[test]
fn a_folder_whose_name_is_not_utf8_opens() {
    let sandbox = Sandbox::empty();
    let folder = sandbox.at(std::ffi::OsStr::from_bytes(b"caf\xe9"));
    std::fs::create_dir(&folder).unwrap();
    assert!(scrubbed("git", &folder).args(["init", "--quiet", "."]).status().unwrap().success());
    std::fs::write(folder.join("a.tf"), "a").unwrap();
    assert_eq!(open(&folder).files(Snapshot::WorkTree).unwrap().paths, ["a.tf"]);
}
