//! One object of a plan at a time → the model.
//!
//! Each function gets the bytes of one whole JSON value as the walk found it, decodes of it what the list of
//! what may be shown names, and drops the rest. Values are compared as the tokens that they are written in, never as numbers.

mod action_invocation;
mod address;
mod address_text;
mod changed_attributes;
mod check;
mod configuration;
mod json;
mod marked;
mod output_change;
mod raw_keys;
mod resource_change;
mod state;
#[cfg(test)]
mod tests;
mod time;
mod tokens;
mod top_level;
mod variable;
mod vocabulary;

use std::collections::HashSet;

use super::Draft;
use crate::plan::address::ModuleId;
use crate::plan::change::DataSource;
use crate::plan::refusal::Kind;
use crate::plan::wall::Marks;
use crate::plan::words::Word;
pub(super) use raw_keys::RawKeys;

/// What is wrong with one object: a kind and a byte in it, and no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// What.
    pub(super) kind: Kind,
    /// Byte offset in the object.
    pub(super) at: usize,
}

/// Which list of the state a resource stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StateOf {
    /// `planned_values`
    Planned,
    /// `prior_state`
    Prior,
}

/// What is being put together while a plan is walked. Has no `Debug`: it holds values of variables until it is known
/// which of them are sensitive.
pub(super) struct Elements<'m> {
    draft: Draft,
    pub(super) marks: &'m mut Marks,
    /// The module of the change before, as the plan writes it.
    last_module: Option<(String, ModuleId)>,
    seen_providers: HashSet<Word>,
    seen_data_sources: HashSet<DataSource>,
    seen_outputs: HashSet<Word>,
    sensitive_outputs: HashSet<Word>,
    variables: variable::Variables,
    conditions: check::Conditions,
}

/// Every function takes the bytes of one JSON value. `name` is the key that it stood under, decoded.
impl<'m> Elements<'m> {
    pub(super) fn new(marks: &'m mut Marks) -> Self {
        Elements {
            draft: Draft::default(),
            marks,
            last_module: None,
            seen_providers: HashSet::new(),
            seen_data_sources: HashSet::new(),
            seen_outputs: HashSet::new(),
            sensitive_outputs: HashSet::new(),
            variables: variable::Variables::default(),
            conditions: check::Conditions::default(),
        }
    }

    /// `format_version`, `terraform_version`, `timestamp`, `applyable`, `complete`, `errored`. Returns false for a key
    /// that is none of these.
    pub(super) fn top_level(&mut self, key: &str, value: &[u8]) -> Result<bool, Fault> {
        self.read_top_level(key, value)
    }

    /// `resource_changes[]`
    pub(super) fn resource_change(&mut self, value: &[u8]) -> Result<(), Fault> {
        self.read_resource_change(value)
    }

    /// `resource_drift[]`
    pub(super) fn drift(&mut self, value: &[u8]) -> Result<(), Fault> {
        self.read_drift(value)
    }

    /// `deferred_changes[]`
    pub(super) fn deferred_change(&mut self, value: &[u8]) -> Result<(), Fault> {
        self.read_deferred_change(value)
    }

    /// `action_invocations[]`
    pub(super) fn action_invocation(&mut self, value: &[u8]) -> Result<(), Fault> {
        self.read_action_invocation(value)
    }

    /// `deferred_action_invocations[]`
    pub(super) fn deferred_action_invocation(&mut self, value: &[u8]) -> Result<(), Fault> {
        self.read_deferred_action_invocation(value)
    }

    /// `output_changes.NAME`
    pub(super) fn output_change(&mut self, name: &str, value: &[u8]) -> Result<(), Fault> {
        self.read_output_change(name, value)
    }

    /// `checks[]`
    pub(super) fn check(&mut self, value: &[u8]) -> Result<(), Fault> {
        self.read_check(value)
    }

    /// `condition_results[]`, which the engine wrote before there were `checks`.
    pub(super) fn condition_result(&mut self, value: &[u8]) -> Result<(), Fault> {
        self.read_condition_result(value)
    }

    /// `variables.NAME`. Whether it is sensitive stands in the configuration, which may come later: what has to be
    /// remembered until [`Elements::finish`] is remembered here.
    pub(super) fn variable(&mut self, name: &str, value: &[u8]) -> Result<(), Fault> {
        self.read_variable(name, value)
    }

    /// `planned_values.….resources[]` or `prior_state.values.….resources[]`: its marked strings, and for a data source of
    /// the prior state its type and name.
    pub(super) fn state_resource(&mut self, of: StateOf, value: &[u8]) -> Result<(), Fault> {
        self.read_state_resource(of, value)
    }

    /// `planned_values.outputs.NAME` or `prior_state.values.outputs.NAME`: its marked strings.
    pub(super) fn state_output(&mut self, of: StateOf, name: &str, value: &[u8]) -> Result<(), Fault> {
        let (StateOf::Planned | StateOf::Prior) = of;
        self.read_state_output(name, value)
    }

    /// `configuration.provider_config.KEY`: the provider's source address.
    pub(super) fn configured_provider(&mut self, value: &[u8]) -> Result<(), Fault> {
        self.read_configured_provider(value)
    }

    /// `configuration.root_module.….resources[]`: mode, type and name of data sources.
    pub(super) fn configured_resource(&mut self, value: &[u8]) -> Result<(), Fault> {
        self.read_configured_resource(value)
    }

    /// `configuration.root_module.variables.NAME`: whether it is sensitive (or ephemeral), and its default if so.
    pub(super) fn configured_variable(&mut self, name: &str, value: &[u8]) -> Result<(), Fault> {
        self.read_configured_variable(name, value)
    }

    /// `configuration.root_module.module_calls.….variables.NAME`: its default, if it is sensitive (or ephemeral).
    pub(super) fn configured_module_variable(&mut self, value: &[u8]) -> Result<(), Fault> {
        self.read_configured_module_variable(value)
    }

    /// `configuration.root_module.outputs.NAME`: whether it is sensitive.
    pub(super) fn configured_output(&mut self, name: &str, value: &[u8]) -> Result<(), Fault> {
        self.read_configured_output(name, value)
    }

    /// After the last object: what could only be decided with everything seen.
    pub(super) fn finish(mut self) -> Result<Draft, Fault> {
        self.settle_variables();
        self.settle_conditions();
        for output in &mut self.draft.plan.outputs {
            output.sensitive |= self.sensitive_outputs.contains(&output.name);
        }
        Ok(self.draft)
    }
}
