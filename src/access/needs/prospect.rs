//! What each kind of rule may come to ask for, before anything is known.
//!
//! Each function here follows one of the decision, and what that one looks at, this one names. A list is walked as the
//! decision walks it: an entry behind one that is sure to stop the walk is never looked at.

use std::collections::BTreeSet;

use super::{Needs, PersonNeeds};
use crate::access::case::{Case, TargetPolicy};
use crate::access::facts::Forge;
use crate::access::holds::is_unknown_role;
use crate::access::operation::Operation;
use crate::access::policy::{AccessControl, Policy};
use crate::access::principal::{MatchList, PrincipalMatch};
use crate::access::repository::{CONFIG_PATHS, may_be_ci_file};
use crate::access::requirement::{ApplyRequirements, RequirementCheck};
use crate::access::rules::RuleTable;
use crate::dirspace::Change;

/// What a rule may be asked about: everything of a case that is there before the facts are.
#[derive(Clone, Copy)]
pub struct Prospect<'a> {
    /// Whose rules apply.
    pub(in crate::access) forge: Forge,
    /// Access control as it is in force.
    pub(in crate::access) access: &'a AccessControl,
    /// What the request changes.
    pub(in crate::access) changes: &'a [Change],
    /// What the other views of the repository bind.
    pub(in crate::access) views: &'a [Bound<'a>],
    /// The branch that the request goes to.
    pub(in crate::access) target: &'a TargetPolicy,
    /// Who asks.
    pub(in crate::access) asker: Asker<'a>,
    /// For what.
    pub(in crate::access) operation: Operation,
    /// The policy that governs, where one does and it matters.
    pub(in crate::access) policy: Option<&'a Policy>,
    /// The requirement that binds, where one does and it matters.
    pub(in crate::access) requirement: Option<&'a RequirementCheck>,
}

impl<'a> Prospect<'a> {
    /// The prospect of the request as a whole, without the rules of any dirspace.
    pub(super) fn new(
        case: &'a Case<'a>,
        views: &'a [Bound<'a>],
        asker: Asker<'a>,
        operation: Operation,
    ) -> Prospect<'a> {
        let (forge, access, changes, target) = (case.facts.forge, case.access, case.changes, &case.target);
        Prospect { forge, access, changes, views, target, asker, operation, policy: None, requirement: None }
    }
}

/// Rules, and what of them binds anything.
pub(in crate::access) struct Bound<'a> {
    pub(in crate::access) access: &'a AccessControl,
    /// Each pair of a policy and a requirement that some dirspace has.
    pub(in crate::access) rules: Vec<(Option<&'a Policy>, Option<&'a RequirementCheck>)>,
}

impl<'a> Bound<'a> {
    pub(super) fn new(access: &'a AccessControl, requirements: &'a ApplyRequirements, table: &RuleTable) -> Bound<'a> {
        let pairs = table.distinct().iter().map(|rules| {
            let policy = rules.policy.and_then(|at| access.policies.get(at));
            (policy, rules.requirement.and_then(|at| requirements.checks.get(at)))
        });
        Bound { access, rules: pairs.collect() }
    }
}

/// Whom a list is asked about.
#[derive(Clone, Copy)]
pub(in crate::access) enum Asker<'a> {
    /// Who asks, by login, where there is one to be looked up by.
    Actor(Option<&'a str>),
    /// Whoever set the run off. Nobody knows yet who that is.
    Triggering,
}

impl Asker<'_> {
    /// The needs of a decision that needs this of the person.
    fn needing(self, of_person: PersonNeeds) -> Needs {
        let mut needs = Needs::default();
        match self {
            Asker::Actor(Some(login)) if !of_person.is_nothing() => {
                needs.actors.insert(login.to_owned(), of_person);
            }
            Asker::Actor(_) => {}
            Asker::Triggering => needs.triggering = of_person,
        }
        needs
    }

    fn login(&self) -> Option<&str> {
        match self {
            Asker::Actor(login) => *login,
            Asker::Triggering => None,
        }
    }
}

/// Where a walk through a list ends at the latest.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// At an entry that holds.
    Holds,
    /// At an entry that cannot be evaluated.
    Breaks,
    /// Behind the last entry.
    Behind,
}

/// A walk through a list, as far as it can be foreseen.
struct Walk {
    /// What it may look at.
    needs: PersonNeeds,
    /// Whether an entry may hold.
    may_hold: bool,
    /// Where it ends at the latest.
    end: End,
}

impl Walk {
    /// Whether it is sure to find an entry that holds, and to look at nothing.
    fn is_sure(&self) -> bool {
        self.end == End::Holds && self.needs.is_nothing()
    }
}

