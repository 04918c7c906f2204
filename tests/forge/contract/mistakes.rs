//! The proxy is worth what it refuses: one mistake of each kind, and the reason that it gives.

use std::sync::{Arc, Mutex};

use serde_json::{Value as Json, json};

use crate::fake::github::World;
use crate::fake::github::world::sha;
use crate::fake::server::{Forge, Reply, Request};
use crate::proxy::Rig;

#[track_caller]
fn refused(rig: &Rig, method: &str, path: &str, body: Option<&Json>, reason: &str) {
    let answer = rig.ask(method, path, body);
    assert!(answer.status >= 400, "let through: {method} {path}");
    let refused = rig.refused();
    println!("{method} {path}\n    {}", refused.lines().last().unwrap_or_default());
    assert!(refused.lines().last().is_some_and(|line| line.contains(reason)), "{reason}: {refused}");
}

#[test]
fn a_misspelt_request_is_refused() {
    let rig = Rig::new(World::new());
    let reviews = "/repos/acme/infra/pulls/7/reviews";
    refused(&rig, "GET", &format!("{reviews}?perpage=100"), None, "no parameter perpage");
    refused(&rig, "GET", &format!("{reviews}?per_page=many"), None, "per_page");
    refused(&rig, "GET", "/repos/acme/infra/pulls/7/review", None, "no such operation");
    refused(&rig, "GET", "/repos/acme/infra/pulls/seven", None, "pull_number");
    let comments = "/repos/acme/infra/issues/7/comments";
    refused(&rig, "POST", comments, Some(&json!({"bodi": "hello"})), "body");
    refused(&rig, "POST", comments, Some(&json!({"body": "hello", "bodi": "hello"})), "bodi");
    let statuses = format!("/repos/acme/infra/statuses/{}", sha('a'));
    refused(&rig, "POST", &statuses, Some(&json!({"state": "good"})), "state");
    refused(&rig, "POST", &statuses, Some(&json!({"state": "success", "contxt": "whomay"})), "contxt");
    assert_eq!(rig.world.lock().unwrap().writes, [""; 0]);
}

#[test]
fn a_misspelt_query_is_refused() {
    let rig = Rig::new(World::new());
    let ask = |query: &str, variables: Json, reason: &str| {
        refused(&rig, "POST", "/graphql", Some(&json!({"query": query, "variables": variables})), reason);
    };
    ask("{ viewer { logn } }", json!({}), "Cannot query field");
    ask("{ user(logn: \"bob\") { login } }", json!({}), "Unknown argument");
    ask("query($l: String!) { user(login: $l) { login } }", json!({"l": "bob", "k": 1}), "has no variable k");
    ask("query($l: String!) { user(login: $l) { login } }", json!({}), "was not provided");
    ask("query($l: Int!) { user(login: $l) { login } }", json!({"l": 1}), "expecting type");
    ask("{ viewer { login }", json!({}), "Syntax Error");
}

/// A world in whose answers something is wrong at a place (a JSON pointer): whatever the test has put there last.
struct Slips<F> {
    forge: F,
    place: &'static str,
    slip: Arc<Mutex<Slip>>,
}

type Slip = fn(&mut Json);

impl<F: Forge> Forge for Slips<F> {
    fn answer(&mut self, request: &Request) -> Reply {
        let mut reply = self.forge.answer(request);
        let mut body: Json = serde_json::from_slice(&reply.body).unwrap();
        (self.slip.lock().unwrap())(body.pointer_mut(self.place).unwrap());
        reply.body = body.to_string().into_bytes();
        reply
    }
}

/// Asks once without a slip, and then with each.
fn slips(place: &'static str, method: &str, path: &str, body: Option<&Json>, slips: &[(Slip, &str)]) {
    let slip: Arc<Mutex<Slip>> = Arc::new(Mutex::new(|_| {}));
    let rig = Rig::of(World::new(), |forge| Slips { forge, place, slip: Arc::clone(&slip) });
    assert_eq!(rig.ask(method, path, body).status, 200, "{}", rig.refused());
    for (wrong, reason) in slips {
        *slip.lock().unwrap() = *wrong;
        refused(&rig, method, path, body, reason);
    }
}

fn renamed(object: &mut Json, from: &str, to: &str) {
    let value = object.as_object_mut().unwrap().remove(from).unwrap();
    object[to] = value;
}

#[test]
fn a_fake_that_misspells_is_refused() {
    let wrong: [(Slip, &str); 4] = [
        (|review| renamed(review, "commit_id", "commitid"), "commit_id"),
        (|review| renamed(review, "submitted_at", "submittedat"), "submittedat"),
        (|review| review["id"] = json!("1"), "id"),
        (|review| review["_links"]["html"] = Json::Null, "html"),
    ];
    slips("/0", "GET", "/repos/acme/infra/pulls/7/reviews", None, &wrong);
}

#[test]
fn a_fake_that_misspells_a_query_s_answer_is_refused() {
    let query = json!({"query": "{ repository(owner: \"acme\", name: \"infra\") { databaseId pullRequest(number: 7) { mergeable isDraft } } }"});
    let wrong: [(Slip, &str); 5] = [
        (|pull| renamed(pull, "mergeable", "mergable"), "the answer has no PullRequest.mergeable"),
        (|pull| pull["mergeable"] = json!("MAYBE"), "cannot represent value"),
        (|pull| pull["isDraft"] = Json::Null, "Cannot return null for non-nullable field"),
        (|pull| pull["isDraft"] = json!("no"), "Boolean cannot represent"),
        (|pull| pull["more"] = json!(1), "the query did not select"),
    ];
    slips("/data/repository/pullRequest", "POST", "/graphql", Some(&query), &wrong);
}

/// Our largest query, with every word of its selection misspelt in turn.
#[test]
fn no_field_of_the_snapshot_can_be_misspelt() {
    let rig = Rig::new(World::new());
    let query = include_str!("../../../src/forge/github/snapshot.graphql");
    let variables = json!({
        "owner": "acme", "name": "infra", "number": 7, "decision": true, "requested": true, "reviews": true, "checks": true, "people": true,
    });
    let ask = |query: &str| rig.ask("POST", "/graphql", Some(&json!({"query": query, "variables": variables}))).status;
    assert_eq!(ask(query), 200, "{}", rig.refused());
    let start = query.find("viewer").unwrap();
    let mut words = 0;
    for (at, line) in query[start..].lines().scan(start, |at, line| {
        let begin = *at;
        *at += line.len() + 1;
        Some((begin, line))
    }) {
        let word = line.trim().split([' ', '(']).find(|word| !word.ends_with(':')).unwrap_or_default();
        if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            continue;
        }
        let end = at + line.find(word).unwrap() + word.len();
        let wrong = format!("{}x{}", &query[..end], &query[end..]);
        assert_eq!(ask(&wrong), 400, "{word} can be misspelt");
        words += 1;
    }
    assert!(words > 50, "{words}");
}
