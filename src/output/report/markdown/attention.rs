//! What needs attention, by name: what is lost, and what happens beside the plan.

use std::collections::BTreeMap;

use super::page::{Drawn, Page};
use super::row;
use super::sheet::{Group, Sheet, each_once};
use crate::output::report::concern::{Concern, weight};
use crate::output::report::wording::{count, number, plural};
use crate::plan::change::{ActionInvocation, Check, CheckStatus, ResourceChange};
use crate::plan::{Counts, Plan};

/// Rows of anything that is no loss.
const ROWS: usize = 50;

/// Directories for which it is said how many more there are.
const DIRECTORIES: usize = 30;

/// A list of one kind of thing, over all dirspaces.
struct Kind<'s> {
    heading: &'s str,
    /// What more there is, behind a number.
    more: &'s str,
    /// The most rows.
    rows: usize,
    /// How many there are where only numbers are known.
    count: &'s dyn Fn(&Counts) -> u64,
}

/// Everything that needs attention.
pub(super) fn draw(sheet: &Sheet<'_>, page: &mut Page) -> Drawn {
    if sheet.level.shows_attention() {
        draw_checks(sheet, page)?;
    }
    if sheet.level.shows_losses() {
        draw_losses(sheet, page)?;
    }
    if sheet.level.shows_attention() {
        draw_drift(sheet, page)?;
        draw_deferred(sheet, page)?;
        draw_actions(sheet, page)?;
    }
    Ok(())
}

fn draw_losses(sheet: &Sheet<'_>, page: &mut Page) -> Drawn {
    let (of_a_kind, mut left) = sheet.level.losses();
    for concern in Concern::ALL {
        let rows = of_a_kind.min(left);
        let kind =
            Kind { heading: concern.heading(), more: concern.words(), rows, count: &|counts| concern.count(counts) };
        let pick = |plan| losses(plan, concern);
        let drawn = kind.draw(sheet, page, pick, |plan, change| row::loss(sheet, plan, change))?;
        left = left.saturating_sub(drawn);
    }
    Ok(())
}

fn losses(plan: &Plan, concern: Concern) -> Vec<&ResourceChange> {
    plan.resources.iter().filter(|change| Concern::of(change.action) == Some(concern)).collect()
}

fn draw_checks(sheet: &Sheet<'_>, page: &mut Page) -> Drawn {
    let failed = |counts: &Counts| counts.checks_failed.saturating_add(counts.checks_errored);
    let kind = Kind { heading: "Checks that failed", more: "failed", rows: ROWS, count: &failed };
    kind.draw(sheet, page, failed_checks, |plan, check| row::check(sheet, plan, check)).map(drop)
}

fn failed_checks(plan: &Plan) -> Vec<&Check> {
    plan.checks.iter().filter(|check| matches!(check.status, CheckStatus::Fail | CheckStatus::Error)).collect()
}

fn draw_drift(sheet: &Sheet<'_>, page: &mut Page) -> Drawn {
    let kind = Kind {
        heading: "Changed outside",
        more: "changed outside",
        rows: ROWS,
        count: &|counts: &Counts| counts.drift,
    };
    kind.draw(sheet, page, drifted, |plan, change| row::drift(sheet, plan, change)).map(drop)
}

/// What is gone comes first.
fn drifted(plan: &Plan) -> Vec<&ResourceChange> {
    let mut changes: Vec<&ResourceChange> = plan.drift.iter().collect();
    changes.sort_by_key(|change| weight(change.action));
    changes
}

fn draw_deferred(sheet: &Sheet<'_>, page: &mut Page) -> Drawn {
    let kind = Kind {
        heading: "Left for a later plan",
        more: "deferred",
        rows: ROWS,
        count: &|counts: &Counts| counts.deferred,
    };
    kind.draw(sheet, page, |plan| plan.deferred.iter().collect(), |plan, it| row::deferred(sheet, plan, it)).map(drop)
}

