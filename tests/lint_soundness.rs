//! The linter against the reader and the evaluator, on configurations of every sort.
//!
//! Two promises. *Sound*: what is said to be free of errors loads, and what does not load is never said to be free of
//! them. *Fixes*: what `--fix` makes decides what it decided before, is made once, and touches nothing else. The second
//! one is held against the evaluator itself: dirspaces of some repositories, who governs each, and who is let in.
//!
//! `WHOMAY_SOUNDNESS_INPUTS=N` runs N inputs.
#![cfg(feature = "config")]
#![expect(clippy::disallowed_methods, reason = "takes the number of inputs from the environment")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise and says what it saw"
)]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;
use whomay::access::principal::{MatchList, PrincipalMatch, Role};
use whomay::config::Config;
use whomay::config::document::{Document, Reading};
use whomay::diagnostic::Severity;
use whomay::dirspace::layout::Layout;
use whomay::dirspace::spec::Index;
use whomay::lint::fixes::{Fixed, fix};
use whomay::lint::levels::Levels;
use whomay::lint::repository::RepositoryFacts;
use whomay::lint::run::{Linted, Surroundings};
use whomay::lint::{Report, run};
use whomay::source::SourceMap;

/// Two repositories in which the vectors' directories exist.
const REPOSITORIES: [&[&str]; 2] = [
    &["a/main.tf", "b/main.tf", "prod/net/main.tf", "prod/db/main.tf", "dev/main.tf", "mods/m/main.tf", "README.md"],
    &["main.tf", "vpc/main.tf", "vpc/vars.tf", "env/prod/vpc/main.tf", "env/dev/vpc/terraform.tfvars", "a b/x.tf"],
];

#[test]
fn what_is_said_to_be_free_of_errors_loads_and_nothing_else() {
    let configs = texts_of_vectors();
    assert!(configs.len() > 1_000, "the vectors were not found");
    let (mut clean, mut loaded, mut broken) = (0, 0, 0);
    for text in configs.iter().chain(&mutated(&configs, inputs(2_000), 0x5EED)) {
        let report = reported(text);
        let loads = loads(text);
        let has_errors = report.worst() == Some(Severity::Error);
        // A lint may deny what loads; then what is said is one of a lint.
        assert!(loads || has_errors, "does not load and is said to be fine: {text}");
        assert!(!says_that_it_does_not_load(text) || !loads, "loads and is said not to: {text}");
        clean += usize::from(!has_errors);
        loaded += usize::from(loads);
        broken += usize::from(!loads);
    }
    assert!(clean > 500 && loaded > 500 && broken > 500, "{clean} clean, {loaded} loaded, {broken} broken");
}

#[test]
fn fixes_are_made_once_touch_nothing_else_and_change_no_decision() {
    let configs = texts_of_vectors();
    let sample: Vec<String> = configs.into_iter().step_by(3).collect();
    let (mut made, mut decided, mut mended) = (0, 0, 0);
    for text in mutated(&sample, inputs(1_200), 0xF1C5).iter().chain(&with_comments(&sample)) {
        let before = linted(text);
        let fixed = fixed(text, &before);
        if fixed.made.is_empty() {
            assert_eq!(&fixed.text, text);
            continue;
        }
        made += 1;
        assert_ne!(&fixed.text, text);
        match (&before.config, &fixed.linted.config) {
            (Some(before), Some(after)) => {
                decided += 1;
                assert_eq!(decisions(before), decisions(after), "{text}\n\n{}", fixed.text);
            }
            (Some(_), None) => panic!("does not load any more: {text}\n\n{}", fixed.text),
            (None, after) => mended += usize::from(after.is_some()),
        }
        let again = self::fixed(&fixed.text, &linted(&fixed.text));
        assert_eq!((&again.text, again.made.len()), (&fixed.text, 0), "fixed twice: {text}");
    }
    assert!(made > 100 && decided > 50 && mended > 10, "{made} made, {decided} of files that load, {mended} mended");
}

#[test]
fn every_edit_takes_away_only_what_is_in_its_way() {
    let configs: Vec<String> = texts_of_vectors().into_iter().step_by(5).collect();
    let mut seen = 0;
    for text in mutated(&configs, inputs(600), 0xED17).iter().chain(&with_comments(&configs)) {
        for found in reported(text).findings {
            let Some(fix) = found.fix else { continue };
            for edit in fix.edits {
                let removed = text.get(edit.span.range()).unwrap_or_else(|| panic!("{edit:?} is not in {text}"));
                // A word that is replaced as a whole is easier to read than the letters that differ.
                let kept = shared(removed, &edit.replacement);
                assert!(
                    kept * 2 <= removed.len(),
                    "{}: {removed:?} becomes {:?}",
                    found.diagnostic.code,
                    edit.replacement
                );
                seen += 1;
            }
            assert!(!fix.message.is_empty());
        }
    }
    assert!(seen > 200, "{seen}");
}

/// How many bytes two texts share at their beginning or, if that is more, at their end.
fn shared(one: &str, other: &str) -> usize {
    let start = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let end = one.bytes().rev().zip(other.bytes().rev()).take_while(|(one, other)| one == other).count();
    start.max(end)
}

