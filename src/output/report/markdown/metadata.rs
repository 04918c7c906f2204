//! What is known of the request and the run, folded away.

use super::dialect::Fold;
use super::page::{Drawn, Page};
use super::sheet::Sheet;
use crate::output::report::wording::{self, count, plural};

/// Items that are shown: more than the documented list has.
const ITEMS: usize = 100;

/// A line for each thing.
pub(super) fn draw(sheet: &Sheet<'_>, page: &mut Page) -> Drawn {
    let metadata = &sheet.report.metadata;
    if metadata.is_empty() || !sheet.level.shows_dirspaces() {
        return Ok(());
    }
    page.push(&sheet.dialect.open("Request and run", Fold::Away))?;
    page.list(metadata.iter().take(ITEMS).map(|datum| {
        let value = sheet.dialect.sentence(&datum.value);
        format!("{}: {value}", wording::datum(datum.name))
    }))?;
    let more = count(metadata.len().saturating_sub(ITEMS));
    if more > 0 {
        page.block(&format!("And {}.", plural(more, "more item")))?;
    }
    page.push(sheet.dialect.close())
}
