//! Who may do it, and what is missing: the second question after what it does.

use std::collections::BTreeMap;

use super::page::{Drawn, Page};
use super::sheet::{Sheet, listed};
use crate::output::report::wording::{self, count, number, plural};
use crate::plan::report::{Dirspace, Permission, Verdict};

/// Answers that are shown.
const ANSWERS: usize = 20;

/// Directories that are named for one answer.
const DIRECTORIES: usize = 12;

/// Workspaces of one of them.
const WORKSPACES: usize = 6;

/// Things that are missing for one answer.
const MISSING: usize = 8;

/// Operations and users that are named in the summary.
const SUMMED: usize = 3;

/// How many answers there are of each kind, for the beginning of the page.
pub(super) fn summary(sheet: &Sheet<'_>) -> Vec<String> {
    let all = sheet.report.dirspaces.iter().flat_map(|dirspace| &dirspace.permissions);
    let mut by_operation: BTreeMap<(&str, Option<&str>), BTreeMap<Verdict, u64>> = BTreeMap::new();
    let mut by_verdict: BTreeMap<Verdict, u64> = BTreeMap::new();
    for permission in all {
        let key = (permission.operation.as_str(), permission.user.as_deref());
        *by_operation.entry(key).or_default().entry(permission.verdict).or_default() += 1;
        *by_verdict.entry(permission.verdict).or_default() += 1;
    }
    if by_verdict.is_empty() {
        Vec::new()
    } else if by_operation.len() > SUMMED || !sheet.level.shows_losses() {
        vec![format!("**May it be done:** {}", verdicts(&by_verdict, by_verdict.values().sum(), "answer"))]
    } else {
        let line = |((operation, user), counts): (&(&str, Option<&str>), &BTreeMap<_, _>)| {
            format!(
                "**{}:** {}",
                operation_by(sheet, operation, *user),
                verdicts(counts, count(sheet.report.dirspaces.len()), "dirspace")
            )
        };
        by_operation.iter().map(line).collect()
    }
}

/// The worst first: it is what the reader has to know. Nothing more than the verdict if it is the only one.
fn verdicts(counts: &BTreeMap<Verdict, u64>, asked: u64, noun: &str) -> String {
    let answered: u64 = counts.values().sum();
    let silent = match asked.saturating_sub(answered) {
        0 => String::new(),
        silent => format!(", not answered for {}", number(silent)),
    };
    if let (1, Some((verdict, _)), "") = (counts.len(), counts.first_key_value(), silent.as_str()) {
        return wording::verdict(*verdict).to_owned();
    }
    let one = |(verdict, count): (&Verdict, &u64)| format!("{} in {}", wording::verdict(*verdict), number(*count));
    let told: Vec<String> = counts.iter().rev().map(one).collect();
    format!("{} of {}{silent}", told.join(", "), plural(asked, noun))
}

/// What is to be done, and by whom. Begins with a word of ours, so that no foreign text begins a line.
fn operation_by(sheet: &Sheet<'_>, operation: &str, user: Option<&str>) -> String {
    let what = match operation {
        "plan" => "Plan".to_owned(),
        "apply" => "Apply".to_owned(),
        other => format!("Operation {}", sheet.dialect.name(other)),
    };
    match user {
        Some(user) => format!("{what} by {}", sheet.dialect.name(user)),
        None => what,
    }
}

/// Each answer once, with where it is true.
pub(super) fn draw(sheet: &Sheet<'_>, page: &mut Page) -> Drawn {
    if !sheet.level.shows_answers() {
        return Ok(());
    }
    let answers = answers(sheet);
    // That all is allowed is said at the beginning.
    if answers.iter().all(|(permission, _)| permission.verdict == Verdict::Allow) {
        return Ok(());
    }
    page.block("### Who may do it")?;
    page.list(answers.iter().take(ANSWERS).map(|(permission, places)| answer(sheet, permission, places)))?;
    let more = answers.iter().skip(ANSWERS).map(|(_, places)| count(places.len())).sum::<u64>();
    if more > 0 {
        page.block(&format!("And {} more, in the decision itself.", plural(more, "answer")))?;
    }
    Ok(())
}

/// Permissions that say the same, the worst first.
fn answers<'r>(sheet: &Sheet<'r>) -> Vec<(&'r Permission, Vec<&'r Dirspace>)> {
    type Key<'r> = (std::cmp::Reverse<Verdict>, &'r str, Option<&'r str>, &'r [String]);
    let mut answers: BTreeMap<Key<'r>, (&'r Permission, Vec<&'r Dirspace>)> = BTreeMap::new();
    for dirspace in &sheet.report.dirspaces {
        for permission in &dirspace.permissions {
            let Permission { user, operation, verdict, missing } = permission;
            let key = (std::cmp::Reverse(*verdict), operation.as_str(), user.as_deref(), missing.as_slice());
            answers.entry(key).or_insert_with(|| (permission, Vec::new())).1.push(dirspace);
        }
    }
    answers.into_values().collect()
}

fn answer(sheet: &Sheet<'_>, permission: &Permission, places: &[&Dirspace]) -> String {
    let verdict = wording::verdict(permission.verdict);
    let what = operation_by(sheet, &permission.operation, permission.user.as_deref());
    format!("**{what}: {verdict}** in {}{}", named(sheet, places), missing(sheet, &permission.missing))
}

/// Dirspaces by directory: its only workspace, all of its workspaces, or the first few of them.
fn named(sheet: &Sheet<'_>, places: &[&Dirspace]) -> String {
    let mut directories: BTreeMap<&str, Vec<&Dirspace>> = BTreeMap::new();
    places.iter().for_each(|one| directories.entry(&one.place.dir).or_default().push(one));
    let shown: Vec<String> = directories.values().take(DIRECTORIES).map(|all| directory(sheet, all)).collect();
    match directories.values().skip(DIRECTORIES).map(Vec::len).sum() {
        0 => shown.join(", "),
        more => format!("{} and {}", shown.join(", "), plural(count(more), "more dirspace")),
    }
}

fn directory(sheet: &Sheet<'_>, places: &[&Dirspace]) -> String {
    let Some(first) = places.first() else { return String::new() };
    if places.len() == 1 {
        return sheet.dirspace(first);
    }
    let directory = sheet.dialect.path(&first.place.dir);
    let there = sheet.report.dirspaces.iter().filter(|other| other.place.dir == first.place.dir).count();
    if there == places.len() {
        return format!("{directory} (all {})", plural(count(there), "workspace"));
    }
    let workspaces: Vec<String> =
        places.iter().take(WORKSPACES).map(|one| sheet.dialect.name(&one.place.workspace)).collect();
    format!("{directory} ({})", listed(&workspaces, count(places.len())))
}

fn missing(sheet: &Sheet<'_>, sentences: &[String]) -> String {
    let shown: Vec<String> = sentences.iter().take(MISSING).map(|sentence| sheet.dialect.sentence(sentence)).collect();
    let more = match sentences.len().saturating_sub(MISSING) {
        0 => String::new(),
        more => format!(", and {} more", number(count(more))),
    };
    if shown.is_empty() { String::new() } else { format!(": {}{more}", shown.join(", ")) }
}
