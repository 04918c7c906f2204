//! Stacks: named groups of dirspaces, groups of groups, and the rules between them.
//!
//! Rules are written between names; this module turns them into rules between stacks that have
//! dirspaces of their own. A rule of an enclosing stack binds all of its members, and naming an
//! enclosing stack names all of its members.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Span, Spanned};
use crate::tag_query::TagQuery;

use super::layout_error::{LayoutError, LayoutErrorKind};
use super::order::Graph;
use super::spec::{StackMembers, StackRules, StackSpec};

/// A stack that dirspaces are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stack {
    /// Its name.
    pub name: String,
    /// Every way from an outermost stack down to this one, sorted; each ends in [`Stack::name`].
    pub paths: Vec<Vec<String>>,
    /// Whether its dirspaces are applied right after a plan. Of the enclosing stacks that say something, the one whose name
    /// comes first decides; else the stack itself. `None` when nobody says anything.
    pub auto_apply: Option<bool>,
    /// The stacks whose changes make this one part of a change. Sorted names of stacks with dirspaces of their own.
    pub modified_by: Vec<String>,
    /// The stacks that are planned and applied in earlier layers.
    pub plan_after: Vec<String>,
    /// The stacks that have to be applied first.
    pub apply_after: Vec<String>,
}

impl Stack {
    /// The stack of a dirspace that no declared stack selects.
    pub(super) fn implicit() -> Stack {
        Stack {
            name: IMPLICIT.to_owned(),
            paths: vec![vec![IMPLICIT.to_owned()]],
            auto_apply: None,
            modified_by: Vec::new(),
            plan_after: Vec::new(),
            apply_after: Vec::new(),
        }
    }

    /// The `stack_name:` tags of its dirspaces: its own name and that of every stack around it.
    pub(super) fn tags(&self) -> impl Iterator<Item = String> {
        let names: BTreeSet<&String> = self.paths.iter().flatten().chain([&self.name]).collect();
        names.into_iter().map(|name| format!("stack_name:{name}"))
    }
}

/// The name of the stack that exists when nobody declares one of that name.
pub(super) const IMPLICIT: &str = "default";

/// More ways than this through enclosing stacks are refused: they double with every level.
const MAX_PATHS: usize = 1_000;

/// A declared stack with a query, and the query.
pub(super) struct Selecting<'s> {
    pub(super) stack: Stack,
    pub(super) query: &'s TagQuery,
    pub(super) span: Option<Span>,
}

/// The declared stacks that select dirspaces, in the order of their names.
///
/// # Errors
///
/// Every name that nothing has; else the first circle; else a stack nested in too many ways.
pub(super) fn selecting_stacks(specs: &BTreeMap<String, StackSpec>) -> Result<Vec<Selecting<'_>>, Vec<LayoutError>> {
    let unknown = unknown_names(specs);
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let nesting = Nesting::new(specs).map_err(|error| vec![error])?;
    let mut selecting = Vec::new();
    for (name, spec) in specs {
        if let StackMembers::Query(query) = &spec.members {
            let stack = nesting.stack(name, &spec.rules).map_err(|error| vec![error])?;
            selecting.push(Selecting { stack, query: &query.value, span: query.span });
        }
    }
    Ok(selecting)
}

fn unknown_names(specs: &BTreeMap<String, StackSpec>) -> Vec<LayoutError> {
    let named = specs.iter().flat_map(|(stack, spec)| references(spec).map(move |name| (stack, name)));
    named
        .filter(|(_, name)| !specs.contains_key(&name.value))
        .map(|(stack, name)| {
            let kind = LayoutErrorKind::UnknownStack { stack: stack.clone(), name: name.value.clone() };
            LayoutError::new(kind, name.span)
        })
        .collect()
}

/// Every stack that a stack names, for whatever reason.
fn references(spec: &StackSpec) -> impl Iterator<Item = &Spanned<String>> {
    let rules = &spec.rules;
    members(spec).iter().chain(rules.plan_after.iter().flatten()).chain(&rules.modified_by).chain(&rules.apply_after)
}

fn members(spec: &StackSpec) -> &[Spanned<String>] {
    match &spec.members {
        StackMembers::Stacks(members) => members,
        StackMembers::Query(_) => &[],
    }
}

/// `plan_after`, which is `modified_by` where it is not written.
fn plan_after(rules: &StackRules) -> &[Spanned<String>] {
    rules.plan_after.as_ref().unwrap_or(&rules.modified_by)
}

/// Which stacks are in which. All names exist and nothing goes in circles.
struct Nesting<'s> {
    specs: &'s BTreeMap<String, StackSpec>,
    /// Stack → the stacks that have it as a direct member.
    parents: BTreeMap<&'s str, BTreeSet<&'s str>>,
    /// Nested stack → the stacks with queries in it, however deep.
    leaves: BTreeMap<&'s str, BTreeSet<&'s str>>,
}

