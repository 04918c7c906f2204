//! What can be reached, held against every dirspace of a small world.
//!
//! The world is small and large enough: a directory of up to three segments, one of which no query names, can be in and
//! out of any of the directories that the queries name, and every kind of tag has a name that no query asks for.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use whomay::dirspace::Tags;
use whomay::reach::{Asker, Budget, Possible, Reach, Selects, Theory, Witness, possible, reach, selects};
use whomay::tag_query::{Candidate, Meaning, TagQuery};

const PLENTY: Budget = Budget(50_000_000);

const ATOMS: [&str; 26] = [
    "dir:a",
    "dir:a/b",
    "dir:b",
    "dir:.",
    "dir:a/",
    "a in dir",
    "b in dir",
    "a/b in dir",
    "b/a in dir",
    "dir~b",
    ". in dir",
    "a/ in dir",
    "workspace:w",
    "workspace:default",
    "stack:w",
    "stack_name:s",
    "stack_name:default",
    "branch:x",
    "branch:y",
    "dest_branch:x",
    "t",
    "u",
    "''",
    "'k\\ü'",
    "relative_dir:a",
    "stack:v",
];

/// One dirspace.
#[derive(Clone, Debug)]
struct Sample {
    dir: String,
    tags: Tags,
}

impl Sample {
    fn matches(&self, query: &TagQuery) -> bool {
        query.matches(&Candidate { tags: &self.tags, dir: &self.dir, working_dir: None })
    }
}

/// What somebody may give by hand.
#[derive(Clone, Debug)]
enum Given {
    Anything,
    HonestAnd(BTreeSet<String>),
}

impl Given {
    fn theory(&self) -> Theory<'_> {
        match self {
            Given::Anything => Theory::AnyTags,
            Given::HonestAnd(given) if given.is_empty() => Theory::HonestTags,
            Given::HonestAnd(given) => Theory::HonestTagsAnd(given),
        }
    }

    fn allows(&self, tag: &str) -> bool {
        let own = ["dir:", "workspace:", "stack:", "branch:", "dest_branch:"];
        match self {
            Given::Anything => true,
            Given::HonestAnd(given) => given.contains(tag) || !own.iter().any(|prefix| tag.starts_with(prefix)),
        }
    }
}

fn directories() -> Vec<String> {
    let mut found = vec![".".to_owned()];
    let mut last = vec![String::new()];
    for _ in 0..3 {
        last = last
            .iter()
            .flat_map(|dir| {
                ["a", "b", "f"].map(|segment| format!("{dir}/{segment}").trim_start_matches('/').to_owned())
            })
            .collect();
        found.extend(last.clone());
    }
    found
}

/// Every tag that the queries ask for.
fn asked(queries: &[TagQuery]) -> BTreeSet<String> {
    let atoms = queries.iter().flat_map(|query| query.expr().atoms());
    let tags = atoms.filter_map(|atom| match atom.meaning {
        Meaning::Tag(tag) => std::str::from_utf8(tag).ok().map(str::to_owned),
        Meaning::InDir(_) | Meaning::RelativeDir(_) => None,
    });
    tags.collect()
}

/// Every dirspace that can be told apart by the queries, built as the server builds them.
fn world(queries: &[TagQuery], given: &Given) -> Vec<Sample> {
    let asked = asked(queries);
    let of = |prefixes: &[&str]| -> Vec<String> {
        asked.iter().filter(|tag| prefixes.iter().any(|prefix| tag.starts_with(prefix))).cloned().collect()
    };
    let one_of = |prefixes: &[&str], none: Option<&str>| -> Vec<Vec<String>> {
        let own = of(prefixes).into_iter().map(|tag| vec![tag]);
        own.chain([none.map(str::to_owned).into_iter().collect()]).collect()
    };
    let by_hand = asked.iter().filter(|tag| given.allows(tag));
    let dirs = directories().into_iter().map(|dir| vec![format!("dir:{dir}")]).collect();
    let mut worlds: Vec<Vec<String>> = dirs;
    let mut choices = vec![
        one_of(&["workspace:", "stack:"], Some("workspace:f")),
        one_of(&["branch:"], None),
        one_of(&["dest_branch:"], None),
        vec![vec!["stack_name:f".to_owned()]],
    ];
    // Where everything may be given by hand, what is a dirspace's own adds nothing.
    if matches!(given, Given::Anything) {
        choices = vec![vec![vec!["workspace:f".to_owned(), "stack_name:f".to_owned()]]];
    }
    choices.extend(by_hand.map(|tag| vec![vec![], vec![tag.clone()]]));
    for choice in choices {
        worlds = worlds.iter().flat_map(|tags| choice.iter().map(move |more| [&tags[..], more].concat())).collect();
    }
    let sample = |tags: Vec<String>| Sample {
        dir: tags[0].strip_prefix("dir:").unwrap().to_owned(),
        tags: tags.into_iter().collect(),
    };
    worlds.into_iter().map(sample).collect()
}

