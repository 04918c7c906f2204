//! That nothing is asked for in vain, and that what is not asked for decides nothing.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use whomay::access::case::{Profile, Question};
use whomay::access::decide::{Decision, decide};
use whomay::access::facts::{CiConfig, Facts, Forge, Person, Request, ReviewState, Strangers};
use whomay::access::known::Known;
use whomay::access::needs::{Needs, PersonNeeds};
use whomay::access::operation::Operation;
use whomay::access::principal::PrincipalMatch;
use whomay::access::reason::{Clause, Reason};
use whomay::access::verdict::Verdict;

use super::small_worlds::{Dice, Hole, PEOPLE, entries, known_world};
use super::world::{World, list, policy};

/// What would have been gathered of some facts, had nothing been asked for but what is needed.
fn cut(facts: &Facts, needs: &Needs) -> Facts {
    let request = &facts.request;
    let reviews = request.reviews.value().into_iter().flatten();
    let reviewers: BTreeSet<&str> = reviews.filter_map(|review| review.reviewer.as_deref()).collect();
    let triggering = request.triggering_actor.value().and_then(Option::as_deref);
    let everybody = facts.people.keys().map(String::as_str);
    let everybody = everybody.chain(reviewers.iter().copied()).chain(triggering);
    let (mut people, mut all) = (BTreeMap::new(), PersonNeeds::default());
    for login in everybody.collect::<BTreeSet<_>>() {
        let mut matters = needs.actors.get(login).cloned().unwrap_or_default();
        if triggering == Some(login) {
            matters.add(needs.triggering.clone());
        }
        if reviewers.contains(login) {
            matters.add(needs.reviewers.clone());
        }
        people.insert(login.to_owned(), cut_person(&facts.person(login), &matters, facts));
        all.add(matters);
    }
    let failed = facts.failed_lookups.iter().filter(|(entry, _)| concerns(&all, entry));
    // GitLab's has one name, for which nobody is asked.
    let ci_config = match needs.ci_config || facts.forge == Forge::Gitlab {
        true => facts.ci_config.clone(),
        false => CiConfig::NotGiven,
    };
    Facts {
        forge: facts.forge,
        people,
        strangers: Strangers::Unknown,
        failed_lookups: failed.map(|(entry, why)| (entry.clone(), why.clone())).collect(),
        request: cut_request(request, needs),
        ci_config,
    }
}

fn concerns(needs: &PersonNeeds, entry: &PrincipalMatch) -> bool {
    match entry {
        PrincipalMatch::Team(team) => needs.teams.contains(team),
        PrincipalMatch::Role(_) => needs.standing,
        PrincipalMatch::Any | PrincipalMatch::User(_) => false,
    }
}

/// Of a person whose teams are known it is kept which of the needed ones they are in, and nothing else.
fn cut_person(person: &Person, needs: &PersonNeeds, facts: &Facts) -> Person {
    let mut kept = Person { login: person.login.clone(), ..Person::default() };
    if needs.standing {
        kept.standing = person.standing.clone();
    }
    match &person.teams {
        Known::Known(teams) => {
            let asked = needs.teams.iter().map(|name| (PrincipalMatch::Team(name.clone()), teams.contains(name)));
            kept.settled.extend(asked.filter(|(team, _)| !facts.failed_lookups.contains_key(team)));
        }
        missing if !needs.teams.is_empty() => kept.teams = missing.clone(),
        _ => {}
    }
    kept.settled.extend(person.settled.clone().into_iter().filter(|(entry, _)| concerns(needs, entry)));
    kept
}

