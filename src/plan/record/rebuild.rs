//! A record → the report that it is of. A record may be written by whoever opens a request, so nothing in it is
//! believed: every word goes through the grammar that it went through when the plan was read, every number is
//! bounded, and what can be counted is counted again.

use std::collections::HashSet;

use super::FORMAT;
use super::fault::{Fault, Within, each, ensure};
use super::form::{
    CountsForm, DatumForm, DirspaceForm, OlderForm, OutcomeKind, PermissionForm, Record, RefusalForm, Totals,
};
use super::plan_rebuild::plan;
use crate::plan::counts::{Counts, EngineLine};
use crate::plan::refusal::Refusal;
use crate::plan::report::{Datum, Dirspace, Older, Outcome, Permission, Place, Report, SelfCheck, Sums};
use crate::plan::request;

/// The longest name of a directory or workspace, in bytes.
pub(in crate::plan) const LONGEST_PLACE: usize = 4096;
/// The longest login, in bytes.
pub(in crate::plan) const LONGEST_USER: usize = 256;
/// The longest name of an operation, in bytes.
pub(in crate::plan) const LONGEST_OPERATION: usize = 64;
/// The most reasons of one permission, and the most bytes of one.
const MOST_REASONS: usize = 64;
const LONGEST_REASON: usize = 4096;
/// The most permissions of a dirspace.
const MOST_PERMISSIONS: usize = 4096;
/// No count of one plan is larger; sums of as many as fit in a file stay within 64 bits.
pub(super) const LARGEST_COUNT: u64 = u32::MAX as u64;
/// No number of pieces of the plans is larger.
pub(super) const LARGEST_SUM: u64 = 1 << 48;

impl Record<'_> {
    /// The report.
    ///
    /// # Errors
    ///
    /// What in the record cannot have come from a report, and where.
    pub fn report(&self) -> Result<Report, Fault> {
        ensure(self.format == FORMAT, "this version of the format is not known").within("format")?;
        ensure(is_tool(&self.tool), "not the name and version of a program").within("tool")?;
        let report = Report {
            head: self.head.as_deref().map(head).transpose().within("head")?,
            moved_to: self.moved_to.as_deref().map(head).transpose().within("moved_to")?,
            metadata: metadata(&self.metadata)?,
            dirspaces: each(&self.dirspaces, "dirspaces", dirspace)?,
            older: each(&self.older, "older", older)?,
            self_check: self_check(self.self_check).within("self_check")?,
        };
        let mut places = HashSet::new();
        each(&report.dirspaces, "dirspaces", |dirspace| {
            ensure(places.insert(&dirspace.place), "this dirspace stands twice")
        })?;
        each(&report.older, "older", |older| {
            ensure(places.insert(&older.place), "this dirspace stands twice")?;
            ensure(report.head.as_ref() != Some(&older.head), "this is the commit of the report").within("head")
        })?;
        let is_the_head = report.moved_to.is_some() && (report.head.is_none() || report.moved_to == report.head);
        ensure(!is_the_head, "this is not another commit than the head").within("moved_to")?;
        ensure(self.totals == Totals::of(&report), "this is not the sum over the dirspaces").within("totals")?;
        Ok(report)
    }
}

fn is_tool(tool: &str) -> bool {
    let version = tool.strip_prefix("whomay ").unwrap_or_default();
    let allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '+');
    tool.len() <= 64 && version.starts_with(|first: char| first.is_ascii_digit()) && version.chars().all(allowed)
}

fn head(text: &str) -> Result<String, Fault> {
    ensure(request::is_commit(text), "not a commit: 40 or 64 hexadecimal digits in lower case")?;
    Ok(text.to_owned())
}

