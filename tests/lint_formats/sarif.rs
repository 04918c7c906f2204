//! `--format sarif`, held to the schema of the standard and to what the schema cannot say.

use serde_json::Value;

use crate::json::{number, text};
use crate::scenes::{Scene, Seen, assert_harmless, scenes};

fn run(scene: &Scene) -> Value {
    let text = whomay::output::lint::sarif::render(&scene.answer, &scene.sources);
    assert_harmless(scene.name, &text);
    let log: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(log["runs"].as_array().unwrap().len(), 1);
    log["runs"][0].clone()
}

fn results(scene: &Scene) -> Vec<Value> {
    run(scene)["results"].as_array().unwrap().clone()
}

pub(crate) fn read(scene: &Scene) -> Vec<Seen> {
    let seen = |result: &Value| {
        let physical = &result["locations"][0]["physicalLocation"];
        let region = &physical["region"];
        Seen {
            code: text(&result["ruleId"]),
            severity: text(&result["level"]),
            path: path(&physical["artifactLocation"]),
            line: number(&region["startLine"]),
            column: number(&region["startColumn"]),
            end_line: number(&region["endLine"]),
            end_column: number(&region["endColumn"]),
        }
    };
    results(scene).iter().map(seen).collect()
}

/// The path behind an address, decoded.
fn path(location: &Value) -> String {
    let uri = text(&location["uri"]);
    assert!(uri.is_ascii() && !uri.contains([' ', '\\', '<', '"']), "{uri}");
    let encoded = match uri.strip_prefix("file://") {
        Some(absolute) => absolute,
        None => {
            assert_eq!(location["uriBaseId"], "%SRCROOT%");
            &uri
        }
    };
    let mut bytes = Vec::new();
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            _ => byte,
        });
    }
    String::from_utf8(bytes).unwrap()
}

pub(crate) fn fingerprints(scene: &Scene) -> Vec<String> {
    results(scene).iter().map(|result| text(&result["partialFingerprints"]["whomay/v1"])).collect()
}

#[test]
fn every_log_fits_the_schema_of_the_standard() {
    let mut schema: Value = serde_json::from_str(include_str!("sarif-2.1.0.schema.json")).unwrap();
    // A slip of the standard: a bracket too many, which only some readers of regular expressions take.
    for definition in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][definition]["properties"]["language"]["pattern"];
        assert_eq!(*language, "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$");
        *language = "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$".into();
    }
    let validator = jsonschema::draft4::new(&schema).unwrap();
    for scene in scenes() {
        let text = whomay::output::lint::sarif::render(&scene.answer, &scene.sources);
        let log: Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(errors, Vec::<String>::new(), "{}", scene.name);
    }
    let broken = serde_json::json!({"version": "2.1.0", "runs": [{"tool": {}}]});
    assert!(!validator.is_valid(&broken), "the schema is not looked at");
}

#[test]
fn rules_are_those_that_were_found_and_are_pointed_at() {
    for scene in scenes() {
        let run = run(&scene);
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        for result in run["results"].as_array().unwrap() {
            assert_eq!(rules[number(&result["ruleIndex"])]["id"], result["ruleId"], "{}", scene.name);
        }
        let used = |rule: &&Value| run["results"].as_array().unwrap().iter().any(|one| one["ruleId"] == rule["id"]);
        assert_eq!(rules.iter().filter(used).count(), rules.len(), "{}", scene.name);
        assert_eq!(run["columnKind"], "unicodeCodePoints");
    }
    let scenes = scenes();
    let run = run(scenes.iter().find(|scene| scene.name == "a warning").unwrap());
    let rule = &run["tool"]["driver"]["rules"][0];
    assert!(text(&rule["help"]["markdown"]).starts_with("## What it does\n"), "{rule:#}");
    assert_eq!(rule["defaultConfiguration"]["level"], "warning");
}

#[test]
fn other_places_notes_and_fixes_are_told() {
    let scenes = scenes();
    let of = |name: &str| scenes.iter().find(|scene| scene.name == name).unwrap();
    let places = results(of("three places"));
    let related = places[0]["relatedLocations"].as_array().unwrap();
    assert_eq!(related.iter().map(|one| number(&one["id"])).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(related[0]["physicalLocation"]["region"]["startLine"], 6);
    let fixes = results(of("fixes"));
    let change = &fixes[0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "[]");
    assert_eq!(change["replacements"][1]["deletedRegion"]["startColumn"], 29);
    assert_eq!(change["replacements"][1]["deletedRegion"]["endColumn"], 29);
    assert!(fixes[2].get("fixes").is_none(), "edits that change nothing are no fix");
    let notes = run(of("fixes"))["invocations"][0]["toolExecutionNotifications"].clone();
    assert_eq!(notes.as_array().unwrap().len(), 2);
    let outside = results(of("two files"));
    assert_eq!(
        outside[1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "file:///elsewhere/a%20b.yml"
    );
}
