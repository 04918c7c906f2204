//! Which of many dirspaces a query selects, without asking every dirspace.
//!
//! Ten thousand dirspaces may each depend on something by a query of their own. Most queries name a
//! tag or a directory, so the dirspaces that can match are looked up first and only those are asked.
//! The look-up may find too many and never too few; the query itself has the last word.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::tag_query::{Candidate, ExprKind, Meaning, Node, TagQuery};

use super::Tags;
use super::pattern_template::reduce_parents;

/// Dirspaces to select from, by number.
pub(super) struct Selection<'d> {
    /// Directory and tags, sorted by directory.
    dirspaces: Vec<(&'d str, &'d Tags)>,
    /// For every tag that a query asks for: who has it.
    by_tag: HashMap<&'d [u8], Vec<usize>>,
    /// For the first segment of every `x in dir`: in whose directory it stands.
    by_segment: HashMap<&'d [u8], Vec<usize>>,
}

/// Who can match a part of a query.
enum Reach {
    Everyone,
    /// Perhaps with repetitions.
    Only(Vec<usize>),
}

impl<'d> Selection<'d> {
    /// `dirspaces` have to be sorted by directory; `queries` are those that [`Selection::select`] will be asked for.
    pub(super) fn new<'q: 'd>(
        dirspaces: Vec<(&'d str, &'d Tags)>,
        queries: impl IntoIterator<Item = &'q TagQuery>,
    ) -> Selection<'d> {
        let mut selection = Selection { dirspaces, by_tag: HashMap::new(), by_segment: HashMap::new() };
        for atom in queries.into_iter().flat_map(|query| query.expr().atoms()) {
            match atom.meaning {
                Meaning::Tag(tag) => drop(selection.by_tag.entry(tag).or_default()),
                Meaning::InDir(path) => drop(selection.by_segment.entry(first_segment(path)).or_default()),
                Meaning::RelativeDir(_) => {}
            }
        }
        selection.fill();
        selection
    }

    fn fill(&mut self) {
        for (number, (dir, tags)) in self.dirspaces.iter().enumerate() {
            if !self.by_tag.is_empty() {
                tags.iter().for_each(|tag| note(&mut self.by_tag, tag.as_bytes(), number));
            }
            if !self.by_segment.is_empty() {
                dir.split('/').for_each(|segment| note(&mut self.by_segment, segment.as_bytes(), number));
            }
        }
    }

    /// The numbers of the dirspaces that `query` selects, ascending.
    pub(super) fn select(&self, query: &TagQuery, working_dir: Option<&str>) -> Vec<usize> {
        let selects = |number: &usize| {
            self.dirspaces.get(*number).is_some_and(|(dir, tags)| query.matches(&Candidate { tags, dir, working_dir }))
        };
        match self.reach(query, working_dir) {
            Reach::Everyone => (0..self.dirspaces.len()).filter(selects).collect(),
            Reach::Only(mut numbers) => {
                numbers.sort_unstable();
                numbers.dedup();
                numbers.retain(selects);
                numbers
            }
        }
    }

    fn reach(&self, query: &TagQuery, working_dir: Option<&str>) -> Reach {
        // Operands come before their operator, so a stack of results does what recursion would.
        let mut results: Vec<Reach> = Vec::new();
        for node in query.expr().nodes() {
            let reach = match node.kind() {
                ExprKind::Any => Reach::Everyone,
                ExprKind::Tag(_) | ExprKind::InDir(_) => self.reach_of_atom(node, working_dir),
                ExprKind::Not(_) => {
                    results.pop();
                    Reach::Everyone
                }
                ExprKind::And(..) => narrower(results.pop(), results.pop()),
                ExprKind::Or(..) => wider(results.pop(), results.pop()),
            };
            results.push(reach);
        }
        results.pop().unwrap_or(Reach::Everyone)
    }

    fn reach_of_atom(&self, node: Node<'_>, working_dir: Option<&str>) -> Reach {
        let noted = |found: Option<&Vec<usize>>| found.map_or(Reach::Everyone, |numbers| Reach::Only(numbers.clone()));
        match (node.atom().map(|atom| atom.meaning), working_dir) {
            (Some(Meaning::Tag(tag)), _) => noted(self.by_tag.get(tag)),
            (Some(Meaning::InDir(path)), _) => noted(self.by_segment.get(first_segment(path))),
            (Some(Meaning::RelativeDir(path)), Some(working_dir)) => {
                let path = [working_dir.as_bytes(), b"/", path].concat();
                Reach::Only(self.of_directory(&reduce_parents(&path)))
            }
            (Some(Meaning::RelativeDir(_)), None) => Reach::Only(Vec::new()),
            (None, _) => Reach::Everyone,
        }
    }

    fn of_directory(&self, wanted: &[u8]) -> Vec<usize> {
        let first = self.dirspaces.partition_point(|(dir, _)| dir.as_bytes() < wanted);
        let end = self.dirspaces.partition_point(|(dir, _)| dir.as_bytes() <= wanted);
        (first..end).collect()
    }
}

