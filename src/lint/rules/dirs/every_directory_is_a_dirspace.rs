//! A global list that makes a dirspace of every directory.

use super::exclusion_is_local::excluded_directory;
use super::file_patterns::{Owner, Pattern, written_lists};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports a global pattern that is not about the files of each directory: one that does not begin with a `*` or with `${DIR}/`,
    /// or that excludes.
    ///
    /// ## Why it matters
    ///
    /// The server looks for directories with files that match the global patterns, but only when all of them begin with `${DIR}/`
    /// (`**/*.tf` is read as `${DIR}/*.tf`). One that begins otherwise makes a dirspace of every directory that holds any file:
    /// documents, sources, `.github`. With `infra/**` each of them is planned whenever something below `infra` changes.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// when_modified:
    ///   file_patterns: ["infra/**"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// when_modified:
    ///   file_patterns: ["${DIR}/*.tf", "${DIR}/*.tfvars"]
    /// ```
    "every-directory-is-a-dirspace", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let global = written_lists(subject).into_iter().find(|list| matches!(list.owner, Owner::Global));
    let patterns = global.map(|list| list.patterns).unwrap_or_default();
    // The other lint says it of these.
    let is_said = |pattern: &Pattern<'_>| excluded_directory(pattern.written).is_some();
    let mut loose = patterns
        .iter()
        .filter(|pattern| !pattern.taken.starts_with("${DIR}/") && !is_said(pattern) && pattern.is_pattern());
    let Some(first) = loose.next() else { return Vec::new() };
    let message = format!("because of `{}` every directory with a file is a dirspace", first.written.escape_debug());
    let finding = Finding::new(first.span, label(first), message);
    let finding = loose.fold(finding, |finding, pattern| finding.with_label(pattern.span, label(pattern)));
    vec![finding.with_help(help(first))]
}

fn label(pattern: &Pattern<'_>) -> &'static str {
    if pattern.is_negated() { "a global exclusion" } else { "does not begin with `${DIR}/`" }
}

fn help(pattern: &Pattern<'_>) -> &'static str {
    if pattern.is_negated() {
        return "Move the exclusion to the `when_modified` of the directories under `dirs` that need it.";
    }
    "Write the endings of the files of each directory here (`\"${DIR}/*.tf\"`), and move paths of shared files to the \
     `when_modified` of the directories under `dirs` that depend on them."
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
=== a path
when_modified:
  file_patterns: ['**/*.tf', 'infra/**', 'versions.json']
                             ^^^^^^^^^^  ~~~~~~~~~~~~~~~
=== an exclusion of files
when_modified:
  file_patterns:
    - "${DIR}/*.tf"
    - "!${DIR}/generated.tf"
      ^^^^^^^^^^^^^^^^^^^^^^
=== an exclusion that another lint reports
when_modified:
  file_patterns: ["**/*.tf", "!**/modules/**"]
=== patterns for each directory
when_modified:
  file_patterns: ["**/*.tf", "*.tfvars", "${DIR}/../shared/*.tf"]
=== none
when_modified:
  file_patterns: []
=== under a directory
dirs:
  a:
    when_modified:
      file_patterns: ["shared/**", "${DIR}/*.tf"]
"#,
        );
    }
}
