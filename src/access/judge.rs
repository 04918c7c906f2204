//! One actor and one operation: every reason there is, by how much of the case it looks at.

use super::approval::Approvals;
use super::case::{Case, Profile};
use super::condition::Condition;
use super::facts::{Person, RequestState};
use super::grant::policy_reason;
use super::known::{Known, Missing};
use super::operation::Operation;
use super::reason::{Clause, Reason};
use super::repository::{repository_reasons, unlock_reason};
use super::requirements_met::{requirement_reasons, unknown_role_reason};
use super::rules::{RuleTable, Rules};
use super::strict::{Layouts, Scope, Situation, against_nothing_touched, clauses, concerns};

/// One actor and one operation, with everything that is the same for all dirspaces worked out.
pub(super) struct Judge<'a> {
    case: &'a Case<'a>,
    profile: Profile,
    actor: &'a Person,
    pub(super) actor_index: usize,
    pub(super) operation: Operation,
    /// What binds the whole request.
    request: Vec<Reason>,
    /// What the other views of the repository say. Empty unless the profile is strict.
    layouts: Layouts,
}

impl<'a> Judge<'a> {
    /// `views` are the rules of the case's views, in their order.
    pub(super) fn new(
        case: &'a Case<'a>,
        views: &[RuleTable],
        profile: Profile,
        (actor_index, actor): (usize, &'a Person),
        operation: Operation,
    ) -> Judge<'a> {
        let request = Vec::new();
        let mut judge = Judge { case, profile, actor, actor_index, operation, request, layouts: Layouts::default() };
        judge.request = judge.request_reasons();
        if profile == Profile::Strict && operation != Operation::Unlock {
            judge.layouts = Layouts::new(&judge.situation(None, None), views);
        }
        judge
    }

    /// What the request and the rules say together: everything that dirspaces with these rules share.
    pub(super) fn shared_reasons(&self, rules: Rules) -> Vec<Reason> {
        let case = self.case;
        let situation = self.situation(Some(rules), None);
        let approvals = Approvals::all(case.facts);
        let mut reasons = vec![if case.access.enabled {
            policy_reason(self.operation, situation.policy, self.actor, case.facts, &approvals)
        } else {
            access_control_disabled()
        }];
        match self.operation {
            Operation::Apply => reasons.extend(requirement_reasons(situation.requirement, case.facts, &approvals)),
            Operation::ApplyForce => {
                let requirement = situation.requirement;
                reasons.extend(requirement.and_then(|check| unknown_role_reason(&check.approved, &approvals)));
            }
            Operation::Plan | Operation::ApplyAutoapprove | Operation::Unlock => {}
        }
        reasons.extend(self.request.iter().cloned());
        reasons.extend(self.strict_reasons(Scope::Rules, &situation));
        reasons
    }

    /// What is said of one dirspace alone.
    pub(super) fn own_reasons(&self, subject: usize, rules: Rules) -> Vec<Reason> {
        self.strict_reasons(Scope::Dirspace, &self.situation(Some(rules), Some(subject)))
    }

    /// What stands against saying that there is nothing to decide, where the change touches no dirspace. The server has
    /// nothing against it.
    pub(super) fn against_nothing_touched(&self) -> Vec<Reason> {
        if self.profile == Profile::Terrateam {
            return Vec::new();
        }
        let hidden = self.request.iter().filter(|reason| concerns(reason.clause)).cloned();
        hidden.chain(against_nothing_touched(&self.situation(None, None))).collect()
    }

    /// What there is to say of `unlock`, which belongs to the request.
    pub(super) fn unlock_reasons(&self) -> Vec<Reason> {
        let mut reasons = vec![if self.case.access.enabled {
            unlock_reason(self.case.access, self.actor, self.case.facts)
        } else {
            access_control_disabled()
        }];
        reasons.extend(self.request.iter().cloned());
        reasons.extend(self.strict_reasons(Scope::Rules, &self.situation(None, None)));
        reasons
    }

    /// What holds for the request as a whole.
    fn request_reasons(&self) -> Vec<Reason> {
        let case = self.case;
        let mut reasons = Vec::new();
        if self.operation != Operation::Unlock {
            reasons.extend(case.missing_builders.iter().map(|builder| missing_builder(builder)));
            reasons.extend(conflict_reason(case));
            reasons.extend(closed_reason(case));
            if self.operation == Operation::Plan {
                reasons.extend(destination_reason(&case.destination_refusal));
            }
            reasons.extend(repository_reasons(case.access, case.changes, self.actor, case.facts));
        }
        reasons.extend(self.strict_reasons(Scope::Request, &self.situation(None, None)));
        reasons
    }

    fn strict_reasons(&self, scope: Scope, situation: &Situation<'_>) -> Vec<Reason> {
        match self.profile {
            Profile::Terrateam => Vec::new(),
            Profile::Strict => clauses(scope, self.operation).map(|clause| (clause.judge)(situation)).collect(),
        }
    }

    fn situation(&self, rules: Option<Rules>, subject: Option<usize>) -> Situation<'_> {
        let case = self.case;
        Situation {
            case,
            actor: self.actor,
            operation: self.operation,
            policy: rules.and_then(|rules| case.access.policies.get(rules.policy?)),
            requirement: rules.and_then(|rules| case.requirements.checks.get(rules.requirement?)),
            subject: subject.and_then(|at| Some((at, case.subjects.get(at)?))),
            same_diff: rules.and_then(|rules| Some(&case.subjects.get(rules.freshness?)?.same_diff)),
            layouts: &self.layouts,
        }
    }
}

fn access_control_disabled() -> Reason {
    Reason::allow(Clause::AccessControlDisabled, "access control is switched off, so everyone may do everything")
}

fn missing_builder(builder: &str) -> Reason {
    let text = format!("`{builder}` is switched on, and what it produces was not given");
    let condition = Condition::Holds(format!("the output of `{builder}` changes nothing here"));
    Reason::unknown(Clause::BuilderOutput, Missing::NotGiven, text, condition)
}

/// A conflict stops plan and apply alike. A question that is asked before there is anything to conflict has
/// to say so (see [`super::facts::Request::imagined`]).
fn conflict_reason(case: &Case<'_>) -> Option<Reason> {
    let clause = Clause::MergeConflict;
    match case.facts.request.in_conflict.get() {
        Ok(false) => None,
        Ok(true) => {
            Some(Reason::deny(clause, "the request conflicts with its target branch, which stops plan and apply"))
        }
        Err(missing) => {
            let condition = "the request does not conflict with its target branch";
            Some(Reason::missing(clause, missing, "whether the request conflicts with its target branch", condition))
        }
    }
}

fn closed_reason(case: &Case<'_>) -> Option<Reason> {
    let clause = Clause::RequestClosed;
    match case.facts.request.state.get() {
        Ok(RequestState::Open | RequestState::Merged) => None,
        Ok(RequestState::Closed) => Some(Reason::deny(clause, "the request was closed without a merge")),
        Err(missing) => {
            let condition = "the request was not closed without a merge";
            Some(Reason::missing(clause, missing, "whether the request was closed", condition))
        }
    }
}

/// What `destination_branches` has against a plan.
pub(super) fn destination_reason(refusal: &Known<Option<String>>) -> Option<Reason> {
    let clause = Clause::DestinationBranch;
    match refusal.get() {
        Ok(refusal) => refusal.as_ref().map(|why| Reason::deny(clause, why.clone())),
        Err(missing) => {
            let condition = "`destination_branches` lets a request between its branches be planned";
            Some(Reason::missing(clause, missing, "between which branches the request runs", condition))
        }
    }
}
