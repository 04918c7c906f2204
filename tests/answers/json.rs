//! `--format json`: the schema says everything that may come, and everything that it says does come.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use whomay::access::operation::Operation;
use whomay::access::reason::Clause;
use whomay::plan::record::names::Named as _;
use whomay::plan::report::{Dirspace, Outcome, Place};
use whomay::plan::summary::Standing;
use whomay::plan::{Counts, Report, decision};

use crate::explained::strict;
use crate::playground::{Playground, program, text};
use crate::small::small;

fn schema() -> Value {
    serde_json::from_str(include_str!("../../schemas/answer.schema.json")).unwrap()
}

/// Answers to questions of every kind.
fn answers() -> Vec<Value> {
    let tour = Playground::of_the_tour();
    let devin = ["simulate", "--facts", "facts.yml", "--user", "devin"];
    let ask = |more: &[&str]| tour.json(&[&devin[..], more].concat());
    let mut answers = vec![
        tour.json(&["dirspaces"]),
        tour.json(&["dirspaces", "--all"]),
        tour.json(&["dirspaces", "--staged"]),
        tour.json(&["dirspaces", "--config", ".terrateam/config.yml"]),
        tour.json(&["simulate", "--facts", "facts.yml", "--all-users", "--operation", "all"]),
        tour.json(&["simulate", "--who"]),
        tour.json(&["simulate", "--who", "--explain"]),
        tour.json(&["simulate", "--who", "--profile", "strict"]),
        tour.json(&["simulate", "--user", "devin", "--worktree", "--vcs", "gitlab"]),
        ask(&["--query", "no-such-tag"]),
        ask(&["--query", "no-such-tag", "--operation", "unlock"]),
        ask(&["--operation", "unlock"]),
        ask(&["--explain", "--assume", "review:lea=approved"]),
        ask(&["--profile", "strict", "--explain"]),
        ask(&["--profile", "strict", "--assume", "review:sara=approved", "--query", "network"]),
    ];
    answers.extend([json!(null), json!("Thu, 01 Jan 2026 12:00:00 GMT")].map(|at| recorded(&tour, &at)));
    let bare = small(&[], &[("a/main.tf", "")]);
    answers.push(bare.json(&["simulate", "--user", "eve", "--explain"]));
    answers.push(bare.json(&["simulate", "--user", "eve", "--profile", "strict"]));
    answers.push(bare.json(&["simulate", "--role", "write", "--team", "sre"]));
    let off = [(".terrateam/config.yml", "enabled: false\n"), ("README", "")];
    let disabled = small(&off, &[("a/main.tf", "")]);
    answers.push(disabled.json(&["simulate", "--user", "eve"]));
    let stacks = "stacks: {names: {top: {tag_query: 'dir:top', rules: {modified_by: [base]}}, base: {tag_query: 'dir:base'}}}\n\
                  access_control: {policies: []}\napply_requirements: {checks: []}\n";
    let stacked = small(
        &[(".terrateam/config.yml", stacks), ("top/main.tf", ""), ("base/main.tf", "")],
        &[("base/main.tf", "# new")],
    );
    answers.push(stacked.json(&["simulate", "--user", "eve", "--explain"]));
    // The change has the dirspace answer to other files than it changes.
    let erased = small(
        &[(".terrateam/config.yml", stacks), ("top/main.tf", ""), ("base/main.tf", "")],
        &[(".terrateam/config.yml", "when_modified: {file_patterns: ['no/*.tf']}\n"), ("base/main.tf", "# new")],
    );
    answers.push(erased.json(&["simulate", "--user", "eve", "--profile", "strict"]));
    let (repository, ask) = strict();
    answers.push(repository.json(&ask));
    answers
}

/// An answer on what a forge said of the tour's change, and did not say of its draft.
fn recorded(tour: &Playground, at: &Value) -> Value {
    let commits = &tour.json(&["dirspaces"])["commits"];
    let (base, head) = (&commits["base"]["commit"], &commits["head"]["commit"]);
    let mut gathered = json!({
        "request": "https://github.com/acme/infrastructure/pull/7",
        "commits": {"head": head, "base": base, "target_branch": "main", "default_branch": "main", "default_tip": base},
    });
    if !at.is_null() {
        gathered["at"] = at.clone();
    }
    let facts = json!({"gathered": gathered, "pull_request": {"draft": {"unavailable": "the forge answers 500"}}});
    let path = tour.folder().join("recorded.json");
    std::fs::write(&path, facts.to_string()).unwrap();
    let output = tour.run(&["simulate", "--facts", "recorded.json", "--user", "devin", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2), "a fact could not be had");
    std::fs::remove_file(path).unwrap();
    serde_json::from_str(&text(&output)).unwrap()
}

