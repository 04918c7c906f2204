//! The four answers, and how answers combine.

use std::fmt;

/// The answer to "may this be done now?".
///
/// Ordered so that the worst is the greatest: combining answers is taking the maximum, and nothing
/// that is not known to be allowed can be outvoted by something that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Yes.
    Allow,
    /// Not yet: it becomes `Allow` with the same head, policy and actor once somebody acts (an approval,
    /// a check that finishes).
    Pending,
    /// A fact that the answer depends on is not known.
    Undetermined,
    /// No.
    Deny,
}

impl Verdict {
    /// The worse of two answers.
    #[must_use]
    pub fn and(self, other: Verdict) -> Verdict {
        self.max(other)
    }

    /// The worst of many; `Allow` for none. A caller for whom "none" must not mean yes (no dirspace at
    /// all, say) has to ask that first: [`Decision::verdict`](super::decide::Decision::verdict) does.
    pub fn worst(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
        verdicts.into_iter().max().unwrap_or(Verdict::Allow)
    }

    /// The word for it in every output.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Allow => "allow",
            Verdict::Pending => "pending",
            Verdict::Undetermined => "undetermined",
            Verdict::Deny => "deny",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
