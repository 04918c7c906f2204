//! `docs/fault-matrix.md`: one section for each matrix, each held by the test that works it out.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;

use super::kinds::COLUMNS;
use super::reads::{Cell, Verdict};
use super::undetectable;

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// The section is on the page, or is put there.
pub(super) fn hold(name: &str, section: &str) {
    let _alone = ONE_AT_A_TIME.lock();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/fault-matrix.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = (format!("<!-- begin {name} -->\n"), format!("<!-- end {name} -->"));
    let (before, rest) = page.split_once(&begin).unwrap();
    let (held, after) = rest.split_once(&end).unwrap();
    if std::env::var_os("WHOMAY_UPDATE").is_some() {
        std::fs::write(path, format!("{before}{begin}{section}{end}{after}")).unwrap();
    } else {
        assert!(held == section, "renew it: WHOMAY_UPDATE=1 cargo test --test forge faults\n{section}");
    }
}

/// A table of requests and faults, with what nobody can know below it.
pub(super) fn reading(title: &str, rows: &[String], cells: &[Cell]) -> String {
    let mut page = format!("\n## {title}\n\n{}\n\n| request |", totals(cells));
    COLUMNS.iter().for_each(|column| write!(page, " {} |", column.name).unwrap());
    write!(page, "\n| --- |{}\n", " --- |".repeat(COLUMNS.len())).unwrap();
    for row in rows {
        write!(page, "| `{row}` |").unwrap();
        for column in &COLUMNS {
            let of_cell: Vec<&Cell> = cells
                .iter()
                .filter(|cell| cell.attempt.question == *row && cell.attempt.column == column.name)
                .collect();
            write!(page, " {} |", shown(&of_cell)).unwrap();
        }
        page.push('\n');
    }
    page.push('\n');
    page
}

/// When a head moves, requests are under way, and which of them are answered before is another matter each time: what
/// comes of it is one of the verdicts, and not always the same.
const IN_A_RACE: &str = "moved head";

/// Where an answer does not come, or only after a pause: how much of the time budget is left for the rest is another
/// matter each time as well. Whether it heals when it comes once is not.
const TIME_DECIDES: [&str; 4] = ["429", "500", "timeout", "cut body"];

fn is_stable(cell: &Cell) -> bool {
    cell.attempt.column != IN_A_RACE && !TIME_DECIDES.contains(&cell.attempt.column)
}

fn totals(cells: &[Cell]) -> String {
    let races = cells.iter().filter(|cell| !is_stable(cell)).count();
    let cells: Vec<&Cell> = cells.iter().filter(|cell| is_stable(cell)).collect();
    let count = |is: fn(&Verdict) -> bool| cells.iter().filter(|cell| is(&cell.verdict)).count();
    let does_nothing = count(|verdict| *verdict == Verdict::NotApplicable);
    let mut text = format!(
        "{} readings with a fault: {} healed, {} unknown, {} refused, {} undetectable. \
         {races} more in which time decides: healed, unknown or refused, as it comes. None is wrong.",
        cells.len() - does_nothing,
        count(|verdict| *verdict == Verdict::Healed),
        count(|verdict| matches!(verdict, Verdict::Unknown(_))),
        count(|verdict| *verdict == Verdict::Refused),
        count(|verdict| matches!(verdict, Verdict::Undetectable(_))),
    );
    let mut entries: Vec<usize> = cells
        .iter()
        .filter_map(|cell| if let Verdict::Undetectable(entry) = cell.verdict { Some(entry) } else { None })
        .collect();
    entries.sort_unstable();
    entries.dedup();
    if !entries.is_empty() {
        text.push_str("\n\nUndetectable:\n");
    }
    for entry in entries.into_iter().filter_map(|at| undetectable::ALL.get(at)) {
        let place = if entry.place.is_empty() { String::new() } else { format!(" at `{}`", entry.place) };
        write!(text, "\n- `{}`, {}{place}: {}", entry.question, entry.column, entry.why).unwrap();
    }
    text
}

/// Every time, the first time only, and each place alone.
fn shown(cells: &[&Cell]) -> String {
    if cells.iter().any(|cell| cell.attempt.column == IN_A_RACE) {
        return "m".to_owned();
    }
    let in_time = cells.iter().any(|cell| TIME_DECIDES.contains(&cell.attempt.column));
    let word = |verdict| match verdict {
        Verdict::Unknown(_) | Verdict::Refused if in_time => "n".to_owned(),
        verdict => word(verdict),
    };
    let of = |times: usize| {
        let whole = cells.iter().filter(|cell| cell.attempt.times == times && cell.attempt.place.is_empty());
        let worst = whole.map(|cell| cell.verdict).filter(|verdict| *verdict != Verdict::NotApplicable).max();
        worst.map(word)
    };
    let Some(always) = of(usize::MAX) else { return "–".to_owned() };
    let once = of(1).unwrap_or_default();
    let mut text = if once == always { always } else { format!("{always}/{once}") };
    let alone = |is: fn(&Verdict) -> bool| {
        cells.iter().filter(|cell| !cell.attempt.place.is_empty() && is(&cell.verdict)).count()
    };
    for (letter, number) in [
        ("h", alone(|verdict| *verdict == Verdict::Healed)),
        ("u", alone(|verdict| matches!(verdict, Verdict::Unknown(_)))),
        ("r", alone(|verdict| *verdict == Verdict::Refused)),
        ("x", alone(|verdict| matches!(verdict, Verdict::Undetectable(_)))),
    ] {
        if number > 0 {
            write!(text, " {number}×{letter}").unwrap();
        }
    }
    text
}

fn word(verdict: Verdict) -> String {
    match verdict {
        Verdict::NotApplicable => "–".to_owned(),
        Verdict::Healed => "h".to_owned(),
        Verdict::Unknown(number) => format!("u{number}"),
        Verdict::Refused => "r".to_owned(),
        Verdict::Undetectable(_) => "x".to_owned(),
        Verdict::Wrong => "WRONG".to_owned(),
    }
}
