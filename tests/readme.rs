//! The README tells the truth: its commands run, and print what it says they print.
//!
//! `console` blocks hold a session in the tour's repository: each line behind a `$` is typed into a shell, and what
//! follows is exactly what it prints, but for lines that are left out where `...` stands. `sh` blocks hold commands
//! alone. After a change of the output,
//! `WHOMAY_UPDATE=1 cargo test --test readme` writes the sessions anew; read the difference before committing it.

#![cfg(feature = "cli")]
#![expect(clippy::disallowed_methods, reason = "runs the program as a user would")]
#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "tour/playground.rs"]
mod playground;

use std::path::{Path, PathBuf};
use std::process::Output;

use playground::{Playground, program, text};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).unwrap()
}

/// A fenced block: its language, and where its lines stand in the text.
struct Block {
    language: String,
    start: usize,
    end: usize,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some(language) = line.trim_end().strip_prefix("```") {
            match open.take() {
                None => open = Some((language.to_owned(), at + line.len())),
                Some((language, start)) => blocks.push(Block { language, start, end: at }),
            }
        }
        at += line.len();
    }
    assert!(open.is_none(), "a block that does not end");
    blocks
}

fn of_language<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let wanted = blocks(text).into_iter().filter(|block| block.language == language);
    wanted.map(|block| text.get(block.start..block.end).unwrap()).collect()
}

/// Types a line into a shell that finds the program.
fn shell(playground: &Playground, line: &str) -> Output {
    let program_folder = PathBuf::from(env!("CARGO_BIN_EXE_whomay")).parent().unwrap().to_owned();
    let mut folders = vec![program_folder];
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
    let path = std::env::join_paths(folders).unwrap();
    // The program's own surroundings, but for what is run in them.
    let mut command = std::process::Command::new("sh");
    for (name, value) in program(playground.folder()).get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.args(["-c", line]).env("PATH", path).current_dir(playground.folder()).output().unwrap()
}

/// A session as it goes when its lines are typed. What is shown already is kept where it is right.
fn session(playground: &Playground, block: &str) -> String {
    let mut session = String::new();
    for shown in format!("\n{block}").split("\n$ ").skip(1) {
        let (line, wanted) = shown.split_once('\n').unwrap_or((shown, ""));
        let output = shell(playground, line);
        assert!(matches!(output.status.code(), Some(0 | 1)) && output.stderr.is_empty(), "{line}: {output:?}");
        let printed = text(&output);
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let kept = if matches(&lines(wanted), &lines(&printed)) {
            wanted.trim_end_matches('\n')
        } else {
            printed.trim_end_matches('\n')
        };
        session.push_str(&format!("$ {line}\n"));
        if !kept.is_empty() {
            session.push_str(&format!("{kept}\n"));
        }
    }
    session
}

/// Whether the lines are these, where `...` stands for any number of lines.
fn matches(wanted: &[String], lines: &[String]) -> bool {
    match wanted.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first == "..." => (0..=lines.len()).any(|skipped| matches(rest, &lines[skipped..])),
        Some((first, rest)) => lines.split_first().is_some_and(|(line, others)| line == first && matches(rest, others)),
    }
}

#[test]
fn only_dots_stand_for_other_lines() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let fits = |wanted: &str| matches(&lines(wanted), &lines("a\nb\nc"));
    assert!(fits("a\nb\nc") && fits("...\nc") && fits("a\n...") && fits("a\n...\nb\nc"));
    assert!(!fits("a\nb") && !fits("a\n...\nb") && !fits("") && !fits("a\nB\nc"));
}

#[test]
fn sessions_go_as_shown() {
    let before = readme();
    let playground = Playground::of_the_tour();
    let mut after = String::new();
    let mut copied = 0;
    for block in blocks(&before).into_iter().filter(|block| block.language == "console") {
        after.push_str(before.get(copied..block.start).unwrap());
        after.push_str(&session(&playground, before.get(block.start..block.end).unwrap()));
        copied = block.end;
    }
    after.push_str(before.get(copied..).unwrap());
    if std::env::var_os("WHOMAY_UPDATE").is_some() {
        std::fs::write(root().join("README.md"), &after).unwrap();
    } else {
        assert_eq!(before, after, "the README shows something else than the program prints");
    }
    assert!(of_language(&before, "console").len() >= 5);
}

