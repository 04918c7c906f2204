//! The strict profile: what has to hold beyond what the server asks.
//!
//! `strict` allows what the server allows and every clause here allows; a clause can take an allow away
//! and never give one. The table is closed. Each clause is one file, which says what it is for and which
//! operations it binds, and one line in [`CLAUSES`].

mod all_checks;
mod approver_role;
mod autoapprove;
mod both_actors;
mod changes_requested;
mod check_origin;
mod every_layout;
mod fresh_approval;
mod independent_approval;
mod known_facts;
mod layouts;
mod needed_approvals;
mod no_fork;
mod no_orphans;
mod nothing_touched;
mod one_vote;
mod open_request;
mod policy_present;
mod up_to_date;

pub(super) use all_checks::{Outstanding, Wanting, outstanding};
pub use changes_requested::asking_for_changes;
pub(super) use changes_requested::{ChangeRequest, change_requests};
pub(super) use fresh_approval::freshness;
pub use layouts::Layouts;
pub(super) use layouts::{asked_in_view, people};
pub use needed_approvals::Sifted;
pub(super) use needed_approvals::{good_approvals, imagined, sifted};
pub use no_orphans::is_infrastructure_file;
pub(in crate::access) use nothing_touched::{concerns, reasons as against_nothing_touched};

use super::case::{Case, Subject};
use super::facts::Person;
use super::freshness::SameDiff;
use super::needs::{Needs, Prospect};
use super::operation::Operation;
use super::policy::Policy;
use super::reason::{Clause, Reason};
use super::requirement::RequirementCheck;

/// How much of the case a clause looks at, and so how often it has to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The request: once for each actor and operation.
    Request,
    /// The rules that bind a dirspace: once for each policy and requirement.
    Rules,
    /// The dirspace.
    Dirspace,
}

/// What a clause is asked about. Rules and subject are there as far as the clause's [`Scope`] goes.
#[derive(Clone, Copy)]
pub struct Situation<'a> {
    /// Everything that was gathered.
    pub case: &'a Case<'a>,
    /// Who asks.
    pub actor: &'a Person,
    /// For what.
    pub operation: Operation,
    /// The policy that governs.
    pub policy: Option<&'a Policy>,
    /// The requirement that binds.
    pub requirement: Option<&'a RequirementCheck>,
    /// The dirspace and its index in the case.
    pub subject: Option<(usize, &'a Subject<'a>)>,
    /// Which other approved commits have the same diff for every dirspace that these rules bind.
    pub same_diff: Option<&'a SameDiff>,
    /// What the other views of the repository say of the actor and the operation.
    pub layouts: &'a Layouts,
}

/// One clause of the strict profile.
pub struct StrictClause {
    /// Its name.
    pub clause: Clause,
    /// How much it looks at.
    pub scope: Scope,
    /// Whether it binds an operation.
    pub binds: fn(Operation) -> bool,
    /// What it says. Exactly one reason, which may allow.
    pub judge: fn(&Situation<'_>) -> Reason,
    /// Which facts that may depend on, besides those that every decision needs.
    pub needs: fn(&Prospect<'_>) -> Needs,
}

/// Every clause, in the order in which they are shown.
pub const CLAUSES: &[StrictClause] = &[
    policy_present::CLAUSE,
    open_request::CLAUSE,
    no_fork::CLAUSE,
    both_actors::CLAUSE,
    no_orphans::CLAUSE,
    every_layout::CLAUSE,
    up_to_date::CLAUSE,
    fresh_approval::CLAUSE,
    independent_approval::CLAUSE,
    approver_role::CLAUSE,
    one_vote::CLAUSE,
    changes_requested::CLAUSE,
    all_checks::CLAUSE,
    check_origin::CLAUSE,
    known_facts::CLAUSE,
    autoapprove::CLAUSE,
];

/// The clauses of one scope that bind an operation.
pub fn clauses(scope: Scope, operation: Operation) -> impl Iterator<Item = &'static StrictClause> {
    CLAUSES.iter().filter(move |clause| clause.scope == scope && (clause.binds)(operation))
}

/// Binds everything that concerns dirspaces.
fn every_dirspace_operation(operation: Operation) -> bool {
    operation != Operation::Unlock
}

/// Binds whatever changes infrastructure.
fn every_apply(operation: Operation) -> bool {
    operation.is_apply()
}

/// Binds a plain apply: what the requirements bind, and what `apply-force` exists to get past.
fn plain_apply(operation: Operation) -> bool {
    operation == Operation::Apply
}

/// For a clause that looks at nothing but what every decision needs.
fn nothing_more(_prospect: &Prospect<'_>) -> Needs {
    Needs::default()
}

/// Whether two logins may be the same account. Forges ignore case; this comparison is used only where a
/// match takes something away.
fn same_login(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}
