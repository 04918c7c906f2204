//! Names of commits, default branches, merge bases and people.

use whomay::git::{GitError, Head, Role, Snapshot};

use crate::sandbox::{Sandbox, at, changes, open};

#[test]
fn every_way_to_name_a_commit() {
    let sandbox = Sandbox::with(&["a.tf"]);
    let first = sandbox.git(["rev-parse", "HEAD"]);
    sandbox.git(["tag", "-a", "v1", "-m", "annotated"]);
    let second = sandbox.commit("second");
    let repository = sandbox.open();
    let tag = sandbox.git(["rev-parse", "v1"]);
    assert_ne!(tag, first, "annotated");
    for (name, id) in [
        ("HEAD", &second),
        ("main", &second),
        ("refs/heads/main", &second),
        ("HEAD~1", &first),
        ("main^", &first),
        ("v1", &first),
        (tag.as_str(), &first),
        (first.as_str(), &first),
        (&first[..9], &first),
        ("main@{0}", &second),
    ] {
        let commit = at(&repository, name);
        assert_eq!(&commit.id.to_string(), id, "{name}");
        assert_eq!(commit.tree.to_string(), sandbox.git(["rev-parse", &format!("{id}^{{tree}}")]));
        assert!(id.starts_with(&commit.id.short()));
    }
}

#[test]
fn an_unknown_name_is_answered_with_names_like_it() {
    let sandbox = Sandbox::with(&["a.tf"]);
    sandbox.git(["branch", "feature/network"]);
    sandbox.git(["tag", "release-1"]);
    sandbox.git(["update-ref", "refs/remotes/origin/topic", "HEAD"]);
    let repository = sandbox.open();
    for (wanted, similar) in [
        ("feature/netwrk", &["feature/network"][..]),
        ("mian", &["main"]),
        ("relase-1", &["release-1"]),
        ("topic", &[]),
        ("zzzzzzzz", &[]),
        ("", &[]),
        ("a..b", &[]),
        ("-x", &[]),
        ("nul\0byte", &[]),
        ("esc\u{1b}[31m", &[]),
    ] {
        let error = repository.resolve(wanted);
        if wanted == "topic" {
            assert!(matches!(&error, Err(GitError::UnknownRevision { similar, .. }) if similar == &["origin/topic"]));
            continue;
        }
        let error = error.unwrap_err();
        let expected: Vec<String> = similar.iter().map(|name| (*name).to_owned()).collect();
        assert!(
            matches!(&error, GitError::UnknownRevision { similar: found, .. } if *found == expected),
            "{wanted:?}: {error:?}"
        );
        assert!(!error.to_string().contains(['\u{1b}', '\0']));
        assert_eq!(error.help().unwrap().starts_with("Did you mean"), !similar.is_empty());
    }
    let missing = "1".repeat(40);
    let error = repository.resolve(&missing).unwrap_err();
    assert!(matches!(error, GitError::UnknownCommit { .. }), "{error}");
    assert!(error.help().unwrap().contains("fetch-depth: 0"));
    for not_a_commit in ["HEAD^{tree}", "HEAD:a.tf", &sandbox.git(["rev-parse", "HEAD:a.tf"])] {
        assert!(matches!(repository.resolve(not_a_commit), Err(GitError::NotACommit { .. })), "{not_a_commit}");
    }
}

#[test]
fn a_tag_cannot_stand_in_for_a_branch() {
    let sandbox = Sandbox::with(&["a.tf"]);
    sandbox.git(["tag", "main"]);
    let repository = sandbox.open();
    assert_eq!(at(&repository, "main"), at(&repository, "HEAD"), "one commit under two names is no question");
    sandbox.commit("second");
    for name in ["main", "main~1", "main^{commit}"] {
        let error = repository.resolve(name).unwrap_err();
        let candidates = vec!["refs/tags/main".to_owned(), "refs/heads/main".to_owned()];
        assert_eq!(error, GitError::AmbiguousRevision { revision: name.to_owned(), candidates });
    }
    assert_eq!(at(&repository, "refs/heads/main"), at(&repository, "HEAD"));
}

