//! Facts that are missing: each that is needed leaves the answer open and says what would settle it; none
//! that is not needed does.

use whomay::access::case::Profile;
use whomay::access::facts::{CiConfig, Request, Strangers};
use whomay::access::known::Known;
use whomay::access::verdict::Verdict;

use super::world::{Row, World, check_rows, list, shown};

const MET: &str = "allow: policy, requirements-met";

#[test]
fn a_fact_that_is_needed_becomes_a_condition() {
    check_rows(
        Profile::Terrateam,
        &[
            Row {
                name: "teams and role",
                given: |w| {
                    w.policies(&[": plan=team:sre,role:maintain"]);
                    w.facts.strangers = Strangers::Unknown;
                },
                ask: "mallory plan prod",
                expect: "undetermined: policy if mallory is in team:sre or has role maintain (or stronger)",
            },
            Row {
                name: "conflict",
                given: |w| w.request().in_conflict = Known::NotGiven,
                ask: "alice plan prod",
                expect: "undetermined: merge-conflict if the request does not conflict with its target branch",
            },
            Row {
                name: "state, for a plan",
                given: |w| w.request().state = Known::NotGiven,
                ask: "alice plan prod",
                expect: "undetermined: request-closed if the request was not closed without a merge",
            },
            Row {
                name: "state, for an apply whose requirements are not met",
                given: |w| {
                    w.request().state = Known::NotGiven;
                    w.request().draft = Known::Known(true);
                },
                ask: "alice apply prod",
                expect: "undetermined: merged, request-closed if (the request is merged or the request is not a draft) and the request was not closed without a merge",
            },
            Row {
                name: "state, for an apply whose requirements cannot be met",
                given: |w| {
                    w.request().state = Known::NotGiven;
                    w.checks("ci status failure");
                },
                ask: "alice apply prod",
                expect: "undetermined: merged, request-closed if the request is merged and the request was not closed without a merge",
            },
            Row {
                name: "state, for an apply whose requirements are met",
                given: |w| w.request().state = Known::NotGiven,
                ask: "alice apply prod",
                expect: "undetermined: request-closed if the request was not closed without a merge",
            },
            Row {
                name: "draft",
                given: |w| w.request().draft = Known::NotGiven,
                ask: "alice apply prod",
                expect: "undetermined: draft if the request is not a draft",
            },
            Row {
                name: "mergeable",
                given: |w| w.request().mergeable = Known::NotGiven,
                ask: "alice apply prod",
                expect: "undetermined: merge-conflicts if the request is mergeable",
            },
            Row {
                name: "checks",
                given: |w| w.request().checks = Known::NotGiven,
                ask: "alice apply prod",
                expect: "undetermined: status-checks if the checks of the head commit have succeeded",
            },
            Row {
                name: "reviews",
                given: |w| {
                    w.require("", |check| {
                        check.approved.enabled = true;
                        check.approved.any_of = list("team:a");
                        check.approved.any_of_count = 2;
                        check.approved.all_of = list("user:bob");
                    });
                    w.request().reviews = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: "undetermined: approved-all-of, approved-any-of if there is an approval by user:bob and there are 2 approvals from [team:a]",
            },
            Row {
                name: "an approver's team",
                given: |w| {
                    w.require("", |check| {
                        check.approved.enabled = true;
                        check.approved.any_of = list("team:a,role:admin");
                    });
                    w.reviews("mallory approved, bob approved");
                    w.facts.strangers = Strangers::Unknown;
                },
                ask: "alice apply prod",
                expect: "undetermined: approved-any-of if mallory is in team:a or has role admin (or stronger)",
            },
            Row {
                name: "two of two approvers' teams",
                given: |w| {
                    w.require("", |check| {
                        check.approved.enabled = true;
                        check.approved.any_of = list("team:a");
                        check.approved.any_of_count = 2;
                    });
                    w.reviews("mallory approved, trent approved");
                    w.facts.strangers = Strangers::Unknown;
                },
                ask: "alice apply prod",
                expect: "undetermined: approved-any-of if mallory is in team:a and trent is in team:a",
            },
            Row {
                name: "one of two approvers' teams, beside one who counts",
                given: |w| {
                    w.require("", |check| {
                        check.approved.enabled = true;
                        check.approved.any_of = list("team:a");
                        check.approved.any_of_count = 2;
                    });
                    w.reviews("wendy approved, mallory approved, trent approved");
                    w.facts.strangers = Strangers::Unknown;
                },
                ask: "alice apply prod",
                expect: "undetermined: approved-any-of if mallory is in team:a or trent is in team:a",
            },
            Row {
                name: "the branches of a plan",
                given: |w| w.refusal = Known::NotGiven,
                ask: "alice plan prod",
                expect: "undetermined: destination-branch if `destination_branches` lets a request between its branches be planned",
            },
            Row {
                name: "everything of an apply before there is a request",
                given: |w| {
                    w.facts.request = Request::imagined();
                    w.policies(&[": apply=team:sre"]);
                    w.facts.strangers = Strangers::Unknown;
                },
                ask: "mallory apply prod",
                expect: "undetermined: policy, status-checks, merge-conflicts, draft if mallory is in team:sre and the checks of the head commit have succeeded and the request is mergeable and the request is not a draft",
            },
            Row {
                name: "a plan before there is a request",
                given: |w| w.facts.request = Request::imagined(),
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "a denial names no condition, whatever else is missing",
                given: |w| {
                    w.policies(&[": apply="]);
                    w.request().draft = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: "deny: policy, draft",
            },
            Row {
                name: "what waits and what is not known go together",
                given: |w| {
                    w.require("", |check| check.approved.enabled = true);
                    w.request().draft = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: "undetermined: draft, approved-any-of if the request is not a draft and there is 1 approval",
            },
        ],
    );
}

#[test]
fn a_fact_that_is_not_needed_leaves_nothing_open() {
    check_rows(
        Profile::Terrateam,
        &[
            Row {
                name: "nothing is known, and everyone may",
                given: |w| {
                    w.facts = whomay::access::facts::Facts { request: Request::imagined(), ..Default::default() };
                },
                ask: "mallory plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "a star in front of what is not known",
                given: |w| {
                    w.policies(&[": plan=*,team:sre"]);
                    w.facts.strangers = Strangers::Unknown;
                },
                ask: "mallory plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "a star behind what is not known",
                given: |w| {
                    w.policies(&[": plan=team:sre,*"]);
                    w.facts.strangers = Strangers::Unknown;
                },
                ask: "mallory plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "nobody may",
                given: |w| {
                    w.policies(&[": plan="]);
                    w.facts.strangers = Strangers::Unknown;
                },
                ask: "mallory plan prod",
                expect: "deny: policy",
            },
            Row {
                name: "a login that is known not to be listed",
                given: |w| {
                    w.policies(&[": plan=user:sam"]);
                    w.facts.strangers = Strangers::Unknown;
                },
                ask: "mallory plan prod",
                expect: "deny: policy",
            },
            Row {
                name: "draft, mergeable, checks where nobody asks",
                given: |w| {
                    w.require("", |check| {
                        check.require_ready_for_review_pr = false;
                        check.merge_conflicts = false;
                        check.status_checks.enabled = false;
                    });
                    w.facts.request = Request::imagined();
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "reviews where approvals are switched off",
                given: |w| {
                    w.require("", |check| check.approved.any_of = list("team:a"));
                    w.request().reviews = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "reviews where none is asked for",
                given: |w| {
                    w.require("", |check| {
                        check.approved.enabled = true;
                        check.approved.any_of_count = 0;
                    });
                    w.request().reviews = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "the team of an approver where there are enough others",
                given: |w| {
                    w.require("", |check| {
                        check.approved.enabled = true;
                        check.approved.any_of = list("user:bob,team:a");
                    });
                    w.reviews("mallory approved, bob approved");
                    w.facts.strangers = Strangers::Unknown;
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "the team of an approver where it would not be enough",
                given: |w| {
                    w.require("", |check| {
                        check.approved.enabled = true;
                        check.approved.any_of = list("team:a");
                        check.approved.any_of_count = 2;
                    });
                    w.reviews("mallory approved");
                    w.facts.strangers = Strangers::Unknown;
                },
                ask: "alice apply prod",
                expect: "pending: approved-any-of if there are 2 approvals from [team:a]",
            },
            Row {
                name: "the CI file where nothing like it changed",
                given: |w| {
                    w.access.ci_config_update = list("");
                    w.facts.ci_config = CiConfig::NotGiven;
                },
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "the branches of an apply",
                given: |w| w.refusal = Known::NotGiven,
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "the whole request, to unlock",
                given: |w| w.facts.request = Request::default(),
                ask: "alice unlock",
                expect: "allow: unlock",
            },
        ],
    );
}

#[test]
fn a_fact_that_could_not_be_had_is_named_with_what_went_wrong() {
    type Given = fn(&mut World, &dyn Fn() -> String);
    let rows: [(&str, Given, &str); 10] = [
        ("state", |w, why| w.request().state = Known::Unavailable(why()), "alice plan prod"),
        ("conflict", |w, why| w.request().in_conflict = Known::Unavailable(why()), "alice plan prod"),
        ("branches", |w, why| w.refusal = Known::Unavailable(why()), "alice plan prod"),
        ("draft", |w, why| w.request().draft = Known::Unavailable(why()), "alice apply prod"),
        ("mergeable", |w, why| w.request().mergeable = Known::Unavailable(why()), "alice apply prod"),
        ("checks", |w, why| w.request().checks = Known::Unavailable(why()), "alice apply prod"),
        (
            "reviews",
            |w, why| {
                w.require("", |check| check.approved.enabled = true);
                w.request().reviews = Known::Unavailable(why());
            },
            "alice apply prod",
        ),
        (
            "teams",
            |w, why| {
                w.policies(&[": plan=team:sre"]);
                w.facts.people.get_mut("alice").unwrap().teams = Known::Unavailable(why());
            },
            "alice plan prod",
        ),
        (
            "reviews, beside a team that nobody gave",
            |w, why| {
                w.policies(&[": apply= apply_with_superapproval=team:sre superapproval=*"]);
                w.facts.people.get_mut("alice").unwrap().teams = Known::NotGiven;
                w.request().reviews = Known::Unavailable(why());
            },
            "alice apply prod",
        ),
        (
            "the CI file",
            |w, why| {
                w.access.ci_config_update = list("");
                w.facts.ci_config = CiConfig::Unavailable(why());
                w.changed(&[".github/workflows/x.yml"]);
            },
            "alice plan prod",
        ),
    ];
    for (name, given, ask) in rows {
        let mut world = World::new();
        given(&mut world, &|| "HTTP 503".to_owned());
        let outcome = world.ask(ask, Profile::Terrateam);
        assert_eq!(outcome.verdict, Verdict::Undetermined, "{name}: {}", shown(&outcome));
        assert!(outcome.lacks_unavailable_fact(), "{name}");
        assert!(outcome.obstacles().iter().any(|reason| reason.text.contains("HTTP 503")), "{name}: {outcome:?}");
    }
}

#[test]
fn a_fact_that_nobody_gave_is_no_failure() {
    let mut world = World::new();
    world.request().draft = Known::NotGiven;
    let outcome = world.ask("alice apply prod", Profile::Terrateam);
    assert!(!outcome.lacks_unavailable_fact());
}
