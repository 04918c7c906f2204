//! The shape of a record: what stands in the file, key by key and in this order.
//!
//! `schemas/report.schema.json` describes the same to programs. Every key is always there: one that is left out, one
//! that is not known and one that stands twice are all refused.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::names::{Choice, Named};
use super::required;
use super::word::{Key, Name};
use crate::plan::address::Mode;
use crate::plan::change::{Action, CheckKind, CheckStatus, DeferredReason, Reason, TriggerEvent};
use crate::plan::counts::{Counts, EngineLine};
use crate::plan::refusal::{Kind, Position};
use crate::plan::report::{SelfCheck, Verdict};
use crate::plan::summary::{Leaves, Standing, Version};

/// A report in the form that it has in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record<'a> {
    pub(super) format: u32,
    pub(super) tool: Cow<'a, str>,
    #[serde(deserialize_with = "required")]
    pub(super) head: Option<Cow<'a, str>>,
    #[serde(deserialize_with = "required")]
    pub(super) moved_to: Option<Cow<'a, str>>,
    pub(super) totals: Totals,
    pub(super) metadata: Vec<DatumForm<'a>>,
    pub(super) dirspaces: Vec<DirspaceForm<'a>>,
    pub(super) older: Vec<OlderForm<'a>>,
    #[serde(with = "SelfCheckForm")]
    pub(super) self_check: SelfCheck,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Totals {
    pub(super) dirspaces: u64,
    pub(super) refused: u64,
    pub(super) counts: CountsForm,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DatumForm<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) value: Cow<'a, str>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DirspaceForm<'a> {
    pub(super) dir: Cow<'a, str>,
    pub(super) workspace: Cow<'a, str>,
    pub(super) outcome: Choice<OutcomeKind>,
    #[serde(deserialize_with = "required")]
    pub(super) standing: Option<StandingForm>,
    #[serde(deserialize_with = "required")]
    pub(super) counts: Option<CountsForm>,
    #[serde(deserialize_with = "required")]
    pub(super) plan: Option<Box<PlanForm<'a>>>,
    #[serde(deserialize_with = "required")]
    pub(super) refusal: Option<RefusalForm<'a>>,
    pub(super) permissions: Vec<PermissionForm<'a>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OlderForm<'a> {
    pub(super) dir: Cow<'a, str>,
    pub(super) workspace: Cow<'a, str>,
    pub(super) head: Cow<'a, str>,
    #[serde(deserialize_with = "required")]
    pub(super) standing: Option<StandingForm>,
    #[serde(deserialize_with = "required")]
    pub(super) counts: Option<CountsForm>,
}

/// What there is to say of a dirspace, and so which keys of it are not null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OutcomeKind {
    /// `standing`, `counts` and `plan`.
    Plan,
    /// `standing` and `counts`.
    CountsOnly,
    /// `refusal`.
    Refused,
}

impl Named for OutcomeKind {
    const ALL: &'static [Self] = &[OutcomeKind::Plan, OutcomeKind::CountsOnly, OutcomeKind::Refused];

