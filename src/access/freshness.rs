//! Whether an approval was given for what is about to be applied.
//!
//! An approval of the head commit was. One of an earlier commit may be as good where the gate's options say
//! `same-diff`: what the request changes was the same then, as far as the dirspace is concerned. That is a fact about
//! two commits and a dirspace, which others have to find out; nothing here guesses it, and while it is not known the
//! approval is in doubt.

use std::collections::{BTreeMap, BTreeSet};

use super::approval::Approvals;
use super::case::Case;
use super::facts::Facts;
use super::gate::ApprovalMode;
use super::known::{Known, Missing};

/// For one dirspace, whether the request changed the same up to other commits as up to the head. Of a commit that is
/// not in it nobody found out.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SameDiff(BTreeMap<String, Known<bool>>);

impl SameDiff {
    /// Whether the change up to `commit` is the same.
    pub fn of(&self, commit: &str) -> Known<bool> {
        self.0.get(commit).cloned().unwrap_or_default()
    }
}

impl FromIterator<(String, Known<bool>)> for SameDiff {
    fn from_iter<I: IntoIterator<Item = (String, Known<bool>)>>(commits: I) -> Self {
        SameDiff(commits.into_iter().collect())
    }
}

/// Whether an approval is fresh, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// It is for the head commit.
    Head,
    /// It is for an earlier commit, and the dirspace's change has been the same since.
    SameDiff {
        /// The commit that was approved.
        approved: String,
    },
    /// It is for another commit and does not count.
    Stale {
        /// The commit that was approved.
        approved: String,
        /// The head commit.
        head: String,
    },
    /// The forge does not say for which commit it is, so that it does not count.
    CommitUnknown,
    /// Whether it counts is not known.
    Unknown {
        /// The commit that was approved.
        approved: String,
        /// Why it is not known.
        missing: Missing,
        /// Whether the head is what is missing, and not how the commit compares with it.
        head_missing: bool,
    },
}

impl Freshness {
    /// Of an approval of `commit`. `same_diff` is what is known of the dirspace; `None` where no dirspace is looked at,
    /// so that there is nothing that could be the same.
    pub fn of(
        commit: Option<&str>,
        head: &Known<String>,
        mode: ApprovalMode,
        same_diff: Option<&SameDiff>,
    ) -> Freshness {
        let Some(approved) = commit.map(str::to_owned) else { return Freshness::CommitUnknown };
        let head = match head.get() {
            Ok(head) => head.clone(),
            Err(missing) => return Freshness::Unknown { approved, missing, head_missing: true },
        };
        if approved == head {
            return Freshness::Head;
        }
        let compared = match (mode, same_diff) {
            (ApprovalMode::SameDiff, Some(same_diff)) => same_diff.of(&approved),
            (ApprovalMode::Exact, _) | (_, None) => Known::Known(false),
        };
        match compared.get() {
            Ok(true) => Freshness::SameDiff { approved },
            Ok(false) => Freshness::Stale { approved, head },
            Err(missing) => Freshness::Unknown { approved, missing, head_missing: false },
        }
    }

    /// Whether the approval counts as far as its commit goes. Not while that is not known.
    pub fn counts(&self) -> bool {
        matches!(self, Freshness::Head | Freshness::SameDiff { .. })
    }

    /// Why, in a few words to follow the giver's name: "approved 1a2b3c4d5e, same diff since". Commits are cut short and escaped.
    pub fn why(&self) -> String {
        match self {
            Freshness::Head => "approved the head commit".to_owned(),
            Freshness::SameDiff { approved } => format!("approved {}, same diff since", short(approved)),
            Freshness::Stale { approved, head } => {
                format!("approved {}, and the head is {}", short(approved), short(head))
            }
            Freshness::CommitUnknown => "approved, and the forge does not say which commit".to_owned(),
            Freshness::Unknown { approved, missing, head_missing } => {
                let what = if *head_missing {
                    "which commit is the head".to_owned()
                } else {
                    "whether the diff is the same since".to_owned()
                };
                let because = match missing {
                    Missing::NotGiven => String::new(),
                    Missing::Unavailable(why) => format!(": {why}"),
                };
                format!("approved {}, and it is not known {what}{because}", short(approved))
            }
        }
    }
}

/// The beginning of a commit's id, as people compare them, without anything that could move a cursor.
pub(super) fn short(commit: &str) -> String {
    commit.chars().take(10).flat_map(char::escape_debug).collect()
}

/// The commits that were approved and are not the head, oldest approval first, each once: those to compare with the
/// head. Empty where the reviews are not known, for then nothing counts anyway.
pub fn other_approved_commits(facts: &Facts) -> Vec<String> {
    let approvals = Approvals::all(facts).list;
    let head = facts.request.head.value();
    let commits = approvals.value().into_iter().flatten().filter_map(|approval| approval.commit.as_ref());
    let mut seen = BTreeSet::new();
    commits.filter(|commit| Some(*commit) != head && seen.insert(*commit)).cloned().collect()
}

/// For each subject of a case, the first subject of which the same approvals are fresh, so that what approvals come to
/// is worked out once for all of them. `None` for every subject where nothing but the head makes an approval fresh.
pub(super) fn classes(case: &Case<'_>) -> Vec<Option<usize>> {
    let mut first = BTreeMap::new();
    let class = |(number, same_diff)| match case.gate.approval_mode.value {
        ApprovalMode::Exact => None,
        ApprovalMode::SameDiff => Some(*first.entry(same_diff).or_insert(number)),
    };
    case.subjects.iter().map(|subject| &subject.same_diff).enumerate().map(class).collect()
}
