//! Who may do what, asked of the decision that the commands show.
//!
//! The vectors speak of access control alone, so of each outcome the reasons of access control are
//! compared; what requirements, conflicts and branches add to an outcome is left out.

use serde_json::{Value as Json, json};
use whomay::access::case::{Case, PolicyPresence, Profile, Question, Subject, TargetPolicy};
use whomay::access::decide::{Decision, Outcome, decide};
use whomay::access::facts::{CiConfig, Facts, Person, RequestState, Review, ReviewState, Standing, Strangers};
use whomay::access::freshness::SameDiff;
use whomay::access::gate::GateOptions;
use whomay::access::known::{Known, Missing};
use whomay::access::operation::Operation;
use whomay::access::policy::AccessControl;
use whomay::access::principal::{MatchList, PrincipalMatch, Role};
use whomay::access::reason::{Clause, Reason};
use whomay::access::repository::{repository_reasons, unlock_reason};
use whomay::access::verdict::Verdict;
use whomay::config::Config;
use whomay::dirspace::{Change, Dirspace, Tags};

use crate::change_match::changes;
use crate::repo_config::matches;
use crate::written::{self, Read};
use crate::{Agreement, given, same};

pub(crate) fn compare(input: &Json, expected: &Json) -> Result<Agreement, String> {
    let config = match (written::read(given::field(input, "config")?)?, expected.get("error")) {
        (Read::Valid(config), None) => config,
        (Read::Refused(_), Some(_)) => return Ok(Agreement::Full),
        (Read::Valid(_), Some(_)) => return Err(format!("taken, expected {expected}")),
        (Read::Refused(said), None) => return Err(format!("refused: {said:?}")),
    };
    let own = answers(input, &config)?;
    let (own, expected) = (without_kinds(&own), without_kinds(&given::normalised(expected)));
    if let (Some(own), Some(expected)) = (own.as_object(), expected.as_object()) {
        for (part, answer) in expected {
            same(part, own.get(part).unwrap_or(&Json::Null), answer)?;
        }
    }
    same("answers", &own, &expected)?;
    Ok(Agreement::Full)
}

/// The answers with errors that have no kind.
fn without_kinds(answers: &Json) -> Json {
    let without = |answer: &Json| if answer.get("error").is_some() { json!("error") } else { answer.clone() };
    match answers {
        Json::Object(parts) => parts.iter().map(|(part, answer)| (part.clone(), without(answer))).collect(),
        other => other.clone(),
    }
}

fn answers(input: &Json, config: &Config) -> Result<Json, String> {
    let facts = facts(input)?;
    let actor = facts.person(&given::text(given::field(input, "user")?)?);
    let dirspaces: Vec<(Dirspace, Tags)> =
        given::list(given::field(input, "dirspaces")?)?.iter().map(dirspace).collect::<Result<_, _>>()?;
    let changes = changes(given::field(input, "diff")?)?;
    let access = &config.access_control;
    let asked = Asked { access, dirspaces: &dirspaces, changes: &changes, facts: &facts, actor: &actor };
    let gate = GateOptions::default();
    let case = asked.case(config, &gate);
    let question =
        Question { actors: vec![actor.clone()], operations: Operation::ALL.to_vec(), profile: Profile::Terrateam };
    let decision = decide(&case, &question);
    asked.repository_wide_reasons_bind_everything(&decision)?;
    Ok(json!({
        "plan": asked.by_policy(&decision, Operation::Plan)?,
        "apply": asked.by_policy(&decision, Operation::Apply)?,
        "apply_force": asked.by_policy(&decision, Operation::ApplyForce)?,
        "files": asked.files()?,
        "repo_config": asked.list(Clause::ConfigUpdate, &access.terrateam_config_update),
        "ci_change": asked.list(Clause::CiConfigUpdate, &access.ci_config_update),
        "unlock": match unlock_reason(access, &actor, &facts).verdict {
            Verdict::Undetermined => json!({ "error": "undetermined" }),
            verdict => json!(verdict == Verdict::Allow),
        },
    }))
}

