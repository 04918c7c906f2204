//! The code of a lint that there is not.

use crate::lint::Finding;
use crate::lint::codes::nearest;
use crate::lint::rules::lint;
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports a code in a suppression or in the section `lints` of `.whomay.yml` that no lint has, or that is an error
    /// whose level nobody can change.
    ///
    /// ## Why it matters
    ///
    /// A misspelt code silences nothing, and a lint that was meant to be `deny` stays as it was.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # whomay: allow(anchor-redefinition): generated, and the last one is meant
    /// dirs: {}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// # whomay: allow(anchor-redefined): generated, and the last one is meant
    /// dirs: {}
    /// ```
    "unknown-lint", Warn, Run
}

/// The finding about a code at its place.
pub(in crate::lint) fn found(code: &str, span: Span) -> Finding {
    let finding = without_guess(code, span);
    match nearest(code) {
        Some(meant) => finding.with_help(format!("Did you mean `{meant}`?")),
        None => finding,
    }
}

/// The same without an attempt to find out what was meant.
pub(in crate::lint) fn without_guess(code: &str, span: Span) -> Finding {
    let shown: String = code.chars().take(60).flat_map(char::escape_debug).collect();
    let message = format!("there is no lint `{shown}`");
    Finding::new(span, "unknown", message).with_help("Write the code as a finding shows it, such as `unknown-lint`.")
}

/// The finding about a level for an error.
pub(in crate::lint) fn without_level(code: &str, span: Span) -> Finding {
    let message = format!("`{code}` is an error of the reader, and no level changes it");
    Finding::new(span, "not a lint", message)
        .with_help("No server takes a file with this error: mend the file, and delete this line.")
}