fn cut_request(request: &Request, needs: &Needs) -> Request {
    fn keep<T>(fact: &mut Known<T>, needed: bool) {
        if !needed {
            *fact = Known::NotGiven;
        }
    }
    let mut kept = request.clone();
    keep(&mut kept.reviews, needs.reviews);
    keep(&mut kept.review_decision, needs.review_decision);
    keep(&mut kept.requested_reviewers, needs.requested_reviewers);
    keep(&mut kept.checks, needs.checks);
    keep(&mut kept.required_checks, needs.required_checks);
    keep(&mut kept.contributors, needs.contributors);
    keep(&mut kept.unattributed, needs.contributors);
    keep(&mut kept.pushers, needs.pushers);
    keep(&mut kept.mergeable, needs.mergeable);
    keep(&mut kept.in_conflict, needs.mergeable);
    keep(&mut kept.triggering_actor, needs.triggering_actor);
    keep(&mut kept.target_protected, needs.target_protected);
    kept
}

fn question(facts: &Facts, actors: &[&str], operations: &[Operation], profile: Profile) -> Question {
    Question {
        actors: actors.iter().map(|login| facts.person(login)).collect(),
        operations: operations.to_vec(),
        profile,
    }
}

/// Subject, actor, operation, verdict and reasons of an outcome.
type Said = (Option<usize>, usize, Operation, Verdict, Vec<Reason>);

/// Everything that a decision says, but that everybody may change the CI file, which is said only where it is looked
/// for.
fn said(decision: &Decision) -> Vec<Said> {
    let of_outcome = |outcome: &whomay::access::decide::Outcome| {
        let says_nothing =
            |reason: &&Reason| reason.clause == Clause::CiConfigUpdate && reason.verdict == Verdict::Allow;
        let reasons = outcome.reasons().filter(|reason| !says_nothing(reason)).cloned().collect();
        (outcome.subject, outcome.actor, outcome.operation, outcome.verdict, reasons)
    };
    decision.outcomes.iter().map(of_outcome).collect()
}

/// A world, mostly of known facts, and what is asked about it.
fn asked(dice: &mut Dice<'_>) -> (World, Vec<&'static str>, Vec<Operation>, Profile) {
    let profile = dice.pick(&[Profile::Strict, Profile::Terrateam]);
    let actors = dice.pick(&[&PEOPLE[..1], &PEOPLE[..2], &PEOPLE[1..]]).to_vec();
    let operation = dice.pick(&Operation::ALL);
    let operations = if dice.seldom(4) { Operation::ALL.to_vec() } else { vec![operation] };
    // A role that does not exist stops many a question, so that it is left out of half of the worlds.
    let roles_exist = dice.seldom(2);
    let mut world = known_world(dice, roles_exist);
    demanding(&mut world, dice, roles_exist);
    if dice.seldom(3) {
        let slug = PrincipalMatch::Team(dice.pick(&["sre", "ops"]).to_owned());
        world.facts.failed_lookups.insert(slug, "no answer".to_owned());
    }
    if dice.seldom(3) {
        world.facts.request.triggering_actor = Known::Known(Some(dice.pick(&["bob", "carol", "dan"]).to_owned()));
    }
    for view in &mut world.views {
        if dice.seldom(2) {
            let lists = format!(
                "plan={0} apply={0} apply_with_superapproval={1} superapproval={2}",
                entries(dice, roles_exist),
                entries(dice, roles_exist),
                entries(dice, roles_exist)
            );
            view.access.policies = vec![policy(&format!(": {lists}"))];
            view.access.terrateam_config_update = list(&entries(dice, roles_exist));
            view.access.ci_config_update = list(&entries(dice, roles_exist));
        }
        for check in &mut view.requirements.checks {
            if dice.seldom(2) {
                check.approved.enabled = true;
                check.approved.all_of = list(&entries(dice, roles_exist));
                check.approved.any_of = list(&entries(dice, roles_exist));
            }
            check.status_checks.enabled |= dice.seldom(2);
            check.approved.require_completed_reviews |= dice.seldom(2);
        }
    }
    if dice.seldom(4) {
        world.goes_to_another_branch();
    }
    if dice.seldom(4) {
        let all = Hole::all();
        dice.pick(&all).dig(&mut world, dice.seldom(2));
    }
    (world, actors, operations, profile)
}

