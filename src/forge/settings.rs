//! Where a forge is and how to talk to it. Plain data: `cli` reads flags and the environment.

use std::time::Duration;

use super::address::RequestAddress;
use super::token::Tokens;

/// Which forge. Its rules are [`crate::access::facts::Forge`]'s.
pub use crate::access::facts::Forge as ForgeKind;

/// Everything that a [`super::session::Session`] needs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The request.
    pub address: RequestAddress,
    /// Base of the REST API without a slash at the end: `https://api.github.com`, `https://HOST/api/v3`,
    /// `https://HOST/api/v4`. `https`, but for loopback.
    pub api: String,
    /// GitHub: where GraphQL is answered. Same origin as `api`.
    pub graphql: Option<String>,
    /// The tokens.
    pub tokens: Tokens,
    /// Certificates to trust besides the well-known ones, as PEM.
    pub ca: Option<Vec<u8>>,
    /// How long all requests of a run may take together.
    pub budget: Duration,
    /// The job that this runs in, if it does.
    pub job: Option<Job>,
}

/// The job of a workflow or a pipeline, as its environment describes it. Only its numbers are believed; who set it off
/// is asked of the forge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Job {
    /// GitHub: the workflow run. GitLab: the job.
    pub id: u64,
    /// GitHub: which attempt of the run.
    pub attempt: Option<u64>,
    /// GitLab: the pipeline that the job is part of.
    pub pipeline: Option<u64>,
    /// GitHub: the runner's name, to find our own job among those of the run.
    pub runner: Option<String>,
}

/// What the contexts of all commit statuses begin with that this tool posts.
pub const OWN_STATUS: &str = "whomay";
