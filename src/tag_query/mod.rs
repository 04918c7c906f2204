//! Tag queries: the small language in which a configuration says which dirspaces it means.
//!
//! Policies, requirements, workflows and stacks all select dirspaces by tag query, so a query that is
//! read differently from the server's reading hands out or withholds access. The language is
//! therefore followed with its surprises: two expressions side by side mean *and*, and that *and*
//! takes everything to its right; `not` reaches over one word or one pair of parentheses; a line
//! break is part of a word. To point such things out is a linter's business, never this module's.
//!
//! A query is text, then tokens (`lexer`), then a tree (`parser`, `expr`), then a program of
//! jumps (`evaluate`). Nothing here recurses and everything is linear in the length of the query,
//! because queries are written by whoever opens a pull request.
//!
//! ```
//! use whomay::dirspace::Tags;
//! use whomay::tag_query::{Candidate, TagQuery};
//!
//! let query = TagQuery::parse("production in dir and not workspace:scratch")?;
//! let tags: Tags = ["dir:aws/production/vpc", "workspace:default"].into_iter().collect();
//! let vpc = Candidate { tags: &tags, dir: "aws/production/vpc", working_dir: None };
//! assert!(query.matches(&vpc));
//! # Ok::<(), whomay::tag_query::TagQueryError>(())
//! ```

mod display;
mod error;
mod evaluate;
mod expr;
mod lexer;
mod parser;

pub use error::{TagQueryError, TagQueryErrorKind};
pub use evaluate::Candidate;
pub use expr::{Atom, Expr, ExprKind, Meaning, Node, Word};

use evaluate::Program;
use std::fmt;

/// The longest query that is read, in bytes. A whole configuration file is limited to as much, so
/// this refuses nothing that a file can hold; it keeps places in 32 bits.
pub const MAX_QUERY_BYTES: usize = 1024 * 1024;

/// A parsed tag query.
///
/// Two queries are equal when they are written alike. To ask whether they mean the same tree,
/// compare [`TagQuery::expr`].
#[derive(Clone)]
pub struct TagQuery {
    text: Box<str>,
    expr: Expr,
    program: Program,
}

impl TagQuery {
    /// The empty query, which matches every dirspace.
    pub fn any() -> TagQuery {
        TagQuery::of("", Expr::any())
    }

    /// Reads a query. The text is taken as it is: nothing is trimmed, since a line break at its end
    /// belongs to the last word.
    ///
    /// # Errors
    ///
    /// [`TagQueryError`] names the first place that the server would refuse as well, or says that
    /// the text is longer than [`MAX_QUERY_BYTES`].
    pub fn parse(text: &str) -> Result<TagQuery, TagQueryError> {
        Ok(TagQuery::of(text, parser::parse(text)?))
    }

    fn of(text: &str, expr: Expr) -> TagQuery {
        let program = Program::compile(&expr);
        TagQuery { text: text.into(), expr, program }
    }

    /// The query as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the query says, as a tree with places in [`TagQuery::text`].
    pub fn expr(&self) -> &Expr {
        &self.expr
    }

    /// Whether the query holds no expression at all and so matches every dirspace. A query that
    /// happens to be true everywhere (`a or not a`) is not meant.
    pub fn is_any(&self) -> bool {
        matches!(self.expr.root().kind(), ExprKind::Any)
    }

    /// Whether the query selects the candidate. Allocates nothing.
    pub fn matches(&self, candidate: &Candidate<'_>) -> bool {
        self.program.holds(candidate)
    }
}

impl Default for TagQuery {
    fn default() -> Self {
        TagQuery::any()
    }
}

// The tree and the program follow from the text.
impl PartialEq for TagQuery {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for TagQuery {}

impl fmt::Debug for TagQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TagQuery").field(&self.text).finish()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "the queries of these tests parse")]
mod tests {
    use super::*;

    #[test]
    fn only_a_query_without_an_expression_is_any() {
        assert!(TagQuery::any().is_any());
        assert!(TagQuery::parse(" ").unwrap().is_any());
        for query in ["a", "''", "a or not a"] {
            assert!(!TagQuery::parse(query).unwrap().is_any(), "{query}");
        }
    }

    #[test]
    fn queries_are_equal_when_they_are_written_alike() {
        let query = |text| TagQuery::parse(text).unwrap();
        assert_eq!(query("a b"), query("a b"));
        assert_ne!(query("a b"), query("a and b"), "the same meaning in other words");
        assert_eq!(query("a b").expr(), query("a and b").expr());
    }

    #[test]
    fn a_word_knows_whether_it_was_quoted() {
        let query = TagQuery::parse("a 'b' or \"c\" in dir").unwrap();
        let quoted: Vec<bool> = query.expr().atoms().map(|atom| atom.word.is_quoted()).collect();
        assert_eq!(quoted, [false, true, true]);
    }

    #[test]
    fn half_a_character_of_any_length_can_be_written_again() {
        for character in ['é', '\u{905}', '\u{1100}', '€', '\u{10000}', '\u{50000}'] {
            let query = TagQuery::parse(&format!("'k\\{character}'")).unwrap();
            let again = TagQuery::parse(&query.expr().to_string()).unwrap();
            assert_eq!(query.expr(), again.expr(), "{character:?} in {}", query.expr());
        }
    }
}
