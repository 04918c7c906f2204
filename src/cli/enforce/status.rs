//! The commit status of a decision: a state for machines, and a line of numbers and names for people.
//!
//! The line stands beside the merge button, so that no word in it may be one that a request could choose: it has numbers,
//! logins, and entries of rules that are spelled as plainly as a login.

use crate::access::explanation::Kind;
use crate::access::operation::Operation;
use crate::access::verdict::Verdict;
use crate::cli::post::LONGEST_DESCRIPTION;
use crate::forge::posting::StatusState;
use crate::output::answer::{Answer, OutcomeAnswer};
use crate::output::enforcement::Enforcement;
use crate::output::explanation::MissingAnswer;

/// Things missing that are named.
const NEEDS: usize = 3;
/// Entries of rules that are named for one of them.
const ENTRIES: usize = 2;
/// The longest name of an entry.
const LONGEST_ENTRY: usize = 40;

/// What the status says to a machine. A part of a change that a command chose is not the change: whoever asks for what is
/// harmless alone gets no mark that opens the door to all of it. `left_out` counts what was not asked about.
pub(super) fn state(answer: &Answer, left_out: usize) -> StatusState {
    match verdict(answer) {
        None | Some(Verdict::Allow) if left_out > 0 => StatusState::Pending,
        None | Some(Verdict::Allow) => StatusState::Success,
        Some(Verdict::Pending) => StatusState::Pending,
        Some(Verdict::Undetermined) => StatusState::Error,
        Some(Verdict::Deny) => StatusState::Failure,
    }
}

/// The verdict of an answer. `None` where there was nothing to decide.
fn verdict(answer: &Answer) -> Option<Verdict> {
    let all = [Verdict::Allow, Verdict::Pending, Verdict::Undetermined, Verdict::Deny];
    all.into_iter().find(|verdict| verdict.name() == answer.verdict)
}

/// What the status says to people, in at most [`LONGEST_DESCRIPTION`] characters: how much is allowed, what it needs, who
/// asked. A forced apply says so first.
pub(super) fn description(record: &Enforcement, left_out: usize) -> String {
    let mut parts = vec![counted(&record.answer)];
    if left_out > 0 {
        parts.push(format!("{left_out} more not asked about"));
    }
    parts.extend(needs(&record.answer));
    parts.push(format!("asked by {}", record.asker.login));
    let forced = if record.operation == Operation::ApplyForce.name() { "Forced: " } else { "" };
    shortened(&format!("{forced}{}", parts.join("; ")))
}

fn counted(answer: &Answer) -> String {
    let outcomes = || answer.outcomes.iter().filter(|outcome| outcome.dir.is_some());
    let count = |verdict: Verdict| outcomes().filter(|outcome| outcome.verdict == verdict.name()).count();
    let all = outcomes().count();
    let others = [(Verdict::Pending, "pending"), (Verdict::Deny, "denied"), (Verdict::Undetermined, "undetermined")]
        .map(|(verdict, word)| (count(verdict), word));
    let others: Vec<String> =
        others.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let dirspaces = if all == 1 { "dirspace" } else { "dirspaces" };
    match (all, others.is_empty()) {
        (0, _) => "Nothing to decide".to_owned(),
        (_, true) => format!("{all} {dirspaces} allowed"),
        (_, false) => format!("{} of {all} {dirspaces} allowed, {}", count(Verdict::Allow), others.join(", ")),
    }
}

/// What is missing, each kind of thing once. `None` if nothing is.
fn needs(answer: &Answer) -> Option<String> {
    let missing = answer.outcomes.iter().filter_map(|outcome: &OutcomeAnswer| outcome.missing.as_deref()).flatten();
    let mut needs: Vec<String> = Vec::new();
    for need in missing.map(need) {
        if !needs.contains(&need) {
            needs.push(need);
        }
    }
    let more = if needs.len() > NEEDS { " and more" } else { "" };
    needs.truncate(NEEDS);
    (!needs.is_empty()).then(|| format!("needs {}{more}", needs.join(", ")))
}

fn need(lack: &MissingAnswer) -> String {
    let kind = Kind::ALL.into_iter().find(|kind| kind.name() == lack.kind);
    let by = entries(lack);
    match kind {
        Some(Kind::Approval) => match lack.count {
            Some(count) if count > 1 => format!("{count} approvals{by}"),
            _ => format!("an approval{by}"),
        },
        Some(Kind::Asker) => format!("to be asked for{by}"),
        Some(Kind::Review) => format!("a review to be taken back{by}"),
        Some(Kind::Check) => "checks".to_owned(),
        Some(Kind::Request) => "a change of the request".to_owned(),
        Some(Kind::Configuration) => "a change of the configuration".to_owned(),
        Some(Kind::Time) => "time".to_owned(),
        Some(Kind::Fact) | None => "a fact that is not known".to_owned(),
    }
}

/// Who could supply it, as the rules have it.
fn entries(lack: &MissingAnswer) -> String {
    let is_plain = |entry: &&String| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:*".contains(&byte);
        entry.len() <= LONGEST_ENTRY && entry.bytes().all(allowed)
    };
    let named: Vec<&str> = lack.by.iter().filter(is_plain).take(ENTRIES).map(String::as_str).collect();
    match (named.as_slice(), lack.by.len() > named.len()) {
        ([], _) => String::new(),
        (_, false) => format!(" by {}", named.join(" or ")),
        (_, true) => format!(" by {} or others", named.join(", ")),
    }
}

/// Plain text that a forge takes for the description of a status.
fn shortened(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).collect();
    match plain.char_indices().nth(LONGEST_DESCRIPTION) {
        None => plain,
        Some(_) => plain.chars().take(LONGEST_DESCRIPTION - 3).chain("...".chars()).collect(),
    }
}

#[cfg(test)]
pub(super) mod tests;
