//! Replaces stretches of text. Every byte outside of them stays.

use std::collections::BTreeMap;

use crate::lint::Edit;
use crate::source::SourceId;

/// The stretches that are spoken for, from start to end.
#[derive(Debug, Default)]
pub(super) struct Taken(BTreeMap<usize, usize>);

impl Taken {
    /// Takes the stretches of all edits, or none of them: they have to be stretches of `text`, whose id is `source`, and may
    /// not overlap anything taken before.
    pub(super) fn take(&mut self, text: &str, source: SourceId, edits: &[Edit]) -> bool {
        let mut own = Taken::default();
        let fits = |edit: &Edit| edit.span.source == source && text.get(edit.span.range()).is_some();
        let free = edits.iter().all(|edit| fits(edit) && self.is_free(edit) && own.add(edit));
        if free {
            self.0.extend(own.0);
        }
        free && !edits.is_empty()
    }

    fn add(&mut self, edit: &Edit) -> bool {
        let free = self.is_free(edit);
        self.0.insert(edit.span.start as usize, edit.span.end as usize);
        free
    }

    fn is_free(&self, edit: &Edit) -> bool {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        // What is put in between two bytes may not even touch another edit: nobody could say which is first.
        let apart = |first: (usize, usize), second: (usize, usize)| {
            let insertion = first.0 == first.1 || second.0 == second.1;
            if insertion { first.1 < second.0 } else { first.1 <= second.0 }
        };
        let before = self.0.range(..start).next_back().map(|(start, end)| (*start, *end));
        let behind = self.0.range(start..).next().map(|(start, end)| (*start, *end));
        before.is_none_or(|before| apart(before, (start, end)))
            && behind.is_none_or(|behind| apart((start, end), behind))
    }
}

/// The text with the edits made. They fit into the text and do not overlap (see `Taken::take`); one that does is left
/// out.
pub fn applied<'e>(text: &str, edits: impl Iterator<Item = &'e Edit>) -> String {
    let mut edits: Vec<&Edit> = edits.collect();
    edits.sort_by_key(|edit| edit.span);
    let mut edited = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let range = edit.span.range();
        if let Some(untouched) = text.get(at..range.start) {
            edited.push_str(untouched);
            edited.push_str(&edit.replacement);
            at = range.end;
        }
    }
    edited.push_str(text.get(at..).unwrap_or_default());
    edited
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn edit(start: usize, end: usize, replacement: &str) -> Edit {
        Edit { span: Span::new(SourceId::default(), start, end), replacement: replacement.to_owned() }
    }

    #[test]
    fn edits_replace_their_stretch_and_nothing_else() {
        let edits = [edit(5, 5, "!"), edit(0, 1, ""), edit(2, 4, "ÜÖ")];
        assert_eq!(applied("abcde", edits.iter()), "bÜÖe!");
        assert_eq!(applied("abcde", [].iter()), "abcde");
    }

    #[test]
    fn a_stretch_is_given_away_once() {
        let mut taken = Taken::default();
        let mut take = |edits: &[Edit]| taken.take("abcdefüh", SourceId::default(), edits);
        assert!(take(&[edit(2, 3, "x"), edit(4, 5, "x")]));
        for (start, end) in [(2, 3), (1, 3), (3, 3), (2, 2), (0, 6), (4, 6), (7, 8), (8, 99)] {
            assert!(!take(&[edit(start, end, "")]), "{start}..{end}");
        }
        assert!(!take(&[edit(0, 0, "x"), edit(0, 0, "y")]), "two insertions in one place");
        assert!(!take(&[]));
        assert!(take(&[edit(0, 1, "x")]), "what was refused takes nothing");
        assert!(take(&[edit(1, 2, "x"), edit(3, 4, "")]), "stretches may lie side by side");
    }
}
