//! What is read, what is refused and where, that the schema agrees, and that what is written is read back.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jsonschema::Validator;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value as Json, json};

use super::*;
use crate::access::facts::{
    Check, CheckOrigin, CheckState, Mergeable, Person, Request, RequestState, RequiredCheck, Review, ReviewDecision,
    ReviewState, Standing, Strangers,
};
use crate::access::principal::{PrincipalMatch, Role};
use crate::access::spelling::Word;
use crate::config::document::{Document, Reading};
use crate::config::testing::{described, doc};

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| jsonschema::draft7::new(&schema()).unwrap());

fn schema() -> Json {
    serde_json::from_str(SCHEMA).unwrap()
}

fn facts(json: Json) -> Facts {
    let text = json.to_string();
    read_facts(&doc(json).root, Forge::Github).unwrap_or_else(|found| panic!("{text}: {found:#?}"))
}

fn example() -> Node {
    match Document::read(&mut SourceMap::new(), "facts.yml", EXAMPLE.as_bytes(), None).unwrap() {
        Reading::Document(document) => document.root().clone(),
        Reading::Empty(_) => panic!("nothing but blanks"),
    }
}

fn team(slug: &str) -> PrincipalMatch {
    PrincipalMatch::Team(slug.to_owned())
}

fn texts<C: FromIterator<String>>(texts: &[&str]) -> Known<C> {
    Known::Known(texts.iter().map(|text| (*text).to_owned()).collect())
}

fn text(text: &str) -> Known<String> {
    Known::Known(text.to_owned())
}

const EXAMPLE: &str = r#"
forge: github
users:
  alice: {teams: [sre], role: write}
  bob: {role: none}
  dora: {access_level: 40}
  erin: {teams: {unavailable: 403 Forbidden}, role: custom:deployer}
  zed:
teams:
  ops: [carol, bob]
everyone_listed: true
failed_lookups: {team:db: 403 Forbidden, "*": odd}
pull_request:
  state: open
  draft: false
  mergeable: computing
  conflict: false
  source_branch: feature
  target_branch: main
  target_protected: true
  author: alice
  contributors: [alice, erin]
  unattributed: [def456]
  pushers: {unavailable: no such endpoint}
  triggering_actor: false
  fork: false
  head: abc123
  changed_files: 12
  queued: false
  reviews:
    - {user: bob, state: approved, commit: abc123, before_retarget: true}
    - {user: null, state: changes_requested}
  review_decision: none
  requested_reviewers: []
  checks:
    - {name: ci/test, state: success, app: builder, workflow: .github/workflows/ci.yml}
    - {name: ci/slow, state: in_progress}
    - {name: legacy, state: failure, creator: jenkins}
    - {name: whomay, state: queued, own: true}
    - {name: new, state: {failed: exploded}, kind: status}
  required_checks: [ci/test, {name: legacy, app: jenkins}]
  changed_on_base: [modules/x/main.tf]
ci_config: {path: .github/workflows/terrateam.yml}
gathered:
  request: https://github.com/o/r/pull/7
  at: Sun, 22 Nov 2026 09:00:00 GMT
  commits: {head: abc123, base: def456, target_branch: main, default_branch: main, default_tip: def456, merged: {result: fed654}}
  sources: {reviews: "GraphQL reviews", users.alice.role: GET /repos/o/r/collaborators/alice/permission}
"#;

#[test]
fn a_whole_file_is_read() {
    let read = read_facts(&example(), Forge::Github).unwrap();
    let person = |name: &str| read.people.get(name).unwrap().clone();
    let names: Vec<&str> = read.people.keys().map(String::as_str).collect();
    assert_eq!(names, ["alice", "bob", "carol", "dora", "erin", "zed"]);
    let alice = Person {
        teams: texts(&["sre"]),
        standing: Known::Known(Standing::Role(Role::Write)),
        ..Person::named("alice")
    };
    assert_eq!(person("alice"), alice, "whose own teams are known needs nothing from `teams`");
    let in_ops =
        |login: &str, holds: bool| Person { settled: BTreeMap::from([(team("ops"), holds)]), ..Person::named(login) };
    assert_eq!(person("bob"), Person { standing: Known::Known(Standing::None), ..in_ops("bob", true) });
    assert_eq!(person("carol"), in_ops("carol", true));
    assert_eq!(person("zed"), in_ops("zed", false));
    assert_eq!(person("dora").standing, Known::Known(Standing::Role(Role::Maintain)));
    assert_eq!(person("erin").teams, Known::Unavailable("403 Forbidden".to_owned()));
    assert_eq!(person("erin").standing, Known::Known(Standing::Custom("deployer".to_owned())));
    assert_eq!(person("erin").settled, BTreeMap::from([(team("ops"), false)]));
    assert_eq!(read.strangers, Strangers::HaveNothing);
    assert_eq!(read.failed_lookups.get(&team("db")).unwrap(), "403 Forbidden");
    assert_eq!(read.failed_lookups.get(&PrincipalMatch::Any).unwrap(), "odd");
    assert_eq!(read.ci_config, CiConfig::Candidates(vec![".github/workflows/terrateam.yml".to_owned()]));
    assert_eq!(read.request, example_request());
}

