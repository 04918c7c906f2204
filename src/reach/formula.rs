//! A query as a search sees it: steps that say where to go on when an atom is true and where when it is false.
//!
//! As in the evaluator of queries, but atoms are numbers here, some of them unknown, and each step knows how many
//! atoms have to be true at least from there on, which is what leads a search to small examples.

use super::vocabulary::{AtomId, Kind, Vocabulary};
use super::{Asker, Theory};
use crate::tag_query::{ExprKind, Node, TagQuery};

/// Where a step goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    End(bool),
    Step(usize),
}

#[derive(Clone, Copy, Debug)]
struct Step {
    atom: AtomId,
    then: Target,
    otherwise: Target,
    /// True atoms that it takes from here to end in false and in true. `u32::MAX` where it cannot be done.
    least: ToEnd<u32>,
}

/// Something for each of the two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ToEnd<T> {
    no: T,
    yes: T,
}

impl<T> ToEnd<T> {
    fn of(self, end: bool) -> T {
        if end { self.yes } else { self.no }
    }

    fn of_mut(&mut self, end: bool) -> &mut T {
        if end { &mut self.yes } else { &mut self.no }
    }
}

/// A compiled query.
#[derive(Clone, Debug)]
pub(super) struct Formula {
    /// INVARIANT: a step goes on to an earlier one or ends.
    steps: Vec<Step>,
    start: Target,
}

/// The value of a query under atoms of which some are unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    Known(bool),
    Unknown,
}

/// How far a formula has been read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position(Target);

/// An atom to choose a value for.
#[derive(Clone, Copy, Debug)]
pub(super) struct NextChoice {
    pub(super) atom: AtomId,
    /// The value to try first.
    pub(super) value: bool,
    /// Where to read on when it has this value.
    pub(super) after: Position,
}

/// A place that waits for its subtree: where to go on when it is true, and when it is false.
struct Waiting<'q> {
    node: Node<'q>,
    then: Goes,
    otherwise: Goes,
}

#[derive(Clone, Copy)]
enum Goes {
    To(Target),
    /// To the start of what was compiled last, which is the right operand.
    ToRight,
}

