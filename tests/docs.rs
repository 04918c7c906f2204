//! The pages tell the truth: what they show runs, what they configure is taken, what they name is there.
//!
//! Every fenced block has a class, which is the first word behind its fence, and is run or validated; a block of another class
//! fails. Sessions (`console`) and the pages that are made from code are written anew by
//! `WHOMAY_UPDATE=1 cargo test --test docs`; read the difference before committing it.
//!
//! With `WHOMAY_DOCS_BLOCKS` set to a folder, what vendors' schemas and linters judge is written there: tests/docs/run.

#![cfg(feature = "cli")]
#![expect(clippy::disallowed_methods, reason = "runs the program as a user would")]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "docs/calls.rs"]
mod calls;
#[path = "docs/data_access.rs"]
mod data_access;
#[path = "docs/links.rs"]
mod links;
#[path = "docs/messages.rs"]
mod messages;
#[path = "docs/migrating.rs"]
mod migrating;
#[path = "docs/pages.rs"]
mod pages;
#[path = "tour/playground.rs"]
mod playground;
#[path = "docs/readme.rs"]
mod readme;
#[path = "docs/reference.rs"]
mod reference;
#[path = "docs/script.rs"]
mod script;
#[path = "docs/session.rs"]
mod session;
#[path = "docs/yaml.rs"]
mod yaml;

use std::collections::BTreeMap;
use std::path::PathBuf;

use pages::{Block, Page, Prose, pages, root};
use playground::Playground;
use session::{Typist, shell};
use whomay::call::command::{Reading, read};
use yaml::{Kind, Yaml};

/// The blocks of this page are the lints' own examples, which the tests of the lints run.
const OF_LINTS: &str = "docs/lints.md";

fn updating() -> bool {
    std::env::var_os("WHOMAY_UPDATE").is_some()
}

/// The blocks that are judged here, each with its page.
fn blocks(pages: &[Page]) -> impl Iterator<Item = (&Page, Block)> {
    let judged = pages.iter().filter(|page| page.path != OF_LINTS);
    judged.flat_map(|page| page.blocks().into_iter().map(move |block| (page, block)))
}

#[test]
fn every_block_has_a_class() {
    let pages = pages();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (page, block) in blocks(&pages) {
        let known = ["console", "sh", "text", "yaml"].contains(&block.language());
        assert!(known, "{}: nothing is known of blocks of `{}`", page.place(&block), block.info);
        *seen.entry(block.language().to_owned()).or_default() += 1;
    }
    assert!(seen.values().all(|number| *number >= 4) && seen.len() == 4, "{seen:?}");
}

#[test]
fn sessions_go_as_shown() {
    for page in pages() {
        let blocks: Vec<Block> = page.blocks().into_iter().filter(|block| block.language() == "console").collect();
        if blocks.is_empty() {
            continue;
        }
        let playground = Playground::of_the_tour();
        let mut typist = Typist::at(&playground);
        let mut after = String::new();
        let mut copied = 0;
        for block in blocks {
            after.push_str(page.text.get(copied..block.start).unwrap());
            after.push_str(&typist.session(&block.content(&page.text)));
            copied = block.end;
        }
        after.push_str(page.text.get(copied..).unwrap());
        if updating() {
            std::fs::write(root().join(&page.path), &after).unwrap();
        } else {
            assert_eq!(page.text, after, "{} shows something else than the program prints", page.path);
        }
    }
}

#[test]
fn commands_can_be_run() {
    let pages = pages();
    let playground = Playground::of_the_tour();
    let mut run = 0;
    for (page, block) in blocks(&pages).filter(|(_, block)| block.language() == "sh") {
        let (script, place) = (block.content(&page.text), page.place(&block));
        let parsed = std::process::Command::new("bash").args(["-n", "-c", &script]).output().unwrap();
        assert!(parsed.status.success(), "{place}: {parsed:?}");
        calls::check(&script, &place);
        for line in calls::lines(&script).iter().filter_map(|line| calls::runs_in_the_tour(line)) {
            let output = shell(playground.folder(), playground.folder(), &line);
            let ends = matches!(output.status.code(), Some(0 | 1)) && output.stderr.is_empty();
            assert!(ends, "{place}: {line}: {output:?}");
            run += 1;
        }
    }
    assert!(run >= 4, "{run}");
}

/// Lines of `text` blocks that call the program, or are a comment that does.
#[test]
fn commands_that_are_only_shown_are_commands() {
    let pages = pages();
    let mut seen = 0;
    for (page, block) in blocks(&pages).filter(|(_, block)| block.language() == "text") {
        for line in block.content(&page.text).lines().filter(|_| !is_made(&page.path)) {
            let line = line.trim_start_matches("$ ");
            if line.starts_with("whomay ") && !matches!(read(line), Reading::Command(_) | Reading::Help) {
                calls::check(line, &page.place(&block));
                seen += 1;
            }
        }
    }
    assert!(seen >= 3, "{seen}");
}

