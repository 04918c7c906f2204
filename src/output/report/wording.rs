//! What a report says in words: one wording for every form, so that a comment, a terminal and a job log cannot say
//! different things of the same plan.
//!
//! Nothing of a plan is in what these functions return but numbers, with one exception: [`Phrase::code`], which is
//! foreign text and is escaped by whoever shows it.

use super::names;
use crate::plan::Counts;
use crate::plan::Plan;
use crate::plan::Report;
use crate::plan::address::ModuleId;
use crate::plan::change::{
    Action, AttributeChange, CheckKind, CheckStatus, DeferredReason, OutputChange, Reason, ResourceChange, TriggerEvent,
};
use crate::plan::counts::EngineLine;
use crate::plan::report::{Older, Outcome, SelfCheck, Verdict};
use crate::plan::summary::{Standing, Version};

/// A number with its thousands apart: `12,345`.
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 dirspace`, `12 dirspaces`.
pub fn plural(count: u64, noun: &str) -> String {
    let many = match noun.strip_suffix('y') {
        _ if count == 1 => noun.to_owned(),
        Some(stem) => format!("{stem}ies"),
        None => format!("{noun}s"),
    };
    format!("{} {many}", number(count))
}

/// A length as a count.
pub fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// What an apply would do to objects, most dangerous first, in the counting of people: a replacement is one.
/// Empty if it would do nothing to any.
pub fn changes(counts: &Counts) -> Vec<String> {
    let all = [
        (counts.delete, "to destroy"),
        (counts.replace, "to replace"),
        (counts.forget, "to forget"),
        (counts.other, "of an unknown kind"),
        (counts.update, "to update"),
        (counts.create, "to create"),
        (counts.import, "to import"),
        (counts.moved, "to move"),
    ];
    all.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{} {what}", number(count))).collect()
}

/// What else there is to say of a plan, in the order of its weight. Empty if there is nothing.
pub fn besides(counts: &Counts) -> Vec<String> {
    let failed = counts.checks_failed.saturating_add(counts.checks_errored);
    let all = [
        (failed, format!("{} failed", plural(failed, "check"))),
        (counts.drift, format!("{} changed outside", number(counts.drift))),
        (counts.deferred, format!("{} deferred", number(counts.deferred))),
        (counts.actions, format!("{} to run", plural(counts.actions, "action"))),
        (counts.outputs, format!("{} to change", plural(counts.outputs, "output"))),
        (counts.read, format!("{} to read", number(counts.read))),
        (counts.open, format!("{} to open", number(counts.open))),
    ];
    all.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect()
}

/// Everything that a plan comes to, in one line: `3 to destroy, 1 to create, 2 outputs to change`.
pub fn totals(counts: &Counts) -> String {
    let mut all = changes(counts);
    all.extend(besides(counts));
    if all.is_empty() { "nothing to do".to_owned() } else { all.join(", ") }
}

/// The same of a plan of which something is amiss: where not everything was planned, nobody knows that there is nothing
/// to do.
pub fn known_totals(trouble: Option<Trouble>, counts: &Counts) -> String {
    match trouble {
        Some(Trouble::Errored | Trouble::Incomplete) if is_quiet(counts) => "no changes known".to_owned(),
        _ => totals(counts),
    }
}

/// Whether there is nothing to say of a plan: it changes nothing, and nothing about it is amiss.
pub fn is_quiet(counts: &Counts) -> bool {
    changes(counts).is_empty() && besides(counts).is_empty()
}

/// Counts in a headline. More than that, and a phone shows nothing but the headline.
const HEADLINE_COUNTS: usize = 4;

/// The first line of a report, for a phone: the most dangerous of what would change, and in how many dirspaces. What
/// it leaves out is in [`under_headline`].
///
/// It says so where the numbers are not all there is: a plan that failed or could not be used may hold more.
pub fn headline(report: &Report) -> String {
    let counts = report.counts();
    let partial = report.dirspaces.iter().any(|dirspace| is_partial(&dirspace.outcome));
    let (title, at_least) = if partial { ("Plan incomplete", "at least ") } else { ("Plan", "") };
    let (shown, _) = headline_counts(&counts);
    let dirspaces = count(report.dirspaces.len());
    match (dirspaces, shown.is_empty()) {
        (0, _) => format!("{title}: no dirspaces"),
        (_, true) if partial => format!("{title}: no changes known in {}", plural(dirspaces, "dirspace")),
        (_, true) => format!("{title}: nothing to do in {}", plural(dirspaces, "dirspace")),
        (_, false) => format!("{title}: {at_least}{} in {}", shown.join(", "), affected(report)),
    }
}

/// What the headline has no room for. Empty if it says it all.
pub fn under_headline(counts: &Counts) -> Vec<String> {
    headline_counts(counts).1
}

fn headline_counts(counts: &Counts) -> (Vec<String>, Vec<String>) {
    let mut shown = changes(counts);
    let besides = besides(counts);
    if shown.is_empty() {
        return (besides, Vec::new());
    }
    let mut under = shown.split_off(shown.len().min(HEADLINE_COUNTS));
    under.extend(besides);
    (shown, under)
}

/// `14 of 40 dirspaces`, or `all 40 dirspaces`.
fn affected(report: &Report) -> String {
    let changes = |outcome: &Outcome| outcome.counts().is_some_and(|counts| !is_quiet(&counts));
    let affected = count(report.dirspaces.iter().filter(|dirspace| changes(&dirspace.outcome)).count());
    match count(report.dirspaces.len()) {
        1 => plural(1, "dirspace"),
        all if all == affected => format!("all {}", plural(all, "dirspace")),
        all => format!("{} of {}", number(affected), plural(all, "dirspace")),
    }
}

/// Whether there may be more to a plan than is known.
pub fn is_partial(outcome: &Outcome) -> bool {
    match outcome.standing() {
        _ if outcome.holds_unknown() => true,
        None => true,
        Some(standing) => standing.errored == Some(true) || standing.complete == Some(false),
    }
}

/// Something about a plan as a whole that must not be overlooked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trouble {
    /// Planning failed on the way.
    Errored,
    /// Not all was planned.
    Incomplete,
    /// It cannot be applied, though it holds changes.
    NotApplicable,
}

impl Trouble {
    /// All, the worst first.
    pub const ALL: [Trouble; 3] = [Trouble::Errored, Trouble::Incomplete, Trouble::NotApplicable];

    /// The worst of what is wrong with a plan as a whole, if anything is.
    ///
    /// A plan without changes is never applicable, and nothing is wrong with it. A plan that failed is neither
    /// complete nor applicable, so that the worst says it all.
    pub fn of(standing: Standing, counts: &Counts) -> Option<Trouble> {
        let asks_to_apply = !changes(counts).is_empty() || counts.outputs > 0;
        if standing.errored == Some(true) {
            Some(Trouble::Errored)
        } else if standing.complete == Some(false) {
            Some(Trouble::Incomplete)
        } else if standing.applicable == Some(false) && asks_to_apply {
            Some(Trouble::NotApplicable)
        } else {
            None
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Trouble::Errored => "errored",
            Trouble::Incomplete => "incomplete",
            Trouble::NotApplicable => "not applicable",
        }
    }

    /// How many plans it is true of: `2 plans errored`.
    pub fn counted(self, plans: u64) -> String {
        format!("{} {}", plural(plans, "plan"), self.name())
    }

    /// What it means.
    pub fn meaning(self) -> &'static str {
        match self {
            Trouble::Errored => "planning failed, and what is shown is only what was planned before",
            Trouble::Incomplete => "not everything was planned, and a further plan is needed after this one",
            Trouble::NotApplicable => "the engine says that it cannot be applied",
        }
    }
}

/// What an action does, in front of its object.
pub fn action(action: Action) -> &'static str {
    match action {
        Action::NoOp => "keep",
        Action::Create => "create",
        Action::Read => "read",
        Action::Update => "update",
        Action::Delete => "destroy",
        Action::DeleteThenCreate | Action::CreateThenDelete => "replace",
        Action::Forget => "forget",
        Action::CreateAndForget => "create and forget",
        Action::Open => "open",
        Action::Other => "unknown action",
    }
}

/// What a change does, in front of its object. One to which nothing happens may still be moved or imported.
pub fn verb(change: &ResourceChange) -> &'static str {
    match change.action {
        Action::NoOp if change.imported => "import",
        Action::NoOp if change.moved_from.is_some() => "move",
        other => action(other),
    }
}

/// What was done to an object outside of the engine.
pub fn drift(action: Action) -> &'static str {
    match action {
        Action::Update => "was changed",
        Action::Delete => "was destroyed",
        Action::Create => "was created",
        Action::NoOp => "moved in the state",
        _ => "is not as it was",
    }
}

/// What is done to an output. Nothing but the state is deleted, so it is not called destroyed.
pub fn output_action(change: &OutputChange) -> &'static str {
    match change.action {
        Action::Create => "add",
        Action::Delete => "remove",
        Action::Update => "change",
        Action::NoOp => "keep",
        other => action(other),
    }
}

/// In which order an object is replaced: while the old one is gone and the new one is not there yet, it is down.
pub fn order(action: Action) -> Option<&'static str> {
    match action {
        Action::DeleteThenCreate => Some("destroyed first, then created"),
        Action::CreateThenDelete => Some("created first, then destroyed"),
        Action::CreateAndForget => Some("a new one is created, the old one is left as it is"),
        Action::Forget => Some("left as it is, no longer managed"),
        _ => None,
    }
}

/// Why, for people.
pub fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::ReplaceBecauseCannotUpdate => "cannot be updated in place",
        Reason::ReplaceBecauseTainted => "tainted",
        Reason::ReplaceByRequest => "asked for with -replace",
        Reason::ReplaceByTriggers => "triggered by a change elsewhere",
        Reason::DeleteBecauseNoResourceConfig => "no longer in the configuration",
        Reason::DeleteBecauseNoModule => "its module is no longer in the configuration",
        Reason::DeleteBecauseWrongRepetition => "count or for_each was added or removed",
        Reason::DeleteBecauseCountIndex => "its index is beyond the count",
        Reason::DeleteBecauseEachKey => "its key is no longer in for_each",
        Reason::DeleteBecauseNoMoveTarget => "moved to where the configuration has nothing",
        Reason::DeleteBecauseEnabledFalse => "no longer enabled",
        Reason::ReadBecauseConfigUnknown => "its configuration is known only during apply",
        Reason::ReadBecauseDependencyPending => "waits for a change that it depends on",
        Reason::ReadBecauseCheckNested => "read for a check",
        Reason::ForgotBecauseLifecycleDestroyInState => "its lifecycle in the state says not to destroy",
        Reason::ForgotBecauseLifecycleDestroyInConfig => "its lifecycle says not to destroy",
        Reason::Other => "for an unknown reason",
    }
}

/// Why something waits for a later plan.
pub fn deferred(reason: DeferredReason) -> &'static str {
    match reason {
        DeferredReason::InstanceCountUnknown => "how many there are is not known yet",
        DeferredReason::ResourceConfigUnknown => "its configuration is not known yet",
        DeferredReason::ProviderConfigUnknown => "the configuration of its provider is not known yet",
        DeferredReason::AbsentPrereq => "something that it needs is not there yet",
        DeferredReason::DeferredPrereq => "something that it needs is deferred",
        DeferredReason::Other => "for an unknown reason",
    }
}

/// When an action runs.
pub fn event(event: TriggerEvent) -> &'static str {
    match event {
        TriggerEvent::BeforeCreate => "before a create",
        TriggerEvent::AfterCreate => "after a create",
        TriggerEvent::BeforeUpdate => "before an update",
        TriggerEvent::AfterUpdate => "after an update",
        TriggerEvent::BeforeDestroy => "before a destroy",
        TriggerEvent::AfterDestroy => "after a destroy",
        TriggerEvent::Invoked => "asked for with -invoke",
        TriggerEvent::Other => "on an unknown event",
    }
}

/// What a check is attached to.
pub fn check_kind(kind: CheckKind) -> &'static str {
    match kind {
        CheckKind::Resource => "resource",
        CheckKind::Output => "output",
        CheckKind::Check => "check",
        CheckKind::Variable => "variable",
        CheckKind::Other => "other",
    }
}

/// How a check came out.
pub fn check_status(status: CheckStatus) -> &'static str {
    match status {
        CheckStatus::Pass => "passed",
        CheckStatus::Fail => "failed",
        CheckStatus::Error => "could not be evaluated",
        CheckStatus::Unknown => "known only after apply",
    }
}

/// A remark about a change: words of ours, and perhaps a foreign text after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The words.
    pub words: &'static str,
    /// What they are about, not escaped: to be shown as code.
    pub code: Option<String>,
}

impl Phrase {
    fn words(words: &'static str) -> Phrase {
        Phrase { words, code: None }
    }
}

/// What is to be known of a change beside what happens and why.
pub fn badges(plan: &Plan, change: &ResourceChange) -> Vec<Phrase> {
    let deposed = change.deposed.map(|key| Phrase { words: "deposed object", code: Some(format!("{key:08x}")) });
    // What the verb says is not said again.
    let only_moves = verb(change) == "move";
    let moved = change.moved_from.map(|from| {
        let leaves_the_root = from.module == ModuleId::default() && change.address.module != from.module;
        let words = match (only_moves, leaves_the_root) {
            (true, false) => "from",
            (true, true) => "from the root module:",
            (false, false) => "moved from",
            (false, true) => "moved from the root module:",
        };
        Phrase { words, code: Some(names::address(plan, &from)) }
    });
    let flags = [
        (change.imported && change.action != Action::NoOp, "imported"),
        (change.generated, "configuration generated"),
        (change.sensitive_changed, "sensitive value changed"),
        (change.sensitivity_changed, "sensitivity changed"),
    ];
    let flags = flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, words)| Phrase::words(words));
    deposed.into_iter().chain(moved).chain(flags).collect()
}

/// What is to be known of a changed attribute. Empty for most.
pub fn attribute_badges(attribute: &AttributeChange) -> Vec<&'static str> {
    let flags = [
        (attribute.forces_replacement, "forces replacement"),
        (attribute.sensitive, "sensitive"),
        (attribute.only_sensitivity, "only its sensitivity changes"),
    ];
    flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, words)| words).collect()
}

/// What is to be known of an output that changes. Empty for most.
pub fn output_badges(output: &OutputChange) -> Vec<&'static str> {
    let flags = [(output.sensitive, "sensitive"), (output.sensitivity_changed, "sensitivity changed")];
    flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, words)| words).collect()
}

/// The line that the engine prints itself, to be compared with its log: `Plan: 2 to add, 3 to change, 4 to destroy.`
pub fn engine_line(line: &EngineLine) -> String {
    let import = if line.import == 0 { String::new() } else { format!("{} to import, ", line.import) };
    format!("Plan: {import}{} to add, {} to change, {} to destroy.", line.add, line.change, line.destroy)
}

/// A version as it is written: `1.14.2`, `1.15.0 (prerelease)`.
pub fn version(version: &Version) -> String {
    let prerelease = if version.prerelease { " (prerelease)" } else { "" };
    format!("{}.{}.{}{prerelease}", version.major, version.minor, version.patch)
}

/// Whether somebody may: `allowed`, `pending`, `undetermined`, `denied`.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allow => "allowed",
        Verdict::Pending => "pending",
        Verdict::Undetermined => "undetermined",
        Verdict::Deny => "denied",
    }
}

/// Digits of a commit that are shown.
const SHORT_COMMIT: usize = 10;

/// A commit, as short as people write it. Commits are hexadecimal, so that nothing in it has to be escaped.
pub fn short(commit: &str) -> String {
    commit.chars().take(SHORT_COMMIT).filter(char::is_ascii_hexdigit).collect()
}

/// That the request has moved on since it was planned: the plans are of one commit, its head is another.
pub fn moved(report: &Report) -> Option<String> {
    let (head, now) = (report.head.as_ref()?, report.moved_to.as_ref()?);
    Some(format!("these plans are of {}; the request is at {} now", short(head), short(now)))
}

/// What is added to the name of every dirspace whose plan is of an older commit.
pub const STALE: &str = " (stale)";

/// What is above dirspaces as they were planned at older commits.
pub fn older(dirspaces: usize) -> String {
    format!("{} as planned at older commits, and counted nowhere", plural(count(dirspaces), "dirspace"))
}

/// What the plan of an older commit came to.
pub fn older_row(row: &Older) -> String {
    let came_to = match &row.sums {
        Some(sums) => match Trouble::of(sums.standing, &sums.counts) {
            Some(trouble) => format!("{}, {}", trouble.name(), known_totals(Some(trouble), &sums.counts)),
            None => totals(&sums.counts),
        },
        None => "the plan could not be used".to_owned(),
    };
    format!("{came_to} at {}{STALE}", short(&row.head))
}

/// What is added to a row that stands for several, which differ in nothing that may be shown, such as a masked key.
/// Empty for one.
pub fn of_these(rows: u64) -> String {
    if rows == 1 { String::new() } else { format!("  ({} of these)", number(rows)) }
}

/// The last line of every report: what was done so that no value gets out.
pub fn self_check(check: &SelfCheck) -> String {
    let masked = match check.masked {
        0 => String::new(),
        masked => format!("{} masked, ", plural(masked, "name")),
    };
    format!(
        "Self-check: {} kept, {} dropped, {} scanned for, {masked}{}",
        plural(check.kept, "field"),
        plural(check.dropped, "value"),
        plural(check.scanned_for, "marked string"),
        plural(check.hits, "hit"),
    )
}

/// What it means that a plan holds something that is not known.
pub const UNKNOWN_PARTS: &str =
    "this version of whomay does not know all that they hold, and there may be changes in it";

/// Why a report holds numbers only.
pub const COUNTS_ONLY: &str =
    "a text of the plan was about to show a string that is marked as sensitive, so that only counts are shown";

/// What a datum is called: `request_number` is `request number`.
pub fn datum(name: &str) -> String {
    name.replace('_', " ")
}

#[cfg(test)]
mod tests;
