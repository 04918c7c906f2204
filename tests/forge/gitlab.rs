//! The adapter for GitLab, end to end over the fake: what it makes of an instance, and what it asks for that.

#![expect(clippy::panic, reason = "a fact that is not as it should be says what it is instead")]
#![expect(clippy::print_stdout, reason = "the number of rounds is worth seeing")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use serde_json::Value as Json;
use whomay::access::facts::{CheckState, Mergeable, Request, RequestState, ReviewDecision, ReviewState, Standing};
use whomay::access::known::Known;
use whomay::access::needs::{Needs, PersonNeeds};
use whomay::access::principal::{PrincipalMatch, Role};
use whomay::config::facts_file::write_facts;
use whomay::forge::address::RequestAddress;
use whomay::forge::gather::Forge as _;
use whomay::forge::gather::{Gathered, Stop};
use whomay::forge::gitlab::Gitlab;
use whomay::forge::posting::{StatusState, Write};
use whomay::forge::presence::{Named, Presence};
use whomay::forge::session::Session;
use whomay::forge::settings::{ForgeKind, Job, Settings};
use whomay::forge::token::{Token, Tokens};
use whomay::forge::transport::AT_ONCE;
use whomay::forge::trouble::Trouble;

use crate::fake::faults::{Fault, FaultKind, Matcher};
use crate::fake::gitlab::{
    Approval, Commit, Membership, Note, Pipeline, Push, Reviewer, Rule, Status, Tier, User, Version, World, contract,
    sha,
};
use crate::fake::questions;
use crate::fake::server::Server;

/// A world, the server that answers for it, and how to reach that.
struct Lab {
    world: Arc<Mutex<World>>,
    server: Server,
    settings: Settings,
}

impl Lab {
    fn new(world: World) -> Lab {
        let root = world.root.clone();
        let world = Arc::new(Mutex::new(world));
        let server = Server::start(Arc::clone(&world));
        let token = |text: &str, name| Some((Token::new(text).unwrap(), name));
        let settings = Settings {
            address: RequestAddress {
                forge: ForgeKind::Gitlab,
                host: "gitlab.example.com".to_owned(),
                root: root.trim_matches('/').to_owned(),
                repository: "acme/infra".to_owned(),
                number: 7,
            },
            api: format!("{}{root}/api/v4", server.base_url),
            graphql: None,
            tokens: Tokens {
                read: token("read", "GITLAB_TOKEN"),
                members: token("members", "WHOMAY_MEMBERS_TOKEN"),
                write: token("write", "WHOMAY_WRITE_TOKEN"),
                ..Tokens::default()
            },
            ca: None,
            budget: Duration::from_secs(20),
            job: Some(Job { id: 701, pipeline: Some(501), ..Job::default() }),
        };
        Lab { world, server, settings }
    }