#[test]
fn head_on_a_branch_and_detached() {
    let sandbox = Sandbox::with(&["a.tf"]);
    let repository = sandbox.open();
    let commit = at(&repository, "HEAD");
    assert!(
        matches!(repository.head().unwrap(), Head::Branch(branch) if branch.name == "main" && branch.commit == commit)
    );
    sandbox.git(["checkout", "--quiet", "--detach"]);
    assert_eq!(repository.head().unwrap(), Head::Detached(commit));
    assert_eq!(repository.current_branch_name().unwrap(), None);
    assert_eq!(at(&repository, "HEAD"), commit);
}

#[test]
fn the_default_branch_is_found_or_asked_for() {
    let sandbox = Sandbox::with(&["a.tf"]);
    let repository = sandbox.open();
    let name = || repository.default_branch().map(|branch| branch.name);
    let remote = |name: &str| sandbox.git(["update-ref", &format!("refs/remotes/origin/{name}"), "HEAD"]);
    assert_eq!(name().unwrap(), "main");
    sandbox.git(["branch", "master"]);
    let ambiguous = |one: &str, other: &str| {
        Err(GitError::AmbiguousDefaultBranch { candidates: vec![one.to_owned(), other.to_owned()] })
    };
    assert_eq!(name(), ambiguous("main", "master"));
    assert!(name().unwrap_err().help().unwrap().contains("--base"));
    remote("master");
    assert_eq!(name().unwrap(), "origin/master", "the remote's goes before");
    remote("main");
    assert_eq!(name(), ambiguous("origin/main", "origin/master"));
    sandbox.git(["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk"]);
    assert_eq!(name(), Err(GitError::DanglingDefaultBranch { target: "refs/remotes/origin/trunk".to_owned() }));
    remote("trunk");
    assert_eq!(name().unwrap(), "origin/trunk");
    sandbox.git(["branch", "--move", "main", "odd"]);
    assert_eq!(name().unwrap(), "origin/trunk");

    let bare = Sandbox::with(&["a.tf"]);
    bare.git(["branch", "--move", "main", "odd"]);
    assert_eq!(bare.open().default_branch(), Err(GitError::NoDefaultBranch));
}

#[test]
fn the_merge_base_is_where_the_branches_part() {
    let sandbox = Sandbox::with(&["a.tf"]);
    let parting = sandbox.commit("parting");
    sandbox.git(["checkout", "--quiet", "-b", "topic"]);
    sandbox.write("topic.tf", "x");
    sandbox.commit("topic");
    sandbox.git(["checkout", "--quiet", "main"]);
    sandbox.write("main.tf", "x");
    sandbox.commit("main moved on");
    let repository = sandbox.open();
    let (main, topic) = (at(&repository, "main"), at(&repository, "topic"));
    let base = repository.merge_base(main, topic).unwrap();
    assert_eq!(base.id.to_string(), parting);
    assert_eq!(repository.merge_base(topic, main).unwrap(), base);
    assert_eq!(repository.merge_base(main, main).unwrap(), main);
    for (later, earlier, contains) in
        [(main, base, true), (topic, base, true), (main, main, true), (base, main, false), (topic, main, false)]
    {
        assert_eq!(repository.contains(later, earlier), Ok(contains));
    }
    assert_eq!(changes(&repository, &parting, "topic"), ["A topic.tf"]);
    assert_eq!(repository.files_changed_between(base, main).unwrap(), ["main.tf"]);
}

