//! Properties of tag queries: agreement with a second, naive reading of the grammar; texts that read
//! back the same; places inside the text; and no input that hurts.

#![expect(clippy::unwrap_used, reason = "a query that the test writes itself has to parse")]

use proptest::prelude::*;
use whomay::dirspace::Tags;
use whomay::tag_query::{Candidate, ExprKind, MAX_QUERY_BYTES, Node, TagQuery};

/// A second implementation, made of recursion, boxes and strings: the grammar as a recursive descent
/// and the atoms as the server words them.
mod naive {
    #[derive(Clone, Debug, PartialEq)]
    pub(super) enum Tree {
        Any,
        Tag(String),
        InDir(String),
        Not(Box<Tree>),
        And(Box<Tree>, Box<Tree>),
        Or(Box<Tree>, Box<Tree>),
    }

    /// Tokens are texts; a quoted word starts with its quote. `None` means refused.
    pub(super) fn parse(tokens: &[&str]) -> Option<Tree> {
        if tokens.is_empty() {
            return Some(Tree::Any);
        }
        let mut at = 0;
        let tree = level(tokens, &mut at)?;
        (at == tokens.len()).then_some(tree)
    }

    fn is(tokens: &[&str], at: usize, keyword: &str) -> bool {
        tokens.get(at).is_some_and(|token| token.to_lowercase() == keyword)
    }

    fn word(tokens: &[&str], at: usize) -> Option<String> {
        let token = *tokens.get(at)?;
        let keyword = ["and", "or", "not", "in", "(", ")"].contains(&token.to_lowercase().as_str());
        (!keyword).then(|| token.trim_matches('"').to_owned())
    }

    fn level(tokens: &[&str], at: &mut usize) -> Option<Tree> {
        let mut left = conjunction(tokens, at)?;
        while is(tokens, *at, "or") {
            *at += 1;
            left = Tree::Or(Box::new(left), Box::new(conjunction(tokens, at)?));
        }
        Some(left)
    }

    fn conjunction(tokens: &[&str], at: &mut usize) -> Option<Tree> {
        let mut left = operand(tokens, at)?;
        while is(tokens, *at, "and") {
            *at += 1;
            left = Tree::And(Box::new(left), Box::new(operand(tokens, at)?));
        }
        Some(left)
    }

    fn operand(tokens: &[&str], at: &mut usize) -> Option<Tree> {
        let left = primary(tokens, at)?;
        if word(tokens, *at).is_some() || is(tokens, *at, "not") || is(tokens, *at, "(") {
            return Some(Tree::And(Box::new(left), Box::new(level(tokens, at)?)));
        }
        Some(left)
    }

    fn primary(tokens: &[&str], at: &mut usize) -> Option<Tree> {
        if is(tokens, *at, "(") {
            return parenthesised(tokens, at);
        }
        if is(tokens, *at, "not") {
            *at += 1;
            let inner = if is(tokens, *at, "(") {
                parenthesised(tokens, at)?
            } else {
                *at += 1;
                Tree::Tag(word(tokens, *at - 1)?)
            };
            return Some(Tree::Not(Box::new(inner)));
        }
        let left = word(tokens, *at)?;
        *at += 1;
        if !is(tokens, *at, "in") {
            return Some(Tree::Tag(left));
        }
        *at += 2;
        (word(tokens, *at - 1)? == "dir").then_some(Tree::InDir(left))
    }

    fn parenthesised(tokens: &[&str], at: &mut usize) -> Option<Tree> {
        *at += 1;
        let inner = level(tokens, at)?;
        *at += 1;
        is(tokens, *at - 1, ")").then_some(inner)
    }

    pub(super) fn holds(tree: &Tree, tags: &[String], dir: &str, working: Option<&str>) -> bool {
        match tree {
            Tree::Any => true,
            Tree::Not(inner) => !holds(inner, tags, dir, working),
            Tree::And(left, right) => holds(left, tags, dir, working) && holds(right, tags, dir, working),
            Tree::Or(left, right) => holds(left, tags, dir, working) || holds(right, tags, dir, working),
            Tree::InDir(wanted) => in_dir(wanted, dir),
            Tree::Tag(tag) => match (tag.strip_prefix("dir~"), tag.strip_prefix("relative_dir:")) {
                (Some(wanted), _) => in_dir(wanted, dir),
                (_, Some(path)) => working.is_some_and(|working| relative(working, path) == dir),
                _ => tags.contains(tag),
            },
        }
    }

    pub(super) fn in_dir(wanted: &str, dir: &str) -> bool {
        let wanted: Vec<&str> = wanted.split('/').collect();
        let dir: Vec<&str> = dir.split('/').collect();
        wanted != [""] && dir.windows(wanted.len()).any(|segments| segments == wanted)
    }