#[test]
fn where_facts_come_from_is_read_beside_them() {
    let file = |json: Json| read_facts_file(&doc(json).root, Forge::Github).unwrap();
    let gathered = example().to_json().get("gathered").unwrap().clone();
    let mut wanted = Recording {
        request: "https://github.com/o/r/pull/7".to_owned(),
        at: Some("Sun, 22 Nov 2026 09:00:00 GMT".to_owned()),
        commits: RecordedCommits {
            head: "abc123".to_owned(),
            base: "def456".to_owned(),
            target_branch: "main".to_owned(),
            default_branch: "main".to_owned(),
            default_tip: "def456".to_owned(),
            merged: Some(RecordedMerge { result: "fed654".to_owned(), compared_with: None }),
        },
        sources: BTreeMap::from([
            ("reviews".to_owned(), "GraphQL reviews".to_owned()),
            ("users.alice.role".to_owned(), "GET /repos/o/r/collaborators/alice/permission".to_owned()),
        ]),
    };
    assert_eq!(file(json!({"gathered": gathered})).gathered.unwrap(), wanted);
    let mut shorter = gathered;
    shorter.as_object_mut().unwrap().retain(|key, _| key == "request" || key == "commits");
    (wanted.at, wanted.sources) = (None, BTreeMap::new());
    let read = file(json!({"gathered": shorter}));
    assert_eq!((read.gathered.unwrap(), read.facts), (wanted, Facts::default()), "and decides nothing");
    assert_eq!(file(json!({"gathered": null})), FactsFile::default());
}

fn example_request() -> Request {
    let check =
        |title: &str, state, origin| Check { title: title.to_owned(), state, origin, workflow: None, own: false };
    let checks = vec![
        Check {
            workflow: Some(".github/workflows/ci.yml".to_owned()),
            ..check("ci/test", CheckState::Success, CheckOrigin::CheckRun(Some("builder".to_owned())))
        },
        check("ci/slow", CheckState::Unfinished("in_progress".to_owned()), CheckOrigin::CheckRun(None)),
        check("legacy", CheckState::Failed("failure".to_owned()), CheckOrigin::Status(Some("jenkins".to_owned()))),
        Check {
            own: true,
            ..check("whomay", CheckState::Unfinished("queued".to_owned()), CheckOrigin::CheckRun(None))
        },
        check("new", CheckState::Failed("exploded".to_owned()), CheckOrigin::Status(None)),
    ];
    Request {
        state: Known::Known(RequestState::Open),
        draft: Known::Known(false),
        mergeable: Known::Known(Mergeable::Computing),
        in_conflict: Known::Known(false),
        source_branch: text("feature"),
        target_branch: text("main"),
        target_protected: Known::Known(true),
        author: text("alice"),
        contributors: texts(&["alice", "erin"]),
        unattributed: texts(&["def456"]),
        changed_files: Known::Known(12),
        queued: Known::Known(false),
        pushers: Known::Unavailable("no such endpoint".to_owned()),
        triggering_actor: Known::Known(None),
        from_fork: Known::Known(false),
        head: text("abc123"),
        reviews: Known::Known(vec![
            Review {
                reviewer: Some("bob".to_owned()),
                state: ReviewState::Approved,
                commit: Some("abc123".to_owned()),
                before_retarget: true,
            },
            Review { reviewer: None, state: ReviewState::ChangesRequested, commit: None, before_retarget: false },
        ]),
        review_decision: Known::Known(ReviewDecision::NoneRequired),
        requested_reviewers: Known::Known(Vec::new()),
        checks: Known::Known(checks),
        required_checks: Known::Known(vec![
            RequiredCheck { title: "ci/test".to_owned(), app: None },
            RequiredCheck { title: "legacy".to_owned(), app: Some("jenkins".to_owned()) },
        ]),
        changed_on_base: texts(&["modules/x/main.tf"]),
    }
}

#[test]
fn what_is_left_out_or_empty_is_not_known() {
    for json in [json!(null), json!({}), json!({"pull_request": {}}), json!({"users": null, "merge_request": null})] {
        assert_eq!(facts(json), Facts::default());
    }
    let properties = schema();
    let keys = properties.pointer("/definitions/request/properties").unwrap().as_object().unwrap();
    for key in keys.keys() {
        assert_eq!(facts(json!({"pull_request": {key: null}})), Facts::default(), "{key}");
    }
}

