//! The schema that editors use: which configurations it takes and refuses, what it tells whoever hovers over a key,
//! and which default it promises.
//!
//! Three accounts of the format are held together: the schema's, the reader's and, for configurations that were
//! observed, the server's. What a schema cannot say is a closed list ([`OF_THE_TEXT`], [`with_whole_numbers`]), and so
//! is where it says more than the reader ([`without_hazards`]). Beyond both is what is no value yet: repeated keys,
//! merge keys, aliases, keys that are no strings and the other things that the document refuses before anyone reads it.

#![cfg(feature = "config")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::Validator;

use serde_json::{Value as Json, json};
use whomay::access::principal::Role;
use whomay::config::node::{Entry, Node, Number, Value};
use whomay::config::overrides::BUILT_IN;
use whomay::config::{Config, ROOT_KEYS, Validated, schema};
use whomay::diagnostic::{Diagnostic, Severity};
use whomay::source::{SourceMap, Span};

const VECTORS: &str = include_str!("conformance/repo_config.jsonl");
const LAYOUT_VECTORS: &str = include_str!("conformance/change_match.jsonl");

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
    for line in LAYOUT_VECTORS.lines() {
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
    all.extend(sections_of_the_schema_alone());
    let lines = [VECTORS, LAYOUT_VECTORS].into_iter().flat_map(str::lines);
    all.extend(lines.map(|line| serde_json::from_str::<Json>(line).unwrap()["input"]["config"].take()));
    all
}

/// Sections that the reader leaves to the schema, every form of everything in them.
fn sections_of_the_schema_alone() -> Vec<Json> {
    let gate = json!({ "token": "t", "name": "n", "all_of": ["x"], "any_of": ["user:a"], "any_of_count": 1 });
    let run = json!({ "type": "run", "cmd": ["x"], "env": { "A": "b" }, "format": { "type": "code", "lang": "x" }, "run_on": "always" });
    let check = |kind: &str| json!({ "type": kind, "gate": gate, "extra_args": ["x"], "visible_on": "always" });
    let steps = json!([
        { "type": "init", "extra_args": ["x"] }, { "type": "plan", "mode": "strict" },
        { "type": "apply", "retry": { "tries": 2, "backoff": 1.5 } }, run, check("checkov"), check("conftest"), check("opa"),
        { "type": "slack", "msg": "x" }, { "type": "env", "name": "A", "cmd": ["x"] },
        { "type": "env", "method": "source", "cmd": ["x"] }, { "type": "oidc", "role_arn": "x", "duration": 60 },
        { "type": "oidc", "provider": "azure", "client_id": "x", "tenant_id": "y" },
        { "type": "oidc", "provider": "gcp", "service_account": "x", "workload_identity_provider": "y" },
        { "type": "gates", "cmd": ["x"] },
    ]);
    let all = json!({
        "workflows": [{
            "tag_query": "a", "plan": steps, "apply": [], "engine": { "name": "tofu", "version": "1" }, "environment": "e",
            "lock_policy": "none", "runs_on": { "any": ["thing"] }, "terraform_version": "1", "terragrunt": true, "cdktf": false,
            "integrations": { "resourcely": { "enabled": true, "extra_args": [] } }, "storage": { "plans": { "method": "terrateam" } },
        }],
        "hooks": { "all": { "pre": [run], "post": [{ "type": "drift_create_issue", "group_by": "all" }] } },
        "engine": { "name": "custom", "plan": ["x"], "outputs": null },
        "storage": { "plans": { "method": "s3", "bucket": "b", "region": "r", "store_extra_args": ["x"] } },
        "drift": { "enabled": true, "schedules": { "n": { "tag_query": "a", "schedule": "daily", "window": { "start": "1", "end": "2" } } } },
        "notifications": { "policies": [{ "tag_query": "a", "comment_strategy": "delete" }], "summary": { "enabled": null, "mode": "header" } },
        "automerge": { "enabled": true, "merge_strategy": "squash" }, "batch_runs": { "max_workspaces_per_batch": 2 },
        "cost_estimation": { "currency": "EUR", "provider": "infracost" }, "parallel_runs": 2, "lock_policy": "strict",
        "checkout_strategy": "merge", "create_and_select_workspace": true, "default_tf_version": "1", "definitions": { "a": [1] },
    });
    all.as_object().unwrap().iter().map(|(key, section)| json!({ key: section })).collect()
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
        json!(2.0),
        json!(2.5),
        json!("a b or"),
        json!(["role:write", "repo:admin"]),
        json!(["role:owner"]),
        json!(["role:"]),
        json!(["acces_control"]),
    ]
}

