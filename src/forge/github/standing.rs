//! What somebody is to the repository.

use serde_json::Value as Json;

use super::answer::{Misread, Place};
use crate::access::facts::Standing;
use crate::access::principal::Role;

/// What the answer about a collaborator says. `permission` is what GitHub knew before there were five roles: it takes
/// a maintainer for a writer. The role's own name is the truth; one that the organisation made up is none of the five,
/// and stands beside a permission that is known.
///
/// # Errors
///
/// It does not fit, says neither in a word that is known, or is about somebody else than `login`.
pub(super) fn standing(answer: &Json, login: &str) -> Result<Standing, Misread> {
    let root = Place::root(answer);
    if let Some(user) = root.nullable("user")? {
        let own = user.field("login")?;
        if !own.text()?.eq_ignore_ascii_case(login) {
            return Err(own.not("who was asked for"));
        }
    }
    let given = root.field("permission")?;
    let permission = given.text()?;
    let role = root.field("role_name")?.text()?;
    if permission == "none" || role == "none" {
        return Ok(Standing::None);
    }
    match (Role::from_name(role), Role::from_name(permission)) {
        (Some(role), _) => Ok(Standing::Role(role)),
        (None, Some(_)) => Ok(Standing::Custom(role.to_owned())),
        (None, None) => Err(given.not("a permission that is known")),
    }
}
