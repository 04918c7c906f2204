//! The walk against the library's account of the same work tree, and against the git program's.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use git2::{IndexEntry, IndexEntryExtendedFlag, IndexTime};
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::git::OpenOptions;

/// Something that happens to a work tree or its index.
#[derive(Clone, Debug)]
enum Step {
    Write(String),
    Folder(String),
    Remove(String),
    Link(String, &'static str),
    /// A file of rules in a folder.
    Rules(String, Vec<&'static str>),
    /// Rules that no folder of the work tree holds.
    RulesForAll(&'static str),
    /// A path that is in the index, whatever the disk has.
    Track(String, Entry),
    /// A repository of its own.
    Repository(String),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Entry {
    File,
    Link,
    Submodule,
    Skipped,
    Intended,
    Assumed,
    Conflicted,
}

const NAMES: [&str; 8] = ["a", "a-b", "a.b", "a0", "A", "b", "\u{e9}", "log"];
const RULES: [&str; 12] = ["a", "a/", "/b", "*b", "!a", "!a/b", "a/b", "**/log", "# a", "log/*", "!log/a", "a-b/"];

fn paths() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&NAMES[..]), 1..4).prop_map(|names| names.join("/"))
}

/// What the walk has to know by itself.
fn plain() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => paths().prop_map(Step::Write),
        1 => paths().prop_map(Step::Folder),
        1 => paths().prop_map(Step::Remove),
        4 => paths().prop_map(|path| Step::Track(path, Entry::File)),
    ]
}

fn any() -> impl Strategy<Value = Step> {
    let rules = prop::collection::vec(prop::sample::select(&RULES[..]), 0..4);
    let entries = [
        Entry::Link,
        Entry::Submodule,
        Entry::Submodule,
        Entry::Skipped,
        Entry::Skipped,
        Entry::Intended,
        Entry::Assumed,
        Entry::Conflicted,
    ];
    prop_oneof![
        12 => plain(),
        1 => (paths(), prop::sample::select(&["a", "b/a", "nowhere", "."][..])).prop_map(|(path, to)| Step::Link(path, to)),
        2 => (paths(), rules.clone()).prop_map(|(path, rules)| Step::Rules(path, rules)),
        1 => rules.prop_map(|rules| Step::Rules(String::new(), rules)),
        1 => prop::sample::select(&RULES[..]).prop_map(Step::RulesForAll),
        2 => (paths(), prop::sample::select(entries.to_vec())).prop_map(|(path, entry)| Step::Track(path, entry)),
        1 => paths().prop_map(Step::Repository),
    ]
}

struct Sandbox {
    folder: TempDir,
    inner: git2::Repository,
}

