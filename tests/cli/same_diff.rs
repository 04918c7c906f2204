//! `approval_mode: same-diff` on real repositories: an approval of one commit, what became of the request since, and for
//! which dirspaces the approval still counts.

use crate::sandbox::{Run, Sandbox};

const CONFIG: &str = "\
dirs:
  prod/app:
    when_modified:
      file_patterns: ['${DIR}/*.tf']
      depends_on: 'dir:prod/db'
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true, any_of_count: 1}
      merge_conflicts: {enabled: false}
      status_checks: {enabled: false}
      require_ready_for_review_pr: false
";

const GATE: &str = "gate:\n  approval_mode: same-diff\n";

/// `main` with four environments and two modules: `prod/net` uses `modules/vpc`, which uses `modules/subnet`; `prod/app`
/// depends on `prod/db`; `dev` mentions nobody. Facts lie outside of git.
fn sandbox(gate: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox
        .write(".git/info/exclude", "/facts.yml\n")
        .write(".terrateam/config.yml", CONFIG)
        .write("README.md", "read me\n")
        .write("prod/net/main.tf", "module \"vpc\" { source = \"../../modules/vpc\" }\n\n\n\n\n\n# end\n")
        .write("prod/net/other.tf", "# 1\n")
        .write("prod/db/main.tf", "# 1\n")
        .write("prod/app/main.tf", "# 1\n")
        .write("dev/main.tf", "# 1\n")
        .write("modules/vpc/main.tf", "module \"subnet\" { source = \"../subnet\" }\n")
        .write("modules/subnet/main.tf", "# 1\n");
    if !gate.is_empty() {
        sandbox.write(".whomay.yml", gate);
    }
    sandbox.commit("first");
    sandbox.git(["switch", "--quiet", "-c", "feature"]);
    sandbox
}

/// A request that changes `prod/net`, `prod/db` and `dev`, and the commit that was approved.
fn request(gate: &str) -> (Sandbox, String) {
    let sandbox = sandbox(gate);
    let approved = change(&sandbox);
    (sandbox, approved)
}

fn change(sandbox: &Sandbox) -> String {
    edit(sandbox, "prod/net/main.tf", "# end", "# the end");
    sandbox.write("prod/db/main.tf", "# 2\n").write("dev/main.tf", "# 2\n").write("dev/extra.tf", "# extra\n");
    sandbox.commit("change")
}

fn edit(sandbox: &Sandbox, path: &str, old: &str, new: &str) {
    let text = std::fs::read_to_string(sandbox.at(path)).unwrap();
    assert!(text.contains(old), "{path}");
    sandbox.write(path, &text.replace(old, new));
}

/// On `main`, then back.
fn on_main(sandbox: &Sandbox, work: impl FnOnce(&Sandbox)) {
    sandbox.git(["switch", "--quiet", "main"]);
    work(sandbox);
    sandbox.commit("main moves");
    sandbox.git(["switch", "--quiet", "feature"]);
}

fn merge_main(sandbox: &Sandbox) {
    sandbox.git(["merge", "--quiet", "-m", "merge", "main"]);
}

/// Asks whether alice may apply, with approvals by carol of these commits.
fn ask(sandbox: &Sandbox, approved: &[&str]) -> Run {
    let reviews: String = approved
        .iter()
        .map(|commit| format!("    - {{user: carol, state: approved, commit: \"{commit}\"}}\n"))
        .collect();
    let changed = sandbox.git(["diff", "--name-only", "--no-renames", "main...HEAD"]).lines().count();
    let facts = format!(
        "users:\n  alice: {{teams: [], role: write}}\n  carol: {{teams: [], role: write}}\npull_request:\n  state: open\n  \
         draft: false\n  conflict: false\n  mergeable: true\n  fork: false\n  author: bob\n  contributors: [bob]\n  \
         unattributed: []\n  pushers: [bob]\n  triggering_actor: false\n  changed_files: {changed}\n  queued: false\n  \
         requested_reviewers: []\n  review_decision: none\n  checks: []\n  required_checks: []\n  reviews:\n{reviews}"
    );
    sandbox.write("facts.yml", &facts);
    sandbox.run("simulate --user alice --facts facts.yml --profile strict --operation apply --format json")
}

