//! Accounts, and what they are to the project and to groups.

use serde_json::Value as Json;

use super::answer::Part;
use super::merge_request::{Account, account};
use crate::access::facts::Standing;
use crate::forge::trouble::Trouble;

/// An account that was looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Number and login.
    pub(super) account: Account,
    /// GitLab's word for its state: `active`, `blocked` and others.
    pub(super) state: String,
    /// Its public address, in lower case. Most accounts have none, and most answers leave it out.
    pub(super) address: Option<String>,
}

fn found(part: &Part<'_>) -> Result<Found, Trouble> {
    let address = part.optional("public_email")?.map(|address| address.text_or_empty()).transpose()?;
    Ok(Found {
        account: account(part)?,
        state: part.field("state")?.text()?.to_owned(),
        address: address.filter(|address| !address.is_empty()).map(str::to_ascii_lowercase),
    })
}

/// Reads the list of accounts called `login`: one or none.
///
/// # Errors
///
/// It is not what is documented, or lists others.
pub(super) fn called(asked: &str, answer: &Json, login: &str) -> Result<Option<Found>, Trouble> {
    let whole = Part::whole(asked, answer);
    let mut accounts = whole.items()?.iter().map(found).collect::<Result<Vec<_>, _>>()?;
    let only = accounts.pop();
    // GitLab finds logins in any case, and has none that differ in case alone.
    let is_other = |found: &Found| !found.account.login.eq_ignore_ascii_case(login);
    if !accounts.is_empty() || only.as_ref().is_some_and(is_other) {
        return Err(whole.wrong("lists other accounts"));
    }
    Ok(only)
}

/// Reads the account with that number.
///
/// # Errors
///
/// It is not what is documented, or another one.
pub(super) fn numbered(asked: &str, answer: &Json, id: u64) -> Result<Found, Trouble> {
    let whole = Part::whole(asked, answer);
    let found = found(&whole)?;
    if found.account.id == id { Ok(found) } else { Err(whole.wrong("is another account")) }
}

/// What a member is to the project. Somebody who is blocked, or waits to be let in, is nothing.
///
/// # Errors
///
/// The answer is not what is documented, or about somebody else.
pub(super) fn standing(asked: &str, answer: &Json, user: u64) -> Result<Standing, Trouble> {
    let level = Part::whole(asked, answer).field("access_level")?.signed()?;
    let active = is_active_member(asked, answer, user)?;
    Ok(if active { Standing::from_access_level(level) } else { Standing::None })
}

/// Whether a member takes part: any access level will do, as for the server.
///
/// # Errors
///
/// The answer is not what is documented, or about somebody else.
pub(super) fn is_active_member(asked: &str, answer: &Json, user: u64) -> Result<bool, Trouble> {
    let whole = Part::whole(asked, answer);
    let id = whole.field("id")?;
    if id.number()? != user {
        return Err(id.wrong("is somebody else"));
    }
    // Only some editions let memberships wait.
    let waits = match whole.optional("membership_state")? {
        Some(state) => !is_active(&state, &["awaiting"])?,
        None => false,
    };
    Ok(is_active(&whole.field("state")?, &BARRED)? && !waits)
}

/// GitLab's words for accounts that may not sign in.
const BARRED: [&str; 5] = ["banned", "blocked", "blocked_pending_approval", "deactivated", "ldap_blocked"];

/// Whether it says `active`, and not one of the words for the opposite.
fn is_active(state: &Part<'_>, opposites: &[&str]) -> Result<bool, Trouble> {
    match state.text()? {
        "active" => Ok(true),
        word if opposites.contains(&word) => Ok(false),
        _ => Err(state.wrong("is no state that is known")),
    }
}