impl Sandbox {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let mut options = git2::RepositoryInitOptions::new();
        let inner = git2::Repository::init_opts(folder.path(), options.external_template(false)).unwrap();
        Sandbox { folder, inner }
    }

    fn with(steps: &[Step]) -> Self {
        let sandbox = Sandbox::new();
        steps.iter().for_each(|step| sandbox.take(step));
        sandbox
    }

    /// A step that is impossible, as when a file is in the way, is left out.
    fn take(&self, step: &Step) {
        let at = |path: &str| self.folder.path().join(path);
        let made = |path: &str| fs::create_dir_all(at(path)).is_ok();
        let within = |path: &str| made(path.rsplit_once('/').map_or("", |(above, _)| above));
        match step {
            Step::Write(path) => drop(within(path).then(|| fs::write(at(path), "x"))),
            Step::Folder(path) => drop(made(path)),
            Step::Remove(path) => drop((fs::remove_file(at(path)), fs::remove_dir_all(at(path)))),
            Step::Link(path, to) => drop(within(path).then(|| std::os::unix::fs::symlink(to, at(path)))),
            Step::Rules(path, rules) => {
                drop(made(path).then(|| fs::write(at(path).join(".gitignore"), rules.join("\n"))))
            }
            Step::RulesForAll(rule) => {
                fs::create_dir_all(at(".git/info")).unwrap();
                fs::write(at(".git/info/exclude"), format!("# a comment\n{rule}\n")).unwrap();
            }
            Step::Track(path, entry) => self.track(path, *entry),
            Step::Repository(path) => drop(made(path).then(|| git2::Repository::init(at(path)))),
        }
    }

    fn track(&self, path: &str, entry: Entry) {
        let mode = match entry {
            Entry::Link => 0o120_000,
            Entry::Submodule => 0o160_000,
            _ => 0o100_644,
        };
        let flags = match entry {
            Entry::Assumed => 0x8000,
            Entry::Conflicted => 2 << 12,
            _ => 0,
        };
        let extended = match entry {
            Entry::Skipped => IndexEntryExtendedFlag::SKIP_WORKTREE,
            Entry::Intended => IndexEntryExtendedFlag::INTENT_TO_ADD,
            _ => IndexEntryExtendedFlag::empty(),
        };
        let time = IndexTime::new(0, 0);
        let entry = IndexEntry {
            ctime: time,
            mtime: time,
            dev: 0,
            ino: 0,
            mode,
            uid: 0,
            gid: 0,
            file_size: 0,
            id: self.inner.blob(b"tracked").unwrap(),
            flags,
            flags_extended: extended.bits(),
            path: path.as_bytes().to_vec(),
        };
        let mut index = self.inner.index().unwrap();
        // A path that is a folder of another's is refused.
        if index.add(&entry).is_ok() {
            index.write().unwrap();
        }
    }

    fn open(&self) -> Repository {
        Repository::discover(self.folder.path(), OpenOptions::default()).unwrap()
    }

    /// What git lists of the files on disk.
    fn listed_by_git(&self) -> BTreeSet<Vec<u8>> {
        let mut command = Command::new("git");
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
            command.env_remove(name);
        }
        command.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(self.folder.path());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let is_there = |path: &&[u8]| {
            let place = self.folder.path().join(std::ffi::OsStr::from_bytes(path));
            !path.is_empty() && place.symlink_metadata().is_ok_and(|metadata| !metadata.is_dir())
        };
        output.stdout.split(|byte| *byte == 0).filter(is_there).map(<[u8]>::to_vec).collect()
    }
}

/// Paths, and whether each is a link or a submodule.
fn named(found: &[Found]) -> BTreeSet<(Vec<u8>, bool, bool)> {
    let named: BTreeSet<_> =
        found.iter().map(|(path, kind, _)| (path.clone(), *kind == Kind::Link, *kind == Kind::Submodule)).collect();
    assert_eq!(named.len(), found.len(), "a path twice");
    named
}

/// What the walk found, which is what the library finds. `None` when it leaves it to the library.
fn agreed(sandbox: &Sandbox) -> Option<BTreeSet<(Vec<u8>, bool, bool)>> {
    let repository = sandbox.open();
    let walked = repository.walked().unwrap().map(|found| named(&found))?;
    assert_eq!(walked, named(&repository.compared().unwrap()));
    Some(walked)
}

