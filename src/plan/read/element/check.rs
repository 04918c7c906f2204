//! `checks[]`, and the `condition_results[]` that came before them → [`Check`].
//!
//! Their messages are made of values. They are counted and not read.

use std::collections::HashMap;

use serde::de::IgnoredAny;

use super::address::{Keys, invalid_path};
use super::address_text::{self, Object, Prefix, Step};
use super::json::{Text, decode, object};
use super::vocabulary;
use super::{Elements, Fault};
use crate::plan::address::{Mode, ModuleId};
use crate::plan::change::{Check, CheckKind, CheckStatus};
use crate::plan::words::Word;

object! {
    /// All conditions of one block.
    Block<'a> {
        address: Address<'a> = "address",
        status: Text<'a> = "status",
        instances: Vec<Instance<'a>> = "instances",
    }
}

object! {
    /// Which block.
    Address<'a> {
        kind: Text<'a> = "kind",
        mode: Text<'a> = "mode",
        resource_type: Text<'a> = "type",
        name: Text<'a> = "name",
        module: Text<'a> = "module",
    }
}

object! {
    /// Of one instance, how many messages there are.
    Instance<'a> {
        problems: Vec<Problem<'a>> = "problems",
    }
}

object! {
    /// A message.
    Problem<'a> {
        message: IgnoredAny = "message",
    }
}

object! {
    /// One condition, as Terraform 1.2 and 1.3 wrote it.
    Condition<'a> {
        address: Text<'a> = "address",
        condition_type: Text<'a> = "condition_type",
        result: bool = "result",
        unknown: bool = "unknown",
        error_message: IgnoredAny = "error_message",
    }
}

/// What the conditions of one object have in common.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Place {
    kind: CheckKind,
    module: ModuleId,
    resource: Option<(Mode, Word)>,
    name: Word,
}

/// Conditions of the older form, joined by block as the newer form has them. Dropped if the plan has the newer form as
/// well, which holds the same conditions.
#[derive(Default)]
pub(super) struct Conditions {
    joined: Vec<Check>,
    by_place: HashMap<Place, usize>,
    kept: u64,
}

impl Elements<'_> {
    pub(super) fn read_check(&mut self, value: &[u8]) -> Result<(), Fault> {
        let block: Block<'_> = decode(value)?;
        let text = |text: Option<&Text<'_>>| text.map(|text| text.0.clone().into_owned());
        let address = block.address.as_ref();
        let kind = text(address.and_then(|address| address.kind.as_ref()));
        let kind = kind.map_or(CheckKind::Other, |kind| vocabulary::check_kind(&kind));
        let module = address.and_then(|address| address.module.as_ref()).map_or("", |module| &module.0);
        let path = address_text::module_path(module).unwrap_or_else(invalid_path);
        let module = self.module_of_blocks(path);
        let resource_type = address.and_then(|address| address.resource_type.as_ref());
        let mode = address.and_then(|address| address.mode.as_ref());
        let mode = mode.map_or(Mode::Other, |mode| vocabulary::mode(&mode.0));
        let words = &mut self.draft.plan.words;
        let resource = resource_type.map(|resource_type| (mode, words.name(&resource_type.0)));
        let resource = resource.filter(|_| kind == CheckKind::Resource);
        let name = words.name(address.and_then(|address| address.name.as_ref()).map_or("", |name| &name.0));
        let status = block.status.as_ref().map_or(CheckStatus::Unknown, |status| vocabulary::check_status(&status.0));
        self.draft.plan.leaves.kept += kept(&block);
        let messages = messages(&block);
        self.draft.plan.checks.push(Check { kind, module, resource, name, status, messages });
        Ok(())
    }

    pub(super) fn read_condition_result(&mut self, value: &[u8]) -> Result<(), Fault> {
        let condition: Condition<'_> = decode(value)?;
        let kind = condition.condition_type.as_ref();
        let kind = kind.map_or(CheckKind::Other, |kind| vocabulary::condition_kind(&kind.0));
        let place = self.place(kind, condition.address.as_ref().map_or("", |address| &address.0));
        let status = match (condition.result, condition.unknown) {
            (_, Some(true)) => CheckStatus::Unknown,
            (Some(true), _) => CheckStatus::Pass,
            (Some(false), _) => CheckStatus::Fail,
            (None, _) => CheckStatus::Unknown,
        };
        self.conditions.join(place, status, u32::from(condition.error_message.is_some()));
        let told = [condition.result.is_some(), condition.unknown.is_some(), condition.address.is_some()];
        self.conditions.kept += told.into_iter().map(u64::from).sum::<u64>();
        Ok(())
    }

    /// The conditions of the older form, if nothing else told of them.
    pub(super) fn settle_conditions(&mut self) {
        if self.draft.plan.checks.is_empty() {
            self.draft.plan.checks = std::mem::take(&mut self.conditions.joined);
            self.draft.plan.leaves.kept += self.conditions.kept;
        }
    }

    fn place(&mut self, kind: CheckKind, address: &str) -> Place {
        let (path, object) = address_text::address(address).unzip();
        let module = self.module_of_blocks(path.unwrap_or_else(invalid_path));
        let words = &mut self.draft.plan.words;
        let resource = match object {
            Some(Object { prefix: Prefix::Resource(mode), kind: Some(kind), .. }) => Some((mode, words.name(kind))),
            _ => None,
        };
        let name = words.name(object.as_ref().map_or("", |object| object.name));
        Place { kind, module, resource: resource.filter(|_| kind == CheckKind::Resource), name }
    }

    /// A module without the keys of its instances: conditions are written once for all of them.
    fn module_of_blocks(&mut self, mut path: Vec<Step<'_>>) -> ModuleId {
        path.iter_mut().for_each(|step| step.key = None);
        self.module(&path, Keys::NeverShown)
    }
}

impl Conditions {
    fn join(&mut self, place: Place, status: CheckStatus, messages: u32) {
        let Place { kind, module, resource, name } = place;
        let number = *self.by_place.entry(place).or_insert(self.joined.len());
        match self.joined.get_mut(number) {
            Some(check) => {
                check.status = worse(check.status, status);
                check.messages = check.messages.saturating_add(messages);
            }
            None => self.joined.push(Check { kind, module, resource, name, status, messages }),
        }
    }
}

fn worse(a: CheckStatus, b: CheckStatus) -> CheckStatus {
    let badness = |status: &CheckStatus| match status {
        CheckStatus::Pass => 0,
        CheckStatus::Unknown => 1,
        CheckStatus::Error => 2,
        CheckStatus::Fail => 3,
    };
    std::cmp::max_by_key(a, b, badness)
}

fn messages(block: &Block<'_>) -> u32 {
    let problems = block.instances.iter().flatten().filter_map(|instance| instance.problems.as_ref());
    let messages = problems.flatten().filter(|problem| problem.message.is_some()).count();
    u32::try_from(messages).unwrap_or(u32::MAX)
}

fn kept(block: &Block<'_>) -> u64 {
    let address = block.address.as_ref().map_or(0, |address| {
        let texts = [&address.kind, &address.mode, &address.resource_type, &address.name, &address.module];
        texts.into_iter().filter(|text| text.is_some()).count() as u64
    });
    address + u64::from(block.status.is_some())
}
