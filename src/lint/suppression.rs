//! Suppressions: comments that keep a finding from being shown, with a reason.
//!
//! ```yaml
//! unlock: ['*']  # whomay: allow(some-code): the reason
//! # whomay: allow(some-code, another-code): the reason, for the next line
//! # whomay: allow-file(some-code): the reason, above the first key
//! ```
//!
//! What is not written exactly so suppresses nothing, and is a finding itself. So is a comment that suppresses nothing any
//! more, as far as this run could tell. What a reader reports as an error cannot be suppressed: no server takes
//! such a file.

mod comment;
mod lines;

use std::collections::HashMap;

use super::codes::{self, Known};
use super::finding::Finding;
use super::rules::text::{malformed_suppression, suppression_without_reason, unknown_lint, unused_suppression};
use super::run::{Asked, Reported, reported};
use crate::config::document::Document;
use crate::source::{Source, Span};
use lines::Lines;

/// More misspelt codes than this are reported without a guess at what was meant: guessing costs.
const GUESSED: usize = 50;

/// A comment that is followed.
#[derive(Debug)]
pub(super) struct Suppression<'t> {
    /// The comment.
    pub(super) comment: Span,
    /// The line of the comment, or the comment with the blanks before it: what goes with it.
    pub(super) removable: Span,
    /// What it suppresses.
    pub(super) codes: Vec<Code<'t>>,
}

/// One code of a comment.
#[derive(Debug)]
pub(super) struct Code<'t> {
    /// As written.
    pub(super) code: &'t str,
    /// Where.
    pub(super) span: Span,
    /// What it stands for, if anything.
    known: Option<Known>,
    /// Whether it kept anything from being shown.
    used: bool,
}

/// Leaves out the findings that are suppressed, and adds those about suppressions. Gives also how many were left out.
pub(super) fn apply(asked: &Asked<'_>, findings: Vec<Reported>) -> (Vec<Reported>, usize) {
    let Some(document) = &asked.linted.document else { return (findings, 0) };
    let text = asked.sources.get(document.source()).map_or("", Source::text);
    let mut read = Suppressions::read(text, document);
    let mut shown = read.filter(findings);
    // About the comments themselves; these can be suppressed in their turn.
    let about = [
        reported(&malformed_suppression::LINT, asked.levels, || std::mem::take(&mut read.malformed)),
        reported(&suppression_without_reason::LINT, asked.levels, || std::mem::take(&mut read.without_reason)),
        reported(&unknown_lint::LINT, asked.levels, || read.unknown()),
    ];
    shown.extend(about.into_iter().flat_map(|about| read.filter(about)));
    let own = unused_suppression::LINT.code;
    let unused =
        reported(&unused_suppression::LINT, asked.levels, || read.unused(|code| code != own && asked.could_find(code)));
    shown.extend(read.filter(unused));
    // What allows this very lint is judged last, and by nobody else.
    shown.extend(reported(&unused_suppression::LINT, asked.levels, || read.unused(|code| code == own)));
    (shown, read.count)
}

/// All comments of a text that are addressed to us.
struct Suppressions<'t> {
    all: Vec<Suppression<'t>>,
    /// By the start of the line that they speak of: indices into `all`.
    of_line: HashMap<usize, Vec<usize>>,
    of_file: Vec<usize>,
    lines: Lines,
    document: &'t Document,
    malformed: Vec<Finding>,
    without_reason: Vec<Finding>,
    /// How many findings were left out.
    count: usize,
}

impl<'t> Suppressions<'t> {
    fn read(text: &'t str, document: &'t Document) -> Suppressions<'t> {
        let addressed: Vec<_> = document
            .comments()
            .iter()
            .filter_map(|span| Some((*span, comment::read(text.get(span.range())?)?)))
            .collect();
        let lines = if addressed.is_empty() { Lines::default() } else { Lines::of(text, document.comments()) };
        let mut read = Suppressions {
            all: Vec::new(),
            of_line: HashMap::new(),
            of_file: Vec::new(),
            lines,
            document,
            malformed: Vec::new(),
            without_reason: Vec::new(),
            count: 0,
        };
        for (span, written) in addressed {
            match written {
                Ok(written) => read.add(text, span, written),
                Err(why) => read.malformed.push(malformed_suppression::found(why, span)),
            }
        }
        read
    }

    /// Adds a comment if it may be followed.
    fn add(&mut self, text: &str, comment: Span, written: comment::Written<'t>) {
        if !written.has_reason {
            self.without_reason.push(suppression_without_reason::found(comment));
            return;
        }
        if written.whole_file && comment.start > self.document.root().span.start {
            self.malformed.push(malformed_suppression::below_the_first_key(comment));
            return;
        }
        if written.whole_file {
            self.of_file.push(self.all.len());
        } else if let Some(line) = self.lines.meant_by(comment.start as usize) {
            self.of_line.entry(line).or_default().push(self.all.len());
        }
        let code = |(code, range): (&'t str, std::ops::Range<usize>)| {
            let start = comment.start as usize;
            let span = Span::new(comment.source, start + range.start, start + range.end);
            Code { code, span, known: codes::of_code(code), used: false }
        };
        let codes = written.codes.into_iter().map(code).collect();
        self.all.push(Suppression { comment, removable: self.lines.removable(text, comment), codes });
    }

    /// The findings that no comment suppresses.
    fn filter(&mut self, findings: Vec<Reported>) -> Vec<Reported> {
        let before = findings.len();
        let shown: Vec<_> = findings.into_iter().filter(|found| !self.suppresses(found)).collect();
        self.count += before - shown.len();
        shown
    }

    fn suppresses(&mut self, found: &Reported) -> bool {
        let Some(place) = found.diagnostic.labels.first().map(|label| label.span) else { return false };
        let of_line = self.of_line.get(&self.lines.start_of(place.start as usize)).into_iter().flatten();
        for at in of_line.chain(&self.of_file) {
            let Some(suppression) = self.all.get_mut(*at).filter(|one| one.comment.source == place.source) else {
                continue;
            };
            let mut silencing =
                suppression.codes.iter_mut().filter(|code| code.known.is_some_and(Known::can_be_silenced));
            if let Some(code) = silencing.find(|code| code.code == found.diagnostic.code) {
                code.used = true;
                return true;
            }
        }
        false
    }

    /// Codes that there are not.
    fn unknown(&self) -> Vec<Finding> {
        let codes = self.all.iter().flat_map(|one| &one.codes);
        let unknown = codes.filter(|code| code.known.is_none()).enumerate();
        unknown
            .map(|(at, code)| match at {
                ..GUESSED => unknown_lint::found(code.code, code.span),
                _ => unknown_lint::without_guess(code.code, code.span),
            })
            .collect()
    }

    /// Comments with codes that suppressed nothing although `could_find` says that there was something to find, and codes
    /// that can never be suppressed.
    fn unused(&self, could_find: impl Fn(&str) -> bool) -> Vec<Finding> {
        let is_unused =
            |code: &Code<'_>| !code.used && code.known.is_some_and(Known::can_be_silenced) && could_find(code.code);
        let mut findings = Vec::new();
        for one in &self.all {
            let is_error =
                |code: &&Code<'_>| code.known.is_some_and(|known| !known.can_be_silenced()) && could_find(code.code);
            findings.extend(one.codes.iter().filter(is_error).map(unused_suppression::of_an_error));
            let unused: Vec<bool> = one.codes.iter().map(is_unused).collect();
            findings.extend(unused_suppression::found(one, &unused));
        }
        findings
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]
mod tests;
