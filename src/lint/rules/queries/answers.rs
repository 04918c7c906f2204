//! What the rules of this folder ask of one configuration, each answer worked out once.

use std::cell::OnceCell;

use super::asked::{Troubled, of_query};
use super::vocabulary::Vocabulary;
use crate::lint::queries::Query;
use crate::lint::subject::AsRead;

/// Kept with the configuration: see [`Answers`](crate::lint::subject::Answers).
#[derive(Debug, Default)]
pub(in crate::lint) struct Answers<'a> {
    vocabulary: OnceCell<Vocabulary<'a>>,
    /// By query, in the order of [`AsRead::queries`].
    troubles: OnceCell<Vec<Vec<Troubled<'a>>>>,
}

/// Which tags the file gives.
pub(super) fn vocabulary<'a>(subject: &AsRead<'a>) -> &'a Vocabulary<'a> {
    subject.answers.queries.vocabulary.get_or_init(|| Vocabulary::new(subject))
}

/// Every query with its words to which no dirspace answers.
pub(super) fn troubles<'a>(subject: &AsRead<'a>) -> impl Iterator<Item = (&'a Query<'a>, &'a [Troubled<'a>])> {
    let of_all = || {
        let vocabulary = vocabulary(subject);
        subject.queries.iter().map(|query| of_query(query, vocabulary)).collect()
    };
    let troubles = subject.answers.queries.troubles.get_or_init(of_all);
    subject.queries.iter().zip(troubles.iter().map(Vec::as_slice))
}
