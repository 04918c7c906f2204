//! What `.whomay.yml` may hold. The typed reader and the schema for editors are held together here.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::config::schema::WHOMAY_CONFIG;
use crate::config::schema::tests::written;

fn read(value: &Json) -> Result<WhomayConfig, Vec<Diagnostic>> {
    WhomayConfig::from_node(&written(value).1)
}

fn fits_schema(value: &Json) -> bool {
    static SCHEMA: LazyLock<jsonschema::Validator> =
        LazyLock::new(|| jsonschema::draft7::new(&serde_json::from_str(WHOMAY_CONFIG).unwrap()).unwrap());
    SCHEMA.is_valid(value)
}

#[test]
fn nothing_written_is_the_strict_default() {
    for nothing in [json!(null), json!({}), json!({"version": "1"})] {
        assert_eq!(read(&nothing), Ok(WhomayConfig::default()));
    }
    assert_eq!(read(&json!({"gate": {}})).unwrap().gate.approval_mode.value, ApprovalMode::Exact);
}

#[test]
fn everything_written_is_read() {
    let config = json!({
        "version": "1",
        "gate": {
            "accepted_conclusions": ["neutral"],
            "required_checks": ["build", {"name": "scan", "app": "github-actions", "accepted_conclusions": ["skipped", "manual"]}],
            "approval_mode": "same-diff",
            "trusted_bots": ["release-bot[bot]"],
            "protected_branches": ["release/*"],
            "plan_on_forks": true,
        },
        "lints": {"unknown-team": "deny"},
        "report": {"instance_keys": "hash"},
    });
    assert!(fits_schema(&config));
    let read = read(&config).unwrap();
    let gate = read.gate;
    assert_eq!(gate.accepted_conclusions.first().unwrap().value, AcceptedConclusion::Neutral);
    let [build, scan] = gate.required_checks.as_slice() else { unreachable!("two were written") };
    assert_eq!((build.name.value.as_str(), build.app.as_ref()), ("build", None));
    assert_eq!(scan.app.as_ref().unwrap().value, "github-actions");
    assert_eq!(scan.accepted_conclusions.len(), 2);
    assert_eq!(gate.approval_mode.value, ApprovalMode::SameDiff);
    assert_eq!(gate.trusted_bots.first().unwrap().value, "release-bot[bot]");
    assert!(gate.protecting("release/1").is_some() && gate.plan_on_forks.value);
    assert_eq!(read.lints.get("unknown-team").unwrap().level, LintLevel::Deny);
    assert_eq!(read.report.instance_keys, InstanceKeys::Hash);
}

#[test]
fn what_is_refused_and_where() {
    for (config, code, place) in [
        (json!([]), "wrong-type", "[]"),
        (json!({"version": 1}), "wrong-type", "1"),
        (json!({"version": "2"}), "value-not-allowed", "\"2\""),
        (json!({"gates": {}}), "unknown-key", "\"gates\""),
        (json!({"gate": null}), "wrong-type", "null"),
        (json!({"gate": {"plan_on_fork": true}}), "unknown-key", "\"plan_on_fork\""),
        (json!({"gate": {"plan_on_forks": "yes"}}), "wrong-type", "\"yes\""),
        (json!({"gate": {"approval_mode": "same_diff"}}), "value-not-allowed", "\"same_diff\""),
        (json!({"gate": {"accepted_conclusions": ["failure"]}}), "value-not-allowed", "\"failure\""),
        (json!({"gate": {"accepted_conclusions": "skipped"}}), "wrong-type", "\"skipped\""),
        (json!({"gate": {"required_checks": [""]}}), "value-not-allowed", "\"\""),
        (json!({"gate": {"required_checks": [{"app": "x"}]}}), "missing-key", "{\"app\":\"x\",}"),
        (json!({"gate": {"required_checks": [{"name": "x", "app": ""}]}}), "value-not-allowed", "\"\""),
        (json!({"gate": {"required_checks": [{"name": "x", "apps": "y"}]}}), "unknown-key", "\"apps\""),
        (json!({"gate": {"required_checks": [1]}}), "wrong-type", "1"),
        (json!({"gate": {"trusted_bots": ["a b"]}}), "value-not-allowed", "\"a b\""),
        (json!({"gate": {"trusted_bots": ["аdmin"]}}), "value-not-allowed", "\"аdmin\""),
        (json!({"gate": {"protected_branches": ["a b"]}}), "value-not-allowed", "\"a b\""),
        (json!({"lints": {"Unknown_Team": "deny"}}), "not-a-lint-code", "\"Unknown_Team\""),
        (json!({"lints": {"unknown-team": "error"}}), "value-not-allowed", "\"error\""),
        (json!({"lints": []}), "wrong-type", "[]"),
        (json!({"report": {"instance_keys": null}}), "wrong-type", "null"),
        (json!({"report": {"keys": "mask"}}), "unknown-key", "\"keys\""),
    ] {
        let (text, root) = written(&config);
        let said = WhomayConfig::from_node(&root).unwrap_err();
        let places: Vec<_> =
            said.iter().map(|one| (one.code, text.get(one.labels.first().unwrap().span.range()).unwrap())).collect();
        assert_eq!(places, [(code, place)], "{config}");
        assert!(!fits_schema(&config), "{config}");
        assert_eq!(GateOptions::from_node(&root).unwrap_err(), said, "a file with a mistake is not half trusted");
    }
}

