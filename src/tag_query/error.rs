//! Why a query cannot be read, where, and what to write instead.

use super::MAX_QUERY_BYTES;
use super::expr::Extent;
use std::fmt;
use std::ops::Range;

/// A query that cannot be read.
///
/// Displayed as what is wrong, without the place; [`TagQueryError::help`] says what to write
/// instead. Words of the query are quoted with control characters escaped and cut when they are
/// long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagQueryError {
    /// What is wrong.
    pub kind: TagQueryErrorKind,
    /// Where in the query text, in bytes, on character boundaries.
    pub span: Range<usize>,
}

/// What is wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagQueryErrorKind {
    /// The query starts with this operator or parenthesis, which cannot start one.
    UnexpectedStart(&'static str),
    /// `not` is followed by neither a word nor `(`.
    NotWithoutOperand,
    /// `(` is followed by nothing that could start an expression.
    EmptyParentheses,
    /// `(` is never closed.
    MissingClosingParenthesis,
    /// `)` closes nothing.
    MissingOpeningParenthesis,
    /// `or` is not followed by an expression.
    OrWithoutRightOperand,
    /// `and` is not followed by an expression.
    AndWithoutRightOperand,
    /// `in` is not followed by a word.
    InWithoutRightOperand,
    /// `in` follows something that is not a single word, such as another `in dir` or a `)`.
    InWithoutLeftWord,
    /// `not word in …`: `not` takes the word alone, which leaves nothing for `in`.
    NotBeforeIn {
        /// The word, as a query spells it.
        word: String,
    },
    /// `in` is followed by another word than `dir`.
    InRequiresDir {
        /// The word before `in`, as a query spells it.
        word: String,
        /// The word after `in`, as a query spells it.
        found: String,
    },
    /// A quoted word has no end. Holds the quote.
    UnclosedQuote(char),
    /// The query has this many bytes, more than [`MAX_QUERY_BYTES`].
    TooLong(usize),
}

use TagQueryErrorKind as Kind;

impl TagQueryError {
    pub(super) fn new(kind: TagQueryErrorKind, extent: Extent) -> Self {
        TagQueryError { kind, span: extent.range() }
    }

    /// What to write instead, as one or two sentences.
    pub fn help(&self) -> String {
        match &self.kind {
            Kind::UnexpectedStart(")") => {
                "Remove the `)`, or write the `(` that it belongs to. To match a tag that contains a parenthesis, \
                 quote the tag."
                    .into()
            }
            Kind::UnexpectedStart(operator) => format!(
                "Start with a tag, with `not` or with `(`. To match a tag named `{operator}`, quote it: \
                 `\"{operator}\"`."
            ),
            Kind::NotWithoutOperand => {
                "Write `not tag` or `not (expression)`; a double negation is `not (not tag)`. To match a tag named \
                 `not`, quote it: `\"not\"`."
                    .into()
            }
            Kind::EmptyParentheses => {
                "Write an expression between the parentheses. To match every dirspace, leave the whole query empty."
                    .into()
            }
            Kind::MissingClosingParenthesis => "Add a `)` where the expression ends.".into(),
            Kind::MissingOpeningParenthesis => "Remove the `)`, or write the `(` that it belongs to.".into(),
            Kind::OrWithoutRightOperand => missing_operand("or"),
            Kind::AndWithoutRightOperand => missing_operand("and"),
            Kind::InWithoutRightOperand => {
                "Write `in dir`, the only form of `in`. To match a tag named `in`, quote it: `\"in\"`.".into()
            }
            Kind::InWithoutLeftWord => {
                "Write one word before `in`, as in `production in dir`, and join several with `and` or `or`. To match \
                 a tag named `in`, quote it: `\"in\"`."
                    .into()
            }
            Kind::NotBeforeIn { word } => format!("Write `not ({} in dir)`.", Shown(word)),
            Kind::InRequiresDir { word, found } if found.eq_ignore_ascii_case("dir") => {
                format!("Write `dir` in lower case: `{} in dir`.", Shown(word))
            }
            Kind::InRequiresDir { word, .. } => format!(
                "Write `{} in dir`, the only form of `in`; it looks for whole segments of the directory. To match a \
                 tag named `in`, quote it: `\"in\"`.",
                Shown(word)
            ),
            Kind::UnclosedQuote(quote) => format!(
                "Add the closing {quote}. To match a tag that contains a {quote}, put the tag in {} quotes.",
                if *quote == '"' { "single" } else { "double" }
            ),
            Kind::TooLong(_) => "Split the query over several policies, or tag the dirspaces and query the tag.".into(),
        }
    }
}

fn missing_operand(operator: &str) -> String {
    format!(
        "Write the tag or expression that belongs after `{operator}`, or remove the `{operator}`. To match a tag named \
         `{operator}`, quote it: `\"{operator}\"`."
    )
}

impl fmt::Display for TagQueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::UnexpectedStart(found) => write!(f, "a tag query cannot start with `{found}`"),
            Kind::NotWithoutOperand => f.write_str("`not` is followed by neither a tag nor `(`"),
            Kind::EmptyParentheses => f.write_str("`(` is not followed by an expression"),
            Kind::MissingClosingParenthesis => f.write_str("`(` is never closed"),
            Kind::MissingOpeningParenthesis => f.write_str("`)` closes nothing"),
            Kind::OrWithoutRightOperand => f.write_str("`or` is not followed by an expression"),
            Kind::AndWithoutRightOperand => f.write_str("`and` is not followed by an expression"),
            Kind::InWithoutRightOperand => f.write_str("`in` is not followed by `dir`"),
            Kind::InWithoutLeftWord => f.write_str("`in` does not follow a single word"),
            Kind::NotBeforeIn { word } => {
                write!(f, "`not` takes only the word `{}`, which leaves nothing before `in`", Shown(word))
            }
            Kind::InRequiresDir { found, .. } => write!(f, "`in` accepts only `dir`, not `{}`", Shown(found)),
            Kind::UnclosedQuote(quote) => write!(f, "the quote {quote} is never closed"),
            Kind::TooLong(bytes) => {
                write!(f, "the tag query has {bytes} bytes, more than the {MAX_QUERY_BYTES} that are read")
            }
        }
    }
}

impl std::error::Error for TagQueryError {}

/// Foreign text inside a message: one line, no control characters, not long.
struct Shown<'a>(&'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 60;
        for char in self.0.chars().take(LONGEST) {
            if char.is_control() || matches!(char, '\u{2028}' | '\u{2029}') {
                write!(f, "{}", char.escape_default())?;
            } else {
                write!(f, "{char}")?;
            }
        }
        if self.0.chars().nth(LONGEST).is_some() { f.write_str("…") } else { Ok(()) }
    }
}