/// What a vector asks about.
struct Asked<'a> {
    access: &'a AccessControl,
    dirspaces: &'a [(Dirspace, Tags)],
    changes: &'a [Change],
    facts: &'a Facts,
    actor: &'a Person,
}

impl<'a> Asked<'a> {
    fn case(&self, config: &'a Config, gate: &'a GateOptions) -> Case<'a> {
        let subject = |(dirspace, tags): &'a (Dirspace, Tags)| Subject {
            dirspace,
            tags,
            newer_on_base: Known::NotGiven,
            erased: None,
            same_diff: SameDiff::default(),
            in_working_set: true,
            apply_waits: false,
        };
        Case {
            access: self.access,
            requirements: &config.apply_requirements,
            subjects: self.dirspaces.iter().map(subject).collect(),
            changes: self.changes,
            diff: &[],
            facts: self.facts,
            gate,
            policy_presence: PolicyPresence::Present,
            target: TargetPolicy::DefaultBranch,
            change_in_doubt: None,
            destination_refusal: Default::default(),
            missing_builders: Vec::new(),
            unclaimed: Vec::new(),
            views: Vec::new(),
            views_missing: Some(Missing::NotGiven),
        }
    }

    /// What the policies say of every dirspace. One that is undetermined makes an error of the whole, as it does on the
    /// server.
    fn by_policy(&self, decision: &Decision, operation: Operation) -> Result<Json, String> {
        let (mut pass, mut deny) = (Vec::new(), Vec::new());
        let mut seen = 0;
        for outcome in decision.outcomes.iter().filter(|outcome| outcome.operation == operation) {
            let (dirspace, _) = outcome.subject.and_then(|at| self.dirspaces.get(at)).ok_or("an outcome of nothing")?;
            let policy = outcome.policy.and_then(|at| self.access.policies.get(at));
            let list = policy.and_then(|policy| policy.list(operation)).map(matches);
            match policy_reason(outcome)?.verdict {
                Verdict::Undetermined => return Ok(json!({ "error": "undetermined" })),
                Verdict::Allow => pass.push(dirspace),
                Verdict::Pending | Verdict::Deny => deny.push((dirspace, list)),
            }
            seen += 1;
        }
        if seen != self.dirspaces.len() {
            return Err(format!("{operation}: {seen} outcomes for {} dirspaces", self.dirspaces.len()));
        }
        pass.sort();
        deny.sort_by_key(|(dirspace, _)| *dirspace);
        let deny = deny
            .into_iter()
            .map(|(dirspace, list)| json!({ "dir": dirspace.dir, "workspace": dirspace.workspace, "policy": list }));
        let pass = pass.into_iter().map(|dirspace| json!({ "dir": dirspace.dir, "workspace": dirspace.workspace }));
        Ok(json!({ "pass": pass.collect::<Json>(), "deny": deny.collect::<Json>() }))
    }

    fn repository_wide(&self, clause: Clause) -> Vec<Reason> {
        let reasons = repository_reasons(self.access, self.changes, self.actor, self.facts);
        reasons.into_iter().filter(|reason| reason.clause == clause).collect()
    }

    /// What stands in the way of the request stands in the way of every dirspace.
    fn repository_wide_reasons_bind_everything(&self, decision: &Decision) -> Result<(), String> {
        let reasons = repository_reasons(self.access, self.changes, self.actor, self.facts);
        for outcome in decision.outcomes.iter().filter(|outcome| outcome.subject.is_some()) {
            if let Some(lost) = reasons.iter().find(|reason| !outcome.reasons().any(|own| own == *reason)) {
                return Err(format!("{}: an outcome lacks {lost:?}", outcome.operation));
            }
        }
        Ok(())
    }

    fn list(&self, clause: Clause, list: &MatchList) -> Json {
        match self.repository_wide(clause).first().map(|reason| reason.verdict) {
            None | Some(Verdict::Allow) => Json::Null,
            Some(Verdict::Undetermined) => json!({ "error": "undetermined" }),
            Some(Verdict::Pending | Verdict::Deny) => json!({ "denied": matches(list) }),
        }
    }

    /// The first file that fails. Which one that is, the reason's place tells: every list is written.
    fn files(&self) -> Result<Json, String> {
        let reasons = self.repository_wide(Clause::FileUpdate);
        let Some(reason) = reasons.iter().find(|reason| reason.verdict != Verdict::Allow) else {
            return Ok(Json::Null);
        };
        if reason.verdict == Verdict::Undetermined {
            return Ok(json!({ "error": "undetermined" }));
        }
        let holds = |list: &MatchList| match (list.span, reason.place) {
            (Some(list), Some(place)) => list.start <= place.start && place.end <= list.end,
            _ => false,
        };
        let (file, list) = self
            .access
            .files
            .iter()
            .find(|(_, list)| holds(list))
            .ok_or_else(|| format!("the reason for a file has the place of none: {reason:?}"))?;
        Ok(json!({ "file": file, "denied": matches(list) }))
    }
}

