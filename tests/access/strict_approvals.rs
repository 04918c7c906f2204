//! The strict clauses that take approvals away, and the one that listens to requests for changes.

use std::collections::BTreeSet;

use whomay::access::case::Profile;
use whomay::access::facts::{Forge, RequestState, Strangers};
use whomay::access::known::Known;
use whomay::access::reason::Clause;
use whomay::source::Spanned;

use super::world::{Row, World, check_rows, list};

const ALLOWED: &str = "allow: everything";

fn two_of(w: &mut World, any_of: &str, count: i64) {
    let any_of = list(any_of);
    w.require("", |check| {
        check.approved.enabled = true;
        check.approved.any_of = any_of;
        check.approved.any_of_count = count;
    });
}

fn approved(w: &mut World, reviews: &str) {
    two_of(w, "", 1);
    w.reviews(reviews);
}

/// Since the first review the request goes to another branch.
fn retargeted(w: &mut World) {
    if let Known::Known(reviews) = &mut w.request().reviews {
        reviews[0].before_retarget = true;
    }
}

#[test]
fn an_approval_must_be_fresh_independent_and_by_a_writer() {
    check_rows(
        Profile::Strict,
        &[
            Row { name: "no approval is asked for", given: |_| {}, ask: "alice apply prod", expect: ALLOWED },
            Row {
                name: "a good one",
                given: |w| approved(w, "bob approved"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "none",
                given: |w| approved(w, ""),
                ask: "alice apply prod",
                expect: "pending: approved-any-of if there is 1 approval",
            },
            Row {
                name: "stale",
                given: |w| approved(w, "bob approved old"),
                ask: "alice apply prod",
                expect: "pending: fresh-approval if there is 1 approval",
            },
            Row {
                name: "of the head, when the request went to another branch",
                given: |w| {
                    approved(w, "bob approved");
                    retargeted(w);
                },
                ask: "alice apply prod",
                expect: "pending: fresh-approval if there is 1 approval",
            },
            Row {
                name: "of the head, before and after the request was retargeted",
                given: |w| {
                    approved(w, "bob approved, bob approved");
                    retargeted(w);
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "stale, where it was to meet two demands",
                given: |w| {
                    approved(w, "bob approved old");
                    w.requirements.checks[0].approved.all_of = list("user:bob");
                },
                ask: "alice apply prod",
                expect: "pending: fresh-approval if there is an approval by user:bob and there is 1 approval",
            },
            Row {
                name: "for no known commit",
                given: |w| approved(w, "bob approved ?"),
                ask: "alice apply prod",
                expect: "pending: fresh-approval if there is 1 approval",
            },
            Row {
                name: "stale and fresh",
                given: |w| approved(w, "bob approved old, bob approved"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "the head is not known",
                given: |w| {
                    approved(w, "bob approved");
                    w.request().head = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: "undetermined: known-facts, fresh-approval if these are known: which commit is the head and bob approved the head commit",
            },
            Row {
                name: "the author's",
                given: |w| approved(w, "author approved"),
                ask: "alice apply prod",
                expect: "pending: independent-approval if there is 1 approval",
            },
            Row {
                name: "the author's, spelled otherwise",
                given: |w| approved(w, "AUTHOR approved"),
                ask: "alice apply prod",
                expect: "pending: independent-approval if there is 1 approval",
            },
            Row {
                name: "somebody's who wrote a commit",
                given: |w| {
                    approved(w, "bob approved");
                    w.request().contributors = Known::Known(BTreeSet::from(["Bob".to_owned()]));
                },
                ask: "alice apply prod",
                expect: "pending: independent-approval if there is 1 approval",
            },
            Row {
                name: "somebody's who pushed",
                given: |w| {
                    approved(w, "bob approved");
                    w.request().pushers = Known::Known(BTreeSet::from(["bob".to_owned()]));
                },
                ask: "alice apply prod",
                expect: "pending: independent-approval if there is 1 approval",
            },
            Row {
                name: "a commit is nobody's",
                given: |w| {
                    approved(w, "bob approved");
                    w.request().unattributed = Known::Known(vec!["c0ffee".to_owned()]);
                },
                ask: "alice apply prod",
                expect: "undetermined: independent-approval if bob wrote none of the commits that belong to no account: c0ffee",
            },
            Row {
                name: "several are, of two approvers",
                given: |w| {
                    two_of(w, "", 2);
                    w.reviews("bob approved, carol approved");
                    w.request().unattributed = Known::Known(vec!["c0ffee".to_owned(), "f00d".to_owned()]);
                },
                ask: "alice apply prod",
                expect: "undetermined: independent-approval if bob wrote none of the commits that belong to no account: c0ffee and 1 more and carol wrote none of the commits that belong to no account: c0ffee and 1 more",
            },
            Row {
                name: "whether one is is not known",
                given: |w| {
                    approved(w, "bob approved");
                    w.request().unattributed = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: "undetermined: independent-approval if bob wrote no commit that belongs to no account",
            },
            Row {
                name: "nobody's commits, where no approval is asked for",
                given: |w| w.request().unattributed = Known::Known(vec!["c0ffee".to_owned()]),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "nobody's commits, and the author's approval, which counts for nothing",
                given: |w| {
                    approved(w, "author approved");
                    w.request().unattributed = Known::Known(vec!["c0ffee".to_owned()]);
                },
                ask: "alice apply prod",
                expect: "pending: independent-approval if there is 1 approval",
            },
            Row {
                name: "nobody's commits, by force",
                given: |w| {
                    approved(w, "bob approved");
                    w.policies(&[": apply_force=*"]);
                    w.views = vec![w.view()];
                    w.request().unattributed = Known::NotGiven;
                },
                ask: "alice apply-force prod",
                expect: ALLOWED,
            },
            Row {
                name: "who pushed is not known",
                given: |w| {
                    approved(w, "bob approved");
                    w.request().pushers = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: "undetermined: independent-approval if bob is not somebody who pushed",
            },
            Row {
                name: "and does not matter without a need for approvals",
                given: |w| {
                    w.request().pushers = Known::NotGiven;
                    w.request().contributors = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "the actor's own, who had no part in the change",
                given: |w| approved(w, "bob approved"),
                ask: "bob apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "a reader's",
                given: |w| approved(w, "rita approved"),
                ask: "alice apply prod",
                expect: "pending: approver-role if there is 1 approval",
            },
            Row {
                name: "a triager's",
                given: |w| approved(w, "tim approved"),
                ask: "alice apply prod",
                expect: "pending: approver-role if there is 1 approval",
            },
            Row {
                name: "a custom role's",
                given: |w| approved(w, "cora approved"),
                ask: "alice apply prod",
                expect: "pending: approver-role if there is 1 approval",
            },
            Row {
                name: "a stranger's",
                given: |w| approved(w, "mallory approved"),
                ask: "alice apply prod",
                expect: "pending: approver-role if there is 1 approval",
            },
            Row {
                name: "a deleted account's",
                given: |w| approved(w, "ghost approved"),
                ask: "alice apply prod",
                expect: "pending: independent-approval if there is 1 approval",
            },
            Row {
                name: "somebody's whose role is not known",
                given: |w| {
                    approved(w, "mallory approved");
                    w.facts.strangers = Strangers::Unknown;
                },
                ask: "alice apply prod",
                expect: "undetermined: approver-role if mallory has role write (or stronger)",
            },
            Row {
                name: "somebody's whose role could not be had",
                given: |w| {
                    approved(w, "bob approved");
                    w.facts.people.get_mut("bob").unwrap().standing = Known::Unavailable("no answer".to_owned());
                },
                ask: "alice apply prod",
                expect: "undetermined: approver-role if bob has role write (or stronger)",
            },
            Row {
                name: "a bot's",
                given: |w| {
                    w.person("robot[bot]", "", "admin");
                    approved(w, "robot[bot] approved");
                },
                ask: "alice apply prod",
                expect: "pending: approver-role if there is 1 approval",
            },
            Row {
                name: "a trusted bot's, spelled otherwise",
                given: |w| {
                    w.person("robot[bot]", "", "write");
                    w.gate.trusted_bots = vec![Spanned::unwritten("Robot[bot]".to_owned())];
                    approved(w, "robot[bot] approved");
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "a trusted bot without the right to write",
                given: |w| {
                    w.person("robot[bot]", "", "read");
                    w.gate.trusted_bots = vec![Spanned::unwritten("robot[bot]".to_owned())];
                    approved(w, "robot[bot] approved");
                },
                ask: "alice apply prod",
                expect: "pending: approver-role if there is 1 approval",
            },
            Row {
                name: "a trusted bot's, which has no role on GitHub",
                given: |w| {
                    w.person("robot[bot]", "", "none");
                    w.gate.trusted_bots = vec![Spanned::unwritten("robot[bot]".to_owned())];
                    approved(w, "robot[bot] approved");
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "a trusted token's, which is no member on GitLab",
                given: |w| {
                    w.facts.forge = Forge::Gitlab;
                    w.person("project_42_bot_3f", "", "none");
                    w.gate.trusted_bots = vec![Spanned::unwritten("project_42_bot_3f".to_owned())];
                    approved(w, "project_42_bot_3f approved");
                },
                ask: "alice apply prod",
                expect: "pending: approver-role if there is 1 approval",
            },
            Row {
                name: "a GitLab access token's",
                given: |w| {
                    w.facts.forge = Forge::Gitlab;
                    w.person("project_42_bot_3f", "", "write");
                    approved(w, "project_42_bot_3f approved");
                },
                ask: "alice apply prod",
                expect: "pending: approver-role if there is 1 approval",
            },
            Row {
                name: "somebody whose login only sounds like one",
                given: |w| {
                    w.facts.forge = Forge::Gitlab;
                    w.person("project_x_bot", "", "write");
                    approved(w, "project_x_bot approved");
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "half-good ones do not add up: stale by bob, fresh by the author",
                given: |w| approved(w, "bob approved old, author approved"),
                ask: "alice apply prod",
                expect: "pending: independent-approval if there is 1 approval",
            },
            Row {
                name: "half-good ones do not add up: stale by bob, fresh by a reader",
                given: |w| approved(w, "bob approved old, rita approved"),
                ask: "alice apply prod",
                expect: "pending: approver-role if there is 1 approval",
            },
            Row {
                name: "a plan asks for none",
                given: |w| approved(w, "bob approved old"),
                ask: "alice plan prod",
                expect: ALLOWED,
            },
            Row {
                name: "force asks for none",
                given: |w| {
                    approved(w, "bob approved old");
                    w.policies(&[": apply_force=*"]);
                    w.views = vec![w.view()];
                },
                ask: "alice apply-force prod",
                expect: ALLOWED,
            },
            Row {
                name: "what the server does not know is not lost twice",
                given: |w| {
                    two_of(w, "team:a", 1);
                    w.facts.strangers = Strangers::Unknown;
                    w.reviews("mallory approved old");
                },
                ask: "alice apply prod",
                expect: "undetermined: approved-any-of, fresh-approval if mallory is in team:a and there is 1 approval from [team:a]",
            },
        ],
    );
}

#[test]
fn nobody_is_counted_twice() {
    check_rows(
        Profile::Strict,
        &[
            Row {
                name: "two people",
                given: |w| {
                    two_of(w, "", 2);
                    w.reviews("bob approved, carol approved");
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "one person twice",
                given: |w| {
                    two_of(w, "", 2);
                    w.reviews("bob approved, bob approved");
                },
                ask: "alice apply prod",
                expect: "pending: one-vote if there are 2 approvals",
            },
            Row {
                name: "dismissed since",
                given: |w| approved(w, "bob approved, bob dismissed"),
                ask: "alice apply prod",
                expect: "pending: one-vote if there is 1 approval",
            },
            Row {
                name: "dismissed since, spelled otherwise, with a comment behind it",
                given: |w| approved(w, "bob approved, Bob dismissed, bob commented"),
                ask: "alice apply prod",
                expect: "pending: one-vote if there is 1 approval",
            },
            Row {
                name: "a dismissed request for changes does not bring an older approval back",
                given: |w| approved(w, "bob approved, bob changes, bob dismissed"),
                ask: "alice apply prod",
                expect: "pending: one-vote if there is 1 approval",
            },
            Row {
                name: "dismissed and given once more",
                given: |w| approved(w, "bob approved, bob dismissed, bob approved"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "somebody else's dismissal takes nothing away",
                given: |w| approved(w, "bob approved, carol dismissed"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "one person in two spellings",
                given: |w| {
                    two_of(w, "", 2);
                    w.person("Bob", "", "write");
                    w.reviews("bob approved, Bob approved");
                },
                ask: "alice apply prod",
                expect: "pending: one-vote if there are 2 approvals",
            },
            Row {
                name: "one person in two teams",
                given: |w| {
                    two_of(w, "team:a,team:b", 2);
                    w.reviews("wendy approved");
                },
                ask: "alice apply prod",
                expect: "pending: one-vote if there are 2 approvals from [team:a, team:b]",
            },
            Row {
                name: "two people in the same two teams",
                given: |w| {
                    two_of(w, "team:a,team:b", 2);
                    w.person("walt", "a b", "write");
                    w.reviews("wendy approved, walt approved");
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "one person may satisfy several entries of all_of",
                given: |w| {
                    w.require("", |check| {
                        check.approved.enabled = true;
                        check.approved.all_of = list("team:a,team:b,user:wendy");
                    });
                    w.reviews("wendy approved");
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "of two spellings the one of which more is known is kept",
                given: |w| {
                    two_of(w, "", 1);
                    w.facts.strangers = Strangers::Unknown;
                    w.reviews("bob approved, Bob approved");
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "of two spellings as good as each other the newer is kept",
                given: |w| {
                    two_of(w, "user:Bob", 1);
                    w.person("Bob", "", "write");
                    w.reviews("bob approved, Bob approved");
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "also of two in doubt",
                given: |w| {
                    two_of(w, "", 2);
                    w.facts.strangers = Strangers::Unknown;
                    w.reviews("bob approved, mallory approved, Mallory approved");
                },
                ask: "alice apply prod",
                expect: "undetermined: approver-role, one-vote if (mallory has role write (or stronger) or Mallory has role write (or stronger)) and Mallory has role write (or stronger)",
            },
            Row {
                name: "one of two, in doubt",
                given: |w| {
                    two_of(w, "", 2);
                    w.facts.strangers = Strangers::Unknown;
                    w.reviews("bob approved, mallory approved, mallory approved");
                },
                ask: "alice apply prod",
                expect: "undetermined: approver-role if mallory has role write (or stronger)",
            },
        ],
    );
}

#[test]
fn superapproval_needs_a_good_approval_too() {
    fn super_approved(w: &mut World, reviews: &str) {
        w.policies(&[": apply= apply_with_superapproval=* superapproval=team:sre,user:author"]);
        w.reviews(reviews);
    }
    check_rows(
        Profile::Strict,
        &[
            Row {
                name: "good",
                given: |w| super_approved(w, "sam approved"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "stale",
                given: |w| super_approved(w, "sam approved old"),
                ask: "alice apply prod",
                expect: "pending: fresh-approval if somebody in `superapproval: [team:sre, user:author]` approves",
            },
            Row {
                name: "the author's",
                given: |w| super_approved(w, "author approved"),
                ask: "alice apply prod",
                expect: "pending: independent-approval if somebody in `superapproval: [team:sre, user:author]` approves",
            },
            Row {
                name: "not needed",
                given: |w| {
                    super_approved(w, "sam approved old");
                    w.access.policies[0].apply = list("user:alice");
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "what is left breaks the list: no condition can be named, though approvals are missing too",
                given: |w| {
                    w.policies(&[": apply= apply_with_superapproval=* superapproval=user:bob,role:owner"]);
                    w.views = vec![w.view()];
                    two_of(w, "", 2);
                    w.reviews("bob approved old, carol approved");
                },
                ask: "alice apply prod",
                expect: "undetermined: fresh-approval, every-layout",
            },
            Row {
                name: "access control is switched off",
                given: |w| {
                    super_approved(w, "");
                    w.access.enabled = false;
                    w.views = vec![w.view()];
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
        ],
    );
}

#[test]
fn a_request_for_changes_stands_until_it_is_taken_back() {
    check_rows(
        Profile::Strict,
        &[
            Row {
                name: "asked",
                given: |w| w.reviews("bob changes"),
                ask: "alice apply prod",
                expect: "pending: changes-requested if bob no longer asks for changes",
            },
            Row {
                name: "for an old commit",
                given: |w| w.reviews("bob changes old"),
                ask: "alice apply prod",
                expect: "pending: changes-requested if bob no longer asks for changes",
            },
            Row {
                name: "then approved",
                given: |w| w.reviews("bob changes, bob approved"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "then approved, spelled otherwise",
                given: |w| w.reviews("bob changes, Bob approved"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "then dismissed",
                given: |w| w.reviews("bob changes, bob dismissed"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "then commented",
                given: |w| w.reviews("bob changes, bob commented"),
                ask: "alice apply prod",
                expect: "pending: changes-requested if bob no longer asks for changes",
            },
            Row {
                name: "approved, then asked",
                given: |w| w.reviews("bob approved, bob changes"),
                ask: "alice apply prod",
                expect: "pending: changes-requested if bob no longer asks for changes",
            },
            Row {
                name: "approved by another",
                given: |w| w.reviews("bob changes, carol approved"),
                ask: "alice apply prod",
                expect: "pending: changes-requested if bob no longer asks for changes",
            },
            Row {
                name: "two ask",
                given: |w| w.reviews("bob changes, carol changes"),
                ask: "alice apply prod",
                expect: "pending: changes-requested if bob no longer asks for changes and carol no longer asks for changes",
            },
            Row { name: "by a reader", given: |w| w.reviews("rita changes"), ask: "alice apply prod", expect: ALLOWED },
            Row {
                name: "by the author",
                given: |w| w.reviews("author changes"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "by a bot",
                given: |w| {
                    w.person("robot[bot]", "", "write");
                    w.reviews("robot[bot] changes");
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "by a deleted account",
                given: |w| w.reviews("ghost changes"),
                ask: "alice apply prod",
                expect: "pending: changes-requested if an account that no longer exists no longer asks for changes",
            },
            Row {
                name: "by a deleted account, and another one approved",
                given: |w| w.reviews("ghost changes, ghost approved"),
                ask: "alice apply prod",
                expect: "pending: changes-requested if an account that no longer exists no longer asks for changes",
            },
            Row {
                name: "by somebody whose approval is not asked for",
                given: |w| {
                    two_of(w, "team:a", 0);
                    w.reviews("bob changes");
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "by somebody on a list that is switched off, where anyone's would count",
                given: |w| {
                    w.require("", |check| check.approved.any_of = list("team:a"));
                    w.reviews("bob changes");
                },
                ask: "alice apply prod",
                expect: "pending: changes-requested if bob no longer asks for changes",
            },
            Row {
                name: "by somebody whose role is not known",
                given: |w| {
                    w.facts.strangers = Strangers::Unknown;
                    w.reviews("mallory changes");
                },
                ask: "alice apply prod",
                expect: "undetermined: changes-requested if mallory no longer asks for changes",
            },
            Row {
                name: "reviews are not known",
                given: |w| w.request().reviews = Known::NotGiven,
                ask: "alice apply prod",
                expect: "undetermined: changes-requested if no review asks for changes",
            },
            Row {
                name: "a plan does not ask",
                given: |w| w.reviews("bob changes"),
                ask: "alice plan prod",
                expect: ALLOWED,
            },
        ],
    );
}

#[test]
fn a_merge_waives_nothing() {
    fn after_merge(w: &mut World, reviews: &str) {
        w.request().state = Known::Known(RequestState::Merged);
        w.require("", |check| {
            check.apply_after_merge = true;
            check.approved.enabled = true;
        });
        w.views = vec![w.view()];
        w.reviews(reviews);
    }
    check_rows(
        Profile::Strict,
        &[
            Row {
                name: "approved",
                given: |w| after_merge(w, "bob approved"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "not approved",
                given: |w| after_merge(w, ""),
                ask: "alice apply prod",
                expect: "pending: open-request, every-layout if there is 1 approval",
            },
            Row {
                name: "stale",
                given: |w| after_merge(w, "bob approved old"),
                ask: "alice apply prod",
                expect: "pending: fresh-approval, every-layout if there is 1 approval",
            },
            Row { name: "a plan", given: |w| after_merge(w, ""), ask: "alice plan prod", expect: ALLOWED },
            Row {
                name: "a failed check",
                given: |w| {
                    after_merge(w, "bob approved");
                    w.checks("ci status failure");
                },
                ask: "alice apply prod",
                expect: "deny: all-checks, open-request, every-layout",
            },
            Row {
                name: "the configuration does not wait for the merge",
                given: |w| {
                    after_merge(w, "bob approved");
                    w.requirements.checks[0].apply_after_merge = false;
                },
                ask: "alice apply prod",
                expect: "deny: open-request",
            },
            Row {
                name: "nor for a plan",
                given: |w| {
                    after_merge(w, "bob approved");
                    w.requirements.checks[0].apply_after_merge = false;
                },
                ask: "alice plan prod",
                expect: "deny: open-request",
            },
        ],
    );
}

#[test]
fn the_answer_names_whose_approval_does_not_count_and_why() {
    let said = |reviews: &str, clause: Clause| {
        let mut world = World::new();
        two_of(&mut world, "", 2);
        world.reviews(reviews);
        let outcome = world.ask("alice apply prod", Profile::Strict);
        outcome.obstacles().into_iter().find(|reason| reason.clause == clause).map(|reason| reason.text.clone())
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        said("bob approved old, carol approved, bob approved older", Clause::FreshApproval),
        text("needs 2 approvals; 1 so far (bob: not for the head commit)")
    );
    assert_eq!(
        said("bob approved old, carol approved old", Clause::FreshApproval),
        text("needs 2 approvals; none yet (bob, carol: not for the head commit)")
    );
    assert_eq!(
        said("carol approved, author approved", Clause::IndependentApproval),
        text("needs 2 approvals; 1 so far (author: had a part in the change)")
    );
    assert_eq!(
        said("author approved, carol approved", Clause::IndependentApproval),
        text("needs 2 approvals; 1 so far (author: had a part in the change)")
    );
    assert_eq!(
        said("carol approved, rita approved", Clause::ApproverRole),
        text("needs 2 approvals; 1 so far (rita: may not write to the repository)")
    );
    assert_eq!(
        said("carol approved, carol approved", Clause::OneVote),
        text("needs 2 approvals; 1 so far (carol: counted twice, or dismissed since)")
    );
    assert_eq!(said("carol approved, bob approved", Clause::OneVote), None, "nothing stands in the way");
}
