//! Why a command could not do its job, in a form that can be shown: what is wrong and what to do next.

use crate::diagnostic::Diagnostic;
use crate::git::GitError;
use crate::source::SourceMap;

/// A failure: exit status 2.
#[derive(Debug)]
pub enum Failure {
    /// Something that is not about the text of a file.
    Plain {
        /// What is wrong, without a full stop. May quote foreign text: whoever shows it escapes it.
        message: String,
        /// What to do next, as a sentence.
        help: Option<String>,
    },
    /// Files that cannot be used.
    Diagnostics {
        /// What could not be done because of them.
        message: String,
        /// What is wrong.
        diagnostics: Vec<Diagnostic>,
        /// The files.
        sources: SourceMap,
    },
}

impl Failure {
    /// A failure without a hint.
    pub fn new(message: impl Into<String>) -> Failure {
        Failure::Plain { message: message.into(), help: None }
    }

    /// A failure and what to do next.
    pub fn with_help(message: impl Into<String>, help: impl Into<String>) -> Failure {
        Failure::Plain { message: message.into(), help: Some(help.into()) }
    }

    /// The same failure in other words.
    #[must_use]
    pub(super) fn saying(mut self, text: String) -> Failure {
        match &mut self {
            Failure::Plain { message, .. } | Failure::Diagnostics { message, .. } => *message = text,
        }
        self
    }

    /// The same failure with this to do next, if it says nothing else.
    #[must_use]
    pub(super) fn advising(mut self, next: &str) -> Failure {
        if let Failure::Plain { help: help @ None, .. } = &mut self {
            *help = Some(next.to_owned());
        }
        self
    }

    /// What could not be done, for a failure that becomes part of an answer.
    pub fn message(&self) -> &str {
        match self {
            Failure::Plain { message, .. } | Failure::Diagnostics { message, .. } => message,
        }
    }
}

impl From<GitError> for Failure {
    fn from(error: GitError) -> Failure {
        Failure::Plain { message: error.to_string(), help: error.help() }
    }
}
