//! The search for a dirspace that makes some queries true and others false.
//!
//! Branching on unknown atoms, with every query looked at again after each choice. Queries that only have to stay false
//! are left out until an example makes one of them true: in a list of thousands, most of them never come up, and those
//! that did are the reason when nothing is left.

use std::collections::BTreeSet;

use super::assignment::Assignment;
use super::formula::{Formula, Truth};
use super::index::Index;
use super::vocabulary::{AtomId, Vocabulary};
use super::witness;
use super::{Asker, Budget, Theory, Witness};
use crate::tag_query::TagQuery;

/// The budget was used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exhausted;

/// Steps that are left.
#[derive(Debug)]
pub(super) struct Purse(u64);

impl Purse {
    pub(super) fn new(budget: Budget) -> Purse {
        Purse(budget.0)
    }

    pub(super) fn spend(&mut self, steps: u64) -> Result<(), Exhausted> {
        self.0 = self.0.checked_sub(steps).ok_or(Exhausted)?;
        Ok(())
    }

    /// Lets `work` spend a part of what is left, so that one hard question does not use up what many easy ones need.
    pub(super) fn share<T>(&mut self, work: impl FnOnce(&mut Purse) -> Result<T, Exhausted>) -> Result<T, Exhausted> {
        let mut share = Purse(self.0.div_ceil(SHARES));
        self.0 -= share.0;
        let result = work(&mut share);
        self.0 += share.0;
        result
    }
}

/// What it costs to look a segment of a directory up.
const A_SEGMENT: u64 = 10;

/// One question may use one part in so many of the steps that are left.
const SHARES: u64 = 4;

/// Queries, ready to be asked about together.
#[derive(Debug)]
pub(super) struct Table<'q> {
    pub(super) vocabulary: Vocabulary<'q>,
    queries: Vec<&'q TagQuery>,
    formulas: Vec<Formula>,
    /// How many queries ask each atom.
    weights: Vec<usize>,
}

/// A query and the value that it has to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Goal {
    pub(super) query: usize,
    pub(super) wanted: bool,
}

/// What a search found.
pub(super) enum Outcome {
    Found(Witness),
    /// There is none. The queries that had to be false for it, apart from those that were asked for.
    None(BTreeSet<usize>),
}

impl<'q> Table<'q> {
    pub(super) fn new(queries: impl IntoIterator<Item = &'q TagQuery>, asker: Asker, theory: Theory<'_>) -> Self {
        let queries: Vec<&TagQuery> = queries.into_iter().collect();
        let mut vocabulary = Vocabulary::new();
        let formulas: Vec<Formula> =
            queries.iter().map(|query| Formula::compile(query, &mut vocabulary, asker, theory)).collect();
        let mut weights = vec![0; vocabulary.len()];
        for atom in formulas.iter().flat_map(Formula::atoms) {
            if let Some(weight) = weights.get_mut(atom) {
                *weight += 1;
            }
        }
        Table { vocabulary, queries, formulas, weights }
    }

    /// An index that holds no query yet.
    pub(super) fn empty_index(&self) -> Index {
        Index::new(self.vocabulary.len())
    }

    pub(super) fn add_to(&self, index: &mut Index, number: usize) {
        if let Some(query) = self.queries.get(number) {
            index.add(number, query, &self.vocabulary, |atom| self.weights.get(atom).copied().unwrap_or(0));
        }
    }

    /// Looks for a dirspace with every goal met and no query of `index` true.
    pub(super) fn search(
        &self,
        goals: &[Goal],
        index: &Index,
        purse: &mut Purse,
        assignment: &mut Assignment<'_, 'q>,
    ) -> Result<Outcome, Exhausted> {
        assignment.undo_to(0);
        let mut search = Search {
            table: self,
            index,
            purse,
            assignment,
            goals: goals.to_vec(),
            asked: goals.len(),
            met: 0,
            choices: Vec::new(),
            last_intruder: (None, 0),
        };
        if search.run()? {
            return search.witness().map(Outcome::Found);
        }
        let had_to_be_false = search.goals.iter().skip(search.asked).map(|goal| goal.query);
        Ok(Outcome::None(had_to_be_false.collect()))
    }

    /// The queries of `index` that are true in the smallest example of a query alone, or the first `most` of them.
    pub(super) fn true_with(
        &self,
        goal: Goal,
        index: &Index,
        most: usize,
        purse: &mut Purse,
        assignment: &mut Assignment<'_, 'q>,
    ) -> Result<BTreeSet<usize>, Exhausted> {
        self.search(&[goal], &Index::default(), purse, assignment)?;
        let mut found = BTreeSet::new();
        let by_atoms = true_atoms(assignment).into_iter().flat_map(|atom| index.of(atom));
        for query in index.always.iter().chain(by_atoms) {
            if found.len() < most && self.holds(*query, assignment, purse)? {
                found.insert(*query);
            }
        }
        Ok(found)
    }

    fn holds(&self, query: usize, assignment: &Assignment<'_, '_>, purse: &mut Purse) -> Result<bool, Exhausted> {
        let Some(formula) = self.formulas.get(query) else { return Ok(false) };
        formula.holds(|atom| assignment.holds(atom), || purse.spend(1))
    }
}

fn true_atoms(assignment: &Assignment<'_, '_>) -> Vec<AtomId> {
    assignment.trail().iter().flat_map(|atom| assignment.true_by(*atom)).collect()
}

