//! What a tag query can select, over all dirspaces that there could ever be.
//!
//! Whether a policy is dead is not a question about today's files: the next directory may bring it to life. So it is
//! decided over every dirspace that the format allows, as a question of logic about the atoms of the queries, and never
//! by comparing their texts. What is possible is stated by a [`Theory`]. Pure; every question has a budget, and past it the
//! answer says that it is undecided, which whoever asks has to show as such.
//!
//! ```text
//!  TagQuery ─► formula over a vocabulary of atoms ─► search (assignment, index) ─► witness
//! ```
//!
//! Queries become formulas over numbered atoms; `vocabulary` says of each atom by itself, and `assignment` of all
//! together, what a dirspace can be like; `search` branches until an example is found or none is left; `index` keeps a
//! list of thousands cheap.

mod assignment;
mod formula;
mod index;
mod search;
mod vocabulary;
mod witness;

use std::collections::BTreeSet;

use crate::tag_query::TagQuery;

use assignment::Assignment;
use index::Index;
use search::{Exhausted, Goal, Outcome, Purse, Table};

/// Which dirspaces are taken to be possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Theory<'t> {
    /// Exactly what the server lets happen. A dirspace has one directory and carries its `dir:` tag; it carries one
    /// `workspace:` or one `stack:` tag of its own, at least one `stack_name:` and at most one `branch:` and one
    /// `dest_branch:`; it is in a directory in the sense of `x in dir` when its path says so; and it may carry any other
    /// tag, since a tag that somebody gives may be spelled like any of these.
    AnyTags,
    /// The same, and nobody gives a tag that is spelled like one of the server's own (`dir:`, `workspace:`, `stack:`,
    /// `branch:`, `dest_branch:`). What is impossible here and possible above is possible only by such a trick.
    HonestTags,
    /// The same as [`Theory::HonestTags`], but these tags are given, however they are spelled.
    HonestTagsAnd(&'t BTreeSet<String>),
}

/// Who asks a query, on which depends what its atoms can mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Asker {
    /// Policies, requirements, workflows and everything else: `relative_dir:` is false.
    #[default]
    Selection,
    /// A stack, which does not see the `stack_name:` tags that it is there to give.
    Stack,
    /// `depends_on`. `relative_dir:` is taken to be true or false at will unless it never names a directory, so that more
    /// may seem possible than is, and never less.
    DependsOn,
}

/// Whether some dirspace is as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Possible {
    /// Yes: this one.
    Yes(Witness),
    /// No dirspace is.
    No,
    /// The budget was used up before an answer was found.
    Undecided,
}

/// A dirspace that shows that something is possible. A small one, so that people can read it: what no query asks for
/// has the name `default` or `other`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Its directory.
    pub dir: String,
    /// All its tags, those of the server included, sorted.
    pub tags: Vec<String>,
}

/// What a query selects by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selects {
    /// No dirspace.
    Nothing,
    /// Some and not others.
    Some,
    /// Every dirspace.
    Everything,
    /// The budget was used up.
    Undecided,
}

/// Whether one query of a list is ever the first that matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// For this dirspace it is.
    Reached(Witness),
    /// It selects nothing, whatever stands before it.
    Never,
    /// Whatever it selects, an earlier query selects first.
    Hidden {
        /// Such queries, as positions in the list, in order. One if one is enough; else none can be left out, unless
        /// the budget was used up before that was known.
        by: Vec<usize>,
    },
    /// The budget was used up.
    Undecided,
}

/// Steps of a search. One step looks at one atom; ten million are about a tenth of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget(pub u64);

/// Whether a dirspace can match every query of `all` and none of `none`.
pub fn possible(all: &[&TagQuery], none: &[&TagQuery], theory: Theory<'_>, budget: Budget) -> Possible {
    let table = Table::new(all.iter().chain(none).copied(), Asker::Selection, theory);
    let goals: Vec<Goal> = (0..all.len()).map(|query| Goal { query, wanted: true }).collect();
    let mut index = table.empty_index();
    (all.len()..all.len() + none.len()).for_each(|query| table.add_to(&mut index, query));
    let mut assignment = Assignment::new(&table.vocabulary);
    match table.search(&goals, &index, &mut Purse::new(budget), &mut assignment) {
        Ok(Outcome::Found(witness)) => Possible::Yes(witness),
        Ok(Outcome::None(_)) => Possible::No,
        Err(Exhausted) => Possible::Undecided,
    }
}