    pub(super) fn relative(working: &str, path: &str) -> String {
        let slash = if working.is_empty() || working.ends_with('/') { "" } else { "/" };
        let mut text = format!("{working}{slash}{path}");
        while let Some((before, after)) = text.split_once("/../") {
            text = match before.rsplit_once('/') {
                Some((kept, _)) => format!("{kept}/{after}"),
                None => after.to_owned(),
            };
        }
        text
    }
}

fn as_naive(node: Node<'_>) -> naive::Tree {
    use naive::Tree;
    let both = |left, right| (Box::new(as_naive(left)), Box::new(as_naive(right)));
    match node.kind() {
        ExprKind::Any => Tree::Any,
        ExprKind::Tag(word) => Tree::Tag(word.text().unwrap().to_owned()),
        ExprKind::InDir(word) => Tree::InDir(word.text().unwrap().to_owned()),
        ExprKind::Not(operand) => Tree::Not(Box::new(as_naive(operand))),
        ExprKind::And(left, right) => {
            let (left, right) = both(left, right);
            Tree::And(left, right)
        }
        ExprKind::Or(left, right) => {
            let (left, right) = both(left, right);
            Tree::Or(left, right)
        }
    }
}

fn token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a",
        "b",
        "c",
        "A",
        "a",
        "b",
        "c",
        "dir",
        "and",
        "or",
        "not",
        "in",
        "(",
        ")",
        "AND",
        "Or",
        "nOt",
        "IN",
        "\"a\"",
        "\"and\"",
        "\"\"",
        "a/b",
        "dir~a",
        "dir~a/b",
        "dir~",
        "relative_dir:../b",
        "relative_dir:a",
        "x:y",
    ])
}

/// Operators where operators can stand, so that most of the texts are valid.
fn tokens() -> impl Strategy<Value = Vec<&'static str>> {
    let atom = prop_oneof![
        4 => token().prop_map(|word| vec![word]),
        2 => Just(vec!["a", "in", "dir"]),
        1 => Just(vec!["not", "b"]),
        1 => Just(vec!["not", "(", "c", ")"]),
    ];
    let valid = atom.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), prop::sample::select(vec!["and", "or", "OR"]), inner.clone())
                .prop_map(|(left, operator, right)| [left, vec![operator], right].concat()),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| [left, right].concat()),
            inner.clone().prop_map(|inner| [vec!["("], inner, vec![")"]].concat()),
            inner.prop_map(|inner| [vec!["not", "("], inner, vec![")"]].concat()),
        ]
    });
    prop_oneof![3 => valid, 1 => prop::collection::vec(token(), 0..12)]
}

fn path() -> impl Strategy<Value = String> {
    let segment = prop::sample::select(vec!["a", "b", "..", ".", "", "a", "b", "ab", "é"]);
    prop::collection::vec(segment, 1..7).prop_map(|segments| segments.join("/"))
}

