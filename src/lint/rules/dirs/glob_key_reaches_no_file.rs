//! A glob under `dirs` that matches no file of the repository.

use std::collections::BTreeSet;

use super::dead_text;
use super::scalar_edit::rewritten;
use crate::dirspace::path_pattern::PathPattern;
use crate::dirspace::spec::DirSpec;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;
use crate::lint::{Finding, Fix};

lint! {
    /// ## What it does
    ///
    /// Reports a key of `dirs` with `*` that matches no file of the repository.
    ///
    /// ## Why it matters
    ///
    /// Globs under `dirs` are compared with the paths of *files*, and the entry then holds for the directories of the files that
    /// match. `live/app-*` matches a file `live/app-1`, and not the directory of `live/app-1/main.tf`. An entry whose glob
    /// matches no file holds for nothing.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   live/app-*:
    ///     tags: [app]
    /// ```
    ///
    /// ```files
    /// live/app-1/main.tf
    /// live/app-2/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   live/app-*/**:
    ///     tags: [app]
    /// ```
    "glob-key-reaches-no-file", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    if subject.read.config.tree_builder_enabled.value {
        return Vec::new();
    }
    let dirs = subject.read.config.layout.dirs.iter();
    let globs = dirs.filter(|(key, _)| key.contains('*') && !key.starts_with('!'));
    // What governs a directory reaches a file, and mostly all of them do.
    let used: BTreeSet<&str> = subject.repository.governing.values().flatten().map(String::as_str).collect();
    let unused = globs.filter(|(key, _)| !used.contains(key.as_str()) && dead_text::why(key).is_none());
    let mut budget = MOST_COMPARISONS;
    let affordable = unused.take_while(|(key, _)| {
        let cost = subject.repository.directories.get(fixed_directory(key)).map_or(0, |directory| directory.total);
        let left = budget.checked_sub(cost);
        budget = left.unwrap_or(0);
        left.is_some()
    });
    affordable.filter_map(|(key, entry)| found(subject, key, entry)).collect()
}

/// How many times a file is compared with a glob. Only thousands of globs that reach nothing in a huge repository need more, and
/// by then there is enough to read.
pub(super) const MOST_COMPARISONS: usize = 10_000_000;

/// The directory that a glob begins with, `.` for the root.
pub(super) fn fixed_directory(glob: &str) -> &str {
    let fixed = glob.split('*').next().unwrap_or_default();
    fixed.rsplit_once('/').map_or(".", |(dir, _)| dir)
}

fn found(subject: &InRepository<'_>, key: &str, entry: &DirSpec) -> Option<Finding> {
    let span = entry.key_span?;
    if reaches(subject, key)? {
        return None;
    }
    let deeper = format!("{}/**", key.trim_end_matches("/*"));
    if !reaches(subject, &deeper).unwrap_or(false) {
        let message = format!("`{key}` matches no file of the repository");
        let finding = Finding::new(span, "holds for no directory", message);
        return Some(finding.with_help("Correct the path, or remove the entry; globs match the paths of files."));
    }
    let message = format!("globs under `dirs` match the paths of files, and `{key}` matches none");
    let finding = Finding::new(span, "holds for no directory", message);
    let finding = finding.with_help(format!("Write `{deeper}`, which matches every file below."));
    let is_taken = subject.read.config.layout.dirs.contains_key(&deeper);
    let edit = rewritten(&subject.read.written, span, key, &deeper).filter(|_| !is_taken);
    Some(match edit {
        Some(edit) => finding.with_fix(Fix::suggested(format!("write `{deeper}`"), vec![edit])),
        None => finding,
    })
}

/// Whether a glob matches a file. Only those below the directory that it begins with are looked at.
fn reaches(subject: &InRepository<'_>, glob: &str) -> Option<bool> {
    let pattern = PathPattern::parse(glob).ok()?;
    let within = fixed_directory(glob);
    let repository = subject.repository;
    let own = repository.directories.get(within).map(|directory| (within, directory));
    let mut all = own.into_iter().chain(repository.below(within));
    Some(all.any(|(dir, directory)| {
        let path = |name: &String| if dir == "." { name.clone() } else { format!("{dir}/{name}") };
        directory.files.iter().any(|name| pattern.is_match(&path(name)))
    }))
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::{findings, repository_cases};

    const FILES: &[&str] = &["main.tf", "live/app-1/main.tf", "live/app-2/db/main.tf", "modules/a/main.tf"];

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            FILES,
            r#"
=== directories instead of files
dirs:
  live/app-*: {tags: [app]}
  ^^^^^^^^^^
  '*/app-1': {}
  ^^^^^^^^^
=== a directory that is not there
dirs:
  stage/**: {}
  ^^^^^^^^
=== globs that reach files
dirs:
  live/app-*/**: {}
  '**/main.tf': {}
  '*.tf': {}
  live/*/main.tf: {}
  '!stage/**': {}
=== the name of a directory
dirs:
  stage: {}
=== a key that never matches is said elsewhere
dirs:
  /live/**: {}
=== files may be made up by a script
tree_builder: {enabled: true, script: x}
dirs:
  stage/**: {}
"#,
        );
    }

    #[test]
    fn the_fix_goes_on_to_the_files() {
        let fixed = |config: &str| {
            let finding = findings(&LINT, config, FILES).remove(0);
            let edit = finding.fix?.edits.pop()?;
            let mut text = config.to_owned();
            text.replace_range(edit.span.range(), &edit.replacement);
            Some(text)
        };
        assert_eq!(fixed("dirs:\n  live/app-*: {}\n").as_deref(), Some("dirs:\n  live/app-*/**: {}\n"));
        assert_eq!(fixed("dirs:\n  '*/app-1': {}\n").as_deref(), Some("dirs:\n  '*/app-1/**': {}\n"));
        assert_eq!(fixed("dirs:\n  stage/*: {}\n"), None);
    }
}
