//! How many answers have to be waited for one after the other, and how long that takes at 50 ms each.

#![expect(clippy::print_stdout, reason = "says what it took")]

use std::time::{Duration, Instant};

use whomay::access::needs::Needs;
use whomay::forge::gather::Gathered;
use whomay::forge::session::Session;
use whomay::forge::settings::{ForgeKind, Job, Settings};
use whomay::forge::token::{Token, Tokens};

use crate::fake::github::{World as Hub, world as hub};
use crate::fake::gitlab as lab;
use crate::fake::questions;
use crate::fake::server::Server;

const ANSWER: Duration = Duration::from_millis(50);
const REVIEWERS: [&str; 6] = ["bob", "dave", "erin", "frank", "grace", "heidi"];

/// Everything, with these teams.
fn everything(teams: &[&str]) -> Needs {
    questions::everything(&["carol"], &questions::person(teams))
}

/// A hub with six reviews and three teams.
fn crowded_hub() -> Hub {
    let mut world = Hub::new();
    for (at, login) in REVIEWERS.iter().enumerate().skip(3) {
        world.accounts.insert((*login).into(), hub::Account::user(100 + at as u64, "write"));
    }
    REVIEWERS.iter().skip(1).for_each(|login| world.review(login, "APPROVED"));
    world.team("ops", &["frank", "grace"]);
    world.team("sre", &["heidi"]);
    world
}

fn crowded_lab() -> lab::World {
    let mut world = lab::World::new(lab::Tier::Premium);
    for (at, login) in REVIEWERS.iter().enumerate().skip(3) {
        let id = 100 + at as u64;
        world.users.push(lab::User::person(id, login));
        world.members.push(lab::Membership::of(id, 30));
    }
    for login in REVIEWERS.iter().skip(1) {
        let user = world.user_named(login).unwrap().id;
        world.approvals.push(lab::Approval { user, at: "2026-11-20T12:31:00.000Z".to_owned() });
        world.reviewers.push(lab::Reviewer { user, state: "approved" });
    }
    world
}

fn settings(forge: ForgeKind, base: &str) -> Settings {
    let (api, graphql, tokens, job) = match forge {
        ForgeKind::Github => {
            let job =
                Job { id: hub::RUN, attempt: Some(1), runner: Some("GitHub Actions 1".to_owned()), ..Job::default() };
            (base.to_owned(), Some(format!("{base}/graphql")), [hub::READ, hub::MEMBERS, hub::WRITE], job)
        }
        ForgeKind::Gitlab => {
            let job = Job { id: 701, pipeline: Some(501), ..Job::default() };
            (format!("{base}/api/v4"), None, ["read", "members", "write"], job)
        }
    };
    let [read, members, write] = tokens.map(|text| Token::new(text).unwrap());
    let tokens = Tokens {
        read: Some((read, "READ")),
        members: Some((members, "WHOMAY_MEMBERS_TOKEN")),
        write: Some((write, "WHOMAY_WRITE_TOKEN")),
        ..Tokens::default()
    };
    let address = whomay::forge::address::RequestAddress {
        forge,
        host: "gitlab.example.com".to_owned(),
        root: String::new(),
        repository: "acme/infra".to_owned(),
        number: 7,
    };
    Settings { address, api, graphql, tokens, ca: None, budget: Duration::from_secs(30), job: Some(job) }
}

/// Reads, says what it took, and holds it to so many round trips.
#[track_caller]
fn takes(name: &str, forge: ForgeKind, server: &Server, needs: &Needs, most: usize) -> Gathered {
    server.delay(ANSWER);
    let session = Session::new(settings(forge, &server.base_url)).unwrap();
    let began = Instant::now();
    let gathered = session.gather(needs, &mut |_| Some(needs.clone())).unwrap();
    let took = began.elapsed();
    let (requests, rounds) = (server.log().len(), server.round_trips());
    println!("{name}: {requests} requests in {rounds} rounds, {took:?} at 50 ms for each answer");
    assert!(rounds <= most, "{name}: {rounds} round trips");
    gathered
}

#[test]
fn github_takes_three_round_trips() {
    let typical = Server::start(Hub::new());
    takes("GitHub, typical", ForgeKind::Github, &typical, &everything(&["net"]), 3);
    let crowded = Server::start(crowded_hub());
    let needs = everything(&["net", "ops", "sre"]);
    let gathered = takes("GitHub, 6 reviewers and 3 teams", ForgeKind::Github, &crowded, &needs, 3);
    assert_eq!(gathered.facts.people.len(), 7);
    assert!(gathered.facts.people.values().all(|person| person.settled.len() == 3), "{:?}", gathered.facts.people);
}

#[test]
fn gitlab_takes_five_round_trips() {
    for tier in [lab::Tier::Free, lab::Tier::Premium] {
        let typical = Server::start(lab::World::new(tier));
        takes("GitLab, typical", ForgeKind::Gitlab, &typical, &everything(&["acme/net"]), 5);
    }
    let crowded = Server::start(crowded_lab());
    let needs = everything(&["acme", "acme/net", "acme/net/eu"]);
    let gathered = takes("GitLab, 6 reviewers and 3 groups", ForgeKind::Gitlab, &crowded, &needs, 5);
    assert_eq!(gathered.facts.people.len(), 7);
    assert!(gathered.facts.people.values().all(|person| person.settled.len() == 3), "{:?}", gathered.facts.people);
}
