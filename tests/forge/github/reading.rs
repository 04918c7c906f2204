//! A request of the stateful fake: what is asked, how often, and what comes out.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use whomay::access::facts::{CheckOrigin, CheckState, Mergeable, RequestState, Standing};
use whomay::access::known::Known;
use whomay::access::needs::Needs;
use whomay::access::principal::{PrincipalMatch, Role};
use whomay::forge::gather::{Gathered, Stop};
use whomay::forge::presence::{Named, Presence};
use whomay::forge::session::Session;
use whomay::forge::trouble::Trouble;

use super::{everything, job, read, settings};
use crate::fake::faults::{Fault, FaultKind, Matcher};
use crate::fake::github::World;
use crate::fake::github::world::{Commit, Review, sha};
use crate::fake::server::Server;

/// What comes out of a world, by whoever asks as carol out of its only job, and the server that was asked.
fn gathered(world: World) -> (Gathered, Server) {
    let server = Server::start(Arc::new(Mutex::new(world)));
    let mut settings = settings(&server.base_url);
    settings.job = Some(job());
    (read(settings, &everything("carol")).unwrap(), server)
}

fn asked(server: &Server) -> Vec<String> {
    let mut asked: Vec<String> =
        server.log().iter().map(|exchange| format!("{} {}", exchange.request.method, exchange.request.path)).collect();
    asked.sort();
    asked
}

