//! What the schema accepts, what it refuses, and where it says so. What else it owes to editors, to the reader and
//! to the server is in `tests/config_schema.rs`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::config::node::{Entry, Number, Value};
use crate::source::{SourceId, Span};

/// A value as a tree whose places are real: those in its JSON text, which is returned with it.
pub(in crate::config) fn written(value: &Json) -> (String, Node) {
    let mut text = String::new();
    let node = write(value, &mut text);
    (text, node)
}

fn write(value: &Json, text: &mut String) -> Node {
    let start = text.len();
    let value = match value {
        Json::Array(items) => {
            text.push('[');
            let items = items.iter().map(|item| {
                let node = write(item, text);
                text.push(',');
                node
            });
            let items = items.collect();
            text.push(']');
            Value::Sequence(items)
        }
        Json::Object(entries) => {
            text.push('{');
            let entries = entries.iter().map(|(key, value)| write_entry(key, value, text)).collect();
            text.push('}');
            Value::Mapping(entries)
        }
        scalar => {
            text.push_str(&scalar.to_string());
            scalar_value(scalar)
        }
    };
    Node { span: Span::new(SourceId::default(), start, text.len()), value }
}

fn write_entry(key: &str, value: &Json, text: &mut String) -> Entry {
    let start = text.len();
    text.push_str(&Json::from(key).to_string());
    let key_span = Span::new(SourceId::default(), start, text.len());
    text.push(':');
    let value = write(value, text);
    text.push(',');
    Entry { key: key.to_owned(), key_span, value, merged_at: None }
}

fn scalar_value(value: &Json) -> Value {
    match value {
        Json::Bool(value) => Value::Bool(*value),
        Json::String(text) => Value::String(text.clone()),
        Json::Number(number) => Value::Number(match (number.as_i64(), number.as_u64()) {
            (Some(signed), _) => Number::Signed(signed),
            (None, Some(unsigned)) => Number::Unsigned(unsigned),
            (None, None) => Number::Float(number.as_f64().unwrap()),
        }),
        _ => Value::Null,
    }
}

/// The text at the first place of each diagnostic, with its code.
fn said(value: &Json) -> Vec<(&'static str, String)> {
    let (text, root) = written(value);
    check(&root)
        .iter()
        .map(|one| (one.code, text.get(one.labels.first().unwrap().span.range()).unwrap().to_owned()))
        .collect()
}

/// The one thing said about `value`.
fn only(value: &Json) -> Diagnostic {
    let mut said = check(&written(value).1);
    assert_eq!(said.len(), 1, "{value}: {said:#?}");
    said.remove(0)
}

fn step(step: Json) -> Json {
    json!({"workflows": [{"tag_query": "", "plan": [step]}]})
}

fn hook(step: Json) -> Json {
    json!({"hooks": {"all": {"pre": [step]}}})
}

fn plans(plans: Json) -> Json {
    json!({"storage": {"plans": plans}})
}

fn approved(approved: Json) -> Json {
    json!({"apply_requirements": {"checks": {"approved": approved}}})
}

#[test]
fn the_schemas_are_schemas() {
    for text in [terrateam_config().unwrap().as_str(), WHOMAY_CONFIG] {
        let schema: Json = serde_json::from_str(text).unwrap();
        assert!(jsonschema::draft7::meta::is_valid(&schema));
        assert!(Compiled::new(schema.clone()).is_some());
        let mut reached = BTreeSet::new();
        let mut roots = schema.clone();
        roots.as_object_mut().unwrap().remove("definitions");
        reach(&roots, &schema, &mut reached);
        let defined: BTreeSet<String> =
            schema.get("definitions").unwrap().as_object().unwrap().keys().cloned().collect();
        assert_eq!(reached, defined, "every definition is used and every reference leads somewhere");
    }
}

