//! A GitLab that is not there: one project with one merge request, its people and its pipelines, as a value that tests
//! build, change while it is asked, and look at afterwards.
//!
//! Every request and every answer is held against the documentation (see [`contract`]). One that does not conform is
//! answered with 500 and recorded in [`World::violations`], so that neither the adapter nor the fake can drift away from
//! what GitLab documents without a test that says so.

mod answers;
pub(crate) mod contract;
mod listing;
mod routes;
mod world;

pub(crate) use contract::Tier;
pub(crate) use world::{
    Approval, Commit, Group, Job, Membership, Note, Pipeline, Push, Reviewer, Rule, Status, User, Version, World, sha,
};

use serde_json::{Value as Json, json};

use super::server::{Forge, Reply, Request};
use contract::{Endpoint, Variables};

/// The header that says what was wrong with a request, or with the fake's answer to it.
pub(crate) const VIOLATION: &str = "x-violation";

/// Who asks: the account behind a token, and what the token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nobody, or a token that does not count where it is shown.
    Nobody,
    /// An access token with the scope `read_api`.
    Read { user: u64, hidden_groups: bool },
    /// One with the scope `api`.
    Write { user: u64 },
    /// The token of a job.
    Job { user: u64, job: u64 },
}

impl Forge for World {
    fn answer(&mut self, request: &Request) -> Reply {
        self.contracted(request)
    }

    fn move_head(&mut self) {
        self.push(sha('e'), "mallory");
    }
}

impl World {
    fn contracted(&mut self, request: &Request) -> Reply {
        let Some((endpoint, variables)) = self.endpoint(request) else {
            return self.violation(format!("{} {} is no endpoint of the schemas", request.method, request.path));
        };
        if let Err(why) = endpoint.check_request(request, &variables) {
            return self.violation(why);
        }
        let mut reply = self.authorized(endpoint, &variables, request);
        if let Some((name, value)) = &self.misspelt_answer {
            reply = misspelt(reply, name, value);
        }
        if let Err(why) = endpoint.check_answer(&reply, self.tier) {
            return self.violation(why);
        }
        if reply.status < 300 {
            self.used.insert(endpoint.name.clone());
        }
        reply
    }

    fn endpoint(&self, request: &Request) -> Option<(&'static Endpoint, Variables)> {
        let base: Vec<&str> = self.root.split('/').filter(|part| !part.is_empty()).chain(["api", "v4"]).collect();
        let segments = request.segments();
        let below = segments.get(base.len()..)?;
        let at_base = segments.iter().zip(&base).all(|(segment, part)| segment == part);
        if at_base { contract::endpoint_for(&request.method, below) } else { None }
    }

    fn authorized(&mut self, endpoint: &Endpoint, variables: &Variables, request: &Request) -> Reply {
        let access = match self.access(request) {
            Some(Access::Job { .. }) if !endpoint.job_token => Access::Nobody,
            Some(access) => access,
            None => return refusal(401, "401 Unauthorized"),
        };
        if access == Access::Nobody && endpoint.signed_in {
            return refusal(401, "401 Unauthorized");
        }
        if endpoint.writes() && !matches!(access, Access::Write { .. }) {
            let scope = "The request requires higher privileges than provided by the access token.";
            let body = json!({"error": "insufficient_scope", "error_description": scope, "scope": "api"});
            return Reply::json(403, &body);
        }
        if !endpoint.exists_on(self.tier) {
            return Reply::json(404, &json!({"error": "404 Not Found"}));
        }
        routes::reply(self, endpoint, variables, request, access)
    }

    /// `None` for a token that nobody has, or one that is shown as what it is not.
    fn access(&self, request: &Request) -> Option<Access> {
        let Some(token) = request.token() else { return Some(Access::Nobody) };
        let access = *self.tokens.get(token)?;
        let shown_as_job = request.header("job-token").is_some();
        (shown_as_job == matches!(access, Access::Job { .. })).then_some(access)
    }

    fn violation(&mut self, why: String) -> Reply {
        self.violations.push(why.clone());
        Reply::json(500, &json!({"message": "500 Internal Server Error"})).with(VIOLATION, why)
    }
}

impl Access {
    /// The account.
    fn user(self) -> Option<u64> {
        match self {
            Access::Nobody => None,
            Access::Read { user, .. } | Access::Write { user } | Access::Job { user, .. } => Some(user),
        }
    }
}

fn refusal(status: u16, message: &str) -> Reply {
    Reply::json(status, &json!({"message": message}))
}

/// The answer with another name for a field, wherever it stands.
fn misspelt(mut reply: Reply, name: &str, other: &str) -> Reply {
    fn rename(value: &mut Json, name: &str, other: &str) {
        match value {
            Json::Array(items) => items.iter_mut().for_each(|item| rename(item, name, other)),
            Json::Object(fields) => {
                fields.values_mut().for_each(|field| rename(field, name, other));
                if let Some(field) = fields.remove(name) {
                    fields.insert(other.to_owned(), field);
                }
            }
            _ => {}
        }
    }
    if let Ok(mut body) = serde_json::from_slice::<Json>(&reply.body) {
        rename(&mut body, name, other);
        reply.body = body.to_string().into_bytes();
    }
    reply
}
