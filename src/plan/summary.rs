//! The redacted model of one plan: all that is ever shown of it.

use super::address::{Address, Modules, module_text, resource_text};
use super::change::{
    ActionInvocation, AttributeChange, Check, DataSource, DeferredChange, OutputChange, ResourceChange,
};
use super::counts::Counts;
use super::words::{Word, Words};

/// A version: `format_version` or `terraform_version`, parsed and never shown as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Major.
    pub major: u32,
    /// Minor.
    pub minor: u32,
    /// Patch; 0 for a format version.
    pub patch: u32,
    /// It is a release candidate, beta or the like.
    pub prerelease: bool,
}

/// What the engine says of the plan as a whole. `None` where an older engine or OpenTofu says nothing: that is neither
/// yes nor no.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Planning failed on the way.
    pub errored: Option<bool>,
    /// All was planned.
    pub complete: Option<bool>,
    /// There is something to apply.
    pub applicable: Option<bool>,
}

/// How much of the input is in the model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leaves {
    /// Strings, numbers, booleans and nulls of the input.
    pub read: u64,
    /// Those of which something is in the model.
    pub kept: u64,
}

/// One plan.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Every text of it.
    pub words: Words,
    /// Every module instance of it.
    pub modules: Modules,
    /// The version of the format, of which the major one is 0 or 1.
    pub format: Option<Version>,
    /// The version of the engine. Which engine it is, Terraform or OpenTofu, a plan does not say.
    pub engine: Option<Version>,
    /// When it was made: seconds since 1970, UTC.
    pub made_at: Option<i64>,
    /// As a whole.
    pub standing: Standing,
    /// What would change, in the order of the plan. Objects to which nothing happens are counted only.
    pub resources: Vec<ResourceChange>,
    /// Objects to which nothing happens.
    pub unchanged: u64,
    /// What changed outside of the engine, or moved in a refresh-only plan.
    pub drift: Vec<ResourceChange>,
    /// What waits for a later plan.
    pub deferred: Vec<DeferredChange>,
    /// Actions that would run, now or later.
    pub actions: Vec<ActionInvocation>,
    /// Root outputs that change. Outputs that stay are not in it.
    pub outputs: Vec<OutputChange>,
    /// Checks.
    pub checks: Vec<Check>,
    /// Changed attributes of all changes: see [`Plan::attributes_of`].
    pub attributes: Vec<AttributeChange>,
    /// Providers by source address.
    pub providers: Vec<Word>,
    /// Data sources by block.
    pub data_sources: Vec<DataSource>,
    /// Root variables by name.
    pub variables: Vec<Word>,
    /// All root outputs by name, whether they change or not.
    pub output_names: Vec<Word>,
    /// Top-level keys of the plan that this version does not know.
    pub unknown_keys: u64,
    /// How much of the input is in this.
    pub leaves: Leaves,
}

impl Plan {
    /// The attributes of a change.
    pub fn attributes_of(&self, change: &ResourceChange) -> &[AttributeChange] {
        let start = change.attributes.start as usize;
        self.attributes.get(start..start.saturating_add(change.attributes.count as usize)).unwrap_or(&[])
    }

    /// A whole address as text, not escaped.
    pub fn address_text(&self, address: &Address) -> String {
        let module = module_text(&self.words, self.modules.path(address.module));
        let resource = resource_text(&self.words, address);
        if module.is_empty() { resource } else { format!("{module}.{resource}") }
    }

    /// What it comes to.
    pub fn counts(&self) -> Counts {
        Counts::of(self)
    }
}