/// The dirspaces that may be applied; the others have to wait for an approval of the head, or for what `also` says.
fn fresh(run: &Run, also: &str) -> String {
    let mut fresh = Vec::new();
    for outcome in run.outcomes() {
        match outcome.split_once(" apply ").unwrap() {
            (dir, "allow") => fresh.push(dir.to_owned()),
            (_, "pending fresh-approval every-layout") => {}
            (_, said) => assert_eq!(said, also, "{}", run.out),
        }
    }
    fresh.join(" ")
}

const ALL: &str = "dev prod/app prod/db prod/net";

/// What became of a request after it was approved, and for what the approval still counts.
struct Story {
    name: &'static str,
    since: fn(&Sandbox),
    fresh: &'static str,
}

#[test]
fn an_approval_counts_for_each_dirspace_whose_change_is_still_the_same() {
    let stories = [
        Story { name: "nothing", since: |s| drop(s.commit("again")), fresh: ALL },
        Story {
            name: "another message",
            since: |s| drop(s.git(["commit", "--quiet", "--amend", "-m", "other"])),
            fresh: ALL,
        },
        Story { name: "a blank", since: |s| edit(s, "dev/main.tf", "# 2", "#  2"), fresh: "prod/app prod/db prod/net" },
        Story {
            name: "the mode of a file",
            since: |s| {
                s.git(["update-index", "--chmod=+x", "dev/main.tf"]);
                s.git(["commit", "--quiet", "-m", "mode"]);
                s.git(["checkout", "--quiet", "--", "."]);
            },
            fresh: "prod/app prod/db prod/net",
        },
        Story {
            name: "a dirspace that another depends on",
            since: |s| edit(s, "prod/db/main.tf", "# 2", "# 3"),
            fresh: "dev prod/net",
        },
        Story {
            name: "a dirspace that depends on another",
            since: |s| edit(s, "prod/app/main.tf", "# 1", "# 3"),
            fresh: "dev prod/db prod/net",
        },
        Story {
            name: "there and back",
            since: |s| {
                edit(s, "dev/main.tf", "# 2", "# 3");
                s.commit("there");
                edit(s, "dev/main.tf", "# 3", "# 2");
            },
            fresh: ALL,
        },
        Story {
            name: "taken back",
            since: |s| edit(s, "dev/main.tf", "# 2", "# 1"),
            fresh: "prod/app prod/db prod/net",
        },
        Story {
            name: "another dirspace",
            since: |s| {
                s.write("stage/main.tf", "# new\n");
            },
            fresh: ALL,
        },
        Story {
            name: "a file that moves from one dirspace to another",
            since: |s| drop(s.git(["mv", "dev/extra.tf", "prod/db/extra.tf"])),
            fresh: "prod/net",
        },
        Story {
            name: "the module of a dirspace, a dirspace by itself",
            since: |s| edit(s, "modules/vpc/main.tf", "subnet\"", "subnet\"\n"),
            fresh: "dev prod/app prod/db",
        },
        Story {
            name: "the module of its module",
            since: |s| edit(s, "modules/subnet/main.tf", "# 1", "# 2"),
            fresh: "dev prod/app prod/db",
        },
        Story {
            name: "what a link of a dirspace points to",
            since: |s| {
                s.link("dev/shared.tf", "../shared/main.tf").write("shared/main.tf", "# 1\n");
            },
            fresh: "prod/app prod/db prod/net",
        },
        Story { name: "a file that is nobody's", since: |s| edit(s, "README.md", "read", "read it"), fresh: "" },
        Story {
            name: "a CI file",
            since: |s| {
                s.write(".github/workflows/ci.yml", "on: push\n");
            },
            fresh: "",
        },
        Story {
            name: "the gate",
            since: |s| {
                s.write(".whomay.yml", "gate: {}\n");
            },
            fresh: "",
        },
        Story {
            name: "the configuration",
            since: |s| {
                s.write(".terrateam/config.yml", &format!("{CONFIG}version: '1'\n"));
            },
            fresh: "",
        },
    ];
    for Story { name, since, fresh: expected } in stories {
        let (sandbox, approved) = request(GATE);
        since(&sandbox);
        sandbox.commit("since");
        let run = ask(&sandbox, &[&approved]);
        assert_eq!(fresh(&run, ""), expected, "{name}\n{}", run.out);
    }
}