#[test]
fn every_fact_can_be_unavailable() {
    let schema = schema();
    let keys = |at: &str| -> Vec<String> { schema.pointer(at).unwrap().as_object().unwrap().keys().cloned().collect() };
    let no = json!({"unavailable": "403"});
    for key in keys("/definitions/request/properties") {
        let read = facts(json!({"pull_request": {&key: no}}));
        let text = format!("{:?}", read.request);
        assert!(text.contains("Unavailable(\"403\")"), "{key}: {text}");
    }
    for key in ["teams", "role", "access_level"] {
        let read = facts(json!({"users": {"a": {key: no}}}));
        assert!(format!("{:?}", read.people).contains("Unavailable(\"403\")"), "{key}");
    }
    assert_eq!(facts(json!({"ci_config": no})).ci_config, CiConfig::Unavailable("403".to_owned()));
}

#[test]
fn a_list_of_members_settles_that_team_for_everybody_in_the_file() {
    let read = facts(json!({
        "users": {"alice": {"teams": ["sre"]}, "bob": {"matches": {"team:ops": true}}, "carol": {}},
        "teams": {"ops": ["bob", "dave"], "sre": ["alice", "carol"]}
    }));
    let settled = |login: &str| -> Vec<(String, bool)> {
        let person = read.people.get(login).unwrap();
        person.settled.iter().map(|(entry, holds)| (entry.to_string(), *holds)).collect()
    };
    let both = |ops, sre| vec![("team:ops".to_owned(), ops), ("team:sre".to_owned(), sre)];
    assert_eq!(settled("alice"), []);
    assert_eq!(settled("bob"), both(true, false));
    assert_eq!(settled("carol"), both(false, true));
    assert_eq!(settled("dave"), both(true, false), "whoever is named by a later team is in the earlier ones or not");
    assert_eq!(read.person("stranger"), Person::named("stranger"), "of others, nothing is known");
}

#[test]
fn a_word_of_gitlab_says_both_things() {
    let read = |word: &str| {
        let request = facts(json!({"merge_request": {"merge_status": word}})).request;
        (request.mergeable, request.in_conflict)
    };
    assert_eq!(read("ci_must_pass"), (Known::Known(Mergeable::Yes), Known::Known(false)));
    assert_eq!(read("conflict"), (Known::Known(Mergeable::No), Known::Known(true)));
    assert_eq!(read("checking"), (Known::Known(Mergeable::Computing), Known::NotGiven));
}

#[test]
fn a_check_of_which_nothing_is_said_is_of_the_forge_s_kind() {
    for (forge, kind) in [("github", CheckOrigin::CheckRun(None)), ("gitlab", CheckOrigin::Status(None))] {
        let read = facts(json!({"forge": forge, "pull_request": {"checks": [{"name": "a", "state": "success"}]}}));
        assert_eq!(read.request.checks.value().unwrap().first().unwrap().origin, kind);
    }
}

fn request(json: Json) -> Json {
    json!({ "pull_request": json })
}

fn check(json: Json) -> Json {
    let mut check = json!({"name": "a", "state": "success"});
    check.as_object_mut().unwrap().extend(json.as_object().unwrap().clone());
    request(json!({ "checks": [check] }))
}

/// A whole record, with something changed.
fn gathered(json: Json) -> Json {
    let commits = json!({"head": "a", "base": "b", "target_branch": "c", "default_branch": "d", "default_tip": "e"});
    let mut gathered = json!({"request": "u", "commits": commits});
    gathered.as_object_mut().unwrap().extend(json.as_object().unwrap().clone());
    json!({ "gathered": gathered })
}

