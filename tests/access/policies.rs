//! Policies: who is let in by the list of the policy that governs.

use whomay::access::case::Profile;
use whomay::access::facts::Strangers;
use whomay::access::known::Known;
use whomay::access::principal::{PrincipalMatch, Role};

use super::world::{Row, check_rows, list};

#[test]
fn the_first_policy_that_matches_governs_alone() {
    check_rows(
        Profile::Terrateam,
        &[
            Row {
                name: "no access control: everyone plans",
                given: |_| {},
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "no access control: everyone applies",
                given: |_| {},
                ask: "alice apply prod",
                expect: "allow: policy, requirements-met",
            },
            Row {
                name: "no access control: nobody applies by force",
                given: |_| {},
                ask: "wendy apply-force prod",
                expect: "deny: policy",
            },
            Row {
                name: "no policies: no plan",
                given: |w| w.policies(&[]),
                ask: "wendy plan prod",
                expect: "deny: no-policy",
            },
            Row {
                name: "no policies: no apply",
                given: |w| w.policies(&[]),
                ask: "wendy apply prod",
                expect: "deny: no-policy",
            },
            Row {
                name: "no policies: no force",
                given: |w| w.policies(&[]),
                ask: "wendy apply-force prod",
                expect: "deny: no-policy",
            },
            Row {
                name: "a dirspace that no policy matches is closed",
                given: |w| w.policies(&["prod: apply=team:sre"]),
                ask: "sam apply dev",
                expect: "deny: no-policy",
            },
            Row {
                name: "not even superapproval rescues it",
                given: |w| {
                    w.policies(&["prod: apply_with_superapproval=* superapproval=*"]);
                    w.reviews("bob approved");
                },
                ask: "sam apply dev",
                expect: "deny: no-policy",
            },
            Row {
                name: "an omitted plan list is everyone",
                given: |w| w.policies(&["prod: apply=team:sre", ":"]),
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "the apply list binds",
                given: |w| w.policies(&["prod: apply=team:sre", ":"]),
                ask: "alice apply prod",
                expect: "deny: policy",
            },
            Row {
                name: "a member passes",
                given: |w| w.policies(&["prod: apply=team:sre", ":"]),
                ask: "sam apply prod",
                expect: "allow: policy, requirements-met",
            },
            Row {
                name: "the catch-all governs the rest",
                given: |w| w.policies(&["prod: apply=team:sre", ":"]),
                ask: "alice apply dev",
                expect: "allow: policy, requirements-met",
            },
            Row {
                name: "an early catch-all hides what follows",
                given: |w| w.policies(&[":", "prod: apply=team:sre"]),
                ask: "alice apply prod",
                expect: "allow: policy, requirements-met",
            },
            Row {
                name: "no falling through to a later policy that would allow",
                given: |w| w.policies(&["prod: apply=", ":"]),
                ask: "alice apply prod",
                expect: "deny: policy",
            },
            Row {
                name: "a policy that only speaks of force leaves apply open",
                given: |w| w.policies(&[": apply_force=team:sre"]),
                ask: "alice apply prod",
                expect: "allow: policy, requirements-met",
            },
            Row {
                name: "the apply list is irrelevant for force",
                given: |w| w.policies(&[": apply=team:sre apply_force=user:alice"]),
                ask: "alice apply-force prod",
                expect: "allow: policy",
            },
            Row {
                name: "the force list is irrelevant for apply",
                given: |w| w.policies(&[": apply= apply_force=*"]),
                ask: "alice apply prod",
                expect: "deny: policy",
            },
        ],
    );
}

#[test]
fn an_entry_matches_as_on_the_server() {
    check_rows(
        Profile::Terrateam,
        &[
            Row {
                name: "triage is less than write",
                given: |w| w.policies(&[": plan=role:write"]),
                ask: "tim plan prod",
                expect: "deny: policy",
            },
            Row {
                name: "write is write",
                given: |w| w.policies(&[": plan=role:write"]),
                ask: "bob plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "maintain is more than write",
                given: |w| w.policies(&[": plan=role:write"]),
                ask: "wendy plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "a custom role is no role",
                given: |w| w.policies(&[": plan=role:write"]),
                ask: "cora plan prod",
                expect: "deny: policy",
            },
            Row {
                name: "not even read",
                given: |w| w.policies(&[": plan=role:read"]),
                ask: "cora plan prod",
                expect: "deny: policy",
            },
            Row {
                name: "no role is no role",
                given: |w| w.policies(&[": plan=role:read"]),
                ask: "alice plan prod",
                expect: "deny: policy",
            },
            Row {
                name: "the legacy spelling",
                given: |w| w.policies(&[": plan=repo:write"]),
                ask: "bob plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "a login, exactly",
                given: |w| w.policies(&[": apply=user:alice"]),
                ask: "alice apply prod",
                expect: "allow: policy, requirements-met",
            },
            Row {
                name: "logins are case-sensitive",
                given: |w| w.policies(&[": apply=user:Alice"]),
                ask: "alice apply prod",
                expect: "deny: policy",
            },
            Row {
                name: "teams are case-sensitive",
                given: |w| w.policies(&[": plan=team:SRE"]),
                ask: "sam plan prod",
                expect: "deny: policy",
            },
            Row {
                name: "an empty login is nobody's",
                given: |w| w.policies(&[": plan=user:"]),
                ask: "alice plan prod",
                expect: "deny: policy",
            },
            Row {
                name: "one entry of several is enough",
                given: |w| w.policies(&[": plan=team:x,user:alice"]),
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "somebody nobody has heard of, where the list of people is complete",
                given: |w| w.policies(&[": plan=team:x,role:read"]),
                ask: "mallory plan prod",
                expect: "deny: policy",
            },
        ],
    );
}

