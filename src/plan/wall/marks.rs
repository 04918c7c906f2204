//! Collecting what plans mark as sensitive.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde_json::value::RawValue;

use super::canonical::{comparable, fold};
use super::fingerprint::{Fingerprint, Key};
use super::json::{Bracket, Token, Tokens, unescaped};
use super::matcher::Matcher;
use super::parts::Parts;
use super::{SHORTEST, Wall, base64};
use crate::plan::refusal::Kind;

/// How deeply marks, and what they mark, may be nested.
const DEEPEST: usize = 128;

/// The shortest string that an instance key is compared with, in characters.
const SHORTEST_KEY: usize = 3;

/// What plans mark as sensitive, while they are read.
///
/// Holds no string: of each a fingerprint of 16 bytes, and of all together a filter of 8 MiB.
#[derive(Default)]
pub struct Marks {
    ignore: bool,
    key: Key,
    fingerprints: HashSet<Fingerprint>,
    parts: Parts,
    /// There is a string that is not ordinary text in ASCII.
    beyond_text: bool,
    /// Strings that are too short to be scanned for, folded.
    short: HashSet<Box<[u8]>>,
}

impl fmt::Debug for Marks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Marks").field("strings", &self.fingerprints.len()).finish_non_exhaustive()
    }
}

impl Marks {
    /// Takes in nothing: reading without the second wall, to measure what the wall takes. The wall that comes of it
    /// lets every text pass, so it is for benches and nothing else.
    #[must_use]
    pub fn none() -> Marks {
        Marks { ignore: true, ..Marks::default() }
    }

    /// Whether what is marked has to be looked for at all.
    pub fn wanted(&self) -> bool {
        !self.ignore
    }

    /// One marked string. Shorter ones than [`SHORTEST`] are not scanned for; an instance key that is the same as
    /// one of them is masked.
    pub fn string(&mut self, text: &str) {
        if self.ignore {
            return;
        }
        let text = comparable(text);
        let begins_character = |byte: &&u8| **byte & 0xc0 != 0x80;
        let characters = text.iter().filter(begins_character).take(SHORTEST).count();
        if characters < SHORTEST {
            if characters >= SHORTEST_KEY {
                self.short.insert(text.iter().map(|byte| fold(*byte)).collect());
            }
        } else if let Some(fingerprint) = Fingerprint::of(&text, self.key) {
            let known = !self.fingerprints.insert(fingerprint);
            self.beyond_text |= !text.iter().all(|byte| base64::is_text(*byte));
            // A known fingerprint of a long string may be of one that only begins alike.
            if !known || text.len() >= super::fingerprint::LONGEST {
                self.parts.insert(&text);
            }
        }
    }

    /// Every string, key and number in a value: it is marked as a whole.
    ///
    /// # Errors
    ///
    /// [`Kind::MarksTooDeep`] where it is nested too deeply to be looked into.
    pub fn whole(&mut self, value: &RawValue) -> Result<(), Kind> {
        if self.ignore { Ok(()) } else { self.all_of(value.get()) }
    }

    /// The parts of a value that a tree of marks (`after_sensitive`, `sensitive_values`) holds `true` for.
    ///
    /// Where the tree has another shape than the value, or says anything but `true`, `false` and `null`, all that
    /// stands at that place is taken for marked.
    ///
    /// # Errors
    ///
    /// [`Kind::MarksTooDeep`] where a mark is nested too deeply to be looked for, [`Kind::Malformed`].
    pub fn under(&mut self, value: &RawValue, marks: &RawValue) -> Result<(), Kind> {
        match self.ignore {
            true => Ok(()),
            // Found at once: each level that is walked into looks at all that is below it.
            false if says_anything_below(marks.get(), DEEPEST) => Err(Kind::MarksTooDeep),
            false => self.walk(value.get(), marks.get(), 0),
        }
    }

    /// No more plans.
    #[must_use]
    pub fn build(self) -> Wall {
        let matcher = Matcher::new(self.key, self.fingerprints, !self.beyond_text);
        Wall { matcher, parts: self.parts, short: self.short }
    }