#[test]
fn every_answer_fits_the_schema() {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    for answer in answers() {
        let errors: Vec<String> =
            validator.iter_errors(&answer).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}\n{answer:#}");
    }
}

#[test]
fn the_schema_is_one_and_allows_nothing_else() {
    jsonschema::draft202012::meta::validate(&schema()).unwrap_or_else(|error| panic!("{error}"));
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    let answer = answers().remove(4);
    assert!(validator.is_valid(&answer));
    for broken in [
        json!({"extra": 1}),
        json!({"format": 2}),
        json!({"verdict": "yes"}),
        json!({"outcomes": [{}]}),
        json!({"dirspaces": [{"dir": "a"}]}),
        json!({"commits": {}}),
        json!({"profile": null}),
    ] {
        let mut changed = answer.clone();
        changed.as_object_mut().unwrap().extend(broken.as_object().unwrap().clone());
        assert!(!validator.is_valid(&changed), "{broken}");
    }
    let mut lacking = answer.clone();
    lacking.as_object_mut().unwrap().remove("premises");
    assert!(!validator.is_valid(&lacking));
    every_object(&schema(), &mut |object| {
        assert_eq!(object["additionalProperties"], json!(false), "{object:#}");
    });
}

/// Every schema below `schema` that has properties.
fn every_object(schema: &Value, check: &mut impl FnMut(&Value)) {
    if schema.get("properties").is_some_and(Value::is_object) && schema.get("type").is_some() {
        check(schema);
    }
    match schema {
        Value::Object(entries) => entries.values().for_each(|value| every_object(value, check)),
        Value::Array(entries) => entries.iter().for_each(|value| every_object(value, check)),
        _ => {}
    }
}

#[test]
fn everything_in_the_schema_is_produced_somewhere() {
    let schema = schema();
    let mut produced = BTreeSet::new();
    for answer in answers() {
        visit(&schema, &schema, "#", &answer, &mut produced);
    }
    let mut promised = BTreeSet::new();
    promises(&schema, "#", &mut promised);
    let missing: Vec<&String> = promised.difference(&produced).collect();
    assert!(missing.is_empty(), "nothing produces {missing:#?}");
}

/// Notes the properties, null or not, and the branches of the schema that a value uses.
fn visit(root: &Value, schema: &Value, path: &str, value: &Value, produced: &mut BTreeSet<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches("#/$defs/");
        visit(root, &root["$defs"][name], &format!("#/$defs/{name}"), value, produced);
    }
    for word in ["anyOf", "oneOf"] {
        for (at, branch) in schema[word].as_array().into_iter().flatten().enumerate() {
            let null = branch["type"] == "null";
            let kind = &branch["properties"]["kind"]["const"];
            if null == value.is_null() && (kind.is_null() || *kind == value["kind"]) {
                produced.insert(format!("{path}/{word}/{at}"));
                visit(root, branch, &format!("{path}/{word}/{at}"), value, produced);
            }
        }
    }
    for (key, below) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = value.get(key) {
            let path = format!("{path}/properties/{key}");
            produced.insert(path.clone());
            if let Some(types) = below["type"].as_array() {
                assert_eq!(types.len(), 2, "{path}");
                produced.insert(format!("{path}: {}", if value.is_null() { "null" } else { "a value" }));
            }
            visit(root, below, &path, value, produced);
        }
    }
    for entry in value.as_array().into_iter().flatten() {
        produced.insert(format!("{path}: an entry"));
        visit(root, &schema["items"], &format!("{path}/items"), entry, produced);
    }
}

/// The same places, as the schema has them.
fn promises(schema: &Value, path: &str, promised: &mut BTreeSet<String>) {
    for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
        promises(definition, &format!("#/$defs/{name}"), promised);
    }
    for word in ["anyOf", "oneOf"] {
        for (at, branch) in schema[word].as_array().into_iter().flatten().enumerate() {
            promised.insert(format!("{path}/{word}/{at}"));
            promises(branch, &format!("{path}/{word}/{at}"), promised);
        }
    }
    for (key, below) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{path}/properties/{key}");
        promised.insert(path.clone());
        if below["type"].is_array() {
            promised.extend(["null", "a value"].map(|kind| format!("{path}: {kind}")));
        }
        promises(below, &path, promised);
    }
    if schema.get("items").is_some() {
        promised.insert(format!("{path}: an entry"));
        promises(&schema["items"], &format!("{path}/items"), promised);
    }
}