/// What each query selects by itself. `budget` is for all of them.
pub fn selects(queries: &[&TagQuery], asker: Asker, theory: Theory<'_>, budget: Budget) -> Vec<Selects> {
    let table = Table::new(queries.iter().copied(), asker, theory);
    let nothing = Index::default();
    let mut assignment = Assignment::new(&table.vocabulary);
    let mut purse = Purse::new(budget);
    let mut is_possible = |goal: Goal, purse: &mut Purse| {
        table.search(&[goal], &nothing, purse, &mut assignment).map(|outcome| matches!(outcome, Outcome::Found(_)))
    };
    let mut of_query = |query| {
        purse.share(|purse| {
            Ok(match is_possible(Goal { query, wanted: true }, purse)? {
                false => Selects::Nothing,
                true if is_possible(Goal { query, wanted: false }, purse)? => Selects::Some,
                true => Selects::Everything,
            })
        })
    };
    (0..queries.len()).map(|query| of_query(query).unwrap_or(Selects::Undecided)).collect()
}

/// For each query of a list of which the first match decides, whether it ever does. `budget` is for the whole list.
pub fn reach(queries: &[&TagQuery], theory: Theory<'_>, budget: Budget) -> Vec<Reach> {
    let table = Table::new(queries.iter().copied(), Asker::Selection, theory);
    let mut assignment = Assignment::new(&table.vocabulary);
    let mut index = table.empty_index();
    let mut purse = Purse::new(budget);
    let mut reaches = Vec::with_capacity(queries.len());
    for query in 0..queries.len() {
        let reach = purse.share(|purse| reach_of(query, &table, &index, purse, &mut assignment));
        let reach = reach.unwrap_or(Reach::Undecided);
        // What is hidden or never true adds nothing to what stands before it.
        if matches!(reach, Reach::Reached(_) | Reach::Undecided) {
            table.add_to(&mut index, query);
        }
        reaches.push(reach);
    }
    reaches
}

/// `index` holds the queries before this one.
fn reach_of<'q>(
    query: usize,
    table: &Table<'q>,
    index: &Index,
    purse: &mut Purse,
    assignment: &mut Assignment<'_, 'q>,
) -> Result<Reach, Exhausted> {
    let goal = Goal { query, wanted: true };
    let by = match table.search(&[goal], index, purse, assignment)? {
        Outcome::Found(witness) => return Ok(Reach::Reached(witness)),
        Outcome::None(by) if by.is_empty() => return Ok(Reach::Never),
        Outcome::None(by) => by,
    };
    if let Outcome::None(_) = table.search(&[goal], &Index::default(), purse, assignment)? {
        return Ok(Reach::Never);
    }
    let by = fewest(goal, by, table, index, purse, assignment);
    Ok(Reach::Hidden { by: by.into_iter().collect() })
}

/// How many queries are tried as the only one that hides another.
const MOST_SINGLES: usize = 64;

/// Queries that hide another: one of `index` alone if that is enough, else those of `by` of which none can be left out.
/// All of `by` when the budget does not last.
fn fewest<'q>(
    goal: Goal,
    by: BTreeSet<usize>,
    table: &Table<'q>,
    index: &Index,
    purse: &mut Purse,
    assignment: &mut Assignment<'_, 'q>,
) -> BTreeSet<usize> {
    if by.len() == 1 {
        return by;
    }
    let singles = table.true_with(goal, index, MOST_SINGLES, purse, assignment).unwrap_or_default();
    let mut hide = |by: &BTreeSet<usize>| {
        let others = by.iter().map(|query| Goal { query: *query, wanted: false });
        let goals: Vec<Goal> = std::iter::once(goal).chain(others).collect();
        matches!(table.search(&goals, &Index::default(), purse, assignment), Ok(Outcome::None(_)))
    };
    if let Some(single) = singles.into_iter().map(|query| BTreeSet::from([query])).find(&mut hide) {
        return single;
    }
    let mut left = by;
    for query in left.clone() {
        let mut fewer = left.clone();
        fewer.remove(&query);
        if hide(&fewer) {
            left = fewer;
        }
    }
    left
}
