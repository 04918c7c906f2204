//! The decision: the page to read first.
//!
//! [`decide`] is a pure function of a [`Case`] (everything that was gathered) and a [`Question`] (who wants
//! to do what, and by which rules). It is total: every dirspace of the case gets exactly one outcome for each
//! actor and operation, and one that cannot be decided says so.
//!
//! Most dirspaces share the same policy and the same requirement, so what those two say is worked out once
//! for each pair and shared, as far as the same approvals are fresh; only the strict clauses that look at the dirspace
//! itself are asked each time.

use std::rc::Rc;

use super::case::{Case, Profile, Question};
use super::condition::Condition;
use super::freshness::classes;
use super::judge::Judge;
use super::known::Missing;
use super::operation::Operation;
use super::reason::{Reason, worst};
use super::rules::{RuleTable, Rules};
use super::run::run;
use super::verdict::Verdict;

pub use super::run::Run;

/// The answer for one dirspace, one actor and one operation.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Index of the subject in the case. `None` for `unlock`, which belongs to the request, and for what stands against
    /// saying that there is nothing to decide.
    pub subject: Option<usize>,
    /// Index of the actor in the question.
    pub actor: usize,
    /// What was asked for.
    pub operation: Operation,
    /// The answer: the worst of the reasons.
    pub verdict: Verdict,
    /// Index of the policy that governs the dirspace.
    pub policy: Option<usize>,
    /// Index of the requirement that binds the dirspace.
    pub requirement: Option<usize>,
    shared: Rc<[Reason]>,
    own: Vec<Reason>,
}

impl Outcome {
    /// Why: every clause that was asked, allowing ones included.
    pub fn reasons(&self) -> impl Iterator<Item = &Reason> {
        self.shared.iter().chain(&self.own)
    }

    /// The reasons that stand in the way: all that do not allow, worst first.
    pub fn obstacles(&self) -> Vec<&Reason> {
        let mut obstacles: Vec<&Reason> = self.reasons().filter(|reason| reason.verdict != Verdict::Allow).collect();
        obstacles.sort_by_key(|reason| std::cmp::Reverse(reason.verdict));
        obstacles
    }

    /// What would make it `Allow`: all that is missing, unless a reason denies or names no condition.
    pub fn condition(&self) -> Option<Condition> {
        let obstacles = self.obstacles();
        if obstacles.iter().any(|reason| reason.verdict == Verdict::Deny || reason.condition.is_none()) {
            return None;
        }
        Condition::all(obstacles.into_iter().filter_map(|reason| reason.condition.clone()))
    }

    /// Whether a fact could not be had, as opposed to not having been given.
    pub fn lacks_unavailable_fact(&self) -> bool {
        self.reasons().any(|reason| matches!(reason.missing, Some(Missing::Unavailable(_))))
    }
}

/// The whole answer.
#[derive(Clone, Debug)]
pub struct Decision {
    /// By subject, then actor, then operation; `unlock` last.
    pub outcomes: Vec<Outcome>,
    /// By actor, then operation.
    pub runs: Vec<Run>,
}

impl Decision {
    /// The worst outcome. `None` when there was nothing to decide, which is its own answer.
    pub fn verdict(&self) -> Option<Verdict> {
        self.outcomes.iter().map(|outcome| outcome.verdict).max()
    }
}