#[test]
fn commands_can_be_run() {
    let playground = Playground::of_the_tour();
    let readme = readme();
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut benches = 0;
    for line in of_language(&readme, "sh").iter().flat_map(|block| block.lines()) {
        if let Some(arguments) = line.strip_prefix("cargo run --release --locked -- ") {
            assert_eq!(shell(&playground, &format!("whomay {arguments}")).status.code(), Some(0), "{line}");
        } else if line.starts_with("whomay ") {
            let output = shell(&playground, line);
            assert!(matches!(output.status.code(), Some(0 | 1)) && output.stderr.is_empty(), "{line}: {output:?}");
        } else if let Some(name) = line.strip_prefix("cargo bench --bench ") {
            benches += 1;
            assert!(manifest.contains(&format!("[[bench]]\nname = \"{name}\"\n")), "there is no bench `{name}`");
        } else {
            let known = ["./tests/run", "cargo install --locked --path ."];
            assert!(known.contains(&line), "this test does not know how to try `{line}`");
        }
    }
    assert_eq!(benches, 4);
    assert!(root().join("tests/run").is_file());
}

#[test]
fn options_and_commands_that_are_named_exist() {
    let readme = readme();
    let command = whomay::cli::command();
    let mut long: Vec<String> = vec!["version".to_owned(), "help".to_owned()];
    let mut names = Vec::new();
    for subcommand in std::iter::once(&command).chain(command.get_subcommands()) {
        names.push(subcommand.get_name().to_owned());
        long.extend(subcommand.get_arguments().filter_map(|argument| argument.get_long()).map(str::to_owned));
    }
    let quoted = readme.split('`').skip(1).step_by(2).filter(|quoted| !quoted.contains('\n'));
    for quoted in quoted {
        let mut words = quoted.split_whitespace();
        if quoted.starts_with("whomay ") {
            let name = words.nth(1).unwrap();
            assert!(names.iter().any(|known| known == name), "`{quoted}`");
        }
        for option in quoted.split_whitespace().filter_map(|word| word.strip_prefix("--")) {
            let name = option.split('=').next().unwrap_or_default();
            assert!(long.iter().any(|known| known == name), "`{quoted}`");
        }
    }
}

#[test]
fn the_tables_name_every_verdict_and_format() {
    let readme = readme();
    for verdict in ["allow", "pending", "undetermined", "deny"] {
        assert!(readme.contains(&format!("| `{verdict}` | ")), "{verdict}");
    }
    let command = whomay::cli::command();
    for name in ["simulate", "lint"] {
        let subcommand = command.find_subcommand(name).unwrap();
        let format = subcommand.get_arguments().find(|argument| argument.get_id() == "format").unwrap();
        for value in format.get_possible_values() {
            assert!(readme.contains(&format!("| `{}` | ", value.get_name())), "{}", value.get_name());
        }
    }
}

/// An example of facts, one of `.whomay.yml`, and one of hooks.
fn yaml_blocks(readme: &str) -> [&str; 3] {
    of_language(readme, "yaml").try_into().unwrap()
}

#[test]
fn the_options_on_the_page_are_options() {
    let readme = readme();
    let [_, options, _] = yaml_blocks(&readme);
    let schema = std::fs::read_to_string(root().join("schemas/whomay-config.schema.json")).unwrap();
    let schema = jsonschema::draft7::new(&serde_json::from_str(&schema).unwrap()).unwrap();
    let options: serde_json::Value = yaml_serde::from_str(options).unwrap();
    assert!(schema.is_valid(&options), "{options:#}");
    let known = &serde_json::json!(env!("CARGO_PKG_VERSION"));
    assert_eq!(&options["min_version"], known, "the version that the page is about");
}

#[test]
fn the_facts_on_the_page_are_facts() {
    let readme = readme();
    let [facts, _, _] = yaml_blocks(&readme);
    let playground = Playground::of_the_tour();
    std::fs::write(playground.folder().join("facts.yml"), facts).unwrap();
    let answer = playground.json(&["simulate", "--facts", "facts.yml", "--user", "devin", "--operation", "plan"]);
    assert_ne!(answer["verdict"], "undetermined", "{answer:#}");
}

#[test]
fn the_hooks_on_the_page_are_offered() {
    let readme = readme();
    let [_, _, hooks] = yaml_blocks(&readme);
    let manifest = std::fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
    let offered: Vec<&str> = manifest.lines().filter_map(|line| line.strip_prefix("- id: ")).collect();
    assert_eq!(offered, ["whomay-lint", "whomay-lint-system"]);
    assert!(offered.iter().all(|id| hooks.contains(id)), "{hooks}");
    assert!(hooks.contains(&format!("repo: {}\n", env!("CARGO_PKG_REPOSITORY"))), "{hooks}");
}

#[test]
fn the_page_opens_with_one_screen() {
    let readme = readme();
    let head: Vec<&str> = readme.lines().take(40).collect();
    assert!(head.contains(&"```console") && head.iter().any(|line| line.ends_with("-- demo")), "{head:#?}");
}