fn inputs(usual: usize) -> usize {
    std::env::var("WHOMAY_SOUNDNESS_INPUTS").ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

const AROUND: Surroundings<'_> = Surroundings::Unknown("nobody asked");

fn linted(text: &str) -> Linted {
    Linted::read(&mut SourceMap::new(), "config.yml", text.as_bytes(), None)
}

fn reported(text: &str) -> Report {
    let mut sources = SourceMap::new();
    let linted = Linted::read(&mut sources, "config.yml", text.as_bytes(), None);
    run(&linted, &sources, AROUND, &Levels::default())
}

/// By the readers themselves, without the linter.
fn loads(text: &str) -> bool {
    let mut sources = SourceMap::new();
    match Document::read(&mut sources, "config.yml", text.as_bytes(), None) {
        Ok(Reading::Document(document)) => Config::from_node(document.root(), &sources).is_ok(),
        _ => false,
    }
}

fn says_that_it_does_not_load(text: &str) -> bool {
    linted(text).said.iter().any(|said| said.severity == Severity::Error)
}

/// The fixes of a text in the first repository that takes it.
fn fixed(text: &str, read: &Linted) -> Fixed {
    let mut sources = SourceMap::new();
    let linted = Linted::read(&mut sources, "config.yml", text.as_bytes(), None);
    let files: Vec<String> = REPOSITORIES[0].iter().map(|file| (*file).to_owned()).collect();
    let facts = read.config.as_ref().and_then(|config| RepositoryFacts::new(config, files, BTreeMap::new()).ok());
    let around = facts.as_ref().map_or(AROUND, Surroundings::Known);
    let report = run(&linted, &sources, around, &Levels::default());
    fix(&sources, linted, report, around, &Levels::default())
}

/// What the evaluator makes of a configuration, in words: of each dirspace of each repository its tags, files and stack,
/// the policy and the requirement that bind it with who is let in; and the lists for the repository as a whole.
fn decisions(config: &Config) -> Vec<String> {
    let mut decisions = Vec::new();
    for files in REPOSITORIES {
        for (branch, target) in [("feature", "main"), ("main", "release")] {
            decisions.extend(match Layout::derive(&config.layout, files, &Index::default(), branch, target) {
                Ok(layout) => layout.dirspaces().iter().map(|placed| dirspace(config, placed, files)).collect(),
                Err(errors) => errors.iter().map(ToString::to_string).collect::<Vec<_>>(),
            });
        }
    }
    let access = &config.access_control;
    decisions.push(format!("{} {}", config.enabled.value, access.enabled));
    decisions.push(format!("{} {}", access.apply_require_all_dirspace_access, access.plan_require_all_dirspace_access));
    let lists = [&access.unlock, &access.ci_config_update, &access.terrateam_config_update];
    decisions.extend(lists.into_iter().chain(access.files.values()).map(people));
    decisions
}

fn dirspace(config: &Config, placed: &whomay::dirspace::layout::PlacedDirspace, files: &[&str]) -> String {
    let (dir, tags) = (placed.dirspace.dir.as_str(), &placed.tags);
    let policy = config.access_control.governing(dir, tags).map(|at| &config.access_control.policies[at]);
    let rights = policy.map(|policy| {
        [
            &policy.plan,
            &policy.apply,
            &policy.apply_force,
            &policy.apply_with_superapproval,
            &policy.superapproval,
            &policy.apply_autoapprove,
        ]
        .map(people)
    });
    let requirement = config.apply_requirements.binding(dir, tags).map(|at| {
        let check = &config.apply_requirements.checks[at];
        let approved = &check.approved;
        let needed = (approved.enabled, approved.any_of_count, people(&approved.any_of), people(&approved.all_of));
        let ignored: Vec<&str> =
            check.status_checks.ignore_matching.iter().map(|one| one.text.value.as_str()).collect();
        (at, needed, check.merge_conflicts, check.apply_after_merge, check.status_checks.enabled, ignored)
    });
    let answered: Vec<&&str> = files.iter().filter(|file| placed.answers_to(file)).collect();
    format!("{:?} {tags:?} {} {answered:?} {rights:?} {requirement:?}", placed.dirspace, placed.stack_name())
}

fn people(list: &MatchList) -> String {
    // The first entry that holds decides. So nobody comes to what is behind `*`, and whoever comes to a role behind a
    // weaker one does not have it. Of roles alone the order does not matter.
    let role = |at: usize| match &list.entries[at].value {
        PrincipalMatch::Role(name) => Role::from_name(name),
        _ => None,
    };
    let all = 0..list.entries.len();
    let only_roles = all.clone().all(|at| role(at).is_some());
    let is_any = |at: &usize| list.entries[*at].value == PrincipalMatch::Any;
    let is_weaker = |other: usize, at: usize| role(other).zip(role(at)).is_some_and(|(other, own)| other < own);
    let in_vain = |at: &usize| {
        let before = 0..*at;
        before.clone().any(|other| is_any(&other) || is_weaker(other, *at))
            || only_roles && all.clone().any(|other| is_weaker(other, *at))
    };
    let people: BTreeSet<String> =
        all.clone().filter(|at| !in_vain(at)).map(|at| list.entries[at].value.to_string()).collect();
    format!("{people:?}")
}

/// Every configuration of the vectors, once, as a text with a style of its own.
fn texts_of_vectors() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    let mut texts = BTreeSet::new();
    for file in ["repo_config", "access_control", "change_match"] {
        let vectors = std::fs::read_to_string(folder.join(format!("{file}.jsonl"))).unwrap();
        for line in vectors.lines() {
            let vector: Json = serde_json::from_str(line).unwrap();
            let config = &vector["input"]["config"];
            let mut text = String::new();
            block(config, 0, texts.len() % 2 == 0, &mut text);
            texts.insert(text.trim_start().to_owned() + "\n");
        }
    }
    texts.into_iter().collect()
}

