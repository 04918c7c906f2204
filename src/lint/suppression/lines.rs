//! Which line a comment speaks of.

use crate::source::Span;

/// The lines of a text, by where they start. Empty for a text without suppressions.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// By place.
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    start: usize,
    /// Behind the line break.
    end: usize,
    /// The start of the line itself or, if it is blank or holds a comment alone, of the next line that is neither.
    next_code: Option<usize>,
}

impl Lines {
    /// Takes the text apart. `comments` are all of its comments.
    pub(super) fn of(text: &str, comments: &[Span]) -> Lines {
        let mut lines: Vec<Line> = Vec::new();
        let mut start = 0;
        while start < text.len() {
            let end = end_of_line(text, start);
            let content = text.get(start..end).unwrap_or_default();
            let first = start + content.len() - content.trim_start().len();
            let empty = first == end || comments.binary_search_by(|span| (span.start as usize).cmp(&first)).is_ok();
            lines.push(Line { start, end, next_code: (!empty).then_some(start) });
            start = end;
        }
        let mut next = None;
        for line in lines.iter_mut().rev() {
            next = line.next_code.or(next);
            line.next_code = next;
        }
        Lines { lines }
    }

    /// Where the line of a byte starts. Zero for a text that was not taken apart.
    pub(super) fn start_of(&self, at: usize) -> usize {
        self.line(at).map_or(0, |line| line.start)
    }

    /// The start of the line that a comment at a byte speaks of: its own or, if nothing else is on that, the next one with
    /// anything but comments. `None` when there is no such line.
    pub(super) fn meant_by(&self, comment: usize) -> Option<usize> {
        self.line(comment)?.next_code
    }

    /// What to delete with a comment: its line, or the blanks before it.
    pub(super) fn removable(&self, text: &str, comment: Span) -> Span {
        let Some(line) = self.line(comment.start as usize) else { return comment };
        let before = text.get(line.start..comment.start as usize).unwrap_or_default();
        match before.trim_end() {
            "" => Span::new(comment.source, line.start, line.end),
            code => Span::new(comment.source, line.start + code.len(), comment.end as usize),
        }
    }

    fn line(&self, at: usize) -> Option<&Line> {
        let behind = self.lines.partition_point(|line| line.start <= at);
        self.lines.get(behind.checked_sub(1)?)
    }
}

/// One past the line break that ends the line.
fn end_of_line(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let Some(at) = rest.find(['\n', '\r']) else { return text.len() };
    let length = if rest.get(at..).is_some_and(|rest| rest.starts_with("\r\n")) { 2 } else { 1 };
    start + at + length
}
