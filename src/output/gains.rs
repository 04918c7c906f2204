//! A short table of who gains and who loses what by a change of the configuration.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use unicode_width::UnicodeWidthStr as _;

use super::escape::terminal;
use crate::access::gains::{Capability, Direction, Gains, Who};
use crate::access::principal::PrincipalMatch;
use crate::dirspace::Dirspace;

/// Longer tables are not read.
const MOST_ROWS: usize = 15;
/// Names in one cell. The rest is counted.
const MOST_NAMES: usize = 3;
/// Characters of one name.
const LONGEST_NAME: usize = 60;

/// What the table is drawn from.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    /// What was found.
    pub gains: &'a Gains,
    /// The dirspaces that it numbers.
    pub dirspaces: &'a [Dirspace],
    /// What has to be known to read it, each a line.
    pub notes: Vec<String>,
}

/// What the table does not say, so that nobody reads it out of it.
const LIMITS: &str = "Each entry is taken alone: team:x is somebody in that team of whom nothing else is known. \
                      Apply requirements are not part of this.";

/// The table and its notes, as lines of at most `width` columns where names allow it.
pub fn render(table: &Table<'_>, width: usize) -> String {
    let rows = rows(table);
    let mut text = String::new();
    if rows.is_empty() {
        text.push_str("no principal gains or loses anything by what is staged\n");
    } else {
        text.push_str("who gains and who loses what by what is staged, once it is on the default branch:\n");
    }
    let (shown, rest) = rows.split_at(rows.len().min(MOST_ROWS));
    let widest = |column: fn(&Row) -> &str| shown.iter().map(|row| column(row).width()).max().unwrap_or(0);
    let (who, what) = (widest(|row| &row.who), widest(|row| &row.what));
    for row in shown {
        let line = format!("  {}  {}  {}  {}", row.direction, pad(&row.who, who), pad(&row.what, what), row.place);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if !rest.is_empty() {
        text.push_str(&format!("  and {} more\n", rest.len()));
    }
    let limits = (!rows.is_empty()).then(|| LIMITS.to_owned());
    for note in table.notes.iter().map(|note| terminal(note).into_owned()).chain(limits) {
        let options = textwrap::Options::new(width).initial_indent("  ").subsequent_indent("  ");
        text.push_str(&textwrap::fill(&note, options));
        text.push('\n');
    }
    text
}

/// One line, its cells harmless.
struct Row {
    direction: &'static str,
    who: String,
    what: String,
    place: String,
}

/// What makes a row: the direction, all that is granted, and the groups of dirspaces.
type Grant<'a> = (Direction, Vec<&'a Capability>, &'a [usize]);

/// Gains with the same people and places become one row with all their capabilities; then those that differ in nothing
/// but the people become one row.
fn rows(table: &Table<'_>) -> Vec<Row> {
    let mut capabilities: BTreeMap<(Direction, &Who, &[usize]), Vec<&Capability>> = BTreeMap::new();
    for gain in &table.gains.all {
        capabilities.entry((gain.direction, &gain.who, &gain.groups)).or_default().push(&gain.capability);
    }
    let mut people: BTreeMap<Grant<'_>, BTreeSet<&Who>> = BTreeMap::new();
    for ((direction, who, groups), capabilities) in capabilities {
        people.entry((direction, capabilities, groups)).or_default().insert(who);
    }
    let mut rows: Vec<(Grant<'_>, BTreeSet<&Who>)> = people.into_iter().collect();
    // Everyone before somebody, many dirspaces before few: the larger change first.
    rows.sort_by_cached_key(|((direction, capabilities, groups), who)| {
        let strangers = who.iter().any(|who| who.principal == PrincipalMatch::Any);
        let dirspaces: usize = groups.iter().filter_map(|group| table.gains.groups.get(*group)).map(Vec::len).sum();
        (*direction, !strangers, Reverse(dirspaces), capabilities.clone())
    });
    rows.into_iter().map(|(grant, who)| row(table, &grant, who)).collect()
}

fn row(table: &Table<'_>, (direction, capabilities, groups): &Grant<'_>, who: BTreeSet<&Who>) -> Row {
    Row {
        direction: if *direction == Direction::Gain { "gains" } else { "loses" },
        who: few(who.into_iter(), named),
        what: few_files(capabilities),
        place: place(table, groups),
    }
}

fn named(who: &Who) -> String {
    let name = |principal: &PrincipalMatch| match principal {
        PrincipalMatch::Any => "everyone".to_owned(),
        named => shown(&named.to_string()),
    };
    let but = few(who.but.iter(), name);
    let name = name(&who.principal);
    if but.is_empty() { name } else { format!("{name} but {but}") }
}

/// All capabilities by name; of the files only some.
fn few_files(capabilities: &[&Capability]) -> String {
    let file = |capability: &Capability| matches!(capability, Capability::FileUpdate(_));
    let (files, others): (Vec<_>, Vec<_>) = capabilities.iter().copied().partition(|capability| file(capability));
    let files = few(files.into_iter(), capability);
    let parts: Vec<String> = others.into_iter().map(capability).chain((!files.is_empty()).then_some(files)).collect();
    parts.join(", ")
}

fn capability(capability: &Capability) -> String {
    let name = match capability {
        Capability::Plan => "plan",
        Capability::Apply => "apply",
        Capability::ApplyForce => "apply-force",
        Capability::ApplyWithSuperapproval => "apply with superapproval",
        Capability::Superapproval => "superapproval",
        Capability::Unlock => "unlock",
        Capability::ConfigUpdate => "config update",
        Capability::CiUpdate => "ci update",
        Capability::FileUpdate(path) => return format!("update of {}", shown(path)),
    };
    name.to_owned()
}

fn place(table: &Table<'_>, groups: &[usize]) -> String {
    if groups.is_empty() {
        return "the repository".to_owned();
    }
    let groups = groups.iter().filter_map(|group| table.gains.groups.get(*group));
    let mut positions: Vec<usize> = groups.flatten().copied().collect();
    positions.sort_unstable();
    let all = table.dirspaces.len();
    if positions.len() == all && all > MOST_NAMES {
        return format!("all {all} dirspaces");
    }
    let names = few_dirspaces(positions.iter().filter_map(|at| table.dirspaces.get(*at)));
    let word = if all == 1 { "dirspace" } else { "dirspaces" };
    format!("{} of {all} {word}: {names}", positions.len())
}

/// Some dirspaces by name, the rest counted.
pub fn few_dirspaces<'a>(dirspaces: impl Iterator<Item = &'a Dirspace>) -> String {
    // The usual workspace goes without saying.
    few(dirspaces, |dirspace| match dirspace.workspace.as_str() {
        "default" => shown(&dirspace.dir),
        _ => shown(&dirspace.to_string()),
    })
}

/// The first names, and how many more there are.
fn few<T>(mut items: impl Iterator<Item = T>, name: impl Fn(T) -> String) -> String {
    let names: Vec<String> = items.by_ref().take(MOST_NAMES).map(name).collect();
    let more = match items.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", names.join(", "))
}

/// Foreign text, harmless and not so long that it would push everything else off the screen.
fn shown(text: &str) -> String {
    let start: String = text.chars().take(LONGEST_NAME).collect();
    let more = if start.len() < text.len() { "…" } else { "" };
    format!("{}{more}", terminal(&start))
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}
