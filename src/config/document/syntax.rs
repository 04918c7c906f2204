//! Which bytes of an event are the value, and which only lead up to it.
//!
//! The scanner's places serve its own ends: a node begins at its anchor or tag, a block ends where the
//! next token begins, a block scalar ends behind its last line break. A place that is shown
//! to people, and that quotes a value, must hold the value and nothing else.

use super::events::{Event, Kind, Style};
use std::ops::Range;

/// The bytes of one node.
#[derive(Clone, Debug)]
pub(super) struct Written {
    /// The value itself.
    pub(super) content: Range<usize>,
    /// The value with its anchor and tag.
    pub(super) site: Range<usize>,
    /// The tag; empty if there is none.
    pub(super) tag: Range<usize>,
    /// The anchor; empty if there is none.
    pub(super) anchor: Range<usize>,
}

impl Written {
    /// A collection reaches at least as far as its last child.
    pub(super) fn extend_to(&mut self, child: &Range<usize>) {
        self.content.end = self.content.end.max(child.end);
        self.site.end = self.content.end;
    }

    /// The closing bracket belongs to a collection; the end of a block is no text at all.
    pub(super) fn close(&mut self, end: &Range<usize>) {
        if !end.is_empty() {
            self.extend_to(end);
        }
    }
}

/// The bytes of the node that `event` begins. A collection's end is not known yet and is set to its
/// start.
pub(super) fn written(text: &str, event: &Event) -> Written {
    let count = event.kind.properties().map_or(0, |p| usize::from(p.anchor.is_some()) + usize::from(p.tag.is_some()));
    let site = event.range.start;
    match &event.kind {
        Kind::Scalar { text: value, style, .. } => {
            let Skipped { end: start, tag, anchor } = skip_properties(text, site, event.range.end, count);
            let end = scalar_end(text, event.range.end, value.is_empty(), *style).max(site);
            // A value that is not there is where its tag or anchor ends.
            let start = start.min(end);
            Written { content: start..end, site: site..end, tag, anchor }
        }
        _ => {
            let Skipped { end: start, tag, anchor } = skip_properties(text, site, text.len(), count);
            Written { content: start..start, site: site..start, tag, anchor }
        }
    }
}

fn scalar_end(text: &str, end: usize, is_empty: bool, style: Style) -> usize {
    match style {
        Style::Plain if !is_empty => end,
        Style::Quoted => end,
        Style::Plain | Style::Block => {
            text.get(..end).map_or(end, |before| before.trim_end_matches([' ', '\t', '\r', '\n']).len())
        }
    }
}

/// What stood before a value, and where the value begins.
struct Skipped {
    tag: Range<usize>,
    anchor: Range<usize>,
    end: usize,
}

/// Steps over at most `count` anchors and tags and the blanks behind them, not beyond `limit`.
fn skip_properties(text: &str, start: usize, limit: usize, count: usize) -> Skipped {
    let mut skipped = Skipped { tag: start..start, anchor: start..start, end: start };
    for _ in 0..count {
        let at = skipped.end;
        let rest = text.get(at..limit).unwrap_or_default();
        let length = property_length(rest);
        match rest.chars().next() {
            Some('!') => skipped.tag = at..at + length,
            Some('&') => skipped.anchor = at..at + length,
            _ => break,
        }
        skipped.end = skip_blanks(text, at + length, limit);
    }
    skipped
}

fn property_length(rest: &str) -> usize {
    let ends = |c: char| c.is_ascii_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}');
    if rest.starts_with("!<") {
        rest.find('>').map_or(rest.len(), |at| at + 1)
    } else if rest.starts_with('!') {
        rest.find(ends).unwrap_or(rest.len())
    } else if let Some(name) = rest.strip_prefix('&') {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        1 + name.find(|c| !is_name(c)).unwrap_or(name.len())
    } else {
        0
    }
}

fn skip_blanks(text: &str, start: usize, limit: usize) -> usize {
    let mut at = start;
    loop {
        let rest = text.get(at..limit).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        let comment = match rest.get(blank..) {
            Some(after) if after.starts_with('#') => after.find(['\r', '\n']).unwrap_or(after.len()),
            _ => 0,
        };
        if blank + comment == 0 {
            return at;
        }
        at += blank + comment;
    }
}
