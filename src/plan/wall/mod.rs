//! The second wall: no finished text leaves with a string in it that the plan marks as sensitive.
//!
//! The first wall is that values are never in the model. This one is for the day when the first has a hole. It is
//! the only part that looks at marked strings, and it keeps fingerprints of them and not the strings.
//!
//! [`Marks`] takes in what the plans mark while they are read, [`Wall`] knows it again, [`KeyPolicy`] decides with it
//! which instance keys may be shown, and [`guard()`] lets texts out.
//!
//! What the wall does not see: a secret of fewer than [`SHORTEST`] characters, one that nothing marks, and one that
//! was changed in a way that it does not undo, such as a hash of it. That is why it is the second.

mod base64;
mod canonical;
mod encodings;
mod fingerprint;
mod guard;
mod instance_key;
mod integers;
mod json;
mod marks;
mod matcher;
mod parts;
mod scan;
mod token;

use std::collections::HashSet;
use std::fmt;

pub use guard::{Guarded, guard};
pub use instance_key::KeyPolicy;
pub use marks::Marks;

/// The shortest string that is scanned for, in characters. Shorter ones are in every text.
pub const SHORTEST: usize = 6;

/// What finished texts are scanned for.
#[derive(Default)]
pub struct Wall {
    matcher: matcher::Matcher,
    parts: parts::Parts,
    short: HashSet<Box<[u8]>>,
}

impl fmt::Debug for Wall {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Wall").field("strings", &self.strings()).finish_non_exhaustive()
    }
}

impl Wall {
    /// How many distinct strings are scanned for. Two that differ in nothing but capitals, invisible characters and
    /// white space around them are one, and so are two whose first 256 bytes are alike.
    pub fn strings(&self) -> u64 {
        self.matcher.len() as u64
    }

    /// Whether an instance key holds a marked string, is part of one, or that cannot be ruled out.
    ///
    /// Capitals make no difference. A key of fewer than six bytes overlaps only a marked string that is the same.
    pub fn overlaps(&self, key: &str) -> bool {
        let comparable = canonical::comparable(key);
        let folded: Box<[u8]> = comparable.iter().map(|byte| canonical::fold(*byte)).collect();
        self.short.contains(&folded) || self.parts.may_hold(&comparable) || !scan::scan(&self.matcher, key).is_none()
    }

    /// The marked strings that stand in a text, however it is encoded.
    fn hits(&self, text: &str) -> scan::Hits {
        scan::scan(&self.matcher, text)
    }
}

#[cfg(test)]
mod tests;
