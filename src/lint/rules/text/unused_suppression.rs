//! A suppression that suppresses nothing.

use crate::lint::rules::lint;
use crate::lint::suppression::{Code, Suppression};
use crate::lint::{Edit, Finding, Fix};
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports a suppression of something that this run looked for and did not find, and one of an error, which
    /// cannot be suppressed.
    ///
    /// ## Why it matters
    ///
    /// What the comment excuses is gone. Left in place it would silence the next finding of that kind, which nobody has
    /// looked at. A suppression of a lint that could not be asked (its level is `allow`, or the run did not look at the
    /// repository) is not reported.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # whomay: allow(anchor-redefined): generated, and the last one is meant
    /// dirs: {}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs: {}
    /// ```
    "unused-suppression", Warn, Run
}

/// The finding about a comment; `unused` says of each code of it whether it suppressed nothing. `None` when all did.
pub(in crate::lint) fn found(suppression: &Suppression<'_>, unused: &[bool]) -> Option<Finding> {
    let marked = suppression.codes.iter().zip(unused).filter(|(_, unused)| **unused);
    let mut unused_codes = marked.map(|(code, _)| code);
    let first = unused_codes.next()?;
    let message = "this suppression suppresses nothing";
    let mut finding = Finding::new(first.span, "nothing to suppress", message);
    for code in unused_codes {
        finding = finding.with_label(code.span, "nothing to suppress");
    }
    let fix = if unused.iter().all(|unused| *unused) {
        Fix::safe("delete the comment", vec![deleted(suppression.removable)])
    } else {
        Fix::safe("delete the codes", without(&suppression.codes, unused))
    };
    Some(finding.with_help("Delete what is not needed any more.").with_fix(fix))
}

/// The finding about a code that no comment can suppress.
pub(in crate::lint) fn of_an_error(code: &Code<'_>) -> Finding {
    let message = format!("`{}` is an error of the reader, which no comment can suppress", code.code);
    Finding::new(code.span, "cannot be suppressed", message)
        .with_help("No server takes a file with this error: mend the file, and delete the code here.")
}

fn deleted(span: Span) -> Edit {
    Edit { span, replacement: String::new() }
}

/// The edits that take codes out of a list that keeps at least one, each with one comma.
fn without(codes: &[Code<'_>], unused: &[bool]) -> Vec<Edit> {
    let leading = unused.iter().take_while(|unused| **unused).count();
    let from_to = |start: u32, end: u32, code: &Code<'_>| deleted(Span { start, end, ..code.span });
    let mut edits = Vec::new();
    if let (Some(first), Some(kept), 1..) = (codes.first(), codes.get(leading), leading) {
        edits.push(from_to(first.span.start, kept.span.start, first));
    }
    for (pair, unused) in codes.windows(2).zip(unused.iter().skip(1)).skip(leading) {
        let ([before, code], true) = (pair, *unused) else { continue };
        match edits.last_mut() {
            // One that stands right behind another goes with it: edits may not touch.
            Some(Edit { span, .. }) if span.end == before.span.end => span.end = code.span.end,
            _ => edits.push(from_to(before.span.end, code.span.end, code)),
        }
    }
    edits
}
