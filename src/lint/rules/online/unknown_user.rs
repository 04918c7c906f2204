//! A user whom the forge does not know.

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
    /// With `--online`, reports `user:` with a login that the forge does not know.
    ///
    /// ## Why it matters
    ///
    /// Nobody matches such an entry today, so that whoever was meant is locked out. Tomorrow somebody may: a login that
    /// is free can be taken by anybody, and with it everything that the entry permits. Accounts that were renamed or
    /// deleted leave their logins free.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # forge: user:alcie absent
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["user:alcie"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// # forge: user:alice there
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["user:alice"]
    /// ```
    "unknown-user", Deny, Forge(CHECK)
}

const CHECK: ForgeCheck = ForgeCheck { config: check, options: nothing_in_options };

fn check(subject: &OnForge<'_>) -> Vec<Finding> {
    let absent = people(subject).into_iter().filter(|(_, _, answer)| **answer == ForgeAnswer::Absent);
    absent
        .filter_map(|(name, span, _)| {
            let ForgeName::User(login) = name else { return None };
            let message = format!("the forge knows no user `{}`, and anybody can take the login", shown(login));
            Some(
                Finding::new(span, "no such user", message)
                    .with_help("Write the login as the forge spells it, or take the entry out."),
            )
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
=== wherever the name stands, and only the one that is not there
# forge: user:gone absent
# forge: user:here there
# forge: user:blocked unfit is blocked
# forge: team:gone absent
access_control:
  unlock: ["user:here", "user:gone", "team:gone"]
                        ^^^^^^^^^^^
  policies:
    - tag_query: ''
      apply: ["user:blocked", "user:not-asked"]
apply_requirements:
  checks:
    - tag_query: ''
      approved:
        any_of: ["user:gone"]
                 ^^^^^^^^^^^
=== what can be no login is another finding
# forge: user:a@b absent
access_control:
  unlock: ["user:a@b"]
"#,
        );
    }
}
