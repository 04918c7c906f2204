//! A report as text: one file for each form, all of them drawn from one [`crate::plan::Report`].
//!
//! What all forms have in common is decided once: what is said ([`wording`]), how things are called ([`names`]), what
//! comes first ([`concern`]) and which dirspaces are shown as one ([`folding`]).

pub mod concern;
pub mod folding;
pub mod human;
pub mod json;
pub mod markdown;
pub mod names;
pub mod wording;

/// Where Markdown will be shown: each platform takes other things for markup, and bounds its length otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Comments, notes and job summaries of GitHub.
    Github,
    /// Notes of GitLab.
    Gitlab,
    /// Comments of Bitbucket: no HTML.
    Bitbucket,
}

impl Dialect {
    /// The most bytes of one comment: below every limit that was observed on the platform.
    pub fn budget(self) -> usize {
        match self {
            Dialect::Github => 65_000,
            Dialect::Gitlab => 900_000,
            Dialect::Bitbucket => 32_000,
        }
    }
}