/// Independent accounts of the format, over configurations that are broken in every place in every way above.
#[test]
fn the_reader_and_the_schema_refuse_the_same_configurations() {
    let schema = plain_schema();
    let mut seen = BTreeMap::new();
    let mut found = BTreeMap::new();
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
                *found.entry(verdicts(&broken, &schema)).or_insert(0) += 1;
            }
        }
    }
    // Every way to differ that is let pass does occur, and none of them is the rule.
    let count = |verdicts| found.get(&verdicts).copied().unwrap_or_default();
    assert!(count(Verdicts::BothTake) > 1000 && count(Verdicts::BothRefuse) > 1000, "{found:?}");
    for seldom in [Verdicts::OnlyTheText, Verdicts::OnlyTheSpelling, Verdicts::OnlyTheSchema] {
        assert!((1..2000).contains(&count(seldom)), "{seldom:?}: {found:?}");
    }
}

/// How the accounts compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdicts {
    BothTake,
    BothRefuse,
    /// The reader refuses what the text inside a string says.
    OnlyTheText,
    /// The reader refuses a whole number that is written as a fraction.
    OnlyTheSpelling,
    /// The schema refuses what breaks the server later on.
    OnlyTheSchema,
}

/// Says how the accounts of a configuration compare, and fails where they differ without an excuse.
fn verdicts(config: &Json, schema: &Validator) -> Verdicts {
    let (said, valid) = (refusals(config), schema.is_valid(config));
    let of_the_shape = said.iter().any(|one| !OF_THE_TEXT.contains(&one.code));
    match (said.is_empty(), valid) {
        (true, true) => Verdicts::BothTake,
        (false, false) => Verdicts::BothRefuse,
        (true, false) if schema.is_valid(&without_hazards(config)) => Verdicts::OnlyTheSchema,
        (false, true) if !of_the_shape => Verdicts::OnlyTheText,
        (false, true) if refusals(&with_whole_numbers(config)).is_empty() => Verdicts::OnlyTheSpelling,
        (taken, _) => panic!("the reader {}: {config}: {said:?}", if taken { "takes" } else { "refuses" }),
    }
}

/// What is said of the text inside a string, which a schema cannot take apart: tag queries and Lua patterns.
const OF_THE_TEXT: [&str; 2] = ["tag-query-syntax", "pattern-syntax"];

/// To JSON Schema `2.0` is a whole number; the server reads a fraction. (The reader asks the shipped schema, with a
/// keyword of our own for this, about the sections that only the schema knows.)
fn with_whole_numbers(config: &Json) -> Json {
    replaced(config, &|value| match value.as_f64() {
        Some(number) if value.is_f64() && number.fract() == 0.0 => json!(number as i64),
        _ => value.clone(),
    })
}

/// What the reader takes and the schema does not: the server takes them as well, and fails on them later, when
/// the list is evaluated or when the file has become the default branch's. The reader must take what the
/// server takes; somebody who writes a file is told at once.
fn without_hazards(config: &Json) -> Json {
    let role = |text: &str| {
        let name = text.strip_prefix("role:").or_else(|| text.strip_prefix("repo:"));
        name.is_some_and(|name| Role::from_name(name).is_none())
    };
    let mut mended = replaced(config, &|value| match value.as_str() {
        Some(text) if role(text) => json!("role:read"),
        _ => value.clone(),
    });
    if let Some(Json::Array(names)) = mended.get_mut("default_branch_overrides") {
        names.retain(|name| name.as_str().is_none_or(|name| ROOT_KEYS.contains(&name)));
    }
    mended
}

/// The value with each scalar in it replaced.
fn replaced(value: &Json, replacement: &dyn Fn(&Json) -> Json) -> Json {
    match value {
        Json::Array(entries) => entries.iter().map(|entry| replaced(entry, replacement)).collect(),
        Json::Object(members) => {
            members.iter().map(|(key, value)| (key.clone(), replaced(value, replacement))).collect()
        }
        scalar => replacement(scalar),
    }
}

/// Calls `visit` for every key that the schema names: with its place, the mapping's schema and its own.
fn each_property<'s>(part: &'s Json, at: &str, visit: &mut dyn FnMut(&str, &'s Json, &'s Json)) {
    for (key, property) in part["properties"].as_object().into_iter().flatten() {
        visit(&format!("{at}.{key}"), part, property);
        each_property(property, &format!("{at}.{key}"), visit);
    }
    for (name, definition) in part["definitions"].as_object().into_iter().flatten() {
        each_property(definition, name, visit);
    }
    let forms = ["oneOf", "anyOf"].into_iter().flat_map(|keyword| part[keyword].as_array().into_iter().flatten());
    let below = [&part["items"], &part["additionalProperties"]].into_iter().filter(|below| below.is_object());
    for below in forms.chain(below) {
        each_property(below, at, visit);
    }
}

