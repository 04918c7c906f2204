//! `lint --also`: the findings of one run in several forms, and files that are written whole or not at all.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use crate::lint::{BROKEN, CLOSED, CONFIG, FORMATS, repository};
use crate::sandbox::{Run, Sandbox, whomay};

/// One warning in it, and text that a log of a job would obey.
const OPEN: &str = "\
# ::error::x
access_control:
  policies:
    - tag_query: prod in dir # ::add-mask::y
      plan: ['team:sre']
";

fn read(sandbox: &Sandbox, name: impl AsRef<OsStr>) -> String {
    std::fs::read_to_string(sandbox.at(name.as_ref())).unwrap()
}

/// The run had no say in what is in the folder: neither a file, nor a draft of one.
#[track_caller]
fn left_nothing(sandbox: &Sandbox, before: &[OsString]) {
    assert_eq!(names(sandbox), before);
}

fn names(sandbox: &Sandbox) -> Vec<OsString> {
    let mut names: Vec<OsString> =
        std::fs::read_dir(sandbox.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    names
}

#[test]
fn every_form_is_what_format_prints() {
    for config in [OPEN, BROKEN, CLOSED, "access_control:\n  policies: [{tag_query: 'ü \\e[2J'}]\n"] {
        let sandbox = repository(config);
        for (line, paths) in
            [("", ""), ("--fail-on error", ""), ("--exit-zero --deny warnings", ".terrateam/config.yml")]
        {
            let also = FORMATS.map(|format| format!("--also {format}={format}.out")).join(" ");
            for first in FORMATS {
                let alone = sandbox.run(&format!("lint {line} --format {first} -- {paths}"));
                let run = sandbox.run(&format!("lint {line} --format {first} {also} -- {paths}"));
                assert_eq!((&run.status, &run.out, &run.err), (&alone.status, &alone.out, &alone.err), "{first}");
                assert_eq!(read(&sandbox, format!("{first}.out")), alone.out, "{first}");
            }
        }
    }
}

#[test]
fn of_what_is_staged_people_are_told_who_gains_in_a_file_as_well() {
    let sandbox = repository(CLOSED);
    sandbox.write(CONFIG, OPEN).git(["add", CONFIG]);
    let human = sandbox.run("lint --staged");
    assert!(human.out.contains("who gains and who loses"), "{}", human.out);
    let run = sandbox.run("lint --staged --format json --also human=h");
    assert_eq!(read(&sandbox, "h"), human.out);
    assert_eq!(run.negative().quiet().out, sandbox.run("lint --staged --format json").out);
    sandbox.run("lint --staged --also json=j --color always").negative();
    assert_eq!(read(&sandbox, "j"), run.out);
    sandbox.run("lint --staged --color always --also human=h").negative();
    assert_eq!(read(&sandbox, "h"), human.out, "colours are for terminals");
}

#[test]
fn names_of_files_are_taken_as_they_are() {
    let sandbox = repository(OPEN);
    let wanted = sandbox.run("lint --format json").out;
    std::fs::create_dir(sandbox.at("a folder")).unwrap();
    let mut hostile: Vec<OsString> =
        ["::error::x", "a=b=c", "-", "new\nline", "\u{1b}[2J", "--fix", "$(touch pwned)", "ü", "..."]
            .map(|name| OsString::from(format!("./{name}")).into_vec())
            .into_iter()
            .map(OsString::from_vec)
            .collect();
    hostile.extend([OsString::from("a folder/x"), OsString::from_vec(b"caf\xe9".to_vec()), "=".into(), "--fix".into()]);
    for name in hostile {
        let mut option = OsString::from("--also=json=");
        option.push(&name);
        sandbox.run_all([OsStr::new("lint"), &option]).negative().quiet();
        assert_eq!(read(&sandbox, &name), wanted, "{name:?}");
        std::fs::remove_file(sandbox.at(&name)).unwrap();
    }
    let run = sandbox.run_all(["lint", "--also", "json=no/\u{1b}[2J::error::x"]);
    run.fails("there is no folder", "relative to the current folder");
    assert!(!run.err.contains('\u{1b}') && !run.err.contains("::error::"), "{}", run.err);
}

/// Before anything is looked at: there is no configuration either, and that is not what is said.
#[test]
fn what_cannot_be_is_refused_before_anything_is_done() {
    let sandbox = Sandbox::new();
    sandbox.write("prod/main.tf", "# 1\n").commit("first");
    for (option, message, help) in [
        ("json", "--also json is no form with a file", "FORMAT=FILE"),
        ("=x", "no form with a file", "FORMAT=FILE"),
        ("json=", "no form with a file", "FORMAT=FILE"),
        ("Json=x", "no form with a file", "Formats: human, json, sarif, github, gitlab, junit."),
        ("xml=x", "no form with a file", "Formats: human"),
        ("json=-", "standard output", "Name a file"),
        ("json=/dev/stdout", "standard output, a device", "Name a file"),
        ("json=/dev/null", "a device", "Name a file"),
        ("json=prod", "cannot write prod: it is a folder", "Name a file"),
        ("json=nowhere/x", "there is no folder nowhere", "relative to the current folder"),
        ("json=prod/main.tf/x", "there is no folder prod/main.tf", ""),
    ] {
        let before = names(&sandbox);
        sandbox.run_all(["lint", "--also", option]).fails(message, help);
        sandbox.run_all(["lint", "--also", "sarif=fine", "--also", option]).fails(message, help);
        left_nothing(&sandbox, &before);
    }
    sandbox.run("lint --diff --also json=x").fails("cannot be used with", "");
}

#[test]
fn two_forms_have_two_files() {
    let sandbox = repository(OPEN);
    sandbox.link("link", "prod");
    let before = names(&sandbox);
    let whole = sandbox.path().canonicalize().unwrap().join("x");
    for (one, other) in
        [("x", "x"), ("x", "./x"), ("x", "prod/../x"), ("prod/x", "link/x"), ("x", whole.to_str().unwrap())]
    {
        let (one, other) = (format!("--also=json={one}"), format!("--also=sarif={other}"));
        let run = sandbox.run_all(["lint", &one, &other]);
        run.fails("two texts would be written to", "Give each --also a file of its own.");
        left_nothing(&sandbox, &before);
    }
    // The same form twice is no mistake.
    sandbox.run("lint --also json=a --also json=b").negative().quiet();
    assert_eq!(read(&sandbox, "a"), read(&sandbox, "b"));
}

#[test]
fn a_link_is_replaced_and_not_followed() {
    let sandbox = repository(OPEN);
    sandbox.write("victim", "untouched").link("to-file", "victim").link("to-nothing", "made");
    sandbox.run("lint --also json=to-file --also sarif=to-nothing").negative().quiet();
    assert_eq!(read(&sandbox, "victim"), "untouched");
    assert!(!sandbox.at("made").exists());
    assert!(!sandbox.at("to-file").is_symlink() && !sandbox.at("to-nothing").is_symlink());
    assert_eq!(read(&sandbox, "to-file"), sandbox.run("lint --format json").out);
}

/// A job's next step may run as another user.
#[test]
fn whoever_may_read_what_this_user_writes_may_read_it() {
    let sandbox = repository(OPEN);
    for (mask, mode) in [("022", 0o644), ("077", 0o600)] {
        let line = format!("umask {mask}; '{}' lint --also json=x", env!("CARGO_BIN_EXE_whomay"));
        let output = std::process::Command::new("sh").args(["-c", &line]).current_dir(sandbox.path()).output();
        Run::from(output.unwrap()).negative();
        assert_eq!(std::fs::metadata(sandbox.at("x")).unwrap().permissions().mode() & 0o777, mode, "{mask}");
    }
}

#[test]
fn a_run_that_could_not_look_leaves_files_as_they_were() {
    let sandbox = repository(OPEN);
    sandbox.write("x", "of an earlier run").write(".whomay.yml", "lints: [\n");
    let before = names(&sandbox);
    sandbox.run("lint --also json=x --also sarif=y").fails(".whomay.yml cannot be read", "");
    assert_eq!(read(&sandbox, "x"), "of an earlier run");
    left_nothing(&sandbox, &before);
}

#[test]
fn files_are_written_whoever_reads_standard_output() {
    let sandbox = repository(OPEN);
    let wanted = sandbox.run("lint --format json").out;
    let line = format!("'{}' lint --also json=x >&-", env!("CARGO_BIN_EXE_whomay"));
    let closed = std::process::Command::new("sh").args(["-c", &line]).current_dir(sandbox.path()).output();
    Run::from(closed.unwrap()).negative().quiet();
    assert_eq!(read(&sandbox, "x"), wanted);
    sandbox.remove("x");

    let mut child = whomay(sandbox.path())
        .args(["lint", "--also", "json=x"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    Run::from(child.wait_with_output().unwrap()).negative().quiet();
    assert_eq!(read(&sandbox, "x"), wanted);
    sandbox.remove("x");

    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let run = Run::of(whomay(sandbox.path()).args(["lint", "--also", "json=x"]).stdout(full));
    run.ends_with(2).complains("cannot write to standard output");
    assert_eq!(read(&sandbox, "x"), wanted);
}

#[test]
fn findings_that_a_fix_leaves_are_in_the_files() {
    let sandbox =
        repository("access_control:\n  policies:\n    - tag_query: prod in dir\n      plan: ['team:a', 'team:a']\n");
    let run = sandbox.run("lint --fix --format json --also json=x");
    run.negative().quiet();
    assert!(!run.json()["files"][0]["fixed"].as_array().unwrap().is_empty(), "{}", run.out);
    assert_eq!(read(&sandbox, "x"), run.out);
}
