//! `dir:x` where dirspaces are only below `x`.

use super::asked::Uses;
use super::directories::{Asked, Directories, asked_for};
use crate::lint::queries::shown;
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;
use crate::lint::{Finding, Fix};

lint! {
    /// ## What it does
    ///
    /// Reports `dir:x` where no dirspace is in the directory `x` itself and some are below it.
    ///
    /// ## Why it matters
    ///
    /// `dir:production` is a tag, and the dirspace in `production/vpc` has the tag `dir:production/vpc`. So a policy for
    /// `dir:production` governs nothing below `production`, and what is there falls to the next policy.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: dir:production
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ```files
    /// production/vpc/main.tf
    /// production/dns/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: production in dir
    ///       apply: ["team:sre"]
    /// ```
    "dir-tag-is-exact", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    let Some(directories) = Directories::new(subject) else { return Vec::new() };
    asked_for(&subject.read).iter().filter_map(|uses| found(uses, &directories)).collect()
}

fn found(uses: &Uses<'_>, directories: &Directories<'_>) -> Option<Finding> {
    let Asked::ToBe(dir) = uses.directory()? else { return None };
    let below = directories.below(dir).filter(|_| !directories.has(dir))?;
    let message = format!("`dir:{}` selects nothing: no dirspace is in that very directory", shown(dir));
    let finding = uses.finding(&format!("does not select `{}`", shown(below)), message)?;
    if dir == "." {
        return Some(finding.with_help("Leave the query empty to select every directory."));
    }
    let help = format!("Write `{0} in dir` for `{0}` and everything below, behind `not` in parentheses.", shown(dir));
    let finding = finding.with_help(help);
    // `dir~x` is the same in one word, so it fits behind a `not` as well.
    Some(match uses.replaced(&format!("dir~{dir}")) {
        Some(edits) => finding.with_fix(Fix::suggested("ask for everything below as well", edits)),
        None => finding,
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a finding that is not there fails the test")]
mod tests {
    use super::LINT;
    use crate::lint::testing::{findings, repository_cases};

    #[test]
    fn finds_what_it_should() {
        repository_cases(
            &LINT,
            &["live/prod/vpc/main.tf", "live/dev/main.tf", "live/dev/sub/main.tf", "modules/x/README.md"],
            r#"
=== dirspaces are only below
dirs: {live/dev: {when_modified: {depends_on: dir:live}}}
                                              ^^^^^^^^
access_control:
  policies:
    - tag_query: not dir:live/prod
                     ^^^^^^^^^^^^^
    - tag_query: '"dir:live/prod"'
                  ~~~~~~~~~~~~~~~
    - tag_query: dir:.
                 ^^^^^
=== a dirspace is in the directory, and others are below
workflows:
  - tag_query: dir:live/dev or dir:live/prod/vpc
=== nothing is below
workflows:
  - tag_query: dir:prod or dir:modules
=== below is meant
workflows:
  - tag_query: live/prod in dir or dir~live
=== another lint speaks
workflows:
  - tag_query: dir:live/
=== somebody gives the tag
dirs: {live/dev: {tags: ['dir:live']}}
workflows:
  - tag_query: dir:live
=== a script decides what there is
tree_builder: {enabled: true, script: x}
workflows:
  - tag_query: dir:live
"#,
        );
    }

    #[test]
    fn the_word_for_everything_below_is_offered() {
        let found = findings(&LINT, "workflows:\n  - tag_query: not dir:live\n", &["live/prod/main.tf"]);
        let finding = found.first().unwrap();
        assert_eq!(finding.labels.first().unwrap().text, "does not select `live/prod`");
        assert_eq!(finding.fix.as_ref().unwrap().edits.first().unwrap().replacement, "dir~live");
    }
}
