//! The names under which enumerations stand in a record.
//!
//! Each list is complete by construction: a variant without a name does not compile, and a name that is not in a
//! list is refused when a record is read.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::plan::address::Mode;
use crate::plan::change::{Action, CheckKind, CheckStatus, DeferredReason, Reason, TriggerEvent};
use crate::plan::refusal::Kind;
use crate::plan::report::Verdict;

/// An enumeration of which every variant has one name.
pub trait Named: Copy + PartialEq + fmt::Debug + Sized + 'static {
    /// Every variant.
    const ALL: &'static [Self];

    /// The name.
    fn name(self) -> &'static str;

    /// The variant of that name.
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.name() == name)
    }
}

macro_rules! names {
    ($kind:ident { $($variant:ident = $name:literal,)+ }) => {
        impl Named for $kind {
            const ALL: &'static [Self] = &[$($kind::$variant),+];

            fn name(self) -> &'static str {
                match self { $($kind::$variant => $name,)+ }
            }
        }
    };
}

names!(Action {
    NoOp = "no-op",
    Create = "create",
    Read = "read",
    Update = "update",
    Delete = "delete",
    DeleteThenCreate = "delete-create",
    CreateThenDelete = "create-delete",
    Forget = "forget",
    CreateAndForget = "create-forget",
    Open = "open",
    Other = "other",
});

names!(Mode {
    Managed = "managed",
    Data = "data",
    Ephemeral = "ephemeral",
    Other = "other",
});

names!(Reason {
    ReplaceBecauseCannotUpdate = "replace_because_cannot_update",
    ReplaceBecauseTainted = "replace_because_tainted",
    ReplaceByRequest = "replace_by_request",
    ReplaceByTriggers = "replace_by_triggers",
    DeleteBecauseNoResourceConfig = "delete_because_no_resource_config",
    DeleteBecauseNoModule = "delete_because_no_module",
    DeleteBecauseWrongRepetition = "delete_because_wrong_repetition",
    DeleteBecauseCountIndex = "delete_because_count_index",
    DeleteBecauseEachKey = "delete_because_each_key",
    DeleteBecauseNoMoveTarget = "delete_because_no_move_target",
    DeleteBecauseEnabledFalse = "delete_because_enabled_false",
    ReadBecauseConfigUnknown = "read_because_config_unknown",
    ReadBecauseDependencyPending = "read_because_dependency_pending",
    ReadBecauseCheckNested = "read_because_check_nested",
    ForgotBecauseLifecycleDestroyInState = "forgot_because_lifecycle_destroy_in_state",
    ForgotBecauseLifecycleDestroyInConfig = "forgot_because_lifecycle_destroy_in_config",
    Other = "other",
});

names!(DeferredReason {
    InstanceCountUnknown = "instance_count_unknown",
    ResourceConfigUnknown = "resource_config_unknown",
    ProviderConfigUnknown = "provider_config_unknown",
    AbsentPrereq = "absent_prereq",
    DeferredPrereq = "deferred_prereq",
    Other = "other",
});

names!(TriggerEvent {
    BeforeCreate = "before_create",
    AfterCreate = "after_create",
    BeforeUpdate = "before_update",
    AfterUpdate = "after_update",
    BeforeDestroy = "before_destroy",
    AfterDestroy = "after_destroy",
    Invoked = "invoked",
    Other = "other",
});

names!(CheckKind {
    Resource = "resource",
    Output = "output",
    Check = "check",
    Variable = "variable",
    Other = "other",
});

names!(CheckStatus {
    Pass = "pass",
    Fail = "fail",
    Error = "error",
    Unknown = "unknown",
});

names!(Verdict {
    Allow = "allow",
    Pending = "pending",
    Undetermined = "undetermined",
    Deny = "deny",
});

impl Named for Kind {
    const ALL: &'static [Self] = &Kind::ALL;

    fn name(self) -> &'static str {
        self.code()
    }
}

/// A variant as its name in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::plan) struct Choice<T>(pub(in crate::plan) T);

impl<T: Named> Serialize for Choice<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name())
    }
}

impl<'de, T: Named> Deserialize<'de> for Choice<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameOf(PhantomData)).map(Choice)
    }
}

struct NameOf<T>(PhantomData<T>);

impl<T: Named> Visitor<'_> for NameOf<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a known name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<T, E> {
        T::from_name(name).ok_or_else(|| E::custom("not a known name"))
    }
}
