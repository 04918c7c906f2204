//! What of a plan is looked at first: what is lost, before what is gained.

use crate::plan::Counts;
use crate::plan::change::Action;

/// A kind of change that is shown by name, whatever else has no room. In the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Concern {
    /// An object is destroyed.
    Destroy,
    /// An object is destroyed and another takes its place.
    Replace,
    /// An object is left to itself.
    Forget,
    /// Nobody knows.
    Unknown,
}

impl Concern {
    /// All, in their order.
    pub const ALL: [Concern; 4] = [Concern::Destroy, Concern::Replace, Concern::Forget, Concern::Unknown];

    /// The concern about an action. `None` for what takes nothing away.
    pub fn of(action: Action) -> Option<Concern> {
        match action {
            Action::Delete => Some(Concern::Destroy),
            Action::DeleteThenCreate | Action::CreateThenDelete => Some(Concern::Replace),
            Action::Forget | Action::CreateAndForget => Some(Concern::Forget),
            Action::Other => Some(Concern::Unknown),
            Action::NoOp | Action::Create | Action::Read | Action::Update | Action::Open => None,
        }
    }

    /// How many changes of a plan it is about.
    pub fn count(self, counts: &Counts) -> u64 {
        match self {
            Concern::Destroy => counts.delete,
            Concern::Replace => counts.replace,
            Concern::Forget => counts.forget,
            Concern::Unknown => counts.other,
        }
    }

    /// What is done, behind a number: `3 to destroy`.
    pub fn words(self) -> &'static str {
        match self {
            Concern::Destroy => "to destroy",
            Concern::Replace => "to replace",
            Concern::Forget => "to forget",
            Concern::Unknown => "of an unknown kind",
        }
    }

    /// What is done, as a heading.
    pub fn heading(self) -> &'static str {
        match self {
            Concern::Destroy => "To destroy",
            Concern::Replace => "To replace",
            Concern::Forget => "To forget",
            Concern::Unknown => "Of an unknown kind",
        }
    }
}

/// In which order changes are shown: what is lost, then updates, creations, what only moves or is imported, and reads.
pub fn weight(action: Action) -> impl Ord + use<> {
    let harmless = match action {
        Action::Update => 0,
        Action::Create => 1,
        Action::NoOp => 2,
        Action::Read => 3,
        _ => 4,
    };
    let concern = Concern::of(action);
    (concern.is_none(), concern, harmless)
}

/// Whether the first has more to look at than the second: for lists that not all of fits in.
pub fn danger(counts: &Counts) -> impl Ord + use<> {
    let failed = counts.checks_failed.saturating_add(counts.checks_errored);
    let gained = counts.create.saturating_add(counts.import).saturating_add(counts.moved);
    let concerns = Concern::ALL.map(|concern| concern.count(counts));
    (concerns, failed, counts.drift, counts.update, gained)
}
