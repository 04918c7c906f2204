//! "What if": edits to the facts, as somebody writes them on a command line.
//!
//! An assumption says that a fact is so, whatever was found out, and changes that fact alone. It takes the
//! place of a fact that is known, of one that nobody gave and of one that could not be had alike; that it
//! was made must therefore be said with the answer, which is what its `Display` is for. Which assumptions
//! there are is the table [`Assumption::ALL_FORMS`]: every fact that a decision asks for has a line there.

mod edit;
mod form;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::fmt;

use super::facts::Facts;
use edit::Edit;
pub use form::Form;

/// One edit. `Display` gives the text that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    text: String,
    edit: Edit,
}

/// Why a text is not an assumption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssumptionError {
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to write instead, in a sentence.
    pub help: String,
}

impl fmt::Display for AssumptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for AssumptionError {}

impl Assumption {
    /// Every form that there is, for help texts.
    pub const ALL_FORMS: &'static [Form] = form::FORMS;

    /// Reads one assumption. Nothing is trimmed, and all words are case-sensitive, as logins and slugs are in
    /// rules.
    ///
    /// # Errors
    ///
    /// When the text has none of the [forms](Assumption::ALL_FORMS).
    pub fn parse(text: &str) -> Result<Assumption, AssumptionError> {
        Ok(Assumption { text: text.to_owned(), edit: form::read(text)? })
    }

    /// Makes the fact so. All other facts stay as they are.
    ///
    /// A review is for the head commit and a check comes from the app that is expected to report it, as far
    /// as those are known by then: see [`Assumption::apply_all`].
    pub fn apply(&self, facts: &mut Facts) {
        self.edit.apply(facts);
    }

    /// Applies several, each on top of those before it, but the head commit and the required checks before
    /// everything that refers to them.
    pub fn apply_all(assumptions: &[Assumption], facts: &mut Facts) {
        let (first, then): (Vec<_>, Vec<_>) =
            assumptions.iter().partition(|assumption| assumption.edit.is_referred_to());
        for assumption in first.into_iter().chain(then) {
            assumption.apply(facts);
        }
    }
}

impl fmt::Display for Assumption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
