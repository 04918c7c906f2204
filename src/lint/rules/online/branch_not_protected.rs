//! A branch that decides who has access, and that everybody may push to.

use super::branches_in_options;
use crate::access::gate::GateOptions;
use crate::lint::Finding;
use crate::lint::lint::ForgeCheck;
use crate::lint::online::{ForgeAnswer, ForgeAnswers, ForgeName};
use crate::lint::rules::access::{key, shown};
use crate::lint::rules::lint;
use crate::lint::subject::OnForge;
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// With `--online`, reports a default branch that is not protected on the forge, and a branch under
    /// `gate.protected_branches` of `.whomay.yml` that is not. Of patterns nothing can be said.
    ///
    /// ## Why it matters
    ///
    /// Who may do what is read from the default branch. Whoever may push to it without a review gives themselves every
    /// permission that the configuration has to give.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # forge: branch:main unfit the branch is not protected
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// The same, with a rule of the forge that lets nobody push to the branch and asks for a review of every request.
    ///
    /// ```yaml
    /// # forge: branch:main there
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    /// ```
    "branch-not-protected", Warn, Forge(CHECK)
}

const CHECK: ForgeCheck = ForgeCheck { config: check, options: in_options };

fn check(subject: &OnForge<'_>) -> Vec<Finding> {
    let Some(branch) = &subject.forge.default_branch else { return Vec::new() };
    // Nobody wrote the branch's name: the section that it decides about is the next best place.
    let document = subject.read.written.document;
    let span = key(subject.read.written, &["access_control"]).unwrap_or(Span::new(document.source(), 0, 0));
    let name = ForgeName::Branch(branch.clone());
    match subject.forge.of(&name) {
        ForgeAnswer::Unfit(how) => vec![found(
            span,
            format!("what stands on the default branch `{}` decides who has access, and {}", shown(branch), shown(how)),
        )],
        _ => Vec::new(),
    }
}

fn in_options(gate: &GateOptions, forge: &ForgeAnswers) -> Vec<Finding> {
    branches_in_options(gate, forge)
        .into_iter()
        .filter_map(|(name, span, answer)| match (name, answer) {
            (ForgeName::Branch(branch), ForgeAnswer::Unfit(how)) => {
                Some(found(span, format!("`{}` is said to be protected, and {}", shown(branch), shown(how))))
            }
            _ => None,
        })
        .collect()
}

fn found(span: Span, message: String) -> Finding {
    Finding::new(span, "", message)
        .with_help("Protect the branch on the forge: nobody pushes to it, and every request is reviewed.")
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
=== the default branch, at what it decides
# forge: branch:main unfit the branch is not protected
access_control:
^^^^^^^^^^^^^^
  unlock: ['*']
=== as the options say
# file: .whomay.yml
# forge: branch:main there
# forge: branch:release unfit the branch is not protected
# forge: branch:gone absent
gate:
  protected_branches: [main, release, gone, "v*"]
                             ^^^^^^^
"#,
        );
    }
}
