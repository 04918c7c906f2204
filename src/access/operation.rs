//! What somebody wants to do.

use std::fmt;

/// An operation that the configuration governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// Show what would change.
    Plan,
    /// Change it.
    Apply,
    /// Change it past failing requirements. Access control still binds.
    ApplyForce,
    /// Plan and apply in one step. The server accepts the list in the configuration and never
    /// implemented the command.
    ApplyAutoapprove,
    /// Release the locks of a request. Belongs to the request, not to a dirspace.
    Unlock,
}

impl Operation {
    /// Every operation, in the order in which they are shown.
    pub const ALL: [Operation; 5] =
        [Operation::Plan, Operation::Apply, Operation::ApplyForce, Operation::ApplyAutoapprove, Operation::Unlock];

    /// The operation of that name.
    pub fn from_name(name: &str) -> Option<Operation> {
        Operation::ALL.into_iter().find(|operation| operation.name() == name)
    }

    /// The word for it on the command line and in every output.
    pub fn name(self) -> &'static str {
        match self {
            Operation::Plan => "plan",
            Operation::Apply => "apply",
            Operation::ApplyForce => "apply-force",
            Operation::ApplyAutoapprove => "apply-autoapprove",
            Operation::Unlock => "unlock",
        }
    }

    /// Whether it changes infrastructure.
    pub fn is_apply(self) -> bool {
        matches!(self, Operation::Apply | Operation::ApplyForce | Operation::ApplyAutoapprove)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
