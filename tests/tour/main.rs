//! The guided tour: what it shows is what the commands say.

#![cfg(feature = "cli")]
#![expect(clippy::disallowed_methods, reason = "runs the program as a user would")]
#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod enforcing;
mod playground;
mod small;

use std::process::Command;

use playground::{Playground, program, text};
use small::small;
use tempfile::TempDir;

/// The commands that the tour shows, each with what stands below it.
fn shown(tour: &str) -> Vec<(Vec<String>, String)> {
    let mut steps: Vec<(Vec<String>, String)> = Vec::new();
    for part in tour.split("\n$ whomay ").skip(1) {
        let (line, output) = part.split_once('\n').unwrap();
        let arguments = line.split(' ').map(str::to_owned).collect();
        // The next step begins with a number; the last one is followed by the farewell.
        let next = format!("\n{}. ", steps.len() + 2);
        let end = output.find(&next).or_else(|| output.find("\nRun `whomay demo")).unwrap_or(output.len());
        steps.push((arguments, output[..end].to_owned()));
    }
    steps
}

fn tour(arguments: &[&str]) -> String {
    let around = TempDir::new().unwrap();
    let output = program(around.path()).arg("demo").args(arguments).env("TMPDIR", around.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    assert!(around.path().read_dir().unwrap().next().is_none(), "something was left behind");
    text(&output)
}

#[test]
fn every_step_shows_what_its_command_prints() {
    let playground = Playground::of_the_tour();
    let steps = shown(&tour(&[]));
    assert!(steps.len() >= 6, "{steps:#?}");
    // What is enforced is enforced in a job, which is not kept.
    for (arguments, output) in steps.into_iter().filter(|(arguments, _)| arguments[0] != "enforce") {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        assert_eq!(playground.answer(&arguments), output, "{arguments:?}");
    }
}

#[test]
fn the_steps_show_every_kind_of_answer() {
    let playground = Playground::of_the_tour();
    let verdict = |arguments: &[&str]| playground.json(arguments)["verdict"].as_str().unwrap().to_owned();
    let verdicts: Vec<String> = shown(&tour(&[]))
        .iter()
        .filter(|(arguments, _)| arguments[0] == "simulate" && arguments[1] != "--who")
        .map(|(arguments, _)| verdict(&arguments.iter().map(String::as_str).collect::<Vec<_>>()))
        .collect();
    assert_eq!(verdicts, ["deny", "pending", "allow", "pending"]);
    let open = &playground.json(&["simulate", "--who", "--query", "network"])["outcomes"][1];
    assert_eq!(open["verdict"], "undetermined", "{open:#}");
    assert_eq!(playground.json(&["dirspaces"])["dirspaces"].as_array().unwrap().len(), 5);
}

#[test]
fn the_tour_is_the_same_every_time_and_plain_on_a_pipe() {
    let first = tour(&[]);
    assert_eq!(first, tour(&[]));
    assert!(!first.contains('\u{1b}'), "{first}");
    assert!(tour(&["--color", "always"]).contains('\u{1b}'));
}

#[test]
fn the_settings_of_the_user_change_nothing() {
    let around = TempDir::new().unwrap();
    let settings = "[core]\n\tautocrlf = true\n[init]\n\tdefaultBranch = trunk\n[user]\n\tname = Eve\n";
    std::fs::write(around.path().join(".gitconfig"), settings).unwrap();
    let elsewhere = around.path().join("elsewhere");
    let output = program(around.path())
        .arg("demo")
        .env("HOME", around.path())
        .env("GIT_DIR", &elsewhere)
        .env("GIT_INDEX_FILE", &elsewhere)
        .output()
        .unwrap();
    assert_eq!(text(&output), tour(&[]));
    assert!(!elsewhere.exists());
}

#[test]
fn what_is_kept_is_a_good_repository() {
    is_good(&Playground::of_the_tour(), "wider-network");
}

#[test]
fn a_scratch_repository_holds_what_was_put_into_it() {
    let playground = small(&[("a/b/c.tf", "old"), ("kept é", "1\r\n")], &[("a/b/c.tf", "new"), ("a/d", "")]);
    is_good(&playground, "change");
    let read = |path: &str| std::fs::read_to_string(playground.folder().join(path)).unwrap();
    assert_eq!([read("a/b/c.tf"), read("kept é"), read("a/d")], ["new", "1\r\n", ""]);
    assert_eq!(playground.json(&["dirspaces"])["commits"]["changed_paths"], 2);
    let again = whomay::git::scratch::Scratch::init(playground.folder(), "main");
    assert!(again.is_err(), "a repository that is there is not touched");
}

/// What git itself says of a repository that nothing was changed in.
fn is_good(playground: &Playground, branch: &str) {
    for (arguments, wanted) in [
        (&["fsck", "--strict", "--no-progress", "--no-dangling"][..], String::new()),
        (&["status", "--porcelain"], String::new()),
        (&["branch", "--show-current"], format!("{branch}\n")),
    ] {
        let output = Command::new("git").args(arguments).current_dir(playground.folder()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        assert_eq!(text(&output), wanted, "{arguments:?}");
    }
}

#[test]
fn the_kept_repository_answers_about_what_is_not_committed() {
    let playground = Playground::of_the_tour();
    std::fs::write(playground.folder().join("environments/dev/network/main.tf"), "# new\n").unwrap();
    let dirs = |arguments: &[&str]| -> Vec<String> {
        let answer = playground.json(arguments);
        let dirspaces = answer["dirspaces"].as_array().unwrap();
        dirspaces.iter().map(|dirspace| dirspace["dir"].as_str().unwrap().to_owned()).collect()
    };
    let with = dirs(&["dirspaces", "--worktree"]);
    assert!(with.contains(&"environments/dev/network".to_owned()), "{with:?}");
    let without = dirs(&["dirspaces", "--staged"]);
    assert!(!without.contains(&"environments/dev/network".to_owned()), "{without:?}");
}
