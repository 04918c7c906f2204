//! Verdicts without reasons: who may do what, for many people and many dirspaces.
//!
//! What a question costs is paid once, when the table is built, for each pair of a policy and a requirement;
//! an answer is two look-ups. [`decide`](super::decide::decide) gives the same answers with their reasons.

use super::case::{Case, Profile, Question};
use super::decide::{judges, rules_of};
use super::operation::Operation;
use super::reason::worst;
use super::rules::RuleTable;
use super::verdict::Verdict;

/// Every verdict that a question asks for.
pub struct Verdicts {
    rules: RuleTable,
    /// For each operation, where it stands among those that were asked about.
    place: [Option<usize>; Operation::ALL.len()],
    operations: usize,
    columns: Vec<Column>,
}

/// One actor and one operation.
struct Column {
    /// By number of the rules.
    shared: Vec<Verdict>,
    /// By subject; empty where nothing is said of a dirspace alone.
    own: Vec<Verdict>,
}

impl Verdicts {
    /// Works the table out.
    pub fn new(case: &Case<'_>, question: &Question) -> Verdicts {
        let rules = rules_of(case);
        let columns = judges(case, question).into_iter().map(|judge| {
            if judge.operation == Operation::Unlock {
                return Column { shared: vec![worst(&judge.unlock_reasons())], own: Vec::new() };
            }
            let shared = rules.distinct().iter().map(|rules| worst(&judge.shared_reasons(*rules))).collect();
            let own = |(subject, number)| {
                let rules = rules.distinct().get(number).copied();
                rules.map_or(Verdict::Deny, |rules| worst(&judge.own_reasons(subject, rules)))
            };
            let own = match question.profile {
                Profile::Terrateam => Vec::new(),
                Profile::Strict => rules.numbers().map(own).collect(),
            };
            Column { shared, own }
        });
        let columns = columns.collect();
        let place = Operation::ALL.map(|operation| question.operations.iter().position(|asked| *asked == operation));
        Verdicts { rules, place, operations: question.operations.len(), columns }
    }

    /// Whether the actor (its index in the question) may do `operation` with the subject (its index in the
    /// case). `None` for what was not asked. For `unlock`, which belongs to the request, see
    /// [`Verdicts::unlock`].
    pub fn verdict(&self, subject: usize, actor: usize, operation: Operation) -> Option<Verdict> {
        let column = self.column(actor, operation).filter(|_| operation != Operation::Unlock)?;
        let shared = *column.shared.get(self.rules.number(subject)?)?;
        Some(column.own.get(subject).map_or(shared, |own| shared.and(*own)))
    }

    /// Whether the actor may unlock. `None` when that was not asked.
    pub fn unlock(&self, actor: usize) -> Option<Verdict> {
        self.column(actor, Operation::Unlock)?.shared.first().copied()
    }

    fn column(&self, actor: usize, operation: Operation) -> Option<&Column> {
        let place = (*self.place.get(operation as usize)?)?;
        self.columns.get(actor.checked_mul(self.operations)?.checked_add(place)?)
    }
}
