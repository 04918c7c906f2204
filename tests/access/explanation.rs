//! What an answer says of the reviews that were seen, of what is missing, and of who could supply it.

use std::collections::BTreeSet;

use whomay::access::case::{Profile, Question};
use whomay::access::decide::decide;
use whomay::access::explanation::{Explainer, Lack, SeenReview};
use whomay::access::facts::{Forge, Mergeable, RequestState, ReviewDecision, Strangers};
use whomay::access::gate::ApprovalMode;
use whomay::access::known::{Known, Missing};
use whomay::access::operation::Operation;
use whomay::access::principal::PrincipalMatch;
use whomay::source::Spanned;

use super::world::{World, list};

/// What the world of a row says of `alice apply prod` and the like.
pub(super) fn explained(world: &World, ask: &str, profile: Profile) -> (Known<Vec<SeenReview>>, Vec<Lack>) {
    let words: Vec<&str> = ask.split_whitespace().collect();
    let operations = vec![Operation::from_name(words[1]).unwrap()];
    let question = Question { actors: vec![world.facts.person(words[0])], operations, profile };
    world.with_case(|case| {
        let decision = decide(case, &question);
        let wanted = words.get(2).map(|dir| case.subjects.iter().position(|it| it.dirspace.dir == *dir).unwrap());
        let outcome = decision.outcomes.iter().find(|outcome| outcome.subject == wanted).unwrap();
        let explainer = Explainer::new(case, &question);
        (explainer.reviews(outcome), explainer.lacks(outcome))
    })
}

/// `approval for approved-any-of: WHAT / STEP / by team:sre / bob / not carol (wrote a commit)`, and `!` in front where
/// it is hopeless.
fn told(lack: &Lack) -> String {
    let clauses: Vec<&str> = lack.clauses.iter().map(|clause| clause.name()).collect();
    let mark = if lack.hopeless { "!" } else { "" };
    let mut text = format!("{mark}{} for {}: {} / {}", lack.kind.name(), clauses.join(", "), lack.what, lack.step);
    let words = |list: Vec<String>| list.join(", ");
    for (intro, list) in [
        (" / by ", words(lack.by.iter().map(ToString::to_string).collect())),
        (" / ", words(lack.people.clone())),
        (" / not ", words(lack.not.iter().map(|(who, why)| format!("{who} ({why})")).collect())),
        (" / in ", lack.view.unwrap_or_default().to_owned()),
        (
            " / checks ",
            words(
                lack.checks
                    .iter()
                    .map(|it| format!("{} {} {}", it.title, it.state, it.source.as_deref().unwrap_or("?")))
                    .collect(),
            ),
        ),
    ] {
        if !list.is_empty() {
            text.push_str(intro);
            text.push_str(&list);
        }
    }
    text
}

struct Row {
    name: &'static str,
    given: fn(&mut World),
    ask: &'static str,
    expect: &'static [&'static str],
}

