//! A branch that is not there.

use super::{Answered, branches, branches_in_options};
use crate::access::gate::GateOptions;
use crate::lint::Finding;
use crate::lint::lint::ForgeCheck;
use crate::lint::online::{ForgeAnswer, ForgeAnswers, ForgeName};
use crate::lint::rules::access::shown;
use crate::lint::rules::lint;
use crate::lint::subject::OnForge;

lint! {
    /// ## What it does
    ///
    /// With `--online`, reports a branch under `destination_branches`, or under `gate.protected_branches` of
    /// `.whomay.yml`, that the forge does not have. Of patterns nothing can be said.
    ///
    /// ## Why it matters
    ///
    /// Requests to the branch that was meant are not planned, or not judged. Whoever may push can create the branch that
    /// is named, and have requests to it planned without the protection of the other.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # forge: branch:mian absent
    /// destination_branches:
    ///   - branch: mian
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// # forge: branch:main there
    /// destination_branches:
    ///   - branch: main
    /// ```
    "unknown-branch", Warn, Forge(CHECK)
}

const CHECK: ForgeCheck = ForgeCheck { config: check, options: in_options };

fn check(subject: &OnForge<'_>) -> Vec<Finding> {
    branches(subject).into_iter().filter_map(found).collect()
}

fn in_options(gate: &GateOptions, forge: &ForgeAnswers) -> Vec<Finding> {
    branches_in_options(gate, forge).into_iter().filter_map(found).collect()
}

fn found((name, span, answer): Answered<'_>) -> Option<Finding> {
    let (ForgeName::Branch(branch), ForgeAnswer::Absent) = (name, answer) else { return None };
    let message = format!("the forge has no branch `{}`", shown(branch));
    Some(Finding::new(span, "no such branch", message).with_help("Write the name of a branch, or take the entry out."))
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
=== in the configuration
# forge: branch:gone absent
# forge: branch:open unfit is not protected
destination_branches: [gone, open, "v*"]
                       ^^^^
=== in the options
# file: .whomay.yml
# forge: branch:gone absent
gate: {protected_branches: [gone, "v*"]}
                            ^^^^
"#,
        );
    }
}
