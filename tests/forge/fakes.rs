//! The fakes themselves: that a fault does what it says, and that a world keeps what it is told.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::fake::client::{get, send};
use crate::fake::faults::{At, Fault, FaultKind, Matcher, spots};
use crate::fake::github::World;
use crate::fake::github::world::{Links, MEMBERS, READ, WRITE, sha};
use crate::fake::server::Server;

const REPO: &str = "/repos/acme/infra";

fn started(world: World) -> (Server, Arc<Mutex<World>>) {
    let world = Arc::new(Mutex::new(world));
    (Server::start(Arc::clone(&world)), world)
}

/// All items of a list, and the addresses of its pages.
fn listed(server: &Server, path: &str) -> (Vec<Json>, Vec<String>) {
    let (mut items, mut pages) = (Vec::new(), vec![format!("{}{path}", server.base_url)]);
    while let Some(page) = pages.last() {
        assert!(pages.len() < 20, "{pages:?}");
        let answer = get(page, READ);
        items.extend(answer.json().as_array().unwrap().clone());
        match answer.next() {
            Some(next) => pages.push(next),
            None => break,
        }
    }
    (items, pages)
}

fn head(server: &Server) -> Json {
    get(&format!("{}{REPO}/pulls/7", server.base_url), READ).json()["head"]["sha"].clone()
}

#[test]
fn a_token_may_what_it_was_granted() {
    let (server, world) = started(World::new());
    let comments = format!("{REPO}/issues/7/comments");
    let membership = "/orgs/acme/teams/net/memberships/bob";
    for (method, path, token, status) in [
        ("GET", "/repos/acme/infra/pulls/7", READ, 200),
        ("GET", "/repos/acme/infra/pulls/7", "another", 401),
        ("GET", "/repos/acme/infra/pulls/8", READ, 404),
        ("GET", membership, MEMBERS, 200),
        ("GET", membership, READ, 403),
        ("GET", "/orgs/acme/teams/none", MEMBERS, 404),
        ("GET", "/user", MEMBERS, 200),
        ("GET", "/user", READ, 403),
        ("POST", comments.as_str(), READ, 403),
        ("POST", comments.as_str(), WRITE, 201),
    ] {
        let body = json!({"body": "hello"});
        let answer = send(method, &format!("{}{path}", server.base_url), token, (method == "POST").then_some(&body));
        assert_eq!(answer.status, status, "{method} {path} {token}");
    }
    let world = world.lock().unwrap();
    assert_eq!((world.comments.len(), world.writes.len()), (1, 1));
}

#[test]
fn a_list_comes_in_pages_under_both_addresses() {
    for (links, form) in [(Links::Repos, "/repos/acme/infra/"), (Links::Repositories, "/repositories/1000/")] {
        let mut world = World::new();
        world.links = links;
        (0..100).for_each(|_| world.review("bob", "COMMENTED"));
        let (server, _world) = started(world);
        let (items, pages) = listed(&server, &format!("{REPO}/pulls/7/reviews?per_page=300"));
        assert_eq!((items.len(), pages.len()), (101, 2), "{links:?}");
        assert!(pages[1].contains(form), "{pages:?}");
        assert!(items.is_sorted_by_key(|item| item["id"].as_u64()));
    }
}

#[test]
fn a_page_after_the_last_repeats_or_is_another_s() {
    for (kind, items) in [(FaultKind::ExtraPage, "bob bob"), (FaultKind::ForeignPage, "bob mallory")] {
        let (server, _world) = started(World::new());
        server.fault(Fault::always(Matcher::of("GET", REPO), kind));
        let (found, pages) = listed(&server, &format!("{REPO}/pulls/7/reviews"));
        let logins: Vec<_> = found.iter().map(|item| item["user"]["login"].as_str().unwrap()).collect();
        assert_eq!((logins.join(" "), pages.len()), (items.to_owned(), 2));
    }
}

