//! An outcome explained to whoever has to get on with it: which reviews were seen and what became of each, what is
//! missing, and who could supply it.
//!
//! Nothing here decides. It is asked after the decision, of the same case, and takes its answers from the very
//! functions that the clauses decide by: what is said of an approval is what its clause made of it.

mod approvals;
mod demand;
mod lack;
mod seen;
mod supply;

use super::approval::Approvals;
use super::case::{Case, Profile, Question, View};
use super::decide::Outcome;
use super::facts::{Facts, Person};
use super::known::Known;
use super::operation::Operation;
use super::policy::AccessControl;
use super::strict::{Layouts, Sifted, Situation, good_approvals, sifted};

pub use lack::{Kind, Lack, LackingCheck};
pub use seen::{Counted, SeenReview};

/// Explains the outcomes of a decision.
pub struct Explainer<'a> {
    case: &'a Case<'a>,
    question: &'a Question,
    /// What other views say is in the reasons already; their rules are looked up when they are asked about.
    layouts: Layouts,
    nobody: Person,
}

impl<'a> Explainer<'a> {
    /// For the outcomes that [`decide`](super::decide::decide) gave for this case and question.
    pub fn new(case: &'a Case<'a>, question: &'a Question) -> Explainer<'a> {
        Explainer { case, question, layouts: Layouts::default(), nobody: Person::default() }
    }

    /// Every review, oldest first, and whether it counts for the outcome. Empty where approvals have no say: they have
    /// one in a plain apply alone. Missing where the reviews are.
    pub fn reviews(&self, outcome: &Outcome) -> Known<Vec<SeenReview>> {
        if outcome.operation != Operation::Apply {
            return Known::Known(Vec::new());
        }
        seen::reviews(&self.grounds(outcome))
    }

    /// What is missing for the outcome to be an allow, each with who could supply it; what nobody can supply comes
    /// first. Empty for an allow, and for nothing else.
    pub fn lacks(&self, outcome: &Outcome) -> Vec<Lack> {
        let grounds = self.grounds(outcome);
        lack::merged(outcome.obstacles().into_iter().flat_map(|reason| supply::of_reason(reason, &grounds)))
    }

    /// The rules that bind, as they are in force and, under the strict profile, as each view has them.
    fn grounds(&self, outcome: &Outcome) -> Grounds<'_> {
        let case = self.case;
        let own = Ground {
            view: None,
            access: case.access,
            profile: self.question.profile,
            situation: Situation {
                case,
                actor: self.question.actors.get(outcome.actor).unwrap_or(&self.nobody),
                operation: outcome.operation,
                policy: outcome.policy.and_then(|at| case.access.policies.get(at)),
                requirement: outcome.requirement.and_then(|at| case.requirements.checks.get(at)),
                subject: outcome.subject.and_then(|at| Some((at, case.subjects.get(at)?))),
                same_diff: outcome.subject.and_then(|at| Some(&case.subjects.get(at)?.same_diff)),
                layouts: &self.layouts,
            },
        };
        let views = match self.question.profile {
            Profile::Strict => in_views(&own),
            Profile::Terrateam => Vec::new(),
        };
        Grounds { own, views }
    }
}

/// The rules of the dirspace in each view in which it exists.
fn in_views<'a>(own: &Ground<'a>) -> Vec<Ground<'a>> {
    let Some((at, subject)) = own.situation.subject else { return Vec::new() };
    let dir = subject.dirspace.dir.as_str();
    let in_view = |view: &'a View<'a>| {
        let tags = view.tags.get(at).copied().flatten()?;
        let policy = view.access.governing(dir, tags).and_then(|at| view.access.policies.get(at));
        let requirement = view.requirements.binding(dir, tags).and_then(|at| view.requirements.checks.get(at));
        let situation = Situation { policy, requirement, ..own.situation };
        Some(Ground { view: Some(view), access: view.access, profile: own.profile, situation })
    };
    own.situation.case.views.iter().filter_map(in_view).collect()
}

/// Every set of rules that has a say in an outcome.
struct Grounds<'a> {
    own: Ground<'a>,
    views: Vec<Ground<'a>>,
}

impl<'a> Grounds<'a> {
    /// Those in force first.
    fn all(&self) -> impl Iterator<Item = &Ground<'a>> {
        std::iter::once(&self.own).chain(&self.views)
    }
}

/// One set of rules.
#[derive(Clone, Copy)]
struct Ground<'a> {
    /// Which view of the repository; `None` for what is in force.
    view: Option<&'a View<'a>>,
    access: &'a AccessControl,
    profile: Profile,
    situation: Situation<'a>,
}

impl<'a> Ground<'a> {
    fn facts(&self) -> &'a Facts {
        self.situation.case.facts
    }

    /// How to speak of the view.
    fn view_name(&self) -> Option<&'static str> {
        self.view.map(|view| view.name)
    }

    fn is_strict(&self) -> bool {
        self.profile == Profile::Strict
    }

    /// What becomes of each approval, in their order.
    fn sifted(&self) -> Known<Vec<Sifted>> {
        if self.is_strict() {
            return sifted(&self.situation);
        }
        Approvals::all(self.facts()).list.map(|all| all.into_iter().map(Sifted::Left).collect())
    }

    /// The approvals that count.
    fn approvals(&self) -> Approvals {
        if self.is_strict() { good_approvals(&self.situation) } else { Approvals::all(self.facts()) }
    }
}

#[cfg(test)]
mod tests;
