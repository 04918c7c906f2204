//! Finds marked strings in text as it stands, all of them at once.
//!
//! One pass: six bytes move along the text; a filter of bits that fits in the cache says of nearly every place that
//! no marked string begins there; where one may, the hashes of what follows are looked up, one for each length that a
//! marked string with this beginning has.

use std::collections::HashSet;

use super::canonical::fold;
use super::fingerprint::{Fingerprint, Key, Rolling, WINDOW, Window};

/// Fingerprints that can be looked for. A fingerprint has a number, which is its place.
#[derive(Default)]
pub(super) struct Matcher {
    key: Key,
    sorted: Box<[Fingerprint]>,
    /// One bit for each value of the upper bits of a window's hash: whether a marked string begins so.
    filter: Box<[u64]>,
    shift: u32,
    of_text: bool,
}

/// Comparisons may take so many steps for each byte that is scanned, and so many at all. Only a text made for it, in
/// which very many places begin like very many marked strings of different lengths, takes more.
const STEPS_PER_BYTE: u64 = 64;
const STEPS_FREE: u64 = 1 << 24;

/// What is left to spend on one text.
pub(super) struct Budget(u64);

impl Budget {
    pub(super) fn of(text: &str) -> Budget {
        Budget((text.len() as u64).saturating_mul(STEPS_PER_BYTE).saturating_add(STEPS_FREE))
    }

    /// Whether places had to be left out.
    pub(super) fn is_spent(&self) -> bool {
        self.0 == 0
    }
}

impl Matcher {
    pub(super) fn new(key: Key, fingerprints: HashSet<Fingerprint>, of_text: bool) -> Matcher {
        let mut sorted: Vec<Fingerprint> = fingerprints.into_iter().collect();
        sorted.sort_unstable();
        // 64 bits for each string: about one place in sixty is looked up in vain.
        let bits = (sorted.len().saturating_mul(64)).next_power_of_two().clamp(1 << 15, 1 << 27);
        let mut matcher = Matcher {
            key,
            sorted: Box::default(),
            filter: vec![0; bits / 64].into(),
            shift: 64 - bits.ilog2(),
            of_text,
        };
        for fingerprint in &sorted {
            let (at, bit) = matcher.place(fingerprint.window());
            if let Some(word) = matcher.filter.get_mut(at) {
                *word |= bit;
            }
        }
        matcher.sorted = sorted.into();
        matcher
    }

    pub(super) fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether every marked string is ordinary text in ASCII.
    pub(super) fn is_of_text(&self) -> bool {
        self.of_text
    }

    /// Calls `found` with the number of each marked string that stands in the text, and the text that it is there.
    pub(super) fn find(&self, text: &[u8], budget: &mut Budget, found: &mut impl FnMut(usize, &[u8])) {
        let mut window = Window::default();
        for (end, byte) in text.iter().enumerate() {
            window.push(fold(*byte));
            let hash = window.hash(self.key);
            if self.may_begin(hash) && end + 1 >= WINDOW {
                self.candidates(text.get(end + 1 - WINDOW..).unwrap_or_default(), hash, budget, found);
            }
        }
    }

    fn may_begin(&self, hash: u64) -> bool {
        let (at, bit) = self.place(hash);
        self.filter.get(at).is_some_and(|word| word & bit != 0)
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        let at = hash >> self.shift;
        ((at >> 6) as usize, 1 << (at & 63))
    }

    /// The marked strings that `text` begins with, shortest first.
    #[cold]
    fn candidates(&self, text: &[u8], window: u64, budget: &mut Budget, found: &mut impl FnMut(usize, &[u8])) {
        let mut first = self.sorted.partition_point(|fingerprint| fingerprint.is_before(window));
        let (mut whole, mut hashed) = (Rolling::default(), 0);
        while let Some(next) = self.sorted.get(first).filter(|next| next.begins(window)) {
            let length = next.length();
            let (Some(more), Some(steps)) = (text.get(hashed..length), budget.0.checked_sub(length as u64)) else {
                // Too little text for this one, and so for the longer ones; or too much time spent.
                if text.len() >= length {
                    budget.0 = 0;
                }
                return;
            };
            budget.0 = steps;
            more.iter().for_each(|byte| whole.push(fold(*byte), self.key));
            hashed = length;
            let wanted = Fingerprint::new(window, length, whole);
            if let Ok(number) = self.sorted.binary_search(&wanted) {
                found(number, text.get(..length).unwrap_or_default());
            }
            let alike = self.sorted.get(first..).unwrap_or_default();
            first += alike.partition_point(|other| other.begins(window) && other.length() == length);
        }
    }
}