/// The one reason of an outcome that speaks for the policies.
fn policy_reason(outcome: &Outcome) -> Result<&Reason, String> {
    let clauses = [Clause::Policy, Clause::NoPolicy, Clause::Superapproval, Clause::AccessControlDisabled];
    let mut found = outcome.reasons().filter(|reason| clauses.contains(&reason.clause));
    match (found.next(), found.next()) {
        (Some(reason), None) => Ok(reason),
        (first, second) => Err(format!("one reason should speak for the policies: {first:?}, {second:?}")),
    }
}

fn facts(input: &Json) -> Result<Facts, String> {
    let given = given::field(input, "facts")?;
    let mut facts = Facts { strangers: Strangers::HaveNothing, ..Facts::default() };
    for (login, user) in given.get("users").and_then(Json::as_object).into_iter().flatten() {
        facts.people.insert(login.clone(), person(login, user)?);
    }
    for entry in given.get("lookup_errors").map(given::texts).transpose()?.unwrap_or_default() {
        let entry = PrincipalMatch::parse(&entry).ok_or_else(|| format!("the vector has no match here: {entry}"))?;
        facts.failed_lookups.insert(entry, "no answer".to_owned());
    }
    facts.ci_config = CiConfig::Changed(given.get("ci_changed").and_then(Json::as_bool).unwrap_or(false));
    facts.request.state = Known::Known(RequestState::Open);
    facts.request.in_conflict = Known::Known(false);
    let approval =
        |login| Review { reviewer: Some(login), state: ReviewState::Approved, commit: None, before_retarget: false };
    let reviewers = given::texts(given::field(input, "reviewers")?)?;
    facts.request.reviews = Known::Known(reviewers.into_iter().map(approval).collect());
    Ok(facts)
}

fn person(login: &str, user: &Json) -> Result<Person, String> {
    let standing = match user.get("role") {
        None | Some(Json::Null) => Standing::None,
        Some(role) => {
            let name = given::text(role)?;
            Role::from_name(&name).map_or(Standing::Custom(name), Standing::Role)
        }
    };
    let teams = user.get("teams").map(given::texts).transpose()?.unwrap_or_default();
    Ok(Person {
        teams: Known::Known(teams.into_iter().collect()),
        standing: Known::Known(standing),
        ..Person::named(login)
    })
}

fn dirspace(json: &Json) -> Result<(Dirspace, Tags), String> {
    let text = |key| given::text(given::field(json, key)?);
    let dirspace = Dirspace { dir: text("dir")?, workspace: text("workspace")? };
    Ok((dirspace, given::texts(given::field(json, "tags")?)?.into_iter().collect()))
}