fn draw_actions(sheet: &Sheet<'_>, page: &mut Page) -> Drawn {
    let run = Kind { heading: "Actions to run", more: "to run", rows: ROWS, count: &|counts: &Counts| counts.actions };
    run.draw(sheet, page, |plan| actions(plan, false), |plan, it| row::action(sheet, plan, it))?;
    let wait = Kind { heading: "Actions left for a later plan", more: "deferred", rows: ROWS, count: &|_| 0 };
    wait.draw(sheet, page, |plan| actions(plan, true), |plan, it| row::action(sheet, plan, it)).map(drop)
}

fn actions(plan: &Plan, deferred: bool) -> Vec<&ActionInvocation> {
    plan.actions.iter().filter(|action| action.deferred.is_some() == deferred).collect()
}

impl Kind<'_> {
    /// Draws all of it, and says how many rows that took. What has no row is counted by directory.
    fn draw<'r, R: Copy>(
        &self,
        sheet: &Sheet<'r>,
        page: &mut Page,
        pick: impl Fn(&'r Plan) -> Vec<R>,
        draw: impl Fn(&'r Plan, R) -> String,
    ) -> Result<usize, super::page::Full> {
        let picked: Vec<(&Group<'r>, Vec<R>)> =
            sheet.groups.iter().map(|group| (group, group.alike.plan().map(&pick).unwrap_or_default())).collect();
        let all = picked.iter().map(|(group, rows)| self.known(group, rows.len())).sum();
        if all == 0 {
            return Ok(0);
        }
        page.block(&format!("### {}: {}", self.heading, number(all)))?;
        let mut drawn = 0;
        let mut more: BTreeMap<&str, u64> = BTreeMap::new();
        for (group, rows) in &picked {
            let shown = rows.len().min(self.rows.saturating_sub(drawn));
            drawn += shown;
            if let (Some(plan), 1..) = (group.alike.plan(), shown) {
                page.block(&format!("{}:", sheet.place(&group.alike)))?;
                page.list(each_once(rows.iter().take(shown).map(|row| draw(plan, *row))))?;
            }
            let each = self.each(group, rows.len()).saturating_sub(count(shown));
            for one in group.alike.iter().filter(|_| each > 0) {
                *more.entry(&one.place.dir).or_default() += each;
            }
        }
        self.draw_more(sheet, page, more, drawn > 0)?;
        Ok(drawn)
    }

    /// How many there are in each dirspace of a group.
    fn each(&self, group: &Group<'_>, rows: usize) -> u64 {
        match &group.counts {
            Some(counts) if group.is_counts_only() => (self.count)(counts),
            _ => count(rows),
        }
    }

    /// How many there are in a group.
    fn known(&self, group: &Group<'_>, rows: usize) -> u64 {
        self.each(group, rows).saturating_mul(group.alike.count())
    }

    /// What has no row of its own, by directory, most first.
    fn draw_more(&self, sheet: &Sheet<'_>, page: &mut Page, more: BTreeMap<&str, u64>, after_rows: bool) -> Drawn {
        let all: u64 = more.values().sum();
        if all == 0 {
            return Ok(());
        }
        let begin = if after_rows { "And " } else { "By directory, " };
        let amount = if after_rows { format!("{} more", number(all)) } else { number(all) };
        page.block(&format!("{begin}{amount} {}:", self.more))?;
        let mut directories: Vec<(&str, u64)> = more.into_iter().collect();
        directories.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let rest: u64 = directories.iter().skip(DIRECTORIES).map(|(_, count)| count).sum();
        let others = count(directories.len().saturating_sub(DIRECTORIES));
        let line =
            |(directory, count): &(&str, u64)| format!("{} in {}", number(*count), sheet.dialect.path(directory));
        let last = (others > 0).then(|| format!("{} in {}", number(rest), plural(others, "more directory")));
        page.list(directories.iter().take(DIRECTORIES).map(line).chain(last))
    }
}
