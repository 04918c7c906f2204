//! The name of a user or a team that nobody can have.

use super::lists;
use super::shown::shown;
use crate::access::principal::PrincipalMatch;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::lint::{Edit, Finding, Fix};
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports `user:` and `team:` with a name that no account and no team can have: an empty one, one with `@`, with
    /// blanks, with a star, or with more than one name in it.
    ///
    /// ## Why it matters
    ///
    /// Nothing is trimmed, nothing is a pattern, and no name is looked up in advance. Such an entry is valid and
    /// never holds, so that whoever was meant is denied without a reason that shows.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["user:@alice", "team:@acme/sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["user:alice", "team:sre"]
    /// ```
    "name-never-matches", Deny, Read(check)
}

const USER: &str = "Write the login as the forge shows it, with its capitals: `user:alice`.";
const TEAM: &str =
    "Write the team's slug, the last part of its address: `team:sre`; on GitLab, the group's whole path.";

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let entries = lists::of_config(subject.config).flat_map(|list| &list.entries);
    entries.filter_map(|entry| found(subject, &entry.value, entry.span?)).collect()
}

fn found(subject: &AsRead<'_>, entry: &PrincipalMatch, span: Span) -> Option<Finding> {
    let (kind, name, help) = match entry {
        PrincipalMatch::User(name) => ("user", name, USER),
        PrincipalMatch::Team(name) => ("team", name, TEAM),
        PrincipalMatch::Any | PrincipalMatch::Role(_) => return None,
    };
    let why = fault(kind, name)?;
    let message = format!("`{kind}:{}` never matches: {why}", shown(name));
    let found = Finding::new(span, "never holds", message).with_help(match name.as_str() {
        "*" => "Write `'*'` alone for everybody; `role:read` for everybody who may see the repository.",
        _ => help,
    });
    Some(match bare(subject.written.snippet(span), span, kind, name) {
        Some(edits) => found.with_fix(Fix::suggested("write the name alone", edits)),
        None => found,
    })
}

fn fault(kind: &str, name: &str) -> Option<&'static str> {
    let path_of_a_group = kind == "team" && !name.starts_with('/') && !name.ends_with('/') && !name.contains("//");
    let faults = [
        (name.is_empty(), "the name is empty"),
        (name.contains('@'), "a name has no `@`"),
        (name.contains('*'), "a name is taken as it is, and there are no patterns"),
        (name.contains([',', ';', '|']), "an entry has one name"),
        (name.chars().any(char::is_whitespace), "a name has no blanks, and none are trimmed"),
        (name.contains('/') && !path_of_a_group, "a name has no `/` there"),
        (name.contains(':'), "a name has no `:`"),
    ];
    faults.into_iter().find(|(holds, _)| *holds).map(|(_, why)| why)
}

/// The edits that take away what stands around a name: blanks, and the `@` of a mention.
fn bare(snippet: &str, span: Span, kind: &str, name: &str) -> Option<Vec<Edit>> {
    let bare = name.trim();
    let bare = bare.strip_prefix('@').unwrap_or(bare);
    // `@org/team` is one thing on GitHub and another on GitLab.
    if bare.contains('/') || fault(kind, bare).is_some() {
        return None;
    }
    let unquoted = snippet.trim_end_matches(['\'', '"']);
    let before = unquoted.strip_suffix(name)?;
    let (in_front, behind) = name.split_once(bare)?;
    let start = span.range().start + before.len();
    let deletion = |at: usize, gone: &str| {
        let place = Span::new(span.source, at, at + gone.len());
        (!gone.is_empty()).then(|| Edit { span: place, replacement: String::new() })
    };
    let edits = [deletion(start, in_front), deletion(start + in_front.len() + bare.len(), behind)];
    before.ends_with(':').then(|| edits.into_iter().flatten().collect())
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
=== users
access_control:
  policies:
    - tag_query: ''
      apply: ["user:@alice", "user:", "user: alice", "user:a,b", "user:*", "user:acme/alice"]
              ^^^^^^^^^^^^^
                             ^^^^^^^
                                      ^^^^^^^^^^^^^
                                                     ^^^^^^^^^^
                                                                 ^^^^^^^^
                                                                           ^^^^^^^^^^^^^^^^^
=== teams
access_control:
  unlock: ["team:@acme/sre", "team:Site Reliability", "team:/sre"]
           ^^^^^^^^^^^^^^^^
                             ^^^^^^^^^^^^^^^^^^^^^^^
                                                      ^^^^^^^^^^^
=== approvals
apply_requirements:
  checks:
    - tag_query: ''
      approved:
        all_of: [team:sre*]
                 ^^^^^^^^^
=== names that somebody can have
access_control:
  unlock: ["user:Alice-B", "user:renovate[bot]", "user:alice_acme", "user:a.b", "team:sre", "team:acme/infra/sre", "team:SRE"]
"#,
        );
    }

    #[test]
    fn the_fix_leaves_the_name() {
        let rows = [
            ("'user:@alice'", Some("'user:alice'")),
            ("user:\\ a", None),
            ("\"team: sre \"", Some("\"team:sre\"")),
            ("'team:@a/b'", None),
        ];
        for (written, wanted) in rows {
            let text = format!("access_control:\n  unlock:\n    - {written}\n");
            let fix = findings(&LINT, &text, &[])[0].fix.clone();
            let edited = fix.map(|fix| edited(&text, &fix.edits));
            assert_eq!(edited, wanted.map(|wanted| text.replace(written, wanted)), "{written}");
        }
    }
}