/// What a key's schema says under `keyword`, itself or by what it refers to.
fn said<'s>(property: &'s Json, keyword: &str, schema: &'s Json) -> Option<&'s Json> {
    property.get(keyword).or_else(|| resolved(property, schema).get(keyword))
}

fn resolved<'s>(part: &'s Json, schema: &'s Json) -> &'s Json {
    let name = part["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/definitions/"));
    name.map_or(part, |name| &schema["definitions"][name])
}

/// Whoever hovers over a key is told what it is for, and whoever leaves it out what holds then. A section's default
/// is that of its keys, unless it is another thing not to have it.
#[test]
fn every_key_has_a_description_and_a_default() {
    let schema = parsed();
    let mut missing = Vec::new();
    let mut keys = 0;
    each_property(&schema, "", &mut |at, owner, property| {
        keys += 1;
        let description = said(property, "description", &schema).and_then(Json::as_str).unwrap_or_default();
        if description.len() < 8 || !description.ends_with('.') {
            missing.push(format!("{at}: description"));
        }
        let key = at.rsplit('.').next().unwrap();
        let required = owner["required"].as_array().is_some_and(|required| required.contains(&json!(key)));
        let section = said(property, "properties", &schema).is_some();
        let right = match said(property, "default", &schema) {
            None => required || section,
            Some(default) => !required && (!section || default.is_null()),
        };
        if !right {
            missing.push(format!("{at}: default, required {required}, section {section}"));
        }
    });
    assert!(keys > 250, "{keys}");
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_default_may_be_written() {
    let schema = parsed();
    each_property(&schema, "", &mut |at, _, property| {
        let Some(default) = said(property, "default", &schema) else { return };
        let own = json!({ "definitions": schema["definitions"], "allOf": [property] });
        assert!(jsonschema::draft7::is_valid(&own, default), "{at}: {default}");
    });
}

/// The promise itself: to write the default is to write nothing. It is the reader's word, so it holds for the sections
/// that the reader reads; `config::tests` and the gate's own tests hold those defaults to the server's.
#[test]
fn to_write_a_default_is_to_write_nothing() {
    let schema = parsed();
    let mut pairs = Pairs { schema: &schema, found: Vec::new() };
    // Something to inherit, which an inherited default must not undo.
    let root =
        |key: &str, value: Json| json!({ "when_modified": { "autoplan": false, "file_patterns": ["x"] }, key: value });
    for key in schema::TYPED_KEYS {
        let property = &schema["properties"][key];
        let promised = said(property, "default", &schema).map(|default| (json!({}), json!({ key: default })));
        pairs.found.extend(promised.map(|(without, with)| (key.to_owned(), without, with)));
        pairs.walk(property, key, &|value| root(key, value));
    }
    let mut undecided = BTreeSet::new();
    let mut equal = 0;
    for (at, without, with) in pairs.found {
        match (read(&without), read(&with)) {
            (Ok(without), Ok(with)) if at == "default_branch_overrides" => {
                // A list that is left out is kept apart, because only the reader of both branches knows what it means.
                let written = with.config.default_branch_overrides.unwrap();
                assert!(written.iter().map(|name| name.value.as_str()).eq(BUILT_IN));
                assert_eq!(without.config.default_branch_overrides, None);
            }
            (Ok(without), Ok(with)) => {
                assert_eq!(without_places(&without.config), without_places(&with.config), "{at}");
                equal += 1;
            }
            _ => drop(undecided.insert(at)),
        }
    }
    assert!(equal > 60, "{equal}");
    let of_both_forms = |at: &String| at.starts_with("apply_requirements.checks.approved.");
    assert!(undecided.iter().all(of_both_forms), "what does not load says nothing about its default: {undecided:?}");
}

fn without_places(config: &Config) -> String {
    format!("{config:?}").replace(&format!("{:?}", Some(Span::default())), "None")
}

/// Pairs of configurations that differ in one key, which one of them leaves out.
struct Pairs<'s> {
    schema: &'s Json,
    found: Vec<(String, Json, Json)>,
}

