//! What is shown and asked, and what is then written.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::{environments, everything, new_files, untouched};
use crate::sandbox::{Run, Sandbox, whomay};

#[test]
fn nobody_to_ask_is_no_confirmation() {
    let sandbox = environments();
    let before = everything(&sandbox);
    let run = sandbox.run("init");
    run.clean()
        .quiet()
        .says("nothing was written")
        .says("`whomay init --yes` writes")
        .says("+++ b/.terrateam/config.yml");
    assert_eq!(everything(&sandbox), before);
    // Answers that nobody gave on a terminal are none.
    let mut command = whomay(sandbox.path());
    let mut child = command.arg("init").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"y\ny\ny\ny\n").unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
    assert_eq!(everything(&sandbox), before);
}

#[test]
fn the_difference_is_what_would_be_written_and_nothing_else() {
    let sandbox = environments();
    let before = everything(&sandbox);
    let run = sandbox.run("init --diff");
    run.clean().quiet();
    assert!(run.out.starts_with("diff --git a/.terrateam/config.yml b/.terrateam/config.yml\n"), "{}", run.out);
    assert_eq!(everything(&sandbox), before);
    sandbox.write(".git/x.diff", &run.out);
    sandbox.git(["apply", "--check", ".git/x.diff"]);
    sandbox.git(["apply", ".git/x.diff"]);
    let applied = everything(&sandbox);
    let written = environments();
    written.run("init --yes").clean();
    let texts = |all: &super::Everything| -> Vec<(String, Vec<u8>)> {
        all.iter().map(|(path, (_, _, bytes))| (path.clone(), bytes.clone())).collect()
    };
    assert_eq!(texts(&applied), texts(&everything(&written)));
    assert_eq!(written.run("init --diff").clean().quiet().out, "");
}

#[test]
fn only_what_is_asked_for_is_written() {
    for (line, wanted) in [
        ("init --yes --only config", &[".terrateam/config.yml"][..]),
        ("init --yes --forge none --only config,workflows", &[".terrateam/config.yml"]),
        ("init --yes --only config --only workflows --forge none", &[".terrateam/config.yml"]),
    ] {
        let sandbox = environments();
        let before = everything(&sandbox);
        sandbox.run(line).clean().quiet();
        assert_eq!(new_files(&before, &everything(&sandbox)), wanted, "{line}");
    }
    let sandbox = environments();
    sandbox.run("init --yes --only workflows").clean().says("There are no rules").says("wrote .github/workflows/");
    assert!(!sandbox.at(".terrateam").exists());
}

#[test]
fn files_are_made_as_git_makes_them() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = environments();
    let program = env!("CARGO_BIN_EXE_whomay");
    let line = format!("umask 027; exec '{program}' init --yes --only config");
    assert!(Command::new("sh").args(["-c", &line]).current_dir(sandbox.path()).output().unwrap().status.success());
    let mode = sandbox.at(".terrateam/config.yml").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(std::fs::read_dir(sandbox.at(".terrateam")).unwrap().count(), 1, "no draft is left");
}

#[test]
fn the_folder_that_it_is_run_in_makes_no_difference() {
    let sandbox = environments();
    sandbox.commit("first");
    let expected = sandbox.run("init --diff").out;
    for (folder, line) in [("prod", "init --diff"), ("prod", "init --diff -C ../staging"), (".", "init --diff -C prod")]
    {
        assert_eq!(sandbox.run_in(folder, line).clean().out, expected, "{folder} {line}");
    }
    sandbox.git(["worktree", "add", "--quiet", "--detach", ".git/linked"]);
    assert_eq!(sandbox.run("init --diff -C .git/linked").clean().out, expected);
    let run = sandbox.run_in("prod", "init --yes");
    run.clean().says("git add :/.terrateam/config.yml");
    assert!(sandbox.at(".terrateam/config.yml").exists() && !sandbox.at("prod/.terrateam").exists());
}

#[test]
fn any_state_of_a_repository_will_do() {
    let bare_of_commits = environments();
    let committed = environments();
    committed.commit("first");
    let detached = environments();
    detached.commit("first");
    detached.git(["checkout", "--quiet", "--detach"]);
    let without_remote = environments();
    without_remote.git(["remote", "remove", "origin"]);
    for (sandbox, said) in [
        (&bare_of_commits, "default branch main"),
        (&committed, "default branch main"),
        (&detached, "default branch main"),
        (&without_remote, "no forge: no remote tells one; choose with --forge"),
    ] {
        let before = everything(sandbox);
        sandbox.run("init --yes").clean().quiet().says(said).says("wrote .terrateam/config.yml");
        untouched(&before, &everything(sandbox));
        sandbox.run("lint").clean();
    }
    let without_branch = environments();
    without_branch.commit("first");
    without_branch.git(["switch", "--quiet", "-c", "trunk"]);
    without_branch.git(["branch", "-D", "--quiet", "main"]);
    without_branch.run("init").clean().says("no default branch is known");
    without_branch.git(["remote", "remove", "origin"]);
    without_branch.run("init").clean().says("default branch trunk");
}

