//! An entry of `dirs` for a directory that only holds other directories.

use crate::dirspace::spec::DirSpec;
use crate::lint::Finding;
use crate::lint::repository::RepositoryFacts;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;

lint! {
    /// ## What it does
    ///
    /// Reports a key of `dirs` without `*` that names a directory with no file directly in it.
    ///
    /// ## Why it matters
    ///
    /// An entry holds for the one directory that it names, and not for those below. A directory without a file of its own is no
    /// dirspace, so that the entry holds for nothing, and the directories below have none of its tags.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   prod:
    ///     tags: [prod]
    /// ```
    ///
    /// ```files
    /// prod/vpc/main.tf
    /// prod/database/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   prod/**:
    ///     tags: [prod]
    /// ```
    "directory-without-files", Warn, Repository(check)
}

/// How many of the directories below are named.
const NAMED: usize = 3;

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    if subject.read.config.tree_builder_enabled.value {
        return Vec::new();
    }
    let repository = subject.repository;
    let dirs = subject.read.config.layout.dirs.iter().filter(|(key, _)| !key.contains('*'));
    let empty = dirs.filter(|(key, _)| repository.directories.get(*key).is_some_and(|found| found.files.is_empty()));
    empty.filter_map(|(key, entry)| found(repository, key, entry)).collect()
}

fn found(repository: &RepositoryFacts, key: &str, entry: &DirSpec) -> Option<Finding> {
    let mut uncovered = repository.below(key).filter(|(_, below)| !below.files.is_empty()).map(|(name, _)| name);
    let mut named: Vec<String> = uncovered.by_ref().take(NAMED).map(|name| format!("`{name}`")).collect();
    let more = uncovered.next().map(|_| "others".to_owned());
    named.extend(more);
    let last = named.pop()?;
    let (names, verb) = match named.is_empty() {
        true => (last, "is"),
        false => (format!("{} and {last}", named.join(", ")), "are"),
    };
    let message = format!("`{key}` has no file of its own; {names} below {verb} not covered by this entry");
    let finding = Finding::new(entry.key_span?, "holds for no directory", message);
    let glob = if key == "." { "**/*".to_owned() } else { format!("{key}/**") };
    Some(finding.with_help(format!("Write `{glob}`, which matches the files below it and so their directories.")))
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::{findings, repository_cases};

    const FILES: &[&str] =
        &["prod/vpc/main.tf", "prod/db/a/main.tf", "prod/db/b/main.tf", "prod/x/main.tf", "dev/main.tf"];

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            FILES,
            r#"
=== directories only
dirs:
  prod:
  ^^^^
    tags: [prod]
  prod/db: {}
  ^^^^^^^
=== a file of its own, no directory, a glob
dirs:
  dev: {}
  staging: {}
  prod/*/main.tf: {}
"#,
        );
    }

    #[test]
    fn the_message_names_what_lies_below() {
        let message = |key: &str| findings(&LINT, &format!("dirs:\n  {key}: {{}}\n"), FILES).remove(0).message;
        assert_eq!(
            message("prod"),
            "`prod` has no file of its own; `prod/db/a`, `prod/db/b`, `prod/vpc` and others below are not covered by this \
             entry"
        );
        assert!(message("prod/db").contains("`prod/db/a` and `prod/db/b` below are not"));
        assert!(message(".").contains("`dev`"));
    }
}
