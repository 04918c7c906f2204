//! A comment that is addressed to whomay and cannot be understood.

use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports a comment that begins with `whomay:` and is not an order that whomay knows, or stands where it has no
    /// effect.
    ///
    /// ## Why it matters
    ///
    /// The comment suppresses nothing. Whoever wrote it believes that it does, and whoever reads it believes that
    /// somebody has looked at the finding.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # whomay: ignore anchor-redefined
    /// dirs: {}
    /// ```
    ///
    /// ## Use instead
    ///
    /// At the end of a line for that line, on a line of its own for the next one, and with `allow-file` above the first
    /// key for the whole file:
    ///
    /// ```yaml
    /// # whomay: allow-file(anchor-redefined): generated, and the last one is meant
    /// dirs: {}
    /// ```
    "malformed-suppression", Warn, Run
}

const HELP: &str = "Write `# whomay: allow(CODE, CODE): REASON`, or `allow-file` above the first key.";

/// The finding about a comment that cannot be understood.
pub(in crate::lint) fn found(why: &str, comment: Span) -> Finding {
    let message = format!("this comment is addressed to whomay but suppresses nothing: {why}");
    Finding::new(comment, "not followed", message).with_help(HELP)
}

/// The finding about `allow-file` too far down.
pub(in crate::lint) fn below_the_first_key(comment: Span) -> Finding {
    let message = "`allow-file` suppresses nothing below the first key";
    Finding::new(comment, "not followed", message)
        .with_help("Move the comment above the first key, or write `allow` for one line.")
}
