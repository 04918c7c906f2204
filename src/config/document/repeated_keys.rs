//! Where a key is written twice: the server's reader notices, but does not say where.

use super::aliases::Aliases;
use super::events::{Event, Kind, Style};
use super::{MAX_SAID, Text};
use crate::diagnostic::Diagnostic;
use std::collections::HashMap;
use std::ops::Range;

/// One error for each key that repeats an earlier key of its mapping. `complaint` is the server's
/// message, which names the first of them.
///
/// May be empty: keys can be equal without being written alike (`1` and `0x1`).
pub(super) fn find(text: Text<'_>, events: &[Event], aliases: &Aliases, complaint: &str) -> Vec<Diagnostic> {
    let mut finder = Finder { text, events, aliases, complaint, open: Vec::new(), found: Vec::new() };
    for (index, event) in events.iter().enumerate() {
        finder.event(index, event);
    }
    finder.found
}

/// A key as text, and whether it is plain: a plain `1` is a number and differs from a quoted one.
type Key<'a> = (&'a str, bool);

enum Open<'a> {
    Sequence,
    Mapping { keys: HashMap<Key<'a>, Range<usize>>, at_key: bool },
}

struct Finder<'a> {
    text: Text<'a>,
    events: &'a [Event],
    aliases: &'a Aliases,
    complaint: &'a str,
    open: Vec<Open<'a>>,
    found: Vec<Diagnostic>,
}

impl<'a> Finder<'a> {
    fn event(&mut self, index: usize, event: &'a Event) {
        match &event.kind {
            Kind::SequenceEnd | Kind::MappingEnd => {
                self.open.pop();
            }
            kind => {
                self.begin_node(self.key(index), &event.range);
                match kind {
                    Kind::SequenceStart(_) => self.open.push(Open::Sequence),
                    Kind::MappingStart(_) => self.open.push(Open::Mapping { keys: HashMap::new(), at_key: true }),
                    _ => {}
                }
            }
        }
    }

    /// The scalar that stands at an event or is named by it.
    fn key(&self, index: usize) -> Option<Key<'a>> {
        let index = self.aliases.targets.get(&index).copied().unwrap_or(index);
        match &self.events.get(index)?.kind {
            Kind::Scalar { properties, text, style } if properties.tag.is_none() => {
                Some((text.as_str(), *style == Style::Plain))
            }
            _ => None,
        }
    }

    fn begin_node(&mut self, key: Option<Key<'a>>, range: &Range<usize>) {
        let Some(Open::Mapping { keys, at_key }) = self.open.last_mut() else { return };
        let was_key = std::mem::replace(at_key, !*at_key);
        let Some((name, plain)) = key.filter(|_| was_key) else { return };
        let other_style = keys.get(&(name, !plain)).filter(|_| self.complaint.contains(&format!("key {name:?}")));
        let earlier = keys.get(&(name, plain)).or(other_style).cloned();
        match earlier {
            Some(_) if self.found.len() >= MAX_SAID => {}
            Some(earlier) => self.found.push(repeated(self.text, name, range, &earlier)),
            None => {
                keys.insert((name, plain), range.clone());
            }
        }
    }
}

fn repeated(text: Text<'_>, name: &str, range: &Range<usize>, earlier: &Range<usize>) -> Diagnostic {
    let help = if name == "<<" {
        "Write one `<<` with a list: `<<: [*one, *two]`."
    } else {
        "Delete one of the two, or join their values."
    };
    let message = format!("the key `{}` is written twice in one mapping", name.escape_debug());
    Diagnostic::error("duplicate-key", text.span(range), "again here", message)
        .with_label(text.span(earlier), "first here")
        .with_help(help)
}
