//! A global exclusion that was meant for the repository and holds for one directory.

use super::file_patterns::{Owner, written_lists};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports a global pattern such as `!**/modules/**`, which excludes a directory by name.
    ///
    /// ## Why it matters
    ///
    /// The server reads it as `!${DIR}/modules/**`: for each dirspace it excludes a directory of that name inside the dirspace's own.
    /// The directory itself is planned as before. Worse, a list with an exclusion in it makes a dirspace of *every* directory
    /// that holds a file, whether or not anything in it is Terraform.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// when_modified:
    ///   file_patterns: ["**/*.tf", "!**/modules/**"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// when_modified:
    ///   file_patterns: ["**/*.tf"]
    /// dirs:
    ///   "**/modules/**":
    ///     when_modified:
    ///       file_patterns: []
    /// ```
    "exclusion-is-local", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let global = written_lists(subject).into_iter().filter(|list| matches!(list.owner, Owner::Global));
    let patterns = global.flat_map(|list| list.patterns);
    patterns
        .filter_map(|pattern| {
            let excluded = excluded_directory(pattern.written)?;
            let message = format!(
                "`{}` is read as `{}`: it does not keep directories from being planned",
                pattern.written, pattern.taken
            );
            let finding = Finding::new(pattern.span, "excludes inside each dirspace's own directory", message);
            Some(finding.with_help(format!(
                "Remove it, and say under `dirs` that nothing is planned there: `\"{excluded}\": {{when_modified: \
                 {{file_patterns: []}}}}`."
            )))
        })
        .collect()
}

/// The glob of files that an exclusion of a directory was meant for. An exclusion of files by their names does what it says.
pub(super) fn excluded_directory(written: &str) -> Option<&str> {
    let glob = written.strip_prefix('!')?;
    let rest = glob.strip_prefix("**/")?;
    rest.contains('/').then_some(glob)
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::{cases, planned};

    #[test]
    fn what_is_said_about_the_server_holds() {
        let files = ["modules/vpc/main.tf", "a/modules/x/main.tf", "a/main.tf", "docs/x.md"];
        let written = "when_modified: {file_patterns: ['**/*.tf', '!**/modules/**']}";
        assert_eq!(planned(written, &files), ["a", "a/modules/x", "docs", "modules/vpc"]);
        let advised = "dirs: {'**/modules/**': {when_modified: {file_patterns: []}}}";
        assert_eq!(planned(advised, &files), ["a"]);
    }

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== by name
when_modified:
  file_patterns:
    - "**/*.tf"
    - "!**/modules/**/*.tf"
      ^^^^^^^^^^^^^^^^^^^^^
=== files by name, in each directory
when_modified:
  file_patterns: ["**/*.tf", "!**/*_test.tf"]
=== where it stands for itself
when_modified:
  file_patterns: ["**/*.tf", "!${DIR}/modules/**"]
=== under a directory it is as written
dirs:
  a:
    when_modified:
      file_patterns: ["${DIR}/**/*.tf", "!**/modules/**"]
"#,
        );
    }
}
