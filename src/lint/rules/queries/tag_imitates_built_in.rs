//! A tag by hand that looks like one of the server's own.

use super::answers::vocabulary;
use super::vocabulary::{Kind, at_every_place};
use crate::lint::Finding;
use crate::lint::queries::shown;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports a tag in `tags` that begins with `dir:`, `workspace:`, `stack:`, `stack_name:`, `branch:` or
    /// `dest_branch:`.
    ///
    /// ## Why it matters
    ///
    /// The server gives tags with these prefixes by itself and does not tell them from those that somebody wrote. A policy
    /// for `dir:sandbox` also governs a production directory that carries the tag by hand, and whoever reviews the policy
    /// cannot see it.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   production: {tags: ["dir:sandbox"]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   production: {tags: [sandbox]}
    /// ```
    "tag-imitates-built-in", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let vocabulary = vocabulary(subject);
    let tags = vocabulary.own().filter(|(tag, _)| tag.starts_with("dir:") || Kind::of(tag).is_some());
    let found = tags.filter_map(|(tag, places)| {
        let message = format!("the tag `{}` looks like one that the server gives", shown(tag));
        let finding = at_every_place(places, "written by hand", message)?;
        let plain = tag.split_once(':').map_or(tag, |(_, rest)| rest);
        let help = format!("Choose a name without the prefix, such as `{}`, and ask for that.", shown(plain));
        Some(if plain.is_empty() { finding.with_help("Choose another name.") } else { finding.with_help(help) })
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
=== every prefix of the server's
dirs:
  a: {tags: ['dir:b', 'workspace:w', 'stack:s']}
             ^^^^^^^  ^^^^^^^^^^^^^  ^^^^^^^^^
  b: {workspaces: {w: {tags: ['stack_name:t', 'branch:u', 'dest_branch:v', 'dir:b']}}}
                              ^^^^^^^^^^^^^^  ^^^^^^^^^^  ^^^^^^^^^^^^^^^  ~~~~~~~
=== other tags
dirs:
  a: {tags: ['env:prod', dir, 'directory:x', workspace, 'Dir:x']}
"#,
        );
    }
}
