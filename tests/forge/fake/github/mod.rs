//! A GitHub that is not there, but keeps state: a [`World`] behind GitHub's REST and GraphQL APIs.
//!
//! It answers what is asked of one repository, from the value that a test has made, and writes change that value. What
//! a token may is part of it. Fields and rules that nobody documents are left out rather than made up.

mod graph;
mod rest;
mod shapes;
pub(crate) mod world;

use std::time::Duration;

use serde_json::json;
use whomay::forge::address::RequestAddress;
use whomay::forge::settings::{ForgeKind, Job, Settings};
use whomay::forge::token::{Token, Tokens};

pub(crate) use world::World;

use super::graphql;
use super::server::{Forge, Reply, Request};

/// For the request of a [`World`] behind a base URL, with the tokens that it knows, in its job.
pub(crate) fn settings(base_url: &str) -> Settings {
    let token = |secret, name| Token::new(secret).map(|token| (token, name));
    Settings {
        address: RequestAddress {
            forge: ForgeKind::Github,
            host: "github.example".to_owned(),
            root: String::new(),
            repository: format!("{}/{}", world::OWNER, world::NAME),
            number: world::NUMBER,
        },
        api: base_url.to_owned(),
        graphql: Some(format!("{base_url}/graphql")),
        tokens: Tokens {
            read: token(world::READ, "GITHUB_TOKEN"),
            members: token(world::MEMBERS, "WHOMAY_MEMBERS_TOKEN"),
            write: token(world::WRITE, "WHOMAY_WRITE_TOKEN"),
            ..Tokens::default()
        },
        ca: None,
        budget: Duration::from_secs(20),
        job: Some(Job {
            id: world::RUN,
            attempt: Some(1),
            runner: Some("GitHub Actions 1".to_owned()),
            ..Job::default()
        }),
    }
}

impl Forge for World {
    fn answer(&mut self, request: &Request) -> Reply {
        let grant = match request.token() {
            // A private repository is not there for a stranger.
            None => return says(404, "Not Found"),
            Some(token) => match self.tokens.get(token) {
                None => return says(401, "Bad credentials"),
                Some(grant) => grant.clone(),
            },
        };
        let segments = request.segments();
        let segments = segments.strip_prefix(["api".to_owned(), "v3".to_owned()].as_slice()).unwrap_or(&segments);
        match segments {
            [graphql] if graphql == "graphql" => self.query(request, &grant),
            [api, graphql] if api == "api" && graphql == "graphql" => self.query(request, &grant),
            _ => rest::answer(self, &grant, request, segments),
        }
    }

    fn move_head(&mut self) {
        let made_up = if self.pull.head == world::sha('b') { 'c' } else { 'b' };
        let next = self.to_come.pop_front().unwrap_or_else(|| world::sha(made_up));
        self.push("alice", &next);
    }
}

impl World {
    fn query(&mut self, request: &Request, grant: &world::Grant) -> Reply {
        let tree = graph::tree(self, grant);
        match graphql::answer(&request.json(), &tree, self.page_size) {
            Ok(body) => {
                if String::from_utf8_lossy(&request.body).contains("mergeable") {
                    self.looked_at();
                }
                Reply::json(200, &body)
            }
            Err(why) => says(400, &why),
        }
    }

    /// Whoever looks at mergeability sets off the work that finds it out.
    fn looked_at(&mut self) {
        if self.pull.mergeable.len() > 1 {
            self.pull.mergeable.pop_front();
        }
    }
}

fn says(status: u16, message: &str) -> Reply {
    Reply::json(
        status,
        &json!({"message": message, "documentation_url": "https://docs.github.com/rest", "status": status.to_string()}),
    )
}
