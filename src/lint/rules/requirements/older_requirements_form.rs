//! Requirements in the older of their two forms.

use super::checks;
use crate::config::node::{Node, Value};
use crate::lint::rules::access::places;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::lint::{Edit, Finding, Fix};
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports `apply_requirements.checks` as a mapping, which is their older form.
    ///
    /// ## Why it matters
    ///
    /// The older form still works, for all directories alike. It has no `tag_query`, `apply_after_merge` and
    /// `require_ready_for_review_pr`, and its `approved` has traps of its own: `{enabled: true}` alone is refused. The
    /// rewritten form decides the same; where an organisation has a central configuration that uses the older form,
    /// both have to change together.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     approved:
    ///       enabled: true
    ///       count: 1
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
    ///         any_of_count: 1
    /// ```
    "older-requirements-form", Allow, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let checks = subject.written.at(&["apply_requirements", "checks"]);
    let Some(checks) = checks.filter(|checks| matches!(checks.value, Value::Mapping(_))) else { return Vec::new() };
    let Some(key) = places::key(subject.written, &["apply_requirements", "checks"]) else { return Vec::new() };
    let found = Finding::new(key, "a mapping", "`checks` is written in its older form")
        .with_help("Write a list: put `- tag_query: ''` before the first key, and `any_of_count` for `count`.");
    let edits = edits(subject, checks, key).filter(|_| !places::may_have_anchors(subject.written));
    vec![match edits {
        Some(edits) => found.with_fix(Fix::safe("write a list", edits)),
        None => found,
    }]
}

/// The first key becomes the second of a list's entry, and everything below it moves by two columns. `None` where it
/// is not certain that all that moves, and nothing else, belongs to the mapping.
fn edits(subject: &AsRead<'_>, checks: &Node, key: Span) -> Option<Vec<Edit>> {
    let text = subject.written.text();
    let entries = checks.entries()?;
    let start = entries.first()?.key_span.range().start;
    let end = entries.iter().map(|entry| entry.value.span.end.max(entry.key_span.end)).max()? as usize;
    let (between, moved) = (text.get(key.range().end..start)?, text.get(start..end)?);
    let indent = between.rsplit_once('\n').map(|(_, indent)| indent)?;
    let merged = entries.iter().any(|entry| entry.merged_at.is_some());
    if merged || !is_blank(between.strip_prefix(':')?) || indent.trim() != "" || moved.contains(['\t', '\r']) {
        return None;
    }
    let insertion = |at: usize, text: String| Edit { span: Span::new(key.source, at, at), replacement: text };
    let mut edits = vec![insertion(start, format!("- tag_query: ''\n{indent}  "))];
    let lines = moved.match_indices('\n').map(|(at, _)| start + at + 1);
    let filled =
        lines.filter(|line| text.get(*line..end).is_some_and(|rest| !rest.is_empty() && !rest.starts_with('\n')));
    edits.extend(filled.map(|line| insertion(line, "  ".to_owned())));
    if let Some(count) = checks::key(checks, "approved", "count") {
        edits.push(Edit { span: count.key_span, replacement: "any_of_count".to_owned() });
    }
    Some(edits)
}

