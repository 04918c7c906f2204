//! Why: the pieces that an answer is made of.
//!
//! Every clause of a decision leaves one [`Reason`]: which clause, what it says, where in the
//! configuration it stands, and, when a fact is missing, what would have to be true. Tests ask for the
//! clause and not only for the verdict: a right answer for a wrong reason is a wrong answer.

use crate::source::Span;

use super::condition::Condition;
use super::holds::Breakage;
use super::known::Missing;
use super::verdict::Verdict;

macro_rules! clauses {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// A named clause of the decision. The name is kebab-case, stable, and what `explain` takes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Clause {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Clause {
            /// Every clause.
            pub const ALL: &[Clause] = &[$(Clause::$variant,)+];

            /// The stable name.
            pub fn name(self) -> &'static str {
                match self { $(Clause::$variant => $name,)+ }
            }

            /// What the clause is about: the documentation that `explain` prints.
            pub fn about(self) -> &'static str {
                match self { $(Clause::$variant => concat!($($doc, "\n",)+),)+ }
            }
        }
    };
}

clauses! {
    /// Access control is switched off: everybody may do everything.
    AccessControlDisabled = "access-control-disabled",
    /// The list that the governing policy has for the operation.
    Policy = "policy",
    /// No policy's query matches the dirspace. Nobody may do anything with it.
    NoPolicy = "no-policy",
    /// The user may apply once somebody in the policy's `superapproval` list approved.
    Superapproval = "superapproval",
    /// `apply-autoapprove`: the list is in the configuration, and the server never implemented the command.
    Autoapprove = "autoapprove",
    /// The change touches the configuration file; `terrateam_config_update` says who may.
    ConfigUpdate = "config-update",
    /// The change touches the CI file that runs the jobs; `ci_config_update` says who may.
    CiConfigUpdate = "ci-config-update",
    /// The change touches a file that `files` names.
    FileUpdate = "file-update",
    /// The repository-wide list for unlocking.
    Unlock = "unlock",
    /// `destination_branches` says between which branches a plan runs. An apply does not ask.
    DestinationBranch = "destination-branch",
    /// A request that conflicts with its target is neither planned nor applied, not even by force.
    MergeConflict = "merge-conflict",
    /// A request that was closed without a merge is not acted on.
    RequestClosed = "request-closed",
    /// No entry of `apply_requirements.checks` matches the dirspace. It cannot be applied.
    NoRequirement = "no-requirement",
    /// The requirements that bind the dirspace are met.
    RequirementsMet = "requirements-met",
    /// The request is merged: the server asks for nothing more.
    Merged = "merged",
    /// `apply_after_merge`: an apply has to wait for the merge.
    ApplyAfterMerge = "apply-after-merge",
    /// `approved.all_of`: each entry needs somebody who approved.
    ApprovedAllOf = "approved-all-of",
    /// `approved.any_of` and `any_of_count`: how many approvals are asked for.
    ApprovedAnyOf = "approved-any-of",
    /// `approved.require_completed_reviews`: the forge's own verdict on the reviews.
    CompletedReviews = "completed-reviews",
    /// `merge_conflicts`: the request must be mergeable.
    MergeConflicts = "merge-conflicts",
    /// `status_checks`: the checks of the head commit must have succeeded.
    StatusChecks = "status-checks",
    /// `require_ready_for_review_pr`: a draft is not applied.
    Draft = "draft",
    /// A `config_builder`, `tree_builder` or `indexer` is switched on, and its output was not given: which
    /// dirspaces exist, or what the configuration says, is not known.
    BuilderOutput = "builder-output",
    /// Strict: there is a configuration, it loads, and nobody switched it off. A request to another branch than the default
    /// one is judged by that branch's configuration as well: the forge has to protect the branch, and `protected_branches`
    /// under `gate` in `.whomay.yml` has to name it.
    PolicyPresent = "policy-present",
    /// Strict: the request is open, or merged where the configuration asks for apply after merge; and it is not applied
    /// while it waits in a merge queue.
    OpenRequest = "open-request",
    /// Strict: the head does not lie in a fork.
    NoFork = "no-fork",
    /// Strict: whoever set the run off may do it as well as whoever asked.
    BothActors = "both-actors",
    /// Strict: every changed Terraform, OpenTofu or terragrunt file belongs to a dirspace, or did so until it was deleted.
    NoOrphans = "no-orphans",
    /// Strict: the dirspace is allowed under the base configuration and the base files too, so that nobody can
    /// retag or erase their way out of a policy; and so under the configuration of another target branch, and under the
    /// one from before a merge that changed it.
    EveryLayout = "every-layout",
    /// Strict: the target branch has no newer commits that touch the dirspace.
    UpToDate = "up-to-date",
    /// Strict: an approval that is needed is for the current head commit, and was given for the branch that the request
    /// goes to. With `gate.approval_mode: same-diff` in `.whomay.yml` one for an earlier commit does as well, if the
    /// request changed exactly the same up to it, file by file and byte by byte, in everything that could matter to the
    /// dirspace: left out is only what belongs to other dirspaces that it neither follows nor refers to. A commit that
    /// the clone does not hold cannot be compared, and its approval does not count.
    FreshApproval = "fresh-approval",
    /// Strict: an approval that is needed is from somebody who had no part in the change. Where a commit belongs to no
    /// account, that is not known of anybody.
    IndependentApproval = "independent-approval",
    /// Strict: an approval that is needed is from somebody who may write now.
    ApproverRole = "approver-role",
    /// Strict: nobody is counted twice, and nobody whose last review was dismissed.
    OneVote = "one-vote",
    /// Strict: nobody whose approval would count asks for changes.
    ChangesRequested = "changes-requested",
    /// Strict: every check is successful, and every required one has reported.
    AllChecks = "all-checks",
    /// Strict: a required check comes from its app, and not from a workflow that the change edits.
    CheckOrigin = "check-origin",
    /// Strict: every fact that the other clauses need is known, git and the forge can both be right about how many
    /// files change, and a merge changed what was reviewed.
    KnownFacts = "known-facts",
}

