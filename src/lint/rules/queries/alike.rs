//! Did you mean …? A word of a list that another word most likely stands for.
//!
//! Comparing letter by letter costs the length of the list for each word, and both may be long in a hostile file,
//! so only so many words are compared so thoroughly. The cheap ways of being alike are always tried.

use std::cell::Cell;
use std::collections::BTreeMap;

use similar::get_close_matches;

/// Longer words are not slips of the pen.
const LONGEST: usize = 64;

/// How alike two words must be, from 0 to 1. Below this, suggestions are guesses.
const ALIKE: f32 = 0.7;

/// Letters that two words must share at the start for the one to be short for the other.
const ABBREVIATION: usize = 3;

/// Words that are compared letter by letter, and with how many.
const COMPARED: usize = 32;
const COMPARED_WITH: usize = 1000;

/// Words to choose from.
pub(super) struct Alike<'a> {
    sorted: Vec<&'a str>,
    by_spelling: BTreeMap<String, &'a str>,
    left: Cell<usize>,
}

impl<'a> Alike<'a> {
    /// `words` may hold a word more than once.
    pub(super) fn new(words: impl IntoIterator<Item = &'a str>) -> Alike<'a> {
        let mut sorted: Vec<&str> = words.into_iter().filter(|word| word.len() <= LONGEST).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let by_spelling = sorted.iter().map(|word| (spelling(word), *word)).collect();
        Alike { sorted, by_spelling, left: Cell::new(COMPARED) }
    }

    /// The word that `word` most likely stands for.
    pub(super) fn to(&self, word: &str) -> Option<&'a str> {
        if word.len() > LONGEST {
            return None;
        }
        let spelled = self.by_spelling.get(&spelling(word)).copied();
        let found = spelled.or_else(|| match self.abbreviated(word).as_slice() {
            [] => self.misspelt(word),
            [only] => Some(*only),
            _ => None,
        });
        found.filter(|found| *found != word)
    }

    /// `prod` for `production` and the other way round; two where more than one can be meant.
    fn abbreviated(&self, word: &str) -> Vec<&'a str> {
        let shorter = (ABBREVIATION..word.len()).filter_map(|length| {
            let at = self.sorted.binary_search(&word.get(..length)?).ok()?;
            self.sorted.get(at).copied()
        });
        let from = self.sorted.partition_point(|other| *other < word);
        let longer = self.sorted.get(from..).unwrap_or_default().iter().copied();
        let longer = longer.take_while(|other| word.len() >= ABBREVIATION && other.starts_with(word));
        shorter.chain(longer).take(2).collect()
    }

    fn misspelt(&self, word: &str) -> Option<&'a str> {
        self.left.set(self.left.get().checked_sub(1)?);
        let candidates = self.sorted.get(..self.sorted.len().min(COMPARED_WITH)).unwrap_or_default();
        get_close_matches(word, candidates, 1, ALIKE).first().copied()
    }
}

/// What is the same however somebody writes it: `Prod-EU`, `prod_eu`.
fn spelling(word: &str) -> String {
    word.to_lowercase().replace(['-', '_', ' '], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_or_none_is_meant() {
        let alike = Alike::new(["prod", "Staging", "eu-west", "eu-west-1", "team-a", "team-b"]);
        for (word, meant) in [
            ("Prod", Some("prod")),
            ("production", Some("prod")),
            ("prd", Some("prod")),
            ("stagng", Some("Staging")),
            ("STAGING", Some("Staging")),
            ("eu_west", Some("eu-west")),
            ("team", None),
            ("prod", None),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(alike.to(word), meant, "{word}");
        }
    }

    #[test]
    fn only_so_many_words_are_compared_thoroughly() {
        let alike = Alike::new(["network"]);
        let found = (0..100).filter(|_| alike.to("netwrok").is_some()).count();
        assert_eq!(found, COMPARED);
        assert_eq!(alike.to("NETWORK"), Some("network"));
        assert_eq!(alike.to(&"n".repeat(65)), None);
    }
}
