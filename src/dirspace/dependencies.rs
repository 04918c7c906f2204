//! Which dirspaces follow which: by `depends_on`, and by the rules of their stacks.
//!
//! Kept as a graph with a node for every query and two for every stack, so that a thousand
//! dirspaces which depend on the same thousand are two thousand edges and not a million. The
//! promise of this type is that nothing goes in circles.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::tag_query::{Meaning, TagQuery};

use super::layout::PlacedDirspace;
use super::layout_error::{LayoutError, LayoutErrorKind};
use super::order::Graph;
use super::selection::Selection;
use super::spec::DependsOn;

/// Why a dirspace follows another into a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// Its `depends_on` selects the other.
    DependsOn,
    /// Its stack is `modified_by` the stack of the other.
    StackModifiedBy,
}

/// Dependencies between the dirspaces of a layout, by number.
#[derive(Clone, Debug)]
pub(super) struct Dependencies {
    /// What has to run in a later layer than what: `depends_on` and `plan_after`.
    layers: Graph,
    /// What goes before what for any reason: `depends_on` and every rule of a stack.
    all: Graph,
    /// Every node of both, each after those that it comes after.
    sorted: Vec<usize>,
    queries: Vec<Query>,
    /// Dirspace → the queries that select it.
    selected_by: Vec<Vec<usize>>,
    stacks: Vec<StackGroup>,
    /// Dirspace → its stack.
    stack_of: Vec<usize>,
}

/// One `depends_on`, shared by all dirspaces for which it means the same.
#[derive(Clone, Debug, Default)]
struct Query {
    dependents: Vec<usize>,
    selected: Vec<usize>,
}

/// One stack that has dirspaces.
#[derive(Clone, Debug, Default)]
struct StackGroup {
    members: Vec<usize>,
    /// The stacks that this one modifies.
    modifies: Vec<usize>,
}

impl Dependencies {
    /// Reads the dependencies between `placed`, which are sorted.
    ///
    /// # Errors
    ///
    /// When dirspaces wait for each other in a circle, whether or not a change touches them. `depends_on` and every rule of
    /// a stack count.
    pub(super) fn new(placed: &[PlacedDirspace]) -> Result<Dependencies, LayoutError> {
        let queries = queries(placed);
        let (stacks, stack_of) = stack_groups(placed);
        let (layers, all) = graphs(placed, &queries, &stacks, &stack_of);
        let sorted = all.sorted().map_err(|cycle| cycle_error(placed, &cycle))?;
        let mut selected_by = vec![Vec::new(); placed.len()];
        for (number, query) in queries.iter().enumerate() {
            for selected in &query.selected {
                push(&mut selected_by, *selected, number);
            }
        }
        Ok(Dependencies { layers, all, sorted, queries, selected_by, stacks, stack_of })
    }

    /// Everything that follows the dirspaces `changed` into the change, directly or through others: who, because of whom.
    pub(super) fn followers(&self, changed: &[usize]) -> Vec<(usize, usize, Via)> {
        let mut followers = Vec::new();
        let mut seen = vec![false; self.stack_of.len()];
        for number in changed {
            first_time(&mut seen, *number);
        }
        let (mut asked, mut modified) = (vec![false; self.queries.len()], vec![false; self.stacks.len()]);
        let mut rest: VecDeque<usize> = changed.iter().copied().collect();
        while let Some(leader) = rest.pop_front() {
            let mut follow = |follower: usize, via| {
                if first_time(&mut seen, follower) {
                    followers.push((follower, leader, via));
                    rest.push_back(follower);
                }
            };
            for query in self.selected_by.get(leader).into_iter().flatten() {
                if first_time(&mut asked, *query) {
                    self.dependents(*query).for_each(|follower| follow(follower, Via::DependsOn));
                }
            }
            if let Some(stack) = self.stack_of.get(leader).filter(|stack| first_time(&mut modified, **stack)) {
                self.modified_by(*stack).for_each(|follower| follow(follower, Via::StackModifiedBy));
            }
        }
        followers
    }

