//! What every part of the page is drawn from: the report, folded, with its counts taken once.

use super::level::Level;
use crate::output::report::Dialect;
use crate::output::report::folding::{self, Alike, Compared};
use crate::output::report::wording::{self, Trouble, count, plural};
use crate::plan::report::{Dirspace, Outcome, Place};
use crate::plan::{Counts, Report};

/// Names of dirspaces that are shown of those that are alike.
const MEMBERS: usize = 12;

/// Dirspaces of which the same is to be said, and the numbers of each.
pub(super) struct Group<'r> {
    /// Which.
    pub(super) alike: Alike<'r>,
    /// The numbers of each. `None` for plans that could not be used.
    pub(super) counts: Option<Counts>,
    /// What is wrong with each as a whole.
    pub(super) trouble: Option<Trouble>,
}

/// What a page is drawn from.
pub(super) struct Sheet<'r> {
    pub(super) report: &'r Report,
    pub(super) dialect: Dialect,
    pub(super) level: Level,
    /// Of which pipeline it is.
    pub(super) key: Option<&'r str>,
    pub(super) groups: &'r [Group<'r>],
    pub(super) totals: Counts,
}

impl<'r> Sheet<'r> {
    /// How many dirspaces it is true of.
    pub(super) fn count(&self, is_true: impl Fn(&Group<'_>) -> bool) -> u64 {
        self.groups.iter().filter(|group| is_true(group)).map(|group| group.alike.count()).sum()
    }

    /// A dirspace.
    pub(super) fn dirspace(&self, dirspace: &Dirspace) -> String {
        format!("{}{}", self.name(&dirspace.place), self.stale())
    }

    /// The name of a dirspace.
    pub(super) fn name(&self, place: &Place) -> String {
        format!("{} {}", self.dialect.path(&place.dir), self.dialect.name(&place.workspace))
    }

    /// What is behind every row if the request has moved on.
    pub(super) fn stale(&self) -> &'static str {
        if self.report.moved_to.is_some() { wording::STALE } else { "" }
    }

    /// Dirspaces that are alike, in few words: `app`, 12 workspaces alike.
    pub(super) fn title(&self, alike: &Alike<'_>) -> String {
        let others = count(alike.others.len());
        if others == 0 {
            self.dirspace(alike.first)
        } else if alike.share_a_directory() {
            let directory = self.dialect.path(&alike.first.place.dir);
            format!("{directory}, {} alike{}", plural(alike.count(), "workspace"), self.stale())
        } else {
            format!("{} and {} more alike", self.dirspace(alike.first), wording::number(others))
        }
    }

    /// Which ones are alike, as far as there is room for names. Nothing for one that is alone.
    pub(super) fn members(&self, alike: &Alike<'_>) -> Option<String> {
        if alike.others.is_empty() {
            return None;
        }
        let names: Vec<String> = if alike.share_a_directory() {
            alike.iter().take(MEMBERS).map(|one| self.dialect.name(&one.place.workspace)).collect()
        } else {
            // The first is in the title.
            alike.others.iter().take(MEMBERS).map(|one| self.dirspace(one)).collect()
        };
        let all = if alike.share_a_directory() { alike.count() } else { count(alike.others.len()) };
        Some(listed(&names, all))
    }

    /// Where something is, before a list of what it is.
    pub(super) fn place(&self, alike: &Alike<'_>) -> String {
        let members = self.members(alike).map(|members| format!(" ({members})")).unwrap_or_default();
        format!("In {}{members}", self.title(alike))
    }
}

impl<'r> Group<'r> {
    /// All dirspaces of a report, folded and counted.
    pub(super) fn all(report: &'r Report, compared: Compared) -> Vec<Group<'r>> {
        folding::fold(report, compared).into_iter().map(Group::of).collect()
    }

    fn of(alike: Alike<'r>) -> Group<'r> {
        let outcome = &alike.first.outcome;
        let counts = outcome.counts();
        let trouble = match (outcome.standing(), &counts) {
            (Some(standing), Some(counts)) => Trouble::of(standing, counts),
            _ => None,
        };
        Group { alike, counts, trouble }
    }

    /// Whether there is nothing to say of it.
    pub(super) fn is_quiet(&self) -> bool {
        self.trouble.is_none() && self.counts.as_ref().is_some_and(wording::is_quiet)
    }

    /// Whether it is numbers and no word.
    pub(super) fn is_counts_only(&self) -> bool {
        matches!(self.alike.first.outcome, Outcome::CountsOnly { .. })
    }

    /// Whether its plan could not be used.
    pub(super) fn is_refused(&self) -> bool {
        self.counts.is_none()
    }
}

/// Rows, those once that follow one another and say the same.
pub(super) fn each_once(rows: impl IntoIterator<Item = String>) -> Vec<String> {
    let rows: Vec<String> = rows.into_iter().collect();
    let alike = rows.chunk_by(|one, next| one == next);
    let once = |alike: &[String]| {
        let row = alike.first()?;
        Some(format!("{row}{}", wording::of_these(count(alike.len())).replace("  ", " ")))
    };
    alike.filter_map(once).collect()
}

/// Names in a sentence, and how many more there are.
pub(super) fn listed(names: &[String], all: u64) -> String {
    match all.saturating_sub(count(names.len())) {
        0 => names.join(", "),
        more => format!("{} and {} more", names.join(", "), wording::number(more)),
    }
}
