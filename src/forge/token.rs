//! Tokens: three secrets with three purposes, which nothing can print.

use std::fmt;

/// A secret that authenticates us. Every way of printing it prints `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// `None` for an empty text and for one that cannot stand in a header: whoever set it meant something else.
    pub fn new(text: &str) -> Option<Token> {
        let fits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Token(text.to_owned()))
    }

    /// The secret, for the header of a request. For [`super::transport`] alone.
    pub(super) fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// What a request is for, which decides the token that it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Facts about the request.
    Read,
    /// Who is in which team or group. What GitHub gives to a job cannot ask that.
    Members,
    /// Comments, statuses and labels.
    Write,
    /// GitLab: which job this is, which only the job's own token proves.
    Job,
}

/// How a forge wants a token to be presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `Authorization: Bearer …`
    Bearer,
    /// GitLab: `PRIVATE-TOKEN: …`
    PrivateToken,
    /// GitLab: `JOB-TOKEN: …`, for what a job is given.
    JobToken,
}

/// The tokens of a run.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// For facts. Without it, only what is public can be had.
    pub read: Option<(Token, TokenName)>,
    /// For memberships; the read token where there is none.
    pub members: Option<(Token, TokenName)>,
    /// For posts; the read token where there is none.
    pub write: Option<(Token, TokenName)>,
    /// How `read` is presented when it is the token of a GitLab job.
    pub read_is_job_token: bool,
    /// The token of the GitLab job that this runs in, whatever `read` is.
    pub job: Option<(Token, TokenName)>,
}

/// The variable that a token came from, for messages.
pub type TokenName = &'static str;

impl Tokens {
    /// The token for a purpose, and the variable that it came from.
    pub fn of(&self, purpose: Purpose) -> Option<&(Token, TokenName)> {
        match purpose {
            Purpose::Read => self.read.as_ref(),
            Purpose::Members => self.members.as_ref().or(self.read.as_ref()),
            Purpose::Write => self.write.as_ref().or(self.read.as_ref()),
            Purpose::Job => self.job.as_ref(),
        }
    }

    /// How the token for a purpose is presented, where `ordinary` is what this forge wants of one that people made.
    pub fn scheme(&self, purpose: Purpose, ordinary: Scheme) -> Scheme {
        let own = match purpose {
            Purpose::Job => return Scheme::JobToken,
            Purpose::Read => None,
            Purpose::Members => self.members.as_ref(),
            Purpose::Write => self.write.as_ref(),
        };
        let is_job_token = own.is_none() && self.read_is_job_token && ordinary != Scheme::Bearer;
        if is_job_token { Scheme::JobToken } else { ordinary }
    }
}