#[test]
fn yaml_is_what_it_should_be() {
    let pages = pages();
    let folder = std::env::var_os("WHOMAY_DOCS_BLOCKS").map(PathBuf::from);
    let playground = Playground::of_the_tour();
    let mut seen: BTreeMap<Kind, usize> = BTreeMap::new();
    for (page, block) in blocks(&pages).filter(|(_, block)| block.language() == "yaml") {
        let place = page.place(&block);
        let yaml = Yaml::read(&block.content(&page.text), block.file(), &place);
        yaml.check(&playground, &place);
        *seen.entry(yaml.kind).or_default() += 1;
        if let Some(folder) = &folder {
            hand_over(folder, &yaml, &place);
        }
    }
    let scripts = blocks(&pages).filter(|(_, block)| block.language() == "sh");
    for ((page, block), folder) in scripts.zip(folder.iter().cycle()) {
        let name = format!("{}.sh", file_name(&page.place(&block)));
        std::fs::write(folder.join(name), with_shebang(&block.content(&page.text))).unwrap();
    }
    assert!(seen.len() >= 8, "{seen:?}");
}

/// Writes what others judge, under a name that says what it is and where it is from.
fn hand_over(folder: &std::path::Path, yaml: &Yaml, place: &str) {
    let (what, text) = match yaml.kind {
        Kind::Workflow => ("workflow", yaml.text.clone()),
        Kind::Steps => ("workflow", workflow_of(&yaml.text)),
        Kind::Gitlab => ("gitlab", yaml.text.clone()),
        Kind::Bitbucket => ("bitbucket", yaml.text.clone()),
        Kind::PreCommit => ("pre-commit", yaml.text.clone()),
        _ => return,
    };
    std::fs::write(folder.join(format!("{}.{what}.yml", file_name(place))), text).unwrap();
}

fn file_name(place: &str) -> String {
    place.replace(['/', ':'], "-")
}

fn with_shebang(script: &str) -> String {
    if script.starts_with("#!") { script.to_owned() } else { format!("#!/usr/bin/env bash\n{script}") }
}

/// A workflow whose only job has the steps.
fn workflow_of(steps: &str) -> String {
    let head = "name: example\non: pull_request\npermissions: {}\nconcurrency:\n  group: example-${{ github.ref }}\n  \
                cancel-in-progress: true\njobs:\n  example:\n    name: example\n    runs-on: ubuntu-latest\n    \
                timeout-minutes: 5\n    environment: example\n    permissions:\n      contents: read # to check out\n    steps:\n";
    steps.lines().fold(head.to_owned(), |text, line| format!("{text}      {line}\n"))
}

#[test]
fn options_and_commands_that_are_named_exist() {
    let command = whomay::cli::command();
    let mut seen = 0;
    for page in pages().iter().filter(|page| page.path != "CHANGELOG.md") {
        for quoted in Prose::of(&page.text).code {
            let mut words = quoted.split_whitespace();
            let first = words.next().unwrap_or_default();
            let of = match first {
                "whomay" => {
                    let Some(name) = words.next().filter(|name| !name.starts_with(['-', '.'])) else { continue };
                    let comment = matches!(read(&quoted), Reading::Command(_) | Reading::Help);
                    let found = command.find_subcommand(name);
                    assert!(
                        comment || found.is_some() || name.chars().all(|c| c.is_uppercase()),
                        "{}: `{quoted}`",
                        page.path
                    );
                    found
                }
                _ if first.starts_with("--") && first != "---" => None,
                _ => continue,
            };
            for option in quoted.split_whitespace().filter_map(|word| word.strip_prefix("--")) {
                let name = option.split(['=', '[', ',']).next().unwrap_or_default();
                assert!(has_option(of.unwrap_or(&command), of.is_some(), name), "{}: `{quoted}`", page.path);
                seen += 1;
            }
        }
    }
    assert!(seen >= 50, "{seen}");
}

/// Whether the command has the option, or where no command is named whether any has it.
fn has_option(command: &clap::Command, alone: bool, name: &str) -> bool {
    let has = |command: &clap::Command| command.get_arguments().any(|argument| argument.get_long() == Some(name));
    let everywhere = ["", "help", "version", "color"].contains(&name);
    everywhere || has(command) || (!alone && command.get_subcommands().any(has))
}

#[test]
fn a_quick_start_is_short_and_in_steps() {
    let starts: Vec<Page> = pages().into_iter().filter(|page| page.path.starts_with("docs/start/")).collect();
    assert_eq!(starts.len(), 4);
    for page in starts {
        let (lines, steps) =
            (page.text.lines().count(), (1..).take_while(|n| page.text.contains(&format!("\n**{n}. "))).count());
        assert!(lines <= 60 && steps >= 3, "{}: {lines} lines, {steps} steps", page.path);
    }
}

/// The pages that are made from code.
fn is_made(path: &str) -> bool {
    ["docs/commands.md", "docs/config.md"].contains(&path)
}

#[test]
fn pages_that_are_made_are_as_they_are_made() {
    for (path, text) in [("docs/commands.md", reference::commands()), ("docs/config.md", reference::config())] {
        if updating() {
            std::fs::write(root().join(path), text).unwrap();
        } else {
            let there = std::fs::read_to_string(root().join(path)).unwrap_or_default();
            assert!(there == text, "{path}: renew it: WHOMAY_UPDATE=1 cargo test --test docs");
        }
    }
}
