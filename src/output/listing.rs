//! Tables: who may do what on which dirspace, and which dirspaces there are.

use std::collections::HashMap;

use unicode_width::UnicodeWidthStr as _;

use super::answer::{Answer, Because, DirspaceAnswer, OutcomeAnswer, Rule};
use super::diagnostics::Style;
use super::escape::terminal;

/// A row for each dirspace and operation, a column for each user. Users that do not fit beside each other get
/// a table of their own below.
pub(super) fn matrix(answer: &Answer, style: Style, out: &mut String) {
    let mut users: Vec<Option<&str>> = Vec::new();
    for outcome in &answer.outcomes {
        if !users.contains(&outcome.user.as_deref()) {
            users.push(outcome.user.as_deref());
        }
    }
    let verdicts: HashMap<Cell<'_>, &str> = answer
        .outcomes
        .iter()
        .map(|outcome| ((dirspace_of(outcome), outcome.operation, outcome.user.as_deref()), outcome.verdict))
        .collect();
    let labels = row_labels(&answer.outcomes);
    let name_width = labels.iter().map(|label| label.2.width()).max().unwrap_or(0);
    let label_width = name_width + 2 + labels.iter().map(|label| label.1.len()).max().unwrap_or(0);
    let cell_width = |user: &Option<&str>| user.map_or(4, |user| terminal(user).width()).max("undetermined".len()) + 2;
    let mut rest = users.as_slice();
    while !rest.is_empty() {
        let mut used = label_width;
        let fitting = rest.iter().take_while(|user| {
            used += cell_width(user);
            used <= style.width
        });
        let (block, next) = rest.split_at(fitting.count().max(1).min(rest.len()));
        rest = next;
        let header: String =
            block.iter().map(|user| pad(&terminal(user.unwrap_or("anyone")), cell_width(user))).collect();
        out.push_str(&format!("{}  {}\n", " ".repeat(label_width), header.trim_end()));
        let mut before = None;
        for (dirspace, operation, name) in &labels {
            // The name once, the operations below each other.
            let name = if before == Some(dirspace) { "" } else { name };
            before = Some(dirspace);
            let label = format!("{}  {operation}", pad(name, name_width));
            let cells: String = block
                .iter()
                .map(|user| pad(verdicts.get(&(*dirspace, *operation, *user)).unwrap_or(&""), cell_width(user)))
                .collect();
            out.push_str(&format!("{}  {}\n", pad(&label, label_width), cells.trim_end()));
        }
        out.push('\n');
    }
}

type Cell<'a> = (Option<(&'a str, &'a str)>, &'a str, Option<&'a str>);
type RowLabel<'a> = (Option<(&'a str, &'a str)>, &'static str, String);

fn row_labels(outcomes: &[OutcomeAnswer]) -> Vec<RowLabel<'_>> {
    let mut labels: Vec<RowLabel<'_>> = Vec::new();
    for outcome in outcomes {
        let dirspace = dirspace_of(outcome);
        // Outcomes of a dirspace stand together, so only the last few rows can be the same.
        let known = labels
            .iter()
            .rev()
            .take(8)
            .any(|(other, operation, _)| *other == dirspace && *operation == outcome.operation);
        if !known {
            let name = dirspace_name(dirspace);
            labels.push((dirspace, outcome.operation, name));
        }
    }
    labels
}

/// `DIR (WORKSPACE)`; nothing for the request as a whole.
fn dirspace_name(dirspace: Option<(&str, &str)>) -> String {
    dirspace.map_or_else(String::new, |(dir, workspace)| format!("{} ({})", terminal(dir), terminal(workspace)))
}

fn dirspace_of(outcome: &OutcomeAnswer) -> Option<(&str, &str)> {
    Some((outcome.dir.as_deref()?, outcome.workspace.as_deref()?))
}

/// The dirspaces of an answer: what brought each in, and what binds it.
pub fn dirspaces(answer: &Answer) -> String {
    if answer.dirspaces.is_empty() {
        return "no dirspace\n".to_owned();
    }
    let mut out = String::new();
    for dirspace in &answer.dirspaces {
        let name = format!("{} ({})", terminal(&dirspace.dir), terminal(&dirspace.workspace));
        let because = match &dirspace.because {
            Because::Changed { path, .. } => format!("  changed: {}", terminal(path)),
            Because::PulledIn { by, via } => {
                format!("  follows {} ({}) by {via}", terminal(&by.dir), terminal(&by.workspace))
            }
            Because::Erased { path } => format!("  changed as the base has it: {}", terminal(path)),
            Because::Named => String::new(),
        };
        out.push_str(&format!("{name}{because}\n    {}\n", details(dirspace).join("; ")));
    }
    out
}

fn details(dirspace: &DirspaceAnswer) -> Vec<String> {
    let mut details = Vec::new();
    if let Some(layer) = dirspace.layer.filter(|layer| *layer > 1) {
        details.push(format!("layer {layer}"));
    }
    details.push(rule("policy", dirspace.policy.as_ref()));
    details.push(rule("requirement", dirspace.requirement.as_ref()));
    let given: Vec<String> =
        dirspace.tags.iter().filter(|tag| !is_implied(tag, dirspace)).map(|tag| terminal(tag).into_owned()).collect();
    if !given.is_empty() {
        details.push(format!("tags {}", given.join(" ")));
    }
    details
}

fn rule(kind: &str, rule: Option<&Rule>) -> String {
    match rule {
        None => format!("no {kind} matches"),
        Some(Rule { number: Some(number), place: Some(place), .. }) => {
            format!("{kind} {number} ({}:{})", terminal(&place.path), place.line)
        }
        Some(_) => format!("the built-in {kind}"),
    }
}

/// Tags that every dirspace has and that the line says already.
fn is_implied(tag: &str, dirspace: &DirspaceAnswer) -> bool {
    match tag.split_once(':') {
        Some(("dir", dir)) => dir == dirspace.dir,
        Some(("workspace", workspace)) => workspace == dirspace.workspace,
        Some(("stack_name", stack)) => stack == "default",
        _ => false,
    }
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}