#[test]
fn every_root_key_is_somebodys() {
    let schema: Json = serde_json::from_str(&terrateam_config().unwrap()).unwrap();
    let described: BTreeSet<&str> =
        schema.get("properties").unwrap().as_object().unwrap().keys().map(String::as_str).collect();
    let read: BTreeSet<&str> = TYPED_KEYS.into_iter().chain(UNTYPED_KEYS).collect();
    assert_eq!(described, read);
    assert_eq!(read.len(), TYPED_KEYS.len() + UNTYPED_KEYS.len(), "no key is in both lists");
}

fn accepted() -> Vec<Json> {
    vec![
        json!({}),
        json!({"version": "1", "enabled": false, "definitions": {"any": [1, null]}, "checkout_strategy": "checkout"}),
        json!({"access_control": null, "apply_requirements": null, "dirs": null, "drift": null, "engine": null}),
        json!({"access_control": {"policies": null, "files": {"a": []}, "unlock": null}}),
        json!({"access_control": {"policies": [{"tag_query": "", "plan": null}]}}),
        json!({"automerge": {"merge_strategy": "squash", "delete_branch": true}}),
        json!({"batch_runs": {"enabled": true, "max_workspaces_per_batch": 0}, "parallel_runs": -4}),
        json!({"config_builder": {"script": null}, "tree_builder": {"enabled": true, "script": "x"}}),
        json!({"cost_estimation": {"currency": "EUR", "provider": "infracost"}, "default_tf_version": null}),
        json!({"destination_branches": ["main", {"branch": "dev", "source_branches": null}]}),
        json!({"dirs": {"": {}, "a/b": {"tags": null, "workspaces": {"w": {"when_modified": {"autoplan": null}}}}}}),
        json!({"dirs": {"x": {"lock_branch_target": "dest_branch", "stacks": {"s": {}}, "create_if_missing": true}}}),
        json!({"drift": {"schedule": "daily", "tag_query": null}}),
        json!({"drift": {"schedules": {"n": {"schedule": "hourly", "tag_query": "", "window": null}}}}),
        json!({"drift": {"schedules": {"n": {"schedule": "hourly", "tag_query": "", "window": {"start": "1", "end": "2"}}}}}),
        json!({"engine": {"name": "tofu", "version": "1.9", "outputs": {"collect": null}}}),
        json!({"engine": {"name": "fly", "config_file": "x"}}),
        json!({"engine": {"name": "custom", "plan": ["a"], "unsafe_apply": null}}),
        json!({"engine": {"name": "something-new", "plan": ["a"], "key": "b"}}),
        json!({"engine": {"name": "terragrunt", "tf_cmd": "tofu", "tf_version": "1"}}),
        json!({"hooks": {"all": null, "plan": {"pre": null, "post": []}}}),
        json!({"indexer": {"enabled": true, "build_tag": null}, "integrations": {"resourcely": {"enabled": true}}}),
        json!({"lock_policy": "none", "notifications": {"policies": [{"tag_query": "", "comment_strategy": "delete"}]}}),
        json!({"notifications": {"summary": {"enabled": null, "mode": "header"}}}),
        json!({"stacks": {"names": {"a": {"tag_query": ""}, "b": {"stacks": ["a"], "rules": {"auto_apply": null}}}}}),
        json!({"tags": {"branch": {"t": "x"}, "dest_branch": null}}),
        json!({"when_modified": {"depends_on": "dir:a", "file_patterns": []}}),
        json!({"when_modified": {"depends_on": {"tag_query": "dir:a", "prune_on_no_change": true}}}),
        json!({"workflows": [{"tag_query": "", "plan": null, "runs_on": {"any": ["thing"]}, "terragrunt": true, "cdktf": false}]}),
        json!({"workflows": [{"tag_query": "", "environment": "prod", "lock_policy": null, "terraform_version": "1"}]}),
        plans(json!(null)),
        plans(json!({"method": "terrateam"})),
        plans(json!({"method": "none", "unsafe_apply_without_plan": true})),
        plans(json!({"method": "cmd", "store": ["a"], "fetch": [], "delete": null})),
        plans(json!({"method": "s3", "bucket": "b", "region": "r", "path": null})),
        step(json!({"type": "init", "env": {"A": "b"}, "extra_args": null})),
        step(json!({"type": "plan", "mode": "fast-and-loose"})),
        step(json!({"type": "apply", "retry": {"enabled": true, "tries": 2, "backoff": 2}})),
        step(json!({"type": "apply", "retry": {"backoff": 1.5, "initial_sleep": 1}})),
        step(json!({"type": "run", "cmd": ["x"], "on_error": [null, 1], "format": "markdown", "visible_on": "always"})),
        step(json!({"type": "run", "cmd": [], "format": {"type": "code", "lang": "diff"}, "run_on": null})),
        step(json!({"type": "env", "name": "A", "cmd": ["x"], "method": null})),
        step(json!({"type": "env", "name": "A", "cmd": ["x"], "method": "exec", "trim_trailing_newlines": false})),
        step(json!({"type": "env", "method": "source", "cmd": ["x"], "sensitive": true})),
        step(json!({"type": "oidc", "role_arn": "x"})),
        step(json!({"type": "oidc", "provider": "aws", "role_arn": "x", "duration": 60})),
        step(json!({"type": "oidc", "provider": "azure", "client_id": "x", "tenant_id": "y"})),
        step(json!({"type": "oidc", "provider": "gcp", "service_account": "x", "workload_identity_provider": "y"})),
        step(json!({"type": "conftest", "gate": {"token": "t", "any_of": ["*"], "any_of_count": 1}})),
        step(json!({"type": "checkov", "gate": {"all_of": null, "any_of_count": null}, "ignore_errors": true})),
        step(json!({"type": "checkov", "gate": {"all_of": ["bob"], "any_of": ["role:owner"]}})),
        step(json!({"type": "opa", "fail_on": "defined"})),
        step(json!({"type": "gates", "cmd": ["x"], "env": null})),
        step(json!({"type": "slack", "msg": "x", "run_on": "failure"})),
        hook(json!({"type": "drift_create_issue", "group_by": "dirspace"})),
        hook(json!({})),
        approved(json!({"count": 2})),
        approved(json!({"enabled": true, "any_of_count": -1})),
        json!({"apply_requirements": {"checks": [{"tag_query": "", "approved": {}, "apply_after_merge": null}]}}),
    ]
}

