//! What a clause says, where two answers have the same verdict and the same clause and mean different things.

use whomay::access::case::Profile;
use whomay::access::facts::RequestState;
use whomay::access::known::Known;
use whomay::access::reason::Clause;

use super::world::{World, list};

/// What differs from [`World::new`], a question, a clause, and what it says.
struct Said {
    name: &'static str,
    given: fn(&mut World),
    ask: &'static str,
    clause: Clause,
    says: &'static str,
}

fn check_words(profile: Profile, rows: &[Said]) {
    for row in rows {
        let mut world = World::new();
        (row.given)(&mut world);
        let outcome = world.ask(row.ask, profile);
        let reason = outcome.reasons().find(|reason| reason.clause == row.clause);
        assert_eq!(reason.map(|reason| reason.text.as_str()), Some(row.says), "{}", row.name);
    }
}

#[test]
fn a_list_says_whom_it_lets_in() {
    check_words(
        Profile::Terrateam,
        &[
            Said {
                name: "everyone",
                given: |_| {},
                ask: "alice plan prod",
                clause: Clause::Policy,
                says: "`plan` is open to everyone",
            },
            Said {
                name: "a member",
                given: |w| w.policies(&[": plan=user:bob,team:sre"]),
                ask: "sam plan prod",
                clause: Clause::Policy,
                says: "`plan` lets sam in as team:sre",
            },
            Said {
                name: "somebody else",
                given: |w| w.policies(&[": plan=user:bob,team:sre"]),
                ask: "alice plan prod",
                clause: Clause::Policy,
                says: "`plan: [user:bob, team:sre]` does not let alice in",
            },
            Said {
                name: "nobody",
                given: |w| w.policies(&[": apply_force="]),
                ask: "alice apply-force prod",
                clause: Clause::Policy,
                says: "`apply_force` lets nobody in",
            },
        ],
    );
}

#[test]
fn a_check_that_breaks_the_server_is_named_with_its_word() {
    check_words(
        Profile::Terrateam,
        &[Said {
            name: "the first of two",
            given: |w| w.checks("ci run:app success, lint run:app stale, test run:app completed"),
            ask: "alice apply prod",
            clause: Clause::StatusChecks,
            says: "check `lint` ended as `stale`, which the server cannot read",
        }],
    );
}

#[test]
fn whoever_asks_for_changes_is_named_once() {
    check_words(
        Profile::Strict,
        &[
            Said {
                name: "who asked twice",
                given: |w| w.reviews("bob changes old, carol changes, bob changes"),
                ask: "alice apply prod",
                clause: Clause::ChangesRequested,
                says: "asking for changes: bob, carol",
            },
            Said {
                name: "accounts that cannot be told apart",
                given: |w| w.reviews("ghost changes, ghost changes"),
                ask: "alice apply prod",
                clause: Clause::ChangesRequested,
                says: "asking for changes: an account that no longer exists",
            },
        ],
    );
}

#[test]
fn the_answer_says_where_a_check_comes_from_and_where_it_should() {
    fn reported(w: &mut World, check: &str) {
        w.checks(check);
        w.required("ci circleci");
    }
    check_words(
        Profile::Strict,
        &[
            Said {
                name: "from another app",
                given: |w| reported(w, "ci run:other success"),
                ask: "alice apply prod",
                clause: Clause::CheckOrigin,
                says: "required check `ci` must come from circleci, and one comes from other",
            },
            Said {
                name: "from nobody knows whom",
                given: |w| reported(w, "ci status success"),
                ask: "alice apply prod",
                clause: Clause::CheckOrigin,
                says: "required check `ci` must come from circleci, and one comes from an unknown source",
            },
        ],
    );
}