impl<'s> Nesting<'s> {
    fn new(specs: &'s BTreeMap<String, StackSpec>) -> Result<Self, LayoutError> {
        let names: Vec<&str> = specs.keys().map(String::as_str).collect();
        let mut nesting = Nesting { specs, parents: BTreeMap::new(), leaves: BTreeMap::new() };
        for number in inside_out(specs, &names)? {
            let Some((name, spec)) = names.get(number).and_then(|name| Some((*name, specs.get(*name)?))) else {
                continue;
            };
            if !matches!(spec.members, StackMembers::Stacks(_)) {
                continue;
            }
            let mut leaves: BTreeSet<&str> = BTreeSet::new();
            for member in members(spec) {
                nesting.parents.entry(&member.value).or_default().insert(name);
                match nesting.leaves.get(member.value.as_str()) {
                    Some(inner) => leaves.extend(inner),
                    None => drop(leaves.insert(member.value.as_str())),
                }
            }
            nesting.leaves.insert(name, leaves);
        }
        Ok(nesting)
    }

    fn stack(&self, name: &'s str, own: &StackRules) -> Result<Stack, LayoutError> {
        let enclosing: Vec<&StackRules> =
            self.enclosing(name).into_iter().filter_map(|name| Some(&self.specs.get(name)?.rules)).collect();
        let combined = |of: fn(&StackRules) -> &[Spanned<String>]| {
            self.expanded(enclosing.iter().copied().chain([own]).flat_map(of))
        };
        Ok(Stack {
            name: name.to_owned(),
            paths: self.paths(name)?,
            auto_apply: enclosing.iter().find_map(|rules| rules.auto_apply).or(own.auto_apply),
            modified_by: combined(|rules| &rules.modified_by),
            plan_after: combined(plan_after),
            apply_after: combined(|rules| &rules.apply_after),
        })
    }

    /// All stacks around a stack, by name.
    fn enclosing(&self, name: &'s str) -> BTreeSet<&'s str> {
        let mut enclosing = BTreeSet::new();
        let mut rest = vec![name];
        while let Some(name) = rest.pop() {
            let parents = self.parents.get(name).into_iter().flatten();
            rest.extend(parents.filter(|parent| enclosing.insert(**parent)));
        }
        enclosing
    }

    fn expanded<'n>(&self, names: impl Iterator<Item = &'n Spanned<String>>) -> Vec<String> {
        let mut expanded = BTreeSet::new();
        for name in names {
            match self.leaves.get(name.value.as_str()) {
                Some(leaves) => expanded.extend(leaves.iter().map(|leaf| (*leaf).to_owned())),
                None => drop(expanded.insert(name.value.clone())),
            }
        }
        expanded.into_iter().collect()
    }

    fn paths(&self, name: &'s str) -> Result<Vec<Vec<String>>, LayoutError> {
        let mut paths = Vec::new();
        let mut unfinished = vec![vec![name]];
        while let Some(inner) = unfinished.pop() {
            let outermost = inner.last().copied().unwrap_or(name);
            let parents = self.parents.get(outermost);
            unfinished.extend(parents.into_iter().flatten().map(|parent| [&inner[..], &[*parent]].concat()));
            if parents.is_none() {
                paths.push(inner.iter().rev().map(|name| (*name).to_owned()).collect());
            }
            if paths.len() + unfinished.len() > MAX_PATHS {
                let kind = LayoutErrorKind::TooManyStackPaths { stack: name.to_owned() };
                return Err(LayoutError::new(kind, self.specs.get(name).and_then(|spec| spec.key_span)));
            }
        }
        paths.sort_unstable();
        Ok(paths)
    }
}