#[test]
fn all_mistakes_are_told_in_the_order_of_the_text() {
    let said = read(&json!({"gate": {"a": 1, "trusted_bots": [1, ""]}, "report": 1})).unwrap_err();
    assert_eq!(
        said.iter().map(|one| one.code).collect::<Vec<_>>(),
        ["unknown-key", "wrong-type", "value-not-allowed", "wrong-type"]
    );
    assert!(said.is_sorted_by_key(|one| one.labels.first().unwrap().span.start));
}

#[test]
fn a_slip_of_the_pen_is_recognised() {
    let said = read(&json!({"gate": {"approval_mode": "exakt", "plan_on_fork": true}})).unwrap_err();
    let helps: Vec<_> = said.iter().map(|one| one.help.as_deref().unwrap_or("")).collect();
    assert_eq!(helps, ["Did you mean `exact`?", "Did you mean `plan_on_forks`?"]);
}

#[test]
fn a_file_for_a_newer_tool_is_not_read_at_all() {
    let own: Vec<u32> = env!("CARGO_PKG_VERSION").split('.').map(|part| part.parse().unwrap()).collect();
    let [major, minor, patch] = own.as_slice() else { unreachable!("versions have three parts") };
    for version in [format!("{major}.{minor}.{patch}"), "0.0.1".to_owned(), "0.0.99".to_owned()] {
        assert_eq!(read(&json!({"min_version": version})), Ok(WhomayConfig::default()), "{version}");
    }
    // The number after 9 is 10, also in text.
    let newer =
        [format!("{major}.{minor}.{}", patch + 10), format!("{major}.{}.0", minor + 1), "999999999.0.0".to_owned()];
    for version in newer {
        let problems = read(&json!({"min_version": version, "a key of that version": true})).unwrap_err();
        let codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["newer-tool-needed"], "{version}");
    }
    for nonsense in [
        json!("1"),
        json!("1.2"),
        json!("1.2.3.4"),
        json!("v1.2.3"),
        json!("1.2.-3"),
        json!("1.+2.3"),
        json!(""),
        json!("99999999999.0.0"),
    ] {
        assert!(read(&json!({"min_version": nonsense.clone()})).is_err(), "{nonsense}");
        assert!(!fits_schema(&json!({"min_version": nonsense.clone()})), "{nonsense}");
    }
}

/// Documents that are often nearly right.
fn nearly() -> impl Strategy<Value = Json> {
    let word = prop::sample::select(vec![
        "version",
        "min_version",
        "0.0.1",
        "gate",
        "lints",
        "report",
        "name",
        "app",
        "1",
        "exact",
        "same-diff",
        "neutral",
        "skipped",
        "mask",
        "deny",
        "main",
        "accepted_conclusions",
        "required_checks",
        "approval_mode",
        "trusted_bots",
        "protected_branches",
        "plan_on_forks",
        "instance_keys",
        "a b",
        "x[bot]",
        "a-b",
        "",
    ]);
    let leaf = prop_oneof![
        6 => word.clone().prop_map(Json::from),
        1 => any::<bool>().prop_map(Json::from),
        1 => any::<i32>().prop_map(Json::from),
        1 => "\\PC{0,3}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 32, 5, move |inner| {
        let map = prop::collection::btree_map(word.clone().prop_map(str::to_owned), inner.clone(), 0..5);
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Json::Array),
            map.prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn the_reader_and_the_schema_accept_the_same(inner in nearly(), key in prop::sample::select(GATE_KEYS.as_slice())) {
        for config in [inner.clone(), json!({"gate": inner.clone()}), json!({"gate": {key: inner.clone()}}), json!({"gate": {key: [inner.clone()]}}), json!({"lints": inner})] {
            let (text, root) = written(&config);
            let read = WhomayConfig::from_node(&root);
            prop_assert_eq!(read.is_ok(), fits_schema(&config), "{}", config);
            for label in read.err().unwrap_or_default().iter().flat_map(|one| &one.labels) {
                prop_assert!(text.get(label.span.range()).is_some());
            }
        }
    }
}
