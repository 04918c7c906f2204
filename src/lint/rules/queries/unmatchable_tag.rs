//! A tag that no query can ask for.

use super::answers::vocabulary;
use super::vocabulary::{at_every_place, is_unmatchable};
use crate::lint::Finding;
use crate::lint::queries::shown;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports a tag that begins with `dir~` or `relative_dir:`.
    ///
    /// ## Why it matters
    ///
    /// A query reads such a word as a question about the directory, in quotes as well, and never looks at the tags. The tag
    /// can be given and cannot be asked for.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   network: {tags: ["dir~net"]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   network: {tags: [net]}
    /// ```
    "unmatchable-tag", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let vocabulary = vocabulary(subject);
    let tags = vocabulary.own().filter(|(tag, _)| is_unmatchable(tag));
    let found = tags.filter_map(|(tag, places)| {
        let message =
            format!("no query can ask for the tag `{}`: it is read as a question about the directory", shown(tag));
        Some(at_every_place(places, "never matched", message)?.with_help("Choose another name for the tag."))
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
=== tags that are read as directories
dirs:
  a: {tags: ['dir~x', 'relative_dir:../x']}
             ^^^^^^^  ^^^^^^^^^^^^^^^^^^^
=== tags that are not
dirs:
  a: {tags: [dir, 'dir-x', relative_dir, 'x dir~y']}
"#,
        );
    }
}
