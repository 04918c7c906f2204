//! A report for a terminal: what needs attention first, then each dirspace with its changes by module.
//!
//! A terminal scrolls, so nothing is left out; dirspaces of which the same is said are said once. No text of a plan is
//! shown unescaped, and no line begins with one.

use std::collections::HashMap;

use anstyle::AnsiColor;

use super::concern::weight;
use super::folding::{Alike, Compared, fold};
use super::names;
use super::wording::{self, Trouble};
use crate::output::diagnostics::Style;
use crate::output::escape::terminal;
use crate::output::page::Page;
use crate::plan::address::ModuleId;
use crate::plan::change::{Action, ActionInvocation, AttributeChange, CheckStatus, OutputChange, ResourceChange};
use crate::plan::report::{Dirspace, Older, Outcome, Permission, Report, Verdict};
use crate::plan::summary::Standing;
use crate::plan::words::Word;
use crate::plan::{Counts, Plan};

/// Dirspaces that are named where all are alike; the others are counted.
const NAMED: usize = 12;

/// Draws a report.
pub fn render(report: &Report, style: Style) -> String {
    let mut page = Page::new(style);
    let headline = page.bold(&wording::headline(report));
    page.line(0, &headline);
    page.alarms(report);
    // What failed is among the alarms.
    let silent = Counts { checks_failed: 0, checks_errored: 0, ..report.counts() };
    let rest = wording::under_headline(&silent);
    if !rest.is_empty() {
        page.line(0, &format!("also {}", rest.join(", ")));
    }
    let stale = if report.moved_to.is_some() { wording::STALE } else { "" };
    for group in groups(report) {
        page.group(&group, stale);
    }
    page.older(&report.older);
    page.footer(report);
    page.text
}

/// Dirspaces of which the same is said: the same changes, and the same people may make them. Those that need attention
/// come first.
fn groups(report: &Report) -> Vec<Vec<&Dirspace>> {
    let mut folded: Vec<Alike<'_>> = fold(report, Compared::RowsAndNames);
    folded.sort_by_key(|alike| urgency(&alike.first.outcome));
    folded.iter().flat_map(by_permissions).collect()
}

fn by_permissions<'r>(alike: &Alike<'r>) -> Vec<Vec<&'r Dirspace>> {
    let mut groups: Vec<Vec<&Dirspace>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for dirspace in alike.iter() {
        let at = *places.entry(format!("{:?}", dirspace.permissions)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(dirspace),
            None => groups.push(vec![dirspace]),
        }
    }
    groups
}

/// How soon somebody has to look: the smallest first.
fn urgency(outcome: &Outcome) -> u8 {
    let (Some(counts), Some(standing)) = (outcome.counts(), outcome.standing()) else { return 0 };
    match Trouble::of(standing, &counts) {
        Some(Trouble::Errored) => 1,
        Some(_) => 2,
        None if counts.delete + counts.replace > 0 => 3,
        None if counts.forget + counts.other > 0 => 4,
        None if counts.drift + counts.checks_failed + counts.checks_errored > 0 => 5,
        None if !wording::is_quiet(&counts) => 6,
        None => 7,
    }
}

/// A change in words.
#[derive(PartialEq)]
struct Row {
    text: String,
    attributes: String,
}

impl Page {
    /// What must not be overlooked, over all dirspaces.
    fn alarms(&mut self, report: &Report) {
        if let Some(moved) = wording::moved(report) {
            self.alarm(&format!("stale: {moved}"));
        }
        let outcomes = || report.dirspaces.iter().map(|dirspace| &dirspace.outcome);
        let refused = outcomes().filter(|outcome| matches!(outcome, Outcome::Refused(_))).count();
        if refused > 0 {
            let text = format!("{} could not be used: what would change is not known", plans(refused));
            self.alarm(&text);
        }
        for trouble in Trouble::ALL {
            let count = outcomes().filter(|outcome| trouble_of(outcome) == Some(trouble)).count();
            if count > 0 {
                self.alarm(&format!("{}: {}", trouble.counted(wording::count(count)), trouble.meaning()));
            }
        }
        let counts = report.counts();
        let failed = counts.checks_failed.saturating_add(counts.checks_errored);
        if failed > 0 {
            self.alarm(&format!("{} failed", wording::plural(failed, "check")));
        }
        let unknown = outcomes().filter(|outcome| outcome.holds_unknown()).count();
        if unknown > 0 {
            self.alarm(&format!("{} with unknown parts: {}", plans(unknown), wording::UNKNOWN_PARTS));
        }
        let reduced = outcomes().filter(|outcome| matches!(outcome, Outcome::CountsOnly { .. })).count();
        if reduced > 0 {
            self.alarm(&format!("{} in numbers only: {}", plans(reduced), wording::COUNTS_ONLY));
        }
    }