/// The witness as a dirspace, once it is found to be one.
fn checked(witness: &Witness, given: &Given) -> Sample {
    let Witness { dir, tags } = witness;
    let segments = dir.split('/').all(|segment| !["", ".", ".."].contains(&segment));
    assert!(dir == "." || segments, "{witness:?}");
    assert!(tags.is_sorted() && tags.contains(&format!("dir:{dir}")), "{witness:?}");
    let count = |prefixes: &[&str], forged: bool| {
        let own = tags.iter().filter(|tag| prefixes.iter().any(|prefix| tag.starts_with(prefix)));
        own.filter(|tag| forged || !given.allows(tag)).count()
    };
    assert!(count(&["workspace:", "stack:"], true) >= 1 && count(&["stack_name:"], true) >= 1, "{witness:?}");
    for prefixes in [&["workspace:", "stack:"][..], &["branch:"], &["dest_branch:"], &["dir:"]] {
        assert!(count(prefixes, false) <= 1, "{witness:?}");
    }
    Sample { dir: dir.clone(), tags: tags.iter().cloned().collect() }
}

/// Queries over few atoms, so that they have something to do with each other.
fn query(atoms: Vec<&'static str>) -> impl Strategy<Value = String> {
    let atom = prop::sample::select(atoms).prop_map(str::to_owned);
    let tree = atom.prop_recursive(3, 6, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("({left}) and ({right})")),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("({left}) or ({right})")),
            inner.prop_map(|operand| format!("not ({operand})")),
        ]
    });
    prop_oneof![20 => tree, 1 => Just(String::new())]
}

fn lists(longest: usize) -> impl Strategy<Value = Vec<TagQuery>> {
    let some_atoms = prop::sample::subsequence(ATOMS.to_vec(), 3..=7);
    let texts = some_atoms.prop_flat_map(move |atoms| prop::collection::vec(query(atoms), 1..=longest));
    texts.prop_map(|texts| texts.iter().map(|text| TagQuery::parse(text).unwrap()).collect())
}

fn given() -> impl Strategy<Value = Given> {
    let spelled = prop::sample::subsequence(
        vec!["dir:a", "dir:.", "dir:a/", "workspace:w", "stack:w", "stack:v", "branch:x", "dest_branch:x"],
        1..=3,
    );
    prop_oneof![
        Just(Given::Anything),
        Just(Given::HonestAnd(BTreeSet::new())),
        spelled.prop_map(|tags| Given::HonestAnd(tags.into_iter().map(str::to_owned).collect())),
    ]
}

/// Whether `by` selects everything that `query` does.
fn covers(by: &[&TagQuery], query: &TagQuery, world: &[Sample]) -> bool {
    world.iter().all(|sample| !sample.matches(query) || by.iter().any(|other| sample.matches(other)))
}