#[test]
fn what_is_accepted() {
    for config in accepted() {
        assert_eq!(said(&config), [], "{config}");
    }
}

#[test]
fn the_short_way_says_yes_to_what_is_valid_and_to_nothing_else() {
    let schema = parse(&terrateam_config().unwrap()).unwrap();
    let compiled = Compiled::new(schema.clone()).unwrap();
    let others = [
        json!(null),
        json!(true),
        json!(1),
        json!(-1),
        json!(2.0),
        json!(u64::MAX),
        json!("x"),
        json!("run"),
        json!([]),
        json!([1]),
        json!(["x"]),
        json!({}),
        json!({ "type": "plan" }),
        json!({ "enabled": true }),
    ];
    let (mut yes, mut no) = (0, 0);
    for config in accepted() {
        assert_eq!(acceptance::is_valid(&config, &schema, &schema), Some(true), "{config}");
        for place in places(&config) {
            for other in &others {
                let mut changed = config.clone();
                *changed.pointer_mut(&place).unwrap() = other.clone();
                let valid = compiled.validator.is_valid(&changed);
                let short = acceptance::is_valid(&changed, &schema, &schema);
                assert!(short.is_none_or(|short| short == valid), "{short:?}, and in truth {valid}: {changed}");
                yes += usize::from(short == Some(true));
                no += usize::from(short == Some(false));
            }
        }
    }
    assert!(yes > 300 && no > 1_000, "{yes} times yes, {no} times no");
}

/// The JSON pointers of every value.
fn places(value: &Json) -> Vec<String> {
    let below: Vec<(String, &Json)> = match value {
        Json::Array(items) => items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect(),
        Json::Object(entries) => {
            entries.iter().map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value)).collect()
        }
        _ => Vec::new(),
    };
    let below =
        below.into_iter().flat_map(|(key, value)| places(value).into_iter().map(move |rest| format!("/{key}{rest}")));
    std::iter::once(String::new()).chain(below).collect()
}

