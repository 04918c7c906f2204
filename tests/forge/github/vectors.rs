//! Answers of GitHub and the facts that they become, as data: `tests/forge/vectors/github.json`.
//!
//! A vector changes single values of an ordinary snapshot and single answers of REST, and says what the facts are by
//! their names in a facts file. `{"unavailable": TEXT}` is a fact that could not be had for a reason that has the text
//! in it; the fact without a name is the whole request.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value as Json, json};
use whomay::config::facts_file::write_facts;
use whomay::forge::gather::Stop;

use super::{everything, job, read, settings};
use crate::fake::server::{Forge, Reply, Request, Server};

const VECTORS: &str = include_str!("../vectors/github.json");

/// A forge that always says the same.
struct Script {
    snapshot: Json,
    rest: BTreeMap<String, (u16, Json)>,
}

impl Forge for Script {
    fn answer(&mut self, request: &Request) -> Reply {
        if request.path == "/graphql" {
            let mut answer = self.snapshot.clone();
            // The second look asks for nothing that could be wrong beside the commits.
            if request.json()["query"].as_str().is_some_and(|query| query.contains("query Heads")) {
                answer.as_object_mut().unwrap().remove("errors");
            }
            return Reply::json(200, &answer);
        }
        let asked = format!("{} {}", request.method, request.path);
        let not_found = (404, json!({"message": "Not Found"}));
        let (status, body) = self.rest.get(&asked).unwrap_or(&not_found);
        Reply::json(*status, body)
    }
}

fn script(all: &Json, vector: &Json) -> Script {
    let mut snapshot = all["snapshot"].clone();
    for (pointer, value) in vector["set"].as_object().into_iter().flatten() {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        match snapshot.pointer_mut(parent).unwrap() {
            Json::Array(items) => items[name.parse::<usize>().unwrap()] = value.clone(),
            parent => parent[name] = value.clone(),
        }
    }
    let both = [&all["rest"], &vector["rest"]].into_iter().filter_map(Json::as_object).flatten();
    let rest = both.map(|(asked, answer)| {
        (asked.clone(), (u16::try_from(answer["status"].as_u64().unwrap()).unwrap(), answer["body"].clone()))
    });
    Script { snapshot, rest: rest.collect() }
}

/// What is said of everything if it cannot be read, and otherwise the facts.
fn facts(script: Script) -> Result<Json, String> {
    let server = Server::start(script);
    let mut settings = settings(&server.base_url);
    // One token, so that what is ours is what the token of the snapshot made.
    settings.tokens.write = None;
    settings.budget = Duration::from_secs(4);
    settings.job = Some(job());
    match read(settings, &everything("carol")) {
        Ok(gathered) => Ok(write_facts(&gathered.facts)),
        Err(Stop::Trouble(trouble)) => Err(trouble.to_string()),
        Err(Stop::ByCaller) => unreachable!("nobody said stop"),
    }
}

/// A fact by its name in a facts file.
fn named<'a>(facts: &'a Json, name: &str) -> &'a Json {
    name.split('.').fold(facts, |facts, key| &facts[key])
}

/// Whether a fact is the expected one.
fn fits(fact: &Json, expected: &Json) -> bool {
    if let Some(text) = expected["unavailable"].as_str() {
        let why = fact.get("unavailable").unwrap_or(fact).as_str();
        return why.is_some_and(|why| why.contains(text));
    }
    match (fact, expected) {
        (Json::Object(fact), Json::Object(expected)) => {
            fact.len() == expected.len()
                && expected.iter().all(|(key, value)| fact.get(key).is_some_and(|fact| fits(fact, value)))
        }
        _ => fact == expected,
    }
}

#[test]
fn every_answer_becomes_the_fact_that_it_is() {
    let all: Json = serde_json::from_str(VECTORS).unwrap();
    let vectors = all["vectors"].as_array().unwrap();
    let mut wrong = Vec::new();
    for vector in vectors {
        let facts = facts(script(&all, vector));
        for (name, expected) in vector["expect"].as_object().unwrap() {
            let fact = match &facts {
                Ok(facts) => named(facts, name).clone(),
                Err(why) if name.is_empty() => json!({"unavailable": why}),
                Err(why) => json!({"nothing": why}),
            };
            if !fits(&fact, expected) {
                wrong.push(format!("{}: {name} is {fact}, not {expected}", vector["name"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {} vectors:\n{}", wrong.len(), vectors.len(), wrong.join("\n"));
    assert!(vectors.len() >= 25);
}