#[test]
fn a_list_that_cannot_be_evaluated_is_no_answer() {
    check_rows(
        Profile::Terrateam,
        &[
            Row {
                name: "an unknown role",
                given: |w| w.policies(&[": plan=role:owner"]),
                ask: "wendy plan prod",
                expect: "undetermined: policy",
            },
            Row {
                name: "a role in the wrong case",
                given: |w| w.policies(&[": plan=role:Write"]),
                ask: "wendy plan prod",
                expect: "undetermined: policy",
            },
            Row {
                name: "also for somebody without a role",
                given: |w| w.policies(&[": plan=role:owner"]),
                ask: "alice plan prod",
                expect: "undetermined: policy",
            },
            Row {
                name: "also for a custom role",
                given: |w| w.policies(&[": plan=role:owner"]),
                ask: "cora plan prod",
                expect: "undetermined: policy",
            },
            Row {
                name: "harmless behind a star",
                given: |w| w.policies(&[": plan=*,role:owner"]),
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "not in front of one",
                given: |w| w.policies(&[": plan=role:owner,*"]),
                ask: "alice plan prod",
                expect: "undetermined: policy",
            },
            Row {
                name: "harmless behind an entry that holds",
                given: |w| w.policies(&[": plan=user:alice,role:owner"]),
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "not behind one that does not",
                given: |w| w.policies(&[": plan=user:bob,role:owner"]),
                ask: "alice plan prod",
                expect: "undetermined: policy",
            },
            Row {
                name: "behind one that is not known",
                given: |w| {
                    w.policies(&[": plan=team:x,role:owner"]);
                    w.facts.strangers = Strangers::Unknown;
                },
                ask: "mallory plan prod",
                expect: "undetermined: policy",
            },
            Row {
                name: "a look-up that fails for everybody",
                given: |w| {
                    w.policies(&[": plan=team:sre"]);
                    w.facts.failed_lookups.insert(PrincipalMatch::Team("sre".to_owned()), "no answer".to_owned());
                },
                ask: "sam plan prod",
                expect: "undetermined: policy",
            },
            Row {
                name: "of another team",
                given: |w| {
                    w.policies(&[": plan=team:sre"]);
                    w.facts.failed_lookups.insert(PrincipalMatch::Team("ops".to_owned()), "no answer".to_owned());
                },
                ask: "sam plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "a look-up that fails for somebody",
                given: |w| {
                    w.policies(&[": plan=team:sre"]);
                    w.facts.people.get_mut("sam").unwrap().teams = Known::Unavailable("no answer".to_owned());
                },
                ask: "sam plan prod",
                expect: "undetermined: policy",
            },
            Row {
                name: "and is not needed",
                given: |w| {
                    w.policies(&[": plan=user:sam,team:sre"]);
                    w.facts.people.get_mut("sam").unwrap().teams = Known::Unavailable("no answer".to_owned());
                },
                ask: "sam plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "a broken apply list is not rescued by superapproval",
                given: |w| {
                    w.policies(&[": apply=role:owner apply_with_superapproval=* superapproval=*"]);
                    w.reviews("bob approved");
                },
                ask: "alice apply prod",
                expect: "undetermined: policy",
            },
        ],
    );
}