#[test]
fn what_is_refused_and_where() {
    let long = 4_611_686_018_427_387_904_u64;
    for (config, code, place) in [
        (json!(null), "wrong-type", "null"),
        (json!([]), "wrong-type", "[]"),
        (json!({"verison": "1"}), "unknown-key", "\"verison\""),
        (json!({"version": 1}), "value-not-allowed", "1"),
        (json!({"enabled": null}), "wrong-type", "\"enabled\""),
        (json!({"enabled": "yes"}), "wrong-type", "\"yes\""),
        (json!({"parallel_runs": 2.0}), "wrong-type", "2.0"),
        (json!({"parallel_runs": 2.5}), "wrong-type", "2.5"),
        (json!({"parallel_runs": long}), "number-out-of-range", "4611686018427387904"),
        (json!({"parallel_runs": "3"}), "wrong-type", "\"3\""),
        (json!({"access_control": {"files": {"a": null}}}), "wrong-type", "\"a\""),
        (json!({"access_control": {"policies": [null]}}), "wrong-type", "null"),
        (json!({"access_control": {"policies": [{}]}}), "missing-key", "{}"),
        (json!({"automerge": {"merge_strategy": "squsah"}}), "value-not-allowed", "\"squsah\""),
        (json!({"automerge": {"enabled": "yes"}}), "wrong-type", "\"yes\""),
        (json!({"batch_runs": {"max": 1}}), "unknown-key", "\"max\""),
        (json!({"checkout_strategy": null}), "value-not-allowed", "\"checkout_strategy\""),
        (json!({"config_builder": {"script": ["a"]}}), "wrong-type", "[\"a\",]"),
        (json!({"cost_estimation": {"provider": "x"}}), "value-not-allowed", "\"x\""),
        (json!({"create_and_select_workspace": null}), "wrong-type", "\"create_and_select_workspace\""),
        (json!({"default_tf_version": 1.5}), "wrong-type", "1.5"),
        (json!({"destination_branches": [{"branches": "x", "branch": "y"}]}), "unknown-key", "\"branches\""),
        (json!({"destination_branches": [1]}), "wrong-type", "1"),
        (json!({"dirs": {"a": null}}), "wrong-type", "\"a\""),
        (json!({"dirs": {"": {"x": 1}}}), "unknown-key", "\"x\""),
        (json!({"dirs": {"007": {"tags": "x"}}}), "wrong-type", "\"x\""),
        (json!({"dirs": {"a~1/b": {"tags": "x"}}}), "wrong-type", "\"x\""),
        (json!({"dirs": {"a": {"workspaces": {"w": null}}}}), "wrong-type", "\"w\""),
        (json!({"drift": {"schedule": "yearly"}}), "value-not-allowed", "\"yearly\""),
        (json!({"drift": {"enabled": true}}), "missing-key", "\"drift\""),
        (json!({"drift": {"schedules": {"n": {"schedule": "hourly"}}}}), "missing-key", "\"n\""),
        (json!({"engine": {"name": "tofu", "version": 1.5}}), "wrong-type", "1.5"),
        (json!({"engine": {"name": "fly", "config_file": 1}}), "wrong-type", "1"),
        (json!({"engine": "tofu"}), "wrong-type", "\"tofu\""),
        (json!({"hooks": {"all": {"pre": {"type": "run"}}}}), "wrong-type", "{\"type\":\"run\",}"),
        (json!({"hooks": {"pre": []}}), "unknown-key", "\"pre\""),
        (json!({"indexer": []}), "wrong-type", "[]"),
        (json!({"integrations": {"resourcely": {}}}), "missing-key", "\"resourcely\""),
        (json!({"lock_policy": null}), "value-not-allowed", "\"lock_policy\""),
        (
            json!({"notifications": {"policies": [{"comment_strategy": "append"}]}}),
            "missing-key",
            "{\"comment_strategy\":\"append\",}",
        ),
        (json!({"notifications": {"summary": {"mode": "footer"}}}), "value-not-allowed", "\"footer\""),
        (json!({"stacks": {"names": {"a": {}}}}), "missing-key", "\"a\""),
        (json!({"stacks": {"names": {"a": {"stacks": "b"}}}}), "wrong-type", "\"b\""),
        (json!({"tags": {"branch": {"t": ["x"]}}}), "wrong-type", "[\"x\",]"),
        (json!({"when_modified": {"file_patterns": null}}), "wrong-type", "\"file_patterns\""),
        (json!({"when_modified": {"depends_on": 1}}), "wrong-type", "1"),
        (json!({"when_modified": {"depends_on": {"tag": "x", "tag_query": ""}}}), "unknown-key", "\"tag\""),
        (json!({"workflows": {"tag_query": ""}}), "wrong-type", "{\"tag_query\":\"\",}"),
        (json!({"workflows": [{"plan": []}]}), "missing-key", "{\"plan\":[],}"),
        (plans(json!({"method": "s4"})), "value-not-allowed", "\"s4\""),
        (plans(json!({"method": "s3", "region": "r"})), "missing-key", "\"plans\""),
        (plans(json!({"bucket": "b", "region": "r"})), "missing-key", "\"plans\""),
        (plans(json!({"method": "terrateam", "path": "x"})), "unknown-key", "\"path\""),
        (step(json!("init")), "wrong-type", "\"init\""),
        (step(json!({"type": "inti"})), "value-not-allowed", "\"inti\""),
        (step(json!({"cmd": ["x"]})), "missing-key", "{\"cmd\":[\"x\",],}"),
        (step(json!({})), "missing-key", "{}"),
        (step(json!({"type": "drift_create_issue"})), "value-not-allowed", "\"drift_create_issue\""),
        (step(json!({"type": "run", "cmd": "x"})), "wrong-type", "\"x\""),
        (step(json!({"type": "run", "cmd": ["x"], "run_on": "never"})), "value-not-allowed", "\"never\""),
        (step(json!({"type": "run", "cmd": ["x"], "env": {"A": 1}})), "wrong-type", "1"),
        (step(json!({"type": "run", "cmd": ["x"], "format": "html"})), "value-not-allowed", "\"html\""),
        (step(json!({"type": "run", "cmd": ["x"], "format": {"type": "code"}})), "missing-key", "\"format\""),
        (step(json!({"type": "env", "method": "exce", "name": "a", "cmd": []})), "value-not-allowed", "\"exce\""),
        (step(json!({"type": "env", "method": "source", "name": "a", "cmd": []})), "unknown-key", "\"name\""),
        (step(json!({"type": "env", "cmd": ["x"]})), "missing-key", "{\"cmd\":[\"x\",],\"type\":\"env\",}"),
        (step(json!({"type": "oidc", "provider": "gpc", "role_arn": "x"})), "value-not-allowed", "\"gpc\""),
        (step(json!({"type": "oidc", "role_arn": 1})), "wrong-type", "1"),
        (step(json!({"type": "apply", "retry": {"tries": "x"}})), "wrong-type", "\"x\""),
        (step(json!({"type": "opa", "gate": {"any_of_count": 1.0}})), "wrong-type", "1.0"),
        (hook(json!({"type": "init"})), "value-not-allowed", "\"init\""),
        (hook(json!({"type": "drift_create_issue", "group_by": null})), "value-not-allowed", "\"group_by\""),
        (approved(json!({})), "ambiguous-form", "\"approved\""),
        (approved(json!({"enabled": true})), "ambiguous-form", "\"approved\""),
        (approved(json!(true)), "wrong-type", "true"),
        (approved(json!({"count": 2.0})), "wrong-type", "2.0"),
        (json!({"apply_requirements": {"checks": true}}), "wrong-type", "true"),
        (
            json!({"apply_requirements": {"checks": [{"tag_query": "", "approved": {"count": 2}}]}}),
            "unknown-key",
            "\"count\"",
        ),
    ] {
        assert_eq!(said(&config), [(code, place.to_owned())], "{config}");
    }
}