/// Text out of everything that the language gives a meaning to.
fn query_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        token().prop_map(str::to_owned),
        prop::sample::select(vec![
            " ", " ", "\t", "\n", "\r\n", "\u{2028}", "\u{a0}", "'", "\"", "\\", "\\ü", "\\€", "\\😀", "ü", "€", "\0",
            "\u{feff}",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    prop_oneof![prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat()), any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn tree_and_answer_are_those_of_the_naive_reading(
        tokens in tokens(), tags in prop::collection::vec("[abcA]|and|", 0..4), dir in path(), working in prop::option::of(path()),
    ) {
        let ours = TagQuery::parse(&tokens.join(" ")).ok();
        let naive = naive::parse(&tokens);
        prop_assert_eq!(ours.as_ref().map(|query| as_naive(query.expr().root())), naive.clone());
        if let (Some(ours), Some(naive)) = (ours, naive) {
            let set: Tags = tags.iter().map(String::as_str).collect();
            let candidate = Candidate { tags: &set, dir: &dir, working_dir: working.as_deref() };
            prop_assert_eq!(ours.matches(&candidate), naive::holds(&naive, &tags, &dir, working.as_deref()));
        }
    }

    #[test]
    fn directories_are_found_as_the_naive_reading_finds_them(wanted in path(), dir in path()) {
        let query = TagQuery::parse(&format!("\"{wanted}\" in dir")).unwrap();
        let candidate = Candidate { tags: &Tags::default(), dir: &dir, working_dir: None };
        // Segments compare like text, save that text cannot tell nothing from an empty segment.
        prop_assume!(!dir.is_empty());
        prop_assert_eq!(query.matches(&candidate), naive::in_dir(&wanted, &dir));
    }

    #[test]
    fn relative_directories_reduce_as_the_text_does(path in path(), working in path(), other in path()) {
        let query = TagQuery::parse(&format!("\"relative_dir:{path}\"")).unwrap();
        let reduced = naive::relative(&working, &path);
        for dir in [&reduced, &other] {
            let candidate = Candidate { tags: &Tags::default(), dir, working_dir: Some(&working) };
            prop_assert_eq!(query.matches(&candidate), *dir == reduced, "{} from {}", path, working);
        }
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_place_in_it(text in query_text()) {
        match TagQuery::parse(&text) {
            Ok(query) => {
                prop_assert_eq!(query.text(), &text);
                for node in query.expr().nodes() {
                    prop_assert!(text.get(node.span()).is_some(), "{:?}", node);
                }
                let mut end = 0;
                for atom in query.expr().atoms() {
                    prop_assert!(text.get(atom.word.span()).is_some());
                    prop_assert!(end <= atom.span().start, "atoms come in the order of the text");
                    end = atom.span().end;
                }
            }
            Err(error) => {
                let place = text.get(error.span.clone());
                prop_assert!(place.is_some_and(|place| !place.is_empty()), "{:?}", error);
                prop_assert!(!error.to_string().is_empty() && !error.help().is_empty());
                prop_assert!(!error.to_string().contains('\n') && !error.help().contains('\n'));
            }
        }
    }

    #[test]
    fn a_displayed_query_reads_back_the_same(text in query_text(), tokens in tokens()) {
        for text in [text, tokens.join(" ")] {
            let Ok(query) = TagQuery::parse(&text) else { continue };
            let displayed = query.expr().to_string();
            let again = TagQuery::parse(&displayed);
            prop_assert_eq!(again.as_ref().map(TagQuery::expr), Ok(query.expr()), "displayed as {}", displayed);
            prop_assert_eq!(again.unwrap().expr().to_string(), displayed);
        }
    }

    #[test]
    fn a_word_can_be_read_from_its_own_place(tokens in tokens()) {
        let text = tokens.join(" ");
        let Ok(query) = TagQuery::parse(&text) else { return Ok(()) };
        for atom in query.expr().atoms() {
            let alone = TagQuery::parse(&text[atom.span()]).unwrap();
            prop_assert_eq!(alone.expr().atoms().next().map(|atom| atom.meaning), Some(atom.meaning));
        }
    }
}

/// Reads, shows, copies, compares and drops a query; what it costs more than a moment is a hang here.
fn survive(text: &str) -> Option<TagQuery> {
    let query = TagQuery::parse(text);
    if let Ok(query) = &query {
        let again = TagQuery::parse(&query.expr().to_string()).ok();
        // Parentheses and a written `and` can make the text too long to be read again.
        assert!(again.is_none_or(|again| again.expr() == query.expr()));
        assert_eq!(query.clone(), *query);
        assert!(!format!("{query:?}").is_empty());
    }
    query.ok()
}

fn matches(query: &TagQuery, tags: &[&str], dir: &str) -> bool {
    query.matches(&Candidate { tags: &tags.iter().copied().collect(), dir, working_dir: Some(dir) })
}

#[test]
fn deep_and_long_queries_neither_overflow_nor_stall() {
    const MANY: usize = 100_000;
    let nested = survive(&format!("{}a{}", "(".repeat(MANY), ")".repeat(MANY))).unwrap();
    assert!(matches(&nested, &["a"], "."));
    assert_eq!(nested.expr().to_string(), "a");

    let negated = survive(&format!("{}a{}", "not(".repeat(MANY + 1), ")".repeat(MANY + 1))).unwrap();
    assert!(!matches(&negated, &["a"], ".") && matches(&negated, &[], "."));

    for (operator, all_needed) in [(" or ", false), (" and ", true), (" ", true)] {
        let chain = survive(&format!("{}b", format!("a{operator}").repeat(MANY))).unwrap();
        assert_eq!(chain.expr().atoms().count(), MANY + 1);
        assert_eq!(matches(&chain, &["b"], "."), !all_needed);
        assert!(matches(&chain, &["a", "b"], "."));
    }

    let mixed = survive(&format!("{}a{}", "(a or b ".repeat(MANY), ")".repeat(MANY))).unwrap();
    assert!(matches(&mixed, &["a"], "."));
}

#[test]
fn the_longest_query_is_read_and_a_longer_one_refused() {
    let words = "a ".repeat(MAX_QUERY_BYTES / 2);
    assert!(matches(&survive(&words).unwrap(), &["a"], "."));
    assert!(survive(&format!("{words}a")).is_none());
    for one in ["(", ")", "not ", "not(", "'", "\\", "a in dir ", "a in ", "\n", " \n", "\u{2028}", "and "] {
        let text = one.repeat(MAX_QUERY_BYTES / one.len());
        let _refused_or_not = survive(&text);
    }
}

#[test]
fn long_paths_do_not_stall_the_directory_tests() {
    let deep = "a/".repeat(200_000);
    let wanted = format!("{}b", "a/".repeat(100_000));
    let query = survive(&format!("dir~{wanted} or relative_dir:{}b", "../".repeat(100_000))).unwrap();
    assert!(!matches(&query, &[], &deep));
    assert!(matches(&query, &[], &format!("{deep}b")));
}