#[test]
fn superapproval_is_asked_in_order() {
    check_rows(
        Profile::Terrateam,
        &[
            Row {
                name: "approved by the right one",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=* superapproval=user:bob"]);
                    w.reviews("bob approved");
                },
                ask: "alice apply prod",
                expect: "allow: superapproval, requirements-met",
            },
            Row {
                name: "approved by the wrong one",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=* superapproval=user:bob"]);
                    w.reviews("alice approved");
                },
                ask: "alice apply prod",
                expect: "pending: superapproval if somebody in `superapproval: [user:bob]` approves",
            },
            Row {
                name: "not for force",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=* superapproval=user:bob"]);
                    w.reviews("bob approved");
                },
                ask: "alice apply-force prod",
                expect: "deny: policy",
            },
            Row {
                name: "not for a plan",
                given: |w| {
                    w.policies(&[": plan= apply_with_superapproval=* superapproval=user:bob"]);
                    w.reviews("bob approved");
                },
                ask: "alice plan prod",
                expect: "deny: policy",
            },
            Row {
                name: "not for somebody outside apply_with_superapproval",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=team:sre superapproval=user:bob"]);
                    w.reviews("bob approved");
                },
                ask: "alice apply prod",
                expect: "deny: policy",
            },
            Row {
                name: "whoever applies may be the superapprover",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=* superapproval=user:alice"]);
                    w.reviews("alice approved");
                },
                ask: "alice apply prod",
                expect: "allow: superapproval, requirements-met",
            },
            Row {
                name: "a stale approval counts",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=* superapproval=user:bob"]);
                    w.reviews("bob approved old, bob changes");
                },
                ask: "alice apply prod",
                expect: "allow: superapproval, requirements-met",
            },
            Row {
                name: "a dismissed one does not",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=* superapproval=user:bob"]);
                    w.reviews("bob dismissed");
                },
                ask: "alice apply prod",
                expect: "pending: superapproval if somebody in `superapproval: [user:bob]` approves",
            },
            Row {
                name: "that of a deleted account does not, even for everyone",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=* superapproval=*"]);
                    w.reviews("ghost approved");
                },
                ask: "alice apply prod",
                expect: "pending: superapproval if somebody in `superapproval: [*]` approves",
            },
            Row {
                name: "an empty superapproval list is met by nobody",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=*"]);
                    w.reviews("bob approved");
                },
                ask: "alice apply prod",
                expect: "deny: policy",
            },
            Row {
                name: "requirements still bind",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=* superapproval=user:bob"]);
                    w.reviews("bob approved");
                    w.request().draft = Known::Known(true);
                },
                ask: "alice apply prod",
                expect: "pending: draft if the request is not a draft",
            },
            Row {
                name: "a broken superapproval list stays unnoticed by those who may not use it",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=team:sre superapproval=role:owner"]);
                    w.reviews("bob approved");
                },
                ask: "alice apply prod",
                expect: "deny: policy",
            },
            Row {
                name: "and by those who need none",
                given: |w| {
                    w.policies(&[": apply=* apply_with_superapproval=* superapproval=role:owner"]);
                    w.reviews("bob approved");
                },
                ask: "alice apply prod",
                expect: "allow: policy, requirements-met",
            },
            Row {
                name: "and before anybody approved",
                given: |w| w.policies(&[": apply= apply_with_superapproval=* superapproval=role:owner"]),
                ask: "alice apply prod",
                expect: "pending: superapproval if somebody in `superapproval: [role:owner]` approves",
            },
            Row {
                name: "it breaks the rest",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=* superapproval=role:owner"]);
                    w.reviews("bob approved");
                },
                ask: "alice apply prod",
                expect: "undetermined: superapproval",
            },
            Row {
                name: "approvers are asked in order: the first is enough, and the second would break",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=* superapproval=user:bob,role:owner"]);
                    w.reviews("bob approved, carol approved");
                },
                ask: "alice apply prod",
                expect: "allow: superapproval, requirements-met",
            },
            Row {
                name: "approvers are asked in order: the first breaks",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=* superapproval=user:bob,role:owner"]);
                    w.reviews("carol approved, bob approved");
                },
                ask: "alice apply prod",
                expect: "undetermined: superapproval",
            },
            Row {
                name: "reviews that nobody gave",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=* superapproval=user:bob"]);
                    w.request().reviews = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: "undetermined: superapproval if somebody in `superapproval: [user:bob]` approves",
            },
            Row {
                name: "both halves unknown",
                given: |w| {
                    w.policies(&[": apply=team:sre apply_with_superapproval=team:dev superapproval=user:bob"]);
                    w.request().reviews = Known::NotGiven;
                    w.facts.people.get_mut("alice").unwrap().teams = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: "undetermined: policy if alice is in team:sre or (alice is in team:dev and somebody in `superapproval: [user:bob]` approves)",
            },
            Row {
                name: "the first half unknown, the second given: the approval alone is not enough",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=team:dev superapproval=user:bob"]);
                    w.reviews("bob approved");
                    w.facts.people.get_mut("alice").unwrap().teams = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: "undetermined: superapproval if alice is in team:dev",
            },
            Row {
                name: "the first half unknown, the second still to come",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=team:dev superapproval=user:bob"]);
                    w.facts.people.get_mut("alice").unwrap().teams = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: "undetermined: superapproval if alice is in team:dev and somebody in `superapproval: [user:bob]` approves",
            },
            Row {
                name: "an unknown team does not matter once superapproved",
                given: |w| {
                    w.policies(&[": apply=team:sre apply_with_superapproval=* superapproval=user:bob"]);
                    w.reviews("bob approved");
                    w.facts.people.get_mut("alice").unwrap().teams = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: "allow: superapproval, requirements-met",
            },
            Row {
                name: "the first half is unknown, the second cannot be had by any condition",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=team:dev superapproval=role:owner"]);
                    w.reviews("bob approved");
                    w.facts.people.get_mut("alice").unwrap().teams = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: "undetermined: superapproval",
            },
        ],
    );
}