/// A choice that can be made the other way.
struct Choice {
    atom: AtomId,
    value: bool,
    other_way: bool,
    /// Goals that were met before it.
    met: usize,
    /// Atoms that were set before it.
    set: usize,
}

/// What is left to do.
enum State {
    Contradiction,
    /// This goal is neither met nor missed.
    Open(Goal),
    Met,
}

struct Search<'s, 'a, 'q> {
    table: &'s Table<'q>,
    index: &'s Index,
    purse: &'s mut Purse,
    assignment: &'s mut Assignment<'a, 'q>,
    /// Those that were asked for first, then queries of the index that came up.
    goals: Vec<Goal>,
    asked: usize,
    /// Goals from the first on that are met whatever is chosen from here on.
    met: usize,
    choices: Vec<Choice>,
    /// Where the last intruder stood: in the list of that atom or of none, at that position.
    last_intruder: (Option<AtomId>, usize),
}

impl Search<'_, '_, '_> {
    fn run(&mut self) -> Result<bool, Exhausted> {
        loop {
            self.purse.spend(1)?;
            let goes_on = match self.look()? {
                State::Contradiction => self.back()?,
                State::Open(goal) => self.meet(goal)? || self.back()?,
                State::Met => match self.intruder()? {
                    None => return Ok(true),
                    Some(query) => {
                        self.goals.push(Goal { query, wanted: false });
                        true
                    }
                },
            };
            if !goes_on {
                return Ok(false);
            }
        }
    }

    /// Looks at every goal that may not be met.
    fn look(&mut self) -> Result<State, Exhausted> {
        let mut open = None;
        for at in self.met..self.goals.len() {
            let Some(goal) = self.goals.get(at).copied() else { break };
            let Some(formula) = self.table.formulas.get(goal.query) else { continue };
            match formula.truth(|atom| self.assignment.value(atom), || self.purse.spend(1))? {
                Truth::Known(truth) if truth != goal.wanted => return Ok(State::Contradiction),
                Truth::Known(_) => self.met += usize::from(self.met == at),
                Truth::Unknown => open = open.or(Some(goal)),
            }
        }
        Ok(open.map_or(State::Met, State::Open))
    }

    /// Makes choices along the shortest way to what a goal wants, all of them before anything is looked at again: a
    /// query of thousands of atoms would otherwise be read once for each. Says whether they can be made.
    fn meet(&mut self, goal: Goal) -> Result<bool, Exhausted> {
        let Some(formula) = self.table.formulas.get(goal.query) else { return Ok(true) };
        let mut at = formula.start();
        loop {
            let value = |atom| self.assignment.value(atom);
            let Some(next) = formula.next_choice(at, goal.wanted, value, || self.purse.spend(1))? else {
                return Ok(true);
            };
            if !self.choose(next.atom, next.value, false)? {
                return Ok(false);
            }
            at = next.after;
        }
    }

    /// Says whether the atom can have the value.
    fn choose(&mut self, atom: AtomId, value: bool, other_way: bool) -> Result<bool, Exhausted> {
        self.choices.push(Choice { atom, value, other_way, met: self.met, set: self.assignment.trail().len() });
        self.assignment.set(atom, value, || self.purse.spend(A_SEGMENT))
    }

    /// Makes the last choice that can be made the other way the other way. Says whether there was one.
    fn back(&mut self) -> Result<bool, Exhausted> {
        while let Some(choice) = self.choices.pop() {
            self.purse.spend(1)?;
            self.assignment.undo_to(choice.set);
            self.met = choice.met;
            if !choice.other_way && self.choose(choice.atom, !choice.value, true)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A query of the index that is true when everything unknown is false.
    fn intruder(&mut self) -> Result<Option<usize>, Exhausted> {
        let index = self.index;
        let lists = std::iter::once((None, index.always.as_slice()));
        let by_atom = true_atoms(self.assignment).into_iter().map(|atom| (Some(atom), index.of(atom)));
        for (atom, list) in lists.chain(by_atom) {
            // Of a long list, those that come next are the likeliest: the ones before were just made false.
            let from = if self.last_intruder.0 == atom { self.last_intruder.1 } else { 0 };
            for step in 0..list.len() {
                let at = (from + step) % list.len();
                let Some(query) = list.get(at).copied() else { continue };
                if self.table.holds(query, self.assignment, self.purse)? {
                    self.last_intruder = (atom, at);
                    return Ok(Some(query));
                }
            }
        }
        Ok(None)
    }

    /// The dirspace, made more usual where nothing speaks against it.
    fn witness(mut self) -> Result<Witness, Exhausted> {
        for tag in witness::usual_tags(&self.table.vocabulary, self.assignment) {
            let Some(atom) = self.table.vocabulary.of_tag(&tag) else { continue };
            if self.assignment.value(atom).is_some() {
                continue;
            }
            let set = self.assignment.trail().len();
            let fits = self.assignment.set(atom, true, || self.purse.spend(A_SEGMENT))? && self.is_met()?;
            if !fits {
                self.assignment.undo_to(set);
            }
        }
        Ok(witness::of(&self.table.vocabulary, self.assignment))
    }

    fn is_met(&mut self) -> Result<bool, Exhausted> {
        for goal in &self.goals {
            if self.table.holds(goal.query, self.assignment, self.purse)? != goal.wanted {
                return Ok(false);
            }
        }
        Ok(self.intruder()?.is_none())
    }
}
