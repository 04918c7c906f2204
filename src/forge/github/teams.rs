//! Who is in which team.
//!
//! GitHub answers 404 alike when somebody is not in a team, when the token may not see the team, and when there is
//! none. Asking for the team itself tells the first from the others.

use serde_json::Value as Json;

use super::answer::{Misread, Place};
use crate::forge::trouble::Trouble;

/// What a token needs for teams, which that of a job never has.
const WHAT_IT_TAKES: &str = "it takes a token with `organization members: read`";

/// Why nobody's membership in a team can be told, if that is so, from the answer about the team itself.
pub(super) fn hidden(probe: &Result<Json, Trouble>, asked: &str, slug: &str) -> Option<String> {
    let said = |trouble: &Trouble| match trouble {
        Trouble::NotFound { .. } | Trouble::Forbidden { .. } => format!("{trouble}; {WHAT_IT_TAKES}"),
        _ => trouble.to_string(),
    };
    match probe {
        Err(trouble) => Some(said(trouble)),
        Ok(team) => is_team(team, slug).err().map(|misread| said(&misread.of(asked))),
    }
}

fn is_team(team: &Json, slug: &str) -> Result<(), Misread> {
    let own = Place::root(team).field("slug")?;
    if own.text()?.eq_ignore_ascii_case(slug) { Ok(()) } else { Err(own.not("the team that was asked for")) }
}

/// Whether somebody is in a team that is not hidden. An invitation that was not accepted is no membership.
///
/// # Errors
///
/// It cannot be told.
pub(super) fn is_member(answer: Result<Json, Trouble>, asked: &str) -> Result<bool, Trouble> {
    match answer {
        Ok(membership) => state(&membership).map_err(|misread| misread.of(asked)),
        Err(Trouble::NotFound { .. }) => Ok(false),
        Err(trouble) => Err(trouble),
    }
}

fn state(membership: &Json) -> Result<bool, Misread> {
    let state = Place::root(membership).field("state")?;
    match state.text()? {
        "active" => Ok(true),
        "pending" => Ok(false),
        _ => Err(state.not("a state of a membership that is known")),
    }
}