/// Decides every dirspace of `case` for every actor and operation of `question`.
pub fn decide(case: &Case<'_>, question: &Question) -> Decision {
    let rules = rules_of(case);
    let judges = judges(case, question);
    let (unlocking, judging): (Vec<_>, Vec<_>) = judges.iter().partition(|judge| judge.operation == Operation::Unlock);
    let rulings: Vec<(&Judge<'_>, Vec<Ruling>)> =
        judging.into_iter().map(|judge| (judge, rulings(judge, &rules))).collect();
    let mut outcomes = Vec::with_capacity(case.subjects.len() * rulings.len() + unlocking.len());
    for (subject, number) in rules.numbers() {
        for (judge, rulings) in &rulings {
            outcomes.extend(rulings.get(number).map(|ruling| outcome(judge, subject, ruling)));
        }
    }
    let runs = rulings.iter().enumerate().map(|(at, (judge, _))| {
        // Each judge speaks once in every round.
        let own = outcomes.iter().skip(at).step_by(rulings.len());
        run(case, judge.actor_index, judge.operation, own)
    });
    let runs = runs.collect();
    if case.subjects.is_empty() {
        outcomes.extend(rulings.iter().filter_map(|(judge, _)| nothing_touched(judge)));
    }
    outcomes.extend(unlocking.into_iter().map(unlock));
    Decision { outcomes, runs }
}

/// The rules that bind each subject.
pub(super) fn rules_of(case: &Case<'_>) -> RuleTable {
    let dirspaces = case.subjects.iter().map(|subject| Some((subject.dirspace.dir.as_str(), subject.tags)));
    RuleTable::new(case.access, case.requirements, dirspaces, &classes(case))
}

/// Everybody who judges, by actor, then operation.
pub(super) fn judges<'a>(case: &'a Case<'a>, question: &'a Question) -> Vec<Judge<'a>> {
    let views = match question.profile {
        Profile::Terrateam => Vec::new(),
        Profile::Strict => rules_of_views(case),
    };
    let judge = |actor, operation| Judge::new(case, &views, question.profile, actor, operation);
    let actors = question.actors.iter().enumerate();
    actors.flat_map(|actor| question.operations.iter().map(move |operation| judge(actor, *operation))).collect()
}

/// The rules of each view, in their order.
pub(super) fn rules_of_views(case: &Case<'_>) -> Vec<RuleTable> {
    let freshness = classes(case);
    let dirs = || case.subjects.iter().map(|subject| subject.dirspace.dir.as_str());
    let table = |view: &super::case::View<'_>| {
        let dirspaces = dirs().zip(&view.tags).map(|(dir, tags)| tags.map(|tags| (dir, tags)));
        RuleTable::new(view.access, view.requirements, dirspaces, &freshness)
    };
    case.views.iter().map(table).collect()
}

/// What a judge says of everything that some rules bind.
struct Ruling {
    rules: Rules,
    verdict: Verdict,
    reasons: Rc<[Reason]>,
}

fn rulings(judge: &Judge<'_>, rules: &RuleTable) -> Vec<Ruling> {
    let ruling = |rules: &Rules| {
        let reasons = judge.shared_reasons(*rules);
        Ruling { rules: *rules, verdict: worst(&reasons), reasons: Rc::from(reasons) }
    };
    rules.distinct().iter().map(ruling).collect()
}

fn outcome(judge: &Judge<'_>, subject: usize, ruling: &Ruling) -> Outcome {
    let own = judge.own_reasons(subject, ruling.rules);
    Outcome {
        subject: Some(subject),
        actor: judge.actor_index,
        operation: judge.operation,
        verdict: ruling.verdict.and(worst(&own)),
        policy: ruling.rules.policy,
        requirement: ruling.rules.requirement,
        shared: Rc::clone(&ruling.reasons),
        own,
    }
}

fn unlock(judge: &Judge<'_>) -> Outcome {
    of_request(judge, judge.unlock_reasons())
}

/// What stands against saying that there is nothing to decide, if anything does.
fn nothing_touched(judge: &Judge<'_>) -> Option<Outcome> {
    let reasons = judge.against_nothing_touched();
    (!reasons.is_empty()).then(|| of_request(judge, reasons))
}

fn of_request(judge: &Judge<'_>, reasons: Vec<Reason>) -> Outcome {
    Outcome {
        subject: None,
        actor: judge.actor_index,
        operation: judge.operation,
        verdict: worst(&reasons),
        policy: None,
        requirement: None,
        shared: Rc::from(reasons),
        own: Vec::new(),
    }
}