/// The numbers of all stacks, members before the stacks that they are in. The circle that is refused runs over every kind of
/// reference, whether or not the stacks have dirspaces.
fn inside_out(specs: &BTreeMap<String, StackSpec>, names: &[&str]) -> Result<Vec<usize>, LayoutError> {
    let mut graph = Graph::new(names.len());
    for (number, spec) in specs.values().enumerate() {
        let default_plan_after = plan_after(&spec.rules).iter();
        for name in references(spec).chain(default_plan_after) {
            if let Ok(named) = names.binary_search(&name.value.as_str()) {
                graph.add(number, named);
            }
        }
    }
    graph.sorted().map_err(|cycle| {
        let named: Vec<String> = cycle.iter().filter_map(|at| names.get(*at)).map(|name| (*name).to_owned()).collect();
        let span = named.first().and_then(|name| specs.get(name)).and_then(|spec| spec.key_span);
        LayoutError::new(LayoutErrorKind::StackCycle(named), span)
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing unwrap or index is a failing test")]
    use super::*;

    fn names(names: &[&str]) -> Vec<Spanned<String>> {
        names.iter().map(|name| Spanned::unwritten((*name).to_owned())).collect()
    }

    fn leaf(rules: StackRules) -> StackSpec {
        StackSpec { key_span: None, members: StackMembers::Query(Spanned::unwritten(TagQuery::any())), rules }
    }

    fn nested(members: &[&str], rules: StackRules) -> StackSpec {
        StackSpec { key_span: None, members: StackMembers::Stacks(names(members)), rules }
    }

    fn modified_by(stacks: &[&str]) -> StackRules {
        StackRules { modified_by: names(stacks), ..StackRules::default() }
    }

    fn specs<const N: usize>(stacks: [(&str, StackSpec); N]) -> BTreeMap<String, StackSpec> {
        stacks.into_iter().map(|(name, spec)| (name.to_owned(), spec)).collect()
    }

    fn stack(specs: &BTreeMap<String, StackSpec>, name: &str) -> Stack {
        selecting_stacks(specs).unwrap().into_iter().find(|selecting| selecting.stack.name == name).unwrap().stack
    }

    #[test]
    fn rules_go_through_nesting_in_both_directions() {
        let specs = specs([
            ("db1", leaf(StackRules::default())),
            ("db2", leaf(StackRules { auto_apply: Some(true), ..StackRules::default() })),
            ("dbs", nested(&["db1", "db2"], modified_by(&["base"]))),
            ("data", nested(&["dbs"], StackRules { apply_after: names(&["base"]), ..StackRules::default() })),
            ("base", leaf(StackRules { auto_apply: Some(false), ..StackRules::default() })),
            ("web", leaf(StackRules { plan_after: Some(Vec::new()), ..modified_by(&["data"]) })),
        ]);
        let db1 = stack(&specs, "db1");
        assert_eq!(
            (db1.modified_by, db1.plan_after, db1.apply_after),
            (vec!["base".into()], vec!["base".into()], vec!["base".into()])
        );
        assert_eq!(db1.paths, [["data", "dbs", "db1"]]);
        assert_eq!(stack(&specs, "db2").auto_apply, Some(true));
        let web = stack(&specs, "web");
        assert_eq!((web.modified_by, web.plan_after), (vec!["db1".to_owned(), "db2".to_owned()], vec![]));
        let tags: Vec<_> = stack(&specs, "db2").tags().collect();
        assert_eq!(tags, ["stack_name:data", "stack_name:db2", "stack_name:dbs"]);
    }

    #[test]
    fn unknown_names_are_all_reported() {
        let errors = selecting_stacks(&specs([
            ("a", leaf(StackRules { apply_after: names(&["x"]), ..modified_by(&["y"]) })),
            ("n", nested(&["z"], StackRules::default())),
        ]))
        .err()
        .unwrap();
        let name = |error: &LayoutError| match &error.kind {
            LayoutErrorKind::UnknownStack { name, .. } => Some(name.clone()),
            _ => None,
        };
        let unknown: Vec<_> = errors.iter().filter_map(name).collect();
        assert_eq!(unknown, ["y", "x", "z"]);
    }

    #[test]
    fn every_kind_of_reference_makes_a_circle() {
        let back = |rules: StackRules| {
            let cyclic = specs([
                ("s1", leaf(StackRules { apply_after: names(&["s2"]), ..StackRules::default() })),
                ("s2", leaf(rules)),
            ]);
            selecting_stacks(&cyclic).err().map(|errors| errors[0].kind.clone())
        };
        let circle = Some(LayoutErrorKind::StackCycle(vec!["s1".into(), "s2".into()]));
        assert_eq!(back(modified_by(&["s1"])), circle);
        assert_eq!(back(StackRules { plan_after: Some(names(&["s1"])), ..StackRules::default() }), circle);
        assert_eq!(back(StackRules { apply_after: names(&["s1"]), ..StackRules::default() }), circle);
        assert_eq!(back(StackRules::default()), None);
        let own = specs([("n", nested(&["n"], StackRules::default()))]);
        assert!(selecting_stacks(&own).is_err());
    }

    #[test]
    fn as_many_ways_as_the_limit_allows_are_read_and_not_one_more() {
        let inside = |ways: usize| {
            let mut stacks = specs([("leaf", leaf(StackRules::default()))]);
            stacks.extend((0..ways).map(|at| (format!("outer{at}"), nested(&["leaf"], StackRules::default()))));
            selecting_stacks(&stacks).map(|selecting| selecting[0].stack.paths.len()).map_err(|errors| errors.len())
        };
        assert_eq!(inside(MAX_PATHS), Ok(MAX_PATHS));
        assert_eq!(inside(MAX_PATHS + 1), Err(1));
    }

    #[test]
    fn nesting_that_doubles_at_every_level_is_refused() {
        let mut stacks = specs([("leaf", leaf(StackRules::default()))]);
        let mut inner = vec!["leaf".to_owned()];
        for level in 0..20 {
            let outer = ["a", "b"].map(|side| format!("{side}{level}"));
            let members: Vec<&str> = inner.iter().map(String::as_str).collect();
            stacks.extend(outer.clone().map(|name| (name, nested(&members, StackRules::default()))));
            inner = outer.to_vec();
        }
        let errors = selecting_stacks(&stacks).err().unwrap();
        assert!(matches!(&errors[0].kind, LayoutErrorKind::TooManyStackPaths { .. }), "{errors:?}");
    }
}
