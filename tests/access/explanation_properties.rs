//! What holds of every explanation: it leaves nothing out, and what it says would help does help.

use proptest::prelude::*;
use whomay::access::case::{Profile, Question};
use whomay::access::decide::{Outcome, decide};
use whomay::access::explanation::{Counted, Explainer, Kind, Lack, SeenReview};
use whomay::access::facts::{Review, ReviewState};
use whomay::access::known::Known;
use whomay::access::operation::Operation;
use whomay::access::reason::Clause;
use whomay::access::verdict::Verdict;

use super::small_worlds::{Dice, Hole, PEOPLE, known_world};
use super::world::{World, shown};

/// Every outcome of alice, with its explanation.
fn explained(world: &World, who: &str, profile: Profile) -> Vec<(Outcome, Vec<SeenReview>, Vec<Lack>)> {
    let actors = vec![world.facts.person(who)];
    let question = Question { actors, operations: Operation::ALL.to_vec(), profile };
    world.with_case(|case| {
        let explainer = Explainer::new(case, &question);
        let outcomes = decide(case, &question).outcomes.into_iter();
        let explained = outcomes.map(|outcome| {
            let reviews = explainer.reviews(&outcome).value().cloned().unwrap_or_default();
            let lacks = explainer.lacks(&outcome);
            (outcome, reviews, lacks)
        });
        explained.collect()
    })
}

fn profile(dice: &mut Dice<'_>) -> Profile {
    dice.pick(&[Profile::Strict, Profile::Strict, Profile::Terrateam])
}

fn approves(world: &World, login: &str) -> Review {
    let commit = world.facts.request.head.value().cloned();
    Review { reviewer: Some(login.to_owned()), state: ReviewState::Approved, commit, before_retarget: false }
}

/// The world after these people have approved its head.
fn approved_by<'a>(world: &World, people: impl IntoIterator<Item = &'a str>) -> World {
    let mut after = world.clone();
    let Known::Known(reviews) = &mut after.facts.request.reviews else { return after };
    reviews.extend(people.into_iter().map(|login| approves(world, login)));
    after
}

/// How many approvals are missing.
fn number(lack: &Lack) -> usize {
    lack.what.split(' ').next().unwrap().parse().unwrap()
}

/// Whether it still lacks the same.
fn still_lacks(world: &World, outcome: &Outcome, profile: Profile, lack: &Lack) -> bool {
    let after = explained(world, "alice", profile);
    let same =
        after.iter().find(|(other, ..)| (other.subject, other.operation) == (outcome.subject, outcome.operation));
    let (_, _, lacks) = same.unwrap();
    let by_the_same = |other: &Lack| if lack.by.is_empty() { other.what == lack.what } else { other.by == lack.by };
    lacks.iter().any(|other| other.kind == lack.kind && by_the_same(other))
}

