//! What is read as a plan, and what each other input is named.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::samples::{InBits, utf16};
use super::*;
use crate::plan::refusal::Position;
use crate::plan::summary::Plan;

/// A plan with something in every list.
const PLAN: &str = r#"{"format_version":"1.2","terraform_version":"1.14.0",
"variables":{"a":{"value":"x"}},
"planned_values":{"outputs":{"o":{"sensitive":false,"type":"string","value":"é😀"}},"root_module":{"resources":[],"child_modules":[{"address":"module.m","resources":[]}]}},
"resource_drift":[],"resource_changes":[{"address":"null_resource.a","mode":"managed","type":"null_resource","name":"a","provider_name":"registry.terraform.io/hashicorp/null","change":{"actions":["create"],"before":null,"after":{"id":"\"]}"},"after_unknown":{},"before_sensitive":false,"after_sensitive":{}}}],
"output_changes":{"o":{"actions":["create"],"before":null,"after":"x","after_unknown":false,"before_sensitive":false,"after_sensitive":false}},
"prior_state":{"format_version":"1.0","terraform_version":"1.14.0","values":{"root_module":{}}},
"configuration":{"provider_config":{"null":{"name":"null","full_name":"registry.terraform.io/hashicorp/null"}},"root_module":{"variables":{"a":{}},"module_calls":{"m":{"source":"./m","module":{}}}}},
"relevant_attributes":[],"checks":[],"timestamp":"2026-01-02T03:04:05Z","applyable":true,"complete":true,"errored":false}
"#;

fn plan_of(bytes: &[u8]) -> Result<Plan, Refusal> {
    let mut marks = Marks::default();
    let draft = read(bytes, &mut marks)?;
    Ok(draft.settle(&KeyPolicy::Mask, &marks.build()))
}

fn refused(bytes: &[u8]) -> Refusal {
    plan_of(bytes).map(|plan| plan.leaves).unwrap_err()
}

#[test]
fn a_plan_is_read_and_all_of_it_is_counted() {
    let plan = plan_of(PLAN.as_bytes()).unwrap();
    let leaves = super::samples::leaves(&serde_json::from_str(PLAN).unwrap());
    assert_eq!((plan.leaves.read, plan.unknown_keys), (leaves, 0));
}

#[test]
fn every_encoding_gives_the_same_plan() {
    let expected = format!("{:?}", plan_of(PLAN.as_bytes()).unwrap().leaves);
    let with_mark = format!("\u{feff}{PLAN}");
    for bytes in [
        with_mark.as_bytes().to_vec(),
        utf16(PLAN, u16::to_le_bytes),
        utf16(PLAN, u16::to_be_bytes),
        utf16(&with_mark, u16::to_le_bytes),
        utf16(&with_mark, u16::to_be_bytes),
    ] {
        assert_eq!(format!("{:?}", plan_of(&bytes).unwrap().leaves), expected);
    }
}

#[test]
fn how_it_is_read_makes_no_difference() {
    let expected = plan_of(PLAN.as_bytes()).unwrap();
    for size in [1, 2, 3, 7, 64, 1000] {
        let mut marks = Marks::default();
        let draft = read(InBits::new(PLAN.as_bytes(), vec![size]), &mut marks).unwrap();
        let plan = draft.settle(&KeyPolicy::Mask, &marks.build());
        assert_eq!((plan.counts(), plan.leaves), (expected.counts(), expected.leaves), "{size}");
    }
}

#[test]
fn a_beginning_of_a_plan_is_never_one() {
    let whole = PLAN.trim_end().as_bytes();
    assert_eq!(refused(b"").kind, Kind::Empty);
    for length in 1..whole.len() {
        let refusal = refused(whole.get(..length).unwrap());
        assert_eq!(refusal.kind, Kind::Truncated, "{length} {refusal:?}");
    }
    let wide = utf16(PLAN.trim_end(), u16::to_le_bytes);
    for length in 2..wide.len() - 1 {
        assert_eq!(refused(wide.get(..length).unwrap()).kind, Kind::Truncated, "{length}");
    }
    assert_eq!(refused(&[wide, vec![b'}']].concat()).kind, Kind::TrailingData);
}

