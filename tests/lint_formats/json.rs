//! `--format json`, held to its schema.

use serde_json::{Value, json};

use crate::scenes::{Scene, Seen, assert_harmless, scenes};

fn value(scene: &Scene) -> Value {
    let text = whomay::output::lint::json::render(&scene.answer, &scene.sources);
    assert_harmless(scene.name, &text);
    serde_json::from_str(&text).unwrap()
}

fn findings(scene: &Scene) -> Vec<Value> {
    let value = value(scene);
    value["files"].as_array().unwrap().iter().flat_map(|file| file["findings"].as_array().unwrap().clone()).collect()
}

pub(crate) fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

pub(crate) fn read(scene: &Scene) -> Vec<Seen> {
    let seen = |finding: &Value| {
        let place = &finding["labels"][0];
        Seen {
            code: text(&finding["code"]),
            severity: text(&finding["severity"]),
            path: text(&place["path"]),
            line: number(&place["line"]),
            column: number(&place["column"]),
            end_line: number(&place["end_line"]),
            end_column: number(&place["end_column"]),
        }
    };
    findings(scene).iter().map(seen).collect()
}

pub(crate) fn fingerprints(scene: &Scene) -> Vec<String> {
    findings(scene).iter().map(|finding| text(&finding["fingerprint"])).collect()
}

fn schema() -> Value {
    serde_json::from_str(include_str!("../../schemas/lint.schema.json")).unwrap()
}

#[test]
fn every_answer_fits_the_schema() {
    jsonschema::draft202012::meta::validate(&schema()).unwrap();
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    for scene in scenes() {
        let value = value(&scene);
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{}", scene.name);
    }
}

#[test]
fn the_schema_allows_nothing_else() {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    let scenes = scenes();
    let answer = value(scenes.iter().find(|scene| scene.name == "fixes").unwrap());
    assert!(validator.is_valid(&answer));
    for (pointer, broken) in [
        ("/format", json!(2)),
        ("/files/0/findings/0/severity", json!("note")),
        ("/files/0/findings/0/labels", json!([])),
        ("/files/0/findings/0/labels/0/line", json!(0)),
        ("/files/0/findings/0/fix/safety", json!("perhaps")),
        ("/files/0/findings/0/extra", json!(1)),
        ("/files/0/skipped/0/depth", json!("sky")),
    ] {
        let mut changed = answer.clone();
        match changed.pointer_mut(pointer) {
            Some(place) => *place = broken,
            None => changed["files"][0]["findings"][0]["extra"] = broken,
        }
        assert!(!validator.is_valid(&changed), "{pointer}");
    }
}

#[test]
fn counts_are_sums_and_fixes_are_told() {
    for scene in scenes() {
        let value = value(&scene);
        for key in ["errors", "warnings", "suppressed"] {
            let sum: usize = value["files"].as_array().unwrap().iter().map(|file| number(&file[key])).sum();
            assert_eq!(number(&value[key]), sum, "{key} of {}", scene.name);
        }
        assert_eq!(number(&value["errors"]) + number(&value["warnings"]), scene.seen().len(), "{}", scene.name);
    }
    let scenes = scenes();
    let fixes = findings(scenes.iter().find(|scene| scene.name == "fixes").unwrap());
    assert_eq!(fixes[0]["fix"]["safety"], "safe");
    assert_eq!(fixes[1]["fix"]["edits"][0]["replacement"], "[]");
    assert_eq!(fixes[1]["pointer"], "/access_control/policies/1/apply/0");
}
