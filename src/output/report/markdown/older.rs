//! Dirspaces that other runs planned, at older commits of the request.

use super::page::{Drawn, Page};
use super::sheet::Sheet;
use crate::output::report::wording::{self, count, plural};

/// Rows of other runs.
const ROWS: usize = 50;

/// A row for each, folded away. What there is in all stands at the head of the page.
pub(super) fn draw(sheet: &Sheet<'_>, page: &mut Page) -> Drawn {
    let older = &sheet.report.older;
    if older.is_empty() || !sheet.level.shows_dirspaces() {
        return Ok(());
    }
    page.block(&format!("### At older commits: {}", wording::number(count(older.len()))))?;
    let more = count(older.len().saturating_sub(ROWS));
    let more = (more > 0).then(|| format!("And {}", plural(more, "more dirspace")));
    let rows = older.iter().take(ROWS);
    page.list(rows.map(|row| format!("{}: {}", sheet.name(&row.place), wording::older_row(row))).chain(more))
}
