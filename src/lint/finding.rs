//! What a lint found: a message with its places, and perhaps what to write instead.
//!
//! A rule says nothing of its code or level; the run adds them, so that the two cannot differ from the rule's
//! declaration.

use crate::diagnostic::Label;
use crate::source::Span;

/// One thing that a lint found. Cannot exist without a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The primary place first; the other end, where there is one, behind it. Never empty.
    pub labels: Vec<Label>,
    /// What to write instead, as a sentence.
    pub help: Option<String>,
    /// The same as edits, where it can be said so exactly.
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding at `span`; `label` is shown beside the place and may be empty.
    pub fn new(span: Span, label: impl Into<String>, message: impl Into<String>) -> Finding {
        Finding { message: message.into(), labels: vec![Label { span, text: label.into() }], help: None, fix: None }
    }

    /// Adds the other end.
    #[must_use]
    pub fn with_label(mut self, span: Span, text: impl Into<String>) -> Finding {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }

    /// Offers edits.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Finding {
        self.fix = Some(fix);
        self
    }
}

/// Edits that do what the help says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the edits do, as an order: "quote the pattern".
    pub message: String,
    /// Not overlapping; no more bytes than have to change.
    pub edits: Vec<Edit>,
    /// Whether they may be made without asking.
    pub safety: Safety,
}

impl Fix {
    /// Edits that leave every decision as it is, or that make a file readable that no server reads.
    pub fn safe(message: impl Into<String>, edits: Vec<Edit>) -> Fix {
        Fix { message: message.into(), edits, safety: Safety::Safe }
    }

    /// Edits that change what the configuration decides.
    pub fn suggested(message: impl Into<String>, edits: Vec<Edit>) -> Fix {
        Fix { message: message.into(), edits, safety: Safety::Suggested }
    }
}

/// Whether edits may be made without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Safety {
    /// No decision changes. Made by `--fix`, and only after the evaluator agreed on both texts.
    Safe,
    /// A decision changes. Shown, never made.
    Suggested,
}

/// One replaced stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes. Empty where something is only put in.
    pub span: Span,
    /// What comes in its place.
    pub replacement: String,
}
