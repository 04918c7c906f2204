//! An entry of `dirs` for a directory that is not there.

use super::dead_text;
use super::scalar_edit::rewritten;
use crate::dirspace::spec::DirSpec;
use crate::lint::repository::{RepositoryFacts, directory_of};
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;
use crate::lint::{Finding, Fix};

lint! {
    /// ## What it does
    ///
    /// Reports a key of `dirs` without `*` that names no directory of the repository.
    ///
    /// ## Why it matters
    ///
    /// The key is the path from the root of the repository; it is not a name to be chosen, and it is compared letter by letter. The
    /// entry holds for nothing, and the directory that was meant has none of its tags.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   database:
    ///     tags: [prod]
    /// ```
    ///
    /// ```files
    /// prod/database/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   prod/database:
    ///     tags: [prod]
    /// ```
    "directory-does-not-exist", Warn, Repository(check)
}

/// For more missing directories than this nobody reads what may have been meant, and looking for it takes a while.
const MOST_SUGGESTIONS: usize = 50;

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    let config = subject.read.config;
    // A script that makes up files can make up directories, and the indexer knows directories behind links.
    if config.tree_builder_enabled.value {
        return Vec::new();
    }
    let repository = subject.repository;
    let is_missing = |key: &str| {
        let linked = config.indexer_enabled.value && is_below_a_file(repository, key);
        !key.contains('*') && !repository.directories.contains_key(key) && !linked
    };
    let dirs = config.layout.dirs.iter();
    let missing = dirs.filter(|(key, _)| is_missing(key) && dead_text::why(key).is_none());
    missing.enumerate().filter_map(|(at, (key, entry))| found(subject, key, entry, at < MOST_SUGGESTIONS)).collect()
}

fn found(subject: &InRepository<'_>, key: &str, entry: &DirSpec, suggests: bool) -> Option<Finding> {
    let span = entry.key_span?;
    if subject.repository.is_file(key) {
        let message = format!("`{key}` is a file, and the keys of `dirs` name directories");
        let dir = directory_of(key);
        return Some(Finding::new(span, "a file", message).with_help(format!("Write its directory, `{dir}`.")));
    }
    let finding =
        Finding::new(span, "not in the repository", format!("there is no directory `{}`", key.escape_debug()));
    let meant = if suggests { nearest(subject.repository, key) } else { None };
    let Some(meant) = meant else {
        return Some(finding.with_help("Write the path from the root of the repository, or remove the entry."));
    };
    let finding = finding.with_help(format!("Did you mean `{}`?", meant.escape_debug()));
    let is_taken = subject.read.config.layout.dirs.contains_key(meant);
    let edit = rewritten(&subject.read.written, span, key, meant).filter(|_| !is_taken);
    Some(match edit {
        Some(edit) => finding.with_fix(Fix::suggested(format!("write `{meant}`"), vec![edit])),
        None => finding,
    })
}

fn is_below_a_file(repository: &RepositoryFacts, key: &str) -> bool {
    let mut at = key;
    while at != "." {
        if repository.is_file(at) {
            return true;
        }
        at = directory_of(at);
    }
    false
}

/// The one directory that was most likely meant: the same but for its case, the only one whose path ends so, or the most
/// alike beside it.
fn nearest<'a>(repository: &'a RepositoryFacts, key: &str) -> Option<&'a str> {
    let names = || repository.directories.keys().map(String::as_str);
    if let Some(same) = names().find(|name| name.eq_ignore_ascii_case(key)) {
        return Some(same);
    }
    let mut longer = names().filter(|name| name.strip_suffix(key).is_some_and(|head| head.ends_with('/')));
    if let Some(one) = longer.next() {
        return longer.next().is_none().then_some(one);
    }
    // The deepest directory above that is there; then one step down, and the rest as written.
    let mut above = directory_of(key);
    while above != "." && !repository.directories.contains_key(above) {
        above = directory_of(above);
    }
    let below = if above == "." { key } else { key.strip_prefix(above)?.strip_prefix('/')? };
    let (step, rest) = below.split_once('/').map_or((below, None), |(step, rest)| (step, Some(rest)));
    let children: Vec<&str> = repository
        .below(above)
        .map(|(name, _)| name)
        .filter(|name| directory_of(name) == above)
        .filter_map(|name| name.rsplit('/').next())
        .filter(|name| name.starts_with('.') == step.starts_with('.'))
        .take(1_000)
        .collect();
    let [alike] = similar::get_close_matches(step, &children, 1, 0.65)[..] else { return None };
    let meant: Vec<&str> = [above, alike].into_iter().chain(rest).filter(|part| *part != ".").collect();
    let (meant, _) = repository.directories.get_key_value(&meant.join("/"))?;
    Some(meant)
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::{findings, repository_cases};

    const FILES: &[&str] =
        &["main.tf", "layers/core/main.tf", "Prod/main.tf", "live/staging/vpc/main.tf", "a/x/m.tf", "b/x/m.tf", "link"];

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            FILES,
            r#"
=== a name that was made up
dirs:
  core:
  ^^^^
    when_modified:
      file_patterns: ["layers/core/*.tf"]
=== a file
dirs:
  Prod/main.tf: {}
  ^^^^^^^^^^^^
=== there, with a file or without
dirs:
  .: {}
  layers: {}
  layers/core: {}
  live/**: {}
=== not the name of a directory at all, which is said elsewhere
dirs:
  layers/core/: {}
=== files may be made up by a script
tree_builder: {enabled: true, script: x}
dirs:
  core: {}
=== behind a link that the indexer knows
indexer: {enabled: true}
dirs:
  link/a: {}
"#,
        );
    }

    #[test]
    fn what_was_meant() {
        let rows = [
            ("core", Some("layers/core")),
            ("prod", Some("Prod")),
            ("live/stagin/vpc", Some("live/staging/vpc")),
            ("live/staging/vcp", Some("live/staging/vpc")),
            ("live/prod/vpc", None),
            ("x", None),
            ("zzz", None),
        ];
        for (key, wanted) in rows {
            let found = findings(&LINT, &format!("dirs:\n  {key}: {{}}\n"), FILES);
            let help = found.first().and_then(|finding| finding.help.clone()).unwrap_or_default();
            let meant = help.strip_prefix("Did you mean `").and_then(|rest| rest.strip_suffix("`?"));
            assert_eq!(meant, wanted, "{key}: {help}");
            assert_eq!(found.first().is_some_and(|finding| finding.fix.is_some()), wanted.is_some(), "{key}");
        }
    }
}
