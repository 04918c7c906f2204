//! The strings that are planted, each with a twin that may stand in its place.
//!
//! Twins begin alike, and no two pairs do, so that the keys of an object are in the same order whichever is planted.

use crate::random::Random;

/// A string and its twin.
pub(crate) struct Planted {
    texts: [String; 2],
    /// Some plan of the case marks it as sensitive for certain. It may stand where names stand as well.
    pub(crate) marked: bool,
    pub(crate) is_number: bool,
}

/// What is planted in one case.
pub(crate) struct Pool(Vec<Planted>);

/// What strings are made of.
const ALPHABETS: [&str; 9] = [
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "abcdefghijklmnopqrstuvwxyz-_",
    // Words.
    "abcdefghijklmnopqrstuvwxyz     ",
    "абвгдежзиклмнопрстуфхцчшщэюяαβγδεζηθικλμ",
    "語鍵秘密東京한국어🔑🗝ßéあ ",
    "abcdefghij\"\\/{}[]:,\n\t\r\u{1}\u{1b}<>&'`${}%|*_~#!@ \u{200b}\u{202e}",
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/+/",
    "0123456789",
];
const DIGITS: usize = ALPHABETS.len() - 1;

/// Not in any name, address of a provider, or key that is shown by default.
const NOT_IN_NAMES: &str = " \"\\{}[],<>&'`$%|*~#!@+=?\n";

impl Planted {
    /// It may stand anywhere: it is shown nowhere, or masked wherever it would be.
    pub(crate) fn may_stand_anywhere(&self) -> bool {
        self.marked || self.is_odd()
    }

    fn is_odd(&self) -> bool {
        self.texts.iter().all(|text| text.contains(|next| NOT_IN_NAMES.contains(next)))
    }

    pub(crate) fn text(&self, twin: usize) -> &str {
        &self.texts[twin]
    }
}

impl Pool {
    pub(crate) fn of(case: u64) -> Pool {
        let mut random = Random::of(case.wrapping_add(1 << 40));
        Pool((0..8).map(|number| planted(number, &mut random)).collect())
    }

    /// Strings of which no three characters in a row could be a name, so that none of their pieces is one.
    pub(crate) fn of_odd_strings(case: u64) -> Pool {
        let mut random = Random::of(case.wrapping_add(1 << 41));
        let odd = NOT_IN_NAMES.as_bytes();
        let mut text = |number: usize| {
            let mut text = beginning(number);
            for _ in 0..6 + random.below(6) {
                text.push(char::from(*random.one_of(odd)));
                text.extend((0..2).map(|_| char::from(*random.one_of(b"bcdfghkmprstvz23456789"))));
            }
            text
        };
        let planted = |number| Planted { texts: [text(number), String::new()], marked: false, is_number: false };
        Pool((0..8).map(planted).collect())
    }

    pub(crate) fn all(&self) -> &[Planted] {
        &self.0
    }

    pub(crate) fn secrets(&self, twin: usize) -> Vec<&str> {
        self.0.iter().map(|planted| planted.text(twin)).collect()
    }

    /// Those that cannot be words of a model, not even before the second wall.
    pub(crate) fn never_words(&self, twin: usize) -> Vec<&str> {
        self.0.iter().filter(|planted| !planted.marked).map(|planted| planted.text(twin)).collect()
    }

    /// One that may stand anywhere, if there is any.
    pub(crate) fn anywhere(&self, random: &mut Random) -> Option<&Planted> {
        let anywhere: Vec<&Planted> = self.0.iter().filter(|planted| planted.may_stand_anywhere()).collect();
        let chosen = random.below(anywhere.len());
        anywhere.get(chosen).copied()
    }
}

fn beginning(number: usize) -> String {
    format!("q{}", char::from(b"bcdfghkmprst"[number]))
}

fn planted(number: usize, random: &mut Random) -> Planted {
    let alphabet = random.below(ALPHABETS.len());
    let is_number = alphabet == DIGITS;
    let letters: Vec<char> = ALPHABETS[alphabet].chars().collect();
    let length = match alphabet {
        // As long as a number is that every reader of JSON holds exactly.
        DIGITS => 15,
        0 | 1 => 20 + random.below(16),
        _ => 12 + random.below(30),
    };
    let beginning = if is_number { format!("7{number}") } else { beginning(number) };
    let text: Vec<char> = (0..length).map(|_| *random.one_of(&letters)).collect();
    let twin: Vec<char> = text.iter().map(|next| like(*next, &letters, random)).collect();
    // White space around it is not a part of it.
    let end = if is_number { "" } else { "z" };
    let texts = [text, twin].map(|text| format!("{beginning}{}{end}", text.into_iter().collect::<String>()));
    Planted { texts, marked: random.once_in(2), is_number }
}

/// Another letter for a letter and another digit for a digit, so that a grammar that takes one twin takes the other.
fn like(character: char, letters: &[char], random: &mut Random) -> char {
    let kind = |next: char| (next.is_alphabetic(), next.is_numeric(), next.is_uppercase(), next.is_ascii());
    let alike: Vec<char> = letters.iter().copied().filter(|next| kind(*next) == kind(character)).collect();
    if character.is_alphanumeric() { *random.one_of(&alike) } else { character }
}
