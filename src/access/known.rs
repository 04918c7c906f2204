//! Facts that may be missing.
//!
//! Nothing in the decision has a default: a fact is known, or it is unknown for one of two reasons
//! that call for different people. Nobody gave it (the answer becomes a condition), or somebody tried
//! to get it and failed (the answer cannot be had now).

/// A fact, or why it is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known<T> {
    /// The fact.
    Known(T),
    /// Nobody gave it.
    #[default]
    NotGiven,
    /// It was asked for and could not be had; the text says what went wrong.
    Unavailable(String),
}

impl<T> Known<T> {
    /// The same fact, borrowed.
    pub fn as_ref(&self) -> Known<&T> {
        match self {
            Known::Known(value) => Known::Known(value),
            Known::NotGiven => Known::NotGiven,
            Known::Unavailable(why) => Known::Unavailable(why.clone()),
        }
    }

    /// The fact through `change`; what is missing stays missing.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Known::Known(value) => Known::Known(change(value)),
            Known::NotGiven => Known::NotGiven,
            Known::Unavailable(why) => Known::Unavailable(why),
        }
    }

    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Known::Known(value) => Some(value),
            Known::NotGiven | Known::Unavailable(_) => None,
        }
    }

    /// The value, or why it is missing.
    ///
    /// # Errors
    ///
    /// Why the fact is missing.
    pub fn get(&self) -> Result<&T, Missing> {
        match self {
            Known::Known(value) => Ok(value),
            Known::NotGiven => Err(Missing::NotGiven),
            Known::Unavailable(why) => Err(Missing::Unavailable(why.clone())),
        }
    }

    /// The missing half, for a value of another type.
    ///
    /// `None` when the fact is known.
    pub fn missing(&self) -> Option<Missing> {
        self.get().err()
    }
}

/// Why a fact is missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// Nobody gave it. The caller still can.
    NotGiven,
    /// It could not be had; the text says what went wrong.
    Unavailable(String),
}
