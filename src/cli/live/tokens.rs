//! Which secrets go to the forge of this run.

use super::server::Server;
use super::{Environment, title};
use crate::cli::failure::Failure;
use crate::forge::settings::ForgeKind;
use crate::forge::token::{Token, TokenName, Tokens};
use crate::plan::request::Platform;

const MEMBERS: TokenName = "WHOMAY_MEMBERS_TOKEN";
const WRITE: TokenName = "WHOMAY_WRITE_TOKEN";
const JOB: TokenName = "CI_JOB_TOKEN";

/// The tokens of the server.
pub(super) fn tokens(server: &Server, env: Environment<'_>) -> Result<Tokens, Failure> {
    let own = match server.forge {
        ForgeKind::Github => token("GITHUB_TOKEN", env)?,
        ForgeKind::Gitlab => token("GITLAB_TOKEN", env)?,
    };
    // A job's token is one of the server that started the job, which then names itself.
    let of_job = match (server.forge, &own) {
        (ForgeKind::Gitlab, None) if server.is_named => token(JOB, env)?,
        _ => None,
    };
    let read_is_job_token = of_job.is_some();
    let (members, write) = (token(MEMBERS, env)?, token(WRITE, env)?);
    refuse_of_another_forge(server, members.as_ref().or(write.as_ref()), env)?;
    Ok(Tokens { read: own.or(of_job), members, write, read_is_job_token })
}

/// Two of the tokens do not say whose they are. In a job they are taken for those of its forge, and go to no other.
fn refuse_of_another_forge(
    server: &Server,
    token: Option<&(Token, TokenName)>,
    env: Environment<'_>,
) -> Result<(), Failure> {
    let job = match Platform::of(&env) {
        Some(Platform::Github) => ForgeKind::Github,
        Some(Platform::Gitlab) => ForgeKind::Gitlab,
        Some(Platform::Bitbucket) | None => return Ok(()),
    };
    match token {
        Some((_, name)) if job != server.forge => Err(Failure::with_help(
            format!("{name} is set in a job of {}, and the request is on {}", title(job), title(server.forge)),
            format!("It would go to {}. Unset it where it is not for that.", server.host),
        )),
        _ => Ok(()),
    }
}

fn token(name: TokenName, env: Environment<'_>) -> Result<Option<(Token, TokenName)>, Failure> {
    let Some(text) = env(name) else { return Ok(None) };
    match Token::new(&text) {
        Some(token) => Ok(Some((token, name))),
        None => Err(Failure::with_help(
            format!("{name} holds a character that no token has"),
            "A token is one word of visible ASCII; look for a line end or a blank behind it.",
        )),
    }
}
