//! A file pattern that names something which is not in the repository.

use super::dead_text;
use super::file_patterns::{Owner, Pattern, written_lists};
use super::scalar_edit::rewritten;
use crate::dirspace::path_pattern::PathPattern;
use crate::lint::repository::directory_of;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;
use crate::lint::{Finding, Fix};

lint! {
    /// ## What it does
    ///
    /// Reports a file pattern under `dirs` that names a directory which the repository does not have, or that is the name of a
    /// directory where a pattern has to match files.
    ///
    /// ## Why it matters
    ///
    /// Patterns under `dirs` start at the root of the repository. One that names a directory which is not there matches no
    /// change: whatever it was meant to watch, a shared module for instance, changes without the directory being planned.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   prod:
    ///     when_modified:
    ///       file_patterns: ["${DIR}/*.tf", "module/vpc/*.tf"]
    /// ```
    ///
    /// ```files
    /// prod/main.tf
    /// modules/vpc/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   prod:
    ///     when_modified:
    ///       file_patterns: ["${DIR}/*.tf", "modules/vpc/*.tf"]
    /// ```
    "pattern-matches-no-file", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    let config = subject.read.config;
    // Files behind links, and files that a script makes up.
    if config.tree_builder_enabled.value || config.indexer_enabled.value {
        return Vec::new();
    }
    let lists = written_lists(&subject.read);
    let of_entries = lists.iter().filter(|list| !matches!(list.owner, Owner::Global));
    let patterns = of_entries.flat_map(|list| list.patterns.iter().map(|pattern| (list.owner, pattern)));
    patterns.filter_map(|(owner, pattern)| found(subject, owner, pattern)).collect()
}

/// What is to be said of one pattern.
pub(super) fn found(subject: &InRepository<'_>, owner: Owner<'_>, pattern: &Pattern<'_>) -> Option<Finding> {
    let is_known = owner.directory().is_some() || !pattern.taken.contains("${DIR}");
    if pattern.is_negated() || !is_known || pattern.taken.contains("${WORKSPACE}") {
        return None;
    }
    let expansions = pattern.expansions(owner);
    let path = expansions.last()?;
    let is_other_lints = dead_text::why(path).is_some() || PathPattern::parse(path).is_err();
    if is_other_lints || owner.directory() == Some(path.as_str()) {
        return None;
    }
    let directories = &subject.repository.directories;
    let is_literal = !path.contains('*');
    if is_literal && directories.contains_key(path) && !subject.repository.is_file(path) {
        let message = format!("`{}` is a directory, and patterns match the paths of files", pattern.written);
        let right = format!("{}/**", pattern.written);
        let finding = Finding::new(pattern.span, "a directory", message).with_help(format!("Write `{right}`."));
        let edit = rewritten(&subject.read.written, pattern.span, pattern.written, &right);
        return Some(match edit {
            Some(edit) => finding.with_fix(Fix::suggested(format!("write `{right}`"), vec![edit])),
            None => finding,
        });
    }
    let fixed = path.split('*').next()?;
    let dir = fixed.rsplit_once('/').map(|(dir, _)| dir)?;
    // That its own directory is not there is said of the entry.
    let is_own = owner.directory().is_some_and(|own| own == dir || dir.starts_with(&format!("{own}/")));
    if directories.contains_key(dir) || is_own {
        return None;
    }
    let above = std::iter::successors(Some(dir), |dir| (*dir != ".").then(|| directory_of(dir)));
    let missing = above.take_while(|dir| !directories.contains_key(*dir)).last()?;
    let message = format!("`{}` matches no file: there is no directory `{missing}`", pattern.written);
    let finding = Finding::new(pattern.span, "matches nothing here", message);
    Some(finding.with_help("Correct the path, from the root of the repository, or remove the pattern."))
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::repository_cases;

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            &["prod/main.tf", "modules/vpc/main.tf", "versions.tf"],
            r#"
=== a directory that is not there
dirs:
  prod:
    when_modified:
      file_patterns: ["${DIR}/*.tf", "module/vpc/*.tf", "${DIR}/../shared/*.tf", "shared/a.tf"]
                                     ^^^^^^^^^^^^^^^^^  ^^^^^^^^^^^^^^^^^^^^^^^  ^^^^^^^^^^^^^
=== a directory instead of its files
dirs:
  prod:
    when_modified:
      file_patterns: ["modules/vpc", '${DIR}/../modules']
                      ^^^^^^^^^^^^^  ^^^^^^^^^^^^^^^^^^^
=== what is there, or may be some day
dirs:
  prod:
    when_modified:
      file_patterns: ["modules/**", "${DIR}/x/*.json", "${DIR}/dev.tfvars", "modules/vpc/x.tf", "**/y/*", "!gone/*", "z.tf"]
=== nothing is there for the entry itself
dirs:
  stage:
    when_modified:
      file_patterns: ["${DIR}/*.tf"]
=== directories that are not known
dirs:
  prod/**:
    when_modified:
      file_patterns: ["${DIR}/../x/*.tf"]
"#,
        );
    }
}
