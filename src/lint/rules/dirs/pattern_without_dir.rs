//! A pattern under `dirs` that somebody took for one relative to its directory.

use super::file_patterns::{Owner, Pattern, PatternList, written_lists};
use super::scalar_edit::rewritten;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::lint::{Finding, Fix};

lint! {
    /// ## What it does
    ///
    /// Reports a file pattern under `dirs` that begins with a wildcard and names no directory: `**/*.tf`, `*.tf`.
    ///
    /// ## Why it matters
    ///
    /// Patterns under `dirs` start at the root of the repository. `**/*.tf` is every such file there is, so that each change
    /// anywhere plans the directory, holds it until it is applied, and asks for the right to do so; `*.tf` is the files at the root
    /// alone, so that the directory's own changes are not planned. The same text in the global `when_modified` means the files of
    /// each directory, which is why this one is easy to get wrong.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   prod/database:
    ///     when_modified:
    ///       file_patterns: ["**/*.tf"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   prod/database:
    ///     when_modified:
    ///       file_patterns: ["${DIR}/**/*.tf"]
    /// ```
    "pattern-without-dir", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    written_lists(subject).iter().filter_map(|list| found(subject, list)).collect()
}

fn found(subject: &AsRead<'_>, list: &PatternList<'_>) -> Option<Finding> {
    let Owner::Entry(key) = list.owner else { return None };
    // For the root the whole repository is its own.
    if key == "." {
        return None;
    }
    let mut loose = list.patterns.iter().filter(|pattern| is_loose(pattern));
    let first = loose.next()?;
    let label = |pattern: &Pattern<'_>| match pattern.taken.contains('/') {
        true => "matches in the whole repository",
        false => "matches at the root of the repository alone",
    };
    let message = format!("`{}` is not relative to `{}`: it {}", first.written, key.escape_debug(), label(first));
    let rest: Vec<&Pattern<'_>> = loose.collect();
    let mut finding = Finding::new(first.span, "starts at the root of the repository", message);
    for pattern in &rest {
        finding = finding.with_label(pattern.span, label(pattern));
    }
    finding = finding.with_help(format!("Write `${{DIR}}/{}` for the files of the directory.", first.written));
    let all = std::iter::once(first).chain(rest);
    let edits: Option<Vec<_>> = all
        .map(|pattern| {
            let right = format!("${{DIR}}/{}", pattern.written);
            rewritten(&subject.written, pattern.span, pattern.written, &right)
        })
        .collect();
    Some(match edits {
        Some(edits) => finding.with_fix(Fix::suggested("put `${DIR}/` before it", edits)),
        None => finding,
    })
}

/// Whether no segment but the last says anything.
pub(super) fn is_loose(pattern: &Pattern<'_>) -> bool {
    let mut segments: Vec<&str> = pattern.taken.split('/').collect();
    let last = segments.pop().unwrap_or_default();
    let anywhere = segments.iter().all(|segment| matches!(*segment, "*" | "**"));
    let names_a_file = !last.contains('*') && segments.is_empty();
    !pattern.is_negated()
        && anywhere
        && !names_a_file
        && !last.contains('$')
        && pattern.taken.starts_with('*')
        && pattern.is_pattern()
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
=== every file of the repository
dirs:
  prod:
    when_modified:
      file_patterns: ["**/*.tf", "**/*.tfvars"]
                      ^^^^^^^^^  ~~~~~~~~~~~~~
=== files at the root
dirs:
  live/**:
    when_modified:
      file_patterns: ['*.tf', '${DIR}/*.tf']
                      ^^^^^^
=== in a workspace
dirs:
  prod:
    workspaces:
      w:
        when_modified:
          file_patterns:
            - '**/*'
              ^^^^^^
=== the same text at the top is about each directory
when_modified:
  file_patterns: ["**/*.tf"]
dirs:
  prod: {}
=== what is no pattern is said elsewhere
dirs:
  prod:
    when_modified:
      file_patterns: ['**', '**/a+b*']
=== the root, and patterns that name something
dirs:
  .:
    when_modified:
      file_patterns: ["**/*.tf"]
  prod:
    when_modified:
      file_patterns: ["prod/*.tf", "modules/**/*.tf", "**/modules/**/*.tf", "versions.tf", "!**/*.md"]
"#,
        );
    }
}
