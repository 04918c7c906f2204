//! `resource_changes[]`, `resource_drift[]` and what `deferred_changes[]` wraps → [`ResourceChange`].

use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::address::Said;
use super::changed_attributes::{Changed, Sides};
use super::json::{Present, Text, decode, object};
use super::vocabulary::{self, Actions};
use super::{Elements, Fault};
use crate::plan::address::Mode;
use crate::plan::change::{Action, Attributes, DeferredChange, ResourceChange};
use crate::plan::refusal::Kind;

object! {
    /// One resource instance, or one deposed object of it.
    Resource<'a> {
        address: Text<'a> = "address",
        previous_address: Text<'a> = "previous_address",
        module_address: Text<'a> = "module_address",
        mode: Text<'a> = "mode",
        kind: Text<'a> = "type",
        name: Text<'a> = "name",
        index: &'a RawValue = "index",
        index_unknown: bool = "index_unknown",
        provider_name: Text<'a> = "provider_name",
        deposed: Text<'a> = "deposed",
        change: Change<'a> = "change",
        action_reason: Text<'a> = "action_reason",
    }
}

object! {
    /// What happens to it.
    Change<'a> {
        actions: Actions = "actions",
        before: &'a RawValue = "before",
        after: &'a RawValue = "after",
        after_unknown: &'a RawValue = "after_unknown",
        before_sensitive: &'a RawValue = "before_sensitive",
        after_sensitive: &'a RawValue = "after_sensitive",
        replace_paths: &'a RawValue = "replace_paths",
        importing: Present = "importing",
        generated_config: IgnoredAny = "generated_config",
    }
}

object! {
    /// A change that waits.
    Deferred<'a> {
        reason: Text<'a> = "reason",
        resource_change: Resource<'a> = "resource_change",
    }
}

impl Elements<'_> {
    /// Counts what nothing happens to, and lists the rest.
    pub(super) fn read_resource_change(&mut self, value: &[u8]) -> Result<(), Fault> {
        let resource: Resource<'_> = decode(value)?;
        match self.listed(value, &resource)? {
            Some(change) => self.draft.plan.resources.push(change),
            None => self.draft.plan.unchanged += 1,
        }
        Ok(())
    }

    /// Lists what changed outside of the engine, and what a refresh-only plan moves.
    pub(super) fn read_drift(&mut self, value: &[u8]) -> Result<(), Fault> {
        let resource: Resource<'_> = decode(value)?;
        if let Some(change) = self.listed(value, &resource)?
            && (change.action != Action::NoOp || change.moved_from.is_some())
        {
            self.draft.plan.drift.push(change);
        }
        Ok(())
    }

    /// Lists what waits for a later plan, whatever would happen to it.
    pub(super) fn read_deferred_change(&mut self, value: &[u8]) -> Result<(), Fault> {
        let deferred: Deferred<'_> = decode(value)?;
        let Some(resource) = &deferred.resource_change else { return Err(Fault { kind: Kind::WrongType, at: 0 }) };
        let reason = vocabulary::deferred_reason(text(&deferred.reason).unwrap_or_default());
        self.draft.plan.leaves.kept += u64::from(deferred.reason.is_some());
        self.tell_of(value, resource)?;
        let change = self.change(value, resource)?;
        self.draft.plan.deferred.push(DeferredChange { reason, change });
        Ok(())
    }

    /// The change, unless nothing happens to the resource.
    ///
    /// The engine plans to delete data sources that have left the configuration, takes that out of what it prints and of the
    /// JSON, and destroys nothing by it.
    fn listed(&mut self, value: &[u8], resource: &Resource<'_>) -> Result<Option<ResourceChange>, Fault> {
        self.tell_of(value, resource)?;
        let change = resource.change.as_ref();
        let stays = change.is_some_and(|change| action(change) == Action::NoOp && change.importing.is_none());
        if stays && !moves(resource) {
            self.draft.plan.leaves.kept += 1;
            return Ok(None);
        }
        let change = self.change(value, resource)?;
        Ok(Some(change).filter(|change| change.action != Action::Delete || change.address.mode != Mode::Data))
    }

    /// What is noted of every resource, whether something happens to it or not: its provider and its marked strings.
    fn tell_of(&mut self, value: &[u8], resource: &Resource<'_>) -> Result<(), Fault> {
        if let Some(provider) = text(&resource.provider_name) {
            self.provider(provider);
        }
        let Some(change) = &resource.change else { return Ok(()) };
        let (before, after) = ((change.before, change.before_sensitive), (change.after, change.after_sensitive));
        self.mark_sides(value, before, after)
    }

    fn change(&mut self, value: &[u8], resource: &Resource<'_>) -> Result<ResourceChange, Fault> {
        let address = self.address(value, &said(resource))?;
        let moved_from = text(&resource.previous_address).filter(|_| moves(resource));
        let moved_from = moved_from.map(|address| self.address_alone(address));
        let change = resource.change.as_ref();
        let action = change.map_or(Action::Other, action);
        let changed = match change {
            Some(change) if action == Action::Update || action.is_replace() => {
                self.changed_attributes(value, &sides(change))?
            }
            _ => Changed::default(),
        };
        self.draft.plan.leaves.kept += kept(resource) + changed.kept;
        Ok(ResourceChange {
            address,
            deposed: text(&resource.deposed).filter(|key| !key.is_empty()).map(deposed),
            action,
            reason: text(&resource.action_reason).and_then(vocabulary::reason),
            moved_from,
            imported: change.is_some_and(|change| change.importing.is_some()),
            generated: change.is_some_and(|change| change.generated_config.is_some()),
            attributes: if changed.attributes.count == 0 { Attributes::default() } else { changed.attributes },
            sensitive_changed: changed.sensitive,
            sensitivity_changed: changed.sensitivity,
        })
    }
}