fn check_reach(queries: &[TagQuery], given: &Given) {
    let world = world(queries, given);
    let references: Vec<&TagQuery> = queries.iter().collect();
    let found = reach(&references, given.theory(), PLENTY);
    assert_eq!(found.len(), queries.len());
    for (at, (query, found_reach)) in queries.iter().zip(&found).enumerate() {
        let earlier = &references[..at];
        let is_first = |sample: &Sample| sample.matches(query) && !earlier.iter().any(|other| sample.matches(other));
        match found_reach {
            Reach::Reached(witness) => {
                let witness = checked(witness, given);
                assert!(is_first(&witness), "{at} of {queries:?}: {witness:?}");
            }
            Reach::Never => assert!(covers(&[], query, &world), "{at} of {queries:?} selects something"),
            Reach::Hidden { by } => {
                assert!(by.is_sorted() && by.iter().all(|other| *other < at), "{by:?} before {at}");
                assert!(!covers(&[], query, &world), "{at} of {queries:?} selects nothing");
                let hide =
                    |by: &[usize]| covers(&by.iter().map(|at| references[*at]).collect::<Vec<_>>(), query, &world);
                assert!(hide(by), "{by:?} do not hide {at} of {queries:?}");
                for left_out in by {
                    let fewer: Vec<usize> = by.iter().copied().filter(|other| other != left_out).collect();
                    assert!(!hide(&fewer), "{left_out} is not needed to hide {at} of {queries:?}");
                }
                let reached = |other: &usize| matches!(found[*other], Reach::Reached(_));
                let one_is_enough = (0..at).filter(reached).any(|other| hide(&[other]));
                assert!(!one_is_enough || by.len() == 1, "one is enough to hide {at} of {queries:?}, not {by:?}");
            }
            Reach::Undecided => panic!("{at} of {queries:?}: the budget is large"),
        }
    }
}

fn check_selects(queries: &[TagQuery], given: &Given) {
    let world = world(queries, given);
    let references: Vec<&TagQuery> = queries.iter().collect();
    let found = selects(&references, Asker::Selection, given.theory(), PLENTY);
    for (query, found) in queries.iter().zip(found) {
        let (some, all) = (world.iter().any(|one| one.matches(query)), world.iter().all(|one| one.matches(query)));
        let wanted = match (some, all) {
            (_, true) => Selects::Everything,
            (false, _) => Selects::Nothing,
            _ => Selects::Some,
        };
        assert_eq!(found, wanted, "{query:?}, {given:?}");
    }
}