#[test]
fn access_control_that_is_switched_off_asks_nothing() {
    fn off(w: &mut super::world::World) {
        w.policies(&["nothing:"]);
        w.access.unlock = list("");
        w.access.terrateam_config_update = list("");
        w.changed(&[".terrateam/config.yml"]);
        w.access.enabled = false;
    }
    check_rows(
        Profile::Terrateam,
        &[
            Row { name: "plan", given: off, ask: "alice plan prod", expect: "allow: access-control-disabled" },
            Row {
                name: "apply",
                given: off,
                ask: "alice apply prod",
                expect: "allow: access-control-disabled, requirements-met",
            },
            Row { name: "force", given: off, ask: "alice apply-force prod", expect: "allow: access-control-disabled" },
            Row { name: "unlock", given: off, ask: "alice unlock", expect: "allow: access-control-disabled" },
            Row {
                name: "requirements still bind",
                given: |w| {
                    off(w);
                    w.requirements.checks.clear();
                },
                ask: "alice apply prod",
                expect: "deny: no-requirement",
            },
        ],
    );
}

#[test]
fn autoapprove_and_unlock() {
    check_rows(
        Profile::Terrateam,
        &[
            Row {
                name: "nobody by default",
                given: |_| {},
                ask: "wendy apply-autoapprove prod",
                expect: "deny: autoapprove",
            },
            Row {
                name: "who is listed",
                given: |w| w.policies(&[": apply_autoapprove=team:sre"]),
                ask: "sam apply-autoapprove prod",
                expect: "allow: autoapprove",
            },
            Row { name: "everyone may unlock by default", given: |_| {}, ask: "alice unlock", expect: "allow: unlock" },
            Row {
                name: "the list binds",
                given: |w| w.access.unlock = list("team:sre"),
                ask: "alice unlock",
                expect: "deny: unlock",
            },
            Row {
                name: "a member passes",
                given: |w| w.access.unlock = list("team:sre"),
                ask: "sam unlock",
                expect: "allow: unlock",
            },
            Row { name: "nobody", given: |w| w.access.unlock = list(""), ask: "wendy unlock", expect: "deny: unlock" },
            Row {
                name: "no policy is asked",
                given: |w| w.policies(&[]),
                ask: "alice unlock",
                expect: "allow: unlock",
            },
            Row {
                name: "an unknown role",
                given: |w| w.access.unlock = list("role:owner"),
                ask: "wendy unlock",
                expect: "undetermined: unlock",
            },
            Row {
                name: "a change of the configuration does not bind it",
                given: |w| {
                    w.changed(&[".terrateam/config.yml"]);
                    w.access.terrateam_config_update = list("");
                },
                ask: "alice unlock",
                expect: "allow: unlock",
            },
            Row {
                name: "an unknown team",
                given: |w| {
                    w.access.unlock = list("team:sre,role:maintain");
                    w.facts.strangers = Strangers::Unknown;
                },
                ask: "mallory unlock",
                expect: "undetermined: unlock if mallory is in team:sre or has role maintain (or stronger)",
            },
        ],
    );
}

#[test]
fn an_entry_and_a_role_are_written_as_they_are_read() {
    for entry in ["*", "user:alice", "team:sre", "role:write"] {
        assert_eq!(PrincipalMatch::parse(entry).unwrap().to_string(), entry);
    }
    for role in Role::ALL {
        assert_eq!(Role::from_name(&role.to_string()), Some(role));
    }
}

#[test]
fn an_autoapprove_answer_says_that_the_server_never_implemented_it() {
    let mut world = super::world::World::new();
    world.policies(&[": apply_autoapprove=team:sre"]);
    let outcome = world.ask("sam apply-autoapprove prod", Profile::Terrateam);
    let text = &outcome.reasons().next().unwrap().text;
    assert_eq!(text, "`apply_autoapprove` lets sam in as team:sre; the server never implemented the command");
}
