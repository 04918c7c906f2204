//! Which level a code has: its own, that of `.whomay.yml`, or that of the command line, the last one said.

use std::collections::BTreeMap;

use super::Lint;
use crate::config::gate::{LintLevel, LintSetting};

/// Levels by code. What is not in here has the level of its declaration.
#[derive(Clone, Debug, Default)]
pub struct Levels(BTreeMap<String, LintLevel>);

impl Levels {
    /// Those of `.whomay.yml`.
    pub fn of(settings: &BTreeMap<String, LintSetting>) -> Levels {
        Levels(settings.iter().map(|(code, setting)| (code.clone(), setting.level)).collect())
    }

    /// Sets one, over whatever was set before.
    pub fn set(&mut self, code: &str, level: LintLevel) {
        self.0.insert(code.to_owned(), level);
    }

    /// The level of a lint.
    pub fn of_lint(&self, lint: &Lint) -> LintLevel {
        self.of_code(lint.code, lint.level)
    }

    /// The level of a code that has `own` where nothing was set.
    pub fn of_code(&self, code: &str, own: LintLevel) -> LintLevel {
        self.0.get(code).copied().unwrap_or(own)
    }
}