#[test]
fn the_answer_says_what_is_held_against_whoever_set_the_run_off() {
    fn triggered(w: &mut World, by: &str) {
        w.policies(&[": plan=team:sre,user:bob"]);
        w.request().triggering_actor = Known::Known(Some(by.to_owned()));
    }
    check_words(
        Profile::Strict,
        &[
            Said {
                name: "nothing",
                given: |w| triggered(w, "bob"),
                ask: "sam plan prod",
                clause: Clause::BothActors,
                says: "bob, who set the run off, may do it too",
            },
            Said {
                name: "it was the actor",
                given: |w| triggered(w, "sam"),
                ask: "sam plan prod",
                clause: Clause::BothActors,
                says: "the actor set the run off",
            },
            Said {
                name: "a list",
                given: |w| triggered(w, "alice"),
                ask: "sam plan prod",
                clause: Clause::BothActors,
                says: "alice set the run off: `plan: [team:sre, user:bob]` does not let alice in",
            },
            Said {
                name: "two lists, equally: the first that is asked",
                given: |w| {
                    triggered(w, "alice");
                    w.access.terrateam_config_update = list("team:sre");
                    w.changed(&[".terrateam/config.yml"]);
                },
                ask: "sam plan prod",
                clause: Clause::BothActors,
                says: "alice set the run off: .terrateam/config.yml changes: `terrateam_config_update: [team:sre]` does not let alice in",
            },
        ],
    );
}

#[test]
fn the_answer_says_what_a_merge_does_not_waive() {
    fn merged(w: &mut World, reviews: &str) {
        w.request().state = Known::Known(RequestState::Merged);
        w.require("", |check| {
            check.apply_after_merge = true;
            check.approved.enabled = true;
        });
        w.reviews(reviews);
    }
    check_words(
        Profile::Strict,
        &[
            Said {
                name: "nothing is missing",
                given: |w| merged(w, "bob approved"),
                ask: "alice apply prod",
                clause: Clause::OpenRequest,
                says: "merged, and the configuration asks for apply after merge",
            },
            Said {
                name: "an approval is",
                given: |w| merged(w, ""),
                ask: "alice apply prod",
                clause: Clause::OpenRequest,
                says: "a merge waives nothing: needs 1 approval; none yet",
            },
        ],
    );
}

#[test]
fn the_answer_names_the_view_in_which_the_dirspace_is_worst_off() {
    fn two_views(w: &mut World, first: &str, second: &str) {
        w.views = vec![w.view(), w.view()];
        for (view, (name, lists)) in w.views.iter_mut().zip([("the first view", first), ("the second", second)]) {
            view.name = name;
            view.access.policies = vec![super::world::policy(lists)];
        }
    }
    check_words(
        Profile::Strict,
        &[
            Said {
                name: "neither is against it",
                given: |w| two_views(w, ":", ":"),
                ask: "alice plan prod",
                clause: Clause::EveryLayout,
                says: "allowed in every view of the repository",
            },
            Said {
                name: "the second is worse",
                given: |w| {
                    two_views(w, ": plan=team:sre", ": plan=user:bob");
                    w.facts.people.get_mut("alice").unwrap().teams = Known::NotGiven;
                },
                ask: "alice plan prod",
                clause: Clause::EveryLayout,
                says: "with the second: `plan: [user:bob]` does not let alice in",
            },
            Said {
                name: "the first is worse",
                given: |w| {
                    two_views(w, ": plan=user:bob", ": plan=team:sre");
                    w.facts.people.get_mut("alice").unwrap().teams = Known::NotGiven;
                },
                ask: "alice plan prod",
                clause: Clause::EveryLayout,
                says: "with the first view: `plan: [user:bob]` does not let alice in",
            },
            Said {
                name: "both are as bad: the first",
                given: |w| two_views(w, ": plan=", ": plan=user:bob"),
                ask: "alice plan prod",
                clause: Clause::EveryLayout,
                says: "with the first view: `plan` lets nobody in",
            },
        ],
    );
}

#[test]
fn a_profile_has_the_name_that_the_command_line_takes() {
    assert_eq!([Profile::Terrateam, Profile::Strict].map(Profile::name), ["terrateam", "strict"]);
}
