//! The schema says everything that may come, and everything that it says does come.

#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::output::escape::is_plain;
use crate::plan::record::names::Named;
use crate::plan::record::{read, samples};

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../../schemas/report.schema.json")).unwrap()
}

fn written(report: &Report) -> Value {
    serde_json::from_str(&render(report)).unwrap()
}

#[test]
fn the_whole_report_as_text() {
    insta::assert_snapshot!(render(&samples::whole()));
}

#[test]
fn the_schema_is_one_and_every_object_in_it_is_closed() {
    jsonschema::draft202012::meta::validate(&schema()).unwrap_or_else(|error| panic!("{error}"));
    every_object(&schema(), &mut |object| {
        assert_eq!(object["additionalProperties"], json!(false), "{object:#}");
        let keys: BTreeSet<&str> = object["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let required: BTreeSet<&str> =
            object["required"].as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect();
        assert_eq!(keys, required);
        assert!(object["description"].is_string(), "{object:#}");
        for (key, property) in object["properties"].as_object().unwrap() {
            assert!(property["description"].is_string() || property["$ref"].is_string(), "{key}");
        }
    });
}

/// Every schema below `schema` that describes objects.
fn every_object(schema: &Value, check: &mut impl FnMut(&Value)) {
    if schema["type"] == "object" {
        check(schema);
    }
    match schema {
        Value::Object(entries) => entries.values().for_each(|value| every_object(value, check)),
        Value::Array(entries) => entries.iter().for_each(|value| every_object(value, check)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_report_fits_the_schema_and_is_read_back_as_it_was(report in samples::report()) {
        thread_local! {
            static VALIDATOR: jsonschema::Validator = jsonschema::draft202012::new(&schema()).unwrap();
        }
        let text = render(&report);
        let value: Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> = VALIDATOR.with(|validator| {
            validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
        });
        prop_assert!(errors.is_empty(), "{errors:#?}");
        let again = read(text.as_bytes()).unwrap().report().unwrap();
        prop_assert_eq!(render(&again), text.clone());
        prop_assert_eq!(text.lines().last(), Some("}"));
        prop_assert!(text.chars().all(|character| character == '\n' || is_plain(character)));
        prop_assert!(text.lines().all(|line| !line.trim_start().starts_with("::") && !line.contains("##[")));
    }
}

#[test]
fn the_schema_refuses_what_is_refused() {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    let row = "/dirspaces/0/plan/resources/0";
    for (pointer, value) in [
        ("/format".to_owned(), json!(2)),
        ("/head".to_owned(), json!("main")),
        ("/tool".to_owned(), json!("other")),
        ("/dirspaces/0/plan".to_owned(), json!(null)),
        ("/dirspaces/0/outcome".to_owned(), json!("refused")),
        ("/dirspaces/2/refusal".to_owned(), json!(null)),
        ("/dirspaces/2/counts".to_owned(), written(&samples::whole())["totals"]["counts"].clone()),
        (format!("{row}/action"), json!("destroy")),
        (format!("{row}/address/name"), json!({"hidden": "no"})),
        (format!("{row}/address/name"), json!("")),
        (format!("{row}/address/key/kind"), json!("masked")),
        (format!("{row}/address/key/value"), json!(null)),
        (format!("{row}/deposed"), json!("xyz")),
        (format!("{row}/after"), json!({})),
    ] {
        let mut changed = written(&samples::whole());
        match changed.pointer_mut(&pointer) {
            Some(place) => *place = value,
            None => changed.pointer_mut(row).unwrap().as_object_mut().unwrap().extend([("after".to_owned(), value)]),
        }
        assert!(!validator.is_valid(&changed), "{pointer}");
        assert!(read(changed.to_string().as_bytes()).and_then(|record| record.report()).is_err(), "{pointer}");
    }
}

#[test]
fn keys_stand_in_the_order_of_the_schema() {
    let text = render(&samples::whole());
    let keys: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("  \"")?.split('"').next()).collect();
    let schema = schema();
    let wanted: Vec<&str> = schema["required"].as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect();
    assert_eq!(keys, wanted);
}

#[test]
fn the_schema_knows_every_name() {
    fn agrees<T: Named>(schema: &Value, pointer: &str) {
        let listed = schema.pointer(pointer).unwrap_or_else(|| panic!("{pointer}")).as_array().unwrap();
        let listed: Vec<&str> = listed.iter().filter_map(Value::as_str).collect();
        let names: Vec<&str> = T::ALL.iter().map(|one| one.name()).collect();
        assert_eq!(listed, names, "{pointer}");
    }
    let schema = schema();
    agrees::<crate::plan::change::Action>(&schema, "/$defs/action/enum");
    agrees::<crate::plan::change::Reason>(&schema, "/$defs/resource_change/properties/reason/enum");
    agrees::<crate::plan::change::DeferredReason>(&schema, "/$defs/deferred_reason/enum");
    agrees::<crate::plan::change::TriggerEvent>(&schema, "/$defs/action_invocation/properties/event/enum");
    agrees::<crate::plan::change::CheckKind>(&schema, "/$defs/check/properties/kind/enum");
    agrees::<crate::plan::change::CheckStatus>(&schema, "/$defs/check/properties/status/enum");
    agrees::<crate::plan::address::Mode>(&schema, "/$defs/address/properties/mode/enum");
    agrees::<crate::plan::refusal::Kind>(&schema, "/$defs/refusal/properties/code/enum");
    agrees::<crate::plan::report::Verdict>(&schema, "/$defs/permission/properties/verdict/enum");
}

#[test]
fn everything_in_the_schema_is_produced_somewhere() {
    let (schema, mut produced, mut promised) = (schema(), BTreeSet::new(), BTreeSet::new());
    for report in [samples::whole(), samples::bare()] {
        visit(&schema, &schema, "", &written(&report), &mut produced);
    }
    promises(&schema, "", &mut promised);
    let missing: Vec<&String> = promised.difference(&produced).collect();
    assert!(missing.is_empty(), "nothing produces {missing:#?}");
}

/// Notes the parts of the schema that a value uses: properties, elements, and null.
fn visit(root: &Value, schema: &Value, path: &str, value: &Value, produced: &mut BTreeSet<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches("#/$defs/");
        visit(root, &root["$defs"][name], name, value, produced);
    }
    for word in ["anyOf", "oneOf"] {
        for (at, branch) in schema[word].as_array().into_iter().flatten().enumerate() {
            let fits = match branch["type"].as_str() {
                Some("null") => value.is_null(),
                Some("string") => value.is_string(),
                Some("integer") => value.is_u64(),
                Some("object") => value.is_object(),
                _ => !value.is_null(),
            };
            if fits {
                produced.insert(format!("{path}|{at}"));
                visit(root, branch, &format!("{path}|{at}"), value, produced);
            }
        }
    }
    for (key, below) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = value.get(key) {
            produced.insert(format!("{path}/{key}"));
            visit(root, below, &format!("{path}/{key}"), value, produced);
        }
    }
    for entry in value.as_array().into_iter().flatten() {
        produced.insert(format!("{path}[]"));
        visit(root, &schema["items"], &format!("{path}[]"), entry, produced);
    }
}

/// The same places, as the schema has them.
fn promises(schema: &Value, path: &str, promised: &mut BTreeSet<String>) {
    for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
        promises(definition, name, promised);
    }
    for word in ["anyOf", "oneOf"] {
        for (at, branch) in schema[word].as_array().into_iter().flatten().enumerate() {
            promised.insert(format!("{path}|{at}"));
            promises(branch, &format!("{path}|{at}"), promised);
        }
    }
    for (key, below) in schema["properties"].as_object().into_iter().flatten() {
        promised.insert(format!("{path}/{key}"));
        promises(below, &format!("{path}/{key}"), promised);
    }
    if schema.get("items").is_some() {
        promised.insert(format!("{path}[]"));
        promises(&schema["items"], &format!("{path}[]"), promised);
    }
}