    fn name(self) -> &'static str {
        match self {
            OutcomeKind::Plan => "plan",
            OutcomeKind::CountsOnly => "counts-only",
            OutcomeKind::Refused => "refused",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanForm<'a> {
    #[serde(deserialize_with = "required")]
    pub(super) format: Option<VersionForm>,
    #[serde(deserialize_with = "required")]
    pub(super) engine: Option<VersionForm>,
    #[serde(deserialize_with = "required")]
    pub(super) made_at: Option<Cow<'a, str>>,
    pub(super) resources: Vec<ResourceForm<'a>>,
    pub(super) drift: Vec<ResourceForm<'a>>,
    pub(super) deferred: Vec<DeferredForm<'a>>,
    pub(super) actions: Vec<ActionForm<'a>>,
    pub(super) outputs: Vec<OutputForm<'a>>,
    pub(super) checks: Vec<CheckForm<'a>>,
    pub(super) providers: Vec<Name<'a>>,
    pub(super) data_sources: Vec<DataSourceForm<'a>>,
    pub(super) variables: Vec<Name<'a>>,
    pub(super) output_names: Vec<Name<'a>>,
    pub(super) unknown_keys: u64,
    #[serde(with = "LeavesForm")]
    pub(super) leaves: Leaves,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResourceForm<'a> {
    pub(super) address: AddressForm<'a>,
    #[serde(deserialize_with = "required")]
    pub(super) deposed: Option<Cow<'a, str>>,
    pub(super) action: Choice<Action>,
    #[serde(deserialize_with = "required")]
    pub(super) reason: Option<Choice<Reason>>,
    #[serde(deserialize_with = "required")]
    pub(super) moved_from: Option<Box<AddressForm<'a>>>,
    pub(super) imported: bool,
    pub(super) generated: bool,
    pub(super) attributes: Vec<AttributeForm<'a>>,
    pub(super) sensitive_changed: bool,
    pub(super) sensitivity_changed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddressForm<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) module: Vec<StepForm<'a>>,
    pub(super) mode: Choice<Mode>,
    #[serde(rename = "type")]
    pub(super) kind: Name<'a>,
    pub(super) name: Name<'a>,
    #[serde(deserialize_with = "required")]
    pub(super) key: Option<Key<'a>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepForm<'a> {
    pub(super) name: Name<'a>,
    #[serde(deserialize_with = "required")]
    pub(super) key: Option<Key<'a>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AttributeForm<'a> {
    pub(super) name: Name<'a>,
    pub(super) forces_replacement: bool,
    pub(super) sensitive: bool,
    pub(super) only_sensitivity: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeferredForm<'a> {
    pub(super) reason: Choice<DeferredReason>,
    pub(super) change: ResourceForm<'a>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ActionForm<'a> {
    pub(super) module: Vec<StepForm<'a>>,
    #[serde(rename = "type")]
    pub(super) kind: Name<'a>,
    pub(super) name: Name<'a>,
    #[serde(deserialize_with = "required")]
    pub(super) key: Option<Key<'a>>,
    pub(super) event: Choice<TriggerEvent>,
    #[serde(deserialize_with = "required")]
    pub(super) deferred: Option<Choice<DeferredReason>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutputForm<'a> {
    pub(super) name: Name<'a>,
    pub(super) action: Choice<Action>,
    pub(super) sensitive: bool,
    pub(super) sensitivity_changed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckForm<'a> {
    pub(super) kind: Choice<CheckKind>,
    pub(super) module: Vec<StepForm<'a>>,
    #[serde(deserialize_with = "required")]
    pub(super) resource: Option<CheckedForm<'a>>,
    pub(super) name: Name<'a>,
    pub(super) status: Choice<CheckStatus>,
    pub(super) messages: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckedForm<'a> {
    pub(super) mode: Choice<Mode>,
    #[serde(rename = "type")]
    pub(super) kind: Name<'a>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DataSourceForm<'a> {
    #[serde(rename = "type")]
    pub(super) kind: Name<'a>,
    pub(super) name: Name<'a>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RefusalForm<'a> {
    pub(super) code: Choice<Kind>,
    #[serde(deserialize_with = "required")]
    pub(super) at: Option<PositionForm>,
    pub(super) what: Cow<'a, str>,
    pub(super) next_step: Cow<'a, str>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PermissionForm<'a> {
    #[serde(deserialize_with = "required")]
    pub(super) user: Option<Cow<'a, str>>,
    pub(super) operation: Cow<'a, str>,
    pub(super) verdict: Choice<Verdict>,
    pub(super) missing: Vec<Cow<'a, str>>,
}

/// Twice the same numbers: as people count, and as the engine's own line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CountsForm {
    #[serde(with = "PeopleForm")]
    pub(super) people: Counts,
    #[serde(with = "EngineForm")]
    pub(super) engine: EngineLine,
}

impl From<Counts> for CountsForm {
    fn from(counts: Counts) -> Self {
        CountsForm { people: counts, engine: counts.engine() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct VersionForm(#[serde(with = "VersionNumbers")] pub(super) Version);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct StandingForm(#[serde(with = "StandingAnswers")] pub(super) Standing);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct PositionForm(#[serde(with = "PositionNumbers")] pub(super) Position);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Version", deny_unknown_fields)]
struct VersionNumbers {
    major: u32,
    minor: u32,
    patch: u32,
    prerelease: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Standing", deny_unknown_fields)]
struct StandingAnswers {
    #[serde(deserialize_with = "required")]
    errored: Option<bool>,
    #[serde(deserialize_with = "required")]
    complete: Option<bool>,
    #[serde(deserialize_with = "required")]
    applicable: Option<bool>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Position", deny_unknown_fields)]
struct PositionNumbers {
    line: u64,
    column: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Leaves", deny_unknown_fields)]
struct LeavesForm {
    read: u64,
    kept: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "SelfCheck", deny_unknown_fields)]
struct SelfCheckForm {
    kept: u64,
    dropped: u64,
    scanned_for: u64,
    masked: u64,
    hits: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "EngineLine", deny_unknown_fields)]
struct EngineForm {
    import: u64,
    add: u64,
    change: u64,
    destroy: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Counts", deny_unknown_fields)]
struct PeopleForm {
    create: u64,
    update: u64,
    replace: u64,
    delete: u64,
    forget: u64,
    create_and_forget: u64,
    read: u64,
    import: u64,
    moved: u64,
    deposed: u64,
    open: u64,
    other: u64,
    unchanged: u64,
    drift: u64,
    deferred: u64,
    actions: u64,
    outputs: u64,
    checks_passed: u64,
    checks_failed: u64,
    checks_errored: u64,
    checks_unknown: u64,
}