fn first_segment(path: &[u8]) -> &[u8] {
    path.split(|byte| *byte == b'/').next().unwrap_or_default()
}

fn note<'d>(noted: &mut HashMap<&'d [u8], Vec<usize>>, key: &'d [u8], number: usize) {
    if let Entry::Occupied(mut found) = noted.entry(key) {
        found.get_mut().push(number);
    }
}

fn narrower(one: Option<Reach>, other: Option<Reach>) -> Reach {
    match (one, other) {
        (Some(Reach::Only(one)), Some(Reach::Only(other))) => {
            let [shorter, _] = by_length(one, other);
            Reach::Only(shorter)
        }
        (Some(Reach::Only(only)), _) | (_, Some(Reach::Only(only))) => Reach::Only(only),
        _ => Reach::Everyone,
    }
}

fn wider(one: Option<Reach>, other: Option<Reach>) -> Reach {
    match (one, other) {
        (Some(Reach::Only(one)), Some(Reach::Only(other))) => {
            // The shorter goes into the longer, so that a long chain of alternatives stays cheap.
            let [shorter, mut longer] = by_length(one, other);
            longer.extend(shorter);
            Reach::Only(longer)
        }
        _ => Reach::Everyone,
    }
}

fn by_length(one: Vec<usize>, other: Vec<usize>) -> [Vec<usize>; 2] {
    let mut both = [one, other];
    both.sort_by_key(Vec::len);
    both
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
    use super::*;
    use proptest::prelude::*;

    fn world() -> Vec<(String, Tags)> {
        ["a", "a/b", "a/c", "b", "b/a", "."]
            .into_iter()
            .enumerate()
            .map(|(at, dir)| (dir.to_owned(), Tags::from_iter([format!("dir:{dir}"), format!("t{}", at % 3)])))
            .collect()
    }

    #[test]
    fn only_those_who_can_match_are_asked() {
        let world = world();
        let asked = |text: &str| {
            let query = TagQuery::parse(text).unwrap();
            let dirspaces = world.iter().map(|(dir, tags)| (dir.as_str(), tags)).collect();
            let reach = Selection::new(dirspaces, [&query]).reach(&query, None);
            match reach {
                Reach::Everyone => None,
                Reach::Only(numbers) => Some(numbers.len()),
            }
        };
        let rows = [
            ("t0", Some(2)),
            ("dir:a", Some(1)),
            ("nope", Some(0)),
            ("c in dir", Some(1)),
            ("relative_dir:b", Some(0)),
            ("", None),
            ("not t0", None),
            ("t0 and dir:a", Some(1)),
            ("dir:a and t0", Some(1)),
            ("t0 and not t1", Some(2)),
            ("not t1 and t0", Some(2)),
            ("not t1 and not t0", None),
            ("t0 or t1", Some(4)),
            ("t0 or not t1", None),
            ("not t1 or t0", None),
        ];
        for (query, number) in rows {
            assert_eq!(asked(query), number, "{query}");
        }
    }

    #[test]
    fn a_relative_directory_is_looked_up_and_not_searched() {
        let mut world = world();
        world.sort_by(|one, other| one.0.cmp(&other.0));
        let dirs: Vec<&str> = world.iter().map(|(dir, _)| dir.as_str()).collect();
        assert_eq!(dirs, [".", "a", "a/b", "a/c", "b", "b/a"]);
        let reached = |text: &str| {
            let query = TagQuery::parse(text).unwrap();
            let dirspaces = world.iter().map(|(dir, tags)| (dir.as_str(), tags)).collect();
            match Selection::new(dirspaces, [&query]).reach(&query, Some("a/b")) {
                Reach::Everyone => None,
                Reach::Only(numbers) => Some(numbers),
            }
        };
        assert_eq!(reached("relative_dir:../c"), Some(vec![3]));
        assert_eq!(reached("relative_dir:../../b/a"), Some(vec![5]));
        assert_eq!(reached("relative_dir:../bb"), Some(vec![]), "between two that are there");
    }

    proptest! {
        #[test]
        fn agrees_with_asking_everyone(
            text in r"((not )?(t0|t1|dir:a|a in dir|dir~b|b/a in dir|relative_dir:\.\./c|relative_dir:b|nope)( and | or | )){0,4}t2",
            working_dir in prop::option::of("(a|a/b|\\.)"),
        ) {
            let mut world = world();
            world.sort_by(|one, other| one.0.cmp(&other.0));
            let Ok(query) = TagQuery::parse(&text) else { return Ok(()) };
            let dirspaces: Vec<_> = world.iter().map(|(dir, tags)| (dir.as_str(), tags)).collect();
            let asked: Vec<usize> = (0..dirspaces.len())
                .filter(|at| {
                    let (dir, tags) = *dirspaces.get(*at).unwrap();
                    query.matches(&Candidate { tags, dir, working_dir: working_dir.as_deref() })
                })
                .collect();
            prop_assert_eq!(Selection::new(dirspaces, [&query]).select(&query, working_dir.as_deref()), asked);
        }
    }
}