fn why<T: std::fmt::Debug>(fact: &Known<T>) -> &str {
    match fact {
        Known::Unavailable(why) => why,
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn a_typical_request_takes_three_round_trips() {
    let server = Server::start(Arc::new(Mutex::new(World::new())));
    server.delay(Duration::from_millis(50));
    let mut settings = settings(&server.base_url);
    settings.job = Some(job());
    let began = std::time::Instant::now();
    let gathered = read(settings, &everything("carol")).unwrap();
    let took = began.elapsed();
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(server.log().len(), 13, "{:#?}", asked(&server));
    assert_eq!(server.round_trips(), 3);
    let facts = &gathered.facts.request;
    assert_eq!(facts.state, Known::Known(RequestState::Open));
    assert_eq!(
        (&facts.draft, &facts.from_fork, &facts.queued),
        (&Known::Known(false), &Known::Known(false), &Known::Known(false))
    );
    assert_eq!((&facts.mergeable, &facts.in_conflict), (&Known::Known(Mergeable::Yes), &Known::Known(false)));
    assert_eq!(facts.author, Known::Known("alice".to_owned()));
    assert_eq!(facts.contributors, Known::Known(BTreeSet::from(["alice".to_owned()])));
    assert_eq!(facts.unattributed, Known::Known(Vec::new()));
    assert_eq!(facts.pushers, Known::Known(BTreeSet::from(["alice".to_owned()])));
    assert_eq!(facts.triggering_actor, Known::Known(None));
    assert_eq!(facts.changed_files, Known::Known(1));
    assert_eq!(facts.requested_reviewers, Known::Known(Vec::new()));
    let required = facts.required_checks.value().unwrap();
    assert_eq!(required.len(), 1);
    assert_eq!(required[0].app.as_deref(), Some("ci"));
    let reviews = facts.reviews.value().unwrap();
    assert_eq!((reviews.len(), reviews[0].reviewer.as_deref()), (1, Some("bob")));
    assert_eq!(reviews[0].commit, Some(sha('a')));
    let checks = facts.checks.value().unwrap();
    assert_eq!((checks.len(), &checks[0].state), (1, &CheckState::Success));
    assert_eq!(checks[0].origin, CheckOrigin::CheckRun(Some("ci".to_owned())));
    let net = PrincipalMatch::Team("net".to_owned());
    for login in ["bob", "carol"] {
        let person = &gathered.facts.people[login];
        assert_eq!(
            (&person.standing, person.settled.get(&net)),
            (&Known::Known(Standing::Role(Role::Write)), Some(&true))
        );
    }
    assert_eq!(gathered.sources["reviews"], "POST /graphql repository.pullRequest.reviews");
    assert_eq!(gathered.sources["users.bob.role"], "GET /repos/acme/infra/collaborators/bob/permission");
    assert!(gathered.at.is_some());
}

#[test]
fn nothing_that_is_not_needed_is_asked() {
    let server = Server::start(World::new());
    let gathered = read(settings(&server.base_url), &Needs::default()).unwrap();
    assert_eq!(asked(&server), ["POST /graphql", "POST /graphql"]);
    let request = &gathered.facts.request;
    assert_eq!((&request.reviews, &request.checks), (&Known::NotGiven, &Known::NotGiven));
    assert_eq!(request.in_conflict, Known::Known(false));
}

#[test]
fn whoever_has_enough_after_the_first_look_stops_there() {
    let server = Server::start(World::new());
    let session = Session::new(settings(&server.base_url)).unwrap();
    let stopped = session.gather(&everything("carol"), &mut |opening| {
        assert_eq!(opening.commits.head, sha('a'));
        None
    });
    assert_eq!(stopped.unwrap_err(), Stop::ByCaller);
    assert_eq!(asked(&server), ["POST /graphql"]);
}

#[test]
fn lists_of_many_pages_are_whole() {
    let mut world = World::new();
    for _ in 0..100 {
        world.review("erin", "COMMENTED");
    }
    world.review("dave", "APPROVED");
    for at in 0..1001 {
        world.status(&format!("ci/{at}"), "success", "erin");
    }
    world.commits = (0..250).map(|at| Commit::by(["alice", "erin"][at % 2], &format!("{at:040x}"))).collect();
    world.commits.push(Commit::by("carol", &sha('a')));
    let (gathered, server) = gathered(world);
    let facts = &gathered.facts.request;
    let reviews = facts.reviews.value().unwrap();
    assert_eq!((reviews.len(), reviews[101].reviewer.as_deref()), (102, Some("dave")));
    assert_eq!(facts.checks.value().unwrap().len(), 1002);
    assert_eq!(facts.contributors.value().unwrap().len(), 3);
    let dave = &gathered.facts.people["dave"];
    assert_eq!(dave.standing, Known::Known(Standing::Role(Role::Read)), "a reviewer of the second page");
    assert!(server.log().iter().all(|exchange| exchange.status < 300 || exchange.request.path.contains("teams")));
}

#[test]
fn a_list_without_its_second_page_is_not_known() {
    let mut world = World::new();
    for _ in 0..101 {
        world.review("erin", "COMMENTED");
    }
    let server = Server::start(world);
    server.fault(Fault::always(Matcher::query("\"reviewsAfter\":\""), FaultKind::ServerError));
    let gathered = read(settings(&server.base_url), &Needs { reviews: true, ..Needs::default() }).unwrap();
    assert!(why(&gathered.facts.request.reviews).contains("answers 500"));
}

#[test]
fn what_is_needed_after_all_is_asked_for_in_the_second_round() {
    let server = Server::start(World::new());
    let session = Session::new(settings(&server.base_url)).unwrap();
    let needs = everything("carol");
    let late = session.gather(&Needs::default(), &mut |_| Some(needs.clone())).unwrap();
    let early = read(settings(&server.base_url), &needs).unwrap();
    assert_eq!(late.facts, early.facts);
}

#[test]
fn commits_that_the_api_leaves_out_are_not_known() {
    let mut world = World::new();
    world.commits[0].sha = sha('b');
    let (gathered, _) = gathered(world);
    let facts = &gathered.facts.request;
    assert!(why(&facts.contributors).contains("is not the head"), "{}", why(&facts.contributors));
    assert!(why(&facts.unattributed).contains("is not the head"));
    assert!(why(&facts.checks).contains("is not the head"), "{}", why(&facts.checks));
}

#[test]
fn teams_that_the_token_cannot_see_are_said_so() {
    let mut world = World::new();
    world.teams.get_mut("net").unwrap().secret = true;
    let (gathered, _) = gathered(world);
    let net = PrincipalMatch::Team("net".to_owned());
    let why = &gathered.facts.failed_lookups[&net];
    assert!(why.contains("organization members: read"), "{why}");
    assert_eq!(gathered.facts.people["bob"].settled.get(&net), None);
}

#[test]
fn own_output_is_known_by_who_made_it() {
    let mut world = World::new();
    world.status("whomay/enforce/apply/prod", "pending", "github-actions[bot]");
    world.status("whomay/enforce/apply-extra", "failure", "github-actions[bot]");
    world.check("plan", "in_progress", None);
    world.check("other", "in_progress", None);
    let own = world.checks[1].id;
    world.runs.get_mut(&500).unwrap().jobs = vec![(own, "plan".into(), "GitHub Actions 1".into())];
    let (gathered, _) = gathered(world);
    let checks = gathered.facts.request.checks.value().unwrap();
    let own: Vec<&str> = checks.iter().filter(|check| check.own).map(|check| check.title.as_str()).collect();
    assert_eq!(own, ["plan", "whomay/enforce/apply/prod"], "{checks:?}");
}

#[test]
fn somebody_else_s_status_of_our_name_is_not_ours() {
    let mut world = World::new();
    world.status("whomay/enforce/apply", "failure", "erin");
    let (gathered, _) = gathered(world);
    assert!(gathered.facts.request.checks.value().unwrap().iter().all(|check| !check.own));
}

#[test]
fn whoever_runs_it_again_is_asked_about_as_well() {
    let mut world = World::new();
    let run = world.runs.get_mut(&500).unwrap();
    run.triggering_actor = Some("dave".into());
    let (gathered, _) = gathered(world);
    assert_eq!(gathered.facts.request.triggering_actor, Known::Known(Some("dave".to_owned())));
    assert_eq!(gathered.facts.people["dave"].standing, Known::Known(Standing::Role(Role::Read)));
}

#[test]
fn mergeability_is_waited_for() {
    let mut world = World::new();
    world.pull.mergeable = [None, None, Some(false)].into();
    let (gathered, _) = gathered(world);
    assert_eq!(gathered.facts.request.mergeable, Known::Known(Mergeable::No));
    assert_eq!(gathered.facts.request.in_conflict, Known::Known(true));
}

#[test]
fn mergeability_that_never_comes_is_not_known() {
    let mut world = World::new();
    world.pull.mergeable = [None].into();
    let server = Server::start(world);
    let mut settings = settings(&server.base_url);
    settings.budget = Duration::from_secs(3);
    let gathered = read(settings, &Needs { mergeable: true, ..Needs::default() });
    match gathered {
        Ok(gathered) => {
            assert!(why(&gathered.facts.request.in_conflict).contains("has not worked out"));
            assert_eq!(gathered.facts.request.mergeable, Known::Known(Mergeable::Computing));
        }
        Err(stop) => unreachable!("{stop:?}"),
    }
}

#[test]
fn a_head_that_moves_is_read_again() {
    let world = Arc::new(Mutex::new(World::new()));
    let server = Server::start(Arc::clone(&world));
    let session = Session::new(settings(&server.base_url)).unwrap();
    let mut looks = 0;
    let gathered = session.gather(&Needs::default(), &mut |_| {
        looks += 1;
        if looks == 1 {
            world.lock().unwrap().push("bob", &sha('b'));
        }
        Some(Needs::default())
    });
    assert_eq!((gathered.unwrap().commits.head, looks), (sha('b'), 2));
}

#[test]
fn a_request_that_is_not_there_is_no_request() {
    let server = Server::start(World::new());
    let mut settings = settings(&server.base_url);
    settings.address.number = 8;
    let stop = read(settings, &everything("carol")).unwrap_err();
    assert!(matches!(stop, Stop::Trouble(Trouble::NotFound { .. })), "{stop:?}");
}

#[test]
fn what_a_configuration_names_is_there_or_not() {
    let mut world = World::new();
    world.team("secret", &[]);
    world.teams.get_mut("secret").unwrap().secret = true;
    let server = Server::start(world);
    let session = Session::new(settings(&server.base_url)).unwrap();
    let presence = session.presence(&[
        Named::User("bob".into()),
        Named::User("nobody".into()),
        Named::Team("net".into()),
        Named::Team("secret".into()),
        Named::ProtectedBranch("main".into()),
        Named::ProtectedBranch("topic".into()),
        Named::ProtectedBranch("gone".into()),
        Named::App("ci".into()),
        Named::App("unknown".into()),
    ]);
    let words: Vec<&str> = presence
        .iter()
        .map(|presence| match presence {
            Presence::There => "there",
            Presence::Absent => "absent",
            Presence::Unfit(_) => "unfit",
            Presence::Hidden(_) => "hidden",
            Presence::Unknown(_) => "unknown",
        })
        .collect();
    let wanted = ["there", "absent", "there", "hidden", "there", "unfit", "absent", "there", "hidden"];
    assert_eq!(words, wanted, "{presence:?}");
}

/// A review of somebody whose account is gone, of a commit that is gone.
#[test]
fn what_is_gone_is_nobody_s_and_of_no_commit() {
    let mut world = World::new();
    let gone = Review { login: None, commit: None, ..world.reviews[0].clone() };
    world.reviews.push(gone);
    let (gathered, _) = gathered(world);
    let reviews = gathered.facts.request.reviews.value().unwrap();
    assert_eq!((&reviews[1].reviewer, &reviews[1].commit), (&None, &None));
}
