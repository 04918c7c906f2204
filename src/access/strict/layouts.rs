//! What the other views of the repository say, worked out once for each actor and operation.

use std::collections::BTreeMap;

use super::needed_approvals::{good_approvals, of_approvals};
use super::{Clause, Reason, Situation};
use crate::access::approval::Approvals;
use crate::access::case::View;
use crate::access::facts::Person;
use crate::access::grant::policy_reason;
use crate::access::judge::destination_reason;
use crate::access::needs::{Asker, Needs, Prospect, of_policy, of_repository_lists, of_requirement};
use crate::access::operation::Operation;
use crate::access::reason::worst_of;
use crate::access::repository::repository_reasons;
use crate::access::requirements_met::unwaived_reasons;
use crate::access::rules::{RuleTable, Rules};
use crate::access::verdict::Verdict;

/// What every view says.
#[derive(Debug, Default)]
pub struct Layouts {
    views: Vec<Layout>,
}

/// What one view says.
#[derive(Debug)]
struct Layout {
    name: &'static str,
    /// For each subject, an index into `obstacles`. `None` where it does not exist in the view.
    of: Vec<Option<usize>>,
    /// By number of the rules there, the worst that does not allow; `None` where everything does.
    obstacles: Vec<Option<Reason>>,
}

impl Layouts {
    /// Asks every view of the case; `tables` are their rules, in the same order.
    pub(in crate::access) fn new(situation: &Situation<'_>, tables: &[RuleTable]) -> Layouts {
        let mut approvals = BTreeMap::new();
        let people = people(situation);
        let layout = |(view, table): (&View<'_>, &RuleTable)| {
            let obstacle = |rules: &Rules| {
                let approvals = approvals
                    .entry(rules.freshness)
                    .or_insert_with_key(|at| good_approvals(&fresh_for(situation, *at)));
                obstacle_in_view(situation, view, &people, approvals, *rules)
            };
            Layout {
                name: view.name,
                of: table.numbering().to_vec(),
                obstacles: table.distinct().iter().map(obstacle).collect(),
            }
        };
        Layouts { views: situation.case.views.iter().zip(tables).map(layout).collect() }
    }

    /// Whether there is any view to ask.
    pub(super) fn is_empty(&self) -> bool {
        self.views.is_empty()
    }

    /// The worst that a view has against a subject. `Ok(None)` when none has anything, be it that the
    /// subject exists in none.
    ///
    /// # Errors
    ///
    /// The name of a view that was not made for the subject.
    pub(super) fn worst(&self, subject: usize) -> Result<Option<&Reason>, &'static str> {
        let mut worst: Option<&Reason> = None;
        for layout in &self.views {
            let number = layout.of.get(subject).ok_or(layout.name)?;
            let obstacle = number.and_then(|number| layout.obstacles.get(number)?.as_ref());
            if obstacle.map(|reason| reason.verdict) > worst.map(|reason| reason.verdict) {
                worst = obstacle;
            }
        }
        Ok(worst)
    }
}

/// What asking every view takes: of the actor and of whoever else set the run off.
pub(super) fn needs(prospect: &Prospect<'_>) -> Needs {
    let mut needs = Needs { triggering_actor: true, ..Needs::default() };
    let each = prospect.views.iter().flat_map(|view| view.rules.iter().map(move |rules| (view.access, rules)));
    for (access, (policy, requirement)) in each {
        if prospect.operation == Operation::Apply {
            needs.add(of_requirement(prospect, *requirement));
        }
        for person in [prospect.asker, Asker::Triggering].into_iter().filter(|_| access.enabled) {
            needs.add(of_policy(prospect, *policy, person));
            needs.add(of_repository_lists(prospect, access, person));
        }
    }
    if needs.reviews {
        needs.add(of_approvals(prospect));
    }
    needs
}

/// The same situation, with the approvals that are fresh for a subject.
fn fresh_for<'a>(situation: &Situation<'a>, subject: Option<usize>) -> Situation<'a> {
    let same_diff = subject.and_then(|at| situation.case.subjects.get(at)).map(|subject| &subject.same_diff);
    Situation { same_diff, ..*situation }
}

/// The actor, and whoever else set the run off. Nobody may use a layout that only the other could.
pub(in crate::access) fn people(situation: &Situation<'_>) -> Vec<Person> {
    let facts = situation.case.facts;
    let other = facts.request.triggering_actor.value().and_then(Option::as_deref);
    let other = other.filter(|other| situation.actor.login.value().map(String::as_str) != Some(*other));
    std::iter::once(situation.actor.clone()).chain(other.map(|other| facts.person(other))).collect()
}

/// The worst that a view has against a dirspace with those rules there.
fn obstacle_in_view(
    situation: &Situation<'_>,
    view: &View<'_>,
    people: &[Person],
    approvals: &Approvals,
    rules: Rules,
) -> Option<Reason> {
    let policy = rules.policy.and_then(|at| view.access.policies.get(at));
    let requirement = rules.requirement.and_then(|at| view.requirements.checks.get(at));
    let there = Situation { policy, requirement, ..*situation };
    let reasons = asked_in_view(&there, view, people, approvals);
    let worst = worst_of(reasons).filter(|worst| worst.verdict != Verdict::Allow)?;
    Some(Reason { clause: Clause::EveryLayout, text: format!("with {}: {}", view.name, worst.text), ..worst })
}

/// What a view asks of a dirspace that the situation's policy and requirement, which are those there, bind.
pub(in crate::access) fn asked_in_view(
    situation: &Situation<'_>,
    view: &View<'_>,
    people: &[Person],
    approvals: &Approvals,
) -> Vec<Reason> {
    let (facts, operation) = (situation.case.facts, situation.operation);
    let mut reasons = Vec::new();
    for person in people.iter().filter(|_| view.access.enabled) {
        reasons.push(policy_reason(operation, situation.policy, person, facts, approvals));
        reasons.extend(repository_reasons(view.access, situation.case.changes, person, facts));
    }
    match operation {
        Operation::Apply => reasons.extend(unwaived_reasons(situation.requirement, facts, approvals)),
        Operation::Plan => reasons.extend(destination_reason(&view.destination_refusal)),
        Operation::ApplyForce | Operation::ApplyAutoapprove | Operation::Unlock => {}
    }
    reasons
}
