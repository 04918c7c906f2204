//! Standard output and standard error: who reads them, and whether anybody does.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::sandbox::{Run, Sandbox, whomay};

const ASK: [&str; 5] = ["simulate", "--user", "alice", "--team", "sre"];

fn full() -> File {
    OpenOptions::new().write(true).open("/dev/full").unwrap()
}

#[test]
fn a_reader_that_has_gone_away_is_no_failure() {
    let sandbox = Sandbox::ready();
    for number in 0..3_000 {
        sandbox.write(format!("d{number}/main.tf"), "");
    }
    sandbox.commit("many");
    let mut command = whomay(sandbox.path());
    let mut child = command
        .args(["dirspaces", "--all", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(!line.is_empty());
    Run::from(child.wait_with_output().unwrap()).clean().quiet();
}

#[test]
fn a_full_disk_is_a_failure() {
    let sandbox = Sandbox::ready();
    for line in
        [&ASK[..], &["dirspaces"], &["explain"], &["completions", "bash"], &["man"], &["--help"], &["--version"]]
    {
        let run = Run::of(whomay(sandbox.path()).args(line).stdout(full()));
        assert_eq!(run.status, 2, "{line:?}: {run:?}");
        run.complains("whomay: cannot write to standard output");
    }
    // There is nobody to tell, but the status says it.
    let run = Run::of(whomay(sandbox.path()).args(ASK).stdout(full()).stderr(full()));
    assert_eq!(run.status, 2);
    let run = Run::of(whomay(sandbox.path()).args(["simulate", "--nonsense"]).stderr(full()));
    assert_eq!(run.status, 2);
}

#[test]
fn closed_streams_do_not_break_it() {
    let sandbox = Sandbox::ready();
    let whomay_at = env!("CARGO_BIN_EXE_whomay");
    for (redirection, status) in [(">&-", 0), ("2>&-", 0), ("<&-", 0), (">&- 2>&- <&-", 0)] {
        let line = format!("'{whomay_at}' simulate --user alice --team sre {LENIENT_FLAGS} {redirection}");
        let mut shell = whomay(sandbox.path());
        let environment: Vec<_> =
            shell.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))).collect();
        shell = std::process::Command::new("sh");
        shell.env_clear().envs(environment).current_dir(sandbox.path()).args(["-c", &line]);
        assert_eq!(Run::of(&mut shell).status, status, "{redirection}");
    }
}

const LENIENT_FLAGS: &str = "--operation plan,apply";

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let sandbox = Sandbox::ready();
    let coloured = |arguments: &[&str], variables: &[(&str, &str)]| {
        let run = Run::of(whomay(sandbox.path()).args(ASK).args(arguments).envs(variables.iter().copied()));
        run.clean().out.contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]), "a pipe is no terminal");
    assert!(!coloured(&[], &[("TERM", "xterm-256color")]));
    assert!(coloured(&["--color", "always"], &[]));
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]), "who asks gets");
    assert!(!coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[], &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn colour_never_reaches_the_formats_for_programs() {
    let sandbox = Sandbox::ready();
    for format in ["json", "markdown", "github-matrix"] {
        let run = sandbox.run(&format!("simulate --user alice --team sre --color always --format {format}"));
        assert!(!run.clean().out.contains('\u{1b}'), "{format}");
    }
}

#[test]
fn complaints_are_coloured_like_the_answer() {
    let sandbox = Sandbox::ready();
    sandbox.write(".terrateam/config.yml", "bogus: 1\n").commit("wrong");
    assert!(sandbox.run("dirspaces --color always").fails("bogus", "").err.contains('\u{1b}'));
    assert!(!sandbox.run("dirspaces").fails("bogus", "").err.contains('\u{1b}'));
}

#[test]
fn a_terminal_is_used_to_its_width() {
    let sandbox = Sandbox::ready();
    // script(1) gives the program a terminal.
    let line = format!("stty cols 60 rows 20; exec '{}' simulate --user alice", env!("CARGO_BIN_EXE_whomay"));
    let environment: Vec<_> = whomay(sandbox.path())
        .get_envs()
        .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
        .collect();
    let mut script = std::process::Command::new("script");
    script.env_clear().envs(environment).env("TERM", "xterm").env("SHELL", "/bin/sh").current_dir(sandbox.path());
    let output = script.args(["-qec", &line, "/dev/null"]).stdin(Stdio::null()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains('\u{1b}'), "colours on a terminal: {text}");
    let plain = anstream::adapter::strip_str(&text).to_string();
    let long: Vec<&str> = plain.lines().filter(|line| line.trim_end().chars().count() > 60).collect();
    assert!(long.is_empty(), "{long:#?}");
}
