//! The strict clauses about the request, and about whoever set the run off.

use whomay::access::case::{PolicyPresence, Profile, TargetPolicy};
use whomay::access::decide::Outcome;
use whomay::access::facts::{RequestState, Strangers};
use whomay::access::known::{Known, Missing};
use whomay::access::operation::Operation;
use whomay::dirspace::Change;
use whomay::source::Spanned;

use super::world::{Row, World, check_rows, list};

const ALLOWED: &str = "allow: everything";

#[test]
fn the_request_has_to_be_open_from_here_and_up_to_date() {
    check_rows(
        Profile::Strict,
        &[
            Row { name: "open", given: |_| {}, ask: "alice apply prod", expect: ALLOWED },
            Row {
                name: "closed",
                given: |w| w.request().state = Known::Known(RequestState::Closed),
                ask: "alice apply prod",
                expect: "deny: request-closed, open-request",
            },
            Row {
                name: "state not known",
                given: |w| w.request().state = Known::NotGiven,
                ask: "alice plan prod",
                expect: "undetermined: request-closed, open-request if the request was not closed without a merge and the request is open",
            },
            Row {
                name: "from a fork: no apply",
                given: |w| w.request().from_fork = Known::Known(true),
                ask: "alice apply prod",
                expect: "deny: no-fork",
            },
            Row {
                name: "from a fork: no plan",
                given: |w| w.request().from_fork = Known::Known(true),
                ask: "alice plan prod",
                expect: "deny: no-fork",
            },
            Row {
                name: "from a fork that may be planned: plan",
                given: |w| {
                    w.request().from_fork = Known::Known(true);
                    w.gate.plan_on_forks = Spanned::unwritten(true);
                },
                ask: "alice plan prod",
                expect: ALLOWED,
            },
            Row {
                name: "from a fork that may be planned: apply",
                given: |w| {
                    w.request().from_fork = Known::Known(true);
                    w.gate.plan_on_forks = Spanned::unwritten(true);
                },
                ask: "alice apply prod",
                expect: "deny: no-fork",
            },
            Row {
                name: "from a fork that may be planned: force",
                given: |w| {
                    w.policies(&[": apply_force=*"]);
                    w.views = vec![w.view()];
                    w.request().from_fork = Known::Known(true);
                    w.gate.plan_on_forks = Spanned::unwritten(true);
                },
                ask: "alice apply-force prod",
                expect: "deny: no-fork",
            },
            Row {
                name: "from nobody knows where",
                given: |w| w.request().from_fork = Known::NotGiven,
                ask: "alice plan prod",
                expect: "undetermined: no-fork if the head is not in a fork",
            },
            Row {
                name: "no configuration",
                given: |w| w.presence = PolicyPresence::Absent,
                ask: "alice plan prod",
                expect: "deny: policy-present",
            },
            Row {
                name: "no configuration, unlock",
                given: |w| w.presence = PolicyPresence::Absent,
                ask: "alice unlock",
                expect: "deny: policy-present",
            },
            Row {
                name: "a configuration that is switched off",
                given: |w| w.presence = PolicyPresence::SwitchedOff { place: None },
                ask: "alice plan prod",
                expect: "deny: policy-present",
            },
            Row {
                name: "to another branch, which the options name and the forge protects",
                given: World::goes_to_another_branch,
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "to a branch that the options do not name",
                given: |w| {
                    w.goes_to_another_branch();
                    w.gate.protected_branches.clear();
                },
                ask: "alice plan prod",
                expect: "deny: policy-present",
            },
            Row {
                name: "to a branch that the forge does not protect",
                given: |w| {
                    w.goes_to_another_branch();
                    w.request().target_protected = Known::Known(false);
                },
                ask: "alice plan prod",
                expect: "deny: policy-present",
            },
            Row {
                name: "to a branch that the forge may protect",
                given: |w| {
                    w.goes_to_another_branch();
                    w.request().target_protected = Known::NotGiven;
                },
                ask: "alice plan prod",
                expect: "undetermined: policy-present if the forge protects `release/1`",
            },
            Row {
                name: "to a branch without a configuration that can be judged by",
                given: |w| {
                    let trouble = Some("it has no configuration".to_owned());
                    w.goes_to_another_branch();
                    w.target = TargetPolicy::Other { branch: "release/1".to_owned(), trouble };
                },
                ask: "alice unlock",
                expect: "deny: policy-present",
            },
            Row {
                name: "to nobody knows where",
                given: |w| w.target = TargetPolicy::Unknown,
                ask: "alice plan prod",
                expect: "undetermined: policy-present if the request goes to the default branch",
            },
            Row {
                name: "a plan that another view does not take between these branches",
                given: |w| w.views[0].refusal = Known::Known(Some("not from here".to_owned())),
                ask: "alice plan prod",
                expect: "deny: every-layout",
            },
            Row {
                name: "an apply, which no destination stops",
                given: |w| w.views[0].refusal = Known::Known(Some("not from here".to_owned())),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "a merge that may be something else than what was reviewed",
                given: |w| w.doubt = Some("the merge is not what was reviewed".to_owned()),
                ask: "alice plan prod",
                expect: "undetermined: known-facts if the merge changed what was reviewed and nothing else",
            },
            Row {
                name: "an orphan",
                given: |w| w.unclaimed = vec!["modules/x/main.tf".to_owned()],
                ask: "alice plan prod",
                expect: "deny: no-orphans",
            },
            Row {
                name: "an unclaimed file that is no infrastructure",
                given: |w| w.unclaimed = vec!["README.md".to_owned()],
                ask: "alice plan prod",
                expect: ALLOWED,
            },
            Row {
                name: "a lock file is infrastructure",
                given: |w| w.unclaimed = vec!["x/.terraform.lock.hcl".to_owned()],
                ask: "alice plan prod",
                expect: "deny: no-orphans",
            },
            Row {
                name: "a JSON configuration too",
                given: |w| w.unclaimed = vec!["x/a.tf.json".to_owned()],
                ask: "alice plan prod",
                expect: "deny: no-orphans",
            },
            Row {
                name: "and variables",
                given: |w| w.unclaimed = vec!["x/a.auto.tfvars".to_owned()],
                ask: "alice plan prod",
                expect: "deny: no-orphans",
            },
            Row {
                name: "newer on the base",
                given: |w| w.places[0].newer_on_base = Known::Known(vec!["prod/x.tf".to_owned()]),
                ask: "alice apply prod",
                expect: "deny: up-to-date",
            },
            Row {
                name: "newer on the base, for another dirspace",
                given: |w| w.places[0].newer_on_base = Known::Known(vec!["prod/x.tf".to_owned()]),
                ask: "alice apply dev",
                expect: ALLOWED,
            },
            Row {
                name: "newer on the base, to plan",
                given: |w| w.places[0].newer_on_base = Known::Known(vec!["prod/x.tf".to_owned()]),
                ask: "alice plan prod",
                expect: ALLOWED,
            },
            Row {
                name: "newer on the base, by force",
                given: |w| {
                    w.policies(&[": apply_force=*"]);
                    w.views = vec![w.view()];
                    w.places[0].newer_on_base = Known::Known(vec!["prod/x.tf".to_owned()]);
                },
                ask: "alice apply-force prod",
                expect: "deny: up-to-date",
            },
            Row {
                name: "newer on the base is not known",
                given: |w| w.places[0].newer_on_base = Known::NotGiven,
                ask: "alice apply prod",
                expect: "undetermined: up-to-date if the target branch has nothing newer for the dirspace",
            },
            Row {
                name: "autoapprove",
                given: |w| {
                    w.policies(&[": apply_autoapprove=*"]);
                    w.views = vec![w.view()];
                },
                ask: "alice apply-autoapprove prod",
                expect: "deny: autoapprove",
            },
            Row {
                name: "facts that are taken for granted",
                given: |w| {
                    w.request().author = Known::NotGiven;
                    w.request().head = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: "undetermined: known-facts if these are known: which commit is the head, who opened the request",
            },
            Row {
                name: "a plan takes less for granted",
                given: |w| w.request().head = Known::NotGiven,
                ask: "alice plan prod",
                expect: ALLOWED,
            },
            Row {
                name: "git and the forge cannot both be right about what changed",
                given: |w| w.request().changed_files = Known::Known(3),
                ask: "alice apply prod",
                expect: "undetermined: known-facts if git and the forge agree on how many files change",
            },
            Row {
                name: "nor for an apply by force",
                given: |w| {
                    w.policies(&[": apply_force=*"]);
                    w.views = vec![w.view()];
                    w.request().changed_files = Known::Known(0);
                },
                ask: "alice apply-force prod",
                expect: "undetermined: known-facts if git and the forge agree on how many files change",
            },
            Row {
                name: "a move that the forge counts once",
                given: |w| {
                    w.diff = vec![Change::Removed("old".to_owned()), Change::Added("new".to_owned())];
                    w.request().changed_files = Known::Known(1);
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "what a builder made of it is not what git said",
                given: |w| w.changed(&["a", "b", "c"]),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "a second opinion that nobody has",
                given: |w| w.request().changed_files = Known::NotGiven,
                ask: "alice apply prod",
                expect: "undetermined: known-facts if these are known: how many files the forge says change",
            },
            Row {
                name: "a plan takes git's word",
                given: |w| w.request().changed_files = Known::Known(3),
                ask: "alice plan prod",
                expect: ALLOWED,
            },
            Row {
                name: "in a merge queue",
                given: |w| w.request().queued = Known::Known(true),
                ask: "alice apply prod",
                expect: "pending: open-request if the request does not wait in a merge queue",
            },
            Row {
                name: "in a merge queue, by force",
                given: |w| {
                    w.policies(&[": apply_force=*"]);
                    w.views = vec![w.view()];
                    w.request().queued = Known::Known(true);
                },
                ask: "alice apply-force prod",
                expect: "pending: open-request if the request does not wait in a merge queue",
            },
            Row {
                name: "planned in a merge queue",
                given: |w| w.request().queued = Known::Known(true),
                ask: "alice plan prod",
                expect: ALLOWED,
            },
            Row {
                name: "whether it is in a merge queue is not known",
                given: |w| w.request().queued = Known::NotGiven,
                ask: "alice apply prod",
                expect: "undetermined: open-request if the request does not wait in a merge queue",
            },
            Row {
                name: "closed, whatever the queue says",
                given: |w| {
                    w.request().state = Known::Known(RequestState::Closed);
                    w.request().queued = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: "deny: request-closed, open-request",
            },
            Row {
                name: "merged, whatever the queue says",
                given: |w| {
                    w.require("", |check| check.apply_after_merge = true);
                    w.views = vec![w.view()];
                    w.request().state = Known::Known(RequestState::Merged);
                    w.request().queued = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "a conflict that is not known",
                given: |w| w.request().in_conflict = Known::NotGiven,
                ask: "alice plan prod",
                expect: "undetermined: merge-conflict, known-facts if the request does not conflict with its target branch and these are known: whether the request conflicts with its target",
            },
        ],
    );
}

#[test]
fn whoever_set_the_run_off_may_do_it_too() {
    fn triggered(w: &mut World, by: &str) {
        w.policies(&[": plan=team:sre,user:bob apply=team:sre,user:bob"]);
        w.views = vec![w.view()];
        w.request().triggering_actor = Known::Known(Some(by.to_owned()));
    }
    check_rows(
        Profile::Strict,
        &[
            Row { name: "the actor", given: |w| triggered(w, "sam"), ask: "sam apply prod", expect: ALLOWED },
            Row { name: "another who may", given: |w| triggered(w, "bob"), ask: "sam apply prod", expect: ALLOWED },
            Row {
                name: "another who may not",
                given: |w| triggered(w, "alice"),
                ask: "sam apply prod",
                expect: "deny: both-actors, every-layout",
            },
            Row {
                name: "another who may, for an actor who may not",
                given: |w| triggered(w, "sam"),
                ask: "alice plan prod",
                expect: "deny: policy, every-layout",
            },
            Row {
                name: "the actor in another spelling is asked about",
                given: |w| triggered(w, "Sam"),
                ask: "sam apply prod",
                expect: "deny: both-actors, every-layout",
            },
            Row {
                name: "another of whom nothing is known",
                given: |w| {
                    triggered(w, "mallory");
                    w.facts.strangers = Strangers::Unknown;
                },
                ask: "sam plan prod",
                expect: "undetermined: both-actors, every-layout if mallory is in team:sre",
            },
            Row {
                name: "not known",
                given: |w| {
                    triggered(w, "sam");
                    w.request().triggering_actor = Known::NotGiven;
                },
                ask: "sam plan prod",
                expect: "undetermined: both-actors if whoever set the run off may do it too",
            },
            Row {
                name: "another who may not change the configuration",
                given: |w| {
                    triggered(w, "bob");
                    w.access.terrateam_config_update = list("team:sre");
                    w.changed(&[".terrateam/config.yml"]);
                },
                ask: "sam plan prod",
                expect: "deny: both-actors",
            },
            Row {
                name: "another who is in by a stale superapproval",
                given: |w| {
                    w.policies(&[": apply=team:sre apply_with_superapproval=* superapproval=user:bob"]);
                    w.views = vec![w.view()];
                    w.reviews("bob approved old");
                    w.request().triggering_actor = Known::Known(Some("alice".to_owned()));
                },
                ask: "sam apply prod",
                expect: "pending: both-actors, every-layout if somebody in `superapproval: [user:bob]` approves",
            },
            Row {
                name: "unlock",
                given: |w| {
                    triggered(w, "alice");
                    w.access.unlock = list("team:sre");
                },
                ask: "sam unlock",
                expect: "deny: both-actors",
            },
            Row {
                name: "access control is switched off",
                given: |w| {
                    triggered(w, "alice");
                    w.access.enabled = false;
                    w.views = vec![w.view()];
                },
                ask: "sam apply prod",
                expect: ALLOWED,
            },
        ],
    );
}

/// What the strict profile has against saying that a plan of nothing is nothing.
fn against_nothing(given: impl FnOnce(&mut World)) -> Vec<String> {
    let mut w = World::new();
    w.places.clear();
    w.views = vec![w.view()];
    w.diff.clear();
    w.request().changed_files = Known::Known(0);
    given(&mut w);
    let ask = |profile| w.decide(vec![w.facts.person("alice")], &[Operation::Plan], profile);
    assert_eq!(ask(Profile::Terrateam).verdict(), None, "the server has nothing against it");
    let shown = |outcome: &Outcome| {
        let clauses: Vec<&str> = outcome.reasons().map(|reason| reason.clause.name()).collect();
        format!("{}: {}", outcome.verdict.name(), clauses.join(" "))
    };
    let decision = ask(Profile::Strict);
    assert!(decision.outcomes.iter().all(|outcome| outcome.subject.is_none()));
    assert!(decision.runs.iter().all(|run| run.would_run.is_empty()));
    decision.outcomes.iter().map(shown).collect()
}

#[test]
fn nothing_to_decide_is_said_only_of_what_is_nothing() {
    let nothing = Vec::<String>::new();
    assert_eq!(against_nothing(|_| {}), nothing);
    assert_eq!(against_nothing(|w| w.unclaimed = vec!["README.md".to_owned()]), nothing);
    assert_eq!(against_nothing(|w| w.unclaimed = vec!["x/a.tf".to_owned()]), ["deny: no-orphans"]);
    assert_eq!(against_nothing(|w| w.doubt = Some("why".to_owned())), ["undetermined: known-facts"]);
    assert_eq!(against_nothing(|w| w.request().changed_files = Known::Known(3)), ["undetermined: known-facts"]);
    assert_eq!(against_nothing(|w| w.views_missing = Some(Missing::NotGiven)), ["undetermined: every-layout"]);
    assert_eq!(against_nothing(|w| w.builders = vec!["tree_builder"]), ["undetermined: builder-output"]);
    // What only matters where something is done to a dirspace is nothing to documents.
    assert_eq!(against_nothing(|w| w.presence = PolicyPresence::Absent), nothing);
    assert_eq!(against_nothing(|w| w.request().state = Known::NotGiven), nothing);
}
