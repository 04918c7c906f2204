//! The only place where text from a plan is kept.
//!
//! Everything else in the model refers to a word by number. What may be shown of it is decided once, here, and a
//! word that turns out to hold something secret is masked here, everywhere at once.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// The longest name that is shown, in characters.
pub const LONGEST_NAME: usize = 128;
/// The longest address of a provider that is shown, in bytes.
const LONGEST_PROVIDER: usize = 256;

/// What is shown of a word.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shown {
    /// The text. It follows the grammar of what it is a word of, or, for an instance key, the policy for keys.
    /// Still foreign: who shows it escapes it.
    Text(Box<str>),
    /// The beginning of a keyed hash, which tells two keys of one run apart and nothing else.
    Hash([u8; 4]),
    /// A fixed word instead: it may hold a value.
    Masked,
    /// A fixed word instead: it does not follow the grammar of a name.
    Invalid,
}

/// A word of one [`Words`]. Means nothing in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(u32);

/// The words of one plan: names of resources, types, modules, attributes, outputs, providers, and instance keys.
#[derive(Clone, Debug, Default)]
pub struct Words {
    shown: Vec<Shown>,
    /// Hashes and no text: a word that is masked leaves nothing behind.
    by_hash: HashMap<u64, Word>,
    hasher: RandomState,
    invalid: Option<Word>,
}

impl Words {
    /// A name: a resource type, the name of a resource, module call, output, variable, check or attribute.
    ///
    /// Shown if it is an identifier of the configuration language (see [`is_name`]), otherwise a fixed word.
    pub fn name(&mut self, text: &str) -> Word {
        self.intern(text, is_name)
    }

    /// The source address of a provider, such as `registry.terraform.io/hashicorp/aws`.
    ///
    /// Shown if each part between slashes and dots is an identifier, otherwise a fixed word.
    pub fn provider(&mut self, text: &str) -> Word {
        self.intern(text, is_provider)
    }

    /// A word about which nothing has been decided: masked until [`Words::settle`] says otherwise.
    pub fn undecided(&mut self) -> Word {
        self.push(Shown::Masked)
    }

    /// Decides what is shown of a word.
    pub fn settle(&mut self, word: Word, shown: Shown) {
        if let Some(place) = self.shown.get_mut(word.0 as usize) {
            *place = shown;
        }
    }

    /// What is shown of a word.
    pub fn shown(&self, word: Word) -> &Shown {
        self.shown.get(word.0 as usize).unwrap_or(&Shown::Masked)
    }

    /// Every word and what is shown of it.
    pub fn iter(&self) -> impl Iterator<Item = (Word, &Shown)> {
        (0u32..).map(Word).zip(&self.shown)
    }

    /// Masks the words for which `secret` says so. Returns how many there were.
    pub fn mask(&mut self, mut secret: impl FnMut(&str) -> bool) -> usize {
        let mut masked = 0;
        for shown in &mut self.shown {
            if matches!(shown, Shown::Text(text) if secret(text)) {
                *shown = Shown::Masked;
                masked += 1;
            }
        }
        masked
    }

    fn intern(&mut self, text: &str, allowed: fn(&str) -> bool) -> Word {
        let mut slot = self.hasher.hash_one(text);
        while let Some(word) = self.by_hash.get(&slot) {
            match self.shown(*word) {
                Shown::Text(other) if **other != *text => slot = slot.wrapping_add(1),
                // A word that was masked stays masked for whoever names it again.
                _ => return *word,
            }
        }
        if !allowed(text) {
            return self.invalid();
        }
        let word = self.push(Shown::Text(text.into()));
        self.by_hash.insert(slot, word);
        word
    }

    /// The one word that stands for all that is not a name, so that a hostile plan cannot fill memory with it.
    fn invalid(&mut self) -> Word {
        if let Some(word) = self.invalid {
            return word;
        }
        let word = self.push(Shown::Invalid);
        self.invalid = Some(word);
        word
    }

    fn push(&mut self, shown: Shown) -> Word {
        // Four billion distinct words do not fit in an input of the size that is read; the last one then stands
        // for the rest, masked.
        let word = Word(u32::try_from(self.shown.len()).unwrap_or(u32::MAX));
        self.shown.push(shown);
        word
    }
}

/// Whether a text is an identifier of the configuration language: letters, digits, `_` and `-`, not beginning with a
/// digit or a dash, of at most [`LONGEST_NAME`] characters.
///
/// The language takes any letter of Unicode. Here only those are letters that are one character by themselves in every
/// normal form and can be seen: no combining marks, no fillers, no forms that only compatibility asks for.
pub fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    let begins = characters.next().is_some_and(|first| is_letter(first) || first == '_');
    begins
        && text.chars().count() <= LONGEST_NAME
        && characters.all(|next| is_letter(next) || next.is_ascii_digit() || matches!(next, '_' | '-'))
}