    fn alarm(&mut self, text: &str) {
        let sign = self.paint(AnsiColor::Red, "!");
        self.line(0, &format!("{sign} {text}"));
    }

    fn group(&mut self, group: &[&Dirspace], stale: &str) {
        self.text.push('\n');
        for dirspace in group.iter().take(NAMED) {
            let (dir, workspace) = (elided(&dirspace.place.dir), elided(&dirspace.place.workspace));
            let name = self.bold(&format!("{dir} ({workspace}){stale}"));
            self.line(0, &name);
        }
        if let Some(more) = group.len().checked_sub(NAMED).filter(|more| *more > 0) {
            self.line(0, &format!("and {} alike", wording::plural(wording::count(more), "other dirspace")));
        }
        if let Some(first) = group.first() {
            self.body(first);
        }
    }

    /// What other runs planned.
    fn older(&mut self, older: &[Older]) {
        if older.is_empty() {
            return;
        }
        self.text.push('\n');
        let title = self.bold(&wording::older(older.len()));
        self.line(0, &title);
        for row in older {
            let (dir, workspace) = (elided(&row.place.dir), elided(&row.place.workspace));
            self.line(2, &format!("{dir} ({workspace}): {}", wording::older_row(row)));
        }
    }

    /// Everything about a dirspace but its name.
    fn body(&mut self, dirspace: &Dirspace) {
        if let (Some(standing), Some(counts)) = (dirspace.outcome.standing(), dirspace.outcome.counts()) {
            self.totals(standing, &counts);
        }
        if let Outcome::Refused(refusal) = &dirspace.outcome {
            let sign = self.paint(AnsiColor::Red, "no plan");
            self.line(2, &format!("{sign}: {}", terminal(&refusal.what())));
            self.line(2, &terminal(refusal.next_step()));
        }
        for permission in &dirspace.permissions {
            self.permission(permission);
        }
        if let Outcome::Plan(plan) = &dirspace.outcome {
            self.plan(plan);
        }
    }

    fn totals(&mut self, standing: Standing, counts: &Counts) {
        let trouble = Trouble::of(standing, counts);
        if let Some(trouble) = trouble {
            let sign = self.paint(AnsiColor::Red, trouble.name());
            self.line(2, &format!("{sign}: {}", trouble.meaning()));
        }
        self.line(2, &wording::known_totals(trouble, counts));
        if !wording::changes(counts).is_empty() {
            self.dim(2, &format!("as the engine counts: {}", wording::engine_line(&counts.engine())));
        }
    }

    fn plan(&mut self, plan: &Plan) {
        self.resources(plan);
        if !plan.drift.is_empty() {
            self.line(2, "changed outside");
            self.drift(plan);
        }
        self.deferred(plan);
        self.actions(plan);
        self.outputs(plan);
        self.checks(plan);
        if !wording::is_quiet(&plan.counts()) {
            self.lists(plan);
        }
    }

    /// By module; modules in which something is lost come first, and in each what is lost. Otherwise the order of the
    /// plan stays. Instances of a module whose keys are masked cannot be told apart, and are one.
    fn resources(&mut self, plan: &Plan) {
        let mut names: HashMap<ModuleId, String> = HashMap::new();
        for change in &plan.resources {
            let module = change.address.module;
            names.entry(module).or_insert_with(|| names::module(plan, module));
        }
        let mut by_module: Vec<(&str, Vec<&ResourceChange>)> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for change in &plan.resources {
            let name = names.get(&change.address.module).map_or("", String::as_str);
            let at = *places.entry(name).or_insert(by_module.len());
            match by_module.get_mut(at) {
                Some((_, changes)) => changes.push(change),
                None => by_module.push((name, vec![change])),
            }
        }
        by_module.iter_mut().for_each(|(_, changes)| changes.sort_by_key(|change| weight(change.action)));
        by_module.sort_by_key(|(_, changes)| changes.first().map(|change| weight(change.action)));
        for (name, changes) in by_module {
            self.line(2, if name.is_empty() { "root module".into() } else { terminal(name) }.as_ref());
            let rows = changes.into_iter().map(|change| (names::resource(plan, &change.address), None, change));
            self.rows(plan, rows);
        }
    }

    fn drift(&mut self, plan: &Plan) {
        let mut changes: Vec<&ResourceChange> = plan.drift.iter().collect();
        changes.sort_by_key(|change| weight(change.action));
        let rows = changes
            .into_iter()
            .map(|change| (names::address(plan, &change.address), Some(wording::drift(change.action)), change));
        self.rows(plan, rows);
    }

