//! Logins as GitHub's pages show them.

use super::answer::{Misread, Place};

/// What a bot's login ends in, everywhere but in GraphQL.
const BOT: &str = "[bot]";

/// The login of an actor of GraphQL, with `__typename` beside it. GraphQL leaves a bot's ending out, and a person may
/// have the name without it.
///
/// # Errors
///
/// It is no actor, or of a kind that is not known.
pub(super) fn login(actor: &Place<'_>) -> Result<String, Misread> {
    let login = actor.field("login")?.text()?;
    let kind = actor.field("__typename")?;
    let is_bot = match kind.text()? {
        "Bot" => true,
        "EnterpriseUserAccount" | "Mannequin" | "Organization" | "User" => false,
        // Whether it has the ending is not known.
        _ => return Err(kind.not("a kind of account that is known")),
    };
    Ok(if is_bot && !login.ends_with(BOT) { format!("{login}{BOT}") } else { login.to_owned() })
}

/// The login of an actor who may be gone.
///
/// # Errors
///
/// The field is missing, or holds no actor.
pub(super) fn login_in(place: &Place<'_>, field: &str) -> Result<Option<String>, Misread> {
    place.nullable(field)?.map_or(Ok(None), |actor| account(&actor))
}

/// The login of an actor, if there is an account behind it. A mannequin stands in for somebody whose work was brought
/// from another server: it may be called like an account here, and is nobody.
///
/// # Errors
///
/// It is no actor.
pub(super) fn account(actor: &Place<'_>) -> Result<Option<String>, Misread> {
    let is_mannequin = actor.field("__typename")?.text()? == "Mannequin";
    if is_mannequin { Ok(None) } else { login(actor).map(Some) }
}

/// The login of an actor of REST, which is whole, who may be gone.
///
/// # Errors
///
/// The field is missing, or holds no actor.
pub(super) fn whole_login_in(place: &Place<'_>, field: &str) -> Result<Option<String>, Misread> {
    place.nullable(field)?.map(|actor| Ok(actor.field("login")?.text()?.to_owned())).transpose()
}
