//! Looks for marked strings in a finished text, however it is encoded.

use std::collections::BTreeMap;

use super::matcher::{Budget, Matcher};
use super::{base64, canonical, encodings};

/// How many encodings one inside the other are undone: HTML in JSON in base64.
const DEEPEST: u32 = 3;

/// How much is looked at in one go, so that what is undone of it fits in the cache and memory does not grow with the
/// text.
const CHUNK: usize = 128 * 1024;

/// How much of a chunk is looked at again with the next: more than the longest fingerprint takes when each of its bytes
/// is written as an entity with a separator behind it, and that in base64.
const OVERLAP: usize = 16 * 1024;

/// What stands in a text that may not.
#[derive(Debug, Default)]
pub(super) struct Hits {
    /// By number: the marked string as it stands there, without its encoding.
    pub(super) found: BTreeMap<usize, Box<str>>,
    /// It was not looked at to the end, because the plan was made to keep it from that.
    pub(super) gave_up: bool,
}

impl Hits {
    pub(super) fn is_none(&self) -> bool {
        self.found.is_empty() && !self.gave_up
    }

    /// Forgets what may stand there.
    pub(super) fn without(mut self, exempt: &Hits) -> Hits {
        self.found.retain(|number, _| !exempt.found.contains_key(number));
        self
    }

    pub(super) fn add(&mut self, others: Hits) {
        self.found.extend(others.found);
        self.gave_up |= others.gave_up;
    }
}

/// The marked strings in a text.
pub(super) fn scan(matcher: &Matcher, text: &str) -> Hits {
    let mut scan = Scan { matcher, budget: Budget::of(text), hits: Hits::default() };
    let bytes = text.as_bytes();
    let mut at = 0;
    while matcher.len() > 0 {
        let end = bytes.len().min(at + CHUNK);
        scan.view(bytes.get(at..end).unwrap_or_default(), DEEPEST);
        if end == bytes.len() {
            break;
        }
        at = end - OVERLAP;
    }
    scan.hits.gave_up = scan.budget.is_spent();
    scan.hits
}

struct Scan<'m> {
    matcher: &'m Matcher,
    budget: Budget,
    hits: Hits,
}

impl Scan<'_> {
    /// A text as it is, and with each encoding undone.
    fn view(&mut self, text: &[u8], deeper: u32) {
        let text = &*canonical::visible(text);
        let found = &mut self.hits.found;
        self.matcher.find(text, &mut self.budget, &mut |number, text| {
            found.entry(number).or_insert_with(|| String::from_utf8_lossy(text).into());
        });
        let Some(deeper) = deeper.checked_sub(1) else { return };
        for undo in [encodings::backslash, encodings::html, encodings::percent] {
            if let Some(undone) = undo(text) {
                self.view(&undone, deeper);
            }
        }
        base64::runs(text, self.matcher.is_of_text(), |decoded| self.view(decoded, deeper));
    }
}
