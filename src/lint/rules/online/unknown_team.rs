//! A team that the forge does not know.

use super::{nothing_in_options, people};
use crate::lint::Finding;
use crate::lint::lint::ForgeCheck;
use crate::lint::online::{ForgeAnswer, ForgeName};
use crate::lint::rules::access::shown;
use crate::lint::rules::lint;
use crate::lint::subject::OnForge;

lint! {
    /// ## What it does
    ///
    /// With `--online`, reports `team:` with a name under which the forge has no team, or on GitLab no group.
    ///
    /// ## Why it matters
    ///
    /// A team that is not there has no members: whoever was meant is locked out, and approvals that the team has to give
    /// never come. Whoever may create teams can create this one, with themselves in it.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # forge: team:platfrom absent
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:platfrom"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// # forge: team:platform there
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:platform"]
    /// ```
    "unknown-team", Deny, Forge(CHECK)
}

const CHECK: ForgeCheck = ForgeCheck { config: check, options: nothing_in_options };

fn check(subject: &OnForge<'_>) -> Vec<Finding> {
    people(subject)
        .into_iter()
        .filter_map(|(name, span, answer)| {
            let message = match (name, answer) {
                (ForgeName::Team(team), ForgeAnswer::Absent) => {
                    format!("the forge knows no team `{}`, so nobody is in it", shown(team))
                }
                // A group that has moved answers to its old path for a while.
                (ForgeName::Team(team), ForgeAnswer::Unfit(how)) => format!("`team:{}`: {}", shown(team), shown(how)),
                _ => return None,
            };
            Some(Finding::new(span, "no such team", message).with_help(
                "Write the last part of the team's address; on GitLab, the whole path of the group. Or take the entry out.",
            ))
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
=== a team that is not there, and not one that cannot be seen
# forge: team:gone absent
# forge: team:secret hidden GET /orgs/octo/teams/secret is not there, or not visible to this token
# forge: user:gone absent
access_control:
  unlock: ["team:gone", "team:secret", "user:gone", "team:not-asked"]
           ^^^^^^^^^^^
"#,
        );
    }
}
