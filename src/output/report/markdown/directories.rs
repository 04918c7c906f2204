//! Numbers by directory, for as many directories as there is room; the sum for all others.

use std::collections::BTreeMap;

use super::page::{Drawn, Full, Page};
use super::section;
use super::sheet::{Group, Sheet};
use crate::output::report::concern::danger;
use crate::output::report::wording::{self, Trouble, count, plural};
use crate::plan::Counts;

/// What is said of a directory.
#[derive(Default)]
struct Directory {
    dirspaces: u64,
    counts: Counts,
    refused: u64,
    errored: u64,
}

/// A line for each directory, the most dangerous first.
///
/// # Errors
///
/// [`Full`] where not a single one fits.
pub(super) fn draw(sheet: &Sheet<'_>, page: &mut Page) -> Drawn {
    if !sheet.level.shows_directories() {
        return Ok(());
    }
    let directories = directories(sheet);
    if !directories.is_empty() {
        page.block("### By directory")?;
    }
    let shown = draw_lines(sheet, page, &directories)?;
    if shown == 0 && !directories.is_empty() {
        return Err(Full);
    }
    section::draw_quiet(sheet, page)
}

/// All that have something to say, in the order in which they are shown.
fn directories<'r>(sheet: &Sheet<'r>) -> Vec<(&'r str, Directory)> {
    let mut directories: BTreeMap<&str, Directory> = BTreeMap::new();
    for group in sheet.groups.iter().filter(|group| !group.is_quiet()) {
        for one in group.alike.iter() {
            directories.entry(&one.place.dir).or_default().add(group);
        }
    }
    let mut directories: Vec<(&str, Directory)> = directories.into_iter().collect();
    let rank = |it: &Directory| (it.errored.saturating_add(it.refused), danger(&it.counts));
    directories.sort_by_key(|(_, it)| std::cmp::Reverse(rank(it)));
    directories
}

/// Draws what fits, and then the rest as a sum, for which there is always room left.
fn draw_lines(sheet: &Sheet<'_>, page: &mut Page, directories: &[(&str, Directory)]) -> Result<usize, Full> {
    let all = Directory::sum(directories);
    let quiet = "Nothing to do in 18,446,744,073,709,551,615 dirspaces.\n\n\n".len();
    let reserve = rest(count(directories.len()), &all).len() + quiet;
    let mut shown = 0;
    for (directory, it) in directories {
        let line = format!("- In {}, {}{}\n", sheet.dialect.path(directory), it.text(), sheet.stale());
        if !page.has_room_for(line.len() + reserve) {
            break;
        }
        page.push(&line)?;
        shown += 1;
    }
    let others = directories.get(shown..).unwrap_or_default();
    if !others.is_empty() {
        page.push(&rest(count(others.len()), &Directory::sum(others)))?;
    }
    if directories.is_empty() { Ok(0) } else { page.push("\n").map(|()| shown) }
}

fn rest(directories: u64, it: &Directory) -> String {
    format!("- In {}, {}\n", plural(directories, "more directory"), it.text())
}

impl Directory {
    fn add(&mut self, group: &Group<'_>) {
        self.dirspaces += 1;
        match &group.counts {
            Some(counts) => self.counts += *counts,
            None => self.refused += 1,
        }
        self.errored += u64::from(group.trouble == Some(Trouble::Errored));
    }

    fn sum(all: &[(&str, Directory)]) -> Directory {
        let mut sum = Directory::default();
        for (_, it) in all {
            sum.dirspaces += it.dirspaces;
            sum.counts += it.counts;
            sum.refused += it.refused;
            sum.errored += it.errored;
        }
        sum
    }

    fn text(&self) -> String {
        let mut parts = Vec::new();
        if self.errored > 0 {
            parts.push(Trouble::Errored.counted(self.errored));
        }
        if self.refused > 0 {
            parts.push(format!("{} could not be used", plural(self.refused, "plan")));
        }
        if !wording::is_quiet(&self.counts) || parts.is_empty() {
            parts.push(wording::totals(&self.counts));
        }
        format!("{}: {}", plural(self.dirspaces, "dirspace"), parts.join(", "))
    }
}
