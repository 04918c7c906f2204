//! The server's rules a second time, written from their description and as plainly as they can be: no
//! reasons, no conditions, everything known, and an error where the server gives one.

use std::collections::BTreeMap;

use proptest::prelude::*;
use whomay::access::case::Profile;
use whomay::access::facts::{
    Check, CheckOrigin, CheckState, CiConfig, Forge, Mergeable, RequestState, ReviewDecision, ReviewState, Standing,
};
use whomay::access::operation::Operation;
use whomay::access::policy::Policy;
use whomay::access::principal::MatchList;
use whomay::access::requirement::RequirementCheck;
use whomay::access::verdict::Verdict;

use super::small_worlds::{Dice, PEOPLE, known_world};
use super::world::{World, shown};

/// The server gave an error.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Broken;

type Answer = Result<bool, Broken>;

const ROLES: [&str; 5] = ["admin", "maintain", "write", "triage", "read"];

fn entry_matches(world: &World, entry: &str, login: &str) -> Answer {
    if entry == "*" {
        return Ok(true);
    }
    let person = &world.facts.people[login];
    let (kind, value) = entry.split_once(':').unwrap();
    if kind == "user" {
        return Ok(value == login);
    }
    if kind == "role" && !ROLES.contains(&value) {
        return Err(Broken);
    }
    if world.facts.failed_lookups.keys().any(|failed| failed.to_string() == entry) {
        return Err(Broken);
    }
    if kind == "team" {
        return Ok(person.teams.value().unwrap().contains(value));
    }
    let position = |name: &str| ROLES.iter().position(|role| *role == name);
    Ok(match person.standing.value().unwrap() {
        Standing::Role(role) => position(role.name()) <= position(value),
        Standing::None | Standing::Custom(_) => false,
    })
}