impl Clause {
    /// Whether it is one of the apply requirements. The server asks all of them of every dirspace that is
    /// applied together, so that one which is not met stops them all.
    pub fn is_requirement(self) -> bool {
        matches!(
            self,
            Clause::NoRequirement
                | Clause::Merged
                | Clause::ApplyAfterMerge
                | Clause::ApprovedAllOf
                | Clause::ApprovedAnyOf
                | Clause::CompletedReviews
                | Clause::MergeConflicts
                | Clause::StatusChecks
                | Clause::Draft
        )
    }
}

/// What one clause says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Which clause.
    pub clause: Clause,
    /// What it says.
    pub verdict: Verdict,
    /// One sentence for people, without a full stop.
    pub text: String,
    /// The place in the configuration that decided.
    pub place: Option<Span>,
    /// For `Undetermined` and `Pending`: what would make it `Allow`, to follow "allowed if".
    pub condition: Option<Condition>,
    /// For `Undetermined`: why the fact is missing.
    pub missing: Option<Missing>,
}

impl Reason {
    /// A clause that allows.
    pub fn allow(clause: Clause, text: impl Into<String>) -> Reason {
        Self::new(clause, Verdict::Allow, text.into())
    }

    /// A clause that denies.
    pub fn deny(clause: Clause, text: impl Into<String>) -> Reason {
        Self::new(clause, Verdict::Deny, text.into())
    }

    /// A clause that waits for somebody; `condition` is what it waits for.
    pub fn pending(clause: Clause, text: impl Into<String>, condition: impl Into<Option<Condition>>) -> Reason {
        Reason { condition: condition.into(), ..Self::new(clause, Verdict::Pending, text.into()) }
    }

    /// A clause whose fact is missing.
    pub fn unknown(
        clause: Clause,
        missing: Missing,
        text: impl Into<String>,
        condition: impl Into<Option<Condition>>,
    ) -> Reason {
        Reason {
            condition: condition.into(),
            missing: Some(missing),
            ..Self::new(clause, Verdict::Undetermined, text.into())
        }
    }

    /// A clause whose fact is missing, in one sentence. `what` precedes "is not known"; `condition` follows
    /// "allowed if".
    pub(super) fn missing(clause: Clause, missing: Missing, what: &str, condition: &str) -> Reason {
        let text = match &missing {
            Missing::NotGiven => format!("{what} is not known"),
            Missing::Unavailable(why) => format!("{what} could not be found out: {why}"),
        };
        Self::unknown(clause, missing, text, Condition::Holds(condition.to_owned()))
    }

    /// A clause whose list cannot be evaluated.
    pub fn broken(clause: Clause, breakage: Breakage) -> Reason {
        let mut reason = Self::unknown(
            clause,
            Missing::Unavailable(breakage.why.clone()),
            format!("cannot tell: {}", breakage.why),
            None,
        );
        reason.place = breakage.place;
        reason
    }

    /// Adds the place that decided, unless there is one already.
    #[must_use]
    pub fn at(mut self, place: Option<Span>) -> Reason {
        self.place = self.place.or(place);
        self
    }

    fn new(clause: Clause, verdict: Verdict, text: String) -> Reason {
        Reason { clause, verdict, text, place: None, condition: None, missing: None }
    }
}

/// The worst of `reasons`, the first of those that are equally bad. `None` for none.
pub(super) fn worst_of(reasons: impl IntoIterator<Item = Reason>) -> Option<Reason> {
    reasons.into_iter().reduce(|worst, reason| if reason.verdict > worst.verdict { reason } else { worst })
}

/// The worst verdict among `reasons`; `Allow` for none.
pub fn worst(reasons: &[Reason]) -> Verdict {
    Verdict::worst(reasons.iter().map(|reason| reason.verdict))
}
