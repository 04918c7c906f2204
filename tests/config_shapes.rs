//! Which configurations are taken and which are refused, by three accounts: the reader's, the schema's
//! and, for configurations that were observed, the server's.

#![cfg(feature = "config")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use whomay::config::node::{Entry, Node, Number, Value};
use whomay::config::{Config, Validated, schema};
use whomay::diagnostic::Diagnostic;
use whomay::source::{SourceMap, Span};

const VECTORS: &str = include_str!("conformance/repo_config.jsonl");

/// What these vectors observe is mostly what a configuration means for a tree of files; here only that
/// the configuration itself is taken or refused. An error of any other kind is about the tree.
#[test]
fn every_configuration_of_the_layout_vectors_is_taken_or_refused_alike() {
    const OF_THE_CONFIGURATION: [&str; 5] = [
        "repo_config_schema_err",
        "pattern_parse_err",
        "depends_on_err",
        "stack_config_tag_query_err",
        "exception:invalid_depends_on",
    ];
    let (mut taken, mut refused) = (0, 0);
    for line in include_str!("conformance/change_match.jsonl").lines() {
        let vector: Json = serde_json::from_str(line).unwrap();
        let read = read(&vector["input"]["config"]);
        match vector.pointer("/expected/error").and_then(Json::as_str) {
            Some(error) if OF_THE_CONFIGURATION.contains(&error) => {
                assert!(read.is_err(), "{}", vector["id"]);
                refused += 1;
            }
            _ => {
                assert!(read.is_ok(), "{}: {read:?}", vector["id"]);
                taken += 1;
            }
        }
    }
    assert_eq!((taken, refused), (698, 8));
}

fn read(json: &Json) -> Result<Validated, Vec<Diagnostic>> {
    Config::from_node(&node(json), &SourceMap::new())
}

/// A configuration with every key that the reader looks at, then all observed ones.
fn configurations() -> Vec<Json> {
    let list = json!(["user:a", "*"]);
    let when_modified = json!({
        "autoapply": true, "autoplan": true, "autoplan_draft_pr": true, "file_patterns": ["*.tf"],
        "depends_on": { "tag_query": "a", "prune_on_no_change": true },
    });
    let workspaces = json!({ "w": { "tags": ["t"], "when_modified": when_modified } });
    let rules = json!({ "apply_after": ["t"], "plan_after": ["t"], "modified_by": ["t"], "auto_apply": true });
    let approved = json!({ "enabled": true, "all_of": list, "any_of": list, "any_of_count": 1, "require_completed_reviews": true });
    let mut all = vec![
        json!({
            "version": "1",
            "enabled": true,
            "access_control": {
                "enabled": true, "apply_require_all_dirspace_access": true, "plan_require_all_dirspace_access": true,
                "ci_config_update": list, "terrateam_config_update": list, "unlock": list, "files": { "f": list },
                "policies": [{
                    "tag_query": "a", "plan": list, "apply": list, "apply_autoapprove": list, "apply_force": list,
                    "apply_with_superapproval": list, "superapproval": list,
                }],
            },
            "apply_requirements": {
                "create_pending_apply_check": true, "create_completed_apply_check_on_noop": true,
                "checks": [{
                    "tag_query": "a", "approved": approved, "apply_after_merge": { "enabled": true },
                    "merge_conflicts": { "enabled": true }, "require_ready_for_review_pr": true,
                    "status_checks": { "enabled": true, "ignore_matching": ["x"] },
                }],
            },
            "when_modified": when_modified,
            "dirs": { "d": {
                "tags": ["t"], "create_and_select_workspace": true, "create_if_missing": true, "lock_branch_target": "all",
                "when_modified": when_modified, "workspaces": workspaces, "stacks": workspaces,
            } },
            "tags": { "branch": { "b": "x" }, "dest_branch": { "b": "x" } },
            "stacks": { "names": {
                "s": { "tag_query": "a", "rules": rules, "variables": { "v": "x" } },
                "t": { "stacks": ["s"], "rules": rules, "variables": { "v": "x" } },
            } },
            "destination_branches": ["a", { "branch": "b", "source_branches": ["c"] }],
            "default_branch_overrides": ["dirs"],
            "config_builder": { "enabled": true, "script": "x" },
            "tree_builder": { "enabled": true, "script": "x" },
            "indexer": { "enabled": true, "build_tag": "x" },
        }),
        json!({ "apply_requirements": { "checks": {
            "approved": approved, "merge_conflicts": { "enabled": true }, "status_checks": { "enabled": true },
        } } }),
        json!({ "apply_requirements": { "checks": { "approved": { "enabled": true, "count": 1 } } } }),
        json!({ "when_modified": { "depends_on": "a" } }),
    ];
    let lines = [VECTORS, include_str!("conformance/change_match.jsonl")].into_iter().flat_map(str::lines);
    all.extend(lines.map(|line| serde_json::from_str::<Json>(line).unwrap()["input"]["config"].take()));
    all
}

