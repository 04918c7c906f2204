//! The parts of an address in the plan → an [`Address`] of the model.
//!
//! A plan says where a resource is twice: as `address`, and as fields beside it. The fields are taken. The address stands
//! in for a field that is missing; where the two disagree, somebody else than an engine wrote the plan, and no text key
//! of that address is ever shown.

use serde_json::value::RawValue;

use super::address_text::{self, Key, Object, Prefix, Step};
use super::json::{Text, decode_part};
use super::vocabulary;
use super::{Elements, Fault};
use crate::plan::address::{Address, InstanceKey, Mode, ModuleId, ModuleStep};

/// What a plan says of where a resource is.
pub(super) struct Said<'e, 'a> {
    pub(super) address: Option<&'e str>,
    pub(super) module_address: Option<&'e str>,
    pub(super) mode: Option<&'e str>,
    pub(super) kind: Option<&'e str>,
    pub(super) name: Option<&'e str>,
    pub(super) index: Option<&'a RawValue>,
    pub(super) index_unknown: Option<bool>,
}

/// Whether text keys of an address may be shown, once it is decided which.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    Undecided,
    NeverShown,
}

impl Elements<'_> {
    /// Where a resource is. `whole` is the object that all of it was borrowed from.
    pub(super) fn address(&mut self, whole: &[u8], said: &Said<'_, '_>) -> Result<Address, Fault> {
        let module_field = said.module_address.filter(|module| !module.is_empty());
        let (path, object) = match (said.address, module_field) {
            (None, _) => (Some(Vec::new()), None),
            // The path is parsed once for all resources of a module: see `module_of_field`.
            (Some(address), Some(module)) => (None, behind_module(address, module).and_then(resource)),
            (Some(address), None) => whole_address(address).unzip(),
        };
        let index = key_of_fields(whole, said)?;
        let agrees = said.address.is_none() || object.as_ref().is_some_and(|object| agrees(said, &index, object));
        let keys = if agrees { Keys::Undecided } else { Keys::NeverShown };
        let module = match module_field {
            Some(module) => self.module_of_field(module, keys),
            None => self.module(&path.unwrap_or_else(invalid_path), keys),
        };
        Ok(self.address_in(module, said, object, index, keys))
    }

    fn address_in(
        &mut self,
        module: ModuleId,
        said: &Said<'_, '_>,
        object: Option<Object<'_>>,
        index: Option<Key<'_>>,
        keys: Keys,
    ) -> Address {
        let parsed = object.as_ref();
        let words = &mut self.draft.plan.words;
        let kind = words.name(said.kind.or(parsed.and_then(|object| object.kind)).unwrap_or_default());
        let name = words.name(said.name.or(parsed.map(|object| object.name)).unwrap_or_default());
        let mode = mode_of(said, parsed);
        let key = index.or(object.and_then(|object| object.key)).map(|key| self.key(&key, keys));
        Address { module, mode, kind, name, key }
    }

    /// The resource in an address that nothing stands beside.
    pub(super) fn address_alone(&mut self, address: &str) -> Address {
        let (path, object) = whole_address(address).unzip();
        let module = self.module(&path.unwrap_or_else(invalid_path), Keys::Undecided);
        let nothing = Said {
            address: None,
            module_address: None,
            mode: None,
            kind: None,
            name: None,
            index: None,
            index_unknown: None,
        };
        self.address_in(module, &nothing, object, None, Keys::Undecided)
    }

    /// The module of a `module_address`. Changes come in the order of their addresses, so that it is the one before most of
    /// the time.
    pub(super) fn module_of_field(&mut self, text: &str, keys: Keys) -> ModuleId {
        if let Some((last, module)) = &self.last_module
            && keys == Keys::Undecided
            && last == text
        {
            return *module;
        }
        let path = address_text::module_path(text).unwrap_or_else(invalid_path);
        let module = self.module(&path, keys);
        if keys == Keys::Undecided {
            self.last_module = Some((text.to_owned(), module));
        }
        module
    }

    /// The number of a module path.
    pub(super) fn module(&mut self, path: &[Step<'_>], keys: Keys) -> ModuleId {
        if path.is_empty() {
            return ModuleId::default();
        }
        let step = |step: &Step<'_>| ModuleStep {
            name: self.draft.plan.words.name(step.name),
            key: step.key.as_ref().map(|key| self.key(key, keys)),
        };
        let path: Vec<ModuleStep> = path.iter().map(step).collect();
        self.draft.plan.modules.id(&path)
    }

    pub(super) fn key(&mut self, key: &Key<'_>, keys: Keys) -> InstanceKey {
        let words = &mut self.draft.plan.words;
        match key {
            Key::Integer(number) => InstanceKey::Integer(*number),
            Key::Unknown => InstanceKey::Unknown,
            Key::Text(text) if keys == Keys::Undecided => InstanceKey::Text(self.draft.keys.word(words, text)),
            Key::Text(_) | Key::Odd => InstanceKey::Text(self.draft.keys.never_shown(words)),
        }
    }
}

/// What stands for a module path that cannot be read: a module without a name, and not the root, of which nobody said
/// anything.
pub(super) fn invalid_path<'a>() -> Vec<Step<'a>> {
    vec![Step { name: "", key: None }]
}

/// The mode, where field and address do not contradict each other. What is called a data source or ephemeral is counted as less
/// than what it may be, so the address has to say so as well, if there is one.
fn mode_of(said: &Said<'_, '_>, object: Option<&Object<'_>>) -> Mode {
    let (field, address) = (said.mode.map(vocabulary::mode), object.map(mode));
    match (field, address) {
        (Some(field), Some(address)) if field == address => field,
        (Some(Mode::Managed), None) => Mode::Managed,
        (Some(field), None) if said.address.is_none() => field,
        (None, Some(address)) => address,
        _ => Mode::Other,
    }
}

fn mode(object: &Object<'_>) -> Mode {
    match object.prefix {
        Prefix::Resource(mode) => mode,
        Prefix::Action | Prefix::Output => Mode::Other,
    }
}

fn resource(text: &str) -> Option<Object<'_>> {
    address_text::object(text).filter(|object| matches!(object.prefix, Prefix::Resource(_)))
}

fn whole_address(text: &str) -> Option<(Vec<Step<'_>>, Object<'_>)> {
    address_text::address(text).filter(|(_, object)| matches!(object.prefix, Prefix::Resource(_)))
}

/// What stands behind a module path in an address that begins with it.
pub(super) fn behind_module<'a>(address: &'a str, module: &str) -> Option<&'a str> {
    address.strip_prefix(module)?.strip_prefix('.')
}

/// Whether the fields say what the address says, as far as both say something.
fn agrees(said: &Said<'_, '_>, index: &Option<Key<'_>>, object: &Object<'_>) -> bool {
    said.mode.is_none_or(|text| vocabulary::mode(text) == mode(object))
        && said.kind.is_none_or(|kind| Some(kind) == object.kind)
        && said.name.is_none_or(|name| name == object.name)
        && index.as_ref().is_none_or(|index| Some(index) == object.key.as_ref())
}

fn key_of_fields<'a>(whole: &[u8], said: &Said<'_, 'a>) -> Result<Option<Key<'a>>, Fault> {
    match said.index {
        _ if said.index_unknown == Some(true) => Ok(Some(Key::Unknown)),
        Some(index) if index.get().starts_with('"') => {
            decode_part(whole, index).map(|Text(text)| Some(Key::Text(text)))
        }
        Some(index) => Ok(Some(address_text::integer(index.get()).map_or(Key::Odd, Key::Integer))),
        None => Ok(None),
    }
}