#[test]
fn unrelated_histories_are_told_apart_from_shallow_ones() {
    let sandbox = Sandbox::with(&["a.tf"]);
    sandbox.git(["checkout", "--quiet", "--orphan", "other"]);
    sandbox.commit("root of its own");
    let repository = sandbox.open();
    let (main, other) = (at(&repository, "main"), at(&repository, "other"));
    let error = repository.merge_base(main, other).unwrap_err();
    assert_eq!(error, GitError::UnrelatedHistories { one: main.id, other: other.id });
    assert_eq!(repository.contains(main, other), Ok(false));
    // Compared all the same, when somebody asks for these two.
    assert_eq!(repository.changes(main, Snapshot::Commit(other)).unwrap(), []);
}

/// `main` is four commits long; `topic` leaves it after the second and is two long.
fn branched() -> Sandbox {
    let sandbox = Sandbox::with(&["a.tf"]);
    let step = |branch: &str, count: usize| {
        for number in 0..count {
            sandbox.write(format!("{branch}-{number}.tf"), "x");
            sandbox.commit(branch);
        }
    };
    step("shared", 1);
    sandbox.git(["checkout", "--quiet", "-b", "topic"]);
    step("topic", 2);
    sandbox.git(["checkout", "--quiet", "main"]);
    step("main", 2);
    sandbox
}

#[test]
fn a_shallow_clone_answers_only_what_it_can_know() {
    let sandbox = branched();
    let from = format!("file://{}", sandbox.path().display());
    let whole = sandbox.open();
    let parting = whole.merge_base(at(&whole, "main"), at(&whole, "topic")).unwrap();
    for depth in 1..=4 {
        let name = format!("depth-{depth}");
        let flag = format!("--depth={depth}");
        sandbox.git(["clone", "--quiet", "--bare", "--no-single-branch", &flag, &from, &name]);
        let clone = open(&sandbox.at(&name));
        let (main, topic) = (at(&clone, "main"), at(&clone, "topic"));
        let (base, people) = (clone.merge_base(main, topic), clone.people(main, topic));
        if depth < 3 {
            assert_eq!(base, Err(GitError::ShallowHistory), "depth {depth}");
            assert_eq!(people, Err(GitError::ShallowHistory), "depth {depth}");
            let help = base.unwrap_err().help().unwrap();
            assert!(["--unshallow", "fetch-depth: 0", "GIT_DEPTH: 0"].iter().all(|fix| help.contains(fix)));
        } else {
            assert_eq!(base, Ok(parting), "depth {depth}: the history may end at the answer itself");
            assert_eq!(people.unwrap().len(), 2, "depth {depth}");
        }
        // The files of each tip are whole in every clone.
        assert_eq!(changes(&clone, "main", "topic"), changes(&whole, "main", "topic"));
    }
    // A linked work tree of a shallow clone is as shallow.
    sandbox.git(["-C", "depth-1", "worktree", "add", "--quiet", "../linked", "topic"]);
    let linked = open(&sandbox.at("linked"));
    assert_eq!(linked.merge_base(at(&linked, "main"), at(&linked, "topic")), Err(GitError::ShallowHistory));
}

#[test]
fn a_nearer_base_may_lie_behind_the_end_of_a_shallow_history() {
    // `topic` merges `main` late: the true base is behind the end of main, and an older one is in sight.
    let sandbox = branched();
    sandbox.git(["checkout", "--quiet", "topic"]);
    sandbox.git(["merge", "--quiet", "--no-edit", "main~1"]);
    let from = format!("file://{}", sandbox.path().display());
    sandbox.git(["clone", "--quiet", "--bare", "--no-single-branch", &from, "shallow"]);
    let repository = open(&sandbox.at("shallow"));
    let (main, topic) = (at(&repository, "main"), at(&repository, "topic"));
    let base = repository.merge_base(main, topic).unwrap();
    // The history ends at topic's second parent's only child: the merge keeps one visible parent.
    sandbox.write("shallow/shallow", &format!("{}\n", main.id));
    let cut = open(&sandbox.at("shallow"));
    assert_eq!(cut.merge_base(main, topic), Err(GitError::ShallowHistory));
    sandbox.write("shallow/shallow", &format!("{}\n", base.id));
    assert_eq!(open(&sandbox.at("shallow")).merge_base(main, topic), Ok(base));
}