impl Pairs<'_> {
    /// Collects the pairs of a part of the schema; `whole` makes a configuration of a value of it.
    fn walk(&mut self, part: &Json, at: &str, whole: &dyn Fn(Json) -> Json) {
        let schema = self.schema;
        let part = resolved(part, schema);
        let base = self.sample(part);
        for (key, property) in part["properties"].as_object().into_iter().flatten() {
            let at = format!("{at}.{key}");
            let with = |value: &Json| {
                let mut mapping = base.clone();
                mapping[key] = value.clone();
                whole(mapping)
            };
            if let Some(default) = said(property, "default", schema) {
                self.found.push((at.clone(), whole(base.clone()), with(default)));
            }
            self.walk(property, &at, &|value| with(&value));
        }
        for form in ["oneOf", "anyOf"].into_iter().flat_map(|keyword| part[keyword].as_array().into_iter().flatten()) {
            self.walk(form, at, whole);
        }
        if part["items"].is_object() {
            self.walk(&part["items"], at, &|value| whole(json!([value])));
        }
        if part["additionalProperties"].is_object() {
            self.walk(&part["additionalProperties"], at, &|value| whole(json!({ "x": value })));
        }
    }

    /// The least that a part of the schema takes.
    fn sample(&self, part: &Json) -> Json {
        let part = resolved(part, self.schema);
        let kind = part["type"].as_str().or_else(|| part["type"][0].as_str());
        match kind {
            Some("object") => {
                let required = part["required"].as_array().into_iter().flatten().filter_map(Json::as_str);
                required.map(|key| (key.to_owned(), self.sample(&part["properties"][key]))).collect()
            }
            Some("array") => json!([]),
            Some("string") => json!(""),
            _ => json!(null),
        }
    }
}

/// Editors differ in how much of JSON Schema they know. This much all of them do.
#[test]
fn the_schema_uses_plain_keywords() {
    const KEYWORDS: [&str; 19] = [
        "$ref",
        "$schema",
        "additionalProperties",
        "anyOf",
        "const",
        "default",
        "definitions",
        "description",
        "enum",
        "examples",
        "items",
        "maximum",
        "minimum",
        "oneOf",
        "pattern",
        "properties",
        "required",
        "title",
        "type",
    ];
    let mut used = BTreeSet::new();
    keywords(&parsed(), &mut used);
    // Ours, for the reader; others pass over what they do not know.
    used.remove("x-whomay-written-as-integer");
    assert_eq!(used, KEYWORDS.map(str::to_owned).into());
}

fn keywords(part: &Json, used: &mut BTreeSet<String>) {
    for (keyword, value) in part.as_object().into_iter().flatten() {
        used.insert(keyword.clone());
        match (keyword.as_str(), value) {
            ("properties" | "definitions", Json::Object(members)) => {
                members.values().for_each(|part| keywords(part, used))
            }
            ("items" | "additionalProperties", part) => keywords(part, used),
            ("oneOf" | "anyOf", Json::Array(forms)) => forms.iter().for_each(|part| keywords(part, used)),
            _ => {}
        }
    }
}

fn plain_schema() -> Validator {
    jsonschema::draft7::new(&parsed()).unwrap()
}

fn parsed() -> Json {
    serde_json::from_str(&schema::terrateam_config().unwrap()).unwrap()
}

/// Everything that the server takes is valid, and what it refuses for its shape or for an entry of a match list
/// is not. Of what it refuses for something else, such as the syntax of a query, nothing is asked.
#[test]
fn the_schema_agrees_with_the_server() {
    let schema = plain_schema();
    let (mut taken, mut refused) = (0, 0);
    for line in [VECTORS, LAYOUT_VECTORS].into_iter().flat_map(str::lines) {
        let vector: Json = serde_json::from_str(line).unwrap();
        let config = &vector["input"]["config"];
        match vector.pointer("/expected/error").and_then(Json::as_str) {
            None => {
                assert!(schema.is_valid(&without_hazards(config)), "{config}");
                taken += 1;
            }
            Some(error) if error == "repo_config_schema_err" || error.ends_with("_match_parse_err") => {
                assert!(!schema.is_valid(&with_fractions_refused(config)), "{config}");
                refused += 1;
            }
            Some(_) => {}
        }
    }
    assert_eq!((taken, refused), (835, 125));
}

/// The configuration with something else than a number wherever a whole one is written as a fraction.
fn with_fractions_refused(config: &Json) -> Json {
    replaced(config, &|value| if value.is_f64() { json!("fraction") } else { value.clone() })
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

/// The errors of the reader.
fn refusals(config: &Json) -> Vec<Diagnostic> {
    let found = read(config).err().unwrap_or_default();
    found.into_iter().filter(|one| one.severity == Severity::Error).collect()
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
