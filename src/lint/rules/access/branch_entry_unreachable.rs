//! An entry of `destination_branches` that an earlier one always answers for.

use std::collections::HashMap;

use super::shown::shown;
use crate::dirspace::destination_branch::destination_rule;
use crate::dirspace::spec::DestinationBranch;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports an entry of `destination_branches` whose branches all belong to an earlier entry.
    ///
    /// ## Why it matters
    ///
    /// The first entry whose `branch` matches decides, also when its `source_branches` refuse. Case does not count.
    /// What comes behind such an entry for the same branch is never read.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// destination_branches:
    ///   - branch: '*'
    ///     source_branches: ['feature/*']
    ///   - branch: main
    ///     source_branches: ['release/*']
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// destination_branches:
    ///   - branch: main
    ///     source_branches: ['release/*']
    ///   - branch: '*'
    ///     source_branches: ['feature/*']
    /// ```
    "branch-entry-unreachable", Warn, Read(check)
}

/// Earlier entries with a star that are compared with each entry.
const GLOBS: usize = 64;

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut exact: HashMap<String, &DestinationBranch> = HashMap::new();
    let mut globs: Vec<DestinationBranch> = Vec::new();
    for entry in &subject.config.destination_branches {
        let branch = entry.branch.value.to_ascii_lowercase();
        // A glob covers another when it matches its text, with the stars as characters that only a star matches.
        let covering = globs.iter().find(|glob| destination_rule(&globs_of(glob), "", "x", &branch).allows());
        if let Some(finding) = exact.get(&branch).copied().or(covering).and_then(|earlier| covered(entry, earlier)) {
            found.push(finding);
        }
        exact.entry(branch).or_insert(entry);
        if entry.branch.value.contains('*') && globs.len() < GLOBS {
            globs.push(DestinationBranch::from_anywhere(entry.branch.clone()));
        }
    }
    found
}

fn globs_of(glob: &DestinationBranch) -> [DestinationBranch; 1] {
    [glob.clone()]
}

fn covered(entry: &DestinationBranch, earlier: &DestinationBranch) -> Option<Finding> {
    let message = format!("`{}` is never reached: an earlier entry decides for it", shown(&entry.branch.value));
    let found = Finding::new(entry.branch.span?, "never reached", message);
    let found = found.with_label(earlier.branch.span?, "decides for all of its branches");
    Some(found.with_help("Put the narrower entry first, or merge the two."))
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
=== behind a star
destination_branches:
  - 'release/*'
    ~~~~~~~~~~~
  - branch: Release/v*
            ^^^^^^^^^^
    source_branches: []
  - main
    ~~~~
  - MAIN
    ^^^^
=== narrower first
destination_branches:
  - main
  - 'release/v1'
  - 'release/*'
  - '*'
=== globs that only overlap
destination_branches:
  - 'a*b'
  - 'a*'
  - '*b'
  - ab
    ^^
"#
            .replace("  - 'a*b'\n", "  - 'a*b'\n    ~~~~~\n")
            .as_str(),
        );
    }
}
