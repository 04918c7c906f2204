//! The reports of several jobs → one. All of them are of the same commit, and no two say something of the same dirspace:
//! which one to believe is not ours to choose.

use std::collections::HashMap;
use std::fmt;

use super::fault::Fault;
use super::form::Record;
use crate::plan::report::{Place, Report, SelfCheck};

/// Why records cannot be one report. Names of files are the caller's own, and dirspaces are quoted with escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeError {
    /// Something in a record is wrong.
    Invalid {
        /// The file.
        file: String,
        /// What, and where.
        fault: Fault,
    },
    /// A record does not say of which commit it is, so that it may be of any.
    NoHead {
        /// The file.
        file: String,
    },
    /// Two records are of different commits.
    OtherHead {
        /// The files.
        files: [String; 2],
        /// Their commits.
        heads: [String; 2],
    },
    /// Two records say something of the same dirspace.
    SameDirspace {
        /// The files.
        files: [String; 2],
        /// The dirspace.
        place: Place,
    },
}

impl MergeError {
    /// What to do about it.
    pub fn next_step(&self) -> &'static str {
        match self {
            MergeError::Invalid { .. } => {
                "Make it anew with `whomay report --format json`, and merge only what that wrote."
            }
            MergeError::NoHead { .. } => {
                "Make it with `--head COMMIT`, so that reports of different commits are never mixed."
            }
            MergeError::OtherHead { .. } => "Merge reports of one commit, or run the jobs of the older one again.",
            MergeError::SameDirspace { .. } => "Let only one job report each dirspace, and name its report once.",
        }
    }
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MergeError::Invalid { file, fault } => write!(f, "`{}` is not a report: {fault}", quoted(file)),
            MergeError::NoHead { file } => {
                write!(f, "the report `{}` does not say of which commit it is", quoted(file))
            }
            MergeError::OtherHead { files: [one, other], heads: [first, second] } => write!(
                f,
                "the report `{}` is of commit {first} and the report `{}` of {second}",
                quoted(one),
                quoted(other)
            ),
            MergeError::SameDirspace { files: [one, other], place } => write!(
                f,
                "both `{}` and `{}` report the directory `{}` in workspace `{}`",
                quoted(one),
                quoted(other),
                quoted(&place.dir),
                quoted(&place.workspace)
            ),
        }
    }
}

impl std::error::Error for MergeError {}

fn quoted(text: &str) -> std::str::EscapeDebug<'_> {
    text.escape_debug()
}

/// One report of many records, each with the name of its file. A single one may be without a commit.
///
/// Of the metadata stays what all records agree on.
///
/// # Errors
///
/// The first thing that is wrong, in the order of the files.
pub fn merge(records: &[(String, Record<'_>)]) -> Result<Report, MergeError> {
    let mut reports = Vec::with_capacity(records.len());
    for (file, record) in records {
        let report = record.report().map_err(|fault| MergeError::Invalid { file: file.clone(), fault })?;
        reports.push((file.as_str(), report));
    }
    same_head(&reports)?;
    different_dirspaces(&reports)?;
    let mut reports = reports.into_iter().map(|(_, report)| report);
    let mut merged = reports.next().unwrap_or_default();
    let mut older = std::mem::take(&mut merged.older);
    for report in reports {
        older.extend(report.older);
        merged.moved_to = merged.moved_to.or(report.moved_to);
        merged.metadata.retain(|datum| report.metadata.contains(datum));
        merged.self_check = both(merged.self_check, report.self_check);
        merged.dirspaces.extend(report.dirspaces);
    }
    merged.dirspaces.sort_by(|one, other| one.place.cmp(&other.place));
    merged.keep_older(older);
    Ok(merged)
}

fn same_head(reports: &[(&str, Report)]) -> Result<(), MergeError> {
    let (Some((first, report)), true) = (reports.first(), reports.len() > 1) else { return Ok(()) };
    let head =
        |file: &str, report: &Report| report.head.clone().ok_or_else(|| MergeError::NoHead { file: file.to_owned() });
    let wanted = head(first, report)?;
    for (file, report) in reports {
        let other = head(file, report)?;
        if other != wanted {
            let files = [(*first).to_owned(), (*file).to_owned()];
            return Err(MergeError::OtherHead { files, heads: [wanted, other] });
        }
    }
    Ok(())
}

fn different_dirspaces(reports: &[(&str, Report)]) -> Result<(), MergeError> {
    let mut files = HashMap::new();
    for (file, report) in reports {
        for dirspace in &report.dirspaces {
            if let Some(other) = files.insert(&dirspace.place, *file) {
                let files = [other.to_owned(), (*file).to_owned()];
                return Err(MergeError::SameDirspace { files, place: dirspace.place.clone() });
            }
        }
    }
    Ok(())
}

/// Sums, but for hits: the worst of the reports counts.
fn both(one: SelfCheck, other: SelfCheck) -> SelfCheck {
    SelfCheck {
        kept: one.kept.saturating_add(other.kept),
        dropped: one.dropped.saturating_add(other.dropped),
        scanned_for: one.scanned_for.saturating_add(other.scanned_for),
        masked: one.masked.saturating_add(other.masked),
        hits: one.hits.max(other.hits),
    }
}
