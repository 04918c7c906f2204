//! A key of `files` that is no path.

use super::shown::shown;
use crate::config::node::Entry;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports a key of `access_control.files` that no path of a repository equals: one with a star, with a slash in
    /// front or at the end, with `./` or `..` in it, or an empty one.
    ///
    /// ## Why it matters
    ///
    /// Keys are compared with the paths of the changed files, byte for byte. There are no globs and no directories.
    /// What such a key was meant to guard is not guarded.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   files:
    ///     "scripts/*": ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   files:
    ///     scripts/plan.sh: ["team:sre"]
    ///     scripts/apply.sh: ["team:sre"]
    /// ```
    "files-key-never-matches", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let files = subject.written.at(&["access_control", "files"]).and_then(|files| files.entries());
    files.unwrap_or_default().iter().filter_map(found).collect()
}

fn found(entry: &Entry) -> Option<Finding> {
    let key = entry.key.as_str();
    let (why, help) = fault(key)?;
    let message = format!("`{}` names no file: {why}", shown(key));
    Some(Finding::new(entry.key_span, "guards nothing", message).with_help(help))
}

/// Why no path can be spelled so, and what to write.
pub(super) fn fault(key: &str) -> Option<(&'static str, &'static str)> {
    let steps = || key.split('/');
    let path = "Write the path from the root of the repository, without a slash in front: `scripts/apply.sh`.";
    let each =
        "List each file by its path; directories as a whole are better guarded by code owners and a protected branch.";
    match key {
        "" => Some(("it is empty", path)),
        _ if key.contains('*') => Some(("there are no globs here", each)),
        _ if key.ends_with('/') => Some(("directories are not looked into", each)),
        _ if key.starts_with('/') => Some(("paths have no slash in front", path)),
        _ if steps().any(|step| matches!(step, "." | ".." | "")) => {
            Some(("paths are plain, without `.`, `..` and `//`", path))
        }
        _ => None,
    }
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
=== keys that no path equals
access_control:
  files:
    "scripts/*": []
    ^^^^^^^^^^^
    policies/: []
    ^^^^^^^^^
    /Makefile: []
    ^^^^^^^^^
    ./Makefile: []
    ^^^^^^^^^^
    a/../b: []
    ^^^^^^
    a//b: []
    ^^^^
    "": []
    ^^
=== paths
access_control:
  files:
    Makefile: []
    .github/workflows/ci.yml: []
    app/[id]/page.tsx: []
    a b/c?: []
"#,
        );
    }
}
