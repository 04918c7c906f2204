//! A directory with an empty list of workspaces.

use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports `workspaces: {}` in an entry of `dirs` that has no stacks either.
    ///
    /// ## Why it matters
    ///
    /// Left out, the key means one workspace `default`; empty, it means none. The directory then has no dirspace: nothing in it is
    /// planned, and what else the entry says holds for nothing.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   prod:
    ///     tags: [prod]
    ///     workspaces: {}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   prod:
    ///     tags: [prod]
    /// ```
    "directory-without-workspaces", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let dirs = &subject.config.layout.dirs;
    let written = subject.written.at(&["dirs"]).and_then(|node| node.entries()).unwrap_or_default();
    let empty = written.iter().filter_map(|entry| {
        let spec = dirs.get(&entry.key)?;
        let workspaces = entry.value.entry("workspaces")?;
        (spec.workspaces.is_empty() && spec.stacks.is_empty()).then_some((entry, workspaces))
    });
    empty
        .map(|(entry, workspaces)| {
            let message = format!("`{}` has no workspace, so that nothing in it is planned", entry.key.escape_debug());
            let finding = Finding::new(workspaces.key_span, "no workspace at all", message);
            finding.with_help(
                "Remove the key for one workspace `default`; to leave the directory out on purpose, write \
                 `when_modified: {file_patterns: []}`.",
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::cases;

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== none
dirs:
  a:
    workspaces: {}
    ^^^^^^^^^^
  b:
    stacks: {}
    workspaces: {}
    ^^^^^^^^^^
=== some, or left out
dirs:
  a:
    workspaces:
  b:
    workspaces: {x: {}}
  c:
    workspaces: {}
    stacks: {x: {}}
"#,
        );
    }
}