/// Makes rules ask for more approvals, and people ask for more changes, than they mostly do.
fn demanding(world: &mut World, dice: &mut Dice<'_>, roles_exist: bool) {
    for check in &mut world.requirements.checks {
        if dice.seldom(2) {
            check.approved.enabled = true;
            check.approved.any_of = list(dice.pick(&["*,team:sre", "team:ops,*,role:read", "user:bob"]));
            check.approved.any_of_count = dice.pick(&[2, 1, 3]);
        }
    }
    for policy in &mut world.access.policies {
        policy.superapproval = list(&entries(dice, roles_exist));
    }
    if let (true, Known::Known(reviews)) = (dice.seldom(2), &mut world.facts.request.reviews) {
        for review in reviews {
            review.state = dice.pick(&[ReviewState::Approved, ReviewState::ChangesRequested]);
        }
    }
}

/// Whether everything but the names of teams is within a bound.
fn is_within(needs: &Needs, bound: &Needs) -> bool {
    let flags = |needs: &Needs| {
        [
            needs.reviews,
            needs.review_decision,
            needs.requested_reviewers,
            needs.checks,
            needs.required_checks,
            needs.contributors,
            needs.pushers,
            needs.mergeable,
            needs.ci_config,
            needs.triggering_actor,
            needs.target_protected,
            needs.triggering.standing || !needs.triggering.teams.is_empty(),
            needs.reviewers.standing || !needs.reviewers.teams.is_empty(),
        ]
    };
    let actors = needs.actors.keys().all(|login| bound.actors.get(login).is_some_and(|of_person| of_person.standing));
    actors && flags(needs).iter().zip(flags(bound)).all(|(needed, bound)| !needed || bound)
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..220)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6000, ..ProptestConfig::default() })]

    #[test]
    fn a_decision_on_what_is_needed_is_the_decision_on_everything(bytes in bytes()) {
        let (world, actors, operations, profile) = asked(&mut Dice::new(&bytes));
        let all = question(&world.facts, &actors, &operations, profile);
        let (needs, whole) = world.with_case(|case| (Needs::of(case, &all), decide(case, &all)));
        let mut bare = world.clone();
        bare.facts = cut(&world.facts, &needs);
        let less = question(&bare.facts, &actors, &operations, profile);
        let decided = bare.with_case(|case| decide(case, &less));
        prop_assert_eq!(said(&whole), said(&decided), "{:?}", needs);
        prop_assert_eq!(whole.runs, decided.runs);
        // The facts have no say in what is needed.
        let blank = World { facts: Facts { forge: world.facts.forge, ..Facts::default() }, ..world.clone() };
        prop_assert_eq!(&blank.with_case(|case| Needs::of(case, &less)), &needs);
        prop_assert!(is_within(&needs, &Needs::at_most(&all)), "{:?}", needs);
    }
}

/// `reviews checks actor(alice: team:a role) reviewers(role)`: everything that is needed, in words; `nothing`.
fn needed(world: &World, ask: &str, profile: Profile) -> String {
    let mut words = ask.split_whitespace();
    let actor = Person::named(words.next().unwrap());
    let operations = words.map(|word| Operation::from_name(word).unwrap()).collect();
    let question = Question { actors: vec![actor], operations, profile };
    shown(&world.with_case(|case| Needs::of(case, &question)))
}

