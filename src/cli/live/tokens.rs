//! Which secrets go to the forge of this run.

use super::server::Server;
use super::{Environment, title};
use crate::cli::failure::Failure;
use crate::forge::settings::ForgeKind;
use crate::forge::token::{Token, TokenName, Tokens};
use crate::plan::request::Platform;

const MEMBERS: TokenName = "WHOMAY_MEMBERS_TOKEN";
const WRITE: TokenName = "WHOMAY_WRITE_TOKEN";
/// Of a job of GitLab.
pub(super) const JOB: TokenName = "CI_JOB_TOKEN";

/// The tokens of the server.
pub(super) fn tokens(server: &Server, env: Environment<'_>) -> Result<Tokens, Failure> {
    let own = match server.forge {
        ForgeKind::Github => token("GITHUB_TOKEN", env)?,
        ForgeKind::Gitlab => token("GITLAB_TOKEN", env)?,
    };
    // A job's token is one of the server that started the job, which then names itself.
    let job = match server.forge {
        ForgeKind::Gitlab if server.is_named => of_the_job(env)?,
        ForgeKind::Github | ForgeKind::Gitlab => None,
    };
    let read_is_job_token = own.is_none() && job.is_some();
    let (members, write) = (token(MEMBERS, env)?, token(WRITE, env)?);
    refuse_of_another_forge(server, members.as_ref().or(write.as_ref()), env)?;
    Ok(Tokens { read: own.or_else(|| job.clone()), members, write, read_is_job_token, job })
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

/// The token of our own job, which proves which one that is. A variable can be taken from a job only by setting it to
/// nothing: whoever did that did not want it to be known.
fn of_the_job(env: Environment<'_>) -> Result<Option<(Token, TokenName)>, Failure> {
    let is_emptied = env(JOB).is_some_and(|text| text.is_empty());
    if is_emptied && Platform::of(&env) == Some(Platform::Gitlab) {
        return Err(Failure::with_help(
            format!("{JOB} is set to nothing in a job of GitLab"),
            "GitLab sets it for its jobs; start the pipeline without a variable of that name.",
        ));
    }
    if is_emptied { Ok(None) } else { token(JOB, env) }
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
