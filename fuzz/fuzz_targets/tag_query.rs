//! Any text → a tag query, written out, read again, and asked about dirspaces.
//!
//! Held: it neither panics nor hangs nor overflows the stack; what is written out reads back as the
//! same tree; and the compiled query answers as a walk over the tree does.

#![no_main]

use libfuzzer_sys::fuzz_target;
use whomay::dirspace::Tags;
use whomay::tag_query::{Candidate, ExprKind, TagQuery};

fuzz_target!(|text: &str| {
    let Ok(query) = TagQuery::parse(text) else { return };
    assert_eq!(query.text(), text);
    let written = query.expr().to_string();
    let again = TagQuery::parse(&written).unwrap_or_else(|error| panic!("wrote {written:?}: {error}"));
    assert_eq!(query.expr(), again.expr(), "wrote {written:?}");
    for node in query.expr().nodes() {
        assert!(text.get(node.span()).is_some(), "not a place in the text: {node:?}");
    }

    let words: Vec<String> = query.expr().atoms().filter_map(|atom| atom.word.text().map(str::to_owned)).collect();
    let every_other = words.iter().step_by(2).cloned();
    for tags in [Tags::default(), every_other.collect(), words.iter().cloned().collect()] {
        for dir in [".", "a/b", words.first().map_or("a", String::as_str)] {
            for working_dir in [None, Some("a")] {
                let candidate = Candidate { tags: &tags, dir, working_dir };
                let holds = query.matches(&candidate);
                assert_eq!(holds, walk(&query, &candidate), "{candidate:?}");
                assert_eq!(holds, again.matches(&candidate), "wrote {written:?} for {candidate:?}");
            }
        }
    }
});

/// The answer by the definition of `and`, `or` and `not`: operands come before their operator, so a
/// stack of answers is enough. An atom is asked as a query of its own.
fn walk(query: &TagQuery, candidate: &Candidate<'_>) -> bool {
    let atom = |text: String| TagQuery::parse(&text).expect("an atom is a query").matches(candidate);
    let mut answers: Vec<bool> = Vec::new();
    for node in query.expr().nodes() {
        let mut operand = || answers.pop().expect("operands come first");
        let answer = match node.kind() {
            ExprKind::Any => true,
            ExprKind::Tag(word) => atom(word.to_string()),
            ExprKind::InDir(word) => atom(format!("{word} in dir")),
            ExprKind::Not(_) => !operand(),
            ExprKind::And(..) => operand() & operand(),
            ExprKind::Or(..) => operand() | operand(),
        };
        answers.push(answer);
    }
    answers.pop().expect("the root comes last")
}
