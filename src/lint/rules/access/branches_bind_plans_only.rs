//! `destination_branches` as a guard, which it is not.

use super::places;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports `destination_branches` that keep requests of some branches out, by `source_branches`, or take in more
    /// than one branch.
    ///
    /// ## Why it matters
    ///
    /// The branches are looked at before a plan and not before an apply: a request that was planned and is then
    /// pointed at another branch is applied. And whichever branch a request is for, policies and requirements are
    /// those of the repository's default branch, so that a copy of them on a release branch has no effect.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// destination_branches:
    ///   - main
    ///   - 'release/*'
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// destination_branches:
    ///   - main
    /// ```
    ///
    /// and a branch tag in the policies: `dest_branch:` is asked for a plan and for an apply.
    "branches-bind-plans-only", Allow, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let entries = &subject.config.destination_branches;
    let narrow = entries.iter().any(|entry| entry.source_branches.iter().any(|source| source.span.is_some()));
    let several = entries.len() > 1 || entries.iter().any(|entry| entry.branch.value.contains('*'));
    let Some(key) = places::key(subject.written, &["destination_branches"]).filter(|_| narrow || several) else {
        return Vec::new();
    };
    let message =
        "branches are looked at before a plan and not before an apply, and policies are always the default branch's";
    let help = "Protect the branches in the forge, and ask for `dest_branch:` tags in policies that differ by branch.";
    vec![Finding::new(key, "", message).with_help(help)]
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
=== more than one branch
destination_branches:
^^^^^^^^^^^^^^^^^^^^
  - main
  - dev
=== a glob
destination_branches: ['release/*']
^^^^^^^^^^^^^^^^^^^^
=== from some branches
destination_branches:
^^^^^^^^^^^^^^^^^^^^
  - branch: main
    source_branches: ['!wip/*']
=== one branch from anywhere
destination_branches:
  - branch: main
"#,
        );
    }
}