#[test]
fn messages_say_what_to_write() {
    for (config, message, help) in [
        (json!({"workflow": []}), "unknown key `workflow`", "Did you mean `workflows`?"),
        (
            json!({"dirs": {"a/b": {"when-modified": {}}}}),
            "unknown key `when-modified` in `dirs.\"a/b\"`",
            "Did you mean `when_modified`?",
        ),
        (
            json!({"hooks": {"automerge": {}}}),
            "unknown key `automerge` in `hooks`",
            "`automerge` belongs at the top level: check the indentation.",
        ),
        (
            json!({"batch_runs": {"zz": 1}}),
            "unknown key `zz` in `batch_runs`",
            "Known keys here: `enabled`, `max_workspaces_per_batch`.",
        ),
        (
            json!({"enabled": "yes"}),
            "`enabled` must be a boolean, not a string",
            "Only `true` and `false`, without quotes, are booleans; `yes`, `no`, `on` and `off` are strings.",
        ),
        (
            json!({"parallel_runs": 2.0}),
            "`parallel_runs` must be a whole number",
            "Write it without a point and an exponent.",
        ),
        (json!({"version": 1}), "`version` must be `1`", "Put it in quotes."),
        (
            json!({"automerge": {"merge_strategy": "sqash"}}),
            "`automerge.merge_strategy` must be one of `auto`, `merge`, `rebase`, `squash`",
            "Did you mean `squash`?",
        ),
        (
            step(json!({"type": "inti"})),
            "`workflows[0].plan[0].type` must be one of `apply`, `checkov`, `conftest`, `env`, `gates`, `init`, `oidc`, `opa`, `plan`, `run`, `slack`",
            "Did you mean `init`?",
        ),
        (
            step(json!({"cmd": []})),
            "`workflows[0].plan[0]` has no `type`",
            "Write one of `apply`, `checkov`, `conftest`, `env`, `gates`, `init`, `oidc`, `opa`, `plan`, `run`, `slack`.",
        ),
        (
            step(json!({"type": "env", "method": "x", "cmd": []})),
            "`workflows[0].plan[0].method` must be one of `exec`, `source`",
            "",
        ),
        (
            step(json!({"type": "run", "cmd": "x"})),
            "`workflows[0].plan[0].cmd` must be a list, not a string",
            "Put it in brackets: `[…]`.",
        ),
        (
            step(json!(null)),
            "`workflows[0].plan[0]` is empty and must be a mapping",
            "Write `{}` for the defaults, or leave it out.",
        ),
        (plans(json!({})), "`storage.plans` has no `method`", "Write one of `cmd`, `none`, `s3`, `terrateam`."),
        (
            json!({"destination_branches": [1]}),
            "`destination_branches[0]` must be a string or a mapping, not a number",
            "Put it in quotes.",
        ),
        (
            approved(json!({"enabled": true})),
            "`apply_requirements.checks.approved` can be read in two ways, and the server refuses that",
            "Add `count: 1` for a number of approvals by anyone, or `any_of_count: 1` for approvals by given people.",
        ),
    ] {
        let said = only(&config);
        assert_eq!((said.message.as_str(), said.help.as_deref().unwrap_or("")), (message, help));
    }
}

