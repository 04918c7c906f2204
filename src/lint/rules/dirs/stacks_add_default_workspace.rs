//! A directory that lists stacks and gets a workspace that nobody asked for.

use crate::config::node::{Entry, Value};
use crate::dirspace::spec::DirSpec;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports an entry of `dirs` with `stacks` and without `workspaces`.
    ///
    /// ## Why it matters
    ///
    /// The directory then has, beside its stacks, a workspace `default` that nobody wrote. It does not even inherit the
    /// `when_modified` of the directory or the global one: it has the built-in patterns, is planned by itself, and depends on nothing.
    /// Whoever applies the request applies it too.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   app:
    ///     stacks:
    ///       dev: {}
    ///       prod: {}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   app:
    ///     workspaces: {}
    ///     stacks:
    ///       dev: {}
    ///       prod: {}
    /// ```
    "stacks-add-default-workspace", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let dirs = &subject.config.layout.dirs;
    let written = subject.written.at(&["dirs"]).and_then(|node| node.entries()).unwrap_or_default();
    written.iter().filter_map(|entry| found(entry, dirs.get(&entry.key)?)).collect()
}

fn found(entry: &Entry, spec: &DirSpec) -> Option<Finding> {
    let written = |key: &str| entry.value.entry(key).filter(|entry| !matches!(entry.value.value, Value::Null));
    let stacks = written("stacks")?;
    // A stack of that name takes the place of the workspace, unless it has no patterns.
    let replaced = spec.stacks.get("default").is_some_and(|stack| !stack.when_modified.file_patterns.is_empty());
    if written("workspaces").is_some() || replaced {
        return None;
    }
    let message = format!(
        "besides its stacks `{}` has a workspace `default`, which inherits no `when_modified`",
        entry.key.escape_debug()
    );
    let finding = Finding::new(stacks.key_span, "adds a workspace `default`", message);
    Some(finding.with_help("Write `workspaces: {}` beside it if there is none, or name the workspaces that there are."))
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
=== stacks alone
dirs:
  a:
    tags: [x]
    stacks:
    ^^^^^^
      dev: {}
=== workspaces that are nothing
dirs:
  a:
    workspaces:
    stacks: {dev: {}}
    ^^^^^^
=== a stack without patterns does not take its place
dirs:
  a:
    stacks: {default: {when_modified: {file_patterns: []}}}
    ^^^^^^
=== workspaces are named, or there are none
dirs:
  a:
    workspaces: {x: {}}
    stacks: {dev: {}}
  b:
    workspaces: {}
    stacks: {dev: {}}
=== a stack takes its place
dirs:
  a:
    stacks: {default: {}, dev: {}}
=== no stacks
dirs:
  a: {}
  b: {stacks: null}
"#,
        );
    }
}
