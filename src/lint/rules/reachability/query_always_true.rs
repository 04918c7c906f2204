//! A query that says something and restricts nothing.

use super::alone;
use super::words::quoted;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::reach::Selects;

lint! {
    /// ## What it does
    ///
    /// Reports a tag query that selects every dirspace although it asks for something, whatever directories and tags there
    /// will ever be. The empty query is not meant.
    ///
    /// ## Why it matters
    ///
    /// `not dir:a or not dir:b` reads as if it kept two directories out. Since no dirspace is in both, it is always true:
    /// the policy holds for everything, and nothing after it is ever looked at.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: not workspace:staging or not workspace:production
    ///       apply: ["role:write"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: not workspace:staging and not workspace:production
    ///       apply: ["role:write"]
    /// ```
    "query-always-true", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let always = alone::that_select(subject, &Selects::Everything).into_iter();
    let finding = |(written, unless): (super::lists::Written<'_>, Option<String>)| {
        let unless = unless.map(|unless| format!(", {unless}")).unwrap_or_default();
        let message = format!("{} selects every dirspace, as the empty query does{unless}", quoted(written.query));
        Finding::new(written.span, "always true", message).with_help(
            "Write `''` if every dirspace is meant. To keep several things out, write `not (a or b)`, or `not a and not b`.",
        )
    };
    always.map(finding).collect()
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
=== true of everything
access_control:
  policies:
    - tag_query: prod or not prod
                 ^^^^^^^^^^^^^^^^
    - tag_query: not dir:a or not (b in dir)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^
=== the empty query says so itself
access_control:
  policies:
    - tag_query: ' '
=== nearly everything
access_control:
  policies:
    - tag_query: not dir:a or not (a in dir)
    - tag_query: not a or not b
=== a word that can never be true is reported by itself
workflows:
  - tag_query: not relative_dir:x
"#,
        );
    }
}
