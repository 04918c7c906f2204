//! `action_invocations[]` and `deferred_action_invocations[]` → [`ActionInvocation`].

use serde_json::value::RawValue;

use super::address::{Keys, invalid_path};
use super::address_text::{self, Object, Prefix};
use super::json::{Present, Text, decode, object};
use super::vocabulary;
use super::{Elements, Fault};
use crate::plan::change::{ActionInvocation, DeferredReason, TriggerEvent};
use crate::plan::refusal::Kind;

object! {
    /// An action that would run.
    Invocation<'a> {
        address: Text<'a> = "address",
        kind: Text<'a> = "type",
        name: Text<'a> = "name",
        provider_name: Text<'a> = "provider_name",
        config_values: &'a RawValue = "config_values",
        config_sensitive: &'a RawValue = "config_sensitive",
        lifecycle_action_trigger: Trigger<'a> = "lifecycle_action_trigger",
        invoke_action_trigger: Present = "invoke_action_trigger",
    }
}

object! {
    /// What it runs for. The address of the resource is not shown.
    Trigger<'a> {
        event: Text<'a> = "action_trigger_event",
    }
}

object! {
    /// An action that waits.
    Deferred<'a> {
        reason: Text<'a> = "reason",
        action_invocation: Invocation<'a> = "action_invocation",
    }
}

impl Elements<'_> {
    pub(super) fn read_action_invocation(&mut self, value: &[u8]) -> Result<(), Fault> {
        let invocation: Invocation<'_> = decode(value)?;
        self.invocation(value, &invocation, None)
    }

    pub(super) fn read_deferred_action_invocation(&mut self, value: &[u8]) -> Result<(), Fault> {
        let deferred: Deferred<'_> = decode(value)?;
        let Some(invocation) = &deferred.action_invocation else { return Err(Fault { kind: Kind::WrongType, at: 0 }) };
        let reason = vocabulary::deferred_reason(text(&deferred.reason).unwrap_or_default());
        self.draft.plan.leaves.kept += u64::from(deferred.reason.is_some());
        self.invocation(value, invocation, Some(reason))
    }

    fn invocation(
        &mut self,
        value: &[u8],
        invocation: &Invocation<'_>,
        deferred: Option<DeferredReason>,
    ) -> Result<(), Fault> {
        self.mark(value, invocation.config_values, invocation.config_sensitive)?;
        if let Some(provider) = &invocation.provider_name {
            self.provider(&provider.0);
        }
        let address = text(&invocation.address).unwrap_or_default();
        let parsed = address_text::address(address).filter(|(_, object)| object.prefix == Prefix::Action);
        let (path, object) = parsed.unzip();
        let agrees = object.as_ref().is_some_and(|object| agrees(invocation, object));
        let keys = if agrees { Keys::Undecided } else { Keys::NeverShown };
        let module = self.module(&path.unwrap_or_else(invalid_path), keys);
        let words = &mut self.draft.plan.words;
        let kind = text(&invocation.kind).or(object.as_ref().and_then(|object| object.kind));
        let name = text(&invocation.name).or(object.as_ref().map(|object| object.name));
        let (kind, name) = (words.name(kind.unwrap_or_default()), words.name(name.unwrap_or_default()));
        let key = object.and_then(|object| object.key).map(|key| self.key(&key, keys));
        self.draft.plan.leaves.kept += kept(invocation);
        let event = event(invocation);
        self.draft.plan.actions.push(ActionInvocation { module, kind, name, key, event, deferred });
        Ok(())
    }
}

fn text<'e>(text: &'e Option<Text<'_>>) -> Option<&'e str> {
    text.as_ref().map(|text| &*text.0)
}

fn agrees(invocation: &Invocation<'_>, object: &Object<'_>) -> bool {
    text(&invocation.kind).is_none_or(|kind| object.kind == Some(kind))
        && text(&invocation.name).is_none_or(|name| object.name == name)
}

/// An action is asked for on the command line, or runs at a point in the life of a resource.
fn event(invocation: &Invocation<'_>) -> TriggerEvent {
    let of_resource = invocation.lifecycle_action_trigger.as_ref().and_then(|trigger| trigger.event.as_ref());
    match of_resource {
        Some(event) => vocabulary::trigger_event(&event.0),
        None if invocation.invoke_action_trigger.is_some() => TriggerEvent::Invoked,
        None => TriggerEvent::Other,
    }
}

fn kept(invocation: &Invocation<'_>) -> u64 {
    let event = invocation.lifecycle_action_trigger.as_ref().is_some_and(|trigger| trigger.event.is_some());
    [invocation.address.is_some(), invocation.kind.is_some(), invocation.name.is_some(), event]
        .into_iter()
        .map(u64::from)
        .sum()
}
