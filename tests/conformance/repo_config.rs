//! `access_control` and `apply_requirements` with every default filled in.

use serde_json::{Value as Json, json};
use whomay::access::policy::{AccessControl, Policy};
use whomay::access::principal::MatchList;
use whomay::access::requirement::{ApplyRequirements, RequirementCheck};

use crate::written::{self, Read};
use crate::{Agreement, given, same};

pub(crate) fn compare(input: &Json, expected: &Json) -> Result<Agreement, String> {
    let config = match (written::read(given::field(input, "config")?)?, expected.get("error")) {
        (Read::Valid(config), None) => config,
        (Read::Refused(said), Some(_)) => return names_the_culprits(&said, expected),
        (Read::Valid(_), Some(_)) => return Err(format!("taken, expected {expected}")),
        (Read::Refused(said), None) => return Err(format!("refused: {said:?}")),
    };
    let answer = json!({
        "access_control": access_control(&config.access_control),
        "apply_requirements": apply_requirements(&config.apply_requirements),
    });
    same("configuration", &answer, &given::normalised(expected))?;
    Ok(Agreement::Full)
}

/// Whether what the server names as wrong is named here too, among everything that is wrong.
fn names_the_culprits(said: &[String], expected: &Json) -> Result<Agreement, String> {
    let culprits = expected.get("args").map(given::texts).transpose()?.unwrap_or_default();
    let named = culprits.iter().all(|culprit| said.iter().any(|one| one.contains(culprit)));
    Ok(if named { Agreement::Full } else { Agreement::AllButKind })
}

fn access_control(section: &AccessControl) -> Json {
    json!({
        "enabled": section.enabled,
        "apply_require_all_dirspace_access": section.apply_require_all_dirspace_access,
        "plan_require_all_dirspace_access": section.plan_require_all_dirspace_access,
        "ci_config_update": matches(&section.ci_config_update),
        "terrateam_config_update": matches(&section.terrateam_config_update),
        "unlock": matches(&section.unlock),
        "files": section.files.iter().map(|(path, list)| (path.clone(), matches(list))).collect::<Json>(),
        "policies": section.policies.iter().map(policy).collect::<Json>(),
    })
}

fn policy(policy: &Policy) -> Json {
    json!({
        "tag_query": policy.tag_query.value.text(),
        "plan": matches(&policy.plan),
        "apply": matches(&policy.apply),
        "apply_autoapprove": matches(&policy.apply_autoapprove),
        "apply_force": matches(&policy.apply_force),
        "apply_with_superapproval": matches(&policy.apply_with_superapproval),
        "superapproval": matches(&policy.superapproval),
    })
}

/// A match list as vectors write it.
pub(crate) fn matches(list: &MatchList) -> Json {
    list.entries.iter().map(|entry| entry.value.to_string()).collect()
}

fn apply_requirements(section: &ApplyRequirements) -> Json {
    json!({
        "create_pending_apply_check": section.create_pending_apply_check,
        "create_completed_apply_check_on_noop": section.create_completed_apply_check_on_noop,
        "checks": section.checks.iter().map(check).collect::<Json>(),
    })
}

fn check(check: &RequirementCheck) -> Json {
    let ignored = check.status_checks.ignore_matching.iter().map(|one| one.text.value.clone());
    json!({
        "tag_query": check.tag_query.value.text(),
        "apply_after_merge": { "enabled": check.apply_after_merge },
        "approved": {
            "enabled": check.approved.enabled,
            "all_of": matches(&check.approved.all_of),
            "any_of": matches(&check.approved.any_of),
            "any_of_count": check.approved.any_of_count,
            "require_completed_reviews": check.approved.require_completed_reviews,
        },
        "merge_conflicts": { "enabled": check.merge_conflicts },
        "require_ready_for_review_pr": check.require_ready_for_review_pr,
        "status_checks": { "enabled": check.status_checks.enabled, "ignore_matching": ignored.collect::<Json>() },
    })
}
