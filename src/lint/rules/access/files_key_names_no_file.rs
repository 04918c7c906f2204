//! A key of `files` that no file of the repository has.

use std::collections::HashSet;

use super::files_key_never_matches::fault;
use super::shown::shown;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;

lint! {
    /// ## What it does
    ///
    /// Reports a key of `access_control.files` that is the path of no file in the repository.
    ///
    /// ## Why it matters
    ///
    /// Keys are compared byte for byte with the paths of changed files. A path that is misspelt, or whose file has
    /// moved, guards nothing until a file of that very name appears.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   files:
    ///     script/apply.sh: ["team:sre"]
    /// ```
    ///
    /// ```files
    /// scripts/apply.sh
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   files:
    ///     scripts/apply.sh: ["team:sre"]
    /// ```
    "files-key-names-no-file", Warn, Repository(check)
}

/// Keys for which a file that was meant is looked for; it takes a pass over all files.
const LOOKED_FOR: usize = 50;

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    let files = subject.read.written.at(&["access_control", "files"]).and_then(|files| files.entries());
    let files = files.unwrap_or_default();
    if files.is_empty() {
        return Vec::new();
    }
    let paths: HashSet<&str> = subject.repository.files.iter().map(String::as_str).collect();
    let missing = files.iter().filter(|entry| fault(&entry.key).is_none() && !paths.contains(entry.key.as_str()));
    let found = missing.enumerate().map(|(at, entry)| {
        let key = entry.key.as_str();
        let help = if at < LOOKED_FOR { help(key, &subject.repository.files) } else { PLAIN.to_owned() };
        let message = format!("there is no file `{}` in the repository", shown(key));
        Finding::new(entry.key_span, "guards nothing now", message).with_help(help)
    });
    found.collect()
}

const PLAIN: &str = "Write the path of a file as git has it, capitals included, or delete the key.";

fn help(key: &str, files: &[String]) -> String {
    let below = |file: &&String| file.strip_prefix(key).is_some_and(|rest| rest.starts_with('/'));
    if files.iter().any(|file| below(&file)) {
        return "It is a directory, and directories are not looked into: list each file by its path.".to_owned();
    }
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let wanted = name(key);
    let mut alike = files.iter().filter(|file| name(file) == wanted);
    match (alike.next(), alike.next()) {
        (Some(file), None) => format!("Did you mean `{}`?", shown(file)),
        _ => PLAIN.to_owned(),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a finding that is not there fails the test")]
mod tests {
    use super::LINT;
    use crate::lint::testing::{findings, repository_cases};

    const FILES: [&str; 4] = ["Makefile", "scripts/Apply.sh", "a/x.sh", "b/x.sh"];

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            &FILES,
            r#"
=== no such file
access_control:
  files:
    Makefile: []
    makefile: []
    ^^^^^^^^
    scripts: []
    ^^^^^^^
=== what can never be a file is another finding
access_control:
  files:
    scripts/: []
"#,
        );
    }

    #[test]
    fn the_help_names_what_was_meant() {
        let help = |key: &str| {
            let config = format!("access_control:\n  files:\n    {key}: []\n");
            findings(&LINT, &config, &FILES)[0].help.clone().unwrap()
        };
        assert_eq!(help("apply.sh"), "Did you mean `scripts/Apply.sh`?");
        assert!(help("scripts").starts_with("It is a directory"));
        assert!(help("x.sh").starts_with("Write the path"));
    }
}