fn agreed_paths(sandbox: &Sandbox) -> Option<BTreeSet<Vec<u8>>> {
    Some(agreed(sandbox)?.into_iter().map(|(path, ..)| path).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_work_tree_is_walked_as_the_library_goes_through_it(steps in prop::collection::vec(any(), 0..30)) {
        agreed(&Sandbox::with(&steps));
    }

    #[test]
    fn a_plain_work_tree_is_walked_as_git_lists_it(
        steps in prop::collection::vec(plain(), 0..30),
        rules in prop::sample::select(&["", "a", "a/", "*b", "**/log", "log/*\n!log/a"][..]),
    ) {
        let sandbox = Sandbox::with(&steps);
        if !rules.is_empty() {
            fs::write(sandbox.folder.path().join(".gitignore"), rules).unwrap();
        }
        prop_assert_eq!(agreed_paths(&sandbox).unwrap(), sandbox.listed_by_git());
    }
}

fn steps(list: &[(&str, Entry)], files: &[&str]) -> Vec<Step> {
    let tracked = list.iter().map(|(path, entry)| Step::Track((*path).to_owned(), *entry));
    tracked.chain(files.iter().map(|path| Step::Write((*path).to_owned()))).collect()
}

#[test]
fn what_is_not_plain_is_left_to_the_library() {
    let rules = |path: &str| Step::Rules(path.to_owned(), vec!["a"]);
    let link = Step::Link("to".to_owned(), "nowhere");
    for (what, steps, known) in [
        ("nothing", vec![], true),
        ("assumed", steps(&[("a", Entry::Assumed)], &[]), false),
        ("conflicted", steps(&[("a", Entry::Conflicted)], &["a"]), false),
        ("a repository", vec![Step::Repository("b".to_owned())], false),
        (
            "one with tracked files",
            [vec![Step::Repository("b".to_owned())], steps(&[("b/a", Entry::File)], &[])].concat(),
            true,
        ),
        (
            "one that is tracked",
            [vec![Step::Repository("b".to_owned())], steps(&[("b", Entry::Submodule)], &[])].concat(),
            true,
        ),
        ("one that is ignored", vec![rules(""), Step::Repository("a".to_owned())], true),
        ("a link", vec![link.clone()], true),
        ("a link under rules", vec![rules(""), link.clone()], false),
        ("a link beside rules", vec![rules("b"), link], true),
        ("99 folders", vec![Step::Folder(["a"; 99].join("/"))], true),
    ] {
        assert_eq!(agreed(&Sandbox::with(&steps)).is_some(), known, "{what}");
    }
    let deep = Sandbox::with(&[Step::Folder(["a"; 100].join("/"))]).open();
    assert!(deep.walked().unwrap().is_none() && deep.compared().is_err());
}

#[test]
fn names_that_are_not_simply_names_are_left_to_the_library() {
    for (name, value, known) in [
        ("core.ignorecase", "true", false),
        ("core.ignorecase", "false", true),
        ("core.ignorecase", "perhaps", false),
        ("core.precomposeunicode", "true", false),
        ("core.symlinks", "false", false),
        ("core.excludesfile", "/nowhere", true),
    ] {
        let sandbox = Sandbox::with(&steps(&[], &["a"]));
        sandbox.inner.config().unwrap().set_str(name, value).unwrap();
        assert_eq!(sandbox.open().walked().unwrap().is_some(), known, "{name} = {value}");
    }
}

#[test]
fn rules_of_the_user_count() {
    let sandbox = Sandbox::with(&steps(&[], &["a", "b"]));
    let rules = sandbox.folder.path().join(".git/rules");
    fs::write(&rules, "a\n").unwrap();
    sandbox.inner.config().unwrap().set_str("core.excludesFile", rules.to_str().unwrap()).unwrap();
    assert_eq!(agreed_paths(&sandbox).unwrap(), BTreeSet::from([b"b".to_vec()]));
}

#[test]
fn many_untracked_files_under_rules_are_left_to_the_library() {
    let sandbox = Sandbox::with(&[Step::RulesForAll("log")]);
    let file = |number: usize| fs::write(sandbox.folder.path().join(format!("{number}.tf")), "").unwrap();
    (0..MOST_ASKED).for_each(file);
    assert_eq!(agreed(&sandbox).unwrap().len(), MOST_ASKED);
    file(MOST_ASKED);
    assert!(agreed(&sandbox).is_none());
    assert_eq!(sandbox.open().on_disk().unwrap().len(), MOST_ASKED + 1);
}

#[test]
fn pipes_and_odd_spellings_of_git_are_no_files() {
    let sandbox = Sandbox::with(&steps(&[("pipe", Entry::File)], &["a", "b/.GIT/config", "b/x.git/config"]));
    assert!(Command::new("mkfifo").arg(sandbox.folder.path().join("pipe")).status().unwrap().success());
    let expected = [&b"a"[..], b"b/x.git/config"].map(<[u8]>::to_vec);
    assert_eq!(agreed_paths(&sandbox).unwrap(), BTreeSet::from(expected));
}

#[test]
fn a_name_that_is_not_utf8_is_found() {
    let sandbox = Sandbox::new();
    let names = [&b"caf\xe9/\xff"[..], b"new\nline"];
    for name in names {
        let place = sandbox.folder.path().join(std::ffi::OsStr::from_bytes(name));
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, "").unwrap();
    }
    assert_eq!(agreed_paths(&sandbox).unwrap(), BTreeSet::from(names.map(<[u8]>::to_vec)));
}
