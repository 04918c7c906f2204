//! What is kept of a marked string: enough to know it again, and not the string.

use std::hash::{BuildHasher, RandomState};

/// How many bytes are looked at first. A text that has no window in common with any marked string holds none.
pub(super) const WINDOW: usize = super::SHORTEST;

/// Of a longer string the beginning stands for the whole: a text that holds so much of it has leaked it, and what a
/// comparison costs stays bounded.
pub(super) const LONGEST: usize = 256;

const WINDOW_BITS: u64 = (1 << (8 * WINDOW)) - 1;

/// 2⁶¹ − 1, a prime.
const PRIME: u64 = (1 << 61) - 1;

/// Chosen at random for each run, so that nobody can write a plan with strings that are taken for others.
#[derive(Clone, Copy)]
pub(super) struct Key {
    odd: u64,
    base: u64,
}

impl Default for Key {
    fn default() -> Self {
        let random = RandomState::new();
        Key { odd: random.hash_one(1u8) | 1, base: random.hash_one(2u8) % (PRIME - 512) + 256 }
    }
}

/// Six bytes that move along a text.
#[derive(Clone, Copy, Default)]
pub(super) struct Window(u64);

impl Window {
    pub(super) fn push(&mut self, folded: u8) {
        self.0 = (self.0 << 8 | u64::from(folded)) & WINDOW_BITS;
    }

    /// Its hash. No two windows have the same.
    pub(super) fn hash(self, key: Key) -> u64 {
        self.0.wrapping_mul(key.odd)
    }

    /// A hash without a key, for what has to come out the same in every run.
    pub(super) fn plain_hash(self) -> u64 {
        const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
        let mixed = self.0.wrapping_mul(ODD);
        (mixed ^ mixed >> 32).wrapping_mul(ODD)
    }
}

/// A hash of the bytes so far: a polynomial at a point that nobody knows.
#[derive(Clone, Copy, Default)]
pub(super) struct Rolling(u64);

impl Rolling {
    pub(super) fn push(&mut self, folded: u8, key: Key) {
        let product = u128::from(self.0) * u128::from(key.base) + u128::from(folded) + 1;
        // 2⁶¹ is 1 modulo the prime, so the upper bits count like the lower ones.
        let sum = (product as u64 & PRIME) + (product >> 61) as u64;
        self.0 = if sum >= PRIME { sum - PRIME } else { sum };
    }

    pub(super) fn value(self) -> u64 {
        self.0
    }
}

/// A marked string. Ordered by its first window, then by its length.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Fingerprint {
    /// 48 bits of the hash of the first window, 16 of the length.
    head: u64,
    whole: u64,
}

/// The bits of a head that are of the window.
const HEAD_WINDOW: u64 = !0xffff;

impl Fingerprint {
    /// Of a string in comparable form. `None` where it is shorter than a window.
    pub(super) fn of(comparable: &[u8], key: Key) -> Option<Fingerprint> {
        let folded = || comparable.iter().take(LONGEST).map(|byte| super::canonical::fold(*byte));
        if comparable.len() < WINDOW {
            return None;
        }
        let (mut window, mut whole) = (Window::default(), Rolling::default());
        folded().take(WINDOW).for_each(|byte| window.push(byte));
        folded().for_each(|byte| whole.push(byte, key));
        Some(Fingerprint::new(window.hash(key), comparable.len().min(LONGEST), whole))
    }

    pub(super) fn new(window: u64, length: usize, whole: Rolling) -> Fingerprint {
        Fingerprint { head: window & HEAD_WINDOW | length as u64 & !HEAD_WINDOW, whole: whole.value() }
    }

    /// The hash of the first window, as far as it is kept.
    pub(super) fn window(self) -> u64 {
        self.head & HEAD_WINDOW
    }

    /// Whether its string begins with a window of this hash.
    pub(super) fn begins(self, window: u64) -> bool {
        self.head & HEAD_WINDOW == window & HEAD_WINDOW
    }

    /// Whether it comes before all whose string begins with a window of this hash.
    pub(super) fn is_before(self, window: u64) -> bool {
        self.head < window & HEAD_WINDOW
    }

    /// The length of its string in bytes.
    pub(super) fn length(self) -> usize {
        (self.head & !HEAD_WINDOW) as usize
    }
}