/// Whether it lacks something like that.
fn lacks_a(is_like: impl Fn(&Lack) -> bool, world: &World, outcome: &Outcome, profile: Profile) -> bool {
    let is_same = |other: &Outcome| (other.subject, other.operation) == (outcome.subject, outcome.operation);
    let explained = explained(world, "alice", profile);
    let mut lacks = explained.iter().filter(|(other, ..)| is_same(other)).flat_map(|(_, _, lacks)| lacks);
    lacks.any(is_like)
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..160)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn each_clause_in_the_way_is_explained_and_nothing_else_is(bytes in bytes()) {
        let mut dice = Dice::new(&bytes);
        let profile = profile(&mut dice);
        let mut world = known_world(&mut dice, false);
        for _ in 0..dice.below(3) {
            dice.pick(&Hole::all()).dig(&mut world, dice.seldom(4));
        }
        for (outcome, reviews, lacks) in explained(&world, "alice", profile) {
            prop_assert_eq!(lacks.is_empty(), outcome.verdict == Verdict::Allow, "{}", shown(&outcome));
            let mut explained: Vec<Clause> = lacks.iter().flat_map(|lack| lack.clauses.iter().copied()).collect();
            let mut in_the_way: Vec<Clause> = outcome.obstacles().iter().map(|reason| reason.clause).collect();
            for clauses in [&mut explained, &mut in_the_way] {
                clauses.sort();
                clauses.dedup();
            }
            prop_assert_eq!(explained, in_the_way, "{:#?}", lacks);
            for lack in &lacks {
                prop_assert!(!lack.what.is_empty() && !lack.what.ends_with('.'), "{:?}", lack);
                prop_assert!(lack.step.ends_with('.') && !lack.step.ends_with(".."), "{:?}", lack);
                prop_assert!(lack.people.iter().all(|login| !lack.not.iter().any(|(other, _)| other == login)));
                prop_assert!(lack.people.is_sorted() && lack.not.is_sorted());
            }
            let all = world.facts.request.reviews.value().map_or(0, Vec::len);
            prop_assert_eq!(reviews.len(), if outcome.operation == Operation::Apply { all } else { 0 });
        }
    }

    #[test]
    fn an_approval_by_those_who_are_named_helps_and_by_those_who_are_ruled_out_does_not(bytes in bytes()) {
        let mut dice = Dice::new(&bytes);
        let profile = profile(&mut dice);
        let world = known_world(&mut dice, true);
        for (outcome, _, lacks) in explained(&world, "alice", profile) {
            for lack in lacks.iter().filter(|lack| lack.kind == Kind::Approval) {
                let people = || lack.people.iter().map(String::as_str);
                if people().count() >= number(lack) {
                    let after = approved_by(&world, people());
                    let is_helped = !still_lacks(&after, &outcome, profile, lack)
                        // A look-up that fails leaves every approval in doubt; and whoever matches two entries of a list is
                        // counted twice by the server, so that a second one is missed only once they have approved.
                        || lacks_a(|lack| lack.kind == Kind::Fact || lack.clauses.contains(&Clause::OneVote), &after, &outcome, profile);
                    prop_assert!(is_helped, "{:#?}", lack);
                }
                for (login, _) in &lack.not {
                    let after = approved_by(&world, [login.as_str()]);
                    let is_missing = still_lacks(&after, &outcome, profile, lack)
                        // Said first: while a commit is nobody's, it does not matter whose approval is missing.
                        || lacks_a(|lack| lack.kind == Kind::Request, &after, &outcome, profile);
                    prop_assert!(is_missing, "{} {:#?}", login, lack);
                }
                if lack.hopeless {
                    let everybody = PEOPLE.iter().copied().chain(["stranger"]);
                    let after = explained(&approved_by(&world, everybody), "alice", profile);
                    let same = after.iter().find(|(other, ..)| (other.subject, other.operation) == (outcome.subject, outcome.operation));
                    prop_assert!(same.unwrap().0.verdict != Verdict::Allow, "{:#?}", lack);
                }
            }
        }
    }

    #[test]
    fn whoever_is_named_to_ask_instead_is_let_in(bytes in bytes()) {
        let mut dice = Dice::new(&bytes);
        let profile = profile(&mut dice);
        let mut world = known_world(&mut dice, true);
        world.request().triggering_actor = Known::Known(None);
        for (outcome, _, lacks) in explained(&world, "alice", profile) {
            for lack in lacks.iter().filter(|lack| lack.kind == Kind::Asker && lack.view.is_none()) {
                prop_assert!(!lack.people.contains(&"alice".to_owned()), "{:#?}", lack);
                for login in &lack.people {
                    let theirs = explained(&world, login, profile);
                    let same = theirs.iter().find(|(other, ..)| (other.subject, other.operation) == (outcome.subject, outcome.operation));
                    let worse = same.unwrap().0.obstacles().iter().any(|reason| {
                        matches!(reason.clause, Clause::Policy | Clause::Superapproval) && lack.clauses.contains(&Clause::Policy)
                    });
                    prop_assert!(!worse, "{} {:#?}", login, lack);
                }
            }
        }
    }

    #[test]
    fn without_what_does_not_count_the_answer_is_the_same(bytes in bytes()) {
        let mut dice = Dice::new(&bytes);
        let world = known_world(&mut dice, true);
        for (outcome, reviews, _) in explained(&world, "alice", Profile::Strict) {
            if outcome.operation != Operation::Apply {
                continue;
            }
            let mut without = world.clone();
            let Known::Known(all) = &mut without.facts.request.reviews else { continue };
            let asked: Vec<Option<String>> = reviews.iter()
                .filter(|review| review.state == ReviewState::ChangesRequested)
                .map(|review| review.reviewer.as_ref().map(|login| login.to_lowercase())).collect();
            // An approval that counts for nothing still takes back what its giver asked for.
            let keeps = reviews.iter().map(|review| {
                review.counted != Counted::No || review.state != ReviewState::Approved
                    || asked.contains(&review.reviewer.as_ref().map(|login| login.to_lowercase()))
            });
            let mut keeps = keeps.collect::<Vec<_>>().into_iter();
            all.retain(|_| keeps.next().unwrap());
            let after = explained(&without, "alice", Profile::Strict);
            let same = after.iter().find(|(other, ..)| (other.subject, other.operation) == (outcome.subject, outcome.operation));
            let is_allowed = |outcome: &Outcome| outcome.verdict == Verdict::Allow;
            prop_assert_eq!(is_allowed(&same.unwrap().0), is_allowed(&outcome), "{:#?}", reviews);
        }
    }
}
