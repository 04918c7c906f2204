//! `status_checks`: which checks the server looks at, and what it makes of them.
//!
//! The server keeps one result of each title, leaves out its own checks, everything that GitHub Actions
//! itself produced and what `ignore_matching` names, and asks the rest to have succeeded. That
//! ordinary Actions jobs therefore never block an apply is its rule, and kept; the strict clauses look
//! at every check.

use crate::dirspace::lua_pattern::LuaPattern;

use super::condition::Condition;
use super::facts::{Check, CheckOrigin, CheckState, Facts, Forge};
use super::known::{Known, Missing};
use super::reason::{Clause, Reason};
use super::requirement::StatusChecks;

/// What `status_checks` says. `None` when it has nothing to hold against the request.
pub fn status_check_reason(rule: &StatusChecks, facts: &Facts) -> Option<Reason> {
    if !rule.enabled {
        return None;
    }
    let condition = Condition::Holds("the checks of the head commit have succeeded".to_owned());
    let reason = match &facts.request.checks {
        Known::NotGiven => {
            let text = "the checks of the head commit are not known";
            Some(Reason::unknown(Clause::StatusChecks, Missing::NotGiven, text, condition))
        }
        Known::Unavailable(why) => {
            let text = format!("the checks of the head commit could not be had: {why}");
            Some(Reason::unknown(Clause::StatusChecks, Missing::Unavailable(why.clone()), text, condition))
        }
        Known::Known(checks) => match unreadable(facts.forge, checks) {
            Some((check, word)) => Some(breaks_the_server(check, word)),
            None => judge(&relevant(rule, facts.forge, checks), facts.forge),
        },
    };
    reason.map(|reason| reason.at(rule.span))
}

/// The checks that count, in the order of their titles' first appearance.
fn relevant<'a>(rule: &StatusChecks, forge: Forge, checks: &'a [Check]) -> Vec<&'a Check> {
    // Here we stand in the place of the server: what we post or run in is as little a check as what it posts.
    let others = checks.iter().filter(|check| !check.own);
    let considered = others.filter(|check| !is_left_out(forge, check) && !is_ignored(rule, &check.title));
    match forge {
        // GitLab's list is taken as it comes, old results of a title included.
        Forge::Gitlab => considered.collect(),
        Forge::Github => newest_of_each_title(considered),
    }
}

/// A result that the server cannot read, with its word. It reads all of them before it chooses, so that one
/// of a title that is ignored, or one that a newer one replaced, breaks it as well.
fn unreadable(forge: Forge, checks: &[Check]) -> Option<(&Check, &str)> {
    let read = checks.iter().filter(|check| forge == Forge::Github && !is_actions_run(check));
    let mut unreadable = read.filter_map(|check| match &check.state {
        CheckState::Other(word) => Some((check, word.as_str())),
        _ => None,
    });
    unreadable.next()
}

fn breaks_the_server(check: &Check, word: &str) -> Reason {
    let text = format!("check `{}` ended as `{word}`, which the server cannot read", check.title);
    Reason::unknown(Clause::StatusChecks, Missing::Unavailable(text.clone()), text, None)
}

/// One result of each title. A commit status takes the place of a check run, the newest one that of an older
/// one. Check runs are ordered by the time of completion, so that a re-run under way leaves the old result
/// standing; statuses are not, so that a pending one replaces a success.
fn newest_of_each_title<'a>(checks: impl Iterator<Item = &'a Check>) -> Vec<&'a Check> {
    let mut newest: Vec<&Check> = Vec::new();
    for check in checks {
        match newest.iter_mut().find(|kept| kept.title == check.title) {
            None => newest.push(check),
            Some(kept) if precedence(check) >= precedence(kept) => *kept = check,
            Some(_) => {}
        }
    }
    newest
}

fn precedence(check: &Check) -> u8 {
    match (&check.origin, &check.state) {
        (CheckOrigin::CheckRun(_), CheckState::Unfinished(_)) => 0,
        (CheckOrigin::CheckRun(_), _) => 1,
        (CheckOrigin::Status(_), _) => 2,
    }
}

/// The server's own checks, and what it does not look at.
fn is_left_out(forge: Forge, check: &Check) -> bool {
    let title = check.title.as_str();
    if title == "terrateam apply" {
        return true;
    }
    match forge {
        Forge::Gitlab => title == "terrateam_job",
        Forge::Github => {
            let hooks = ["plan", "apply"].iter().any(|operation| {
                ["pre", "post"].iter().any(|when| title == format!("terrateam {operation} {when}-hooks"))
            });
            hooks
                || title.starts_with("terrateam apply:")
                || title.starts_with("terrateam plan:")
                || is_actions_run(check)
        }
    }
}

/// Whether GitHub Actions itself produced it.
fn is_actions_run(check: &Check) -> bool {
    matches!(&check.origin, CheckOrigin::CheckRun(Some(app)) if app == "github-actions")
}

fn is_ignored(rule: &StatusChecks, title: &str) -> bool {
    rule.ignore_matching.iter().any(|ignored| {
        ignored.text.value == title
            || ignored.pattern.as_ref().is_some_and(|pattern| LuaPattern::is_match(pattern, title))
    })
}

fn judge(checks: &[&Check], forge: Forge) -> Option<Reason> {
    let clause = Clause::StatusChecks;
    let titles = |wanted: fn(&CheckState) -> bool| -> Vec<&str> {
        let missing = checks.iter().filter(|check| !passes(check, forge) && wanted(&check.state));
        missing.map(|check| check.title.as_str()).collect()
    };
    let failed = titles(|state| !is_open(state));
    if !failed.is_empty() {
        return Some(Reason::deny(clause, format!("checks that did not succeed: {}", failed.join(", "))));
    }
    let open = titles(is_open).join(", ");
    (!open.is_empty()).then(|| {
        let condition = Condition::Holds(format!("these checks succeed: {open}"));
        Reason::pending(clause, format!("checks that have not finished: {open}"), condition)
    })
}

fn passes(check: &Check, forge: Forge) -> bool {
    match (&check.state, forge, &check.origin) {
        (CheckState::Success, _, _) | (CheckState::Skipped, Forge::Gitlab, _) => true,
        (CheckState::Skipped | CheckState::Neutral, Forge::Github, origin) => {
            matches!(origin, CheckOrigin::CheckRun(_))
        }
        _ => false,
    }
}

/// Whether the check may still succeed. GitLab's server takes a word that it does not know for "queued"; on
/// GitHub such a word does not get this far.
fn is_open(state: &CheckState) -> bool {
    matches!(state, CheckState::Unfinished(_) | CheckState::Other(_))
}
