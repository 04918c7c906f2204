//! How much would change, as the engine counts and as people count.

use super::address::Mode;
use super::change::{Action, CheckStatus, ResourceChange};
use super::summary::Plan;

/// Numbers, and nothing else: what is left to show when nothing else may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Created, and nothing destroyed for it.
    pub create: u64,
    /// Updated in place.
    pub update: u64,
    /// Replaced, in either order: one, where the engine counts one to add and one to destroy.
    pub replace: u64,
    /// Destroyed, and nothing created for it.
    pub delete: u64,
    /// Left as it is and no longer managed, with or without a new one.
    pub forget: u64,
    /// Of `forget`: with a new one.
    pub create_and_forget: u64,
    /// Read during apply.
    pub read: u64,
    /// Imported, whatever else happens to it.
    pub import: u64,
    /// Moved, whatever else happens to it.
    pub moved: u64,
    /// Deposed objects among those that are destroyed.
    pub deposed: u64,
    /// Ephemeral resources opened.
    pub open: u64,
    /// Something that this version does not know.
    pub other: u64,
    /// Nothing happens.
    pub unchanged: u64,
    /// Changed outside of the engine.
    pub drift: u64,
    /// Waiting for a later plan: changes and actions.
    pub deferred: u64,
    /// Actions that would run.
    pub actions: u64,
    /// Root outputs that change.
    pub outputs: u64,
    /// Checks that hold.
    pub checks_passed: u64,
    /// Checks that do not.
    pub checks_failed: u64,
    /// Checks that could not be asked.
    pub checks_errored: u64,
    /// Checks that are not known before apply.
    pub checks_unknown: u64,
}

/// What the engine's own line says: `Plan: 1 to import, 2 to add, 3 to change, 4 to destroy.`
///
/// Both engines leave out reads, moves, ephemeral resources and what they forget: OpenTofu from 1.7 on has a fifth number,
/// `to forget`, which is [`Counts::forget`], and Terraform tells of it nowhere in the line. A new object that takes the place of
/// a forgotten one is one to add. Of a deposed object, a deletion is one to destroy, like any other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EngineLine {
    /// To import.
    pub import: u64,
    /// To add.
    pub add: u64,
    /// To change.
    pub change: u64,
    /// To destroy.
    pub destroy: u64,
}

impl Counts {
    /// The counts of a plan.
    pub fn of(plan: &Plan) -> Counts {
        let later = plan.actions.iter().filter(|action| action.deferred.is_some()).count();
        let mut counts = Counts {
            unchanged: plan.unchanged,
            drift: plan.drift.len() as u64,
            deferred: (plan.deferred.len() + later) as u64,
            actions: (plan.actions.len() - later) as u64,
            outputs: plan.outputs.len() as u64,
            ..Counts::default()
        };
        plan.resources.iter().for_each(|change| counts.add_change(change));
        for check in &plan.checks {
            match check.status {
                CheckStatus::Pass => counts.checks_passed += 1,
                CheckStatus::Fail => counts.checks_failed += 1,
                CheckStatus::Error => counts.checks_errored += 1,
                CheckStatus::Unknown => counts.checks_unknown += 1,
            }
        }
        counts
    }

    /// Counts one change of an object.
    pub fn add_change(&mut self, change: &ResourceChange) {
        match change.action {
            Action::NoOp => {}
            // An ephemeral resource is opened and closed, whatever an engine calls it, and is in no line of the engine's.
            _ if change.address.mode == Mode::Ephemeral => self.open += 1,
            Action::Create => self.create += 1,
            Action::Read => self.read += 1,
            Action::Update => self.update += 1,
            Action::Delete => self.delete += 1,
            Action::DeleteThenCreate | Action::CreateThenDelete => self.replace += 1,
            Action::Forget => self.forget += 1,
            Action::CreateAndForget => {
                self.forget += 1;
                self.create_and_forget += 1;
            }
            Action::Open => self.open += 1,
            Action::Other => self.other += 1,
        }
        self.import += u64::from(change.imported);
        self.moved += u64::from(change.moved_from.is_some());
        self.deposed += u64::from(change.deposed.is_some() && change.action == Action::Delete);
    }

    /// Everything that an apply would do. What changed outside, waits or stays is not in it.
    pub fn changes(&self) -> u64 {
        let resources = self.create + self.update + self.replace + self.delete + self.forget + self.read + self.open;
        resources + self.import + self.moved + self.other + self.actions + self.outputs
    }

    /// As the engine counts: a replacement is one to add and one to destroy.
    pub fn engine(&self) -> EngineLine {
        EngineLine {
            import: self.import,
            add: self.create + self.replace + self.create_and_forget,
            change: self.update,
            destroy: self.delete + self.replace,
        }
    }
}

/// Sums, for a report of many plans.
impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.create += other.create;
        self.update += other.update;
        self.replace += other.replace;
        self.delete += other.delete;
        self.forget += other.forget;
        self.create_and_forget += other.create_and_forget;
        self.read += other.read;
        self.import += other.import;
        self.moved += other.moved;
        self.deposed += other.deposed;
        self.open += other.open;
        self.other += other.other;
        self.unchanged += other.unchanged;
        self.drift += other.drift;
        self.deferred += other.deferred;
        self.actions += other.actions;
        self.outputs += other.outputs;
        self.checks_passed += other.checks_passed;
        self.checks_failed += other.checks_failed;
        self.checks_errored += other.checks_errored;
        self.checks_unknown += other.checks_unknown;
    }
}
