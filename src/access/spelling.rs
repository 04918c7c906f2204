//! How facts are spelled in files and flags, and what the forges' own words for them mean.
//!
//! One place for both directions, so that what is written down is read back as the same fact. Nothing here
//! guesses: a word that is not known is `None`, or a value that says so.

use super::facts::{CheckState, Forge, Mergeable, RequestState, ReviewDecision, ReviewState, Standing};
use super::known::Known;
use super::principal::Role;

/// A fact that is one of a few words.
pub trait Word: Copy + Sized + 'static {
    /// All values, in the order in which they are offered.
    const ALL: &'static [Self];

    /// The word. Different for each value.
    fn word(self) -> &'static str;

    /// The value of that word. Case-sensitive.
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.word() == word)
    }

    /// All words.
    fn words() -> Vec<&'static str> {
        Self::ALL.iter().map(|value| value.word()).collect()
    }
}

impl Word for Forge {
    const ALL: &'static [Self] = &[Forge::Github, Forge::Gitlab];

    fn word(self) -> &'static str {
        match self {
            Forge::Github => "github",
            Forge::Gitlab => "gitlab",
        }
    }
}

impl Word for RequestState {
    const ALL: &'static [Self] = &[RequestState::Open, RequestState::Merged, RequestState::Closed];

    fn word(self) -> &'static str {
        match self {
            RequestState::Open => "open",
            RequestState::Merged => "merged",
            RequestState::Closed => "closed",
        }
    }
}

impl Word for Mergeable {
    const ALL: &'static [Self] = &[Mergeable::Yes, Mergeable::No, Mergeable::Computing];

    fn word(self) -> &'static str {
        match self {
            Mergeable::Yes => "true",
            Mergeable::No => "false",
            Mergeable::Computing => "computing",
        }
    }
}

impl Word for ReviewState {
    const ALL: &'static [Self] = &[
        ReviewState::Approved,
        ReviewState::ChangesRequested,
        ReviewState::Commented,
        ReviewState::Dismissed,
        ReviewState::Reviewed,
    ];

    fn word(self) -> &'static str {
        match self {
            ReviewState::Approved => "approved",
            ReviewState::ChangesRequested => "changes_requested",
            ReviewState::Commented => "commented",
            ReviewState::Dismissed => "dismissed",
            ReviewState::Reviewed => "reviewed",
        }
    }
}

impl Word for ReviewDecision {
    const ALL: &'static [Self] = &[
        ReviewDecision::Approved,
        ReviewDecision::ChangesRequested,
        ReviewDecision::ReviewRequired,
        ReviewDecision::NoneRequired,
    ];

    fn word(self) -> &'static str {
        match self {
            ReviewDecision::Approved => "approved",
            ReviewDecision::ChangesRequested => "changes_requested",
            ReviewDecision::ReviewRequired => "review_required",
            ReviewDecision::NoneRequired => "none",
        }
    }
}

/// What a role that the organisation made up is written with, so that it is no misspelt role of the five.
const CUSTOM: &str = "custom:";

impl Standing {
    /// The standing of that word: `none`, one of the five roles, or `custom:NAME`.
    pub fn from_word(word: &str) -> Option<Standing> {
        if word == "none" {
            return Some(Standing::None);
        }
        match word.strip_prefix(CUSTOM) {
            Some(name) => (!name.is_empty()).then(|| Standing::Custom(name.to_owned())),
            None => Role::from_name(word).map(Standing::Role),
        }
    }

    /// The word, which [`Standing::from_word`] reads back.
    pub fn word(&self) -> String {
        match self {
            Standing::None => "none".to_owned(),
            Standing::Role(role) => role.name().to_owned(),
            Standing::Custom(name) => format!("{CUSTOM}{name}"),
        }
    }

    /// What a GitLab access level is to the server. Levels that it does not know are nothing to it, so that
    /// a level between two others is not the lower one of them.
    pub fn from_access_level(level: i64) -> Standing {
        match level {
            5 | 10 | 15 | 20 => Standing::Role(Role::Read),
            30 => Standing::Role(Role::Write),
            40 | 50 => Standing::Role(Role::Maintain),
            60 => Standing::Role(Role::Admin),
            _ => Standing::None,
        }
    }
}

/// The forges' words for an ending that nobody takes for success. `manual` is a GitLab job that waits for
/// somebody to start it: no machine will finish it, and the gate's options can accept it by name.
const FAILED: [&str; 9] = [
    "failure",
    "failed",
    "error",
    "cancelled",
    "canceled",
    "timed_out",
    "action_required",
    "startup_failure",
    "manual",
];

/// The forges' words for a check that has not finished.
const UNFINISHED: [&str; 11] = [
    "queued",
    "requested",
    "waiting",
    "pending",
    "in_progress",
    "created",
    "waiting_for_resource",
    "preparing",
    "scheduled",
    "running",
    "canceling",
];

impl CheckState {
    /// What a forge's word means: GitHub's conclusion, or its status where there is no conclusion yet; a
    /// commit status' state; a GitLab job's status. Any other word, `stale` included, is
    /// [`CheckState::Other`]. Case-sensitive, in the forges' lower case.
    pub fn from_word(word: &str) -> CheckState {
        match word {
            "success" => CheckState::Success,
            "skipped" => CheckState::Skipped,
            "neutral" => CheckState::Neutral,
            _ if FAILED.contains(&word) => CheckState::Failed(word.to_owned()),
            _ if UNFINISHED.contains(&word) => CheckState::Unfinished(word.to_owned()),
            _ => CheckState::Other(word.to_owned()),
        }
    }

