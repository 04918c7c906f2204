//! A key of `dirs` that no directory and no file can ever match.

use std::collections::BTreeMap;

use super::dead_text::{Why, why};
use super::scalar_edit::rewritten;
use crate::dirspace::spec::DirSpec;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::lint::{Finding, Fix};

lint! {
    /// ## What it does
    ///
    /// Reports a key of `dirs` that can never match: with a slash at an end, with `./`, `..` or `//`, with a
    /// variable, or with `{…}`, `?` or `[…]` in a place where the server compares letters.
    ///
    /// ## Why it matters
    ///
    /// A key without `*` has to be the directory exactly as git spells it: `prod/database`, and `.` for the root. The server drops
    /// any other key without a word. Its tags then stand on nothing, so that the policies, checks and workflows that ask for
    /// them do not hold for the directory.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   prod/database/:
    ///     tags: [prod]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   prod/database:
    ///     tags: [prod]
    /// ```
    ///
    /// The fix is not made by itself: the entry comes to life with it.
    "directory-key-never-matches", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let dirs = &subject.config.layout.dirs;
    dirs.iter().filter_map(|(key, entry)| found(subject, dirs, key, entry)).collect()
}

fn found(subject: &AsRead<'_>, dirs: &BTreeMap<String, DirSpec>, key: &str, entry: &DirSpec) -> Option<Finding> {
    let reason = dead(key)?;
    let span = entry.key_span?;
    let what = if key.contains('*') { "file" } else { "directory" };
    let message = format!("`{}` matches no {what}, because {}", key.escape_debug(), reason.reason());
    let finding = Finding::new(span, "never matches", message);
    let Some(right) = spelled_right(key, reason) else {
        return Some(finding.with_help(advice(reason)));
    };
    if dirs.contains_key(&right) {
        return Some(finding.with_help(format!("There is an entry `{right}` already: put what stands here into it.")));
    }
    let finding = finding.with_help(format!("Write `{right}`."));
    let edit = rewritten(&subject.written, span, key, &right);
    Some(match edit {
        Some(edit) => finding.with_fix(Fix::suggested(format!("write `{right}`"), vec![edit])),
        None => finding,
    })
}

/// Why no directory and no file matches a key, if its text shows it.
pub(super) fn dead(key: &str) -> Option<Why> {
    if key.contains('*') {
        // What a negated key does not describe, it selects.
        return if key.starts_with('!') { None } else { why(key) };
    }
    match why(key)? {
        Why::Here if key == "." => None,
        // A directory may be called `[id]`, `a?`, `a\b` or `{{name}}`; nobody calls one `a,b` in braces. That `${DIR}` does not see
        // them is another lint's.
        Why::Class | Why::Backslash => None,
        Why::Braces if !key.contains(',') => None,
        Why::Variable if !key.contains("${") => None,
        reason => Some(reason),
    }
}

/// The key that must have been meant.
fn spelled_right(key: &str, reason: Why) -> Option<String> {
    if matches!(reason, Why::Above | Why::Variable | Why::Braces | Why::Class | Why::Empty | Why::Backslash) {
        return None;
    }
    let segments: Vec<&str> = key.split('/').filter(|segment| !matches!(*segment, "" | ".")).collect();
    let below = key.contains('*') && key.ends_with('/') && segments.last() != Some(&"**");
    let right = match segments.as_slice() {
        [] => ".".to_owned(),
        segments if below => format!("{}/**", segments.join("/")),
        segments => segments.join("/"),
    };
    dead(&right).is_none().then_some(right)
}

fn advice(reason: Why) -> &'static str {
    match reason {
        Why::Above => "Write the path from the root of the repository.",
        Why::Variable => "Write the directory itself; `${DIR}` and `${WORKSPACE}` are for `file_patterns`.",
        Why::Empty => "Write `.` for the root of the repository.",
        _ => "Write an entry for each directory, or `*` for a part of a name: globs with `*` match the paths of files.",
    }
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::{cases, findings};

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== a slash at the end
dirs:
  infra/prod/:
  ^^^^^^^^^^^
    tags: [prod]
=== a dot at the start
dirs:
  ./infra: {}
  ^^^^^^^
=== a slash at the start
dirs:
  "/infra": {}
  ^^^^^^^^
=== upwards
dirs:
  infra/../prod: {}
  ^^^^^^^^^^^^^
=== two slashes
dirs:
  infra//prod: {}
  ^^^^^^^^^^^
=== a backslash, which git has in names and globs do not
dirs:
  infra\prod: {}
  'infra\*': {}
  ^^^^^^^^^
=== nothing
dirs:
  '': {}
  ^^
=== alternatives
dirs:
  infra/{dev,prod}: {}
  ^^^^^^^^^^^^^^^^
=== a glob with alternatives before its star
dirs:
  '{dev,prod}/**': {}
  ^^^^^^^^^^^^^^^
=== a glob with a slash at the end
dirs:
  live/*/: {}
  ^^^^^^^
=== a glob from the root
dirs:
  /live/**: {}
  ^^^^^^^^
=== a variable
dirs:
  '${DIR}': {}
  ^^^^^^^^
=== names as git spells them
dirs:
  .: {}
  infra/prod: {}
  .github: {}
  a..b: {}
  'app/[slug]': {}
  '{{cookiecutter.name}}': {}
  live/**: {}
  '*': {}
  '!live/**': {}
"#,
        );
    }

    #[test]
    fn the_fix_spells_the_key_right() {
        let rows = [
            ("infra/prod/", Some("infra/prod")),
            ("./infra", Some("infra")),
            ("/a//./b/", Some("a/b")),
            ("a\\*", None),
            ("./", Some(".")),
            ("live/*/", Some("live/*/**")),
            ("live/**/", Some("live/**")),
            ("a/../b", None),
            ("{a,b}", None),
        ];
        for (key, wanted) in rows {
            let config = format!("dirs:\n  '{key}': {{}}\n");
            let found = findings(&LINT, &config, &[]);
            let fixed = found.first().and_then(|finding| {
                let edit = finding.fix.as_ref()?.edits.first()?;
                let mut text = config.clone();
                text.replace_range(edit.span.range(), &edit.replacement);
                Some(text)
            });
            assert_eq!(fixed, wanted.map(|wanted| format!("dirs:\n  '{wanted}': {{}}\n")), "{key}");
        }
    }

    #[test]
    fn a_key_that_is_taken_is_not_written_twice() {
        let found = findings(&LINT, "dirs:\n  a: {}\n  a/: {}\n", &[]);
        assert!(found.iter().all(|finding| finding.fix.is_none()) && found.len() == 1);
    }
}
