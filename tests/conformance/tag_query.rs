//! Tag queries: rejected or not, the tree, and the match.

use serde_json::{Value as Json, json};
use whomay::dirspace::Tags;
use whomay::tag_query::{Candidate, ExprKind, Node, TagQuery, TagQueryErrorKind};

use crate::{Agreement, given, same};

pub(crate) fn compare(input: &Json, expected: &Json) -> Result<Agreement, String> {
    let refusal = expected.get("error");
    let query = match (TagQuery::parse(&given::text(given::field(input, "query")?)?), refusal) {
        (Ok(query), None) => query,
        (Err(error), Some(kind)) if has_kind(&error.kind, kind) => return Ok(Agreement::Full),
        (Err(_), Some(_)) => return Ok(Agreement::AllButKind),
        (Ok(_), Some(kind)) => return Err(format!("read, expected {kind}")),
        (Err(error), None) => return Err(format!("refused: {:?}, expected {expected}", error.kind)),
    };
    let tags: Tags = given::texts(given::field(input, "tags")?)?.into_iter().collect();
    let dir = given::text(given::field(input, "dir")?)?;
    let working_dir = input.get("working_dir").map(given::text).transpose()?;
    let candidate = Candidate { tags: &tags, dir: &dir, working_dir: working_dir.as_deref() };
    let answer = json!({ "ok": query.matches(&candidate), "ast": tree(query.expr().root()) });
    same("answer", &answer, &given::normalised(expected))?;
    Ok(Agreement::Full)
}

/// The raw tree: `dir~x` and `relative_dir:x` are tags like any other in it.
// Recursion is fine here: no vector is deep.
fn tree(node: Node<'_>) -> Json {
    match node.kind() {
        ExprKind::Any => json!(["any"]),
        ExprKind::Tag(tag) => json!(["tag", given::shown(tag.bytes())]),
        ExprKind::InDir(dir) => json!(["in_dir", given::shown(dir.bytes())]),
        ExprKind::Not(operand) => json!(["not", tree(operand)]),
        ExprKind::And(left, right) => json!(["and", tree(left), tree(right)]),
        ExprKind::Or(left, right) => json!(["or", tree(left), tree(right)]),
    }
}

/// Whether the server's name for the state in which its parser got stuck fits our kind of error. We
/// tell a misplaced `in` from a misplaced parenthesis; the server does not.
fn has_kind(kind: &TagQueryErrorKind, server: &Json) -> bool {
    use TagQueryErrorKind as Kind;
    let names: &[&str] = match kind {
        Kind::UnexpectedStart(_) => &["unexpected_start"],
        Kind::NotWithoutOperand => &["not_without_operand"],
        Kind::EmptyParentheses => &["empty_parentheses"],
        Kind::MissingClosingParenthesis => &["missing_closing_parenthesis"],
        Kind::MissingOpeningParenthesis => &["missing_opening_parenthesis"],
        Kind::OrWithoutRightOperand => &["or_without_right_operand"],
        Kind::AndWithoutRightOperand => &["and_without_right_operand"],
        Kind::InWithoutRightOperand => &["in_without_right_operand"],
        Kind::InWithoutLeftWord | Kind::NotBeforeIn { .. } => {
            &["missing_opening_parenthesis", "missing_closing_parenthesis"]
        }
        Kind::InRequiresDir { .. } => &["in_requires_dir"],
        Kind::UnclosedQuote(_) => &["premature_end_of_string"],
        Kind::TooLong(_) => &[],
    };
    names.iter().any(|name| server == name)
}
