//! `variables.NAME`, and the `configuration` that says which of them are sensitive.
//!
//! A variable has no mark beside its value, and the configuration may come before or after. What is not declared at all
//! (in a plan that had its configuration taken out) counts as sensitive: nobody said that it is not.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::json::{decode, object};
use super::tokens::strings;
use super::{Elements, Fault};

/// How much of the values of undeclared variables is remembered, in bytes. What comes behind counts as sensitive.
const MOST_REMEMBERED: usize = 16 << 20;

object! {
    /// A value of a root variable.
    Variable<'a> {
        value: &'a RawValue = "value",
    }
}

object! {
    /// What the configuration says of a root variable.
    Declaration<'a> {
        sensitive: bool = "sensitive",
        ephemeral: bool = "ephemeral",
        default: &'a RawValue = "default",
    }
}

/// What is known of variables whose value or declaration is still to come.
#[derive(Default)]
pub(super) struct Variables {
    /// Whether it is sensitive.
    declared: HashMap<Box<str>, bool>,
    waiting: HashMap<Box<str>, Box<RawValue>>,
    waiting_bytes: usize,
}

impl Elements<'_> {
    pub(super) fn read_variable(&mut self, name: &str, value: &[u8]) -> Result<(), Fault> {
        let variable: Variable<'_> = decode(value)?;
        let word = self.draft.plan.words.name(name);
        self.draft.plan.variables.push(word);
        let Some(content) = variable.value else { return Ok(()) };
        match self.variables.declared.get(name) {
            Some(true) => self.mark_whole(value, Some(content))?,
            Some(false) => {}
            None if self.variables.has_room(name, content) => self.variables.remember(name, content),
            None => self.mark_undeclared(content),
        }
        Ok(())
    }

    pub(super) fn read_configured_variable(&mut self, name: &str, value: &[u8]) -> Result<(), Fault> {
        let declaration: Declaration<'_> = decode(value)?;
        let sensitive = declaration.sensitive == Some(true) || declaration.ephemeral == Some(true);
        let content = self.variables.waiting.remove(name);
        *self.variables.declared.entry(name.into()).or_default() |= sensitive;
        if sensitive {
            self.mark_whole(value, declaration.default)?;
            self.mark_whole(value, content.as_deref())?;
        }
        Ok(())
    }

    /// A variable of a module that is called: nobody but the configuration says what it is by default.
    pub(super) fn read_configured_module_variable(&mut self, value: &[u8]) -> Result<(), Fault> {
        let declaration: Declaration<'_> = decode(value)?;
        if declaration.sensitive == Some(true) || declaration.ephemeral == Some(true) {
            self.mark_whole(value, declaration.default)?;
        }
        Ok(())
    }

    /// Marks what was never declared.
    pub(super) fn settle_variables(&mut self) {
        for content in std::mem::take(&mut self.variables.waiting).into_values() {
            self.mark_undeclared(&content);
        }
    }

    /// However deep it is nested: that nobody marked it is no reason to refuse the plan.
    fn mark_undeclared(&mut self, content: &RawValue) {
        strings(content.get()).for_each(|text| self.marks.string(&text));
    }
}

impl Variables {
    /// A second value of one name is a plan that two readers read differently: neither is forgotten.
    fn has_room(&self, name: &str, content: &RawValue) -> bool {
        self.bytes_with(name, content) <= MOST_REMEMBERED && !self.waiting.contains_key(name)
    }

    fn remember(&mut self, name: &str, content: &RawValue) {
        self.waiting_bytes = self.bytes_with(name, content);
        self.waiting.insert(name.into(), content.to_owned());
    }

    fn bytes_with(&self, name: &str, content: &RawValue) -> usize {
        self.waiting_bytes.saturating_add(name.len()).saturating_add(content.get().len())
    }
}