/// Documents that are refused, with what is said and where.
fn refused() -> Vec<(Json, Vec<&'static str>)> {
    vec![
        (json!([]), vec!["wrong-type @ "]),
        (json!("x"), vec!["wrong-type @ "]),
        (json!({"froge": "github"}), vec!["unknown-key @ froge!"]),
        (json!({"forge": "GitHub"}), vec!["value-not-allowed @ forge"]),
        (json!({"forge": 1}), vec!["wrong-type @ forge"]),
        (json!({"everyone_listed": "yes"}), vec!["wrong-type @ everyone_listed"]),
        (json!({"users": ["alice"]}), vec!["wrong-type @ users"]),
        (json!({"users": {"": {}}}), vec!["empty-name @ users.!"]),
        (json!({"users": {"a": "write"}}), vec!["wrong-type @ users.a"]),
        (json!({"users": {"a": {"roles": "write"}}}), vec!["unknown-key @ users.a.roles!"]),
        (json!({"users": {"a": {"role": "owner"}}}), vec!["value-not-allowed @ users.a.role"]),
        (json!({"users": {"a": {"role": "custom:"}}}), vec!["value-not-allowed @ users.a.role"]),
        (json!({"users": {"a": {"role": 30}}}), vec!["wrong-type @ users.a.role"]),
        (json!({"users": {"a": {"access_level": "30"}}}), vec!["wrong-type @ users.a.access_level"]),
        (json!({"users": {"a": {"access_level": -1}}}), vec!["number-out-of-range @ users.a.access_level"]),
        (json!({"users": {"a": {"role": "read", "access_level": 30}}}), vec!["given-twice @ users.a.role!"]),
        (json!({"users": {"a": {"teams": "sre"}}}), vec!["wrong-type @ users.a.teams"]),
        (
            json!({"users": {"a": {"teams": ["sre", 1, ""]}}}),
            vec!["wrong-type @ users.a.teams[1]", "empty-name @ users.a.teams[2]"],
        ),
        (json!({"users": {"a": {"teams": {"unavailable": 403}}}}), vec!["wrong-type @ users.a.teams.unavailable"]),
        (
            json!({"users": {"a": {"teams": {"unavailable": "x", "why": "y"}}}}),
            vec!["unknown-key @ users.a.teams.why!"],
        ),
        (json!({"users": {"a": {"matches": {"sre": true}}}}), vec!["match-syntax @ users.a.matches.sre!"]),
        (json!({"users": {"a": {"matches": {"user:a": true}}}}), vec!["value-not-allowed @ users.a.matches.user:a!"]),
        (json!({"users": {"a": {"matches": {"team:x": 1}}}}), vec!["wrong-type @ users.a.matches.team:x"]),
        (json!({"teams": {"sre": null}}), vec!["wrong-type @ teams.sre!"]),
        (json!({"teams": {"": []}}), vec!["empty-name @ teams.!"]),
        (json!({"teams": {"sre": ["a", null]}}), vec!["wrong-type @ teams.sre[1]"]),
        (json!({"failed_lookups": "team:x"}), vec!["wrong-type @ failed_lookups"]),
        (json!({"failed_lookups": ["team"]}), vec!["match-syntax @ failed_lookups[0]"]),
        (
            json!({"failed_lookups": {"x:y": "z", "team:x": 1}}),
            vec!["wrong-type @ failed_lookups.team:x", "match-syntax @ failed_lookups.x:y!"],
        ),
        (json!({"pull_request": {}, "merge_request": {}}), vec!["given-twice @ pull_request!"]),
        (json!({"pull_request": null, "merge_request": {}}), vec!["given-twice @ pull_request!"]),
        (json!({"pull_request": []}), vec!["wrong-type @ pull_request"]),
        (request(json!({"stat": "open"})), vec!["unknown-key @ pull_request.stat!"]),
        (request(json!({"state": "draft"})), vec!["value-not-allowed @ pull_request.state"]),
        (request(json!({"draft": "false"})), vec!["wrong-type @ pull_request.draft"]),
        (request(json!({"mergeable": "true"})), vec!["wrong-type @ pull_request.mergeable"]),
        (request(json!({"mergeable": "unknown"})), vec!["wrong-type @ pull_request.mergeable"]),
        (request(json!({"mergeable": true, "merge_status": "x"})), vec!["given-twice @ pull_request.mergeable!"]),
        (request(json!({"conflict": true, "merge_status": "x"})), vec!["given-twice @ pull_request.merge_status!"]),
        (request(json!({"merge_status": ""})), vec!["empty-name @ pull_request.merge_status"]),
        (request(json!({"head": 123_456})), vec!["wrong-type @ pull_request.head"]),
        (request(json!({"author": ""})), vec!["empty-name @ pull_request.author"]),
        (request(json!({"triggering_actor": true})), vec!["wrong-type @ pull_request.triggering_actor"]),
        (request(json!({"triggering_actor": ""})), vec!["empty-name @ pull_request.triggering_actor"]),
        (request(json!({"unattributed": "abc"})), vec!["wrong-type @ pull_request.unattributed"]),
        (request(json!({"unattributed": [""]})), vec!["empty-name @ pull_request.unattributed[0]"]),
        (request(json!({"changed_files": "12"})), vec!["wrong-type @ pull_request.changed_files"]),
        (request(json!({"changed_files": 1.5})), vec!["wrong-type @ pull_request.changed_files"]),
        (request(json!({"changed_files": -1})), vec!["number-out-of-range @ pull_request.changed_files"]),
        (request(json!({"queued": "no"})), vec!["wrong-type @ pull_request.queued"]),
        (request(json!({"pushers": "alice"})), vec!["wrong-type @ pull_request.pushers"]),
        (request(json!({"review_decision": "APPROVED"})), vec!["value-not-allowed @ pull_request.review_decision"]),
        (
            request(json!({"reviews": [{}]})),
            vec!["missing-key @ pull_request.reviews[0]", "missing-key @ pull_request.reviews[0]"],
        ),
        (request(json!({"reviews": [{"state": "approved"}]})), vec!["missing-key @ pull_request.reviews[0]"]),
        (
            request(json!({"reviews": [{"user": "a", "state": null}]})),
            vec!["wrong-type @ pull_request.reviews[0].state!"],
        ),
        (
            request(json!({"reviews": [{"user": "", "state": "approve"}]})),
            vec!["value-not-allowed @ pull_request.reviews[0].state", "empty-name @ pull_request.reviews[0].user"],
        ),
        (request(json!({"checks": {"ci": "success"}})), vec!["wrong-type @ pull_request.checks"]),
        (request(json!({"checks": ["ci"]})), vec!["wrong-type @ pull_request.checks[0]"]),
        (request(json!({"checks": [{"name": "ci"}]})), vec!["missing-key @ pull_request.checks[0]"]),
        (check(json!({"conclusion": "success"})), vec!["unknown-key @ pull_request.checks[0].conclusion!"]),
        (check(json!({"state": true})), vec!["wrong-type @ pull_request.checks[0].state"]),
        (check(json!({"state": {}})), vec!["one-of @ pull_request.checks[0].state!"]),
        (check(json!({"state": {"failed": "x", "other": "x"}})), vec!["one-of @ pull_request.checks[0].state!"]),
        (check(json!({"app": "a", "creator": "b"})), vec!["given-twice @ pull_request.checks[0].creator!"]),
        (check(json!({"kind": "status", "app": "a"})), vec!["given-twice @ pull_request.checks[0].kind"]),
        (check(json!({"kind": "check_run", "creator": "a"})), vec!["given-twice @ pull_request.checks[0].kind"]),
        (check(json!({"kind": "job"})), vec!["value-not-allowed @ pull_request.checks[0].kind"]),
        (check(json!({"own": 1})), vec!["wrong-type @ pull_request.checks[0].own"]),
        (
            request(json!({"required_checks": [1, {"app": "x"}]})),
            vec!["wrong-type @ pull_request.required_checks[0]", "missing-key @ pull_request.required_checks[1]"],
        ),
        (request(json!({"changed_on_base": false})), vec!["wrong-type @ pull_request.changed_on_base"]),
        (json!({"gathered": []}), vec!["wrong-type @ gathered"]),
        (json!({"gathered": {}}), vec!["missing-key @ gathered!", "missing-key @ gathered!"]),
        (gathered(json!({"at": 7})), vec!["wrong-type @ gathered.at"]),
        (gathered(json!({"request": ""})), vec!["empty-name @ gathered.request"]),
        (gathered(json!({"commits": {}})), vec!["missing-key @ gathered.commits!"; 5]),
        (gathered(json!({"commits": null})), vec!["wrong-type @ gathered.commits!"]),
        (
            gathered(json!({"sources": {"": "x", "b": "", "c": 1}})),
            vec![
                "empty-name @ gathered.sources.!",
                "empty-name @ gathered.sources.b",
                "wrong-type @ gathered.sources.c",
            ],
        ),
        (gathered(json!({"token": "x"})), vec!["unknown-key @ gathered.token!"]),
        (json!({"ci_config": ".gitlab-ci.yml"}), vec!["wrong-type @ ci_config"]),
        (json!({"ci_config": {}}), vec!["one-of @ ci_config!"]),
        (json!({"ci_config": {"path": null}}), vec!["wrong-type @ ci_config.path!"]),
        (json!({"ci_config": {"path": "a", "changed": true}}), vec!["one-of @ ci_config!"]),
        (json!({"ci_config": {"chnaged": true}}), vec!["one-of @ ci_config!", "unknown-key @ ci_config.chnaged!"]),
    ]
}

