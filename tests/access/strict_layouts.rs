//! The strict clause about other views of the repository.

use whomay::access::case::Profile;
use whomay::access::known::{Known, Missing};

use super::world::{Row, World, check_rows, list, tags};

const ALLOWED: &str = "allow: everything";

#[test]
fn the_dirspace_is_allowed_however_the_repository_is_looked_at() {
    /// In the view, `prod` has other tags; the policies are the same.
    fn retagged(w: &mut World, there: &str) {
        w.policies(&["guarded: plan=team:sre apply=team:sre", ":"]);
        w.views = vec![w.view()];
        w.views[0].tags[0] = Some(tags(there));
    }
    check_rows(
        Profile::Strict,
        &[
            Row {
                name: "the same everywhere",
                given: |w| retagged(w, "prod"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "retagged into a weaker policy",
                given: |w| retagged(w, "guarded"),
                ask: "alice apply prod",
                expect: "deny: every-layout",
            },
            Row {
                name: "also for a plan",
                given: |w| retagged(w, "guarded"),
                ask: "alice plan prod",
                expect: "deny: every-layout",
            },
            Row {
                name: "another dirspace is not concerned",
                given: |w| retagged(w, "guarded"),
                ask: "alice apply dev",
                expect: ALLOWED,
            },
            Row { name: "who may in both", given: |w| retagged(w, "guarded"), ask: "sam apply prod", expect: ALLOWED },
            Row {
                name: "not there in the view",
                given: |w| {
                    retagged(w, "guarded");
                    w.views[0].tags[0] = None;
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "one of two views",
                given: |w| {
                    retagged(w, "guarded");
                    let same = w.view();
                    w.views.push(same);
                },
                ask: "alice apply prod",
                expect: "deny: every-layout",
            },
            Row {
                name: "another policy in the view",
                given: |w| w.views[0].access.policies = vec![super::world::policy(": plan=")],
                ask: "alice plan prod",
                expect: "deny: every-layout",
            },
            Row {
                name: "no policy in the view",
                given: |w| w.views[0].access.policies.clear(),
                ask: "alice plan prod",
                expect: "deny: every-layout",
            },
            Row {
                name: "no requirement in the view",
                given: |w| w.views[0].requirements.checks.clear(),
                ask: "alice apply prod",
                expect: "deny: every-layout",
            },
            Row {
                name: "a requirement in the view that only a stale approval meets",
                given: |w| {
                    w.views[0].requirements.checks[0].approved.enabled = true;
                    w.reviews("bob approved old");
                },
                ask: "alice apply prod",
                expect: "pending: every-layout if there is 1 approval",
            },
            Row {
                name: "a requirement in the view that only somebody counted twice meets",
                given: |w| {
                    w.views[0].requirements.checks[0].approved.enabled = true;
                    w.views[0].requirements.checks[0].approved.any_of_count = 2;
                    w.reviews("bob approved, bob approved");
                },
                ask: "alice apply prod",
                expect: "pending: every-layout if there are 2 approvals",
            },
            Row {
                name: "a requirement in the view that a draft does not meet",
                given: |w| {
                    w.require("", |check| check.require_ready_for_review_pr = false);
                    w.request().draft = Known::Known(true);
                },
                ask: "alice apply prod",
                expect: "pending: every-layout if the request is not a draft",
            },
            Row {
                name: "a requirement in the view that waits for the merge",
                given: |w| w.views[0].requirements.checks[0].apply_after_merge = true,
                ask: "alice apply prod",
                expect: "pending: every-layout if the request is merged",
            },
            Row {
                name: "a list of the view",
                given: |w| {
                    w.views[0].access.terrateam_config_update = list("");
                    w.changed(&[".terrateam/config.yml"]);
                },
                ask: "alice plan prod",
                expect: "deny: every-layout",
            },
            Row {
                name: "access control is switched off in the view",
                given: |w| {
                    w.views[0].access.policies.clear();
                    w.views[0].access.enabled = false;
                },
                ask: "alice plan prod",
                expect: ALLOWED,
            },
            Row {
                name: "what is not known in the view",
                given: |w| {
                    retagged(w, "guarded");
                    w.facts.people.get_mut("alice").unwrap().teams = Known::NotGiven;
                },
                ask: "alice plan prod",
                expect: "undetermined: every-layout if alice is in team:sre",
            },
            Row {
                name: "the views were not given",
                given: |w| w.views_missing = Some(Missing::NotGiven),
                ask: "alice plan prod",
                expect: "undetermined: every-layout",
            },
            Row {
                name: "there are none",
                given: |w| w.views.clear(),
                ask: "alice plan prod",
                expect: "undetermined: every-layout",
            },
            Row {
                name: "a view that was not made for the dirspace",
                given: |w| {
                    w.views[0].tags.pop();
                },
                ask: "alice plan dev",
                expect: "deny: every-layout",
            },
            Row {
                name: "unlock has no layout",
                given: |w| w.views.clear(),
                ask: "alice unlock",
                expect: "allow: unlock, policy-present, known-facts, both-actors",
            },
        ],
    );
}
