//! Everything else, by dirspace and module, folded away: for whoever wants to know it all.

use std::collections::BTreeMap;

use super::dialect::Fold;
use super::page::{Drawn, Page};
use super::row;
use super::sheet::{Group, Sheet, each_once, listed};
use crate::output::report::concern::weight;
use crate::output::report::names;
use crate::output::report::wording::{self, count, number, plural};
use crate::plan::address::ModuleId;
use crate::plan::change::{CheckStatus, DataSource, ResourceChange};
use crate::plan::words::Word;
use crate::plan::{Counts, Plan};

/// Rows of one module.
const ROWS: usize = 100;

/// Changes of the only dirspace that are shown at once: most requests are small, and nobody has to tap.
const SHORT: usize = 20;

/// Modules of one dirspace.
const MODULES: usize = 50;

/// Dirspaces without changes that are named.
const QUIET: usize = 12;

/// Names in one list of providers, data sources, variables or outputs.
const NAMES: usize = 50;

/// A section for each dirspace with something to say, and the number of those without.
pub(super) fn draw(sheet: &Sheet<'_>, page: &mut Page) -> Drawn {
    if !sheet.level.shows_dirspaces() {
        return Ok(());
    }
    let told = |group: &Group<'_>| group.counts.is_some_and(|counts| !wording::is_quiet(&counts));
    let groups: Vec<&Group<'_>> = sheet.groups.iter().filter(|group| told(group)).collect();
    if !groups.is_empty() {
        page.block("### By dirspace")?;
    }
    let is_short = |group: &&Group<'_>| group.alike.plan().is_none_or(|plan| plan.resources.len() <= SHORT);
    let fold = if groups.len() == 1 && groups.iter().all(is_short) { Fold::Open } else { Fold::Away };
    groups.iter().try_for_each(|group| draw_group(sheet, page, group, fold))?;
    draw_quiet(sheet, page)
}

/// Where nothing happens.
pub(super) fn draw_quiet(sheet: &Sheet<'_>, page: &mut Page) -> Drawn {
    let quiet: Vec<&Group<'_>> = sheet.groups.iter().filter(|group| group.is_quiet()).collect();
    let all = quiet.iter().map(|group| group.alike.count()).sum();
    if all == 0 || all == count(sheet.report.dirspaces.len()) {
        return Ok(());
    }
    let mut names = String::new();
    if sheet.level.shows_dirspaces() {
        let dirspaces = quiet.iter().flat_map(|group| group.alike.iter()).take(QUIET);
        let shown: Vec<String> = dirspaces.map(|dirspace| sheet.dirspace(dirspace)).collect();
        names = format!(": {}", listed(&shown, all));
    }
    page.block(&format!("Nothing to do in {}{names}", plural(all, "dirspace")))
}

fn draw_group(sheet: &Sheet<'_>, page: &mut Page, group: &Group<'_>, fold: Fold) -> Drawn {
    let counts = group.counts.unwrap_or_default();
    let each = if group.alike.others.is_empty() { "" } else { "each " };
    let title = format!("{}: {each}{}", sheet.title(&group.alike), wording::totals(&counts));
    page.push(&sheet.dialect.open(&title, fold))?;
    if let Some(members) = sheet.members(&group.alike) {
        let also = if group.alike.share_a_directory() { "Workspaces" } else { "Also" };
        page.block(&format!("{also}: {members}"))?;
    }
    if let Some(plan) = group.alike.plan() {
        draw_plan(sheet, page, plan)?;
    }
    draw_remainder(sheet, page, group, &counts)?;
    page.push(sheet.dialect.close())
}

fn draw_plan(sheet: &Sheet<'_>, page: &mut Page, plan: &Plan) -> Drawn {
    if sheet.level.shows_rows() {
        draw_rows(sheet, page, plan)?;
        draw_outputs(sheet, page, plan)?;
    } else {
        draw_modules(sheet, page, plan)?;
    }
    Ok(())
}

fn draw_outputs(sheet: &Sheet<'_>, page: &mut Page, plan: &Plan) -> Drawn {
    let outputs: Vec<String> =
        plan.outputs.iter().take(NAMES).map(|output| row::output(sheet.dialect, plan, output)).collect();
    match outputs.is_empty() {
        true => Ok(()),
        false => page.block(&format!("Outputs: {}", listed(&outputs, count(plan.outputs.len())))),
    }
}