fn check_rows(profile: Profile, rows: &[Row]) {
    let mut wrong = Vec::new();
    for row in rows {
        let mut world = World::new();
        (row.given)(&mut world);
        let got: Vec<String> = explained(&world, row.ask, profile).1.iter().map(told).collect();
        if got != row.expect {
            wrong.push(format!("{}\n    expected {:#?}\n    got      {got:#?}", row.name, row.expect));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

fn any_of(w: &mut World, any_of: &str, count: i64) {
    let any_of = list(any_of);
    w.require("", |check| {
        check.approved.enabled = true;
        check.approved.any_of = any_of;
        check.approved.any_of_count = count;
    });
    w.views = vec![w.view()];
}

/// Lines `bob: yes, counts for …`.
fn seen(world: &World, profile: Profile) -> Vec<String> {
    let reviews = explained(world, "alice apply prod", profile).0;
    let line = |review: &SeenReview| {
        format!("{}: {}, {}", review.reviewer.as_deref().unwrap_or("ghost"), review.counted.name(), review.why)
    };
    reviews.value().unwrap().iter().map(line).collect()
}

#[test]
fn every_review_is_shown_with_what_became_of_it() {
    let mut world = World::new();
    any_of(&mut world, "", 2);
    world.person("robot[bot]", "", "write");
    world.request().contributors = Known::Known(BTreeSet::from(["author".to_owned(), "wendy".to_owned()]));
    world.request().pushers = Known::Known(BTreeSet::from(["sam".to_owned()]));
    world.reviews(
        "bob approved old1234567890, bob approved, carol approved, carol approved, author approved, wendy approved, \
         sam approved, rita approved, ghost approved, robot[bot] approved, tim approved ?, cora commented, \
         alice dismissed, rita changes, rita reviewed",
    );
    assert_eq!(
        seen(&world, Profile::Strict),
        [
            "bob: no, approved old1234567, and the head is head",
            "bob: yes, counts for `any_of`",
            "carol: no, approved more than once, and is counted once",
            "carol: yes, counts for `any_of`",
            "author: no, opened the request",
            "wendy: no, wrote a commit",
            "sam: no, pushed",
            "rita: no, may not write to the repository now",
            "ghost: no, the account no longer exists",
            "robot[bot]: no, is a bot that `gate.trusted_bots` does not name",
            "tim: no, approved, and the forge does not say which commit",
            "cora: no, only a comment",
            "alice: no, was dismissed",
            "rita: no, requested changes, which does not stand in the way: their approval would not count",
            "rita: no, only a comment",
        ]
    );
    // The server asks nothing of all that.
    world.facts.forge = Forge::Gitlab;
    let counted: Vec<String> = seen(&world, Profile::Terrateam);
    assert!(counted[..11].iter().all(|line| line.contains(": yes, counts for `any_of`")), "{counted:#?}");
    assert_eq!(
        counted[11..],
        [
            "cora: no, only a comment",
            "alice: no, was dismissed",
            "rita: no, requested changes, which the server does not ask about",
            "rita: yes, counts for `any_of`",
        ]
    );
}

#[test]
fn an_approval_counts_for_the_entries_that_it_meets() {
    let mut world = World::new();
    any_of(&mut world, "team:sre,role:maintain", 1);
    world.requirements.checks[0].approved.all_of = list("user:wendy");
    world.policies(&[": apply=user:zoe apply_with_superapproval=* superapproval=team:a"]);
    world.views = vec![world.view()];
    world.reviews("sam approved, wendy approved, bob approved, dora approved, carol changes, carol approved");
    world.facts.strangers = Strangers::Unknown;
    assert_eq!(
        seen(&world, Profile::Strict),
        [
            "sam: yes, counts for `any_of` as team:sre",
            "wendy: yes, counts for `all_of` as user:wendy and for `any_of` as role:maintain and for `superapproval` as team:a",
            "bob: no, is not among those whose approval is asked for: `all_of: [user:wendy]`, `any_of: [team:sre, role:maintain]`, `superapproval: [team:a]`",
            "dora: in-doubt, counts if (dora is in team:sre or has role maintain (or stronger) or is in team:a) and dora has role write (or stronger)",
            "carol: no, requested changes, and has taken that back",
            "carol: no, is not among those whose approval is asked for: `all_of: [user:wendy]`, `any_of: [team:sre, role:maintain]`, `superapproval: [team:a]`",
        ]
    );
}

#[test]
fn what_a_view_asks_for_counts_as_well() {
    let mut world = World::new();
    world.reviews("bob approved, carol approved");
    assert_eq!(
        seen(&world, Profile::Strict),
        ["bob: no, no rule asks for an approval here", "carol: no, no rule asks for an approval here"]
    );
    let mut base = World::new();
    any_of(&mut base, "user:bob", 1);
    world.views = vec![base.view()];
    assert_eq!(
        seen(&world, Profile::Strict),
        [
            "bob: yes, counts for `any_of` as user:bob",
            "carol: no, is not among those whose approval is asked for: `any_of: [user:bob]`"
        ]
    );
    world.request().unattributed = Known::Known(vec!["c0ffee".to_owned()]);
    assert_eq!(
        seen(&world, Profile::Strict)[0],
        "bob: in-doubt, counts if bob wrote none of the commits that belong to no account: c0ffee"
    );
}

#[test]
fn an_older_commit_with_the_same_diff_is_named() {
    let mut world = World::new();
    any_of(&mut world, "", 1);
    world.gate.approval_mode = Spanned::unwritten(ApprovalMode::SameDiff);
    world.places[0].same_diff = [("old".to_owned(), Known::Known(true))].into_iter().collect();
    world.reviews("bob approved old, carol approved older, rita approved retargeted");
    let Known::Known(reviews) = &mut world.request().reviews else { panic!("the reviews were just given") };
    reviews[2].before_retarget = true;
    let lines = seen(&world, Profile::Strict);
    assert_eq!(lines[0], "bob: yes, counts for `any_of`; approved old, same diff since");
    assert!(lines[1].starts_with("carol: "), "{lines:#?}");
    assert!(!lines[1].contains("yes"), "{lines:#?}");
    assert_eq!(lines[2], "rita: no, approved before the request was retargeted");
}

#[test]
fn reviews_have_no_say_in_anything_but_a_plain_apply() {
    let mut world = World::new();
    world.reviews("bob approved");
    for operation in ["plan", "apply-force", "apply-autoapprove"] {
        let reviews = explained(&world, &format!("alice {operation} prod"), Profile::Strict).0;
        assert_eq!(reviews, Known::Known(Vec::new()));
    }
    world.request().reviews = Known::Unavailable("500".to_owned());
    assert_eq!(explained(&world, "alice apply prod", Profile::Strict).0, Known::Unavailable("500".to_owned()));
}

#[test]
fn an_allow_lacks_nothing() {
    for profile in [Profile::Strict, Profile::Terrateam] {
        check_rows(profile, &[Row { name: "allowed", given: |_| {}, ask: "alice apply prod", expect: &[] }]);
    }
}

#[test]
fn approvals_that_are_missing_are_asked_of_those_whose_would_count() {
    check_rows(
        Profile::Strict,
        &[
            Row {
                name: "of anybody who may write",
                given: |w| {
                    any_of(w, "", 1);
                },
                ask: "alice apply prod",
                expect: &[
                    "approval for approved-any-of, every-layout: 1 more approval, by somebody with role write (or stronger) / Ask somebody with role write (or stronger) to approve commit head. / by role:write / bob, carol, sam, wendy / not author (opened the request)",
                ],
            },
            Row {
                name: "two, one of them given",
                given: |w| {
                    any_of(w, "", 2);
                    w.reviews("bob approved, author approved, carol approved old");
                },
                ask: "alice apply prod",
                expect: &[
                    "approval for every-layout, independent-approval: 1 more approval, by somebody with role write (or stronger) / Ask somebody with role write (or stronger) to approve commit head. / by role:write / carol, sam, wendy / not author (opened the request), bob (has approved already)",
                ],
            },
            Row {
                name: "of a team or a role, by name or not",
                given: |w| {
                    any_of(w, "team:sre,role:maintain,user:author,user:rita", 1);
                    w.facts.strangers = Strangers::Unknown;
                },
                ask: "alice apply prod",
                expect: &[
                    "approval for approved-any-of, every-layout: 1 more approval, by somebody in team:sre or somebody with role maintain (or stronger) / Ask somebody in team:sre or somebody with role maintain (or stronger) to approve commit head. / by team:sre, role:maintain / sam, wendy / not author (opened the request), rita (may not write to the repository now)",
                ],
            },
            Row {
                name: "of each entry of all_of",
                given: |w| {
                    any_of(w, "", 1);
                    w.requirements.checks[0].approved.all_of = list("user:bob,team:b");
                    w.views = vec![w.view()];
                    w.reviews("bob approved");
                },
                ask: "alice apply prod",
                expect: &[
                    "approval for approved-all-of, every-layout: 1 more approval, by somebody in team:b / Ask somebody in team:b to approve commit head. / by team:b / wendy",
                ],
            },
            Row {
                name: "more than are left",
                given: |w| {
                    any_of(w, "user:bob,user:author,user:sam", 3);
                    w.request().pushers = Known::Known(BTreeSet::from(["sam".to_owned()]));
                },
                ask: "alice apply prod",
                expect: &[
                    "!approval for approved-any-of, every-layout: 3 more approvals, by bob, author or sam / Nobody who is left could give it: change the rule on the branch whose configuration counts, or open a request without the commits of those who would have to approve. / by user:bob / bob / not author (opened the request), sam (pushed)",
                ],
            },
            Row {
                name: "of the only one, who opened the request",
                given: |w| {
                    any_of(w, "", 1);
                    w.requirements.checks[0].approved.all_of = list("user:author");
                    w.views = vec![w.view()];
                    w.reviews("bob approved");
                },
                ask: "alice apply prod",
                expect: &[
                    "!approval for approved-all-of, every-layout: 1 more approval, by author / Nobody who is left could give it: change the rule on the branch whose configuration counts, or open a request without the commits of those who would have to approve. / not author (opened the request)",
                ],
            },
            Row {
                name: "of a team that nobody is in",
                given: |w| {
                    any_of(w, "team:ghosts", 1);
                },
                ask: "alice apply prod",
                expect: &[
                    "!approval for approved-any-of, every-layout: 1 more approval, by somebody in team:ghosts / Nobody who is left could give it: change the rule on the branch whose configuration counts, or open a request without the commits of those who would have to approve. / by team:ghosts",
                ],
            },
            Row {
                name: "of a team whose members could not be asked",
                given: |w| {
                    any_of(w, "team:ghosts", 1);
                    w.facts.failed_lookups.insert(PrincipalMatch::Team("ghosts".to_owned()), "403".to_owned());
                    w.reviews("bob approved");
                },
                ask: "alice apply prod",
                expect: &[
                    "fact for approved-any-of, every-layout: cannot tell: the look-up of team:ghosts failed: 403 / Ask again once it can be found out.",
                    "approval for approved-any-of, every-layout: 1 more approval, by somebody in team:ghosts / Ask somebody in team:ghosts to approve commit head. / by team:ghosts / not author (opened the request)",
                ],
            },
            Row {
                name: "one that hangs on a team",
                given: |w| {
                    any_of(w, "team:ghosts,user:carol", 1);
                    w.facts.people.get_mut("bob").unwrap().teams = Known::NotGiven;
                    w.reviews("bob approved");
                },
                ask: "alice apply prod",
                expect: &[
                    "fact for approved-any-of, every-layout: to know whether bob is in team:ghosts / Let it be found out, and ask again.",
                    "approval for approved-any-of, every-layout: 1 more approval, by somebody in team:ghosts or carol / Ask somebody in team:ghosts or carol to approve commit head. / by team:ghosts, user:carol / carol",
                ],
            },
            Row {
                name: "a commit is nobody's",
                given: |w| {
                    any_of(w, "", 1);
                    w.reviews("bob approved");
                    w.request().unattributed =
                        Known::Known(["c0ffee1234567", "f00d", "beef", "cafe"].map(str::to_owned).to_vec());
                },
                ask: "alice apply prod",
                expect: &[
                    "request for every-layout, independent-approval: who wrote c0ffee1234, f00d, beef and 1 more: the forge knows no account for it / Have the author add the commits' e-mail address to their account, or write the commits anew under an address of theirs; until then every approval is in doubt. / author",
                ],
            },
            Row {
                name: "reviews could not be had",
                given: |w| {
                    any_of(w, "", 1);
                    w.request().reviews = Known::Unavailable("the forge answers 500".to_owned());
                },
                ask: "alice apply prod",
                expect: &[
                    "fact for approved-any-of, every-layout: needs 1 approval; reviews could not be had: the forge answers 500 / Ask again once it can be found out.",
                    "fact for changes-requested: whether a review asks for changes could not be found out: the forge answers 500 / Ask again once it can be found out.",
                ],
            },
            Row {
                name: "superapproval",
                given: |w| {
                    w.policies(&[
                        ": apply=team:sre apply_with_superapproval=user:alice superapproval=team:sre,user:alice",
                    ]);
                    w.views = vec![w.view()];
                },
                ask: "alice apply prod",
                expect: &[
                    "approval for superapproval, every-layout: 1 more approval, by somebody in team:sre / Ask somebody in team:sre to approve commit head. / by team:sre / sam / not alice (may not write to the repository now)",
                ],
            },
            Row {
                name: "superapproval by one who may not write",
                given: |w| {
                    w.policies(&[": apply=team:sre apply_with_superapproval=user:alice superapproval=user:rita"]);
                    w.views = vec![w.view()];
                    w.reviews("rita approved");
                },
                ask: "alice apply prod",
                expect: &[
                    "!approval for every-layout, approver-role: 1 more approval, by rita / Nobody who is left could give it: change the rule on the branch whose configuration counts, or open a request without the commits of those who would have to approve. / not rita (may not write to the repository now)",
                ],
            },
            Row {
                name: "in a view alone",
                given: |w| {
                    let mut base = World::new();
                    any_of(&mut base, "user:bob", 1);
                    w.views = vec![base.view()];
                },
                ask: "alice apply prod",
                expect: &[
                    "approval for every-layout: 1 more approval, by bob / Ask bob to approve commit head. / by user:bob / bob / in another view",
                ],
            },
        ],
    );
}

#[test]
fn somebody_else_may_have_to_ask() {
    check_rows(
        Profile::Strict,
        &[
            Row {
                name: "the list lets others in",
                given: |w| {
                    w.policies(&[": apply=team:sre,role:maintain,user:zoe"]);
                    w.views = vec![w.view()];
                },
                ask: "alice apply prod",
                expect: &[
                    "asker for policy, every-layout: somebody else who asks: `apply: [team:sre, role:maintain, user:zoe]` does not let alice in / Ask somebody in team:sre, somebody with role maintain (or stronger) or zoe to apply. / by team:sre, role:maintain, user:zoe / sam, wendy / not alice (is not in the list)",
                ],
            },
            Row {
                name: "the list lets nobody in",
                given: |w| {
                    w.policies(&[": apply="]);
                    w.views = vec![w.view()];
                },
                ask: "alice apply prod",
                expect: &[
                    "!configuration for policy, every-layout: `apply` lets nobody in / Nobody may apply here: only a change of the list, on the branch whose configuration counts, lets anybody in.",
                ],
            },
            Row {
                name: "no policy",
                given: |w| {
                    w.policies(&["dev: apply=*"]);
                    w.views = vec![w.view()];
                },
                ask: "alice apply prod",
                expect: &[
                    "configuration for no-policy, every-layout: no policy matches the dirspace, so nobody may do anything with it / Add a policy that matches the dirspace to `access_control.policies`, in a request of its own.",
                ],
            },
            Row {
                name: "the list of a view lets others in",
                given: |w| {
                    let mut base = World::new();
                    base.policies(&[": apply=team:sre"]);
                    w.views = vec![base.view()];
                },
                ask: "alice apply prod",
                expect: &[
                    "asker for every-layout: somebody else who asks: `apply: [team:sre]` does not let alice in / Ask somebody in team:sre to apply. / by team:sre / sam / not alice (is not in the list) / in another view",
                ],
            },
            Row {
                name: "a role that does not exist",
                given: |w| {
                    w.policies(&[": apply=role:owner"]);
                    w.views = vec![w.view()];
                },
                ask: "alice apply prod",
                expect: &[
                    "!configuration for policy, every-layout: cannot tell: there is no role in role:owner; the server breaks when it gets here / Correct role:owner in the configuration: roles are read, triage, write, maintain and admin.",
                ],
            },
            Row {
                name: "whether the asker is in a team is not known",
                given: |w| {
                    w.policies(&[": apply=team:ghosts"]);
                    w.views = vec![w.view()];
                    w.facts.people.get_mut("alice").unwrap().teams = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: &[
                    "fact for policy, every-layout: to know whether alice is in team:ghosts / Let it be found out, and ask again.",
                ],
            },
            Row {
                name: "the configuration changes",
                given: |w| {
                    w.changed(&[".terrateam/config.yml"]);
                    w.access.terrateam_config_update = list("user:wendy");
                    w.views = vec![w.view()];
                },
                ask: "alice apply prod",
                expect: &[
                    "asker for config-update, every-layout: somebody else who asks: .terrateam/config.yml changes: `terrateam_config_update: [user:wendy]` does not let alice in / Ask wendy to apply, or leave the file out of the request. / by user:wendy / wendy / not alice (is not in the list)",
                ],
            },
            Row {
                name: "the CI file changes",
                given: |w| {
                    w.changed(&[".github/workflows/terrateam.yml"]);
                    w.access.ci_config_update = list("user:wendy");
                    w.views = vec![w.view()];
                },
                ask: "alice apply prod",
                expect: &[
                    "asker for ci-config-update, every-layout: somebody else who asks: .github/workflows/terrateam.yml changes: `ci_config_update: [user:wendy]` does not let alice in / Ask wendy to apply, or leave the file out of the request. / by user:wendy / wendy / not alice (is not in the list)",
                ],
            },
            Row {
                name: "a file of the lists changes",
                given: |w| {
                    w.changed(&["a", "a.txt"]);
                    w.access.files.insert("a".to_owned(), list("*"));
                    w.access.files.insert("a.txt".to_owned(), list("team:sre"));
                    w.views = vec![w.view()];
                },
                ask: "alice apply prod",
                expect: &[
                    "asker for file-update, every-layout: somebody else who asks: a.txt changes: `files.a.txt: [team:sre]` does not let alice in / Ask somebody in team:sre to apply, or leave the file out of the request. / by team:sre / sam / not alice (is not in the list)",
                ],
            },
            Row {
                name: "somebody else set it off",
                given: |w| {
                    w.policies(&[": apply=user:alice"]);
                    w.views = vec![w.view()];
                    w.request().triggering_actor = Known::Known(Some("tim".to_owned()));
                },
                ask: "alice apply prod",
                expect: &[
                    "asker for both-actors, every-layout: tim set the run off: `apply: [user:alice]` does not let tim in / Have alice start the run anew, and not somebody else again. / alice / not tim (may not do it)",
                ],
            },
        ],
    );
}

#[test]
fn what_the_request_lacks_is_said_with_the_next_step() {
    check_rows(
        Profile::Strict,
        &[
            Row {
                name: "behind",
                given: |w| {
                    w.places[0].newer_on_base = Known::Known(vec!["prod/x.tf".to_owned()]);
                },
                ask: "alice apply prod",
                expect: &[
                    "request for up-to-date: the target branch has newer changes to prod/x.tf; update the request / Update the branch with main, and push. / by role:write / author",
                ],
            },
            Row {
                name: "a draft",
                given: |w| {
                    w.request().draft = Known::Known(true);
                },
                ask: "alice apply prod",
                expect: &[
                    "request for draft, every-layout: the request is a draft / Mark the request as ready for review. / by role:write / author",
                ],
            },
            Row {
                name: "closed",
                given: |w| {
                    w.request().state = Known::Known(RequestState::Closed);
                },
                ask: "alice apply prod",
                expect: &[
                    "!request for request-closed, open-request: an open request; this one was closed without a merge / Nothing can supply it while the request is closed: open it again, or open another one.",
                ],
            },
            Row {
                name: "in the queue",
                given: |w| {
                    w.request().queued = Known::Known(true);
                },
                ask: "alice apply prod",
                expect: &[
                    "time for open-request: an end of its wait in the merge queue / Wait until the queue has merged it, or take it out of the queue. / by role:write",
                ],
            },
            Row {
                name: "merged",
                given: |w| {
                    w.request().state = Known::Known(RequestState::Merged);
                },
                ask: "alice apply prod",
                expect: &[
                    "!request for open-request: the request is merged, and the configuration does not ask for apply after merge / Nothing can supply it for this request: revert the merge and apply before it, or have the configuration ask for `apply_after_merge`, and open a request that touches the dirspace.",
                ],
            },
            Row {
                name: "merged, where that is waited for, without the approval",
                given: |w| {
                    any_of(w, "user:bob", 1);
                    w.requirements.checks[0].apply_after_merge = true;
                    w.views = vec![w.view()];
                    w.request().state = Known::Known(RequestState::Merged);
                },
                ask: "alice apply prod",
                expect: &[
                    "approval for open-request, every-layout: 1 more approval, by bob / Ask bob to approve commit head. / by user:bob / bob",
                ],
            },
            Row {
                name: "not merged, where that is waited for",
                given: |w| {
                    w.require("", |check| check.apply_after_merge = true);
                    w.views = vec![w.view()];
                },
                ask: "alice apply prod",
                expect: &[
                    "request for apply-after-merge, every-layout: the merge: an apply comes after it / Merge the request, and ask again. / by role:write",
                ],
            },
            Row {
                name: "from a fork",
                given: |w| {
                    w.request().from_fork = Known::Known(true);
                },
                ask: "alice apply prod",
                expect: &[
                    "!request for no-fork: the head lies in a fork / Nothing can supply it: push the branch to this repository, and open a request from there.",
                ],
            },
            Row {
                name: "in conflict",
                given: |w| {
                    w.request().in_conflict = Known::Known(true);
                },
                ask: "alice apply prod",
                expect: &[
                    "request for merge-conflict: the request conflicts with its target branch, which stops plan and apply / Resolve the conflicts, and push. / by role:write / author",
                ],
            },
            Row {
                name: "not mergeable",
                given: |w| {
                    w.request().mergeable = Known::Known(Mergeable::No);
                },
                ask: "alice apply prod",
                expect: &[
                    "request for merge-conflicts, every-layout: the request is not mergeable / Look at the request's page for what keeps it from being merged: conflicts, or a rule of its branch. / by role:write / author",
                ],
            },
            Row {
                name: "perhaps mergeable",
                given: |w| {
                    w.request().mergeable = Known::Known(Mergeable::Computing);
                },
                ask: "alice apply prod",
                expect: &[
                    "time for merge-conflicts, every-layout: the forge has not said yet whether the request is mergeable, and the server takes that for no / Ask again in a moment.",
                ],
            },
            Row {
                name: "changes requested",
                given: |w| {
                    w.reviews("carol changes, ghost changes, rita changes");
                },
                ask: "alice apply prod",
                expect: &[
                    "review for changes-requested: carol no longer asks for changes / Ask carol to approve, or have somebody who may write dismiss the review. / by role:write / carol",
                    "review for changes-requested: an end of the changes that an account which no longer exists asks for / Have somebody who may write dismiss the review. / by role:write",
                ],
            },
            Row {
                name: "changes requested on GitLab",
                given: |w| {
                    w.facts.forge = Forge::Gitlab;
                    w.reviews("carol changes");
                },
                ask: "alice apply prod",
                expect: &[
                    "review for changes-requested: carol no longer asks for changes / Ask carol to approve, or have somebody who may write take them off the reviewers. / by role:write / carol",
                ],
            },
            Row {
                name: "checks",
                given: |w| {
                    w.checks(
                        "ci status:ci-user failure, build run:circleci in_progress, test run:github-actions success",
                    );
                    w.required("build circleci, scan scanner, test");
                },
                ask: "alice apply prod",
                expect: &[
                    "check for status-checks, every-layout, all-checks: success of what failed: ci / Look at what failed; push a fix, or run it again. / checks ci failure ci-user",
                    "check for all-checks: the end of what is running: build / Wait until it has ended. / checks build in_progress circleci",
                    "check for all-checks: a report of what is required: scan / Have it run for the head commit; a required check that never reports holds everything up. / checks scan not reported scanner",
                ],
            },
            Row {
                name: "a check from elsewhere",
                given: |w| {
                    w.checks("build run:other success");
                    w.required("build circleci");
                },
                ask: "alice apply prod",
                expect: &[
                    "check for check-origin: required check `build` must come from circleci, and one comes from other / Have the check reported by the app that it is expected from, and change its workflow in a request of its own.",
                ],
            },
            Row {
                name: "no requirement",
                given: |w| {
                    w.requirements.checks.clear();
                    w.views = vec![w.view()];
                },
                ask: "alice apply prod",
                expect: &[
                    "configuration for no-requirement, every-layout: no entry of `apply_requirements.checks` matches the dirspace, so it cannot be applied / Add an entry that matches the dirspace to `apply_requirements.checks`, in a request of its own.",
                ],
            },
            Row {
                name: "orphans",
                given: |w| {
                    w.unclaimed = vec!["lost/main.tf".to_owned()];
                },
                ask: "alice apply prod",
                expect: &[
                    "configuration for no-orphans: lost/main.tf changed and belongs to no dirspace / Have a dirspace cover the file, by `when_modified` or a directory of its own, or leave the file out of the request.",
                ],
            },
            Row {
                name: "no configuration",
                given: |w| {
                    w.presence = whomay::access::case::PolicyPresence::Absent;
                },
                ask: "alice apply prod",
                expect: &[
                    "configuration for policy-present: there is no configuration to decide by / Add `.terrateam/config.yml` to the default branch, in a request of its own.",
                ],
            },
            Row {
                name: "the base could not be looked at",
                given: |w| {
                    w.views_missing = Some(Missing::Unavailable("no merge base".to_owned()));
                },
                ask: "alice apply prod",
                expect: &[
                    "fact for every-layout: the base could not be looked at: no merge base / Ask again once it can be found out.",
                ],
            },
            Row {
                name: "a builder",
                given: |w| {
                    w.builders = vec!["tree_builder"];
                },
                ask: "alice apply prod",
                expect: &[
                    "fact for builder-output: `tree_builder` is switched on, and what it produces was not given / Let it be found out, and ask again.",
                ],
            },
            Row {
                name: "the head is not known",
                given: |w| {
                    w.request().head = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: &[
                    "fact for known-facts: not known: which commit is the head / Let it be found out, and ask again.",
                ],
            },
            Row {
                name: "the branch wants reviews",
                given: |w| {
                    w.require("", |check| {
                        check.approved.enabled = true;
                        check.approved.any_of_count = 0;
                        check.approved.require_completed_reviews = true;
                    });
                    w.views = vec![w.view()];
                    w.request().review_decision = Known::Known(ReviewDecision::ReviewRequired);
                    w.request().requested_reviewers = Known::Known(vec!["bob".to_owned()]);
                },
                ask: "alice apply prod",
                expect: &[
                    "review for completed-reviews, every-layout: the branch's review rules are not met yet / Get the reviews that the branch's rules and the request ask for. / bob",
                ],
            },
        ],
    );
}

#[test]
fn other_operations_lack_other_things() {
    check_rows(
        Profile::Strict,
        &[
            Row {
                name: "plan from the wrong branch",
                given: |w| {
                    w.refusal = Known::Known(Some("no entry of `destination_branches` is `main`".to_owned()));
                },
                ask: "alice plan prod",
                expect: &[
                    "configuration for destination-branch: no entry of `destination_branches` is `main` / Change the target of the request, or add its branches to `destination_branches`.",
                ],
            },
            Row {
                name: "unlock",
                given: |w| {
                    w.access.unlock = list("user:wendy");
                },
                ask: "alice unlock",
                expect: &[
                    "asker for unlock: somebody else who asks: `unlock: [user:wendy]` does not let alice in / Ask wendy to unlock. / by user:wendy / wendy / not alice (is not in the list)",
                ],
            },
            Row {
                name: "autoapprove",
                given: |w| {
                    w.policies(&[": apply_autoapprove=*"]);
                },
                ask: "alice apply-autoapprove prod",
                expect: &[
                    "!request for autoapprove: nothing is applied without a plan that was looked at / Nothing can supply it: ask for `apply` once the plan was looked at.",
                    "!request for every-layout: `apply_autoapprove` lets nobody in; the server never implemented the command / Nothing can supply it: ask for `apply` once the plan was looked at. / in another view",
                ],
            },
            Row {
                name: "force",
                given: |w| {
                    w.policies(&[": apply_force=role:admin"]);
                    w.views = vec![w.view()];
                },
                ask: "alice apply-force prod",
                expect: &[
                    "!asker for policy, every-layout: somebody else who asks: `apply_force: [role:admin]` does not let alice in / Nobody matches the list: change it on the branch whose configuration counts, or who matches it. / by role:admin / not alice (is not in the list)",
                ],
            },
        ],
    );
}

#[test]
fn an_approval_of_an_earlier_commit_says_that_the_diff_is_the_same() {
    let mut world = World::new();
    any_of(&mut world, "", 1);
    world.reviews("bob approved old, carol approved other, wendy approved lost, sam approved");
    world.gate.approval_mode = Spanned::unwritten(ApprovalMode::SameDiff);
    let lost = Known::Unavailable("fetch it".to_owned());
    let found = [("old", Known::Known(true)), ("other", Known::Known(false)), ("lost", lost)];
    world.places[0].same_diff = found.into_iter().map(|(commit, same)| (commit.to_owned(), same)).collect();
    assert_eq!(
        seen(&world, Profile::Strict),
        [
            "bob: yes, counts for `any_of`; approved old, same diff since",
            "carol: no, approved other, and the head is head",
            "wendy: in-doubt, counts if the commit that wendy approved changes the same for the dirspace as the head does",
            "sam: yes, counts for `any_of`",
        ]
    );
}
