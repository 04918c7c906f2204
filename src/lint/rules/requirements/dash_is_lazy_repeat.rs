//! A dash in a pattern, which is not a dash.

use super::patterns::{self, Pattern};
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::lint::{Edit, Finding, Fix};

lint! {
    /// ## What it does
    ///
    /// Reports a pattern of `tags` or `ignore_matching` with a dash because of which it does not match its own text.
    ///
    /// ## Why it matters
    ///
    /// The patterns are Lua's. A dash means "any number of what stands before it, as few as possible": `feature-x`
    /// matches `featurex` and `featurx`, and not `feature-x`. The tag is then not given, or the check not ignored.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// tags:
    ///   dest_branch:
    ///     long: ^long-lived$
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// tags:
    ///   dest_branch:
    ///     long: ^long%-lived$
    /// ```
    "dash-is-lazy-repeat", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    patterns::all(subject).filter_map(|pattern| found(subject, &pattern)).collect()
}

fn found(subject: &AsRead<'_>, pattern: &Pattern<'_>) -> Option<Finding> {
    // The exact title of a check is ignored whatever it is as a pattern.
    if pattern.exact_too && !patterns::looks_like_a_pattern(pattern.text) {
        return None;
    }
    let meant = patterns::meant(pattern.text).filter(|meant| meant.contains('-'))?;
    if pattern.compiled?.is_match(&meant) {
        return None;
    }
    let escaped = pattern.text.replace('-', "%-");
    let message = format!("`{}` does not match `{meant}`: in a Lua pattern `-` is a repeat", pattern.text);
    let found =
        Finding::new(pattern.span, "matches something else", message).with_help(format!("Escape it: `{escaped}`."));
    Some(match edits(subject.written.snippet(pattern.span), pattern) {
        Some(edits) => found.with_fix(Fix::suggested("escape the dash", edits)),
        None => found,
    })
}

/// A percent sign in front of each dash, where the scalar is written as it is read.
fn edits(snippet: &str, pattern: &Pattern<'_>) -> Option<Vec<Edit>> {
    let quote = ['\'', '"'].into_iter().find(|quote| snippet.starts_with(*quote));
    let shift = usize::from(quote.is_some());
    let inner = snippet.get(shift..snippet.len().checked_sub(shift)?)?;
    // Bare, a value cannot begin with a percent sign.
    if inner != pattern.text || quote.is_none() && inner.starts_with('-') {
        return None;
    }
    let start = pattern.span.range().start + shift;
    let dashes = inner.match_indices('-').map(|(at, _)| {
        let place = crate::source::Span::new(pattern.span.source, start + at, start + at);
        Edit { span: place, replacement: "%".to_owned() }
    });
    Some(dashes.collect())
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "a finding that is not there fails the test")]
mod tests {
    use super::LINT;
    use crate::lint::rules::access::list_edit::edited;
    use crate::lint::testing::{cases, findings};

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== branches
tags:
  branch:
    a: feature-x
       ^^^^^^^^^
    b: "^hot-fix/.*"
       ^^^^^^^^^^^^^
  dest_branch:
    c: long-lived$
       ^^^^^^^^^^^
=== checks, where it is meant as a pattern
apply_requirements:
  checks:
    - tag_query: ''
      status_checks:
        ignore_matching: ["^ci-lint.*", "ci-lint"]
                          ^^^^^^^^^^^^
=== patterns that match what they should
tags:
  branch:
    a: release-.*
    b: ^feature/
    c: long%-lived
    d: "[a-z]+-x"
    e: main
"#,
        );
    }

    #[test]
    fn the_fix_escapes_every_dash() {
        let rows = [("ab-cd-ef", Some("ab%-cd%-ef")), ("'^x-y$'", Some("'^x%-y$'")), ("-ab-cd", None)];
        for (written, wanted) in rows {
            let text = |pattern: &str| format!("tags:\n  branch:\n    a: {pattern}\n");
            let fix = findings(&LINT, &text(written), &[])[0].fix.clone();
            let after = fix.map(|fix| edited(&text(written), &fix.edits));
            assert_eq!(after, wanted.map(text), "{written}");
            if let Some(after) = after {
                assert_eq!(findings(&LINT, &after, &[]), []);
            }
        }
    }
}
