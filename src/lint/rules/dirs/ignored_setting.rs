//! A setting that the server reads and then ignores.

use crate::config::node::{Entry, Node, Value};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports a setting that the format knows and that changes nothing: `create_if_missing: true` in an entry of `dirs`, and
    /// `checkout_strategy: checkout`.
    ///
    /// ## Why it matters
    ///
    /// Somebody relies on it. A directory without a file is no dirspace even with `create_if_missing`, and what is checked out for
    /// a plan is the same whatever `checkout_strategy` says.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   prod:
    ///     create_if_missing: true
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   prod: {}
    /// ```
    "ignored-setting", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let root = subject.written.root();
    let strategy = root.entry("checkout_strategy").filter(|entry| is_text(&entry.value, "checkout"));
    let dirs = subject.written.at(&["dirs"]).and_then(Node::entries).unwrap_or_default();
    let created = dirs.iter().filter_map(|entry| entry.value.entry("create_if_missing"));
    let created = created.filter(|entry| matches!(entry.value.value, Value::Bool(true)));
    let strategy = strategy.map(|entry| found(entry, "the server reads `checkout_strategy` and never uses it"));
    let created = created.map(|entry| {
        found(entry, "`create_if_missing` is never used: a directory without a file is no dirspace whatever it says")
    });
    strategy.into_iter().chain(created).collect()
}

fn found(entry: &Entry, message: &str) -> Finding {
    Finding::new(entry.key_span, "changes nothing", message).with_help("Remove it.")
}

fn is_text(node: &Node, wanted: &str) -> bool {
    matches!(&node.value, Value::String(text) if text == wanted)
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
=== both
checkout_strategy: checkout
^^^^^^^^^^^^^^^^^
dirs:
  a:
    create_if_missing: true
    ^^^^^^^^^^^^^^^^^
=== as they are by default
checkout_strategy: merge
dirs:
  a:
    create_if_missing: false
    create_and_select_workspace: false
"#,
        );
    }
}
