//! A role that does not exist.

use super::lists;
use super::shown::shown;
use crate::access::principal::{MatchList, PrincipalMatch, Role};
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::lint::{Edit, Finding, Fix};
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports `role:` with a name that is none of `read`, `triage`, `write`, `maintain` and `admin`.
    ///
    /// ## Why it matters
    ///
    /// The server takes the name and breaks when it has to compare it: whoever plans or applies gets an internal error
    /// and no answer. The names are those five on GitLab as well, and custom repository roles cannot be named.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: ''
    ///       apply: ["role:Admin"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: ''
    ///       apply: ["role:admin"]
    /// ```
    "unknown-role", Deny, Read(check)
}

const HELP: &str =
    "The roles are `read`, `triage`, `write`, `maintain` and `admin`, each with those that are stronger.";

/// What other tools call the roles.
const ELSEWHERE: [(&str, Role); 14] = [
    ("administrator", Role::Admin),
    ("collaborator", Role::Write),
    ("contributor", Role::Write),
    ("developer", Role::Write),
    ("guest", Role::Read),
    ("maintainer", Role::Maintain),
    ("owner", Role::Admin),
    ("pull", Role::Read),
    ("push", Role::Write),
    ("reader", Role::Read),
    ("reporter", Role::Read),
    ("viewer", Role::Read),
    ("writer", Role::Write),
    ("admins", Role::Admin),
];

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let access = &subject.config.access_control;
    let mut found = Vec::new();
    for (_, list) in lists::asked(access).filter(|_| access.enabled) {
        // A list is read from the left up to the first entry that holds, and `*` always does.
        let read = list.entries.iter().take_while(|entry| entry.value != PrincipalMatch::Any);
        found.extend(read.filter_map(|entry| unknown(subject, &entry.value, entry.span?, "this list is read")));
    }
    let approvals = subject.config.apply_requirements.checks.iter();
    let lists = approvals.flat_map(|check| [&check.approved.all_of, &check.approved.any_of]);
    for MatchList { entries, .. } in lists {
        // Every approver is looked up under every entry, whether or not approvals are asked for.
        let broken = |entry: &PrincipalMatch, span| unknown(subject, entry, span, "somebody approves");
        found.extend(entries.iter().filter_map(|entry| broken(&entry.value, entry.span?)));
    }
    found
}

fn unknown(subject: &AsRead<'_>, entry: &PrincipalMatch, span: Span, when: &str) -> Option<Finding> {
    let PrincipalMatch::Role(name) = entry else { return None };
    if Role::from_name(name).is_some() {
        return None;
    }
    let message = format!("there is no role `{}`, and the server breaks when {when}", shown(name));
    let found = Finding::new(span, "not a role", message);
    let Some(role) = meant(name) else { return Some(found.with_help(HELP)) };
    let found = found.with_help(format!("Did you mean `role:{role}`? {HELP}"));
    Some(match name_edit(subject.written.snippet(span), span, name, role.name()) {
        Some(edit) => found.with_fix(Fix::suggested(format!("write `{role}`"), vec![edit])),
        None => found,
    })
}

fn meant(name: &str) -> Option<Role> {
    let name = name.trim().to_lowercase();
    let known = || ELSEWHERE.into_iter().find(|(elsewhere, _)| *elsewhere == name).map(|(_, role)| role);
    Role::from_name(&name).or_else(known)
}

/// The edit of the name alone, where the scalar is written as it is read.
fn name_edit(snippet: &str, span: Span, name: &str, replacement: &str) -> Option<Edit> {
    let unquoted = snippet.trim_end_matches(['\'', '"']);
    let before = unquoted.strip_suffix(name)?;
    let start = span.range().start + before.len();
    let place = Span::new(span.source, start, start + name.len());
    (!name.is_empty() && before.ends_with(':')).then(|| Edit { span: place, replacement: replacement.to_owned() })
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
=== in a policy
access_control:
  policies:
    - tag_query: ''
      apply: ["team:sre", "role:Admin", repo:owner]
                          ^^^^^^^^^^^^
                                        ^^^^^^^^^^
=== in the other lists
access_control:
  unlock:
    - role:push
      ^^^^^^^^^
  files:
    a: ["role:"]
        ^^^^^^^
=== approvals, of which every entry is read
apply_requirements:
  checks:
    - tag_query: ''
      approved:
        all_of: ['*', "role:boss"]
                      ^^^^^^^^^^^
=== behind a star nobody reads it
access_control:
  policies:
    - tag_query: ''
      apply: ['*', "role:Admin"]
=== a list that is never asked
access_control:
  policies:
    - tag_query: ''
      apply_autoapprove: ["role:Admin"]
      apply: ["role:read", "role:triage", "role:write", "role:maintain", "role:admin", "repo:admin"]
=== switched off
access_control:
  enabled: false
  unlock: ["role:Admin"]
"#,
        );
    }

    #[test]
    fn the_fix_writes_the_role_that_was_meant() {
        for (written, wanted) in
            [("'role:Admin'", "'role:admin'"), ("repo:push", "repo:write"), ("\"role:owner\"", "\"role:admin\"")]
        {
            let text = format!("access_control:\n  unlock: [{written}]\n");
            let found = findings(&LINT, &text, &[]);
            let fix = found[0].fix.clone().unwrap();
            assert_eq!(edited(&text, &fix.edits), format!("access_control:\n  unlock: [{wanted}]\n"));
        }
        assert_eq!(findings(&LINT, "access_control:\n  unlock: [role:boss]\n", &[])[0].fix, None);
    }
}
