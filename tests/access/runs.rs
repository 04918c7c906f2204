//! Asking for everything at once: what would run, and what holds it back.

use whomay::access::case::Profile;
use whomay::access::facts::RequestState;
use whomay::access::known::Known;
use whomay::access::operation::Operation;
use whomay::access::verdict::Verdict;

use super::world::{World, list};

/// The dirspaces that would run and those that hold them back, as names.
fn run(given: impl FnOnce(&mut World), ask: &str) -> (Vec<String>, Vec<String>) {
    let mut world = World::new();
    given(&mut world);
    let (login, operation) = ask.split_once(' ').unwrap();
    let actor = world.facts.person(login);
    let decision = world.decide(vec![actor], &[Operation::from_name(operation).unwrap()], Profile::Terrateam);
    let run = decision.runs.into_iter().next().unwrap();
    let names = |subjects: Vec<usize>| subjects.into_iter().map(|at| world.places[at].dirspace.dir.clone()).collect();
    (names(run.would_run), names(run.held_back_by))
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn one_denied_dirspace_denies_all_where_the_flag_says_so() {
    fn closed_prod(w: &mut World) {
        w.policies(&["prod: plan=team:sre apply=team:sre apply_force=team:sre", ": apply_force=*"]);
    }
    type Given = fn(&mut World);
    type Names = &'static [&'static str];
    let rows: [(&str, Given, &str, Names, Names); 20] = [
        ("nothing is denied", |_| {}, "alice apply", &["prod", "dev"], &[]),
        ("apply, by default all", closed_prod, "alice apply", &[], &["prod"]),
        ("force, by default all", closed_prod, "alice apply-force", &[], &["prod"]),
        ("plan, by default the rest", closed_prod, "alice plan", &["dev"], &[]),
        ("a member runs all", closed_prod, "sam apply", &["prod", "dev"], &[]),
        (
            "apply the rest",
            |w| {
                closed_prod(w);
                w.access.apply_require_all_dirspace_access = false;
            },
            "alice apply",
            &["dev"],
            &[],
        ),
        (
            "plan all or nothing",
            |w| {
                closed_prod(w);
                w.access.plan_require_all_dirspace_access = true;
            },
            "alice plan",
            &[],
            &["prod"],
        ),
        (
            "the flags do not mix",
            |w| {
                closed_prod(w);
                w.access.plan_require_all_dirspace_access = true;
                w.access.apply_require_all_dirspace_access = false;
            },
            "alice apply",
            &["dev"],
            &[],
        ),
        ("nothing is allowed", |w| w.policies(&[]), "alice plan", &[], &[]),
        (
            "what would not run yet holds nothing back",
            |w| {
                closed_prod(w);
                w.places[0].in_working_set = false;
            },
            "alice apply",
            &["dev"],
            &[],
        ),
        ("and does not run", |w| w.places[0].in_working_set = false, "sam apply", &["dev"], &[]),
        (
            "an apply that has to wait for another stack does not run",
            |w| w.places[0].apply_waits = true,
            "sam apply",
            &["dev"],
            &[],
        ),
        ("nor one by force", |w| w.places[0].apply_waits = true, "sam apply-force", &[], &["dev"]),
        ("a plan does not wait", |w| w.places[0].apply_waits = true, "sam plan", &["prod", "dev"], &[]),
        (
            "and one that waits holds nothing back",
            |w| {
                closed_prod(w);
                w.places[0].apply_waits = true;
            },
            "alice apply",
            &["dev"],
            &[],
        ),
        (
            "a requirement that one does not meet stops all, whatever the flag says",
            |w| {
                w.access.apply_require_all_dirspace_access = false;
                w.require("prod", |check| check.approved.enabled = true);
            },
            "alice apply",
            &[],
            &["prod"],
        ),
        (
            "also where it is not known whether it is met",
            |w| {
                w.access.apply_require_all_dirspace_access = false;
                w.require("prod", |check| check.approved.enabled = true);
                w.request().reviews = Known::NotGiven;
            },
            "alice apply",
            &[],
            &["prod"],
        ),
        (
            "also where a merge would settle it and is not known",
            |w| {
                w.access.apply_require_all_dirspace_access = false;
                w.require("prod", |check| check.approved.enabled = true);
                w.facts.request.state = Known::Unavailable("no answer".to_owned());
            },
            "alice apply",
            &[],
            &["prod"],
        ),
        (
            "it does not stop force",
            |w| {
                w.policies(&[": apply_force=*"]);
                w.require("prod", |check| check.approved.enabled = true);
            },
            "alice apply-force",
            &["prod", "dev"],
            &[],
        ),
        (
            "access control that is switched off holds nothing back",
            |w| {
                closed_prod(w);
                w.access.enabled = false;
            },
            "alice apply",
            &["prod", "dev"],
            &[],
        ),
    ];
    for (name, given, ask, would_run, held_back_by) in rows {
        let got = run(given, ask);
        assert_eq!(got, (names(would_run), names(held_back_by)), "{name}");
    }
}

#[test]
fn everything_together_is_as_bad_as_its_worst_dirspace() {
    let mut world = World::new();
    let decided = |world: &World, operations: &[Operation]| {
        world.decide(vec![world.facts.person("alice")], operations, Profile::Terrateam).verdict()
    };
    assert_eq!(decided(&world, &[Operation::Plan]), Some(Verdict::Allow));
    world.policies(&["prod: plan=team:sre", ":"]);
    assert_eq!(decided(&world, &[Operation::Plan]), Some(Verdict::Deny));
    world.facts.people.get_mut("alice").unwrap().teams = Known::NotGiven;
    assert_eq!(decided(&world, &[Operation::Plan, Operation::Apply]), Some(Verdict::Undetermined));
}

#[test]
fn an_operation_fills_the_column_that_it_is_printed_in() {
    assert_eq!(format!("{:<8}|{}|", Operation::Plan, Operation::ApplyForce), "plan    |apply-force|");
}

#[test]
fn nothing_to_decide_is_its_own_answer() {
    let mut world = World::new();
    world.places.clear();
    world.views.clear();
    let alice = world.facts.person("alice");
    let decision = world.decide(vec![alice], &[Operation::Plan, Operation::Apply], Profile::Terrateam);
    assert_eq!(decision.verdict(), None);
    assert!(decision.outcomes.is_empty());
    assert!(decision.runs.iter().all(|run| run.would_run.is_empty() && run.held_back_by.is_empty()));
    assert_eq!(decision.runs.len(), 2, "there is a run for each operation even so");
}

#[test]
fn a_closed_request_runs_nothing() {
    let (would_run, _) = run(|w| w.request().state = Known::Known(RequestState::Closed), "alice plan");
    assert_eq!(would_run, names(&[]));
    let guarded = |w: &mut World| {
        w.access.terrateam_config_update = list("");
        w.changed(&[".terrateam/config.yml"]);
    };
    assert_eq!(run(guarded, "alice plan").0, names(&[]), "a repository-wide list denies every dirspace");
}