#[test]
fn a_base_that_moved_forward_is_no_change_of_the_request() {
    for (name, catch_up) in [
        ("merged in", merge_main as fn(&Sandbox)),
        ("rebased", |s: &Sandbox| drop(s.git(["rebase", "--quiet", "main"]))),
    ] {
        // Elsewhere in the dirspace: what was approved is what is there.
        let (sandbox, approved) = request(GATE);
        on_main(&sandbox, |s| {
            s.write("prod/net/other.tf", "# 2\n").write("README.md", "new\n");
        });
        catch_up(&sandbox);
        assert_eq!(fresh(&ask(&sandbox, &[&approved]), ""), ALL, "{name}");

        // In the same file, far from the change: a patch would be the same, the file is not.
        let (sandbox, approved) = request(GATE);
        on_main(&sandbox, |s| edit(s, "prod/net/main.tf", "module \"vpc\"", "module \"main\""));
        catch_up(&sandbox);
        assert_eq!(fresh(&ask(&sandbox, &[&approved]), ""), "dev prod/app prod/db", "{name}");

        // Something of the request's own on the way.
        let (sandbox, approved) = request(GATE);
        on_main(&sandbox, |s| {
            s.write("prod/net/other.tf", "# 2\n");
        });
        catch_up(&sandbox);
        edit(&sandbox, "prod/net/other.tf", "# 2", "# evil");
        sandbox.commit("on the way");
        assert_eq!(fresh(&ask(&sandbox, &[&approved]), ""), "dev prod/app prod/db", "{name}");
    }
}

#[test]
fn an_older_base_makes_something_else_of_the_same_change() {
    let sandbox = sandbox(GATE);
    let old = sandbox.git(["rev-parse", "main"]);
    on_main(&sandbox, |s| {
        s.write("modules/subnet/main.tf", "# fixed\n");
    });
    merge_main(&sandbox);
    let approved = change(&sandbox);
    assert_eq!(fresh(ask(&sandbox, &[&approved]).clean(), ""), ALL);
    sandbox.git(["rebase", "--quiet", "--onto", &old, "main"]);
    assert_eq!(fresh(ask(&sandbox, &[&approved]).negative(), ""), "");
}

#[test]
fn a_commit_that_changes_nothing_was_approved_for_nothing() {
    let (sandbox, _) = request(GATE);
    let base = sandbox.git(["rev-parse", "main"]);
    assert_eq!(fresh(ask(&sandbox, &[&base]).negative(), ""), "");
}

#[test]
fn what_cannot_be_compared_is_not_known_and_never_counts() {
    let (sandbox, approved) = request(GATE);
    edit(&sandbox, "dev/main.tf", "# 2", "# 3");
    let head = sandbox.commit("since");
    sandbox.git(["switch", "--quiet", "--orphan", "unrelated"]);
    let unrelated = sandbox.write("dev/main.tf", "# 3\n").commit("unrelated");
    sandbox.git(["switch", "--quiet", "feature"]);
    let gone = "0123456789abcdef0123456789abcdef01234567";
    for (commit, said) in [
        (gone, format!("the commit {gone} is not in this clone; fetch it: `git fetch origin {gone}`")),
        (&approved[..10], format!("`{}` is not a commit's id", &approved[..10])),
        ("main", "`main` is not a commit's id".to_owned()),
        (&unrelated, "have no ancestor in common".to_owned()),
    ] {
        let run = ask(&sandbox, &[commit]);
        run.ends_with(2).says(&said);
        assert_eq!(fresh(&run, "undetermined fresh-approval every-layout"), "", "{commit}");
        // Next to one that counts for all but dev, it is needed for dev alone.
        let run = ask(&sandbox, &[commit, &approved]);
        assert_eq!(fresh(run.ends_with(2), "undetermined fresh-approval every-layout"), "prod/app prod/db prod/net");
        ask(&sandbox, &[commit, &head]).clean();
    }
}

