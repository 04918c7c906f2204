//! What the strict profile makes of facts: may they apply?

use whomay::access::case::{Case, PolicyPresence, Profile, Question, Subject, TargetPolicy, View};
use whomay::access::decide::{Decision, decide};
use whomay::access::facts::Facts;
use whomay::access::freshness::SameDiff;
use whomay::access::gate::GateOptions;
use whomay::access::known::Known;
use whomay::access::operation::Operation;
use whomay::access::policy::{AccessControl, Policy};
use whomay::access::principal::{MatchList, PrincipalMatch};
use whomay::access::requirement::{ApplyRequirements, RequirementCheck};
use whomay::access::verdict::Verdict;
use whomay::dirspace::{Change, Dirspace, Tags};
use whomay::source::Spanned;
use whomay::tag_query::TagQuery;

use super::bench::ACTORS;

fn list(entries: &[&str]) -> MatchList {
    let entry = |text: &&str| Spanned::unwritten(PrincipalMatch::parse(text).unwrap());
    MatchList { entries: entries.iter().map(entry).collect(), span: None }
}

fn any() -> Spanned<TagQuery> {
    Spanned::unwritten(TagQuery::parse("").unwrap())
}

/// For each of the people who ask. The policy lets the team apply; one approval is needed, and all checks.
pub(super) fn rulings(facts: &Facts, team: &str) -> Vec<Verdict> {
    decision(facts, team).outcomes.iter().map(|outcome| outcome.verdict).collect()
}

pub(super) fn decision(facts: &Facts, team: &str) -> Decision {
    let mut facts = facts.clone();
    facts.request.changed_on_base = Known::Known(Vec::new());
    let mut policy = Policy::with_defaults(any(), None);
    policy.apply = list(&[&format!("team:{team}")]);
    let access = AccessControl { policies: vec![policy], ..AccessControl::default() };
    let mut check = RequirementCheck::with_defaults(any(), None);
    check.status_checks.enabled = true;
    check.approved.enabled = true;
    check.approved.any_of = list(&["*"]);
    check.approved.any_of_count = 1;
    let requirements = ApplyRequirements { checks: vec![check], ..ApplyRequirements::default() };
    let dirspace = Dirspace { dir: "prod/net".to_owned(), workspace: "default".to_owned() };
    let tags = Tags::default();
    let changes = [Change::Modified("prod/net/main.tf".to_owned())];
    let gate = GateOptions::default();
    let case = Case {
        access: &access,
        requirements: &requirements,
        subjects: vec![Subject {
            dirspace: &dirspace,
            tags: &tags,
            newer_on_base: Known::Known(Vec::new()),
            erased: None,
            same_diff: SameDiff::default(),
            in_working_set: true,
            apply_waits: false,
        }],
        changes: &changes,
        diff: &changes,
        facts: &facts,
        gate: &gate,
        policy_presence: PolicyPresence::Present,
        target: TargetPolicy::DefaultBranch,
        change_in_doubt: None,
        destination_refusal: Known::Known(None),
        missing_builders: Vec::new(),
        unclaimed: Vec::new(),
        views: vec![View {
            name: "the same",
            access: &access,
            requirements: &requirements,
            destination_refusal: Known::Known(None),
            tags: vec![Some(&tags)],
        }],
        views_missing: None,
    };
    let actors = ACTORS.into_iter().map(|login| facts.person(login)).collect();
    decide(&case, &Question { actors, operations: vec![Operation::Apply], profile: Profile::Strict })
}
