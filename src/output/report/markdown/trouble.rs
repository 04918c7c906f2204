//! Plans that are not all there is, or are none: named before anything that they would do.

use std::collections::BTreeMap;

use super::page::{Drawn, Page};
use super::sheet::{Group, Sheet};
use crate::output::report::wording::{self, Trouble, plural};
use crate::plan::refusal::{Kind, Refusal};
use crate::plan::report::Outcome;

/// Dirspaces or groups of them that are named for one trouble.
const NAMED: usize = 20;

/// Where planning failed, and what could not be used.
pub(super) fn draw(sheet: &Sheet<'_>, page: &mut Page) -> Drawn {
    if !sheet.level.shows_losses() {
        return Ok(());
    }
    Trouble::ALL.into_iter().try_for_each(|trouble| draw_trouble(sheet, page, trouble))?;
    draw_refused(sheet, page)
}

fn draw_trouble(sheet: &Sheet<'_>, page: &mut Page, trouble: Trouble) -> Drawn {
    let groups: Vec<&Group<'_>> = sheet.groups.iter().filter(|group| group.trouble == Some(trouble)).collect();
    if groups.is_empty() {
        return Ok(());
    }
    let plans = groups.iter().map(|group| group.alike.count()).sum();
    page.block(&format!("### {}", trouble.counted(plans)))?;
    page.list(groups.iter().take(NAMED).map(|group| {
        let counts =
            group.counts.as_ref().map(|counts| wording::known_totals(group.trouble, counts)).unwrap_or_default();
        format!("{}: {counts}", sheet.place(&group.alike))
    }))?;
    let more = groups.iter().skip(NAMED).map(|group| group.alike.count()).sum();
    draw_more(page, more)
}

/// By what is wrong with them, so that the next step is said once.
fn draw_refused(sheet: &Sheet<'_>, page: &mut Page) -> Drawn {
    let refused = sheet.count(|group| group.is_refused());
    if refused == 0 {
        return Ok(());
    }
    page.block(&format!("### {} that could not be used", plural(refused, "plan")))?;
    let mut by_kind: BTreeMap<Kind, Vec<(&Group<'_>, &Refusal)>> = BTreeMap::new();
    for group in sheet.groups {
        if let Outcome::Refused(refusal) = &group.alike.first.outcome {
            by_kind.entry(refusal.kind).or_default().push((group, refusal));
        }
    }
    by_kind.values().try_for_each(|groups| draw_kind(sheet, page, groups))
}

fn draw_kind(sheet: &Sheet<'_>, page: &mut Page, groups: &[(&Group<'_>, &Refusal)]) -> Drawn {
    if let Some((_, refusal)) = groups.first() {
        // Sentences of ours, with their commands in code already. Where it is wrong differs from plan to plan.
        let what = Refusal::whole(refusal.kind).what();
        page.block(&format!("{}. {}", capitalised(&what), refusal.next_step()))?;
    }
    page.list(groups.iter().take(NAMED).map(|(group, refusal)| {
        let place = sheet.place(&group.alike);
        match refusal.at {
            Some(at) => format!("{place}, at line {}, column {}", at.line, at.column),
            None => place,
        }
    }))?;
    let more = groups.iter().skip(NAMED).map(|(group, _)| group.alike.count()).sum();
    draw_more(page, more)
}

fn draw_more(page: &mut Page, more: u64) -> Drawn {
    match more {
        0 => Ok(()),
        more => page.block(&format!("And {} more.", plural(more, "dirspace"))),
    }
}

/// As the beginning of a sentence.
fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map(|first| first.to_uppercase().chain(rest).collect()).unwrap_or_default()
}
