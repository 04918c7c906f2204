//! No output holds a planted secret, in any form, in any encoding.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::fixtures::{self, Fixture};
use crate::leak_oracle::Oracle;
use crate::program::report;

/// Every form of output, and everything that changes what is shown. `--json-file` and the others are always written.
const RUNS: [&[&str]; 6] = [
    &["--format", "human"],
    &["--format", "human", "--color", "always", "--instance-keys", "hash"],
    &["--format", "json"],
    &["--format", "markdown", "--dialect", "github"],
    &["--format", "markdown", "--dialect", "gitlab", "--instance-keys", "hash"],
    &["--format", "markdown", "--dialect", "bitbucket", "--max-bytes", "3000"],
];

/// Words of ours that share a piece with a planted secret: those are called after the place that they are planted in.
const OUR_WORDS: &str = "variables outputs json-output-redacted no longer in the configuration unsupported-version at";

/// The secrets that `everything` holds, in whatever encoding. `keys` may be shown.
fn leaked<'f>(
    fixture: &Fixture,
    planted: impl Iterator<Item = &'f String>,
    keys: &str,
    everything: &[u8],
) -> Vec<String> {
    let allowed = format!("{} {OUR_WORDS} {keys} {}", fixture.name, names(fixture).join(" "));
    let oracle = Oracle::new(planted.map(String::as_str), &allowed);
    oracle.leaks(everything).iter().map(|leak| format!("{}: {leak}", fixture.name)).collect()
}

#[test]
fn no_output_holds_a_planted_secret() {
    let mut searched = 0;
    for fixture in fixtures::all() {
        for arguments in RUNS {
            let run = report(&fixture.plan, arguments);
            let expected = if fixture.refused.is_some() { 2 } else { 0 };
            let said = String::from_utf8_lossy(&run.output.stderr);
            assert_eq!(run.output.status.code(), Some(expected), "{} {arguments:?}: {said}", fixture.name);
            let leaks = leaked(&fixture, fixture.planted.iter(), "", &run.everything);
            assert!(leaks.is_empty(), "{arguments:?}: {leaks:#?}");
            searched += fixture.planted.len();
        }
    }
    assert!(searched > 2000, "{searched}");
}

/// Whoever asks for the keys of `for_each` gets them, and nothing else.
#[test]
fn with_all_keys_kept_nothing_but_keys_is_shown() {
    for fixture in fixtures::plans() {
        let keys = instance_keys(&fixture);
        let run = report(&fixture.plan, &["--format", "markdown", "--instance-keys", "keep"]);
        let others = fixture.planted.iter().filter(|secret| !keys.iter().any(|key| key.contains(secret.as_str())));
        let leaks = leaked(&fixture, others, &keys.join(" "), &run.everything);
        assert!(leaks.is_empty(), "{leaks:#?}");
    }
}

/// The instance keys of a plan, found without this program: `index`, and whatever stands in an address.
fn instance_keys(fixture: &Fixture) -> Vec<String> {
    let bytes = std::fs::read(&fixture.plan).unwrap();
    let mut keys = BTreeSet::new();
    if let Ok(plan) = serde_json::from_slice::<Value>(&bytes) {
        collect(&plan, &mut keys);
    }
    keys.into_iter().collect()
}

fn collect(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                match (key.as_str(), value) {
                    ("index" | "address" | "previous_address" | "module_address", Value::String(text)) => {
                        keys.insert(text.clone());
                    }
                    _ => collect(value, keys),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, keys)),
        _ => {}
    }
}

/// What may be shown of a plan: names of resources, modules, outputs and attributes that follow the grammar of names.
fn names(fixture: &Fixture) -> Vec<String> {
    let bytes = std::fs::read(&fixture.plan).unwrap();
    let mut words = Vec::new();
    if let Ok(plan) = serde_json::from_slice::<Value>(&bytes) {
        collect_names(&plan, &mut words);
    }
    let is_name = |word: &String| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    words.retain(|word| is_name(word) && !word.starts_with("LEAK") && !fixture.planted.contains(word));
    words
}

fn collect_names(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                if let ("name" | "type", Value::String(text)) = (key.as_str(), value) {
                    names.push(text.clone());
                }
                names.push(key.clone());
                collect_names(value, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_names(item, names)),
        _ => {}
    }
}

/// The search for secrets is worth something only if it finds one that is there.
#[test]
fn the_search_finds_what_a_plan_itself_holds() {
    let mut found = 0;
    for fixture in fixtures::plans() {
        let bytes = std::fs::read(&fixture.plan).unwrap();
        found += leaked(&fixture, fixture.planted.iter(), "", &bytes).len();
    }
    assert!(found > 200, "{found}");
}