#[test]
fn all_mistakes_are_told_in_the_order_of_the_text() {
    let config = json!({
        "automerge": {"a": 1, "b": 2},
        "parallel_runs": true,
        "workflows": [{"plan": [{"type": "run", "cmd": 1, "zz": 2}], "tag_query": null}],
    });
    let places: Vec<String> = said(&config).into_iter().map(|(_, place)| place).collect();
    assert_eq!(places, ["\"a\"", "\"b\"", "true", "1", "\"zz\"", "\"tag_query\""]);
}

#[test]
fn values_are_never_repeated() {
    let secret = "hunter2hunter2";
    for config in [
        json!({"enabled": secret}),
        json!({"automerge": {"merge_strategy": secret}}),
        json!({"automerge": secret}),
        step(json!({"type": secret})),
        step(json!({"type": "run", "cmd": secret, "env": {"A": [secret]}})),
        plans(json!({"method": "s3", "secret_access_key": [secret]})),
        plans(json!(secret)),
    ] {
        let said = check(&written(&config).1);
        assert!(!said.is_empty(), "{config}");
        assert!(!format!("{said:?}").contains(secret), "{said:?}");
    }
}

#[test]
fn a_strange_key_is_shown_short_and_on_one_line() {
    let message = only(&json!({ format!("a\u{1b}\n{}", "x".repeat(10_000)): 1 })).message;
    assert!(message.starts_with("unknown key `\"a\\u{1b}\\nxxx") && message.chars().count() < 80, "{message}");
}

