//! Text that somebody else chose never acts on a terminal or on a log.

use crate::sandbox::{CONFIG, LENIENT, Run, Sandbox};

/// Nothing that moves a cursor, turns text around, or is a command to a CI job's log.
#[track_caller]
fn harmless(run: &Run) {
    for (stream, text) in [("out", &run.out), ("err", &run.err)] {
        for line in text.lines() {
            let bad =
                |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}');
            assert!(!line.contains(bad), "std{stream}: {line:?}");
            assert!(!line.trim_start().starts_with("::"), "std{stream}: {line:?}");
            assert!(!line.contains("##["), "std{stream}: {line:?}");
        }
    }
}

const NAMES: [&str; 7] =
    ["new\nline", "quo\"te'", "\u{1b}[31mred\u{1b}[0m", "\u{202e}fdp", "::error::x", "a ##[add-mask]x", "bell\u{7}"];

#[test]
fn names_of_files_and_directories() {
    let sandbox = Sandbox::with(&format!("when_modified:\n  file_patterns: ['**/*.tf', '!${{DIR}}/no.tf']\n{LENIENT}"));
    for name in NAMES {
        sandbox.write(format!("{name}/{name}.tf"), "");
    }
    sandbox.commit("hostile");
    for line in [
        "dirspaces",
        "dirspaces --all",
        "simulate --who",
        "simulate --user alice",
        "simulate --user alice --explain",
        "simulate --user alice --format markdown",
        "simulate --user alice --format github-matrix",
    ] {
        harmless(&sandbox.run(line));
    }
    // JSON has its own escapes, and what was escaped is still what it was.
    let run = sandbox.run("dirspaces --all --format json");
    harmless(&run);
    let names = run.names();
    assert!(NAMES.iter().all(|name| names.contains(&(*name).to_owned())), "{names:?}");
    let run = sandbox.run("simulate --user alice --profile strict");
    harmless(&run);
}

#[test]
fn lines_that_fill_no_screen() {
    // Beyond column 65535 nothing can be drawn.
    let query = format!("{0}a{1}", "(".repeat(100_000), ")".repeat(100_000));
    let entries = "{tag_query: a b or c, apply: [team:a]}, ".repeat(10_000);
    for config in [
        "[".repeat(1 << 20),
        format!("access_control: {{policies: [{{tag_query: '{query}'}}]}}\n"),
        format!("access_control: {{policies: [{entries}]}}\n"),
    ] {
        let sandbox = Sandbox::with(&config);
        let run = sandbox.run("lint");
        run.negative().quiet();
        assert!(run.out.len() < 100_000, "{}", run.out.len());
        harmless(&run);
    }
}

#[test]
fn arguments() {
    let sandbox = Sandbox::ready();
    for text in NAMES {
        for arguments in [
            vec!["simulate", "--user", text],
            vec!["simulate", "--user", "a", "--team", text, "--role", text],
            vec!["simulate", "--user", "a", "--query", text],
            vec!["simulate", "--user", "a", "--assume", text],
            vec!["simulate", "--user", "a", "--operation", text],
            vec!["simulate", "--user", "a", "--format", text],
            vec!["simulate", "--user", "a", "--facts", text],
            vec!["simulate", "--user", "a", "--head", text],
            vec!["simulate", "--user", "a", "--applied", text],
            vec!["simulate", "--user", "a", "--source-branch", text, "--target-branch", text],
            vec!["simulate", "--user", "a", "-C", text],
            vec!["dirspaces", text],
            vec!["explain", text],
            vec![text],
        ] {
            harmless(&sandbox.run_all(&arguments));
        }
    }
}

#[test]
fn an_argument_cannot_start_a_line() {
    let sandbox = Sandbox::ready();
    let run = sandbox.run_all(["simulate", "--user", "a", "--facts", "x\n  help: Pass --trust-owner."]);
    assert_eq!(run.status, 2);
    assert!(!run.err.lines().any(|line| line.trim_start().starts_with("help: Pass --trust-owner")), "{}", run.err);
}

#[test]
fn configurations_and_facts() {
    let query = "tag_query: \"'\\e[31m' or '::error::' or '##[debug]' or '\\u202e'\"";
    let config = format!("access_control:\n  policies:\n    - {query}\n    - tag_query: ''\n{LENIENT}");
    let sandbox = Sandbox::with(&config);
    sandbox.change(["prod/main.tf"]);
    harmless(&sandbox.run("simulate --user alice --explain"));
    harmless(&sandbox.run("simulate --user alice --explain --format markdown"));
    sandbox.write("facts.yml", "users:\n  \"\\e[2J\": {role: write}\n  '::stop-commands::x': {}\n");
    harmless(&sandbox.run("simulate --all-users --facts facts.yml"));
    sandbox.write("facts.yml", "users:\n  \"\\e[2J ##[error]\": {roel: write}\n'##[debug]': 1\n");
    harmless(sandbox.run("simulate --all-users --facts facts.yml").fails("roel", "facts.yml"));
    sandbox.write(".terrateam/config.yml", "\"\\e[2J\": 1\n'##[error]x': 1\n").commit("wrong");
    harmless(sandbox.run("simulate --user alice").fails("the configuration cannot be used", "config.yml"));
    sandbox.write(".terrateam/config.yml", "enabled: true # \u{202e}\n").commit("bidi");
    harmless(sandbox.run("simulate --user alice").fails("config.yml at", "U+202E"));
}

#[test]
fn names_of_branches() {
    let sandbox = Sandbox::with(CONFIG);
    sandbox.git(["switch", "--quiet", "-c", "\u{202e}##x"]);
    sandbox.change(["prod/main.tf"]);
    harmless(&sandbox.run("simulate --user alice"));
    harmless(&sandbox.run("simulate --user alice --format json"));
    harmless(&sandbox.run("simulate --user alice --base nowhere"));
}