#[test]
fn mistakes_are_reported_where_they_are() {
    for (json, wanted) in refused() {
        let doc = doc(json.clone());
        let found = read_facts(&doc.root, Forge::Github).unwrap_err();
        assert_eq!(described(&found, &[&doc]), wanted, "{json}");
        for one in &found {
            assert!(!one.message.ends_with('.') && !one.message.contains("the configuration"), "{one:?}");
        }
    }
}

#[test]
fn all_mistakes_of_a_file_are_reported_at_once() {
    let json = json!({"forge": "x", "users": {"a": {"role": "x"}}, "pull_request": {"state": "x"}, "z": 1});
    assert_eq!(read_facts(&doc(json).root, Forge::Github).unwrap_err().len(), 4);
}

#[test]
fn a_slip_is_answered_with_what_was_meant() {
    let help = |json: Json| read_facts(&doc(json).root, Forge::Github).unwrap_err().remove(0).help.unwrap();
    assert_eq!(help(json!({"pullrequest": {}})), "Did you mean `pull_request`?");
    assert_eq!(help(request(json!({"revews": []}))), "Did you mean `reviews`?");
    assert_eq!(help(request(json!({"state": "opened"}))), "Did you mean `open`?");
    assert!(help(json!({"users": {"a": {"role": "maintainer"}}})).starts_with("Did you mean `maintain`?"));
}

