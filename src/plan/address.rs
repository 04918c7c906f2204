//! Where in the configuration something is: module, mode, type, name and instance key.
//!
//! Built from the parsed parts of an address, never from its text: the text holds instance keys, which are values.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use super::words::{Shown, Word, Words};

/// What kind of object a resource block describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// `resource`
    Managed,
    /// `data`
    Data,
    /// `ephemeral`
    Ephemeral,
    /// Something that this version does not know.
    Other,
}

/// The key of one instance of a `count` or `for_each`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InstanceKey {
    /// Of `count`.
    Integer(u64),
    /// Of `for_each`; what is shown of it was decided by the policy for keys.
    Text(Word),
    /// Not known before apply.
    Unknown,
}

/// One step of a module path: `module.NAME[KEY]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ModuleStep {
    /// Name of the call.
    pub name: Word,
    /// Its instance.
    pub key: Option<InstanceKey>,
}

/// A module instance of one plan, by number. Number 0 is the root.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId(pub u32);

/// Where one resource instance is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// The module instance.
    pub module: ModuleId,
    /// The mode.
    pub mode: Mode,
    /// The resource type.
    pub kind: Word,
    /// The name of the block.
    pub name: Word,
    /// The instance.
    pub key: Option<InstanceKey>,
}

/// The module instances of one plan.
#[derive(Clone, Debug)]
pub struct Modules {
    paths: Vec<Box<[ModuleStep]>>,
    by_hash: HashMap<u64, ModuleId>,
    hasher: RandomState,
}

impl Default for Modules {
    fn default() -> Self {
        Modules { paths: vec![Box::default()], by_hash: HashMap::new(), hasher: RandomState::new() }
    }
}

impl Modules {
    /// The number of a module instance.
    pub fn id(&mut self, path: &[ModuleStep]) -> ModuleId {
        if path.is_empty() {
            return ModuleId(0);
        }
        let mut slot = self.hasher.hash_one(path);
        while let Some(id) = self.by_hash.get(&slot) {
            if self.path(*id) == path {
                return *id;
            }
            slot = slot.wrapping_add(1);
        }
        let id = ModuleId(u32::try_from(self.paths.len()).unwrap_or(u32::MAX));
        self.paths.push(path.into());
        self.by_hash.insert(slot, id);
        id
    }

    /// Puts other keys in the place of keys. The numbers stay; a path that is asked for afterwards gets a new one.
    pub(super) fn rekey(&mut self, mut rekey: impl FnMut(InstanceKey) -> InstanceKey) {
        for step in self.paths.iter_mut().flatten() {
            step.key = step.key.map(&mut rekey);
        }
        self.by_hash.clear();
    }

    /// The steps from the root. Empty for the root.
    pub fn path(&self, id: ModuleId) -> &[ModuleStep] {
        self.paths.get(id.0 as usize).map_or(&[], |path| path)
    }
}

/// What stands for a name that is masked.
pub const MASKED: &str = "(masked)";
/// What stands for a name that is none.
pub const INVALID: &str = "(invalid name)";

/// A word as text, not escaped.
pub fn word_text(words: &Words, word: Word) -> String {
    match words.shown(word) {
        Shown::Text(text) => text.to_string(),
        Shown::Hash(hash) => hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        Shown::Masked => MASKED.to_owned(),
        Shown::Invalid => INVALID.to_owned(),
    }
}

/// An instance key in brackets: `[0]`, `["blue"]`, `[#1a2b3c4d]` for a hash, `[…]` for a masked one, `[*]` for one that
/// is not known yet. Not escaped.
pub fn key_text(words: &Words, key: InstanceKey) -> String {
    match key {
        InstanceKey::Integer(number) => format!("[{number}]"),
        InstanceKey::Unknown => "[*]".to_owned(),
        InstanceKey::Text(word) => match words.shown(word) {
            Shown::Text(text) => format!("[\"{text}\"]"),
            Shown::Hash(_) => format!("[#{}]", word_text(words, word)),
            Shown::Masked | Shown::Invalid => "[…]".to_owned(),
        },
    }
}

/// A module path as text, not escaped. Empty for the root.
pub fn module_text(words: &Words, path: &[ModuleStep]) -> String {
    let step = |step: &ModuleStep| {
        let key = step.key.map(|key| key_text(words, key)).unwrap_or_default();
        format!("module.{}{key}", word_text(words, step.name))
    };
    path.iter().map(step).collect::<Vec<_>>().join(".")
}

/// A resource address without its module, as text, not escaped: `data.aws_ami.this["blue"]`.
pub fn resource_text(words: &Words, address: &Address) -> String {
    let mode = match address.mode {
        Mode::Managed => "",
        Mode::Data => "data.",
        Mode::Ephemeral => "ephemeral.",
        Mode::Other => "other.",
    };
    let key = address.key.map(|key| key_text(words, key)).unwrap_or_default();
    format!("{mode}{}.{}{key}", word_text(words, address.kind), word_text(words, address.name))
}
