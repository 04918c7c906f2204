//! Lets finished texts out, or less of them.

use super::scan::Hits;
use super::{Wall, integers};
use crate::plan::Plan;
use crate::plan::report::{Outcome, Report};
use crate::plan::words::{Shown, Words};

/// A way to draw a report: one for each output.
pub(super) type Draw<'d> = &'d dyn Fn(&Report) -> String;

/// Texts that may leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guarded {
    /// In the order of what drew them.
    pub texts: Vec<String>,
    /// A marked string would have stood in them although every word that held one was masked: they show nothing but
    /// counts, and the run has failed.
    pub fell_back: bool,
}

/// Draws the texts of a report so that none holds a marked string.
///
/// Each is scanned as it is and with JSON, HTML, Markdown, terminal, percent and base64 encoding undone, up to three of
/// them one in the other. What would stand there if every word of every plan were masked is exempt: our own words, and
/// what the caller gave (directories, workspaces, metadata, who may do it). Words and integer keys that hold a marked string are
/// masked before anything is drawn, so that a text which shows part of a word cannot show part of a secret either. At
/// a hit in what was drawn, the string stands across several words; these are masked and the texts drawn again. At a
/// second one nothing but counts is left.
pub fn guard(report: &mut Report, wall: &Wall, draw: &[Draw<'_>]) -> Guarded {
    // What other jobs scanned for stands there already, when their reports were joined to this one.
    report.self_check.scanned_for += wall.strings();
    if wall.strings() == 0 {
        return Guarded { texts: drawn(report, draw), fell_back: false };
    }
    let mut guard = Guard { wall, draw, exempt: None };
    guard.mask_words(report);
    let texts = drawn(report, draw);
    let hits = guard.secret(report, scanned(wall, &texts));
    if hits.is_none() {
        return Guarded { texts, fell_back: false };
    }
    mask_parts(report, &hits);
    let texts = drawn(report, draw);
    let hits = guard.secret(report, scanned(wall, &texts));
    if hits.is_none() {
        return Guarded { texts, fell_back: false };
    }
    report.self_check.hits += (hits.found.len() as u64).max(1);
    report.reduce_to_counts();
    Guarded { texts: drawn(report, draw), fell_back: true }
}

struct Guard<'g> {
    wall: &'g Wall,
    draw: &'g [Draw<'g>],
    /// What stands in the texts whatever the plans say. Looked for when it is first asked for: most reports hold
    /// nothing that is marked.
    exempt: Option<Hits>,
}

impl Guard<'_> {
    /// Of what was found, that which the plans brought in.
    fn secret(&mut self, report: &Report, hits: Hits) -> Hits {
        if hits.found.is_empty() {
            return hits;
        }
        let (wall, draw) = (self.wall, self.draw);
        hits.without(self.exempt.get_or_insert_with(|| scanned(wall, &drawn(&without_words(report), draw))))
    }

    /// Masks the words and integer keys that hold a marked string.
    fn mask_words(&mut self, report: &mut Report) {
        // All at once, since most hold nothing; a control character between them keeps each apart.
        let all: String = plans(report).flat_map(|plan| texts(&plan.words)).flat_map(|text| [text, "\u{1}"]).collect();
        let secret = self.secret(report, self.wall.hits(&all));
        if secret.gave_up {
            // To look at each by itself would take longer still.
            mask(report, |_| true);
        }
        let holds = |text: &str, wall: &Wall| {
            let here = wall.hits(text);
            here.gave_up || here.found.keys().any(|number| secret.found.contains_key(number))
        };
        if !secret.found.is_empty() {
            mask(report, |text| holds(text, self.wall));
        }
        // What is exempt is written without them, so that none of them can be.
        let wall = self.wall;
        let masked = plans_mut(report).map(|plan| integers::mask(plan, |key| !wall.hits(&key.to_string()).is_none()));
        let masked: u64 = masked.sum();
        report.self_check.masked += masked;
    }
}

/// Strings that are taken apart. Only a plan made for it holds more across its words, and all are masked then: to look
/// for each in each word would take the product of both.
const TAKEN_APART: usize = 256;

/// Masks the words that a string which stands across several is made of: those in the middle of it, those that end
/// in its beginning, and those that begin with its end.
fn mask_parts(report: &mut Report, hits: &Hits) {
    if hits.found.len() > TAKEN_APART {
        return mask(report, |_| true);
    }
    let parts: Vec<Vec<String>> = hits.found.values().map(|text| parts_of(text)).collect();
    mask(report, |word| {
        let word = word.to_lowercase();
        parts.iter().any(|parts| match parts.as_slice() {
            [] => false,
            [only] => word.contains(only) || only.contains(&word),
            [first, middle @ .., last] => {
                word.ends_with(first) || word.starts_with(last) || middle.iter().any(|part| word.contains(part))
            }
        })
    });
}

/// The runs of characters of names in a text, in lower case.
fn parts_of(text: &str) -> Vec<String> {
    let parts = text.split(|next: char| !next.is_alphanumeric() && !matches!(next, '_' | '-'));
    parts.filter(|part| !part.is_empty()).map(str::to_lowercase).collect()
}

fn mask(report: &mut Report, mut secret: impl FnMut(&str) -> bool) {
    let masked: u64 = plans_mut(report).map(|plan| plan.words.mask(&mut secret) as u64).sum();
    report.self_check.masked += masked;
}

/// The report as it would be if every word of every plan were masked, and every number that is as good as one.
fn without_words(report: &Report) -> Report {
    let mut bare = report.clone();
    for plan in plans_mut(&mut bare) {
        plan.words.mask(|_| true);
        integers::mask(plan, |_| true);
        let changes = plan.resources.iter_mut().chain(&mut plan.drift);
        changes.for_each(|change| change.deposed = change.deposed.map(|_| 0));
    }
    bare
}

fn plans(report: &Report) -> impl Iterator<Item = &Plan> {
    report.dirspaces.iter().filter_map(|dirspace| match &dirspace.outcome {
        Outcome::Plan(plan) => Some(&**plan),
        Outcome::CountsOnly { .. } | Outcome::Refused(_) => None,
    })
}

fn plans_mut(report: &mut Report) -> impl Iterator<Item = &mut Plan> {
    report.dirspaces.iter_mut().filter_map(|dirspace| match &mut dirspace.outcome {
        Outcome::Plan(plan) => Some(&mut **plan),
        Outcome::CountsOnly { .. } | Outcome::Refused(_) => None,
    })
}

fn texts(words: &Words) -> impl Iterator<Item = &str> {
    words.iter().filter_map(|(_, shown)| match shown {
        Shown::Text(text) => Some(&**text),
        Shown::Hash(_) | Shown::Masked | Shown::Invalid => None,
    })
}

fn drawn(report: &Report, draw: &[Draw<'_>]) -> Vec<String> {
    draw.iter().map(|draw| draw(report)).collect()
}

fn scanned(wall: &Wall, texts: &[String]) -> Hits {
    let mut all = Hits::default();
    texts.iter().for_each(|text| all.add(wall.hits(text)));
    all
}

#[cfg(test)]
mod tests;
