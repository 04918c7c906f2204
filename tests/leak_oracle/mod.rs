//! Says whether a text holds a planted secret, in whatever form.
//!
//! Shares nothing with the program: that undoes encodings and looks for fingerprints, and this writes out every form that
//! a secret could have and looks for each of them. A form that neither thought of is caught by the third
//! look, which leaves out of the text all that is no letter or digit, and by the fourth, for pieces.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed unwrap or index is a failed test")]

mod digest;
mod forms;

use std::collections::BTreeSet;
use std::fmt;

/// The shortest piece of a secret that is a leak, in characters.
const PIECE: usize = 8;

/// Knows what was planted.
pub(crate) struct Oracle {
    secrets: Vec<Secret>,
}

/// A secret, and each of its forms with what it is called.
struct Secret {
    text: String,
    /// Compared as they are.
    exact: Vec<(&'static str, String)>,
    /// Compared in small letters.
    folded: Vec<(&'static str, String)>,
    skeleton: Option<String>,
    pieces: Vec<String>,
}

/// A planted secret in a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Leak {
    /// Which.
    pub(crate) secret: String,
    /// In which form.
    pub(crate) form: &'static str,
    /// What stands around it.
    pub(crate) around: String,
}

impl fmt::Display for Leak {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} as {} in {:?}", self.secret, self.form, self.around)
    }
}

impl Oracle {
    /// Secrets, and text that may be shown although it shares a piece with one, such as the names of the case.
    pub(crate) fn new<'p>(planted: impl IntoIterator<Item = &'p str>, allowed: &str) -> Oracle {
        let allowed = allowed.to_lowercase();
        let secrets = planted.into_iter().filter(|text| !text.is_empty());
        Oracle { secrets: secrets.map(|text| Secret::new(text, &allowed)).collect() }
    }

    /// Every secret that an output holds, in the first form that it is found in.
    pub(crate) fn leaks(&self, output: &[u8]) -> Vec<Leak> {
        let text = Text::of(output);
        self.secrets.iter().filter_map(|secret| secret.leak(&text)).collect()
    }
}

/// An output in the ways in which it is looked at.
struct Text {
    exact: String,
    folded: String,
    /// Without entities; and without tags too.
    read: [String; 2],
    skeletons: [String; 2],
}

impl Text {
    fn of(output: &[u8]) -> Text {
        let exact = String::from_utf8_lossy(output).into_owned();
        let folded = exact.to_lowercase();
        let read = forms::without_entities(&folded);
        let read = [forms::without_tags(&read), read];
        Text { skeletons: [skeleton(&read[0]), skeleton(&read[1])], exact, folded, read }
    }
}

/// The letters and digits of a text, small.
fn skeleton(text: &str) -> String {
    text.chars().filter(|next| next.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Secret {
    fn new(text: &str, allowed: &str) -> Secret {
        let lower = text.to_lowercase();
        let characters: Vec<char> = lower.chars().collect();
        let pieces: BTreeSet<String> = characters.windows(PIECE).map(|piece| piece.iter().collect()).collect();
        let bones = skeleton(text);
        // What is left of a secret of few letters is in every text.
        let tells = bones.chars().count() >= PIECE && !skeleton(allowed).contains(&bones);
        Secret {
            text: text.to_owned(),
            exact: forms::exact(text),
            folded: forms::folded(text).into_iter().map(|(name, form)| (name, form.to_lowercase())).collect(),
            skeleton: tells.then_some(bones),
            pieces: pieces.into_iter().filter(|piece| !allowed.contains(piece.as_str())).collect(),
        }
    }

    fn leak(&self, text: &Text) -> Option<Leak> {
        let leak = |form, within: &str, at: Option<usize>| {
            at.map(|at| Leak { secret: self.text.clone(), form, around: around(within, at) })
        };
        let whole = self.folded.iter().find_map(|(name, form)| leak(name, &text.folded, text.folded.find(form)));
        let exact = || self.exact.iter().find_map(|(name, form)| leak(name, &text.exact, text.exact.find(form)));
        let lower = self.text.to_lowercase();
        let read = || text.read.iter().find_map(|text| leak("itself behind entities or tags", text, text.find(&lower)));
        let bones = || {
            let bones = self.skeleton.as_ref()?;
            text.skeletons.iter().find_map(|text| leak("letters between other characters", text, text.find(bones)))
        };
        let piece = || self.pieces.iter().find_map(|piece| leak("a piece", &text.folded, text.folded.find(piece)));
        whole.or_else(exact).or_else(read).or_else(bones).or_else(piece)
    }
}

fn around(text: &str, at: usize) -> String {
    let start = text.char_indices().map(|(at, _)| at).take_while(|start| start + 24 <= at).last().unwrap_or(0);
    text.get(start..).unwrap_or_default().chars().take(80).collect()
}