#[test]
fn what_a_merge_key_brought_in_is_traced_to_it() {
    let (_, mut root) = written(&json!({"automerge": {"zz": 1}}));
    let merged = Span::new(SourceId::default(), 3, 5);
    let Value::Mapping(entries) = &mut root.value else { panic!("a mapping was written") };
    let Value::Mapping(inner) = &mut entries.first_mut().unwrap().value.value else { panic!("a mapping was written") };
    inner.first_mut().unwrap().merged_at = Some(merged);
    let said = check(&root);
    let labels = &said.first().unwrap().labels;
    assert_eq!(labels.get(1).unwrap().span, merged);
}

#[test]
fn the_untyped_check_leaves_the_typed_sections_alone() {
    let mistakes_everywhere = |key: &str| json!({ key: {"zz": [1]} });
    for key in TYPED_KEYS {
        assert!(!check(&written(&mistakes_everywhere(key)).1).is_empty(), "{key}");
        assert_eq!(check_untyped(&written(&mistakes_everywhere(key)).1), [], "{key}");
    }
    for key in UNTYPED_KEYS {
        let root = written(&mistakes_everywhere(key)).1;
        assert_eq!(check_untyped(&root), check(&root), "{key}");
        assert_eq!(check(&root).is_empty(), matches!(key, "definitions"), "{key}");
    }
    for typed_readers_business in [json!(null), json!("x"), json!([]), json!({"unknown": 1})] {
        assert_eq!(check_untyped(&written(&typed_readers_business).1), []);
    }
}

#[test]
fn suggestions_are_for_slips_of_the_pen() {
    let known = ["file_patterns", "autoplan", "autoapply", "depends_on"];
    for (word, meant) in [
        ("file_pattern", Some("file_patterns")),
        ("filePatterns", Some("file_patterns")),
        ("file-patterns", Some("file_patterns")),
        ("autoplna", Some("autoplan")),
        ("dependson", Some("depends_on")),
        ("zebra", None),
        ("", None),
    ] {
        assert_eq!(nearest(word, &known), meant, "{word}");
    }
    assert_eq!(nearest(&"a".repeat(1_000_000), &known), None);
}

