//! A suppression that does not say why.

use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports a suppression without a reason. It is not followed.
    ///
    /// ## Why it matters
    ///
    /// A finding says that a configuration does something else than it seems to. Whoever meets the comment a year later has
    /// to know why that is all right here.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # whomay: allow(anchor-redefined)
    /// dirs: {}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// # whomay: allow(anchor-redefined): generated, and the last one is meant
    /// dirs: {}
    /// ```
    "suppression-without-reason", Warn, Run
}

/// The finding about such a comment.
pub(in crate::lint) fn found(comment: Span) -> Finding {
    Finding::new(comment, "no reason", "a suppression without a reason is not followed")
        .with_help("Say why behind a colon: `# whomay: allow(CODE): REASON`.")
}
