//! What holds for every request.

use std::collections::BTreeMap;

use proptest::prelude::*;
use whomay::access::case::{Profile, Question};
use whomay::access::condition::Condition;
use whomay::access::decide::Decision;
use whomay::access::facts::{Facts, Review, ReviewState, Strangers};
use whomay::access::known::Known;
use whomay::access::operation::Operation;
use whomay::access::principal::{PrincipalMatch, Role};
use whomay::access::verdict::Verdict;
use whomay::access::verdicts::Verdicts;

use super::small_worlds::{Dice, Hole, PEOPLE, filled, known_world};
use super::world::{World, shown};

/// By dirspace, person and operation, so that no order matters.
type Answers = BTreeMap<(String, String, Operation), (Verdict, String, Option<Condition>)>;

fn decide(world: &World, profile: Profile) -> Decision {
    world.decide(PEOPLE.iter().map(|login| world.facts.person(login)).collect(), &Operation::ALL, profile)
}

fn answers(world: &World, profile: Profile) -> Answers {
    let outcomes = decide(world, profile).outcomes;
    outcomes
        .iter()
        .map(|outcome| {
            let dir = outcome.subject.map_or(String::new(), |at| world.places[at].dirspace.dir.clone());
            let key = (dir, PEOPLE[outcome.actor].to_owned(), outcome.operation);
            (key, (outcome.verdict, shown(outcome), outcome.condition()))
        })
        .collect()
}

fn profile(dice: &mut Dice<'_>) -> Profile {
    dice.pick(&[Profile::Terrateam, Profile::Strict])
}

/// A world with holes, and which.
fn holed_world(dice: &mut Dice<'_>) -> (World, Vec<Hole>) {
    let mut world = known_world(dice, false);
    let all = Hole::all();
    let mut holes: Vec<Hole> = Vec::new();
    for _ in 0..1 + dice.below(3) {
        let hole = dice.pick(&all);
        if !holes.contains(&hole) {
            hole.dig(&mut world, dice.seldom(4));
            holes.push(hole);
        }
    }
    (world, holes)
}

