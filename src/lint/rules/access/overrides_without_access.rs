//! Default-branch overrides that leave out what they are for.

use super::{list_edit, places};
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::lint::{Finding, Fix};
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports a `default_branch_overrides` without `access_control` or `apply_requirements` in a configuration that
    /// has them.
    ///
    /// ## Why it matters
    ///
    /// The keys that are listed are read from the default branch, all others from the request. The list replaces the
    /// built-in one, which is `access_control`, `apply_requirements` and `destination_branches`. Without them whoever
    /// opens a request brings the rules along that it is judged by.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// default_branch_overrides: [dirs]
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// default_branch_overrides: [access_control, apply_requirements, destination_branches, dirs]
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    /// ```
    "overrides-without-access", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    found(subject).into_iter().collect()
}

fn found(subject: &AsRead<'_>) -> Option<Finding> {
    let names = subject.config.default_branch_overrides.as_ref()?;
    let sections = [
        ("access_control", subject.config.access_control.span),
        ("apply_requirements", subject.config.apply_requirements.span),
    ];
    let open = sections.into_iter().filter(|(key, _)| names.iter().all(|name| name.value != *key));
    let open: Vec<&str> = open.filter(|(_, span)| span.is_some()).map(|(key, _)| key).collect();
    let quoted = open.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" and ");
    let entry = places::entry(subject.written, &["default_branch_overrides"])?;
    let message = format!("the list leaves out {quoted}, so that a request brings its own");
    let mut finding = Finding::new(entry.key_span, "replaces the built-in list", message);
    for key in &open {
        let section = places::key(subject.written, &[key])?;
        finding = finding.with_label(section, "not that of the default branch");
    }
    let finding = finding.with_help(format!("Add {quoted} to the list."));
    if open.is_empty() {
        return None;
    }
    let last: Option<Span> = names.last().and_then(|name| name.span);
    let edit = last.and_then(|last| list_edit::with(subject.written, entry.value.span, last, &open));
    Some(match edit {
        Some(edit) => finding.with_fix(Fix::suggested(format!("add {quoted}"), vec![edit])),
        None => finding,
    })
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
=== one is left out
default_branch_overrides: [access_control]
^^^^^^^^^^^^^^^^^^^^^^^^
access_control: {}
apply_requirements: {}
~~~~~~~~~~~~~~~~~~
=== both are left out
access_control: {}
~~~~~~~~~~~~~~
default_branch_overrides: []
^^^^^^^^^^^^^^^^^^^^^^^^
apply_requirements: {}
~~~~~~~~~~~~~~~~~~
=== there is no such section
default_branch_overrides: [dirs]
=== both are listed
default_branch_overrides: [dirs, apply_requirements, access_control]
access_control: {}
apply_requirements: {}
=== the built-in list
default_branch_overrides:
access_control: {}
"#,
        );
    }

    #[test]
    fn the_fix_puts_them_at_the_end() {
        let rows = [
            ("[ dirs ]\n", Some("[ dirs, access_control ]\n")),
            ("\n  - dirs\n  - tags\n", Some("\n  - dirs\n  - tags\n  - access_control\n")),
            ("\n- dirs # why\n", None),
            ("[]\n", None),
        ];
        for (list, wanted) in rows {
            let text = |list: &str| format!("default_branch_overrides: {list}access_control: {{}}\n");
            let fix = findings(&LINT, &text(list), &[])[0].fix.clone();
            let after = fix.map(|fix| edited(&text(list), &fix.edits));
            assert_eq!(after, wanted.map(text), "{list}");
        }
    }
}
