//! Lints about the text itself: what YAML makes of it is not what it looks like, and what is said to us in comments.

mod boolean_word;
mod invisible_character;
pub(in crate::lint) mod malformed_suppression;
mod number_like_text;
mod quoting;
mod scalars;
pub(in crate::lint) mod suppression_without_reason;
mod tab_separator;
pub(in crate::lint) mod unknown_lint;
pub(in crate::lint) mod unused_suppression;

use crate::lint::Lint;

pub(super) const LINTS: &[&Lint] = &[
    &boolean_word::LINT,
    &invisible_character::LINT,
    &malformed_suppression::LINT,
    &number_like_text::LINT,
    &suppression_without_reason::LINT,
    &tab_separator::LINT,
    &unknown_lint::LINT,
    &unused_suppression::LINT,
];
