//! Questions that are asked only if their answer matters, and what becomes of the answers.

use std::future::Future;

use crate::access::known::Known;
use crate::forge::trouble::Trouble;

/// The answer to a question that was asked only if it mattered.
pub(super) type Maybe<T> = Option<Result<T, Trouble>>;

/// Asks if it is wanted.
pub(super) async fn when<T>(wanted: bool, question: impl Future<Output = Result<T, Trouble>>) -> Maybe<T> {
    if wanted { Some(question.await) } else { None }
}

/// A fact that was needed or not, and could be had or not.
pub(super) fn fact<T>(answer: Maybe<T>) -> Known<T> {
    match answer {
        None => Known::NotGiven,
        Some(Ok(value)) => Known::Known(value),
        Some(Err(trouble)) => Known::Unavailable(trouble.to_string()),
    }
}

/// That a question which has to be answered first was not.
fn unasked(what: &str) -> Trouble {
    Trouble::Partial { asked: what.to_owned(), why: "it was not asked for in the first round".to_owned() }
}

/// An answer that was asked for because it mattered.
pub(super) fn answered<'a, T>(answer: &'a Maybe<T>, what: &str) -> Result<&'a T, Trouble> {
    match answer {
        Some(Ok(value)) => Ok(value),
        Some(Err(trouble)) => Err(trouble.clone()),
        None => Err(unasked(what)),
    }
}
