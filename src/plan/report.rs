//! The plans of many dirspaces as one value, from which every output is drawn.

use std::collections::BTreeSet;

use super::change::Action;
use super::counts::Counts;
use super::refusal::Refusal;
use super::summary::{Plan, Standing};

/// Which dirspace a plan is of. Given by the caller: no plan says it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The directory.
    pub dir: String,
    /// The workspace.
    pub workspace: String,
}

/// What there is to say of a dirspace.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Its plan.
    Plan(Box<Plan>),
    /// What its plan comes to, and no word of it.
    CountsOnly {
        /// The numbers.
        counts: Counts,
        /// As a whole.
        standing: Standing,
    },
    /// Its plan could not be used.
    Refused(Refusal),
}

/// Whether somebody may run an operation there, as `simulate` answered. Foreign text: who shows it escapes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The user, if the answer is about one.
    pub user: Option<String>,
    /// The operation: `plan`, `apply`, …
    pub operation: String,
    /// `allow`, `pending`, `undetermined` or `deny`.
    pub verdict: Verdict,
    /// What is missing, one sentence each.
    pub missing: Vec<String>,
}

/// A verdict as it was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Yes, now.
    Allow,
    /// Once somebody acts.
    Pending,
    /// A fact is missing.
    Undetermined,
    /// No.
    Deny,
}

/// One dirspace of a report.
#[derive(Clone, Debug)]
pub struct Dirspace {
    /// Which.
    pub place: Place,
    /// What would change.
    pub outcome: Outcome,
    /// Who may do it.
    pub permissions: Vec<Permission>,
}

/// One thing that is known of the request, its checks or the run. The name is from a documented list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Datum {
    /// What it is, such as `request_number`.
    pub name: &'static str,
    /// Its value, of a checked shape. Still foreign: who shows it escapes it.
    pub value: String,
}

/// What was done so that no value gets out: the last line of every report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SelfCheck {
    /// Pieces of the plans that are in the model.
    pub kept: u64,
    /// Strings, numbers, booleans and nulls of the plans that are not.
    pub dropped: u64,
    /// Distinct marked strings of six characters and more that the finished text was scanned for.
    pub scanned_for: u64,
    /// Names and keys that were masked because they held one of these.
    pub masked: u64,
    /// Hits in the finished text. Not 0: it was reduced to counts.
    pub hits: u64,
}

/// What a plan of another commit came to: numbers, and no word of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// The numbers.
    pub counts: Counts,
    /// As a whole.
    pub standing: Standing,
}

/// A dirspace that this report has no plan of, as it was planned at an older commit of the request. Shown as what it is,
/// and never counted with the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Older {
    /// Which.
    pub place: Place,
    /// The commit that the plan was of.
    pub head: String,
    /// What it came to. `None` for a plan that could not be used: that is not zero.
    pub sums: Option<Sums>,
}

/// A whole report.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The head commit that the plans are of: hexadecimal, 40 or 64 digits.
    pub head: Option<String>,
    /// The head of the request when this was written, where that is another commit: every row is stale then.
    pub moved_to: Option<String>,
    /// What is known of the request and the run.
    pub metadata: Vec<Datum>,
    /// The dirspaces, by directory and workspace; each once.
    pub dirspaces: Vec<Dirspace>,
    /// Dirspaces that are not among these, as they were planned at older commits; by directory and workspace, each once.
    pub older: Vec<Older>,
    /// What was done so that no value gets out.
    pub self_check: SelfCheck,
}

impl Outcome {
    /// Whether there is something in the plan, beside resources, that this version does not know. What it would do is not
    /// known either.
    pub fn holds_unknown(&self) -> bool {
        let Outcome::Plan(plan) = self else { return false };
        let drift = plan.drift.iter().map(|change| change.action);
        let deferred = plan.deferred.iter().map(|deferred| deferred.change.action);
        let mut actions = plan.outputs.iter().map(|output| output.action).chain(drift).chain(deferred);
        plan.unknown_keys > 0 || actions.any(|action| action == Action::Other)
    }

    /// The numbers. `None` for a plan that could not be used: that is not zero.
    pub fn counts(&self) -> Option<Counts> {
        match self {
            Outcome::Plan(plan) => Some(plan.counts()),
            Outcome::CountsOnly { counts, .. } => Some(*counts),
            Outcome::Refused(_) => None,
        }
    }

    /// What is left of it when another commit is the head. `None` for a plan that could not be used.
    pub fn sums(&self) -> Option<Sums> {
        Some(Sums { counts: self.counts()?, standing: self.standing()? })
    }

    /// What the engine says of the plan as a whole.
    pub fn standing(&self) -> Option<Standing> {
        match self {
            Outcome::Plan(plan) => Some(plan.standing),
            Outcome::CountsOnly { standing, .. } => Some(*standing),
            Outcome::Refused(_) => None,
        }
    }
}

impl Report {
    /// The sum over all dirspaces whose plan could be used.
    pub fn counts(&self) -> Counts {
        let mut sum = Counts::default();
        self.dirspaces.iter().filter_map(|dirspace| dirspace.outcome.counts()).for_each(|counts| sum += counts);
        sum
    }

    /// Shows dirspaces as they were at older commits, as far as there is no plan of this one: the first that speaks of a
    /// dirspace counts.
    pub fn keep_older(&mut self, rows: Vec<Older>) {
        let mut spoken: BTreeSet<Place> = self.dirspaces.iter().map(|dirspace| dirspace.place.clone()).collect();
        spoken.extend(self.older.iter().map(|older| older.place.clone()));
        let unspoken = rows.into_iter().filter(|row| spoken.insert(row.place.clone()));
        self.older.extend(unspoken);
        self.older.sort_by(|one, other| one.place.cmp(&other.place));
    }

    /// Leaves nothing but numbers, and what the caller said itself.
    pub fn reduce_to_counts(&mut self) {
        for dirspace in &mut self.dirspaces {
            if let Outcome::Plan(plan) = &dirspace.outcome {
                dirspace.outcome = Outcome::CountsOnly { counts: plan.counts(), standing: plan.standing };
            }
        }
    }
}