#[test]
fn users_and_teams_must_not_contradict_each_other() {
    let rows = [
        (json!({"users": {"a": {"teams": ["x"]}}, "teams": {"x": []}}), "teams.x!"),
        (json!({"users": {"a": {"teams": []}}, "teams": {"x": ["b", "a"]}}), "teams.x[1]"),
        (json!({"users": {"a": {"matches": {"team:x": true}}}, "teams": {"x": []}}), "teams.x!"),
        (json!({"users": {"a": {"matches": {"team:x": false}}}, "teams": {"x": ["a"]}}), "teams.x[0]"),
    ];
    for (json, place) in rows {
        let doc = doc(json.clone());
        let found = read_facts(&doc.root, Forge::Github).unwrap_err();
        assert_eq!(described(&found, &[&doc]), [format!("contradicting-facts @ {place}")], "{json}");
        assert!(
            found.first().unwrap().labels.get(1).is_some_and(|own| doc.name(own.span).unwrap().starts_with("users.a"))
        );
        assert!(VALIDATOR.is_valid(&json), "no schema can say so: {json}");
    }
}

#[test]
fn the_schema_is_one_and_describes_every_key() {
    let schema = schema();
    assert!(jsonschema::draft7::meta::is_valid(&schema));
    let definitions = schema.get("definitions").unwrap().as_object().unwrap();
    for owner in definitions.values().chain([&schema]) {
        for (key, property) in owner.get("properties").and_then(Json::as_object).into_iter().flatten() {
            assert!(property.get("description").is_some(), "{key} has no description");
        }
    }
    for name in definitions.keys() {
        assert!(SCHEMA.contains(&format!("\"#/definitions/{name}\"")), "{name} is not used");
    }
    let examples = schema.pointer("/definitions/check/properties/state/anyOf/0/examples").unwrap();
    let words: BTreeSet<&str> = examples.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    assert_eq!(words, CheckState::words().collect());
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    for (json, _) in refused() {
        assert!(!VALIDATOR.is_valid(&json), "{json}");
    }
}

#[test]
fn the_schema_accepts_what_the_reader_accepts() {
    let rows = [
        example().to_json(),
        json!(null),
        json!({}),
        json!({"failed_lookups": ["team:x", "*", "role:nonsense"]}),
        json!({"failed_lookups": {"user:": ""}}),
        json!({"users": {"a": null, "b": {"teams": null, "matches": null}, "c": {"access_level": 0}}}),
        json!({"users": {"a": {"matches": {"repo:write": true}}}}),
        json!({"ci_config": {"paths": []}}),
        json!({"ci_config": {"changed": false}}),
        request(json!({"triggering_actor": "none"})),
        request(json!({"merge_status": "a word of next year"})),
        check(json!({"kind": null, "creator": "a", "own": null})),
        check(json!({"kind": "status", "creator": null})),
        check(json!({"state": ""})),
        check(json!({"state": {"other": "stale"}})),
    ];
    for json in rows {
        facts(json.clone());
        assert!(VALIDATOR.is_valid(&json), "{json}");
    }
}

fn any_name() -> impl Strategy<Value = String> + Clone {
    prop_oneof![8 => "[a-d]{1,2}", 1 => r"\PC{1,4}", 1 => "[ \n\t:@{}-]{1,3}"]
}

fn any_known<T: std::fmt::Debug + Clone + 'static>(
    value: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Known<T>> {
    prop_oneof![
        3 => value.prop_map(Known::Known),
        1 => Just(Known::NotGiven),
        1 => r"\PC{0,4}".prop_map(Known::Unavailable),
    ]
}

fn any_word<T: Word + std::fmt::Debug>() -> impl Strategy<Value = T> {
    select(T::ALL)
}

fn any_principal() -> impl Strategy<Value = PrincipalMatch> {
    let role = prop_oneof![select(Role::ALL.map(Role::name).to_vec()).prop_map(str::to_owned), r"\PC{0,4}"];
    prop_oneof![r"\PC{0,4}".prop_map(PrincipalMatch::Team), role.prop_map(PrincipalMatch::Role)]
}

fn any_person() -> impl Strategy<Value = Person> {
    let standing = prop_oneof![
        Just(Standing::None),
        select(Role::ALL.to_vec()).prop_map(Standing::Role),
        any_name().prop_map(Standing::Custom),
    ];
    let settled = btree_map(any_principal(), any::<bool>(), 0..3);
    (any_known(btree_set(any_name(), 0..3)), any_known(standing), settled)
        .prop_map(|(teams, standing, settled)| Person { teams, standing, settled, ..Person::default() })
}

