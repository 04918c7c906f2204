//! A stack without a dirspace.

use std::collections::BTreeSet;

use crate::dirspace::spec::StackMembers;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;

lint! {
    /// ## What it does
    ///
    /// Reports a stack whose `tag_query` selects no dirspace of the repository, whatever branches a request has.
    ///
    /// ## Why it matters
    ///
    /// The dirspaces that were meant are in another stack or in the implicit one. The rules that order plans and applies, and the
    /// ones that pull other stacks into a change, then do nothing.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     network:
    ///       tag_query: dir:network
    /// ```
    ///
    /// ```files
    /// prod/network/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     network:
    ///       tag_query: network in dir
    /// ```
    "stack-selects-nothing", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    if subject.repository.incomplete.is_some() {
        return Vec::new();
    }
    let used: BTreeSet<&str> = subject.repository.dirspaces().map(|placed| placed.stack_name()).collect();
    let stacks = subject.read.config.layout.stacks.iter().filter(|(name, _)| !used.contains(name.as_str()));
    let empty = stacks.filter_map(|(name, stack)| match &stack.members {
        StackMembers::Query(query) => Some((name, stack.key_span?, query)),
        StackMembers::Stacks(_) => None,
    });
    empty
        .filter_map(|(name, key_span, query)| {
            let text = query.value.text().escape_debug().to_string();
            let message =
                format!("`{text}` selects no dirspace of this repository, so that the stack `{name}` is empty");
            let finding = Finding::new(query.span?, "selects nothing", message).with_label(key_span, "this stack");
            Some(finding.with_help("Correct the query: `x in dir` looks for directories, `dir:x` for exactly one."))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::repository_cases;

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            &["prod/network/main.tf", "dev/main.tf"],
            r#"
=== nothing
stacks:
  names:
    network:
    ~~~~~~~
      tag_query: dir:network
                 ^^^^^^^^^^^
=== what is selected is not planned
dirs:
  dev: {when_modified: {file_patterns: []}}
stacks:
  names:
    dev:
    ~~~
      tag_query: dir:dev
                 ^^^^^^^
=== something, also for some branches only
tags:
  dest_branch: {main: '^main$'}
stacks:
  names:
    network: {tag_query: network in dir}
    dev: {tag_query: 'dest_branch:main and dir:dev'}
    both: {stacks: [network, dev]}
=== what a script says is not known
indexer: {enabled: true}
stacks:
  names:
    x: {tag_query: x}
"#,
        );
    }
}
