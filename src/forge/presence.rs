//! Whether what a configuration names exists on the forge, for `lint --online`.

use super::trouble::Trouble;

/// Something that a configuration names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// `user:`
    User(String),
    /// `team:`, which on GitLab is a group.
    Team(String),
    /// A branch that is said to be protected.
    ProtectedBranch(String),
    /// The app that a required check is said to come from (GitHub).
    App(String),
}

/// What the forge says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It exists; for a branch: it is protected.
    There,
    /// It does not, for sure.
    Absent,
    /// It exists and is not what it should be: a user that is blocked, a branch that is not protected. Says what.
    Unfit(String),
    /// 404 or 403: either it does not exist or this token cannot see it.
    Hidden(Trouble),
    /// It could not be asked.
    Unknown(Trouble),
}
