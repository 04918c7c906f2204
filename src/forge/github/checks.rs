//! Checks of the head: check runs and commit statuses.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::actor::login_in;
use super::answer::{Misread, Place};
use crate::access::facts::{Check, CheckOrigin, CheckState};
use crate::forge::posting::own_status;

/// What of the checks is ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Own {
    /// Whose statuses: the login of the token that posts them.
    pub(super) login: Option<String>,
    /// The check run of the job that this runs in.
    pub(super) check_run: Option<u64>,
}

/// Slugs of apps by their numbers, as far as they were seen.
pub(super) type Apps = BTreeMap<u64, String>;

/// GitHub's words for a check run that has not ended.
const UNFINISHED: [&str; 5] = ["IN_PROGRESS", "PENDING", "QUEUED", "REQUESTED", "WAITING"];

/// GitHub's words for how a check run ended.
const CONCLUSIONS: [&str; 9] = [
    "ACTION_REQUIRED",
    "CANCELLED",
    "FAILURE",
    "NEUTRAL",
    "SKIPPED",
    "STALE",
    "STARTUP_FAILURE",
    "SUCCESS",
    "TIMED_OUT",
];

/// GitHub's words for a commit status.
const STATUSES: [&str; 4] = ["ERROR", "FAILURE", "PENDING", "SUCCESS"];

/// The word for a status that somebody waits for and nobody posted.
const NEVER_POSTED: &str = "EXPECTED";

/// Where a check stands among the others: the order of what ended is that of the endings, and what has not ended comes
/// last. A good ending without a time counts as the oldest and a bad one as the newest, so that the lack of a time
/// never makes a check look better.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    GoodAtSomeTime,
    At(String, u64),
    BadAtSomeTime,
    NotYet,
}

/// Checks from the items of [`super::list::CHECKS`], and the apps behind them.
///
/// # Errors
///
/// An item does not fit.
pub(super) fn checks(items: &[Json], own: &Own) -> Result<(Vec<Check>, Apps), Misread> {
    let mut checks = Vec::new();
    let mut apps = Apps::new();
    for (at, item) in items.iter().enumerate() {
        let item = Place::at(item, &format!("contexts.nodes[{at}]"));
        let kind = item.field("__typename")?;
        match kind.text()? {
            "CheckRun" => checks.push(check_run(&item, own, &mut apps)?),
            "StatusContext" => checks.extend(status(&item, own)?),
            _ => return Err(kind.not("a kind of check that is known")),
        }
    }
    checks.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok((checks.into_iter().map(|(_, check)| check).collect(), apps))
}

fn check_run(item: &Place<'_>, own: &Own, apps: &mut Apps) -> Result<(Turn, Check), Misread> {
    let state = run_state(item)?;
    let number = item.nullable("databaseId")?.map(|number| number.count()).transpose()?;
    let time = item.nullable("completedAt")?.map(|time| time.time()).transpose()?;
    let suite = item.field("checkSuite")?;
    let app = suite.nullable("app")?.map(|app| seen(&app, apps)).transpose()?;
    if number.is_none() && own.check_run.is_some() {
        return Err(item.field("databaseId")?.not("a number, by which our own job would be known"));
    }
    let check = Check {
        title: item.field("name")?.text()?.to_owned(),
        origin: CheckOrigin::CheckRun(app),
        workflow: workflow(&suite)?,
        own: number.is_some() && number == own.check_run,
        state,
    };
    Ok((turn(&check.state, time, number.unwrap_or_default()), check))
}

fn seen(app: &Place<'_>, apps: &mut Apps) -> Result<String, Misread> {
    let slug = app.field("slug")?.text()?.to_owned();
    if let Some(number) = app.nullable("databaseId")? {
        apps.insert(number.count()?, slug.clone());
    }
    Ok(slug)
}

fn workflow(suite: &Place<'_>) -> Result<Option<String>, Misread> {
    let Some(run) = suite.nullable("workflowRun")? else { return Ok(None) };
    run.nullable("file")?.map(|file| Ok(file.field("path")?.text()?.to_owned())).transpose()
}

/// How a check run ended, or that it has not. A word that stands where it does not belong is one that is not known.
fn run_state(item: &Place<'_>) -> Result<CheckState, Misread> {
    let status = item.field("status")?.text()?;
    if status != "COMPLETED" {
        return Ok(meaning(status, &UNFINISHED));
    }
    let conclusion = item.nullable("conclusion")?.map(|conclusion| conclusion.text()).transpose()?;
    Ok(conclusion.map_or_else(|| meaning(status, &[]), |conclusion| meaning(conclusion, &CONCLUSIONS)))
}

/// A commit status. `None` for one that nobody posted: whether it is required is asked elsewhere.
fn status(item: &Place<'_>, own: &Own) -> Result<Option<(Turn, Check)>, Misread> {
    let word = item.field("state")?.text()?;
    if word == NEVER_POSTED {
        return Ok(None);
    }
    let state = meaning(word, &STATUSES);
    let creator = login_in(item, "creator")?;
    let title = item.field("context")?.text()?.to_owned();
    let own = own_status::is_context(&title) && creator.is_some() && creator == own.login;
    let turn = turn(&state, Some(item.field("createdAt")?.time()?), 0);
    Ok(Some((turn, Check { title, state, origin: CheckOrigin::Status(creator), workflow: None, own })))
}

/// The meaning of a word, if it is one of `known`.
fn meaning(word: &str, known: &[&str]) -> CheckState {
    let lower = word.to_ascii_lowercase();
    if known.contains(&word) { CheckState::from_word(&lower) } else { CheckState::Other(lower) }
}

fn turn(state: &CheckState, time: Option<String>, number: u64) -> Turn {
    match (state, time) {
        (CheckState::Unfinished(_), _) => Turn::NotYet,
        (_, Some(time)) => Turn::At(time, number),
        (CheckState::Success | CheckState::Skipped | CheckState::Neutral, None) => Turn::GoodAtSomeTime,
        (_, None) => Turn::BadAtSomeTime,
    }
}