fn text<'e>(text: &'e Option<Text<'_>>) -> Option<&'e str> {
    text.as_ref().map(|text| &*text.0)
}

fn action(change: &Change<'_>) -> Action {
    change.actions.map_or(Action::Other, |actions| actions.action)
}

/// Whether it stood elsewhere before, which the engine says of any address that differs.
fn moves(resource: &Resource<'_>) -> bool {
    let before = text(&resource.previous_address).filter(|before| !before.is_empty());
    before.is_some_and(|before| text(&resource.address) != Some(before))
}

/// Eight hexadecimal digits. Anything else is a deposed object all the same, and has the key 0.
fn deposed(key: &str) -> u32 {
    let digits = key.len() == 8 && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    u32::from_str_radix(key, 16).ok().filter(|_| digits).unwrap_or_default()
}

fn said<'e, 'a>(resource: &'e Resource<'a>) -> Said<'e, 'a> {
    Said {
        address: text(&resource.address),
        module_address: text(&resource.module_address),
        mode: text(&resource.mode),
        kind: text(&resource.kind),
        name: text(&resource.name),
        index: resource.index,
        index_unknown: resource.index_unknown,
    }
}

fn sides<'a>(change: &Change<'a>) -> Sides<'a> {
    Sides {
        before: change.before,
        after: change.after,
        after_unknown: change.after_unknown,
        before_sensitive: change.before_sensitive,
        after_sensitive: change.after_sensitive,
        replace_paths: change.replace_paths,
    }
}

/// How many of its own scalars are in the model, besides its provider.
fn kept(resource: &Resource<'_>) -> u64 {
    let texts = [
        &resource.address,
        &resource.previous_address,
        &resource.module_address,
        &resource.mode,
        &resource.kind,
        &resource.name,
        &resource.deposed,
        &resource.action_reason,
    ];
    let index = u64::from(resource.index.is_some()) + u64::from(resource.index_unknown.is_some());
    let change = resource.change.as_ref().map_or(0, |change| {
        change.actions.map_or(0, |actions| actions.words) + u64::from(change.generated_config.is_some())
    });
    texts.into_iter().filter(|text| text.is_some()).count() as u64 + index + change
}
