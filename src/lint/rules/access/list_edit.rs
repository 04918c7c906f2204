//! Edits of a list: an entry taken out, an entry put at the end.
//!
//! No edit is made where it is not certain which bytes belong to an entry: beside comments, anchors and aliases, and
//! in lists that run over lines in brackets.

use crate::lint::Edit;
use crate::lint::subject::AsWritten;
use crate::source::Span;

/// The edits that take out the entries `out`, given as places of entries in `all`, both in the order of the text. At
/// least one entry stays.
pub(in crate::lint::rules) fn without(
    written: AsWritten<'_>,
    list: Span,
    all: &[Span],
    out: &[Span],
) -> Option<Vec<Edit>> {
    let inside = |span: &Span| span.source == list.source && list.start <= span.start && span.end <= list.end;
    if !all.iter().all(inside) || out.len() >= all.len() {
        return None;
    }
    if written.snippet(list).starts_with('[') {
        without_in_brackets(written, list, all, out)
    } else {
        out.iter().map(|entry| whole_line(written.text(), *entry)).collect()
    }
}

fn without_in_brackets(written: AsWritten<'_>, list: Span, all: &[Span], out: &[Span]) -> Option<Vec<Edit>> {
    let commas_only = all.windows(2).all(|pair| match pair {
        [left, right] => {
            left.end <= right.start
                && written.snippet(Span { start: left.end, end: right.start, ..list }).trim_matches(' ') == ","
        }
        _ => true,
    });
    if !commas_only {
        return None;
    }
    let mut edits = Vec::new();
    let mut before: Option<Span> = None;
    let mut leading: Option<Span> = None;
    for entry in all {
        let goes = out.binary_search(entry).is_ok();
        match (before, goes) {
            // Entries in front go with the comma behind them, the others with the comma before them.
            (None, true) if leading.is_none() => leading = Some(*entry),
            (None, false) => {
                if let Some(first) = leading {
                    edits.push(deletion(Span { end: entry.start, ..first }));
                }
            }
            (Some(left), true) => edits.push(deletion(Span { start: left.end, ..*entry })),
            _ => {}
        }
        if before.is_some() || !goes {
            before = Some(*entry);
        }
    }
    Some(edits)
}

/// The line of a `- entry` that has it to itself.
fn whole_line(text: &str, entry: Span) -> Option<Edit> {
    let range = entry.range();
    let start = text.get(..range.start)?.rfind('\n').map_or(0, |at| at + 1);
    let end = range.end + text.get(range.end..)?.find('\n').map_or(text.len() - range.end, |at| at + 1);
    let mark = text.get(start..range.start)?.trim_matches(' ');
    let rest = text.get(range.end..end)?.trim();
    (mark == "-" && rest.is_empty()).then(|| deletion(Span::new(entry.source, start, end)))
}

/// The edit that puts `entries` at the end of a list that is not empty.
pub(in crate::lint::rules) fn with(written: AsWritten<'_>, list: Span, last: Span, entries: &[&str]) -> Option<Edit> {
    if last.source != list.source || last.start < list.start || list.end < last.end {
        return None;
    }
    let at = Span { start: last.end, ..last };
    let replacement = if written.snippet(list).starts_with('[') {
        entries.iter().map(|entry| format!(", {entry}")).collect()
    } else {
        let text = written.text();
        let start = text.get(..last.range().start)?.rfind('\n').map_or(0, |at| at + 1);
        let mark = text.get(start..last.range().start)?;
        let rest = text.get(last.range().end..)?.lines().next().unwrap_or_default();
        if mark.trim_matches(' ') != "-" || !rest.trim().is_empty() {
            return None;
        }
        entries.iter().map(|entry| format!("\n{mark}{entry}")).collect()
    };
    Some(Edit { span: at, replacement })
}

fn deletion(span: Span) -> Edit {
    Edit { span, replacement: String::new() }
}

/// What is left of a text after its edits.
#[cfg(test)]
pub(in crate::lint::rules) fn edited(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(edit.span.range(), &edit.replacement);
    }
    text
}
