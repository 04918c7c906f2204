//! A dirspace that waits for itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::dirspace::Tags;
use crate::dirspace::spec::{DirSpec, WorkspaceSpec};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::source::{Span, Spanned};
use crate::tag_query::{Candidate, Meaning, TagQuery};

lint! {
    /// ## What it does
    ///
    /// Reports a `depends_on` whose query selects the dirspace that it belongs to: an empty query, or one for a tag that the dirspace
    /// itself has.
    ///
    /// ## Why it matters
    ///
    /// The server refuses a configuration in which dirspaces wait for each other in a circle, and one that waits for itself is the
    /// smallest circle there is. Nothing in the whole repository is planned until it is gone. An empty query selects
    /// everything, though the documentation shows it as the default; and a global `depends_on` also holds for what it selects.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   network:
    ///     tags: [base]
    ///   database:
    ///     tags: [base]
    ///     when_modified:
    ///       depends_on: base
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   network:
    ///     tags: [base]
    ///   database:
    ///     tags: [base]
    ///     when_modified:
    ///       depends_on: dir:network
    /// ```
    "depends-on-itself", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let mut seen: BTreeSet<Span> = BTreeSet::new();
    let layout = &subject.config.layout;
    let mut found: Vec<Finding> = Vec::new();
    let all = std::iter::once(&layout.when_modified).chain(layout.dirs.values().flat_map(|entry| {
        let each = entry.workspaces.values().chain(entry.stacks.values());
        std::iter::once(&entry.when_modified).chain(each.map(|workspace| &workspace.when_modified))
    }));
    for depends_on in all.filter_map(|when_modified| when_modified.depends_on.as_ref()) {
        if let Some(span) = depends_on.tag_query.span.filter(|_| depends_on.tag_query.value.is_any()) {
            found.extend(seen.insert(span).then(|| on_everything(span)));
        }
    }
    for (dir, entry) in layout.dirs.iter().filter(|(key, _)| !key.contains('*')) {
        for (query, workspace) in waiting_for_themselves(dir, entry) {
            if let Some(span) = query.span.filter(|span| seen.insert(*span)) {
                found.push(on_itself(span, query.value.text(), dir, workspace, entry.key_span));
            }
        }
    }
    found
}

fn on_everything(span: Span) -> Finding {
    let message = "an empty `depends_on` selects every dirspace, itself included, so that it waits for itself";
    let finding = Finding::new(span, "selects everything", message);
    finding.with_help("Name what it waits for (`dir:network`), or remove the key.")
}

fn on_itself(span: Span, query: &str, dir: &str, workspace: &str, key_span: Option<Span>) -> Finding {
    let (query, dir) = (query.escape_debug(), dir.escape_debug());
    let message = format!("`{query}` selects `{dir}` ({workspace}) too, so that it waits for itself");
    let finding = Finding::new(span, "selects its own dirspace", message);
    let finding = match key_span {
        // The entry may inherit it from elsewhere.
        Some(key) => finding.with_label(key, "this one"),
        None => finding,
    };
    finding.with_help("Select the others by a tag that it does not have, or by `dir:`.")
}

/// The workspaces of a directory whose `depends_on` selects them, whatever branch and stack they are in.
fn waiting_for_themselves<'a>(
    dir: &'a str,
    entry: &'a DirSpec,
) -> impl Iterator<Item = (&'a Spanned<TagQuery>, &'a str)> {
    let each = of_kind("workspace", &entry.workspaces).chain(of_kind("stack", &entry.stacks));
    each.filter_map(move |(kind_tag, name, workspace)| {
        // Without patterns there is no dirspace, and a stack takes the place of a workspace of its name.
        let stack = entry.stacks.get(name).filter(|stack| !stack.when_modified.file_patterns.is_empty());
        let is_replaced = stack.is_some_and(|stack| !std::ptr::eq(stack, workspace));
        if workspace.when_modified.file_patterns.is_empty() || is_replaced {
            return None;
        }
        let query = &workspace.when_modified.depends_on.as_ref()?.tag_query;
        let own = [format!("dir:{dir}"), kind_tag];
        let tags: Tags = own.iter().chain(&entry.tags).chain(&workspace.tags).collect();
        let candidate = Candidate { tags: &tags, dir, working_dir: Some(dir) };
        let is_certain = !query.value.is_any() && query.value.expr().atoms().all(|atom| is_known(atom.meaning));
        (is_certain && query.value.matches(&candidate)).then_some((query, name))
    })
}

fn of_kind<'a>(
    kind: &'a str,
    workspaces: &'a BTreeMap<String, WorkspaceSpec>,
) -> impl Iterator<Item = (String, &'a str, &'a WorkspaceSpec)> {
    workspaces.iter().map(move |(name, workspace)| (format!("{kind}:{name}"), name.as_str(), workspace))
}

/// Whether a tag is there or not can be told from the entry alone.
fn is_known(meaning: Meaning<'_>) -> bool {
    match meaning {
        Meaning::Tag(tag) => {
            ["branch:", "dest_branch:", "stack_name:"].iter().all(|given| !tag.starts_with(given.as_bytes()))
        }
        _ => true,
    }
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
=== everything, at the top
when_modified:
  depends_on: ""
              ^^
=== everything, in the long form
dirs:
  a/**:
    when_modified:
      depends_on:
        tag_query: ' '
                   ^^^
=== itself by a tag
dirs:
  a:
  ~
    tags: [base]
    when_modified:
      depends_on: base or other
                  ^^^^^^^^^^^^^
=== itself by what it inherits
when_modified:
  depends_on: dir:base
              ^^^^^^^^
dirs:
  base: {}
  ~~~~
  app: {}
=== itself, relatively
dirs:
  net/core:
  ~~~~~~~~
    when_modified:
      depends_on: relative_dir:../core
                  ^^^^^^^^^^^^^^^^^^^^
=== one workspace of two
dirs:
  a:
  ~
    workspaces:
      b: {}
      c: {when_modified: {depends_on: 'workspace:c'}}
                                      ^^^^^^^^^^^^^
=== others
dirs:
  a:
    tags: [app]
    when_modified:
      depends_on: base and not app
  b:
    tags: [base]
=== what it is like depends on the request
dirs:
  a:
    when_modified:
      depends_on: dir:a and branch:main
=== nothing is planned there
dirs:
  a:
    when_modified:
      file_patterns: []
      depends_on: dir:a
"#,
        );
    }
}
