//! The words of both engines for actions, reasons, kinds and states, each as one table.
//!
//! Engines add to them without a new version of the format, so a word that is not in a table is a case of its own
//! and no error, and its text ends here.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};

use super::json::Text;
use crate::plan::address::Mode;
use crate::plan::change::{Action, CheckKind, CheckStatus, DeferredReason, Reason, TriggerEvent};
use crate::plan::record::names::Named as _;

/// What a list of actions means.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    pub(super) action: Action,
    /// How many words the list has.
    pub(super) words: u64,
}

impl<'de> Deserialize<'de> for Actions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Actions;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list of strings")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Actions, A::Error> {
                let first = list.next_element::<Text<'de>>()?;
                let second = list.next_element::<Text<'de>>()?;
                let mut words = u64::from(first.is_some()) + u64::from(second.is_some());
                let known = action(first.as_ref().map(|text| &*text.0), second.as_ref().map(|text| &*text.0));
                while list.next_element::<Text<'de>>()?.is_some() {
                    words += 1;
                }
                Ok(Actions { action: if words > 2 { Action::Other } else { known }, words })
            }
        }
        deserializer.deserialize_seq(Visit)
    }
}

/// `create, forget` is written by Terraform, `forget, create` and `open` by OpenTofu.
fn action(first: Option<&str>, second: Option<&str>) -> Action {
    match (first, second) {
        (Some("no-op"), None) => Action::NoOp,
        (Some("create"), None) => Action::Create,
        (Some("read"), None) => Action::Read,
        (Some("update"), None) => Action::Update,
        (Some("delete"), None) => Action::Delete,
        (Some("delete"), Some("create")) => Action::DeleteThenCreate,
        (Some("create"), Some("delete")) => Action::CreateThenDelete,
        (Some("forget"), None) => Action::Forget,
        (Some("create"), Some("forget")) | (Some("forget"), Some("create")) => Action::CreateAndForget,
        (Some("open"), None) => Action::Open,
        _ => Action::Other,
    }
}

/// Records keep the engine's names, so that there is one table of them.
pub(super) fn reason(text: &str) -> Option<Reason> {
    (!text.is_empty()).then(|| Reason::from_name(text).unwrap_or(Reason::Other))
}

/// The reasons that Terraform has besides (`unknown`, and from 1.17 `excluded` and `not_included`) say no more than that
/// there is one.
pub(super) fn deferred_reason(text: &str) -> DeferredReason {
    DeferredReason::from_name(text).unwrap_or(DeferredReason::Other)
}

/// The engine writes the name of its own constant (`BeforeCreate`); its configuration language and its documentation have
/// `before_create`.
pub(super) fn trigger_event(text: &str) -> TriggerEvent {
    match text {
        "BeforeCreate" | "before_create" => TriggerEvent::BeforeCreate,
        "AfterCreate" | "after_create" => TriggerEvent::AfterCreate,
        "BeforeUpdate" | "before_update" => TriggerEvent::BeforeUpdate,
        "AfterUpdate" | "after_update" => TriggerEvent::AfterUpdate,
        "BeforeDestroy" | "before_destroy" => TriggerEvent::BeforeDestroy,
        "AfterDestroy" | "after_destroy" => TriggerEvent::AfterDestroy,
        "Invoke" | "invoke" => TriggerEvent::Invoked,
        _ => TriggerEvent::Other,
    }
}

pub(super) fn mode(text: &str) -> Mode {
    Mode::from_name(text).unwrap_or(Mode::Other)
}

pub(super) fn check_kind(text: &str) -> CheckKind {
    match text {
        "resource" => CheckKind::Resource,
        "output_value" => CheckKind::Output,
        "check" => CheckKind::Check,
        "var" => CheckKind::Variable,
        _ => CheckKind::Other,
    }
}

pub(super) fn check_status(text: &str) -> CheckStatus {
    CheckStatus::from_name(text).unwrap_or(CheckStatus::Unknown)
}

/// `condition_type` of the form before there were checks.
pub(super) fn condition_kind(text: &str) -> CheckKind {
    match text {
        "ResourcePrecondition" | "ResourcePostcondition" => CheckKind::Resource,
        "OutputPrecondition" => CheckKind::Output,
        _ => CheckKind::Other,
    }
}