#[test]
fn every_other_input_is_named() {
    let zip = |name: &str| [b"PK\x03\x04".as_slice(), &[0; 26], name.as_bytes(), b"\xff\x00"].concat();
    let with = |before: &str, after: &str| format!("{before}{PLAN}{after}").into_bytes();
    let bytes = |text: &str| text.as_bytes().to_vec();
    for (kind, inputs) in [
        (Kind::BinaryPlan, vec![zip("tfplan"), bytes("tfplan\x02\u{1}")]),
        (
            Kind::State,
            vec![
                bytes(
                    r#"{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"x","outputs":{},"resources":[]}"#,
                ),
                bytes(r#"{"version":3,"serial":1,"modules":[]}"#),
                bytes(r#"{"version":4,"lineage":"x","resources":["#),
            ],
        ),
        (
            Kind::StateJson,
            vec![
                bytes(r#"{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{}}}"#),
                bytes(r#"{"format_version":"1.0","terraform_version":"1.11.4","values":{},"checks":[]}"#),
                bytes(r#"{"format_version":"1.0"}"#),
            ],
        ),
        (
            Kind::PlanText,
            vec![
                bytes("\nTerraform used the selected providers to generate the following execution\nplan."),
                bytes("\u{1b}[0m\u{1b}[1mOpenTofu will perform the following actions:\u{1b}[0m\n"),
                bytes(
                    "\u{1b}[1m\u{1b}[32mNo changes.\u{1b}[0m\u{1b}[1m Your infrastructure matches the configuration.\u{1b}[0m",
                ),
            ],
        ),
        (
            Kind::PlanLog,
            vec![
                bytes("{\"@level\":\"info\",\"@message\":\"x\",\"type\":\"version\"}\n{\"@level\":\"info\"}\n"),
                bytes("{\"@level\":\"info\",\"@message\":\"x\",\"@module\":\"terraform.ui\"}\n"),
            ],
        ),
        (
            Kind::Wrapped,
            vec![
                with("[command]/usr/bin/terraform-bin show -json tfplan\n", ""),
                with("", "\n::debug::Terraform exited with code 0.\n"),
                with("", "%0A\n::set-output name=exitcode::0\n"),
                with("+ terraform show -json tfplan\n", "::set-output name=stderr::\n"),
                utf16(&String::from_utf8(with("\u{feff}[command]x\r\n", "")).unwrap(), u16::to_le_bytes),
            ],
        ),
        (Kind::TrailingData, vec![with("", PLAN), with("", "x"), with("", "\0\0"), with("", "}")]),
        (
            Kind::RemoteRedacted,
            vec![bytes(r#"{"plan_format_version":"1.2","resource_changes":[],"provider_schemas":{}}"#)],
        ),
        (
            Kind::Encrypted,
            vec![
                bytes(r#"{"meta":{},"encrypted_data":"x","encryption_version":"v0"}"#),
                bytes(r#"{"serial":1,"lineage":"x","meta":{},"encrypted_data":"x","encryption_version":"v0"}"#),
            ],
        ),
        (Kind::ProviderSchema, vec![bytes(r#"{"format_version":"1.0","provider_schemas":{}}"#)]),
        (
            Kind::OtherJson,
            vec![
                bytes("{}"),
                bytes("null"),
                bytes("\"x\""),
                bytes(" [1, 2]\n"),
                bytes(&format!("[{}1]", "1,".repeat(10_000))),
                with("[", "]"),
                bytes(r#"{"format_version":"1.0","valid":true,"diagnostics":[]}"#),
                bytes(r#"{"terraform_version":"1.11.4","platform":"linux_amd64"}"#),
            ],
        ),
        (Kind::Empty, vec![bytes(""), bytes(" \r\n\t"), bytes("\u{feff}"), utf16("\u{feff}\r\n", u16::to_be_bytes)]),
        (
            Kind::NotJson,
            vec![bytes("resource \"a\" \"b\" {}"), bytes("{'a': 1}"), bytes("<html>"), bytes("1 2"), bytes("{{ x }}")],
        ),
        (
            Kind::NotText,
            vec![bytes("{\"a\":1"), zip("readme")].into_iter().map(|text| [text, vec![0xff]].concat()).collect(),
        ),
        (
            Kind::UnsupportedVersion,
            vec![
                bytes(r#"{"format_version":"2.0","resource_changes":[]}"#),
                bytes(r#"{"format_version":1.2,"resource_changes":[]}"#),
                bytes(r#"{"format_version":"1.2-x","resource_changes":[]}"#),
                bytes(r#"{"format_version":"10.2","resource_changes":[]}"#),
                bytes(r#"{"format_version":"1.","resource_changes":[]}"#),
                bytes(r#"{"resource_changes":[],"planned_values":{}}"#),
            ],
        ),
    ] {
        for input in inputs {
            assert_eq!(refused(&input).kind, kind, "{:?}", String::from_utf8_lossy(&input));
        }
    }
}

/// What the walk says of a plan with one more key.
fn with_key(key: &str, value: &str) -> Result<Plan, Refusal> {
    plan_of(format!("{{\"format_version\":\"1.2\",\"resource_changes\":[],\n\"{key}\":{value}}}").as_bytes())
}

#[test]
fn what_is_walked_into_is_held_to_its_type() {
    for (key, value, column) in [
        ("resource_drift", "{}", 18),
        ("output_changes", "[]", 18),
        ("planned_values", "[]", 18),
        ("planned_values", r#"{"root_module":[]}"#, 33),
        ("planned_values", r#"{"root_module":{"resources":"x"}}"#, 46),
        ("planned_values", r#"{"root_module":{"child_modules":[1]}}"#, 51),
        ("prior_state", r#"{"values":true}"#, 25),
        ("configuration", r#"{"provider_config":7}"#, 36),
        ("configuration", r#"{"root_module":{"module_calls":{"m":{"module":"x"}}}}"#, 63),
    ] {
        let at = Some(Position { line: 2, column });
        assert_eq!(with_key(key, value).unwrap_err(), Refusal { kind: Kind::WrongType, at }, "{key} {value}");
        let null = with_key(key, "null");
        assert!(null.is_ok(), "{key}");
    }
}

#[test]
fn no_object_that_is_walked_into_has_a_key_twice() {
    for (key, value) in [
        ("resource_changes", "[]"),
        ("output_changes", r#"{"a":{},"\u0061":{}}"#),
        ("variables", r#"{"a":{},"a":{}}"#),
        ("planned_values", r#"{"outputs":{},"outputs":{}}"#),
        ("planned_values", r#"{"root_module":{"resources":[],"resources":[]}}"#),
        ("planned_values", r#"{"root_module":{"child_modules":[{"a":1,"a":1}]}}"#),
        ("prior_state", r#"{"values":{},"values":{}}"#),
        ("configuration", r#"{"root_module":{"module_calls":{"m":{},"m":{}}}}"#),
        ("configuration", r#"{"root_module":{"variables":{"m":{},"m":{}}}}"#),
    ] {
        assert_eq!(with_key(key, value).unwrap_err().kind, Kind::DuplicateKey, "{key} {value}");
    }
}

#[test]
fn what_is_not_known_is_counted_and_skipped() {
    let plan = with_key("a_later_key", "[[[{\"deep\":\"x\"}]]]").unwrap();
    assert_eq!((plan.unknown_keys, plan.leaves.read), (1, 2));
    for known in ["relevant_attributes", "checks", "deferred_changes"] {
        assert_eq!(with_key(known, "[]").unwrap().unknown_keys, 0, "{known}");
    }
}

#[test]
fn modules_are_walked_into_so_deep_and_no_deeper() {
    let state = |depth: usize| {
        let (before, after) = (r#"{"child_modules":["#.repeat(depth), "]}".repeat(depth));
        with_key("planned_values", &format!(r#"{{"root_module":{before}{{}}{after}}}"#)).map(|_| ())
    };
    let configuration = |depth: usize| {
        let (before, after) = (r#"{"module_calls":{"m":{"module":"#.repeat(depth), "}}}".repeat(depth));
        with_key("configuration", &format!(r#"{{"root_module":{before}{{}}{after}}}"#)).map(|_| ())
    };
    for nested in [&state as &dyn Fn(usize) -> Result<(), Refusal>, &configuration] {
        assert_eq!(nested(walk::DEEPEST_MODULE), Ok(()));
        assert_eq!(nested(walk::DEEPEST_MODULE + 1).unwrap_err().kind, Kind::ModulesTooDeep);
        assert_eq!(nested(100_000).unwrap_err().kind, Kind::ModulesTooDeep);
    }
}

#[test]
fn values_that_nobody_looks_at_may_be_nested_as_deeply_as_they_like() {
    for depth in [3_000, 1_000_000] {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(with_key("relevant_attributes", &deep).is_ok());
        assert!(with_key("a_later_key", &deep).is_ok());
        assert!(with_key("configuration", &format!(r#"{{"root_module":{{"resources":null,"x":{deep}}}}}"#)).is_ok());
    }
}
