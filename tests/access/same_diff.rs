//! Approvals of other commits than the head, where the gate counts those with the same diff.

use proptest::prelude::*;
use whomay::access::case::Profile;
use whomay::access::facts::Review;
use whomay::access::freshness::{Freshness, SameDiff, other_approved_commits};
use whomay::access::gate::ApprovalMode;
use whomay::access::known::{Known, Missing};
use whomay::access::operation::Operation;
use whomay::access::verdict::Verdict;
use whomay::source::Spanned;

use super::small_worlds::{Dice, PEOPLE, known_world};
use super::world::{Row, World, check_rows, list, shown};

const ALLOWED: &str = "allow: everything";

/// `same_diff("old=yes other=no lost=gone")`; of what is not there nobody found out.
fn same_diff(text: &str) -> SameDiff {
    let commits = text.split_whitespace().map(|word| {
        let (commit, known) = word.split_once('=').unwrap();
        let known = match known {
            "yes" => Known::Known(true),
            "no" => Known::Known(false),
            _ => Known::Unavailable("fetch it".to_owned()),
        };
        (commit.to_owned(), known)
    });
    commits.collect()
}

fn count_same_diff(w: &mut World) {
    w.gate.approval_mode = Spanned::unwritten(ApprovalMode::SameDiff);
}

/// One approval is needed everywhere; these reviews, and of prod and dev these commits that have the same diff.
fn approved(w: &mut World, reviews: &str, [prod, dev]: [&str; 2]) {
    count_same_diff(w);
    w.require("", |check| {
        check.approved.enabled = true;
        check.approved.any_of_count = 1;
    });
    w.reviews(reviews);
    w.views = vec![w.view()];
    w.places[0].same_diff = same_diff(prod);
    w.places[1].same_diff = same_diff(dev);
}

const STALE: &str = "pending: fresh-approval, every-layout if there is 1 approval";

