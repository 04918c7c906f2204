//! A name that may be there, and that the token may not see.

use super::{Answered, apps, branches, branches_in_options, people};
use crate::access::gate::GateOptions;
use crate::lint::Finding;
use crate::lint::lint::ForgeCheck;
use crate::lint::online::{ForgeAnswer, ForgeAnswers, ForgeName};
use crate::lint::rules::access::shown;
use crate::lint::rules::lint;
use crate::lint::subject::OnForge;
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// With `--online`, reports a name of which the token cannot see whether it exists: a team that is secret or that
    /// the token may not ask for, a branch whose protection it may not read.
    ///
    /// ## Why it matters
    ///
    /// A forge gives the same answer for what is not there and for what may not be seen. Whether a user is in such a team
    /// cannot be told either, so that a decision that depends on it ends as undetermined, and nothing runs. The token
    /// that GitHub gives to a job can see no team at all.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # forge: team:sre hidden GET /orgs/acme/teams/sre is not there, or not visible to this token
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// The same, with a token in `WHOMAY_MEMBERS_TOKEN` that may see the team.
    ///
    /// ```yaml
    /// # forge: team:sre there
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    /// ```
    "not-visible-on-forge", Warn, Forge(CHECK)
}

const CHECK: ForgeCheck = ForgeCheck { config: check, options: in_options };

fn check(subject: &OnForge<'_>) -> Vec<Finding> {
    people(subject).into_iter().chain(branches(subject)).filter_map(found).collect()
}

fn in_options(gate: &GateOptions, forge: &ForgeAnswers) -> Vec<Finding> {
    apps(gate, forge).into_iter().chain(branches_in_options(gate, forge)).filter_map(found).collect()
}

fn found((name, span, answer): Answered<'_>) -> Option<Finding> {
    let ForgeAnswer::Hidden(why) = answer else { return None };
    Some(hidden(&name, span, why))
}

/// The finding, for other places that a name stands for as well.
pub(super) fn hidden(name: &ForgeName, span: Span, why: &str) -> Finding {
    let (what, help) = match name {
        ForgeName::User(login) => (format!("there is a user `{}`", shown(login)), "Give a token that may see users."),
        ForgeName::Team(team) => (
            format!("there is a team `{}`", shown(team)),
            "Set WHOMAY_MEMBERS_TOKEN to a token that may read the members of the organisation or group, or correct the \
             name.",
        ),
        ForgeName::Branch(branch) => (
            format!("the branch `{}` is protected", shown(branch)),
            "Give a token that may read the branch's protection.",
        ),
        ForgeName::App(app) => {
            (format!("there is an app `{}`", shown(app)), "Look for the app's address, and correct the name.")
        }
    };
    Finding::new(span, "", format!("whether {what} cannot be seen: {why}")).with_help(help)
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
=== teams and branches
# forge: team:secret hidden not visible
# forge: team:gone absent
# forge: branch:release hidden not visible
access_control:
  unlock: ["team:secret", "team:gone"]
           ^^^^^^^^^^^^^
destination_branches:
  - branch: release
            ^^^^^^^
"#,
        );
    }
}
