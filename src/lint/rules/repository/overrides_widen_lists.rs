//! A list in a central overrides file, which takes nothing away from the repository's own.

use crate::access::principal::MatchList;
use crate::config::node::Value;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::source::{Source, Span};

lint! {
    /// ## What it does
    ///
    /// Reports lists of people in a central overrides file (`config/overrides.yml`, `config/REPOSITORY/overrides.yml`) that the
    /// server adds to those of a repository: `terrateam_config_update`, `ci_config_update`, `unlock`, and those of `files`. Also
    /// `default_branch_overrides`, and an empty list of `file_patterns`.
    ///
    /// ## Why it matters
    ///
    /// Where an overrides file and a repository both have a list, the server puts one behind the other; nothing is replaced. With
    /// `team:sre` here and `*` there the result is everyone. Lists of policies and of checks are safe: the first that matches
    /// decides, and those of the overrides come first.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # file: config/overrides.yml
    /// access_control:
    ///   unlock: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// # file: config/overrides.yml
    /// access_control:
    ///   policies:
    ///     - tag_query: ""
    ///       apply: ["team:sre"]
    /// ```
    "overrides-widen-lists", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let source = subject.written.sources.get(subject.written.document.source());
    if !source.map(Source::name).is_some_and(is_overrides) {
        return Vec::new();
    }
    let mut lists = widened(subject).into_iter();
    let Some((first, name)) = lists.next() else { return Vec::new() };
    let message = format!("`{name}` is added to the repository's own and does not replace it");
    let finding = Finding::new(first, "added, not set", message);
    let finding = lists.fold(finding, |finding, (span, _)| finding.with_label(span, "added, not set"));
    vec![finding.with_help(
        "What a repository must not widen can be forced with `config/REPOSITORY/config.yml`, which replaces its file; \
         policies and checks here do hold, since they come first.",
    )]
}

/// Whether a path is that of an overrides file in an owner's `terrateam` repository.
fn is_overrides(name: &str) -> bool {
    let segments: Vec<&str> = name.rsplit('/').take(3).collect();
    let is_file = matches!(segments.first(), Some(&("overrides.yml" | "overrides.yaml")));
    is_file && segments.iter().skip(1).any(|segment| *segment == "config")
}

/// The lists that are added to, with a name for each.
fn widened(subject: &AsRead<'_>) -> Vec<(Span, String)> {
    let access = &subject.config.access_control;
    let of = |list: &MatchList, name: &str| Some((list.span?, name.to_owned()));
    let mut found: Vec<(Span, String)> = [
        of(&access.ci_config_update, "ci_config_update"),
        of(&access.terrateam_config_update, "terrateam_config_update"),
        of(&access.unlock, "unlock"),
    ]
    .into_iter()
    .chain(access.files.iter().map(|(path, list)| of(list, &format!("files.{}", path.escape_debug()))))
    .flatten()
    .collect();
    let names = subject.written.root().entry("default_branch_overrides");
    let names = names.filter(|entry| matches!(entry.value.value, Value::Sequence(_)));
    found.extend(names.map(|entry| (entry.value.span, "default_branch_overrides".to_owned())));
    let patterns = subject.written.at(&["when_modified", "file_patterns"]);
    let none = patterns.filter(|node| matches!(&node.value, Value::Sequence(items) if items.is_empty()));
    found.extend(none.map(|node| (node.span, "when_modified.file_patterns".to_owned())));
    found.sort_by_key(|(span, _)| *span);
    found
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "what is not there fails the test")]
mod tests {
    use super::*;
    use crate::lint::run::Linted;
    use crate::lint::subject::{Answers, AsWritten};
    use crate::source::SourceMap;

    fn labels(name: &str, config: &str) -> Vec<String> {
        let mut sources = SourceMap::new();
        let linted = Linted::read(&mut sources, name, config.as_bytes(), None);
        let written = AsWritten { sources: &sources, document: linted.document.as_ref().unwrap() };
        let answers = Answers::default();
        let config = linted.config.as_ref().unwrap();
        let found = check(&AsRead { written, config, queries: &[], answers: &answers });
        assert!(found.len() <= 1);
        found.iter().flat_map(|one| &one.labels).map(|label| written.snippet(label.span).to_owned()).collect()
    }

    #[test]
    fn only_lists_of_an_overrides_file_are_found() {
        let config = "access_control:\n  files: {a: ['user:x']}\n  unlock: ['team:a']\ndefault_branch_overrides: [dirs]\n\
                      when_modified: {file_patterns: []}\n";
        for name in ["config/overrides.yml", "config/app/overrides.yaml", "/x/config/overrides.yml"] {
            assert_eq!(labels(name, config), ["['user:x']", "['team:a']", "[dirs]", "[]"], "{name}");
        }
        for name in ["config/defaults.yml", ".terrateam/config.yml", "overrides.yml", "config/a/b/c/overrides.yml"] {
            assert_eq!(labels(name, config), Vec::<String>::new(), "{name}");
        }
        let safe = "access_control:\n  policies: [{tag_query: '', apply: ['team:a']}]\nenabled: true\n";
        assert_eq!(labels("config/overrides.yml", safe), Vec::<String>::new());
    }
}