#[test]
fn what_is_foreign_cannot_act_on_a_terminal() {
    let sandbox = Sandbox::new();
    sandbox.git(["remote", "add", "origin", "https://user:s3cret@github.com/a/b"]);
    for dir in ["a\u{1b}[2Jb", "c\u{202e}d", "##[error]x", "e\nf"] {
        sandbox.write(format!("prod/{dir}/main.tf"), "x = 1\n");
    }
    sandbox.write(".github/CODEOWNERS", "/prod/ @acme/s\u{1b}]0;x\u{7}re @\u{202e}b\n");
    for line in ["init", "init --diff", "init --color always", "init --yes"] {
        let run = sandbox.run(line);
        run.clean();
        let said = format!("{}{}", run.out, run.err).replace("\u{1b}[0m", "").replace("\u{1b}[1m", "");
        assert!(
            !said.contains("\u{1b}[2J") && !said.contains("\u{1b}]") && !said.contains('\u{202e}'),
            "{line}: {said}"
        );
        assert!(!said.contains("##[error]") && !said.contains("s3cret"), "{line}: {said}");
    }
}

#[test]
fn a_pin_names_the_action_by_commit() {
    let pin = "0123456789abcdef0123456789abcdef01234567";
    let sandbox = environments();
    let tagged = sandbox.run("init --diff --only workflows").out;
    let pinned = sandbox.run(&format!("init --diff --only workflows --pin {}", pin.to_uppercase())).out;
    assert!(!tagged.contains(pin) && pinned.contains(&format!("@{pin}")), "{pinned}");
    sandbox.run("init --yes").clean().says("which its owner can move");
    let other = environments();
    other.run(&format!("init --yes --pin {pin}")).clean().never_says("which its owner can move");
}

/// Runs it on a terminal of its own and types.
#[cfg(target_os = "linux")]
pub(super) fn typed(sandbox: &Sandbox, line: &str, keys: &str) -> Run {
    let command = format!("'{}' {line}", env!("CARGO_BIN_EXE_whomay"));
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &command, "/dev/null"]).current_dir(sandbox.path());
    script.env("HOME", sandbox.path()).env("NO_COLOR", "1");
    let mut child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(keys.as_bytes()).unwrap();
    Run::from(child.wait_with_output().unwrap())
}

#[cfg(target_os = "linux")]
#[test]
fn only_what_is_confirmed_is_written() {
    let all = {
        let sandbox = environments();
        let before = everything(&sandbox);
        sandbox.run("init --yes").clean();
        new_files(&before, &everything(&sandbox))
    };
    assert!(all.len() >= 2, "{all:?}");
    for (keys, count) in
        [("q\n", 0), ("n\nq\n", 0), ("y\nq\n", 1), ("a\n", all.len()), ("what\ny\nq\n", 1), ("\u{4}", 0)]
    {
        let sandbox = environments();
        let before = everything(&sandbox);
        let run = typed(&sandbox, "init", keys);
        run.clean().says("write .terrateam/config.yml [y,n,a,q]?").says("+++ b/.terrateam/config.yml");
        untouched(&before, &everything(&sandbox));
        let made = new_files(&before, &everything(&sandbox));
        assert_eq!(made.len(), count, "{keys:?}: {made:?}\n{}", run.out);
        assert_eq!(run.out.contains("nothing was written"), count == 0, "{keys:?}: {}", run.out);
    }
    let sandbox = environments();
    typed(&sandbox, "init", "y\nn\nn\nn\nn\nn\nn\n").clean().says("without what was left out, `whomay lint` has");
    sandbox.run("lint").negative().says("files-key-names-no-file");
    let sandbox = environments();
    typed(&sandbox, "init --diff", "").clean().never_says("[y,n,a,q]");
}

#[test]
fn rules_that_are_not_merged_yet_are_asked_by_name() {
    let sandbox = environments();
    sandbox.commit("before");
    let own = "whomay simulate --who --config-ref whomay";
    sandbox.run("init --yes --only config").clean().says(own);
    sandbox.git(["switch", "--quiet", "-c", "whomay"]);
    sandbox.commit("Say who may plan and apply");
    sandbox.git(["switch", "--quiet", "-c", "change", "main"]);
    sandbox.write("prod/main.tf", "# changed\n").commit("change");
    sandbox.run(own.trim_start_matches("whomay ")).clean().says("the user has role maintain");
    let merged = environments();
    merged.run("init --yes --only config").clean();
    merged.run("init --yes --only options").clean().says("whomay simulate --who\n").never_says("--config-ref");
}

#[test]
fn the_page_of_a_first_run() {
    insta::assert_snapshot!(environments().run("init --yes").clean().out);
}

#[test]
fn the_page_of_a_second_run() {
    let sandbox = environments();
    sandbox.run("init --yes").clean();
    insta::assert_snapshot!(sandbox.run("init").clean().out);
}
