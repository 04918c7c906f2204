//! A directory that the repository does not have.

use super::alike::Alike;
use super::asked::Uses;
use super::directories::{Asked, Directories, asked_for};
use crate::lint::queries::shown;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;
use crate::lint::{Finding, Fix};

lint! {
    /// ## What it does
    ///
    /// Reports `dir:x` and `x in dir` where no dirspace of the repository is in such a directory.
    ///
    /// ## Why it matters
    ///
    /// A directory that was renamed or misspelt is no error. The query selects nothing, and what was meant falls to the
    /// next policy. A directory is a dirspace when a file in it matches the patterns of `when_modified`.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: dir:infrastructure
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ```files
    /// infra/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: dir:infra
    ///       apply: ["team:sre"]
    /// ```
    "unknown-directory", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    let Some(directories) = Directories::new(subject) else { return Vec::new() };
    let asked = asked_for(&subject.read);
    let unknown: Vec<(&Uses<'_>, Asked<'_>)> = asked
        .iter()
        .filter_map(|uses| Some((uses, uses.directory()?)))
        .filter(|(_, asked)| !is_known(*asked, &directories))
        .collect();
    if unknown.is_empty() {
        return Vec::new();
    }
    let (dirs, segments) = (Alike::new(directories.all()), Alike::new(directories.segments()));
    let found = unknown.into_iter().filter_map(|(uses, asked)| match asked {
        Asked::ToBe(dir) => to_be(uses, dir, &directories, &dirs),
        Asked::ToHold(path) => to_hold(uses, path, &directories, if path.contains('/') { &dirs } else { &segments }),
    });
    found.collect()
}

/// That of `dir:x` with dirspaces below `x` another lint speaks.
fn is_known(asked: Asked<'_>, directories: &Directories<'_>) -> bool {
    match asked {
        Asked::ToBe(dir) => directories.has(dir) || directories.below(dir).is_some(),
        Asked::ToHold(path) => directories.holds(path),
    }
}

fn to_be(uses: &Uses<'_>, dir: &str, directories: &Directories<'_>, dirs: &Alike<'_>) -> Option<Finding> {
    if directories.is_in_repository(dir) {
        return without_dirspace(uses, dir);
    }
    let finding = uses.finding("no such directory", format!("no dirspace is in a directory `{}`", shown(dir)))?;
    if directories.holds(dir) {
        let help = "The directory is relative to the repository and compared as a whole: write";
        return Some(finding.with_help(format!("{help} `{} in dir` for a part of it.", shown(dir))));
    }
    suggested(uses, finding, "dir:", dirs.to(dir))
}

fn to_hold(uses: &Uses<'_>, path: &str, directories: &Directories<'_>, alike: &Alike<'_>) -> Option<Finding> {
    if directories.is_in_repository(path) {
        return without_dirspace(uses, path);
    }
    let message = format!("no dirspace is in a directory with `{}` in its path", shown(path));
    suggested(uses, uses.finding("no such directory", message)?, "dir~", alike.to(path))
}

fn without_dirspace(uses: &Uses<'_>, dir: &str) -> Option<Finding> {
    let message = format!("the directory `{}` holds no dirspace", shown(dir));
    let help = "No file there matches the patterns of `when_modified`, or `dirs` gives it an empty list of them.";
    Some(uses.finding("selects nothing", message)?.with_help(help))
}

fn suggested(uses: &Uses<'_>, finding: Finding, prefix: &str, meant: Option<&str>) -> Option<Finding> {
    let Some(meant) = meant else {
        return Some(
            finding.with_help("Name a directory that there is, or remove the query with all that it governs."),
        );
    };
    let finding = finding.with_help(format!("Did you mean `{}`?", shown(meant)));
    Some(match uses.replaced(&format!("{prefix}{meant}")) {
        Some(edits) => finding.with_fix(Fix::suggested("write the directory that exists", edits)),
        None => finding,
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a finding that is not there fails the test")]
mod tests {
    use super::LINT;
    use crate::lint::testing::{findings, repository_cases};

    const FILES: &[&str] = &["live/prod/vpc/main.tf", "live/Dev/main.tf", "docs/a/README.md"];

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            FILES,
            r#"
=== no such directory
dirs: {live/Dev: {when_modified: {depends_on: dir:network}}}
                                              ^^^^^^^^^^^
access_control:
  policies:
    - tag_query: not dir:live/dev
                     ^^^^^^^^^^^^
    - tag_query: pro in dir or vpc/prod in dir
                 ^^^^^^^^^^    ^^^^^^^^^^^^^^^
    - tag_query: dir~stage or dir:live/dev
                 ^^^^^^^^^    ~~~~~~~~~~~~
=== a directory without a dirspace
workflows:
  - tag_query: dir:docs/a or docs in dir
               ^^^^^^^^^^    ^^^^^^^^^^^
=== directories
workflows:
  - tag_query: dir:live/Dev or prod in dir or prod/vpc in dir or dir~live/prod/vpc
=== dirspaces are below, of which another lint speaks
workflows:
  - tag_query: dir:live/prod
=== a path that is none, of which another lint speaks
workflows:
  - tag_query: dir:x/ or x-* in dir
=== relative to somewhere
when_modified: {depends_on: relative_dir:../nowhere}
=== a script decides what there is
config_builder: {enabled: true, script: x}
workflows:
  - tag_query: dir:x
"#,
        );
    }

    #[test]
    fn a_repository_without_dirspaces_says_nothing_about_directories() {
        assert_eq!(findings(&LINT, "workflows:\n  - tag_query: dir:x\n", &["README.md"]), []);
    }

    #[test]
    fn what_is_meant_is_said() {
        for (query, help) in [
            ("dir:live/dev", "Did you mean `live/Dev`?"),
            ("production in dir", "Did you mean `prod`?"),
            ("dir:vpc", "write `vpc in dir`"),
            ("dir:docs", "No file there matches"),
            ("dir:zzz", "Name a directory"),
        ] {
            let found = findings(&LINT, &format!("workflows:\n  - tag_query: {query}\n"), FILES);
            let said = found.first().unwrap().help.clone().unwrap();
            assert!(said.contains(help), "{query}: {said}");
        }
    }
}
