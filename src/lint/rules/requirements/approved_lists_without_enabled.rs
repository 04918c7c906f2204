//! Approvals that are described and not asked for.

use super::checks;
use crate::config::node::{Entry, Node};
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::lint::{Edit, Finding, Fix};
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports an `approved` that says whose or how many approvals are needed and has no `enabled`.
    ///
    /// ## Why it matters
    ///
    /// `enabled` is false when it is left out, and nothing else in the section counts then: no approval is needed.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       approved:
    ///         any_of: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       approved:
    ///         enabled: true
    ///         any_of: ["team:sre"]
    /// ```
    "approved-lists-without-enabled", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    checks::written(subject).filter_map(|written| found(subject, written)).collect()
}

fn found(subject: &AsRead<'_>, (check, node): checks::Written<'_>) -> Option<Finding> {
    let section = node.entry("approved")?;
    let approved = &check.approved;
    let asked = [
        ("any_of", !approved.any_of.entries.is_empty()),
        ("all_of", !approved.all_of.entries.is_empty()),
        ("any_of_count", approved.any_of_count > 0),
        ("count", approved.any_of_count > 0),
        ("require_completed_reviews", approved.require_completed_reviews),
    ];
    let written = asked.into_iter().find_map(|(key, asks)| section.value.entry(key).filter(|_| asks))?;
    if section.value.entry("enabled").is_some() {
        return None;
    }
    let message = format!("`{}` is ignored, because `enabled` is left out and is then false", written.key);
    let found = Finding::new(section.key_span, "asks for nothing", message)
        .with_label(written.key_span, "has no effect")
        .with_help("Add `enabled: true` to `approved`, or `enabled: false` to say that no approval is meant.");
    Some(match switch_on(subject, &section.value) {
        Some(edit) => found.with_fix(Fix::suggested("add `enabled: true`", vec![edit])),
        None => found,
    })
}

/// The edit that puts the key in front of the others.
fn switch_on(subject: &AsRead<'_>, section: &Node) -> Option<Edit> {
    let Entry { key_span, merged_at, .. } = section.entries()?.first()?;
    let at = Span { end: key_span.start, ..*key_span };
    let inside = key_span.source == section.span.source && section.span.range().contains(&key_span.range().start);
    if merged_at.is_some() || !inside {
        return None;
    }
    if subject.written.snippet(section.span).starts_with('{') {
        return Some(Edit { span: at, replacement: "enabled: true, ".to_owned() });
    }
    let before = subject.written.text().get(..key_span.range().start)?;
    let indent = before.rsplit('\n').next()?;
    let blank = !indent.is_empty() && indent.bytes().all(|byte| byte == b' ');
    blank.then(|| Edit { span: at, replacement: format!("enabled: true\n{indent}") })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a finding that is not there fails the test")]
mod tests {
    use super::LINT;
    use crate::lint::rules::access::list_edit::edited;
    use crate::lint::testing::{cases, findings};

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== lists, a number, a verdict
apply_requirements:
  checks:
    - tag_query: a
      approved:
      ^^^^^^^^
        any_of: ["team:sre"]
        ~~~~~~
    - tag_query: b
      approved: {any_of_count: 2}
      ^^^^^^^^
                 ~~~~~~~~~~~~
    - tag_query: c
      approved:
      ^^^^^^^^
        require_completed_reviews: true
        ~~~~~~~~~~~~~~~~~~~~~~~~~
=== the older form
apply_requirements:
  checks:
    approved:
    ^^^^^^^^
      count: 1
      ~~~~~
=== switched on, and switched off
apply_requirements:
  checks:
    - tag_query: a
      approved:
        enabled: true
        any_of: ["team:sre"]
    - tag_query: b
      approved:
        enabled: false
        any_of: ["team:sre"]
=== nothing that would be asked for
apply_requirements:
  checks:
    - tag_query: a
      approved:
        any_of: []
        any_of_count: 0
        require_completed_reviews: false
    - tag_query: b
      approved: {}
"#,
        );
    }

    #[test]
    fn the_fix_switches_it_on() {
        let rows = [
            (
                "\n        # two\n        any_of_count: 2\n",
                Some("\n        # two\n        enabled: true\n        any_of_count: 2\n"),
            ),
            (" { any_of_count: 2 }\n", Some(" { enabled: true, any_of_count: 2 }\n")),
            (" &x\n        any_of_count: 2\n", Some(" &x\n        enabled: true\n        any_of_count: 2\n")),
        ];
        for (written, wanted) in rows {
            let text = |approved: &str| {
                format!("apply_requirements:\n  checks:\n    - tag_query: a\n      approved:{approved}")
            };
            let fix = findings(&LINT, &text(written), &[])[0].fix.clone();
            let after = fix.map(|fix| edited(&text(written), &fix.edits));
            assert_eq!(after, wanted.map(text), "{written}");
        }
        assert!(
            findings(&LINT, "apply_requirements:\n  checks:\n    approved:\n      count: 1\n", &[])[0].fix.is_some()
        );
        let merged = "definitions:\n  x: &x\n    any_of_count: 2\napply_requirements:\n  checks:\n    - tag_query: a\n      approved:\n        <<: *x\n";
        let found = findings(&LINT, merged, &[]);
        assert_eq!(found.first().unwrap().fix, None);
    }
}
