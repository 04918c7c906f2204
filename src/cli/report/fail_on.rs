//! What may not pass unnoticed.

use clap::ValueEnum;

use crate::plan::Report;
use crate::plan::report::Outcome;

/// What ends with exit status 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Something is destroyed and nothing takes its place
    Destroy,
    /// Something is destroyed and replaced
    Replace,
    /// Something is no longer managed
    Forget,
    /// Something changed outside of Terraform
    Drift,
    /// Planning failed on the way
    Errored,
    /// Not all was planned, or something waits for a later plan
    Incomplete,
    /// A check does not hold, or could not be asked
    Check,
    /// An action would run
    Action,
    /// Something that this version of whomay does not know
    Unknown,
    /// Anything would change at all
    Change,
}

impl FailOn {
    /// Whether it is in the report. A plan that could not be used counts for everything; the exit status says so before
    /// this is asked.
    pub(super) fn is_in(self, report: &Report) -> bool {
        report.dirspaces.iter().any(|dirspace| self.is_in_outcome(&dirspace.outcome))
    }

    fn is_in_outcome(self, outcome: &Outcome) -> bool {
        let (Some(counts), Some(standing)) = (outcome.counts(), outcome.standing()) else { return true };
        match self {
            FailOn::Destroy => counts.delete > 0,
            FailOn::Replace => counts.replace > 0,
            FailOn::Forget => counts.forget > 0,
            FailOn::Drift => counts.drift > 0,
            FailOn::Errored => standing.errored == Some(true),
            FailOn::Incomplete => standing.complete == Some(false) || counts.deferred > 0,
            FailOn::Check => counts.checks_failed + counts.checks_errored > 0,
            FailOn::Action => counts.actions > 0,
            FailOn::Unknown => counts.other > 0 || outcome.holds_unknown(),
            FailOn::Change => counts.changes() > 0,
        }
    }
}