#[test]
fn an_approval_of_an_earlier_commit_counts_where_the_diff_is_the_same() {
    check_rows(
        Profile::Strict,
        &[
            Row {
                name: "the same",
                given: |w| approved(w, "bob approved old", ["old=yes", "old=yes"]),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "the same, and the gate asks for the head",
                given: |w| {
                    approved(w, "bob approved old", ["old=yes", "old=yes"]);
                    w.gate.approval_mode = Spanned::unwritten(ApprovalMode::Exact);
                },
                ask: "alice apply prod",
                expect: STALE,
            },
            Row {
                name: "not the same",
                given: |w| approved(w, "bob approved old", ["old=no", "old=yes"]),
                ask: "alice apply prod",
                expect: STALE,
            },
            Row {
                name: "the same for another dirspace only",
                given: |w| approved(w, "bob approved old", ["old=no", "old=yes"]),
                ask: "alice apply dev",
                expect: ALLOWED,
            },
            Row {
                name: "nobody found out",
                given: |w| approved(w, "bob approved old", ["", "old=yes"]),
                ask: "alice apply prod",
                expect: "undetermined: fresh-approval, every-layout if the commit that bob approved changes the same for \
                         the dirspace as the head does",
            },
            Row {
                name: "it could not be found out",
                given: |w| approved(w, "bob approved old", ["old=gone", "old=yes"]),
                ask: "alice apply prod",
                expect: "undetermined: fresh-approval, every-layout if the commit that bob approved changes the same for \
                         the dirspace as the head does",
            },
            Row {
                name: "it could not be found out, and another one counts",
                given: |w| approved(w, "bob approved old, carol approved", ["old=gone", "old=yes"]),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "the head itself needs no comparison",
                given: |w| approved(w, "bob approved", ["head=no", ""]),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "nobody says what was approved",
                given: |w| approved(w, "bob approved ?", ["old=yes", "old=yes"]),
                ask: "alice apply prod",
                expect: STALE,
            },
            Row {
                name: "by somebody who had a part in the change",
                given: |w| approved(w, "author approved old", ["old=yes", "old=yes"]),
                ask: "alice apply prod",
                expect: "pending: independent-approval, every-layout if there is 1 approval",
            },
            Row {
                name: "once at each of two commits is one vote",
                given: |w| {
                    approved(w, "bob approved old, bob approved", ["old=yes", "old=yes"]);
                    w.requirements.checks[0].approved.any_of_count = 2;
                    w.views = vec![w.view()];
                },
                ask: "alice apply prod",
                expect: "pending: one-vote, every-layout if there are 2 approvals",
            },
            Row {
                name: "who asks for changes still does",
                given: |w| approved(w, "carol changes old, bob approved old", ["old=yes", "old=yes"]),
                ask: "alice apply prod",
                expect: "pending: changes-requested if carol no longer asks for changes",
            },
            Row {
                name: "superapproval, and by whoever set the run off",
                given: |w| {
                    approved(w, "bob approved old", ["old=yes", "old=no"]);
                    w.policies(&[": apply_with_superapproval=* superapproval=user:bob apply="]);
                    w.request().triggering_actor = Known::Known(Some("carol".to_owned()));
                    w.views = vec![w.view()];
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "superapproval, stale for the other dirspace in every clause",
                given: |w| {
                    approved(w, "bob approved old", ["old=yes", "old=no"]);
                    w.policies(&[": apply_with_superapproval=* superapproval=user:bob apply="]);
                    w.request().triggering_actor = Known::Known(Some("carol".to_owned()));
                    w.requirements.checks.remove(0);
                    w.views = vec![w.view()];
                },
                ask: "alice apply dev",
                expect: "pending: both-actors, fresh-approval, every-layout if somebody in `superapproval: [user:bob]` approves",
            },
            Row {
                name: "the head is not known",
                given: |w| {
                    approved(w, "bob approved old", ["old=yes", "old=yes"]);
                    w.request().head = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: "undetermined: known-facts, fresh-approval, every-layout if these are known: which commit is the head and \
                         bob approved the head commit",
            },
        ],
    );
}

#[test]
fn the_server_knows_nothing_of_it() {
    check_rows(
        Profile::Terrateam,
        &[Row {
            name: "stale",
            given: |w| approved(w, "bob approved old", ["old=no", ""]),
            ask: "alice apply prod",
            expect: "allow: policy, requirements-met",
        }],
    );
}

#[test]
fn what_could_not_be_compared_is_said_with_the_way_out() {
    let mut world = World::new();
    approved(&mut world, "bob approved old", ["old=gone", ""]);
    let outcome = world.ask("alice apply prod", Profile::Strict);
    assert_eq!(outcome.obstacles()[0].missing, Some(Missing::Unavailable("fetch it".to_owned())));
}

#[test]
fn why_an_approval_is_fresh_or_not_is_said() {
    use ApprovalMode::{Exact, SameDiff as Same};
    let known = |head: &str| Known::Known(head.to_owned());
    let facts = same_diff("same=yes other=no lost=gone");
    for (commit, head, mode, said, counts) in [
        (Some("aaa"), known("aaa"), Exact, "approved the head commit", true),
        (Some("same"), known("aaa"), Exact, "approved same, and the head is aaa", false),
        (Some("same"), known("aaa"), Same, "approved same, same diff since", true),
        (Some("other"), known("aaa"), Same, "approved other, and the head is aaa", false),
        (None, known("aaa"), Same, "approved, and the forge does not say which commit", false),
        (
            Some("lost"),
            known("aaa"),
            Same,
            "approved lost, and it is not known whether the diff is the same since: fetch it",
            false,
        ),
        (
            Some("new"),
            known("aaa"),
            Same,
            "approved new, and it is not known whether the diff is the same since",
            false,
        ),
        (Some("same"), Known::NotGiven, Same, "approved same, and it is not known which commit is the head", false),
        (Some("a\u{1b}bcdefghijkl"), known("aaa"), Exact, "approved a\\u{1b}bcdefghi, and the head is aaa", false),
    ] {
        let freshness = Freshness::of(commit, &head, mode, Some(&facts));
        assert_eq!((freshness.why().as_str(), freshness.counts()), (said, counts));
        // Where there is no dirspace, there is nothing that could be the same.
        let nowhere = Freshness::of(commit, &head, mode, None);
        assert_eq!(nowhere.counts(), commit.is_some() && commit == head.value().map(String::as_str));
    }
}

#[test]
fn the_commits_to_compare_are_those_of_approvals() {
    let mut world = World::new();
    world.reviews("bob approved a, carol approved, carol changes b, bob commented c, rita approved d, bob approved a, x approved ?");
    assert_eq!(other_approved_commits(&world.facts), ["a", "d"]);
    world.request().reviews = Known::NotGiven;
    assert!(other_approved_commits(&world.facts).is_empty());
}

/// A world with approvals of several commits, in the same-diff mode.
fn reviewed_world(dice: &mut Dice<'_>) -> World {
    let mut world = known_world(dice, true);
    if dice.seldom(2) {
        world.require("", |check| {
            check.approved.enabled = true;
            check.approved.any_of_count = 1;
        });
        let people = dice.pick(&["", "user:bob", "role:write"]);
        world.requirements.checks[0].approved.any_of = list(people);
        world.views = vec![world.view()];
    }
    let count = dice.below(4);
    let state =
        |dice: &mut Dice<'_>| dice.pick(&["approved", "approved", "approved", "changes", "dismissed", "reviewed"]);
    let reviews: Vec<String> = (0..count)
        .map(|_| format!("{} {} {}", dice.pick(&PEOPLE), state(dice), dice.pick(&["a", "b", "head", "?", "c"])))
        .collect();
    world.reviews(&reviews.join(", "));
    // A small world may have another head.
    world.request().head = Known::Known("head".to_owned());
    count_same_diff(&mut world);
    world
}

fn any_same_diff(dice: &mut Dice<'_>, words: &[&str]) -> SameDiff {
    same_diff(&["a", "b", "c"].map(|commit| format!("{commit}={}", dice.pick(words))).join(" "))
}

type Said = Vec<(usize, Operation, Verdict, String)>;

/// What is said of one dirspace.
fn said(world: &World, place: usize, profile: Profile) -> Said {
    let people = PEOPLE.iter().map(|login| world.facts.person(login)).collect();
    let decision = world.decide(people, &Operation::ALL, profile);
    let of_place = decision.outcomes.iter().filter(|outcome| outcome.subject == Some(place));
    of_place.map(|outcome| (outcome.actor, outcome.operation, outcome.verdict, shown(outcome))).collect()
}

/// The same world in the exact mode, with the approvals of commits that have the same diff given for the head.
fn as_if_exact(world: &World, place: usize) -> World {
    let mut exact = world.clone();
    exact.gate.approval_mode = Spanned::unwritten(ApprovalMode::Exact);
    let same_diff = &world.places[place].same_diff;
    if let Known::Known(reviews) = &mut exact.facts.request.reviews {
        let same = |review: &&mut Review| {
            review.commit.as_deref().is_some_and(|commit| same_diff.of(commit) == Known::Known(true))
        };
        reviews.iter_mut().filter(same).for_each(|review| review.commit = Some("head".to_owned()));
    }
    exact
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..160)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    /// Each dirspace is decided as the exact mode would decide it, had the commits with the same diff been the head;
    /// what is shared between dirspaces is shared only where that is the same.
    #[test]
    fn the_mode_counts_what_exact_would_had_it_been_for_the_head(bytes in bytes()) {
        let mut dice = Dice::new(&bytes);
        let mut world = reviewed_world(&mut dice);
        for place in &mut world.places {
            place.same_diff = any_same_diff(&mut dice, &["no", "yes"]);
        }
        for place in 0..world.places.len() {
            prop_assert_eq!(said(&world, place, Profile::Strict), said(&as_if_exact(&world, place), place, Profile::Strict));
        }
    }

    /// While it is not known whether a diff is the same, nothing is allowed or denied that would not be either way.
    #[test]
    fn what_is_not_known_never_allows(bytes in bytes()) {
        let mut dice = Dice::new(&bytes);
        let mut world = reviewed_world(&mut dice);
        let open = any_same_diff(&mut dice, &["no", "yes", "gone"]);
        world.places.iter_mut().for_each(|place| place.same_diff = open.clone());
        let before = said(&world, 0, Profile::Strict);
        for fill in [false, true] {
            let mut full = world.clone();
            let known = |commit: &str| (commit.to_owned(), match open.of(commit) {
                Known::Known(same) => Known::Known(same),
                Known::NotGiven | Known::Unavailable(_) => Known::Known(fill),
            });
            full.places[0].same_diff = ["a", "b", "c"].map(known).into_iter().collect();
            for (open, full) in before.iter().zip(said(&full, 0, Profile::Strict)) {
                match open.2 {
                    Verdict::Undetermined => {}
                    Verdict::Pending => prop_assert!(full.2 >= Verdict::Pending, "{open:?}, then {full:?}"),
                    verdict => prop_assert_eq!(verdict, full.2, "{:?}, then {:?}", open, full),
                }
            }
        }
    }

    /// The exact mode does not look at diffs, and the other one never allows less; nor more than the server.
    #[test]
    fn exact_is_the_least_and_the_server_the_most(bytes in bytes()) {
        let mut dice = Dice::new(&bytes);
        let mut world = reviewed_world(&mut dice);
        let mut exact = world.clone();
        exact.gate.approval_mode = Spanned::unwritten(ApprovalMode::Exact);
        let untold = said(&exact, 0, Profile::Strict);
        for place in world.places.iter_mut().chain(&mut exact.places) {
            place.same_diff = any_same_diff(&mut dice, &["no", "yes", "gone"]);
        }
        let least = said(&exact, 0, Profile::Strict);
        prop_assert_eq!(&untold, &least);
        let most = said(&world, 0, Profile::Terrateam);
        for ((least, open), most) in least.iter().zip(said(&world, 0, Profile::Strict)).zip(most) {
            prop_assert!(least.2 != Verdict::Allow || open.2 == Verdict::Allow, "{least:?}, then {open:?}");
            prop_assert!(open.2 != Verdict::Allow || most.2 == Verdict::Allow, "{open:?}, then {most:?}");
        }
    }
}