/// Every way into a document, as JSON pointers, the root first.
fn pointers(json: &Json, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match json {
        Json::Array(entries) => {
            entries.iter().enumerate().for_each(|(index, entry)| pointers(entry, &format!("{at}/{index}"), found));
        }
        Json::Object(members) => members.iter().for_each(|(key, value)| {
            pointers(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
        }),
        _ => {}
    }
}

/// A pointer without what users choose, so that each place of the format is looked at a few times and not
/// once for each directory.
fn place(pointer: &str) -> String {
    let mut chosen = false;
    let parts = pointer.split('/').map(|part| {
        let shown = if chosen || part.parse::<usize>().is_ok() { "*" } else { part };
        chosen = !chosen
            && matches!(part, "dirs" | "workspaces" | "names" | "files" | "branch" | "dest_branch" | "variables");
        shown
    });
    parts.collect::<Vec<_>>().join("/")
}

/// What may be written anywhere, rightly or wrongly.
fn anything() -> Vec<Json> {
    vec![
        json!(null),
        json!(true),
        json!("true"),
        json!(1),
        json!((1_i64 << 62) - 1),
        json!(1_i64 << 62),
        json!(-1),
        json!(u64::MAX),
        json!("x"),
        json!("*"),
        json!([]),
        json!([null]),
        json!(["user:a"]),
        json!([1]),
        json!({}),
        json!({ "enabled": true }),
        json!({ "enabled": null }),
        json!({ "count": 1 }),
        json!({ "tag_query": "a" }),
        json!({ "tag_query": null }),
        json!({ "stacks": [] }),
        json!({ "tag_query": "a", "stacks": ["b"] }),
        json!({ "branch": "a" }),
        json!({ "a": null }),
    ]
}

/// Two independent accounts of the format, the reader's and the schema's, over configurations that are
/// broken in every place in every way above. Left out is what only a parser of the text inside a scalar
/// can know.
#[test]
fn the_reader_and_the_schema_refuse_the_same_shapes() {
    let schema: Json = serde_json::from_str(schema::TERRATEAM_CONFIG).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let mut seen = BTreeMap::new();
    let mut counts = [0, 0];
    for config in configurations() {
        let mut all = Vec::new();
        pointers(&config, "", &mut all);
        for pointer in all {
            let times = seen.entry(place(&pointer)).or_insert(0);
            *times += 1;
            if *times > 3 {
                continue;
            }
            for broken in breakages(&config, &pointer) {
                let refused = refuses_the_shape(&broken);
                assert_eq!(refused.is_empty(), schema.is_valid(&broken), "at {pointer}: {broken}: {refused:?}");
                counts[usize::from(refused.is_empty())] += 1;
            }
        }
    }
    assert!(counts.iter().all(|count| *count > 1000), "refused and taken: {counts:?}");
}

/// The configuration with anything at the pointer, with a key too many there, and with one too few.
fn breakages(config: &Json, pointer: &str) -> Vec<Json> {
    let with = |change: &dyn Fn(&mut Json)| {
        let mut broken = config.clone();
        change(broken.pointer_mut(pointer).unwrap());
        broken
    };
    let mut all: Vec<_> = anything().iter().map(|value| with(&|at| *at = value.clone())).collect();
    if let Some(Json::Object(members)) = config.pointer(pointer) {
        all.extend(
            ["enabled", "count", "tag_query", "stacks", "tags", "zzz"].map(|key| with(&|at| at[key] = json!(["a"]))),
        );
        all.extend(members.keys().map(|key| with(&|at| drop(at.as_object_mut().unwrap().remove(key)))));
    }
    all
}

fn refuses_the_shape(config: &Json) -> Vec<Diagnostic> {
    const OF_THE_TEXT: [&str; 4] = ["match-syntax", "tag-query-syntax", "pattern-syntax", "unknown-override"];
    let found = read(config).err().unwrap_or_default();
    found.into_iter().filter(|one| !OF_THE_TEXT.contains(&one.code)).collect()
}

fn node(json: &Json) -> Node {
    let value = match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Number(match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(value), _, _) => Number::Signed(value),
            (None, Some(value), _) => Number::Unsigned(value),
            (None, None, Some(value)) => Number::Float(value),
            (None, None, None) => panic!("{number} is no number"),
        }),
        Json::String(text) => Value::String(text.clone()),
        Json::Array(entries) => Value::Sequence(entries.iter().map(node).collect()),
        Json::Object(members) => Value::Mapping(members.iter().map(entry).collect()),
    };
    Node { span: Span::default(), value }
}

fn entry((key, value): (&String, &Json)) -> Entry {
    Entry { key: key.clone(), key_span: Span::default(), value: node(value), merged_at: None }
}
