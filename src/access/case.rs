//! What a decision is about: everything that was gathered, in one value.

use crate::dirspace::{Change, Dirspace, Tags};
use crate::source::Span;

use super::facts::{Facts, Person};
use super::freshness::SameDiff;
use super::gate::GateOptions;
use super::known::{Known, Missing};
use super::operation::Operation;
use super::policy::AccessControl;
use super::requirement::ApplyRequirements;

/// A dirspace that is asked about.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// Which.
    pub dirspace: &'a Dirspace,
    /// Its tags.
    pub tags: &'a Tags,
    /// Paths of the dirspace that changed on the target branch since the request left it.
    pub newer_on_base: Known<Vec<String>>,
    /// Why it is asked about although the change, as the request has it, does not touch it: `None` where it does.
    pub erased: Option<Erased<'a>>,
    /// Which other commits that were approved change the dirspace as the head does. Looked at only where the gate's
    /// options count such approvals.
    pub same_diff: SameDiff,
    /// Whether it would run now: it is in the first layer that is not applied yet.
    pub in_working_set: bool,
    /// Whether an apply has to leave it out for now, because its stack comes `apply_after` others. A plan does not ask.
    pub apply_waits: bool,
}

/// A dirspace that the request took its own change out of: it moved or deleted the files, or wrote a configuration that
/// has the dirspace answer to others. As the base has it, the change touches it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased<'a> {
    /// A changed path that belongs to it there.
    pub path: String,
    /// Its stack there.
    pub stack: &'a str,
}

/// The same repository seen with another configuration or other files.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// How to speak of it: "the base configuration with the head's files".
    pub name: &'static str,
    /// Its access control.
    pub access: &'a AccessControl,
    /// Its requirements.
    pub requirements: &'a ApplyRequirements,
    /// Why a plan is refused there for the branches that it runs between, as in [`Case::destination_refusal`].
    pub destination_refusal: Known<Option<String>>,
    /// For each subject, its tags there. `None` where the dirspace does not exist.
    pub tags: Vec<Option<&'a Tags>>,
}

/// Whether there is a configuration to decide by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyPresence {
    /// There is.
    Present,
    /// There is none: the server's defaults apply, which let everyone plan and apply.
    Absent,
    /// There is one, and it says `enabled: false`: the server would do nothing.
    SwitchedOff {
        /// Where it says so.
        place: Option<Span>,
    },
}

/// What the branch that the request goes to has to say, where that is not the default branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetPolicy {
    /// It goes to the default branch, whose configuration is the one in force.
    DefaultBranch,
    /// It goes to this branch.
    Other {
        /// Its name.
        branch: String,
        /// Why its configuration cannot be judged by, if it cannot.
        trouble: Option<String>,
    },
    /// It is not known where it goes.
    Unknown,
}

/// Everything that a decision depends on.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// Access control as it is in force.
    pub access: &'a AccessControl,
    /// Requirements as they are in force.
    pub requirements: &'a ApplyRequirements,
    /// The dirspaces that are asked about.
    pub subjects: Vec<Subject<'a>>,
    /// What the request changes.
    pub changes: &'a [Change],
    /// What git says that the request changes, before any builder had its say: to be compared with what the forge says.
    pub diff: &'a [Change],
    /// What is known of the request and its people.
    pub facts: &'a Facts,
    /// Options of the gate.
    pub gate: &'a GateOptions,
    /// Whether there is a configuration.
    pub policy_presence: PolicyPresence,
    /// The branch that the request goes to. Only the strict profile asks.
    pub target: TargetPolicy,
    /// Why it is not certain that `changes` are what was reviewed, if it is not. Of a merged request alone.
    pub change_in_doubt: Option<String>,
    /// Why a plan is refused for the branches that it runs between; `None` when it is not. Missing when it
    /// takes a branch that is not known to tell.
    pub destination_refusal: Known<Option<String>>,
    /// Builders that are switched on and whose output was not given.
    pub missing_builders: Vec<&'static str>,
    /// Changed paths that belong to no dirspace.
    pub unclaimed: Vec<&'a str>,
    /// The other views that the strict profile asks about.
    pub views: Vec<View<'a>>,
    /// Why the other views could not be had, if they could not.
    pub views_missing: Option<Missing>,
}

/// By which rules to decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// What the Enterprise server would decide.
    #[default]
    Terrateam,
    /// That, and every strict clause.
    Strict,
}

impl Profile {
    /// The word for it on the command line and in every output.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Terrateam => "terrateam",
            Profile::Strict => "strict",
        }
    }
}

/// Who wants to do what.
#[derive(Clone, Debug)]
pub struct Question {
    /// Who. One outcome for each of them.
    pub actors: Vec<Person>,
    /// What. One outcome for each.
    pub operations: Vec<Operation>,
    /// By which rules.
    pub profile: Profile,
}
