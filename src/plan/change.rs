//! What a plan would do to one thing: enumerations, flags and words, and no value.

use super::address::{Address, ModuleId};
use super::words::Word;

/// What would happen. The names are those of the summary's JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Nothing (it may still be moved or imported).
    NoOp,
    /// Created.
    Create,
    /// Read during apply.
    Read,
    /// Updated in place.
    Update,
    /// Destroyed.
    Delete,
    /// Destroyed, then created: `["delete", "create"]`.
    DeleteThenCreate,
    /// Created, then destroyed: `["create", "delete"]`.
    CreateThenDelete,
    /// No longer managed, and left as it is.
    Forget,
    /// Created, and the old one left as it is: `["create", "forget"]`, `["forget", "create"]`.
    CreateAndForget,
    /// An ephemeral resource opened.
    Open,
    /// Something that this version does not know. Counted apart.
    Other,
}

impl Action {
    /// Whether an object is destroyed and another takes its place.
    pub fn is_replace(self) -> bool {
        matches!(self, Action::DeleteThenCreate | Action::CreateThenDelete)
    }
}

/// Why, as the engine says. The names are the engine's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// `replace_because_cannot_update`
    ReplaceBecauseCannotUpdate,
    /// `replace_because_tainted`
    ReplaceBecauseTainted,
    /// `replace_by_request`
    ReplaceByRequest,
    /// `replace_by_triggers`
    ReplaceByTriggers,
    /// `delete_because_no_resource_config`
    DeleteBecauseNoResourceConfig,
    /// `delete_because_no_module`
    DeleteBecauseNoModule,
    /// `delete_because_wrong_repetition`
    DeleteBecauseWrongRepetition,
    /// `delete_because_count_index`
    DeleteBecauseCountIndex,
    /// `delete_because_each_key`
    DeleteBecauseEachKey,
    /// `delete_because_no_move_target`
    DeleteBecauseNoMoveTarget,
    /// `delete_because_enabled_false` (OpenTofu)
    DeleteBecauseEnabledFalse,
    /// `read_because_config_unknown`
    ReadBecauseConfigUnknown,
    /// `read_because_dependency_pending`
    ReadBecauseDependencyPending,
    /// `read_because_check_nested`
    ReadBecauseCheckNested,
    /// `forgot_because_lifecycle_destroy_in_state` (OpenTofu)
    ForgotBecauseLifecycleDestroyInState,
    /// `forgot_because_lifecycle_destroy_in_config` (OpenTofu)
    ForgotBecauseLifecycleDestroyInConfig,
    /// Something that this version does not know.
    Other,
}

/// One top-level attribute that changes. Which value it has, and what lies below it, is not known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AttributeChange {
    /// Its name.
    pub name: Word,
    /// The engine names it as what forces the replacement.
    pub forces_replacement: bool,
    /// It holds something that is marked as sensitive, before or after.
    pub sensitive: bool,
    /// Its value stays, and what is marked as sensitive in it changes.
    pub only_sensitivity: bool,
}

/// A run of [`super::Plan::attributes`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// The first.
    pub start: u32,
    /// How many.
    pub count: u32,
}

/// What happens to one resource instance, or to one deposed object of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResourceChange {
    /// Which. A deposed object has the address of the live one.
    pub address: Address,
    /// The key of a deposed object: what it is told apart from the live one by. 0 for a key that is none of an engine's,
    /// which is eight hexadecimal digits.
    pub deposed: Option<u32>,
    /// What happens.
    pub action: Action,
    /// Why.
    pub reason: Option<Reason>,
    /// Where it was before, if it moves. The action may be [`Action::NoOp`].
    pub moved_from: Option<Address>,
    /// It is imported. The action may be [`Action::NoOp`].
    pub imported: bool,
    /// For an import: the configuration was generated.
    pub generated: bool,
    /// The attributes that change, for updates and replacements; empty for anything else.
    pub attributes: Attributes,
    /// An attribute changes its value that holds something marked as sensitive, before or after.
    pub sensitive_changed: bool,
    /// What is marked as sensitive changes: in an attribute whose value stays, or for the whole of one that has a value before
    /// and after.
    pub sensitivity_changed: bool,
}

/// Why a change waits for a later plan. The names are the engine's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeferredReason {
    /// `instance_count_unknown`
    InstanceCountUnknown,
    /// `resource_config_unknown`
    ResourceConfigUnknown,
    /// `provider_config_unknown`
    ProviderConfigUnknown,
    /// `absent_prereq`
    AbsentPrereq,
    /// `deferred_prereq`
    DeferredPrereq,
    /// Something that this version does not know.
    Other,
}

/// A change that waits for a later plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeferredChange {
    /// Why.
    pub reason: DeferredReason,
    /// What.
    pub change: ResourceChange,
}

/// When an action runs. The names are the engine's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TriggerEvent {
    /// `before_create`
    BeforeCreate,
    /// `after_create`
    AfterCreate,
    /// `before_update`
    BeforeUpdate,
    /// `after_update`
    AfterUpdate,
    /// `before_destroy`
    BeforeDestroy,
    /// `after_destroy`
    AfterDestroy,
    /// Asked for on the command line.
    Invoked,
    /// Something that this version does not know.
    Other,
}

/// An action that the plan would run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionInvocation {
    /// The module instance of the action.
    pub module: ModuleId,
    /// The type of the action.
    pub kind: Word,
    /// The name of its block.
    pub name: Word,
    /// Its instance.
    pub key: Option<super::address::InstanceKey>,
    /// When it runs.
    pub event: TriggerEvent,
    /// It waits for a later plan, and why.
    pub deferred: Option<DeferredReason>,
}

/// What happens to a root output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutputChange {
    /// Its name.
    pub name: Word,
    /// What happens.
    pub action: Action,
    /// It is marked as sensitive, before or after.
    pub sensitive: bool,
    /// The mark itself changes.
    pub sensitivity_changed: bool,
}

/// What a check is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckKind {
    /// Conditions of a resource: address `TYPE.NAME`.
    Resource,
    /// Conditions of an output.
    Output,
    /// A `check` block.
    Check,
    /// The validation of a variable.
    Variable,
    /// Something that this version does not know.
    Other,
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckStatus {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// It could not be asked.
    Error,
    /// It is not known before apply.
    Unknown,
}

/// The conditions of one object, over all of its instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// What it is attached to.
    pub kind: CheckKind,
    /// The module, without instance keys of its own: checks are listed by block.
    pub module: ModuleId,
    /// The resource type, for [`CheckKind::Resource`].
    pub resource: Option<(super::address::Mode, Word)>,
    /// The name.
    pub name: Word,
    /// The worst of its instances, as the engine says.
    pub status: CheckStatus,
    /// How many messages came with it. Messages repeat values and are not read. There can be fewer than failed
    /// conditions: the engine leaves out a message that would show a marked value.
    pub messages: u32,
}

/// A data source that the plan read or would read, by block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DataSource {
    /// Its type.
    pub kind: Word,
    /// Its name.
    pub name: Word,
}