fn metadata(data: &[DatumForm<'_>]) -> Result<Vec<Datum>, Fault> {
    let mut names = HashSet::new();
    each(data, "metadata", |datum| {
        let known = request::datum(&datum.name, &datum.value)
            .ok_or_else(|| Fault::new("a name that is not in the list, or a value that has not its shape"))?;
        ensure(names.insert(known.name), "this name stands twice")?;
        Ok(known)
    })
}

fn self_check(check: SelfCheck) -> Result<SelfCheck, Fault> {
    let SelfCheck { kept, dropped, scanned_for, masked, hits } = check;
    let bounded = [kept, dropped, scanned_for, masked, hits].iter().all(|number| *number <= LARGEST_SUM);
    ensure(bounded, "a number is too large")?;
    Ok(check)
}

fn dirspace(form: &DirspaceForm<'_>) -> Result<Dirspace, Fault> {
    let place = place(&form.dir, &form.workspace)?;
    ensure(form.permissions.len() <= MOST_PERMISSIONS, "more than are read").within("permissions")?;
    Ok(Dirspace { place, outcome: outcome(form)?, permissions: each(&form.permissions, "permissions", permission)? })
}

fn older(form: &OlderForm<'_>) -> Result<Older, Fault> {
    let sums = match (form.standing, form.counts) {
        (Some(standing), Some(form)) => Some(Sums { counts: counts(form).within("counts")?, standing: standing.0 }),
        (None, None) => None,
        _ => return Err(Fault::new("the standing and the counts do not agree")),
    };
    Ok(Older { place: place(&form.dir, &form.workspace)?, head: head(&form.head).within("head")?, sums })
}

fn place(dir: &str, workspace: &str) -> Result<Place, Fault> {
    Ok(Place {
        dir: bounded(dir, LONGEST_PLACE).within("dir")?,
        workspace: bounded(workspace, LONGEST_PLACE).within("workspace")?,
    })
}

fn outcome(form: &DirspaceForm<'_>) -> Result<Outcome, Fault> {
    match (form.outcome.0, form.standing, form.counts, &form.plan, &form.refusal) {
        (OutcomeKind::Plan, Some(standing), Some(counts), Some(written), None) => {
            let plan = plan(written, standing.0, counts.people.unchanged).within("plan")?;
            let agree = counts == CountsForm::from(plan.counts());
            ensure(agree, "these are not the numbers of what is listed").within("counts")?;
            Ok(Outcome::Plan(Box::new(plan)))
        }
        (OutcomeKind::CountsOnly, Some(standing), Some(form), None, None) => {
            counts(form).within("counts").map(|counts| Outcome::CountsOnly { counts, standing: standing.0 })
        }
        (OutcomeKind::Refused, None, None, None, Some(form)) => refusal(form).map(Outcome::Refused).within("refusal"),
        _ => Err(Fault::new("the outcome and what is said of it do not agree")),
    }
}

/// What was counted cannot be counted again here; only that the numbers agree among themselves is known.
fn counts(form: CountsForm) -> Result<Counts, Fault> {
    let counts = form.people;
    let Counts { create, update, replace, delete, forget, create_and_forget, read, import, moved, .. } = counts;
    let Counts { deposed, open, other, unchanged, drift, deferred, actions, outputs, .. } = counts;
    let Counts { checks_passed, checks_failed, checks_errored, checks_unknown, .. } = counts;
    let objects = [create, update, replace, delete, forget, create_and_forget, read, import, moved, deposed, open];
    let others = [other, unchanged, drift, deferred, actions, outputs];
    let checks = [checks_passed, checks_failed, checks_errored, checks_unknown];
    let mut all = objects.iter().chain(&others).chain(&checks);
    ensure(all.all(|number| *number <= LARGEST_COUNT), "a number is too large")?;
    ensure(create_and_forget <= forget, "a part is larger than the whole")?;
    let engine: EngineLine = counts.engine();
    ensure(engine == form.engine, "the two countings do not agree")?;
    Ok(counts)
}

/// What is wrong and what to do is said anew: the record's own words are for readers that know nothing of the codes.
fn refusal(form: &RefusalForm<'_>) -> Result<Refusal, Fault> {
    let at = form.at.map(|at| at.0);
    ensure(at.is_none_or(|at| at.line <= LARGEST_SUM && at.column <= LARGEST_SUM), "a number is too large")?;
    ensure(form.what.len() <= LONGEST_REASON && form.next_step.len() <= LONGEST_REASON, "a text is too long")?;
    Ok(Refusal { kind: form.code.0, at })
}

fn permission(form: &PermissionForm<'_>) -> Result<Permission, Fault> {
    ensure(form.missing.len() <= MOST_REASONS, "more than are read").within("missing")?;
    Ok(Permission {
        user: form.user.as_deref().map(|user| bounded(user, LONGEST_USER)).transpose().within("user")?,
        operation: bounded(&form.operation, LONGEST_OPERATION).within("operation")?,
        verdict: form.verdict.0,
        missing: each(&form.missing, "missing", |text| bounded(text, LONGEST_REASON))?,
    })
}

/// A text that stands for itself: a directory, a workspace, a login, a sentence. Who shows it escapes it.
fn bounded(text: &str, longest: usize) -> Result<String, Fault> {
    ensure(!text.is_empty(), "this is empty")?;
    ensure(text.len() <= longest, "this is longer than anything that is written here")?;
    Ok(text.to_owned())
}
