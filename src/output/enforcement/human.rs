//! The record for somebody tired at a terminal or in a job's log: whether it may be done, what stands in the way, who can
//! do something about it, and what to do next.

use super::{Enforcement, Fold, asked_about, common_approvals, folds};
use crate::output::answer::{OutcomeAnswer, ReasonAnswer};
use crate::output::diagnostics::Style;
use crate::output::escape::terminal;
use crate::output::explanation::{draw_approvals, draw_missing};
use crate::output::human::{self, Detail};
use crate::output::page::Page;
use crate::source::SourceMap;

/// Dirspaces that are named in a group; the others are counted.
const NAMED: usize = 6;

/// The record as text. With `detail.explain`, the whole answer of `simulate` behind it.
pub fn render(record: &Enforcement, sources: &SourceMap, style: Style, detail: Detail) -> String {
    let answer = &record.answer;
    let mut page = Page::new(style);
    headline(&mut page, record);
    let folds = folds(answer);
    let common = common_approvals(&folds);
    for fold in &folds {
        draw_fold(&mut page, fold, common.is_none());
    }
    if let Some(approvals) = common.filter(|approvals| !approvals.is_empty()) {
        page.line(0, "reviews seen:");
        draw_approvals(&mut page, 2, approvals);
        page.text.push('\n');
    }
    let mut text = page.text;
    if detail.explain {
        text.push_str(&human::render(answer, sources, style, detail));
    } else {
        text.push_str(&human::header(answer, sources, style));
        text.push_str(&human::footer(answer, sources, style, detail));
    }
    text
}

/// The verdict first, with what it is about.
fn headline(page: &mut Page, record: &Enforcement) {
    let answer = &record.answer;
    let verdict = human::verdict(page, answer.verdict);
    let who = terminal(&record.asker.login).into_owned();
    let set_off = record.asker.set_off_by.as_deref();
    let set_off = set_off.map(|login| format!(", set off by {}", terminal(login))).unwrap_or_default();
    let what = asked_about(answer);
    let request = answer.request.as_ref().map(|request| {
        let head: String = request.head.chars().take(10).collect();
        format!(" of {} at {}", terminal(&name_of(&request.url)), terminal(&head))
    });
    page.line(0, &format!("{verdict}: {}{} by {who}{set_off}; {what}", record.operation, request.unwrap_or_default()));
    if let Some(reason) = &record.forced {
        page.line(0, &format!("forced, because: {}", terminal(reason)));
    }
    page.text.push('\n');
}

/// A request as people call it: `acme/infra#7` for its page.
fn name_of(url: &str) -> String {
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or(url, |(_, path)| path);
    match (path.rsplit_once("/pull/"), path.rsplit_once("/-/merge_requests/")) {
        (Some((repository, number)), None) => format!("{repository}#{number}"),
        (None, Some((repository, number))) => format!("{repository}!{number}"),
        _ => url.to_owned(),
    }
}

fn draw_fold(page: &mut Page, fold: &Fold<'_>, with_approvals: bool) {
    let outcome = fold.outcome;
    let verdict = human::verdict(page, outcome.verdict);
    let names: Vec<String> = fold.dirspaces.iter().take(NAMED).map(|(dir, workspace)| name(dir, workspace)).collect();
    let more = match fold.dirspaces.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more with the same answer"),
    };
    let names = if names.is_empty() { "the request".to_owned() } else { names.join(", ") };
    let names = page.bold(&names);
    page.line(0, &format!("{verdict}  {names}{more}"));
    if outcome.verdict != "allow" {
        obstacles(page, outcome);
        draw_missing(page, 2, outcome);
    }
    if let Some(approvals) = outcome.approvals.as_deref().filter(|list| with_approvals && !list.is_empty()) {
        page.line(2, "reviews seen:");
        draw_approvals(page, 4, approvals);
    }
    page.text.push('\n');
}

fn name(dir: &str, workspace: &str) -> String {
    format!("{} ({})", terminal(dir), terminal(workspace))
}

/// Every clause in the way, in its own words.
fn obstacles(page: &mut Page, outcome: &OutcomeAnswer) {
    let obstacles: Vec<&ReasonAnswer> = outcome.reasons.iter().filter(|reason| reason.verdict != "allow").collect();
    // What another view says is mostly what the rules in force say.
    let said = |text: &str| text.split_once(": ").is_some_and(|(_, text)| obstacles.iter().any(|it| it.text == text));
    for reason in obstacles.iter().filter(|reason| !said(&reason.text)) {
        let line =
            format!("{} {}  ({})", human::mark(reason.verdict), terminal(&reason.text), human::source_of(reason));
        page.line(2, &line);
    }
}