#[test]
fn a_fault_is_what_it_is_called() {
    let elsewhere = Server::start(World::new());
    let everywhere = At::Everywhere;
    let cases = [
        (FaultKind::Unauthorized, 401, ""),
        (FaultKind::Forbidden, 403, ""),
        (FaultKind::NotFound, 404, ""),
        (FaultKind::TooMany { retry_after: 3 }, 429, ""),
        (FaultKind::RateLimited { reset: 3 }, 403, "rate limit"),
        (FaultKind::ServerError, 500, ""),
        (FaultKind::BadGateway, 502, "<html>"),
        (FaultKind::Redirect { base_url: elsewhere.base_url.clone() }, 302, ""),
        (FaultKind::Timeout, 0, ""),
        (FaultKind::Closed, 0, ""),
        (FaultKind::EmptyPage, 200, "[]"),
        (FaultKind::WrongType { at: At::Pointer("/0/state".into()) }, 200, "\"state\":7"),
        (FaultKind::UnknownWord { at: everywhere.clone() }, 200, "\"state\":\"WEIRD\""),
        (FaultKind::NullObject { at: At::Pointer("/0/user".into()) }, 200, "\"user\":null"),
        (FaultKind::NullObject { at: everywhere }, 200, "[null]"),
    ];
    for (kind, status, body) in cases {
        let (server, _world) = started(World::new());
        let reviews = format!("{}{REPO}/pulls/7/reviews", server.base_url);
        server.fault(Fault::once(Matcher::of("GET", REPO), kind.clone()));
        let answer = get(&reviews, READ);
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, status, "{kind:?}");
        assert!(text.contains(body), "{kind:?}: {text}");
        assert_eq!(get(&reviews, READ).json()[0]["state"], "APPROVED", "{kind:?} happened twice");
        assert_eq!(server.log().iter().map(|exchange| exchange.damaged).collect::<Vec<_>>(), [true, false], "{kind:?}");
    }
    assert!(elsewhere.log().is_empty());
}

#[test]
fn half_a_body_is_no_json() {
    for kind in [FaultKind::CutBody, FaultKind::BadJson] {
        let (server, _world) = started(World::new());
        server.fault(Fault::once(Matcher::default(), kind.clone()));
        let answer = get(&format!("{}{REPO}", server.base_url), READ);
        let announced: usize = answer.header("content-length").unwrap().parse().unwrap();
        assert!(answer.status == 200 && answer.json().is_null() && !answer.body.is_empty(), "{kind:?}");
        assert_eq!(answer.body.len() < announced, kind == FaultKind::CutBody, "{kind:?}");
    }
}

#[test]
fn a_write_whose_answer_is_lost_has_happened() {
    for (kind, comments) in [(FaultKind::Closed, 1), (FaultKind::BadGateway, 1), (FaultKind::ServerError, 0)] {
        let (server, world) = started(World::new());
        server.fault(Fault::once(Matcher::of("POST", REPO), kind.clone()));
        let url = format!("{}{REPO}/issues/7/comments", server.base_url);
        assert!(send("POST", &url, WRITE, Some(&json!({"body": "hello"}))).status != 201);
        assert_eq!(world.lock().unwrap().comments.len(), comments, "{kind:?}");
    }
}

#[test]
fn a_head_moves_after_the_answer() {
    let (server, _world) = started(World::new());
    server.fault(Fault { on: Matcher { after: 1, ..Matcher::of("GET", REPO) }, kind: FaultKind::MovedHead, times: 1 });
    assert_eq!([head(&server), head(&server), head(&server)], [sha('a'), sha('a'), sha('b')]);
}

#[test]
fn errors_come_beside_what_is_left_of_the_data() {
    let (server, _world) = started(World::new());
    let query = "{ repository(owner: \"acme\", name: \"infra\") { pullRequest(number: 7) { reviews(first: 9) { nodes { state } } } } }";
    let ask = || send("POST", &format!("{}/graphql", server.base_url), READ, Some(&json!({"query": query})));
    server.fault(Fault::once(Matcher::query("reviews"), FaultKind::GraphqlErrors));
    let states = |answer: &Json| answer["data"]["repository"]["pullRequest"]["reviews"]["nodes"].clone();
    let (bad, good) = (ask().json(), ask().json());
    assert_eq!((states(&bad), bad["errors"].is_array()), (json!([]), true));
    assert_eq!((states(&good), good["errors"].is_null()), (json!([{"state": "APPROVED"}]), true));
}

#[test]
fn every_place_that_can_be_damaged_is_listed() {
    let body = json!({"state": "open", "user": {"id": 1}, "labels": []});
    let kinds = |at: At| {
        [
            FaultKind::WrongType { at: at.clone() },
            FaultKind::UnknownWord { at: at.clone() },
            FaultKind::NullObject { at },
        ]
    };
    let found = kinds(At::Everywhere).map(|kind| spots(&kind, &body).join(" "));
    assert_eq!(found, [" /labels /state /user /user/id", "/state", " /user"]);
    assert_eq!(spots(&FaultKind::Missing { at: At::Everywhere }, &body), ["/labels", "/state", "/user", "/user/id"]);
}

#[test]
fn answers_take_their_time_and_rounds_are_counted() {
    let (server, _world) = started(World::new());
    server.delay(Duration::from_millis(30));
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| head(&server));
        }
    });
    head(&server);
    assert!(began.elapsed() >= Duration::from_millis(60));
    assert_eq!((server.log().len(), server.round_trips()), (5, 2));
}
