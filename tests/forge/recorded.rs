//! Recorded answers of the real GitHub: our paging reads them, and the fake's answers are like them.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use serde_json::Value as Json;
use whomay::forge::pages;
use whomay::forge::token::{Purpose, Scheme};
use whomay::forge::transport::{Call, Transport};
use whomay::forge::trouble::Trouble;

use crate::fake::client::get;
use crate::fake::github::world::{READ, sha};
use crate::fake::github::{World, settings};
use crate::fake::server::{Forge, Reply, Request, Server};

fn recorded(scenario: &str) -> Vec<Json> {
    let all: Json = serde_json::from_str(include_str!("recorded/octokit.json")).unwrap();
    all[scenario].as_array().unwrap().clone()
}

/// Answers what was answered then. Addresses lead here instead of to GitHub.
struct Replay(Vec<Json>);

impl Forge for Replay {
    fn answer(&mut self, request: &Request) -> Reply {
        let query: Vec<_> = request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let target =
            if query.is_empty() { request.path.clone() } else { format!("{}?{}", request.path, query.join("&")) };
        let same = |then: &&Json| then["method"] == request.method && then["path"] == target;
        let then = self.0.iter().find(same).cloned().unwrap_or_else(|| serde_json::json!({"status": 599}));
        let reply = Reply::json(u16::try_from(then["status"].as_u64().unwrap()).unwrap(), &then["response"]);
        match then["link"].as_str() {
            Some(link) => reply.with("link", link.replace("https://api.github.com", &request.origin)),
            None => reply,
        }
    }
}

fn asked<T>(server: &Server, ask: impl AsyncFnOnce(Transport) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let transport = Transport::new(&settings(&server.base_url), Scheme::Bearer).unwrap();
    runtime.block_on(ask(transport))
}

#[test]
fn five_recorded_pages_are_one_list() {
    let server = Server::start(Replay(recorded("paginate-issues")));
    let call = Call::get(Purpose::Read, "/repos/octokit-fixture-org/paginate-issues/issues?per_page=3");
    let issues = asked(&server, async |transport| pages::all(&transport, call, pages::array).await).unwrap();
    let numbers: Vec<_> = issues.iter().map(|issue| issue["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (1..=13).rev().collect::<Vec<_>>());
    let log = server.log();
    assert_eq!(log.len(), 5);
    assert!(log.iter().all(|exchange| exchange.request.token() == Some(READ)));
    assert!(log[1..].iter().all(|exchange| exchange.request.path == "/repositories/1000/issues"));
}

#[test]
fn recorded_pages_that_are_cut_off_are_no_list() {
    let mut pages = recorded("paginate-issues");
    pages.pop();
    let server = Server::start(Replay(pages));
    let call = Call::get(Purpose::Read, "/repos/octokit-fixture-org/paginate-issues/issues?per_page=3");
    let mut settings = settings(&server.base_url);
    settings.budget = std::time::Duration::from_millis(500);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let transport = Transport::new(&settings, Scheme::Bearer).unwrap();
    assert!(runtime.block_on(pages::all(&transport, call, pages::array)).is_err());
}

#[test]
fn recorded_refusals_are_told_apart() {
    let server = Server::start(Replay([recorded("branch-protection"), recorded("errors")].concat()));
    let missing = Call::get(Purpose::Read, "/repos/octokit-fixture-org/branch-protection/branches/main/protection");
    let invalid = Call {
        method: "POST".parse().unwrap(),
        body: Some(b"{}".to_vec()),
        reads: false,
        ..Call::get(Purpose::Write, "/repos/octokit-fixture-org/errors/labels")
    };
    let (missing, invalid) =
        asked(&server, async |transport| (transport.send(missing).await.err(), transport.send(invalid).await.err()));
    assert!(matches!(missing, Some(Trouble::NotFound { .. })), "{missing:?}");
    assert!(matches!(invalid, Some(Trouble::Refused { status: 422, .. })), "{invalid:?}");
}

/// What GitHub sent, the fake sends as well: descriptions of an API may promise less than there is.
#[test]
fn the_fake_s_statuses_have_what_recorded_ones_have() {
    let fields = |status: &Json| status.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let statuses = recorded("create-status").into_iter().find(|then| then["method"] == "GET").unwrap();
    let mut world = World::new();
    world.status("ci", "success", "bob");
    let server = Server::start(Arc::new(Mutex::new(world)));
    let url = format!("{}/repos/acme/infra/commits/{}/statuses", server.base_url, sha('a'));
    assert_eq!(fields(&get(&url, READ).json()[0]), fields(&statuses["response"][0]));
}
