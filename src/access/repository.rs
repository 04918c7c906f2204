//! Repository-wide lists: who may touch the configuration, the CI file and named files, and who may
//! unlock. They bind every operation on every dirspace of a change, whatever the policies say.

use std::collections::BTreeSet;

use crate::dirspace::Change;

use super::condition::Condition;
use super::facts::{CiConfig, Facts, Forge, Person};
use super::grant::list_reason;
use super::known::Missing;
use super::policy::AccessControl;
use super::reason::{Clause, Reason};
use super::verdict::Verdict;

/// The names that the configuration can have. Where both exist the first is read.
pub const CONFIG_PATHS: [&str; 2] = [".terrateam/config.yml", ".terrateam/config.yaml"];

/// What the repository-wide lists say of a change. Empty when they have nothing to say.
///
/// Paths are compared exactly; both names of a move count. The server reports the first file that fails,
/// going through `files` from the greatest path to the least; here all are reported, in that order.
pub fn repository_reasons(access: &AccessControl, changes: &[Change], actor: &Person, facts: &Facts) -> Vec<Reason> {
    if !access.enabled {
        return Vec::new();
    }
    let paths: BTreeSet<&str> = changes.iter().flat_map(Change::paths).collect();
    let mut reasons = Vec::new();
    if let Some(path) = CONFIG_PATHS.into_iter().find(|path| paths.contains(path)) {
        let list = &access.terrateam_config_update;
        let reason = list_reason(Clause::ConfigUpdate, "terrateam_config_update", list, actor, facts);
        reasons.push(about(path, reason).at(access.span));
    }
    reasons.extend(ci_reason(access, &paths, actor, facts));
    for (path, list) in access.files.iter().rev().filter(|(path, _)| paths.contains(path.as_str())) {
        let reason = list_reason(Clause::FileUpdate, &format!("files.{path}"), list, actor, facts);
        reasons.push(about(path, reason).at(access.span));
    }
    reasons
}

/// What the `unlock` list says. The list is asked even where access control is off; a caller that wants the
/// server's answer asks `enabled` first.
pub fn unlock_reason(access: &AccessControl, actor: &Person, facts: &Facts) -> Reason {
    list_reason(Clause::Unlock, "unlock", &access.unlock, actor, facts).at(access.span)
}

/// The CI file's list, if the change touches the file, or if that is not known and would matter.
fn ci_reason(access: &AccessControl, paths: &BTreeSet<&str>, actor: &Person, facts: &Facts) -> Option<Reason> {
    let clause = Clause::CiConfigUpdate;
    let listed = || list_reason(clause, "ci_config_update", &access.ci_config_update, actor, facts).at(access.span);
    match ci_change(facts, paths) {
        CiChange::No => None,
        CiChange::Yes(path) => Some(about(path, listed())),
        CiChange::Perhaps { path, missing } => {
            let listed = listed();
            // When the list lets the actor in, whether it is the file does not matter.
            if listed.verdict == Verdict::Allow {
                return None;
            }
            let why = match &missing {
                Missing::NotGiven => String::new(),
                Missing::Unavailable(why) => format!(": {why}"),
            };
            let text = format!("{path} changes, and it is not known whether it is the file that runs the jobs{why}");
            let other_file = Condition::Holds(format!("{path} is not the file that runs the jobs"));
            let condition = Condition::any(std::iter::once(other_file).chain(listed.condition));
            Some(Reason::unknown(clause, missing, text, condition).at(listed.place))
        }
    }
}

/// Whether the change touches the CI file.
enum CiChange<'a> {
    No,
    Yes(&'a str),
    Perhaps { path: &'a str, missing: Missing },
}

fn ci_change<'a>(facts: &'a Facts, paths: &BTreeSet<&'a str>) -> CiChange<'a> {
    let touched = || paths.iter().copied().find(|path| may_be_ci_file(facts.forge, path));
    let missing = match &facts.ci_config {
        CiConfig::Changed(false) => return CiChange::No,
        CiConfig::Changed(true) => return CiChange::Yes("the CI file"),
        CiConfig::Candidates(candidates) => {
            let mut changed = candidates.iter().map(String::as_str).filter(|path| paths.contains(path));
            return match changed.next() {
                None => CiChange::No,
                Some(path) if 1 + changed.count() == candidates.len() => CiChange::Yes(path),
                Some(path) => CiChange::Perhaps { path, missing: Missing::NotGiven },
            };
        }
        CiConfig::NotGiven => Missing::NotGiven,
        CiConfig::Unavailable(why) => Missing::Unavailable(why.clone()),
    };
    match touched() {
        None => CiChange::No,
        // On GitLab the file has one name, and nothing has to be looked up.
        Some(path) if facts.forge == Forge::Gitlab => CiChange::Yes(path),
        Some(path) => CiChange::Perhaps { path, missing },
    }
}

/// The CI file's usual place.
pub fn default_ci_path(forge: Forge) -> &'static str {
    match forge {
        Forge::Github => ".github/workflows/terrateam.yml",
        Forge::Gitlab => ".gitlab-ci.yml",
    }
}

/// Whether a path can be the CI file at all.
pub(super) fn may_be_ci_file(forge: Forge, path: &str) -> bool {
    match forge {
        Forge::Github => path.starts_with(".github/workflows/"),
        Forge::Gitlab => path == default_ci_path(forge),
    }
}

fn about(path: &str, mut reason: Reason) -> Reason {
    reason.text = format!("{path} changes: {}", reason.text);
    reason
}