#[test]
fn people_are_everybody_named_between_base_and_head() {
    let sandbox = Sandbox::with(&["a.tf"]);
    sandbox.git(["checkout", "--quiet", "-b", "topic"]);
    sandbox.commit("x\n\nCo-authored-by: Bo <bo@example.com>\n\nnot a trailer any more");
    sandbox.git_with(
        ["commit", "--quiet", "--allow-empty", "-m", "y"],
        &[("GIT_AUTHOR_NAME", "Dee"), ("GIT_AUTHOR_EMAIL", "dee@example.com")],
        b"",
    );
    let repository = sandbox.open();
    let (main, topic) = (at(&repository, "main"), at(&repository, "topic"));
    let people = repository.people(main, topic).unwrap();
    let named: Vec<(&str, &str, Role)> =
        people.iter().map(|person| (person.name.as_str(), person.email.as_str(), person.role)).collect();
    assert_eq!(
        named,
        [
            ("Ann", "ann@example.com", Role::Author),
            ("Bo", "bo@example.com", Role::CoAuthor),
            ("Cy", "cy@example.com", Role::Committer),
            ("Dee", "dee@example.com", Role::Author),
        ]
    );
    assert_eq!(repository.people(topic, main).unwrap(), []);
    assert_eq!(repository.people(topic, topic).unwrap(), []);
}

#[test]
fn parents_and_ancestors() {
    let sandbox = Sandbox::with(&["a.tf"]);
    sandbox.git(["switch", "--quiet", "-c", "topic"]);
    sandbox.commit("topic");
    sandbox.git(["switch", "--quiet", "main"]);
    sandbox.commit("main");
    sandbox.git(["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    let repository = sandbox.open();
    let [merge, main, topic] = ["main", "main^1", "main^2"].map(|name| at(&repository, name));
    assert_eq!(repository.parents(merge), Ok(vec![main, topic]), "the first one first");
    assert_eq!(repository.parents(at(&repository, "main~2")), Ok(Vec::new()));
    for (old, new, is_it) in [(topic, merge, true), (merge, merge, true), (merge, topic, false), (topic, main, false)] {
        assert_eq!(repository.contains(new, old), Ok(is_it));
    }
    sandbox.git(["switch", "--quiet", "--orphan", "alone"]);
    sandbox.commit("alone");
    assert_eq!(sandbox.open().contains(merge, at(&repository, "alone")), Ok(false));
    let from = format!("file://{}", sandbox.at(".").display());
    sandbox.git(["clone", "--quiet", "--bare", "--depth=1", "--branch=main", &from, "shallow"]);
    let shallow = open(&sandbox.at("shallow"));
    assert_eq!(shallow.parents(at(&shallow, "main")), Err(GitError::ShallowHistory), "they are not here");
}

#[test]
fn a_commit_that_was_rebased_is_known_by_its_author_and_words() {
    let sandbox = Sandbox::with(&["a.tf"]);
    sandbox.git(["switch", "--quiet", "-c", "topic"]);
    sandbox.commit("one");
    sandbox.commit("two");
    sandbox.git(["switch", "--quiet", "main"]);
    sandbox.commit("in between");
    sandbox.git(["cherry-pick", "--allow-empty", "main~1..topic"]);
    let repository = sandbox.open();
    let [fork, topic, main] = ["main~3", "topic", "main"].map(|name| at(&repository, name));
    let own = repository.authorships(fork, topic).unwrap();
    assert_eq!(own.len(), 2);
    assert_ne!(main.id, topic.id);
    for (name, is_own) in [("main", true), ("main~1", true), ("main~2", false), ("main~3", false)] {
        assert_eq!(own.contains(&repository.authorship(at(&repository, name)).unwrap()), is_own, "{name}");
    }
}
