//! Did you mean …? One answer or none, for words that are short enough to be a slip of the pen.

use similar::get_close_matches;

/// Longer words are not misspelt keys of ours, and comparing them costs more than it helps.
const LONGEST: usize = 64;

/// How alike two words must be, from 0 to 1. Below this, suggestions are guesses.
const ALIKE: f32 = 0.7;

/// The word of `known` that `word` most likely stands for.
pub(in crate::config) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    // Someone who writes camelCase or kebab-case means the same word.
    let spelled = word.replace('-', "_").to_lowercase();
    let same = known.iter().find(|candidate| candidate.replace('_', "") == spelled.replace('_', ""));
    same.or(get_close_matches(spelled.as_str(), known, 1, ALIKE).first()).copied()
}