    /// Those of `numbers`, and all that go after one of them for any reason, directly or through others.
    pub(super) fn with_later(&self, numbers: &[usize]) -> Vec<usize> {
        let reached = self.all.reached_from(&self.sorted, numbers);
        (0..self.stack_of.len()).filter(|number| reached.get(*number).copied().unwrap_or_default()).collect()
    }

    /// Those of `numbers`, and all that one of them goes after for any reason, directly or through others.
    pub(super) fn with_earlier(&self, numbers: &[usize]) -> Vec<usize> {
        let reached = self.all.reaching(&self.sorted, numbers);
        (0..self.stack_of.len()).filter(|number| reached.get(*number).copied().unwrap_or_default()).collect()
    }

    fn dependents(&self, query: usize) -> impl Iterator<Item = usize> {
        self.queries.get(query).into_iter().flat_map(|query| &query.dependents).copied()
    }

    fn modified_by(&self, stack: usize) -> impl Iterator<Item = usize> {
        let modified = self.stacks.get(stack).into_iter().flat_map(|stack| &stack.modifies);
        modified.filter_map(|stack| self.stacks.get(*stack)).flat_map(|stack| &stack.members).copied()
    }

    /// The earliest layer of every dirspace when those that count have one each: one later than the last of those that it comes
    /// after, also through dirspaces that do not count.
    pub(super) fn layers(&self, counts: impl Fn(usize) -> bool) -> Vec<usize> {
        self.layers.levels(&self.sorted, |node| node < self.stack_of.len() && counts(node))
    }
}

/// Whether this is the first time; notes that it was.
fn first_time(seen: &mut [bool], number: usize) -> bool {
    seen.get_mut(number).is_some_and(|seen| !std::mem::replace(seen, true))
}

fn push(lists: &mut [Vec<usize>], at: usize, number: usize) {
    if let Some(list) = lists.get_mut(at) {
        list.push(number);
    }
}

fn depends_on(placed: &PlacedDirspace) -> Option<&DependsOn> {
    placed.when_modified.depends_on.as_ref()
}

/// A query's text, and the directory that it is asked from where that makes a difference.
type Meant<'p> = (&'p str, Option<&'p str>);

/// Every distinct query: who asks it, and whom it selects. A query that mentions `relative_dir:` is another one in each directory.
fn queries(placed: &[PlacedDirspace]) -> Vec<Query> {
    let mut groups: HashMap<Meant<'_>, (&TagQuery, Vec<usize>)> = HashMap::new();
    for (number, one) in placed.iter().enumerate() {
        if let Some(query) = depends_on(one).map(|depends_on| &depends_on.tag_query.value) {
            let working_dir = is_relative(query).then_some(one.dirspace.dir.as_str());
            groups.entry((query.text(), working_dir)).or_insert((query, Vec::new())).1.push(number);
        }
    }
    if groups.is_empty() {
        return Vec::new();
    }
    let candidates = placed.iter().map(|one| (one.dirspace.dir.as_str(), &one.tags)).collect();
    let selection = Selection::new(candidates, groups.values().map(|(query, _)| *query));
    let mut queries: Vec<Query> = groups
        .into_iter()
        .map(|((_, working_dir), (query, dependents))| Query {
            selected: selection.select(query, working_dir),
            dependents,
        })
        .collect();
    // A hash map has no order; who is reported as the reason of what must have one.
    queries.sort_unstable_by(|one, other| one.dependents.cmp(&other.dependents));
    queries
}

fn is_relative(query: &TagQuery) -> bool {
    query.expr().atoms().any(|atom| matches!(atom.meaning, Meaning::RelativeDir(_)))
}

