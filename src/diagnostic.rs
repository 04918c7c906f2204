//! One thing to say about a text: what is wrong, where, and what to do about it.
//!
//! Readers of foreign text collect [`Diagnostic`]s instead of stopping at the first mistake. How
//! they are shown is the business of `output`; nothing here may know about terminals.

use crate::source::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is decided differently.
    Warning,
    /// The input cannot be used.
    Error,
}

/// A place and what it has to do with the matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words, shown beside the place. May be empty.
    pub text: String,
}

/// A finding about source text. Built by [`Diagnostic::error`] or [`Diagnostic::warning`], so that
/// it cannot exist without a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Kebab-case name of the pattern found; stable across releases.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The primary place first. Never empty.
    pub labels: Vec<Label>,
    /// What to do next.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at `span`; `label` is shown beside the place.
    pub fn error(code: &'static str, span: Span, label: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, label.into(), message.into())
    }

    /// A warning at `span`; `label` is shown beside the place.
    pub fn warning(code: &'static str, span: Span, label: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, label.into(), message.into())
    }

    fn new(severity: Severity, code: &'static str, span: Span, label: String, message: String) -> Self {
        Diagnostic { code, severity, message, labels: vec![Label { span, text: label }], help: None }
    }

    /// Adds a second place.
    #[must_use]
    pub fn with_label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do next.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
