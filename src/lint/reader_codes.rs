//! What the readers can say: the documentation of every code that is not a lint's.
//!
//! The readers know nothing of this page, and it nothing of them but their codes: a test holds both together.

use crate::diagnostic::Severity;

mod format;
mod layout;
mod other_files;
mod text;
mod yaml;

/// One code of a reader.
#[derive(Debug)]
pub struct ReaderCode {
    /// Kebab-case. Stable across releases.
    pub code: &'static str,
    /// How bad it is in a repository's own file. An error is one whatever the levels say.
    pub severity: Severity,
    /// The documentation in Markdown, in the sections of a lint's. Where an example cannot be shown as it is, its block is
    /// marked `escapes`: `\u{85}` and `\xff` then stand for a character and a byte, and `\repeat{9}{x}` for nine times `x`.
    pub about: &'static str,
}

/// What they are about, in the order of the documentation, and the codes.
pub const GROUPS: [(&str, &[ReaderCode]); 5] = [
    ("Bytes and characters", text::CODES),
    ("YAML", yaml::CODES),
    ("The format of the configuration", format::CODES),
    ("The configuration and the files", layout::CODES),
    ("Other files", other_files::CODES),
];

/// Every code.
pub fn all() -> impl Iterator<Item = &'static ReaderCode> {
    GROUPS.iter().flat_map(|(_, codes)| codes.iter())
}

/// The documentation of a code.
pub fn of_code(code: &str) -> Option<&'static ReaderCode> {
    all().find(|known| known.code == code)
}

/// Declares codes: each with its documentation, which has the sections of a lint's, and its severity.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $code:literal, $severity:ident;)+) => {
        pub(super) const CODES: &[super::ReaderCode] = &[$(super::ReaderCode {
            code: $code,
            severity: crate::diagnostic::Severity::$severity,
            about: concat!($($doc, "\n"),+),
        }),+];
    };
}
use codes;

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "looks for codes in the sources of the readers")]
#[expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]
mod tests;
