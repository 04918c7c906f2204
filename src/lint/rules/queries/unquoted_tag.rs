//! A tag that a query has to quote and does not.

use super::asked::{Trouble, in_each_word};
use super::vocabulary::quoted;
use crate::lint::Finding;
use crate::lint::queries::shown;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports a tag with blanks, quotes or parentheses in it that stands in a query without quotes.
    ///
    /// ## Why it matters
    ///
    /// A blank ends a word, so that the tag `eu west` is read as the two tags `eu` and `west`, both of which a dirspace
    /// would have to have.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   network: {tags: ["eu west"]}
    /// access_control:
    ///   policies:
    ///     - tag_query: eu west
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   network: {tags: ["eu west"]}
    /// access_control:
    ///   policies:
    ///     - tag_query: '"eu west"'
    ///       apply: ["team:sre"]
    /// ```
    "unquoted-tag", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    in_each_word(subject, |query, atom, trouble| {
        let Trouble::Unquoted { tag, first: true } = trouble else { return None };
        let start = atom.word.span().start;
        let message = format!("the tag `{}` falls into several words here", shown(tag));
        let finding = Finding::new(query.part(start..start + tag.len()), "read as several words", message);
        let help = format!("Quote it inside of the query: `{}`.", shown(&quoted(tag)));
        Some(finding.with_help(help))
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
=== blanks, parentheses and quotes
dirs: {a: {tags: ['eu west', 'prod(eu)', "it's a", 'eu west 2']}}
workflows:
  - tag_query: eu west or x
               ^^^^^^^
  - tag_query: prod(eu) or eu west 2
               ^^^^^^^^    ^^^^^^^^^
=== quoted
dirs: {a: {tags: ['eu west']}}
workflows:
  - tag_query: '"eu west" or x'
=== the parts are tags as well, which may be what is meant
dirs: {a: {tags: ['eu west', eu, west]}}
workflows:
  - tag_query: eu west
=== other words
dirs: {a: {tags: ['eu west']}}
workflows:
  - tag_query: eu or west
  - tag_query: eu westward
"#,
        );
    }
}
