//! `--format gitlab`.

use serde_json::Value;

use crate::json::{number, text};
use crate::scenes::{Scene, Seen, assert_harmless, scenes};

fn issues(scene: &Scene) -> Vec<Value> {
    let text = whomay::output::lint::gitlab::render(&scene.answer, &scene.sources);
    assert_harmless(scene.name, &text);
    serde_json::from_str(&text).unwrap()
}

pub(crate) fn read(scene: &Scene) -> Vec<Seen> {
    let seen = |issue: &Value| Seen {
        code: text(&issue["check_name"]),
        severity: if issue["severity"] == "major" { "error" } else { "warning" }.to_owned(),
        path: text(&issue["location"]["path"]),
        line: number(&issue["location"]["lines"]["begin"]),
        end_line: number(&issue["location"]["lines"]["end"]),
        ..Seen::default()
    };
    issues(scene).iter().map(seen).collect()
}

pub(crate) fn fingerprints(scene: &Scene) -> Vec<String> {
    issues(scene).iter().map(|issue| text(&issue["fingerprint"])).collect()
}

#[test]
fn every_report_fits_the_schema() {
    let schema: Value = serde_json::from_str(include_str!("gitlab.schema.json")).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for scene in scenes() {
        let issues = Value::from(issues(&scene));
        let errors: Vec<String> = validator.iter_errors(&issues).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{}", scene.name);
    }
    assert!(!validator.is_valid(&serde_json::json!([{}])));
}

#[test]
fn a_description_is_the_message_and_what_to_do() {
    let scenes = scenes();
    let issues = issues(scenes.iter().find(|scene| scene.name == "a warning").unwrap());
    assert_eq!(issues[0]["description"], "something is odd. Do otherwise.");
}
