//! The facts of a record, each with where it was read.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use crate::access::facts::Facts;
use crate::config::facts_file::write_facts;

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactAnswer {
    /// Its name, as a facts file has it: `reviews`, `users.alice.role`.
    pub name: String,
    /// Its value, as a facts file has it. `None` where it could not be had.
    pub value: Option<Json>,
    /// Why it could not be had.
    pub unavailable: Option<String>,
    /// Where it was read: method and path, or the field of an answer. `None` for what the repository says.
    pub source: Option<String>,
}

/// Every fact that was asked for, in the order of a facts file: what a facts file would hold, flat. `sources` are those of
/// the recording.
pub fn facts(facts: &Facts, sources: &BTreeMap<String, String>) -> Vec<FactAnswer> {
    let Json::Object(root) = write_facts(facts) else { return Vec::new() };
    let mut flat: Vec<(String, Json)> = Vec::new();
    for (key, value) in root {
        match (key.as_str(), value) {
            // Facts of the request are known by their own names, whichever the forge.
            ("pull_request" | "merge_request", Json::Object(request)) => flat.extend(request),
            ("users", Json::Object(users)) => {
                for (login, user) in users {
                    flat.extend(of_user(&login, user));
                }
            }
            ("failed_lookups", Json::Object(failed)) => {
                flat.extend(failed.into_iter().map(|(entry, why)| (format!("{key}.{entry}"), unavailable(why))));
            }
            (_, value) => flat.push((key, value)),
        }
    }
    flat.into_iter().map(|(name, value)| fact(name, value, sources)).collect()
}

/// `role` and `teams` of somebody, and each entry of which it is known whether they match it.
fn of_user(login: &str, user: Json) -> Vec<(String, Json)> {
    let Json::Object(user) = user else { return Vec::new() };
    let each = user.into_iter().flat_map(|(key, value)| match (key.as_str(), value) {
        ("matches", Json::Object(matches)) => {
            matches.into_iter().map(|(entry, holds)| (format!("users.{login}.matches.{entry}"), holds)).collect()
        }
        (_, value) => vec![(format!("users.{login}.{key}"), value)],
    });
    each.collect()
}

/// A look-up that failed for everybody is a fact that could not be had.
fn unavailable(why: Json) -> Json {
    serde_json::json!({ "unavailable": why })
}

fn fact(name: String, value: Json, sources: &BTreeMap<String, String>) -> FactAnswer {
    let source = source(&name, sources).cloned();
    match value.get("unavailable").and_then(Json::as_str) {
        Some(why) => FactAnswer { name, value: None, unavailable: Some(why.to_owned()), source },
        None => FactAnswer { name, value: Some(value), unavailable: None, source },
    }
}

/// The source of a fact, or of what it is a part of.
fn source<'a>(name: &str, sources: &'a BTreeMap<String, String>) -> Option<&'a String> {
    let whole = || name.split_once(".matches.").and_then(|(user, _)| sources.get(&format!("{user}.matches")));
    sources.get(name).or_else(whole)
}
