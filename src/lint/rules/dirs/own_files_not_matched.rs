//! A directory that has an entry and is not planned when its own files change.

use std::collections::{BTreeMap, BTreeSet};

use super::file_patterns::{Owner, Pattern, written_lists};
use super::pattern_without_dir::is_loose;
use super::special_character_in_directory::special_character;
use super::{pattern_matches_no_file, pattern_never_matches};
use crate::access::strict::is_infrastructure_file;
use crate::dirspace::layout::{Origin, PlacedDirspace};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;

lint! {
    /// ## What it does
    ///
    /// Reports an entry of `dirs` when in a directory that it holds for no file of Terraform, OpenTofu or Terragrunt matches any of
    /// its file patterns.
    ///
    /// ## Why it matters
    ///
    /// A change of these files is not planned, and so no policy is asked about it; it is applied along with the next change
    /// that is. Mostly `${DIR}` is missing in the patterns, or they name the directory by another path.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   prod/database:
    ///     when_modified:
    ///       file_patterns: ["prod/*.tf"]
    /// ```
    ///
    /// ```files
    /// prod/main.tf
    /// prod/database/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   prod/database:
    ///     when_modified:
    ///       file_patterns: ["${DIR}/*.tf"]
    /// ```
    "own-files-not-matched", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    let config = subject.read.config;
    if config.tree_builder_enabled.value || config.config_builder_enabled.value {
        return Vec::new();
    }
    let Some(layout) = subject.repository.views.first() else { return Vec::new() };
    let mut by_key: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for same_dir in layout.dirspaces().chunk_by(|one, other| one.dirspace.dir == other.dirspace.dir) {
        if let Some((key, dir)) = unmatched(subject, same_dir) {
            by_key.entry(key).or_default().insert(dir);
        }
    }
    if by_key.is_empty() {
        return Vec::new();
    }
    let said = said_of_patterns(subject);
    let unsaid = by_key.into_iter().filter(|(key, _)| !said.contains(key));
    unsaid.filter_map(|(key, dirs)| found(subject, key, &dirs)).collect()
}

/// The entries with a pattern that another lint reports: it says why the pattern does not match.
fn said_of_patterns<'a>(subject: &InRepository<'a>) -> BTreeSet<&'a str> {
    let is_said = |owner, pattern: &Pattern<'_>| {
        is_loose(pattern)
            || pattern_never_matches::finding(&subject.read, owner, pattern).is_some()
            || pattern_matches_no_file::found(subject, owner, pattern).is_some()
    };
    let lists = written_lists(&subject.read).into_iter();
    let said = lists.filter(|list| list.patterns.iter().any(|pattern| is_said(list.owner, pattern)));
    said.filter(|list| !matches!(list.owner, Owner::Global)).flat_map(|list| list.keys).collect()
}

/// The entry and the directory, when the directory has infrastructure code and none of its dirspaces answers to it.
fn unmatched<'a>(subject: &InRepository<'_>, placed: &'a [PlacedDirspace]) -> Option<(&'a str, &'a str)> {
    let first = placed.first()?;
    let dir = first.dirspace.dir.as_str();
    let Origin::Dirs { key, .. } = &first.origin else { return None };
    // Of these the name is what is wrong, and another lint says so.
    if special_character(dir).is_some() {
        return None;
    }
    let files = &subject.repository.directories.get(dir)?.files;
    let code: Vec<String> = files
        .iter()
        .filter(|name| is_infrastructure_file(name) && !name.starts_with('.'))
        .map(|name| if dir == "." { name.clone() } else { format!("{dir}/{name}") })
        .collect();
    let answers = placed.iter().any(|placed| code.iter().any(|path| placed.answers_to(path)));
    (!code.is_empty() && !answers).then_some((key, dir))
}

fn found(subject: &InRepository<'_>, key: &str, dirs: &BTreeSet<&str>) -> Option<Finding> {
    let entry = subject.read.config.layout.dirs.get(key)?;
    let each = entry.workspaces.values().chain(entry.stacks.values());
    let pattern = each.flat_map(|workspace| &workspace.when_modified.file_patterns).find_map(|pattern| pattern.span);
    let first = dirs.first()?;
    let more = match dirs.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let message = format!("none of the code in `{first}`{more} matches the file patterns of its entry");
    let (primary, label) = match pattern {
        Some(pattern) => (pattern, "matches nothing of the directory's own"),
        None => (entry.key_span?, "its patterns match nothing of its own"),
    };
    let finding = Finding::new(primary, label, message);
    let finding = match entry.key_span.filter(|span| *span != primary) {
        Some(span) => finding.with_label(span, "this entry"),
        None => finding,
    };
    Some(finding.with_help("Add the files of the directory itself: `\"${DIR}/*.tf\"`, or the ending that they have."))
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::repository_cases;

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            &[
                "prod/db/main.tf",
                "prod/vpc/main.tofu",
                "live/a/terragrunt.hcl",
                "live/a/.terraform.lock.hcl",
                "docs/a.md",
                "shared/db/a.tf",
            ],
            r#"
=== another path
dirs:
  prod/db:
  ~~~~~~~
    when_modified:
      file_patterns: ["shared/db/*.tf", "shared/**"]
                      ^^^^^^^^^^^^^^^^
=== another ending
dirs:
  prod/vpc: {tags: [x]}
  ^^^^^^^^
=== a glob
dirs:
  'live/**':
  ~~~~~~~~~
    when_modified: {file_patterns: ['${DIR}/*.tf']}
                                    ^^^^^^^^^^^^^
=== some pattern of some workspace does
dirs:
  prod/db:
    workspaces:
      a: {when_modified: {file_patterns: ['x/*']}}
      b: {}
=== another lint says why
dirs:
  prod/db:
    when_modified:
      file_patterns: ["db/*.tf"]
  prod/vpc:
    when_modified:
      file_patterns: ["**/*.tf"]
=== nothing to plan there, or nothing that is planned
dirs:
  docs: {}
  prod/vpc: {when_modified: {file_patterns: []}}
=== left to the global setting
when_modified: {file_patterns: ['x/*']}
"#,
        );
    }
}