impl Formula {
    /// Compiles the right operand before the left one, so that a step only ever points at earlier steps.
    pub(super) fn compile<'q>(
        query: &'q TagQuery,
        vocabulary: &mut Vocabulary<'q>,
        asker: Asker,
        theory: Theory<'_>,
    ) -> Formula {
        let mut steps: Vec<Step> = Vec::new();
        let mut last = Target::End(false);
        let (yes, no) = (Goes::To(Target::End(true)), Goes::To(Target::End(false)));
        let mut rest = vec![Waiting { node: query.expr().root(), then: yes, otherwise: no }];
        while let Some(Waiting { node, then, otherwise }) = rest.pop() {
            let resolved = |goes| match goes {
                Goes::To(target) => target,
                Goes::ToRight => last,
            };
            let (then, otherwise) = (resolved(then), resolved(otherwise));
            let (yes, no) = (Goes::To(then), Goes::To(otherwise));
            match node.kind() {
                ExprKind::Any => last = then,
                ExprKind::Not(operand) => rest.push(Waiting { node: operand, then: no, otherwise: yes }),
                ExprKind::And(left, right) => {
                    rest.push(Waiting { node: left, then: Goes::ToRight, otherwise: no });
                    rest.push(Waiting { node: right, then: yes, otherwise: no });
                }
                ExprKind::Or(left, right) => {
                    rest.push(Waiting { node: left, then: yes, otherwise: Goes::ToRight });
                    rest.push(Waiting { node: right, then: yes, otherwise: no });
                }
                ExprKind::Tag(_) | ExprKind::InDir(_) => {
                    let atom = node.atom().map(|atom| vocabulary.id(&atom, asker, theory));
                    last = match atom.filter(|atom| vocabulary.kind(*atom) != Kind::Never) {
                        None => otherwise,
                        Some(atom) => step(&mut steps, atom, then, otherwise),
                    };
                }
            }
        }
        Formula { steps, start: last }
    }

    /// The atoms that are asked.
    pub(super) fn atoms(&self) -> impl Iterator<Item = AtomId> {
        self.steps.iter().map(|step| step.atom)
    }

    /// The value when every atom has one.
    pub(super) fn holds<E>(
        &self,
        value: impl Fn(AtomId) -> bool,
        mut spend: impl FnMut() -> Result<(), E>,
    ) -> Result<bool, E> {
        let mut at = self.start;
        loop {
            spend()?;
            match self.step(at) {
                Err(end) => return Ok(end),
                Ok(step) => at = if value(step.atom) { step.then } else { step.otherwise },
            }
        }
    }

    /// The value when some atoms have none: known when both of their values lead to it.
    pub(super) fn truth<E>(
        &self,
        value: impl Fn(AtomId) -> Option<bool>,
        mut spend: impl FnMut() -> Result<(), E>,
    ) -> Result<Truth, E> {
        let mut at = self.start;
        loop {
            spend()?;
            let step = match self.step(at) {
                Err(end) => return Ok(Truth::Known(end)),
                Ok(step) => step,
            };
            at = match value(step.atom) {
                Some(true) => step.then,
                Some(false) => step.otherwise,
                None => break,
            };
        }
        self.ends(at, value, spend)
    }

    /// Which ends can be reached from a step on.
    fn ends<E>(
        &self,
        from: Target,
        value: impl Fn(AtomId) -> Option<bool>,
        mut spend: impl FnMut() -> Result<(), E>,
    ) -> Result<Truth, E> {
        let Target::Step(from) = from else { return Ok(Truth::Unknown) };
        let mut reached = vec![false; from + 1];
        let mut ends = ToEnd { no: false, yes: false };
        mark(Target::Step(from), &mut reached, &mut ends);
        for at in (0..=from).rev() {
            spend()?;
            let Some(step) = self.steps.get(at).filter(|_| reached.get(at) == Some(&true)) else { continue };
            let known = value(step.atom);
            if known != Some(false) {
                mark(step.then, &mut reached, &mut ends);
            }
            if known != Some(true) {
                mark(step.otherwise, &mut reached, &mut ends);
            }
            if ends.no && ends.yes {
                return Ok(Truth::Unknown);
            }
        }
        Ok(Truth::Known(ends.yes))
    }

    /// The unknown atom that comes first after `from` on the way with the fewest true atoms to `wanted`.
    /// `None` when there is none.
    pub(super) fn next_choice<E>(
        &self,
        from: Position,
        wanted: bool,
        value: impl Fn(AtomId) -> Option<bool>,
        mut spend: impl FnMut() -> Result<(), E>,
    ) -> Result<Option<NextChoice>, E> {
        let mut at = from.0;
        while let Ok(step) = self.step(at) {
            spend()?;
            at = match value(step.atom) {
                Some(true) => step.then,
                Some(false) => step.otherwise,
                None => {
                    let dearness = |target| least(&self.steps, target).of(wanted);
                    let value = dearness(step.then).saturating_add(1) < dearness(step.otherwise);
                    let after = Position(if value { step.then } else { step.otherwise });
                    return Ok(Some(NextChoice { atom: step.atom, value, after }));
                }
            };
        }
        Ok(None)
    }

    /// Where reading starts.
    pub(super) fn start(&self) -> Position {
        Position(self.start)
    }

    fn step(&self, at: Target) -> Result<Step, bool> {
        match at {
            Target::End(end) => Err(end),
            Target::Step(at) => self.steps.get(at).copied().ok_or(false),
        }
    }
}

fn step(steps: &mut Vec<Step>, atom: AtomId, then: Target, otherwise: Target) -> Target {
    let (by_then, by_otherwise) = (least(steps, then), least(steps, otherwise));
    let by = |end| by_then.of(end).saturating_add(1).min(by_otherwise.of(end));
    let least = ToEnd { no: by(false), yes: by(true) };
    steps.push(Step { atom, then, otherwise, least });
    Target::Step(steps.len() - 1)
}

fn least(steps: &[Step], target: Target) -> ToEnd<u32> {
    match target {
        Target::End(false) => ToEnd { no: 0, yes: u32::MAX },
        Target::End(true) => ToEnd { no: u32::MAX, yes: 0 },
        Target::Step(at) => steps.get(at).map_or(ToEnd { no: u32::MAX, yes: u32::MAX }, |step| step.least),
    }
}

fn mark(target: Target, reached: &mut [bool], ends: &mut ToEnd<bool>) {
    match target {
        Target::End(end) => *ends.of_mut(end) = true,
        Target::Step(at) => {
            if let Some(reached) = reached.get_mut(at) {
                *reached = true;
            }
        }
    }
}