fn shown(needs: &Needs) -> String {
    fn person(name: &str, needs: &PersonNeeds) -> Option<String> {
        let teams = needs.teams.iter().map(|team| format!("team:{team}"));
        let all: Vec<String> = teams.chain(needs.standing.then(|| "role".to_owned())).collect();
        (!all.is_empty()).then(|| format!("{name}({})", all.join(" ")))
    }
    let flags = [
        ("reviews", needs.reviews),
        ("decision", needs.review_decision),
        ("requested", needs.requested_reviewers),
        ("checks", needs.checks),
        ("required", needs.required_checks),
        ("contributors", needs.contributors),
        ("pushers", needs.pushers),
        ("mergeable", needs.mergeable),
        ("ci", needs.ci_config),
        ("trigger", needs.triggering_actor),
        ("protected", needs.target_protected),
    ];
    let flags = flags.into_iter().filter(|(_, needed)| *needed).map(|(name, _)| name.to_owned());
    let actors = needs.actors.iter().map(|(login, of_person)| person(login, of_person).unwrap_or(format!("{login}()")));
    let others = [person("trigger", &needs.triggering), person("reviewers", &needs.reviewers)];
    let all: Vec<String> = flags.chain(actors).chain(others.into_iter().flatten()).collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join(" ") }
}

