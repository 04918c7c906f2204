//! Checks that the target branch requires: by rulesets, and by the older protection of branches.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::answer::{Misread, Place};
use super::checks::Apps;
use crate::access::facts::RequiredCheck;

/// The rule of a ruleset that requires checks.
const RULE: &str = "required_status_checks";

/// The rule that requires whole workflows. It names their files, and not the checks that come of them.
const WORKFLOWS: &str = "workflows";

/// A check that is required, and the number of the app that has to report it.
pub(super) type ByNumber = (String, Option<u64>);

/// What the rules that bind a branch require.
///
/// # Errors
///
/// A rule does not fit, or requires checks without naming them: a list without those would be too short.
pub(super) fn by_rules(rules: &[Json]) -> Result<Vec<ByNumber>, Misread> {
    let mut required = Vec::new();
    for (at, rule) in rules.iter().enumerate() {
        let rule = Place::at(rule, &format!("[{at}]"));
        let kind = rule.field("type")?;
        if kind.text()? == WORKFLOWS {
            return Err(kind.not("one that names its checks: it requires whole workflows"));
        }
        match (kind.text()? == RULE, checks_of(&rule)) {
            (true, checks) => required.extend(checks?),
            // Kinds of rules come up that nobody here has heard of. One that names checks is not one of those.
            (false, Ok(_)) => return Err(kind.not("the kind of a rule that names checks")),
            (false, Err(_)) => {}
        }
    }
    Ok(required)
}

fn checks_of(rule: &Place<'_>) -> Result<Vec<ByNumber>, Misread> {
    let checks = rule.path(&["parameters", RULE])?.items()?;
    checks.iter().map(|check| Ok((check.field("context")?.text()?.to_owned(), app(check, "integration_id")?))).collect()
}

/// Whether a branch says of itself that it is protected.
///
/// # Errors
///
/// It does not fit, or is about another branch.
pub(super) fn is_protected(answer: &Json, branch: &str) -> Result<bool, Misread> {
    let root = Place::root(answer);
    let name = root.field("name")?;
    if name.text()? != branch {
        return Err(name.not("the branch that was asked for"));
    }
    root.field("protected")?.boolean()
}

/// What the protection of a branch requires.
///
/// # Errors
///
/// It does not fit, is about another branch, or the branch is protected and how is not said.
pub(super) fn by_protection(answer: &Json, branch: &str) -> Result<Vec<ByNumber>, Misread> {
    let is_protected = is_protected(answer, branch)?;
    let Some(protection) = Place::root(answer).optional("protection")?.filter(|_| is_protected) else {
        return if is_protected { Err(Misread::new("protection is missing")) } else { Ok(Vec::new()) };
    };
    let checks = protection.field("required_status_checks")?;
    let mut required = Vec::new();
    for check in checks.field("checks")?.items()? {
        // Unlike a rule's, this number is always there, if only as null.
        check.field("app_id")?;
        required.push((check.field("context")?.text()?.to_owned(), app(&check, "app_id")?));
    }
    for context in checks.field("contexts")?.items()? {
        let title = context.text()?;
        if !required.iter().any(|(other, _)| other == title) {
            required.push((title.to_owned(), None));
        }
    }
    Ok(required)
}

/// The number of an app. None, null and -1 are any source.
fn app(check: &Place<'_>, field: &str) -> Result<Option<u64>, Misread> {
    match check.optional(field)? {
        Some(number) if number.value().as_i64() == Some(-1) => Ok(None),
        Some(number) => number.count().map(Some),
        None => Ok(None),
    }
}

/// All of them, each once. An app that reported nothing has no slug that is known; as `app 123` it stands for nobody
/// else, so that what it should report counts as reported by nobody.
pub(super) fn named(required: impl IntoIterator<Item = ByNumber>, apps: &Apps) -> Vec<RequiredCheck> {
    let slug = |number: u64| apps.get(&number).cloned().unwrap_or_else(|| format!("app {number}"));
    let named = required.into_iter().map(|(title, app)| RequiredCheck { title, app: app.map(slug) });
    named.collect::<BTreeSet<_>>().into_iter().collect()
}