fn check_possible(all: &[TagQuery], none: &[TagQuery], given: &Given) {
    let world = world(&[all, none].concat(), given);
    let fits =
        |sample: &Sample| all.iter().all(|one| sample.matches(one)) && !none.iter().any(|one| sample.matches(one));
    let (all_of, none_of): (Vec<&TagQuery>, Vec<&TagQuery>) = (all.iter().collect(), none.iter().collect());
    match possible(&all_of, &none_of, given.theory(), PLENTY) {
        Possible::Yes(witness) => assert!(fits(&checked(&witness, given)), "{all:?} without {none:?}: {witness:?}"),
        Possible::No => assert!(!world.iter().any(fits), "{all:?} without {none:?}, {given:?}"),
        Possible::Undecided => panic!("{all:?} without {none:?}: the budget is large"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn reach_agrees_with_asking_every_dirspace(queries in lists(6), given in given()) {
        check_reach(&queries, &given);
    }

    #[test]
    fn what_a_query_selects_agrees_with_asking_every_dirspace(queries in lists(2), given in given()) {
        check_selects(&queries, &given);
    }

    #[test]
    fn what_is_possible_agrees_with_asking_every_dirspace(all in lists(2), none in lists(2), given in given()) {
        prop_assume!(asked(&[&all[..], &none].concat()).len() <= 9);
        check_possible(&all, &none, &given);
    }

    #[test]
    fn a_small_budget_changes_no_verdict(queries in lists(8), given in given(), budget in 0_u64..2_000) {
        let references: Vec<&TagQuery> = queries.iter().collect();
        let whole = reach(&references, given.theory(), PLENTY);
        let cut = reach(&references, given.theory(), Budget(budget));
        for (whole, cut) in whole.iter().zip(&cut) {
            let same = std::mem::discriminant(whole) == std::mem::discriminant(cut);
            prop_assert!(same || *cut == Reach::Undecided, "{:?} and {:?}", whole, cut);
        }
        let whole = selects(&references, Asker::Selection, given.theory(), PLENTY);
        let cut = selects(&references, Asker::Selection, given.theory(), Budget(budget));
        prop_assert!(whole.iter().zip(&cut).all(|(whole, cut)| whole == cut || *cut == Selects::Undecided));
    }

    #[test]
    fn the_same_question_has_the_same_answer(queries in lists(8), given in given()) {
        let references: Vec<&TagQuery> = queries.iter().collect();
        let again: Vec<TagQuery> = queries.clone();
        let again: Vec<&TagQuery> = again.iter().collect();
        prop_assert_eq!(reach(&references, given.theory(), PLENTY), reach(&again, given.theory(), PLENTY));
    }
}

fn reaches(texts: &[&str], theory: Theory<'_>) -> Vec<String> {
    let queries: Vec<TagQuery> = texts.iter().map(|text| TagQuery::parse(text).unwrap()).collect();
    let found = reach(&queries.iter().collect::<Vec<_>>(), theory, PLENTY);
    let shown = |reach: &Reach| match reach {
        Reach::Reached(witness) => format!("{} [{}]", witness.dir, witness.tags.join(" ")),
        other => format!("{other:?}"),
    };
    found.iter().map(shown).collect()
}

#[test]
fn examples_are_small_and_usual() {
    let table: [(&[&str], &[&str]); 7] = [
        (&[""], &["other [dir:other stack_name:default workspace:default]"]),
        (
            &["dir:prod", "prod in dir", "workspace:default", ""],
            &[
                "prod [dir:prod stack_name:default workspace:default]",
                "prod/other [dir:prod/other stack_name:default workspace:default]",
                "other [dir:other stack_name:default workspace:default]",
                "other [dir:other stack_name:default workspace:other]",
            ],
        ),
        (&["a and b or c"], &["other [c dir:other stack_name:default workspace:default]"]),
        (&["a in dir and b in dir"], &["a/b [dir:a/b stack_name:default workspace:default]"]),
        (
            &["a/b in dir", "a in dir and b in dir"],
            &[
                "a/b [dir:a/b stack_name:default workspace:default]",
                "a/other/b/other [dir:a/other/b/other stack_name:default workspace:default]",
            ],
        ),
        (&[". in dir"], &[". [dir:. stack_name:default workspace:default]"]),
        (
            &["other in dir", ""],
            &[
                "other [dir:other stack_name:default workspace:default]",
                "other2 [dir:other2 stack_name:default workspace:default]",
            ],
        ),
    ];
    for (queries, wanted) in table {
        assert_eq!(reaches(queries, Theory::HonestTags), wanted, "{queries:?}");
    }
}

#[test]
fn what_hides_a_query_is_named() {
    let table: [(&[&str], &str); 9] = [
        (&["", "a"], "Hidden { by: [0] }"),
        (&["a", "b", "", "a and b"], "Hidden { by: [2] }"),
        (&["a", "b", "a and b"], "Hidden { by: [0] }"),
        (&["a", "b", "a or b or c", "a or b"], "Hidden { by: [2] }"),
        (&["a", "b", "c", "a or b"], "Hidden { by: [0, 1] }"),
        (&["a", "not a", "", "c"], "Hidden { by: [0, 1] }"),
        (&["prod in dir", "dir:prod/vpc"], "Hidden { by: [0] }"),
        (&["dir:.", "dir~."], "Hidden { by: [0] }"),
        (&["a", "b and workspace:x and stack:x"], "Never"),
    ];
    for (queries, wanted) in table {
        assert_eq!(reaches(queries, Theory::HonestTags).last().unwrap(), wanted, "{queries:?}");
    }
    let forged = reaches(&["prod in dir", "dir:prod/vpc"], Theory::AnyTags);
    assert_eq!(forged[1], "other [dir:other dir:prod/vpc stack_name:default workspace:default]");
}

#[test]
fn deep_and_wide_queries_are_answered() {
    let wide: Vec<String> = (0..3_000).map(|number| format!("t{number}")).collect();
    let any = wide.join(" or ");
    let all = wide.join(" ");
    let nested = format!("{}a{}", "not (".repeat(20_000), ")".repeat(20_000));
    let found = reaches(&[&all, &any, "t17", &nested, "a"], Theory::HonestTags);
    assert!(found[0].contains("t2999") && found[1].contains("other [dir:other"), "{found:?}");
    assert_eq!(found[2], "Hidden { by: [1] }");
    assert_eq!(found[4], "Hidden { by: [3] }");
}
