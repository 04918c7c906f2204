//! A glob under `dirs` that loses all its directories to one that is longer and says less.

use std::collections::{BTreeMap, BTreeSet};

use super::glob_key_reaches_no_file::{MOST_COMPARISONS, fixed_directory};
use crate::dirspace::path_pattern::PathPattern;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;

lint! {
    /// ## What it does
    ///
    /// Reports a glob under `dirs` that holds for no directory, because other globs take all its directories although they begin
    /// with a directory further up.
    ///
    /// ## Why it matters
    ///
    /// Where several globs match the files of a directory, the one with the most *characters* holds, alone. `**/terragrunt.hcl` has
    /// more of them than `live/prod/**`, so that nothing of `live/prod` has the tags that are written for it.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   "**/terragrunt.hcl":
    ///     tags: [terragrunt]
    ///   "live/prod/**":
    ///     tags: [prod]
    /// ```
    ///
    /// ```files
    /// live/prod/vpc/terragrunt.hcl
    /// live/dev/vpc/terragrunt.hcl
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   "**/terragrunt.hcl":
    ///     tags: [terragrunt]
    ///   "live/prod/**/terragrunt.hcl":
    ///     tags: [terragrunt, prod]
    /// ```
    "shadowed-by-a-longer-key", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    let config = subject.read.config;
    let repository = subject.repository;
    if config.tree_builder_enabled.value || config.config_builder_enabled.value {
        return Vec::new();
    }
    let used: BTreeSet<&str> = repository.governing.values().flatten().map(String::as_str).collect();
    let dirs = config.layout.dirs.keys().map(String::as_str);
    let losers = dirs.filter(|key| key.contains('*') && !key.starts_with('!') && !used.contains(key));
    let losers = losers.filter_map(|key| Some((key, PathPattern::parse(key).ok()?)));
    let mut budget = MOST_COMPARISONS;
    let affordable = losers.take_while(|(key, _)| {
        let cost = repository.directories.get(fixed_directory(key)).map_or(0, |directory| directory.total);
        let left = budget.checked_sub(cost);
        budget = left.unwrap_or(0);
        left.is_some()
    });
    affordable.filter_map(|(key, pattern)| found(subject, key, &pattern)).collect()
}

fn found(subject: &InRepository<'_>, key: &str, pattern: &PathPattern) -> Option<Finding> {
    let winners = winners(subject, key, pattern)?;
    let dirs = &subject.read.config.layout.dirs;
    let names: Vec<String> = winners.keys().map(|winner| format!("`{winner}`")).collect();
    let (first, example) = winners.iter().next()?;
    let verb = if names.len() == 1 { "is" } else { "are" };
    let message = format!("`{key}` holds for no directory: {} {verb} longer and matches there too", names.join(", "));
    let message = if names.len() == 1 { message } else { message.replace("matches there", "match there") };
    let finding = Finding::new(dirs.get(key)?.key_span?, "never the longest", message);
    let finding = winners
        .keys()
        .filter_map(|winner| dirs.get(*winner)?.key_span)
        .fold(finding, |finding, span| finding.with_label(span, "longer"));
    Some(finding.with_help(format!(
        "The glob with the most characters holds, alone, for instance `{first}` for `{example}`. Make this one longer, say \
         by the name of a file, and repeat in it what is to hold too."
    )))
}

/// The globs that hold where `key` matches, each with a directory. `None` when the key matches nothing, or when a winner is as
/// particular as the key: then it is a fallback that has nothing left, and nobody is surprised.
fn winners<'a>(subject: &InRepository<'a>, key: &str, pattern: &PathPattern) -> Option<BTreeMap<&'a str, &'a str>> {
    let repository = subject.repository;
    let fixed = fixed_directory(key);
    let mut winners = BTreeMap::new();
    let own = repository.directories.get_key_value(fixed).map(|(dir, directory)| (dir.as_str(), directory));
    for (dir, directory) in own.into_iter().chain(repository.below(fixed)) {
        let path = |name: &String| if dir == "." { name.clone() } else { format!("{dir}/{name}") };
        if !directory.files.iter().any(|name| pattern.is_match(&path(name))) {
            continue;
        }
        let winner = repository.governing.get(dir)?.as_deref()?;
        let above = fixed_directory(winner);
        let is_general = winner.contains('*') && is_above(above, fixed);
        if !is_general {
            return None;
        }
        winners.insert(winner, dir);
    }
    (!winners.is_empty()).then_some(winners)
}

/// Whether one directory lies strictly above another.
fn is_above(one: &str, other: &str) -> bool {
    one == "." && other != "." || other.strip_prefix(one).is_some_and(|rest| rest.starts_with('/'))
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
                "live/prod/vpc/terragrunt.hcl",
                "live/prod/db/terragrunt.hcl",
                "live/dev/vpc/terragrunt.hcl",
                "x/main.tf",
            ],
            r#"
=== more characters and less to say
dirs:
  '**/terragrunt.hcl': {tags: [tg]}
  ~~~~~~~~~~~~~~~~~~~
  live/prod/**: {tags: [prod]}
  ^^^^^^^^^^^^
=== also when nothing is planned there
dirs:
  live/**/terragrunt.hcl: {when_modified: {file_patterns: []}}
  ~~~~~~~~~~~~~~~~~~~~~~
  live/prod/**: {tags: [prod]}
  ^^^^^^^^^^^^
=== a fallback with nothing left
dirs:
  '**/*': {tags: [other]}
  live/prod/**: {tags: [prod]}
  live/dev/**: {tags: [dev]}
  x: {}
=== it has some directory
dirs:
  live/prod/vpc/terragrunt.hcl*: {}
  live/prod/**: {tags: [prod]}
=== directories by name are meant to win
dirs:
  live/prod/vpc: {}
  live/prod/db: {}
  live/prod/**: {tags: [prod]}
=== a glob that reaches nothing is said elsewhere
dirs:
  stage/**: {}
"#,
        );
    }
}