/// JSON made of words that the schema knows, so that it gets deep into it.
fn plausible() -> impl Strategy<Value = Json> {
    let words: Vec<String> = {
        let schema: Json = serde_json::from_str(&terrateam_config().unwrap()).unwrap();
        let mut words = BTreeSet::new();
        collect_words(&schema, &mut words);
        words.into_iter().collect()
    };
    let word = prop::sample::select(words);
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        ".{0,6}".prop_map(Json::from),
        word.clone().prop_map(Json::from),
    ];
    leaf.prop_recursive(6, 48, 6, move |inner| {
        let key = prop_oneof![4 => word.clone(), 1 => ".{0,4}"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            prop::collection::btree_map(key, inner, 0..6).prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

fn collect_words(schema: &Json, words: &mut BTreeSet<String>) {
    match schema {
        Json::Object(map) => {
            for (key, value) in map {
                if key == "properties" {
                    words.extend(value.as_object().unwrap().keys().cloned());
                }
                if key == "const" || key == "enum" {
                    words.extend(
                        value
                            .as_array()
                            .into_iter()
                            .flatten()
                            .chain([value])
                            .filter_map(Json::as_str)
                            .map(str::to_owned),
                    );
                }
                collect_words(value, words);
            }
        }
        Json::Array(items) => items.iter().for_each(|item| collect_words(item, words)),
        _ => {}
    }
}

proptest! {
    // Every case compiles parts of the schema.
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nothing_panics_and_every_place_is_in_the_document(inner in plausible(), section in prop::sample::select(UNTYPED_KEYS.as_slice())) {
        for config in [inner.clone(), json!({ section: inner.clone() }), step(inner.clone()), hook(inner.clone()), approved(inner.clone())] {
            let (text, root) = written(&config);
            for said in check(&root).iter().chain(&check_untyped(&root)) {
                prop_assert!(!said.labels.is_empty() && !said.message.is_empty());
                for label in &said.labels {
                    prop_assert!(text.get(label.span.range()).is_some_and(|text| !text.is_empty()));
                }
            }
        }
    }

    #[test]
    fn the_two_checks_agree_where_they_overlap(inner in plausible(), section in prop::sample::select(UNTYPED_KEYS.as_slice())) {
        for config in [json!({ section: inner.clone() }), step(inner.clone()), hook(inner.clone())] {
            let (_, root) = written(&config);
            prop_assert_eq!(check(&root), check_untyped(&root), "{}", config);
        }
    }

    #[test]
    fn what_is_refused_is_explained(inner in plausible()) {
        static WHOLE: LazyLock<Compiled> = LazyLock::new(|| Compiled::new(parse(&terrateam_config().unwrap()).unwrap()).unwrap());
        for config in [inner.clone(), step(inner.clone()), hook(inner.clone()), approved(inner)] {
            prop_assert_eq!(check(&written(&config).1).is_empty(), WHOLE.validator.is_valid(&config), "{}", config);
        }
    }
}

/// What a schema says to people and to editors.
const PROSE: [&str; 5] = ["$schema", "title", "description", "default", "examples"];

/// `part` of a schema without its prose. The keys of `named` are names and not keywords.
fn without_prose(part: &Json, named: bool) -> Json {
    match part {
        Json::Object(entries) => {
            let kept = entries.iter().filter(|(key, _)| named || !PROSE.contains(&key.as_str()));
            let names = |key: &str| !named && matches!(key, "properties" | "definitions");
            Json::Object(kept.map(|(key, value)| (key.clone(), without_prose(value, names(key)))).collect())
        }
        Json::Array(items) => items.iter().map(|item| without_prose(item, false)).collect(),
        other => other.clone(),
    }
}

/// One line for each name at the top, so that a change of the file can be read.
fn in_lines(schema: &Json) -> String {
    let lines = |entries: &Map<String, Json>| {
        let lines: Vec<String> = entries.iter().map(|(key, value)| format!("{}:{value}", json!(key))).collect();
        format!("{{\n{}\n}}", lines.join(",\n"))
    };
    let top = schema.as_object().unwrap().iter().map(|(key, value)| match key.as_str() {
        "properties" | "definitions" => format!("{}:{}", json!(key), lines(value.as_object().unwrap())),
        _ => format!("{}:{value}", json!(key)),
    });
    format!("{{{}}}\n", top.collect::<Vec<_>>().join(","))
}

#[test]
#[expect(clippy::disallowed_methods, reason = "writes the compact schema anew where it is asked to")]
fn the_compact_schema_is_the_schema_without_its_prose() {
    let sections = UNTYPED_KEYS.iter().filter(|key| **key != DEFINITIONS).map(|key| ((*key).to_owned(), Json::Null));
    let compact =
        without_prose(&only_sections(parse(&terrateam_config().unwrap()).unwrap(), &sections.collect()), false);
    assert_eq!(serde_json::from_str::<Json>(&in_lines(&compact)).unwrap(), compact);
    if std::env::var_os("WHOMAY_UPDATE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/config/schema/terrateam-config.compact.json");
        std::fs::write(path, in_lines(&compact)).unwrap();
    } else {
        assert!(in_lines(&compact) == COMPACT, "renew it: WHOMAY_UPDATE=1 cargo test --lib the_compact_schema");
    }
}
