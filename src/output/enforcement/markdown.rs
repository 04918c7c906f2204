//! The record as Markdown, for a job summary or a comment.
//!
//! The verdict first; then what stands in the way of which dirspaces, who can do something about it and what to do next;
//! then the reviews in one list. It stays within what a forge takes, and what has no room is counted, never what is denied
//! before what is allowed.

use super::{Enforcement, Fold, asked_about, common_approvals, folds};
use crate::output::answer::Answer;
use crate::output::explanation::{ApprovalAnswer, MissingAnswer, reviewer, reviews_to_show};
use crate::output::human::plural;
use crate::output::markdown::{code, facts_of, notes, prose, warnings};

/// Bytes of the groups, less than the 65,536 that a comment can have by enough for what is around them.
const GROUP_BYTES: usize = 36_000;
/// Bytes of what is missing in one group, or of the reviews, the first of them aside.
const ITEM_BYTES: usize = 6_000;
/// Bytes of the names in one sentence, the first one aside.
const NAME_BYTES: usize = 1_500;
/// Dirspaces that are named in a group.
const NAMED: usize = 10;
/// Names, reviews and things missing in one list.
const LISTED: usize = 12;

/// The record as Markdown.
pub fn render(record: &Enforcement) -> String {
    let answer = &record.answer;
    let who = code(&record.asker.login);
    let set_off = record.asker.set_off_by.as_deref();
    let set_off = set_off.map(|login| format!(", set off by {}", code(login))).unwrap_or_default();
    let what = asked_about(answer);
    let mut page = format!("### whomay: {} of {}\n\n", answer.verdict, record.operation);
    page.push_str(&format!("By {who}{set_off}; {what}.\n\n"));
    if let Some(reason) = &record.forced {
        page.push_str(&format!("**Forced**, because: {}\n\n", prose(reason)));
    }
    page.push_str(&explained(answer, GROUP_BYTES));
    page.push_str(&facts_of(answer));
    page.push_str(&warnings(answer));
    page.push_str(&notes(answer));
    page
}

/// What is missing of every dirspace, alike ones as one, and the reviews, in about `room` bytes. Empty where nothing is
/// explained.
pub(crate) fn explained(answer: &Answer, room: usize) -> String {
    let folds = folds(answer);
    let common = common_approvals(&folds);
    let seen = common.map(seen).unwrap_or_default();
    let room = room.saturating_sub(seen.len());
    let (mut page, mut left_out) = (String::new(), 0);
    for fold in folds.iter().filter(|fold| fold.outcome.missing.is_some()) {
        let group = group(fold, common.is_none());
        // The worst come first, and nothing is shown in front of what had no room.
        if left_out > 0 || page.len() + group.len() > room {
            left_out += fold.dirspaces.len().max(1);
        } else {
            page.push_str(&group);
        }
    }
    if left_out > 0 {
        page.push_str(&format!("… and {} not shown.\n\n", plural(left_out, "outcome")));
    }
    page + &seen
}

fn group(fold: &Fold<'_>, with_approvals: bool) -> String {
    let outcome = fold.outcome;
    let names = fold.dirspaces.iter().map(|(dir, workspace)| format!("{} {}", code(dir), code(workspace)));
    let names = if fold.dirspaces.is_empty() { "the request".to_owned() } else { some_of(names, NAMED) };
    let mut text = format!("**{}**: {} {names}\n\n", outcome.verdict, outcome.operation);
    let missing = outcome.missing.as_deref().unwrap_or_default();
    let (mut items, mut shown) = (String::new(), 0);
    for lack in missing.iter().take(LISTED) {
        let item = item(lack);
        if shown > 0 && items.len() + item.len() > ITEM_BYTES {
            break;
        }
        items.push_str(&item);
        shown += 1;
    }
    text.push_str(&items);
    if let Some(more) = missing.len().checked_sub(shown).filter(|more| *more > 0) {
        text.push_str(&format!("- and {more} more\n"));
    }
    if !missing.is_empty() {
        text.push('\n');
    }
    if with_approvals {
        text.push_str(&outcome.approvals.as_deref().map(seen).unwrap_or_default());
    }
    text
}

/// One thing that is missing, in one item of a list.
fn item(lack: &MissingAnswer) -> String {
    let view = lack.view.map(|view| format!(" (with {})", prose(view))).unwrap_or_default();
    let nobody = if lack.hopeless { "**nobody can supply** " } else { "" };
    let mut text = format!("- {nobody}{}{view}. {}", prose(&lack.what), prose(&lack.step));
    if !lack.people.is_empty() {
        let could = if lack.hopeless { "Could, and are too few" } else { "Could" };
        text.push_str(&format!(" {could}: {}.", some_of(lack.people.iter().map(|login| code(login)), LISTED)));
    }
    if !lack.not.is_empty() {
        let not = lack.not.iter().map(|it| format!("{} ({})", code(&it.user), prose(&it.why)));
        text.push_str(&format!(" Could not: {}.", some_of(not, LISTED)));
    }
    if !lack.checks.is_empty() {
        let checks = lack.checks.iter().map(|check| {
            let source = check.source.as_deref().map(|source| format!(" from {}", code(source))).unwrap_or_default();
            format!("{} ({}{source})", code(&check.name), prose(&check.state))
        });
        text.push_str(&format!(" Checks: {}.", some_of(checks, LISTED)));
    }
    text.push('\n');
    text
}

/// The reviews in a list; nothing where there are none.
fn seen(approvals: &[ApprovalAnswer]) -> String {
    if approvals.is_empty() {
        return String::new();
    }
    let mut text = "Reviews seen:\n\n".to_owned();
    let (reviews, _) = reviews_to_show(approvals, LISTED);
    let mut shown = 0;
    for review in reviews {
        let counted = match review.counted {
            "yes" => "counts",
            "in-doubt" => "in doubt",
            _ => "does not count",
        };
        let line = format!("- {}, {counted}: {}\n", code(reviewer(review)), prose(&review.why));
        if shown > 0 && text.len() + line.len() > ITEM_BYTES {
            break;
        }
        text.push_str(&line);
        shown += 1;
    }
    if let Some(more) = approvals.len().checked_sub(shown).filter(|more| *more > 0) {
        text.push_str(&format!("- and {more} more\n"));
    }
    text.push('\n');
    text
}

/// The first few, and how many more.
fn some_of(names: impl Iterator<Item = String>, room: usize) -> String {
    let (mut shown, mut more) = (String::new(), 0);
    for (at, name) in names.enumerate() {
        if at > 0 && (at >= room || more > 0 || shown.len() + name.len() > NAME_BYTES) {
            more += 1;
            continue;
        }
        if at > 0 {
            shown.push_str(", ");
        }
        shown.push_str(&name);
    }
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}