/// A row for each change that is not shown before.
fn draw_rows(sheet: &Sheet<'_>, page: &mut Page, plan: &Plan) -> Drawn {
    let mut modules: BTreeMap<ModuleId, Vec<&ResourceChange>> = BTreeMap::new();
    for change in plan.resources.iter().filter(|change| row::is_harmless(change)) {
        modules.entry(change.address.module).or_default().push(change);
    }
    for (id, changes) in modules.iter_mut().take(MODULES) {
        changes.sort_by_key(|change| weight(change.action));
        if *id != ModuleId::default() {
            page.block(&format!("In {}:", sheet.dialect.code(&names::module(plan, *id))))?;
        }
        page.list(each_once(changes.iter().take(ROWS).map(|change| row::change(sheet, plan, change))))?;
        let more = counted(changes.iter().skip(ROWS).copied());
        if changes.len() > ROWS {
            page.block(&format!("And {} more: {}.", number(count(changes.len() - ROWS)), wording::totals(&more)))?;
        }
    }
    let others = counted(modules.values().skip(MODULES).flatten().copied());
    draw_other_modules(page, modules.len(), &others)
}

/// The numbers of each module.
fn draw_modules(sheet: &Sheet<'_>, page: &mut Page, plan: &Plan) -> Drawn {
    let mut modules: BTreeMap<ModuleId, Counts> = BTreeMap::new();
    for change in &plan.resources {
        modules.entry(change.address.module).or_default().add_change(change);
    }
    page.list(modules.iter().take(MODULES).map(|(id, counts)| {
        let name = match *id == ModuleId::default() {
            true => "the root module".to_owned(),
            false => sheet.dialect.code(&names::module(plan, *id)),
        };
        format!("In {name}: {}", wording::totals(counts))
    }))?;
    let mut others = Counts::default();
    modules.values().skip(MODULES).for_each(|counts| others += *counts);
    draw_other_modules(page, modules.len(), &others)
}

fn draw_other_modules(page: &mut Page, modules: usize, counts: &Counts) -> Drawn {
    match modules.saturating_sub(MODULES) {
        0 => Ok(()),
        more => page.block(&format!("In {}: {}.", plural(count(more), "more module"), wording::totals(counts))),
    }
}

fn counted<'r>(changes: impl Iterator<Item = &'r ResourceChange>) -> Counts {
    let mut counts = Counts::default();
    changes.for_each(|change| counts.add_change(change));
    counts
}

/// The numbers as the engine counts them, and what there is besides changes.
fn draw_remainder(sheet: &Sheet<'_>, page: &mut Page, group: &Group<'_>, counts: &Counts) -> Drawn {
    let plan = group.alike.plan();
    let engine = plan.and_then(|plan| plan.engine);
    let version = engine.filter(|_| sheet.level.shows_names());
    let version = version.map(|engine| format!(" (version {})", wording::version(&engine))).unwrap_or_default();
    // Without changes to objects the engine prints no such line either.
    if !wording::changes(counts).is_empty() {
        let line = sheet.dialect.code(&wording::engine_line(&counts.engine()));
        page.block(&format!("As the engine counts{version}: {line}"))?;
    }
    let names = plan.filter(|_| sheet.level.shows_names()).map(|plan| names(sheet, plan));
    // How much stays as it is may differ between dirspaces that are alike.
    let unchanged = Some(counts.unchanged).filter(|count| *count > 0 && group.alike.others.is_empty());
    let unchanged = unchanged.map(|count| format!("Unchanged: {}", number(count)));
    page.list(besides(counts).into_iter().chain(unchanged).chain(names.unwrap_or_default()))
}

fn besides(counts: &Counts) -> Vec<String> {
    let checks = [
        (counts.checks_passed, wording::check_status(CheckStatus::Pass)),
        (counts.checks_unknown, wording::check_status(CheckStatus::Unknown)),
    ];
    let checks: Vec<String> = checks
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", number(*count)))
        .collect();
    let checks = (!checks.is_empty()).then(|| format!("Checks: {}", checks.join(", ")));
    let deposed = (counts.deposed > 0).then(|| format!("Deposed objects: {}", number(counts.deposed)));
    checks.into_iter().chain(deposed).collect()
}

/// What the plan uses, by name.
fn names(sheet: &Sheet<'_>, plan: &Plan) -> Vec<String> {
    let names = |words: &[Word]| -> Vec<String> {
        words.iter().take(NAMES).map(|word| sheet.dialect.code(&names::word(&plan.words, *word))).collect()
    };
    let source = |source: &DataSource| {
        let [kind, name] = [source.kind, source.name].map(|word| names::word(&plan.words, word));
        sheet.dialect.code(&format!("{kind}.{name}"))
    };
    let all = [
        ("Providers", names(&plan.providers), plan.providers.len()),
        ("Data sources", plan.data_sources.iter().take(NAMES).map(source).collect(), plan.data_sources.len()),
        ("Variables", names(&plan.variables), plan.variables.len()),
        ("All outputs", names(&plan.output_names), plan.output_names.len()),
    ];
    let lines = all.iter().filter(|(_, names, _)| !names.is_empty());
    lines.map(|(title, names, all)| format!("{title}: {}", listed(names, count(*all)))).collect()
}
