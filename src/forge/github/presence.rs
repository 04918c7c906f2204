//! Whether what a configuration names exists on GitHub.

use serde_json::Value as Json;

use super::Github;
use super::answer::{Misread, Place};
use crate::forge::presence::{Named, Presence};
use crate::forge::trouble::Trouble;

/// Whether it exists.
pub(super) async fn of(github: &Github, named: &Named) -> Presence {
    match named {
        Named::User(login) => user(github, login).await,
        Named::Team(slug) => hidden_or(github.answer(github.ask_team(slug)).await, |team| has(team, "slug", slug)),
        Named::App(slug) => hidden_or(github.answer(github.ask_app(slug)).await, |app| has(app, "slug", slug)),
        Named::ProtectedBranch(branch) => protected(github, branch).await,
    }
}

/// Accounts are visible to everybody.
async fn user(github: &Github, login: &str) -> Presence {
    match github.answer(github.ask_user(login)).await {
        (_, Err(Trouble::NotFound { .. })) => Presence::Absent,
        answer => hidden_or(answer, |user| is_person(user, login)),
    }
}

/// A branch that is not there, in a repository that is.
async fn protected(github: &Github, branch: &str) -> Presence {
    let (rules, (asked, answer)) = github.protection(branch).await;
    let rules = match rules {
        Ok(rules) => rules,
        Err(trouble) => return missing(trouble),
    };
    match answer {
        Err(Trouble::NotFound { .. }) => Presence::Absent,
        Err(trouble) => missing(trouble),
        Ok(answer) => is_protected(&answer, !rules.is_empty()).unwrap_or_else(|misread| missing(misread.of(&asked))),
    }
}

fn is_protected(branch: &Json, by_rules: bool) -> Result<Presence, Misread> {
    let by_flag = Place::root(branch).field("protected")?.boolean()?;
    let unprotected = || Presence::Unfit("the branch is not protected".to_owned());
    Ok(if by_flag || by_rules { Presence::There } else { unprotected() })
}

fn is_person(user: &Json, login: &str) -> Result<Presence, Misread> {
    let root = Place::root(user);
    has(user, "login", login)?;
    if root.optional("suspended_at")?.is_some() {
        return Ok(Presence::Unfit("the account is suspended".to_owned()));
    }
    Ok(match root.field("type")?.text()? {
        "Organization" => Presence::Unfit("it is an organization, and not somebody's account".to_owned()),
        _ => Presence::There,
    })
}

fn has(answer: &Json, field: &str, name: &str) -> Result<Presence, Misread> {
    let own = Place::root(answer).field(field)?;
    if own.text()?.eq_ignore_ascii_case(name) { Ok(Presence::There) } else { Err(own.not("what was asked for")) }
}

/// What an answer says, where 404 and 403 may hide what is there.
fn hidden_or(
    (asked, answer): (String, Result<Json, Trouble>),
    read: impl FnOnce(&Json) -> Result<Presence, Misread>,
) -> Presence {
    match answer {
        Ok(answer) => read(&answer).unwrap_or_else(|misread| missing(misread.of(&asked))),
        Err(trouble) => missing(trouble),
    }
}

fn missing(trouble: Trouble) -> Presence {
    match trouble {
        Trouble::NotFound { .. } | Trouble::Forbidden { .. } => Presence::Hidden(trouble),
        trouble => Presence::Unknown(trouble),
    }
}
