//! The numbers of a report for the next step of a job: `NAME=NUMBER`, one a line.
//!
//! Nothing but numbers and the words `true` and `false` is ever in it, so that no name in a plan can add a line, end a
//! heredoc or set another variable.

use crate::plan::Report;
use crate::plan::report::Outcome;

/// The lines.
pub(super) fn lines(report: &Report) -> String {
    let counts = report.counts();
    let engine = counts.engine();
    let refused = report.dirspaces.iter().filter(|dirspace| matches!(dirspace.outcome, Outcome::Refused(_))).count();
    let standing = |holds: fn(&crate::plan::summary::Standing) -> bool| {
        report.dirspaces.iter().filter_map(|dirspace| dirspace.outcome.standing()).any(|standing| holds(&standing))
    };
    let numbers = [
        ("dirspaces", report.dirspaces.len() as u64),
        ("refused", refused as u64),
        ("changes", counts.changes()),
        ("create", counts.create),
        ("update", counts.update),
        ("replace", counts.replace),
        ("destroy", counts.delete),
        ("forget", counts.forget),
        ("read", counts.read),
        ("import", counts.import),
        ("move", counts.moved),
        ("drift", counts.drift),
        ("deferred", counts.deferred),
        ("actions", counts.actions),
        ("outputs", counts.outputs),
        ("checks_failed", counts.checks_failed + counts.checks_errored),
        ("unknown_actions", counts.other),
        ("engine_add", engine.add),
        ("engine_change", engine.change),
        ("engine_destroy", engine.destroy),
    ];
    let answers = [
        ("errored", standing(|standing| standing.errored == Some(true))),
        ("incomplete", standing(|standing| standing.complete == Some(false)) || counts.deferred > 0),
    ];
    let numbers = numbers.iter().map(|(name, number)| format!("{name}={number}\n"));
    let answers = answers.iter().map(|(name, answer)| format!("{name}={answer}\n"));
    numbers.chain(answers).collect()
}
