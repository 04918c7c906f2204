//! The configuration that asks for the most.
//!
//! Before the configuration is read, what it may ask for has a bound: whatever the greediest one does. It is written
//! down as a configuration and not as a list of facts, so that a clause that starts to look at something is bounded here
//! without anybody having to think of it. A property test holds every other configuration to it.

use super::Needs;
use crate::access::case::{Case, PolicyPresence, Question, Subject, TargetPolicy};
use crate::access::facts::Facts;
use crate::access::freshness::SameDiff;
use crate::access::gate::GateOptions;
use crate::access::known::Known;
use crate::access::policy::AccessControl;
use crate::access::principal::{MatchList, PrincipalMatch, Role};
use crate::access::repository::default_ci_path;
use crate::access::requirement::{ApplyRequirements, Approved, RequirementCheck};
use crate::dirspace::{Change, Dirspace, Tags};
use crate::source::Spanned;
use crate::tag_query::TagQuery;

/// What the question needs when everything is asked for.
pub(super) fn needs(question: &Question) -> Needs {
    let (access, requirements) = (access(), requirements());
    // GitHub, which can be asked for whatever GitLab can.
    let facts = Facts::default();
    let changes = [Change::Modified(default_ci_path(facts.forge).to_owned())];
    let (dirspace, tags) = (Dirspace { dir: ".".to_owned(), workspace: "default".to_owned() }, Tags::default());
    let subject = Subject {
        dirspace: &dirspace,
        tags: &tags,
        newer_on_base: Known::NotGiven,
        erased: None,
        same_diff: SameDiff::default(),
        in_working_set: true,
        apply_waits: false,
    };
    let case = Case {
        access: &access,
        requirements: &requirements,
        subjects: vec![subject],
        changes: &changes,
        diff: &changes,
        facts: &facts,
        gate: &GateOptions::default(),
        policy_presence: PolicyPresence::Present,
        target: TargetPolicy::Other { branch: String::new(), trouble: None },
        change_in_doubt: None,
        destination_refusal: Known::NotGiven,
        missing_builders: Vec::new(),
        unclaimed: Vec::new(),
        views: Vec::new(),
        views_missing: None,
    };
    Needs::of(&case, question)
}

/// A list that looks at a role. One such list asks as much of a person as all of them would.
fn list<const N: usize>(roles: [&str; N]) -> MatchList {
    let entries = roles.map(|role| Spanned::unwritten(PrincipalMatch::Role(role.to_owned())));
    MatchList { entries: entries.to_vec(), span: None }
}

/// The list of the CI file binds every operation on the change, and that for unlocking the one that is left.
fn access() -> AccessControl {
    let writers = || list([Role::Write.name()]);
    AccessControl { ci_config_update: writers(), unlock: writers(), ..AccessControl::default() }
}

fn requirements() -> ApplyRequirements {
    let approved = Approved {
        enabled: true,
        // A role that does not exist: an apply by force asks for reviews on its account alone.
        all_of: list([Role::Write.name(), ""]),
        require_completed_reviews: true,
        ..Approved::default()
    };
    let query = Spanned::unwritten(TagQuery::any());
    let check = RequirementCheck { approved, ..RequirementCheck::with_defaults(query, None) };
    ApplyRequirements { checks: vec![check], ..ApplyRequirements::default() }
}
