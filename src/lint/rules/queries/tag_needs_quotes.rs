//! A tag that has to be quoted wherever it is asked for.

use super::answers::vocabulary;
use super::vocabulary::{at_every_place, is_in_need_of_quotes, is_unmatchable, quoted};
use crate::lint::Finding;
use crate::lint::queries::shown;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports a tag that a query has to quote, because it has blanks, quotes or parentheses in it or is an operator.
    ///
    /// ## Why it matters
    ///
    /// Whoever asks for the tag, in a query or in a comment on a request, has to know about the quotes; without them the
    /// query means something else and is no error.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   network: {tags: ["eu west"]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   network: {tags: [eu-west]}
    /// ```
    "tag-needs-quotes", Allow, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let vocabulary = vocabulary(subject);
    let tags = vocabulary.own().filter(|(tag, _)| is_in_need_of_quotes(tag) && !is_unmatchable(tag));
    let found = tags.filter_map(|(tag, places)| {
        let message = format!("a query has to quote the tag `{}`", shown(tag));
        let finding = at_every_place(places, "needs quotes", message)?;
        Some(finding.with_help(format!(
            "Use letters, digits, `-`, `_`, `.`, `/` and `:`; or ask for `{}`.",
            shown(&quoted(tag))
        )))
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
=== tags that fall into words or are none
dirs:
  a: {tags: ['eu west', 'a(b)', "it's", AND, '']}
             ^^^^^^^^^  ^^^^^^  ^^^^^^  ^^^  ^^
  b: {workspaces: {w: {tags: ['eu west']}}}
                              ~~~~~~~~~
=== tags that do not
dirs:
  a: {tags: [eu-west, a/b, 'c:d', e_f, android, 'g,h']}
"#,
        );
    }
}