    /// The forge's word.
    pub fn word(&self) -> &str {
        match self {
            CheckState::Success => "success",
            CheckState::Skipped => "skipped",
            CheckState::Neutral => "neutral",
            CheckState::Failed(word) | CheckState::Unfinished(word) | CheckState::Other(word) => word,
        }
    }

    /// Every word that has a meaning.
    pub fn words() -> impl Iterator<Item = &'static str> {
        ["success", "skipped", "neutral"].into_iter().chain(FAILED).chain(UNFINISHED)
    }
}

/// What GitLab's `detailed_merge_status` says: whether the request could be merged, and whether it is in
/// conflict.
///
/// The server takes three words for "mergeable" and one for a conflict. While GitLab is still working it
/// out, whether there is a conflict is not known.
pub fn merge_status(word: &str) -> (Mergeable, Known<bool>) {
    match word {
        "mergeable" | "ci_still_running" | "ci_must_pass" => (Mergeable::Yes, Known::Known(false)),
        "conflict" => (Mergeable::No, Known::Known(true)),
        "checking" | "unchecked" | "preparing" | "approvals_syncing" => (Mergeable::Computing, Known::NotGiven),
        _ => (Mergeable::No, Known::Known(false)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Debug;

    use super::*;

    fn reads_back<T: Word + PartialEq + Debug>() {
        let read: Vec<Option<T>> = T::words().into_iter().map(T::from_word).collect();
        assert_eq!(read, T::ALL.iter().copied().map(Some).collect::<Vec<_>>());
        for word in ["", "unknown", "Approved", "OPEN", " open"] {
            assert_eq!(T::from_word(word), None, "{word:?}");
        }
    }

    #[test]
    fn every_word_is_read_back_as_what_it_was_written_for() {
        reads_back::<Forge>();
        reads_back::<RequestState>();
        reads_back::<Mergeable>();
        reads_back::<ReviewState>();
        reads_back::<ReviewDecision>();
    }

    #[test]
    fn a_standing_is_none_a_role_or_an_organisation_s_own() {
        for role in Role::ALL {
            assert_eq!(Standing::from_word(role.name()), Some(Standing::Role(role)));
        }
        assert_eq!(Standing::from_word("none"), Some(Standing::None));
        assert_eq!(Standing::from_word("custom:admin"), Some(Standing::Custom("admin".to_owned())));
        for word in ["none", "read", "admin", "custom:admin", "custom:a b"] {
            assert_eq!(Standing::from_word(word).map(|standing| standing.word()).as_deref(), Some(word));
        }
        for word in ["", "owner", "Admin", "custom", "custom:", "push"] {
            assert_eq!(Standing::from_word(word), None, "{word:?}");
        }
    }

    #[test]
    fn access_levels_are_the_servers() {
        let role = |level| match Standing::from_access_level(level) {
            Standing::Role(role) => role.name(),
            _ => "none",
        };
        let rows = [
            (i64::MIN, "none"),
            (0, "none"),
            (5, "read"),
            (10, "read"),
            (15, "read"),
            (20, "read"),
            (25, "none"),
            (30, "write"),
            (35, "none"),
            (40, "maintain"),
            (50, "maintain"),
            (60, "admin"),
            (i64::MAX, "none"),
        ];
        for (level, wanted) in rows {
            assert_eq!(role(level), wanted, "{level}");
        }
    }

    #[test]
    fn every_word_for_a_check_is_offered_once_and_means_something() {
        let words: Vec<&str> = CheckState::words().collect();
        assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len());
        let means_something = |word: &&&str| !matches!(CheckState::from_word(word), CheckState::Other(_));
        assert_eq!(words.iter().filter(means_something).count(), 3 + FAILED.len() + UNFINISHED.len());
    }

    #[test]
    fn a_word_for_a_check_keeps_its_word() {
        for word in CheckState::words().chain(["stale", "completed", "SUCCESS", ""]) {
            assert_eq!(CheckState::from_word(word).word(), word);
        }
        assert_eq!(CheckState::from_word("manual"), CheckState::Failed("manual".to_owned()));
        assert_eq!(CheckState::from_word("canceling"), CheckState::Unfinished("canceling".to_owned()));
        assert_eq!(CheckState::from_word("stale"), CheckState::Other("stale".to_owned()));
        assert_eq!(CheckState::from_word("SUCCESS"), CheckState::Other("SUCCESS".to_owned()));
    }

    #[test]
    fn only_three_words_of_gitlab_mean_mergeable() {
        let rows = [
            ("mergeable", Mergeable::Yes, Known::Known(false)),
            ("ci_still_running", Mergeable::Yes, Known::Known(false)),
            ("ci_must_pass", Mergeable::Yes, Known::Known(false)),
            ("conflict", Mergeable::No, Known::Known(true)),
            ("checking", Mergeable::Computing, Known::NotGiven),
            ("unchecked", Mergeable::Computing, Known::NotGiven),
            ("preparing", Mergeable::Computing, Known::NotGiven),
            ("approvals_syncing", Mergeable::Computing, Known::NotGiven),
            ("not_approved", Mergeable::No, Known::Known(false)),
            ("draft_status", Mergeable::No, Known::Known(false)),
            ("a word of next year", Mergeable::No, Known::Known(false)),
        ];
        for (word, mergeable, conflict) in rows {
            assert_eq!(merge_status(word), (mergeable, conflict), "{word}");
        }
    }
}
