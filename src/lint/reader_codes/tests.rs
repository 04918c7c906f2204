//! Every code that the readers can give is documented, and every example shows what it says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::super::documentation::{Block, Section, sections};
use super::super::levels::Levels;
use super::super::run::{Linted, Surroundings, run};
use super::*;
use crate::access::facts::Forge;
use crate::config::central::{Documents, effective};
use crate::config::document::{Document, Reading};
use crate::config::facts_file::read_facts;
use crate::config::gate::WhomayConfig;
use crate::diagnostic::Diagnostic;
use crate::lint::repository::RepositoryFacts;
use crate::source::SourceMap;

/// Codes of which no example is known.
const WITHOUT_EXAMPLE: [&str; 3] = ["ambiguous-document", "ambiguous-form", "schema-unusable"];

/// What the readers' sources hold in kebab-case and quotes that is no code of theirs.
const NO_CODES: [&str; 2] = ["x-whomay-written-as-integer", "depends-on-itself"];

#[test]
fn every_code_that_a_reader_can_give_is_documented_and_no_other() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = rust_files(&src.join("config"));
    files.extend([src.join("dirspace/layout_error.rs"), src.join("lint/run.rs")]);
    let mut given = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        // Tests stand at the end of a file or in one of their own.
        let code = text.split("#[cfg(test)]").next().unwrap();
        given.extend(code.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(quoted_kebab_case));
    }
    let documented: BTreeSet<String> = all().map(|known| known.code.to_owned()).collect();
    // One word is not told from any other text; there is none.
    NO_CODES.iter().for_each(|word| assert!(given.remove(*word), "{word} is not in the sources any more"));
    assert_eq!(given, documented);
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if name.ends_with(".rs") && !matches!(name.as_str(), "tests.rs" | "testing.rs") {
            files.push(path);
        }
    }
    files
}

fn quoted_kebab_case(line: &str) -> Vec<String> {
    let is_code = |text: &&str| {
        text.contains('-')
            && text
                .split('-')
                .all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
    };
    line.split('"').skip(1).step_by(2).filter(is_code).map(str::to_owned).collect()
}

#[test]
fn codes_are_unique() {
    let codes: Vec<&str> = all().map(|known| known.code).collect();
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
}

#[test]
fn every_example_gives_the_code_and_what_to_use_instead_gives_nothing_at_all() {
    for known in all() {
        let sections = sections(known.about);
        let titles: Vec<&str> = sections.iter().map(|section| section.title).collect();
        assert_eq!(titles, ["What it does", "Why it matters", "Example", "Use instead"], "{}", known.code);
        let files = files(&sections[2]);
        let said = said(&sections[2], &files);
        if WITHOUT_EXAMPLE.contains(&known.code) {
            assert!(sections[2].blocks.is_empty(), "{}: take it off the list", known.code);
        } else {
            let found = said.iter().find(|said| said.code == known.code);
            let found = found.unwrap_or_else(|| panic!("{}: the example gives {said:?}", known.code));
            assert_eq!(found.severity, known.severity, "{}", known.code);
            assert!(found.help.is_some(), "{}: no help", known.code);
        }
        let instead = self::said(&sections[3], &files);
        assert!(instead.is_empty(), "{}: what to use instead gives {instead:?}", known.code);
    }
}

fn files(section: &Section<'_>) -> Vec<String> {
    let blocks = section.blocks.iter().filter(|block| block.info == "files");
    blocks.flat_map(|block| block.text.lines().map(str::to_owned)).collect()
}

/// What the readers say of the block of a section.
fn said(section: &Section<'_>, files: &[String]) -> Vec<Diagnostic> {
    let mut sources = SourceMap::new();
    let block = |info: &str| section.blocks.iter().find(|block| block.info == info);
    if let Some(facts) = block("yaml facts.yml") {
        return read_facts(document(facts, &mut sources).root(), Forge::Github).err().unwrap_or_default();
    }
    if let Some(options) = block("yaml .whomay.yml") {
        return WhomayConfig::from_node(document(options, &mut sources).root()).err().unwrap_or_default();
    }
    if let (Some(own), Some(over)) = (block("yaml .terrateam/config.yml"), block("yaml config/overrides.yml")) {
        let (own, over) = (document(own, &mut sources), document(over, &mut sources));
        let documents = Documents {
            head: Some(own.root()),
            default_branch: Some(own.root()),
            global_overrides: Some(over.root()),
            ..Documents::default()
        };
        return effective(&documents, &sources).err().unwrap_or_default();
    }
    let Some(config) = section.blocks.iter().find(|block| block.info.starts_with("yaml")) else { return Vec::new() };
    of_a_configuration(&bytes(config), files, &mut sources)
}

fn of_a_configuration(text: &[u8], files: &[String], sources: &mut SourceMap) -> Vec<Diagnostic> {
    let linted = Linted::read(sources, "config.yml", text, None);
    let facts = linted.config.as_ref().filter(|_| !files.is_empty());
    let facts = facts.map(|config| RepositoryFacts::new(config, files.to_vec(), BTreeMap::new()));
    let surroundings = match &facts {
        Some(Err(errors)) => Surroundings::Refused(errors),
        _ => Surroundings::Unknown("nobody asked"),
    };
    // Opinions are not asked for here.
    let mut levels = Levels::default();
    crate::lint::rules::all().for_each(|lint| levels.set(lint.code, crate::config::gate::LintLevel::Allow));
    let report = run(&linted, sources, surroundings, &levels);
    report.findings.into_iter().map(|found| found.diagnostic).collect()
}

fn document(block: &Block, sources: &mut SourceMap) -> Document {
    match Document::read(sources, "x.yml", &bytes(block), None) {
        Ok(Reading::Document(document)) => document,
        other => panic!("{other:?}"),
    }
}

fn bytes(block: &Block) -> Vec<u8> {
    if block.info.ends_with(" escapes") { unescaped(&block.text) } else { block.text.clone().into_bytes() }
}

/// `\u{85}`, `\xff`, `\repeat{9}{x}` and `\\` written out.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, escape)) = rest.split_once('\\') {
        bytes.extend(before.bytes());
        rest = if let Some(escape) = escape.strip_prefix('\\') {
            bytes.push(b'\\');
            escape
        } else if let Some(escape) = escape.strip_prefix("u{") {
            let (number, rest) = escape.split_once('}').unwrap();
            let character = char::from_u32(u32::from_str_radix(number, 16).unwrap()).unwrap();
            bytes.extend(character.to_string().bytes());
            rest
        } else if let Some(escape) = escape.strip_prefix("repeat{") {
            let (count, escape) = escape.split_once("}{").unwrap();
            // The part that is repeated may hold one escape with braces of its own.
            let end = match (escape.find('}').unwrap(), escape.find("\\u{")) {
                (end, Some(inner)) if inner < end => end + 1,
                (end, _) => end,
            };
            bytes.extend(unescaped(&escape[..end]).repeat(count.parse().unwrap()));
            &escape[end + 1..]
        } else {
            let escape = escape.strip_prefix('x').unwrap();
            bytes.push(u8::from_str_radix(&escape[..2], 16).unwrap());
            &escape[2..]
        };
    }
    bytes.extend(rest.bytes());
    bytes
}

#[test]
fn escapes_are_written_out() {
    assert_eq!(unescaped(r"a\u{41}\xff\\x\repeat{3}{b}c\repeat{2}{d\u{a}}"), b"aA\xff\\xbbbcd\nd\n");
}
