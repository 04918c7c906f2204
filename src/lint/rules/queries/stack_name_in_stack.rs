//! A stack that asks for stacks.

use super::asked::{Trouble, in_each_word};
use crate::lint::Finding;
use crate::lint::queries::shown;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports `stack_name:` in the query of a stack.
    ///
    /// ## Why it matters
    ///
    /// A dirspace gets its `stack_name:` tags once every stack has its members. While the stacks are made no dirspace has
    /// one, and the word is false for all of them.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     network: {tag_query: network in dir}
    ///     all: {tag_query: "stack_name:network or database in dir"}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     network: {tag_query: network in dir}
    ///     database: {tag_query: database in dir}
    ///     all: {stacks: [network, database]}
    /// ```
    "stack-name-in-stack", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    in_each_word(subject, |query, atom, trouble| {
        if trouble != Trouble::StackNameInStack {
            return None;
        }
        let word = shown(atom.word.text()?);
        let message = format!("`{word}` is always false in the query of a stack: no dirspace has a stack yet");
        let finding = Finding::new(query.part(atom.span()), "not known yet", message);
        Some(finding.with_help("Make a stack of stacks with `stacks: [a, b]` in place of `tag_query`."))
    })
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
=== in a stack
stacks:
  names:
    a: {tag_query: ''}
    b: {tag_query: not stack_name:a and stack_name:nobody}
                       ^^^^^^^^^^^^     ^^^^^^^^^^^^^^^^^
=== elsewhere, and other tags
stacks:
  names:
    a: {tag_query: 'stack:x or stack_name'}
workflows:
  - tag_query: stack_name:a
=== somebody gives such a tag
dirs: {x: {tags: ['stack_name:a']}}
stacks:
  names:
    a: {tag_query: 'stack_name:a'}
"#,
        );
    }
}
