//! Reports of older commits → rows beside a report: what is known of the dirspaces that this run did not plan.
//!
//! A job that plans only what the last push touched would otherwise make everything else disappear. Such a row is true
//! of its own commit and of nothing else, so that only numbers are kept of it, and no sum counts it.

use std::fmt;

use super::fault::Fault;
use super::form::Record;
use crate::plan::report::{Older, Report};

/// Why rows of an older commit cannot be shown. Names of files are the caller's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OlderError {
    /// The commit of the report itself is not known, so that nothing can be older.
    NothingNewer,
    /// Something in a record is wrong.
    Invalid {
        /// The file.
        file: String,
        /// What, and where.
        fault: Fault,
    },
    /// A record does not say of which commit it is.
    NoHead {
        /// The file.
        file: String,
    },
    /// A record, or a row of it, is of the commit of the report.
    SameHead {
        /// The file.
        file: String,
        /// The commit.
        head: String,
    },
}

impl OlderError {
    /// What to do about it.
    pub fn next_step(&self) -> &'static str {
        match self {
            OlderError::NothingNewer => "Say with --head of which commit the plans are.",
            OlderError::Invalid { .. } => "Make it anew with `whomay report --format json`, or leave it out.",
            OlderError::NoHead { .. } => "Leave it out: a report whose commit is not known cannot be called older.",
            OlderError::SameHead { .. } => "Join reports of one commit with --merge.",
        }
    }
}

impl fmt::Display for OlderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OlderError::NothingNewer => f.write_str("of which commit the plans are is not known"),
            OlderError::Invalid { file, fault } => write!(f, "`{}` is not a report: {fault}", file.escape_debug()),
            OlderError::NoHead { file } => {
                write!(f, "the report `{}` does not say of which commit it is", file.escape_debug())
            }
            OlderError::SameHead { file, head } => {
                write!(f, "the report `{}` is of {head} too, and not of an older commit", file.escape_debug())
            }
        }
    }
}

impl std::error::Error for OlderError {}

/// Shows the dirspaces of older reports that this one does not speak of. The first record that speaks of one counts, so
/// that the newest belongs first.
///
/// # Errors
///
/// The first thing that is wrong, in the order of the files. The report is then as it was.
pub fn add_older(report: &mut Report, records: &[(String, Record<'_>)]) -> Result<(), OlderError> {
    if records.is_empty() {
        return Ok(());
    }
    let head = report.head.clone().ok_or(OlderError::NothingNewer)?;
    let mut rows = Vec::new();
    for (file, record) in records {
        rows.extend(rows_of(file, record, &head)?);
    }
    report.keep_older(rows);
    Ok(())
}

fn rows_of(file: &str, record: &Record<'_>, newest: &str) -> Result<Vec<Older>, OlderError> {
    let invalid = |fault| OlderError::Invalid { file: file.to_owned(), fault };
    let report = record.report().map_err(invalid)?;
    let head = report.head.ok_or_else(|| OlderError::NoHead { file: file.to_owned() })?;
    let row = |dirspace: crate::plan::report::Dirspace| Older {
        sums: dirspace.outcome.sums(),
        place: dirspace.place,
        head: head.clone(),
    };
    let rows: Vec<Older> = report.dirspaces.into_iter().map(row).chain(report.older).collect();
    match head == newest || rows.iter().any(|row| row.head == newest) {
        true => Err(OlderError::SameHead { file: file.to_owned(), head: newest.to_owned() }),
        false => Ok(rows),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::plan::Counts;
    use crate::plan::record::read;
    use crate::plan::report::{Dirspace, Outcome, Place};
    use crate::plan::summary::Standing;

    const NEW: &str = "1111111111111111111111111111111111111111";
    const OLD: &str = "2222222222222222222222222222222222222222";
    const OLDEST: &str = "3333333333333333333333333333333333333333";

    fn report(head: Option<&str>, dirs: &[&str], delete: u64) -> Report {
        let dirspace = |dir: &&str| Dirspace {
            place: place(dir),
            outcome: Outcome::CountsOnly {
                counts: Counts { delete, ..Counts::default() },
                standing: Standing::default(),
            },
            permissions: Vec::new(),
        };
        Report { head: head.map(str::to_owned), dirspaces: dirs.iter().map(dirspace).collect(), ..Report::default() }
    }

    fn place(dir: &str) -> Place {
        Place { dir: dir.to_owned(), workspace: "default".to_owned() }
    }

    fn record(name: &str, report: &Report) -> (String, Record<'static>) {
        (name.to_owned(), read(&serde_json::to_vec(&Record::of(report)).unwrap()).unwrap())
    }

    #[test]
    fn what_this_run_did_not_plan_is_shown_with_its_commit_and_counted_nowhere() {
        let mut now = report(Some(NEW), &["a"], 1);
        let older = record("old.json", &report(Some(OLD), &["a", "b"], 5));
        let oldest = record("oldest.json", &report(Some(OLDEST), &["b", "c"], 7));
        add_older(&mut now, &[older, oldest]).unwrap();
        let rows: Vec<(&str, &str, u64)> = now
            .older
            .iter()
            .map(|row| (row.place.dir.as_str(), row.head.as_str(), row.sums.unwrap().counts.delete))
            .collect();
        assert_eq!(rows, [("b", OLD, 5), ("c", OLDEST, 7)]);
        assert_eq!(now.counts().delete, 1);
        assert_eq!(now.dirspaces.len(), 1);
    }

    #[test]
    fn rows_of_older_commits_are_handed_on_from_run_to_run() {
        let mut second = report(Some(OLD), &["b"], 2);
        add_older(&mut second, &[record("oldest.json", &report(Some(OLDEST), &["c"], 3))]).unwrap();
        let mut third = report(Some(NEW), &["a"], 1);
        add_older(&mut third, &[record("old.json", &second)]).unwrap();
        let heads: Vec<&str> = third.older.iter().map(|row| row.head.as_str()).collect();
        assert_eq!(heads, [OLD, OLDEST]);
    }

    #[test]
    fn only_what_is_older_for_sure_is_shown() {
        let old = record("old.json", &report(Some(OLD), &["b"], 2));
        let mut unknown = report(None, &["a"], 1);
        assert_eq!(add_older(&mut unknown, std::slice::from_ref(&old)), Err(OlderError::NothingNewer));
        let mut now = report(Some(NEW), &["a"], 1);
        let same = record("same.json", &report(Some(NEW), &["b"], 2));
        let refused = add_older(&mut now, &[old.clone(), same]);
        assert_eq!(refused, Err(OlderError::SameHead { file: "same.json".to_owned(), head: NEW.to_owned() }));
        let nameless = record("x.json", &report(None, &["b"], 2));
        assert_eq!(add_older(&mut now, &[nameless]), Err(OlderError::NoHead { file: "x.json".to_owned() }));
        // Pushed back to a commit that was the head before.
        let mut between = report(Some(OLD), &["b"], 2);
        add_older(&mut between, &[record("new.json", &report(Some(NEW), &["a"], 1))]).unwrap();
        assert!(matches!(add_older(&mut now, &[record("b.json", &between)]), Err(OlderError::SameHead { .. })));
        assert!(now.older.is_empty());
    }
}
