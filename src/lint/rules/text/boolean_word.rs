//! `yes`, `no`, `on` and `off`, which are text to the server.

use super::{quoting, scalars};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports `yes`, `no`, `on` and `off` without quotes where the server takes them for text.
    ///
    /// ## Why it matters
    ///
    /// Older readers of YAML, which most editors and scripts use, take them for `true` and `false`. A person or a tool that
    /// checks the file sees another value than the server does. Where the server wants a boolean it refuses the words; that
    /// is reported as `wrong-type`.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   prod:
    ///     tags: [on]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   prod:
    ///     tags: ["on"]
    /// ```
    "boolean-word", Warn, Read(check)
}

const WORDS: [&str; 12] = ["yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF"];

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let found = |scalar: &scalars::Scalar<'_>| scalar.is_plain() && WORDS.contains(&scalar.written);
    scalars::all(&subject.written)
        .into_iter()
        .filter(found)
        .map(|scalar| {
            let word = scalar.written;
            let message = format!("`{word}` is text to the server, and a boolean to many other readers");
            Finding::new(scalar.span, "text, not a boolean", message)
                .with_help(format!("Quote it if it is text: `\"{word}\"`."))
                .with_fix(quoting::quoted(scalar.span))
        })
        .collect()
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
=== tags and names
dirs:
  on:
  ^^
    tags: [Yes, "yes", yes!, yesterday, y, 'no']
           ^^^
    workspaces: {OFF: {}}
                 ^^^
=== what an alias repeats is found where it is written
definitions: {x: &x [no]}
                     ^^
dirs: {a: {tags: *x}, b: {tags: *x}}
=== text over several lines
dirs: {a: {tags: ["a
  no"]}}
=== where a boolean is wanted, it is the reader's to say
enabled: yes
"#,
        );
    }
}