fn stack_groups(placed: &[PlacedDirspace]) -> (Vec<StackGroup>, Vec<usize>) {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut stacks: Vec<StackGroup> = Vec::new();
    let mut stack_of = Vec::with_capacity(placed.len());
    for (number, one) in placed.iter().enumerate() {
        let stack = *numbers.entry(one.stack_name()).or_insert_with(|| {
            stacks.push(StackGroup::default());
            stacks.len() - 1
        });
        stack_of.push(stack);
        if let Some(group) = stacks.get_mut(stack) {
            group.members.push(number);
        }
    }
    for (number, first) in first_members(&stacks).into_iter().enumerate() {
        let Some(stack) = first.and_then(|first| placed.get(first)).map(|one| &one.stack) else { continue };
        for modifier in stack.modified_by.iter().filter_map(|name| numbers.get(name.as_str())) {
            if let Some(modifier) = stacks.get_mut(*modifier) {
                modifier.modifies.push(number);
            }
        }
    }
    (stacks, stack_of)
}

fn first_members(stacks: &[StackGroup]) -> Vec<Option<usize>> {
    stacks.iter().map(|stack| stack.members.first().copied()).collect()
}

/// The graph of layers, and the graph of everything that counts for circles. A dirspace comes after its query and after its
/// stack's `rules` node; these come after what they name.
fn graphs(placed: &[PlacedDirspace], queries: &[Query], stacks: &[StackGroup], stack_of: &[usize]) -> (Graph, Graph) {
    let members = placed.len() + queries.len();
    let rules = members + stacks.len();
    let mut layers = Graph::new(rules + stacks.len());
    for (number, query) in queries.iter().enumerate() {
        let node = placed.len() + number;
        query.dependents.iter().for_each(|dependent| layers.add(*dependent, node));
        query.selected.iter().for_each(|selected| layers.add(node, *selected));
    }
    for (number, stack) in stack_of.iter().enumerate() {
        layers.add(members + stack, number);
        layers.add(number, rules + stack);
    }
    let mut all = layers.clone();
    let first = first_members(stacks);
    let stack =
        |number: usize| first.get(number).copied().flatten().and_then(|one| placed.get(one)).map(|one| &one.stack);
    let by_name: BTreeMap<&str, usize> =
        (0..stacks.len()).filter_map(|number| Some((stack(number)?.name.as_str(), number))).collect();
    for (number, stack) in (0..stacks.len()).filter_map(|number| Some((number, stack(number)?))) {
        let named =
            |names: &[String]| names.iter().filter_map(|name| by_name.get(name.as_str())).copied().collect::<Vec<_>>();
        named(&stack.plan_after).into_iter().for_each(|earlier| layers.add(rules + number, members + earlier));
        for rule in [&stack.plan_after, &stack.modified_by, &stack.apply_after] {
            named(rule).into_iter().for_each(|earlier| all.add(rules + number, members + earlier));
        }
    }
    (layers, all)
}

fn cycle_error(placed: &[PlacedDirspace], cycle: &[usize]) -> LayoutError {
    // What is no dirspace is a query or a stack on the way.
    let dirspaces: Vec<&PlacedDirspace> = cycle.iter().filter_map(|node| placed.get(*node)).collect();
    let span = dirspaces.iter().find_map(|one| depends_on(one).and_then(|depends_on| depends_on.tag_query.span));
    let circle = dirspaces.iter().map(|one| one.dirspace.clone()).collect();
    LayoutError::new(LayoutErrorKind::DependencyCycle(circle), span)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
    use super::super::layout::Layout;
    use super::super::spec::{Index, LayoutSpec, WhenModified};
    use super::*;
    use crate::source::Spanned;

    #[test]
    fn a_query_is_asked_once_and_a_relative_one_once_for_each_directory() {
        let asked = |query: &str| {
            let tag_query = Spanned::unwritten(TagQuery::parse(query).unwrap());
            let depends_on = Some(DependsOn { tag_query, prune_on_no_change: false });
            let when_modified = WhenModified { depends_on, ..WhenModified::default() };
            let spec = LayoutSpec { when_modified, ..LayoutSpec::default() };
            let files = ["a/m.tf", "b/m.tf", "c/m.tf"];
            Layout::derive(&spec, &files, &Index::default(), "topic", "main").unwrap().dependencies.queries.len()
        };
        assert_eq!(asked("dir:nowhere"), 1);
        assert_eq!(asked("relative_dir:../nowhere"), 3);
    }
}