/// Whether there are only blanks and comments: no brace, tag or anchor.
fn is_blank(between: &str) -> bool {
    between.lines().map(str::trim).all(|line| line.is_empty() || line.starts_with('#'))
        && !between.contains(['\t', '\r'])
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a finding that is not there fails the test")]
mod tests {
    use super::LINT;
    use crate::access::requirement::RequirementCheck;
    use crate::lint::Safety;
    use crate::lint::rules::access::list_edit::edited;
    use crate::lint::run::Linted;
    use crate::lint::testing::{cases, findings};
    use crate::source::SourceMap;

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== a mapping
apply_requirements:
  checks:
  ^^^^^^
    merge_conflicts:
      enabled: true
=== a list
apply_requirements:
  checks:
    - tag_query: ''
=== left empty, and left out
apply_requirements:
  checks:
  create_pending_apply_check: true
"#,
        );
    }

    #[test]
    fn the_fix_decides_the_same() {
        let texts = [
            "apply_requirements:\n    checks:\n        approved:\n            enabled: true\n            count: 1\n        merge_conflicts:\n            enabled: true\n        status_checks:\n            enabled: true\n            ignore_matching: []\n",
            "apply_requirements:\n  checks:\n    approved:\n      enabled: true\n      all_of: [team:a, '*']\n      require_completed_reviews: false\n  create_pending_apply_check: false\n",
            "apply_requirements:\n  # before\n  checks: # beside\n    # above\n    status_checks: # here\n\n      # within\n      ignore_matching:\n        - a b\n        - 'c\n           d'\n        - |-\n            e\n             f\n    approved: {enabled: true, count: 3}\n# below\ndirs: {}\n",
            "apply_requirements:\n checks:\n  approved:\n  merge_conflicts: {enabled: false}",
            "dirs: {}\napply_requirements:\n  checks:\n    \"approved\":\n      \"count\": 2\n",
        ];
        for text in texts {
            let found = findings(&LINT, text, &[]);
            let fix = found[0].fix.clone().unwrap();
            let after = edited(text, &fix.edits);
            assert_eq!(fix.safety, Safety::Safe);
            assert_eq!(decides(&after), decides(text), "{after}");
            assert!(findings(&LINT, &after, &[]).is_empty(), "{after}");
            assert!(after.contains("- tag_query: ''\n"), "{after}");
        }
    }

    #[test]
    fn no_fix_where_bytes_are_not_clear() {
        let texts = [
            "apply_requirements:\n  checks: {approved: {enabled: true, count: 1}}\n",
            "apply_requirements: {checks: {approved: {enabled: true, count: 1}}}\n",
            "apply_requirements:\n  checks: &x\n    merge_conflicts: {enabled: true}\n",
            "definitions:\n  x: &x\n    merge_conflicts: {enabled: true}\napply_requirements:\n  checks: *x\n",
            "definitions:\n  x: &x\n    merge_conflicts: {enabled: true}\napply_requirements:\n  checks:\n    <<: *x\n",
            "definitions:\n  x: &x {enabled: true}\napply_requirements:\n  checks:\n    merge_conflicts: *x\n",
            "apply_requirements:\n  checks:\n    merge_conflicts: &x {enabled: true}\n",
            "apply_requirements:\r\n  checks:\r\n    merge_conflicts:\r\n      enabled: true\r\n",
            "apply_requirements:\n  checks: {}\n",
            "apply_requirements:\n  checks: !!map\n    merge_conflicts: {enabled: true}\n",
            "apply_requirements:\n  checks:\n    <<: {merge_conflicts: {enabled: true}}\n    status_checks: {enabled: true}\n",
        ];
        for text in texts {
            let found = findings(&LINT, text, &[]);
            assert_eq!(found[0].fix, None, "{text}");
        }
    }

    /// What the configuration comes to, without its places.
    fn decides(text: &str) -> String {
        let mut sources = SourceMap::new();
        let linted = Linted::read(&mut sources, "config.yml", text.as_bytes(), None);
        let mut config = linted.config.unwrap();
        config.apply_requirements.span = None;
        config.access_control.span = None;
        for RequirementCheck { tag_query, approved, status_checks, span, .. } in &mut config.apply_requirements.checks {
            (tag_query.span, approved.span, status_checks.span, *span) = (None, None, None, None);
            (approved.all_of.span, approved.any_of.span) = (None, None);
            let entries = approved.all_of.entries.iter_mut().chain(&mut approved.any_of.entries);
            entries.for_each(|entry| entry.span = None);
            status_checks.ignore_matching.iter_mut().for_each(|ignored| ignored.text.span = None);
        }
        format!("{config:?}")
    }
}
