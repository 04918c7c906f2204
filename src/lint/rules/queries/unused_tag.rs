//! A tag that is given and never asked for.

use std::collections::BTreeSet;

use super::answers::vocabulary;
use super::vocabulary::{at_every_place, is_unmatchable};
use crate::lint::Finding;
use crate::lint::queries::shown;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::tag_query::Meaning;

lint! {
    /// ## What it does
    ///
    /// Reports a tag in `tags` that no query of the file asks for.
    ///
    /// ## Why it matters
    ///
    /// It may be a leftover, or the other half of a misspelt query. It may as well be there for the queries in comments
    /// (`terrateam plan network`), which is why this is off by default.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   network: {tags: [network, prod]}
    /// workflows:
    ///   - tag_query: prod
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   network: {tags: [prod]}
    /// workflows:
    ///   - tag_query: prod
    /// ```
    "unused-tag", Allow, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let vocabulary = vocabulary(subject);
    if vocabulary.open {
        return Vec::new();
    }
    let asked: BTreeSet<&[u8]> = subject
        .queries
        .iter()
        .flat_map(|query| query.query.expr().atoms())
        .filter(|atom| matches!(atom.meaning, Meaning::Tag(_)))
        .map(|atom| atom.word.bytes())
        .collect();
    let unused = vocabulary.own().filter(|(tag, _)| !asked.contains(tag.as_bytes()) && !is_unmatchable(tag));
    let found = unused.filter_map(|(tag, places)| {
        let message = format!("no query asks for the tag `{}`", shown(tag));
        Some(at_every_place(places, "never asked for", message)?.with_help("Remove it, unless comments ask for it."))
    });
    found.collect()
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
=== given in several places and never asked for
dirs:
  a: {tags: [x, y]}
             ^
  b: {workspaces: {w: {tags: [x]}}}
                              ~
workflows:
  - tag_query: not y
=== asked for somewhere
dirs:
  a: {tags: [x], when_modified: {depends_on: y}}
  b: {tags: ['y', 'z z']}
stacks: {names: {s: {tag_query: '"z z"'}}}
drift: {schedule: daily, tag_query: x}
=== a script may ask for it
config_builder: {enabled: true, script: s}
dirs:
  a: {tags: [x]}
"#,
        );
    }
}