    /// A row for each change; those that follow one another and read the same are one.
    fn rows<'p>(&mut self, plan: &Plan, changes: impl Iterator<Item = (String, Option<&'p str>, &'p ResourceChange)>) {
        let mut last: Option<(Row, u64)> = None;
        for (name, why, change) in changes {
            let row = self.row(plan, change, &terminal(&name), why);
            match &mut last {
                Some((same, times)) if *same == row => *times += 1,
                _ => self.draw(last.replace((row, 1))),
            }
        }
        self.draw(last);
    }

    fn draw(&mut self, rows: Option<(Row, u64)>) {
        let Some((row, times)) = rows else { return };
        self.line(4, &format!("{}{}", row.text, wording::of_these(times)));
        if !row.attributes.is_empty() {
            self.dim(8, &row.attributes);
        }
    }

    fn row(&self, plan: &Plan, change: &ResourceChange, name: &str, why: Option<&str>) -> Row {
        let (colour, symbol) = symbol(change);
        let symbol = self.paint(colour, &format!("{symbol:<3}"));
        let mut remarks: Vec<String> = why.map(str::to_owned).into_iter().collect();
        // The sign of an import is ours, so that it is said in words too.
        remarks.extend((wording::verb(change) == "import").then(|| "imported".to_owned()));
        remarks.extend(wording::order(change.action).map(str::to_owned));
        remarks.extend(change.reason.map(|reason| wording::reason(reason).to_owned()));
        remarks.extend(wording::badges(plan, change).into_iter().map(|badge| match badge.code {
            Some(code) => format!("{} {}", badge.words, terminal(&names::elided(&code, names::ADDRESS))),
            None => badge.words.to_owned(),
        }));
        let remarks = if remarks.is_empty() { String::new() } else { format!("  ({})", remarks.join("; ")) };
        let attributes = plan.attributes_of(change).iter().map(|attribute| attribute_text(plan, attribute));
        let attributes: Vec<String> = attributes.collect();
        Row { text: format!("{symbol} {name}{remarks}"), attributes: attributes.join(", ") }
    }

    fn deferred(&mut self, plan: &Plan) {
        if plan.deferred.is_empty() {
            return;
        }
        self.line(2, "deferred to a later plan");
        let rows = plan.deferred.iter().map(|deferred| {
            let change = &deferred.change;
            (names::address(plan, &change.address), Some(wording::deferred(deferred.reason)), change)
        });
        self.rows(plan, rows);
    }

    fn actions(&mut self, plan: &Plan) {
        let (to_run, deferred): (Vec<_>, Vec<_>) = plan.actions.iter().partition(|action| action.deferred.is_none());
        self.actions_below("actions to run", plan, &to_run);
        self.actions_below("actions deferred to a later plan", plan, &deferred);
    }

    fn actions_below(&mut self, heading: &str, plan: &Plan, actions: &[&ActionInvocation]) {
        if actions.is_empty() {
            return;
        }
        self.line(2, heading);
        for action in actions {
            let later = action.deferred.map(|reason| format!("; {}", wording::deferred(reason)));
            let name = names::action(plan, action);
            let when = wording::event(action.event);
            self.line(4, &format!("{}  ({when}{})", terminal(&name), later.unwrap_or_default()));
        }
    }

    fn outputs(&mut self, plan: &Plan) {
        if plan.outputs.is_empty() {
            return;
        }
        self.line(2, "outputs");
        for output in &plan.outputs {
            let name = shown(plan, output.name);
            let badges = wording::output_badges(output);
            let badges = if badges.is_empty() { String::new() } else { format!("  ({})", badges.join("; ")) };
            let (colour, symbol) = output_symbol(output);
            let symbol = self.paint(colour, &format!("{symbol:<3}"));
            self.line(4, &format!("{symbol} {name}{badges}"));
        }
    }

    /// Those that failed first, and those that hold only as a number.
    fn checks(&mut self, plan: &Plan) {
        let of = |status| plan.checks.iter().filter(move |check| check.status == status);
        let worst_first = [CheckStatus::Fail, CheckStatus::Error, CheckStatus::Unknown, CheckStatus::Pass];
        let counts = worst_first.map(|status| (wording::count(of(status).count()), wording::check_status(status)));
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts: Vec<String> =
            counts.map(|(count, status)| format!("{} {status}", wording::number(*count))).collect();
        if counts.is_empty() {
            return;
        }
        self.line(2, &format!("checks: {}", counts.join(", ")));
        for check in worst_first.into_iter().flat_map(of).filter(|check| check.status != CheckStatus::Pass) {
            let status = wording::check_status(check.status);
            let status = match check.status {
                CheckStatus::Fail | CheckStatus::Error => self.paint(AnsiColor::Red, status),
                _ => status.to_owned(),
            };
            let (kind, name) = (wording::check_kind(check.kind), names::check(plan, check));
            self.line(4, &format!("{kind} {}  {status}{}", terminal(&name), messages(check.messages)));
        }
    }

    /// What the plan is made of, whether it changes or not.
    fn lists(&mut self, plan: &Plan) {
        let words = |words: &[Word]| words.iter().map(|word| shown(plan, *word)).collect::<Vec<String>>();
        let data =
            |data: &crate::plan::change::DataSource| format!("{}.{}", shown(plan, data.kind), shown(plan, data.name));
        let lists = [
            ("providers", words(&plan.providers)),
            ("data sources", plan.data_sources.iter().map(data).collect()),
            ("variables", words(&plan.variables)),
            ("all outputs", words(&plan.output_names)),
        ];
        for (title, names) in lists.into_iter().filter(|(_, names)| !names.is_empty()) {
            self.dim(2, &format!("{title}: {}", names.join(", ")));
        }
    }

    fn permission(&mut self, permission: &Permission) {
        let colour = match permission.verdict {
            Verdict::Allow => AnsiColor::Green,
            Verdict::Pending => AnsiColor::Yellow,
            Verdict::Undetermined => AnsiColor::Cyan,
            Verdict::Deny => AnsiColor::Red,
        };
        let verdict = self.paint(colour, wording::verdict(permission.verdict));
        let user = permission
            .user
            .as_deref()
            .map(|user| format!("{} ", terminal(&names::elided(user, names::NAME))))
            .unwrap_or_default();
        let sentence = |text: &String| terminal(&names::elided(text, names::SENTENCE)).into_owned();
        let missing: Vec<String> = permission.missing.iter().map(sentence).collect();
        let operation = names::elided(&permission.operation, names::NAME);
        self.line(2, &format!("> {user}{} {verdict}", terminal(&operation)));
        for sentence in missing {
            self.line(6, &format!("… {sentence}"));
        }
    }

    fn footer(&mut self, report: &Report) {
        self.text.push('\n');
        if let Some(head) = &report.head {
            self.dim(0, &format!("commit {}", terminal(head)));
        }
        for datum in &report.metadata {
            self.dim(0, &format!("{}: {}", wording::datum(datum.name), terminal(&datum.value)));
        }
        let check = wording::self_check(&report.self_check);
        if report.self_check.hits == 0 {
            self.dim(0, &check);
        } else {
            let check = self.paint(AnsiColor::Red, &check);
            self.line(0, &check);
        }
    }
}