fn any_check() -> impl Strategy<Value = Check> {
    let word = prop_oneof![
        select(CheckState::words().collect::<Vec<_>>()).prop_map(str::to_owned),
        select(&["stale", "SUCCESS", ""][..]).prop_map(str::to_owned),
        r"\PC{0,4}",
    ];
    let state = (word, 0..4).prop_map(|(word, how)| match how {
        0 => CheckState::from_word(&word),
        1 => CheckState::Failed(word),
        2 => CheckState::Unfinished(word),
        _ => CheckState::Other(word),
    });
    let origin = (option::of(any_name()), any::<bool>())
        .prop_map(|(by, run)| if run { CheckOrigin::CheckRun(by) } else { CheckOrigin::Status(by) });
    (any_name(), state, origin, option::of(any_name()), any::<bool>())
        .prop_map(|(title, state, origin, workflow, own)| Check { title, state, origin, workflow, own })
}

fn any_review() -> impl Strategy<Value = Review> {
    (option::of(any_name()), any_word::<ReviewState>(), option::of(any_name()), any::<bool>())
        .prop_map(|(reviewer, state, commit, before_retarget)| Review { reviewer, state, commit, before_retarget })
}

fn any_request() -> impl Strategy<Value = Request> {
    let required = (any_name(), option::of(any_name())).prop_map(|(title, app)| RequiredCheck { title, app });
    let states = (
        any_known(any_word::<RequestState>()),
        any_known(any::<bool>()),
        any_known(any_word::<Mergeable>()),
        any_known(any::<bool>()),
        any_known(any::<bool>()),
        any_known(any_word::<ReviewDecision>()),
        // The greatest number that a document can hold.
        any_known(0..=4_611_686_018_427_387_903_u64),
        any_known(any::<bool>()),
        any_known(any::<bool>()),
    );
    let names = (any_known(any_name()), any_known(any_name()), any_known(any_name()), any_known(any_name()));
    let people = (
        any_known(btree_set(any_name(), 0..3)),
        any_known(btree_set(any_name(), 0..3)),
        any_known(option::of(any_name())),
        any_known(vec(any_name(), 0..3)),
    );
    let lists = (
        any_known(vec(any_review(), 0..3)),
        any_known(vec(any_check(), 0..3)),
        any_known(vec(required, 0..3)),
        any_known(vec(any_name(), 0..3)),
        any_known(vec(any_name(), 0..3)),
    );
    (states, names, people, lists).prop_map(|(states, names, people, lists)| Request {
        state: states.0,
        draft: states.1,
        mergeable: states.2,
        in_conflict: states.3,
        source_branch: names.0,
        target_branch: names.1,
        target_protected: states.8,
        author: names.2,
        contributors: people.0,
        unattributed: lists.4,
        changed_files: states.6,
        queued: states.7,
        pushers: people.1,
        triggering_actor: people.2,
        from_fork: states.4,
        head: names.3,
        reviews: lists.0,
        review_decision: states.5,
        requested_reviewers: people.3,
        checks: lists.1,
        required_checks: lists.2,
        changed_on_base: lists.3,
    })
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let ci_config = prop_oneof![
        Just(CiConfig::NotGiven),
        r"\PC{0,4}".prop_map(CiConfig::Unavailable),
        vec(any_name(), 0..3).prop_map(CiConfig::Candidates),
        any::<bool>().prop_map(CiConfig::Changed),
    ];
    let strangers = select(&[Strangers::Unknown, Strangers::HaveNothing][..]);
    let entries = prop_oneof![any_principal(), Just(PrincipalMatch::Any), any_name().prop_map(PrincipalMatch::User)];
    (
        any_word::<Forge>(),
        btree_map(any_name(), any_person(), 0..4),
        strangers,
        btree_map(entries, r"\PC{0,4}", 0..3),
        any_request(),
        ci_config,
    )
        .prop_map(|(forge, people, strangers, failed_lookups, request, ci_config)| {
            let people = people
                .into_iter()
                .map(|(login, person)| (login.clone(), Person { login: Known::Known(login), ..person }));
            Facts { forge, people: people.collect(), strangers, failed_lookups, request, ci_config }
        })
}

