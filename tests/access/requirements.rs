//! Apply requirements: what has to be true of the request.

use whomay::access::case::Profile;
use whomay::access::facts::{Mergeable, RequestState, ReviewDecision};
use whomay::access::known::Known;

use super::world::{Row, World, check_rows, list};

const MET: &str = "allow: policy, requirements-met";

#[test]
fn the_first_check_that_matches_binds() {
    check_rows(
        Profile::Terrateam,
        &[
            Row {
                name: "the defaults are met by an unremarkable request",
                given: |_| {},
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "no checks at all block every apply",
                given: |w| w.requirements.checks.clear(),
                ask: "alice apply prod",
                expect: "deny: no-requirement",
            },
            Row {
                name: "no check for the dirspace",
                given: |w| {
                    w.requirements.checks.clear();
                    w.require("prod", |_| {});
                },
                ask: "alice apply dev",
                expect: "deny: no-requirement",
            },
            Row {
                name: "a check for the dirspace",
                given: |w| {
                    w.requirements.checks.clear();
                    w.require("prod", |_| {});
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "the first of two",
                given: |w| w.require("prod", |check| check.apply_after_merge = true),
                ask: "alice apply prod",
                expect: "pending: apply-after-merge if the request is merged",
            },
            Row {
                name: "the second of two",
                given: |w| w.require("prod", |check| check.apply_after_merge = true),
                ask: "alice apply dev",
                expect: MET,
            },
            Row {
                name: "a plan asks for nothing",
                given: |w| w.requirements.checks.clear(),
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "force asks for nothing",
                given: |w| {
                    w.policies(&[": apply_force=team:sre"]);
                    w.require("", |check| check.approved.enabled = true);
                    w.request().draft = Known::Known(true);
                    w.checks("ci status failure");
                },
                ask: "sam apply-force prod",
                expect: "allow: policy",
            },
            Row {
                name: "autoapprove asks for nothing",
                given: |w| {
                    w.policies(&[": apply_autoapprove=*"]);
                    w.requirements.checks.clear();
                },
                ask: "sam apply-autoapprove prod",
                expect: "allow: autoapprove",
            },
        ],
    );
}

#[test]
fn drafts_conflicts_and_merges() {
    check_rows(
        Profile::Terrateam,
        &[
            Row {
                name: "a draft",
                given: |w| w.request().draft = Known::Known(true),
                ask: "alice apply prod",
                expect: "pending: draft if the request is not a draft",
            },
            Row {
                name: "a draft where drafts may be applied",
                given: |w| {
                    w.request().draft = Known::Known(true);
                    w.require("", |check| check.require_ready_for_review_pr = false);
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "a draft is planned",
                given: |w| w.request().draft = Known::Known(true),
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "not mergeable",
                given: |w| w.request().mergeable = Known::Known(Mergeable::No),
                ask: "alice apply prod",
                expect: "deny: merge-conflicts",
            },
            Row {
                name: "mergeable is not worked out yet: the server takes it for no",
                given: |w| w.request().mergeable = Known::Known(Mergeable::Computing),
                ask: "alice apply prod",
                expect: "pending: merge-conflicts if the request is mergeable",
            },
            Row {
                name: "not mergeable where nobody asks",
                given: |w| {
                    w.request().mergeable = Known::Known(Mergeable::No);
                    w.require("", |check| check.merge_conflicts = false);
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "a conflict stops an apply whatever the requirements say",
                given: |w| {
                    w.request().in_conflict = Known::Known(true);
                    w.require("", |check| check.merge_conflicts = false);
                },
                ask: "alice apply prod",
                expect: "deny: merge-conflict",
            },
            Row {
                name: "a conflict stops a plan",
                given: |w| w.request().in_conflict = Known::Known(true),
                ask: "alice plan prod",
                expect: "deny: merge-conflict",
            },
            Row {
                name: "a conflict stops force",
                given: |w| {
                    w.request().in_conflict = Known::Known(true);
                    w.policies(&[": apply_force=*"]);
                },
                ask: "alice apply-force prod",
                expect: "deny: merge-conflict",
            },
            Row {
                name: "a conflict does not stop an unlock",
                given: |w| w.request().in_conflict = Known::Known(true),
                ask: "alice unlock",
                expect: "allow: unlock",
            },
            Row {
                name: "closed without a merge: no plan",
                given: closed,
                ask: "alice plan prod",
                expect: "deny: request-closed",
            },
            Row {
                name: "closed without a merge: no apply",
                given: closed,
                ask: "alice apply prod",
                expect: "deny: request-closed",
            },
            Row {
                name: "closed without a merge: no force",
                given: closed,
                ask: "alice apply-force prod",
                expect: "deny: request-closed",
            },
            Row { name: "closed without a merge: unlock", given: closed, ask: "alice unlock", expect: "allow: unlock" },
            Row {
                name: "merged, nothing is asked",
                given: |w| {
                    merged(w);
                    w.require("", |check| {
                        check.apply_after_merge = true;
                        check.approved.enabled = true;
                    });
                    w.request().draft = Known::Known(true);
                    w.request().mergeable = Known::Known(Mergeable::No);
                    w.checks("ci status failure");
                },
                ask: "alice apply prod",
                expect: "allow: policy, merged",
            },
            Row {
                name: "merged, but no check matches",
                given: |w| {
                    merged(w);
                    w.requirements.checks.clear();
                },
                ask: "alice apply prod",
                expect: "deny: no-requirement",
            },
            Row {
                name: "merged, access control still binds",
                given: |w| {
                    merged(w);
                    w.policies(&[": apply=team:sre"]);
                },
                ask: "alice apply prod",
                expect: "deny: policy",
            },
            Row {
                name: "everything that is not met is named",
                given: |w| {
                    w.require("", |check| {
                        check.apply_after_merge = true;
                        check.approved.enabled = true;
                    });
                    w.request().draft = Known::Known(true);
                    w.request().mergeable = Known::Known(Mergeable::No);
                    w.checks("ci status failure");
                },
                ask: "alice apply prod",
                expect: "deny: status-checks, merge-conflicts, approved-any-of, apply-after-merge, draft",
            },
            Row {
                name: "the branches of a plan",
                given: |w| w.refusal = Known::Known(Some("no".to_owned())),
                ask: "alice plan prod",
                expect: "deny: destination-branch",
            },
            Row {
                name: "do not bind an apply",
                given: |w| w.refusal = Known::Known(Some("no".to_owned())),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "a builder whose output was not given",
                given: |w| w.builders = vec!["tree_builder"],
                ask: "alice plan prod",
                expect: "undetermined: builder-output if the output of `tree_builder` changes nothing here",
            },
        ],
    );
}

fn closed(w: &mut World) {
    w.policies(&[": apply_force=*"]);
    w.request().state = Known::Known(RequestState::Closed);
}

fn merged(w: &mut World) {
    w.request().state = Known::Known(RequestState::Merged);
}

fn approved(w: &mut World, all_of: &str, any_of: &str, count: i64) {
    let (all_of, any_of) = (list(all_of), list(any_of));
    w.require("", |check| {
        check.approved.enabled = true;
        check.approved.all_of = all_of;
        check.approved.any_of = any_of;
        check.approved.any_of_count = count;
    });
}

#[test]
fn approvals_are_counted_as_the_server_counts_them() {
    check_rows(
        Profile::Terrateam,
        &[
            Row {
                name: "one approval is implied",
                given: |w| approved(w, "", "", 1),
                ask: "alice apply prod",
                expect: "pending: approved-any-of if there is 1 approval",
            },
            Row {
                name: "anyone's",
                given: |w| {
                    approved(w, "", "", 1);
                    w.reviews("mallory approved old");
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "the author's",
                given: |w| {
                    approved(w, "", "", 1);
                    w.reviews("author approved");
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "approved, then asked for changes",
                given: |w| {
                    approved(w, "", "", 1);
                    w.reviews("bob approved, bob changes");
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "approved, then dismissed",
                given: |w| {
                    approved(w, "", "", 1);
                    w.reviews("bob dismissed");
                },
                ask: "alice apply prod",
                expect: "pending: approved-any-of if there is 1 approval",
            },
            Row {
                name: "comments and requests for changes are no approvals",
                given: |w| {
                    approved(w, "", "", 1);
                    w.reviews("bob commented, carol changes, wendy reviewed");
                },
                ask: "alice apply prod",
                expect: "pending: approved-any-of if there is 1 approval",
            },
            Row {
                name: "one person in both teams counts twice",
                given: |w| {
                    approved(w, "", "team:a,team:b", 2);
                    w.reviews("wendy approved");
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "one person approving twice counts twice",
                given: |w| {
                    approved(w, "", "", 2);
                    w.reviews("bob approved, bob approved");
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "a deleted account counts where nobody in particular is asked for",
                given: |w| {
                    approved(w, "", "", 1);
                    w.reviews("ghost approved");
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "and not where somebody is, even anyone",
                given: |w| {
                    approved(w, "", "*", 1);
                    w.reviews("ghost approved");
                },
                ask: "alice apply prod",
                expect: "pending: approved-any-of if there is 1 approval from [*]",
            },
            Row {
                name: "one person satisfies all of several entries",
                given: |w| {
                    approved(w, "team:a,user:wendy", "", 1);
                    w.reviews("wendy approved");
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "each entry of all_of needs somebody",
                given: |w| {
                    approved(w, "team:a,user:bob", "", 1);
                    w.reviews("wendy approved");
                },
                ask: "alice apply prod",
                expect: "pending: approved-all-of if there is an approval by user:bob",
            },
            Row {
                name: "all_of alone still asks for one approval",
                given: |w| approved(w, "team:a", "", 1),
                ask: "alice apply prod",
                expect: "pending: approved-all-of, approved-any-of if there is an approval by team:a and there is 1 approval",
            },
            Row {
                name: "a count of zero asks for none",
                given: |w| approved(w, "", "team:a", 0),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "a negative count asks for none",
                given: |w| approved(w, "", "", i64::MIN),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "a huge count is never met",
                given: |w| {
                    approved(w, "", "", i64::MAX);
                    w.reviews("bob approved");
                },
                ask: "alice apply prod",
                expect: "pending: approved-any-of if there are 9223372036854775807 approvals",
            },
            Row {
                name: "the lists are evaluated at the time of the apply",
                given: |w| {
                    approved(w, "", "role:write", 1);
                    w.reviews("rita approved");
                },
                ask: "alice apply prod",
                expect: "pending: approved-any-of if there is 1 approval from [role:write]",
            },
            Row {
                name: "switched off, the lists ask for nothing",
                given: |w| w.require("", |check| check.approved.all_of = list("team:a")),
                ask: "alice apply prod",
                expect: MET,
            },
        ],
    );
}

#[test]
fn a_role_that_does_not_exist_breaks_every_apply_once_somebody_approved() {
    fn broken(w: &mut World) {
        w.policies(&[": apply_force=*"]);
        w.require("", |check| check.approved.all_of = list("*,role:owner"));
    }
    check_rows(
        Profile::Terrateam,
        &[
            Row { name: "nobody approved", given: broken, ask: "alice apply prod", expect: MET },
            Row {
                name: "somebody did, and approvals are not even asked for",
                given: |w| {
                    broken(w);
                    w.reviews("bob approved");
                },
                ask: "alice apply prod",
                expect: "undetermined: approved-all-of",
            },
            Row {
                name: "only a deleted account did",
                given: |w| {
                    broken(w);
                    w.reviews("ghost approved");
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "by force",
                given: |w| {
                    broken(w);
                    w.reviews("bob approved");
                },
                ask: "alice apply-force prod",
                expect: "undetermined: approved-all-of",
            },
            Row {
                name: "after the merge",
                given: |w| {
                    broken(w);
                    w.reviews("bob approved");
                    w.request().state = Known::Known(RequestState::Merged);
                },
                ask: "alice apply prod",
                expect: "undetermined: approved-all-of",
            },
            Row {
                name: "reviews are not known",
                given: |w| {
                    broken(w);
                    w.request().reviews = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: "undetermined: approved-all-of if nobody has approved",
            },
            Row {
                name: "a plan does not look",
                given: |w| {
                    broken(w);
                    w.reviews("bob approved");
                },
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "a failed look-up of an approver does not matter where approvals are not asked for",
                given: |w| {
                    w.require("", |check| check.approved.all_of = list("team:a"));
                    w.reviews("bob approved");
                    w.facts.people.get_mut("bob").unwrap().teams = Known::Unavailable("no answer".to_owned());
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "it does where they are",
                given: |w| {
                    approved(w, "team:a", "", 0);
                    w.reviews("bob approved, wendy approved");
                    w.facts.people.get_mut("bob").unwrap().teams = Known::Unavailable("no answer".to_owned());
                },
                ask: "alice apply prod",
                expect: "undetermined: approved-all-of",
            },
        ],
    );
}

#[test]
fn completed_reviews_are_the_forges_word() {
    fn completed(w: &mut World, decision: ReviewDecision, outstanding: &[&str]) {
        w.require("", |check| {
            check.approved.enabled = true;
            check.approved.any_of_count = 0;
            check.approved.require_completed_reviews = true;
        });
        w.request().review_decision = Known::Known(decision);
        w.request().requested_reviewers = Known::Known(outstanding.iter().map(|name| (*name).to_owned()).collect());
    }
    check_rows(
        Profile::Terrateam,
        &[
            Row {
                name: "approved",
                given: |w| completed(w, ReviewDecision::Approved, &["bob"]),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "changes requested",
                given: |w| completed(w, ReviewDecision::ChangesRequested, &[]),
                ask: "alice apply prod",
                expect: "pending: completed-reviews if the branch's review rules are met",
            },
            Row {
                name: "required",
                given: |w| completed(w, ReviewDecision::ReviewRequired, &[]),
                ask: "alice apply prod",
                expect: "pending: completed-reviews if the branch's review rules are met",
            },
            Row {
                name: "none required, none outstanding",
                given: |w| completed(w, ReviewDecision::NoneRequired, &[]),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "none required, one outstanding",
                given: |w| completed(w, ReviewDecision::NoneRequired, &["bob"]),
                ask: "alice apply prod",
                expect: "pending: completed-reviews if no requested review is outstanding",
            },
            Row {
                name: "not effective while approvals are switched off",
                given: |w| {
                    completed(w, ReviewDecision::ReviewRequired, &[]);
                    w.requirements.checks[0].approved.enabled = false;
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "not known",
                given: |w| {
                    completed(w, ReviewDecision::Approved, &[]);
                    w.request().review_decision = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: "undetermined: completed-reviews if the branch's review rules are met",
            },
            Row {
                name: "who is outstanding is not known and matters",
                given: |w| {
                    completed(w, ReviewDecision::NoneRequired, &[]);
                    w.request().requested_reviewers = Known::Unavailable("no answer".to_owned());
                },
                ask: "alice apply prod",
                expect: "undetermined: completed-reviews if no requested review is outstanding",
            },
            Row {
                name: "and does not",
                given: |w| {
                    completed(w, ReviewDecision::Approved, &[]);
                    w.request().requested_reviewers = Known::Unavailable("no answer".to_owned());
                },
                ask: "alice apply prod",
                expect: MET,
            },
        ],
    );
}