fn plans(count: usize) -> String {
    wording::plural(wording::count(count), "plan")
}

fn trouble_of(outcome: &Outcome) -> Option<Trouble> {
    Trouble::of(outcome.standing()?, &outcome.counts()?)
}

/// The engine's own signs, so that nobody has to learn others. It has none for moves and imports.
fn symbol(change: &ResourceChange) -> (AnsiColor, &'static str) {
    match change.action {
        Action::Create => (AnsiColor::Green, "+"),
        Action::Update => (AnsiColor::Yellow, "~"),
        Action::Delete => (AnsiColor::Red, "-"),
        Action::DeleteThenCreate => (AnsiColor::Red, "-/+"),
        Action::CreateThenDelete => (AnsiColor::Red, "+/-"),
        Action::Forget => (AnsiColor::Magenta, "."),
        Action::CreateAndForget => (AnsiColor::Magenta, "+/."),
        Action::Read => (AnsiColor::Cyan, "<="),
        Action::Open => (AnsiColor::Cyan, "open"),
        Action::Other => (AnsiColor::Red, "?"),
        Action::NoOp if change.moved_from.is_some() => (AnsiColor::Blue, ">"),
        Action::NoOp if change.imported => (AnsiColor::Blue, "<"),
        Action::NoOp => (AnsiColor::White, "="),
    }
}

fn output_symbol(output: &OutputChange) -> (AnsiColor, &'static str) {
    match output.action {
        Action::Create => (AnsiColor::Green, "+"),
        Action::Delete => (AnsiColor::Red, "-"),
        Action::NoOp => (AnsiColor::White, "="),
        _ => (AnsiColor::Yellow, "~"),
    }
}

fn shown(plan: &Plan, word: Word) -> String {
    terminal(&names::word(&plan.words, word)).into_owned()
}

fn attribute_text(plan: &Plan, attribute: &AttributeChange) -> String {
    let badges = wording::attribute_badges(attribute);
    let badges = if badges.is_empty() { String::new() } else { format!(" ({})", badges.join("; ")) };
    format!("{}{badges}", shown(plan, attribute.name))
}

/// The name of a directory or workspace.
fn elided(name: &str) -> String {
    terminal(&names::elided(name, names::PATH)).into_owned()
}

/// Messages repeat values, so that only their number is known.
fn messages(count: u32) -> String {
    if count == 0 { String::new() } else { format!("  ({})", wording::plural(u64::from(count), "message")) }
}

#[cfg(test)]
mod tests;
