//! What a forge says of the names that a configuration uses, for lints that need to know.
//!
//! Nobody is asked here. [`names`] says what there is to ask, whoever can ask puts the answers together, and the lints of
//! [`rules`](super::rules) read them: a name that was not asked about has no answer, and no answer is no finding.

use std::collections::{BTreeMap, BTreeSet};

use super::rules::principals;
use crate::access::gate::GateOptions;
use crate::access::principal::PrincipalMatch;
use crate::config::Config;

/// Something that a configuration names and that only the forge knows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ForgeName {
    /// A user, by login.
    User(String),
    /// A team, by slug; on GitLab a group, by path.
    Team(String),
    /// A branch.
    Branch(String),
    /// An app that reports checks, by slug. GitHub alone has those.
    App(String),
}

/// What the forge says of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ForgeAnswer {
    /// It is there; a branch is protected as well.
    There,
    /// There is none, for sure.
    Absent,
    /// It is there and not what it should be: a user who is blocked, a branch that is not protected. Says what.
    Unfit(String),
    /// It is not there, or whoever asked may not see it. Says what the forge answered.
    Hidden(String),
    /// It could not be asked.
    Unknown,
}

/// What a forge said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForgeAnswers {
    /// By name.
    pub answers: BTreeMap<ForgeName, ForgeAnswer>,
    /// The default branch. `None` when it is not known which it is.
    pub default_branch: Option<String>,
}

impl ForgeAnswers {
    /// The answer about a name. One that nobody asked about is not known.
    pub fn of(&self, name: &ForgeName) -> &ForgeAnswer {
        self.answers.get(name).unwrap_or(&ForgeAnswer::Unknown)
    }
}

impl ForgeName {
    /// The name that an entry of a rule holds. `None` for roles, for everybody, and for what can be no name: other lints
    /// speak of those, and a forge need not be troubled with them.
    pub fn of_principal(principal: &PrincipalMatch) -> Option<ForgeName> {
        let (name, is_user) = match principal {
            PrincipalMatch::User(name) => (name, true),
            PrincipalMatch::Team(name) => (name, false),
            PrincipalMatch::Role(_) | PrincipalMatch::Any => return None,
        };
        let can_be = |c: char| c.is_ascii_alphanumeric() || "._-/[]".contains(c);
        let fits = !name.is_empty() && name.len() <= LONGEST && name.chars().all(can_be);
        fits.then(|| if is_user { ForgeName::User(name.clone()) } else { ForgeName::Team(name.clone()) })
    }

    /// The branch that a pattern stands for. `None` for one that stands for several.
    pub fn of_branch(pattern: &str) -> Option<ForgeName> {
        (!pattern.is_empty() && !pattern.contains('*')).then(|| ForgeName::Branch(pattern.to_owned()))
    }
}

/// Longer names there are on no forge.
const LONGEST: usize = 255;

/// Everything in a configuration that a forge can be asked about.
pub fn names(config: &Config) -> BTreeSet<ForgeName> {
    let principals = principals(config).filter_map(|entry| ForgeName::of_principal(&entry.value));
    let branches = config.destination_branches.iter().filter_map(|entry| ForgeName::of_branch(&entry.branch.value));
    principals.chain(branches).collect()
}

/// The same for the options of the gate.
pub fn names_in_options(gate: &GateOptions) -> BTreeSet<ForgeName> {
    let apps = gate.required_checks.iter().filter_map(|check| Some(ForgeName::App(check.app.as_ref()?.value.clone())));
    let branches = gate.protected_branches.iter().filter_map(|branch| ForgeName::of_branch(branch.value.as_str()));
    apps.chain(branches).collect()
}
