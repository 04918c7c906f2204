//! One change in one line: what it is done to, and every remark that helps to judge it. Never a value.

use super::sheet::{Sheet, listed};
use crate::output::report::wording::{self, Phrase, count};
use crate::output::report::{Dialect, names};
use crate::plan::Plan;
use crate::plan::change::{ActionInvocation, AttributeChange, Check, DeferredChange, OutputChange, ResourceChange};

/// Attributes that are named of one change.
const ATTRIBUTES: usize = 20;

/// Something that is lost: `addr`: destroyed first, then created; cannot be updated in place; `engine` (forces
/// replacement).
pub(super) fn loss(sheet: &Sheet<'_>, plan: &Plan, change: &ResourceChange) -> String {
    let address = sheet.dialect.code(&names::address(plan, &change.address));
    with_remarks(&address, &remarks(sheet, plan, change))
}

/// Anything else, below the heading of its module: update `addr`: `tags`.
pub(super) fn change(sheet: &Sheet<'_>, plan: &Plan, change: &ResourceChange) -> String {
    let address = sheet.dialect.code(&names::resource(plan, &change.address));
    with_remarks(&format!("{} {address}", wording::verb(change)), &remarks(sheet, plan, change))
}

/// What changed outside.
pub(super) fn drift(sheet: &Sheet<'_>, plan: &Plan, change: &ResourceChange) -> String {
    let address = sheet.dialect.code(&names::address(plan, &change.address));
    with_remarks(&format!("{address} {}", wording::drift(change.action)), &remarks(sheet, plan, change))
}

/// What waits for a later plan.
pub(super) fn deferred(sheet: &Sheet<'_>, plan: &Plan, deferred: &DeferredChange) -> String {
    let address = sheet.dialect.code(&names::address(plan, &deferred.change.address));
    format!("{} {address}: {}", wording::verb(&deferred.change), wording::deferred(deferred.reason))
}

/// What the plan runs.
pub(super) fn action(sheet: &Sheet<'_>, plan: &Plan, action: &ActionInvocation) -> String {
    let address = sheet.dialect.code(&names::action(plan, action));
    let deferred = action.deferred.map(|reason| format!("; {}", wording::deferred(reason)));
    format!("run {address} {}{}", wording::event(action.event), deferred.unwrap_or_default())
}

/// What does not hold.
pub(super) fn check(sheet: &Sheet<'_>, plan: &Plan, check: &Check) -> String {
    let name = sheet.dialect.code(&names::check(plan, check));
    format!("{} {name}: {}", wording::check_kind(check.kind), wording::check_status(check.status))
}

/// What others read. Shown in a list of outputs.
pub(super) fn output(dialect: Dialect, plan: &Plan, output: &OutputChange) -> String {
    let name = dialect.code(&names::word(&plan.words, output.name));
    format!("{} {name}{}", wording::output_action(output), in_brackets(&wording::output_badges(output)))
}

fn with_remarks(subject: &str, remarks: &[String]) -> String {
    if remarks.is_empty() { subject.to_owned() } else { format!("{subject}: {}", remarks.join("; ")) }
}

fn remarks(sheet: &Sheet<'_>, plan: &Plan, change: &ResourceChange) -> Vec<String> {
    let phrase = |phrase: Phrase| match phrase.code {
        Some(code) => format!("{} {}", phrase.words, sheet.dialect.code(&code)),
        None => phrase.words.to_owned(),
    };
    let mut remarks: Vec<String> = wording::order(change.action).map(str::to_owned).into_iter().collect();
    remarks.extend(change.reason.map(|reason| wording::reason(reason).to_owned()));
    if sheet.level.shows_names() {
        remarks.extend(attributes(sheet.dialect, plan, plan.attributes_of(change)));
    }
    remarks.extend(wording::badges(plan, change).into_iter().map(phrase));
    remarks
}

/// Those that force a replacement first: they are why.
fn attributes(dialect: Dialect, plan: &Plan, attributes: &[AttributeChange]) -> Option<String> {
    let (forcing, others): (Vec<&AttributeChange>, Vec<&AttributeChange>) =
        attributes.iter().partition(|attribute| attribute.forces_replacement);
    let named = forcing.into_iter().chain(others).take(ATTRIBUTES).map(|attribute| {
        let name = dialect.code(&names::word(&plan.words, attribute.name));
        format!("{name}{}", in_brackets(&wording::attribute_badges(attribute)))
    });
    let named: Vec<String> = named.collect();
    (!named.is_empty()).then(|| listed(&named, count(attributes.len())))
}

fn in_brackets(badges: &[&str]) -> String {
    if badges.is_empty() { String::new() } else { format!(" ({})", badges.join(", ")) }
}

/// Whether a change is shown with everything else, and not before it.
pub(super) fn is_harmless(change: &ResourceChange) -> bool {
    crate::output::report::concern::Concern::of(change.action).is_none()
}