fn list_matches(world: &World, list: &MatchList, login: &str) -> Answer {
    for entry in &list.entries {
        if entry_matches(world, &entry.value.to_string(), login)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn query_matches(query: &str, dir: &str) -> bool {
    query.is_empty() || query == dir
}

/// Approving reviews, in order, each with its author if there still is one.
fn approvers(world: &World) -> Vec<Option<String>> {
    let reviews = world.facts.request.reviews.value().unwrap();
    let gitlab = world.facts.forge == Forge::Gitlab;
    let approving = reviews
        .iter()
        .filter(|review| review.state == ReviewState::Approved || (gitlab && review.state == ReviewState::Reviewed));
    approving.map(|review| review.reviewer.clone()).collect()
}

fn access(world: &World, dir: &str, login: &str, operation: Operation) -> Answer {
    let governs = |policy: &&Policy| query_matches(policy.tag_query.value.text(), dir);
    let Some(policy) = world.access.policies.iter().find(governs) else {
        return Ok(false);
    };
    match operation {
        Operation::Plan => list_matches(world, &policy.plan, login),
        Operation::ApplyForce => list_matches(world, &policy.apply_force, login),
        Operation::ApplyAutoapprove => list_matches(world, &policy.apply_autoapprove, login),
        Operation::Apply | Operation::Unlock => {
            if list_matches(world, &policy.apply, login)? {
                return Ok(true);
            }
            if !list_matches(world, &policy.apply_with_superapproval, login)? {
                return Ok(false);
            }
            for approver in approvers(world).into_iter().flatten() {
                if list_matches(world, &policy.superapproval, &approver)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
    }
}

/// The lists that bind the whole change.
fn repository(world: &World, login: &str) -> Vec<Answer> {
    let changed: Vec<&str> = world.changes.iter().flat_map(|change| change.paths()).collect();
    let mut answers = Vec::new();
    if changed.contains(&".terrateam/config.yml") || changed.contains(&".terrateam/config.yaml") {
        answers.push(list_matches(world, &world.access.terrateam_config_update, login));
    }
    let CiConfig::Candidates(ci) = &world.facts.ci_config else { panic!("known worlds have candidates") };
    assert!(ci.len() < 2, "and no more than one");
    if ci.iter().any(|path| changed.contains(&path.as_str())) {
        answers.push(list_matches(world, &world.access.ci_config_update, login));
    }
    for (path, list) in &world.access.files {
        if changed.contains(&path.as_str()) {
            answers.push(list_matches(world, list, login));
        }
    }
    answers
}

fn approved(world: &World, check: &RequirementCheck) -> Answer {
    let rule = &check.approved;
    let approvers = approvers(world);
    let matching = |entry: &str| -> Result<usize, Broken> {
        let mut count = 0;
        for approver in approvers.iter().flatten() {
            count += usize::from(entry_matches(world, entry, approver)?);
        }
        Ok(count)
    };
    let mut enough = true;
    for entry in &rule.all_of.entries {
        enough &= matching(&entry.value.to_string())? > 0;
    }
    let mut any = 0;
    // What a count of zero would add up is asked for by nobody.
    for entry in rule.any_of.entries.iter().filter(|_| rule.any_of_count > 0) {
        any += matching(&entry.value.to_string())?;
    }
    if rule.any_of.entries.is_empty() {
        any = approvers.len();
    }
    enough &= i64::try_from(any).unwrap() >= rule.any_of_count;
    let request = &world.facts.request;
    let outstanding = !request.requested_reviewers.value().unwrap().is_empty();
    let completed = match (world.facts.forge, request.review_decision.value().unwrap()) {
        (Forge::Gitlab, _) | (Forge::Github, ReviewDecision::NoneRequired) => !outstanding,
        (Forge::Github, ReviewDecision::Approved) => true,
        (Forge::Github, ReviewDecision::ChangesRequested | ReviewDecision::ReviewRequired) => false,
    };
    Ok(enough && (completed || !rule.require_completed_reviews))
}

fn checks_succeeded(world: &World) -> Answer {
    let checks = world.facts.request.checks.value().unwrap();
    let own = |check: &Check| check.title == "terrateam apply";
    if world.facts.forge == Forge::Gitlab {
        let fine = |check: &Check| own(check) || matches!(check.state, CheckState::Success | CheckState::Skipped);
        return Ok(checks.iter().all(fine));
    }
    let actions = |check: &Check| check.origin == CheckOrigin::CheckRun(Some("github-actions".to_owned()));
    let checks: Vec<&Check> = checks.iter().filter(|check| !actions(check)).collect();
    if checks.iter().any(|check| matches!(check.state, CheckState::Other(_))) {
        return Err(Broken);
    }
    let status = |check: &Check| matches!(check.origin, CheckOrigin::Status(_));
    // Newest statuses first, then runs by the time at which they ended, those that have not ended last.
    let statuses = checks.iter().rev().filter(|check| status(check));
    let ended = checks.iter().rev().filter(|check| !status(check) && !matches!(check.state, CheckState::Unfinished(_)));
    let running = checks.iter().filter(|check| !status(check) && matches!(check.state, CheckState::Unfinished(_)));
    let mut of_title: BTreeMap<&str, bool> = BTreeMap::new();
    for check in statuses.chain(ended).chain(running).filter(|check| !own(check)) {
        let fine = match check.state {
            CheckState::Success => true,
            CheckState::Skipped | CheckState::Neutral => !status(check),
            _ => false,
        };
        of_title.entry(&check.title).or_insert(fine);
    }
    Ok(of_title.into_values().all(|fine| fine))
}

/// The parts of the requirements that are asked, each on its own.
fn requirements(world: &World, dir: &str, operation: Operation) -> Vec<Answer> {
    let binds = |check: &&RequirementCheck| query_matches(check.tag_query.value.text(), dir);
    let check = world.requirements.checks.iter().find(binds);
    let unknown_role = check.is_some_and(|check| {
        let entries = check.approved.all_of.entries.iter().chain(&check.approved.any_of.entries);
        let mut unknown = entries.filter(|entry| entry.value.to_string() == "role:owner");
        unknown.next().is_some() && approvers(world).iter().any(Option::is_some)
    });
    if unknown_role && matches!(operation, Operation::Apply | Operation::ApplyForce) {
        return vec![Err(Broken)];
    }
    let request = &world.facts.request;
    match check {
        _ if operation != Operation::Apply => Vec::new(),
        None => vec![Ok(false)],
        Some(_) if *request.state.value().unwrap() == RequestState::Merged => Vec::new(),
        Some(check) => vec![
            if check.approved.enabled { approved(world, check) } else { Ok(true) },
            Ok(!check.merge_conflicts || *request.mergeable.value().unwrap() == Mergeable::Yes),
            if check.status_checks.enabled { checks_succeeded(world) } else { Ok(true) },
            Ok(!check.apply_after_merge),
            Ok(!check.require_ready_for_review_pr || !request.draft.value().unwrap()),
        ],
    }
}

/// Everything that the server asks.
fn naive(world: &World, dir: &str, login: &str, operation: Operation) -> Vec<Answer> {
    let mut answers = Vec::new();
    if operation == Operation::Unlock {
        return if world.access.enabled { vec![list_matches(world, &world.access.unlock, login)] } else { answers };
    }
    let request = &world.facts.request;
    answers.push(Ok(*request.state.value().unwrap() != RequestState::Closed));
    answers.push(Ok(!request.in_conflict.value().unwrap()));
    if operation == Operation::Plan {
        answers.push(Ok(world.refusal.value().unwrap().is_none()));
    }
    if world.access.enabled {
        answers.push(access(world, dir, login, operation));
        answers.extend(repository(world, login));
    }
    answers.extend(requirements(world, dir, operation));
    answers
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn the_decision_agrees_with_the_naive_one(bytes in prop::collection::vec(any::<u8>(), 0..160)) {
        let world = known_world(&mut Dice::new(&bytes), false);
        let people = PEOPLE.iter().map(|login| world.facts.person(login)).collect();
        for outcome in world.decide(people, &Operation::ALL, Profile::Terrateam).outcomes {
            let dir = outcome.subject.map_or("", |at| world.places[at].dirspace.dir.as_str());
            let answers = naive(&world, dir, PEOPLE[outcome.actor], outcome.operation);
            let (refused, broken) = (answers.contains(&Ok(false)), answers.contains(&Err(Broken)));
            let agrees = match outcome.verdict {
                Verdict::Allow => !refused && !broken,
                Verdict::Pending => refused && !broken,
                Verdict::Undetermined => broken,
                Verdict::Deny => refused,
            };
            prop_assert!(agrees, "{dir} {} {}: {} but {answers:?}", PEOPLE[outcome.actor], outcome.operation, shown(&outcome));
        }
    }
}