/// The walk of somebody with that login through some entries; `None` for a login that is not known yet.
fn walk<'e>(entries: impl IntoIterator<Item = &'e PrincipalMatch>, login: Option<&str>) -> Walk {
    let mut walk = Walk { needs: PersonNeeds::default(), may_hold: false, end: End::Behind };
    for entry in entries {
        match entry {
            PrincipalMatch::Any => walk.end = End::Holds,
            PrincipalMatch::User(user) => match login {
                Some(login) if login == user => walk.end = End::Holds,
                Some(_) => continue,
                None => {}
            },
            PrincipalMatch::Team(team) => {
                walk.needs.teams.insert(team.clone());
            }
            PrincipalMatch::Role(_) if is_unknown_role(entry) => walk.end = End::Breaks,
            PrincipalMatch::Role(_) => walk.needs.standing = true,
        }
        walk.may_hold |= walk.end != End::Breaks;
        if walk.end != End::Behind {
            break;
        }
    }
    walk
}

fn entries(list: &MatchList) -> impl Iterator<Item = &PrincipalMatch> {
    list.entries.iter().map(|entry| &entry.value)
}

/// What a list asks of somebody.
pub(in crate::access) fn of_list(list: &MatchList, asker: Asker<'_>) -> Needs {
    asker.needing(walk(entries(list), asker.login()).needs)
}

/// What lists ask of whoever gave a review, taken as one list.
pub(in crate::access) fn of_everybody_in<'l>(lists: impl IntoIterator<Item = &'l MatchList>) -> PersonNeeds {
    walk(lists.into_iter().flat_map(entries), None).needs
}

/// The same for a list of which every entry is a list of its own.
fn of_each_entry(list: &MatchList) -> PersonNeeds {
    let mut needs = PersonNeeds::default();
    entries(list).for_each(|entry| needs.add(walk([entry], None).needs));
    needs
}

/// What the list of a policy asks for, and superapproval where that could rescue an apply.
pub(in crate::access) fn of_policy(prospect: &Prospect<'_>, policy: Option<&Policy>, asker: Asker<'_>) -> Needs {
    let operation = prospect.operation;
    let Some((policy, list)) = policy.and_then(|policy| Some((policy, policy.list(operation)?))) else {
        return Needs::default();
    };
    let mut needs = of_list(list, asker);
    // Only a list that lets nobody in leaves anything to rescue.
    if operation == Operation::Apply && walk(entries(list), asker.login()).end == End::Behind {
        let first = walk(entries(&policy.apply_with_superapproval), asker.login());
        if first.may_hold && !policy.superapproval.entries.is_empty() {
            needs.reviews = true;
            needs.reviewers.add(of_everybody_in([&policy.superapproval]));
        }
        needs.add(asker.needing(first.needs));
    }
    needs
}

/// What the requirement of a dirspace asks for.
pub(in crate::access) fn of_requirement(prospect: &Prospect<'_>, requirement: Option<&RequirementCheck>) -> Needs {
    let Some(check) = requirement else { return Needs::default() };
    let rule = &check.approved;
    let mut needs = Needs::default();
    if matches!(prospect.operation, Operation::Apply | Operation::ApplyForce) {
        // A role that does not exist breaks the server once anybody approved, whether or not approvals are asked for.
        needs.reviews = entries(&rule.all_of).chain(entries(&rule.any_of)).any(is_unknown_role);
    }
    if prospect.operation != Operation::Apply {
        return needs;
    }
    needs.checks = check.status_checks.enabled;
    needs.mergeable = check.merge_conflicts;
    if rule.enabled {
        let counts = rule.any_of_count > 0;
        needs.reviews |= counts || !rule.all_of.entries.is_empty();
        needs.reviewers.add(of_each_entry(&rule.all_of));
        if counts {
            needs.reviewers.add(of_each_entry(&rule.any_of));
        }
        needs.requested_reviewers = rule.require_completed_reviews;
        needs.review_decision = rule.require_completed_reviews && prospect.forge == Forge::Github;
    }
    needs
}

/// What the repository-wide lists of `access` ask for: those that the change touches.
pub(in crate::access) fn of_repository_lists(
    prospect: &Prospect<'_>,
    access: &AccessControl,
    asker: Asker<'_>,
) -> Needs {
    let mut needs = Needs::default();
    if !access.enabled {
        return needs;
    }
    let paths: BTreeSet<&str> = prospect.changes.iter().flat_map(Change::paths).collect();
    if CONFIG_PATHS.iter().any(|path| paths.contains(path)) {
        needs.add(of_list(&access.terrateam_config_update, asker));
    }
    if paths.iter().any(|path| may_be_ci_file(prospect.forge, path)) {
        let walk = walk(entries(&access.ci_config_update), asker.login());
        // Whoever is let in for sure is let in whichever file it is.
        needs.ci_config = prospect.forge == Forge::Github && !walk.is_sure();
        needs.add(asker.needing(walk.needs));
    }
    for (_, list) in access.files.iter().filter(|(path, _)| paths.contains(path.as_str())) {
        needs.add(of_list(list, asker));
    }
    needs
}
