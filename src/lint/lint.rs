//! What a lint is: a code, a level, its documentation, and a function from a subject to findings.

use super::finding::Finding;
use super::online::ForgeAnswers;
use super::subject::{AsRead, AsWritten, InRepository, OnForge};
use crate::access::gate::GateOptions;
use crate::config::gate::LintLevel;

/// One lint. Declared by [`lint!`](crate::lint::rules), in a file of its own.
#[derive(Debug)]
pub struct Lint {
    /// Kebab-case, and reads well after "allow": `allow apply-open-by-omission`. Stable across releases.
    pub code: &'static str,
    /// What it does when nobody says otherwise.
    pub level: LintLevel,
    /// The documentation in Markdown: what it does, why it matters, an example, and what to write instead.
    pub about: &'static str,
    /// How it is asked.
    pub check: Check,
}

/// A lint's function, by what it has to be given.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Looks at the document as written. Asked even when no configuration can be made of it.
    Written(fn(&AsWritten<'_>) -> Vec<Finding>),
    /// Looks at the configuration as it is read, every default filled in.
    Read(fn(&AsRead<'_>) -> Vec<Finding>),
    /// The same, and asked only where the repository is not known, or not all of it: where it is, a lint that looks at
    /// it knows better.
    Alone(fn(&AsRead<'_>) -> Vec<Finding>),
    /// Looks at the configuration and the repository that it governs.
    Repository(fn(&InRepository<'_>) -> Vec<Finding>),
    /// Looks at the configuration, or at `.whomay.yml`, and at what the forge says of the names in it.
    Forge(ForgeCheck),
    /// Is about the run itself, about its suppressions and levels: the run answers it.
    Run,
}

/// The two functions of a lint that looks at what a forge says: either file names things.
#[derive(Clone, Copy, Debug)]
pub struct ForgeCheck {
    /// For the configuration.
    pub config: fn(&OnForge<'_>) -> Vec<Finding>,
    /// For `.whomay.yml`.
    pub options: fn(&GateOptions, &ForgeAnswers) -> Vec<Finding>,
}

/// How far a lint looks. A run names the depths that it could not reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Depth {
    /// The file alone.
    File,
    /// The file against the repository.
    Repository,
    /// The file against the forge: which teams, users and protections there are. Only where somebody asked it.
    Forge,
}

impl Lint {
    /// How far it looks.
    pub fn depth(&self) -> Depth {
        match self.check {
            Check::Written(_) | Check::Read(_) | Check::Alone(_) | Check::Run => Depth::File,
            Check::Repository(_) => Depth::Repository,
            Check::Forge(_) => Depth::Forge,
        }
    }

    /// The first line of the documentation's first section: what it does, in one sentence or two.
    pub fn summary(&self) -> String {
        let lines = self.about.lines().map(str::trim).skip_while(|line| line.is_empty() || line.starts_with('#'));
        lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }
}