type Need = (&'static str, fn(&mut World), &'static str, &'static str);

fn check(profile: Profile, rows: &[Need]) {
    let mut wrong = Vec::new();
    for (name, given, ask, expect) in rows {
        let mut world = World::new();
        given(&mut world);
        world.views = vec![world.view()];
        let got = needed(&world, ask, profile);
        if got != *expect {
            wrong.push(format!("{name}\n    ask      {ask}\n    expected {expect}\n    got      {got}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

fn rule(w: &mut World, all_of: &str, any_of: &str, count: i64) {
    let (all_of, any_of) = (list(all_of), list(any_of));
    w.require("", |check| {
        check.status_checks.enabled = false;
        check.approved.enabled = true;
        check.approved.all_of = all_of;
        check.approved.any_of = any_of;
        check.approved.any_of_count = count;
    });
}

#[test]
fn the_server_s_rules_need_no_more_than_they_look_at() {
    check(
        Profile::Terrateam,
        &[
            ("everyone plans", |_| {}, "alice plan", "mergeable"),
            ("no dirspace", |w| w.places.clear(), "alice plan apply apply-force", "nothing"),
            ("everyone unlocks", |_| {}, "alice unlock", "nothing"),
            (
                "an unlock needs its list",
                |w| w.access.unlock = list("team:a,role:write"),
                "alice unlock",
                "alice(team:a role)",
            ),
            (
                "not when access control is off",
                |w| {
                    w.access.unlock = list("team:a");
                    w.access.enabled = false;
                },
                "alice unlock",
                "nothing",
            ),
            (
                "a plan by team",
                |w| w.policies(&[": plan=team:a,team:b,role:read"]),
                "alice plan",
                "mergeable alice(team:a team:b role)",
            ),
            ("by login", |w| w.policies(&[": plan=user:bob,user:alice,team:a"]), "alice plan", "mergeable"),
            (
                "by login of somebody else",
                |w| w.policies(&[": plan=user:bob,team:a"]),
                "alice plan",
                "mergeable alice(team:a)",
            ),
            ("behind a star", |w| w.policies(&[": plan=*,team:a"]), "alice plan", "mergeable"),
            ("before a star", |w| w.policies(&[": plan=team:a,*"]), "alice plan", "mergeable alice(team:a)"),
            (
                "behind a role that does not exist",
                |w| w.policies(&[": plan=role:owner,team:a"]),
                "alice plan",
                "mergeable",
            ),
            ("a list for something else", |w| w.policies(&[": apply=team:a"]), "alice plan", "mergeable"),
            (
                "a policy that governs nothing",
                |w| w.policies(&["nothing: plan=team:a", ": plan=*"]),
                "alice plan",
                "mergeable",
            ),
            (
                "each policy that governs something",
                |w| w.policies(&["prod: plan=team:a", ": plan=team:b"]),
                "alice plan",
                "mergeable alice(team:a team:b)",
            ),
            (
                "access control is off",
                |w| {
                    w.policies(&[": plan=team:a"]);
                    w.access.enabled = false;
                },
                "alice plan",
                "mergeable",
            ),
            ("an apply by default", |_| {}, "alice apply", "checks mergeable"),
            ("by force", |_| {}, "alice apply-force", "mergeable"),
            (
                "by force, by team",
                |w| w.policies(&[": apply_force=team:a"]),
                "alice apply-force",
                "mergeable alice(team:a)",
            ),
            (
                "without checks",
                |w| w.require("", |check| check.status_checks.enabled = false),
                "alice apply",
                "mergeable",
            ),
            ("no requirement", |w| w.requirements.checks.clear(), "alice apply", "mergeable"),
            ("an approval by anybody", |w| rule(w, "", "", 1), "alice apply", "reviews mergeable"),
            ("by a team", |w| rule(w, "", "team:a", 1), "alice apply", "reviews mergeable reviewers(team:a)"),
            (
                "every entry is asked",
                |w| rule(w, "*,team:a", "*,role:read", 1),
                "alice apply",
                "reviews mergeable reviewers(team:a role)",
            ),
            ("no number is asked for", |w| rule(w, "", "team:a", 0), "alice apply", "mergeable"),
            ("no number, but each of some", |w| rule(w, "user:bob", "team:a", -1), "alice apply", "reviews mergeable"),
            ("approvals by force", |w| rule(w, "team:a", "team:b", 1), "alice apply-force", "mergeable"),
            ("approvals of a plan", |w| rule(w, "team:a", "team:b", 1), "alice plan", "mergeable"),
            (
                "switched off",
                |w| {
                    rule(w, "team:a", "team:b", 1);
                    w.requirements.checks[0].approved.enabled = false;
                },
                "alice apply",
                "mergeable",
            ),
            (
                "switched off, with a role that does not exist",
                |w| {
                    rule(w, "", "role:owner", 1);
                    w.requirements.checks[0].approved.enabled = false;
                },
                "alice apply",
                "reviews mergeable",
            ),
            ("the same by force", |w| rule(w, "role:owner", "", 1), "alice apply-force", "reviews mergeable"),
            ("the same to plan", |w| rule(w, "role:owner", "", 1), "alice plan apply-autoapprove", "mergeable"),
            (
                "completed reviews",
                |w| {
                    rule(w, "", "", 0);
                    w.requirements.checks[0].approved.require_completed_reviews = true;
                },
                "alice apply",
                "decision requested mergeable",
            ),
            (
                "completed reviews on GitLab",
                |w| {
                    rule(w, "", "", 0);
                    w.requirements.checks[0].approved.require_completed_reviews = true;
                    w.facts.forge = Forge::Gitlab;
                },
                "alice apply",
                "requested mergeable",
            ),
            (
                "completed reviews, switched off",
                |w| {
                    w.require("", |check| check.approved.require_completed_reviews = true);
                },
                "alice apply",
                "checks mergeable",
            ),
            (
                "superapproval",
                |w| {
                    w.policies(&[": apply=team:a apply_with_superapproval=team:b superapproval=team:c,role:admin"]);
                },
                "alice apply",
                "reviews checks mergeable alice(team:a team:b) reviewers(team:c role)",
            ),
            (
                "superapproval that nobody needs",
                |w| {
                    w.policies(&[": apply=team:a,* apply_with_superapproval=team:b superapproval=team:c"]);
                },
                "alice apply",
                "checks mergeable alice(team:a)",
            ),
            (
                "superapproval for others",
                |w| {
                    w.policies(&[": apply= apply_with_superapproval=user:bob superapproval=team:c"]);
                },
                "alice apply",
                "checks mergeable",
            ),
            (
                "superapproval by nobody",
                |w| {
                    w.policies(&[": apply= apply_with_superapproval=team:b superapproval="]);
                },
                "alice apply",
                "checks mergeable alice(team:b)",
            ),
            (
                "superapproval by anybody",
                |w| {
                    w.policies(&[": apply= apply_with_superapproval=* superapproval=*,team:c"]);
                },
                "alice apply",
                "reviews checks mergeable",
            ),
            (
                "superapproval behind a role that does not exist",
                |w| {
                    w.policies(&[": apply= apply_with_superapproval=role:owner superapproval=team:c"]);
                },
                "alice apply",
                "checks mergeable",
            ),
            (
                "superapproval is for a plain apply",
                |w| {
                    w.policies(&[": apply_force=team:a apply_with_superapproval=team:b superapproval=team:c"]);
                },
                "alice apply-force plan",
                "mergeable alice(team:a)",
            ),
            (
                "repository-wide lists that the change leaves alone",
                |w| {
                    w.access.terrateam_config_update = list("team:a");
                    w.access.ci_config_update = list("team:b");
                    w.access.files.insert("f".to_owned(), list("team:c"));
                },
                "alice plan",
                "mergeable",
            ),
            (
                "those that it touches",
                |w| {
                    w.access.terrateam_config_update = list("team:a");
                    w.access.ci_config_update = list("team:b");
                    w.access.files.insert("f".to_owned(), list("team:c"));
                    w.access.files.insert("g".to_owned(), list("team:d"));
                    w.changed(&[".terrateam/config.yaml", ".github/workflows/x.yml", "f"]);
                },
                "alice plan",
                "mergeable ci alice(team:a team:b team:c)",
            ),
            (
                "not to unlock",
                |w| {
                    w.access.terrateam_config_update = list("team:a");
                    w.changed(&[".terrateam/config.yml"]);
                },
                "alice unlock",
                "nothing",
            ),
            (
                "not when access control is off",
                |w| {
                    w.access.enabled = false;
                    w.access.ci_config_update = list("team:b");
                    w.changed(&[".github/workflows/x.yml"]);
                },
                "alice plan",
                "mergeable",
            ),
            (
                "a workflow that everyone may change",
                |w| w.changed(&[".github/workflows/x.yml"]),
                "alice plan",
                "mergeable",
            ),
            (
                "a workflow that nobody may change",
                |w| {
                    w.access.ci_config_update = list("");
                    w.changed(&[".github/workflows/x.yml"]);
                },
                "alice plan",
                "mergeable ci",
            ),
            (
                "a workflow that breaks the server",
                |w| {
                    w.access.ci_config_update = list("role:owner");
                    w.changed(&[".github/workflows/x.yml"]);
                },
                "alice plan",
                "mergeable ci",
            ),
            (
                "on GitLab the file has one name",
                |w| {
                    w.facts.forge = Forge::Gitlab;
                    w.access.ci_config_update = list("team:b");
                    w.changed(&[".gitlab-ci.yml", ".github/workflows/x.yml"]);
                },
                "alice plan",
                "mergeable alice(team:b)",
            ),
        ],
    );
}

#[test]
fn the_strict_clauses_need_what_they_look_at() {
    const OF_APPLY: &str = "reviews checks required contributors pushers mergeable trigger reviewers(role)";
    check(
        Profile::Strict,
        &[
            ("everyone plans", |_| {}, "alice plan", "mergeable trigger"),
            ("everyone unlocks", |_| {}, "alice unlock", "trigger"),
            (
                "an unlock",
                |w| w.access.unlock = list("team:a"),
                "alice unlock",
                "trigger alice(team:a) trigger(team:a)",
            ),
            (
                "a plan by team",
                |w| w.policies(&[": plan=team:a"]),
                "alice plan",
                "mergeable trigger alice(team:a) trigger(team:a)",
            ),
            (
                "a login says nothing of whoever set the run off",
                |w| w.policies(&[": plan=user:alice,team:a"]),
                "alice plan",
                "mergeable trigger trigger(team:a)",
            ),
            (
                "access control is off",
                |w| {
                    w.policies(&[": plan=team:a"]);
                    w.access.enabled = false;
                },
                "alice plan unlock",
                "mergeable trigger",
            ),
            ("an apply", |_| {}, "alice apply", OF_APPLY),
            ("by force", |_| {}, "alice apply-force", "mergeable trigger"),
            ("without a plan", |_| {}, "alice apply-autoapprove", "mergeable trigger"),
            ("no dirspace", |w| w.places.clear(), "alice plan apply", "nothing"),
            (
                "whoever superapproves",
                |w| {
                    rule(w, "", "team:a", 0);
                    w.policies(&[": apply=* superapproval=team:b"]);
                },
                "alice apply",
                "reviews checks required contributors pushers mergeable trigger reviewers(team:a team:b role)",
            ),
            (
                "repository-wide lists",
                |w| {
                    w.access.files.insert("f".to_owned(), list("team:c"));
                    w.changed(&["f"]);
                },
                "alice plan",
                "mergeable trigger alice(team:c) trigger(team:c)",
            ),
        ],
    );
}

#[test]
fn another_view_of_the_repository_needs_what_its_rules_do() {
    let mut world = World::new();
    world.changed(&["f"]);
    let view = &mut world.views[0];
    view.access.policies =
        vec![policy("prod: plan=team:a apply= apply_with_superapproval=team:b superapproval=team:c")];
    view.access.files.insert("f".to_owned(), list("team:f"));
    view.requirements.checks[0].approved.require_completed_reviews = true;
    view.requirements.checks[0].approved.enabled = true;
    let strictly = |ask| needed(&world, ask, Profile::Strict);
    assert_eq!(strictly("alice plan"), "mergeable trigger alice(team:a team:f) trigger(team:a team:f)");
    let apply = "reviews decision requested checks required contributors pushers mergeable trigger alice(team:b team:f) trigger(team:b team:f) reviewers(team:c role)";
    assert_eq!(strictly("alice apply"), apply);
    assert_eq!(needed(&world, "alice plan", Profile::Terrateam), "mergeable", "the server has one view");
    // Where no dirspace of the view is asked about, its lists are not either.
    world.views[0].tags = vec![None, None];
    assert_eq!(needed(&world, "alice plan", Profile::Strict), "mergeable trigger");
}

#[test]
fn each_actor_is_asked_what_matters_of_them() {
    let mut world = World::new();
    world.policies(&[": plan=user:alice,team:a apply=*"]);
    let actors = ["alice", "bob", "carol"].map(Person::named).to_vec();
    let unnamed = Person::default();
    let question = |actors| Question { actors, operations: vec![Operation::Plan], profile: Profile::Terrateam };
    let needs = |actors| world.with_case(|case| Needs::of(case, &question(actors)));
    assert_eq!(shown(&needs(actors)), "mergeable bob(team:a) carol(team:a)");
    assert_eq!(shown(&needs(vec![unnamed])), "mergeable", "nobody can look up somebody without a name");
    assert_eq!(shown(&needs(Vec::new())), "nothing");
}

#[test]
fn what_a_configuration_can_ask_for_has_a_bound() {
    let bound = |ask: &str, profile| {
        let mut words = ask.split_whitespace();
        let actors = vec![Person::named(words.next().unwrap())];
        let operations = words.map(|word| Operation::from_name(word).unwrap()).collect();
        shown(&Needs::at_most(&Question { actors, operations, profile }))
    };
    let (server, strict) = (Profile::Terrateam, Profile::Strict);
    assert_eq!(bound("alice", server), "nothing");
    assert_eq!(bound("alice plan", server), "mergeable ci alice(role)");
    assert_eq!(bound("alice unlock", server), "alice(role)");
    assert_eq!(bound("alice apply-force", server), "reviews mergeable ci alice(role)");
    assert_eq!(
        bound("alice apply", server),
        "reviews decision requested checks mergeable ci alice(role) reviewers(role)"
    );
    assert_eq!(bound("alice plan", strict), "mergeable ci trigger protected alice(role) trigger(role)");
    assert_eq!(bound("alice unlock", strict), "trigger protected alice(role) trigger(role)");
    let everything = "reviews decision requested checks required contributors pushers mergeable ci trigger protected alice(role) trigger(role) reviewers(role)";
    assert_eq!(bound("alice apply", strict), everything);
}
