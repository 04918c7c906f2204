//! The beginning of the page: what a phone shows before anybody scrolls.

use super::page::{Drawn, Page};
use super::permissions;
use super::sheet::Sheet;
use crate::output::report::wording::{self, Trouble, plural};

/// The marker, the headline, and what must not be overlooked.
pub(super) fn draw(sheet: &Sheet<'_>, page: &mut Page) -> Drawn {
    page.push(&sheet.dialect.marker(sheet.key))?;
    if let Some(moved) = wording::moved(sheet.report) {
        page.block(&format!("**Stale:** {moved}"))?;
    }
    page.block(&format!("## {}", wording::headline(sheet.report)))?;
    let mut lines = loud(sheet);
    lines.extend(also(sheet));
    lines.extend(permissions::summary(sheet));
    lines.extend(
        sheet
            .report
            .head
            .as_ref()
            .map(|head| format!("Planned at commit {}", sheet.dialect.code(&wording::short(head)))),
    );
    lines
        .extend((!sheet.report.older.is_empty()).then(|| format!("Also {}", wording::older(sheet.report.older.len()))));
    lines.extend(
        sheet.level.left_out().map(|left_out| {
            format!("**Shortened to fit:** {left_out}. `whomay report --format json` leaves nothing out")
        }),
    );
    page.list(lines)
}

/// What is wrong, and how often.
fn loud(sheet: &Sheet<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for trouble in Trouble::ALL {
        let plans = sheet.count(|group| group.trouble == Some(trouble));
        if plans > 0 {
            lines.push(format!("**{}:** {}", trouble.counted(plans), trouble.meaning()));
        }
    }
    let refused = sheet.count(|group| group.is_refused());
    if refused > 0 {
        lines.push(format!("**{} could not be used:** what would change there is not known", plural(refused, "plan")));
    }
    let failed = sheet.totals.checks_failed.saturating_add(sheet.totals.checks_errored);
    if failed > 0 {
        lines.push(format!("**{} failed**", plural(failed, "check")));
    }
    let unknown = sheet.count(|group| group.alike.first.outcome.holds_unknown());
    if unknown > 0 {
        lines.push(format!("**{} with unknown parts:** {}", plural(unknown, "plan"), wording::UNKNOWN_PARTS));
    }
    let counts_only = sheet.count(|group| group.is_counts_only());
    if counts_only > 0 {
        lines.push(format!("**{} without names:** {}", plural(counts_only, "plan"), wording::COUNTS_ONLY));
    }
    lines
}

/// What is not in the headline and not loud.
fn also(sheet: &Sheet<'_>) -> Option<String> {
    let silent = crate::plan::Counts { checks_failed: 0, checks_errored: 0, ..sheet.totals };
    let under = wording::under_headline(&silent);
    (!under.is_empty()).then(|| format!("Also {}", under.join(", ")))
}