/// Writes JSON as people write YAML.
fn block(json: &Json, depth: usize, quoted: bool, text: &mut String) {
    let indent = "  ".repeat(depth);
    match json {
        Json::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                text.push_str(&format!("\n{indent}{}:", scalar(key, quoted)));
                block(value, depth + 1, quoted, text);
            }
        }
        Json::Array(entries) if entries.iter().any(Json::is_object) => {
            for entry in entries {
                text.push_str(&format!("\n{indent}-"));
                block(entry, depth + 1, quoted, text);
            }
        }
        Json::Array(entries) => {
            let entries: Vec<String> = entries.iter().map(|entry| flow(entry, quoted)).collect();
            text.push_str(&format!(" [{}]", entries.join(", ")));
        }
        other => text.push_str(&format!(" {}", flow(other, quoted))),
    }
}

fn flow(json: &Json, quoted: bool) -> String {
    match json {
        Json::String(string) => scalar(string, quoted),
        other => other.to_string(),
    }
}

/// Plain where that is the same, else in quotes of JSON, which are YAML's but for pairs of surrogates.
fn scalar(string: &str, quoted: bool) -> String {
    let plain = string.starts_with(|c: char| c.is_ascii_lowercase())
        && string.chars().all(|c| c.is_ascii_alphanumeric() || "_-./:".contains(c))
        && !string.ends_with(':')
        && !matches!(string, "true" | "false" | "null" | "yes" | "no" | "on" | "off");
    if plain && !quoted { string.to_owned() } else { Json::from(string).to_string() }
}

/// The texts with comments of ours at the end of lines.
fn with_comments(texts: &[String]) -> Vec<String> {
    let comment = |text: &String| {
        let (first, rest) = text.split_once('\n')?;
        Some(format!("# for people\n{first} # whomay: allow(local-tag, merge-key-left): why\r\n{rest}# end"))
    };
    texts.iter().filter(|text| loads(text)).filter_map(comment).collect()
}

/// A generator of numbers that is the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (limit as u64).max(1)).unwrap()
    }

    fn of<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// What people write by mistake, and what only a hostile person does.
const WORDS: &[&str] = &[
    "yes",
    "no",
    "\"true\"",
    "off",
    "*",
    "**/*.tf",
    "1",
    "0x1F",
    "true",
    "~",
    "[]",
    "{}",
    "!x y",
    "&a b",
    "*a",
    "@org/team",
    "'",
    "\"",
    "team:sre",
    "role:admin",
    "- x",
    "a: b",
    "{\"<<\": {x: 1}}",
    "\t",
    "\u{85}",
    "\u{feff}",
    "\0",
    "é",
    "# whomay: allow(local-tag): why",
    "# whomay: allow-file(apply-open-by-omission): why",
    "# whomay: allow(x)",
    ".inf",
    "1e999",
    "|",
    ">-",
    "010",
    "2024-01-01",
];

/// Texts with a few bytes, values or lines changed.
fn mutated(texts: &[String], count: usize, seed: u64) -> Vec<String> {
    let mut random = Random(seed);
    (0..count)
        .map(|_| {
            let mut text = random.of(texts).clone();
            for _ in 0..=random.below(2) {
                text = mutation(&text, &mut random);
            }
            text
        })
        .collect()
}

fn mutation(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.is_empty() {
        return random.of(WORDS).to_string();
    }
    let at = random.below(lines.len());
    match random.below(8) {
        0 => drop(lines.remove(at)),
        1 => {
            let line = lines[at].clone();
            lines.insert(at, line);
        }
        2 => {
            let other = random.below(lines.len());
            lines.swap(at, other);
        }
        3 => lines[at] = format!("  {}", lines[at]),
        4 => {
            let line = &lines[at];
            let cut = line.floor_char_boundary(random.below(line.len() + 1));
            lines[at] = format!("{}{}{}", &line[..cut], random.of(WORDS), &line[cut..]);
        }
        5 => lines[at] = format!("{} {}", lines[at], random.of(WORDS)),
        // The value of the line.
        _ => {
            let key =
                lines[at].split_once(": ").map(|(key, _)| format!("{key}: ")).unwrap_or_else(|| lines[at].clone());
            lines[at] = format!("{key}{}", random.of(WORDS));
        }
    }
    lines.join("\n") + "\n"
}
