//! The JSON Schema of the repository configuration, and what it says about a document.
//!
//! Two readers look at a configuration. The typed reader understands the sections that decide
//! access and reports on them itself; everything else (workflows, hooks, engines …) is only ever
//! checked against the schema, here. The schema still describes the whole format: editors use it,
//! and the tests hold the two readers together with it.
//!
//! The schema crate finds the errors; it may not word them. Its texts quote values, and a
//! configuration may hold secrets, so each error is told in our own words, at a place in the
//! [`Node`] tree.

mod acceptance;
mod branch;
mod nearest;
mod place;
mod wording;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jsonschema::{Keyword, ValidationError, Validator};
use serde_json::{Map, Value as Json};

use crate::diagnostic::Diagnostic;

use super::node::Node;
use super::packed;

pub(super) use nearest::nearest;
pub(super) use place::{push_key, readable, shortened};

/// The schema of `.terrateam/config.yml`, as shipped for editors.
/// `None` only if the program was not built as it should be.
pub fn terrateam_config() -> Option<String> {
    packed::text("schemas/terrateam-config.schema.json")
}

/// What of it the sections in [`UNTYPED_KEYS`] need, without what is said to people. It is read anew in every run that
/// has such a section, and takes as long as it is.
const COMPACT: &str = include_str!("schema/terrateam-config.compact.json");

/// The schema of `.whomay.yml`, as shipped for editors.
pub const WHOMAY_CONFIG: &str = include_str!("../../schemas/whomay-config.schema.json");

/// Root keys whose content the typed reader reports on.
pub const TYPED_KEYS: [&str; 10] = [
    "access_control",
    "apply_requirements",
    "default_branch_overrides",
    "destination_branches",
    "dirs",
    "enabled",
    "stacks",
    "tags",
    "version",
    "when_modified",
];

/// Root keys that only the schema looks into.
pub const UNTYPED_KEYS: [&str; 19] = [
    "automerge",
    "batch_runs",
    "checkout_strategy",
    "config_builder",
    "cost_estimation",
    "create_and_select_workspace",
    "default_tf_version",
    "definitions",
    "drift",
    "engine",
    "hooks",
    "indexer",
    "integrations",
    "lock_policy",
    "notifications",
    "parallel_runs",
    "storage",
    "tree_builder",
    "workflows",
];

/// Free space for anchors: anything is valid there.
const DEFINITIONS: &str = "definitions";

/// The keyword that refuses `2.0` where JSON Schema's `integer` would take it for a 2: the server
/// reads it as a float.
const WRITTEN_AS_INTEGER: &str = "x-whomay-written-as-integer";

/// Everything that is wrong with a whole configuration, in the order of the text.
///
/// The whole schema is compiled once in a process.
pub fn check(root: &Node) -> Vec<Diagnostic> {
    static WHOLE: LazyLock<Option<Compiled>> = LazyLock::new(|| Compiled::new(parse(&terrateam_config()?)?));
    check_against(WHOLE.as_ref(), root, &root.to_json())
}

/// Everything that is wrong with the sections that the typed reader does not read, in the order of
/// the text. Unknown root keys and a root that is no mapping are the typed reader's to report.
///
/// Only when something may be wrong is the schema compiled, and then only the part that the sections need: this is
/// part of what every command waits for.
pub fn check_untyped(root: &Node) -> Vec<Diagnostic> {
    let sections: Map<String, Json> = root
        .entries()
        .unwrap_or_default()
        .iter()
        .filter(|entry| UNTYPED_KEYS.contains(&entry.key.as_str()) && entry.key != DEFINITIONS)
        .map(|entry| (entry.key.clone(), entry.value.to_json()))
        .collect();
    if sections.is_empty() {
        return Vec::new();
    }
    let schema = parse(COMPACT);
    if schema.as_ref().is_some_and(|schema| are_accepted(&sections, schema)) {
        return Vec::new();
    }
    let compiled = schema.and_then(|schema| Compiled::new(only_sections(schema, &sections)));
    check_against(compiled.as_ref(), root, &Json::Object(sections))
}

