//! The older spelling of a role.

use super::{lists, places};
use crate::access::principal::PrincipalMatch;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::lint::{Edit, Finding, Fix};
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports `repo:ROLE`, which is how `role:ROLE` used to be spelled.
    ///
    /// ## Why it matters
    ///
    /// Both mean the same. The older spelling is no longer documented, and reads as if it named a repository.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   unlock: ["repo:maintain"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   unlock: ["role:maintain"]
    /// ```
    "role-spelled-repo", Allow, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let autoapprove = subject.config.access_control.policies.iter().map(|policy| &policy.apply_autoapprove);
    let all = lists::of_config(subject.config).chain(autoapprove);
    let roles = all.flat_map(|list| &list.entries).filter(|entry| matches!(entry.value, PrincipalMatch::Role(_)));
    let found: Vec<_> = roles.filter_map(|entry| found(subject.written.snippet(entry.span?), entry.span?)).collect();
    let shared = !found.is_empty() && places::may_have_anchors(subject.written);
    found.into_iter().map(|finding| Finding { fix: finding.fix.filter(|_| !shared), ..finding }).collect()
}

fn found(snippet: &str, span: Span) -> Option<Finding> {
    let quotes = snippet.len() - snippet.trim_start_matches(['\'', '"']).len();
    snippet.get(quotes..)?.strip_prefix("repo:")?;
    let start = span.range().start + quotes;
    let edit = Edit { span: Span::new(span.source, start, start + "repo".len()), replacement: "role".to_owned() };
    let found = Finding::new(span, "", "`repo:` is the older spelling of `role:`");
    Some(found.with_help("Write `role:`; it means the same.").with_fix(Fix::safe("write `role:`", vec![edit])))
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
=== everywhere
access_control:
  unlock: ["repo:maintain", repo:read]
           ^^^^^^^^^^^^^^^
                            ^^^^^^^^^
  policies:
    - tag_query: ''
      apply_autoapprove: ['repo:admin']
                          ^^^^^^^^^^^^
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true, all_of: [repo:write]}
                                         ^^^^^^^^^^
=== the newer spelling, and other words
access_control:
  unlock: ["role:maintain", "team:repo", "user:repo:x"]
"#,
        );
    }

    #[test]
    fn the_fix_changes_one_word() {
        let text = "access_control:\n  unlock: ['repo:read']\n";
        let fix = findings(&LINT, text, &[])[0].fix.clone().unwrap();
        assert_eq!(edited(text, &fix.edits), text.replace("repo", "role"));
        let shared = "definitions: &x 'repo:read'\naccess_control:\n  unlock: [*x]\n";
        assert_eq!(findings(&LINT, shared, &[])[0].fix, None, "the value has other uses");
    }
}