/// A letter of ASCII, or of a block of letters in which none is composed or decomposed by NFC.
fn is_letter(character: char) -> bool {
    let in_block = matches!(character,
        'a'..='z' | 'A'..='Z'
        // Latin, Greek, Cyrillic, Armenian.
        | '\u{c0}'..='\u{2af}' | '\u{386}'..='\u{3ff}' | '\u{400}'..='\u{52f}' | '\u{531}'..='\u{587}'
        // Hebrew, Arabic, Devanagari, Thai.
        | '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}' | '\u{671}'..='\u{6d3}' | '\u{904}'..='\u{939}'
        | '\u{e01}'..='\u{e30}' | '\u{e40}'..='\u{e45}'
        // Vietnamese and other Latin, kana, Han, Hangul.
        | '\u{1e00}'..='\u{1eff}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    // In these blocks stand signs as well, and combining marks; the Greek dot and the Arabic high hamzas fall apart.
    in_block && character.is_alphabetic() && !matches!(character, '\u{387}' | '\u{675}'..='\u{678}')
}

/// Whether a text is the source address of a provider: labels between dots, parts between slashes.
fn is_provider(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty() && label.chars().all(|next| next.is_ascii_alphanumeric() || matches!(next, '_' | '-'))
    };
    text.len() <= LONGEST_PROVIDER && text.split(['/', '.']).all(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names() {
        let longest = "x".repeat(LONGEST_NAME);
        for name in ["a", "_", "a-b_c9", "aws_instance", "größe", "имя", "名前", "이름", "ελ", longest.as_str()]
        {
            assert!(is_name(name), "{name}");
        }
        let too_long = "x".repeat(LONGEST_NAME + 1);
        for other in [
            "",
            "-",
            "-a",
            "9",
            "9a",
            "a b",
            "a.b",
            "a\"",
            "a`",
            "a|b",
            "a<b",
            "a@b",
            "a#b",
            "a/b",
            "a\n",
            "a\u{1b}",
            // Marks, format characters, fillers, and letters that another letter is the same as.
            "e\u{301}",
            "a\u{345}",
            "a\u{903}",
            "\u{202e}a",
            "a\u{200b}",
            "a\u{ad}",
            "\u{115f}",
            "\u{3164}",
            "\u{ffa0}",
            "\u{212a}",
            "\u{212b}",
            "\u{2160}",
            "\u{24b6}",
            "\u{ff21}",
            "\u{1d400}",
            "\u{1100}\u{1161}",
            "\u{f900}",
            "\u{e0041}",
            "a²",
            "a٣",
            "½",
            too_long.as_str(),
        ] {
            assert!(!is_name(other), "{other:?}");
        }
    }

    #[test]
    fn providers() {
        for provider in ["aws", "registry.terraform.io/hashicorp/aws", "terraform.io/builtin/terraform", "a-b.c_d/e/f9"]
        {
            assert!(is_provider(provider), "{provider}");
        }
        for other in ["", "/", "a//b", "a/", "..", "a..b", "a b", "a@b", "a:80/b/c", "a/b?token=c", "größe/a/b"] {
            assert!(!is_provider(other), "{other}");
        }
    }

    #[test]
    fn equal_names_are_one_word_and_all_that_are_none_another() {
        let mut words = Words::default();
        let (a, b) = (words.name("a"), words.name("b"));
        assert_ne!(a, b);
        assert_eq!(words.name("a"), a);
        assert_eq!(words.provider("a"), a);
        let invalid = words.name("not a name");
        assert_eq!(words.name("?"), invalid);
        assert_eq!(words.name("a/b"), invalid);
        assert_ne!(words.provider("a/b"), invalid);
        assert_ne!(words.undecided(), words.undecided());
    }

    #[test]
    fn a_masked_word_stays_masked_and_leaves_no_text() {
        let mut words = Words::default();
        let word = words.name("hunter2");
        assert_eq!(words.mask(|text| text == "hunter2"), 1);
        assert_eq!(words.shown(word), &Shown::Masked);
        assert_eq!(words.name("hunter2"), word);
        assert!(!format!("{words:?}").contains("hunter2"));
    }

    proptest! {
        #[test]
        fn nothing_but_names_is_shown(text in any::<String>(), like in "[a-z0-9_.é\u{301}-]{0,140}") {
            let mut words = Words::default();
            for text in [text, like] {
                let word = words.name(&text);
                match words.shown(word) {
                    Shown::Text(shown) => prop_assert!(is_name(shown) && **shown == *text),
                    shown => prop_assert!(*shown == Shown::Invalid && !is_name(&text)),
                }
            }
        }
    }
}
