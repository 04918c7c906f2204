//! A regular expression where a Lua pattern is read.

use super::patterns::{self, Pattern};
use crate::lint::Finding;
use crate::lint::rules::access::shown::shown;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports a pattern of `tags` or `ignore_matching` in the syntax of regular expressions: `a|b`, `\d`, `(?:…)`,
    /// `x{2}`; and one of `ignore_matching` that is no pattern at all.
    ///
    /// ## Why it matters
    ///
    /// The patterns are Lua's: they have no alternatives, the escape is `%`, and braces, bars and backslashes stand for
    /// themselves. Such a pattern matches nothing that was meant. One of `ignore_matching` that does not compile
    /// is dropped without a word.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       status_checks:
    ///         ignore_matching: ["^(lint|docs)/"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     - tag_query: ''
    ///       status_checks:
    ///         ignore_matching: ["^lint/", "^docs/"]
    /// ```
    "pattern-is-no-regex", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    patterns::all(subject).filter_map(|pattern| found(&pattern)).collect()
}

fn found(pattern: &Pattern<'_>) -> Option<Finding> {
    let text = pattern.text;
    let (why, help) = match regex(text) {
        Some(found) => found,
        None if pattern.compiled.is_none() && patterns::looks_like_a_pattern(text) => {
            ("it does not compile, and is dropped", "Escape what is meant as it stands with `%`: `%[`, `%(`, `%%`.")
        }
        None => return None,
    };
    let message = format!("`{}` is no Lua pattern: {why}", shown(text));
    Some(Finding::new(pattern.span, "", message).with_help(help))
}

/// The first thing that only a regular expression has, and what to write.
fn regex(text: &str) -> Option<(&'static str, &'static str)> {
    let classes = ["\\d", "\\w", "\\s", "\\b", "\\D", "\\W", "\\S", "\\.", "\\-", "\\/"];
    // In the title of a check a bar stands between blanks.
    let bar = text.match_indices('|').any(|(at, _)| {
        let side =
            |text: Option<&str>, blank: fn(&str) -> bool| text.is_some_and(|text| !text.is_empty() && !blank(text));
        side(text.get(..at), |before| before.ends_with(' ')) && side(text.get(at + 1..), |after| after.starts_with(' '))
    });
    let rows = [
        (bar, "there are no alternatives, and `|` stands for itself", "Write one entry for each alternative."),
        (
            classes.iter().any(|class| text.contains(class)),
            "the backslash stands for itself",
            "The escape is `%`: `%d` for a digit, `%w` for a letter or digit, `%.` for a dot, `%-` for a dash.",
        ),
        (text.contains("(?"), "there are no groups with a question mark", "Leave the group out."),
        (braces(text), "braces stand for themselves", "Repeat what is meant, or use `+` for one or more."),
    ];
    rows.into_iter().find(|(holds, _, _)| *holds).map(|(_, why, help)| (why, help))
}

/// `x{2}`, `x{2,}`, `x{2,3}`.
fn braces(text: &str) -> bool {
    text.match_indices('{').any(|(at, _)| {
        let inside = text.get(at + 1..).and_then(|rest| rest.split_once('}')).map(|(inside, _)| inside);
        at > 0
            && inside.is_some_and(|inside| {
                inside.starts_with(|c: char| c.is_ascii_digit())
                    && inside.chars().all(|c| c.is_ascii_digit() || c == ',')
            })
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
=== checks
apply_requirements:
  checks:
    - tag_query: ''
      status_checks:
        ignore_matching: ['lint|docs', 'v\d+', '(?:a)', 'a{2,}b', '^[a', 'docs.*(']
                          ^^^^^^^^^^^
                                       ^^^^^^
                                               ^^^^^^^
                                                        ^^^^^^^^
                                                                  ^^^^^
                                                                         ^^^^^^^^^
=== branches
tags:
  branch:
    a: ^(main|dev)$
       ^^^^^^^^^^^^
    b: "^v\\.1"
       ^^^^^^^^
=== titles and patterns
apply_requirements:
  checks:
    - tag_query: ''
      status_checks:
        ignore_matching: ['build (ubuntu-latest, 3.9)', 'a | b', 'ci/.*', 'v%d+', 'coverage 100%', 'x {y}', '[ci', '|']
tags:
  branch:
    a: ^release/%d+$
"#,
        );
    }
}
