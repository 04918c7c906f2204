//! A user who is there and may not do anything.

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
    /// With `--online`, reports `user:` with a login whose account is blocked or otherwise not active.
    ///
    /// ## Why it matters
    ///
    /// Nobody can act as that user, so the entry gives nothing now. It gives everything again once the account is
    /// unblocked, and whoever does that does not look here.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # forge: user:alice unfit the account is blocked
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["user:alice", "user:bob"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// # forge: user:bob there
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["user:bob"]
    /// ```
    "blocked-user", Warn, Forge(CHECK)
}

const CHECK: ForgeCheck = ForgeCheck { config: check, options: nothing_in_options };

fn check(subject: &OnForge<'_>) -> Vec<Finding> {
    people(subject)
        .into_iter()
        .filter_map(|(name, span, answer)| match (name, answer) {
            (ForgeName::User(login), ForgeAnswer::Unfit(how)) => {
                let message = format!("`user:{}`: {}", shown(login), shown(how));
                Some(Finding::new(span, "", message).with_help("Take the entry out, or have the account mended."))
            }
            _ => None,
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
=== a user, and nothing else that is not as it should be
# forge: user:blocked unfit the account is blocked
# forge: team:blocked unfit is odd
# forge: user:gone absent
access_control:
  unlock: ["user:blocked", "team:blocked", "user:gone"]
           ^^^^^^^^^^^^^^
"#,
        );
    }
}
