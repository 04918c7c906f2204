//! From a place to the part of the document that it lies in, as a JSON pointer: `/access_control/policies/3/apply`.
//!
//! Lines move with every edit above them; the pointer of a finding does not, which makes it what the finding is
//! recognised by in the next run.

use crate::config::document::Document;
use crate::config::node::{Entry, Node, Value};
use crate::source::Span;

/// All parts of a document by place. Parts lie inside one another or apart: what an alias or a merge key brought in is
/// left out, because it stands where its anchor stands and is found there.
pub(super) struct Pointers<'a> {
    /// In the order of the text, the outer before the inner.
    parts: Vec<Part<'a>>,
}

struct Part<'a> {
    span: Span,
    /// The part around it. Always before it in the list, but for the root, which names itself.
    parent: usize,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Pointers<'a> {
    /// Those of a document, or of none.
    pub(super) fn of(document: Option<&'a Document>) -> Pointers<'a> {
        let mut parts = Vec::new();
        // A stack of its own: a document may be deep, and the order below has to be that of the text.
        let mut open = Vec::new();
        if let Some(document) = document {
            let all = Span { start: 0, end: u32::MAX, ..Span::new(document.source(), 0, 0) };
            parts.push(Part { span: all, parent: 0, step: Step::Root });
            open.push((0, document.root()));
        }
        while let Some((parent, node)) = open.pop() {
            for (step, span, child) in children(node) {
                if parts.get(parent).is_some_and(|outer| contains(outer.span, span)) {
                    open.push((parts.len(), child));
                    parts.push(Part { span, parent, step });
                }
            }
        }
        sorted(parts)
    }

    /// The pointer of the smallest part that `span` lies in. Empty for the whole document.
    pub(super) fn around(&self, span: Span) -> String {
        let after = self.parts.partition_point(|part| part.span.start <= span.start);
        let mut at = after.saturating_sub(1);
        let mut steps = Vec::new();
        let mut inside = false;
        while let Some(part) = self.parts.get(at) {
            inside = inside || contains(part.span, span);
            match part.step {
                Step::Root => break,
                step if inside => steps.push(step),
                _ => {}
            }
            at = part.parent;
        }
        steps.iter().rev().map(|step| written(*step)).collect()
    }
}

/// The order of the text. Parents are named by position, so they move along.
fn sorted(parts: Vec<Part<'_>>) -> Pointers<'_> {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let key = |at: &usize| parts.get(*at).map(|part| (part.span.start, u32::MAX - part.span.end, *at));
    order.sort_by_key(key);
    let mut moved = vec![0; parts.len()];
    for (to, from) in order.iter().enumerate() {
        if let Some(place) = moved.get_mut(*from) {
            *place = to;
        }
    }
    let mut parts: Vec<Option<Part<'_>>> = parts.into_iter().map(Some).collect();
    let in_order = order.iter().filter_map(|from| parts.get_mut(*from)?.take());
    let parts =
        in_order.map(|part| Part { parent: moved.get(part.parent).copied().unwrap_or_default(), ..part }).collect();
    Pointers { parts }
}

fn children(node: &Node) -> Vec<(Step<'_>, Span, &Node)> {
    match &node.value {
        Value::Sequence(items) => {
            items.iter().enumerate().map(|(at, item)| (Step::Index(at), item.span, item)).collect()
        }
        Value::Mapping(entries) => {
            let own = entries.iter().filter(|entry| entry.merged_at.is_none());
            own.map(|entry| (Step::Key(&entry.key), whole(entry), &entry.value)).collect()
        }
        _ => Vec::new(),
    }
}

/// From the key to the end of the value; the key alone where an alias stands for the value.
fn whole(entry: &Entry) -> Span {
    let value = entry.value.span;
    let ends_behind = value.source == entry.key_span.source && value.start >= entry.key_span.end;
    Span { end: if ends_behind { value.end } else { entry.key_span.end }, ..entry.key_span }
}

fn contains(outer: Span, inner: Span) -> bool {
    outer.source == inner.source && outer.start <= inner.start && inner.end <= outer.end
}

fn written(step: Step<'_>) -> String {
    match step {
        Step::Root => String::new(),
        Step::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Step::Index(at) => format!("/{at}"),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::config::document::Reading;
    use crate::source::SourceMap;

    const TEXT: &str = "\
# a comment
a/b:
  - one
  - {x~y: two}
shared: &shared [three]
again: *shared
nothing:
";

    fn around(text: &str, part: &str) -> String {
        let mut sources = SourceMap::new();
        let Ok(Reading::Document(document)) = Document::read(&mut sources, "c.yml", text.as_bytes(), None) else {
            panic!("{text}")
        };
        let start = text.find(part).unwrap();
        Pointers::of(Some(&document)).around(Span::new(document.source(), start, start + part.len()))
    }

    #[test]
    fn the_smallest_part_around_a_place() {
        let rows = [
            ("# a comment", ""),
            ("a/b", "/a~1b"),
            ("one", "/a~1b/0"),
            ("two", "/a~1b/1/x~0y"),
            ("x~y", "/a~1b/1/x~0y"),
            ("{x~y: two}", "/a~1b/1"),
            ("- one\n  - {", "/a~1b"),
            ("three", "/shared/0"),
            ("again", "/again"),
            ("nothing", "/nothing"),
            ("again: *shared\nnothing", ""),
        ];
        for (part, wanted) in rows {
            assert_eq!(around(TEXT, part), wanted, "{part:?}");
        }
    }

    #[test]
    fn without_a_document_there_is_only_the_whole() {
        assert_eq!(Pointers::of(None).around(Span::default()), "");
    }
}