#[test]
fn the_work_tree_has_no_approvals() {
    let (sandbox, approved) = request(GATE);
    sandbox.commit("since");
    ask(&sandbox, &[&approved]).clean();
    let run = sandbox
        .run("simulate --user alice --facts facts.yml --profile strict --operation apply --format json --worktree");
    assert_eq!(fresh(run.negative(), "undetermined known-facts fresh-approval every-layout"), "");
}

#[test]
fn only_the_trusted_branch_can_ask_for_it() {
    for gate in ["", "gate:\n  approval_mode: exact\n"] {
        let (sandbox, approved) = request(gate);
        let head = sandbox.write(".whomay.yml", GATE).commit("loosen");
        assert_eq!(fresh(ask(&sandbox, &[&approved]).negative(), ""), "", "{gate:?}");
        ask(&sandbox, &[&head]).clean();
    }
}

/// The request of [`request`] after more was done on `main` before it began.
fn request_on(prepare: impl FnOnce(&Sandbox)) -> (Sandbox, String) {
    let sandbox = sandbox(GATE);
    on_main(&sandbox, prepare);
    merge_main(&sandbox);
    let approved = change(&sandbox);
    (sandbox, approved)
}

#[test]
fn whoever_may_look_anywhere_is_compared_with_everything() {
    for (path, text) in [
        ("prod/net/terragrunt.hcl", "include { path = find_in_parent_folders() }\n"),
        ("prod/net/run.sh", "cat \"$TERRATEAM_ROOT/dev/main.tf\"\n"),
        ("prod/net/up.tf", "x = file(\"${local.here}/../x\")\n"),
        ("prod/net/top.tf", "x = fileset(\"../..\", \"*.tf\")\n"),
        ("modules/subnet/up.tf", "# ../../dev\n"),
    ] {
        let (sandbox, approved) = request_on(|s| {
            s.write(path, text);
        });
        edit(&sandbox, "dev/main.tf", "# 2", "# 3");
        sandbox.commit("since");
        assert_eq!(fresh(&ask(&sandbox, &[&approved]), ""), "prod/app prod/db", "{path}");
    }
}

#[test]
fn a_link_on_the_way_may_lead_anywhere() {
    let (sandbox, approved) = request_on(|s| {
        s.link("lib", "modules").write("prod/db/lib.tf", "module \"x\" { source = \"../../lib/subnet\" }\n");
    });
    edit(&sandbox, "modules/subnet/main.tf", "# 1", "# 2");
    sandbox.commit("since");
    // prod/net uses the module by its own name, and prod/app depends on prod/db.
    assert_eq!(fresh(&ask(&sandbox, &[&approved]), ""), "dev");
}

#[test]
fn what_one_claims_is_no_less_anothers() {
    // dev answers to every path there is: what is nobody else's is dev's alone, but for what stands where everybody looks.
    let everything = CONFIG.replace("dirs:\n", "dirs:\n  dev:\n    when_modified: {file_patterns: ['**/*']}\n");
    for (path, expected) in [
        ("docs/notes/x.txt", "prod/app prod/db prod/net"),
        ("NOTES.txt", ""),
        (".gitlab-ci.yml", ""),
        ("prod/db/templates/x.tpl", "prod/net"),
        ("modules/subnet/x.json", "prod/app prod/db"),
    ] {
        let (sandbox, approved) = request_on(|s| {
            s.write(".terrateam/config.yml", &everything);
        });
        sandbox.write(path, "x").commit("since");
        let run = ask(&sandbox, &[&approved]);
        assert_eq!(fresh(&run, ""), expected, "{path}");
    }
}