#[test]
fn the_schema_knows_every_clause_and_operation() {
    let schema = schema();
    let names = |at: &Value| -> Vec<String> {
        at["enum"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    let clauses: Vec<&str> = Clause::ALL.iter().map(|clause| clause.name()).collect();
    assert_eq!(names(&schema["$defs"]["clause"]), clauses);
    let operations = Operation::ALL.map(Operation::name);
    assert_eq!(names(&schema["$defs"]["operation"]), operations);
}

#[test]
fn the_order_is_the_same_every_time() {
    let tour = Playground::of_the_tour();
    let arguments = ["simulate", "--facts", "facts.yml", "--all-users", "--operation", "all", "--format", "json"];
    let first = tour.answer(&arguments);
    assert_eq!(first, tour.answer(&arguments));
    // Keys stand in the order of the schema, which is the order to read them in.
    let wanted: Vec<&str> = schema()["required"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| key.as_str().unwrap().to_owned())
        .map(|key| -> &str { Box::leak(key.into_boxed_str()) })
        .collect();
    let keys: Vec<&str> = first.lines().filter_map(|line| line.strip_prefix("  \"")?.split('"').next()).collect();
    assert_eq!(keys, wanted);

    let answer: Value = serde_json::from_str(&first).unwrap();
    let dirs: Vec<&str> =
        answer["dirspaces"].as_array().unwrap().iter().map(|it| it["dir"].as_str().unwrap()).collect();
    assert!(dirs.is_sorted(), "{dirs:?}");
    let order = |outcome: &Value| {
        let dir = outcome["dir"].as_str().map(str::to_owned);
        let operation = Operation::from_name(outcome["operation"].as_str().unwrap());
        (dir.is_none(), dir, outcome["user"].as_str().unwrap().to_owned(), operation)
    };
    let outcomes: Vec<_> = answer["outcomes"].as_array().unwrap().iter().map(order).collect();
    assert!(outcomes.is_sorted(), "{outcomes:#?}");
    assert_eq!(outcomes.len(), 5 * 4 * 4 + 4, "each dirspace, user and operation once, and unlock for each user");
    assert_eq!(outcomes.iter().collect::<BTreeSet<_>>().len(), outcomes.len());
}

#[test]
fn every_answer_can_be_joined_to_a_report_of_its_commit() {
    for answer in answers() {
        let decision = decision::read(answer.to_string().as_bytes()).unwrap();
        let dirspaces = answer["dirspaces"].as_array().unwrap().iter().map(|dirspace| Dirspace {
            place: Place { dir: text_of(&dirspace["dir"]), workspace: text_of(&dirspace["workspace"]) },
            outcome: Outcome::CountsOnly { counts: Counts::default(), standing: Standing::default() },
            permissions: Vec::new(),
        });
        let head = answer["commits"]["head"]["commit"].as_str().filter(|commit| !commit.is_empty()).map(str::to_owned);
        let mut report = Report { dirspaces: dirspaces.collect(), head, ..Report::default() };
        decision::join(&mut report, decision).unwrap();
        for dirspace in &report.dirspaces {
            let outcomes: Vec<&Value> = answer["outcomes"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|outcome| {
                    outcome["dir"] == dirspace.place.dir && outcome["workspace"] == dirspace.place.workspace
                })
                .collect();
            assert_eq!(dirspace.permissions.len(), outcomes.len());
            for (permission, outcome) in dirspace.permissions.iter().zip(outcomes) {
                assert_eq!(permission.operation, outcome["operation"].as_str().unwrap());
                assert_eq!(permission.verdict.name(), outcome["verdict"].as_str().unwrap());
                assert_eq!(permission.user.as_deref(), outcome["user"].as_str());
                assert_eq!(permission.missing.is_empty(), outcome["verdict"] == "allow", "{outcome:#}");
            }
        }
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn the_program_prints_its_schemas() {
    let folder = tempfile::TempDir::new().unwrap();
    for (name, file) in [
        ("config", include_str!("../../schemas/terrateam-config.schema.json")),
        ("whomay", include_str!("../../schemas/whomay-config.schema.json")),
        ("facts", include_str!("../../schemas/facts.schema.json")),
        ("answer", include_str!("../../schemas/answer.schema.json")),
        ("enforcement", include_str!("../../schemas/enforcement.schema.json")),
        ("report", include_str!("../../schemas/report.schema.json")),
    ] {
        let output = program(folder.path()).args(["schema", name]).output().unwrap();
        assert_eq!(text(&output), file);
    }
    let output = program(folder.path()).arg("schema").output().unwrap();
    assert_eq!(text(&output), include_str!("../../schemas/terrateam-config.schema.json"));
}
