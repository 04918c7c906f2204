//! A list of file patterns with nothing but exclusions.

use super::file_patterns::{Pattern, PatternList, written_lists};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports `file_patterns` that consist of exclusions alone.
    ///
    /// ## Why it matters
    ///
    /// A path counts when some pattern matches it and no pattern with `!` excludes it. Without a pattern that matches there is
    /// nothing to exclude from: no change is ever planned. The list replaces the inherited one and is not added to it.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   prod:
    ///     when_modified:
    ///       file_patterns: ["!${DIR}/generated.tf"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   prod:
    ///     when_modified:
    ///       file_patterns: ["${DIR}/*.tf", "!${DIR}/generated.tf"]
    /// ```
    "only-negated-patterns", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let lists = written_lists(subject).into_iter();
    // `!a/../b` is `b`: the server takes `!a` for the directory that the `..` leads out of.
    let excludes = |list: &PatternList<'_>, pattern: &Pattern<'_>| {
        pattern.expansions(list.owner).iter().all(|expanded| expanded.starts_with('!'))
    };
    let negated = lists.filter(|list| list.patterns.iter().all(|pattern| excludes(list, pattern)));
    negated
        .filter_map(|list| {
            let first = list.patterns.first()?;
            let message = "every one of these patterns excludes, so that together they match nothing";
            let finding = Finding::new(first.span, "excludes from nothing", message);
            Some(finding.with_help("Put what is to be planned before it: `\"${DIR}/*.tf\"`."))
        })
        .collect()
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
=== at the top
when_modified:
  file_patterns: ["!**/*.md", '!x']
                  ^^^^^^^^^^
=== in a workspace
dirs:
  a:
    workspaces:
      w:
        when_modified:
          file_patterns:
            - "!x"
              ^^^^
=== a `!` that a `..` takes away
when_modified:
  file_patterns: ["!net/../*", "!${DIR}/../x"]
dirs:
  a/b:
    when_modified:
      file_patterns: ["!${DIR}/../x"]
                      ^^^^^^^^^^^^^^
  a:
    when_modified:
      file_patterns: ["!${DIR}/../x"]
=== one that matches
when_modified:
  file_patterns: ["!**/*.md", "**/*.tf"]
=== none at all
when_modified:
  file_patterns: []
dirs:
  a: {}
=== shared by an alias, said once
dirs:
  a:
    when_modified: &w
      file_patterns: ["!x"]
                      ^^^^
  b:
    when_modified: *w
"#,
        );
    }
}
