//! The text of instance keys, until it is decided what may be shown of them.
//!
//! Keys are values. Their text is here and nowhere else, is never printed, and goes when the draft is settled.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};

use crate::plan::words::{Word, Words};

/// Each distinct key once, with the word that stands for it.
///
/// One string holds all the texts and the index holds hashes: a plan can have a key of its own for each of a million
/// resources.
#[derive(Default)]
pub(in crate::plan::read) struct RawKeys {
    text: String,
    /// The word of each key and where its text ends.
    entries: Vec<(Word, usize)>,
    by_hash: HashMap<u64, usize>,
    hasher: RandomState,
    never_shown: Option<Word>,
}

impl RawKeys {
    /// The word of a key, undecided.
    pub(super) fn word(&mut self, words: &mut Words, key: &str) -> Word {
        let mut slot = self.hasher.hash_one(key);
        while let Some(number) = self.by_hash.get(&slot) {
            match self.entry(*number) {
                Some((word, text)) if text == key => return word,
                _ => slot = slot.wrapping_add(1),
            }
        }
        let word = words.undecided();
        self.by_hash.insert(slot, self.entries.len());
        self.text.push_str(key);
        self.entries.push((word, self.text.len()));
        word
    }

    /// The word for what is no key that an engine writes: it stays masked.
    pub(super) fn never_shown(&mut self, words: &mut Words) -> Word {
        *self.never_shown.get_or_insert_with(|| words.undecided())
    }

    /// Each word that can be decided about, with the key that it stands for.
    pub(in crate::plan::read) fn iter(&self) -> impl Iterator<Item = (Word, &str)> {
        (0..self.entries.len()).filter_map(|number| self.entry(number))
    }

    fn entry(&self, number: usize) -> Option<(Word, &str)> {
        let start = number.checked_sub(1).and_then(|before| self.entries.get(before)).map_or(0, |(_, end)| *end);
        let (word, end) = self.entries.get(number)?;
        Some((*word, self.text.get(start..*end)?))
    }
}

/// How many, and not which.
impl fmt::Debug for RawKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RawKeys").field("count", &self.entries.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_share_a_word_and_others_do_not() {
        let (mut keys, mut words) = (RawKeys::default(), Words::default());
        let blue = keys.word(&mut words, "blue");
        let empty = keys.word(&mut words, "");
        assert_ne!(blue, empty);
        assert_eq!(keys.word(&mut words, "blue"), blue);
        assert_eq!(keys.word(&mut words, ""), empty);
        let never = keys.never_shown(&mut words);
        assert_eq!(keys.never_shown(&mut words), never);
        assert_eq!(keys.iter().collect::<Vec<_>>(), [(blue, "blue"), (empty, "")]);
    }

    #[test]
    fn the_text_of_a_key_is_not_printed() {
        let (mut keys, mut words) = (RawKeys::default(), Words::default());
        keys.word(&mut words, "hunter2");
        assert!(!format!("{keys:?} {words:?}").contains("hunter2"));
    }
}
