//! The schema of the record of `enforce`, with that of the answer, which it refers to.

use serde_json::Value;

/// Each place of a record that the schemas do not allow; empty for one that fits.
pub(crate) fn misfits(record: &Value) -> Vec<String> {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let answer = read(include_str!("../../schemas/answer.schema.json"));
    let own = read(include_str!("../../schemas/enforcement.schema.json"));
    let place = "json-schema:///answer.schema.json";
    let registry = jsonschema::Registry::new().add(place, answer).unwrap().prepare().unwrap();
    let options = jsonschema::draft202012::options().with_base_uri("json-schema:///enforcement.schema.json");
    let validator = options.with_registry(&registry).build(&own).unwrap();
    let errors = validator.iter_errors(record);
    errors.map(|error| format!("{}: {error}", error.instance_path())).collect()
}