#[test]
fn the_trusted_layout_has_a_say_as_well() {
    // On main nobody answers to the notes; the request says that dev does.
    let (sandbox, _) = request(GATE);
    let config = CONFIG.replace("dirs:\n", "dirs:\n  dev:\n    when_modified: {file_patterns: ['**/*']}\n");
    let approved = sandbox.write(".terrateam/config.yml", &config).commit("claim");
    assert_eq!(fresh(ask(&sandbox, &[&approved]).clean(), ""), ALL);
    sandbox.write("docs/notes.txt", "x").commit("since");
    assert_eq!(fresh(ask(&sandbox, &[&approved]).negative(), ""), "");
}

#[test]
fn what_goes_after_a_stack_is_stale_with_it() {
    let stacks = "stacks:\n  names:\n    data: {tag_query: 'dir:prod/db'}\n    net:\n      tag_query: 'dir:prod/net'\n      \
                  rules: {apply_after: [data]}\n";
    let (sandbox, approved) = request_on(|s| {
        s.write(".terrateam/config.yml", &format!("{CONFIG}{stacks}"));
    });
    edit(&sandbox, "prod/db/main.tf", "# 2", "# 3");
    sandbox.commit("since");
    assert_eq!(fresh(&ask(&sandbox, &[&approved]), ""), "dev");
}

#[test]
fn a_dirspace_that_goes_is_its_own_affair() {
    let (sandbox, approved) = request(GATE);
    sandbox.remove("dev/main.tf").remove("dev/extra.tf").commit("since");
    assert_eq!(fresh(ask(&sandbox, &[&approved]).negative(), ""), "prod/app prod/db prod/net");
}

#[test]
fn a_clone_that_is_cut_off_cannot_tell() {
    let (sandbox, approved) = request(GATE);
    sandbox.git(["rebase", "--quiet", "--root", "--onto", "main"]);
    on_main(&sandbox, |s| {
        s.write("prod/net/other.tf", "# 2\n");
    });
    sandbox.git(["branch", "approved", &approved]);
    sandbox.git(["rebase", "--quiet", "main"]);
    let clone = Sandbox::empty();
    let from = format!("file://{}", sandbox.path().display());
    clone.git(["clone", "--quiet", "--no-single-branch", "--depth=2", &from, "."]);
    clone.git(["branch", "--quiet", "main", "origin/main"]);
    clone.git(["remote", "set-head", "origin", "main"]);
    clone.write(".git/info/exclude", "/facts.yml\n");
    clone.git(["fetch", "--quiet", "--depth=1", "origin", &approved]);
    let run = ask(&clone, &[&approved]);
    assert_eq!(fresh(run.ends_with(2).says("git fetch --unshallow"), "undetermined fresh-approval every-layout"), "");
}

#[test]
fn only_so_many_commits_are_compared() {
    let (sandbox, approved) = request(GATE);
    sandbox.commit("since");
    // Commits that change nothing.
    let stale = |number: usize| sandbox.git(["commit-tree", "-p", "main", "-m", &number.to_string(), "main^{tree}"]);
    let stale: Vec<String> = (0..100).map(stale).collect();
    let approvals =
        |count: usize| -> Vec<&str> { std::iter::once(&approved).chain(&stale[..count]).map(String::as_str).collect() };
    assert_eq!(fresh(ask(&sandbox, &approvals(99)).clean(), ""), ALL);
    let run = ask(&sandbox, &approvals(100));
    assert_eq!(fresh(run.ends_with(2).says("more than 100 commits"), "undetermined fresh-approval every-layout"), "");
}