/// Whether it is certain without the crate that nothing is wrong with any section.
fn are_accepted(sections: &Map<String, Json>, schema: &Json) -> bool {
    sections.iter().all(|(key, value)| {
        let part = schema.get("properties").and_then(|properties| properties.get(key));
        part.is_some_and(|part| acceptance::is_valid(value, part, schema) == Some(true))
    })
}

/// `schema` cut down to some root keys and the definitions that they lead to.
fn only_sections(mut schema: Json, sections: &Map<String, Json>) -> Json {
    if let Some(properties) = schema.get_mut("properties").and_then(Json::as_object_mut) {
        properties.retain(|key, _| sections.contains_key(key));
    }
    let mut reached = BTreeSet::new();
    if let Some(properties) = schema.get("properties") {
        reach(properties, &schema, &mut reached);
    }
    if let Some(definitions) = schema.get_mut("definitions").and_then(Json::as_object_mut) {
        definitions.retain(|name, _| reached.contains(name));
    }
    schema
}

/// Collects the names of the definitions that `part` leads to. The shipped schemas are shallow.
fn reach(part: &Json, schema: &Json, reached: &mut BTreeSet<String>) {
    match part {
        Json::Array(items) => items.iter().for_each(|item| reach(item, schema, reached)),
        Json::Object(keywords) => {
            let name = keywords.get("$ref").and_then(Json::as_str).and_then(definition_name);
            if let Some(name) = name
                && reached.insert(name.to_owned())
                && let Some(definition) = schema.get("definitions").and_then(|all| all.get(name))
            {
                reach(definition, schema, reached);
            }
            keywords.values().for_each(|value| reach(value, schema, reached));
        }
        _ => {}
    }
}

fn definition_name(reference: &str) -> Option<&str> {
    reference.strip_prefix("#/definitions/")
}

/// The part of `schema` that `part` refers to, or `part` itself.
fn resolved<'a>(part: &'a Json, schema: &'a Json) -> &'a Json {
    let name = part.get("$ref").and_then(Json::as_str).and_then(definition_name);
    name.and_then(|name| schema.get("definitions")?.get(name)).unwrap_or(part)
}

fn parse(schema: &str) -> Option<Json> {
    serde_json::from_str(schema).ok()
}

/// A schema in both forms: the one that finds errors, and the one that explains them.
struct Compiled {
    schema: Json,
    validator: Validator,
}

impl Compiled {
    fn new(schema: Json) -> Option<Compiled> {
        let validator = jsonschema::draft7::options()
            .with_keyword(WRITTEN_AS_INTEGER, |_, _, _| Ok(Box::new(WrittenAsInteger)))
            .build(&schema)
            .ok()?;
        Some(Compiled { schema, validator })
    }
}

fn check_against(compiled: Option<&Compiled>, root: &Node, instance: &Json) -> Vec<Diagnostic> {
    let Some(Compiled { schema, validator }) = compiled else {
        // Cannot happen with the shipped schemas (a test compiles them). If it did, saying nothing
        // would pass an unchecked document off as checked.
        return vec![
            Diagnostic::error("schema-unusable", root.span, "not checked", "the built-in schema cannot be used")
                .with_help("This is a mistake in whomay; please report it."),
        ];
    };
    let mut said: Vec<Diagnostic> =
        validator.iter_errors(instance).flat_map(|error| wording::diagnostics(&error, schema, root)).collect();
    said.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| (label.span.start, label.span.end)));
    said.dedup_by(|later, earlier| later.code == earlier.code && later.labels.first() == earlier.labels.first());
    said
}

struct WrittenAsInteger;

impl<'i> Keyword<'i> for WrittenAsInteger {
    fn validate(&self, instance: &'i Json) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("not written as an integer")) }
    }

    fn is_valid(&self, instance: &'i Json) -> bool {
        // Anything but a float is for the keyword `type` to judge, and so is a fraction.
        !instance.as_number().is_some_and(|number| number.is_f64() && number.as_f64().is_some_and(is_whole))
    }
}

fn is_whole(number: f64) -> bool {
    number.fract() == 0.0
}

#[cfg(test)]
pub(super) mod tests;
