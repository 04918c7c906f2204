//! A report as Markdown, for a comment or a job summary: what needs attention first, within a budget of bytes.
//!
//! The reader holds a phone and has to decide: what is lost, where, why, and may I apply it. So the second line says
//! what would change, what is lost is next, by name and with its reason, and everything else is folded away by dirspace.
//! There are lists and no tables, since a phone cannot show the right half of a table without scrolling, forges stop
//! drawing huge ones, and Bitbucket's cells cannot hold every name.
//!
//! A page never exceeds its budget and is never cut. It is drawn at the fullest `level` that fits: a level stops at
//! the first word for which there is no room, so that drawing all of them costs at most as many budgets as there are
//! levels, however many changes there are.

mod attention;
mod dialect;
mod directories;
mod head;
mod level;
mod metadata;
mod older;
mod page;
mod permissions;
mod row;
mod section;
mod sheet;
mod trouble;

use super::folding::Compared;
use super::{Dialect, wording};
use crate::plan::Report;
use level::Level;
use page::{Drawn, Full, Page};
use sheet::{Group, Sheet};

/// The least budget for which every report has a page.
pub const SMALLEST_BUDGET: usize = 2_000;

/// Draws a report in at most `budget` bytes, whatever it holds. Empty only if the budget is below
/// [`SMALLEST_BUDGET`] and not even the sums fit.
pub fn render(report: &Report, dialect: Dialect, budget: usize) -> String {
    render_with_key(report, dialect, budget, None)
}

/// The same, with a marker that says of which pipeline it is: lower-case letters, digits, `-` and `_`.
pub fn render_with_key(report: &Report, dialect: Dialect, budget: usize, key: Option<&str>) -> String {
    let totals = report.counts();
    let folded = |compared, levels: &[Level]| {
        let groups = Group::all(report, compared);
        let sheet = |level| Sheet { report, dialect, level, key, groups: &groups, totals };
        levels.iter().find_map(|level| draw(&sheet(*level), budget).ok())
    };
    let page = folded(Compared::RowsAndNames, &[Level::Everything]);
    page.or_else(|| folded(Compared::Rows, &Level::SHORTENED)).unwrap_or_default()
}

/// The same without a marker, to stand below something else on a page that has one.
pub fn render_below(report: &Report, dialect: Dialect, budget: usize) -> String {
    let marker = dialect.marker(None);
    let page = render(report, dialect, budget.saturating_add(marker.len()));
    page.strip_prefix(&marker).map(str::to_owned).unwrap_or(page)
}

/// The page at one level, if it fits.
fn draw(sheet: &Sheet<'_>, budget: usize) -> Result<String, Full> {
    let last = format!("{}\n", wording::self_check(&sheet.report.self_check));
    let mut page = Page::of(budget.checked_sub(last.len()).ok_or(Full)?);
    draw_on(sheet, &mut page)?;
    Ok(page.finish() + &last)
}

fn draw_on(sheet: &Sheet<'_>, page: &mut Page) -> Drawn {
    head::draw(sheet, page)?;
    trouble::draw(sheet, page)?;
    attention::draw(sheet, page)?;
    permissions::draw(sheet, page)?;
    section::draw(sheet, page)?;
    directories::draw(sheet, page)?;
    older::draw(sheet, page)?;
    metadata::draw(sheet, page)
}
