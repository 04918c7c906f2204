//! Who applies when a merge does.

use super::{lists, places};
use crate::config::node::{Node, Value};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::{AsRead, AsWritten};
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports `autoapply: true` together with a policy that lets only some people apply.
    ///
    /// ## Why it matters
    ///
    /// What is applied on a merge is applied in the name of whoever merged. That may be somebody who is not on the
    /// list, or the bot of a merge queue, and the apply is then denied after the code is on the default branch.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// when_modified:
    ///   autoapply: true
    /// access_control:
    ///   policies:
    ///     - tag_query: ''
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: ''
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// or a branch protection that lets the same people merge, and the merge queue's account in the list.
    "autoapply-acts-as-merger", Allow, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let access = &subject.config.access_control;
    let restricted = lists::first_restricted_apply(access).and_then(|(_, list)| lists::place(list));
    let (true, Some(apply), Some(autoapply)) = (access.enabled, restricted, autoapply(subject.written)) else {
        return Vec::new();
    };
    let message = "an apply on merge is in the name of whoever merges, who may not be among those who may apply";
    let found = Finding::new(autoapply, "applies on merge", message).with_label(apply, "asked about whoever merges");
    vec![found.with_help("Let only these people merge, or list those who do, a merge queue's account included.")]
}

/// The first `autoapply: true`: the global one, or that of a directory or a workspace.
pub(in crate::lint::rules) fn autoapply(written: AsWritten<'_>) -> Option<Span> {
    let of = |node: &Node| {
        let autoapply = &node.entry("when_modified")?.value.entry("autoapply")?.value;
        (autoapply.value == Value::Bool(true)).then_some(autoapply.span)
    };
    let below = |node: &Node, keys: &[&str]| {
        let maps = keys.iter().filter_map(|key| node.entry(key)?.value.entries());
        maps.flatten().find_map(|entry| of(&entry.value))
    };
    let dirs = || places::entry(written, &["dirs"])?.value.entries();
    let dirs = || dirs().unwrap_or_default().iter().map(|entry| &entry.value);
    of(written.root())
        .or_else(|| dirs().find_map(of))
        .or_else(|| dirs().find_map(|dir| below(dir, &["workspaces", "stacks"])))
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
=== for everything
when_modified:
  autoapply: true
             ^^^^
access_control:
  policies:
    - tag_query: ''
      apply: ["team:sre"]
              ~~~~~~~~~~
=== for a workspace
dirs:
  a:
    when_modified:
      autoapply: false
    workspaces:
      dev:
        when_modified: {autoapply: true}
                                   ^^^^
access_control:
  policies:
    - tag_query: ''
      apply: []
             ~~
=== everybody may apply
when_modified:
  autoapply: true
access_control:
  policies:
    - tag_query: ''
      plan: []
=== nothing is applied on merge
when_modified:
  autoapply: false
access_control:
  policies:
    - tag_query: ''
      apply: []
"#,
        );
    }
}