/// Whether a condition holds in a world. `None` when it speaks of more than people.
fn holds(condition: &Condition, facts: &Facts) -> Option<bool> {
    match condition {
        Condition::Holds(_) => None,
        Condition::Any(parts) => parts.iter().try_fold(false, |any, part| Some(any | holds(part, facts)?)),
        Condition::All(parts) => parts.iter().try_fold(true, |all, part| Some(all & holds(part, facts)?)),
        Condition::Matches { who, entry } => {
            let person = facts.person(who);
            Some(match entry {
                PrincipalMatch::Any => true,
                PrincipalMatch::User(login) => who == login,
                PrincipalMatch::Team(team) => person.teams.value().unwrap().contains(team),
                PrincipalMatch::Role(name) => person.standing.value().unwrap().at_least(Role::from_name(name).unwrap()),
            })
        }
    }
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..160)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn every_question_has_exactly_one_answer_and_it_is_the_worst_of_its_reasons(bytes in bytes()) {
        let mut dice = Dice::new(&bytes);
        let profile = profile(&mut dice);
        let (world, _) = holed_world(&mut dice);
        let decision = decide(&world, profile);
        let mut seen: Vec<_> = decision.outcomes.iter().map(|one| (one.subject, one.actor, one.operation)).collect();
        seen.sort();
        let count = seen.len();
        seen.dedup();
        prop_assert_eq!(count, seen.len());
        prop_assert_eq!(count, PEOPLE.len() * (2 * 4 + 1));
        for outcome in &decision.outcomes {
            let worst = outcome.reasons().map(|reason| reason.verdict).max();
            prop_assert_eq!(Some(outcome.verdict), worst);
            prop_assert!(outcome.reasons().all(|reason| !reason.text.is_empty()));
            let open = outcome.reasons().all(|reason| (reason.verdict == Verdict::Undetermined) == reason.missing.is_some());
            prop_assert!(open, "what is missing is named where something is, {}", shown(outcome));
        }
    }

    #[test]
    fn nothing_depends_on_the_order_of_dirspaces_and_people(bytes in bytes()) {
        let mut dice = Dice::new(&bytes);
        let profile = profile(&mut dice);
        let (world, _) = holed_world(&mut dice);
        let mut turned = world.clone();
        turned.places.reverse();
        turned.views.iter_mut().for_each(|view| view.tags.reverse());
        prop_assert_eq!(answers(&world, profile), answers(&turned, profile));
        let people = PEOPLE.iter().rev().map(|login| world.facts.person(login)).collect();
        let other = world.decide(people, &Operation::ALL, profile);
        for outcome in &other.outcomes {
            let alone = world.decide(vec![world.facts.person(PEOPLE[2 - outcome.actor])], &[outcome.operation], profile);
            let same = alone.outcomes.iter().find(|one| one.subject == outcome.subject).unwrap();
            prop_assert_eq!(shown(same), shown(outcome));
        }
    }

    #[test]
    fn an_approval_never_makes_anything_worse(bytes in bytes(), who in prop::sample::select(vec!["alice", "bob", "carol"])) {
        let mut dice = Dice::new(&bytes);
        let profile = profile(&mut dice);
        let mut world = known_world(&mut dice, true);
        // A look-up that fails is asked for only once somebody approved.
        world.facts.failed_lookups.clear();
        // Whose a commit is that belongs to no account is not known, and an approval puts the question.
        world.facts.request.unattributed = Known::Known(Vec::new());
        let before = answers(&world, profile);
        let Known::Known(reviews) = &mut world.facts.request.reviews else { unreachable!("known") };
        let approval = Review { reviewer: Some(who.to_owned()), state: ReviewState::Approved, commit: Some("head".to_owned()), before_retarget: false };
        reviews.push(approval);
        for (key, (after, ..)) in answers(&world, profile) {
            prop_assert!(after <= before[&key].0, "{:?}: {} became {}", key, before[&key].1, after);
        }
    }

    #[test]
    fn an_approval_that_cannot_count_lets_nothing_through(bytes in bytes(), which in 0..3_usize) {
        let mut world = known_world(&mut Dice::new(&bytes), true);
        world.facts.strangers = Strangers::HaveNothing;
        let author = world.facts.request.author.value().cloned().unwrap_or_else(|| "author".to_owned());
        let who = [author.as_str(), "drive-by[bot]", "passer-by"][which];
        let before = answers(&world, Profile::Strict);
        let Known::Known(reviews) = &mut world.facts.request.reviews else { unreachable!("known") };
        let commit = Some("head".to_owned());
        reviews.push(Review { reviewer: Some(who.to_owned()), state: ReviewState::Approved, commit, before_retarget: false });
        for (key, (after, ..)) in answers(&world, Profile::Strict) {
            prop_assert!(after != Verdict::Allow || before[&key].0 == Verdict::Allow, "{:?} by {}", key, who);
        }
    }

    #[test]
    fn strict_never_allows_what_the_server_does_not(bytes in bytes()) {
        let (world, _) = holed_world(&mut Dice::new(&bytes));
        let strict = answers(&world, Profile::Strict);
        for (key, (verdict, ..)) in answers(&world, Profile::Terrateam) {
            prop_assert!(strict[&key].0 >= verdict, "{:?}: {}, strictly {}", key, verdict, strict[&key].1);
        }
    }

    #[test]
    fn a_run_holds_nothing_that_is_not_allowed(bytes in bytes()) {
        let mut dice = Dice::new(&bytes);
        let profile = profile(&mut dice);
        let (world, _) = holed_world(&mut dice);
        let decision = decide(&world, profile);
        prop_assert_eq!(decision.runs.len(), PEOPLE.len() * 4);
        for run in &decision.runs {
            let verdict = |subject: usize| {
                let mine = |one: &&whomay::access::decide::Outcome| (one.actor, one.operation, one.subject) == (run.actor, run.operation, Some(subject));
                decision.outcomes.iter().find(mine).unwrap().verdict
            };
            prop_assert!(run.would_run.iter().all(|at| verdict(*at) == Verdict::Allow && world.places[*at].in_working_set));
            prop_assert!(run.held_back_by.iter().all(|at| verdict(*at) != Verdict::Allow && world.places[*at].in_working_set));
            prop_assert!(run.would_run.is_empty() || run.held_back_by.is_empty());
        }
    }

    #[test]
    fn the_table_of_verdicts_says_what_the_decision_says(bytes in bytes()) {
        let mut dice = Dice::new(&bytes);
        let profile = profile(&mut dice);
        let (world, _) = holed_world(&mut dice);
        let actors = PEOPLE.iter().map(|login| world.facts.person(login)).collect();
        let question = Question { actors, operations: Operation::ALL.to_vec(), profile };
        let (decision, table) = world.with_case(|case| (whomay::access::decide::decide(case, &question), Verdicts::new(case, &question)));
        for outcome in &decision.outcomes {
            let said = match outcome.subject {
                Some(subject) => table.verdict(subject, outcome.actor, outcome.operation),
                None => table.unlock(outcome.actor),
            };
            prop_assert_eq!(said, Some(outcome.verdict));
        }
        prop_assert_eq!(table.verdict(2, 0, Operation::Plan), None);
        prop_assert_eq!(table.verdict(0, PEOPLE.len(), Operation::Plan), None);
        prop_assert_eq!(table.verdict(0, 0, Operation::Unlock), None);
    }

    /// An answer that is not open is the answer whatever the missing facts turn out to be; and a condition
    /// that speaks of people is one under which the answer is yes.
    #[test]
    fn an_answer_survives_every_value_of_what_was_missing(bytes in bytes()) {
        let mut dice = Dice::new(&bytes);
        let profile = profile(&mut dice);
        let (world, holes) = holed_world(&mut dice);
        let open = answers(&world, profile);
        for full in filled(&world, &holes) {
            for (key, (verdict, text, _)) in answers(&full, profile) {
                let (before, said, condition) = &open[&key];
                match before {
                    Verdict::Undetermined => {}
                    Verdict::Allow => prop_assert_eq!(verdict, Verdict::Allow, "{:?} with {:?}: allowed, then {}", key, holes, text),
                    Verdict::Deny => prop_assert_eq!(verdict, Verdict::Deny, "{:?} with {:?}: {}, then {}", key, holes, said, text),
                    Verdict::Pending => prop_assert!(
                        verdict >= Verdict::Pending,
                        "{:?} with {:?}: {}, then {}", key, holes, said, text
                    ),
                }
                if condition.as_ref().is_some_and(|condition| holds(condition, &full.facts) == Some(true)) {
                    prop_assert_eq!(verdict, Verdict::Allow, "{:?} with {:?}: {}, then {}", key, holes, said, text);
                }
            }
        }
    }
}