fn any_file() -> impl Strategy<Value = FactsFile> {
    let merge = (any_name(), option::of(any_name()))
        .prop_map(|(result, compared_with)| RecordedMerge { result, compared_with });
    let commits = (any_name(), any_name(), any_name(), any_name(), any_name(), option::of(merge)).prop_map(
        |(head, base, target_branch, default_branch, default_tip, merged)| RecordedCommits {
            head,
            base,
            target_branch,
            default_branch,
            default_tip,
            merged,
        },
    );
    let sources = btree_map(any_name(), any_name(), 0..3);
    let recording = (any_name(), option::of(any_name()), commits, sources)
        .prop_map(|(request, at, commits, sources)| Recording { request, at, commits, sources });
    (any_facts(), option::of(recording)).prop_map(|(facts, gathered)| FactsFile { facts, gathered })
}

fn any_json() -> impl Strategy<Value = Json> {
    let word = select(
        &["", "a", "open", "approved", "success", "computing", "write", "custom:x", "team:x", "check_run", "status"][..],
    );
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (-2i64..70).prop_map(Json::from),
        word.prop_map(Json::from),
    ];
    let key = select(
        &[
            "a",
            "unavailable",
            "name",
            "user",
            "state",
            "app",
            "creator",
            "kind",
            "path",
            "paths",
            "changed",
            "failed",
            "other",
            "teams",
            "role",
            "access_level",
            "matches",
            "team:x",
            "merge_status",
            "mergeable",
            "commit",
            "",
        ][..],
    );
    leaf.prop_recursive(3, 12, 3, move |inner| {
        let object = btree_map(key.clone().prop_map(str::to_owned), inner.clone(), 0..3);
        prop_oneof![
            vec(inner, 0..3).prop_map(Json::from),
            object.prop_map(|map| Json::Object(map.into_iter().collect()))
        ]
    })
}

/// The pointers of all values of a document.
fn pointers(json: &Json, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match json {
        Json::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| pointers(item, &format!("{at}/{index}"), all));
        }
        Json::Object(map) => {
            for (key, value) in map {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(value, &format!("{at}/{key}"), all);
            }
        }
        _ => {}
    }
}

/// Whether the reader takes it. What no schema can say does not count.
fn is_read(json: &Json) -> bool {
    match read_facts(&doc(json.clone()).root, Forge::Github) {
        Ok(_) => true,
        Err(found) => found.iter().all(|one| one.code == "contradicting-facts"),
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(file in any_file()) {
        let written = write_facts_file(&file);
        prop_assert_eq!(read_facts(&doc(write_facts(&file.facts)).root, Forge::Github), Ok(file.facts.clone()));
        prop_assert_eq!(read_facts_file(&doc(written.clone()).root, Forge::Github), Ok(file));
        prop_assert!(VALIDATOR.is_valid(&written), "{}", written);
    }

    #[test]
    fn what_is_written_is_read_back_from_its_text(file in any_file()) {
        let text = write_facts_file(&file).to_string();
        // Characters that two readers could read differently are refused, by the document and not here.
        let read = Document::read(&mut SourceMap::new(), "f", text.as_bytes(), None);
        prop_assume!(read.is_ok());
        let Ok(Reading::Document(document)) = read else { return Err(TestCaseError::fail("nothing but blanks")) };
        prop_assert_eq!(read_facts_file(document.root(), Forge::Github), Ok(file));
    }

    #[test]
    fn the_schema_and_the_reader_agree_on_whatever_is_put_in(
        file in any_file(), at in any::<Index>(), other in any_json(),
    ) {
        let mut json = write_facts_file(&file);
        let mut all = Vec::new();
        pointers(&json, "", &mut all);
        *json.pointer_mut(at.get(&all).as_str()).unwrap() = other;
        prop_assert_eq!(is_read(&json), VALIDATOR.is_valid(&json), "{}", json);
    }

    #[test]
    fn the_schema_and_the_reader_agree_on_whatever_is_added(
        file in any_file(), at in any::<Index>(), key in select(&[
            "users", "teams", "pull_request", "merge_request", "merge_status", "mergeable", "app", "creator", "kind",
            "role", "access_level", "matches", "own", "unavailable", "path", "x",
            "gathered", "at", "sources",
        ][..]), other in any_json(),
    ) {
        let mut json = write_facts_file(&file);
        let mut all = Vec::new();
        pointers(&json, "", &mut all);
        let objects: Vec<&String> = all.iter().filter(|at| json.pointer(at).unwrap().is_object()).collect();
        let at = (*at.get(&objects)).clone();
        json.pointer_mut(&at).unwrap().as_object_mut().unwrap().insert(key.to_owned(), other);
        prop_assert_eq!(is_read(&json), VALIDATOR.is_valid(&json), "{}", json);
    }

    #[test]
    fn no_document_is_too_odd(json in any_json(), key in select(&[
        "users", "teams", "pull_request", "failed_lookups", "ci_config", "gathered",
    ][..])) {
        for json in [json!({ key: json }), json] {
            prop_assert_eq!(is_read(&json), VALIDATOR.is_valid(&json), "{}", json);
        }
    }
}