    fn all_of(&mut self, value: &str) -> Result<(), Kind> {
        let mut depth = 0usize;
        let mut tokens = Tokens::of(value);
        for token in &mut tokens {
            match token {
                Token::Open(_) if depth == DEEPEST => return Err(Kind::MarksTooDeep),
                Token::Open(_) => depth += 1,
                Token::Close => depth = depth.saturating_sub(1),
                Token::Text(text) => self.string(&unescaped(text)),
                Token::Number(number) => self.string(number),
                Token::True | Token::Nothing => {}
            }
        }
        if tokens.is_at_end() { Ok(()) } else { Err(Kind::Malformed) }
    }

    fn walk(&mut self, value: &str, marks: &str, depth: usize) -> Result<(), Kind> {
        if !says_anything(marks) {
            return Ok(());
        }
        if depth == DEEPEST {
            return Err(Kind::MarksTooDeep);
        }
        let (mut value_tokens, mut mark_tokens) = (Tokens::of(value), Tokens::of(marks));
        match (value_tokens.next(), mark_tokens.next()) {
            (Some(Token::Open(Bracket::Array)), Some(Token::Open(Bracket::Array))) => {
                self.walk_array(value, value_tokens, mark_tokens, depth)
            }
            (Some(Token::Open(Bracket::Object)), Some(Token::Open(Bracket::Object))) => {
                self.walk_object(value, value_tokens, mark_tokens, depth)
            }
            _ => self.all_of(value),
        }
    }

    fn walk_array(&mut self, value: &str, mut parts: Tokens, mut marks: Tokens, depth: usize) -> Result<(), Kind> {
        if count(parts.clone()) != count(marks.clone()) {
            return self.all_of(value);
        }
        while let (Some(part), Some(mark)) = (parts.value(), marks.value()) {
            self.walk(part, mark, depth + 1)?;
        }
        Ok(())
    }

    fn walk_object(&mut self, value: &str, mut parts: Tokens, mut marks: Tokens, depth: usize) -> Result<(), Kind> {
        let mut of_key = HashMap::new();
        while let Some(Token::Text(key)) = marks.next() {
            let mark = marks.value().ok_or(Kind::Malformed)?;
            if of_key.insert(unescaped(key), mark).is_some() {
                // Two readers could take either.
                return self.all_of(value);
            }
        }
        while let Some(Token::Text(key)) = parts.next() {
            let part = parts.value().ok_or(Kind::Malformed)?;
            if let Some(mark) = of_key.get(&*unescaped(key)) {
                self.walk(part, mark, depth + 1)?;
            }
        }
        Ok(())
    }
}

fn count(mut tokens: Tokens) -> usize {
    std::iter::from_fn(|| tokens.value()).count()
}

/// Whether a tree of marks says something below so many levels.
fn says_anything_below(marks: &str, levels: usize) -> bool {
    let mut depth = 0usize;
    Tokens::of(marks).any(|token| {
        match token {
            Token::Open(_) => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            Token::True | Token::Number(_) => return depth > levels,
            // A key, or a string that is no mark, which is looked at where it stands.
            Token::Text(_) | Token::Nothing => {}
        }
        false
    })
}

/// Whether a tree of marks says more than that nothing is marked. Strings and numbers are no marks, and what is no
/// mark is not taken for "nothing".
fn says_anything(marks: &str) -> bool {
    let mut tokens = Tokens::of(marks);
    let mut in_object = Vec::new();
    let mut after_key = false;
    for token in tokens.by_ref() {
        let is_key = in_object.last() == Some(&true) && !after_key;
        match token {
            Token::Open(bracket) => {
                in_object.push(bracket == Bracket::Object);
                after_key = false;
            }
            Token::Close => {
                in_object.pop();
                after_key = false;
            }
            Token::Text(_) if is_key => after_key = true,
            Token::Nothing => after_key = false,
            Token::Text(_) | Token::Number(_) | Token::True => return true,
        }
    }
    !tokens.is_at_end()
}

#[cfg(test)]
mod tests;
