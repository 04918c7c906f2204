//! `--format junit`, read by an XML parser and held to the structure that the readers of such reports share.

use std::process::Command;

use roxmltree::{Document, Node};

use crate::scenes::{Scene, Seen, assert_harmless, scenes};

fn render(scene: &Scene) -> String {
    let text = whomay::output::lint::junit::render(&scene.answer, &scene.sources);
    assert_harmless(scene.name, &text);
    text
}

fn attribute(node: Node<'_, '_>, name: &str) -> String {
    node.attribute(name).unwrap().to_owned()
}

fn count(node: Node<'_, '_>, name: &str) -> usize {
    attribute(node, name).parse().unwrap()
}

pub(crate) fn read(scene: &Scene) -> Vec<Seen> {
    let text = render(scene);
    let document = Document::parse(&text).unwrap();
    let cases = document.descendants().filter(|node| node.has_tag_name("testcase"));
    cases
        .filter_map(|case| {
            let failure = case.children().find(|node| node.has_tag_name("failure"))?;
            let (code, place) = case.attribute("name")?.split_once(" at ")?;
            let (line, column) = place.split_once(':')?;
            assert_eq!(case.attribute("line"), Some(line));
            Some(Seen {
                code: code.to_owned(),
                severity: attribute(failure, "type"),
                path: attribute(case, "file"),
                line: line.parse().unwrap(),
                column: column.parse().unwrap(),
                ..Seen::default()
            })
        })
        .collect()
}

/// Which elements there are, where, and with which attributes.
const STRUCTURE: [(&str, &str, &[&str]); 4] = [
    ("testsuites", "", &["name", "tests", "failures", "errors"]),
    ("testsuite", "testsuites", &["name", "tests", "failures", "errors", "skipped"]),
    ("testcase", "testsuite", &["name", "classname", "file", "line"]),
    ("failure", "testcase", &["type", "message"]),
];

#[test]
fn every_report_has_the_structure_of_one() {
    for scene in scenes() {
        let text = render(&scene);
        let document = Document::parse(&text).unwrap();
        for node in document.descendants().filter(Node::is_element) {
            let name = node.tag_name().name();
            let (_, parent, attributes) = STRUCTURE.iter().find(|(known, ..)| *known == name).unwrap();
            assert_eq!(node.parent_element().map_or("", |parent| parent.tag_name().name()), *parent, "{}", scene.name);
            assert!(node.attributes().all(|one| attributes.contains(&one.name())), "{}: {node:?}", scene.name);
        }
    }
}

/// With the schema of the reader that most others follow, by the validator of libxml2, which `tests/run` installs.
#[test]
fn every_report_is_valid_under_the_schema() {
    let folder = tempfile::TempDir::new().unwrap();
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lint_formats/junit-10.xsd");
    for (number, scene) in scenes().iter().enumerate() {
        let report = folder.path().join(format!("{number}.xml"));
        std::fs::write(&report, render(scene)).unwrap();
        let run = Command::new("xmllint").args(["--noout", "--schema", schema]).arg(&report).output();
        let run = run.expect("xmllint, of the package libxml2-utils, has to be installed");
        assert!(run.status.success(), "{}: {}", scene.name, String::from_utf8_lossy(&run.stderr));
    }
}

#[test]
fn counts_are_right_and_a_clean_file_is_a_passed_test() {
    for scene in scenes() {
        let text = render(&scene);
        let document = Document::parse(&text).unwrap();
        let root = document.root_element();
        let below = |node: Node<'_, '_>, name: &str| {
            node.descendants().filter(|inner| inner != &node && inner.has_tag_name(name)).count()
        };
        for node in document.descendants().filter(|node| node.tag_name().name().starts_with("testsuite")) {
            assert_eq!(count(node, "tests"), below(node, "testcase"), "{}", scene.name);
            assert_eq!(count(node, "failures"), below(node, "failure"), "{}", scene.name);
        }
        assert_eq!(count(root, "failures"), scene.seen().len(), "{}", scene.name);
        let clean = scene.answer.files.iter().filter(|file| file.report.findings.is_empty()).count();
        assert_eq!(count(root, "tests"), scene.seen().len() + clean, "{}", scene.name);
    }
}

#[test]
fn what_is_said_comes_through() {
    let scenes = scenes();
    let text = render(scenes.iter().find(|scene| scene.name == "hostile text").unwrap());
    let document = Document::parse(&text).unwrap();
    let failure = document.descendants().find(|node| node.has_tag_name("failure")).unwrap();
    let shown = whomay::output::escape::terminal(crate::scenes::HOSTILE).replace('\u{ffff}', "\\u{ffff}");
    assert_eq!(attribute(failure, "message"), shown);
    assert!(failure.text().unwrap().contains(&format!("help: {shown}\n")));
}