    fn of(tier: Tier, change: impl FnOnce(&mut World)) -> Lab {
        let mut world = World::new(tier);
        change(&mut world);
        Lab::new(world)
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    fn session(&self) -> Session {
        Session::new(self.settings.clone()).unwrap()
    }

    fn gather(&self) -> Result<Gathered, Stop> {
        self.gather_for(&everything())
    }

    fn gather_for(&self, needs: &Needs) -> Result<Gathered, Stop> {
        let gathered = self.session().gather(needs, &mut |_| Some(needs.clone()));
        assert_eq!(self.world().violations, [""; 0]);
        gathered
    }

    fn request(&self) -> Request {
        self.gather().unwrap().facts.request
    }

    /// Spoils the answers to what begins like this below the project.
    fn spoil(&self, path: &str, kind: FaultKind) {
        self.server.fault(Fault::always(Matcher::of("GET", &format!("/api/v4/projects/acme%2Finfra{path}")), kind));
    }
}

fn person(teams: &[&str], standing: bool) -> PersonNeeds {
    PersonNeeds { teams: teams.iter().map(|team| (*team).to_owned()).collect(), standing }
}

/// Everything that a decision can need.
fn everything() -> Needs {
    let actors = BTreeMap::from([("carol".to_owned(), person(&["acme/net", "acme/net/eu"], true))]);
    let triggering = person(&[], true);
    Needs { actors, triggering, ..questions::everything(&[], &person(&["acme/net"], true)) }
}

fn known<T>(fact: &Known<T>) -> &T {
    fact.value().unwrap_or_else(|| panic!("{:?}", fact.missing()))
}

fn why_not<T: std::fmt::Debug>(fact: &Known<T>) -> &str {
    match fact {
        Known::Unavailable(why) => why,
        other => panic!("{other:?}"),
    }
}

fn expected(name: &str) -> Json {
    let text = match name {
        "free" => include_str!("gitlab_facts/free.json"),
        _ => include_str!("gitlab_facts/premium.json"),
    };
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_facts_of_a_request_on_which_all_is_well() {
    for (tier, name) in [(Tier::Free, "free"), (Tier::Premium, "premium")] {
        let lab = Lab::of(tier, |_| {});
        let gathered = lab.gather().unwrap();
        let written = write_facts(&gathered.facts);
        assert_eq!(written, expected(name), "{name}: {}", serde_json::to_string_pretty(&written).unwrap());
        assert_eq!(
            [&gathered.commits.head, &gathered.commits.base, &gathered.commits.default_tip],
            [&sha('a'), &sha('d'), &sha('d')]
        );
        assert_eq!([&gathered.commits.target_branch, &gathered.commits.default_branch], ["main", "main"]);
        // The server's own clock.
        assert!(gathered.at.is_some_and(|at| at.ends_with(" GMT")));
        assert!(gathered.url.ends_with("/acme/infra/-/merge_requests/7"));
    }
}

#[test]
fn every_fact_says_where_it_comes_from() {
    let gathered = Lab::of(Tier::Premium, |_| {}).gather().unwrap();
    let request = write_facts(&gathered.facts)["merge_request"].clone();
    let facts: BTreeSet<&str> = request.as_object().unwrap().keys().map(String::as_str).collect();
    let sourced: BTreeSet<&str> = gathered.sources.keys().map(String::as_str).collect();
    // Two facts of the file have the names that people know them by.
    let missing: Vec<_> = facts.difference(&sourced).filter(|name| !matches!(**name, "conflict" | "fork")).collect();
    assert!(missing.is_empty(), "{missing:?} of {sourced:?}");
    assert!(["in_conflict", "from_fork"].iter().all(|name| sourced.contains(name)) || sourced.contains("fork"));
    for who in ["users.carol.role", "users.bob.role", "users.carol.matches"] {
        assert!(gathered.sources.contains_key(who), "{who}");
    }
}

/// The endpoints that the adapter uses to read, of those that there are schemas of.
const READ: [&str; 19] = [
    "approval settings",
    "approval state",
    "approvals",
    "branch",
    "commits of a merge request",
    "direct member of a group",
    "events of a project",
    "group",
    "job",
    "member of a project",
    "merge request",
    "place on a merge train",
    "project",
    "protected branches",
    "reviewers of a merge request",
    "statuses of a commit",
    "user",
    "users by name",
    "versions of a merge request",
];

#[test]
fn every_endpoint_that_is_used_has_a_schema_and_is_asked_here() {
    let lab = Lab::of(Tier::Premium, |world| {
        world.merge_trains = true;
        world.on_merge_train = true;
        world.commits.insert(0, Commit::by("erin", &sha('1')));
    });
    lab.gather().unwrap();
    lab.session().presence(&[Named::ProtectedBranch("release/*".to_owned())]);
    assert_eq!(lab.world().used, READ.map(str::to_owned).into());
    assert_eq!(lab.world().violations, [""; 0]);
}

/// The endpoints that are used to post.
const POSTED: [&str; 9] = [
    "deletion of a note",
    "edit of a merge request",
    "edit of a note",
    "merge request",
    "new note",
    "new status of a commit",
    "notes",
    "statuses of a commit",
    "user of the token",
];

#[test]
fn everything_that_is_posted_is_as_documented() {
    let lab = Lab::of(Tier::Free, |world| {
        let other = world.notes[0].clone();
        world.notes.extend((1..=101).map(|index| Note { id: 1000 + index, ..other.clone() }));
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(post_everything(&lab));
    let world = lab.world();
    assert_eq!(world.violations, [""; 0]);
    assert_eq!(world.used, POSTED.map(str::to_owned).into());
    assert_eq!(world.labels, BTreeSet::from(["kept".to_owned()]));
    let own: Vec<_> =
        world.statuses.iter().filter(|status| status.name == "whomay").map(|status| status.state.as_str()).collect();
    assert_eq!(own, ["success"]);
    assert!(lab.server.log().iter().all(|exchange| exchange.request.token() == Some("write")));
}

async fn post_everything(lab: &Lab) {
    let gitlab = Gitlab::new(lab.settings.clone()).unwrap();
    let posting = gitlab.posting();
    assert_eq!(posting.identity().await.unwrap().id, 91);
    assert_eq!(posting.head().await.unwrap(), sha('a'));
    let body = "Say \"ü\" & 1 + 1 = 2\n<!-- marker -->".to_owned();
    let id = posting.write(&Write::CreateComment { body: body.clone() }).await.unwrap().unwrap();
    let comments = posting.comments().await.unwrap();
    // Ours is the newest of 103; GitLab's own remark is none.
    let newest = comments.iter().max_by_key(|comment| comment.id).unwrap();
    assert!(comments.is_sorted_by_key(|comment| comment.id) && comments.len() == 103, "{}", comments.len());
    assert_eq!(
        comments
            .iter()
            .filter(|comment| comment.id == id && comment.body == body && comment.author == Some(91))
            .count(),
        1
    );
    assert!(newest.id >= id);
    posting.write(&Write::UpdateComment { id, body: "other".to_owned() }).await.unwrap();
    assert_eq!(lab.world().notes.iter().find(|note| note.id == id).unwrap().body, "other");
    assert!(posting.write(&Write::UpdateComment { id: 901, body: "forged".to_owned() }).await.is_err());
    posting.write(&Write::DeleteComment { id }).await.unwrap();
    for state in [StatusState::Pending, StatusState::Pending, StatusState::Success] {
        let (context, description) = ("whomay".to_owned(), "All is well".to_owned());
        posting.write(&Write::SetStatus { commit: sha('a'), context, state, description }).await.unwrap();
    }
    for label in ["gone", "kept"] {
        posting.write(&Write::AddLabel { label: label.to_owned() }).await.unwrap();
    }
    posting.write(&Write::RemoveLabel { label: "gone".to_owned() }).await.unwrap();
    assert_eq!(posting.labels().await.unwrap(), ["kept"]);
}

#[test]
fn every_schema_is_of_an_endpoint_that_is_used_or_that_is_known_not_to_be() {
    let used: BTreeSet<&str> = READ.iter().chain(&POSTED).copied().collect();
    let schemas: BTreeSet<&str> = contract::endpoints().iter().map(|endpoint| endpoint.name.as_str()).collect();
    let unused: Vec<&str> = schemas.difference(&used).copied().collect();
    assert_eq!(
        unused,
        [
            "commit",
            "direct member of a project",
            "direct members of a group",
            "job of the job token",
            "jobs of a pipeline",
            "member of a group",
            "members of a group",
            "members of a project",
            "merge requests of a commit",
            "participants of a merge request",
            "pipelines of a merge request",
            "protected branch",
        ]
    );
    assert!(used.is_subset(&schemas));
}

#[test]
fn of_whoever_asks_for_changes_a_no_is_said_twice() {
    const SECOND: [&str; 2] = ["direct members of a group", "members of a project"];
    let objects =
        |user| Lab::of(Tier::Premium, |world| world.reviewers.push(Reviewer { user, state: "requested_changes" }));
    let stranger = objects(6);
    let facts = stranger.gather().unwrap().facts;
    assert!(SECOND.iter().all(|second| stranger.world().used.contains(*second)), "{:?}", stranger.world().used);
    assert_eq!(facts.person("mallory").standing, Known::Known(Standing::None));
    let member = objects(5);
    member.spoil("/members/all/5", FaultKind::NotFound);
    let standing = member.gather().unwrap().facts.person("erin").standing.clone();
    assert!(matches!(&standing, Known::Unavailable(why) if why.contains("names them")), "{standing:?}");
}

#[test]
fn nothing_is_asked_that_nobody_needs() {
    let lab = Lab::of(Tier::Premium, |_| {});
    let facts = lab.gather_for(&Needs::default()).unwrap().facts;
    assert_eq!(lab.world().used, ["branch", "merge request", "project"].map(str::to_owned).into());
    assert_eq!((facts.request.reviews, facts.request.checks), (Known::NotGiven, Known::NotGiven));
    assert_eq!(facts.request.contributors, Known::NotGiven);
    assert!(facts.people.is_empty());
}

/// What one usual decision needs: reviews, checks, and somebody's team and role.
fn usual() -> Needs {
    Needs {
        reviews: true,
        checks: true,
        mergeable: true,
        actors: BTreeMap::from([("carol".to_owned(), person(&["acme/net"], true))]),
        ..Needs::default()
    }
}

/// So many requests are under way at once; more in a round than that wait for each other. Everything that a decision
/// could ever need does, and for that alone there is more than the five rounds.
#[test]
fn five_rounds_are_enough() {
    for (needs, name, rounds) in [(usual(), "usual", 5), (everything(), "everything", 5 + 24 / AT_ONCE)] {
        for tier in [Tier::Free, Tier::Premium] {
            let lab = Lab::of(tier, |world| world.commits.insert(0, Commit::by("erin", &sha('1'))));
            lab.server.delay(Duration::from_millis(50));
            lab.gather_for(&needs).unwrap();
            let log = lab.server.log();
            let first = log.iter().map(|exchange| exchange.began).min().unwrap();
            let last = log.iter().map(|exchange| exchange.ended).max().unwrap();
            let trips = lab.server.round_trips();
            println!("{name}, {tier:?}: {} requests in {trips} rounds, {:?} at 50 ms each", log.len(), last - first);
            assert!(trips <= rounds, "{name}: {trips}");
        }
    }
}

#[test]
fn each_token_goes_where_it_is_needed() {
    let lab = Lab::of(Tier::Premium, |_| {});
    lab.gather().unwrap();
    for exchange in lab.server.log() {
        let wanted = if exchange.request.path.starts_with("/api/v4/groups/") { "members" } else { "read" };
        assert_eq!(exchange.request.token(), Some(wanted), "{}", exchange.request.path);
        assert_eq!(exchange.request.header("job-token"), None);
    }
}

#[test]
fn gitlab_may_lie_under_a_relative_url() {
    let lab = Lab::of(Tier::Free, |world| {
        world.root = "/gitlab".to_owned();
        let note = Commit::by("alice", &sha('a'));
        world.commits = (1..=150).map(|index| Commit { id: format!("{index:040x}"), ..note.clone() }).collect();
        world.commits.push(Commit::by("alice", &sha('a')));
    });
    let gathered = lab.gather().unwrap();
    assert_eq!(known(&gathered.facts.request.unattributed).len(), 0);
    assert!(lab.server.log().iter().all(|exchange| exchange.request.path.starts_with("/gitlab/api/v4/")));
}

#[test]
fn what_the_free_tier_does_not_say_is_not_made_up() {
    let free = Lab::of(Tier::Free, |world| world.approvals.clear()).request();
    assert_eq!(known(&free.reviews), &Vec::new());
    assert!(why_not(&free.review_decision).contains("no approval rules"));
    assert_eq!(free.queued, Known::Known(false));
    // Anybody approved, the author too: that is no verdict of the forge's.
    let author = Lab::of(Tier::Free, |world| world.approvals[0].user = 1).request();
    assert_eq!(known(&author.reviews)[0].reviewer.as_deref(), Some("alice"));
    assert!(why_not(&author.review_decision).contains("no approval rules"));
}

#[test]
fn a_hundred_and_one_approvals_and_reviewers_are_all_there() {
    let lab = Lab::of(Tier::Free, |world| {
        let people: Vec<u64> = (1001..=1101).collect();
        world.users.extend(people.iter().map(|id| User::person(*id, &format!("p{id}"))));
        world.approvals =
            people.iter().map(|id| Approval { user: *id, at: "2026-11-20T12:30:00Z".to_owned() }).collect();
        world.reviewers = people.iter().map(|id| Reviewer { user: *id, state: "approved" }).collect();
    });
    let mut needs = everything();
    needs.reviewers = PersonNeeds::default();
    let request = lab.gather_for(&needs).unwrap().facts.request;
    let approved = known(&request.reviews).iter().filter(|review| review.state == ReviewState::Approved);
    assert_eq!((approved.count(), known(&request.requested_reviewers).len()), (101, 101));

    lab.spoil("/merge_requests/7/reviewers?per_page=100&page=2", FaultKind::ServerError);
    let request = lab.gather_for(&needs).unwrap().facts.request;
    assert!(request.requested_reviewers.missing().is_some() && request.reviews.missing().is_some());
}

#[test]
fn a_thousand_and_one_statuses_are_all_there_or_none() {
    let many = |world: &mut World| {
        let head = sha('a');
        world.statuses = (1..=1001).map(|id| Status::of(id, &format!("job {id}"), "success", &head)).collect();
    };
    let request = Lab::of(Tier::Free, many).request();
    let titles: BTreeSet<&str> = known(&request.checks).iter().map(|check| check.title.as_str()).collect();
    assert_eq!(titles.len(), 1001);
    let statuses = format!("/repository/commits/{}/statuses?order_by=id&sort=asc&per_page=100&page=", sha('a'));
    for (page, kind) in [(2, FaultKind::EmptyPage), (7, FaultKind::NotFound), (11, FaultKind::ExtraPage)] {
        let lab = Lab::of(Tier::Free, many);
        lab.spoil(&format!("{statuses}{page}"), kind.clone());
        let request = lab.request();
        assert!(matches!(request.checks, Known::Unavailable(_)), "{kind:?} of page {page}");
        assert!(matches!(request.required_checks, Known::Unavailable(_)), "{kind:?} of page {page}");
    }
}

#[test]
fn two_hundred_and_fifty_commits_are_all_there_or_none() {
    let many = |world: &mut World| {
        let commit = Commit::by("erin", "");
        world.commits = (1..=249).map(|index| Commit { id: format!("{index:040x}"), ..commit.clone() }).collect();
        world.commits.push(Commit::by("alice", &sha('a')));
        world.commits[3].author_email = "stranger@elsewhere.example".to_owned();
    };
    let request = Lab::of(Tier::Free, many).request();
    assert_eq!(known(&request.contributors), &["alice", "erin"].map(str::to_owned).into());
    assert_eq!(known(&request.unattributed), &[format!("{:040x}", 4)]);
    for (page, kind) in [(2, FaultKind::EmptyPage), (3, FaultKind::BadJson)] {
        let lab = Lab::of(Tier::Free, many);
        lab.spoil(&format!("/merge_requests/7/commits?per_page=100&page={page}"), kind.clone());
        let request = lab.request();
        assert!(matches!(request.contributors, Known::Unavailable(_)), "{kind:?}");
        assert!(matches!(request.unattributed, Known::Unavailable(_)), "{kind:?}");
    }
}

#[test]
fn a_list_that_is_not_counted_is_read_to_its_end() {
    let push = |id: u64, from: Option<String>, to: String| Push {
        id,
        user: if id.is_multiple_of(2) { 2 } else { 1 },
        branch: "network".to_owned(),
        from,
        to: Some(to),
        at: "2026-11-20T11:00:00Z".to_owned(),
    };
    let lab = Lab::of(Tier::Free, |world| {
        world.pushes = (1..=250)
            .map(|id| {
                push(
                    id,
                    (id > 1).then(|| format!("{:040x}", id - 1)),
                    if id == 250 { sha('a') } else { format!("{id:040x}") },
                )
            })
            .collect();
    });
    assert_eq!(known(&lab.request().pushers), &["alice", "bob"].map(str::to_owned).into());
    // Without the push that made the branch nobody knows who else pushed.
    lab.world().pushes.remove(0);
    assert!(matches!(lab.request().pushers, Known::Unavailable(_)));
}

#[test]
fn a_job_token_alone_cannot_decide_and_says_so() {
    let mut lab = Lab::of(Tier::Free, |_| {});
    lab.settings.tokens = Tokens {
        read: Some((Token::new("job").unwrap(), "CI_JOB_TOKEN")),
        job: Some((Token::new("job").unwrap(), "CI_JOB_TOKEN")),
        read_is_job_token: true,
        ..Tokens::default()
    };
    match lab.gather() {
        Err(Stop::Trouble(trouble)) => {
            assert!(matches!(trouble, Trouble::NotFound { .. } | Trouble::BadToken { .. }), "{trouble}")
        }
        Err(Stop::ByCaller) => unreachable!("nobody said stop"),
        Ok(gathered) => {
            let request = gathered.facts.request;
            assert!(request.reviews.missing().is_some() && request.checks.missing().is_some());
        }
    }
    assert!(lab.server.log().iter().all(|exchange| exchange.request.header("private-token").is_none()));
    assert!(lab.server.log().iter().any(|exchange| exchange.request.header("job-token") == Some("job")));
}

#[test]
fn a_head_that_moves_starts_everything_over() {
    let lab = Lab::of(Tier::Free, |world| {
        world.reset_approvals_on_push = false;
    });
    // After the first round, whose requests are answered in any order: one that straddles a move is unknown or is read again.
    lab.server.fault(Fault::once(
        Matcher::of("GET", "/api/v4/projects/acme%2Finfra/repository/commits/"),
        FaultKind::MovedHead,
    ));
    let gathered = lab.gather().unwrap();
    assert_eq!((gathered.commits.head.as_str(), known(&gathered.facts.request.head)), (sha('e').as_str(), &sha('e')));
    assert!(known(&gathered.facts.request.pushers).contains("mallory"));
    // The approval is of what was the head when it was given.
    assert_eq!(known(&gathered.facts.request.reviews)[0].commit, Some(sha('a')));
}

#[test]
fn a_push_that_gitlab_has_not_digested_is_waited_for() {
    let lab = Lab::of(Tier::Premium, |world| world.push(sha('e'), "alice"));
    let request = lab.request();
    assert_eq!(known(&request.reviews), &Vec::new());
    assert_eq!(known(&request.review_decision), &ReviewDecision::ReviewRequired);
    assert_eq!(request.mergeable, Known::Known(Mergeable::Yes));
}

#[test]
fn approvals_that_never_settle_are_unknown() {
    let mut lab = Lab::of(Tier::Premium, |world| world.merge_status = ["approvals_syncing"].into());
    lab.settings.budget = Duration::from_secs(3);
    let needs = Needs { reviews: true, review_decision: true, mergeable: true, ..Needs::default() };
    let request = lab.session().gather(&needs, &mut |_| Some(needs.clone())).map(|gathered| gathered.facts.request);
    match request {
        Ok(request) => assert!(request.reviews.missing().is_some() && request.review_decision.missing().is_some()),
        Err(stop) => assert!(matches!(stop, Stop::Trouble(_)), "{stop:?}"),
    }
}

#[test]
fn a_group_that_the_token_cannot_see_is_no_missing_member() {
    let mut lab = Lab::of(Tier::Free, |_| {});
    let needs = |team: &str| Needs {
        actors: BTreeMap::from([
            ("carol".to_owned(), person(&[team], false)),
            ("erin".to_owned(), person(&[team], false)),
        ]),
        ..Needs::default()
    };
    let team = |name: &str| PrincipalMatch::Team(name.to_owned());
    let facts = lab.gather_for(&needs("acme/secret")).unwrap().facts;
    let settled = |login: &str, name: &str| facts.people[login].settled.get(&team(name)).copied();
    assert_eq!((settled("carol", "acme/secret"), settled("erin", "acme/secret")), (Some(false), Some(true)));
    assert!(facts.failed_lookups.is_empty());

    lab.settings.tokens.members = None;
    let facts = lab.gather_for(&needs("acme/secret")).unwrap().facts;
    assert!(facts.people.values().all(|person| person.settled.is_empty()));
    assert!(facts.failed_lookups.contains_key(&team("acme/secret")), "{:?}", facts.failed_lookups);
    // Inherited members are no members of the group itself.
    let facts = lab.gather_for(&needs("acme/net")).unwrap().facts;
    assert_eq!(facts.people["carol"].settled.get(&team("acme/net")), Some(&false));
}

#[test]
fn what_a_configuration_names_is_looked_for() {
    let lab = Lab::of(Tier::Premium, |world| {
        world.users[4].state = "blocked";
        world.protected_branches.push("release/*".to_owned());
        world.branches.insert("open".to_owned(), sha('d'));
    });
    let text = str::to_owned;
    let named = [
        Named::User(text("alice")),
        Named::User(text("nobody")),
        Named::User(text("erin")),
        Named::Team(text("acme/net")),
        Named::Team(text("acme/none")),
        Named::ProtectedBranch(text("main")),
        Named::ProtectedBranch(text("open")),
        Named::ProtectedBranch(text("release/*")),
    ];
    let found = lab.session().presence(&named);
    let kinds: Vec<&str> = found
        .iter()
        .map(|presence| match presence {
            Presence::There => "there",
            Presence::Absent => "absent",
            Presence::Unfit(_) => "unfit",
            Presence::Hidden(_) => "hidden",
            Presence::Unknown(_) => "unknown",
        })
        .collect();
    assert_eq!(kinds, ["there", "absent", "unfit", "there", "hidden", "there", "unfit", "there"], "{found:?}");
    assert_eq!(lab.world().violations, [""; 0]);
}

type Change = fn(&mut World);
type Check = fn(&Gathered) -> bool;

fn standing(gathered: &Gathered, login: &str) -> Option<Standing> {
    gathered.facts.people.get(login)?.standing.value().cloned()
}

fn first_commit(gathered: &Gathered) -> Option<&str> {
    known(&gathered.facts.request.reviews).first()?.commit.as_deref()
}

fn other_status(world: &mut World, change: impl FnOnce(&mut Status)) {
    let mut status = Status::of(650, "ci/other", "success", &sha('a'));
    change(&mut status);
    world.statuses.push(status);
}

fn check<'a>(gathered: &'a Gathered, title: &str) -> Option<&'a CheckState> {
    known(&gathered.facts.request.checks).iter().find(|check| check.title == title).map(|check| &check.state)
}

/// What is true of GitLab, and the fact that has to come of it.
const VECTORS: &[(&str, Change, Check)] = &[
    ("merged", |world| world.state = "merged", |g| g.facts.request.state == Known::Known(RequestState::Merged)),
    ("closed", |world| world.state = "closed", |g| g.facts.request.state == Known::Known(RequestState::Closed)),
    ("being merged", |world| world.state = "locked", |g| g.facts.request.state.missing().is_some()),
    ("draft", |world| world.draft = true, |g| g.facts.request.draft == Known::Known(true)),
    ("a fork", |world| world.source_project = Some(43), |g| g.facts.request.from_fork == Known::Known(true)),
    ("a deleted fork", |world| world.source_project = None, |g| g.facts.request.from_fork == Known::Known(true)),
    (
        "a conflict",
        |world| world.merge_status = ["conflict"].into(),
        |g| {
            g.facts.request.in_conflict == Known::Known(true)
                && g.facts.request.mergeable == Known::Known(Mergeable::No)
        },
    ),
    (
        "more files than are counted",
        |world| world.changes_count = Some("1000+".to_owned()),
        |g| g.facts.request.changed_files.missing().is_some(),
    ),
    (
        "files not counted yet",
        |world| world.changes_count = None,
        |g| g.facts.request.changed_files.missing().is_some(),
    ),
    (
        "a role below developer",
        |world| world.members[2].level = 25,
        |g| standing(g, "carol") != Some(Standing::Role(Role::Write)),
    ),
    (
        "a role that does not exist yet",
        |world| world.members[2].level = 35,
        |g| !standing(g, "carol").is_some_and(|standing| standing.at_least(Role::Maintain)),
    ),
    (
        "a role higher up the groups",
        |world| world.groups[0].members.push(Membership::of(3, 50)),
        |g| standing(g, "carol") == Some(Standing::Role(Role::Maintain)),
    ),
    (
        "no member",
        |world| world.members.retain(|member| member.user != 3),
        |g| standing(g, "carol") == Some(Standing::None),
    ),
    ("a blocked approver", |world| world.users[1].state = "blocked", |g| standing(g, "bob") == Some(Standing::None)),
    ("an invitation", |world| world.members[1].awaiting = true, |g| standing(g, "bob") == Some(Standing::None)),
    (
        "an approval before the last push",
        |world| {
            world.reset_approvals_on_push = false;
            world.push(sha('e'), "alice");
            world.merge_status = ["mergeable"].into();
            world.statuses.clear();
        },
        |g| first_commit(g) == Some(sha('a').as_str()),
    ),
    (
        "an approval of a later push",
        |world| {
            world.versions.insert(0, Version { id: 300, head: sha('1'), at: "2026-11-20T10:00:00Z".to_owned() });
        },
        |g| first_commit(g) == Some(sha('a').as_str()),
    ),
    (
        "reviewed, not approved",
        |world| {
            world.approvals.clear();
            world.reviewers[0].state = "reviewed";
        },
        |g| known(&g.facts.request.reviews).iter().all(|review| review.state == ReviewState::Reviewed),
    ),
    (
        "changes requested",
        |world| world.reviewers.push(Reviewer { user: 5, state: "requested_changes" }),
        |g| g.facts.request.review_decision == Known::Known(ReviewDecision::ChangesRequested),
    ),
    (
        "one rule is met and another is not",
        |world| {
            world.rules.push(Rule {
                id: 202,
                name: "Two".to_owned(),
                kind: "any_approver",
                required: 2,
                eligible: Vec::new(),
                hidden_groups: false,
            })
        },
        |g| g.facts.request.review_decision == Known::Known(ReviewDecision::ReviewRequired),
    ),
    (
        "rules that were edited on the request",
        |world| world.rules_overwritten = true,
        |g| g.facts.request.review_decision.missing().is_some(),
    ),
    (
        "no rules",
        |world| world.rules.clear(),
        |g| g.facts.request.review_decision == Known::Known(ReviewDecision::NoneRequired),
    ),
    (
        "a status of another request with the same head",
        |world| other_status(world, |status| status.reference = "refs/merge-requests/8/head".to_owned()),
        |g| check(g, "ci/other").is_none(),
    ),
    (
        "a manual job",
        |world| other_status(world, |status| status.state = "manual".to_owned()),
        |g| check(g, "ci/other") != Some(&CheckState::Success),
    ),
    (
        "a skipped job",
        |world| other_status(world, |status| status.state = "skipped".to_owned()),
        |g| check(g, "ci/other") == Some(&CheckState::Skipped),
    ),
    (
        "a failed job",
        |world| other_status(world, |status| status.state = "failed".to_owned()),
        |g| matches!(check(g, "ci/other"), Some(CheckState::Failed(_))),
    ),
    (
        "a running job",
        |world| other_status(world, |status| status.state = "running".to_owned()),
        |g| matches!(check(g, "ci/other"), Some(CheckState::Unfinished(_))),
    ),
    (
        "a job that was started again",
        |world| world.statuses[0].retried = true,
        |g| known(&g.facts.request.checks).is_empty(),
    ),
    (
        "our own status",
        |world| {
            other_status(world, |status| {
                "whomay/enforce/apply".clone_into(&mut status.name);
                status.author = 91;
            })
        },
        |g| known(&g.facts.request.checks).iter().any(|check| check.title == "whomay/enforce/apply" && check.own),
    ),
    (
        "our name on somebody else's status",
        |world| other_status(world, |status| "whomay/enforce/apply".clone_into(&mut status.name)),
        |g| known(&g.facts.request.checks).iter().any(|check| check.title == "whomay/enforce/apply" && !check.own),
    ),
    (
        "the job that this runs in",
        |world| {
            other_status(world, |status| {
                status.id = 701;
                "running".clone_into(&mut status.state);
            })
        },
        |g| known(&g.facts.request.checks).iter().any(|check| check.title == "ci/other" && check.own),
    ),
    (
        "no pipeline where one has to succeed",
        |world| world.statuses.clear(),
        |g| g.facts.request.required_checks.missing().is_some(),
    ),
    (
        "a merge train",
        |world| {
            world.merge_trains = true;
            world.on_merge_train = true;
        },
        |g| g.facts.request.queued == Known::Known(true),
    ),
    (
        "merge trains, and not on one",
        |world| world.merge_trains = true,
        |g| g.facts.request.queued == Known::Known(false),
    ),
    (
        "a co-author",
        |world| {
            world.commits[0].message =
                "Widen\n\nCo-authored-by: Bob <2-bob@users.noreply.gitlab.example.com>".to_owned()
        },
        |g| known(&g.facts.request.contributors).contains("bob"),
    ),
    (
        "a commit of nobody's",
        |world| world.commits[0].committer_email = "root@localhost".to_owned(),
        |g| known(&g.facts.request.unattributed) == &[sha('a')],
    ),
    (
        "somebody else started the job",
        |world| world.jobs[0].user = 4,
        |g| g.facts.request.triggering_actor == Known::Known(Some("dave".to_owned())),
    ),
    (
        "a pipeline of external statuses",
        |world| {
            world.pipelines.push(Pipeline {
                id: 502,
                sha: sha('a'),
                reference: "network".to_owned(),
                source: "external",
                state: "success".to_owned(),
            });
            other_status(world, |status| {
                status.pipeline = 502;
                "network".clone_into(&mut status.reference);
            });
        },
        |g| check(g, "ci/other") == Some(&CheckState::Success),
    ),
];

#[test]
fn what_gitlab_says_becomes_the_fact_that_it_is() {
    let wrong: Vec<&str> = VECTORS
        .iter()
        .filter(|(_, change, check)| !Lab::of(Tier::Premium, change).gather().is_ok_and(|gathered| check(&gathered)))
        .map(|(name, ..)| *name)
        .collect();
    assert_eq!(wrong, [""; 0]);
}
