//! The answer as Markdown, for a job summary or a comment.
//!
//! A table that a phone can read first, then what stands in the way. Everything that comes from the
//! repository is escaped or in code, so that no file name can mention a team or add a link. The page stays
//! within what a forge takes, whatever is in it: what has no room is counted, and never what is denied
//! before what is allowed.

use super::answer::{Answer, OutcomeAnswer, Place, RunAnswer};
use super::enforcement::markdown::explained;
use super::escape::{markdown, markdown_code};
use super::human::plural;

/// Rows that are written out; more than that nobody reads.
const ROWS: usize = 200;

/// Bytes of the table, less than the 65,536 that a comment can have by enough for what is around it.
const TABLE_BYTES: usize = 48_000;

/// Bytes of the table and of what explains it.
const PAGE_BYTES: usize = 56_000;

/// Entries of every list outside of the table.
const LISTED: usize = 20;

/// Names in one sentence.
const NAMED: usize = 5;

/// Characters of a text that are shown. An escaped character takes up to nine bytes.
const SHOWN: usize = 160;

/// The answer as Markdown.
pub fn render(answer: &Answer) -> String {
    let mut page = format!("### whomay: {}\n\n{}.\n\n", answer.verdict, summary(answer));
    page.push_str(&facts_of(answer));
    page.push_str(&warnings(answer));
    if !answer.outcomes.is_empty() {
        page.push_str(&table(answer));
    }
    page.push_str(&explained(answer, PAGE_BYTES.saturating_sub(page.len())));
    page.push_str(&notes(answer));
    page
}

/// Of which request and head the facts are, if a forge gave them.
pub(super) fn facts_of(answer: &Answer) -> String {
    let Some(request) = &answer.request else { return String::new() };
    let at = request.at.as_deref().map(|at| format!(", {}", prose(at))).unwrap_or_default();
    let head: String = request.head.chars().take(10).collect();
    format!("Facts of {} at {}{at}.\n\n", code(&request.url), code(&head))
}

/// What is worth knowing before trusting the answer.
pub(super) fn warnings(answer: &Answer) -> String {
    let shown = answer.warnings.iter().take(LISTED);
    let shown: String = shown.map(|warning| format!("> **Warning:** {}\n\n", prose(&warning.text))).collect();
    shown + &counted(answer.warnings.len(), LISTED, "warning")
}

/// What is said behind the outcomes.
pub(super) fn notes(answer: &Answer) -> String {
    let mut notes: Vec<String> = answer.runs.iter().filter(|run| !run.held_back_by.is_empty()).map(held_back).collect();
    if !answer.unclaimed.is_empty() {
        notes.push(format!("changed, and part of no dirspace: {}", names(answer.unclaimed.iter())));
    }
    notes.extend(answer.unsaid().into_iter().map(|why| format!("could not be had: {}", prose(why))));
    notes.extend(answer.premises.iter().map(|premise| format!("taken for granted: {}", prose(premise))));
    notes.extend(answer.assumptions.iter().map(|assumption| format!("assumed: {}", code(assumption))));
    let shown: String = notes.iter().take(LISTED).map(|note| format!("- {note}\n")).collect();
    shown + &counted(notes.len(), LISTED, "note")
}

fn summary(answer: &Answer) -> String {
    let commits = &answer.commits;
    let revision = |name: &str, commit: &str| {
        let short: String = commit.chars().take(10).collect();
        format!("{} {}", code(name), code(&short))
    };
    let base = commits.base.as_ref().map(|base| format!("{} … ", revision(&base.name, &base.commit)));
    let head = match (&commits.head, commits.compared) {
        (Some(head), _) => revision(&head.name, &head.commit),
        (None, "index") => "the index".to_owned(),
        (None, _) => "the work tree".to_owned(),
    };
    format!(
        "{}{head}: {}, {}; rules of {} on {}",
        base.unwrap_or_default(),
        plural(commits.changed_paths, "changed path"),
        plural(answer.dirspaces.len(), "dirspace"),
        answer.profile,
        answer.vcs
    )
}

fn table(answer: &Answer) -> String {
    let mut outcomes: Vec<&OutcomeAnswer> = answer.outcomes.iter().collect();
    let mut rows: Vec<String> = outcomes.iter().take(ROWS + 1).map(|outcome| row(outcome)).collect();
    if rows.len() > ROWS || rows.iter().map(String::len).sum::<usize>() > TABLE_BYTES {
        // A page that says "deny" has to show what is denied.
        outcomes.sort_by_key(|outcome| {
            ["deny", "undetermined", "pending"].iter().position(|it| *it == outcome.verdict).unwrap_or(3)
        });
        rows = outcomes.iter().take(ROWS).map(|outcome| row(outcome)).collect();
    }
    let mut text = "| dirspace | operation | user | verdict | why |\n| --- | --- | --- | --- | --- |\n".to_owned();
    let mut shown = 0;
    for row in &rows {
        if text.len() + row.len() > TABLE_BYTES {
            break;
        }
        text.push_str(row);
        shown += 1;
    }
    text.push('\n');
    text.push_str(&counted(outcomes.len(), shown, "outcome"));
    text
}

fn row(outcome: &OutcomeAnswer) -> String {
    let dirspace = match (&outcome.dir, &outcome.workspace) {
        (Some(dir), Some(workspace)) => format!("{} {}", code(dir), code(workspace)),
        _ => "the request".to_owned(),
    };
    let user = outcome.user.as_deref().map_or_else(|| "anyone".to_owned(), code);
    format!("| {dirspace} | {} | {user} | **{}** | {} |\n", outcome.operation, outcome.verdict, why(outcome))
}

/// What stands in the way, or what would do away with it, or else the first clause that allows.
fn why(outcome: &OutcomeAnswer) -> String {
    if let Some(condition) = &outcome.condition {
        return format!("allowed if {}", prose(condition));
    }
    let obstacles: Vec<_> = outcome.reasons.iter().filter(|reason| reason.verdict != "allow").collect();
    let shown = if obstacles.is_empty() { outcome.reasons.iter().take(1).collect() } else { obstacles };
    let lines = shown.iter().take(NAMED).map(|reason| with_place(&reason.text, reason.place.as_ref()));
    lines.collect::<Vec<_>>().join("<br>")
}

fn with_place(text: &str, place: Option<&Place>) -> String {
    let place = place.map(|place| format!(" ({} line {})", code(&place.path), place.line)).unwrap_or_default();
    format!("{}{place}", prose(text))
}

fn held_back(run: &RunAnswer) -> String {
    let by = run.user.as_deref().map(|user| format!(" by {}", code(user))).unwrap_or_default();
    let names = names(run.held_back_by.iter().map(|name| &name.dir));
    format!("a plain {}{by} of everything is held back by {names}", run.operation)
}

/// The first few names, and how many more there are.
fn names<'a>(all: impl ExactSizeIterator<Item = &'a String>) -> String {
    let more = all.len().saturating_sub(NAMED);
    let named: Vec<String> = all.take(NAMED).map(|name| code(name)).collect();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{more}", named.join(", "))
}

/// Says how many are left out, if any are.
fn counted(all: usize, shown: usize, noun: &str) -> String {
    match all.saturating_sub(shown) {
        0 => String::new(),
        more => format!("\n… and {} not shown.\n\n", plural(more, noun)),
    }
}

/// A name, shortened and as code.
pub(super) fn code(text: &str) -> String {
    markdown_code(&shortened(text))
}

/// A sentence, shortened and without markup.
pub(super) fn prose(text: &str) -> String {
    markdown(&shortened(text))
}

/// The text, or its beginning and a sign that there is more.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
